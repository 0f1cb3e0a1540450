package models

import (
	"context"

	"crewcheck/checklists"
)

// recurs finds the closed complaint of the same venue and category that this one repeats, and then makes it
// one step graver: the same opinion must not come twice.
func (s *Service) recurs(ctx context.Context, k *Complaint) error {
	since := k.FiledAt.AddDate(0, 0, -s.standards.Clocks.RecurrenceDays)
	page, err := s.store.Complaints.List(ctx, Filter{Equal: map[string]any{"venueId": k.VenueID, "category": k.Category, "status": Closed}, Limit: 20})
	if err != nil {
		return err
	}
	for i := range page.Items {
		old := &page.Items[i]
		if at := old.current().ConfirmedAt; at != nil && !at.Before(since) {
			k.RecurrenceOf, k.Recurring, k.Severity = old.ID, true, graver(k.Severity)
			return nil
		}
	}
	return nil
}

// graver is the severity one step up.
func graver(severity string) string {
	if severity == checklists.SeverityMinor {
		return checklists.SeverityMajor
	}
	return checklists.SeverityCritical
}
