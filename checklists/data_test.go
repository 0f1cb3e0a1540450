package checklists_test

import (
	"testing"

	"crewcheck/checklists"
)

func TestTheEmbeddedStandardsLoad(t *testing.T) {
	t.Parallel()
	for _, f := range checklists.Lint(checklists.Embedded()) {
		t.Error(f)
	}
	if _, err := checklists.Load(checklists.Embedded()); err != nil {
		t.Fatal(err)
	}
}
