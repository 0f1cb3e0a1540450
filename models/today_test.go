package models_test

import (
	"testing"

	"crewcheck/models"
)

func TestIdsWithColonsKeepAssignmentsApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, bo := inCrew(caller("ada", models.Porter), crewOne), inCrew(caller("b:ada", models.Porter), crewOne)
	w.putUser(ada, "13900000050", "")
	w.putUser(bo, "13900000051", "")
	w.putRun("run:b", today, crewOne, []string{"ada"}, map[string]string{"stop-1": blueDoor})
	w.putRun("run", today, crewOne, []string{"b:ada"}, map[string]string{"stop-2": blueDoor})
	w.onRun(ada, today, "run:b")
	w.onRun(bo, today, "run")
}

func TestAMovedRunIsFoundOnItsNewDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putRun(runOne, today.AddDays(1), crewOne, []string{"li"}, map[string]string{stopBlue: blueDoor})
	w.onRun(li, today, "")
	w.onRun(li, today.AddDays(1), runOne)
}

// onRun fails unless the caller's run of the date has that id; "" is a day off.
func (w *world) onRun(c models.Caller, date models.Date, id string) {
	w.Helper()
	day, err := w.Today(w.Context(), c, date)
	w.ok(err)
	have := ""
	if day.Run != nil {
		have = day.Run.ID
	}
	if have != id {
		w.Fatalf("%s is on the run %q on %s, want %q", c.UserID, have, date, id)
	}
}
