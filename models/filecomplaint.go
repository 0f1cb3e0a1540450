package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"crewcheck/checklists"
)

// ComplaintCreate is a complaint as it is filed. Of the times one form is given: occurredAt, occurredOn, or
// occurredFrom and occurredTo; without any it was now.
type ComplaintCreate struct {
	VenueID       string            `json:"venueId"`
	Category      string            `json:"category"`
	Severity      string            `json:"severity,omitempty"` // default: the category's
	OccurredAt    *Time             `json:"occurredAt,omitempty"`
	OccurredOn    Date              `json:"occurredOn,omitempty"` // a day in the depot's zone
	OccurredFrom  *Time             `json:"occurredFrom,omitempty"`
	OccurredTo    *Time             `json:"occurredTo,omitempty"`
	Description   string            `json:"description,omitempty"`
	ReceiptNumber string            `json:"receiptNumber,omitempty"`
	StopID        string            `json:"stopId,omitempty"`
	About         []Role            `json:"about,omitempty"` // driver, porter
	Photos        []string          `json:"photos,omitempty"`
	Contact       *ComplaintContact `json:"contact,omitempty"`
	Source        string            `json:"source,omitempty"` // venue, phone, qr, visit; default by the caller's role
}

// FileComplaint files a complaint and ties it to the crew that was there. With a key the same request again
// gives the same complaint. Errors: body.invalid, idempotency.reused.
func (s *Service) FileComplaint(ctx context.Context, c Caller, key string, b ComplaintCreate) (*Complaint, bool, error) {
	k, created, err := s.fileComplaint(ctx, c, key, b)
	if err != nil {
		return nil, false, err
	}
	return k.forCaller(c), created, nil
}

func (s *Service) fileComplaint(ctx context.Context, c Caller, key string, b ComplaintCreate) (*Complaint, bool, error) {
	hash := contentHash(b)
	id := s.keyedID(c, "complaint", key)
	if old, found, err := s.store.Complaints.Find(ctx, id); err != nil || found {
		if err == nil && old.ContentHash != hash {
			err = E("idempotency.reused", "Idempotency-Key")
		}
		if err != nil {
			return nil, false, err
		}
		return old, false, s.afterComplaint(ctx, old)
	}
	k, cat, err := s.newComplaint(ctx, c, b)
	if err != nil {
		return nil, false, err
	}
	k.ID, k.ContentHash = id, hash
	if err := s.recurs(ctx, k); err != nil {
		return nil, false, err
	}
	if k.Link, err = s.link(ctx, k, cat); err != nil {
		return nil, false, err
	}
	if k.Contradicts, err = s.contradictions(ctx, k.Link, cat); err != nil {
		return nil, false, err
	}
	if err := s.openCycle(ctx, k); err != nil {
		return nil, false, err
	}
	if k.Number, err = s.nextNumber(ctx, k); err != nil {
		return nil, false, err
	}
	if err := s.lookSoon(ctx, k.ID); err != nil {
		return nil, false, err
	}
	poke, err := s.markLinked(ctx, k.DepotID, k.Link)
	if err != nil {
		return nil, false, err
	}
	defer poke()
	k.event("filed", c.UserID, s.Now(), "")
	k.event(k.Link.State, "", s.Now(), k.Link.Method)
	k, created, err := insertOnce(ctx, s.store.Complaints, k, func(x *Complaint) string { return x.ContentHash })
	if err != nil {
		return nil, false, err
	}
	return k, created, s.afterComplaint(ctx, k)
}

// afterComplaint writes what follows from a stored complaint; it is repeated harmlessly, so that a crash in
// between loses nothing.
func (s *Service) afterComplaint(ctx context.Context, k *Complaint) error {
	s.looks.poke(Subject{aboutComplaint, k.ID})
	if err := s.grantLinked(ctx, k); err != nil {
		return err
	}
	return s.grantPhotos(ctx, k.Photos, "depot:"+k.DepotID, "venue:"+k.VenueID)
}

