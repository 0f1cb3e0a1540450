package handlers

import (
	"bytes"
	_ "embed" // the page and its style
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string

	pageTemplates = template.Must(template.New("pages").Parse(pageHTML))
)

// pagePolicy lets a page load its own style and nothing else.
const pagePolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// pages are the finished pages by name and language, e.g. "home en".
type pages map[string][]byte

// servePage answers with a finished page in the caller's language.
func servePage(name string) func(*Request) error {
	return func(r *Request) error {
		lang := r.Lang()
		r.Set(fiber.HeaderContentSecurityPolicy, pagePolicy)
		r.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		r.Set(fiber.HeaderContentLanguage, lang)
		r.Vary(fiber.HeaderAcceptLanguage)
		return r.Ctx.Send(r.API.reference().pages[name+" "+lang])
	}
}

// serveStyle answers GET /docs/style.css.
func serveStyle(r *Request) error {
	r.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	return r.SendString(pageCSS)
}

// newPages writes every page in both languages.
func newPages(routes []Route, document []byte) (pages, error) {
	doc, err := readDocument(document)
	if err != nil {
		return nil, err
	}
	chapters, err := newChapters(routes, doc)
	if err != nil {
		return nil, err
	}
	out := pages{}
	for _, lang := range []string{zhCN, en} {
		w := words[lang]
		for name, title := range map[string]string{"home": "crewcheck", "reference": w.Reference, "errors": w.Problems} {
			var b bytes.Buffer
			err := pageTemplates.ExecuteTemplate(&b, name, page{
				Lang: lang, Title: title, Version: doc.Info.Version, Words: w,
				Chapters: chapters, Schemas: doc.listed(), Codes: listedCodes(lang),
			})
			if err != nil {
				return nil, fmt.Errorf("page %s: %w", name, err)
			}
			out[name+" "+lang] = b.Bytes()
		}
	}
	return out, nil
}

// page is what the templates show.
type page struct {
	Lang, Title, Version string
	Words                pageWords
	Chapters             []chapter
	Schemas              []schemaView
	Codes                []codeView
}

type chapter struct {
	Tag    string
	Routes []routeView
}

type routeView struct {
	Name, Method, Path, Summary string
	Who                         []string
	Parameters                  []fieldView
	Body                        typeView
	Raw                         []string
	Answers                     []answerView
	Problems                    []problemView
}

type answerView struct {
	Status int
	Type   typeView
}

type problemView struct {
	Status int
	Codes  []string
}

type schemaView struct {
	Name   string
	Fields []fieldView
}

type fieldView struct {
	Name     string
	Type     typeView
	Required bool
	Note     string
}

// typeView is the text of a type, and the schema it leads to.
type typeView struct{ Text, Link string }

type codeView struct {
	Code   string
	Status int
	Text   string
}

func listedCodes(lang string) []codeView {
	var out []codeView
	for _, c := range models.Codes() {
		out = append(out, codeView{c.Code, int(c.Kind), c.Text.In(lang)})
	}
	return out
}

// newChapters arranges the routes by tag, in the order of the table.
func newChapters(routes []Route, doc *document) ([]chapter, error) {
	var out []chapter
	for i := range routes {
		view, err := newRouteView(&routes[i], doc)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(out, func(c chapter) bool { return c.Tag == routes[i].Tag })
		if at < 0 {
			at = len(out)
			out = append(out, chapter{Tag: routes[i].Tag})
		}
		out[at].Routes = append(out[at].Routes, view)
	}
	return out, nil
}

func newRouteView(rt *Route, doc *document) (routeView, error) {
	view := routeView{
		Name: rt.Name, Method: rt.Method, Path: openPath(rt.Path), Summary: rt.Summary,
		Who: whoMayCall(rt), Raw: rt.RawBody,
	}
	op := doc.Paths[view.Path][strings.ToLower(rt.Method)]
	for _, p := range op.Parameters {
		view.Parameters = append(view.Parameters, fieldView{
			Name: p.Name, Type: p.Schema.view(), Required: p.Required, Note: p.Schema.note(p.Description),
		})
	}
	view.Body = op.RequestBody.Content[fiber.MIMEApplicationJSON].Schema.view()
	for _, status := range statuses(rt.Answers) {
		answer := op.Responses[fmt.Sprint(status)].Content[fiber.MIMEApplicationJSON]
		view.Answers = append(view.Answers, answerView{status, answer.Schema.view()})
	}
	byStatus, err := problemsOf(rt)
	if err != nil {
		return view, err
	}
	for _, status := range statuses(byStatus) {
		view.Problems = append(view.Problems, problemView{status, byStatus[status]})
	}
	return view, nil
}

