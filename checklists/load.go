package checklists

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
)

//go:embed data/*.yaml
var embedded embed.FS

// The files that are not checklists.
const (
	categoriesFile = "categories.yaml"
	clocksFile     = "clocks.yaml"
	scoreFile      = "score.yaml"
)

// workingDay is the order in which the known checklists are done; others follow
// by id.
var workingDay = []string{"pre-trip", "conduct", "fifo-stocking", "return-bottles", "delivery-receipt", "day-close"}

// Embedded is the folder of data files that the program carries.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the name is a constant of this file
	}
	return sub
}

var defaults = sync.OnceValue(func() *Standards {
	s, err := Load(Embedded())
	if err != nil {
		panic(fmt.Sprintf("the embedded standards are broken: %v", err))
	}
	return s
})

// Default is the standards that the program carries, read once. The caller
// shares it with everybody and must not change it.
func Default() *Standards { return defaults() }

// Load reads a folder of standards: one file for each checklist, named by its id,
// and categories.yaml, clocks.yaml and score.yaml. Anything that Lint finds is an
// error that lists all findings.
func Load(fsys fs.FS) (*Standards, error) {
	s, findings := read(fsys)
	if len(findings) == 0 {
		return s, nil
	}
	errs := make([]error, len(findings))
	for i, f := range findings {
		errs[i] = errors.New(f.String())
	}
	return nil, errors.Join(errs...)
}

// read parses and lints; the standards are whole only when there are no findings.
func read(fsys fs.FS) (*Standards, []Finding) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, []Finding{{Rule: "file-missing", Message: err.Error()}}
	}
	r := reader{fsys: fsys, std: &Standards{}, docs: map[string]*document{}}
	for _, name := range names {
		r.file(name)
	}
	if short, _ := fs.Glob(fsys, "*.yml"); len(short) > 0 {
		r.found = append(r.found, Finding{File: short[0], Line: 1, Rule: "file-name", Message: "data files end in .yaml"})
	}
	for _, name := range []string{categoriesFile, clocksFile, scoreFile} {
		if r.docs[name] == nil {
			r.found = append(r.found, Finding{File: name, Line: 1, Rule: "file-missing", Message: "the file is missing"})
		}
	}
	r.across()
	sort.SliceStable(r.std.Checklists, func(i, j int) bool {
		a, b := r.std.Checklists[i].ID, r.std.Checklists[j].ID
		if x, y := dayOrder(a), dayOrder(b); x != y {
			return x < y
		}
		return a < b
	})
	sort.SliceStable(r.found, func(i, j int) bool {
		a, b := r.found[i], r.found[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	return r.std, r.found
}

func dayOrder(id string) int {
	for i, v := range workingDay {
		if v == id {
			return i
		}
	}
	return len(workingDay)
}

// reader collects the standards and what is wrong with them.
type reader struct {
	fsys  fs.FS
	std   *Standards
	docs  map[string]*document // by file name, only those that parsed
	found []Finding
}

// categoryFile is the shape of categories.yaml.
type categoryFile struct {
	Categories []Category `yaml:"categories"`
}

func (r *reader) file(name string) {
	raw, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		r.found = append(r.found, Finding{File: name, Line: 1, Rule: "file-missing", Message: err.Error()})
		r.docs[name] = &document{name: name}
		return
	}
	switch name {
	case categoriesFile:
		var c categoryFile
		if doc := r.decode(name, raw, &c); doc != nil {
			r.std.Categories = c.Categories
			r.report(doc, categoryProblems(c.Categories))
		}
	case clocksFile:
		if doc := r.decode(name, raw, &r.std.Clocks); doc != nil {
			r.report(doc, clockProblems(r.std.Clocks))
		}
	case scoreFile:
		if doc := r.decode(name, raw, &r.std.Score); doc != nil {
			r.report(doc, formulaProblems(r.std.Score))
		}
	default:
		var d Definition
		if doc := r.decode(name, raw, &d); doc != nil {
			r.report(doc, definitionProblems(&d))
			if d.ID != strings.TrimSuffix(path.Base(name), ".yaml") {
				r.report(doc, []problem{{Pointer: "/id", Rule: "file-name", Message: "the file is named " + name}})
			}
			r.std.Checklists = append(r.std.Checklists, d)
		}
	}
}

// across reports what only shows between files: an item id that two checklists
// use, and a complaint that contradicts an unknown item.
func (r *reader) across() {
	known := map[string]string{}
	for i := range r.std.Checklists {
		d := &r.std.Checklists[i]
		doc := r.docs[d.ID+".yaml"]
		for n, it := range d.Items {
			if other, ok := known[it.ID]; ok && other != d.ID && doc != nil {
				p := problem{Pointer: pointer("items", n, "id"), Rule: "item-id-duplicate", Message: it.ID + " is an item of " + other + " too"}
				r.report(doc, []problem{p})
			}
			known[it.ID] = d.ID
		}
	}
	doc := r.docs[categoriesFile]
	if doc == nil {
		return
	}
	for i, c := range r.std.Categories {
		for n, id := range c.Contradicts {
			if known[id] == "" {
				p := problem{Pointer: pointer("categories", i, "contradicts", n), Rule: "contradicts-unknown", Message: "no checklist has the item " + id}
				r.report(doc, []problem{p})
			}
		}
	}
}
