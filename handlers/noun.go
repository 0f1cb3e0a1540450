package handlers

import (
	"context"
	"net/http"

	"crewcheck/models"
)

// The shapes that the use cases of most nouns share, so that a route is one line.

// one answers with a stored record under its version as ETag.
func (r *Request) one(doc models.Document, err error) error {
	if err != nil {
		return err
	}
	return r.SendETag(doc, VersionTag(doc.Head().Version))
}

// get answers with the record that the path names.
func get[T any, P interface {
	*T
	models.Document
}](r *Request, use func(context.Context, models.Caller, string) (P, error)) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	doc, err := use(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	return r.one(doc, nil)
}

// put creates or replaces the record that the path names, guarded by If-Match where it is given.
func put[B, T any, P interface {
	*T
	models.Document
}](r *Request, use func(context.Context, models.Caller, string, models.Match, B) (P, bool, error)) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := Decode[B](r)
	if err != nil {
		return err
	}
	var m models.Match
	if m.Version, m.Given, m.Any, err = IfMatch(r); err != nil {
		return err
	}
	doc, isNew, err := use(r.Context(), r.Caller, id, m, b)
	if err != nil {
		return err
	}
	r.Set("ETag", VersionTag(doc.Head().Version))
	return r.Send(status(isNew), doc)
}

// status is 201 for a new record and 200 for one that was there.
func status(isNew bool) int {
	if isNew {
		return http.StatusCreated
	}
	return http.StatusOK
}

// filters is the query of a list: it becomes the filters of the use case.
type filters interface {
	query() models.ListQuery
	page() Page
}

// list answers with one page. collection binds the cursor to the list it came from.
func list[Q filters, T any](r *Request, collection string, _ Q, use func(context.Context, models.Caller, models.ListQuery) (models.Page[T], error)) error {
	q, err := DecodeQuery[Q](r)
	if err != nil {
		return err
	}
	lq := q.query()
	lq.Limit = q.page().Limit
	if lq.After, err = q.page().After(collection); err != nil {
		return err
	}
	page, err := use(r.Context(), r.Caller, lq)
	if err != nil {
		return err
	}
	return r.OK(listOf(collection, page))
}

func listOf[T any](collection string, page models.Page[T]) List[T] {
	out := List[T]{Items: page.Items}
	if out.Items == nil {
		out.Items = []T{}
	}
	if page.Next != nil {
		out.Next = EncodeCursor(collection, *page.Next)
	}
	return out
}

// act takes a complaint, or the like, through a step with a body.
func act[B, T any](r *Request, use func(context.Context, models.Caller, string, B) (T, error)) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := Decode[B](r)
	if err != nil {
		return err
	}
	out, err := use(r.Context(), r.Caller, id, b)
	if err != nil {
		return err
	}
	return r.OK(out)
}

// plain is act for a step without a body, and for reading what follows from a record.
func plain[T any](r *Request, use func(context.Context, models.Caller, string) (T, error)) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	out, err := use(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	return r.OK(out)
}

// create makes a record, once for each Idempotency-Key.
func create[B any, P models.Document](r *Request, use func(context.Context, models.Caller, string, B) (P, bool, error)) error {
	b, err := Decode[B](r)
	if err != nil {
		return err
	}
	key, err := r.key()
	if err != nil {
		return err
	}
	doc, isNew, err := use(r.Context(), r.Caller, key, b)
	if err != nil {
		return err
	}
	r.Set("ETag", VersionTag(doc.Head().Version))
	return r.Send(status(isNew), doc)
}

// key is the request's Idempotency-Key, "" without one. Errors: header.invalid.
func (r *Request) key() (string, error) {
	key := r.Get("Idempotency-Key")
	if len(key) > maxParameter {
		return "", models.E("header.invalid", "Idempotency-Key", "≤ 200")
	}
	return key, nil
}

func (p Page) page() Page              { return p }
func (p Page) query() models.ListQuery { return models.ListQuery{} }
