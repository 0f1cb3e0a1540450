package models_test

import (
	"slices"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

func TestASupervisorAdministersOnlyWhoWorksForThemAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putUser(li, "13900000003", "", func(b *models.UserPut) { b.DepotIDs = []string{changsha, wuhan} })
	_, err := w.CreatePairing(t.Context(), sun, "li")
	wantCode(t, err, "record.missing")
	b := models.UserPut{UserBody: models.UserBody{Phone: "13900000003", Name: "li", Roles: li.Roles, DepotIDs: []string{changsha}}}
	_, _, err = w.PutUser(t.Context(), sun, "li", models.Match{}, b)
	wantCode(t, err, "record.missing")
	_, err = w.CreatePairing(t.Context(), sun, "wang")
	w.ok(err)
}

func TestWhoLosesADepotLeavesItsCrews(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putUser(li, "13900000003", "", func(b *models.UserPut) { b.DepotIDs = []string{wuhan} })
	u, err := w.User(t.Context(), ma, "li")
	w.ok(err)
	crew, err := w.Crew(t.Context(), ma, crewOne)
	w.ok(err)
	if len(u.CrewIDs) != 0 || slices.Contains(crew.MemberIDs, "li") || !slices.Contains(crew.MemberIDs, "wang") {
		t.Fatalf("%v %v", u.CrewIDs, crew.MemberIDs)
	}
}

func TestSalesSeeTheirVenuesAndNotTheirDepot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	other := forVenue(inDepot(caller("huang", models.Sales), changsha), lantern)
	k := w.hand(li, checkOf("fifo-stocking", atBlue(10, 30)))
	sha, data := picture("seen by sales")
	_, _, err := w.PutPhoto(ctx, li, sha, data)
	w.ok(err)
	_, _, err = w.CreateExemption(ctx, li, "", models.ExemptionBody{RunID: runOne, StopID: stopBlue, Cause: "road-closed", At: local(9, 0), Photos: []string{sha}})
	w.ok(err)
	for _, c := range []struct {
		models.Caller
		sees bool
	}{{zhang, true}, {other, false}} {
		_, err := w.Check(ctx, c.Caller, k.ID)
		_, linkErr := w.ReceiptLinkOf(ctx, c.Caller, runOne, stopBlue)
		_, venueErr := w.Venue(ctx, c.Caller, blueDoor)
		photoErr := photo(w, c.Caller, sha)
		for name, err := range map[string]error{"check": err, "link": linkErr, "venue": venueErr, "photo": photoErr} {
			if c.sees != (err == nil) {
				t.Errorf("%s of the Blue Door by %s: %v", name, c.UserID, err)
			}
		}
		checks, err := w.ListChecks(ctx, c.Caller, models.ListQuery{})
		w.ok(err)
		exemptions, err := w.ListExemptions(ctx, c.Caller, models.ListQuery{})
		w.ok(err)
		if c.sees != (len(checks.Items) == 1) || c.sees != (len(exemptions.Items) == 1) {
			t.Errorf("%s lists %d checks, %d exemptions", c.UserID, len(checks.Items), len(exemptions.Items))
		}
	}
	_, _, err = w.FileComplaint(ctx, other, "", models.ComplaintCreate{VenueID: blueDoor, Category: "rude"})
	wantCode(t, err, "body.invalid", "/venueId", "field.reference")
}

func TestAVenueIsMovedOnlyToADepotOfTheCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	both := zhang
	both.Roles = []models.Role{models.Sales, models.Supervisor}
	for _, depot := range []string{"nowhere", wuhan} {
		for _, c := range []models.Caller{both, zhang} {
			_, _, err := w.PutVenue(t.Context(), c, blueDoor, models.Match{}, models.VenueBody{DepotID: depot, Name: "Blue Door"})
			wantCode(t, err, "body.invalid", "/depotId", "field.reference")
		}
	}
	_, _, err := w.PutVenue(t.Context(), both, blueDoor, models.Match{}, models.VenueBody{DepotID: changsha, Name: "Blue Door"})
	w.ok(err)
}

