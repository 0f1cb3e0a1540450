package models_test

import (
	"slices"
	"testing"
	"time"

	"crewcheck/models"
)

const friday = models.Date("2026-03-13")

func wantTime(t *testing.T, what string, have, want models.Time) {
	t.Helper()
	if !have.Equal(want.Time) {
		t.Errorf("%s is %s, want %s", what, have, want)
	}
}

func TestClockOfAComplaint(t *testing.T) {
	t.Parallel()
	t.Run("counts the depot's hours and shows how", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		k := w.complain("late", on(friday, 16, 30)) // major at a large venue: 4 and 24 hours
		wantTime(t, "dueAckAt", k.DueAckAt, on("2026-03-16", 12, 30))
		wantTime(t, "dueResolveAt", k.DueResolveAt, on("2026-03-18", 16, 30))
		v, err := w.ComplaintClock(t.Context(), sun, k.ID)
		w.ok(err)
		sum := int64(0)
		for _, s := range v.Cycles[0].Resolve.Steps {
			sum += s.Seconds
		}
		if sum != 24*3600 {
			t.Errorf("the steps add up to %d s, want 24 h", sum)
		}
	})
	t.Run("runs around the clock for critical ones", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		k := w.complain("rude", on(friday, 23, 0))
		wantTime(t, "dueAckAt", k.DueAckAt, on("2026-03-14", 0, 0))
		wantTime(t, "dueResolveAt", k.DueResolveAt, on("2026-03-14", 7, 0))
	})
	t.Run("goes by the venue's own hours where it has some", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		v, err := w.Venue(t.Context(), ma, blueDoor)
		w.ok(err)
		club := &models.Calendar{}
		for day := range 7 {
			club.Days = append(club.Days, models.CalendarDay{Weekday: day, Open: []models.ClockRange{{From: "18:00", To: "04:00"}}})
		}
		v.VenueBody.Calendar = club
		_, _, err = w.PutVenue(t.Context(), ma, blueDoor, models.Match{}, v.VenueBody)
		w.ok(err)
		w.clock.add(2 * time.Second) // other servers read venues again after a second
		k := w.complain("late", on(friday, 16, 30))
		wantTime(t, "dueAckAt", k.DueAckAt, on(friday, 22, 0))
	})
}

func TestAPauseAddsWorkingTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k := w.complain("late", on(friday, 10, 0))
	w.clock.set(on(friday, 16, 0))
	_, err := w.PauseComplaint(t.Context(), sun, k.ID, models.PauseBody{Reason: "no reason at all"})
	wantCode(t, err, "body.invalid", "/reason")
	_, err = w.PauseComplaint(t.Context(), sun, k.ID, models.PauseBody{Reason: "waiting-for-venue"})
	w.ok(err)
	w.clock.set(on("2026-03-16", 11, 0)) // one hour of Friday and two of Monday
	out, err := w.ResumeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	before := k.DueResolveAt
	wantTime(t, "before", before, on("2026-03-18", 10, 0))
	wantTime(t, "dueResolveAt", out.DueResolveAt, on("2026-03-18", 13, 0))
	again, err := w.ResumeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	wantTime(t, "dueResolveAt after a second resume", again.DueResolveAt, out.DueResolveAt)
}

func TestAFinishedClockNeverMoves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k := w.complain("late", on(friday, 10, 0))
	w.uphold(k, models.Shares{Driver: 100})
	w.clock.set(on("2026-03-17", 15, 0))
	done, err := w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "went there"})
	w.ok(err)
	first := done.Cycles[0]
	if first.Clock.Resolve == nil || !first.Clock.Resolve.Met || first.Clock.Resolve.UsedSeconds != 21*3600 {
		t.Fatalf("the outcome is %+v, want met after 21 h of working time", first.Clock.Resolve)
	}
	d, err := w.Depot(t.Context(), ma, changsha)
	w.ok(err)
	d.DepotBody.Calendar = models.AroundTheClock()
	_, _, err = w.PutDepot(t.Context(), ma, changsha, models.Match{}, d.DepotBody)
	w.ok(err)
	w.clock.set(on("2026-03-25", 15, 0))
	_, err = w.RingAlarms(t.Context())
	w.ok(err)
	open, err := w.ReopenComplaint(t.Context(), chen, k.ID, models.NoteBody{Note: "it came back"})
	w.ok(err)
	if c := open.Cycles[0]; *c.Clock.Resolve != *first.Clock.Resolve || !c.DueResolveAt.Equal(first.DueResolveAt.Time) || !c.ResolvedAt.Equal(first.ResolvedAt.Time) {
		t.Errorf("the finished opening moved: %+v, was %+v", c, first)
	}
	wantTime(t, "the new dueResolveAt, by the new calendar", open.DueResolveAt, on("2026-03-26", 15, 0))
}

