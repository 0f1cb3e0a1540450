package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"crewcheck/checklists"
)

// Kinds of promises.
const (
	PromiseSwap       = "swap"
	PromisePickUp     = "pick-up"
	PromiseRedelivery = "re-delivery"
)

// States of a promise. Broken is never stored: an open promise is broken once its day is over.
const (
	PromiseOpen      = "open"
	PromiseKept      = "kept"
	PromiseBroken    = "broken"
	PromiseCancelled = "cancelled"
)

const (
	// promiseDays is the working day after the stop on which what was left there is due.
	promiseDays = 3
	// maxPromiseAhead is how far off a promise made by hand may be, in days.
	maxPromiseAhead = 366
	// carriedPromises bounds the promises that a phone or a receipt shows of one venue.
	carriedPromises = 20
)

// Promise is something owed to a venue on a day: left over at a stop, or given by hand. The next run to the venue
// carries it. id follows from the stop, item and bottle type where a check made it.
type Promise struct {
	Meta
	DepotID  string `json:"depotId"`
	VenueID  string `json:"venueId"`
	Kind     string `json:"kind"`          // swap, pick-up, re-delivery
	Text     string `json:"text"`          // both languages in one where a check made it: says tells them apart
	Says     Text   `json:"says,omitzero"` // what is owed; only when it is read
	Quantity int    `json:"quantity,omitempty"`
	Type     string `json:"type,omitempty"` // of bottles
	DueOn    Date   `json:"dueOn"`
	// BreaksAt is the end of DueOn in the depot's zone.
	BreaksAt Time `json:"breaksAt"`
	// Owner is the crew that left it, or the account that gave it; whoever keeps it, a broken one is theirs.
	Owner     string `json:"owner"`
	OwnerKind string `json:"ownerKind"` // crew, user
	Status    string `json:"status"`    // open, kept, broken, cancelled
	// Late tells that it was kept after its day.
	Late        bool   `json:"late,omitempty"`
	MadeAt      Time   `json:"madeAt"`
	ComplaintID string `json:"complaintId,omitempty"`
	CheckID     string `json:"checkId,omitempty"` // that made it, the last correction of it
	StopID      string `json:"stopId,omitempty"`  // where it was left over
	ItemID      string `json:"itemId,omitempty"`
	// KeptAtStop is the stop at which it was kept.
	KeptAtStop string `json:"keptAtStop,omitempty"`
	EndedAt    *Time  `json:"endedAt,omitempty"`
	// EndedBy is who said so; nobody where the checks of keptAtStop do.
	EndedBy     string `json:"endedBy,omitempty"`
	Note        string `json:"note,omitempty"`
	ContentHash string `json:"contentHash,omitempty"` // of the request that made it by hand
}

// at is the promise as it stands now: an open one whose day is over is broken.
func (p *Promise) at(now Time) *Promise {
	out := *p
	out.Says = p.says()
	if out.Status == PromiseOpen && !now.Before(out.BreaksAt.Time) {
		out.Status = PromiseBroken
	}
	return &out
}

// says is what is owed, in each language; what somebody typed stands as it was typed.
func (p *Promise) says() Text {
	switch {
	case p.ItemID == "":
		return same(p.Text)
	case p.Kind == PromisePickUp:
		return Text{ZhCN: fmt.Sprintf("补收 %s 空瓶 %d 个", p.Type, p.Quantity), En: "Fetch " + counted(p.Quantity, "empty", "empties") + " " + p.Type}
	case p.ItemID == "fifo.packaging-swap":
		return Text{ZhCN: fmt.Sprintf("补换外箱 %d 个", p.Quantity), En: "Swap " + counted(p.Quantity, "carton", "cartons")}
	}
	return Text{ZhCN: fmt.Sprintf("补换酒 %d 瓶", p.Quantity), En: "Swap " + counted(p.Quantity, "bottle", "bottles")}
}

// breaksAt is the end of a day in the depot's zone.
func (d *Depot) breaksAt(day Date) Time {
	end, _ := resolveTime("24:00", day, d.zone())
	return end
}

