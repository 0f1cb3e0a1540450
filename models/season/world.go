package season

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// lanes is how many shifts are worked at once: more than there are processors, since each waits for the store most of the
// time and waiting writes are committed together.
const lanes = 24

// Hours of a day of the season.
const (
	// Minutes of the day at which the worker works out what has come by then. The real one does within a minute; the
	// season's is late by hours, which costs warnings some of their lead.
	noon     = 13 * 60
	workEnds = 18*60 + 30 // and then the desk hears the venues
)

// world is a season being played.
type world struct {
	opts   Options
	store  *models.Store
	zone   *time.Location
	depots []*depot
	lists  map[string]*checklists.Definition
	pool   []*lane
	// desks is the lane of what happens one after the other.
	desks  *lane
	logins []Login
	tally  tally
	// active are the shifts that still have something to report, in the order of days and crews.
	active []*shift
	// complaints are those planned and not yet handed to the desk.
	complaints []*grievance
	desk       desk
	history    history
	eye        *eye
}

// lane is the service at an instant that its one user moves.
type lane struct {
	svc *models.Service
	now time.Time
}

func newWorld(ctx context.Context, store *models.Store, opts Options) (*world, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, err
	}
	w := &world{opts: opts, store: store, zone: zone, lists: map[string]*checklists.Definition{}, history: history{}}
	for i := range opts.Depots {
		w.depots = append(w.depots, build(&w.opts, i))
	}
	begin := w.clock(w.date(-setUpDays), 9, 0)
	if w.desks, err = w.lane(ctx, begin); err != nil {
		return nil, err
	}
	w.eye = newEye(w.desks.svc.Standards(), opts.Voiced)
	for range lanes {
		l, err := w.lane(ctx, begin)
		if err != nil {
			return nil, err
		}
		w.pool = append(w.pool, l)
	}
	published, err := w.desks.svc.Checklists(ctx)
	for i := range published {
		w.lists[published[i].ChecklistID] = &published[i].Definition
	}
	return w, err
}

func (w *world) lane(ctx context.Context, at time.Time) (*lane, error) {
	l := &lane{now: at}
	clock := func() time.Time { return l.now }
	svc, err := models.New(ctx, models.Config{Store: models.NewStore(w.store.Backend, clock), Clock: clock, Log: w.opts.Log})
	l.svc = svc
	return l, err
}

// each does n things on all lanes; the first error ends it.
func (w *world) each(ctx context.Context, n int, do func(ctx context.Context, l *lane, i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	jobs := make(chan int)
	var wg sync.WaitGroup
	for _, l := range w.pool[:min(n, len(w.pool))] {
		wg.Go(func() {
			for i := range jobs {
				if ctx.Err() != nil {
					continue
				}
				if err := do(ctx, l, i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range n {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	return context.Cause(ctx)
}

// play lets the days pass.
func (w *world) play(ctx context.Context) error {
	for day := range w.opts.Days {
		for _, d := range w.depots {
			for _, s := range w.roster(d, day) {
				w.active = append(w.active, s)
				w.history.note(s)
			}
		}
		if err := w.oneDay(ctx, day); err != nil {
			return fmt.Errorf("%s: %w", w.date(day), err)
		}
		w.opts.Log.Debug("a day has passed", "date", w.date(day), "complaints", len(w.desk.lives))
	}
	return nil
}

// oneDay lets the crews work, the worker work out, and the desk hear the venues.
func (w *world) oneDay(ctx context.Context, day int) error {
	for _, minute := range []int{noon, workEnds} {
		at := w.clock(w.date(day), 0, minute)
		if err := w.shifts(ctx, at); err != nil {
			return err
		}
		if err := w.workOut(ctx, at); err != nil {
			return err
		}
	}
	return w.desk.work(ctx, w, w.callsUntil(day))
}

// shifts hands in what has reached the server by a time. Shifts go on at once, each in its own order.
func (w *world) shifts(ctx context.Context, until time.Time) error {
	err := w.each(ctx, len(w.active), func(ctx context.Context, l *lane, i int) error {
		s := w.active[i]
		for len(s.queue) > 0 && s.queue[0].at.Before(until) {
			e := s.queue[0]
			s.queue = s.queue[1:]
			l.now = e.at
			if err := e.do(ctx, l); err != nil {
				return fmt.Errorf("%s at %s: %w", s.id, e.at.Format(time.RFC3339), err)
			}
		}
		return nil
	})
	still := w.active[:0]
	for _, s := range w.active {
		if len(s.queue) > 0 {
			still = append(still, s)
		}
	}
	clear(w.active[len(still):])
	w.active = still
	return err
}

// workOut does what the worker does behind the requests.
func (w *world) workOut(ctx context.Context, at time.Time) error {
	w.desks.now = at
	if _, err := w.desks.svc.RingAlarms(ctx); err != nil {
		return err
	}
	if _, err := w.desks.svc.WorkOutPending(ctx, true); err != nil {
		return err
	}
	if err := w.desks.svc.WatchClock(ctx); err != nil {
		return err
	}
	_, err := w.desks.svc.TellPending(ctx, true)
	return err
}

// finish lets the worker settle what the last evening brought.
func (w *world) finish(ctx context.Context) error {
	at := w.callsUntil(w.opts.Days - 1).Add(time.Hour)
	if err := w.workOut(ctx, at); err != nil {
		return err
	}
	n, err := w.desks.svc.PendingDays(ctx)
	if err == nil && n > 0 {
		err = errors.New("days still wait to be worked out")
	}
	return err
}
