package season

import (
	"cmp"
	"context"
	"slices"
	"time"

	"crewcheck/models"
)

// What happens at stops beside the crew's own faults.
const (
	outside    = 0.015 // of the stops: late for a cause outside the crew
	recorded   = 0.9   // of these: the crew records it at once
	noRoom     = 0.02  // of the stops: the vehicle is full
	travel     = 5 * time.Minute
	depotCount = 0.5 // of the runs: somebody of the depot counts the bottles in
)

// fault is something that a crew did wrong at a stop.
type fault struct {
	matter   int // in matters
	by       models.Role
	admitted bool // put down as it was
}

func (f fault) of() *matter { return &matters[f.matter] }

// live decides everything that happens on the run, and queues what the phones, the venues and the salesperson make of it.
func (s *shift) live() {
	s.at(s.w.clock(s.w.date(s.day-1), 19, 0), s.putRun)
	free := s.w.clock(s.w.date(s.day), 7, 50)
	for _, st := range s.stops {
		s.happen(st, free)
		free = st.left
	}
	s.signals = map[string]*signal{}
	next := s.w.clock(s.w.date(s.day+1), 6, 30)
	for _, p := range s.members() {
		s.signals[p.id] = drawSignal(s.dice, s.stops[0].arrived, free, next)
	}
	s.beforeTrip()
	for _, st := range s.stops {
		s.workStop(st)
	}
	s.closeDay(free.Add(s.dice.minutes(20, 40)))
	for _, st := range s.stops {
		s.hearVenue(st)
	}
	slices.SortStableFunc(s.queue, func(x, y event) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.seq, y.seq)) })
}

func (s *shift) putRun(ctx context.Context, l *lane) error {
	view, _, err := l.svc.PutRun(ctx, s.depot.supervisor(), s.id, models.Match{}, s.body())
	if err != nil {
		return err
	}
	for i := range view.Stops {
		s.stops[i].token = view.Stops[i].ReceiptToken
	}
	s.w.tally.add(s.depot, func(c *Counts) { c.Runs++; c.Stops += len(s.stops) })
	return nil
}

// happen rolls what the crew does at a stop; free is when it left the one before.
func (s *shift) happen(st *stop, free time.Time) {
	late := false
	for i, m := range matters {
		if !s.dice.chance(s.crew.truth.rate(i, s.day)) {
			continue
		}
		f := fault{matter: i, by: m.by, admitted: !s.dice.chance((1 - s.crew.truth.honesty) * m.feigned)}
		if f.by == "" {
			f.by = pick(s.dice, []models.Role{models.Driver, models.Porter})
		}
		if m.item == "bottles.taken" && len(st.bottles) == 0 {
			continue
		}
		late = late || m.item == "conduct.on-time"
		st.faults = append(st.faults, f)
	}
	if st.full = len(st.bottles) > 0 && s.dice.chance(noRoom); st.full {
		st.faults = slices.DeleteFunc(st.faults, func(f fault) bool { return f.of().item == "bottles.taken" })
	}
	st.arrived = st.due.Add(s.dice.minutes(-12, 20))
	if !late && s.dice.chance(outside) {
		st.excused, st.noted = pick(s.dice, []string{"gate-blocked", "road-closed"}), s.dice.chance(recorded)
	}
	if late || st.excused != "" {
		st.arrived = st.to.Add(s.dice.minutes(7, 25))
	}
	if first := free.Add(travel); st.arrived.Before(first) {
		st.arrived = first
	}
	st.left = st.arrived.Add(s.dice.minutes(12, 16))
}

// wrong finds the fault on an item by a role, or nil.
func (st *stop) wrong(item string, by models.Role) *fault {
	i := slices.IndexFunc(st.faults, func(f fault) bool { return f.of().item == item && f.by == by })
	if i < 0 {
		return nil
	}
	return &st.faults[i]
}

// workStop queues what the phones say of a stop: arrival, the checks in the order of the work, departure; and the
// salesperson who takes the receipt in the evening.
func (s *shift) workStop(st *stop) {
	driver := &s.crew.driver
	came := st.arrived
	if f := st.wrong("conduct.on-time", models.Driver); f != nil && !f.admitted {
		came = st.to.Add(-s.dice.minutes(1, 10)) // pressed on the road
	}
	s.status(st, came, s.hears(driver, came), models.StopArrived)
	if st.excused != "" && st.noted {
		s.excuse(st)
	}
	// In cellars nothing goes out: each phone sends what it has when the crew leaves.
	reached := map[*person]time.Time{driver: s.hears(driver, st.left), st.porter: s.hears(st.porter, st.left)}
	span := st.left.Sub(st.arrived)
	for _, one := range []struct {
		list     string
		by       *person
		from, to float64 // shares of the time at the stop
	}{
		{"fifo-stocking", st.porter, 0.05, 0.50},
		{"return-bottles", st.porter, 0.52, 0.70},
		{"delivery-receipt", st.porter, 0.72, 0.84},
		{"conduct", driver, 0.80, 0.90},
		{"conduct", st.porter, 0.85, 0.95},
	} {
		begun := st.arrived.Add(time.Duration(one.from * float64(span)))
		done := st.arrived.Add(time.Duration(one.to * float64(span)))
		sent := s.send(s.sheet(one.list, st, begun, done, one.by), done, one.by, reached[one.by])
		if one.list == "delivery-receipt" && sent {
			s.handOver(st, reached[one.by])
		}
	}
	s.status(st, st.left, reached[driver], models.StopDelivered)
}

func (s *shift) status(st *stop, at, reached time.Time, status string) {
	driver := &s.crew.driver
	s.report(driver, reached, func(ctx context.Context, l *lane, sent models.Time) error {
		body := models.StopStatus{Status: status, At: driver.shows(at), SentAt: &sent}
		_, err := l.svc.SetStopStatus(ctx, s.crew.caller(driver), s.id, st.id, body)
		return err
	})
}

func (s *shift) excuse(st *stop) {
	driver := &s.crew.driver
	at := st.due.Add(10 * time.Minute)
	s.report(driver, s.hears(driver, at), func(ctx context.Context, l *lane, sent models.Time) error {
		body := models.ExemptionBody{RunID: s.id, StopID: st.id, Cause: st.excused, Note: "路上过不去", At: driver.shows(at)}
		_, _, err := l.svc.CreateExemption(ctx, s.crew.caller(driver), st.id, body)
		return err
	})
}

// handOver lets the salesperson confirm the receipt, at the end of the day or when it has reached the server.
func (s *shift) handOver(st *stop, reached time.Time) {
	at := s.w.clock(s.w.date(s.day), 17, 20).Add(s.dice.minutes(0, 30))
	if first := reached.Add(disorder); first.After(at) {
		at = first.Add(s.dice.minutes(5, 20))
	}
	s.at(at, func(ctx context.Context, l *lane) error {
		_, err := l.svc.HandOverReceipt(ctx, st.venue.salesperson(s.depot), st.id, models.NoteBody{})
		return err
	})
}
