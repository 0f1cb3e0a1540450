package models

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name           string
		bx, bn, ax, an int
		want           string
	}{
		{"nothing to see", 0, 0, 0, 0, CoachingTooLittle},
		{"nothing after", 8, 40, 0, 0, CoachingTooLittle},
		{"four are too few", 4, 4, 0, 4, CoachingTooLittle},
		{"gone", 8, 40, 0, 60, CoachingBetter},
		{"halved in little", 8, 40, 6, 60, CoachingTooLittle},
		{"halved in much", 80, 400, 60, 600, CoachingBetter},
		{"the same", 8, 40, 12, 60, CoachingNotBetter},
		{"worse", 2, 40, 12, 60, CoachingNotBetter},
		{"none before and none after", 0, 40, 0, 40, CoachingNotBetter},
	} {
		v := verdictOf(Measure{Observed: x.bx, N: x.bn}, Measure{Observed: x.ax, N: x.an})
		if v.Outcome != x.want {
			t.Errorf("%s: %s, change %v in %v, want %s", x.name, v.Outcome, v.Change, v.Interval, x.want)
		}
	}
	// By hand: (0.2 + 2.706/20 ± 1.645·√(0.016 + 2.706/400)) ÷ 1.2706.
	w := wilson(2, 10)
	if math.Abs(w.Low-0.0686) > 1e-4 || math.Abs(w.High-0.4592) > 1e-4 {
		t.Errorf("%+v", w)
	}
}

func TestVerdictLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bn, an := rapid.IntRange(1, 500).Draw(t, "bn"), rapid.IntRange(1, 500).Draw(t, "an")
		bx, ax := rapid.IntRange(0, bn).Draw(t, "bx"), rapid.IntRange(0, an).Draw(t, "ax")
		v := verdictOf(Measure{Observed: bx, N: bn}, Measure{Observed: ax, N: an})
		if v.Interval.Low > v.Change+1e-9 || v.Interval.High < v.Change-1e-9 || v.Interval.Low < -1 || v.Interval.High > 1 {
			t.Fatalf("%+v", v)
		}
		if v.Outcome == CoachingBetter && (v.Change >= 0 || v.Interval.High >= 1e-4) || v.Outcome == CoachingNotBetter && v.Change < 0 {
			t.Fatalf("%+v", v)
		}
		if ax > 0 && v.Outcome != CoachingBetter && bn >= coachingLeast && an >= coachingLeast {
			if w := verdictOf(Measure{Observed: bx, N: bn}, Measure{Observed: ax - 1, N: an}); v.Outcome == CoachingTooLittle && w.Outcome == CoachingNotBetter {
				t.Fatalf("one less wrong made it worse: %+v, %+v", v, w)
			}
		}
	})
}
