package sqlite

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"crewcheck/models"
)

const (
	defaultLimit = 50
	maxLimit     = 1000
	maxIn        = 1000
	// maxBranches is how many values of an In are merged from as many index ranges, each
	// in order already. Beyond it SQLite gathers and sorts.
	maxBranches = 64
)

// List implements [models.Backend]. It reads the page before it calls each, so
// each may call the store.
func (b *Backend) List(ctx context.Context, spec *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	t, err := b.table(spec)
	if err != nil {
		return err
	}
	query, args, err := t.list(f)
	if err != nil || query == "" {
		return err
	}
	texts, err := b.texts(ctx, query, args)
	if err != nil {
		return translate(ctx, err)
	}
	for _, text := range texts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := each(func(doc models.Document) error { return t.decode(text, doc) }); err != nil {
			return err
		}
	}
	return nil
}

func (b *Backend) texts(ctx context.Context, query string, args []any) (texts [][]byte, err error) {
	rows, err := b.query(ctx, query, args)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	into := make([]any, len(columns)) // doc comes first; a merged list carries its order behind it
	for i := range into {
		into[i] = new(any)
	}
	for rows.Next() {
		var text []byte
		into[0] = &text
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}

// Count implements [models.Backend]. It looks at Equal, In, From and To only.
func (b *Backend) Count(ctx context.Context, spec *models.Spec, f models.Filter, limit int) (int, error) {
	t, err := b.table(spec)
	if err != nil {
		return 0, err
	}
	f.After = models.Key{}
	w, err := t.where(f, "")
	if err != nil || w.nothing || limit <= 0 {
		return 0, err
	}
	query := "SELECT count(*) FROM (SELECT 1 FROM " + quote(spec.Name) + w.sql() + " LIMIT ?)"
	rows, err := b.query(ctx, query, append(w.args, limit))
	if err != nil {
		return 0, translate(ctx, err)
	}
	defer rows.Close()
	n := 0
	if rows.Next() {
		err = rows.Scan(&n)
	} else {
		err = rows.Err()
	}
	return n, translate(ctx, err)
}

// list gives the SQL of a list, "" when nothing can match.
func (t *table) list(f models.Filter) (string, []any, error) {
	limit, err := t.limit(f)
	if err != nil {
		return "", nil, err
	}
	split, values, err := t.branches(f)
	if err != nil {
		return "", nil, err
	}
	w, err := t.where(f, split)
	if err != nil || w.nothing {
		return "", nil, err
	}
	direction := direction(f)
	if split == "" {
		query := "SELECT doc FROM " + quote(t.spec.Name) + w.sql() + " ORDER BY " + t.orderBy(direction) + " LIMIT ?"
		return query, append(w.args, limit), nil
	}
	w.add(quote(split) + " = ?")
	one := "SELECT doc, " + t.orderBy("") + " FROM " + quote(t.spec.Name) + w.sql()
	query := strings.Repeat(one+" UNION ALL ", len(values)-1) + one + " ORDER BY " + t.orderBy(direction) + " LIMIT ?"
	var args []any
	for _, v := range values {
		args = append(append(args, w.args...), v)
	}
	return query, append(args, limit), nil
}

// sweep gives the SQL that deletes what f selects, "" when nothing can match.
func (t *table) sweep(f models.Filter) (string, []any, error) {
	if f.From == "" && f.To == "" {
		return "", nil, fmt.Errorf("sqlite: a sweep of %s without a bound would empty it", t.spec.Name)
	}
	limit, err := t.limit(f)
	if err != nil {
		return "", nil, err
	}
	f.After = models.Key{}
	w, err := t.where(f, "")
	if err != nil || w.nothing {
		return "", nil, err
	}
	name := quote(t.spec.Name)
	query := "DELETE FROM " + name + " WHERE id IN (SELECT id FROM " + name + w.sql() + " ORDER BY " + t.orderBy(direction(f)) + " LIMIT ?)"
	return query, append(w.args, limit), nil
}

func (t *table) limit(f models.Filter) (int, error) {
	switch {
	case f.Limit == 0:
		return defaultLimit, nil
	case f.Limit < 0 || f.Limit > maxLimit:
		return 0, fmt.Errorf("sqlite: a list of %s is limited to 1–%d documents, not %d", t.spec.Name, maxLimit, f.Limit)
	}
	return f.Limit, nil
}

func direction(f models.Filter) string {
	if f.Ascending {
		return ""
	}
	return " DESC"
}

// orderBy lists the columns of the order, each with its direction.
func (t *table) orderBy(direction string) string {
	var parts []string
	for _, c := range t.order {
		parts = append(parts, quote(c)+direction)
	}
	return strings.Join(parts, ", ")
}

// branches picks the In that is listed as a merge of index ranges, one a value, so that a page costs the
// same however many documents match: that of a field before which an index has only fields of one value.
func (t *table) branches(f models.Filter) (string, []any, error) {
	for _, name := range slices.Sorted(maps.Keys(f.In)) {
		if len(f.In[name]) > maxBranches || !slices.ContainsFunc(t.spec.Indexes, func(i []string) bool { return reaches(i, name, f) }) {
			continue
		}
		values, err := t.values(name, f.In[name])
		if err != nil {
			return "", nil, err
		}
		if len(values) > 1 {
			return name, values, nil
		}
	}
	return "", nil, nil
}

// reaches tells whether f gives one value to each field of the index before name.
func reaches(index []string, name string, f models.Filter) bool {
	for _, field := range index {
		if field == name {
			return true
		}
		if _, one := f.Equal[field]; !one && len(f.In[field]) != 1 {
			return false
		}
	}
	return false
}

// where is a condition in the making.
type where struct {
	parts   []string
	args    []any
	nothing bool // no document can match
}

func (w *where) add(part string, args ...any) {
	w.parts = append(w.parts, part)
	w.args = append(w.args, args...)
}

func (w *where) sql() string {
	if len(w.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.parts, " AND ")
}

// where makes the condition of f without the In of the field but.
func (t *table) where(f models.Filter, but string) (*where, error) {
	w := &where{}
	for _, name := range slices.Sorted(maps.Keys(f.Equal)) {
		v, err := t.value(name, f.Equal[name])
		if err != nil {
			return nil, err
		}
		w.add(quote(name)+" = ?", v)
	}
	for _, name := range slices.Sorted(maps.Keys(f.In)) {
		if name == but {
			continue
		}
		values, err := t.values(name, f.In[name])
		if err != nil {
			return nil, err
		}
		if len(values) == 0 {
			w.nothing = true
			continue
		}
		for n := len(values); n&(n-1) != 0; n++ { // fewer shapes of SQL, so fewer statements to keep
			values = append(values, values[0])
		}
		w.add(quote(name)+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", values...)
	}
	return w, t.bounds(w, f)
}

func (t *table) bounds(w *where, f models.Filter) error {
	if t.spec.Time == "" && (f.From != "" || f.To != "") {
		return fmt.Errorf("sqlite: %s has no time to bound", t.spec.Name)
	}
	f = withoutPassed(f)
	if f.From != "" {
		w.add(quote(t.spec.Time)+" >= ?", timeText(f.From))
	}
	if f.To != "" {
		w.add(quote(t.spec.Time)+" < ?", timeText(f.To))
	}
	if f.After == (models.Key{}) {
		return nil
	}
	sign := " < "
	if f.Ascending {
		sign = " > "
	}
	if t.spec.Time == "" {
		w.add("id"+sign+"?", f.After.ID)
		return nil
	}
	w.add("("+quote(t.spec.Time)+", id)"+sign+"(?, ?)", timeText(f.After.Time), f.After.ID)
	return nil
}

// withoutPassed leaves the bound out that the place to go on has passed: SQLite would seek by it, and step over all that the pages
// before have given.
func withoutPassed(f models.Filter) models.Filter {
	at := timeText(f.After.Time)
	switch {
	case f.After == (models.Key{}):
	case f.Ascending && at >= timeText(f.From):
		f.From = ""
	case !f.Ascending && at < timeText(f.To):
		f.To = ""
	}
	return f
}

// timeText is the stored text of a bound, whose offset and decimals may differ.
func timeText(s string) string {
	if v, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return models.At(v).String()
	}
	return s
}

// values gives the values of an In as the columns hold them, each once.
func (t *table) values(name string, in []any) ([]any, error) {
	if len(in) > maxIn {
		return nil, fmt.Errorf("sqlite: %s.%s: %d values are more than %d", t.spec.Name, name, len(in), maxIn)
	}
	seen := make(map[any]bool, len(in))
	var out []any
	for _, x := range in {
		v, err := t.value(name, x)
		if err != nil {
			return nil, err
		}
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out, nil
}

func (t *table) value(name string, x any) (any, error) {
	if !t.has(name) {
		return nil, fmt.Errorf("sqlite: %s.%s is not a declared field", t.spec.Name, name)
	}
	if x == nil {
		return nil, fmt.Errorf("sqlite: %s.%s cannot be asked for nil", t.spec.Name, name)
	}
	if at, ok := x.(models.Time); ok {
		return at.String(), nil
	}
	return scalar(reflect.ValueOf(x))
}