// owed is what one answer of a check leaves to be done at the venue.
func owed(check *Check, a *checklists.Answer) []Promise {
	var out []Promise
	if sw := a.Swap; sw != nil && sw.Swapped < sw.Reported {
		out = append(out, Promise{Kind: PromiseSwap, ItemID: a.ItemID, Quantity: sw.Reported - sw.Swapped})
	}
	for _, b := range a.Bottles {
		if b.Left <= 0 || b.Reason == checklists.VenueKeeps {
			continue
		}
		out = append(out, Promise{Kind: PromisePickUp, ItemID: a.ItemID, Type: b.Type, Quantity: b.Left})
	}
	for i := range out {
		words := out[i].says()
		out[i].Text = words.ZhCN + " · " + words.En
	}
	return out
}

// keepPromises makes a promise of everything the check left to be done at its stop, takes back those of the check it
// corrects that are no longer owed, and ends those of stops before that its stop has kept.
func (s *Service) keepPromises(ctx context.Context, check *Check) error {
	if check.StopID == "" {
		return nil
	}
	ids := map[string]bool{}
	for i := range check.Answers {
		for _, p := range owed(check, &check.Answers[i]) {
			p.ID = namedID("promise", check.StopID, p.ItemID, p.Type)
			ids[p.ID] = true
			if err := s.keepPromise(ctx, check, p); err != nil {
				return err
			}
			if err := s.seekKept(ctx, p.ID); err != nil {
				return err
			}
		}
	}
	if err := s.takeBack(ctx, check, ids); err != nil {
		return err
	}
	return s.settlePromises(ctx, check)
}

// takeBack cancels what the check that this one corrects had left over, and this one leaves no longer.
func (s *Service) takeBack(ctx context.Context, check *Check, ids map[string]bool) error {
	if check.Supersedes == "" {
		return nil
	}
	return s.store.Promises.All(ctx, Filter{Equal: map[string]any{"stopId": check.StopID}}, func(p *Promise) error {
		if p.CheckID != check.Supersedes || ids[p.ID] {
			return nil
		}
		_, err := s.store.Promises.Update(ctx, p.ID, func(p *Promise) error {
			if p.CheckID != check.Supersedes || p.Status != PromiseOpen && !p.keptByChecks() {
				return errKeep
			}
			p.reopen()
			p.Status, p.EndedAt, p.CheckID, p.Note = PromiseCancelled, s.Now().Ptr(), check.ID, supersedes
			return nil
		})
		return err
	})
}

// supersedes is the note of a promise that a corrected check took back.
const supersedes = "supersedes"

// keepPromise stores what a check left over: new, or of the check that it corrects. One that has ended stays ended, unless
// that check took it back.
func (s *Service) keepPromise(ctx context.Context, check *Check, next Promise) error {
	depot, err := s.depot(ctx, check.DepotID)
	if err != nil {
		return err
	}
	due, _ := depot.workingDay(check.Date, promiseDays)
	_, err = s.store.Promises.Upsert(ctx, next.ID, func(p *Promise) error {
		switch {
		case p.Version == 0:
			meta := p.Meta
			*p = next
			p.Meta, p.Status, p.MadeAt = meta, PromiseOpen, check.CompletedAt
			p.DepotID, p.VenueID, p.StopID = check.DepotID, check.VenueID, check.StopID
			p.Owner, p.OwnerKind = check.CrewID, "crew"
			p.DueOn, p.BreaksAt = due, depot.breaksAt(due)
		case p.CheckID != check.Supersedes:
			return errKeep
		case p.Status == PromiseCancelled && p.Note == supersedes:
			p.Status, p.EndedAt, p.Note = PromiseOpen, nil, ""
		case p.Status != PromiseOpen && !p.keptByChecks():
			return errKeep
		default:
			p.reopen()
		}
		p.CheckID, p.Quantity, p.Text = check.ID, next.Quantity, next.Text
		return nil
	})
	return err
}

