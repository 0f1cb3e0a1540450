package handlers

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// Bounds of what is read from and said about a JSON body.
const (
	maxDepth      = 32 // objects and arrays inside each other; the deepest body of ours has 6
	maxFieldNotes = 50 // entries of errors in one problem
)

// Decode reads the JSON body into a T and refuses whatever T does not name: a field
// that is silently dropped is a tick that is silently lost. Errors: body.type,
// body.missing, body.syntax (also for bytes that are not UTF-8 and for anything behind
// the value), and body.invalid with field.unknown, field.type, field.format,
// field.duplicate or field.too-many (nested too deep) at the exact JSON pointer.
func Decode[T any](r *Request) (T, error) {
	var none T
	body := r.Request().Body()
	if len(body) == 0 {
		return none, models.E("body.missing", "")
	}
	if !isJSON(r.Get(fiber.HeaderContentType)) {
		return none, models.E("body.type", fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	}
	return DecodeJSON[T](body)
}

// DecodeJSON is Decode for bytes at hand, e.g. for one entry of a batch. The T shares
// no memory with data.
func DecodeJSON[T any](data []byte) (T, error) {
	var v, none T
	if err := decode(data, &v); err != nil {
		return none, err
	}
	return v, nil
}

// Raw gives a body that is not JSON, of one of the route's media types. The bytes are
// valid only while the handler runs. Errors: body.missing, body.type.
func (r *Request) Raw() ([]byte, error) {
	body := r.Request().Body()
	if len(body) == 0 {
		return nil, models.E("body.missing", "")
	}
	got, _, err := mime.ParseMediaType(r.Get(fiber.HeaderContentType))
	for _, t := range r.Route.RawBody {
		if err == nil && got == t {
			return body, nil
		}
	}
	return nil, models.E("body.type", fiber.HeaderContentType, strings.Join(r.Route.RawBody, ", "))
}

// isJSON tells whether a content type is JSON in UTF-8.
func isJSON(contentType string) bool {
	t, params, err := mime.ParseMediaType(contentType)
	charset, given := params["charset"]
	return err == nil && t == fiber.MIMEApplicationJSON && (!given || strings.EqualFold(charset, "utf-8"))
}

// decode reads data into the value that into points to. The happy path is one
// decoding and one scan; where the mistake sits is looked for only when there is one.
func decode(data []byte, into any) error {
	if at := invalidUTF8(data); at >= 0 {
		return models.E("body.syntax", "", at+1)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return models.E("body.syntax", "", int(syntax.Offset))
	case errors.Is(err, io.EOF):
		return models.E("body.missing", "")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return models.E("body.syntax", "", len(data))
	}
	end := int(dec.InputOffset())
	if rest := bytes.TrimLeft(data[end:], " \t\r\n"); len(rest) > 0 {
		return models.E("body.syntax", "", len(data)-len(rest)+1)
	}
	s := scanner{data: data}
	if s.value(nil, 0); s.found != nil {
		return &models.Error{Code: "body.invalid", Fields: []models.FieldError{*s.found}}
	}
	target := reflect.TypeOf(into).Elem()
	if err != nil || isNull(data) && target.Kind() == reflect.Struct {
		return locate(data[:end], target, err)
	}
	return nil
}

// invalidUTF8 is the index of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func isNull(raw []byte) bool { return string(bytes.TrimSpace(raw)) == "null" }

// scanner runs over JSON that is known to be well formed and finds what
// encoding/json lets pass: names given twice, and nesting beyond maxDepth.
type scanner struct {
	data  []byte
	i     int
	found *models.FieldError
}

// step is one step of the path to a value; the path is written out only on error.
type step struct {
	up    *step
	name  []byte // raw, with quotes; nil for an index
	index int
}

func (s *step) pointer() string {
	if s == nil {
		return ""
	}
	if s.name == nil {
		return s.up.pointer() + "/" + strconv.Itoa(s.index)
	}
	return s.up.pointer() + "/" + escapePointer(unquote(s.name))
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// escapePointer makes a reference token of a name (RFC 6901), cut at 64 characters:
// it is echoed to the caller.
func escapePointer(name string) string {
	if utf8.RuneCountInString(name) > 64 {
		name = string([]rune(name)[:64]) + "…"
	}
	return pointerEscapes.Replace(name)
}

// unquote is the text of a raw JSON string.
func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	_ = json.Unmarshal(raw, &text) // well formed
	return text
}

func (s *scanner) space() {
	for s.i < len(s.data) && strings.IndexByte(" \t\r\n", s.data[s.i]) >= 0 {
		s.i++
	}
}

// value runs over one value.
func (s *scanner) value(at *step, depth int) {
	s.space()
	if s.i >= len(s.data) || s.found != nil {
		return
	}
	if depth > maxDepth {
		s.found = &models.FieldError{Field: at.pointer(), Code: "field.too-many", Args: []any{maxDepth}}
		return
	}
	switch s.data[s.i] {
	case '{':
		s.object(at, depth)
	case '[':
		s.array(at, depth)
	case '"':
		s.text()
	default:
		for s.i < len(s.data) && strings.IndexByte(",]} \t\r\n", s.data[s.i]) < 0 {
			s.i++
		}
	}
}

// text runs over one string and gives it raw.
func (s *scanner) text() []byte {
	start := s.i
	for s.i++; s.i < len(s.data) && s.data[s.i] != '"'; s.i++ {
		if s.data[s.i] == '\\' {
			s.i++
		}
	}
	s.i++
	return s.data[start:min(s.i, len(s.data))]
}

func (s *scanner) array(at *step, depth int) {
	s.i++
	for n := 0; ; n++ {
		if s.space(); s.done(']') {
			return
		}
		s.value(&step{up: at, index: n}, depth+1)
	}
}

func (s *scanner) object(at *step, depth int) {
	s.i++
	var seen names
	for {
		if s.space(); s.done('}') {
			return
		}
		here := &step{up: at, name: s.text()}
		if name := unquote(here.name); seen.add(name) {
			s.found = &models.FieldError{Field: here.pointer(), Code: "field.duplicate", Args: []any{escapePointer(name)}}
			return
		}
		s.space()
		s.i++ // the colon
		s.value(here, depth+1)
	}
}

// done steps over a comma, or over the end of the array or object.
func (s *scanner) done(end byte) bool {
	if s.found != nil || s.i >= len(s.data) {
		return true
	}
	switch s.data[s.i] {
	case end:
		s.i++
		return true
	case ',':
		s.i++
		s.space()
	}
	return false
}

// names is a set of the names of one object: a list while it is short.
type names struct {
	few  []string
	many map[string]bool
}

// add tells whether the name was there already.
func (n *names) add(name string) bool {
	if n.many != nil {
		was := n.many[name]
		n.many[name] = true
		return was
	}
	for _, f := range n.few {
		if f == name {
			return true
		}
	}
	if n.few = append(n.few, name); len(n.few) > 24 {
		n.many = make(map[string]bool, 64)
		for _, f := range n.few {
			n.many[f] = true
		}
	}
	return false
}

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
