//go:build unix

package sqlite_test

import (
	"os"
	"path/filepath"
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
