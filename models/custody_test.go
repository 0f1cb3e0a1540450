package models_test

import (
	"testing"
	"time"

	"crewcheck/models"
)

func TestCustodyOfReceipts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	overdue := func(c models.Caller) int {
		page, err := w.OverdueReceipts(t.Context(), c, models.ListQuery{Limit: 1})
		w.ok(err)
		return len(page.Items)
	}
	take := func(c models.Caller) error {
		_, err := w.HandOverReceipt(t.Context(), c, stopBlue, models.NoteBody{})
		return err
	}
	if overdue(sun) != 0 {
		t.Error("overdue before the depot closed")
	}
	w.clock.set(local(18, 0))
	if overdue(sun) != 1 || overdue(zhang) != 1 || overdue(li) != 1 || overdue(wu) != 0 || overdue(lin) != 0 {
		t.Error("the close is 18:00, and only for those who see it")
	}
	both := zhang // a salesman who rode along
	both.Roles, both.CrewIDs = append(both.Roles, models.Porter), []string{crewOne}
	for who, x := range map[string]struct {
		c    models.Caller
		code string
	}{
		"the porter who sent it": {li, "receipt.holder"}, "the driver beside": {wang, "receipt.holder"}, "a salesman of that crew": {both, "receipt.holder"},
		"another crew": {zhao, "record.missing"}, "the venue": {chen, "auth.forbidden"}, "a foreign supervisor": {wu, "record.missing"},
	} {
		if err := take(x.c); !models.IsCode(err, x.code) {
			t.Errorf("%s: %v, want %s", who, err, x.code)
		}
	}
	_, err := w.ReconcileReceipt(t.Context(), zhang, stopBlue, models.NoteBody{})
	wantCode(t, err, "receipt.state", "id")
	w.ok(take(zhang))
	w.ok(take(sun))
	if overdue(sun) != 0 {
		t.Error("overdue though handed over")
	}
	for range 2 {
		r, err := w.ReconcileReceipt(t.Context(), zhang, stopBlue, models.NoteBody{Note: "agrees"})
		w.ok(err)
		if r.State != models.ReceiptReconciled || r.HandedOverTo != "zhang" {
			t.Errorf("%+v", r)
		}
	}
	r, err := w.HandOverReceipt(t.Context(), sun, stopBlue, models.NoteBody{})
	w.ok(err)
	if r.State != models.ReceiptReconciled {
		t.Error("a reconciled receipt goes back")
	}
}

func TestDayCloseCountsReceiptsNotHandedOver(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name   string
		at     models.Time
		accept bool
		want   string
	}{
		{"before the depot closes a signed receipt is enough", local(17, 0), false, "pass"},
		{"after it the receipt must be handed over", local(18, 30), false, "fail"},
		{"and it is", local(18, 30), true, "pass"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.deliver(li, atBlue(10, 0))
			w.status(li, place{runOne, stopRed, local(11, 0)}, models.StopSkipped, local(11, 0))
			if x.accept {
				_, err := w.HandOverReceipt(t.Context(), zhang, stopBlue, models.NoteBody{})
				w.ok(err)
			}
			k := w.hand(li, checkOf("day-close", place{run: runOne, start: x.at}))
			for _, g := range k.Grade.Items {
				if g.ItemID == "close.receipts" && string(g.Outcome) != x.want {
					t.Errorf("%s, want %s: %v", g.Outcome, x.want, g.Reasons)
				}
			}
		})
	}
}

func TestOverdueReceiptsPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	w.deliver(li, place{runOne, stopRed, local(11, 0)})
	w.clock.set(local(19, 0))
	first, err := w.OverdueReceipts(t.Context(), sun, models.ListQuery{Limit: 1})
	w.ok(err)
	if len(first.Items) != 1 || first.Next == nil {
		t.Fatalf("%+v", first)
	}
	second, err := w.OverdueReceipts(t.Context(), sun, models.ListQuery{Limit: 1, After: *first.Next})
	w.ok(err)
	if len(second.Items) != 1 || second.Next != nil || second.Items[0].ID == first.Items[0].ID {
		t.Errorf("%+v", second)
	}
}

