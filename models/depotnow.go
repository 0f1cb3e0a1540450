package models

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// DepotNow is how far the runs of a depot's day have come, for who leads that day.
type DepotNow struct {
	DepotID string `json:"depotId"`
	Date    Date   `json:"date"` // in the depot's zone
	Zone    string `json:"zone"` // IANA, of the depot
	// Runs are those of the day, the latest first; without a day asked for also those of the day before that have a
	// stop to go to whose window reaches into this one.
	Runs []RunNow `json:"runs"`
}

// RunNow is how far one run has come.
type RunNow struct {
	ID      string `json:"id"`
	CrewID  string `json:"crewId"`
	Date    Date   `json:"date"`
	Vehicle string `json:"vehicle,omitempty"`
	State   string `json:"state"` // planned, under-way, done
	// Stops are all of them; Delivered, and Failed with the skipped ones, have ended.
	Stops     int `json:"stops"`
	Delivered int `json:"delivered"`
	Failed    int `json:"failed"`
	// Next is the stop they are at, or else the next to go to; absent when all have ended.
	Next *StopNow `json:"next,omitempty"`
	// Late are the stops that nobody has come to though their window is over, in their order.
	Late []StopNow `json:"late"`
	// SeenAt is the last sign of life: an arrival, an end, a check, or a sync, which is noted every 10 minutes at most.
	SeenAt *Time `json:"seenAt,omitempty"`
	// Silent tells that a stop's time is long over and there was no sign for as long, as the warning silent-phone has it.
	Silent bool `json:"silent,omitempty"`
	// OpenChecks are those that delivered stops of the crew's day ask for and that are not handed in.
	OpenChecks int `json:"openChecks"`
}

// StopNow is a stop that has not ended.
type StopNow struct {
	ID       string  `json:"id"`
	VenueID  string  `json:"venueId"`
	Sequence int     `json:"sequence"`
	Status   string  `json:"status"` // planned, arrived
	Window   *Window `json:"window,omitempty"`
	// LateMinutes is how long its window is over while nobody has come, in whole minutes.
	LateMinutes int `json:"lateMinutes,omitempty"`
}

// States of a run.
const (
	RunPlanned  = "planned"
	RunUnderWay = "under-way"
	RunDone     = "done"
)

// DepotNow tells how far the runs of a day have come; an empty date is today in the depot's zone. It reads the day's runs,
// stops and crew days, and when the phones were heard of, in pages, whatever else is stored. Supervisors alone see it.
// Errors: parameter.invalid, record.missing.
func (s *Service) DepotNow(ctx context.Context, c Caller, depotID string, date Date) (*DepotNow, error) {
	if date != "" && !date.Valid() {
		return nil, E("parameter.invalid", "date", aDate)
	}
	if !c.Supervises(depotID) {
		return nil, E("record.missing", "id")
	}
	depot, err := s.depot(ctx, depotID)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	local := now.In(depot.zone())
	w := &dayNow{service: s, depot: depot, now: now, days: DateRange{date, date}}
	if date == "" {
		date = DateOf(local)
		w.days = DateRange{date, date}
		if local.Hour() < nightIsOver {
			w.days.From, w.night = date.AddDays(-1), date
		}
	}
	out := &DepotNow{DepotID: depot.ID, Date: date, Zone: depot.Zone}
	out.Runs, err = w.runs(ctx)
	return out, err
}

// nightIsOver is the hour by which runs that began the evening before have ended.
const nightIsOver = 12

// dayNow gathers what is known of the runs of a day.
type dayNow struct {
	service *Service
	depot   *Depot
	now     Time
	days    DateRange
	night   Date // the day into which runs of the day before may reach; "" asks for no such runs
	stops   map[string][]Stop
	open    map[string]int // checks that are asked for, by the crew's day
	seen    map[string]Time
}

// pageOfDay is how many records of a day are read at a time: one less than a store gives, which is asked for one more.
const pageOfDay = 999

func (w *dayNow) runs(ctx context.Context) ([]RunNow, error) {
	f := w.days.filter(map[string]any{"depotId": w.depot.ID})
	f.Limit = pageOfDay
	var runs []Run
	if err := w.service.store.Runs.All(ctx, f, func(r *Run) error { runs = append(runs, *r); return nil }); err != nil {
		return nil, err
	}
	for _, read := range []func(context.Context, Filter) error{w.readStops, w.readDays, w.readSigns(runs)} {
		if err := read(ctx, f); err != nil {
			return nil, err
		}
	}
	out := []RunNow{}
	for i := range runs {
		if stops := w.stops[runs[i].ID]; runs[i].Date == w.days.To || reachesInto(stops, w.depot, w.night) {
			out = append(out, w.run(&runs[i], stops))
		}
	}
	slices.SortFunc(out, func(x, y RunNow) int {
		return cmp.Or(cmp.Compare(y.latest(), x.latest()), cmp.Compare(x.done(), y.done()), cmp.Compare(x.ID, y.ID))
	})
	return out, nil
}