// newComplaint validates what was filed and finds its venue, category and time.
func (s *Service) newComplaint(ctx context.Context, c Caller, b ComplaintCreate) (*Complaint, *checklists.Category, error) {
	var bad invalid
	cat := s.standards.Category(b.Category)
	if cat == nil {
		bad.choice("/category", b.Category, s.categoryCodes()...)
	}
	if b.Severity != "" {
		bad.choice("/severity", b.Severity, checklists.SeverityMinor, checklists.SeverityMajor, checklists.SeverityCritical)
	}
	if b.Source == "" {
		b.Source = "phone"
		if c.Is(VenueRole) {
			b.Source = "venue"
		}
	}
	bad.choice("/source", b.Source, "venue", "phone", "qr", "visit")
	bad.text("/description", b.Description, 0, maxText)
	if b.ReceiptNumber != "" {
		bad.text("/receiptNumber", b.ReceiptNumber, 1, 64)
	}
	bad.photos("/photos", b.Photos, MaxCheckPhotos)
	bad.check(len(b.About) <= 2, "/about", "field.too-many", 2)
	for i, r := range b.About {
		at := fmt.Sprintf("/about/%d", i)
		bad.choice(at, string(r), string(Driver), string(Porter))
		bad.check(!slices.Contains(b.About[:i], r), at, "field.duplicate", string(r))
	}
	if b.Contact != nil {
		bad.text("/contact/name", b.Contact.Name, 0, maxName)
		bad.check(b.Contact.Phone == "" || phonePattern.MatchString(NormalPhone(b.Contact.Phone)), "/contact/phone", "field.format", "13900000000")
	}
	venue, err := s.complainingVenue(ctx, c, b.VenueID, &bad)
	if err != nil {
		return nil, nil, err
	}
	if err := bad.err(); err != nil {
		return nil, nil, err
	}
	k := &Complaint{
		DepotID: venue.DepotID, VenueID: venue.ID, Category: cat.Code, Severity: b.Severity, Description: b.Description,
		ReceiptNumber: b.ReceiptNumber, StopID: b.StopID, About: b.About, Photos: b.Photos, Contact: b.Contact,
		Source: b.Source, FiledAt: s.Now(), FiledBy: c.UserID, Status: Open, Cycles: []Cycle{}, Events: []Event{}, Steps: playbookOf(cat),
	}
	if k.Severity == "" {
		k.Severity = cat.Severity
	}
	if k.Photos == nil {
		k.Photos = []string{}
	}
	if err := s.occurred(ctx, k, &b, &bad); err != nil {
		return nil, nil, err
	}
	if b.StopID != "" {
		st, err := s.store.Stops.Get(ctx, b.StopID)
		if err == nil {
			err = s.complainable(ctx, st, venue)
		}
		if err := bad.reference(err, "/stopId", b.StopID); err != nil {
			return nil, nil, err
		}
	}
	return k, cat, bad.err()
}

// complainable refuses stops of other venues, and of days after tomorrow, at which nothing can have happened.
func (s *Service) complainable(ctx context.Context, st *Stop, v *Venue) error {
	depot, err := s.depot(ctx, v.DepotID)
	if err != nil {
		return err
	}
	tomorrow := DateOf(s.clock().In(depot.zone())).AddDays(1)
	if st.VenueID != v.ID || st.Date > tomorrow {
		return E("store.missing", "")
	}
	return nil
}

func (s *Service) categoryCodes() []string {
	out := make([]string, len(s.standards.Categories))
	for i := range out {
		out[i] = s.standards.Categories[i].Code
	}
	return out
}

// complainingVenue is the venue the caller may speak for; another reads as unknown.
func (s *Service) complainingVenue(ctx context.Context, c Caller, id string, bad *invalid) (*Venue, error) {
	if !bad.id("/venueId", id) {
		return nil, nil
	}
	v, err := s.store.Venues.Get(ctx, id)
	if err == nil && !c.AnswersFor(id) && !c.Supervises(v.DepotID) {
		err = E("store.missing", "")
	}
	return v, bad.reference(err, "/venueId", id)
}