// TestAFinishedClockStandsWhateverComesAfter: every step that a complaint can take after it was acknowledged, a changed
// calendar, tier and zone leave outcome, due time and arithmetic of that clock as they were.
func TestAFinishedClockStandsWhateverComesAfter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.complain("bottles-refused", on(friday, 9, 0), atStop(stopBlue))
	w.clock.set(on(friday, 10, 0))
	_, err := w.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	finished := func() string {
		t.Helper()
		v, err := w.ComplaintClock(t.Context(), sun, k.ID)
		w.ok(err)
		sum := int64(0)
		for _, s := range v.Cycles[0].Ack.Steps {
			sum += s.Seconds
		}
		if sum != 4*3600 {
			t.Fatalf("the steps add up to %d s, want 4 h", sum)
		}
		stored, err := w.Complaint(t.Context(), sun, k.ID)
		w.ok(err)
		return mustJSON(v.Cycles[0].Ack) + mustJSON(stored.Cycles[0].Clock.Ack) + stored.Cycles[0].DueAckAt.String()
	}
	want := finished()
	step := func(name string, do func() error) {
		t.Helper()
		w.clock.add(20 * time.Minute)
		if err := do(); err != nil {
			t.Fatal(name, err)
		}
		if got := finished(); got != want {
			t.Fatalf("after %s it is %s, was %s", name, got, want)
		}
	}
	complaint := func(_ *models.Complaint, err error) error { return err }
	step("a pause", func() error {
		return complaint(w.PauseComplaint(t.Context(), sun, k.ID, models.PauseBody{Reason: "waiting-for-goods"}))
	})
	step("its end", func() error { return complaint(w.ResumeComplaint(t.Context(), sun, k.ID)) })
	step("an answer", func() error {
		return complaint(w.RespondComplaint(t.Context(), li, k.ID, models.RespondBody{Text: "no room"}))
	})
	step("a gift", func() error {
		return complaint(w.GiveGoodwill(t.Context(), li, k.ID, "", models.GoodwillBody{ExtraCrates: 1}))
	})
	step("a tick", func() error {
		return complaint(w.TickStep(t.Context(), sun, k.ID, 1, models.StepBody{Done: true}))
	})
	step("another link", func() error {
		return complaint(w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{Reason: "nobody's"}))
	})
	step("another calendar and zone", func() error {
		d, err := w.Depot(t.Context(), ma, changsha)
		w.ok(err)
		d.DepotBody.Calendar, d.DepotBody.Zone = models.AroundTheClock(), "Europe/Berlin"
		_, _, err = w.PutDepot(t.Context(), ma, changsha, models.Match{}, d.DepotBody)
		return err
	})
	step("another tier", func() error {
		v, err := w.Venue(t.Context(), ma, blueDoor)
		w.ok(err)
		v.VenueBody.Tier = "small"
		_, _, err = w.PutVenue(t.Context(), ma, blueDoor, models.Match{}, v.VenueBody)
		return err
	})
	step("a verdict", func() error {
		return complaint(w.DecideComplaint(t.Context(), sun, k.ID, models.DecideBody{Verdict: models.Dismissed, Reason: "no"}))
	})
	step("its resolution", func() error {
		return complaint(w.ResolveComplaint(t.Context(), sun, k.ID, models.NoteBody{Note: "told"}))
	})
	step("a call", func() error {
		return complaint(w.FollowUpComplaint(t.Context(), sun, k.ID, models.FollowUpBody{Note: "no answer"}))
	})
	step("its end", func() error { return complaint(w.ConfirmComplaint(t.Context(), chen, k.ID, models.ConfirmBody{})) })
	step("its reopening", func() error {
		return complaint(w.ReopenComplaint(t.Context(), chen, k.ID, models.NoteBody{Note: "again"}))
	})
	step("a pause of the new opening", func() error {
		return complaint(w.PauseComplaint(t.Context(), sun, k.ID, models.PauseBody{Reason: "waiting-for-goods"}))
	})
	step("a look at the ladder", func() error { _, err := w.RingAlarms(t.Context()); return err })
}

