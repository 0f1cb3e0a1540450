package models_test

import (
	"context"
	"testing"
	"time"

	"crewcheck/models"
)

func TestPlaybook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.complain("bottles-refused", local(14, 0), atStop(stopBlue))
	if len(k.Steps) != 4 || k.Steps[0].N != 1 || k.Steps[0].Owner != "sales" || k.Steps[0].DoneAt != nil {
		t.Fatalf("steps %+v", k.Steps)
	}
	tick := func(c models.Caller, n int, done bool, note string) (*models.Complaint, error) {
		return w.TickStep(t.Context(), c, k.ID, n, models.StepBody{Done: done, Note: note})
	}
	t.Run("a step is ticked by its owner or a supervisor", func(t *testing.T) {
		for _, x := range []struct {
			c    models.Caller
			n    int
			code string
		}{
			{wang, 1, "auth.forbidden"},
			{chen, 1, "auth.forbidden"},
			{zhang, 2, "auth.forbidden"},
			{zhao, 2, "record.missing"},
			{wu, 1, "record.missing"},
			{sun, 0, "record.missing"},
			{sun, 5, "record.missing"},
		} {
			_, err := tick(x.c, x.n, true, "")
			wantCode(t, err, x.code)
		}
		for n, c := range map[int]models.Caller{1: zhang, 2: li, 3: sun, 4: ma} {
			out, err := tick(c, n, true, "done it")
			w.ok(err)
			if st := out.Steps[n-1]; st.DoneAt == nil || st.Note != "done it" {
				t.Errorf("step %d: %+v", n, st)
			}
		}
	})
	t.Run("the same tick again changes nothing", func(t *testing.T) {
		before, err := tick(sun, 1, true, "done it")
		w.ok(err)
		w.clock.add(3_600_000_000_000)
		after, err := tick(sun, 1, true, "")
		w.ok(err)
		if after.Version != before.Version || after.Steps[0].By != zhang.UserID {
			t.Errorf("version %d → %d, by %s", before.Version, after.Version, after.Steps[0].By)
		}
	})
	t.Run("crews do not see who ticked", func(t *testing.T) {
		out, err := w.Complaint(t.Context(), li, k.ID)
		w.ok(err)
		if out.Steps[0].By != "" || out.Steps[0].DoneAt == nil {
			t.Errorf("%+v", out.Steps[0])
		}
	})
	t.Run("a reopened complaint begins its playbook anew, its events keep the old one", func(t *testing.T) {
		w.uphold(k, models.Shares{Porter: 100})
		_, err := w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "fetched"})
		w.ok(err)
		_, err = w.ReopenComplaint(t.Context(), chen, k.ID, models.NoteBody{Note: "six are still here"})
		w.ok(err)
		out, err := w.Complaint(t.Context(), zhang, k.ID)
		w.ok(err)
		if out.Steps[0].DoneAt != nil || out.Steps[0].Note != "" || out.FollowUpDueAt != nil {
			t.Errorf("%+v, due %v", out.Steps[0], out.FollowUpDueAt)
		}
	})
}

func TestGoodwill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.complain("bottles-refused", local(14, 0), atStop(stopBlue)) // up to two extra crates
	give := func(c models.Caller, key string, b models.GoodwillBody) (*models.Complaint, error) {
		return w.GiveGoodwill(t.Context(), c, k.ID, key, b)
	}
	one := models.GoodwillBody{ExtraCrates: 1}
	_, err := give(zhao, "", one)
	wantCode(t, err, "record.missing")
	_, err = give(chen, "", one)
	wantCode(t, err, "auth.forbidden")
	_, err = give(li, "", models.GoodwillBody{})
	wantCode(t, err, "body.invalid", "/swapBottles", "field.required")
	_, err = give(li, "", models.GoodwillBody{SwapBottles: 1})
	wantCode(t, err, "complaint.front-line", "/swapBottles")

	_, err = give(li, "first", one)
	w.ok(err)
	out, err := give(li, "first", one)
	w.ok(err)
	if len(out.Goodwill) != 1 {
		t.Fatalf("a repeated gift counts: %+v", out.Goodwill)
	}
	_, err = give(li, "first", models.GoodwillBody{ExtraCrates: 2})
	wantCode(t, err, "idempotency.reused")
	_, err = give(li, "second", one)
	w.ok(err)
	_, err = give(zhang, "", one)
	wantCode(t, err, "complaint.front-line", "/extraCrates")
	out, err = give(sun, "", models.GoodwillBody{ExtraCrates: 3, SwapBottles: 6})
	w.ok(err)
	if n := len(out.Goodwill); n != 3 || !out.Goodwill[2].Beyond || out.Goodwill[1].Beyond {
		t.Errorf("%+v", out.Goodwill)
	}
}

func TestFollowUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.complain("dress", on("2026-03-12", 14, 0), atStop(stopBlue)) // a Thursday
	w.uphold(k, models.Shares{Driver: 100})
	owed := func(c models.Caller) (owed, overdue int) {
		t.Helper()
		q := models.ListQuery{Equal: map[string]string{"callOwed": "true"}}
		page, err := w.ListComplaints(t.Context(), c, q)
		w.ok(err)
		late, err := w.OverdueCalls(t.Context(), c, q)
		w.ok(err)
		return len(page.Items), len(late.Items)
	}
	call := models.FollowUpBody{Reached: true, Satisfied: 5, Note: "content"}
	_, err := w.FollowUpComplaint(t.Context(), zhang, k.ID, call)
	wantCode(t, err, "complaint.state")
	out, err := w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "new shirts"})
	w.ok(err)
	if due := on("2026-03-17", 17, 0); out.FollowUpDueAt == nil || !out.FollowUpDueAt.Equal(due.Time) {
		t.Errorf("due %v, want %v: Friday, Monday, Tuesday", out.FollowUpDueAt, due)
	}
	if n, late := owed(sun); n != 1 || late != 0 {
		t.Errorf("%d calls are owed, %d overdue", n, late)
	}
	_, err = w.FollowUpComplaint(t.Context(), zhang, k.ID, models.FollowUpBody{Satisfied: 5, Note: "rang"})
	wantCode(t, err, "body.invalid", "/satisfied", "field.not-here")
	_, err = w.FollowUpComplaint(t.Context(), li, k.ID, call)
	wantCode(t, err, "auth.forbidden")
	for range 2 {
		_, err = w.FollowUpComplaint(t.Context(), zhang, k.ID, call)
		w.ok(err)
	}
	if n, _ := owed(sun); n != 0 {
		t.Errorf("%d calls are owed though it was reached", n)
	}
	w.clock.set(on("2026-03-17", 17, 1))
	out, err = w.FollowUpComplaint(t.Context(), sun, k.ID, models.FollowUpBody{Note: "no answer"})
	w.ok(err)
	if f := out.Cycles[0].FollowUps; len(f) != 2 || !f[0].InTime || f[1].InTime {
		t.Errorf("%+v", f)
	}
	_, err = w.ConfirmComplaint(t.Context(), chen, k.ID, models.ConfirmBody{Satisfaction: 6})
	wantCode(t, err, "body.invalid", "/satisfaction")
	out, err = w.ConfirmComplaint(t.Context(), chen, k.ID, models.ConfirmBody{Satisfaction: 4})
	w.ok(err)
	if out.Cycles[0].Satisfaction != 4 {
		t.Errorf("%+v", out.Cycles[0])
	}
}

// TestCallsThatAreOwed are listed until the venue is reached, or the complaint is closed or opened again.
func TestCallsThatAreOwed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	list := func(c models.Caller, use func(context.Context, models.Caller, models.ListQuery) (models.Page[models.Complaint], error)) (ids []string) {
		t.Helper()
		page, err := use(t.Context(), c, models.ListQuery{Equal: map[string]string{"callOwed": "true"}})
		w.ok(err)
		for _, k := range page.Items {
			ids = append(ids, k.ID)
		}
		return ids
	}
	resolved := func(category string) string {
		t.Helper()
		w.clock.add(time.Minute)
		k := w.uphold(w.complain(category, models.At(w.clock.Now()), atStop(stopBlue)), models.Shares{Driver: 100})
		_, err := w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "done"})
		w.ok(err)
		return k.ID
	}
	called, closed, forThem, again, nobody := resolved("dress"), resolved("parking"), resolved("mess-left"), resolved("guard-conflict"), resolved("late")
	_, err := w.FollowUpComplaint(t.Context(), zhang, called, models.FollowUpBody{Reached: true, Note: "content"})
	w.ok(err)
	_, err = w.ConfirmComplaint(t.Context(), chen, closed, models.ConfirmBody{})
	w.ok(err)
	_, err = w.ConfirmComplaint(t.Context(), ma, forThem, models.ConfirmBody{})
	w.ok(err)
	_, err = w.Store().Complaints.Update(t.Context(), closed, func(k *models.Complaint) error { k.CallOwed = true; return nil }) // as older programs did
	w.ok(err)
	_, err = w.ReopenComplaint(t.Context(), chen, again, models.NoteBody{Note: "no"})
	w.ok(err)
	_, err = w.FollowUpComplaint(t.Context(), zhang, nobody, models.FollowUpBody{Note: "no answer"})
	w.ok(err)
	want := []string{nobody}
	for _, c := range []models.Caller{sun, ma, zhang, chen} {
		equal(t, list(c, w.ListComplaints), want)
		equal(t, list(c, w.OverdueCalls), nil)
	}
	w.clock.set(on(today.AddDays(3), 17, 0))
	equal(t, list(sun, w.OverdueCalls), want)
	equal(t, list(zhang, w.OverdueCalls), want)
	equal(t, list(wu, w.OverdueCalls), nil)
	equal(t, list(lin, w.OverdueCalls), nil)
}

// atStop files a complaint about a stop that is named.
func atStop(id string) func(*models.ComplaintCreate) {
	return func(b *models.ComplaintCreate) { b.StopID = id }
}
