package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"crewcheck/checklists"
)

// Pauses of a clock are named; a clock that waits for nobody in particular does not stop.
var pauseReasons = []string{"waiting-for-venue", "waiting-for-goods", "venue-closed", "force-majeure"}

// reminderBefore is how long before a breach, in working time, the owner is told.
const reminderBefore = time.Hour

// Pause is a span in which the clocks of an opening stand still.
type Pause struct {
	From   Time   `json:"from"`
	To     *Time  `json:"to,omitempty"` // nil: still paused
	Reason string `json:"reason"`
	By     string `json:"by,omitempty"`
}

// Outcome is how a clock ended; it is written once and never moves again.
type Outcome struct {
	At          Time    `json:"at"`
	Met         bool    `json:"met"`
	UsedSeconds float64 `json:"usedSeconds"` // working time
}

// Alert is one step of the ladder that was reached.
type Alert struct {
	Clock string `json:"clock"` // ack, resolve
	// Step is reminder (an hour of working time before the end), or 50, 100, 200: percent of the time allowed.
	Step string `json:"step"`
	To   string `json:"to"` // owner, manager, head
	At   Time   `json:"at"` // when it was due, on the clock
}

// Clock is what the clocks of an opening run by, kept with it: a calendar that changes later moves nothing.
type Clock struct {
	AckHours     float64  `json:"ackHours"`
	ResolveHours float64  `json:"resolveHours"`
	Zone         string   `json:"zone"`
	Calendar     Calendar `json:"calendar"`
	Pauses       []Pause  `json:"pauses"`
	Ack          *Outcome `json:"ack,omitempty"`
	Resolve      *Outcome `json:"resolve,omitempty"`
	Alerts       []Alert  `json:"alerts"`
}

// newClock is the clock of a complaint that is opened now: the venue's calendar, else the depot's; critical ones
// run around the clock.
func (s *Service) newClock(ctx context.Context, k *Complaint, v *Venue) (Clock, error) {
	depot, err := s.depot(ctx, k.DepotID)
	if err != nil {
		return Clock{}, err
	}
	ack, resolve := s.standards.Clocks.Hours(k.Severity, v.Tier)
	c := Clock{AckHours: ack, ResolveHours: resolve, Zone: depot.Zone, Calendar: *DefaultCalendar(), Pauses: []Pause{}, Alerts: []Alert{}}
	if depot.Calendar != nil {
		c.Calendar = *depot.Calendar
	}
	if v.Calendar != nil {
		c.Calendar = *v.Calendar
		if v.Zone != "" {
			c.Zone = v.Zone
		}
	}
	c.Calendar.Holidays = holidaysAfter(c.Calendar.Holidays, k.FiledAt)
	if k.Severity == checklists.SeverityCritical && s.standards.Clocks.CriticalAroundTheClock {
		c.Calendar = *AroundTheClock()
	}
	return c, nil
}

// holidaysAfter are the holidays that a clock opened at a time can meet: those of the year to come.
func holidaysAfter(all []Holiday, opened Time) []Holiday {
	from, to := DateOf(opened.Time).AddDays(-2), DateOf(opened.Time).AddDays(400)
	return slices.DeleteFunc(slices.Clone(all), func(h Holiday) bool { return h.Date < from || h.Date > to })
}

func (c *Clock) hours() *workingHours {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		zone = time.UTC // validated when it was stored
	}
	return newWorkingHours(&c.Calendar, zone)
}

// spans are the pauses until now: one that still runs ends there, and what came later is left out, so that a clock
// that had stopped by then is not explained by it.
func (c *Clock) spans(now Time) []span {
	out := make([]span, 0, len(c.Pauses))
	for _, p := range c.Pauses {
		to := now
		if p.To != nil && p.To.Before(now.Time) {
			to = *p.To
		}
		out = append(out, span{p.From, to})
	}
	return out
}

func (c *Clock) paused() bool { return len(c.Pauses) > 0 && c.Pauses[len(c.Pauses)-1].To == nil }

// after is when so many hours of working time have passed since the opening.
func (c *Clock) after(opened Time, hours float64, now Time) Time {
	t, _ := c.hours().add(opened, time.Duration(hours*float64(time.Hour)), c.spans(now)...)
	return t
}

// wind sets the due times of the opening that runs; finished clocks keep theirs.
func (k *Complaint) wind(now Time) {
	cy := k.current()
	if cy.Clock.Ack == nil {
		cy.DueAckAt = cy.Clock.after(cy.OpenedAt, cy.Clock.AckHours, now)
	}
	if cy.Clock.Resolve == nil {
		cy.DueResolveAt = cy.Clock.after(cy.OpenedAt, cy.Clock.ResolveHours, now)
	}
	k.DueAckAt, k.DueResolveAt = cy.DueAckAt, cy.DueResolveAt
}

