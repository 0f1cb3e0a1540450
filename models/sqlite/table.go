package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"crewcheck/models"
)

// table is a collection as SQLite sees it: id, version, one column for each field
// that may be named in a filter, and doc, the JSON text of the document.
type table struct {
	spec    *models.Spec
	columns []string // the fields that have a column of their own, sorted
	order   []string // what lists are ordered by: the time, if any, and id

	insert, replace, remove, get, exists string

	readers sync.Map // reflect.Type → []reader, in the order of columns
}

// Names are put between double quotes in SQL, so they hold nothing that could end them.
var (
	tableName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]{0,62}$`)
	fieldPath = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]*(\.[a-zA-Z0-9_-]+)*$`)
)

func newTable(s *models.Spec) (*table, error) {
	t := &table{spec: s, order: []string{"id"}}
	if !tableName.MatchString(s.Name) || slices.Contains([]string{"schema", "ping"}, s.Name) || strings.HasPrefix(s.Name, "sqlite") {
		return nil, fmt.Errorf("sqlite: %q cannot be the name of a collection", s.Name)
	}
	fields := slices.Clone(s.Fields)
	if s.Time != "" {
		fields = append(fields, s.Time)
		t.order = []string{s.Time, "id"}
	}
	slices.Sort(fields)
	for _, f := range slices.Compact(fields) {
		switch {
		case f == "id" || f == "version":
		case f == "doc" || !fieldPath.MatchString(f):
			return nil, fmt.Errorf("sqlite: %s: %q cannot be a declared field", s.Name, f)
		default:
			t.columns = append(t.columns, f)
		}
	}
	for _, list := range slices.Concat(s.Indexes, s.Unique) {
		for _, f := range list {
			if !t.has(f) {
				return nil, fmt.Errorf("sqlite: %s: the index field %q is not declared", s.Name, f)
			}
		}
	}
	t.statements()
	return t, nil
}

func (t *table) statements() {
	name := quote(t.spec.Name)
	var names, sets strings.Builder
	for _, c := range t.columns {
		names.WriteString(", " + quote(c))
		sets.WriteString(", " + quote(c) + " = ?")
	}
	t.insert = "INSERT INTO " + name + " (id, version" + names.String() + ", doc) VALUES (?, ?" +
		strings.Repeat(", ?", len(t.columns)) + ", ?) ON CONFLICT DO NOTHING"
	t.replace = "UPDATE " + name + " SET version = ?" + sets.String() + ", doc = ? WHERE id = ? AND version = ?"
	t.remove = "DELETE FROM " + name + " WHERE id = ?"
	t.get = "SELECT doc FROM " + name + " WHERE id = ?"
	t.exists = "SELECT 1 FROM " + name + " WHERE id = ?"
}

// has tells whether field may be named in a filter or an index.
func (t *table) has(field string) bool {
	return field == "id" || field == "version" || slices.Contains(t.columns, field)
}

func quote(name string) string { return `"` + name + `"` }

// row gives version, the columns and the JSON text of doc.
func (t *table) row(doc models.Document) ([]any, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %s: %w", t.spec.Name, err)
	}
	v := reflect.ValueOf(doc)
	known, ok := t.readers.Load(v.Type())
	if !ok {
		made, err := fieldReaders(v.Type(), t.columns)
		if err != nil {
			return nil, fmt.Errorf("sqlite: %s: %w", t.spec.Name, err)
		}
		known, _ = t.readers.LoadOrStore(v.Type(), made)
	}
	values := make([]any, 0, len(t.columns)+5)
	values = append(values, doc.Head().Version)
	for _, read := range known.([]reader) {
		x, err := read(v)
		if err != nil {
			return nil, fmt.Errorf("sqlite: %s: %w", t.spec.Name, err)
		}
		values = append(values, x)
	}
	return append(values, text), nil
}

func (b *Backend) table(s *models.Spec) (*table, error) {
	if t := b.tables[s.Name]; t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("sqlite: the collection %q was not declared when the store was opened", s.Name)
}

// Insert implements [models.Backend].
func (b *Backend) Insert(ctx context.Context, spec *models.Spec, doc models.Document) error {
	t, err := b.table(spec)
	if err != nil {
		return err
	}
	row, err := t.row(doc)
	if err != nil {
		return err
	}
	args := append([]any{doc.Head().ID}, row...)
	return b.writer.do(ctx, func(tx *batch) error {
		n, err := tx.exec(t.insert, args...)
		if err == nil && n == 0 {
			return models.E("store.duplicate", "")
		}
		return err
	})
}

// Get implements [models.Backend].
func (b *Backend) Get(ctx context.Context, spec *models.Spec, id string, doc models.Document) error {
	t, err := b.table(spec)
	if err != nil {
		return err
	}
	s, err := b.prepared(ctx, t.get)
	if err != nil {
		return translate(ctx, err)
	}
	var text []byte
	if s != nil {
		err = s.QueryRowContext(ctx, id).Scan(&text)
	} else {
		err = b.reader.QueryRowContext(ctx, t.get, id).Scan(&text)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return models.E("store.missing", "")
	}
	if err != nil {
		return translate(ctx, err)
	}
	return t.decode(text, doc)
}

// written says that the text comes from row, which gives no name twice: need not be looked for.
var written = jsontext.AllowDuplicateNames(true)

func (t *table) decode(text []byte, doc models.Document) error {
	if err := jsonv2.Unmarshal(text, doc, written); err != nil {
		return fmt.Errorf("sqlite: a document of %s does not decode: %w", t.spec.Name, err)
	}
	return nil
}

// Replace implements [models.Backend].
func (b *Backend) Replace(ctx context.Context, spec *models.Spec, was int64, doc models.Document) error {
	t, err := b.table(spec)
	if err != nil {
		return err
	}
	row, err := t.row(doc)
	if err != nil {
		return err
	}
	id := doc.Head().ID
	args := append(row, id, was)
	return b.writer.do(ctx, func(tx *batch) error {
		n, err := tx.exec(t.replace, args...)
		switch {
		case isConstraint(err):
			return models.E("store.duplicate", "").Because(err)
		case err != nil || n > 0:
			return err
		}
		found, err := tx.exists(t.exists, id)
		switch {
		case err != nil:
			return err
		case found:
			return models.E("store.stale", "")
		}
		return models.E("store.missing", "")
	})
}

// Delete implements [models.Backend].
func (b *Backend) Delete(ctx context.Context, spec *models.Spec, id string) error {
	t, err := b.table(spec)
	if err != nil {
		return err
	}
	return b.writer.do(ctx, func(tx *batch) error {
		_, err := tx.exec(t.remove, id)
		return err
	})
}

// Sweep implements [models.Backend].
func (b *Backend) Sweep(ctx context.Context, spec *models.Spec, f models.Filter) (int, error) {
	t, err := b.table(spec)
	if err != nil {
		return 0, err
	}
	query, args, err := t.sweep(f)
	if err != nil || query == "" {
		return 0, err
	}
	var n int64
	err = b.writer.do(ctx, func(tx *batch) error {
		var err error
		n, err = tx.exec(query, args...)
		return err
	})
	if err != nil {
		return 0, err // n may still be written to
	}
	return int(n), nil
}
