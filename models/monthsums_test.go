package models_test

import (
	"context"
	"reflect"
	"sync/atomic"
	"testing"

	"crewcheck/models"
)

// listsOf counts the lists of one collection.
type listsOf struct {
	models.Backend
	name string
	n    *atomic.Int64
}

func (b listsOf) List(ctx context.Context, s *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	if s.Name == b.name {
		b.n.Add(1)
	}
	return b.Backend.List(ctx, s, f, each)
}

// march is a whole month and some days beside it.
var march = models.DateRange{From: "2026-02-20", To: "2026-04-02"}

// ranked works every waiting day out and ranks by a service.
func (w *world) ranked(s *models.Service) [2]*models.Ranking {
	w.Helper()
	_, err := w.WorkOutPending(w.Context(), true)
	w.ok(err)
	crews, err := s.Scores(w.Context(), ma, changsha, march)
	w.ok(err)
	members, err := s.MemberScores(w.Context(), ma, changsha, march)
	w.ok(err)
	return [2]*models.Ranking{crews, members}
}

func TestARankingThatIsKeptInMindIsThatOfTheDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	// Two share the day: whoever comes at noon has two stops, the other one.
	shifts := func(morning, afternoon string) func() {
		return func() {
			w.putRun(runOne, today, crewOne, []string{"wang", morning, afternoon}, map[string]string{stopBlue: blueDoor, stopRed: lantern, "stop-last": lantern}, func(b *models.RunBody) {
				b.Members[1].To, b.Members[2].From = local(12, 0).Ptr(), local(12, 0).Ptr()
			})
		}
	}
	steps := []func(){
		shifts("li", "zhou"),
		func() { w.status(wang, atBlue(10, 30), models.StopDelivered, local(10, 30)) },
		func() {
			w.status(wang, atRed, models.StopDelivered, local(14, 0))
			w.status(wang, place{runOne, "stop-last", local(15, 0)}, models.StopDelivered, local(15, 0))
		},
		shifts("zhou", "li"), // all members together have done the same as before
		func() { w.deliver(li, atRed, fails("fifo.area-clean")) },
		func() { w.uphold(w.complain("rude", local(10, 40)), models.Shares{Porter: 100}) },
		func() {
			w.putRun(runTwo, today, crewTwo, []string{"zhao", "qian"}, map[string]string{"stop-2": blueDoor})
			w.status(qian, place{runTwo, "stop-2", local(11, 0)}, models.StopDelivered, local(15, 0))
		},
	}
	for i, step := range steps {
		step()
		if got, want := w.ranked(w.Service), w.ranked(w.restart()); !reflect.DeepEqual(got, want) {
			t.Fatalf("after step %d, of crews and members:\n%+v\n%+v\nwant\n%+v\n%+v", i, got[0], got[1], want[0], want[1])
		}
	}
}

func TestAMonthThatStandsIsReadOnce(t *testing.T) {
	t.Parallel()
	var lists atomic.Int64
	w := newWorld(t, func(b models.Backend) models.Backend { return listsOf{b, "memberDays", &lists} })
	w.deliver(li, atBlue(10, 30))
	w.ranked(w.Service)
	first := lists.Swap(0)
	w.ranked(w.Service)
	if again := lists.Load(); again >= first {
		t.Errorf("%d lists of member days at first, %d when nothing had changed", first, again)
	}
}
