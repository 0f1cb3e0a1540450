package checklists

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of texts that are read on a phone, standing: one line of it.
const (
	maxZhRunes = 24
	maxEnRunes = 60
	maxItems   = 100 // of one checklist; more is not done at a stop
	maxVersion = 1_000_000
	maxOptions = 20
	maxUnit    = 20
	maxBound   = 1e9
)

var (
	slugForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	itemForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$`)
)

const (
	maxSlug      = 40
	overlayGroup = "venue" // prefix of the items that a venue adds
)

// ValidateDefinition names what is wrong with a draft; pointers are from the
// draft's root. A draft without errors can be published.
func ValidateDefinition(d *Definition) []FieldError {
	return fieldErrors(definitionProblems(d))
}

// ValidateOverlay names what is wrong with a venue's own items; their ids begin
// with "venue." so that they never clash with a checklist's. Pointers are from the list.
func ValidateOverlay(items []Item) []FieldError {
	c := collector{}
	c.items(items, "", overlayGroup)
	return fieldErrors(c.problems)
}

func fieldErrors(problems []problem) []FieldError {
	var out []FieldError
	for _, p := range problems[:min(len(problems), maxErrors)] {
		out = append(out, FieldError{Pointer: p.Pointer, Code: p.Code, Args: p.Args})
	}
	return out
}

func definitionProblems(d *Definition) []problem {
	c := collector{}
	c.slug(d.ID, "/id", "id-form")
	if d.Version < 1 || d.Version > maxVersion {
		c.add("/version", "version-range", "the version starts at 1", "field.range", 1, maxVersion)
	}
	c.text(d.Title, "/title")
	c.choice(d.Scope, scopes, "/scope", "scope-unknown")
	if len(d.Items) == 0 {
		c.add("/items", "items-missing", "a checklist has items", "field.required")
		return c.problems
	}
	group, _, _ := strings.Cut(d.Items[0].ID, ".")
	c.items(d.Items, "/items", group)
	return c.problems
}

// collector gathers problems.
type collector struct{ problems []problem }

func (c *collector) add(ptr, rule, message, code string, args ...any) {
	c.problems = append(c.problems, problem{Pointer: ptr, Rule: rule, Message: message, Code: code, Args: args})
}

func (c *collector) choice(v string, among []string, ptr, rule string) {
	if slices.Contains(among, v) {
		return
	}
	list := strings.Join(among, ", ")
	if v == "" {
		c.add(ptr, rule, "is missing; one of: "+list, "field.required")
		return
	}
	c.add(ptr, rule, fmt.Sprintf("%q is none of: %s", v, list), "field.choice", list)
}

func (c *collector) slug(v, ptr, rule string) {
	switch {
	case v == "":
		c.add(ptr, rule, "is missing", "field.required")
	case len(v) > maxSlug:
		c.add(ptr, rule, "is too long", "field.too-long", maxSlug)
	case !slugForm.MatchString(v):
		c.add(ptr, rule, "is words of a–z and 0–9 joined by -", "field.format", "pre-trip")
	}
}

// text asks for a short text in both languages.
func (c *collector) text(t Text, ptr string) {
	c.textWithin(t, ptr, maxZhRunes, maxEnRunes)
}

func (c *collector) textWithin(t Text, ptr string, maxZh, maxEn int) {
	for _, v := range []struct {
		lang, text string
		max        int
	}{{"zh-CN", t.ZhCN, maxZh}, {"en", t.En, maxEn}} {
		at := ptr + "/" + v.lang
		switch {
		case strings.TrimSpace(v.text) == "":
			c.add(at, "text-missing", "the text in "+v.lang+" is missing", "field.required")
		case utf8.RuneCountInString(v.text) > v.max:
			c.add(at, "text-too-long", fmt.Sprintf("the text in %s is longer than %d characters", v.lang, v.max), "field.too-long", v.max)
		case !clean(v.text, false):
			c.add(at, "text-missing", "the text in "+v.lang+" holds control characters", "field.control")
		}
	}
}

func (c *collector) items(items []Item, ptr, group string) {
	if len(items) > maxItems {
		c.add(ptr, "items-missing", fmt.Sprintf("more than %d items", maxItems), "field.too-many", maxItems)
		return
	}
	seen := map[string]bool{}
	for i := range items {
		it, at := &items[i], ptr+pointer(i)
		c.itemID(it.ID, at+"/id", group)
		if it.ID != "" && seen[it.ID] {
			c.add(at+"/id", "item-id-duplicate", it.ID+" is there twice", "field.duplicate", it.ID)
		}
		seen[it.ID] = true
		c.item(it, at)
		c.rules(it, at+"/rules")
	}
}

func (c *collector) itemID(id, at, group string) {
	prefix, _, _ := strings.Cut(id, ".")
	switch {
	case id == "":
		c.add(at, "item-id-form", "is missing", "field.required")
	case len(id) > maxSlug:
		c.add(at, "item-id-form", "is too long", "field.too-long", maxSlug)
	case !itemForm.MatchString(id):
		c.add(at, "item-id-form", "an item id looks like fifo.keeper-met", "field.format", group+".keeper-met")
	case prefix != group:
		c.add(at, "item-id-prefix", id+" does not begin with "+group+".", "field.format", group+".keeper-met")
	}
}

func (c *collector) item(it *Item, at string) {
	c.choice(it.Role, roles, at+"/role", "role-unknown")
	c.choice(it.Phase, phases, at+"/phase", "phase-unknown")
	c.choice(it.Dimension, dimensions, at+"/dimension", "dimension-unknown")
	c.choice(it.Kind, kinds, at+"/kind", "kind-unknown")
	if it.Weight < 1 || it.Weight > 5 {
		c.add(at+"/weight", "weight-range", "the weight is 1 to 5", "field.range", 1, 5)
	}
	if it.Critical && (it.Rules.Optional || it.Rules.ExtraMile) {
		c.add(at+"/critical", "critical-optional", "an item that may be left out cannot be critical", "field.not-here")
	}
	c.text(it.Text, at+"/text")
}

// finite tells whether a bound can be written as JSON and is believable.
func finite(v float64) bool { return !math.IsNaN(v) && math.Abs(v) <= maxBound }
