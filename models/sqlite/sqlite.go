// Package sqlite keeps the documents of crewcheck in one SQLite file and its
// photos in files beside it: a trial, a demo, a single depot, with no server to start.
//
// It owns the data folder: crewcheck.db, lock and photos/. It holds no rule of
// the domain; it translates [models.Backend] into SQL. cmd/crewcheck opens it.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	_ "modernc.org/sqlite" // the driver named "sqlite"

	"crewcheck/models"
)

const (
	fileName = "crewcheck.db"
	// busyMillis is how long a statement waits for another program that holds
	// the file, such as sqlite3 at a prompt.
	busyMillis = 5000
	// readCacheKB is the page cache of one read connection.
	readCacheKB = 8 << 10
	// readMapBytes is how much of the file read connections map into memory instead of copying it page by page;
	// SQLite takes no more than this. Beyond it pages are copied.
	readMapBytes = 2<<30 - 64<<10
	// maxStatements bounds the prepared reads; the rest are prepared for each call.
	maxStatements = 512
)

// Options say where the data lies.
type Options struct {
	// Dir is the data folder; it is made if it does not exist. One process at a
	// time works in it.
	Dir string
	// Log is told what was put right at opening; nil tells nobody.
	Log *slog.Logger
}

// Backend is the SQLite adapter of [models.Backend]. Make one with [Open].
type Backend struct {
	lock   *os.File
	tables map[string]*table
	writer *writer
	reader *sql.DB
	photos *photos

	mu    sync.RWMutex
	stmts map[string]*sql.Stmt

	closing  sync.Once
	closeErr error
}

var _ models.Backend = (*Backend)(nil)

// Open opens the data folder, brings its file to the schema of this program and
// its tables to specs. It fails when another process holds the folder, when the
// file was written by a newer program, and when a new unique index meets twins.
func Open(ctx context.Context, o Options, specs []*models.Spec) (*Backend, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("data folder %s: %w", o.Dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	b := &Backend{lock: lock, tables: map[string]*table{}, stmts: map[string]*sql.Stmt{}}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := b.open(ctx, dir, specs, o.Log); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *Backend) open(ctx context.Context, dir string, specs []*models.Spec, log *slog.Logger) error {
	for _, s := range specs {
		t, err := newTable(s)
		if err != nil {
			return err
		}
		if b.tables[s.Name] != nil {
			return fmt.Errorf("sqlite: collection %q is declared twice", s.Name)
		}
		b.tables[s.Name] = t
	}
	var err error
	if b.photos, err = openPhotos(filepath.Join(dir, "photos")); err != nil {
		return err
	}
	file := filepath.Join(dir, fileName)
	if err := ownFile(file, log); err != nil {
		return err
	}
	if b.writer, err = openWriter(ctx, file); err != nil {
		return err
	}
	if err := prepareFile(ctx, b.writer.conn, b.tables); err != nil {
		return err
	}
	if err := syncDir(dir); err != nil {
		return err
	}
	b.writer.start()
	b.reader, err = openReader(file)
	return err
}

// ownFile makes the file for this user alone, before SQLite would make it for all; its log takes the mode over. One that
// others may read, and what stands beside it, is closed to them.
func ownFile(file string, log *slog.Logger) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		closeToOthers(name, log)
	}
	return f.Close()
}

// openReader opens the pool of read connections, which cannot write.
func openReader(file string) (*sql.DB, error) {
	n := max(4, 2*runtime.GOMAXPROCS(0))
	db, err := sql.Open("sqlite", fmt.Sprintf("%s?mode=ro&_pragma=busy_timeout(%d)&_pragma=cache_size(-%d)&_pragma=mmap_size(%d)&_pragma=query_only(1)",
		fileURI(file), busyMillis, readCacheKB, readMapBytes))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// fileURI is file as an SQLite URI, whatever characters its folder's name holds.
func fileURI(file string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(file)}).EscapedPath()
}

// Ping writes one row, so it fails when the disk is full or gone.
func (b *Backend) Ping(ctx context.Context) error {
	return b.writer.do(ctx, func(tx *batch) error {
		_, err := tx.exec("UPDATE ping SET n = n + 1")
		return err
	})
}

// QueueLength is the number of writes that wait for their turn.
func (b *Backend) QueueLength() int { return len(b.writer.queue) }

// Close finishes the accepted writes, folds the write-ahead log into the file and
// lets go of the data folder. Calling it again does nothing.
func (b *Backend) Close() error {
	b.closing.Do(func() {
		var errs []error
		b.mu.Lock()
		for _, s := range b.stmts {
			errs = append(errs, s.Close())
		}
		b.stmts = nil
		b.mu.Unlock()
		if b.reader != nil {
			errs = append(errs, b.reader.Close())
		}
		if b.writer != nil {
			errs = append(errs, b.writer.close())
		}
		errs = append(errs, b.lock.Close())
		b.closeErr = errors.Join(errs...)
	})
	return b.closeErr
}

// prepared gives the prepared form of a read, or nil when too many are kept already.
func (b *Backend) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	b.mu.RLock()
	s, full, closed := b.stmts[query], len(b.stmts) >= maxStatements, b.stmts == nil
	b.mu.RUnlock()
	if closed {
		return nil, errClosed()
	}
	if s != nil || full {
		return s, nil
	}
	s, err := b.reader.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch old := b.stmts[query]; {
	case b.stmts == nil:
		return nil, errors.Join(errClosed(), s.Close())
	case old != nil:
		return old, s.Close()
	}
	b.stmts[query] = s
	return s, nil
}

// query runs a read on the pool.
func (b *Backend) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	s, err := b.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return b.reader.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}
