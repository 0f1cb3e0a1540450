package models_test

import (
	"testing"

	"crewcheck/models"
)

// contradicted is how many ticks upheld complaints speak against, each by the share.
func contradicted(f *models.Figures) float64 {
	sum := 0.0
	for _, c := range f.Contradicted {
		sum += c.Ticks
	}
	return sum
}

func TestATickTakenBackAfterTheComplaintWasStillGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	var given models.Check
	page, err := w.ListChecks(t.Context(), sun, models.ListQuery{Equal: map[string]string{"stopId": stopBlue, "checklist.id": "fifo-stocking"}})
	w.ok(err)
	given = page.Items[0]
	k := w.complain("placed-wrong", local(11, 0))
	if len(k.Contradicts) != 1 {
		t.Fatalf("the complaint contradicts %+v", k.Contradicts)
	}
	w.hand(li, checkOf("fifo-stocking", atBlue(10, 0), fails("fifo.placed-as-asked"), func(b *models.CheckBody) { b.Supersedes = given.ID }))
	w.uphold(k, models.Shares{Porter: 100})
	if f := w.score(crewOne).Figures; contradicted(f) != 1 {
		t.Errorf("%v ticks are contradicted, want the one that was taken back", f.Contradicted)
	}
}