// TestAClockThatIsPausedAddsUp: while it stands still, what is shown as due moves on, and who takes the complaint up
// within a pause is in time.
func TestAClockThatIsPausedAddsUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k := w.complain("late", on(friday, 9, 0)) // ack by 13:00
	w.clock.set(on(friday, 12, 0))
	_, err := w.PauseComplaint(t.Context(), sun, k.ID, models.PauseBody{Reason: "venue-closed"})
	w.ok(err)
	w.clock.set(on(friday, 15, 0))
	v, err := w.ComplaintClock(t.Context(), sun, k.ID)
	w.ok(err)
	wantTime(t, "dueAt three hours into the pause", v.Cycles[0].Ack.DueAt, on(friday, 16, 0))
	for _, run := range []models.ClockRun{v.Cycles[0].Ack, v.Cycles[0].Resolve} {
		sum := int64(0)
		for _, s := range run.Steps {
			sum += s.Seconds
		}
		if float64(sum) != run.Hours*3600 {
			t.Errorf("the steps add up to %d s, want %v h", sum, run.Hours)
		}
	}
	out, err := w.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	if end := out.Cycles[0].Clock.Ack; !end.Met || end.UsedSeconds != 3*3600 {
		t.Errorf("taken up within the pause: %+v", end)
	}
}

func TestTheLadderIsClimbedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k := w.complain("late", on(friday, 9, 0)) // ack by 13:00
	steps := func() []string {
		t.Helper()
		for range 2 { // the second look finds nothing new
			_, err := w.RingAlarms(t.Context())
			w.ok(err)
		}
		v, err := w.ComplaintClock(t.Context(), sun, k.ID)
		w.ok(err)
		var out []string
		for _, a := range v.Cycles[0].Alerts {
			out = append(out, a.Clock+" "+a.Step+" "+a.To)
		}
		slices.Sort(out)
		return out
	}
	w.clock.set(on(friday, 10, 59))
	equal(t, steps(), nil)
	w.clock.set(on(friday, 11, 0))
	equal(t, steps(), []string{"ack 50 owner"})
	w.clock.set(on(friday, 13, 0))
	equal(t, steps(), []string{"ack 100 manager", "ack 50 owner", "ack reminder owner"})
	_, err := w.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	w.clock.set(on("2026-03-17", 13, 0)) // 20 of 24 hours to resolve
	equal(t, steps(), []string{"ack 100 manager", "ack 50 owner", "ack reminder owner", "resolve 50 owner"})
	w.clock.set(on("2026-03-20", 17, 0)) // 48 hours and more
	equal(t, steps(), []string{
		"ack 100 manager", "ack 50 owner", "ack reminder owner",
		"resolve 100 manager", "resolve 200 head", "resolve 50 owner", "resolve reminder owner",
	})
}

// TestRemindersKeepTheCalendar, and critical complaints do not wait for it.
func TestRemindersKeepTheCalendar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	critical, major := w.complain("rude", on(friday, 22, 0)), w.complain("late", on(friday, 22, 0))
	at := func(now models.Time, k *models.Complaint, want ...string) {
		t.Helper()
		w.clock.set(now)
		_, err := w.RingAlarms(t.Context())
		w.ok(err)
		v, err := w.ComplaintClock(t.Context(), sun, k.ID)
		w.ok(err)
		var got []string
		for _, a := range v.Cycles[0].Alerts {
			got = append(got, a.Clock+" "+a.Step+" "+a.To)
		}
		slices.Sort(got)
		equal(t, got, want)
	}
	at(on(friday, 22, 29), critical)
	at(on(friday, 22, 30), critical, "ack 50 owner") // of one hour
	at(on("2026-03-14", 5, 0), critical, "ack 100 manager", "ack 200 head", "ack 50 owner", "resolve 50 owner", "resolve reminder owner")
	at(on("2026-03-15", 23, 59), major) // a weekend
	at(on("2026-03-16", 10, 59), major)
	at(on("2026-03-16", 11, 0), major, "ack 50 owner") // of four hours from Monday nine
	at(on("2026-03-16", 12, 0), major, "ack 50 owner", "ack reminder owner")
}

