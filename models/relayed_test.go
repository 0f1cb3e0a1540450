package models_test

import (
	"testing"

	"crewcheck/models"
)

// A server that dies between a check and its messages has the words and nobody who reads them.
func TestTheDaysCloseFailsWhileAMessageIsNotMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.status(li, place{runOne, stopRed, local(11, 0)}, models.StopSkipped, local(11, 0))
	b := checkOf("conduct", atBlue(10, 0), func(b *models.CheckBody) { answer(b, "conduct.relay").Text = "明天多送两箱" })
	w.hand(li, b)
	id := uuidOf(w.checks)
	page, err := w.ListMessages(ctx, sun, models.ListQuery{})
	w.ok(err)
	if len(page.Items) != 1 {
		t.Fatalf("%d messages", len(page.Items))
	}
	w.ok(w.Store().Messages.Delete(ctx, page.Items[0].ID))
	w.relayedAt(t, "fail")
	if _, _, err := w.PutCheck(ctx, li, id, b); err != nil { // the phone, which has no answer, sends again
		t.Fatal(err)
	}
	w.relayedAt(t, "pass")
}

// relayedAt hands the day's close in and tells how its messages were graded.
func (w *world) relayedAt(t *testing.T, want string) {
	t.Helper()
	k := w.hand(li, checkOf("day-close", place{run: runOne, start: local(17, 0)}))
	for _, g := range k.Grade.Items {
		if g.ItemID == "close.messages" && string(g.Outcome) != want {
			t.Errorf("%s, want %s: %v", g.Outcome, want, g.Reasons)
		}
	}
}
