package scenario

import (
	"testing"

	"crewcheck/models"
	"crewcheck/models/mongo/mongotest"
	"crewcheck/models/sqlite"
)

// openSQLite opens the embedded store in a folder of its own.
func openSQLite(t testing.TB) models.Backend {
	t.Helper()
	b, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("the store does not close: %v", err)
		}
	})
	return b
}

// stores are the stores every scenario runs on.
var stores = []struct {
	name string
	open open
}{{"sqlite", openSQLite}, {"mongodb", mongotest.Open}}

// eachStore runs a test on both stores.
func eachStore(t *testing.T, test func(t *testing.T, store open)) {
	t.Helper()
	t.Parallel()
	for _, s := range stores {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			if s.name == "mongodb" {
				mongotest.URI(t)
			}
			test(t, s.open)
		})
	}
}
