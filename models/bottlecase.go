package models

import (
	"context"
	"fmt"
	"slices"
)

// States of a bottle case.
const (
	CaseOpen    = "open"
	CaseSettled = "settled"
	CaseAgreed  = "agreed" // a later count made the three agree
)

// BottleCase is opened by the service when crew, venues and depot did not count the same empties of a type on a run. It
// is worked out with the crew day; id follows from run and type.
type BottleCase struct {
	Meta
	DepotID string       `json:"depotId"`
	CrewID  string       `json:"crewId"`
	RunID   string       `json:"runId"`
	Date    Date         `json:"date"`
	Counts  BottleCounts `json:"counts"`
	Status  string       `json:"status"` // open, settled, agreed
	// Outcome is whose count holds, once it is settled: crew, venue, depot.
	Outcome string  `json:"outcome,omitempty"`
	Reason  string  `json:"reason,omitempty"`
	Events  []Event `json:"events"` // mismatch, agreed, settled
}

// maxCaseEvents bounds the events of a case; the newest stay.
const maxCaseEvents = 100

func (x *BottleCase) event(kind, by string, at Time, note string) {
	if len(x.Events) >= maxCaseEvents {
		x.Events = slices.Delete(x.Events, 0, 1)
	}
	x.Events = append(x.Events, Event{At: at, By: by, Type: kind, Note: note})
}

// String is the figures in few words, for events.
func (x *BottleCounts) String() string {
	depot := "–"
	if x.Depot != nil {
		depot = fmt.Sprint(*x.Depot)
	}
	return fmt.Sprintf("%s: crew %d, venue %d, depot %s", x.Type, x.Crew, x.Venue, depot)
}

// compareCounts opens a case of every type whose three counts differ, and ends those that agree by now. The ledgers of
// venues that filed counts are worked out once more: a settlement whose server died may not have reached them.
func (s *Service) compareCounts(ctx context.Context, run *RunView, stops []bottleStop, claims []BottleDispute, checks []Check) error {
	now, err := s.threeCounts(ctx, run, stops, claims, checks)
	if err != nil {
		return err
	}
	for i := range claims {
		if err := s.recountMonth(ctx, run.DepotID, claims[i].VenueID, run.Date); err != nil {
			return err
		}
	}
	if now.by == "" {
		return nil // a count that was taken back ends no case
	}
	known := map[string]BottleCounts{}
	if err := s.store.BottleCases.All(ctx, Filter{Equal: map[string]any{"runId": run.ID}}, func(x *BottleCase) error {
		known[x.Counts.Type] = x.Counts
		return nil
	}); err != nil {
		return err
	}
	for _, next := range now.counts {
		old, found := known[next.Type]
		delete(known, next.Type)
		if !found && next.agree() || found && old.same(&next) {
			continue
		}
		if err := s.keepCase(ctx, run, &next); err != nil {
			return err
		}
	}
	for kind := range known { // what nobody counts any more
		none := 0
		if err := s.keepCase(ctx, run, &BottleCounts{Type: kind, Depot: &none, DepotBy: now.by}); err != nil {
			return err
		}
	}
	return nil
}

// keepCase writes the new figures of a case. One that was settled by other figures is open again.
func (s *Service) keepCase(ctx context.Context, run *RunView, next *BottleCounts) error {
	id := namedID("bottle-case", run.ID, next.Type)
	tell, err := s.tellOf(ctx, Subject{aboutCase, id})
	if err != nil {
		return err
	}
	defer tell()
	_, err = s.store.BottleCases.Upsert(ctx, id, func(x *BottleCase) error {
		if x.Version > 0 && x.Counts.same(next) || x.Version == 0 && next.agree() {
			return errKeep
		}
		x.DepotID, x.CrewID, x.RunID, x.Date, x.Counts = run.DepotID, run.CrewID, run.ID, run.Date, *next
		x.Outcome, x.Reason = "", ""
		x.Status = CaseOpen
		kind := "mismatch"
		if next.agree() {
			x.Status, kind = CaseAgreed, CaseAgreed
		}
		x.event(kind, "", s.Now(), next.String())
		return nil
	})
	return err
}

// forCaller leaves out who settled it, for crews.
func (x *BottleCase) forCaller(c Caller) *BottleCase {
	if c.Supervises(x.DepotID) {
		return x
	}
	out := *x
	out.Events = slices.Clone(x.Events)
	for i := range out.Events {
		out.Events[i].By = ""
	}
	return &out
}

// ListBottleCases lists cases, the latest day first: supervisors those of their depots, crews their own.
func (s *Service) ListBottleCases(ctx context.Context, c Caller, q ListQuery) (Page[BottleCase], error) {
	f := q.filter()
	if !c.crewScope(&f) {
		return none[BottleCase]()
	}
	page, err := listByDepot(ctx, s, s.store.BottleCases, f, "crewId", "status")
	for i := range page.Items {
		page.Items[i] = *page.Items[i].forCaller(c)
	}
	return page, err
}

// CaseSettle ends a case.
type CaseSettle struct {
	Outcome string `json:"outcome"` // whose count holds: crew, venue, depot
	Reason  string `json:"reason"`
}

// SettleBottleCase says whose count holds, and why; a supervisor does who counted none of the three. It moves no
// balance: that of a venue follows its own dispute. The same again changes nothing.
// Errors: record.missing, body.invalid, case.counter, case.settled.
func (s *Service) SettleBottleCase(ctx context.Context, c Caller, id string, b CaseSettle) (*BottleCase, error) {
	var bad invalid
	bad.choice("/outcome", b.Outcome, "crew", "venue", "depot")
	bad.text("/reason", b.Reason, 1, maxText)
	x, err := s.store.BottleCases.Get(ctx, id)
	if err == nil && !c.Supervises(x.DepotID) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	if counted, err := s.counted(ctx, c, x.RunID); err != nil || counted {
		if err == nil {
			err = E("case.counter", "")
		}
		return nil, err
	}
	tell, err := s.tellOf(ctx, Subject{aboutCase, id})
	if err != nil {
		return nil, err
	}
	defer tell()
	return s.store.BottleCases.Update(ctx, id, func(x *BottleCase) error {
		if x.Status != CaseOpen {
			if x.Outcome == b.Outcome && x.Reason == b.Reason {
				return errKeep
			}
			return E("case.settled", "id", x.Status)
		}
		x.Status, x.Outcome, x.Reason = CaseSettled, b.Outcome, b.Reason
		x.event(CaseSettled, c.UserID, s.Now(), b.Outcome+": "+b.Reason)
		return nil
	})
}

// counted tells whether the caller counted the empties of a run: on it, or at the depot.
func (s *Service) counted(ctx context.Context, c Caller, runID string) (bool, error) {
	run, err := s.run(ctx, runID)
	if err != nil {
		return false, err
	}
	r, found, err := s.store.Recounts.Find(ctx, runID)
	return err == nil && (c.worksOn(run) || found && r.By == c.UserID), err
}
