package models

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"crewcheck/checklists"
)

// TestEveryNumberHasItsCases holds each number of a report to have the cases behind it, as many as are shown, whatever else the days
// and crews bring that is graver.
func TestEveryNumberHasItsCases(t *testing.T) {
	t.Parallel()
	items := []string{"conduct.greeting", "fifo.area-clean", "fifo.order"}
	whens := []string{"", checklists.PhaseBefore, checklists.PhaseDuring}
	rapid.Check(t, func(t *rapid.T) {
		var days []*serviceFigures
		want, byItem := map[caseOf]int{}, map[string]int{}
		for d := range rapid.IntRange(1, 5).Draw(t, "days") {
			f := newServiceFigures()
			for i := range rapid.IntRange(0, 60).Draw(t, "cases") {
				c := serviceCase{Kind: caseFault, Grave: rapid.IntRange(1, 2).Draw(t, "grave"), Date: Date("2026-03-01").AddDays(d), ID: fmt.Sprintf("%d-%d", d, i)}
				if rapid.IntRange(0, 4).Draw(t, "kind") == 0 {
					c.Kind, c.Uncovered = caseComplaint, rapid.Bool().Draw(t, "uncovered")
					c.When = rapid.SampledFrom([]string{"", checklists.PhaseAfter}).Draw(t, "after")
				} else {
					c.ItemID, c.When = rapid.SampledFrom(items).Draw(t, "item"), rapid.SampledFrom(whens).Draw(t, "when")
					c.Said = rapid.IntRange(0, 5).Draw(t, "said") == 0
					byItem[c.ItemID]++
				}
				for n := caseOf(1); n < 1<<caseNumbers; n <<= 1 {
					if c.numbers()&n != 0 {
						want[n]++
					}
				}
				f.found(c)
			}
			f.Cases = worstCases(f.Cases, showCases, true)
			days = append(days, f)
		}
		x := &reportReading{sum: addedUp(days)}
		for n, have := range want {
			if got := len(x.cases(n)); got < min(have, showCases) {
				t.Fatalf("number %b has %d cases of %d", n, got, have)
			}
		}
		if x.sum.Before != want[ofBefore] || x.sum.During != want[ofSaid]+want[ofGraded] || x.sum.Said != want[ofSaid] || x.sum.After != want[ofAfter] {
			t.Fatalf("%+v, want %v", x.sum, want)
		}
		kept := map[string]int{}
		for _, d := range days {
			for i := range d.Cases {
				kept[d.Cases[i].ItemID]++
			}
		}
		for item, n := range byItem {
			if kept[item] < min(n, showCases) {
				t.Fatalf("%s has %d cases of %d", item, kept[item], n)
			}
		}
	})
}
