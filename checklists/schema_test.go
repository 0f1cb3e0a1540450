package checklists_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"crewcheck/checklists"
)

// update rewrites the golden files and schema.json: go test ./checklists -update
var update = flag.Bool("update", false, "rewrite golden files")

func TestTheCommittedSchemaIsCurrent(t *testing.T) {
	t.Parallel()
	want := checklists.SchemaJSON()
	if *update {
		if err := os.WriteFile("schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Error("schema.json is old; run go test ./checklists -update")
	}
}
