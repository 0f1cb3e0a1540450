package sqlite

import (
	"context"
	"database/sql"
	"errors"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"crewcheck/models"
)

func errClosed() error {
	return models.E("store.unavailable", "").Because(errors.New("sqlite: the store is closed"))
}

// primary is the primary result code of err, 0 when it is none of SQLite's.
func primary(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// translate turns a driver error into an error of the port.
func translate(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if e := ctx.Err(); e != nil {
		return e
	}
	switch primary(err) {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_FULL, codes.SQLITE_IOERR,
		codes.SQLITE_CANTOPEN, codes.SQLITE_NOMEM, codes.SQLITE_READONLY:
		return models.E("store.unavailable", "").Because(err)
	}
	if errors.Is(err, sql.ErrConnDone) {
		return models.E("store.unavailable", "").Because(err)
	}
	return err
}

// endsBatch tells whether err may have ended the transaction it happened in, so
// that no other write of the batch can be trusted.
func endsBatch(err error) bool {
	if err == nil {
		return false
	}
	switch primary(err) {
	case codes.SQLITE_CONSTRAINT, codes.SQLITE_TOOBIG, codes.SQLITE_MISMATCH, codes.SQLITE_RANGE:
		return false
	}
	return true
}

// isConstraint tells whether err is the refusal of a unique index.
func isConstraint(err error) bool { return primary(err) == codes.SQLITE_CONSTRAINT }
