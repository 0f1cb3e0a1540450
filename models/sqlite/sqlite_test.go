package sqlite_test

import (
	"testing"

	"crewcheck/models"
	"crewcheck/models/sqlite"
	"crewcheck/models/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Open {
		dir := t.TempDir()
		return func(specs []*models.Spec) models.Backend {
			b, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir}, specs)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
	})
}
