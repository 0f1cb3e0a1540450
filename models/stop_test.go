package models_test

import (
	"testing"
	"time"

	"crewcheck/models"
)

func TestACrewComesBackToAStopThatFailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := atBlue(15, 0)
	say := func(b models.StopStatus) *models.Stop {
		w.clock.set(local(20, 0))
		st, err := w.SetStopStatus(t.Context(), li, p.run, p.stop, b)
		w.ok(err)
		return st
	}
	back := models.StopStatus{Status: models.StopArrived, Again: true, At: local(17, 0)}
	if st := w.status(li, p, models.StopFailed, local(15, 0)); st.Status != models.StopFailed {
		t.Fatal(st.Status)
	}
	if st := say(models.StopStatus{Status: models.StopArrived, At: local(16, 0)}); st.Status != models.StopFailed {
		t.Errorf("another phone's arrival opened a stop that failed: %s", st.Status)
	}
	if st := say(back); st.Status != models.StopArrived || st.LeftAt != nil || st.Reason != "" || !st.BackAt.Equal(local(17, 0).Time) {
		t.Fatalf("%+v", st)
	}
	if st := say(models.StopStatus{Status: models.StopDelivered, At: local(17, 30)}); st.Status != models.StopDelivered {
		t.Fatal(st.Status)
	}
	if st := say(back); st.Status != models.StopDelivered {
		t.Errorf("told twice, it opened a stop that was delivered: %s", st.Status)
	}
	_, err := w.SetStopStatus(t.Context(), li, p.run, p.stop, models.StopStatus{Status: models.StopDelivered, Again: true, At: local(17, 0)})
	wantCode(t, err, "body.invalid", "/again", "field.not-here")
}

func TestALineThatLagsDoesNotUndoAReturn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := atBlue(15, 0)
	say := func(b models.StopStatus, took time.Duration) *models.Stop {
		sent := b.At
		b.SentAt = &sent
		w.clock.set(b.At.Add(took))
		st, err := w.SetStopStatus(t.Context(), li, p.run, p.stop, b)
		w.ok(err)
		return st
	}
	say(models.StopStatus{Status: models.StopFailed, Reason: "closed", At: local(15, 0)}, 20*time.Second)
	again := models.StopStatus{Status: models.StopArrived, Again: true, At: local(15, 0).Add(2 * time.Second)}
	if st := say(again, time.Second); st.Status != models.StopArrived {
		t.Errorf("taken back at once, the stop is %s", st.Status)
	}
}
