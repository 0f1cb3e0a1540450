package models_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"crewcheck/models"
)

// rival plans the first stop a moment before the service does, and counts the codes of receipts.
type rival struct {
	models.Backend
	first sync.Once
	codes int
}

func (r *rival) Insert(ctx context.Context, spec *models.Spec, doc models.Document) (err error) {
	if spec.Name == "receiptTokens" {
		r.codes++
	}
	if spec.Name == "stops" {
		r.first.Do(func() {
			theirs := *doc.(*models.Stop)
			theirs.ReceiptToken = ""
			err = r.Backend.Insert(ctx, spec, &theirs)
		})
		if err != nil {
			return err
		}
	}
	return r.Backend.Insert(ctx, spec, doc)
}

func TestAStopThatIsWrittenTwiceHasOneCode(t *testing.T) {
	t.Parallel()
	r := &rival{}
	w := newWorld(t, func(b models.Backend) models.Backend { r.Backend = b; return r })
	for range 2 { // planned by the world, and again
		if r.codes != 2 {
			t.Fatalf("%d codes for two stops", r.codes)
		}
		code := w.codeOf(runOne, stopBlue)
		w.putRun(runOne, today, crewOne, []string{"wang"}, map[string]string{stopBlue: blueDoor, stopRed: lantern})
		if again := w.codeOf(runOne, stopBlue); again != code {
			t.Fatalf("the code %s became %s", code, again)
		}
	}
}

func TestWhyAStopFailedIsACauseThatAPlanLeavesAndAnotherEndTakesOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	say := func(b models.StopStatus) *models.Stop {
		t.Helper()
		b.At = w.Now()
		st, err := w.SetStopStatus(t.Context(), li, runOne, stopBlue, b)
		w.ok(err)
		return st
	}
	if st := say(models.StopStatus{Status: models.StopFailed, Cause: "venue-closed"}); st.Cause != "venue-closed" || st.Reason != "" {
		t.Errorf("%q because of %q", st.Cause, st.Reason)
	}
	w.putRun(runOne, today, crewOne, []string{"wang"}, map[string]string{stopBlue: blueDoor, stopRed: lantern})
	page, err := w.VenueStops(t.Context(), sun, blueDoor, models.ListQuery{})
	w.ok(err)
	if len(page.Items) != 1 || page.Items[0].Cause != "venue-closed" {
		t.Errorf("the venue's stops are %+v", page.Items)
	}
	past, err := w.VenueTimeline(t.Context(), sun, blueDoor, models.Time{}, 50)
	w.ok(err)
	if len(past.Items) != 1 || past.Items[0].What != "venue-closed" {
		t.Errorf("the venue's past is %+v", past.Items)
	}
	w.clock.add(time.Minute)
	if st := say(models.StopStatus{Status: models.StopDelivered}); st.Cause != "" {
		t.Errorf("delivered because of %q", st.Cause)
	}
}
