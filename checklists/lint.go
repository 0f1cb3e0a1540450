package checklists

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Finding is one thing wrong with a data file.
type Finding struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // from 1
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

// String is file:line: rule: message, the form editors jump to.
func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Rule, f.Message)
}

// Lint reads a folder of standards and names everything that is wrong with it,
// by file and line. The rules are
//
//	file-missing file-name            a file is not there or not named by its id
//	syntax anchor-used                not YAML, or YAML that hides text behind an alias
//	unknown-key key-duplicate type    a key, or the type of its value
//	id-form version-range scope-unknown items-missing
//	item-id-form item-id-prefix item-id-duplicate
//	role-unknown phase-unknown dimension-unknown kind-unknown weight-range
//	evidence-unknown graded-unknown becomes-unknown must-open-unknown
//	rule-kind                         a rule that the item's kind cannot have
//	bounds-order per-stop-range options-missing option-id
//	critical-optional                 a critical item that may be left out
//	text-missing text-too-long
//	code-form code-duplicate severity-unknown owner-unknown contradicts-unknown
//	playbook-steps frontline-range
//	hours-missing hours-range escalation-order days-range
//	weights-unknown weights-sum penalty-unknown penalty-order score-range levels-order
func Lint(fsys fs.FS) []Finding {
	_, found := read(fsys)
	return found
}

// problem is one thing wrong at one place of a document. Code and Args are set
// for what an API can send, and fill the text of the field.* code.
type problem struct {
	Pointer string // JSON pointer
	Rule    string
	Message string
	Code    string
	Args    []any
}

// pointer builds a JSON pointer of keys and indexes, none of which needs escapes.
func pointer(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "/%v", p)
	}
	return b.String()
}

// document is a parsed file.
type document struct {
	name string
	root *yaml.Node
}

// decode parses raw, reports its shape and fills into; nil when it cannot be used.
func (r *reader) decode(name string, raw []byte, into any) *document {
	doc := &document{name: name}
	r.docs[name] = doc
	root, line, err := parse(raw)
	if err != nil {
		r.found = append(r.found, Finding{File: name, Line: line, Rule: "syntax", Message: err.Error()})
		return nil
	}
	doc.root = root
	before := len(r.found)
	shape(doc.root, into, func(line int, rule, message string) {
		r.found = append(r.found, Finding{File: name, Line: line, Rule: rule, Message: message})
	})
	if len(r.found) > before {
		return nil
	}
	if err := doc.root.Decode(into); err != nil {
		r.found = append(r.found, Finding{File: name, Line: errorLine(err), Rule: "type", Message: err.Error()})
		return nil
	}
	return doc
}

// parse reads the one document of a file; line is where err is.
func parse(raw []byte) (root *yaml.Node, line int, err error) {
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	var top, more yaml.Node
	switch err := dec.Decode(&top); {
	case errors.Is(err, io.EOF) || err == nil && len(top.Content) == 0:
		return nil, 1, errors.New("the file is empty")
	case err != nil:
		return nil, errorLine(err), err
	}
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, max(1, more.Line), errors.New("the file holds more than one document")
	case !errors.Is(err, io.EOF):
		return nil, errorLine(err), err
	}
	return top.Content[0], 0, nil
}

// report turns problems into findings with the line each pointer leads to.
func (r *reader) report(doc *document, problems []problem) {
	for _, p := range problems {
		r.found = append(r.found, Finding{File: doc.name, Line: doc.line(p.Pointer), Rule: p.Rule, Message: p.Message})
	}
}

// line is the line of what ptr leads to, or of the nearest thing around it that
// the file holds.
func (d *document) line(ptr string) int {
	n := d.root
	if n == nil {
		return 1
	}
	for _, part := range strings.Split(strings.TrimPrefix(ptr, "/"), "/") {
		next := child(n, part)
		if next == nil {
			break
		}
		n = next
	}
	return n.Line
}

func child(n *yaml.Node, part string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == part {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(part); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// errorLine reads the line out of a YAML error, which has it only in its text.
func errorLine(err error) int {
	_, rest, ok := strings.Cut(err.Error(), "line ")
	if !ok {
		return 1
	}
	digits, _, _ := strings.Cut(rest, ":")
	if n, err := strconv.Atoi(digits); err == nil && n > 0 {
		return n
	}
	return 1
}
