package handlers

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"

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
		l.members(raw, t, at, structFields(t))
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		l.members(raw, t, at, nil)
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
func (l *locator) members(raw []byte, t reflect.Type, at string, fields map[string]reflect.Type) {
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
		if t.Kind() == reflect.Map {
			l.walk(value, t.Elem(), here)
		} else if ft := fieldNamed(fields, name); ft != nil {
			l.walk(value, ft, here)
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

// structFields are the JSON fields of a struct with those of embedded structs.
func structFields(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" || !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		out[name] = f.Type
	}
	return out
}

// fieldNamed finds a field as encoding/json does: by name, else regardless of case.
func fieldNamed(fields map[string]reflect.Type, name string) reflect.Type {
	if t := fields[name]; t != nil {
		return t
	}
	for n, t := range fields {
		if strings.EqualFold(n, name) {
			return t
		}
	}
	return nil
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
