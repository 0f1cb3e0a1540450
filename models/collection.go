package models

import (
	"cmp"
	"context"
	"errors"
)

// Collection is the typed face of one collection of a Backend.
type Collection[T any, P interface {
	*T
	Document
}] struct {
	b    Backend
	spec *Spec
	now  func() Time
}

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	// Next is where the next page starts; nil when this one is the last.
	Next *Key
}

// Insert stores a new document as version 1. Errors: store.duplicate.
func (c Collection[T, P]) Insert(ctx context.Context, doc P) error {
	h := doc.Head()
	h.Version = 1
	h.UpdatedAt = c.now()
	if h.CreatedAt.IsZero() {
		h.CreatedAt = h.UpdatedAt
	}
	return c.b.Insert(ctx, c.spec, doc)
}

// Get reads a document. Errors: store.missing.
func (c Collection[T, P]) Get(ctx context.Context, id string) (*T, error) {
	doc := new(T)
	if err := c.b.Get(ctx, c.spec, id, P(doc)); err != nil {
		return nil, err
	}
	return doc, nil
}

// Find is Get for documents that may well be missing: it tells whether one was there.
func (c Collection[T, P]) Find(ctx context.Context, id string) (doc *T, found bool, err error) {
	doc, err = c.Get(ctx, id)
	if IsCode(err, "store.missing") {
		return nil, false, nil
	}
	return doc, err == nil, err
}

// errKeep is returned by the change of an Update that wants nothing written.
var errKeep = errors.New("nothing to write")

// Update changes a document by compare-and-swap: change gets the stored state and edits it;
// when somebody else was faster it is called again on the newer state, so it must depend on
// nothing but its argument. An error of change ends the update and is returned; errKeep ends it
// without a write and without an error. Errors: store.missing, and store.stale after 50 lost races.
func (c Collection[T, P]) Update(ctx context.Context, id string, change func(P) error) (*T, error) {
	for range 50 {
		doc, err := c.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		was := P(doc).Head().Version
		if err := change(P(doc)); errors.Is(err, errKeep) {
			return doc, nil
		} else if err != nil {
			return nil, err
		}
		h := P(doc).Head()
		h.Version, h.UpdatedAt = was+1, c.now()
		err = c.b.Replace(ctx, c.spec, was, P(doc))
		if err == nil {
			return doc, nil
		}
		if !IsCode(err, "store.stale") {
			return nil, err
		}
	}
	return nil, E("store.stale", "")
}

// Upsert changes the document, or inserts what change makes of an empty one with that id. Errors: store.duplicate when
// another document holds a unique field of it, and those of Update.
func (c Collection[T, P]) Upsert(ctx context.Context, id string, change func(P) error) (*T, error) {
	for range 10 {
		doc, err := c.Update(ctx, id, change)
		if !IsCode(err, "store.missing") {
			return doc, err
		}
		doc = new(T)
		P(doc).Head().ID = id
		if err := change(P(doc)); errors.Is(err, errKeep) {
			return doc, nil
		} else if err != nil {
			return nil, err
		}
		err = c.Insert(ctx, P(doc))
		if !IsCode(err, "store.duplicate") {
			return doc, err
		}
		// Either somebody was faster with this id, or another document holds a unique field.
		if _, found, findErr := c.Find(ctx, id); findErr != nil || !found {
			return nil, cmp.Or(findErr, err)
		}
	}
	return nil, E("store.stale", "")
}

// Delete removes a helper document; a missing one is no error.
func (c Collection[T, P]) Delete(ctx context.Context, id string) error {
	return c.b.Delete(ctx, c.spec, id)
}

// Count counts what f selects, at most limit.
func (c Collection[T, P]) Count(ctx context.Context, f Filter, limit int) (int, error) {
	return c.b.Count(ctx, c.spec, f, limit)
}

// List reads one page.
func (c Collection[T, P]) List(ctx context.Context, f Filter) (Page[T], error) {
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	f.Limit = limit + 1
	page := Page[T]{Items: make([]T, 0, min(limit, 64))}
	more := false
	err := c.b.List(ctx, c.spec, f, func(decode func(Document) error) error {
		if len(page.Items) == limit {
			more = true
			return nil
		}
		doc := new(T)
		if err := decode(P(doc)); err != nil {
			return err
		}
		page.Items = append(page.Items, *doc)
		return nil
	})
	if err != nil {
		return page, err
	}
	if more {
		page.Next = c.key(P(&page.Items[len(page.Items)-1]))
	}
	return page, nil
}

// key is the place of a document in the order of the collection.
func (c Collection[T, P]) key(doc P) *Key {
	return &Key{Time: orderTime(doc, c.spec.Time), ID: doc.Head().ID}
}

// All calls each for everything f selects, page by page; f.Limit is the size of a page.
func (c Collection[T, P]) All(ctx context.Context, f Filter, each func(P) error) error {
	if f.Limit == 0 {
		f.Limit = 200
	}
	for {
		page, err := c.List(ctx, f)
		if err != nil {
			return err
		}
		for i := range page.Items {
			if err := each(P(&page.Items[i])); err != nil {
				return err
			}
		}
		if page.Next == nil {
			return nil
		}
		f.After = *page.Next
	}
}