// TestAReceiptHandedOverLateSaysSo, one in time does not.
func TestAReceiptHandedOverLateSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	w.deliver(li, place{runOne, stopRed, local(11, 0)})
	for _, x := range []struct {
		at   models.Time
		stop string
		late bool
	}{{local(18, 0), stopBlue, false}, {local(18, 1), stopRed, true}} {
		w.clock.set(x.at)
		r, err := w.HandOverReceipt(t.Context(), sun, x.stop, models.NoteBody{})
		w.ok(err)
		if r.Late != x.late {
			t.Errorf("at %s: late %v", x.at, r.Late)
		}
	}
}

// TestMessagesAreOverdueAfterAWorkingDay until they are answered; reading alone does not help.
func TestMessagesAreOverdueAfterAWorkingDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))                        // a Tuesday; its conduct check relays a message
	w.deliver(li, place{runOne, stopRed, local(11, 0)}) // and so does this one
	overdue := func(c models.Caller, equal map[string]string) int {
		t.Helper()
		n := 0
		q := models.ListQuery{Equal: equal, Limit: 1}
		for {
			page, err := w.OverdueMessages(t.Context(), c, q)
			w.ok(err)
			n += len(page.Items)
			if page.Next == nil {
				return n
			}
			q.After = *page.Next
		}
	}
	w.clock.set(on(today.AddDays(1), 16, 59))
	if n := overdue(sun, nil); n != 0 {
		t.Errorf("%d before the depot closed on Wednesday", n)
	}
	w.clock.set(on(today.AddDays(1), 17, 0))
	for who, x := range map[string]struct {
		c    models.Caller
		want int
	}{"the supervisor": {sun, 2}, "the manager": {ma, 2}, "the salesman of one": {zhang, 1}, "that venue": {chen, 1}, "the crew": {li, 2}, "another crew": {zhao, 0}, "the other depot": {wu, 0}} {
		if n := overdue(x.c, nil); n != x.want {
			t.Errorf("%s is shown %d, want %d", who, n, x.want)
		}
	}
	page, err := w.ListMessages(t.Context(), zhang, models.ListQuery{})
	w.ok(err)
	id := page.Items[0].ID
	_, err = w.ReadMessage(t.Context(), zhang, id)
	w.ok(err)
	if overdue(zhang, nil) != 1 || overdue(zhang, map[string]string{"state": models.MessageRead}) != 1 || overdue(zhang, map[string]string{"state": models.MessageDelivered}) != 0 {
		t.Error("reading is no answer")
	}
	_, err = w.AnswerMessage(t.Context(), zhang, id, models.MessageAnswer{Text: "three on Friday"})
	w.ok(err)
	if overdue(zhang, nil) != 0 || overdue(sun, nil) != 1 || overdue(sun, map[string]string{"state": models.MessageAnswered}) != 0 {
		t.Error("overdue though answered")
	}
}

func TestMessagesAreReadAndAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0)) // its conduct check relays a message
	page, err := w.ListMessages(t.Context(), zhang, models.ListQuery{Equal: map[string]string{"state": models.MessageDelivered}})
	w.ok(err)
	if len(page.Items) != 1 {
		t.Fatalf("%+v", page.Items)
	}
	id := page.Items[0].ID
	for c, code := range map[string]models.Caller{"auth.forbidden": li, "record.missing": wu} {
		_, err := w.ReadMessage(t.Context(), code, id)
		wantCode(t, err, c)
	}
	m, err := w.ReadMessage(t.Context(), zhang, id)
	w.ok(err)
	read := *m.ReadAt
	w.clock.add(time.Hour)
	say := models.MessageAnswer{Text: "three on Friday"}
	for range 2 {
		m, err = w.AnswerMessage(t.Context(), sun, id, say)
		w.ok(err)
		if m.State != models.MessageAnswered || !m.ReadAt.Equal(read.Time) || m.ReadBy != "zhang" || m.AnsweredBy != "sun" {
			t.Errorf("%+v", m)
		}
	}
	_, err = w.AnswerMessage(t.Context(), zhang, id, models.MessageAnswer{Text: "no"})
	wantCode(t, err, "message.answered", "/text")
	st, err := w.Run(t.Context(), sun, runOne)
	w.ok(err)
	for _, stop := range st.Stops {
		p, err := w.PublicReceiptOf(t.Context(), stop.ReceiptToken)
		w.ok(err)
		if stop.ID == stopBlue && (len(p.Messages) != 1 || p.Messages[0].Answer != say.Text) || stop.ID == stopRed && len(p.Messages) != 0 {
			t.Errorf("%s: %+v", stop.ID, p.Messages)
		}
	}
}