func TestNothingIsComplainedOfBeforeItHappened(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putRun("run-far", today.AddDays(2), crewOne, []string{"wang"}, map[string]string{"stop-far": blueDoor})
	now := models.At(w.clock.Now())
	late := now.Add(time.Hour + time.Minute)
	file := func(b models.ComplaintCreate) error {
		b.VenueID, b.Category = blueDoor, "rude"
		_, _, err := w.FileComplaint(t.Context(), zhang, "", b)
		return err
	}
	wantCode(t, file(models.ComplaintCreate{OccurredAt: &late}), "body.invalid", "/occurredAt", "field.range")
	wantCode(t, file(models.ComplaintCreate{OccurredFrom: &now, OccurredTo: &late}), "body.invalid", "/occurredTo", "field.range")
	wantCode(t, file(models.ComplaintCreate{OccurredFrom: &late, OccurredTo: &late}), "body.invalid", "/occurredFrom", "field.range")
	wantCode(t, file(models.ComplaintCreate{StopID: "stop-far"}), "body.invalid", "/stopId", "field.reference")
	soon := now.Add(59 * time.Minute)
	w.ok(file(models.ComplaintCreate{OccurredAt: &soon, StopID: stopBlue}))
}

func TestAReceiptIsOpenThirtyDaysAfterTheDateOfNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putRun(runOne, today.AddDays(20), crewOne, []string{"wang", "li"}, map[string]string{stopBlue: blueDoor})
	link, err := w.ReceiptLinkOf(t.Context(), sun, runOne, stopBlue)
	w.ok(err)
	w.clock.set(on(today.AddDays(45), 8, 0))
	seen, err := w.PublicReceiptOf(t.Context(), link.Token)
	w.ok(err)
	if !seen.ExpiresAt.Equal(link.ExpiresAt.Time) {
		t.Fatalf("%v, and by the link %v", seen.ExpiresAt, link.ExpiresAt)
	}
	w.clock.set(on(today.AddDays(52), 8, 0))
	_, err = w.PublicReceiptOf(t.Context(), link.Token)
	wantCode(t, err, "receipt.expired")
}

func TestAReceiptIsReadableUntilAMonthAfterItsAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link, err := w.ReceiptLinkOf(t.Context(), sun, runOne, stopBlue)
	w.ok(err)
	said, _, err := w.GiveFeedback(t.Context(), link.Token, models.FeedbackBody{Kind: "complaint", Category: "rude"})
	w.ok(err)
	until := func(day int) models.Time {
		t.Helper()
		w.clock.set(on(today.AddDays(day), 8, 0))
		seen, err := w.PublicReceiptOf(t.Context(), link.Token)
		w.ok(err)
		return seen.ReadableUntil
	}
	longest := models.At(link.ExpiresAt.AddDate(0, 0, 180))
	if got := until(40); got != longest {
		t.Errorf("waiting for an answer it is readable until %v, want %v", got, longest)
	}
	_, _, err = w.GiveFeedback(t.Context(), link.Token, models.FeedbackBody{Kind: "complaint", Category: "late"})
	wantCode(t, err, "receipt.expired")

	page, err := w.ListComplaints(t.Context(), zhang, models.ListQuery{})
	w.ok(err)
	w.uphold(&page.Items[0], models.Shares{Depot: 100})
	done, err := w.ResolveComplaint(t.Context(), zhang, page.Items[0].ID, models.NoteBody{Note: "went there"})
	w.ok(err)
	if want := models.At(done.Cycles[0].ResolvedAt.AddDate(0, 0, 30)); until(69) != want {
		t.Errorf("answered it is readable until %v, want %v", until(69), want)
	}
	again, err := w.SaySolved(t.Context(), link.Token, models.SolvedBody{Number: said.Complaint.Number, Text: "it came back"})
	w.ok(err)
	if again.Status != models.Reopened || until(70) != longest {
		t.Errorf("%s again it is readable until %v, want %v", again.Status, until(70), longest)
	}
	w.clock.set(longest)
	_, err = w.PublicReceiptOf(t.Context(), link.Token)
	wantCode(t, err, "receipt.expired")
	_, err = w.SaySolved(t.Context(), link.Token, models.SolvedBody{Number: said.Complaint.Number, Solved: true})
	wantCode(t, err, "receipt.expired")
}

func TestACorrectionRelaysAMessageOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	count := func() int {
		page, err := w.ListMessages(t.Context(), sun, models.ListQuery{})
		w.ok(err)
		return len(page.Items)
	}
	w.deliver(li, atBlue(10, 30))
	before := count()
	if before == 0 {
		t.Fatal("no checklist relays a message")
	}
	for n := 1; n <= w.checks; n++ {
		old, err := w.Check(t.Context(), li, uuidOf(n))
		w.ok(err)
		_, _, err = w.PutCheck(t.Context(), li, uuidOf(100+n), checkOf(old.Checklist.ID, atBlue(10, 30), func(b *models.CheckBody) {
			b.Supersedes, b.SentAt = old.ID, models.At(w.clock.Now())
		}))
		w.ok(err)
	}
	if n := count(); n != before {
		t.Fatalf("%d messages, before the corrections %d", n, before)
	}
}

func TestADraftKeepsWhatTheServiceKnowsByName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	draft, err := w.DraftChecklist(ctx, "fifo-stocking")
	w.ok(err)
	d := draft.Definition
	d.Items = slices.DeleteFunc(slices.Clone(d.Items), func(it checklists.Item) bool { return it.ID == "fifo.lots" })
	_, _, err = w.SaveChecklistDraft(ctx, sun, "fifo-stocking", models.Match{}, d)
	wantCode(t, err, "body.invalid", "/items", "field.reference")

	saved, _, err := w.SaveChecklistDraft(ctx, sun, "fifo-stocking", models.Match{}, draft.Definition)
	w.ok(err)
	read := models.Match{Given: true, Version: saved.Version}
	d = draft.Definition
	d.Title.En += "!"
	_, _, err = w.SaveChecklistDraft(ctx, sun, "fifo-stocking", read, d)
	w.ok(err)
	_, _, err = w.SaveChecklistDraft(ctx, sun, "fifo-stocking", read, draft.Definition)
	wantCode(t, err, "record.stale")
	_, err = w.PublishChecklist(ctx, sun, "fifo-stocking", models.Match{}, models.ChecklistPublish{Reason: "louder"})
	w.ok(err)
	_, _, err = w.SaveChecklistDraft(ctx, sun, "fifo-stocking", models.Match{Given: true, Version: 1}, d)
	wantCode(t, err, "record.stale")
}

func TestAnUnknownChecklistIsAFaultOfTheBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := checkOf("fifo-stocking", atBlue(8, 0))
	b.Checklist.ID = "magic"
	_, _, err := w.PutCheck(t.Context(), li, uuidOf(1), b)
	wantCode(t, err, "body.invalid", "/checklist/id", "field.reference")
}

func TestADayCarriesEveryOpenComplaintOfItsVenues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.complain("rude", on(today.AddDays(-1), 9, 0))
	for range 6 {
		w.complain("late", local(9, 0))
	}
	w.putRun("run-later", today.AddDays(120), crewOne, []string{"li"}, map[string]string{"stop-later": blueDoor})
	w.clock.set(on(today.AddDays(120), 8, 0))
	day, err := w.Today(t.Context(), li, today.AddDays(120))
	w.ok(err)
	if len(day.Complaints) != 7 || day.Complaints[6].ID != old.ID {
		t.Fatalf("%+v", day.Complaints)
	}
}

func TestListsOfTheCallersOwnAreInPagesToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := zhang
	c.VenueIDs = []string{lantern, "gone", blueDoor, lantern}
	first, err := w.ListVenues(t.Context(), c, models.ListQuery{Limit: 1})
	w.ok(err)
	if len(first.Items) != 1 || first.Items[0].ID != blueDoor || first.Next == nil {
		t.Fatalf("%+v", first)
	}
	second, err := w.ListVenues(t.Context(), c, models.ListQuery{Limit: 1, After: *first.Next})
	w.ok(err)
	if len(second.Items) != 1 || second.Items[0].ID != lantern || second.Next != nil {
		t.Fatalf("%+v", second)
	}
}