// occurred finds the span of time that was named.
func (s *Service) occurred(ctx context.Context, k *Complaint, b *ComplaintCreate, bad *invalid) error {
	forms := 0
	for _, given := range []bool{b.OccurredAt != nil, b.OccurredOn != "", b.OccurredFrom != nil || b.OccurredTo != nil} {
		if given {
			forms++
		}
	}
	if !bad.check(forms <= 1, "/occurredAt", "field.not-here") {
		return nil
	}
	switch {
	case b.OccurredAt != nil:
		s.notAhead(bad, "/occurredAt", *b.OccurredAt)
		k.OccurredFrom, k.OccurredTo = *b.OccurredAt, *b.OccurredAt
	case b.OccurredOn != "":
		depot, err := s.depot(ctx, k.DepotID)
		if err != nil || !bad.check(b.OccurredOn.Valid(), "/occurredOn", "field.format", "2026-11-21") {
			return err
		}
		k.OccurredFrom, _ = resolveTime("00:00", b.OccurredOn, depot.zone())
		k.OccurredTo, _ = resolveTime("24:00", b.OccurredOn, depot.zone())
	case b.OccurredFrom != nil || b.OccurredTo != nil:
		if !bad.check(b.OccurredFrom != nil, "/occurredFrom", "field.required") || !bad.check(b.OccurredTo != nil, "/occurredTo", "field.required") {
			return nil
		}
		s.notAhead(bad, "/occurredFrom", *b.OccurredFrom)
		s.notAhead(bad, "/occurredTo", *b.OccurredTo)
		k.OccurredFrom, k.OccurredTo = *b.OccurredFrom, *b.OccurredTo
		bad.check(!k.OccurredTo.Before(k.OccurredFrom.Time), "/occurredTo", "field.order", k.OccurredFrom.String())
		bad.check(k.OccurredTo.Sub(k.OccurredFrom.Time) <= 31*24*time.Hour, "/occurredTo", "field.range", k.OccurredFrom, k.OccurredFrom.Add(31*24*time.Hour))
	default:
		k.OccurredFrom, k.OccurredTo = k.FiledAt, k.FiledAt
	}
	return nil
}

// Bounds of when a complaint's matter can have been. The clocks of those who file run ahead by less than an hour.
const aheadMost = time.Hour

var earliest = At(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))

// notAhead refuses times that have not come yet.
func (s *Service) notAhead(bad *invalid, field string, t Time) {
	latest := s.Now().Add(aheadMost)
	bad.check(!t.Before(earliest.Time) && !t.After(latest.Time), field, "field.range", earliest, latest)
}

// openCycle starts the clocks of a new opening.
func (s *Service) openCycle(ctx context.Context, k *Complaint) error {
	v, err := s.venue(ctx, k.VenueID)
	if err != nil {
		return err
	}
	clock, err := s.newClock(ctx, k, v)
	if err != nil {
		return err
	}
	now := s.Now()
	k.Cycles = append(slices.Clone(k.Cycles), Cycle{OpenedAt: now, Clock: clock})
	k.Cycle = len(k.Cycles)
	k.wind(now)
	return nil
}

// counter hands out numbers; id = what is counted.
type counter struct {
	Meta
	Last int `json:"last"`
	// Names are what was counted, where each counts once.
	Names []string `json:"names,omitempty"`
}

// maxEvents bounds the events kept in one complaint; the first hundred and the newest stay.
const maxEvents = 500

func (k *Complaint) event(kind, by string, at Time, note string) {
	if len(k.Events) >= maxEvents {
		k.Events = slices.Delete(k.Events, 100, 101)
	}
	k.Events = append(k.Events, Event{At: at, By: by, Type: kind, Note: note})
}
