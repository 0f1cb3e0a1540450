package season

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"crewcheck/models"
)

// WriteText writes the figures for people, each with its 95 % interval and its sample size.
func (p *Pooled) WriteText(out io.Writer) error {
	t := &lines{out: out}
	c := p.Counts
	t.say("%d seasons: %d runs, %d stops, %d checks (%d sent twice, %d a day late, %d by wrong clocks), %d complaints (%d tied by hand)",
		p.Seasons, c.Runs, c.Stops, c.Checks, c.Repeated, c.LateSync, c.WrongClock, c.Complaints, c.TiedByHand)
	t.say("\nDoes the ranking find the hidden quality? Rank correlation, crews of %d stops and more", enoughStops)
	for i := range p.Windows {
		t.window(&p.Windows[i])
	}
	t.say("\nDo the 90 %% intervals keep their word? Of two windows of %d days of one crew without a drift", windowDays)
	t.share("as near as their intervals say", p.Steady, "crews")
	t.say("\nIs a crew of less than %d stops treated fairly beside one of %d and more? Share of pairs in the wrong order", smallStops, enoughStops)
	for _, row := range []struct {
		name string
		pair PooledPair
	}{
		{"the better small one below", p.Below}, {"the worse small one above", p.Above}, {"all", p.All},
	} {
		t.share(row.name+", drawn in", row.pair.DrawnIn, "pairs")
		t.share(row.name+", raw", row.pair.NotDrawnIn, "pairs")
	}
	t.say("\nDo warnings come before the complaint? Drifting crews, warned of %d stops before any complaint about it", leadStops)
	t.share("all that drifted", p.InTime, "crews")
	t.share("of which a venue complained", p.BeforeVoice, "crews")
	t.share("warned of at all", p.Found, "crews")
	t.say("  %-44s %.0f stops  (quartiles %.0f and %.0f, %d crews)", "from warning to complaint, median", p.Lead.Value, p.Lead.Low, p.Lead.High, p.Lead.N)
	t.say("\nHow many are false? Of warnings about a crew and an item: neither drifted, nor %.1f times the median", badTimes)
	t.share("false", p.False, "warnings")
	t.say("  %-44s %.1f", "false ones in 28 days and depot", p.FalseADepot)
	for _, item := range slices.Sorted(maps.Keys(p.FalseItems)) {
		t.say("    %-42s %d", item, p.FalseItems[item])
	}
	for _, kind := range slices.Sorted(maps.Keys(p.Others)) {
		t.say("  %-44s %d, not judged", kind, p.Others[kind])
	}
	return t.err
}

func (t *lines) window(w *Window) {
	t.say("  by the last %d days", w.Days)
	t.figure("  score with overall quality", w.Ranking.Overall, "crews")
	t.figure("  raw score with overall quality", w.Ranking.Raw, "crews")
	t.figure("  score with service alone", w.Ranking.Service, "crews")
	t.figure("  score with worth by the standard", w.Ranking.Standard, "crews")
	t.figure("  worth by the standard with overall quality", w.Ranking.Ceiling, "crews")
	for _, name := range models.Parts {
		if e, ok := w.Ranking.Parts[name]; ok {
			t.figure("    part "+name+" with overall quality", e, "crews")
		}
	}
}

// lines writes lines and remembers the first error.
type lines struct {
	out io.Writer
	err error
}

func (t *lines) say(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.out, format+"\n", args...)
	}
}

func (t *lines) figure(name string, e Estimate, of string) {
	if e.N == 0 {
		t.say("  %-44s –", name)
		return
	}
	t.say("  %-44s %.3f  (%.3f–%.3f, %d %s)", name, e.Value, e.Low, e.High, e.N, of)
}

func (t *lines) share(name string, e Estimate, of string) {
	if e.N == 0 {
		t.say("  %-44s –", name)
		return
	}
	t.say("  %-44s %.1f %%  (%.1f–%.1f %%, %d %s)", name, 100*e.Value, 100*e.Low, 100*e.High, e.N, of)
}
