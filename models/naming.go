package models

import (
	"context"
	"slices"
	"strings"
)

// naming is what a record is found by: the fields that its list filters, and what people call it.
type naming struct {
	fields map[string]string
	names  []string
}

// byName is a list of records that people look for by name: those of q.IDs and those that hold q.Search, of what f selects. One with
// neither is from its index; a search reads on until its page is full.
func byName[T any, P interface {
	*T
	Document
}](ctx context.Context, from Collection[T, P], f Filter, q ListQuery, of func(*T) naming) (Page[T], error) {
	switch {
	case len(q.IDs) > 0:
		return some(ctx, from, q.IDs, q, func(doc P) bool { return f.matches(of(doc).fields) && q.finds(doc, of(doc)) })
	case q.Search != "":
		return kept(ctx, from, f, func(doc P) bool { return q.finds(doc, of(doc)) })
	}
	return from.List(ctx, f)
}

// theirs is byName for callers who see only the records named.
func theirs[T any, P interface {
	*T
	Document
}](ctx context.Context, from Collection[T, P], ids []string, f Filter, q ListQuery, of func(*T) naming) (Page[T], error) {
	return some(ctx, from, q.among(ids), q, func(doc P) bool { return f.matches(of(doc).fields) && q.finds(doc, of(doc)) })
}

// among are those of the ids that q asks for.
func (q ListQuery) among(ids []string) []string {
	if len(q.IDs) == 0 {
		return ids
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(q.IDs, id) })
}

// finds tells whether the id of a record, or one of its names, holds the words that q looks for, whatever their case.
func (q ListQuery) finds(doc Document, n naming) bool {
	words := strings.ToLower(strings.TrimSpace(q.Search))
	return strings.Contains(strings.ToLower(doc.Head().ID), words) ||
		slices.ContainsFunc(n.names, func(name string) bool { return strings.Contains(strings.ToLower(name), words) })
}

// matches tells whether f selects a record of these fields.
func (f Filter) matches(have map[string]string) bool {
	for k, want := range f.Equal {
		if have[k] != want {
			return false
		}
	}
	for k, allowed := range f.In {
		if !slices.Contains(allowed, any(have[k])) {
			return false
		}
	}
	return true
}
