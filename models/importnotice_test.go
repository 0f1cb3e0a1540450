package models_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"crewcheck/models"
)

// TestAnImportTellsHowFarItIs: each tenth of the way and the end are told once, to who sent it, managers and admins; webhooks
// that do not ask for the way hear of the end alone.
func TestAnImportTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putHook("all", "https://example.com/all")
	rows := []string{"编号,店名"}
	for i := range 1_950 {
		rows = append(rows, fmt.Sprintf("V-%d,新店 %d", i, i))
	}
	rows = append(rows, "V 0,坏店")
	imp, _, err := w.StartImport(t.Context(), sun, "key", models.ImportFile{Noun: "venues", Data: []byte(strings.Join(rows, "\n"))})
	w.ok(err)
	w.tell()
	equal(t, kindsOf(w.notices(), imp.ID), []string{"import.started"})
	w.ok(w.WorkImports(t.Context()))
	w.tell()
	w.tell()
	mine := slices.DeleteFunc(w.notices(), func(n models.Notice) bool { return n.Subject.ID != imp.ID })
	kinds := kindsOf(mine, imp.ID)
	if len(kinds) != 11 || kinds[1] != "import.progress" || kinds[9] != "import.progress" || kinds[10] != "import.done" {
		t.Errorf("told was %v", kinds)
	}
	if note := mine[10].Data.Note; note != "venues 1951 1" {
		t.Errorf("the note says %q", note)
	}
	for _, c := range []models.Caller{root, ma, sun} {
		if got := hear(t, w.Service, c, mine[0].ID); len(kindsOf(got, imp.ID)) != 10 {
			t.Errorf("%s hears %v", c.UserID, got)
		}
	}
	for _, c := range []models.Caller{wuInChangsha, wu, zhang, chen, li, nobody} {
		if got := hear(t, w.Service, c, mine[0].ID); len(got) > 0 {
			t.Errorf("%s hears %v", c.UserID, got)
		}
	}
	page, err := w.ListDeliveries(t.Context(), sun, "all", models.ListQuery{Limit: 50})
	w.ok(err)
	if len(page.Items) != 1 || page.Items[0].Notice.Kind != "import.done" {
		t.Errorf("the webhook is told %v", page.Items)
	}
}
