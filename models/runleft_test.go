package models_test

import (
	"slices"
	"testing"

	"crewcheck/models"
)

// replan puts these people on run one at a time.
func (w *world) replan(at models.Time, members ...string) {
	w.Helper()
	w.clock.set(at)
	w.putRun(runOne, today, crewOne, members, map[string]string{stopBlue: blueDoor, stopRed: lantern})
}

// until is when a user leaves run one: "" when they stay, "-" when they are not on it.
func (w *world) until(user string) string {
	w.Helper()
	r, err := w.Run(w.Context(), sun, runOne)
	w.ok(err)
	i := slices.IndexFunc(r.Members, func(m models.Member) bool { return m.UserID == user })
	switch {
	case i < 0:
		return "-"
	case r.Members[i].To == nil:
		return ""
	}
	return r.Members[i].To.String()
}

func TestAMemberTakenOffTheRun(t *testing.T) {
	t.Parallel()
	moved := inCrew(li, crewTwo) // to the other crew, with the other run

	t.Run("keeps what was ticked offline before: it is taken, and is theirs", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.replan(local(11, 0), "wang", "qian")
		equal(t, []string{w.until("li")}, []string{"-"})
		b := checkOf("conduct", atBlue(10, 30))
		b.SentAt = local(13, 0)
		k := w.hand(moved, b)
		equal(t, []string{k.MemberID, w.until("li")}, []string{"li", local(11, 0).String()})
		if slices.Contains(k.Flags, models.FlagOffRun) {
			t.Fatalf("%v", k.Flags)
		}
		w.status(moved, atBlue(10, 30), models.StopArrived, local(10, 25))
		_, created, err := w.PutCheck(t.Context(), moved, k.ID, b)
		w.ok(err)
		if created {
			t.Fatal("twice")
		}
	})

	t.Run("is accused of nothing, and what was begun later is kept with a flag", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.replan(local(10, 0), "wang", "qian")
		k := w.hand(moved, checkOf("conduct", atBlue(10, 30)))
		if !slices.Contains(k.Flags, models.FlagOffRun) || !k.Flagged {
			t.Fatalf("%v", k.Flags)
		}
		equal(t, []string{w.until("li"), w.until("qian")}, []string{"-", ""})
	})

	t.Run("is taken off for good when planning knows the work, and is back when planned again", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.hand(li, checkOf("conduct", atBlue(10, 30)))
		w.replan(local(11, 0), "wang", "qian")
		w.replan(local(12, 0), "wang", "qian")
		equal(t, []string{w.until("li")}, []string{"-"})
		r, err := w.Run(t.Context(), sun, runOne)
		w.ok(err)
		if len(r.Left) != 1 || !r.Left[0].To.Equal(local(11, 0).Time) {
			t.Fatalf("%+v", r.Left)
		}
		w.replan(local(15, 0), "wang", "li")
		equal(t, []string{w.until("li"), w.until("qian")}, []string{"", "-"})
	})

	t.Run("before a phone can have had it was never on it, as a stranger was not", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		next := func(members ...string) {
			w.putRun("run-next", today.AddDays(1), crewTwo, members, map[string]string{"stop-next": blueDoor})
		}
		next("zhao", "zhou")
		next("zhao", "qian")
		w.clock.set(local(34, 30))
		b := checkOf("conduct", place{"run-next", "stop-next", local(34, 0)}, func(b *models.CheckBody) {
			for i := range b.Answers {
				b.Answers[i].MemberID = ""
			}
		})
		_, _, err := w.PutCheck(t.Context(), li, uuidOf(1), b)
		wantCode(t, err, "body.invalid", "/runId", "field.reference")
		b.MemberID = "zhou"
		_, _, err = w.PutCheck(t.Context(), zhao, uuidOf(1), b)
		wantCode(t, err, "body.invalid", "/memberId", "field.reference")
	})
}
