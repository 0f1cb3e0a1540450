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

func TestAMonthSaysWhatVenuesComplainedOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hand(li, checkOf("fifo-stocking", atBlue(10, 0)))
	w.deliver(li, atBlue(10, 0))
	w.clock.set(local(12, 0))
	w.complain("late", local(10, 20)) // nobody has decided it
	w.uphold(w.complain("placed-wrong", local(10, 10)), models.Shares{Porter: 100})
	w.workOut()
	m, err := w.CrewMonthOf(t.Context(), ma, crewOne, today)
	w.ok(err)
	if len(m.Complained) != 1 || m.Complained[0].N != 1 || m.Complained[0].Text.En != "Put in the wrong place" {
		t.Errorf("%+v", m.Complained)
	}
}
