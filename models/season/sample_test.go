package season_test

import (
	"testing"

	"crewcheck/checklists"
	"crewcheck/models"
)

// TestHowOftenASeasonIsAskedAbout counts the samples of a season by kind. Its goods, bottles, places and arrivals are told as
// they are, though clocks are wrong and phones come late: what speaks against them there speaks wrongly.
func TestHowOftenASeasonIsAskedAbout(t *testing.T) {
	t.Parallel()
	r := theSeason(t)
	byKind, checks, hasty := map[string]int{}, 0, 0
	err := r.store.Samples.All(t.Context(), models.Filter{}, func(x *models.EvidenceSample) error { byKind[x.Kind]++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	err = r.store.Checks.All(t.Context(), models.Filter{}, func(k *models.Check) error {
		checks++
		for _, g := range k.Grade.Items {
			if k.ElapsedMs <= 5_000 && g.Outcome == checklists.OutcomePass {
				hasty++
				break
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d checks, %d of them in 5 seconds; samples %v", checks, hasty, byKind)
	honest := 0
	for kind, n := range byKind {
		if kind != models.DoubtTooFast && kind != models.DoubtNone {
			honest += n
		}
	}
	if honest*100 > checks || byKind[models.DoubtTooFast] > hasty {
		t.Errorf("%d samples against what is true, of %d checks: %v", honest, checks, byKind)
	}
}
