package models_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"crewcheck/models"
)

// memberOf works every waiting day out and reads a member's score.
func (w *world) memberOf(id string) *models.Score {
	w.Helper()
	_, err := w.WorkOutPending(w.Context(), true)
	w.ok(err)
	s, err := w.MemberScore(w.Context(), ma, id, changsha, models.DateRange{From: today.AddDays(-1), To: today.AddDays(5)})
	w.ok(err)
	if s.Score != nil {
		within(w, id+": the lines and the score", sumOf(s), *s.Score, 0.01)
	}
	return s
}

// swapAtNoon plans porter Zhou for porter Li from noon on, and the Red Lantern for the afternoon.
func (w *world) swapAtNoon() {
	w.Helper()
	w.putRun(runOne, today, crewOne, []string{"wang", "li", "zhou"}, map[string]string{stopBlue: blueDoor, stopRed: lantern}, func(b *models.RunBody) {
		b.Members[1].To, b.Members[2].From = local(12, 0).Ptr(), local(12, 0).Ptr()
	})
}

var atRed = place{runOne, stopRed, local(14, 0)}

// answeredBy lets a member answer what is the porter's.
func answeredBy(id string) func(*models.CheckBody) {
	return func(b *models.CheckBody) {
		b.MemberID = id
	}
}

func lines(s *models.Score, kind string) (out []models.ScoreLine) {
	for _, l := range s.Explain {
		if l.Kind == kind {
			out = append(out, l)
		}
	}
	return out
}

func TestAMemberCountsForTheStopsTheyWereAt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.swapAtNoon()
	w.status(li, atBlue(10, 30), models.StopArrived, local(10, 30))
	w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
	w.status(zhou, atRed, models.StopArrived, local(14, 0))
	w.deliver(zhou, atRed, answeredBy("zhou"))
	for id, want := range map[string]struct{ stops, failed, windows, late int }{"li": {1, 1, 0, 0}, "zhou": {1, 0, 0, 0}, "wang": {2, 1, 2, 1}} {
		s := w.memberOf(id)
		f := s.Figures
		if f.Stops != want.stops || len(lines(s, "item")) != want.failed || f.Windows != want.windows || f.Windows-f.OnTime != want.late {
			t.Errorf("%s: %+v, %+v", id, f, s.Explain)
		}
	}
	// Nobody handed in the day's close: who was there at the end answers for it, who left at noon does not.
	for id, want := range map[string][]string{"li": {"pre-trip"}, "zhou": {"day-close"}, "wang": {"day-close", "pre-trip"}} {
		var missing []string
		for _, l := range lines(w.memberOf(id), "check-missing") {
			if l.StopID == "" {
				missing = append(missing, l.ChecklistID)
			}
		}
		slices.Sort(missing)
		equal(t, missing, want)
	}
}

func TestAComplaintCostsWhoWasThereTheirShare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.swapAtNoon()
	w.deliver(li, atBlue(10, 30))
	w.deliver(zhou, atRed, answeredBy("zhou"))
	w.clock.set(local(15, 0))
	k, _, err := w.FileComplaint(t.Context(), sun, "", models.ComplaintCreate{VenueID: lantern, Category: "placed-wrong", OccurredAt: local(14, 10).Ptr()})
	w.ok(err)
	w.uphold(k, models.Shares{Driver: 10, Porter: 50, Depot: 40})
	for id, want := range map[string]struct{ share, ticks float64 }{"li": {0, 0}, "zhou": {0.5, 0.5}, "wang": {0.1, 0}} {
		f := w.memberOf(id).Figures
		if f.Major != want.share || contradicted(f) != want.ticks {
			t.Errorf("%s: %+v", id, f)
		}
	}
	if f := w.score(crewOne).Figures; f.Major != 0.6 || contradicted(f) != 0.5 {
		t.Errorf("the crew: %+v", f)
	}
}

func TestTwoWhoWereThereInOneRoleDivideItsShare(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putRun(runOne, today, crewOne, []string{"wang", "li", "zhou"}, map[string]string{stopBlue: blueDoor, stopRed: lantern})
	w.deliver(li, atBlue(10, 30))
	w.uphold(w.complain("rude", local(10, 40)), models.Shares{Porter: 100})
	for id, want := range map[string]float64{"li": 0.5, "zhou": 0.5, "wang": 0} {
		if f := w.memberOf(id).Figures; f.Critical != want || f.OpenCritical != int(math.Ceil(want)) {
			t.Errorf("%s: %+v", id, f)
		}
	}
}

func TestAnAnswerCountsForWhoGaveIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 30), fails("conduct.parking"), fails("fifo.area-clean"))
	if l := lines(w.memberOf("wang"), "item"); len(l) != 1 || l[0].ItemID != "conduct.parking" || l[0].MemberID != "wang" || len(l[0].Evidence) != 1 {
		t.Errorf("the driver: %+v", l)
	}
	if l := lines(w.memberOf("li"), "item"); len(l) != 1 || l[0].ItemID != "fifo.area-clean" || l[0].MemberID != "li" {
		t.Errorf("the porter: %+v", l)
	}
}

