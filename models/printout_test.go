package models_test

import (
	"testing"
	"time"

	"crewcheck/models"
)

// A month ends on the depot's clock: at 01:00 of the first in Changsha it is still the month before by UTC.
func TestACrewsMonthIsTheLastWholeOneOfItsDepot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct {
		when     string
		now      time.Time
		from, to models.Date
	}{
		{"an hour into December in Changsha", time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC), "2026-11-01", "2026-11-30"},
		{"an hour before December in Changsha", time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC), "2026-10-01", "2026-10-31"},
		{"on the last of March", time.Date(2027, 3, 31, 4, 0, 0, 0, time.UTC), "2027-02-01", "2027-02-28"},
	} {
		w.clock.set(models.At(c.now))
		m, err := w.CrewMonthOf(t.Context(), ma, crewOne, "")
		w.ok(err)
		if want := (models.DateRange{From: c.from, To: c.to}); m.Month != want {
			t.Errorf("%s: %v, want %v", c.when, m.Month, want)
		}
	}
}
