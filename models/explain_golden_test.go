package models

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crewcheck/checklists"
)

// Points to be won, by STANDARDS' weights, of one run and of one of its stops when all was done and nothing beyond:
// before the trip 4+4+2+3+3+3+3+2+2+4 = 30, day close 5+3+2+3+4+1 = 18; a stop's goods 2+3+5+4+4+4+2+2 = 26, bottles
// 3+5+2+3 = 13, receipt 4+5+3+2 = 14 (its hand-over comes later), conduct of the driver 5+2+4+3+5+4+1 = 24 and of the
// porter 3+5+4+1 = 13. Ten runs of four stops: 10·48 + 40·90 = 4080.
const wholeMonth = 4080.0

// handmade is a crew whose explanation is kept as a golden file, read by a person.
type handmade struct {
	file, about string
	month       *month
	member      string  // whose score; "" is the crew's
	alone       bool    // in its depot, so that nothing is drawn in
	byHand      float64 // the score worked out by hand; 0: not
}

func handmadeCrews() []handmade {
	shared := sharedVerdicts()
	return []handmade{
		{file: "01-perfect-month", about: "all done, all month", month: newMonth(10, 4), alone: true, byHand: 100},
		// The crew leaves 6 bottles and says so. The return of bottles at that stop: 8 of 13 points, capped at 59 % = 7.67, so
		// 5.33 of 4080 are lost: 35 · 5.33/4080 = 0.0457.
		{file: "02-honest-critical-fail", about: "6 bottles left at one stop, and ticked so", month: bottlesLeft(), alone: true, byHand: 100 - 35*5.33/wholeMonth},
		{file: "03-ticks-not-true", about: "one tick contradicted by an upheld complaint, one by a supervisor's sample", month: ticksNotTrue()},
		// Late at 4 of 40 stops and early at one: each costs the item's 5 points of 4080 and one of 40 windows. 5 · (35·5/4080 + 10/40)
		{file: "04-late-driver", about: "late at four stops and much too early at one", month: lateDriver(), alone: true, byHand: 100 - 5*(35*5/wholeMonth+10.0/40)},
		{file: "05-checks-missing", about: "four checks not handed in, and one more because the app failed", month: checksMissing()},
		{file: "06-praised", about: "extra-mile ticks that praises confirm; one minor complaint", month: praised()},
		{file: "07-appeals", about: "one appeal open, one granted, one rejected", month: appealed()},
		{file: "08-outside-causes", about: "a blocked gate recorded before the complaint, and one recorded after", month: gateBlocked()},
		{file: "09-shared-verdicts", about: "verdicts shared with the depot; complaints put right in time and not", month: shared},
		{file: "09-shared-verdicts-li", about: "the same month, the score of porter Li", month: shared, member: "li"},
		{file: "10-few-stops", about: "six stops: provisional", month: fewStops()},
	}
}

func bottlesLeft() *month {
	m := newMonth(10, 4)
	_, a := m.of(5, 3, "bottles.taken")
	a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: 42, Left: 6, Reason: checklists.RefusedByCrew}}
	return m
}

func ticksNotTrue() *month {
	m := newMonth(10, 4)
	k := m.complain(4, 2, "bottles-refused", Shares{Porter: 100})
	k.Photos = []string{"photo-of-the-yard"}
	check, _ := m.of(7, 1, "fifo.stock-count")
	no := false
	m.src(7).samples = []EvidenceSample{{
		Meta: Meta{ID: "sample-1"}, RunID: check.RunID, StopID: check.StopID, CheckID: check.ID, Kind: DoubtStockCount, State: SampleDecided, Verdict: &no, DecidedAt: m.clock(8, 10, 0).Ptr(),
		Contradicts: []ContradictedBy{{check.ID, "fifo.stock-count", "li"}}, Why: "货架照片上有 30 件",
		Reason: Text{ZhCN: "点了 0 件,按批次是 2 件", En: "0 cases counted, 2 listed lot by lot"},
	}}
	return m
}

func lateDriver() *month {
	m := newMonth(10, 4)
	m.arrive(2, 1, 72)
	m.arrive(4, 3, 85)
	m.arrive(6, 2, 66)
	m.arrive(6, 3, 95)
	m.arrive(9, 1, -30)
	m.arrive(9, 4, 65) // five minutes late still pass
	return m
}

