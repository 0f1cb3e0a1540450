package models

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"crewcheck/checklists"
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
	CrewID  string          `json:"crewId"`
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
	Lines    []BottleLine    `json:"lines"`    // of the days asked for, the newest first; crews get their own
	Disputes []BottleDispute `json:"disputes"` // of those days
	// More tells that the days hold more lines or disputes than an answer does: ask for fewer days.
	More bool `json:"more,omitempty"`
}

// Bounds of an account: the days of its lines unless asked otherwise and at most, and the stops and disputes of it.
const (
	bottleDays    = 31
	maxBottleDays = 366
	maxBottles    = 400
)

func (x *bottleStop) same(o *bottleStop) bool {
	return x.VenueID == o.VenueID && x.CrewID == o.CrewID && x.Date == o.Date && slices.Equal(x.Types, o.Types)
}

// taken is how many empties of a type were taken.
func (x *bottleStop) taken(kind string) int {
	for _, t := range x.Types {
		if t.Type == kind {
			return t.Taken
		}
	}
	return 0
}

// recomputeBottles works out what the stops of a crew's day did to the bottles of their venues, and whether the counts
// of its runs agree.
func (s *Service) recomputeBottles(ctx context.Context, src *daySources) error {
	for i := range src.runs {
		if err := s.recomputeRunBottles(ctx, &src.runs[i], src.checks); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) recomputeRunBottles(ctx context.Context, run *RunView, checks []Check) error {
	stops, err := s.bottlesOfRun(ctx, run, checks)
	if err != nil {
		return err
	}
	claims, err := s.claimsOn(ctx, run, stops)
	if err != nil {
		return err
	}
	counted, err := s.countedOf(ctx, run, stops)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range stops {
		seen[stops[i].ID] = true
		if err := s.countBottles(ctx, counted[stops[i].ID], &stops[i], claims); err != nil {
			return err
		}
	}
	// What planning took off the run has done nothing.
	for _, id := range slices.Sorted(maps.Keys(counted)) {
		x := counted[id]
		if seen[id] || len(x.Types) == 0 {
			continue
		}
		none := *x
		none.Types = nil
		if err := s.countBottles(ctx, x, &none, claims); err != nil {
			return err
		}
	}
	return s.compareCounts(ctx, run, stops, claims, checks)
}

// countedOf is what was counted of the stops of a run before, by stop: also of those that planning took off it, and of those
// that another run had.
func (s *Service) countedOf(ctx context.Context, run *RunView, stops []bottleStop) (map[string]*bottleStop, error) {
	out := map[string]*bottleStop{}
	keep := func(x *bottleStop) error { out[x.ID] = x; return nil }
	if err := s.store.bottleStops.All(ctx, Filter{Equal: map[string]any{"runId": run.ID}}, keep); err != nil {
		return nil, err
	}
	var others []any
	for i := range stops {
		if out[stops[i].ID] == nil {
			others = append(others, stops[i].ID)
		}
	}
	return out, s.store.bottleStops.All(ctx, Filter{In: map[string][]any{"id": others}}, keep)
}

func (s *Service) bottlesOfRun(ctx context.Context, run *RunView, checks []Check) ([]bottleStop, error) {
	stops := make([]bottleStop, len(run.Stops))
	for i := range run.Stops {
		x, err := s.bottlesOf(ctx, &run.Stops[i], checks)
		if err != nil {
			return nil, err
		}
		stops[i] = *x
	}
	return stops, nil
}

// bottlesOf adds up one stop: its lines, put right by the receipt, in bottles, if it was delivered; and what its
// standing checks say was taken. Of several answers to one item the last counts.
func (s *Service) bottlesOf(ctx context.Context, st *Stop, checks []Check) (*bottleStop, error) {
	out := &bottleStop{DepotID: st.DepotID, VenueID: st.VenueID, RunID: st.RunID, CrewID: st.CrewID, Date: st.Date}
	out.ID = st.ID
	receipts, taken := map[string][]checklists.Discrepancy{}, map[string][]checklists.BottleCount{} // by item
	var own []*Check
	for i := range checks {
		if checks[i].StopID != st.ID {
			continue
		}
		own = append(own, &checks[i])
		for _, a := range checks[i].Answers {
			if len(a.Bottles) > 0 {
				taken[a.ItemID] = a.Bottles
			}
			if a.Receipt != nil {
				receipts[a.ItemID] = a.Receipt.Discrepancies
			}
		}
	}
	sum := bottleSum{}
	if st.delivered(own) {
		if err := s.addDelivered(ctx, sum, st, receipts); err != nil {
			return nil, err
		}
	}
	for _, counts := range taken {
		for _, b := range counts {
			sum.add(b.Type, 0, b.Taken)
		}
	}
	out.Types = sum.list()
	return out, nil
}

// addDelivered adds the bottles that the lines of a stop brought.
func (s *Service) addDelivered(ctx context.Context, sum bottleSum, st *Stop, receipts map[string][]checklists.Discrepancy) error {
	units := map[string]int{} // by product
	for _, l := range st.Lines {
		units[l.ProductID] += l.Quantity
	}
	for _, discrepancies := range receipts {
		for _, d := range discrepancies {
			units[d.ProductID] += d.Quantity
		}
	}
	for id, n := range units {
		p, found, err := s.store.Products.Find(ctx, id)
		if err != nil {
			return err
		}
		if found && p.BottleType != "" && p.BottlesPer > 0 {
			sum.add(p.BottleType, max(n, 0)*p.BottlesPer, 0)
		}
	}
	return nil
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

// countBottles stores what a stop did in the place of what was counted of it before, nil for nothing, and has its venue's ledger see it. A crash in between leaves it uncounted, and
// the next working-out of the day goes on from there. Where the venue filed a count, what other crews took there is
// compared anew with it, and their days are marked before.
func (s *Service) countBottles(ctx context.Context, old, next *bottleStop, claims []BottleDispute) error {
	if old == nil && len(next.Types) == 0 || old != nil && old.Counted && old.same(next) {
		return nil
	}
	moved := old != nil && (old.VenueID != next.VenueID || old.Date != next.Date) && len(old.Types) > 0
	if moved { // it leaves the old ledger first
		if _, _, err := s.markStops(ctx, old.DepotID, old.VenueID, old.Date); err != nil {
			return err
		}
		gone := *old
		gone.Types = nil
		if err := s.writeBottles(ctx, &gone); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(claims, func(d BottleDispute) bool { return d.VenueID == next.VenueID }) {
		if _, _, err := s.markStops(ctx, next.DepotID, next.VenueID, next.Date); err != nil {
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
// last 31 unless asked otherwise, at most 366). Crews get the lines of their own runs, and no names.
// Errors: record.missing, parameter.invalid.
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
		return nil, E("parameter.invalid", "from", atMostDays(maxBottleDays))
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
	all := c.Supervises(v.DepotID) || c.AnswersFor(v.ID)
	for _, x := range stops.Items {
		for _, t := range x.Types {
			if all || slices.Contains(c.CrewIDs, x.CrewID) {
				out.Lines = append(out.Lines, BottleLine{x.ID, x.RunID, x.Date, t})
			}
		}
	}
	disputes, err := s.store.Disputes.List(ctx, f)
	for _, d := range disputes.Items {
		out.Disputes = append(out.Disputes, *d.forCaller(c))
	}
	out.More = stops.Next != nil || disputes.Next != nil
	return out, err
}
