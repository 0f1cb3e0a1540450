package models

import "context"

// Match is the If-Match of an edit. The zero value asks for nothing: the last write wins.
type Match struct {
	Given   bool
	Any     bool  // If-Match: *, the record must exist
	Version int64 // the version the caller has read
}

// put creates a record, or replaces what fill sets of it. fill sees the stored record, or an
// empty one with only its id. Nothing is written when the content stays the same.
// Errors: record.stale, and those of fill.
func put[T any, P interface {
	*T
	Document
}](ctx context.Context, c Collection[T, P], id string, m Match, fill func(doc P) error) (doc *T, created bool, err error) {
	doc, err = c.Upsert(ctx, id, func(doc P) error {
		version := doc.Head().Version
		created = version == 0
		if m.Given && (version == 0 || !m.Any && m.Version != version) {
			return E("record.stale", "If-Match", version)
		}
		before := contentHash(doc)
		if err := fill(doc); err != nil {
			return err
		}
		if !created && contentHash(doc) == before {
			return errKeep
		}
		return nil
	})
	return doc, created, err
}