// document is the part of the OpenAPI document that the page shows.
type document struct {
	Info struct {
		Version string `json:"version"`
	} `json:"info"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	Parameters []struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Required    bool   `json:"required"`
		Schema      schema `json:"schema"`
	} `json:"parameters"`
	RequestBody content            `json:"requestBody"`
	Responses   map[string]content `json:"responses"`
}

type content struct {
	Content map[string]struct {
		Schema schema `json:"schema"`
	} `json:"content"`
}

// schema is the part of a JSON schema that our types need.
type schema struct {
	Ref         string            `json:"$ref"`
	Type        any               `json:"type"` // a text or a list of texts
	Format      string            `json:"format"`
	Items       *schema           `json:"items"`
	AnyOf       []schema          `json:"anyOf"`
	Properties  map[string]schema `json:"properties"`
	Values      json.RawMessage   `json:"additionalProperties"`
	Required    []string          `json:"required"`
	Enum        []any             `json:"enum"`
	Minimum     *float64          `json:"minimum"`
	Maximum     *float64          `json:"maximum"`
	MaxLength   *int              `json:"maxLength"`
	Default     any               `json:"default"`
	Description string            `json:"description"`
}

func readDocument(raw []byte) (*document, error) {
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("reading our own document: %w", err)
	}
	return &doc, nil
}

// listed are the schemas by name.
func (d *document) listed() []schemaView {
	var out []schemaView
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		s := d.Components.Schemas[name]
		view := schemaView{Name: name}
		for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
			p := s.Properties[field]
			view.Fields = append(view.Fields, fieldView{
				Name: field, Type: p.view(), Required: slices.Contains(s.Required, field), Note: p.note(p.Description),
			})
		}
		out = append(out, view)
	}
	return out
}

// view is the type in words: "text", "Check[]", "integer | null".
func (s schema) view() typeView {
	switch {
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		return typeView{name, name}
	case len(s.AnyOf) > 0:
		return s.anyOf()
	case s.Items != nil:
		of := s.Items.view()
		return typeView{of.Text + "[]", of.Link}
	}
	var names []string
	switch t := s.Type.(type) {
	case string:
		names = []string{t}
	case []any:
		for _, one := range t {
			names = append(names, fmt.Sprint(one))
		}
	}
	text := strings.Join(names, " | ")
	if s.Format != "" {
		text += " (" + s.Format + ")"
	}
	return typeView{Text: text}
}

func (s schema) anyOf() typeView {
	var out typeView
	for i, one := range s.AnyOf {
		v := one.view()
		if i > 0 {
			out.Text += " | "
		}
		out.Text += v.Text
		if out.Link == "" {
			out.Link = v.Link
		}
	}
	return out
}

// note is a description with the bounds of the value.
func (s schema) note(description string) string {
	var parts []string
	if description != "" {
		parts = append(parts, description)
	}
	if len(s.Enum) > 0 {
		values := make([]string, 0, len(s.Enum))
		for _, v := range s.Enum {
			values = append(values, fmt.Sprint(v))
		}
		parts = append(parts, strings.Join(values, " | "))
	}
	if s.Minimum != nil && s.Maximum != nil {
		parts = append(parts, fmt.Sprintf("%v–%v", *s.Minimum, *s.Maximum))
	}
	if s.MaxLength != nil {
		parts = append(parts, fmt.Sprintf("≤ %d", *s.MaxLength))
	}
	if s.Default != nil {
		parts = append(parts, fmt.Sprintf("= %v", s.Default))
	}
	return strings.Join(parts, "; ")
}
