package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"crewcheck/models"
)

// doubtful hands in what speaks against itself: a picture like that of another stop, and ticks of three seconds.
func (w *world) doubtful() {
	w.Helper()
	sha, data := shot(1, 90)
	again, copied := shot(1, 55)
	w.hand(li, shows(atBlue(10, 0), "fifo.placed-as-asked", sha))
	w.hand(li, shows(place{runOne, stopRed, local(11, 0)}, "fifo.placed-as-asked", again))
	w.hand(li, checkOf("conduct", atBlue(10, 20), hasty))
	w.upload(data)
	w.upload(copied)
	w.clock.add(time.Minute)
}

// asked is what the samples say, without when it was said.
func (w *world) asked() string {
	w.Helper()
	all := w.samples("")
	for i := range all {
		all[i].Meta, all[i].RaisedAt = models.Meta{ID: all[i].ID}, models.Time{}
	}
	b, _ := json.MarshalIndent(all, "", " ")
	return string(b)
}

// work is what servers do behind the requests.
func work(t *testing.T, s *models.Service) error {
	for range 3 {
		if _, err := s.WorkOutPending(t.Context(), true); err != nil {
			return err
		}
	}
	_, err := s.TellPending(t.Context(), true)
	return err
}

// TestSamplesSurviveAKillBetweenWrites kills the worker before and after its writes, every fifth of them; the next one
// asks the same, and tells of it once.
func TestSamplesSurviveAKillBetweenWrites(t *testing.T) {
	t.Parallel()
	whole := newWorld(t)
	whole.doubtful()
	whole.ok(work(t, whole.Service))
	want := whole.asked()
	if n := len(whole.samples(models.SampleOpen)); n != 2 {
		t.Fatalf("%d samples: %s", n, want)
	}
	done := false
	for n := int64(1); !done; n += 5 {
		d := &dying{after: n%2 == 0}
		d.left.Store(1 << 40)
		w := newWorld(t, func(b models.Backend) models.Backend { d.Backend = b; return d })
		w.doubtful()
		d.left.Store(n)
		done = work(t, w.Service) == nil
		d.left.Store(1 << 40)
		w.Service = w.restart()
		w.clock.add(time.Minute)
		w.ok(work(t, w.Service))
		if have := w.asked(); have != want {
			t.Fatalf("killed at write %d\n%s\nwant\n%s", n, have, want)
		}
		for _, x := range w.samples("") {
			equal(t, kindsOf(w.notices(), x.ID), []string{"sample.raised"})
		}
	}
}

// TestTwoServersAskOnce at the same time.
func TestTwoServersAskOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.doubtful()
	other := w.restart()
	errs := make(chan error, 6)
	for i := range cap(errs) {
		go func() { errs <- work(t, []*models.Service{w.Service, other}[i%2]) }()
	}
	for range cap(errs) {
		w.ok(<-errs)
	}
	if all := w.samples(models.SampleOpen); len(all) != 2 {
		t.Errorf("%+v", all)
	}
	for _, x := range w.samples("") {
		equal(t, kindsOf(w.notices(), x.ID), []string{"sample.raised"})
	}
}
