package models

import (
	"context"
	"slices"
	"strings"
	"time"
)

// FollowUpBody is what came of calling a venue after its complaint was resolved.
type FollowUpBody struct {
	Reached   bool   `json:"reached"`
	Satisfied int    `json:"satisfied,omitempty"` // 1–5, as the venue said; 0 = it did not say
	Note      string `json:"note"`
}

// FollowUp is one call.
type FollowUp struct {
	FollowUpBody
	By string `json:"by,omitempty"`
	At Time   `json:"at"`
	// InTime tells whether it came by followUpDueAt.
	InTime bool `json:"inTime"`
}

// maxFollowUps bounds the calls of one opening: whoever is not reached twenty times is not reached by phone.
const maxFollowUps = 20

func (b *FollowUpBody) validate() error {
	var bad invalid
	bad.number("/satisfied", b.Satisfied, 0, 5)
	bad.check(b.Reached || b.Satisfied == 0, "/satisfied", "field.not-here")
	bad.text("/note", b.Note, 1, maxText)
	return bad.err()
}

// FollowUpComplaint notes a call to the venue of a resolved or closed complaint, by its salesperson or a supervisor.
// The same words of the same caller again change nothing. Errors: body.invalid, complaint.state.
func (s *Service) FollowUpComplaint(ctx context.Context, c Caller, id string, b FollowUpBody) (*Complaint, error) {
	if err := b.validate(); err != nil {
		return nil, err
	}
	return s.step(ctx, c, id, change{
		from: []string{Resolved, Closed}, event: "followed-up", note: b.Note, may: notTheCrew,
		moot: func(k *Complaint) bool {
			return slices.ContainsFunc(k.current().FollowUps, func(f FollowUp) bool { return f.FollowUpBody == b && f.By == c.UserID })
		},
		do: func(k *Complaint, now Time) error {
			cy := k.current()
			if len(cy.FollowUps) >= maxFollowUps {
				return &Error{Code: "body.invalid", Fields: []FieldError{{"/note", "field.too-many", []any{maxFollowUps}}}}
			}
			inTime := k.FollowUpDueAt == nil || !now.After(k.FollowUpDueAt.Time)
			cy.FollowUps = append(cy.FollowUps, FollowUp{FollowUpBody: b, By: c.UserID, At: now, InTime: inTime})
			k.CallOwed = k.CallOwed && !b.Reached
			return nil
		},
	})
}

// owesCall tells whether the venue is to be called. One that an account closed owes no call, though older programs left it owed.
func (k *Complaint) owesCall() bool {
	if !k.CallOwed || k.Status != Closed {
		return k.CallOwed
	}
	return slices.ContainsFunc(k.Events, func(e Event) bool {
		return e.Type == "confirmed" && strings.HasPrefix(e.By, codePrefix) && !e.At.Before(k.current().OpenedAt.Time)
	})
}

// OverdueCalls lists the complaints whose venue should have been called by now, the newest first.
func (s *Service) OverdueCalls(ctx context.Context, c Caller, q ListQuery) (Page[Complaint], error) {
	f := q.filter()
	f.Equal["callOwed"] = true
	return s.listComplaints(ctx, c, f, func(k *Complaint) bool {
		return k.owesCall() && k.FollowUpDueAt != nil && !s.Now().Before(k.FollowUpDueAt.Time)
	})
}

// followUpDue is the end of the last of the working days within which a complaint resolved now gets its call.
func (s *Service) followUpDue(ctx context.Context, depotID string) (Time, error) {
	depot, err := s.depot(ctx, depotID)
	if err != nil {
		return Time{}, err
	}
	_, end := depot.workingDay(DateOf(s.clock().In(depot.zone())), s.standards.Clocks.FollowUpDays)
	return end, nil
}

// workingDay is the n-th day after date on which the depot opens, and when it closes on that day. A day counts when
// any of its hours are open, however few; the day of date itself never does. A calendar that stays closed for 400
// days counts every day and closes at midnight.
func (d *Depot) workingDay(date Date, n int) (Date, Time) {
	h := newWorkingHours(d.Calendar, d.zone())
	left := n
	for i := 1; i <= idleMillis/dayMillis; i++ {
		day := date.AddDays(i)
		open := h.rangesOf(floorDiv(day.Time().Unix(), daySeconds))
		if len(open) == 0 {
			continue
		}
		if left--; left > 0 {
			continue
		}
		return day, closing(day, open, d.zone())
	}
	end, _ := resolveTime("24:00", date.AddDays(n), d.zone())
	return date.AddDays(n), end
}

// closing is the latest end of the ranges of a day; one past midnight ends on the next.
func closing(day Date, open []ClockRange, zone *time.Location) Time {
	var last Time
	for _, r := range open {
		from, to, _ := r.seconds()
		end, _ := resolveTime(r.To, day, zone)
		if to > daySeconds || to <= from {
			end, _ = resolveTime(r.To, day.AddDays(1), zone)
		}
		if end.After(last.Time) {
			last = end
		}
	}
	return last
}
