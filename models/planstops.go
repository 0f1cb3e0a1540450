package models

import (
	"context"
	"fmt"
	"time"
)

// planStops turns the bodies into stops, with their venues checked and windows resolved.
func (s *Service) planStops(ctx context.Context, runID string, b *RunBody, bad *invalid) ([]Stop, error) {
	if !b.Date.Valid() {
		return nil, nil
	}
	depot, err := s.depot(ctx, b.DepotID)
	if err != nil {
		return nil, err
	}
	products, err := s.productsOf(ctx, b.DepotID)
	if err != nil {
		return nil, err
	}
	out := make([]Stop, len(b.Stops))
	for i, st := range b.Stops {
		at := fmt.Sprintf("/stops/%d", i)
		venue, err := s.store.Venues.Get(ctx, st.VenueID)
		if err == nil && venue.DepotID != b.DepotID {
			err = E("store.missing", "")
		}
		if err != nil {
			if err := bad.reference(err, at+"/venueId", st.VenueID); err != nil {
				return nil, err
			}
			continue
		}
		for j, l := range st.Lines {
			_, known := products[l.ProductID]
			bad.check(known, fmt.Sprintf("%s/lines/%d/productId", at, j), "field.reference", l.ProductID)
		}
		out[i] = Stop{DepotID: b.DepotID, RunID: runID, CrewID: b.CrewID, VenueID: st.VenueID, Date: b.Date, Sequence: st.Sequence, Lines: st.Lines, Bottles: st.Bottles, Status: StopPlanned}
		out[i].ID = st.ID
		out[i].Window = resolveWindow(st.Window, venue, depot, b.Date, at+"/window", bad)
		old, found, err := s.store.Stops.Find(ctx, st.ID)
		if err != nil {
			return nil, err
		}
		bad.check(!found || old.RunID == runID, at+"/id", "field.duplicate", st.ID)
		if found {
			out[i].ReceiptToken = old.ReceiptToken
		}
	}
	return out, nil
}

// resolveWindow makes instants of a planned window; without one the venue's daily window holds.
func resolveWindow(w *StopWindow, v *Venue, d *Depot, date Date, at string, bad *invalid) *Window {
	if w == nil {
		if v.Window == nil {
			return nil
		}
		w = &StopWindow{v.Window.From, v.Window.To}
	}
	zone := d.zone()
	if v.Zone != "" {
		if z, err := time.LoadLocation(v.Zone); err == nil {
			zone = z
		}
	}
	from, okFrom := resolveTime(w.From, date, zone)
	to, okTo := resolveTime(w.To, date, zone)
	bad.check(okFrom, at+"/from", "field.format", "09:00")
	bad.check(okTo, at+"/to", "field.format", "17:00")
	if !okFrom || !okTo {
		return nil
	}
	if !to.After(from.Time) && clockPattern.MatchString(w.To) {
		to, _ = resolveTime(w.To, date.AddDays(1), zone)
	}
	bad.check(to.After(from.Time), at+"/to", "field.order", from.String())
	return &Window{From: from, To: to}
}

// resolveTime reads RFC 3339, or HH:MM on a day in a zone.
func resolveTime(text string, date Date, zone *time.Location) (Time, bool) {
	if clockPattern.MatchString(text) {
		var hour, minute int
		_, _ = fmt.Sscanf(text, "%d:%d", &hour, &minute)
		d := date.Time()
		return At(time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, zone)), true
	}
	t, err := time.Parse(time.RFC3339, text)
	return At(t), err == nil && t.Year() >= 2000 && t.Year() < 2200
}
