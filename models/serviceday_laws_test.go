package models

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawService draws what some day may say of the service.
func drawService(t *rapid.T, label string) *serviceFigures {
	upTo := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, label+" "+name) }
	f := newServiceFigures()
	f.Stops, f.Windows, f.OnTime = upTo("stops", 20), upTo("windows", 20), upTo("onTime", 20)
	f.Before, f.During, f.After = upTo("before", 5), upTo("during", 5), upTo("after", 5)
	f.Ratings, f.RatingSum, f.RatedItems, f.RatedFails = upTo("ratings", 9), upTo("ratingSum", 900), upTo("ratedItems", 50), upTo("ratedFails", 50)
	f.SwapsAsked, f.SwapsGiven = upTo("asked", 30), upTo("given", 30)
	for range upTo("items", 4) {
		f.item(fmt.Sprintf("item-%d", upTo("item", 5)), upTo("n", 9), upTo("fails", 9))
	}
	for range upTo("voices", 3) {
		f.dimension(dimensionCodes[upTo("dimension", 4)]).Voices += upTo("voice", wholeVoice)
	}
	for range upTo("complaints", 3) {
		f.category(fmt.Sprintf("category-%d", upTo("category", 3)), 1)
	}
	kinds := []string{caseFault, caseComplaint, caseRating, caseLate, caseSwap}
	for i := range upTo("cases", 90) {
		f.Cases = append(f.Cases, serviceCase{
			Kind: kinds[upTo("kind", 4)], When: []string{"", "before", "during", "after"}[upTo("when", 3)], Said: upTo("said", 1) == 1, Grave: upTo("grave", 2), Date: Date(fmt.Sprintf("2026-03-0%d", 1+upTo("date", 2))), ID: fmt.Sprintf("%s-%d", label, i),
		})
	}
	f.Cases = worstCases(f.Cases, showCases, false)
	return f
}

func addedUp(of []*serviceFigures) *serviceFigures {
	sum := newServiceFigures()
	for _, f := range of {
		sum.add(f)
	}
	return sum
}

// TestServiceFiguresAddUpInAnyOrder holds a report to be the same whichever crew and day is read first, and whether its crews, its
// days or parts of them were added up before: a depot's is the sum of its crews'.
func TestServiceFiguresAddUpInAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var days []*serviceFigures
		for i := range rapid.IntRange(1, 6).Draw(t, "days") {
			days = append(days, drawService(t, fmt.Sprint(i)))
		}
		want := addedUp(days)
		if have := addedUp(rapid.Permutation(days).Draw(t, "order")); !reflect.DeepEqual(have, want) {
			t.Fatalf("in another order\n%+v\nwant\n%+v", have, want)
		}
		cut := rapid.IntRange(0, len(days)).Draw(t, "cut")
		if have := addedUp([]*serviceFigures{addedUp(days[:cut]), addedUp(days[cut:])}); !reflect.DeepEqual(have, want) {
			t.Fatalf("from two parts\n%+v\nwant\n%+v", have, want)
		}
	})
}

// TestMergedCasesAreTheWorstOfAll holds the merge to be what sorting everything gives.
func TestMergedCasesAreTheWorstOfAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawService(t, "a").Cases, drawService(t, "b").Cases
		most := rapid.IntRange(1, showCases).Draw(t, "most")
		want := worstCases(slices.Concat(a, b), most, false)
		if have := worseOf(worstCases(slices.Clone(a), most, false), worstCases(slices.Clone(b), most, false), most); len(have)+len(want) > 0 && !reflect.DeepEqual(have, want) {
			t.Fatalf("merged\n%+v\nwant\n%+v", have, want)
		}
	})
}

// TestReportsAddUp holds the totals of a report to be those of its days, and its shares to be all there is.
func TestReportsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := &reportReading{ReportHead: ReportHead{From: "2026-03-01", To: "2026-03-28"}, sum: newServiceFigures()}
		faults := 0
		for i := range rapid.IntRange(0, 28).Draw(t, "days") {
			d := serviceDay{Date: x.From.AddDays(i)}
			d.Figures.Before, d.Figures.During, d.Figures.After = rapid.IntRange(0, 4).Draw(t, "before"), rapid.IntRange(0, 4).Draw(t, "during"), rapid.IntRange(0, 4).Draw(t, "after")
			faults += d.Figures.Before + d.Figures.During + d.Figures.After
			x.days = append(x.days, d)
			x.sum.add(&d.Figures)
		}
		inWeeks := 0
		for _, w := range x.weeks() {
			inWeeks += w.Faults
			if w.Faults > 0 && round4(*w.Before+*w.During+*w.After) < 99.999 {
				t.Fatalf("the shares of %+v are not all", w)
			}
		}
		if all := x.sum.Before + x.sum.During + x.sum.After; inWeeks != faults || all != faults {
			t.Fatalf("%d faults in the weeks, %d in the sum, %d in the days", inWeeks, all, faults)
		}
	})
}
