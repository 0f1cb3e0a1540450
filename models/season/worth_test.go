package season

import (
	"math"
	"testing"

	"crewcheck/checklists"
)

func testEye() *eye { return newEye(checklists.Default(), 1) }

// faultless is a crew that never does wrong.
func faultless() *truth { return &truth{rates: make([]float64, len(matters)), honesty: 1} }

func placeOf(t *testing.T, item string) int {
	t.Helper()
	for i, m := range matters {
		if m.item == item {
			return i
		}
	}
	t.Fatalf("no matter is about %s", item)
	return 0
}

func TestFaultlessWorkIsWorthAHundred(t *testing.T) {
	t.Parallel()
	if got := testEye().worth(faultless(), 0); math.Abs(got-100) > 1e-9 {
		t.Errorf("it is worth %v", got)
	}
}

// 26 weights of fifo-stocking, 5 of them the lots, which are critical: with them wrong, 59 % of 26 are won.
func TestACriticalFaultAtEveryStopIsWorthWhatTheStandardLeaves(t *testing.T) {
	t.Parallel()
	e, tr := testEye(), faultless()
	tr.rates[placeOf(t, "fifo.lots")] = 1
	points, won := 0.0, 0.0
	for i := range e.lists {
		points, won = points+e.lists[i].points, won+e.lists[i].expected(tr, 0)
	}
	if lost := points - won; math.Abs(lost-0.41*26) > 1e-9 {
		t.Errorf("%v points of %v are lost, want %v", lost, points, 0.41*26)
	}
	// Seen by venues 3 times in 100: 45 points of voice. Nothing is feigned by an honest crew.
	want := 100 - 35*0.41*26/points - 20*0.45
	if got := e.worth(tr, 0); math.Abs(got-want) > 1e-9 {
		t.Errorf("it is worth %v, want %v", got, want)
	}
}

func TestHidingAFaultIsWorthLessThanSayingIt(t *testing.T) {
	t.Parallel()
	e, open, hiding := testEye(), faultless(), faultless()
	for i := range matters {
		open.rates[i], hiding.rates[i] = 0.05, 0.05
	}
	hiding.honesty = 0.2
	if a, b := e.worth(open, 0), e.worth(hiding, 0); b >= a {
		t.Errorf("said %v, hidden %v", a, b)
	}
}

func TestOneMoreFaultIsNeverWorthMore(t *testing.T) {
	t.Parallel()
	e := testEye()
	for i := range 200 {
		tr := drawTruth(luck(11, ofTruth, 0, i, 0), 56, 1)
		for m := range matters {
			worse := tr
			worse.rates = append([]float64{}, tr.rates...)
			worse.rates[m] = min(1, worse.rates[m]+0.02)
			if e.worth(&worse, 0) > e.worth(&tr, 0)+1e-9 {
				t.Fatalf("more of %s is worth more: %v after %v", matters[m].item, e.worth(&worse, 0), e.worth(&tr, 0))
			}
		}
	}
}