func checksMissing() *month {
	m := newMonth(10, 4)
	m.loseCheck(2, "1-fifo-stocking-li")
	m.loseCheck(2, "2-fifo-stocking-li")
	m.loseCheck(6, "4-conduct-wang")
	m.loseCheck(8, "0-day-close-li")
	m.loseCheck(9, "3-return-bottles-li")
	m.src(9).exemptions = []Exemption{{RunID: m.run(9).ID, StopID: m.at(9, 3).ID, Cause: "app-fault", ReceivedAt: m.clock(9, 14, 0)}}
	return m
}

func praised() *month {
	m := newMonth(10, 4)
	m.help(3, 1)
	m.praise(3, 1, "praise", 5)
	m.help(5, 2)
	m.praise(5, 2, "praise", 0)
	m.praise(8, 1, "praise", 0)
	m.praise(9, 2, "rating", 4)
	m.complain(6, 4, "mess-left", Shares{Porter: 100})
	return m
}

func appealed() *month {
	m := newMonth(10, 4)
	open := m.fails(3, 1, "fifo.area-clean")
	rejected := m.fails(5, 2, "conduct.parking")
	k := m.complain(7, 3, "placed-wrong", Shares{Porter: 100})
	m.src(3).appeals = []Appeal{{CheckID: open.ID, ItemID: "fifo.area-clean", MemberID: "li", Status: AppealOpen}}
	m.src(5).appeals = []Appeal{{CheckID: rejected.ID, ItemID: "conduct.parking", MemberID: "wang", Status: AppealRejected}}
	m.src(7).appeals = []Appeal{{ComplaintID: k.ID, MemberID: "li", VerdictAt: k.Decision.At, Status: AppealGranted}}
	return m
}

func gateBlocked() *month {
	m := newMonth(10, 4)
	m.arrive(5, 2, 100)
	m.complain(5, 2, "late", Shares{Driver: 100})
	m.src(5).exemptions = []Exemption{{RunID: m.run(5).ID, StopID: m.at(5, 2).ID, Cause: "gate-blocked", ReceivedAt: m.clock(5, 11, 50)}}
	m.arrive(7, 3, 90)
	m.complain(7, 3, "late", Shares{Driver: 100})
	m.src(7).exemptions = []Exemption{{RunID: m.run(7).ID, StopID: m.at(7, 3).ID, Cause: "gate-blocked", ReceivedAt: m.clock(7, 18, 0)}}
	return m
}

func sharedVerdicts() *month {
	m := newMonth(10, 4)
	m.complain(2, 3, "rude", Shares{Driver: 30, Porter: 40, Depot: 30})
	late := m.complain(5, 1, "wrong-or-short", Shares{Porter: 50, Depot: 50})
	late.Cycles[0].ResolvedAt = late.Cycles[0].DueResolveAt.Add(5 * time.Hour).Ptr()
	m.complain(7, 4, "placed-wrong", Shares{Porter: 100}).Cycles[0].ConfirmedAt = nil
	again := m.complain(8, 2, "packaging-not-swapped", Shares{Porter: 100})
	again.Cycles = append(again.Cycles, Cycle{OpenedAt: again.FiledAt.Add(80 * time.Hour), DueResolveAt: again.FiledAt.Add(120 * time.Hour)})
	return m
}

func fewStops() *month {
	m := newMonth(2, 3)
	_, a := m.of(1, 2, "fifo.lots")
	a.Lots[0].Position, a.Lots[1].Position = 2, 1
	m.fails(2, 1, "conduct.dress")
	m.complain(2, 3, "rude", Shares{Porter: 100}).Cycles[0].ResolvedAt = nil
	return m
}

// neighbours are the other crew of the depot, neither the best nor the worst.
func neighbours() *month {
	m := newMonth(12, 4)
	for day := 1; day <= 12; day += 2 {
		m.fails(day, 1, "fifo.area-clean")
		m.arrive(day, 3, 80)
	}
	m.complain(3, 2, "parking", Shares{Driver: 100})
	m.complain(9, 4, "bottles-refused", Shares{Porter: 80, Depot: 20}).Cycles[0].ConfirmedAt = nil
	return m
}