func TestAMemberOfTwoCrewsHasOneScore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putRun(runOne, today, crewOne, []string{"wang", "li", "zhou"}, map[string]string{stopBlue: blueDoor}, func(b *models.RunBody) {
		b.Members[2].To = local(12, 0).Ptr()
	})
	w.putRun(runTwo, today, crewTwo, []string{"zhao", "zhou"}, map[string]string{"stop-two": lantern}, func(b *models.RunBody) {
		b.Members[1].From = local(12, 0).Ptr()
	})
	w.deliver(li, atBlue(10, 30))
	w.deliver(zhou, place{runTwo, "stop-two", local(14, 0)}, answeredBy("zhou"), func(b *models.CheckBody) {
		for i := range b.Answers {
			b.Answers[i].MemberID = ""
		}
	})
	if s := w.memberOf("zhou"); s.Stops != 2 || len(s.Trend) != 1 || s.Trend[0].Stops != 2 {
		t.Errorf("%+v", s)
	}
	// Planning finds that he was never with the second crew.
	w.putRun(runTwo, today, crewTwo, []string{"zhao", "qian"}, map[string]string{"stop-two": lantern})
	if s := w.memberOf("zhou"); s.Stops != 1 {
		t.Errorf("%+v", s)
	}
	ranking, err := w.MemberScores(t.Context(), sun, changsha, models.DateRange{From: today, To: today})
	w.ok(err)
	var ids []string
	for _, s := range ranking.Items {
		ids = append(ids, s.MemberID)
	}
	slices.Sort(ids)
	equal(t, ids, []string{"li", "qian", "wang", "zhao", "zhou"})
}

func TestWhatIsExcusedOrAppealedCostsNoMember(t *testing.T) {
	t.Parallel()
	exempt := func(w *world) {
		w.clock.add(time.Minute)
		_, _, err := w.CreateExemption(t.Context(), li, "", models.ExemptionBody{RunID: runOne, StopID: stopBlue, Cause: "gate-blocked", At: models.At(w.clock.Now())})
		w.ok(err)
		w.clock.add(time.Minute)
	}
	for name, c := range map[string]struct {
		before, after func(w *world, k *models.Complaint)
		counts        bool
		shown         string
	}{
		"nothing":            {counts: true},
		"recorded before":    {before: func(w *world, _ *models.Complaint) { exempt(w) }, shown: "exempt"},
		"recorded after":     {after: func(w *world, _ *models.Complaint) { exempt(w) }, counts: true},
		"an open appeal":     {after: func(w *world, k *models.Complaint) { w.appeal(k, "") }, shown: "appealed"},
		"a granted appeal":   {after: func(w *world, k *models.Complaint) { w.appeal(k, models.AppealGranted) }, shown: "appealed"},
		"a rejected appeal":  {after: func(w *world, k *models.Complaint) { w.appeal(k, models.AppealRejected) }, counts: true},
		"a share of nothing": {counts: false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.deliver(li, atBlue(10, 30))
			if c.before != nil {
				c.before(w, nil)
			}
			k := w.complain("late", local(11, 30))
			shares := models.Shares{Driver: 80, Porter: 20}
			if name == "a share of nothing" {
				shares = models.Shares{Depot: 100}
			}
			w.uphold(k, shares)
			if c.after != nil {
				c.after(w, k)
			}
			for id, share := range map[string]float64{"": 1, "wang": 0.8, "li": 0.2} {
				s := w.score(crewOne)
				if id != "" {
					s = w.memberOf(id)
				}
				if !c.counts {
					share = 0
				}
				if s.Figures.Major != share || (s.Figures.Upheld > 0) != c.counts {
					t.Errorf("%q: %+v", id, s.Figures)
				}
				if l := lines(s, c.shown); c.shown != "" && (len(l) == 0 || l[0].Points != 0 || l[0].ComplaintID != k.ID && l[0].ComplaintID != "") {
					t.Errorf("%q is shown %+v", id, s.Explain)
				}
			}
		})
	}
}

// appeal files porter Li's appeal against a verdict and ends it, unless the outcome is empty.
func (w *world) appeal(k *models.Complaint, outcome string) {
	w.Helper()
	a, _, err := w.CreateAppeal(w.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "the gate was shut"})
	w.ok(err)
	if outcome != "" {
		_, err = w.DecideAppeal(w.Context(), ma, a.ID, models.AppealDecide{Outcome: outcome, Reason: "seen"})
		w.ok(err)
	}
}

func TestWhoMayReadAMembersScore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putUser(zhou, "13900000004", "", func(b *models.UserPut) { b.DepotIDs = []string{changsha, wuhan} })
	read := func(c models.Caller, depot string) error {
		_, err := w.MemberScore(t.Context(), c, "zhou", depot, models.DateRange{})
		return err
	}
	w.ok(read(sun, ""))
	w.ok(read(wu, ""))
	w.ok(read(wu, wuhan))
	w.ok(read(ma, changsha))
	w.ok(read(zhou, wuhan))
	wantCode(t, read(wu, changsha), "record.missing")
	wantCode(t, read(li, changsha), "record.missing")
	wantCode(t, read(zhou, "nowhere"), "record.missing")
	wantCode(t, read(ma, ""), "parameter.invalid", "depotId")
	wantCode(t, read(zhou, ""), "parameter.invalid", "depotId")
}
