package models

import (
	"encoding/json"
	"testing"

	"crewcheck/checklists"
)

// In days stored before their figures stood beside the cases, a reader can find cases of which the figures know nothing.
func TestACaseThatTheFiguresDoNotKnowYetIsNoEndlessLoss(t *testing.T) {
	t.Parallel()
	formula := checklists.Default().Score
	own := Figures{Stops: 3, Items: 4, Points: 9, Max: 10}
	score := scoreOf(own, own, formula, 0)
	var losses []datedLoss
	for _, kind := range []string{"item", "critical-cap", "check-missing", "late", "contradicted", "complaint", "praise", "rating", "not-recovered"} {
		for _, part := range Parts {
			losses = append(losses, datedLoss{loss{Part: part, Kind: kind, Amount: 1, Severity: "minor", Category: "dress"}, "2026-03-10"})
		}
	}
	p := pricing{f: Figures{}, formula: formula, weight: map[string]float64{}, v: voice{}}
	for _, part := range Parts {
		p.weight[part] = 10
	}
	for i := range losses {
		if points := p.points(&losses[i].loss); points-points != 0 {
			t.Errorf("%s costs %v", losses[i].Kind, points)
		}
	}
	if _, err := json.Marshal(explain(&score, own, formula, losses)); err != nil {
		t.Error(err)
	}
}
