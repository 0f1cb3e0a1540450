package scenario

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"crewcheck/handlers"
	"crewcheck/models"
)

// What must hold of every refusal, whatever the test is about:
//   - application/problem+json with a code of the list, the status of that code, a request id that the header
//     repeats, and texts in both languages without unfilled places;
//   - for a 400, 409, 412, 413, 415, 416, 422 or 428, errors that each name a place: a pointer into the body that the
//     body's type has, or a parameter or header by its name. Codes that mean the body as a whole name none. For 401,
//     403, 404, 405 and 429 it is the request that is wrong, and a place is allowed but not asked for;
//   - a 401 says how to log in, a 429 when to come again.

// named are the statuses whose problems name the place.
var named = []int{400, 409, 412, 413, 415, 416, 422, 428}

// wholeBody are the codes that mean the body as a whole.
var wholeBody = []string{"body.missing", "body.syntax", "body.too-large"}

var listed = func() map[string]models.Code {
	out := map[string]models.Code{}
	for _, c := range models.Codes() {
		out[c.Code] = c
	}
	return out
}()

// inspect checks an answer in English.
func (w *world) inspect(t testing.TB, c call, a answer) {
	t.Helper()
	if a.status >= 500 {
		t.Errorf("%s %s: %v\nlog: %s", c.method, c.path, a, w.log.take())
		return
	}
	if a.status < 400 || c.method == "HEAD" || page(c, a) {
		return
	}
	for _, wrong := range wrongWith(c, a) {
		t.Errorf("%s: %s %s: %s in %v", c.who, c.method, c.path, wrong, a)
	}
}

// page tells whether the answer is a page of a receipt, which says in words what is wrong.
func page(c call, a answer) bool {
	return strings.HasPrefix(c.path, "/r/") && a.header.Get("Content-Type") == "text/html; charset=utf-8" && a.header.Get("Content-Language") != ""
}

// wrongWith lists what a refusal lacks.
func wrongWith(c call, a answer) []string {
	var wrong []string
	add := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	var p handlers.Problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		return []string{"no problem: " + err.Error()}
	}
	code, known := listed[p.Code]
	add(a.header.Get("Content-Type") == "application/problem+json", "content type %q", a.header.Get("Content-Type"))
	add(known, "the code %q is not listed", p.Code)
	add(int(code.Kind) == a.status && p.Status == a.status, "status %d, in the body %d, of the code %d", a.status, p.Status, code.Kind)
	add(code.Text.ZhCN != "" && code.Text.En != "", "the code has no texts")
	add(p.Title != "" && p.Detail != "" && !strings.Contains(p.Detail, "%"), "texts %q, %q", p.Title, p.Detail)
	add(p.Type == "/docs/errors#"+p.Code, "type %q", p.Type)
	add(p.RequestID != "" && p.RequestID == a.header.Get("X-Request-Id"), "request id %q", p.RequestID)
	add(a.status != 401 || a.header.Get("WWW-Authenticate") != "", "no WWW-Authenticate")
	add(a.status != 429 || a.header.Get("Retry-After") != "", "no Retry-After")
	if slices.Contains(named, a.status) && !slices.Contains(wholeBody, p.Code) {
		add(len(p.Errors) > 0, "no place is named")
	}
	for _, f := range p.Errors {
		code, known := listed[f.Code]
		add(known && code.Text.ZhCN != "" && code.Text.En != "", "the code %q of %q is not listed", f.Code, f.Pointer)
		add(f.Detail != "" && !strings.Contains(f.Detail, "%!"), "text %q of %q", f.Detail, f.Pointer)
		add(!slices.Contains(named, a.status) || placeExists(c, f), "the place %q is nowhere in the request", f.Pointer)
	}
	return wrong
}

// sameInChinese checks that a refused request is refused the same way again, in the other language.
func (w *world) sameInChinese(t testing.TB, c call, en, zh answer) {
	t.Helper()
	if c.method == "HEAD" || page(c, en) {
		return
	}
	var p, q handlers.Problem
	if json.Unmarshal(en.body, &p) != nil || json.Unmarshal(zh.body, &q) != nil {
		t.Errorf("%s %s: no problems: %v / %v", c.method, c.path, en, zh)
		return
	}
	if p.Code != q.Code || en.status != zh.status || zh.header.Get("Content-Language") != "zh-CN" {
		t.Errorf("%s %s: in English %v, in Chinese %v", c.method, c.path, en, zh)
	}
	texts := []string{q.Title, q.Detail}
	for _, f := range q.Errors {
		texts = append(texts, f.Detail)
	}
	for _, text := range texts {
		if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s %s: %q is no Chinese", c.method, c.path, text)
		}
	}
}

var headerName = regexp.MustCompile(`^[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)*$`)

// placeExists tells whether the pointer of an error means something of the request.
func placeExists(c call, f handlers.ProblemField) bool {
	rt := routeOf(c.method, c.path)
	if rt == nil {
		return true
	}
	if f.Pointer == "" || strings.HasPrefix(f.Pointer, "/") {
		return f.Code == "field.unknown" || f.Code == "field.duplicate" || rt.Body != nil && pointerFits(reflect.TypeOf(rt.Body), f.Pointer)
	}
	if headerName.MatchString(f.Pointer) || f.Code == "parameter.unknown" {
		return true
	}
	if f.Code == "complaint.state" || f.Code == "appeal.decided" {
		return f.Pointer == "status" || strings.HasPrefix(f.Pointer, "/") // of the record, or what names it
	}
	if strings.HasPrefix(f.Code, "import.") { // of the file, or a column that is not in it: that is what is wrong
		return strings.HasPrefix(rt.Path, "/api/v1/imports/") && (f.Pointer == "file" || f.Code == "import.column-missing")
	}
	return strings.Contains(rt.Path+"/", ":"+f.Pointer+"/") || slices.Contains(queryNames(rt), f.Pointer)
}

func queryNames(rt *handlers.Route) []string {
	var out []string
	if rt.Query != nil {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(rt.Query)) {
			out = append(out, f.Tag.Get("query"))
		}
	}
	return out
}

var rawJSON = reflect.TypeFor[json.RawMessage]()

// pointerFits tells whether a JSON pointer leads somewhere in values of a type.
func pointerFits(t reflect.Type, pointer string) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if pointer == "" || t == rawJSON || t.Kind() == reflect.Interface || t.Kind() == reflect.Map {
		return true
	}
	step, rest, more := strings.Cut(pointer[1:], "/")
	if more {
		rest = "/" + rest
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return pointerFits(t.Elem(), rest)
	case reflect.Struct:
		for _, f := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == step {
				return pointerFits(f.Type, rest)
			}
		}
	}
	return false
}

// table is the table of routes.
var table = handlers.Table()

// routeOf finds the route of a request, or nil.
func routeOf(method, path string) *handlers.Route {
	path, _, _ = strings.Cut(path, "?")
	if method == "HEAD" {
		method = "GET"
	}
	for i := range table {
		if table[i].Method == method && fits(table[i].Path, path) {
			return &table[i]
		}
	}
	return nil
}

func fits(pattern, path string) bool {
	p, q := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != q[i] && (!strings.HasPrefix(p[i], ":") || q[i] == "") {
			return false
		}
	}
	return true
}
