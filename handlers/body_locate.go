package handlers

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"crewcheck/models"
)

// locate finds out where data does not fit type t.
func locate(data []byte, t reflect.Type, cause error) error {
	var l locator
	l.walk(data, t, "")
	if len(l.found) == 0 {
		l.fromCause(cause)
	}
	return &models.Error{Code: "body.invalid", Fields: l.found, Err: cause}
}

// locator gathers the places where a value does not fit its type.
type locator struct{ found []models.FieldError }

func (l *locator) add(at, code string, args ...any) {
	if len(l.found) < maxFieldNotes {
		l.found = append(l.found, models.FieldError{Field: at, Code: code, Args: args})
	}
}

// fromCause names at least the field that encoding/json complained about.
func (l *locator) fromCause(cause error) {
	at, want := "", "valid value"
	var wrong *json.UnmarshalTypeError
	if errors.As(cause, &wrong) {
		want = typeName(wrong.Type)
		if wrong.Field != "" {
			at = "/" + strings.ReplaceAll(wrong.Field, ".", "/")
		}
	}
	l.add(at, "field.type", want)
}

func (l *locator) walk(raw []byte, t reflect.Type, at string) {
	if isNull(raw) && at != "" {
		return // null is an absent field
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case readsItself(t):
		l.leaf(raw, t, at)
	case t.Kind() == reflect.Struct:
		l.members(raw, t, at)
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		l.members(raw, t, at)
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8, t.Kind() == reflect.Array:
		l.elements(raw, t, at)
	default:
		l.leaf(raw, t, at)
	}
}

var (
	jsonReader = reflect.TypeFor[json.Unmarshaler]()
	textReader = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(jsonReader) || p.Implements(textReader)
}

// leaf lets encoding/json judge a value that has no parts.
func (l *locator) leaf(raw []byte, t reflect.Type, at string) {
	if json.Unmarshal(raw, reflect.New(t).Interface()) == nil {
		return
	}
	switch {
	case t == reflect.TypeFor[models.Time]() && raw[0] == '"':
		l.add(at, "field.format", "2006-01-02T15:04:05.000Z")
	default:
		l.add(at, "field.type", typeName(t))
	}
}

// members walks the fields of an object: of a struct by name, of a map all alike.
func (l *locator) members(raw []byte, t reflect.Type, at string) {
	of := partsOf(t)
	dec := json.NewDecoder(bytes.NewReader(raw))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		l.add(at, "field.type", "object")
		return
	}
	for dec.More() && len(l.found) < maxFieldNotes {
		tok, err := dec.Token()
		name, ok := tok.(string)
		var value json.RawMessage
		if err != nil || !ok || dec.Decode(&value) != nil {
			return
		}
		here := at + "/" + escapePointer(name)
		if ft := of.fields[name]; ft != nil {
			l.walk(value, ft, here)
		} else if of.each != nil {
			l.walk(value, of.each, here)
		} else {
			l.add(here, "field.unknown")
		}
	}
}

func (l *locator) elements(raw []byte, t reflect.Type, at string) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('[') {
		l.add(at, "field.type", "array")
		return
	}
	for i := 0; dec.More() && len(l.found) < maxFieldNotes; i++ {
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return
		}
		l.walk(value, t.Elem(), at+"/"+strconv.Itoa(i))
	}
}

// parts are the types inside a type: of a struct by name, of a list or map all alike.
type parts struct {
	fields map[string]reflect.Type // nil for anything but a struct
	each   reflect.Type            // nil when unknown
}

// fieldsOfStruct remembers structFields: type → map.
var fieldsOfStruct sync.Map

// partsOf gives the parts of t; types that read themselves, and nil, have none.
func partsOf(t reflect.Type) parts {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return parts{}
	}
	if fields, ok := fieldsOfStruct.Load(t); ok {
		return parts{fields: fields.(map[string]reflect.Type)}
	}
	if readsItself(t) {
		return parts{}
	}
	switch t.Kind() {
	case reflect.Struct:
		fields := structFields(t)
		fieldsOfStruct.Store(t, fields)
		return parts{fields: fields}
	case reflect.Slice, reflect.Array, reflect.Map:
		return parts{each: t.Elem()}
	}
	return parts{}
}

// structFields are the JSON fields of a struct with those of embedded structs.
func structFields(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case f.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			for n, ft := range structFields(inner) {
				if _, outer := out[n]; !outer {
					out[n] = ft
				}
			}
		case !f.IsExported() || name == "-":
		case name == "":
			out[f.Name] = f.Type
		default:
			out[name] = f.Type
		}
	}
	return out
}

// typeName is the JSON type of values of t.
func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() != reflect.Uint8 {
			return "array"
		}
	case reflect.Map:
		return "object"
	case reflect.Struct:
		if !readsItself(t) {
			return "object"
		}
	}
	if k := t.Kind(); k >= reflect.Int && k <= reflect.Uintptr {
		return "integer"
	}
	return "string"
}
