package models_test

import (
	"maps"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// withFormula is the standards with the next version of the formula, by which the venue's voice is everything.
func withFormula() *checklists.Standards {
	std := *checklists.Default()
	std.Score.Version = 2
	std.Score.WindowDays = 7
	std.Score.Weights = map[string]float64{"compliance": 0, "completeness": 0, "punctuality": 0, "honesty": 0, "voice": 100, "recovery": 0}
	std.Score.Penalty = maps.Clone(std.Score.Penalty)
	std.Score.Penalty["major"] = 0.2
	return &std
}

// upgrade is a new life of the server with other standards.
func (w *world) upgrade(std *checklists.Standards) {
	w.Helper()
	s, err := models.New(w.Context(), models.Config{Store: models.NewStore(w.backend, w.clock.Now), Clock: w.clock.Now, Standards: std})
	w.ok(err)
	w.Service = s
}

func TestANewFormulaNeverRewritesAWindowThatHasEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
	w.uphold(w.complain("placed-wrong", local(11, 30)), models.Shares{Porter: 100})
	w.score(crewOne)
	read := func(to models.Date) *models.Score {
		s, err := w.CrewScore(t.Context(), ma, crewOne, models.DateRange{From: today.AddDays(-1), To: to})
		w.ok(err)
		return s
	}
	before := map[models.Date]float64{}
	for n := range 3 {
		before[today.AddDays(n)] = *read(today.AddDays(n)).Score
	}
	w.clock.add(24 * time.Hour) // the program is upgraded on the next day
	w.upgrade(withFormula())
	_, err := w.WorkOutPending(t.Context(), true)
	w.ok(err)
	for n := range 3 {
		if s := read(today.AddDays(n)); s.Formula != 1 || *s.Score != before[today.AddDays(n)] {
			t.Errorf("the window to %s: %v by formula %d, was %v", s.To, *s.Score, s.Formula, before[s.To])
		}
	}
	// It is in force two days later. A window that spans both is scored by it alone: one major complaint at one stop
	// costs 0.2 × 100 of the voice, and nothing else weighs anything.
	after := read(today.AddDays(3))
	if after.Formula != 2 || *after.Raw != 80 || *after.Score != 80 {
		t.Errorf("%v (%v) by formula %d", *after.Score, *after.Raw, after.Formula)
	}
	within(t, "the lines and the score", sumOf(after), *after.Score, 0.01)
	for _, d := range after.Trend {
		if d.Rolling.Formula != 1 {
			t.Errorf("the trend of %s is by formula %d", d.Date, d.Rolling.Formula)
		}
	}
	w.clock.set(on(today.AddDays(4), 8, 0))
	s, err := w.CrewScore(t.Context(), ma, crewOne, models.DateRange{})
	w.ok(err)
	if s.Formula != 2 || s.From != today.AddDays(-2) {
		t.Errorf("the default window begins on %s by formula %d", s.From, s.Formula)
	}
}

func TestAFormulaChangesByANewVersionOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
	before := *w.score(crewOne).Score
	std := withFormula()
	std.Score.Version = 1
	w.upgrade(std)
	if s := w.score(crewOne); s.Formula != 1 || *s.Score != before {
		t.Errorf("%v by formula %d, was %v", *s.Score, s.Formula, before)
	}
	// A program that is older than the store goes by what the store holds.
	w.upgrade(withFormula())
	w.clock.add(72 * time.Hour)
	w.upgrade(checklists.Default())
	if s := w.score(crewOne); s.Formula != 2 {
		t.Errorf("by formula %d", s.Formula)
	}
}

func TestTheTrendFollowsTheDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	// Day after day one more of ten items of a stop fails; on the third nothing is delivered.
	items := []string{"fifo.area-clean", "fifo.placed-as-asked", "fifo.keeper-met", "conduct.thanked", "conduct.dress"}
	for n := range 10 {
		date := today.AddDays(n)
		run, stop := "run-t"+string(date), "stop-t"+string(date)
		w.clock.set(on(date, 8, 0))
		w.putRun(run, date, crewTwo, []string{"zhao", "qian"}, map[string]string{stop: blueDoor})
		if n == 2 {
			continue
		}
		p := place{run, stop, on(date, 10, 30)}
		var change []func(*models.CheckBody)
		for _, id := range items[:n/2] {
			change = append(change, fails(id))
		}
		w.deliver(qian, p, append(change, func(b *models.CheckBody) {
			b.MemberID = "qian"
			for i := range b.Answers {
				b.Answers[i].MemberID = ""
			}
		})...)
	}
	_, err := w.WorkOutPending(t.Context(), true)
	w.ok(err)
	s, err := w.CrewScore(t.Context(), ma, crewTwo, models.DateRange{From: today, To: today.AddDays(9)})
	w.ok(err)
	if len(s.Trend) != 10 {
		t.Fatalf("%d days", len(s.Trend))
	}
	for i, d := range s.Trend {
		stops, rolling := 1, min(i+1, 7)
		if i == 2 {
			stops = 0
		}
		if i >= 2 && i <= 8 { // day 2 is among the last seven
			rolling--
		}
		from := max(today, d.Date.AddDays(-6))
		if d.Date != today.AddDays(i) || d.Stops != stops || d.Rolling.Stops != rolling || d.Rolling.From != from || !d.Rolling.Provisional || d.Rolling.Formula != 1 {
			t.Errorf("day %d: %+v", i, d)
		}
		// What a rolling score says is the score of its days.
		same, err := w.CrewScore(t.Context(), ma, crewTwo, models.DateRange{From: from, To: d.Date})
		w.ok(err)
		if *d.Rolling.Score != *same.Score || *d.Rolling.Interval != *same.Interval {
			t.Errorf("day %d: %v, the window alone %v", i, *d.Rolling.Score, *same.Score)
		}
		for _, p := range d.Parts {
			if p.N <= 0 && p.Part != models.Recovery || p.Of == "" {
				t.Errorf("day %d: %+v says not what it rests on", i, p)
			}
		}
	}
	if first, last := s.Trend[1].Parts[0], s.Trend[9].Parts[0]; first.Part != models.Compliance || first.Raw <= last.Raw {
		t.Errorf("from %+v to %+v", first, last)
	}
}
