package models

import (
	"context"
	"io"
)

// Meta is the head of every stored document.
type Meta struct {
	ID string `json:"id"`
	// Version counts the writes of the document, from 1; it is the ETag and the
	// compare-and-swap token.
	Version   int64 `json:"version"`
	CreatedAt Time  `json:"createdAt"`
	UpdatedAt Time  `json:"updatedAt"`
}

// Head gives the store access to the head of a document.
func (m *Meta) Head() *Meta { return m }

// Document is what a collection stores: a struct with Meta embedded as its first
// field, whose JSON shape is its stored shape. Stored types hold no json.RawMessage,
// no interface values and no maps whose keys may hold dots.
type Document interface{ Head() *Meta }

// Spec declares a collection once, for every adapter.
type Spec struct {
	Name string
	// Fields may be named in a Filter: dotted JSON paths to a text, number or bool, never
	// into an array. A missing field reads as the empty text.
	Fields []string
	// Time is the dotted JSON path of the one Time (or Date) that orders and bounds lists;
	// "" orders by id. Every document has it.
	Time string
	// Indexes are lists of Fields; the adapter appends Time and id to each.
	Indexes [][]string
	// Unique are lists of Fields of which no two documents may hold the same values.
	Unique [][]string
}

// Filter selects from a collection: all of Equal and In hold, and Time lies in
// [From, To). Empty bounds are open.
type Filter struct {
	Equal map[string]any   // path → value (text, number or bool)
	In    map[string][]any // path → allowed values, at most 1,000; an empty list matches nothing
	// From and To bound Spec.Time: the text of a Time or Date.
	From, To string
	// Ascending lists the oldest first; otherwise the newest comes first. Equal times go by id,
	// in the same direction.
	Ascending bool
	// After resumes behind the document with this order key (see Page.Next); "" starts.
	After Key
	// Limit is 1–1,000 documents; 0 means 50.
	Limit int
}

// Key is the place of a document in the order of its collection.
type Key struct {
	Time string // text of Spec.Time, "" when the collection has none
	ID   string
}

// Backend is what an adapter implements: one generic collection of documents, and
// photos. Errors are *Error of the codes below, or a raw driver error, which callers see
// as internal. Every method obeys its context.
//
//   - store.duplicate: Insert of an id, or of a unique field, that exists
//   - store.stale:     Replace of a version that is not the stored one
//   - store.missing:   Get or Replace of an id that does not exist
//   - store.unavailable: the database does not answer
type Backend interface {
	// Insert stores a new document. When it returns nil the document is on disk.
	Insert(ctx context.Context, spec *Spec, doc Document) error
	// Get reads a document into doc, which must be empty.
	Get(ctx context.Context, spec *Spec, id string, doc Document) error
	// Replace stores doc if the stored document has version was. When it returns nil it is on disk.
	Replace(ctx context.Context, spec *Spec, was int64, doc Document) error
	// Delete removes a document; a missing one is no error. For expired helpers (locks, spent tokens), never for records.
	Delete(ctx context.Context, spec *Spec, id string) error
	// Sweep deletes what f selects when it is deleted, in the order of f and at most f.Limit documents, and tells how
	// many; f.After is ignored. f bounds the time: a collection is never emptied. For expired helpers, never for records.
	Sweep(ctx context.Context, spec *Spec, f Filter) (int, error)
	// List calls each with a decoder for every selected document, in order; each decodes into
	// an empty document. An error of each ends the list and is returned.
	List(ctx context.Context, spec *Spec, f Filter, each func(decode func(Document) error) error) error
	// Count counts the selected documents, at most limit.
	Count(ctx context.Context, spec *Spec, f Filter, limit int) (int, error)

	// PutBlob stores a blob under its name; storing the same name again is no error and changes nothing.
	PutBlob(ctx context.Context, name string, data []byte) error
	// GetBlob opens a blob and tells its size in bytes; store.missing when there is none.
	GetBlob(ctx context.Context, name string) (io.ReadCloser, int64, error)
	// HasBlob tells whether a blob is stored.
	HasBlob(ctx context.Context, name string) (bool, error)

	// Ping tells whether the database answers and can write.
	Ping(ctx context.Context) error
	// Close finishes the accepted writes and lets go of the database.
	Close() error
}
