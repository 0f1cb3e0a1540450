package models

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// day names one crew's day, the unit of what is derived.
type day struct {
	DepotID string
	CrewID  string
	Date    Date
}

func dayOf(r *Run) day { return day{r.DepotID, r.CrewID, r.Date} }

func (d day) id() string { return d.CrewID + ":" + string(d.Date) }

// pendingDay says that a crew's day must be worked out again; id = crew id + ":" + date.
type pendingDay struct {
	Meta
	DepotID  string `json:"depotId"`
	CrewID   string `json:"crewId"`
	Date     Date   `json:"date"`
	MarkedAt Time   `json:"markedAt"`
	State    string `json:"state"` // pending, done
}

// A mark is written before the record it is for, and it stands until markSettles after: by then every
// request that relied on it has written or failed (requestDeadline), so the last working-out of the day
// has seen everything. A mark younger than markFresh serves further writes of the same day as well.
// markFresh + requestDeadline < markSettles keeps that true.
const (
	requestDeadline = 10 * time.Second
	markFresh       = 10 * time.Second
	markSettles     = 30 * time.Second
)

// RequestDeadline bounds every use case that writes; see pendingDay.
const RequestDeadline = requestDeadline

// marks remembers which days this server marked a moment ago, and which wait to be worked out at once.
type marks struct {
	mu   sync.Mutex
	seen map[string]time.Time // day id → when the stored mark was written
	// queue are the days that wait, each once, in the order in which they began to: in any other a day could wait for two rounds.
	queue  []day
	queued map[day]bool
	wake   chan struct{}
}

// markDay notes durably that a day must be worked out, before something of that day is written.
// The returned poke, called after the write, has it worked out at once.
func (s *Service) markDay(ctx context.Context, d day) (poke func(), err error) {
	poke = func() { s.marks.poke(d) }
	now := s.Now()
	s.marks.mu.Lock()
	last, ok := s.marks.seen[d.id()]
	s.marks.mu.Unlock()
	if ok && now.Sub(last) < markFresh && !now.Before(last) {
		return poke, nil
	}
	_, err = s.store.pending.Upsert(ctx, d.id(), func(p *pendingDay) error {
		p.DepotID, p.CrewID, p.Date, p.MarkedAt, p.State = d.DepotID, d.CrewID, d.Date, now, "pending"
		return nil
	})
	if err != nil {
		return poke, err
	}
	s.marks.mu.Lock()
	if len(s.marks.seen) >= cacheSize {
		clear(s.marks.seen)
	}
	s.marks.seen[d.id()] = now.Time
	s.marks.mu.Unlock()
	return poke, nil
}

func (m *marks) poke(d day) {
	m.mu.Lock()
	if !m.queued[d] {
		if m.queued == nil {
			m.queued = map[day]bool{}
		}
		m.queued[d] = true
		m.queue = append(m.queue, d)
	}
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// take empties the queue.
func (m *marks) take() []day {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.queue
	m.queue, m.queued = nil, nil
	return out
}

// lease lets one server at a time do a piece of work; id = the work.
type lease struct {
	Meta
	Holder string `json:"holder"`
	Until  Time   `json:"until"`
}

// leaseTTL is how long a lease holds without being renewed.
const leaseTTL = 15 * time.Second

// hold takes or renews a lease; it tells whether this server has it.
func (s *Service) hold(ctx context.Context, work string) (bool, error) {
	now := s.Now()
	l, err := s.store.leases.Upsert(ctx, work, func(l *lease) error {
		if l.Holder != s.holder && l.Until.After(now.Time) && !s.alone {
			return errKeep
		}
		l.Holder, l.Until = s.holder, now.Add(leaseTTL)
		return nil
	})
	return err == nil && l.Holder == s.holder, err
}

// Working out days at once must not slow the requests down that bring them: it rests restFactor times as long as it worked,
// while the days that wait gather and are worked out together. It rests less when their figures would else be later than
// shownWithin, and a quarter of its work at least.
const (
	restFactor  = 20
	restLeast   = 4
	shownWithin = 1200 * time.Millisecond
	// daysAtOnce are worked out at the same time: each waits for the store most of the time, and waiting writes are
	// committed together.
	daysAtOnce = 8
)

// restAfter is how long to rest after work that took so long.
func restAfter(took time.Duration) time.Duration {
	return min(restFactor*took, max(took/restLeast, shownWithin-took))
}

// Work runs what is done behind the requests until ctx ends: it works out the days that wait, at once
// those this server wrote, and every second those that others or an earlier life left behind; it tells, it sweeps, it
// imports, and it looks at pictures.
func (s *Service) Work(ctx context.Context) {
	var beside sync.WaitGroup
	beside.Go(func() { s.tellAlways(ctx) })
	beside.Go(func() { s.sweepAlways(ctx) })
	beside.Go(func() { s.printAlways(ctx) })
	beside.Go(func() { s.housekeepAlways(ctx) })
	beside.Go(func() { s.importAlways(ctx) })
	defer beside.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.marks.wake:
		}
		begin := time.Now()
		s.workOut(ctx, s.marks.take())
		select {
		case <-ctx.Done():
			return
		case <-time.After(restAfter(time.Since(begin))):
		}
	}
}