// finish writes the outcome of a clock, once.
func (cy *Cycle) finish(out **Outcome, due, now Time) {
	if *out == nil {
		used := cy.Clock.hours().between(cy.OpenedAt, now, cy.Clock.spans(now)...)
		*out = &Outcome{At: now, Met: !now.After(due.Time), UsedSeconds: used.Seconds()}
	}
}

func (k *Complaint) acknowledge(now Time) {
	cy := k.current()
	if cy.AcknowledgedAt == nil {
		k.wind(now) // a pause that runs still has moved what is due
		cy.AcknowledgedAt = now.Ptr()
		cy.finish(&cy.Clock.Ack, cy.DueAckAt, now)
	}
}

// PauseBody says why the clocks stand still.
type PauseBody struct {
	Reason string `json:"reason"` // waiting-for-venue, waiting-for-goods, venue-closed, force-majeure
	Note   string `json:"note,omitempty"`
}

// PauseComplaint lets the clocks of the opening stand still until they are resumed.
func (s *Service) PauseComplaint(ctx context.Context, c Caller, id string, b PauseBody) (*Complaint, error) {
	var bad invalid
	bad.choice("/reason", b.Reason, pauseReasons...)
	bad.text("/note", b.Note, 0, maxText)
	if err := bad.err(); err != nil {
		return nil, err
	}
	return s.step(ctx, c, id, change{
		from: []string{Open, Acknowledged, Decided, Reopened}, event: "paused", note: b.Reason + " " + b.Note,
		moot: func(k *Complaint) bool { return k.current().Clock.paused() },
		do: func(k *Complaint, now Time) error {
			cl := &k.current().Clock
			cl.Pauses = append(cl.Pauses, Pause{From: now, Reason: b.Reason, By: c.UserID})
			return nil
		},
	})
}

// ResumeComplaint lets the clocks run on; the pause adds its working time to what is due.
func (s *Service) ResumeComplaint(ctx context.Context, c Caller, id string) (*Complaint, error) {
	return s.step(ctx, c, id, change{
		event: "resumed",
		moot:  func(k *Complaint) bool { return !k.current().Clock.paused() },
		do: func(k *Complaint, now Time) error {
			k.current().Clock.resume(now)
			k.wind(now)
			return nil
		},
	})
}

func (c *Clock) resume(now Time) {
	if c.paused() {
		c.Pauses[len(c.Pauses)-1].To = now.Ptr()
	}
}

// rung is one step of the ladder with its time on the clock.
type rung struct {
	alert    Alert
	finished bool // its clock has stopped
}

// ladder are the steps of both clocks of the opening that runs, in no order.
func (k *Complaint) ladder(percents []int, now Time) []rung {
	cy := k.current()
	var out []rung
	for _, clock := range []struct {
		name  string
		hours float64
		due   Time
		end   *Outcome
	}{{"ack", cy.Clock.AckHours, cy.DueAckAt, cy.Clock.Ack}, {"resolve", cy.Clock.ResolveHours, cy.DueResolveAt, cy.Clock.Resolve}} {
		for i, p := range percents {
			at := cy.Clock.after(cy.OpenedAt, clock.hours*float64(p)/100, now)
			out = append(out, rung{Alert{clock.name, strconv.Itoa(p), []string{"owner", "manager", "head"}[min(i, 2)], at}, clock.end != nil})
		}
		if time.Duration(clock.hours*float64(time.Hour)) > 2*reminderBefore {
			at, _ := cy.Clock.hours().back(clock.due, reminderBefore, cy.Clock.spans(now)...)
			out = append(out, rung{Alert{clock.name, "reminder", "owner", at}, clock.end != nil})
		}
	}
	return out
}

// reached are the steps of the ladder that are due and not noted yet, and when the next one comes (zero: none).
func (k *Complaint) reached(percents []int, now Time) (due []Alert, next Time) {
	cl := &k.current().Clock
	if cl.paused() || k.Status == Resolved || k.Status == Closed {
		return nil, Time{}
	}
	for _, r := range k.ladder(percents, now) {
		noted := slices.ContainsFunc(cl.Alerts, func(a Alert) bool { return a.Clock == r.alert.Clock && a.Step == r.alert.Step })
		switch {
		case noted || r.finished:
		case !r.alert.At.After(now.Time):
			due = append(due, r.alert)
		case next.IsZero() || r.alert.At.Before(next.Time):
			next = r.alert.At
		}
	}
	return due, next
}

// alarm says when the clocks of a complaint want to be looked at; id = complaint id.
type alarm struct {
	Meta
	At Time `json:"at"`
	// Again is when they want to be looked at whatever a look before it finds: the write that asks for it may follow that look.
	Again *Time `json:"again,omitempty"`
}

// never is the time of an alarm that waits for nothing.
var never = At(time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC))

// lookSoon has the clocks of a complaint looked at after the write that follows.
func (s *Service) lookSoon(ctx context.Context, id string) error {
	if err := s.tellOfComplaint(ctx, id); err != nil {
		return err
	}
	at := s.Now().Add(2 * requestDeadline)
	_, err := s.store.alarms.Upsert(ctx, id, func(a *alarm) error {
		a.Again = &at
		if a.Version == 0 || at.Before(a.At.Time) {
			a.At = at
		}
		return nil
	})
	return err
}

