package models_test

import (
	"slices"
	"strings"
	"testing"

	"crewcheck/models"
)

func TestLink(t *testing.T) {
	t.Parallel()

	t.Run("the founding case: an hour later and no receipt number, the crew is named", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		k := w.complain("placed-wrong", local(11, 50), func(b *models.ComplaintCreate) { b.About = []models.Role{models.Porter} })
		l := k.Link
		if l.State != models.Linked || l.Method != models.ByTime || l.CrewID != crewOne || l.StopID != stopBlue || l.RunID != runOne || l.Date != today {
			t.Fatalf("link is %+v", l)
		}
		if l.Confidence < 0.8 || l.Confidence > 1 {
			t.Fatalf("confidence %v", l.Confidence)
		}
		equal(t, userIDs(l.Members), []string{"li", "wang"})
		why := codesOf(l.Candidates[0].Why)
		equal(t, why, []string{"left-before", "role-there"})
		if len(k.Contradicts) != 1 || k.Contradicts[0].ItemID != "fifo.placed-as-asked" || k.Contradicts[0].MemberID != "li" {
			t.Fatalf("contradicts %+v", k.Contradicts)
		}
	})

	t.Run("a receipt number is certain, however it is written", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		k := w.complain("placed-wrong", on(today.AddDays(20), 9, 0), func(b *models.ComplaintCreate) { b.ReceiptNumber = " r-run-1-stop-blue " })
		if k.Link.State != models.Linked || k.Link.Method != models.ByReceipt || k.Link.Confidence != 1 || k.Link.StopID != stopBlue {
			t.Fatalf("link is %+v", k.Link)
		}
		equal(t, userIDs(k.Link.Members), []string{"li", "wang"})
	})

	t.Run("the number that was printed leads to its stop, before another is signed there and after", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		printed := func() string {
			sheet, err := w.RunSheetOf(t.Context(), sun, runOne)
			w.ok(err)
			return sheet.Printed[slices.IndexFunc(sheet.Printed, func(st models.SheetStop) bool { return st.ID == stopBlue })].Number
		}
		before := printed()
		leads := func(number, to string) {
			t.Helper()
			k := w.complain("placed-wrong", on(today.AddDays(20), 9, 0), func(b *models.ComplaintCreate) { b.ReceiptNumber = number })
			if k.Link.StopID != to || to != "" && (k.Link.Method != models.ByReceipt || k.Link.Confidence != 1) {
				t.Errorf("%s: link is %+v", number, k.Link)
			}
		}
		leads(strings.ToLower(before), stopBlue)
		w.deliver(li, atBlue(10, 30))
		if after := printed(); after != "R-RUN-1-STOP-BLUE" || before == after {
			t.Errorf("printed as %s, then as %s", before, after)
		}
		leads(before, stopBlue)
		leads(printed(), stopBlue)
		leads("0123456789", "")
	})

	t.Run("a receipt number of another venue proves nothing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, place{runOne, stopRed, local(10, 30)})
		k := w.complain("placed-wrong", local(11, 30), func(b *models.ComplaintCreate) { b.ReceiptNumber = "R-run-1-stop-red" })
		if k.Link.State != models.Unlinked {
			t.Fatalf("link is %+v", k.Link)
		}
	})

	t.Run("a named stop is certain, even when no phone was there", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		k := w.complain("placed-wrong", local(13, 0), func(b *models.ComplaintCreate) { b.StopID = stopBlue })
		if k.Link.State != models.Linked || k.Link.Method != models.ByStop || k.Link.Confidence != 1 {
			t.Fatalf("link is %+v", k.Link)
		}
		equal(t, userIDs(k.Link.Members), []string{"li", "wang"})
	})

	t.Run("a stop of another venue is refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		_, _, err := w.FileComplaint(t.Context(), zhang, "", models.ComplaintCreate{VenueID: blueDoor, Category: "rude", StopID: stopRed})
		wantCode(t, err, "body.invalid", "/stopId", "field.reference")
	})

	t.Run("two crews at one venue on one day go to a person, both ranked", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.secondCrew()
		w.deliver(li, atBlue(10, 0))
		w.status(qian, place{runTwo, "stop-two", local(11, 0)}, models.StopArrived, local(11, 0))
		w.status(qian, place{runTwo, "stop-two", local(11, 0)}, models.StopDelivered, local(11, 30))
		k := w.complain("rude", local(12, 0))
		l := k.Link
		if l.State != models.NeedsReview || l.CrewID != "" || len(l.Candidates) != 2 || len(k.Contradicts) != 0 {
			t.Fatalf("link is %+v", l)
		}
		if l.Candidates[0].CrewID != crewTwo || l.Candidates[1].CrewID != crewOne {
			t.Fatalf("the nearer one is not first: %+v", l.Candidates)
		}
		if s := w.score(crewOne); len(s.Explain) != 0 && slices.ContainsFunc(s.Explain, func(x models.ScoreLine) bool { return x.Kind == "complaint" }) {
			t.Fatalf("an undecided link scores: %+v", s.Explain)
		}
	})

	t.Run("without a stop nobody is scored, whatever the verdict", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 0))
		before := w.score(crewOne)
		k := w.complain("rude", on(today.AddDays(4), 10, 31))
		if k.Link.State != models.Unlinked || len(k.Link.Candidates) != 0 {
			t.Fatalf("link is %+v", k.Link)
		}
		w.uphold(k, models.Shares{Porter: 100})
		if after := w.score(crewOne); *after.Score != *before.Score || *after.Raw != *before.Raw {
			t.Fatalf("the score moved from %v to %v", *before.Score, *after.Score)
		}
	})

	t.Run("72 hours bound how far back a stop may lie", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 0)) // gone at 10:20
		if k := w.complain("rude", on(today.AddDays(3), 10, 20)); len(k.Link.Candidates) != 1 || k.Link.State != models.NeedsReview {
			t.Fatalf("at 72 h: %+v", k.Link)
		}
		if k := w.complain("rude", on(today.AddDays(3), 10, 21)); len(k.Link.Candidates) != 0 {
			t.Fatalf("after 72 h: %+v", k.Link)
		}
	})

	t.Run("a whole day named links the one crew of that day", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 0))
		k := w.complain("rude", local(20, 0), func(b *models.ComplaintCreate) { b.OccurredAt, b.OccurredOn = nil, today })
		if k.Link.State != models.Linked {
			t.Fatalf("link is %+v", k.Link)
		}
		equal(t, userIDs(k.Link.Members), []string{"li", "wang"})
	})

	t.Run("an item the crew itself failed and the role complained about raise the confidence", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 0), fails("fifo.placed-as-asked"))
		about := func(r models.Role) func(*models.ComplaintCreate) {
			return func(b *models.ComplaintCreate) { b.About = []models.Role{r} }
		}
		plain := w.complain("rude", local(12, 0)).Link.Confidence
		admitted := w.complain("placed-wrong", local(12, 0))
		role := w.complain("rude", local(12, 0), about(models.Porter)).Link.Confidence
		if admitted.Link.Confidence <= plain || role <= plain {
			t.Fatalf("plain %v, admitted %v, role %v", plain, admitted.Link.Confidence, role)
		}
		if !slices.Contains(codesOf(admitted.Link.Candidates[0].Why), "own-tick") {
			t.Fatalf("why: %+v", admitted.Link.Candidates[0].Why)
		}
		if len(admitted.Contradicts) != 0 {
			t.Fatalf("an honest fail is no contradicted tick: %+v", admitted.Contradicts)
		}
	})

	t.Run("a role that was not there goes to a person", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.putRun(runOne, today, crewOne, []string{"li"}, map[string]string{stopBlue: blueDoor})
		w.status(li, atBlue(10, 0), models.StopArrived, local(10, 0))
		k := w.complain("rude", local(10, 20), func(b *models.ComplaintCreate) { b.About = []models.Role{models.Driver} })
		if k.Link.State != models.NeedsReview || !slices.Contains(codesOf(k.Link.Candidates[0].Why), "role-not-there") {
			t.Fatalf("link is %+v", k.Link)
		}
	})
}

