package season

import (
	"testing"
	"time"

	"crewcheck/checklists"
)

func testZone(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func testLists(t *testing.T) map[string]*checklists.Definition {
	t.Helper()
	out := map[string]*checklists.Definition{}
	standards := checklists.Default()
	for i := range standards.Checklists {
		out[standards.Checklists[i].ID] = &standards.Checklists[i]
	}
	return out
}
