package models

import (
	"reflect"
	"strings"
	"sync"
)

type pathKey struct {
	t    reflect.Type
	path string
}

var pathIndexes sync.Map // pathKey → [][]int

// Lookup reads the field of a document at a dotted JSON path; nil when the path
// is not there or leads through a nil pointer.
func Lookup(doc any, path string) any {
	v := reflect.Indirect(reflect.ValueOf(doc))
	key := pathKey{v.Type(), path}
	steps, ok := pathIndexes.Load(key)
	if !ok {
		steps = resolvePath(v.Type(), path)
		pathIndexes.Store(key, steps)
	}
	for _, index := range steps.([][]int) {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return nil
			}
			v = v.Elem()
		}
		v = v.FieldByIndex(index)
	}
	if len(steps.([][]int)) == 0 || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	return reflect.Indirect(v).Interface()
}

func resolvePath(t reflect.Type, path string) [][]int {
	var steps [][]int
	for _, name := range strings.Split(path, ".") {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		index, next := jsonField(t, name)
		if index == nil {
			return nil
		}
		steps, t = append(steps, index), next
	}
	return steps
}

func jsonField(t reflect.Type, name string) ([]int, reflect.Type) {
	if t.Kind() != reflect.Struct {
		return nil, nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
			return f.Index, f.Type
		}
	}
	return nil, nil
}

// orderTime is the text of the document's order time; see Spec.Time.
func orderTime(doc Document, path string) string {
	switch v := Lookup(doc, path).(type) {
	case Time:
		return v.String()
	case Date:
		return string(v)
	}
	return ""
}