func TestLinkBySpanOfPresence(t *testing.T) {
	t.Parallel()

	t.Run("a porter swapped at noon is not blamed for the evening, nor his relief for the morning", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.putRun(runOne, today, crewOne, nil, map[string]string{stopBlue: blueDoor, stopRed: lantern, "stop-eve": blueDoor}, func(b *models.RunBody) {
			noon := local(12, 0)
			b.Members = []models.Member{member("wang"), {UserID: "li", Role: models.Porter, To: &noon}, {UserID: "zhou", Role: models.Porter, From: &noon}}
		})
		w.deliver(li, atBlue(10, 0))
		w.deliver(li, place{runOne, "stop-eve", local(18, 0)}, func(b *models.CheckBody) { b.MemberID = "zhou" })
		named := func(stop string) func(*models.ComplaintCreate) {
			return func(b *models.ComplaintCreate) { b.StopID = stop }
		}
		equal(t, userIDs(w.complain("rude", local(18, 10), named("stop-eve")).Link.Members), []string{"wang", "zhou"})
		equal(t, userIDs(w.complain("rude", local(20, 0), named(stopBlue)).Link.Members), []string{"li", "wang"})
		byTime := w.complain("rude", local(18, 10))
		if byTime.Link.State != models.NeedsReview && byTime.Link.StopID != "stop-eve" {
			t.Fatalf("link is %+v", byTime.Link)
		}
	})

	t.Run("within one long stop only those count who were there at the named minute", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.putRun(runOne, today, crewOne, nil, map[string]string{stopBlue: blueDoor}, func(b *models.RunBody) {
			noon := local(12, 0)
			b.Members = []models.Member{member("wang"), {UserID: "li", Role: models.Porter, To: &noon}, {UserID: "zhou", Role: models.Porter, From: &noon}}
		})
		w.status(li, atBlue(11, 0), models.StopArrived, local(11, 0))
		w.status(li, atBlue(13, 0), models.StopDelivered, local(13, 0))
		at := func(m models.Time) func(*models.ComplaintCreate) {
			return func(b *models.ComplaintCreate) { b.OccurredAt = &m }
		}
		equal(t, userIDs(w.complain("rude", local(14, 0), at(local(11, 20))).Link.Members), []string{"li", "wang"})
		equal(t, userIDs(w.complain("rude", local(14, 0), at(local(12, 20))).Link.Members), []string{"wang", "zhou"})
	})

	t.Run("a stop only planned answers for nobody coming, and for nothing else", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		for category, state := range map[string]string{"not-delivered": models.Linked, "late": models.Linked, "rude": models.Unlinked, "bottles-refused": models.Unlinked} {
			if k := w.complain(category, local(12, 30)); k.Link.State != state {
				t.Errorf("%s is %s", category, k.Link.State)
			}
		}
	})

	t.Run("a skipped stop is no presence", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.status(li, atBlue(11, 0), models.StopSkipped, local(11, 0))
		if k := w.complain("rude", local(11, 10)); k.Link.State != models.Unlinked {
			t.Errorf("rude is %+v", k.Link)
		}
		if k := w.complain("not-delivered", local(12, 0)); k.Link.State != models.Linked || k.Link.Candidates[0].Why[0].Code != "planned-not-there" {
			t.Errorf("not-delivered is %+v", k.Link)
		}
	})

	t.Run("a stop taken off the run is no candidate", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.putRun(runOne, today, crewOne, []string{"li"}, map[string]string{stopRed: lantern})
		if k := w.complain("not-delivered", local(11, 0)); k.Link.State != models.Unlinked {
			t.Fatalf("link is %+v", k.Link)
		}
	})

	t.Run("checks that came two days late from a phone whose clock was off still name the hour", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.clock.set(on(today.AddDays(2), 9, 0))
		k := w.hand(li, checkOf("fifo-stocking", place{runOne, stopBlue, local(7, 30)}, func(b *models.CheckBody) {
			b.SentAt = on(today.AddDays(2), 6, 0) // three hours slow: it was 10:30
		}))
		if !k.StartedAt.Equal(local(10, 30).Time) || !slices.Contains(k.Flags, models.FlagLateSync) || !slices.Contains(k.Flags, models.FlagClockSkew) {
			t.Fatalf("started %v, flags %v", k.StartedAt, k.Flags)
		}
		c := w.complain("placed-wrong", on(today.AddDays(2), 10, 0), func(b *models.ComplaintCreate) { b.OccurredAt = local(10, 35).Ptr() })
		if c.Link.State != models.Linked || c.Link.Candidates[0].Why[0].Code != "there-then" || len(c.Contradicts) != 1 {
			t.Fatalf("link is %+v", c.Link)
		}
	})

	t.Run("a complaint filed before the phone had a signal is tied when the checks arrive", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		k := w.complain("placed-wrong", local(11, 0))
		if k.Link.State != models.Unlinked {
			t.Fatalf("link is %+v", k.Link)
		}
		w.clock.set(local(18, 0))
		w.hand(li, checkOf("fifo-stocking", atBlue(10, 20), func(b *models.CheckBody) { b.SentAt = local(18, 0) }))
		w.score(crewOne)
		k, err := w.Complaint(t.Context(), sun, k.ID)
		w.ok(err)
		if k.Link.State != models.Linked || k.Link.StopID != stopBlue || len(k.Contradicts) != 1 {
			t.Fatalf("link is %+v, contradicts %+v", k.Link, k.Contradicts)
		}
		if last := k.Events[len(k.Events)-1]; last.Type != models.Linked || last.By != "" {
			t.Fatalf("events are %+v", k.Events)
		}
	})

	t.Run("who came after a complaint was filed is not its cause, unless it is that nobody came", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct {
			category string
			minutes  int // of the arrival after the filing
			state    string
		}{
			{"rude", 20, models.Unlinked},
			{"message-lost", 3, models.Unlinked},
			{"rude", 2, models.Linked}, // so much clocks are off
			{"late", 20, models.Linked},
			{"not-delivered", 20, models.Linked},
		} {
			w := newWorld(t)
			k := w.complain(c.category, local(10, 0), func(b *models.ComplaintCreate) { b.OccurredAt = local(9, 40).Ptr() })
			w.deliver(li, atBlue(10, c.minutes))
			w.score(crewOne)
			k, err := w.Complaint(t.Context(), sun, k.ID)
			w.ok(err)
			if k.Link.State != c.state {
				t.Errorf("%s, %d min before the crew came: %+v", c.category, c.minutes, k.Link)
			}
		}
	})

	t.Run("a plan that might have been the cause is none once its crew is known to have come later", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.secondCrew()
		w.status(qian, place{runTwo, "stop-two", local(9, 0)}, models.StopArrived, local(9, 0))
		w.status(qian, place{runTwo, "stop-two", local(9, 0)}, models.StopDelivered, local(9, 10))
		k := w.complain("rude", local(10, 40))
		if len(k.Link.Candidates) != 2 || k.Link.State != models.NeedsReview {
			t.Fatalf("link is %+v", k.Link)
		}
		w.deliver(li, atBlue(11, 0))
		w.score(crewOne)
		k, err := w.Complaint(t.Context(), sun, k.ID)
		w.ok(err)
		if k.Link.CrewID != crewTwo || len(k.Link.Candidates) != 1 {
			t.Fatalf("link is %+v", k.Link)
		}
	})
}

func TestLinkByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	sha, data := picture("mess")
	_, _, err := w.PutPhoto(t.Context(), zhang, sha, data)
	w.ok(err)
	k := w.complain("mess-left", on(today.AddDays(9), 10, 0), func(b *models.ComplaintCreate) { b.Photos = []string{sha} })

	_, err = w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{StopID: stopRed, Reason: "x"})
	wantCode(t, err, "body.invalid", "/stopId", "field.reference")
	_, err = w.LinkComplaint(t.Context(), zhang, k.ID, models.LinkBody{StopID: stopBlue, Reason: "x"})
	wantCode(t, err, "auth.forbidden")
	_, err = w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{StopID: stopBlue})
	wantCode(t, err, "body.invalid", "/reason", "field.required")

	k, err = w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{StopID: stopBlue, Reason: "Chen showed the mess"})
	w.ok(err)
	if k.Link.State != models.Linked || k.Link.Method != models.ByHand || k.Link.Confidence != 1 || len(k.Contradicts) != 1 {
		t.Fatalf("link is %+v, contradicts %+v", k.Link, k.Contradicts)
	}
	if _, _, err := w.Photo(t.Context(), li, sha); err != nil {
		t.Fatalf("the crew cannot see the picture it is blamed with: %v", err)
	}
	k, err = w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{Reason: "it was another supplier"})
	w.ok(err)
	if k.Link.State != models.Unlinked || k.Link.CrewID != "" || len(k.Contradicts) != 0 || len(k.Link.Members) != 0 {
		t.Fatalf("link is %+v", k.Link)
	}
	w.score(crewOne)
	if k, err = w.Complaint(t.Context(), sun, k.ID); err != nil || k.Link.State != models.Unlinked {
		t.Fatalf("what a supervisor untied stays untied: %+v %v", k.Link, err)
	}
	w.uphold(k, models.Shares{Porter: 100})
	_, err = w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{StopID: stopBlue, Reason: "late"})
	wantCode(t, err, "complaint.state")
}

