package checklists

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAgesAgreeWithGrading(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life := rapid.IntRange(1, 800).Draw(t, "life")
		made := Date("2026-01-01").AddDays(rapid.IntRange(0, 400).Draw(t, "made"))
		on := made.AddDays(rapid.IntRange(0, 1000).Draw(t, "age"))
		near, over, ages := Ages(made, life)
		x := grader{it: &Item{Kind: KindLots}, c: &Context{Date: on, Products: map[string]Product{"p": {ID: "p", ShelfLifeDays: life}}}}
		x.outcome = OutcomePass
		x.age(Lot{ProductID: "p", ProducedOn: made, Quantity: 1, Position: 1})
		want := OutcomePass
		switch {
		case on >= over:
			want = OutcomeFail
		case on >= near:
			want = OutcomeWarn
		}
		if !ages || x.outcome != want {
			t.Fatalf("life %d, made %s, on %s: graded %s, near from %s, over from %s", life, made, on, x.outcome, near, over)
		}
	})
	if _, _, ages := Ages("2026-01-01", 0); ages {
		t.Error("goods without a shelf life age")
	}
}
