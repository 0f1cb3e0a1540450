package main

import (
	"slices"
	"strings"
	"testing"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

func TestRecomputeNamesWhatCameOutDifferent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, _, err := said(t, "", nil, "simulate", "--crews", "2", "--days", "3", "--stops-per-run", "2", "--data", dir); err != nil {
		t.Fatal(err)
	}
	out, errOut, err := said(t, "", nil, "recompute", "--data", dir)
	if err != nil || out != "" || !strings.Contains(errOut, " 0 of them different") {
		t.Errorf("worked out again it says %q %q, %v", out, errOut, err)
	}
	lost := loseACrewDay(t, dir)
	if out, _, err = said(t, "", nil, "recompute", "--data", dir); err != nil || out != "different: crewDays/"+lost+"\n" {
		t.Errorf("without %s it says %q, %v", lost, out, err)
	}
	if _, _, err = said(t, "", nil, "recompute", "--data", dir, "--from", "yesterday"); err == nil {
		t.Error("yesterday is taken for a date")
	}
}

// loseACrewDay deletes the figures of a day and tells which.
func loseACrewDay(t *testing.T, dir string) string {
	t.Helper()
	backend, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = backend.Close() }()
	spec := models.Specs()[slices.IndexFunc(models.Specs(), func(s *models.Spec) bool { return s.Name == "crewDays" })]
	var lost models.CrewDay
	if err := backend.List(t.Context(), spec, models.Filter{Limit: 1}, func(decode func(models.Document) error) error { return decode(&lost) }); err != nil {
		t.Fatal(err)
	}
	if err := backend.Delete(t.Context(), spec, lost.ID); err != nil {
		t.Fatal(err)
	}
	return lost.ID
}
