package models

import (
	"context"
	"fmt"
	"strings"
)

// Exclusion keeps a crew, or a person, from a venue: it asked that they do not come again. id follows from both.
type Exclusion struct {
	Meta
	DepotID     string `json:"depotId"`
	VenueID     string `json:"venueId"`
	SubjectID   string `json:"subjectId"`
	SubjectKind string `json:"subjectKind"` // crew, user
	Name        string `json:"name"`        // of the crew or person
	Reason      string `json:"reason"`
	Until       Date   `json:"until,omitempty"` // the last day it holds; "" = until it is lifted
	// From is the day it was set: runs before it are history.
	From     Date   `json:"from"`
	By       string `json:"by"`
	Active   bool   `json:"active"` // false: lifted
	LiftedAt *Time  `json:"liftedAt,omitempty"`
	LiftedBy string `json:"liftedBy,omitempty"`
}

// holdsOn tells whether the exclusion holds on a day.
func (x *Exclusion) holdsOn(d Date) bool {
	return x.Active && d >= x.From && (x.Until == "" || d <= x.Until)
}

// ExclusionBody says why, and for how long.
type ExclusionBody struct {
	Reason string `json:"reason"`
	Until  Date   `json:"until,omitempty"`
}

// supervisedVenue is a venue of a depot the caller supervises. Errors: record.missing.
func (s *Service) supervisedVenue(ctx context.Context, c Caller, id string) (*Venue, error) {
	v, err := s.store.Venues.Get(ctx, id)
	if err == nil && !c.Supervises(v.DepotID) {
		err = E("record.missing", "id")
	}
	return v, missing(err, "id")
}

// PutExclusion keeps a crew or person of the venue's depot from it; supervisors may. The same again changes nothing.
// Errors: record.missing, also for a subject that is none of the depot's; body.invalid.
func (s *Service) PutExclusion(ctx context.Context, c Caller, venueID, subjectID string, b ExclusionBody) (*Exclusion, bool, error) {
	v, err := s.supervisedVenue(ctx, c, venueID)
	if err != nil {
		return nil, false, err
	}
	kind, name, err := s.excludable(ctx, v.DepotID, subjectID)
	if err != nil {
		return nil, false, err
	}
	depot, err := s.depot(ctx, v.DepotID)
	if err != nil {
		return nil, false, err
	}
	now := DateOf(s.clock().In(depot.zone()))
	var bad invalid
	bad.text("/reason", b.Reason, 1, maxText)
	if b.Until != "" && bad.check(b.Until.Valid(), "/until", "field.format", "2026-11-21") {
		bad.check(b.Until >= now, "/until", "field.order", string(now))
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	changed, created := false, false
	x, err := s.store.Exclusions.Upsert(ctx, exclusionID(venueID, subjectID), func(x *Exclusion) error {
		created = x.Version == 0
		if changed = !x.Active || x.Reason != b.Reason || x.Until != b.Until; !changed {
			return errKeep
		}
		if !x.Active {
			x.From = now
		}
		x.DepotID, x.VenueID, x.SubjectID, x.SubjectKind, x.Name = v.DepotID, venueID, subjectID, kind, name
		x.Reason, x.Until, x.By, x.Active, x.LiftedAt, x.LiftedBy = b.Reason, b.Until, c.UserID, true, nil, ""
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	note := strings.TrimSpace(fmt.Sprintf("%s %s: %s %s", kind, name, b.Reason, b.Until))
	return x, created, s.audit(ctx, c, AuditRecord{DepotID: v.DepotID, Action: AuditExcluded, SubjectKind: "venue", SubjectID: venueID, Note: note}, subjectID, fmt.Sprint(x.Version))
}

func exclusionID(venueID, subjectID string) string { return namedID("exclusion", venueID, subjectID) }

// excludable finds the crew or person of a depot that an id means. Errors: record.missing.
func (s *Service) excludable(ctx context.Context, depotID, id string) (kind, name string, err error) {
	crew, found, err := s.store.Crews.Find(ctx, id)
	if err != nil {
		return "", "", err
	}
	if found && crew.DepotID == depotID {
		return "crew", crew.Name, nil
	}
	u, found, err := s.store.Users.Find(ctx, id)
	if err != nil {
		return "", "", err
	}
	if !found || !u.worksIn(depotID) {
		return "", "", E("record.missing", "subjectId")
	}
	return "user", u.Name, nil
}

// worksIn tells whether the person may be on runs of the depot.
func (u *User) worksIn(depotID string) bool {
	for _, d := range u.DepotIDs {
		if d == depotID {
			return u.caller("").IsCrew()
		}
	}
	return false
}

// LiftExclusion lets them come again; lifting it twice is no error. Errors: record.missing.
func (s *Service) LiftExclusion(ctx context.Context, c Caller, venueID, subjectID string) error {
	v, err := s.supervisedVenue(ctx, c, venueID)
	if err != nil {
		return err
	}
	x, err := s.store.Exclusions.Update(ctx, exclusionID(venueID, subjectID), func(x *Exclusion) error {
		if !x.Active {
			return errKeep
		}
		x.Active, x.LiftedAt, x.LiftedBy = false, s.Now().Ptr(), c.UserID
		return nil
	})
	if err != nil {
		return missing(err, "subjectId")
	}
	return s.audit(ctx, c, AuditRecord{DepotID: v.DepotID, Action: AuditReadmitted, SubjectKind: "venue", SubjectID: venueID, Note: x.SubjectKind + " " + x.Name}, subjectID, fmt.Sprint(x.Version))
}

// ListExclusions lists who is kept from a venue, also those of the past. Errors: record.missing.
func (s *Service) ListExclusions(ctx context.Context, c Caller, venueID string, q ListQuery) (Page[Exclusion], error) {
	if _, err := s.supervisedVenue(ctx, c, venueID); err != nil {
		return Page[Exclusion]{}, err
	}
	f := q.filter()
	f.Equal["venueId"] = venueID
	return s.store.Exclusions.List(ctx, f)
}

// checkExclusions refuses a run that sends somebody where they are excluded. With a reason it is let through, and
// every exclusion it overrides is written to the audit. Errors: run.excluded.
func (s *Service) checkExclusions(ctx context.Context, c Caller, id string, b *RunBody) error {
	at := map[string]int{} // venue → its first stop
	venues := []any{}
	for i := range b.Stops {
		if _, seen := at[b.Stops[i].VenueID]; !seen {
			at[b.Stops[i].VenueID] = i
			venues = append(venues, b.Stops[i].VenueID)
		}
	}
	sent := map[string]bool{b.CrewID: true}
	for _, m := range b.Members {
		sent[m.UserID] = true
	}
	f := Filter{Equal: map[string]any{"active": true}, In: map[string][]any{"venueId": venues}}
	return s.store.Exclusions.All(ctx, f, func(x *Exclusion) error {
		if !sent[x.SubjectID] || !x.holdsOn(b.Date) {
			return nil
		}
		stop := at[x.VenueID]
		if b.OverrideReason == "" {
			return E("run.excluded", fmt.Sprintf("/stops/%d/venueId", stop), b.Stops[stop].ID, x.Name, x.Reason)
		}
		note := fmt.Sprintf("%s: %s %s: %s", b.Stops[stop].ID, x.SubjectKind, x.Name, b.OverrideReason)
		r := AuditRecord{DepotID: b.DepotID, Action: AuditOverridden, SubjectKind: "run", SubjectID: id, Note: note}
		return s.audit(ctx, c, r, x.ID, fmt.Sprint(x.Version), b.OverrideReason)
	})
}
