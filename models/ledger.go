package models

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// BottleCountOf is how many bottles of a type came full and went empty.
type BottleCountOf struct {
	Type      string `json:"type"`
	Delivered int    `json:"delivered"`
	Taken     int    `json:"taken"`
}

// bottleStop is what one stop did to the bottles of its venue; id = the stop's id. It is worked out with the crew day.
type bottleStop struct {
	Meta
	DepotID string          `json:"depotId"`
	VenueID string          `json:"venueId"`
	RunID   string          `json:"runId"`
	Date    Date            `json:"date"`
	Types   []BottleCountOf `json:"types"` // by type; empty where nothing was delivered or taken
	// Counted tells that the venue's ledger has seen it.
	Counted bool `json:"counted"`
}

// bottleLedger adds the stops of a venue up by month; id = the venue's id. A change of a stop works its month out
// anew from the month's stops, so that neither that nor reading the balance grows with the years.
type bottleLedger struct {
	Meta
	DepotID string        `json:"depotId"`
	Months  []bottleMonth `json:"months"` // in order
}

type bottleMonth struct {
	Month string          `json:"month"` // YYYY-MM
	Types []BottleCountOf `json:"types"`
}

// BottleBalance is how many bottles of a type stand at a venue by the books.
type BottleBalance struct {
	BottleCountOf
	Balance int `json:"balance"` // delivered full − taken empty
}

// BottleLine is what one stop did.
type BottleLine struct {
	StopID string `json:"stopId"`
	RunID  string `json:"runId"`
	Date   Date   `json:"date"`
	BottleCountOf
}

// VenueBottles is the account of a venue's bottles.
type VenueBottles struct {
	VenueID  string          `json:"venueId"`
	Balances []BottleBalance `json:"balances"` // of all time
	Lines    []BottleLine    `json:"lines"`    // of the days asked for, the newest first
	Disputes []BottleDispute `json:"disputes"` // of those days
}

// Bounds of an account: the days of its lines unless asked otherwise and at most, and lines.
const (
	bottleDays    = 31
	maxBottleDays = 366
	maxBottles    = 200
)

// month of a date, YYYY-MM.
func (x *bottleStop) month() string { return string(x.Date[:7]) }

func (x *bottleStop) same(o *bottleStop) bool {
	return x.VenueID == o.VenueID && x.Date == o.Date && slices.Equal(x.Types, o.Types)
}

