package rig

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver named "sqlite"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

// standing are the tables that do not grow with the years: people, planning, what is held once.
var standing = []string{
	"users", "credentials", "addressLocks", "sessions", "pairings", "signingKeys", "depots", "crews", "products", "venues", "venueCards",
	"checklistVersions", "checklistDrafts", "counters", "leases", "webhooks", "schema", "ping", "bottleLedgers", "alarms", "scoreFormulas", "watchLists",
}

// unfinished selects what a depot has dealt with when it is years old; the rest of older years is left out.
var unfinished = map[string]string{
	"complaints":  `"status" <> 'closed'`,
	"promises":    `"status" = 'open'`,
	"receipts":    `"state" = 'signed'`,
	"looks":       `"state" <> 'done'`,
	"samples":     `"state" = 'open'`,
	"warnings":    `"state" IN ('open', 'acknowledged')`,
	"bottleCases": `"status" = 'open'`,
	"messages":    `"state" <> 'answered'`,
	"ideas":       `"state" = 'new'`,
	"appeals":     `"status" = 'open'`,
	"coaching":    `"state" <> 'measured'`,
	"cardChanges": `"state" = 'proposed'`,
	"crewDays":    `"open" <> 0`, // a grave complaint that is not resolved
	"memberDays":  `"open" <> 0`,

	"bottleDisputes": `"status" = 'open'`,
}

// olderYears copies a store of four weeks and gives it older years, until it holds about many checks; it tells how many.
func olderYears(ctx context.Context, from, to string, checks, many int) (int, error) {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return 0, err
	}
	file := filepath.Join(to, "crewcheck.db")
	if err := copyFile(filepath.Join(from, "crewcheck.db"), file); err != nil {
		return 0, err
	}
	blocks := max(0, (many-checks+checks/2)/checks)
	if err := older(ctx, file, blocks); err != nil {
		return 0, err
	}
	// Opening builds the indexes anew.
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: to}, models.Specs())
	if err != nil {
		return 0, err
	}
	return checks * (blocks + 1), backend.Close()
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// older writes the blocks of older weeks past the adapter: no other process has the file, and nobody misses it after a crash.
func older(ctx context.Context, file string, blocks int) (err error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, q := range []string{"PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-262144"} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	names, err := texts(ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := db.ExecContext(ctx, `DROP INDEX "`+name+`"`); err != nil {
			return err
		}
	}
	tables, err := texts(ctx, db, `SELECT name FROM sqlite_schema WHERE type = 'table'`)
	if err != nil {
		return err
	}
	for _, name := range tables {
		if slices.Contains(standing, name) || strings.HasPrefix(name, "sqlite") {
			continue
		}
		if err := repeat(ctx, db, name, blocks); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func texts(ctx context.Context, db *sql.DB, query string) (out []string, err error) {
	rows, err := db.QueryContext(ctx, query)
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

// repeat writes the rows of a table once for every block.
func repeat(ctx context.Context, db *sql.DB, table string, blocks int) error {
	rows, columns, err := patterns(ctx, db, table)
	if err != nil || len(rows) == 0 {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	// A row without a date or an id of its own in its id stands once for all years.
	insert, err := tx.PrepareContext(ctx, `INSERT OR IGNORE INTO "`+table+`" VALUES (?`+strings.Repeat(", ?", columns-1)+")")
	if err != nil {
		return err
	}
	for n := range blocks {
		b := newBlock(n + 1)
		for _, row := range rows {
			if _, err := insert.ExecContext(ctx, row.in(b)...); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

func patterns(ctx context.Context, db *sql.DB, table string) (out []pattern, columns int, err error) {
	query := `SELECT * FROM "` + table + `"`
	if left := unfinished[table]; left != "" {
		query += " WHERE NOT (" + left + ")"
	}
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, 0, err
	}
	for rows.Next() {
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, 0, err
		}
		out = append(out, newPattern(values))
	}
	return out, len(names), rows.Err()
}
