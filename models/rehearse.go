package models

import (
	"context"
	"encoding/json"
	"strings"
)

// rehearsal is a Backend that reads from another one and keeps what is written to itself, so that a use case can be
// played through, by all its rules, without a trace. Lists do not show what was written. One goroutine uses it.
type rehearsal struct {
	Backend
	written map[string][]byte // spec name + id → JSON
}

// rehearse is a service whose writes vanish. It has caches of its own: what was only rehearsed is never taken for
// real. forget clears what it has written.
func (s *Service) rehearse() (play *Service, forget func()) {
	r := &rehearsal{Backend: s.store.Backend, written: map[string][]byte{}}
	play = newService(Config{
		Store: NewStore(r, s.clock), Standards: s.standards, Log: s.log, Clock: s.clock, Random: s.random, NewID: s.newID, Holder: s.holder,
	})
	return play, func() { clear(r.written) }
}

func writtenKey(spec *Spec, id string) string { return spec.Name + "/" + id }

func (r *rehearsal) keep(spec *Spec, doc Document) error {
	raw, err := json.Marshal(doc)
	r.written[writtenKey(spec, doc.Head().ID)] = raw
	return err
}

// Get reads what was written here, or else what is stored.
func (r *rehearsal) Get(ctx context.Context, spec *Spec, id string, doc Document) error {
	if raw, ok := r.written[writtenKey(spec, id)]; ok {
		return json.Unmarshal(raw, doc)
	}
	return r.Backend.Get(ctx, spec, id, doc)
}

// bare is a document of any collection, without its content.
type bare struct{ Meta }

// Insert keeps a new document.
func (r *rehearsal) Insert(ctx context.Context, spec *Spec, doc Document) error {
	err := r.Get(ctx, spec, doc.Head().ID, &bare{})
	if err == nil {
		return E("store.duplicate", "")
	}
	if !IsCode(err, "store.missing") {
		return err
	}
	if err := r.unique(ctx, spec, doc); err != nil {
		return err
	}
	return r.keep(spec, doc)
}

// Replace keeps a changed document.
func (r *rehearsal) Replace(ctx context.Context, spec *Spec, was int64, doc Document) error {
	var old bare
	if err := r.Get(ctx, spec, doc.Head().ID, &old); err != nil {
		return err
	}
	if old.Version != was {
		return E("store.stale", "")
	}
	if err := r.unique(ctx, spec, doc); err != nil {
		return err
	}
	return r.keep(spec, doc)
}

// unique refuses what another stored document holds of the fields that only one may hold.
func (r *rehearsal) unique(ctx context.Context, spec *Spec, doc Document) error {
	if len(spec.Unique) == 0 {
		return nil
	}
	raw, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	var content map[string]any
	if err := json.Unmarshal(raw, &content); err != nil {
		return err
	}
	for _, fields := range spec.Unique {
		f := Filter{Equal: map[string]any{}, Limit: 2}
		for _, path := range fields {
			f.Equal[path] = valueAt(content, path)
		}
		err := r.List(ctx, spec, f, func(decode func(Document) error) error {
			var other bare
			if err := decode(&other); err != nil || other.ID == doc.Head().ID {
				return err
			}
			return E("store.duplicate", "")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// valueAt is the value at a dotted path; a missing one reads as the empty text.
func valueAt(content map[string]any, path string) any {
	name, rest, deeper := strings.Cut(path, ".")
	v, ok := content[name]
	if inner, isMap := v.(map[string]any); deeper && isMap {
		return valueAt(inner, rest)
	}
	if !ok || deeper {
		return ""
	}
	return v
}

// Delete and the others change nothing.
func (r *rehearsal) Delete(context.Context, *Spec, string) error       { return nil }
func (r *rehearsal) Sweep(context.Context, *Spec, Filter) (int, error) { return 0, nil }
func (r *rehearsal) PutBlob(context.Context, string, []byte) error     { return nil }
func (r *rehearsal) Close() error                                      { return nil }