// RingAlarms notes the steps of the ladder that complaints have reached. An alarm that cannot be rung stays due and does not
// stop the others. It tells how many it looked at.
func (s *Service) RingAlarms(ctx context.Context) (int, error) {
	now := s.Now()
	page, err := s.store.alarms.List(ctx, Filter{To: now.Add(time.Millisecond).String(), Ascending: true, Limit: 200})
	if err != nil {
		return 0, err
	}
	var failed error
	for i := range page.Items {
		if err := s.ring(ctx, &page.Items[i], now); err != nil {
			failed = errors.Join(failed, fmt.Errorf("the alarm of complaint %s: %w", page.Items[i].ID, err))
		}
	}
	return len(page.Items), failed
}

func (s *Service) ring(ctx context.Context, a *alarm, now Time) error {
	percents := s.standards.Clocks.Escalation
	next := never
	if err := s.tellOfComplaint(ctx, a.ID); err != nil {
		return err
	}
	defer s.looks.poke(Subject{aboutComplaint, a.ID})
	k, err := s.store.Complaints.Update(ctx, a.ID, func(k *Complaint) error {
		due, _ := k.reached(percents, now)
		if len(due) == 0 {
			return errKeep
		}
		cl := &k.current().Clock
		for _, alert := range due {
			cl.Alerts = append(cl.Alerts, alert)
			k.event("alert", "", now, alert.Clock+" "+alert.Step+" → "+alert.To)
		}
		return nil
	})
	if err != nil && !IsCode(err, "store.missing") {
		return err
	}
	if err == nil {
		if _, at := k.reached(percents, now); !at.IsZero() {
			next = at
		}
	}
	_, err = s.store.alarms.Update(ctx, a.ID, func(x *alarm) error {
		if x.Version != a.Version {
			return errKeep // somebody wants it looked at again
		}
		x.At = next
		switch {
		case x.Again == nil:
		case !x.Again.After(now.Time):
			x.Again = nil
		case x.Again.Before(next.Time):
			x.At = *x.Again
		}
		return nil
	})
	return err
}

// ClockView is the clocks of a complaint with their arithmetic.
type ClockView struct {
	ComplaintID string      `json:"complaintId"`
	Now         Time        `json:"now"`
	Paused      bool        `json:"paused"`
	Cycles      []CycleView `json:"cycles"`
}

// CycleView is the clocks of one opening.
type CycleView struct {
	OpenedAt Time     `json:"openedAt"`
	Zone     string   `json:"zone"`
	Pauses   []Pause  `json:"pauses"`
	Ack      ClockRun `json:"ack"`
	Resolve  ClockRun `json:"resolve"`
	Alerts   []Alert  `json:"alerts"`
}

// ClockRun is one clock: what is allowed, when it is due, and how the time is counted.
type ClockRun struct {
	Hours   float64     `json:"hours"` // working hours allowed
	DueAt   Time        `json:"dueAt"`
	Outcome *Outcome    `json:"outcome,omitempty"` // once it has stopped
	Steps   []ClockStep `json:"steps"`             // their seconds add up to the hours allowed
}

// ComplaintClock shows the clocks of a complaint. Errors: record.missing.
func (s *Service) ComplaintClock(ctx context.Context, c Caller, id string) (*ClockView, error) {
	k, err := s.Complaint(ctx, c, id)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	out := &ClockView{ComplaintID: k.ID, Now: now, Paused: k.current().Clock.paused(), Cycles: []CycleView{}}
	for i := range k.Cycles {
		cy, runs := &k.Cycles[i], i == len(k.Cycles)-1
		run := func(hours float64, due Time, end *Outcome) ClockRun {
			until := now
			switch {
			case end != nil:
				until = end.At
			case runs: // while it is paused the stored time stands still, and the clock does not
				due = cy.Clock.after(cy.OpenedAt, hours, now)
			}
			return ClockRun{hours, due, end, cy.Clock.hours().explain(cy.OpenedAt, due, cy.Clock.spans(until)...)}
		}
		out.Cycles = append(out.Cycles, CycleView{
			OpenedAt: cy.OpenedAt, Zone: cy.Clock.Zone, Pauses: pausesFor(c, k, cy.Clock.Pauses), Alerts: cy.Clock.Alerts,
			Ack: run(cy.Clock.AckHours, cy.DueAckAt, cy.Clock.Ack), Resolve: run(cy.Clock.ResolveHours, cy.DueResolveAt, cy.Clock.Resolve),
		})
	}
	return out, nil
}

// pausesFor hides from crews who paused.
func pausesFor(c Caller, k *Complaint, pauses []Pause) []Pause {
	if c.readsAllOf(k) {
		return pauses
	}
	out := slices.Clone(pauses)
	for i := range out {
		out[i].By = ""
	}
	return out
}
