package handlers

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"crewcheck/models"
)

// scanner runs over JSON that is known to be well formed and finds what
// encoding/json lets pass: names given twice, names in other letters ("ID" for
// "id"), and nesting beyond maxDepth.
type scanner struct {
	data     []byte
	i        int
	found    *models.FieldError
	misnamed bool // a name is none of its struct's
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

// value runs over one value that is to become a t; a nil t is anything.
func (s *scanner) value(at *step, depth int, t reflect.Type) {
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
		s.object(at, depth, partsOf(t))
	case '[':
		s.array(at, depth, partsOf(t))
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

func (s *scanner) array(at *step, depth int, of parts) {
	s.i++
	for n := 0; ; n++ {
		if s.space(); s.done(']') {
			return
		}
		s.value(&step{up: at, index: n}, depth+1, of.each)
	}
}

func (s *scanner) object(at *step, depth int, of parts) {
	s.i++
	var seen names
	for {
		if s.space(); s.done('}') {
			return
		}
		here := &step{up: at, name: s.text()}
		name := unquote(here.name)
		if seen.add(name) {
			s.found = &models.FieldError{Field: here.pointer(), Code: "field.duplicate", Args: []any{escapePointer(name)}}
			return
		}
		s.space()
		s.i++ // the colon
		t := of.each
		if of.fields != nil {
			known := false
			if t, known = of.fields[name]; !known {
				s.misnamed = true
			}
		}
		s.value(here, depth+1, t)
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
