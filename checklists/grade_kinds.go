package checklists

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// byKind grades an answer that has what its kind asks for.
func (x *grader) byKind() {
	switch x.it.Kind {
	case KindCount, KindMeasure:
		x.number(*x.a.Value)
	case KindTime:
		x.time(*x.a.At)
	case KindChoice:
		x.choice(x.a.Text)
	case KindLots:
		x.lots(x.a.Lots)
	case KindBottles:
		x.bottles(x.a.Bottles)
	case KindSwap:
		x.swap(*x.a.Swap)
	case KindReceipt:
		x.receipt(*x.a.Receipt)
	}
}

func (x *grader) number(n float64) {
	if low, high := bounds(x.it); n < low || n > high {
		x.fail("out-of-range", n)
		return
	}
	switch x.it.Rules.Graded {
	case GradedMinPerStop:
		if want := float64(x.it.Rules.PerStop) * float64(max(0, x.c.Stops)); n < want {
			x.fail("below-minimum", n, want)
		}
	case GradedOverAgeFound:
		if n > 0 && x.swapped[x.it.Rules.Unit] == 0 && x.noNote() {
			x.fail("over-age-not-swapped", n)
		}
	}
}

// time grades an arrival. Minutes outside the window are rounded down, so that
// arriving on the last minute is on time; within the tolerance it still passes.
func (x *grader) time(at Time) {
	w := x.c.Window
	if w == nil || w.From.IsZero() || !w.From.Before(w.To.Time) {
		x.na("window-missing")
		return
	}
	early := int(w.From.Sub(at.Time) / time.Minute)
	late := int(at.Sub(w.To.Time) / time.Minute)
	switch {
	case early > max(0, x.c.EarlyTolerance):
		x.fail("too-early", early)
	case late > max(0, x.c.LateTolerance):
		x.fail("too-late", late)
	}
}

func (x *grader) choice(id string) {
	for _, o := range x.it.Rules.Options {
		if o.ID != id {
			continue
		}
		if o.Fail {
			x.fail("choice-fail", o.Text)
		}
		return
	}
	x.fail("not-answered")
}

// bottles grades a pickup row by row. The plan's figure, where there is one, beats
// the one that the phone sent along; a planned type without a row was not counted.
func (x *grader) bottles(rows []BottleCount) {
	counted := map[string]bool{}
	for _, b := range rows {
		counted[b.Type] = true
		switch {
		case b.Reason == RefusedByCrew && b.Left > 0:
			x.fail("refused-by-crew", b.Type, b.Left)
		case b.Left > 0 && b.Reason == "":
			x.fail("bottles-left-no-reason", b.Type, b.Left)
		}
		want := b.Expected
		if planned, ok := x.c.Expected[b.Type]; ok {
			want = planned
		}
		if sum := b.Taken + b.Left; sum != want {
			x.warn("bottles-mismatch", b.Type, want, sum)
		}
	}
	for _, t := range slices.Sorted(maps.Keys(x.c.Expected)) {
		if want := x.c.Expected[t]; want > 0 && !counted[t] {
			x.fail("bottles-not-counted", t, want)
		}
	}
}

func (x *grader) swap(s Swap) {
	left := s.Reported - s.Swapped
	if left > 0 && strings.TrimSpace(s.Reason) == "" && x.noNote() {
		x.fail("swap-left-no-reason", left)
	}
}

func (x *grader) receipt(r ReceiptAnswer) {
	if strings.TrimSpace(r.Number) == "" {
		x.fail("receipt-number-missing")
	} else if x.c.ReceiptTakenBy != "" {
		x.fail("receipt-number-taken", x.c.ReceiptTakenBy)
	}
	if signer := folded(r.SignedBy); signer == "" {
		x.fail("signer-missing")
	} else if slices.ContainsFunc(x.c.Crew, func(name string) bool { return folded(name) == signer }) {
		x.fail("signed-by-crew", strings.TrimSpace(r.SignedBy))
	}
	if r.Signature == "" && x.a.Signature == "" {
		x.fail("signature-missing")
	}
	if n := len(r.Discrepancies); n > 0 {
		x.warn("discrepancies", n)
	}
}

// folded is a name as people compare it: no case, no spaces around or doubled.
func folded(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// byTheDay grades the items of the day's close from what the server knows; it
// tells whether it did. A crew that says itself that something is open is believed.
func (x *grader) byTheDay() bool {
	day := x.c.Day
	if day == nil {
		return false
	}
	switch x.it.Rules.Graded {
	case GradedReceiptsHanded:
		x.open("receipts-not-handed", day.ReceiptsMissing)
	case GradedStopsExplained:
		x.open("stops-unexplained", day.OpenStops)
	case GradedMessagesSent:
		if day.MessagesPending > 0 {
			x.fail("messages-pending", day.MessagesPending)
		}
	case GradedDaySwaps, GradedPickups:
		return x.countedIn(day)
	default:
		return false
	}
	if x.outcome == OutcomePass && x.a != nil && x.a.Result == Fail {
		x.fail("answered-fail")
	}
	return true
}

// open fails when stops are named that still need something.
func (x *grader) open(code string, stops []string) {
	if len(stops) > 0 {
		x.fail(code, len(stops), strings.Join(stops, ", "))
	}
}

// countedIn compares what came back to the depot with the day. Without figures, na
// included, it is a fail, or na when the day brought nothing to count.
func (x *grader) countedIn(day *DayFacts) bool {
	if x.a != nil && x.a.Result == Fail {
		return false
	}
	if x.a == nil || x.empty() || x.a.Result == NA {
		if day.brought(x.it.Rules.Graded) {
			x.fail("not-answered")
		} else {
			x.na("nothing-to-count")
		}
		return true
	}
	if x.it.Rules.Graded == GradedDaySwaps {
		if n := *x.a.Value; n != math.Trunc(n) || n != float64(day.Swapped) {
			x.fail("swaps-mismatch", day.Swapped, n)
		}
		return true
	}
	x.pickups(day.PickedUp)
	return true
}

// brought tells whether the day has anything to count in.
func (d *DayFacts) brought(graded string) bool {
	if graded == GradedDaySwaps {
		return d.Swapped > 0
	}
	for _, n := range d.PickedUp {
		if n > 0 {
			return true
		}
	}
	return false
}

// pickups compares the bottles counted in with those picked up, by type. A
// difference with a reason in the row or in the note is a warning.
func (x *grader) pickups(picked map[string]int) {
	in, why := map[string]int{}, map[string]bool{}
	for _, b := range x.a.Bottles {
		in[b.Type] += b.Taken
		why[b.Type] = why[b.Type] || b.Reason != ""
	}
	types := slices.Sorted(maps.Keys(in))
	for t := range picked {
		if _, ok := in[t]; !ok {
			types = append(types, t)
		}
	}
	slices.Sort(types)
	for _, t := range types {
		switch {
		case in[t] == picked[t]:
		case why[t] || !x.noNote():
			x.warn("pickup-mismatch", t, picked[t], in[t])
		default:
			x.fail("pickup-mismatch", t, picked[t], in[t])
		}
	}
}