func TestACrewAppeals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	w.clock.set(local(12, 0))
	k := w.uphold(w.complain("placed-wrong", local(10, 10)), models.Shares{Porter: 100})
	upheld := w.score(crewOne)
	_, _, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID})
	wantCode(t, err, "body.invalid", "/reason")
	_, _, err = w.CreateAppeal(t.Context(), qian, models.AppealCreate{ComplaintID: k.ID, Reason: "not ours"})
	wantCode(t, err, "body.invalid", "/complaintId")
	a, created, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "the keeper told us to"})
	w.ok(err)
	if _, again, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "the keeper told us to"}); err != nil || again || !created {
		t.Fatalf("the same appeal again: created %v then %v, %v", created, again, err)
	}
	open := w.score(crewOne)
	if *open.Score <= *upheld.Score {
		t.Errorf("an open appeal still counts: %v, was %v", *open.Score, *upheld.Score)
	}
	if !slices.ContainsFunc(open.Explain, func(l models.ScoreLine) bool { return l.Kind == "appealed" && l.ComplaintID == k.ID }) {
		t.Error("the point under appeal is not shown")
	}
	_, err = w.DecideAppeal(t.Context(), sun, a.ID, models.AppealDecide{Outcome: models.AppealRejected, Reason: "the photo says otherwise"})
	wantCode(t, err, "appeal.decider")
	_, err = w.DecideAppeal(t.Context(), ma, a.ID, models.AppealDecide{Outcome: models.AppealRejected, Reason: "the photo says otherwise"})
	w.ok(err)
	if now := w.score(crewOne); *now.Score != *upheld.Score {
		t.Errorf("after a rejected appeal the score is %v, want %v", *now.Score, *upheld.Score)
	}
	_, err = w.DecideAppeal(t.Context(), ma, a.ID, models.AppealDecide{Outcome: models.AppealGranted, Reason: "on second thought"})
	wantCode(t, err, "appeal.decided")
}

// TestTheScoreFollowsTheAppeal both ways, of a verdict and of an item of a check: open and granted it does not count and
// is shown, rejected it counts as before.
func TestTheScoreFollowsTheAppeal(t *testing.T) {
	t.Parallel()
	for _, outcome := range []string{models.AppealGranted, models.AppealRejected} {
		for _, of := range []string{"verdict", "item"} {
			t.Run(of+" "+outcome, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				point, before := w.faultToAppeal(of)
				faulty := w.score(crewOne)
				if *faulty.Score >= before {
					t.Fatalf("the fault costs nothing: %v of %v", *faulty.Score, before)
				}
				point.Reason = "the keeper told us to"
				a, _, err := w.CreateAppeal(t.Context(), li, point)
				w.ok(err)
				shown := func(s *models.Score) bool {
					return slices.ContainsFunc(s.Explain, func(l models.ScoreLine) bool {
						return l.Kind == "appealed" && l.Points == 0 && l.ComplaintID == point.ComplaintID && l.CheckID == point.CheckID && l.ItemID == point.ItemID
					})
				}
				open := w.score(crewOne)
				if *open.Score <= *faulty.Score || !shown(open) {
					t.Errorf("open: %v, with the fault %v; shown %v", *open.Score, *faulty.Score, shown(open))
				}
				_, err = w.DecideAppeal(t.Context(), ma, a.ID, models.AppealDecide{Outcome: outcome, Reason: "looked at it"})
				w.ok(err)
				after := w.score(crewOne)
				want := *open.Score
				if outcome == models.AppealRejected {
					want = *faulty.Score
				}
				if *after.Score != want || shown(after) != (outcome == models.AppealGranted) {
					t.Errorf("%s: %v, want %v; shown %v", outcome, *after.Score, want, shown(after))
				}
			})
		}
	}
}

