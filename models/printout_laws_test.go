package models

import (
	"testing"

	"crewcheck/checklists"
)

func TestNothingIsDoneBestThatAVenueSpokeAgainst(t *testing.T) {
	t.Parallel()
	sums := map[string]ItemCounts{}
	for _, id := range []string{"fifo.placed-as-asked", "fifo.area-clean", "conduct.dress", "conduct.parking"} {
		sums[id] = ItemCounts{N: 40}
	}
	best := func(lines ...ScoreLine) []ItemRate {
		m := &CrewMonth{Score: &Score{Explain: lines}}
		m.rank(&Service{standards: checklists.Default()}, sums)
		return m.Best
	}
	all := best()
	if len(all) != 2 {
		t.Fatalf("%+v", all)
	}
	if left := best(ScoreLine{Kind: "contradicted", ItemID: all[0].ItemID}); len(left) != 1 || left[0].ItemID != all[1].ItemID {
		t.Errorf("%+v, of %+v", left, all)
	}
}
