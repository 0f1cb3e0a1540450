package models_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"crewcheck/models"
)

func TestSweepingGoesOnBatchByBatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const codes = 201 // one more than a batch
	var all sync.WaitGroup
	for range codes {
		all.Go(func() {
			if _, err := w.CreatePairing(t.Context(), ma, "li"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.clock.add(48 * time.Hour)
	for i, want := range []bool{true, false} {
		if more, err := w.Sweep(t.Context()); more != want || err != nil {
			t.Fatalf("batch %d: more %v, %v", i, more, err)
		}
	}
}

// sweep sweeps until nothing is left to sweep.
func (w *world) sweep() {
	w.Helper()
	for more := true; more; {
		var err error
		more, err = w.Sweep(w.Context())
		w.ok(err)
	}
}

// A complaint is heard of again long after its first notices were forgotten; its clocks ran on all the while.
func TestWhatWasForgottenIsNotToldAgain(t *testing.T) {
	t.Parallel()
	w, r := withHook(t)
	k := w.complain("rude", local(11, 0))
	w.tell()
	w.send()
	before := len(r.kinds())
	w.clock.add(100 * 24 * time.Hour)
	w.sweep()
	if left := w.notices(); before == 0 || len(left) != 0 {
		t.Fatalf("%d were told, %d are kept", before, len(left))
	}
	if n, err := w.RingAlarms(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d alarms, %v", n, err)
	}
	w.tell()
	w.send()
	again := r.kinds()[before:]
	if len(again) == 0 || slices.ContainsFunc(again, func(kind string) bool { return kind != "complaint.alert" }) {
		t.Fatalf("the endpoint is told %v", again)
	}
	equal(t, kindsOf(w.notices(), k.ID), again)
}

// What an endpoint is tried with again is no longer old.
func TestADeliveryThatIsSentAgainStays(t *testing.T) {
	t.Parallel()
	w, _ := withHook(t)
	w.complain("rude", local(11, 0))
	w.tell()
	w.send()
	done := w.deliveries("hook", models.Delivered)
	w.clock.add(31 * 24 * time.Hour)
	_, err := w.Redeliver(t.Context(), ma, done[0].ID)
	w.ok(err)
	w.sweep()
	if left := w.deliveries("hook", models.DeliveryPending); len(left) != 1 || len(w.deliveries("hook", models.Delivered)) != 0 {
		t.Fatalf("%d of %d wait", len(left), len(done))
	}
}

// An alarm that waits for nothing goes with the next sweep, and comes back when its complaint does.
func TestAComplaintThatReopensIsWatchedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k := w.uphold(w.complain("rude", local(11, 0)), models.Shares{Porter: 100})
	_, err := w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "sorry"})
	w.ok(err)
	w.clock.add(time.Minute)
	_, err = w.RingAlarms(t.Context())
	w.ok(err)
	w.sweep()
	if n := w.count("alarms"); n != 0 {
		t.Fatalf("%d alarms are kept", n)
	}
	_, err = w.ReopenComplaint(t.Context(), chen, k.ID, models.NoteBody{Note: "again"})
	w.ok(err)
	w.clock.add(time.Minute)
	if n, err := w.RingAlarms(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d alarms, %v", n, err)
	}
}

// A look between what asks for one and its write finds nothing due yet; the one after that write does.
func TestALookBeforeTheWriteIsNotTheLast(t *testing.T) {
	t.Parallel()
	b := &before{collection: "complaints"}
	w := newWorld(t, func(inner models.Backend) models.Backend { b.Backend = inner; return b })
	k := w.complain("rude", local(11, 0))
	_, err := w.PauseComplaint(t.Context(), sun, k.ID, models.PauseBody{Reason: "venue-closed"})
	w.ok(err)
	w.clock.add(19 * time.Second) // the look that the pause asked for is a second away
	b.do = func() {
		w.clock.add(2 * time.Second)
		_, err := w.RingAlarms(t.Context())
		w.ok(err)
	}
	_, err = w.ResumeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	w.clock.add(3 * time.Hour)
	_, err = w.RingAlarms(t.Context())
	w.ok(err)
	v, err := w.ComplaintClock(t.Context(), sun, k.ID)
	w.ok(err)
	if len(v.Cycles[0].Alerts) == 0 {
		t.Fatal("nobody is reminded of a complaint whose pause ended")
	}
}

// count counts the documents of a collection.
func (w *world) count(name string) int {
	w.Helper()
	i := slices.IndexFunc(models.Specs(), func(s *models.Spec) bool { return s.Name == name })
	n, err := w.backend.Count(w.Context(), models.Specs()[i], models.Filter{}, 1000)
	w.ok(err)
	return n
}
