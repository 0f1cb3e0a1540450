package models_test

import (
	"testing"
	"time"

	"crewcheck/models"
)

// phoneDay is the date and run that a phone gets which asks for no date.
func (w *world) phoneDay(c models.Caller, at models.Time) (models.Date, string) {
	w.Helper()
	w.clock.set(at)
	day, err := w.Today(w.Context(), c, "")
	w.ok(err)
	if day.Run == nil {
		return day.Date, ""
	}
	return day.Date, day.Run.ID
}

func TestARunGoesOnPastMidnightUntilItsDayIsClosed(t *testing.T) {
	t.Parallel()
	tomorrow := today.AddDays(1)
	night := func(hour, minute int) models.Time { return on(tomorrow, hour, minute) }
	begin := func(w *world) { w.status(li, atBlue(23, 30), models.StopArrived, local(23, 30)) }
	for _, x := range []struct {
		name   string
		before func(w *world)
		at     models.Time
		date   models.Date
		run    string
	}{
		{"begun, a minute before midnight", begin, local(23, 59), today, runOne},
		{"begun, at midnight", begin, night(0, 0), today, runOne},
		{"begun, just before six", begin, night(5, 59), today, runOne},
		{"begun and forgotten, at six", begin, night(6, 0), tomorrow, "next"},
		{"never begun, with a run to begin", func(*world) {}, night(1, 0), tomorrow, "next"},
		{"closed", func(w *world) {
			begin(w)
			w.hand(li, checkOf("day-close", place{run: runOne, start: local(23, 40)}))
		}, night(0, 30), tomorrow, "next"},
		{"closed after midnight", func(w *world) {
			begin(w)
			w.hand(li, checkOf("day-close", place{run: runOne, start: night(1, 0)}))
		}, night(1, 30), tomorrow, "next"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.putRun("next", tomorrow, crewOne, []string{"wang", "li"}, map[string]string{"stop-next": blueDoor})
			x.before(w)
			if date, run := w.phoneDay(li, x.at); date != x.date || run != x.run {
				t.Errorf("the phone gets run %q of %s, want %q of %s", run, date, x.run, x.date)
			}
			w.onRun(li, tomorrow, "next")
		})
	}
}

func TestARunThatNobodyHasToldOfGoesOnWithoutAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if date, run := w.phoneDay(li, on(today.AddDays(1), 0, 30)); date != today || run != runOne {
		t.Errorf("the phone gets run %q of %s", run, date)
	}
	if date, run := w.phoneDay(nobody, on(today.AddDays(1), 0, 30).Add(time.Minute)); run != "" || date == "" {
		t.Errorf("who has no run gets %q of %s", run, date)
	}
}