// PromiseCreate is a promise given by hand.
type PromiseCreate struct {
	VenueID     string `json:"venueId"`
	Kind        string `json:"kind"` // swap, pick-up, re-delivery
	Text        string `json:"text"`
	Quantity    int    `json:"quantity,omitempty"`
	Type        string `json:"type,omitempty"`
	DueOn       Date   `json:"dueOn"` // a day in the depot's zone, today or within a year
	ComplaintID string `json:"complaintId,omitempty"`
}

// CreatePromise records what the venue's salesperson or a supervisor promised; it is theirs to keep. With a key the
// same request again gives the same promise. Errors: body.invalid, idempotency.reused.
func (s *Service) CreatePromise(ctx context.Context, c Caller, key string, b PromiseCreate) (*Promise, bool, error) {
	var bad invalid
	bad.choice("/kind", b.Kind, PromiseSwap, PromisePickUp, PromiseRedelivery)
	bad.text("/text", b.Text, 1, maxText)
	bad.number("/quantity", b.Quantity, 0, 100_000)
	bad.text("/type", b.Type, 0, 40)
	bad.check(b.DueOn.Valid(), "/dueOn", "field.format", "2026-11-21")
	v, err := s.promisedVenue(ctx, c, b.VenueID, &bad)
	if err != nil {
		return nil, false, err
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	depot, err := s.depot(ctx, v.DepotID)
	if err != nil {
		return nil, false, err
	}
	now := DateOf(s.clock().In(depot.zone()))
	bad.check(b.DueOn >= now, "/dueOn", "field.order", string(now))
	bad.check(b.DueOn <= now.AddDays(maxPromiseAhead), "/dueOn", "field.range", now, now.AddDays(maxPromiseAhead))
	if b.ComplaintID != "" {
		k, err := s.Complaint(ctx, c, b.ComplaintID)
		if err == nil && k.VenueID != v.ID {
			err = E("record.missing", "")
		}
		if err := bad.reference(err, "/complaintId", b.ComplaintID); err != nil {
			return nil, false, err
		}
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	p := &Promise{
		DepotID: v.DepotID, VenueID: v.ID, Kind: b.Kind, Text: b.Text, Quantity: b.Quantity, Type: b.Type, DueOn: b.DueOn, BreaksAt: depot.breaksAt(b.DueOn),
		Owner: c.UserID, OwnerKind: "user", Status: PromiseOpen, MadeAt: s.Now(), ComplaintID: b.ComplaintID, ContentHash: contentHash(b),
	}
	p.ID = s.keyedID(c, "promise", key)
	out, created, err := insertOnce(ctx, s.store.Promises, p, func(x *Promise) string { return x.ContentHash })
	if err != nil {
		return nil, false, err
	}
	return out.at(s.Now()), created, nil
}

// promisedVenue is a venue the caller may promise something to: a supervisor's, or the salesperson's own.
func (s *Service) promisedVenue(ctx context.Context, c Caller, id string, bad *invalid) (*Venue, error) {
	if !bad.id("/venueId", id) {
		return nil, nil
	}
	v, err := s.store.Venues.Get(ctx, id)
	if err == nil && !c.Supervises(v.DepotID) && !(c.Is(Sales) && c.AnswersFor(id)) {
		err = E("store.missing", "")
	}
	return v, bad.reference(err, "/venueId", id)
}

// PromiseEnd says how a promise ended.
type PromiseEnd struct {
	Status string `json:"status"` // kept, cancelled
	Note   string `json:"note,omitempty"`
	StopID string `json:"stopId,omitempty"` // where it was kept
}

// EndPromise ends a promise. A crew says at which of its stops at that venue it kept it; that it is no longer owed
// only a supervisor or the venue's salesperson says, with a note: who owes it must not forgive it. The same again
// changes nothing. Errors: record.missing, body.invalid, auth.forbidden, promise.ended.
func (s *Service) EndPromise(ctx context.Context, c Caller, id string, b PromiseEnd) (*Promise, error) {
	p, err := s.store.Promises.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	desk := c.Supervises(p.DepotID) || c.Is(Sales) && c.AnswersFor(p.VenueID)
	st, err := s.keepingStop(ctx, c, p, b.StopID)
	if err != nil {
		return nil, err
	}
	if !desk && st == nil && !c.seesPromise(p) {
		return nil, E("record.missing", "id")
	}
	var bad invalid
	bad.choice("/status", b.Status, PromiseKept, PromiseCancelled)
	least := 0
	if b.Status == PromiseCancelled {
		least = 1
	}
	bad.text("/note", b.Note, least, maxText)
	bad.check(b.StopID == "" || st != nil, "/stopId", "field.reference", b.StopID)
	if !desk && b.StopID == "" {
		bad.add("/stopId", "field.required")
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	if !desk && b.Status == PromiseCancelled {
		return nil, E("auth.forbidden", "")
	}
	out, err := s.store.Promises.Update(ctx, id, func(p *Promise) error {
		if p.Status != PromiseOpen {
			if p.Status == b.Status && p.Note == b.Note && p.KeptAtStop == b.StopID {
				return errKeep
			}
			if p.keptByChecks() && b.Status == PromiseKept {
				p.Note, p.KeptAtStop, p.EndedBy = b.Note, b.StopID, c.UserID
				return nil
			}
			return E("promise.ended", "/status", p.Status)
		}
		now := s.Now()
		p.Late = b.Status == PromiseKept && !now.Before(p.BreaksAt.Time)
		p.Status, p.Note, p.KeptAtStop, p.EndedAt, p.EndedBy = b.Status, b.Note, b.StopID, now.Ptr(), c.UserID
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out.at(s.Now()), nil
}

// keepingStop is the stop at which the caller says a promise was kept: at its venue, of a run the caller may report
// on. It is nil when there is none such.
func (s *Service) keepingStop(ctx context.Context, c Caller, p *Promise, stopID string) (*Stop, error) {
	if stopID == "" || !ValidID(stopID) {
		return nil, nil
	}
	st, found, err := s.store.Stops.Find(ctx, stopID)
	if err != nil || !found || st.VenueID != p.VenueID {
		return nil, err
	}
	if c.Supervises(p.DepotID) || c.Is(Sales) && c.AnswersFor(p.VenueID) {
		return st, nil
	}
	run, err := s.run(ctx, st.RunID)
	if err != nil || !c.worksOn(run) {
		return nil, missing(err, "stopId")
	}
	return st, nil
}

// seesPromise: supervisors those of their depots, venues and sales those of their venues, crews what they left
// behind; what a run carries its crew sees with the day.
func (c Caller) seesPromise(p *Promise) bool {
	return c.Supervises(p.DepotID) || c.AnswersFor(p.VenueID) || c.IsCrew() && p.OwnerKind == "crew" && slices.Contains(c.CrewIDs, p.Owner)
}

// ListPromises lists promises, the latest day first. Of the statuses, open is not yet due and broken is overdue and
// still owed.
func (s *Service) ListPromises(ctx context.Context, c Caller, q ListQuery) (Page[Promise], error) {
	f := q.filter()
	if !c.venueScope(&f) && !(c.IsCrew() && c.ownCrews(&f, "owner")) {
		return none[Promise]()
	}
	now := s.Now()
	switch f.Equal["status"] {
	case PromiseOpen: // breaksAt > now
		f.From = max(f.From, now.Add(time.Millisecond).String())
	case PromiseBroken:
		f.Equal["status"] = PromiseOpen
		if end := now.Add(time.Millisecond).String(); f.To == "" || end < f.To {
			f.To = end
		}
	}
	page, err := s.store.Promises.List(ctx, f)
	for i := range page.Items {
		page.Items[i] = *page.Items[i].at(now)
	}
	return page, err
}

// carried are the promises a venue is still owed, the longest due first.
func (s *Service) carried(ctx context.Context, depotID, venueID string) ([]Promise, error) {
	page, err := s.store.Promises.List(ctx, Filter{Equal: map[string]any{"depotId": depotID, "venueId": venueID, "status": PromiseOpen}, Ascending: true, Limit: carriedPromises})
	for i := range page.Items {
		page.Items[i] = *page.Items[i].at(s.Now())
	}
	return page.Items, err
}
