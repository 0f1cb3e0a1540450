package models_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crewcheck/models"
)

func TestTimesThatCannotBeAreNotStored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	far := models.At(time.Date(2199, 12, 31, 0, 0, 0, 0, time.UTC))
	st, err := w.SetStopStatus(t.Context(), li, runOne, stopBlue, models.StopStatus{Status: models.StopArrived, At: local(9, 0), SentAt: &far})
	w.ok(err)
	if st.ArrivedAt.Before(w.clock.Now().AddDate(-2, 0, 0)) {
		t.Errorf("arrived at %s", st.ArrivedAt)
	}
	_, err = w.Run(t.Context(), sun, runOne)
	w.ok(err)
	old := checkOf("fifo-stocking", atBlue(9, 0), func(b *models.CheckBody) {
		b.StartedAt = models.At(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))
	})
	_, _, err = w.PutCheck(t.Context(), li, uuidOf(9001), old)
	wantCode(t, err, "body.invalid", "/completedAt", "field.range")
	old.CompletedAt = old.StartedAt
	_, _, err = w.PutCheck(t.Context(), li, uuidOf(9001), old)
	wantCode(t, err, "body.invalid", "/startedAt", "field.range")
}

func TestOnlyTheWinnerOfTwoPlansWritesItsStops(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for round := range 5 {
		now, err := w.Run(t.Context(), sun, runOne)
		w.ok(err)
		var wg sync.WaitGroup
		var winner atomic.Int64
		for i := 1; i <= 4; i++ {
			wg.Go(func() {
				quantity := 10*(round+1) + i
				_, _, err := w.PutRun(t.Context(), sun, runOne, models.Match{Given: true, Version: now.Version}, models.RunBody{
					DepotID: changsha, Date: today, CrewID: crewOne, Members: []models.Member{member("wang"), member("li")},
					Stops: []models.StopBody{{ID: stopBlue, VenueID: blueDoor, Lines: []models.Line{{ProductID: beer, Quantity: quantity}}}},
				})
				if err == nil {
					winner.Store(int64(quantity))
				} else if !models.IsCode(err, "record.stale") {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		after, err := w.Run(t.Context(), sun, runOne)
		w.ok(err)
		if have := after.Stops[0].Lines[0].Quantity; int64(have) != winner.Load() || after.Version == now.Version {
			t.Fatalf("the stop holds %d, the winner wrote %d; version %d after %d", have, winner.Load(), after.Version, now.Version)
		}
	}
}

func TestARightGuessAmongManyAtOnceIsStillLockedOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putUser(li, "13900000777", secret)
	var wg sync.WaitGroup
	answered := make(chan struct{}, 12)
	for range cap(answered) {
		wg.Go(func() {
			_, _ = w.Login(t.Context(), "13900000777", "wrong guess", "10.0.0.1")
			answered <- struct{}{}
		})
	}
	for range 3 { // fewer than lock: the others are in the queue for a hash, and the right guess comes behind them
		<-answered
	}
	if _, err := w.Login(t.Context(), "13900000777", secret, "10.0.0.1"); err == nil {
		t.Error("the guess got in")
	}
	wg.Wait()
}

func TestNobodyJudgesThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	both := li
	both.Roles = []models.Role{models.Porter, models.Supervisor}
	k := w.complain("placed-wrong", local(10, 10))
	_, err := w.DecideComplaint(t.Context(), both, k.ID, models.DecideBody{Verdict: models.Dismissed, Reason: "it was fine"})
	wantCode(t, err, "complaint.own")
	w.uphold(k, models.Shares{Porter: 100})
	a, _, err := w.CreateAppeal(t.Context(), both, models.AppealCreate{ComplaintID: k.ID, Reason: "it was fine"})
	w.ok(err)
	_, err = w.DecideAppeal(t.Context(), both, a.ID, models.AppealDecide{Outcome: models.AppealGranted, Reason: "I say so"})
	wantCode(t, err, "appeal.decider")
}

func TestALaterVerdictHasAppealsOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.uphold(w.complain("placed-wrong", local(10, 10)), models.Shares{Porter: 100})
	a, _, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "not us"})
	w.ok(err)
	_, err = w.DecideAppeal(t.Context(), ma, a.ID, models.AppealDecide{Outcome: models.AppealGranted, Reason: "true"})
	w.ok(err)
	free := *w.score(crewOne).Score
	_, err = w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "talked"})
	w.ok(err)
	w.clock.add(time.Hour)
	_, err = w.ReopenComplaint(t.Context(), chen, k.ID, models.NoteBody{Note: "again"})
	w.ok(err)
	w.uphold(k, models.Shares{Porter: 100})
	if now := *w.score(crewOne).Score; now >= free {
		t.Errorf("the second verdict costs nothing: %v, was %v", now, free)
	}
	again, _, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "not us"})
	w.ok(err)
	if again.ID == a.ID {
		t.Error("it is the appeal against the first verdict")
	}
	if c, err := w.Complaint(t.Context(), sun, k.ID); err != nil || c.Cycles[0].Decision == nil || c.Cycles[0].Resolution != "talked" {
		t.Errorf("what the first opening came to is gone: %+v, %v", c.Cycles[0], err)
	}
}

func TestTheSameComplaintByCodeAgainIsTheStoredOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run, err := w.Run(t.Context(), sun, runOne)
	w.ok(err)
	b := models.FeedbackBody{Kind: "complaint", Category: "rude", Text: "shouted"}
	first, created, err := w.GiveFeedback(t.Context(), run.Stops[0].ReceiptToken, b)
	w.ok(err)
	w.status(li, atBlue(10, 0), models.StopArrived, local(10, 0))
	w.clock.add(3 * time.Hour)
	again, anew, err := w.GiveFeedback(t.Context(), run.Stops[0].ReceiptToken, b)
	w.ok(err)
	if !created || anew || first.Complaint.Number != again.Complaint.Number {
		t.Errorf("created %v then %v, %s and %s", created, anew, first.Complaint.Number, again.Complaint.Number)
	}
}
