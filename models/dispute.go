package models

import (
	"context"
	"slices"
)

// States of a dispute.
const (
	DisputeOpen     = "open"
	DisputeAccepted = "accepted"
	DisputeRejected = "rejected"
)

// BottleDay is the empties of one type on one day.
type BottleDay struct {
	Date Date   `json:"date"`
	Type string `json:"type"`
}

// BottleDispute is a venue's own count of the empties that were taken on a day. Accepted, it stands in the place of
// the crew's count of that day. id follows from venue, type and day: there is one for each.
type BottleDispute struct {
	Meta
	DepotID string `json:"depotId"`
	VenueID string `json:"venueId"`
	BottleDay
	Claimed   int    `json:"claimed"`
	Note      string `json:"note"`
	By        string `json:"by"`
	At        Time   `json:"at"`
	Status    string `json:"status"` // open, accepted, rejected
	SettledBy string `json:"settledBy,omitempty"`
	SettledAt *Time  `json:"settledAt,omitempty"`
	Answer    string `json:"answer,omitempty"`
}

// forCaller leaves out who spoke, for crews.
func (d *BottleDispute) forCaller(c Caller) *BottleDispute {
	if c.Supervises(d.DepotID) || c.AnswersFor(d.VenueID) {
		return d
	}
	out := *d
	out.By, out.SettledBy = "", ""
	return &out
}

// ListDisputes lists the counts that venues filed, the latest day first: supervisors those of their depots, sales and
// venues those of their venues.
func (s *Service) ListDisputes(ctx context.Context, c Caller, q ListQuery) (Page[BottleDispute], error) {
	f := q.filter()
	if !c.venueScope(&f) {
		return none[BottleDispute]()
	}
	return listByDepot(ctx, s, s.store.Disputes, f, "venueId", "status")
}

// BottleClaim is what the venue counted.
type BottleClaim struct {
	BottleDay
	Claimed int    `json:"claimed"` // empties taken on that day
	Note    string `json:"note"`
}

// DisputeBottles files the count of a venue for a day on which a run was planned to it: the venue's own account, its
// salesperson or a supervisor may. The same again gives the stored one. Errors: record.missing, auth.forbidden,
// body.invalid, dispute.exists for other figures.
func (s *Service) DisputeBottles(ctx context.Context, c Caller, venueID string, b BottleClaim) (*BottleDispute, bool, error) {
	v, err := s.Venue(ctx, c, venueID)
	if err != nil {
		return nil, false, err
	}
	if !c.Supervises(v.DepotID) && !c.AnswersFor(v.ID) {
		return nil, false, E("auth.forbidden", "")
	}
	depot, err := s.depot(ctx, v.DepotID)
	if err != nil {
		return nil, false, err
	}
	now := DateOf(s.clock().In(depot.zone()))
	var bad invalid
	bad.text("/type", b.Type, 1, 40)
	bad.number("/claimed", b.Claimed, 0, 100_000)
	bad.text("/note", b.Note, 1, maxText)
	if bad.check(b.Date.Valid(), "/date", "field.format", "2026-11-21") {
		bad.check(b.Date <= now && b.Date >= now.AddDays(-maxBottleDays), "/date", "field.range", now.AddDays(-maxBottleDays), now)
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	runs, poke, err := s.markStops(ctx, v.DepotID, v.ID, b.Date)
	if err != nil {
		return nil, false, err
	}
	defer poke()
	if bad.check(len(runs) > 0, "/date", "field.reference", string(b.Date)); bad.err() != nil {
		return nil, false, bad.err()
	}
	d := &BottleDispute{DepotID: v.DepotID, VenueID: v.ID, BottleDay: b.BottleDay, Claimed: b.Claimed, Note: b.Note, By: c.UserID, At: s.Now(), Status: DisputeOpen}
	d.ID = namedID("dispute", v.ID, b.Type, string(b.Date))
	said := func(d *BottleDispute) string { return contentHash(BottleClaim{d.BottleDay, d.Claimed, d.Note}) }
	out, created, err := insertOnce(ctx, s.store.Disputes, d, said)
	if IsCode(err, "idempotency.reused") {
		err = E("dispute.exists", "/date")
	}
	return out, created, err
}

// markStops marks the crew days of everybody who was to come to a venue on a day, for its bottles will have to be
// worked out again; it tells on which runs that was.
func (s *Service) markStops(ctx context.Context, depotID, venueID string, date Date) (runs []string, poke func(), err error) {
	var pokes []func()
	f := Filter{Equal: map[string]any{"depotId": depotID, "venueId": venueID}, From: string(date), To: string(date.AddDays(1))}
	err = s.store.Stops.All(ctx, f, func(st *Stop) error {
		if st.Status == StopRemoved || slices.Contains(runs, st.RunID) {
			return nil
		}
		poke, err := s.markDay(ctx, day{st.DepotID, st.CrewID, st.Date})
		runs, pokes = append(runs, st.RunID), append(pokes, poke)
		return err
	})
	return runs, func() {
		for _, poke := range pokes {
			poke()
		}
	}, err
}

// DisputeSettle ends a dispute.
type DisputeSettle struct {
	Outcome string `json:"outcome"` // accepted, rejected
	Answer  string `json:"answer"`
}

// SettleDispute ends a dispute; supervisors may, but not for their own claim. The same again changes nothing. The
// ledger sees it at once, and when a failure keeps it from that, with the crew day, which is marked before.
// Errors: record.missing, body.invalid, dispute.claimant, case.counter for the crew's own, dispute.settled.
func (s *Service) SettleDispute(ctx context.Context, c Caller, id string, b DisputeSettle) (*BottleDispute, error) {
	var bad invalid
	bad.choice("/outcome", b.Outcome, DisputeAccepted, DisputeRejected)
	bad.text("/answer", b.Answer, 1, maxText)
	d, err := s.store.Disputes.Get(ctx, id)
	if err == nil && !c.Supervises(d.DepotID) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	if d.By == c.UserID {
		return nil, E("dispute.claimant", "")
	}
	runs, poke, err := s.markStops(ctx, d.DepotID, d.VenueID, d.Date)
	if err != nil {
		return nil, err
	}
	defer poke()
	for _, id := range runs {
		if run, err := s.run(ctx, id); err != nil {
			return nil, err
		} else if c.worksOn(run) {
			return nil, E("case.counter", "")
		}
	}
	d, err = s.store.Disputes.Update(ctx, id, func(d *BottleDispute) error {
		if d.Status != DisputeOpen {
			if d.Status == b.Outcome && d.Answer == b.Answer {
				return errKeep
			}
			return E("dispute.settled", "id", d.Status)
		}
		d.Status, d.Answer, d.SettledBy, d.SettledAt = b.Outcome, b.Answer, c.UserID, s.Now().Ptr()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, s.recountMonth(ctx, d.DepotID, d.VenueID, d.Date)
}
