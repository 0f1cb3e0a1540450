package sqlite

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"

	"crewcheck/models"
)

// reader reads one field out of a document: a text, an int64 or a float64 (a bool is
// 0 or 1, a Time its text). What the document's JSON would not hold reads as "".
type reader func(reflect.Value) (any, error)

// fieldReaders makes a reader for each dotted JSON path of the type t.
func fieldReaders(t reflect.Type, paths []string) ([]reader, error) {
	out := make([]reader, len(paths))
	for i, p := range paths {
		r, err := pathReader(t, strings.Split(p, "."))
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", p, t, err)
		}
		out[i] = r
	}
	return out, nil
}

func pathReader(t reflect.Type, path []string) (reader, error) {
	if t.Kind() == reflect.Pointer {
		inner, err := pathReader(t.Elem(), path)
		if err != nil {
			return nil, err
		}
		return func(v reflect.Value) (any, error) {
			if v.IsNil() {
				return "", nil
			}
			return inner(v.Elem())
		}, nil
	}
	switch {
	case len(path) == 0:
		return leafReader(t)
	case t.Kind() == reflect.Struct:
		return structReader(t, path)
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		return mapReader(t, path)
	}
	return nil, fmt.Errorf("%s has no fields", t)
}

func structReader(t reflect.Type, path []string) (reader, error) {
	f, ok := jsonField(t, path[0])
	if !ok {
		return nil, fmt.Errorf("%s has no JSON field %q", t, path[0])
	}
	inner, err := pathReader(f.typ, path[1:])
	if err != nil {
		return nil, err
	}
	return func(v reflect.Value) (any, error) {
		x, err := v.FieldByIndexErr(f.index)
		if err != nil || f.omitEmpty && isEmpty(x) || f.omitZero && isZero(x) {
			return "", nil // inside a nil embedded pointer, or left out of the JSON
		}
		return inner(x)
	}, nil
}

func mapReader(t reflect.Type, path []string) (reader, error) {
	inner, err := pathReader(t.Elem(), path[1:])
	if err != nil {
		return nil, err
	}
	key := reflect.ValueOf(path[0]).Convert(t.Key())
	return func(v reflect.Value) (any, error) {
		x := v.MapIndex(key)
		if !x.IsValid() {
			return "", nil
		}
		return inner(x)
	}, nil
}

func leafReader(t reflect.Type) (reader, error) {
	switch {
	case t == reflect.TypeFor[models.Time]():
		return func(v reflect.Value) (any, error) { return v.Interface().(models.Time).String(), nil }, nil
	case t.Implements(reflect.TypeFor[json.Marshaler]()):
		return readMarshaled, nil
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return scalar, nil
	}
	return nil, fmt.Errorf("%s is no text, number, bool or time", t)
}

// readMarshaled reads a type that writes its own JSON text.
func readMarshaled(v reflect.Value) (any, error) {
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, err
	}
	var x any
	if err := json.Unmarshal(text, &x); err != nil {
		return nil, err
	}
	if x == nil {
		return "", nil
	}
	return scalar(reflect.ValueOf(x))
}

// scalar gives a text, number or bool in the form the columns hold it.
func scalar(v reflect.Value) (any, error) {
	switch {
	case v.Kind() == reflect.String:
		return v.String(), nil
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return int64(1), nil
		}
		return int64(0), nil
	case v.CanInt():
		return v.Int(), nil
	case v.CanUint() && v.Uint() <= math.MaxInt64:
		return int64(v.Uint()), nil
	case v.CanFloat():
		return number(v.Float()), nil
	}
	return nil, fmt.Errorf("%s is no text, number or bool", v.Type())
}

// number gives a whole float64 as an int64, so that 3 and 3.0 are one value.
func number(f float64) any {
	const exact = 1 << 53 // beyond it not every int64 is a float64
	if f == math.Trunc(f) && math.Abs(f) <= exact {
		return int64(f)
	}
	return f
}

// field is a struct field as encoding/json sees it.
type field struct {
	index               []int
	typ                 reflect.Type
	omitEmpty, omitZero bool
}

// jsonField finds the field that encoding/json names name: the shallowest one, embedded
// structs without a name being part of the struct that holds them.
func jsonField(t reflect.Type, name string) (field, bool) {
	type level struct {
		t     reflect.Type
		index []int
	}
	for todo := []level{{t, nil}}; len(todo) > 0; {
		var next []level
		for _, l := range todo {
			for i := range l.t.NumField() {
				f := l.t.Field(i)
				index := append(append([]int(nil), l.index...), i)
				tag := f.Tag.Get("json")
				is, opts, _ := strings.Cut(tag, ",")
				inner := f.Type
				if inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				switch {
				case tag == "-":
				case f.Anonymous && is == "" && inner.Kind() == reflect.Struct:
					next = append(next, level{inner, index})
				case f.IsExported() && (is == name || is == "" && f.Name == name):
					opts = "," + opts + ","
					return field{index, f.Type, strings.Contains(opts, ",omitempty,"), strings.Contains(opts, ",omitzero,")}, true
				}
			}
		}
		todo = next
	}
	return field{}, false
}

// isEmpty is what encoding/json's omitempty leaves out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// isZero is what encoding/json's omitzero leaves out.
func isZero(v reflect.Value) bool {
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		return z.IsZero()
	}
	return v.IsZero()
}
