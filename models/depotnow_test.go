package models_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"crewcheck/models"
)

// now is how far the runs of today have come, as the supervisor sees it.
func (w *world) now() *models.DepotNow {
	w.Helper()
	out, err := w.DepotNow(w.Context(), sun, changsha, "")
	w.ok(err)
	return out
}

func (w *world) stopStatus(run, stop, status string) {
	w.Helper()
	b := models.StopStatus{Status: status, At: w.Now()}
	if status == models.StopFailed {
		b.Reason = "closed"
	}
	_, err := w.SetStopStatus(w.Context(), wang, run, stop, b)
	w.ok(err)
}

func TestNowFollowsARunThroughItsDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // both stops of the day have the window 10–12
	first := func() models.RunNow {
		t.Helper()
		return w.now().Runs[0]
	}
	r := first()
	if r.State != models.RunPlanned || r.Stops != 2 || r.Next.ID != stopBlue || r.Next.Window == nil || r.SeenAt != nil || len(r.Late) != 0 {
		t.Errorf("before: %+v", r)
	}
	w.clock.set(local(11, 0))
	w.stopStatus(runOne, stopRed, models.StopArrived)
	if r = first(); r.State != models.RunUnderWay || r.Next.ID != stopRed || r.Next.Status != models.StopArrived || !r.SeenAt.Equal(w.clock.Now()) {
		t.Errorf("at a stop out of turn: %+v", r)
	}
	w.clock.set(local(11, 30))
	w.stopStatus(runOne, stopRed, models.StopDelivered)
	w.workOut()
	if r = first(); r.Delivered != 1 || r.Next.ID != stopBlue || r.OpenChecks == 0 {
		t.Errorf("between: %+v", r)
	}
	asked := r.OpenChecks
	w.hand(li, checkOf("fifo-stocking", place{runOne, stopRed, local(11, 20)}))
	w.workOut()
	if r = first(); r.OpenChecks != asked-1 {
		t.Errorf("%d checks are open, want %d", r.OpenChecks, asked-1)
	}
	w.clock.set(local(12, 0))
	if r = first(); len(r.Late) != 0 {
		t.Errorf("late at the end of its window: %+v", r.Late)
	}
	w.clock.set(local(12, 25))
	if r = first(); len(r.Late) != 1 || r.Late[0].LateMinutes != 25 || r.Next.LateMinutes != 25 || r.Silent {
		t.Errorf("late: %+v", r)
	}
	w.clock.set(local(14, 5))
	if r = first(); !r.Silent || r.SeenAt.Before(local(11, 20).Time) {
		t.Errorf("silent: %+v", r)
	}
	w.ok(w.Synced(t.Context(), li))
	if r = first(); r.Silent || !r.SeenAt.Equal(w.clock.Now()) {
		t.Errorf("a sync is a sign of life: %+v", r)
	}
	w.stopStatus(runOne, stopBlue, models.StopFailed)
	if r = first(); r.State != models.RunDone || r.Failed != 1 || r.Next != nil || len(r.Late) != 0 {
		t.Errorf("at the end: %+v", r)
	}
}

func TestNowHoldsTheNightThatIsNotOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	overnight := func(b *models.RunBody) { b.Stops[0].Window = &models.StopWindow{From: "23:00", To: "02:00"} }
	w.putRun("run-night", today, crewTwo, []string{"zhao"}, map[string]string{"stop-night": lantern}, overnight)
	w.clock.set(on(today.AddDays(1), 1, 30))
	ids := func() []string {
		var out []string
		for _, r := range w.now().Runs {
			out = append(out, r.ID)
		}
		return out
	}
	if got := ids(); !slices.Equal(got, []string{"run-night"}) {
		t.Errorf("at half past one: %v", got)
	}
	w.clock.set(on(today.AddDays(1), 2, 30))
	if r := w.now().Runs[0]; r.Next.LateMinutes != 30 {
		t.Errorf("%+v", r)
	}
	b := models.StopStatus{Status: models.StopDelivered, At: w.Now()}
	_, err := w.SetStopStatus(t.Context(), zhao, "run-night", "stop-night", b)
	w.ok(err)
	if got := ids(); len(got) != 0 {
		t.Errorf("after it: %v", got)
	}
}

// countedLists counts the lists that are read.
type countedLists struct {
	models.Backend
	n atomic.Int64
}

func (b *countedLists) List(ctx context.Context, spec *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	b.n.Add(1)
	return b.Backend.List(ctx, spec, f, each)
}

func (b *countedLists) Get(ctx context.Context, spec *models.Spec, id string, doc models.Document) error {
	b.n.Add(1)
	return b.Backend.Get(ctx, spec, id, doc)
}

func TestNowReadsAsOftenForManyRunsAsForOne(t *testing.T) {
	t.Parallel()
	var counted *countedLists
	w := newWorld(t, func(b models.Backend) models.Backend { counted = &countedLists{Backend: b}; return counted })
	w.clock.set(local(13, 0)) // in the afternoon yesterday is not asked for
	reads := func() int64 {
		w.now()
		before := counted.n.Load()
		w.now()
		return counted.n.Load() - before
	}
	few := reads()
	for i := range 30 {
		w.putRun(fmt.Sprintf("run-many-%02d", i), today, crewOne, []string{"wang", "li"}, map[string]string{fmt.Sprintf("stop-many-%02d", i): lantern})
	}
	many := reads()
	if n := len(w.now().Runs); n != 31 || few != 4 || many != few {
		t.Errorf("%d runs: %d reads, of one run %d, want 4", n, many, few)
	}
}

func TestListenersHearThatADepotMoves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, there := follow(t, w.Service, sun, ""), follow(t, w.Service, wu, "")
	w.clock.add(time.Minute)
	w.stopStatus(runOne, stopBlue, models.StopArrived)
	n := nextOfAll(t, here)
	if n.Kind != "depot.moved" || n.Subject.ID != changsha || n.ID != "" {
		t.Errorf("%+v", n)
	}
	select {
	case n := <-there:
		t.Errorf("the other depot hears %+v", n)
	default:
	}
}
