package models

import (
	"cmp"
	"context"
	"slices"
	"time"

	"crewcheck/checklists"
)

// leftover is what the standing checks of one stop say of its empties and damaged goods.
type leftover struct {
	stop              *Stop
	at                Time           // when the last of it was counted
	taken, left       map[string]int // empties, by bottle type
	reported, swapped map[string]int // by item
}

// damagedSwap is the item that counts damaged goods swapped, and that of a swap promise that names none.
const damagedSwap = "fifo.damaged-swap"

// leftoverAt reads what a stop left over. What a correction says was so on the day of the stop, however late it is made.
func (s *Service) leftoverAt(ctx context.Context, st *Stop) (*leftover, error) {
	depot, err := s.depot(ctx, st.DepotID)
	if err != nil {
		return nil, err
	}
	checks, err := s.checksOfRun(ctx, st.RunID)
	if err != nil {
		return nil, err
	}
	out := &leftover{stop: st, taken: map[string]int{}, left: map[string]int{}, reported: map[string]int{}, swapped: map[string]int{}}
	for i := range checks {
		if checks[i].StopID != st.ID || !out.count(&checks[i]) {
			continue
		}
		if at := checks[i].happened(depot); at.After(out.at.Time) {
			out.at = at
		}
	}
	return out, nil
}

// count notes what a check says, of several that count the same the last received; it tells whether it says anything.
func (x *leftover) count(check *Check) (said bool) {
	for _, a := range check.Answers {
		for _, b := range a.Bottles {
			x.taken[b.Type], x.left[b.Type], said = b.Taken, b.Left, true
		}
		if a.Swap != nil {
			x.reported[a.ItemID], x.swapped[a.ItemID], said = a.Swap.Reported, a.Swap.Swapped, true
		}
	}
	return said
}

// happened is when a check was made; a correction that was made on a later day tells of the day that it corrects.
func (k *Check) happened(depot *Depot) Time {
	end := depot.breaksAt(k.Date)
	if k.Supersedes == "" || k.CompletedAt.Before(end.Time) {
		return k.CompletedAt
	}
	return end.Add(-time.Millisecond)
}

// keeps tells whether the stop did what was promised. Empties were fetched when some of their type were taken and none
// left; damaged goods were swapped when nothing reported was left and as many were swapped, each for one promise.
func (x *leftover) keeps(p *Promise) bool {
	switch p.Kind {
	case PromisePickUp:
		return p.Type != "" && x.taken[p.Type] > 0 && x.left[p.Type] == 0
	case PromiseSwap:
		item := cmp.Or(p.ItemID, damagedSwap)
		if p.Quantity < 1 || x.swapped[item] < p.Quantity || x.swapped[item] < x.reported[item] {
			return false
		}
		x.swapped[item] -= p.Quantity
		x.reported[item] -= p.Quantity
		return true
	}
	return false
}

// keptByChecks tells whether the checks of a stop say that it was kept, and nobody by hand.
func (p *Promise) keptByChecks() bool { return p.Status == PromiseKept && p.EndedBy == "" }

