package models_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"crewcheck/models"
)

func sumOf(s *models.Score) float64 {
	sum := 100.0
	for _, l := range s.Explain {
		sum += l.Points
	}
	return sum
}

func within(t testing.TB, what string, a, b, limit float64) {
	t.Helper()
	if d := a - b; d > limit || d < -limit {
		t.Fatalf("%s: %v and %v", what, a, b)
	}
}

func TestScoreEndToEnd(t *testing.T) {
	t.Parallel()

	t.Run("a day without a fault is 100", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.hand(li, checkOf("pre-trip", place{run: runOne, start: local(8, 30)}))
		w.status(li, atBlue(10, 30), models.StopArrived, local(10, 30))
		w.deliver(li, atBlue(10, 30))
		w.status(li, place{runOne, stopRed, local(11, 0)}, models.StopArrived, local(11, 30))
		w.deliver(li, place{runOne, stopRed, local(11, 30)})
		w.hand(li, checkOf("day-close", place{run: runOne, start: local(17, 0)}, func(b *models.CheckBody) {
			answer(b, "close.bottles-in").Bottles[0].Taken, answer(b, "close.bottles-in").Bottles[0].Expected = 96, 96
			four := 4.0
			answer(b, "close.damaged-in").Value = &four
		}))
		s := w.score(crewOne)
		if *s.Raw != 100 || *s.Score != 100 || len(s.Explain) != 0 || s.Stops != 2 || !s.Provisional {
			t.Fatalf("%v %v %+v", *s.Raw, *s.Score, s.Explain)
		}
	})

	t.Run("an upheld complaint takes exactly what the explanation says", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
		before := w.score(crewOne)
		within(t, "the lines and the score", sumOf(before), *before.Score, 0.01)
		k := w.complain("placed-wrong", local(11, 30))
		if s := w.score(crewOne); *s.Score != *before.Score {
			t.Fatalf("an undecided complaint moved the score to %v", *s.Score)
		}
		w.uphold(k, models.Shares{Porter: 60, Depot: 40})
		after := w.score(crewOne)
		if *after.Raw >= *before.Raw || *after.Score >= *before.Score {
			t.Fatalf("from %v to %v", *before.Score, *after.Score)
		}
		within(t, "the fall", *after.Score-*before.Score, sumOf(after)-sumOf(before), 0.001)
		within(t, "the share of the major complaint", after.Figures.Major, 0.6, 1e-9)
		within(t, "the contradicted tick", contradicted(after.Figures), 0.6, 1e-9)
		i := slices.IndexFunc(after.Explain, func(l models.ScoreLine) bool { return l.Kind == "contradicted" })
		if i < 0 || after.Explain[i].ComplaintID != k.ID || after.Explain[i].ItemID != "fifo.placed-as-asked" || after.Explain[i].MemberID != "li" ||
			!slices.Equal(after.Explain[i].Preventable, []string{"porter"}) {
			t.Fatalf("explained by %+v", after.Explain)
		}
	})

	t.Run("who reads between two writes of a day reads what adds up", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
		before := w.score(crewOne)
		all := models.Filter{Limit: 1}
		page, err := w.Store().CrewDays.List(t.Context(), all)
		w.ok(err)
		_, err = w.Store().CrewDays.Upsert(t.Context(), page.Items[0].ID, func(d *models.CrewDay) error {
			d.Figures = models.Figures{Stops: 1}
			return nil
		})
		w.ok(err)
		s, err := w.CrewScore(t.Context(), sun, crewOne, models.DateRange{})
		w.ok(err)
		within(t, "the lines and the score", sumOf(s), *s.Score, 0.01)
		if *s.Raw != *before.Raw || len(s.Explain) != len(before.Explain) {
			t.Fatalf("from %v to %v: %+v", *before.Raw, *s.Raw, s.Explain)
		}
	})

	t.Run("a dismissed complaint and one without a share of the crew cost nothing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		before := w.score(crewOne)
		w.uphold(w.complain("rude", local(11, 30)), models.Shares{Depot: 30, Venue: 70})
		k := w.complain("placed-wrong", local(11, 40))
		_, err := w.DecideComplaint(t.Context(), sun, k.ID, models.DecideBody{Verdict: models.Dismissed, Reason: "another supplier"})
		w.ok(err)
		if after := w.score(crewOne); *after.Score != *before.Score || after.Figures.Upheld != 0 {
			t.Fatalf("from %v to %v", *before.Score, *after.Score)
		}
	})

	t.Run("an exemption frees when it came before the complaint, and not after", func(t *testing.T) {
		t.Parallel()
		for _, first := range []bool{true, false} {
			w := newWorld(t)
			w.deliver(li, atBlue(10, 30))
			exempt := func() {
				w.clock.add(time.Minute)
				_, _, err := w.CreateExemption(t.Context(), li, "", models.ExemptionBody{RunID: runOne, StopID: stopBlue, Cause: "gate-blocked", At: models.At(w.clock.Now())})
				w.ok(err)
				w.clock.add(time.Minute)
			}
			if first {
				exempt()
			}
			k := w.complain("late", local(11, 30))
			if !first {
				exempt()
			}
			w.uphold(k, models.Shares{Driver: 100})
			if s := w.score(crewOne); (s.Figures.Upheld == 0) != first {
				t.Errorf("exemption first: %v, upheld: %d", first, s.Figures.Upheld)
			}
		}
	})

	t.Run("ticks that arrive after the complaint are contradicted as well", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.status(li, atBlue(10, 0), models.StopArrived, local(10, 0))
		k := w.complain("placed-wrong", local(10, 40))
		w.clock.set(local(18, 0))
		w.hand(li, checkOf("fifo-stocking", atBlue(10, 20), func(b *models.CheckBody) { b.SentAt = local(18, 0) }))
		w.status(li, atBlue(10, 30), models.StopDelivered, local(10, 45))
		w.uphold(k, models.Shares{Porter: 100})
		if s := w.score(crewOne); contradicted(s.Figures) != 1 {
			t.Fatalf("%+v", s.Figures)
		}
	})

	t.Run("planning cannot take worked stops out of the score", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
		w.hand(li, checkOf("fifo-stocking", place{runOne, stopRed, local(11, 0)}, fails("fifo.area-clean")))
		before := w.score(crewOne)
		w.putRun(runOne, today, crewOne, []string{"wang", "li"}, nil)
		if after := w.score(crewOne); !reflect.DeepEqual(after.Figures, before.Figures) {
			t.Fatalf("from %+v to %+v", before.Figures, after.Figures)
		}
	})

	t.Run("a run whose day has anything hanging on it keeps crew and date", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.status(li, atBlue(10, 0), models.StopArrived, local(10, 0))
		_, _, err := w.PutRun(t.Context(), sun, runOne, models.Match{}, models.RunBody{DepotID: changsha, Date: today.AddDays(1), CrewID: crewOne})
		wantCode(t, err, "run.worked")
	})
}