// faultToAppeal gives the crew a fault, by a verdict or by an item that it failed itself, and the score without it.
func (w *world) faultToAppeal(of string) (models.AppealCreate, float64) {
	w.Helper()
	if of == "item" {
		w.deliver(li, place{runOne, stopRed, local(10, 0)})
		before := *w.score(crewOne).Score
		w.deliver(li, atBlue(11, 0), fails("conduct.language")) // critical: it caps the whole check
		for n := 1; n <= w.checks; n++ {
			k, err := w.Check(w.Context(), sun, uuidOf(n))
			w.ok(err)
			if k.Checklist.ID == "conduct" && k.StopID == stopBlue {
				return models.AppealCreate{CheckID: k.ID, ItemID: "conduct.language"}, before
			}
		}
		w.Fatal("no check of conduct")
	}
	w.deliver(li, atBlue(10, 0))
	w.clock.set(local(12, 0))
	before := *w.score(crewOne).Score
	k := w.uphold(w.complain("placed-wrong", local(10, 10)), models.Shares{Porter: 100})
	return models.AppealCreate{ComplaintID: k.ID}, before
}

// TestWhoeverGaveAVerdictDecidesNoAppeal of that complaint, also when somebody else has given a later one.
func TestWhoeverGaveAVerdictDecidesNoAppeal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.uphold(w.complain("placed-wrong", local(10, 10)), models.Shares{Porter: 100})
	a, _, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "no"})
	w.ok(err)
	_, err = w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "moved"})
	w.ok(err)
	_, err = w.ReopenComplaint(t.Context(), chen, k.ID, models.NoteBody{Note: "again"})
	w.ok(err)
	_, err = w.DecideComplaint(t.Context(), wuInChangsha, k.ID, models.DecideBody{Verdict: models.Dismissed, Reason: "heard both"})
	w.ok(err)
	end := models.AppealDecide{Outcome: models.AppealRejected, Reason: "seen"}
	for _, c := range []models.Caller{sun, wuInChangsha} {
		_, err = w.DecideAppeal(t.Context(), c, a.ID, end)
		wantCode(t, err, "appeal.decider")
	}
	_, err = w.DecideAppeal(t.Context(), ma, a.ID, end)
	w.ok(err)
}

func TestAnAppealComesTooLateAfterFourteenDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.uphold(w.complain("placed-wrong", local(10, 10)), models.Shares{Porter: 100})
	w.clock.add(14*24*time.Hour + time.Minute)
	_, _, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "late"})
	wantCode(t, err, "appeal.late", "/complaintId")
	_, _, err = w.CreateAppeal(t.Context(), li, models.AppealCreate{CheckID: uuidOf(1), ItemID: "fifo.lots", Reason: "late"})
	wantCode(t, err, "appeal.late", "/checkId")
}

func TestTheSameOpinionAgainIsGraver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.uphold(w.complain("dress", local(10, 10)), models.Shares{Porter: 100})
	_, err := w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "new shirts"})
	w.ok(err)
	if again := w.complain("dress", local(12, 0)); again.RecurrenceOf != "" || again.Severity != "minor" {
		t.Errorf("one that is not closed yet does not recur: %+v", again.RecurrenceOf)
	}
	_, err = w.ConfirmComplaint(t.Context(), chen, k.ID, models.ConfirmBody{})
	w.ok(err)
	w.clock.add(89 * 24 * time.Hour)
	again := w.complain("dress", models.At(w.clock.Now()))
	if again.RecurrenceOf != k.ID || again.Severity != "major" {
		t.Errorf("after 89 days: recurrence of %q, %s", again.RecurrenceOf, again.Severity)
	}
	for who, c := range map[string]models.Caller{"the manager": ma, "the supervisor": sun, "the venue": chen} {
		page, err := w.ListComplaints(t.Context(), c, models.ListQuery{Equal: map[string]string{"recurring": "true"}})
		w.ok(err)
		if len(page.Items) != 1 || page.Items[0].ID != again.ID {
			t.Errorf("%s is shown %d that repeat another", who, len(page.Items))
		}
	}
	w.clock.add(2 * 24 * time.Hour)
	if again := w.complain("dress", models.At(w.clock.Now())); again.RecurrenceOf != "" {
		t.Errorf("after 91 days it still recurs")
	}
}
