package handlers

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"crewcheck/models"
)

// Bounds of query parameters.
const (
	maxParameter = 200 // characters of a text
	maxListed    = 100 // values of a parameter that takes several
)

// Page is the part of a list's query that all lists share; embed it.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" description:"entries of one answer"`
	Cursor string `query:"cursor" maxLength:"400" description:"next of the answer before"`
}

// After is where the page starts in the collection; errors: cursor.invalid.
func (p Page) After(collection string) (models.Key, error) {
	if p.Cursor == "" {
		return models.Key{}, nil
	}
	return DecodeCursor(collection, p.Cursor)
}

// List is the answer of every list.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"` // cursor of the next page; absent on the last
}

// DecodeQuery reads the query into a T, a struct with `query:"name"` tags; embedded
// structs count as part of it. Fields are text, models.Date, models.Time, int, int64,
// bool, a named text, a []string of those, or a pointer to one. A name that ends in Id or Ids holds
// ids. The tags enum, minimum, maximum, maxLength and default bind, and the reference shows
// them. Errors: parameter.invalid with every parameter that is wrong.
func DecodeQuery[T any](r *Request) (T, error) {
	var v, none T
	q := queryReader{values: r.parameters()}
	q.read(reflect.ValueOf(&v).Elem())
	if err := q.err(); err != nil {
		return none, err
	}
	return v, nil
}

// parameters are the query's values by name, percent-decoded.
func (r *Request) parameters() map[string][]string {
	out := map[string][]string{}
	r.Request().URI().QueryArgs().VisitAll(func(k, v []byte) {
		out[string(k)] = append(out[string(k)], string(v))
	})
	return out
}

// checkParameters refuses parameters that the route does not have: a misspelt filter
// would answer with everything. Pages are spared, messengers append theirs to links.
func (r *Request) checkParameters(known []string) error {
	if !strings.HasPrefix(r.Route.Path, "/api/") || len(r.Request().URI().QueryString()) == 0 {
		return nil
	}
	var unknown []string
	for name := range r.parameters() {
		if !slices.Contains(known, name) {
			unknown = append(unknown, shorten(name, 64))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	e := models.E("parameter.unknown", unknown[0])
	for _, name := range unknown[:min(len(unknown), maxFieldNotes)] {
		e.Fields = append(e.Fields, models.FieldError{Field: name, Code: e.Code})
	}
	return e
}

// parameterNames are the names in the `query` tags of a struct.
func parameterNames(query any) []string {
	if query == nil {
		return nil
	}
	var out []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(query)) {
		if name := f.Tag.Get("query"); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// queryReader fills a struct from query parameters and gathers what is wrong.
type queryReader struct {
	values map[string][]string
	found  []models.FieldError
}

func (q *queryReader) wrong(name string, why models.Text) {
	q.found = append(q.found, models.FieldError{Field: name, Code: "parameter.invalid", Args: []any{why}})
}

func (q *queryReader) err() error {
	if len(q.found) == 0 {
		return nil
	}
	f := q.found[0]
	return &models.Error{Code: f.Code, Field: f.Field, Args: f.Args, Fields: q.found}
}

func (q *queryReader) read(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("query")
		if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
			q.read(v.Field(i))
			continue
		}
		if name == "" {
			continue
		}
		values := q.values[name]
		if len(values) == 0 && f.Tag.Get("default") != "" {
			values = []string{f.Tag.Get("default")}
		}
		if len(values) > 0 {
			q.field(v.Field(i), f.Tag, name, values)
		}
	}
}

// field sets one field from the values of its parameter.
func (q *queryReader) field(v reflect.Value, tag reflect.StructTag, name string, values []string) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if v.Kind() != reflect.Slice {
		if len(values) > 1 {
			q.wrong(name, models.Text{ZhCN: "只能给一次", En: "given more than once"})
			return
		}
		q.one(v, tag, name, values[0])
		return
	}
	var all []string
	for _, text := range values {
		all = append(all, strings.Split(text, ",")...)
	}
	if len(all) > maxListed {
		q.wrong(name, models.Text{ZhCN: fmt.Sprintf("最多 %d 个值", maxListed), En: fmt.Sprintf("at most %d values", maxListed)})
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(all), len(all)))
	for i, text := range all {
		q.one(v.Index(i), tag, name, text)
	}
}