// stored is every crew day of the depot as it is stored, heads left out.
func (w *world) stored() string {
	w.Helper()
	var out []any
	s := w.Service.Store()
	w.ok(s.CrewDays.All(w.Context(), models.Filter{Ascending: true}, func(d *models.CrewDay) error {
		out = append(out, []any{d.ID, d.Version, d.UpdatedAt, d.Figures})
		return nil
	}))
	b, err := json.Marshal(out)
	w.ok(err)
	return string(b)
}

func TestPendingDays(t *testing.T) {
	t.Parallel()

	t.Run("worked out twice, and by another server, a day stays as it is to the byte", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
		w.uphold(w.complain("placed-wrong", local(11, 30)), models.Shares{Porter: 33, Driver: 33, Sales: 34})
		w.score(crewOne)
		first := w.stored()
		w.clock.add(time.Hour)
		w.score(crewOne)
		if again := w.stored(); again != first {
			t.Fatalf("%s\n%s", first, again)
		}
		_, err := w.restart().WorkOutPending(t.Context(), true)
		w.ok(err)
		if again := w.stored(); again != first {
			t.Fatalf("%s\n%s", first, again)
		}
	})

	t.Run("after a crash the next life works out what was marked", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		w.clock.add(time.Minute) // the mark has settled
		next := w.restart()
		n, err := next.PendingDays(t.Context())
		if w.ok(err); n != 1 {
			t.Fatalf("%d days wait", n)
		}
		n, err = next.WorkOutPending(t.Context(), false)
		if w.ok(err); n != 1 {
			t.Fatalf("%d days worked out", n)
		}
		if s, err := next.CrewScore(t.Context(), ma, crewOne, models.DateRange{}); err != nil || s.Stops != 1 {
			t.Fatalf("%+v %v", s, err)
		}
		if n, err := next.PendingDays(t.Context()); err != nil || n != 0 {
			t.Fatalf("%d days still wait, %v", n, err)
		}
	})

	t.Run("a mark that has not settled is worked out on demand and stays", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		if n, err := w.WorkOutPending(t.Context(), false); err != nil || n != 0 {
			t.Fatalf("%d worked out, %v", n, err)
		}
		if n, err := w.WorkOutPending(t.Context(), true); err != nil || n != 1 {
			t.Fatalf("%d worked out, %v", n, err)
		}
		if n, _ := w.PendingDays(t.Context()); n != 1 {
			t.Fatalf("%d days wait", n)
		}
	})

	t.Run("a mark newer than what the worker read stays pending", func(t *testing.T) {
		t.Parallel()
		var hook hooked
		w := newWorld(t, func(b models.Backend) models.Backend { hook.Backend = b; return &hook })
		w.deliver(li, atBlue(10, 30))
		w.clock.add(time.Minute)
		hook.before = func() { // while the day is being worked out, another check of it arrives
			hook.before = nil
			w.clock.add(time.Minute)
			w.deliver(li, place{runOne, stopRed, local(11, 30)})
		}
		_, err := w.WorkOutPending(t.Context(), false)
		w.ok(err)
		if n, _ := w.PendingDays(t.Context()); n != 1 {
			t.Fatalf("%d days wait", n)
		}
		w.clock.add(time.Minute)
		_, err = w.WorkOutPending(t.Context(), false)
		w.ok(err)
		if n, _ := w.PendingDays(t.Context()); n != 0 {
			t.Fatalf("%d days wait", n)
		}
		if s := w.score(crewOne); s.Stops != 2 {
			t.Fatalf("%d stops", s.Stops)
		}
	})

	t.Run("every waiting day is worked out on demand, and one that cannot be stops no other", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		for i := range 205 {
			w.putRun("many-"+uuidOf(i), today.AddDays(i-300), crewOne, []string{"li"}, nil)
		}
		// A server that cannot read one crew day works out the 205 others.
		bad := &hooked{Backend: w.backend, refuse: crewOne + ":" + string(today)}
		s, err := models.New(t.Context(), models.Config{Store: models.NewStore(bad, w.clock.Now), Clock: w.clock.Now})
		w.ok(err)
		if n, err := s.WorkOutPending(t.Context(), true); err == nil || n != 205 {
			t.Fatalf("%d worked out, %v", n, err)
		}
		left, err := w.PendingDays(t.Context())
		w.ok(err)
		if n, err := w.WorkOutPending(t.Context(), true); err != nil || n != left || n == 0 {
			t.Fatalf("%d of %d worked out, %v", n, left, err)
		}
	})
}

// hooked calls before when a crew day is about to be written, and refuses to read one id.
type hooked struct {
	models.Backend
	before func()
	refuse string
}

func (h *hooked) Insert(ctx context.Context, spec *models.Spec, doc models.Document) error {
	if f := h.before; f != nil && spec.Name == "crewDays" {
		f()
	}
	return h.Backend.Insert(ctx, spec, doc)
}

func (h *hooked) Get(ctx context.Context, spec *models.Spec, id string, doc models.Document) error {
	if h.refuse != "" && spec.Name == "crewDays" && id == h.refuse {
		return models.E("store.unavailable", "")
	}
	return h.Backend.Get(ctx, spec, id, doc)
}
