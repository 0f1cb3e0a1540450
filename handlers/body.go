package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"reflect"
	"strings"
	"unicode/utf8"

	jsonv2 "github.com/go-json-experiment/json"
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

// decode reads data into the value that into points to. A body without a mistake is read in one pass; one with a
// mistake is read again, to say where it is.
func decode(data []byte, into any) error {
	if nesting(data) <= maxDepth && !isNull(data) && jsonv2.Unmarshal(data, into, jsonv2.RejectUnknownMembers(true)) == nil {
		return nil
	}
	reflect.ValueOf(into).Elem().SetZero()
	return decodeAndLocate(data, into)
}

// nesting is how many objects and arrays are open at most, of data that is JSON.
func nesting(data []byte) (deepest int) {
	depth, inText := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// decodeAndLocate is decode for data that may have a mistake: it takes the same bodies, slower.
func decodeAndLocate(data []byte, into any) error {
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
	target := reflect.TypeOf(into).Elem()
	s := scanner{data: data}
	if s.value(nil, 0, target); s.found != nil {
		return &models.Error{Code: "body.invalid", Fields: []models.FieldError{*s.found}}
	}
	if err != nil || s.misnamed || isNull(data) && target.Kind() == reflect.Struct {
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