// housekeepAlways keeps house at once and every second until ctx ends.
func (s *Service) housekeepAlways(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := s.housekeep(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("housekeeping failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// workOut works days out in their order, some at the same time, and then the days of their depots.
func (s *Service) workOut(ctx context.Context, days []day) {
	var mu sync.Mutex
	var all sync.WaitGroup
	depots := map[day]bool{}
	turn := make(chan struct{}, daysAtOnce)
	for _, d := range days {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			if _, err := s.recomputeCrewDay(ctx, d); err != nil {
				if ctx.Err() == nil {
					s.log.Error("a crew day could not be worked out", "crew", d.CrewID, "date", d.Date, "error", err)
				}
				return
			}
			mu.Lock()
			defer mu.Unlock()
			depots[day{DepotID: d.DepotID, Date: d.Date}] = true
		})
	}
	all.Wait()
	for d := range depots {
		if err := s.recomputeDepotDay(ctx, d.DepotID, d.Date); err != nil && ctx.Err() == nil {
			s.log.Error("a depot day could not be worked out", "depot", d.DepotID, "date", d.Date, "error", err)
		}
	}
}

// housekeep works out the pending days and keeps the signing keys turning; one server at a time.
func (s *Service) housekeep(ctx context.Context) error {
	mine, err := s.hold(ctx, "days")
	if err != nil || !mine {
		return err
	}
	if err := s.ensureKeys(ctx); err != nil {
		return err
	}
	_, rung := s.RingAlarms(ctx)
	_, worked := s.WorkOutPending(ctx, false)
	return errors.Join(rung, worked, s.WatchPending(ctx, false), s.watchClockSometimes(ctx), s.MeasureDue(ctx))
}

// WorkOutPending works out the days whose mark has settled, the 200 oldest at a time; all pending ones when
// now is set. A day that cannot be worked out keeps its mark and does not stop the others. It tells how many
// were worked out.
func (s *Service) WorkOutPending(ctx context.Context, now bool) (int, error) {
	f := Filter{Equal: map[string]any{"state": "pending"}, Ascending: true, Limit: 200}
	if now {
		if err := s.PrintPending(ctx); err != nil {
			return 0, err
		}
	} else {
		f.To = s.Now().Add(-markSettles).String()
	}
	var waiting []pendingDay
	for {
		page, err := s.store.pending.List(ctx, f)
		if err != nil {
			return 0, err
		}
		waiting = append(waiting, page.Items...)
		if !now || page.Next == nil {
			break
		}
		f.After = *page.Next
	}
	done, failed := 0, []error(nil)
	for _, p := range waiting {
		if err := s.workOutOne(ctx, p); err != nil {
			failed = append(failed, fmt.Errorf("crew day %s: %w", p.ID, err))
			if ctx.Err() != nil {
				break
			}
			continue
		}
		done++
	}
	if now {
		failed = append(failed, s.WatchPending(ctx, true))
	}
	return done, errors.Join(failed...)
}

// workOutOne works one marked day out and takes its mark away once it has settled.
func (s *Service) workOutOne(ctx context.Context, p pendingDay) error {
	settled := s.Now().Sub(p.MarkedAt.Time) >= markSettles
	d := day{p.DepotID, p.CrewID, p.Date}
	src, err := s.recomputeCrewDay(ctx, d)
	if err != nil {
		return err
	}
	if err := s.recomputeDepotDay(ctx, p.DepotID, p.Date); err != nil {
		return err
	}
	if err := s.watchDay(ctx, d, src); err != nil {
		return err
	}
	_, err = s.store.pending.Update(ctx, p.ID, func(x *pendingDay) error {
		// A mark that is newer than what was worked out stays.
		if x.Version != p.Version || !settled {
			return errKeep
		}
		x.State = "done"
		return nil
	})
	return err
}

// PendingDays counts the days that wait to be worked out, at most 1,000.
func (s *Service) PendingDays(ctx context.Context) (int, error) {
	return s.store.pending.Count(ctx, Filter{Equal: map[string]any{"state": "pending"}}, 1_000)
}