// one sets a single value; why it cannot is noted.
func (q *queryReader) one(v reflect.Value, tag reflect.StructTag, name, text string) {
	if why := badText(text, tag); why != (models.Text{}) {
		q.wrong(name, why)
		return
	}
	switch p := v.Addr().Interface().(type) {
	case *models.Time:
		raw, _ := json.Marshal(text)
		if p.UnmarshalJSON(raw) != nil {
			q.wrong(name, models.Text{ZhCN: "须为时间,如 2006-01-02T15:04:05.000Z", En: "a time like 2006-01-02T15:04:05.000Z"})
		}
		return
	case *models.Date:
		if *p = models.Date(text); !p.Valid() {
			q.wrong(name, models.Text{ZhCN: "须为日期,如 2006-01-02", En: "a date like 2006-01-02"})
		}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		if text != "true" && text != "false" {
			q.wrong(name, models.Text{ZhCN: "须为 true 或 false", En: "true or false"})
		}
		v.SetBool(text == "true")
	case reflect.Int, reflect.Int64:
		q.number(v, tag, name, text)
	default:
		if (strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "Ids")) && !models.ValidID(text) {
			q.wrong(name, models.Text{ZhCN: "须为编号", En: "an id"})
		}
		v.SetString(text)
	}
}

func (q *queryReader) number(v reflect.Value, tag reflect.StructTag, name, text string) {
	n, err := strconv.ParseInt(text, 10, 64)
	low, lowErr := strconv.ParseInt(tag.Get("minimum"), 10, 64)
	high, highErr := strconv.ParseInt(tag.Get("maximum"), 10, 64)
	switch {
	case err != nil:
		q.wrong(name, models.Text{ZhCN: "须为整数", En: "a whole number"})
	case lowErr == nil && n < low, highErr == nil && n > high:
		span := tag.Get("minimum") + "–" + tag.Get("maximum")
		q.wrong(name, models.Text{ZhCN: span, En: span})
	}
	v.SetInt(n)
}

// badText tells why a text is no value of a parameter; the zero Text when it is one.
func badText(text string, tag reflect.StructTag) models.Text {
	longest, err := strconv.Atoi(tag.Get("maxLength"))
	if err != nil {
		longest = maxParameter
	}
	switch {
	case !utf8.ValidString(text):
		return models.Text{ZhCN: "不是 UTF-8", En: "not UTF-8"}
	case strings.ContainsFunc(text, unicode.IsControl):
		return models.Text{ZhCN: "有控制字符", En: "control characters"}
	case utf8.RuneCountInString(text) > longest:
		return models.Text{ZhCN: fmt.Sprintf("超过 %d 个字", longest), En: fmt.Sprintf("longer than %d", longest)}
	case text == "":
		return models.Text{ZhCN: "是空的", En: "empty"}
	}
	if enum := tag.Get("enum"); enum != "" && !slices.Contains(strings.Split(enum, ","), text) {
		return models.Text{ZhCN: "须为其中之一:" + enum, En: "one of: " + enum}
	}
	return models.Text{}
}

// A cursor is base64url of checksum (4 bytes), collection, 0, time, 0, id. It is
// opaque, not secret: the checksum catches cut and mixed-up cursors, not malice;
// what a forged one can reach is bounded by the list's own filter.
const cursorSum = 4

// EncodeCursor makes the next of a list of the collection.
func EncodeCursor(collection string, k models.Key) string {
	body := []byte(collection + "\x00" + k.Time + "\x00" + k.ID)
	sum := crc32.ChecksumIEEE(body)
	out := append([]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}, body...)
	return base64.RawURLEncoding.EncodeToString(out)
}

// DecodeCursor reads a cursor of the collection; errors: cursor.invalid.
func DecodeCursor(collection, text string) (models.Key, error) {
	bad := models.E("cursor.invalid", "cursor")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < cursorSum {
		return models.Key{}, bad
	}
	parts := bytes.Split(raw[cursorSum:], []byte{0})
	if len(parts) != 3 || string(parts[0]) != collection || !utf8.Valid(raw[cursorSum:]) {
		return models.Key{}, bad
	}
	k := models.Key{Time: string(parts[1]), ID: string(parts[2])}
	if EncodeCursor(collection, k) != text {
		return models.Key{}, bad
	}
	return k, nil
}
