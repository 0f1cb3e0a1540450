package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// steps are the schema steps, the first being number 1. A step that was released is never
// changed; a new one is appended. Collections are not steps: see reconcile.
var steps = []string{
	// ping is what Ping writes to.
	"CREATE TABLE IF NOT EXISTS ping (n INTEGER NOT NULL); INSERT INTO ping SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM ping)",
}

// prepareFile brings the file to this program's schema and collections, all or nothing.
func prepareFile(ctx context.Context, conn *sql.Conn, tables map[string]*table) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := takeSteps(ctx, tx); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if err := reconcile(ctx, tx, tables[name]); err != nil {
			return fmt.Errorf("sqlite: %s: %w", name, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return nil
}

func takeSteps(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS schema (step INTEGER PRIMARY KEY)"); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	var at int
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(step), 0) FROM schema").Scan(&at); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	if at > len(steps) {
		return fmt.Errorf("the database is at schema step %d, this program knows %d: it was written by a newer crewcheck; run that one", at, len(steps))
	}
	for ; at < len(steps); at++ {
		for _, do := range []string{steps[at], fmt.Sprintf("INSERT INTO schema (step) VALUES (%d)", at+1)} {
			if _, err := tx.ExecContext(ctx, do); err != nil {
				return fmt.Errorf("sqlite: schema step %d: %w", at+1, err)
			}
		}
	}
	return nil
}

// reconcile makes the table what its Spec says. Columns and indexes are made from the
// documents alone, so one that is no longer declared is dropped, and filled anew when a
// later program declares it again.
func reconcile(ctx context.Context, tx *sql.Tx, t *table) error {
	name := quote(t.spec.Name)
	exec := func(query string) error {
		_, err := tx.ExecContext(ctx, query)
		return err
	}
	if err := exec("CREATE TABLE IF NOT EXISTS " + name + " (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL" +
		columnDefinitions(t.columns) + ", doc BLOB NOT NULL)"); err != nil {
		return err
	}
	indexes := t.indexes()
	if err := dropIndexes(ctx, tx, t, indexes); err != nil {
		return err
	}
	if err := reconcileColumns(ctx, tx, t); err != nil {
		return err
	}
	for _, index := range slices.Sorted(maps.Keys(indexes)) {
		if err := exec(indexes[index]); err != nil {
			return fmt.Errorf("index %s: %w", index, err)
		}
	}
	return nil
}

// columnDefinitions declares columns of no type, which keep texts texts and numbers numbers.
func columnDefinitions(columns []string) string {
	var b strings.Builder
	for _, c := range columns {
		b.WriteString(", " + quote(c) + " NOT NULL DEFAULT ''")
	}
	return b.String()
}

// indexes gives the statement that makes each index, by the index's name, which tells all about it.
func (t *table) indexes() map[string]string {
	out := map[string]string{}
	add := func(kind string, fields []string) {
		name := t.spec.Name + ":" + kind + strings.Join(fields, "+")
		var quoted []string
		for _, f := range fields {
			quoted = append(quoted, quote(f))
		}
		unique := ""
		if kind != "" {
			unique = "UNIQUE "
		}
		out[name] = "CREATE " + unique + "INDEX IF NOT EXISTS " + quote(name) + " ON " + quote(t.spec.Name) + " (" + strings.Join(quoted, ", ") + ")"
	}
	for _, fields := range t.spec.Indexes {
		add("", slices.Concat(fields, t.order))
	}
	for _, fields := range t.spec.Unique {
		add("unique:", fields)
	}
	if t.spec.Time != "" {
		add("", t.order)
	}
	return out
}

func dropIndexes(ctx context.Context, tx *sql.Tx, t *table, declared map[string]string) error {
	have, err := texts(ctx, tx, "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", t.spec.Name)
	if err != nil {
		return err
	}
	for _, name := range have {
		if _, ok := declared[name]; ok {
			continue
		}
		if _, err := tx.ExecContext(ctx, "DROP INDEX "+quote(name)); err != nil {
			return err
		}
	}
	return nil
}

func reconcileColumns(ctx context.Context, tx *sql.Tx, t *table) error {
	have, err := texts(ctx, tx, "SELECT name FROM pragma_table_info(?)", t.spec.Name)
	if err != nil {
		return err
	}
	name := quote(t.spec.Name)
	for _, c := range have {
		if c == "id" || c == "version" || c == "doc" || slices.Contains(t.columns, c) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "ALTER TABLE "+name+" DROP COLUMN "+quote(c)); err != nil {
			return err
		}
	}
	var sets []string
	for _, c := range t.columns {
		if slices.Contains(have, c) {
			continue
		}
		if _, err := tx.ExecContext(ctx, "ALTER TABLE "+name+" ADD COLUMN "+strings.TrimPrefix(columnDefinitions([]string{c}), ", ")); err != nil {
			return err
		}
		path := `'$."` + strings.ReplaceAll(c, ".", `"."`) + `"'`
		sets = append(sets, quote(c)+" = coalesce(CAST(doc AS TEXT) ->> "+path+", '')")
	}
	if len(sets) == 0 {
		return nil
	}
	_, err = tx.ExecContext(ctx, "UPDATE "+name+" SET "+strings.Join(sets, ", "))
	return err
}

// texts gives the first column of a query's rows.
func texts(ctx context.Context, tx *sql.Tx, query string, args ...any) (out []string, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