// depot is what a crew is drawn towards: its own figures and the neighbours'; of a member, those of the members.
func (c *handmade) depot(others *month) Figures {
	people := []string{""}
	if c.member != "" {
		people = []string{"wang", "li"}
	}
	var sum Figures
	for _, who := range people {
		own, _ := c.month.figures(who)
		sum.add(own)
		if !c.alone {
			other, _ := others.figures(who)
			sum.add(other)
		}
	}
	return sum
}

// TestExplanationsOfHandmadeCrews holds the explanation of ten crews to what a person has read, and to arithmetic by hand.
func TestExplanationsOfHandmadeCrews(t *testing.T) {
	t.Parallel()
	others := neighbours()
	others.grade()
	for _, c := range handmadeCrews() {
		c.month.grade()
		t.Run(c.about, func(t *testing.T) {
			t.Parallel()
			f, losses := c.month.figures(c.member)
			s := scoreOf(f, c.depot(others), formula, 0)
			s.From, s.To, s.Figures = monthFrom, monthTo, &f
			s.Explain = explain(&s, f, formula, losses)
			sum := 100.0
			for _, l := range s.Explain {
				sum += l.Points
			}
			if !near(sum, *s.Score, 0.01) {
				t.Errorf("the lines come to %v, the score is %v", sum, *s.Score)
			}
			if c.byHand > 0 && !near(*s.Score, c.byHand, 0.0001) {
				t.Errorf("the score is %v, by hand it is %v", *s.Score, c.byHand)
			}
			golden(t, filepath.Join("testdata", "explanations", c.file+".txt"), written(&c, &s, sum))
		})
	}
}

// written is a score as a person reads it.
func written(c *handmade, s *Score, sum float64) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s: %s\n", c.file, c.about)
	say("window   %s to %s, formula %d", s.From, s.To, s.Formula)
	say("sample   %d stops, provisional %v, ranked %v", s.Stops, s.Provisional, s.Ranked)
	say("score    %.4f %s of 100 (90 %% interval %.4f to %.4f), raw %.4f", *s.Score, s.Unit, s.Interval.Low, s.Interval.High, *s.Raw)
	say("level    %q", s.Level)
	if s.Next != nil {
		say("next     %q", s.Next.Level)
		for _, t := range s.Next.Missing {
			say("         %s / %s", t.ZhCN, t.En)
		}
	}
	say("\n%-14s %6s %9s %9s %9s  %-20s  sample", "part", "weight", "value", "raw", "depot", "90 % interval")
	for _, p := range s.Parts {
		say("%-14s %6.2f %9.4f %9.4f %9.4f  %8.4f to %8.4f  %d %s", p.Part, p.Weight, p.Value, p.Raw, p.Mean, p.Interval.Low, p.Interval.High, p.N, p.Of)
	}
	say("\n100.0000")
	for i := range s.Explain {
		writeLine(say, &s.Explain[i])
	}
	say("%8.4f  the lines come to; the score is %.4f", sum, *s.Score)
	return b.String()
}

func writeLine(say func(string, ...any), l *ScoreLine) {
	say("%+8.4f  %s, %s  %s", l.Points, l.Part, l.Kind, l.Date)
	for _, lang := range []string{"zh-CN", "en"} {
		var why []string
		for _, r := range l.Reasons {
			why = append(why, r.Detail.In(lang))
		}
		say("          %s | %s", l.What.In(lang), strings.Join(why, " | "))
	}
	var about []string
	for _, x := range [][2]string{
		{"stop", l.StopID},
		{"check", l.CheckID},
		{"checklist", l.ChecklistID},
		{"item", l.ItemID},
		{"complaint", l.ComplaintID},
		{"sample", l.SampleID},
		{"given by", l.MemberID},
		{"evidence", strings.Join(l.Evidence, ", ")},
		{"could have prevented it:", strings.Join(l.Preventable, ", ")},
	} {
		if x[1] != "" {
			about = append(about, x[0]+" "+x[1])
		}
	}
	if len(about) > 0 {
		say("          %s", strings.Join(about, "; "))
	}
}
