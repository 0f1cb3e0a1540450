package models_test

import (
	"slices"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

func TestNoVenueIsClosedThatWasDeliveredTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	record := func(key, cause, stop string) error {
		_, _, err := w.CreateExemption(t.Context(), li, key, models.ExemptionBody{RunID: runOne, StopID: stop, Cause: cause, At: local(9, 0)})
		return err
	}
	wantCode(t, record("", "venue-closed", ""), "body.invalid", "/stopId", "field.required")
	w.ok(record("morning", "venue-closed", stopBlue))

	p := atBlue(10, 30)
	w.hand(li, checkOf("delivery-receipt", p))
	wantCode(t, record("", "venue-closed", stopBlue), "exemption.delivered", "/cause") // its receipt is signed
	w.status(li, p, models.StopDelivered, p.start.Add(20*time.Minute))
	wantCode(t, record("", "venue-closed", stopBlue), "exemption.delivered", "/cause")
	w.ok(record("morning", "venue-closed", stopBlue)) // the phone that got no answer
	wantCode(t, record("morning", "venue-closed", stopRed), "idempotency.reused")
	w.ok(record("", "gate-blocked", stopBlue))

	w.status(li, place{runOne, stopRed, p.start}, models.StopFailed, local(11, 30))
	w.ok(record("", "venue-closed", stopRed))
	w.hand(li, checkOf("delivery-receipt", place{runOne, stopRed, local(11, 40)}, func(b *models.CheckBody) {
		answer(b, "receipt.signed").Result = checklists.Fail
	}))
	w.ok(record("", "venue-closed", stopRed)) // a receipt that nobody signed
}

func TestAClosedVenueThatWasServedAfterAllSparesTheDelayAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, _, err := w.CreateExemption(t.Context(), li, "", models.ExemptionBody{RunID: runOne, StopID: stopBlue, Cause: "venue-closed", At: local(9, 0)})
	w.ok(err)
	spares := func() []string {
		t.Helper()
		page, err := w.ListExemptions(t.Context(), sun, models.ListQuery{Equal: map[string]string{"runId": runOne}})
		w.ok(err)
		return page.Items[0].Spares
	}
	if want := []string{"late", "not-delivered", "bottles-refused", "receipt-missing"}; !slices.Equal(made.Spares, want) || !slices.Equal(spares(), want) {
		t.Errorf("closed, it spares %v, listed %v", made.Spares, spares())
	}
	w.deliver(li, atBlue(17, 0))
	if got, want := spares(), []string{"late", "not-delivered"}; !slices.Equal(got, want) {
		t.Errorf("served after all, it spares %v, want %v", got, want)
	}
}

func TestAnExemptionTellsWhichComplaintsItsCauseSpares(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, _, err := w.CreateExemption(t.Context(), li, "", models.ExemptionBody{RunID: runOne, StopID: stopBlue, Cause: "gate-blocked", At: local(9, 0)})
	w.ok(err)
	page, err := w.ListExemptions(t.Context(), sun, models.ListQuery{Equal: map[string]string{"runId": runOne}})
	w.ok(err)
	if len(page.Items) != 1 {
		t.Fatalf("%d exemptions of the run", len(page.Items))
	}
	for name, e := range map[string]*models.Exemption{"made": made, "listed": &page.Items[0]} {
		if !slices.Contains(e.Spares, "late") || slices.Contains(e.Spares, "dress") {
			t.Errorf("%s: a blocked gate spares complaints about %v", name, e.Spares)
		}
	}
}
