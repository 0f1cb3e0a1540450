package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"crewcheck/models"
)

const (
	// maxBatch is how many waiting writes share one transaction, and so one fsync.
	maxBatch = 256
	// pageSize in bytes; see docs/adr/0002 for what was measured.
	pageSize = 4096
	// walBytes is what the write-ahead log is cut back to after a burst.
	walBytes = 64 << 20
)

// write is one waiting write. run may be called once; done is answered once,
// after the transaction was committed or given up.
type write struct {
	ctx  context.Context
	run  func(*batch) error
	done chan error
}

// writer is the one goroutine that writes. It commits all writes that wait in one
// transaction; what goes wrong with one is told to that one only.
type writer struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt // used by the loop only

	mu      sync.RWMutex // held for reading while a write is queued
	closed  bool
	queue   chan *write
	stopped chan struct{} // nil until started
}

// batch is the open transaction, as a write sees it.
type batch struct{ w *writer }

func openWriter(ctx context.Context, file string) (*writer, error) {
	db, err := sql.Open("sqlite", fileURI(file))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", file, err), db.Close())
	}
	w := &writer{db: db, conn: conn, stmts: map[string]*sql.Stmt{}, queue: make(chan *write, maxBatch)}
	for _, pragma := range []string{ // the order matters: the page size is fixed by the first write
		fmt.Sprintf("busy_timeout=%d", busyMillis),
		fmt.Sprintf("page_size=%d", pageSize),
		"journal_mode=WAL",
		"synchronous=FULL",
		fmt.Sprintf("journal_size_limit=%d", walBytes),
	} {
		if _, err := conn.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", file, err), w.close())
		}
	}
	return w, nil
}

func (w *writer) start() {
	w.stopped = make(chan struct{})
	go w.loop()
}

// do queues a write and waits until it is on disk. When ctx ends first its error is
// returned and the write may or may not happen.
func (w *writer) do(ctx context.Context, run func(*batch) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o := &write{ctx: ctx, run: run, done: make(chan error, 1)}
	if err := w.send(o); err != nil {
		return err
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) send(o *write) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return errClosed()
	}
	select {
	case w.queue <- o:
		return nil
	case <-o.ctx.Done():
		return o.ctx.Err()
	}
}

func (w *writer) loop() {
	defer close(w.stopped)
	for first := range w.queue {
		w.commit(w.drain(first))
	}
}

// drain gives first and what else waits already.
func (w *writer) drain(first *write) []*write {
	ops := []*write{first}
	for len(ops) < maxBatch {
		select {
		case o, ok := <-w.queue:
			if !ok {
				return ops
			}
			ops = append(ops, o)
		default:
			return ops
		}
	}
	return ops
}

// commit runs ops in one transaction and answers each.
func (w *writer) commit(ops []*write) {
	errs := make([]error, len(ops))
	if err := w.transaction(ops, errs); err != nil {
		// The connection may have rolled back by itself; then this fails, which is fine.
		_, _ = w.exec("ROLLBACK")
		err = translate(context.Background(), err)
		for i := range errs {
			errs[i] = err
		}
	}
	for i, o := range ops {
		o.done <- errs[i]
	}
}

// transaction notes in errs what each write says; an error of its own means that nothing was stored.
func (w *writer) transaction(ops []*write, errs []error) error {
	if _, err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i, o := range ops {
		if errs[i] = o.ctx.Err(); errs[i] != nil {
			continue
		}
		err := o.run(&batch{w})
		var own *models.Error
		if !errors.As(err, &own) && endsBatch(err) {
			return err
		}
		errs[i] = err
	}
	_, err := w.exec("COMMIT")
	return err
}

// exec runs a prepared statement on the write connection and tells how many rows it
// changed. It takes no context: an interrupt would end the writes of others.
func (w *writer) exec(query string, args ...any) (int64, error) {
	s := w.stmts[query]
	if s == nil {
		var err error
		if s, err = w.conn.PrepareContext(context.Background(), query); err != nil {
			return 0, err
		}
		w.stmts[query] = s
	}
	r, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (b *batch) exec(query string, args ...any) (int64, error) { return b.w.exec(query, args...) }

// exists tells whether query, one of ours with one placeholder, finds a row.
func (b *batch) exists(query, id string) (bool, error) {
	var n int
	err := b.w.conn.QueryRowContext(context.Background(), query, id).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (w *writer) close() error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	if w.stopped != nil {
		<-w.stopped
	}
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	errs = append(errs, w.conn.Close(), w.db.Close())
	return errors.Join(errs...)
}