func TestTyingByHandKeepsTheOtherCandidates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.secondCrew()
	w.deliver(li, atBlue(10, 0))
	tie := func(k *models.Complaint, stop string, want ...string) *models.Complaint {
		t.Helper()
		k, err := w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{StopID: stop, Reason: "Chen says so"})
		w.ok(err)
		got := []string{}
		for _, c := range k.Link.Candidates {
			got = append(got, c.StopID)
		}
		if !slices.Equal(got, want) || k.Link.StopID != stop {
			t.Errorf("tied to %q, candidates %v, want %v", k.Link.StopID, got, want)
		}
		return k
	}
	near := w.complain("rude", local(10, 10))
	said := near.Link.Candidates[0].Confidence
	tie(near, "stop-two", stopBlue, "stop-two")
	tie(near, "", stopBlue, "stop-two")
	if near = tie(near, stopBlue, stopBlue, "stop-two"); near.Link.Candidates[0].Confidence != said || near.Link.Confidence != 1 {
		t.Errorf("a hand changed what time says of a stop: %+v", near.Link)
	}

	far := w.complain("rude", on(today.AddDays(9), 10, 0))
	tie(far, stopBlue, stopBlue)
	tie(far, "stop-two", "stop-two") // what a hand alone had named goes with its tie
	tie(far, "")
}

// secondCrew gives crew two a stop at the Blue Door on the same day.
func (w *world) secondCrew() {
	w.Helper()
	w.putRun(runTwo, today, crewTwo, []string{"zhao", "qian"}, map[string]string{"stop-two": blueDoor})
}

func codesOf(why []models.Reason) []string {
	var out []string
	for _, r := range why {
		out = append(out, r.Code)
	}
	return out
}
