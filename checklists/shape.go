package checklists

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// shape compares a YAML node with the Go value it will fill and reports unknown
// and repeated keys, wrong types and aliases, by line.
func shape(n *yaml.Node, into any, report func(line int, rule, message string)) {
	s := shaper{report}
	s.node(n, reflect.TypeOf(into).Elem())
}

type shaper struct {
	report func(line int, rule, message string)
}

func (s shaper) node(n *yaml.Node, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		s.report(n.Line, "anchor-used", "anchors and aliases are not used here")
		return
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		if n.Kind != yaml.MappingNode {
			s.report(n.Line, "type", "must be a mapping")
			return
		}
		s.mapping(n, t)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			s.report(n.Line, "type", "must be a list")
			return
		}
		for _, c := range n.Content {
			s.node(c, t.Elem())
		}
	default:
		s.scalar(n, t.Kind())
	}
}

func (s shaper) mapping(n *yaml.Node, t reflect.Type) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			s.report(key.Line, "key-duplicate", "the key "+key.Value+" is there twice")
		}
		seen[key.Value] = true
		elem, ok := keyType(t, key.Value)
		if !ok {
			s.report(key.Line, "unknown-key", "there is no key "+key.Value+" here")
			continue
		}
		s.node(value, elem)
	}
}

// keyType is the type under key in a struct (by its yaml tag) or in a map.
func keyType(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name == key {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

func (s shaper) scalar(n *yaml.Node, k reflect.Kind) {
	tag := n.ShortTag()
	var want string
	switch k {
	case reflect.Bool:
		if tag != "!!bool" {
			want = "true or false"
		}
	case reflect.Int:
		if tag != "!!int" {
			want = "a whole number"
		}
	case reflect.Float64:
		if tag != "!!int" && tag != "!!float" {
			want = "a number"
		}
	default:
		if tag != "!!str" {
			want = "a text"
		}
	}
	if want != "" {
		s.report(n.Line, "type", "must be "+want)
	}
}
