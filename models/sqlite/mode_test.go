//go:build unix

package sqlite_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

func TestNobodyElseReadsTheDatabase(t *testing.T) {
	dir := t.TempDir()
	b, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	ownersAlone(t, dir)
}

// A database that an older program made, or a copy brought back by an open hand.
func TestAnOpenDatabaseIsClosedToOthers(t *testing.T) {
	dir := t.TempDir()
	var said bytes.Buffer
	open := func() *sqlite.Backend {
		b, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Log: slog.New(slog.NewTextHandler(&said, nil))}, models.Specs())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if err := open().Close(); err != nil || said.Len() > 0 {
		t.Fatalf("%v, said %s", err, said.String())
	}
	for _, name := range []string{"crewcheck.db", "crewcheck.db-wal", "crewcheck.db-shm"} { // the last two as after a kill
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Chmod(0o644), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	b := open()
	defer func() { _ = b.Close() }()
	ownersAlone(t, dir)
	if n := strings.Count(said.String(), "closed to them now"); n != 3 {
		t.Errorf("%d files are told of: %s", n, said.String())
	}
}

func ownersAlone(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "crewcheck.db*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v: no database with its log", files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", f, info.Mode())
		}
	}
}