// recomputeBottles works out what the stops of a crew's day did to the bottles of their venues.
func (s *Service) recomputeBottles(ctx context.Context, src *daySources) error {
	for i := range src.runs {
		run := &src.runs[i]
		seen := map[string]bool{}
		for j := range run.Stops {
			next, err := s.bottlesOf(ctx, &run.Stops[j], src.checks)
			if err != nil {
				return err
			}
			seen[next.ID] = true
			if err := s.countBottles(ctx, next); err != nil {
				return err
			}
		}
		// What planning took off the run has done nothing.
		err := s.store.bottleStops.All(ctx, Filter{Equal: map[string]any{"runId": run.ID}}, func(x *bottleStop) error {
			if seen[x.ID] || len(x.Types) == 0 {
				return nil
			}
			none := *x
			none.Types = nil
			return s.countBottles(ctx, &none)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bottlesOf adds up one stop: its lines, put right by the receipt, in bottles, if it was delivered; and what its
// standing checks say was taken, of several answers to an item the last.
func (s *Service) bottlesOf(ctx context.Context, st *Stop, checks []Check) (*bottleStop, error) {
	out := &bottleStop{DepotID: st.DepotID, VenueID: st.VenueID, RunID: st.RunID, Date: st.Date}
	out.ID = st.ID
	units := map[string]int{} // product → delivered
	if st.Status == StopDelivered {
		for _, l := range st.Lines {
			units[l.ProductID] += l.Quantity
		}
	}
	taken := map[string]map[string]int{} // item → type → taken
	for i := range checks {
		if checks[i].StopID != st.ID {
			continue
		}
		for _, a := range checks[i].Answers {
			if len(a.Bottles) > 0 {
				taken[a.ItemID] = map[string]int{}
			}
			for _, b := range a.Bottles {
				taken[a.ItemID][b.Type] += b.Taken
			}
			if a.Receipt != nil && st.Status == StopDelivered {
				for _, d := range a.Receipt.Discrepancies {
					units[d.ProductID] += d.Quantity
				}
			}
		}
	}
	sum := bottleSum{}
	for id, n := range units {
		p, found, err := s.store.Products.Find(ctx, id)
		if err != nil {
			return nil, err
		}
		if found && p.BottleType != "" && p.BottlesPer > 0 {
			sum.add(p.BottleType, max(n, 0)*p.BottlesPer, 0)
		}
	}
	for _, types := range taken {
		for kind, n := range types {
			sum.add(kind, 0, n)
		}
	}
	out.Types = sum.list()
	return out, nil
}

// bottleSum adds counts up by type.
type bottleSum map[string]BottleCountOf

func (m bottleSum) add(kind string, delivered, taken int) {
	x := m[kind]
	m[kind] = BottleCountOf{kind, x.Delivered + delivered, x.Taken + taken}
}

// list is the sum by type; types of which nothing moved are left out.
func (m bottleSum) list() []BottleCountOf {
	out := []BottleCountOf{}
	for _, x := range m {
		if x.Delivered != 0 || x.Taken != 0 {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(x, y BottleCountOf) int { return cmp.Compare(x.Type, y.Type) })
	return out
}

// countBottles stores what a stop did and has its venue's ledger see it. A crash in between leaves it uncounted, and
// the next working-out of the day goes on from there.
func (s *Service) countBottles(ctx context.Context, next *bottleStop) error {
	old, found, err := s.store.bottleStops.Find(ctx, next.ID)
	if err != nil || !found && len(next.Types) == 0 || found && old.Counted && old.same(next) {
		return err
	}
	if found && (old.VenueID != next.VenueID || old.month() != next.month()) && len(old.Types) > 0 {
		gone := *old // the stop has moved: it leaves the old ledger first
		gone.Types = nil
		if err := s.writeBottles(ctx, &gone); err != nil {
			return err
		}
	}
	return s.writeBottles(ctx, next)
}

func (s *Service) writeBottles(ctx context.Context, next *bottleStop) error {
	put := func(counted bool) error {
		_, err := s.store.bottleStops.Upsert(ctx, next.ID, func(x *bottleStop) error {
			meta := x.Meta
			*x = *next
			x.Meta, x.Counted = meta, counted
			return nil
		})
		return err
	}
	if err := put(false); err != nil {
		return err
	}
	if err := s.recountMonth(ctx, next.DepotID, next.VenueID, next.Date); err != nil {
		return err
	}
	return put(true)
}

// recountMonth works one month of a venue out anew. The stops are read after the ledger, in the same
// compare-and-swap: of two at once the later writer has seen the stops of both.
func (s *Service) recountMonth(ctx context.Context, depotID, venueID string, day Date) error {
	first := Date(day[:7] + "-01")
	f := Filter{Equal: map[string]any{"depotId": depotID, "venueId": venueID}, From: string(first), To: string(DateOf(first.Time().AddDate(0, 1, 0)))}
	month := string(day[:7])
	_, err := s.store.bottleLedgers.Upsert(ctx, venueID, func(l *bottleLedger) error {
		types, err := s.bottlesOfMonth(ctx, f)
		if err != nil {
			return err
		}
		l.DepotID = depotID
		i, found := slices.BinarySearchFunc(l.Months, month, func(m bottleMonth, month string) int { return cmp.Compare(m.Month, month) })
		switch {
		case found && slices.Equal(l.Months[i].Types, types):
			return errKeep
		case found:
			l.Months[i].Types = types
		default:
			l.Months = slices.Insert(l.Months, i, bottleMonth{month, types})
		}
		return nil
	})
	return err
}

// bottlesOfMonth adds the stops of a month up; where the depot accepted a venue's count, that one stands for its day.
func (s *Service) bottlesOfMonth(ctx context.Context, f Filter) ([]BottleCountOf, error) {
	sum := bottleSum{}
	taken := map[BottleDay]int{}
	err := s.store.bottleStops.All(ctx, f, func(x *bottleStop) error {
		for _, t := range x.Types {
			sum.add(t.Type, t.Delivered, t.Taken)
			taken[BottleDay{x.Date, t.Type}] += t.Taken
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.store.Disputes.All(ctx, f, func(d *BottleDispute) error {
		if d.Status == DisputeAccepted {
			sum.add(d.Type, 0, d.Claimed-taken[BottleDay{d.Date, d.Type}])
		}
		return nil
	})
	return sum.list(), err
}

// balances is what stands at a venue by its ledger, by type.
func (s *Service) balances(ctx context.Context, venueID string) ([]BottleBalance, error) {
	out := []BottleBalance{}
	l, found, err := s.store.bottleLedgers.Find(ctx, venueID)
	if err != nil || !found {
		return out, err
	}
	sum := bottleSum{}
	for _, m := range l.Months {
		for _, t := range m.Types {
			sum.add(t.Type, t.Delivered, t.Taken)
		}
	}
	for _, x := range sum.list() {
		out = append(out, BottleBalance{x, x.Delivered - x.Taken})
	}
	return out, nil
}

// BottlesOf is the account of a venue's bottles: the balances of all time, the lines and disputes of some days (the
// last 31 unless asked otherwise, at most 366). Errors: record.missing, parameter.invalid.
func (s *Service) BottlesOf(ctx context.Context, c Caller, venueID string, days DateRange) (*VenueBottles, error) {
	v, err := s.Venue(ctx, c, venueID)
	if err != nil {
		return nil, err
	}
	depot, err := s.depot(ctx, v.DepotID)
	if err != nil {
		return nil, err
	}
	if days.To == "" {
		days.To = DateOf(s.clock().In(depot.zone()))
	}
	if days.From == "" {
		days.From = days.To.AddDays(1 - bottleDays)
	}
	if days.From > days.To || days.To.Time().Sub(days.From.Time()) > maxBottleDays*24*time.Hour {
		return nil, E("parameter.invalid", "from", "≤ to, ≤ 366 days")
	}
	out := &VenueBottles{VenueID: v.ID, Lines: []BottleLine{}, Disputes: []BottleDispute{}}
	if out.Balances, err = s.balances(ctx, v.ID); err != nil {
		return nil, err
	}
	f := Filter{Equal: map[string]any{"depotId": v.DepotID, "venueId": v.ID}, From: string(days.From), To: string(days.To.AddDays(1)), Limit: maxBottles}
	stops, err := s.store.bottleStops.List(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, x := range stops.Items {
		for _, t := range x.Types {
			out.Lines = append(out.Lines, BottleLine{x.ID, x.RunID, x.Date, t})
		}
	}
	disputes, err := s.store.Disputes.List(ctx, f)
	out.Disputes = append(out.Disputes, disputes.Items...)
	return out, err
}
