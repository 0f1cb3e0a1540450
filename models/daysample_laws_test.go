package models

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawSamples asks about pass ticks of the day's checks, in every state and with either verdict.
func drawSamples(t *rapid.T, src *daySources) []EvidenceSample {
	w := newDayWork(src)
	var out []EvidenceSample
	for i := range src.checks {
		k := &src.checks[i]
		ticks := w.ticksOf(k, nil)
		if len(ticks) == 0 || !rapid.Bool().Draw(t, "asked") {
			continue
		}
		for range rapid.IntRange(1, 2).Draw(t, "kinds") {
			x := EvidenceSample{RunID: k.RunID, StopID: k.StopID, CheckID: k.ID, Kind: rapid.SampledFrom(SampleKinds).Draw(t, "kind")}
			x.ID = fmt.Sprintf("sample-%d", len(out))
			x.Contradicts = slices.Clone(ticks[:rapid.IntRange(1, len(ticks)).Draw(t, "ticks")])
			x.State = rapid.SampledFrom([]string{SampleOpen, SampleDecided, SampleDecided, SampleLapsed}).Draw(t, "state")
			if x.State == SampleDecided {
				verdict := rapid.Bool().Draw(t, "verdict")
				x.Verdict, x.DecidedAt = &verdict, instant(rapid.IntRange(0, 300).Draw(t, "decided")).Ptr()
			}
			out = append(out, x)
		}
	}
	return out
}

// sampledDay is a day with samples of its ticks.
func sampledDay(t *rapid.T) *daySources {
	src := drawDay(t)
	src.samples = drawSamples(t, src)
	return src
}

func TestSampleLaws(t *testing.T) {
	t.Parallel()

	t.Run("flags, and samples that nobody found false, change nothing", rapid.MakeCheck(func(t *rapid.T) {
		src := sampledDay(t)
		src.samples = slices.DeleteFunc(src.samples, func(x EvidenceSample) bool { return x.foundFalse() })
		without := *src
		without.samples, without.checks = nil, slices.Clone(src.checks)
		for i := range src.checks {
			src.checks[i].Flags = rapid.SliceOfDistinct(rapid.SampledFrom(SampleKinds), rapid.ID[string]).Draw(t, "flags")
		}
		if x, y := dayText(workOutDay(src)), dayText(workOutDay(&without)); x != y {
			t.Fatalf("%s\n%s", x, y)
		}
	}))

	t.Run("one more found false never raises the score of anybody", rapid.MakeCheck(func(t *rapid.T) {
		src := sampledDay(t)
		subject := drawSubject(t)
		for i := range src.samples {
			x := &src.samples[i]
			if x.foundFalse() {
				continue
			}
			before, _ := work(src, subject)
			no := false
			x.State, x.Verdict, x.DecidedAt = SampleDecided, &no, instant(400).Ptr()
			after, _ := work(src, subject)
			if before.Stops > 0 && raw(after) > raw(before)+1e-9 {
				t.Fatalf("%q, %s: from %v to %v", subject, x.Kind, raw(before), raw(after))
			}
		}
	}))

	t.Run("a tick falls once, whatever the number and order of its samples", rapid.MakeCheck(func(t *rapid.T) {
		src := sampledDay(t)
		subject := drawSubject(t)
		once, _ := work(src, subject)
		again := slices.Clone(src.samples)
		for i := range src.samples {
			x := src.samples[i]
			x.ID, x.Kind = x.ID+"-again", rapid.SampledFrom(SampleKinds).Draw(t, "kind")
			again = append(again, x)
		}
		src.samples = rapid.Permutation(again).Draw(t, "order")
		if twice, _ := work(src, subject); contentHash(once) != contentHash(twice) {
			t.Fatalf("%+v\n%+v", once, twice)
		}
	}))

	t.Run("what falls is explained to the last tick", rapid.MakeCheck(func(t *rapid.T) {
		src := sampledDay(t)
		f, losses := work(src, drawSubject(t))
		fell, told := 0.0, 0.0
		for _, c := range f.Contradicted {
			if len(c.Items) == 1 && c.Category == sampleCategory(c.Items[0]) {
				fell += c.Ticks
			}
		}
		for _, l := range losses {
			if l.SampleID != "" {
				told += l.Amount
			}
		}
		if !near(fell, told, 1e-9) {
			t.Fatalf("%v fell, %v are told", fell, told)
		}
	}))
}