func (w *dayNow) readStops(ctx context.Context, f Filter) error {
	w.stops = map[string][]Stop{}
	return w.service.store.Stops.All(ctx, f, func(st *Stop) error {
		if st.Status != StopRemoved {
			w.stops[st.RunID] = append(w.stops[st.RunID], *st)
		}
		return nil
	})
}

func (w *dayNow) readDays(ctx context.Context, f Filter) error {
	w.open = map[string]int{}
	return w.service.store.CrewDays.All(ctx, f, func(x *CrewDay) error {
		w.open[x.ID] = x.Figures.Required - x.Figures.HandedIn
		return nil
	})
}

// readSigns reads when the phones of the people on the runs were heard of.
func (w *dayNow) readSigns(runs []Run) func(context.Context, Filter) error {
	w.seen = map[string]Time{}
	known := map[string]bool{}
	var people []any
	for _, r := range runs {
		for _, m := range r.Members {
			if !known[m.UserID] {
				known[m.UserID], people = true, append(people, m.UserID)
			}
		}
	}
	return func(ctx context.Context, _ Filter) error {
		for some := range slices.Chunk(people, pageOfDay) {
			f := Filter{In: map[string][]any{"userId": some}, Limit: pageOfDay}
			if err := w.service.store.syncs.All(ctx, f, func(x *syncSeen) error { w.seen[x.UserID] = x.At; return nil }); err != nil {
				return err
			}
		}
		return nil
	}
}

// reachesInto tells whether a stop that has not ended may still be worked on a day, by its window.
func reachesInto(stops []Stop, d *Depot, date Date) bool {
	if date == "" {
		return false
	}
	begin, _ := resolveTime("00:00", date, d.zone())
	return slices.ContainsFunc(stops, func(st Stop) bool {
		return !st.ended() && st.Window != nil && st.Window.To.After(begin.Time)
	})
}

func (w *dayNow) run(r *Run, stops []Stop) RunNow {
	out := RunNow{ID: r.ID, CrewID: r.CrewID, Date: r.Date, Vehicle: r.Vehicle, State: RunPlanned, Late: []StopNow{}}
	var seen Time
	slices.SortFunc(stops, func(x, y Stop) int { return cmp.Compare(x.Sequence, y.Sequence) })
	for i := range stops {
		st := &stops[i]
		if !slices.Contains(r.StopIDs, st.ID) && !st.worked() {
			continue
		}
		out.count(st, w.now)
		hear(&seen, st.ArrivedAt)
		hear(&seen, st.LeftAt)
	}
	switch {
	case out.Next == nil && out.Stops > 0:
		out.State = RunDone
	case out.Delivered+out.Failed > 0 || out.Next != nil && out.Next.Status == StopArrived:
		out.State = RunUnderWay
	}
	for _, m := range r.Members {
		hear(&seen, w.seen[m.UserID].Ptr())
	}
	if !seen.IsZero() {
		out.SeenAt = &seen
	}
	out.OpenChecks = max(0, w.open[dayOf(r).id()])
	out.Silent = len(w.depot.waiting(r.Date, stops, w.now)) > 0 && w.now.Sub(seen.Time) >= w.depot.silentAfter()
	return out
}

// count takes a stop into the run.
func (x *RunNow) count(st *Stop, now Time) {
	x.Stops++
	switch st.Status {
	case StopDelivered:
		x.Delivered++
		return
	case StopFailed, StopSkipped:
		x.Failed++
		return
	}
	s := StopNow{ID: st.ID, VenueID: st.VenueID, Sequence: st.Sequence, Status: st.Status, Window: st.Window}
	late := st.Status == StopPlanned && st.ArrivedAt == nil && st.Window != nil && now.After(st.Window.To.Time)
	if late {
		s.LateMinutes = int(now.Sub(st.Window.To.Time) / time.Minute)
		x.Late = append(x.Late, s)
	}
	if x.Next == nil || s.Status == StopArrived && x.Next.Status != StopArrived {
		x.Next = &s
	}
}

// latest is how late the run is in minutes; -1: in time.
func (x *RunNow) latest() int {
	most := -1
	for _, s := range x.Late {
		most = max(most, s.LateMinutes)
	}
	return most
}

// done is the share of the stops that have ended, 0–1.
func (x *RunNow) done() float64 {
	return float64(x.Delivered+x.Failed) / float64(max(x.Stops, 1))
}