// settlePromises keeps, of what the venue of a check is owed, what its stop says was done, and takes back what it says no
// longer. It goes by what the stop's checks say now, so that nothing depends on how often or in what order they came.
func (s *Service) settlePromises(ctx context.Context, check *Check) error {
	says := slices.ContainsFunc(check.Answers, func(a checklists.Answer) bool { return a.Swap != nil || len(a.Bottles) > 0 })
	if !says && check.Supersedes == "" {
		return nil
	}
	st, err := s.stop(ctx, check.StopID)
	if err != nil {
		return err
	}
	x, err := s.leftoverAt(ctx, st)
	if err != nil {
		return err
	}
	owed, err := s.settled(ctx, x)
	if err != nil {
		return err
	}
	for i := range owed {
		p := &owed[i]
		later, err := s.laterThan(ctx, x, p)
		if err != nil {
			return err
		}
		switch {
		case later && x.keeps(p):
			err = s.keepAt(ctx, p.ID, x)
		case p.KeptAtStop == st.ID:
			err = s.oweAgain(ctx, p.ID, st.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settled are the promises of a venue that a stop may settle: the open ones, those that it kept, and those that a later
// stop kept; the oldest first.
func (s *Service) settled(ctx context.Context, x *leftover) ([]Promise, error) {
	of := func(field string, value any) map[string]any {
		return map[string]any{"depotId": x.stop.DepotID, "venueId": x.stop.VenueID, field: value}
	}
	found := map[string]bool{}
	var out []Promise
	filters := []Filter{{Equal: map[string]any{"keptAtStop": x.stop.ID}}}
	if !x.at.IsZero() {
		filters = append(filters, Filter{Equal: of("status", PromiseOpen)}, Filter{Equal: of("status", PromiseKept), From: x.at.String()})
	}
	for _, f := range filters {
		err := s.store.Promises.All(ctx, f, func(p *Promise) error {
			kept := p.keptByChecks() && (p.KeptAtStop == x.stop.ID || p.EndedAt.After(x.at.Time))
			if !found[p.ID] && (p.Status == PromiseOpen || kept) {
				found[p.ID], out = true, append(out, *p)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(x, y Promise) int { return cmp.Or(x.MadeAt.Compare(y.MadeAt.Time), cmp.Compare(x.ID, y.ID)) })
	return out, nil
}

// laterThan tells whether a stop came after what a promise was made of: by the days of the stops, on one day by the hour.
func (s *Service) laterThan(ctx context.Context, x *leftover, p *Promise) (bool, error) {
	if p.StopID == x.stop.ID {
		return false, nil
	}
	if p.StopID != "" {
		made, err := s.stop(ctx, p.StopID)
		if err != nil || made.Date != x.stop.Date {
			return err == nil && made.Date < x.stop.Date, err
		}
	}
	return x.at.After(p.MadeAt.Time), nil
}

// keepAt ends a promise that a stop kept, at the time of the stop.
func (s *Service) keepAt(ctx context.Context, id string, x *leftover) error {
	_, err := s.store.Promises.Update(ctx, id, func(p *Promise) error {
		if p.Status != PromiseOpen && !p.keptByChecks() {
			return errKeep
		}
		if p.KeptAtStop == x.stop.ID && p.EndedAt.Equal(x.at.Time) {
			return errKeep
		}
		p.Status, p.KeptAtStop, p.EndedAt, p.Late = PromiseKept, x.stop.ID, x.at.Ptr(), !x.at.Before(p.BreaksAt.Time)
		return nil
	})
	return err
}

// oweAgain opens a promise that a stop did not keep after all, unless another did.
func (s *Service) oweAgain(ctx context.Context, id, stopID string) error {
	_, err := s.store.Promises.Update(ctx, id, func(p *Promise) error {
		if !p.keptByChecks() || p.KeptAtStop != stopID {
			return errKeep
		}
		p.reopen()
		return nil
	})
	if err != nil {
		return err
	}
	return s.seekKept(ctx, id)
}

func (p *Promise) reopen() { p.Status, p.KeptAtStop, p.EndedAt, p.Late = PromiseOpen, "", nil, false }

// seekKept looks for the first stop that kept an open promise: its checks may have come before what it is a promise of.
func (s *Service) seekKept(ctx context.Context, id string) error {
	p, err := s.store.Promises.Get(ctx, id)
	if err != nil || p.Status != PromiseOpen || p.Kind == PromiseRedelivery {
		return err
	}
	from := DateOf(p.MadeAt.Time).AddDays(-1)
	if p.StopID != "" {
		made, err := s.stop(ctx, p.StopID)
		if err != nil {
			return err
		}
		from = made.Date
	}
	f := Filter{Equal: map[string]any{"depotId": p.DepotID, "venueId": p.VenueID}, From: string(from), To: string(DateOf(s.Now().Time).AddDays(2)), Ascending: true}
	var best *leftover
	err = s.store.Stops.All(ctx, f, func(st *Stop) error {
		if st.ID == p.StopID || best != nil && st.Date > best.stop.Date {
			return nil
		}
		x, err := s.leftoverAt(ctx, st)
		if err != nil {
			return err
		}
		later, err := s.laterThan(ctx, x, p)
		if later && x.keeps(p) && (best == nil || x.at.Before(best.at.Time)) {
			best = x
		}
		return err
	})
	if err != nil || best == nil {
		return err
	}
	return s.keepAt(ctx, id, best)
}
