package models_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"testing"

	"crewcheck/models"
)

func TestVisibility(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	sha, data := picture("receipt.photo" + runOne + stopBlue)
	w.deliver(li, atBlue(10, 30))
	_, _, err := w.PutPhoto(ctx, li, sha, data)
	w.ok(err)
	k := w.complain("rude", local(11, 30))
	check := uuidOf(1)

	reads := map[string]struct {
		read func(c models.Caller) error
		may  []string
	}{
		"depot":     {func(c models.Caller) error { _, err := w.Depot(ctx, c, changsha); return err }, []string{"li", "wang", "qian", "zhang", "sun", "ma"}},
		"crew":      {func(c models.Caller) error { _, err := w.Crew(ctx, c, crewOne); return err }, []string{"li", "wang", "zhang", "sun", "ma"}},
		"venue":     {func(c models.Caller) error { _, err := w.Venue(ctx, c, blueDoor); return err }, []string{"li", "wang", "qian", "zhang", "chen", "sun", "ma"}},
		"cards":     {func(c models.Caller) error { _, err := w.VenueCards(ctx, c, blueDoor, models.Filter{}); return err }, []string{"li", "wang", "qian", "zhang", "chen", "sun", "ma"}},
		"user":      {func(c models.Caller) error { _, err := w.User(ctx, c, "li"); return err }, []string{"li", "sun", "ma"}},
		"run":       {func(c models.Caller) error { _, err := w.Run(ctx, c, runOne); return err }, []string{"li", "wang", "zhang", "sun", "ma"}},
		"check":     {func(c models.Caller) error { _, err := w.Check(ctx, c, check); return err }, []string{"li", "wang", "zhang", "sun", "ma"}},
		"photo":     {func(c models.Caller) error { return photo(w, c, sha) }, []string{"li", "wang", "zhang", "sun", "ma"}},
		"complaint": {func(c models.Caller) error { _, err := w.Complaint(ctx, c, k.ID); return err }, []string{"li", "wang", "zhang", "chen", "sun", "ma"}},
		"score":     {func(c models.Caller) error { _, err := w.CrewScore(ctx, c, crewOne, models.DateRange{}); return err }, []string{"li", "wang", "sun", "ma"}},
		"member":    {func(c models.Caller) error { _, err := w.MemberScore(ctx, c, "li", "", models.DateRange{}); return err }, []string{"li", "sun", "ma"}},
		"ranking": {func(c models.Caller) error {
			_, err := w.Scores(ctx, c, changsha, models.DateRange{})
			return err
		}, []string{"sun", "ma"}},
	}
	for name, r := range reads {
		for _, c := range []models.Caller{li, wang, qian, nobody, zhang, chen, lin, sun, wu, ma} {
			err := r.read(c)
			if slices.Contains(r.may, c.UserID) && err != nil || !slices.Contains(r.may, c.UserID) && !models.IsCode(err, "record.missing") {
				t.Errorf("%s by %s: %v", name, c.UserID, err)
			}
		}
	}
}

func TestAVenueReadsItsComplaintWithoutWhoWasToBlame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.deliver(li, atBlue(10, 30))
	filed, _, err := w.FileComplaint(ctx, chen, "k", models.ComplaintCreate{VenueID: blueDoor, Category: "rude", StopID: stopBlue, Description: "he shouted"})
	w.ok(err)
	again, _, err := w.FileComplaint(ctx, chen, "k", models.ComplaintCreate{VenueID: blueDoor, Category: "rude", StopID: stopBlue, Description: "he shouted"})
	w.ok(err)
	_, err = w.RespondComplaint(ctx, li, filed.ID, models.RespondBody{Text: "I asked for the keys"})
	w.ok(err)
	w.uphold(filed, models.Shares{Porter: 100})
	_, err = w.ResolveComplaint(ctx, zhang, filed.ID, models.NoteBody{Note: "he has apologised"})
	w.ok(err)
	now, err := w.Complaint(ctx, chen, filed.ID)
	w.ok(err)
	list, err := w.ListComplaints(ctx, chen, models.ListQuery{})
	w.ok(err)
	for _, k := range []*models.Complaint{filed, again, now, &list.Items[0]} {
		b, err := json.Marshal(k)
		w.ok(err)
		for _, secret := range []string{`"li"`, `"wang"`, `"sun"`, `"zhang"`, crewOne, runOne, "the keys", "seen on the photo", `"porter":100`} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("a venue reads %s in %s", secret, b)
			}
		}
	}
	if now.Description != "he shouted" || now.Resolution != "he has apologised" || now.Decision.Verdict != models.Upheld || now.Link.StopID != stopBlue {
		t.Errorf("and not what is its own: %+v", now)
	}
	whole, err := w.Complaint(ctx, zhang, filed.ID)
	w.ok(err)
	if len(whole.Link.Members) == 0 || whole.Decision.Shares.Porter != 100 {
		t.Errorf("its salesperson reads %+v", whole)
	}
}

func TestASalespersonReadsOfARunWhatConcernsTheirVenues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run, err := w.Run(w.Context(), zhang, runOne)
	w.ok(err)
	b, err := json.Marshal(run)
	w.ok(err)
	if len(run.Stops) != 1 || run.Stops[0].ID != stopBlue || bytes.Contains(b, []byte(stopRed)) || bytes.Contains(b, []byte(lantern)) {
		t.Errorf("the salesperson of %s reads %s", blueDoor, b)
	}
	if len(run.Members) != 2 {
		t.Errorf("and not who was there: %+v", run.Members)
	}
	if whole, err := w.Run(w.Context(), li, runOne); err != nil || len(whole.Stops) != 2 || len(whole.StopIDs) != 2 {
		t.Errorf("the crew reads %+v, %v", whole, err)
	}
}

func photo(w *world, c models.Caller, sha string) error {
	_, r, err := w.Photo(w.Context(), c, sha)
	if err == nil {
		_ = r.Close()
	}
	return err
}

func TestListsHoldOnlyWhatIsTheCallers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.deliver(li, atBlue(10, 30))
	w.complain("rude", local(11, 30))
	_, _, err := w.CreateExemption(ctx, li, "", models.ExemptionBody{RunID: runOne, StopID: stopBlue, Cause: "road-closed", At: local(9, 0)})
	w.ok(err)
	lists := map[string]struct {
		count func(c models.Caller, q models.ListQuery) (int, error)
		some  []string
	}{
		"runs":       {count(w.ListRuns, w), []string{"li", "sun", "ma"}},
		"checks":     {count(w.ListChecks, w), []string{"li", "zhang", "sun", "ma"}},
		"exemptions": {count(w.ListExemptions, w), []string{"li", "zhang", "sun", "ma"}},
		"receipts":   {count(w.ListReceipts, w), []string{"li", "zhang", "chen", "sun", "ma"}},
		"messages":   {count(w.ListMessages, w), []string{"li", "zhang", "chen", "sun", "ma"}},
		"complaints": {count(w.ListComplaints, w), []string{"li", "zhang", "chen", "sun", "ma"}},
	}
	foreign := []models.ListQuery{{}, {Equal: map[string]string{"depotId": changsha}}, {Equal: map[string]string{"crewId": crewOne}}, {Equal: map[string]string{"venueId": blueDoor}}}
	for name, l := range lists {
		for _, c := range []models.Caller{li, qian, nobody, zhang, chen, lin, sun, wu, ma} {
			for _, q := range foreign {
				if name == "complaints" && q.Equal["crewId"] != "" || (name == "runs" || name == "exemptions") && q.Equal["venueId"] != "" {
					continue // not a field of it
				}
				n, err := l.count(c, q)
				if err != nil || (n > 0) != slices.Contains(l.some, c.UserID) {
					t.Errorf("%s by %s with %v: %d, %v", name, c.UserID, q.Equal, n, err)
				}
			}
		}
	}
}

func count[T any](list func(ctx context.Context, c models.Caller, q models.ListQuery) (models.Page[T], error), w *world) func(models.Caller, models.ListQuery) (int, error) {
	return func(c models.Caller, q models.ListQuery) (int, error) {
		page, err := list(w.Context(), c, q)
		return len(page.Items), err
	}
}

func TestForeignWorkIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	for _, c := range []models.Caller{qian, wu, chen, zhang, nobody} {
		_, err := w.SetStopStatus(ctx, c, runOne, stopBlue, models.StopStatus{Status: models.StopArrived, At: local(8, 0)})
		wantCode(t, err, "record.missing")
		_, _, err = w.CreateExemption(ctx, c, "", models.ExemptionBody{RunID: runOne, Cause: "road-closed", At: local(8, 0)})
		wantCode(t, err, "body.invalid", "/runId", "field.reference")
		_, _, err = w.PutMessage(ctx, c, models.MessageBody{ID: uuidOf(1), RunID: runOne, StopID: stopBlue, Text: "x", RecordedAt: local(8, 0)}, nil)
		wantCode(t, err, "body.invalid", "/runId", "field.reference")
		_, _, err = w.PutCheck(ctx, c, uuidOf(1), checkOf("fifo-stocking", atBlue(8, 0)))
		wantCode(t, err, "body.invalid", "/runId", "field.reference")
	}
	_, err := w.SetStopStatus(ctx, li, runOne, "stop-two", models.StopStatus{Status: models.StopArrived, At: local(8, 0)})
	wantCode(t, err, "record.missing")
}

// Zhao's porter fell ill, and Zhou of crew one stands in: on crew two's run, for the morning.
func TestAStandInSeesTheWorkOfTheRunHeShared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.putRun(runTwo, today, crewTwo, []string{"zhao", "zhou"}, map[string]string{"stop-two": lantern}, func(b *models.RunBody) {
		b.Members[1].To = local(12, 0).Ptr()
	})
	p := place{runTwo, "stop-two", local(10, 30)}
	byZhao := w.hand(zhao, checkOf("fifo-stocking", p, by("zhao")))
	byZhou := w.hand(zhou, checkOf("return-bottles", p, by("zhou")))
	_, _, err := w.CreateExemption(ctx, zhao, "", models.ExemptionBody{RunID: runTwo, Cause: "road-closed", At: local(9, 0)})
	w.ok(err)
	for _, c := range []struct {
		models.Caller
		query map[string]string
		sees  []string
	}{
		{zhou, map[string]string{"runId": runTwo}, []string{byZhao.ID, byZhou.ID}},
		{zhou, map[string]string{"stopId": "stop-two"}, []string{byZhao.ID, byZhou.ID}},
		{zhou, map[string]string{"memberId": "zhou"}, []string{byZhou.ID}},
		{zhou, map[string]string{"memberId": "zhao"}, nil},
		{zhou, nil, nil},
		{li, map[string]string{"runId": runTwo}, nil},
		{li, map[string]string{"stopId": "stop-two"}, nil},
		{li, map[string]string{"memberId": "zhou"}, nil},
		{qian, map[string]string{"runId": runTwo}, []string{byZhao.ID, byZhou.ID}},
		{sun, map[string]string{"stopId": "stop-two"}, []string{byZhao.ID, byZhou.ID}},
		{wu, map[string]string{"runId": runTwo}, nil},
		{ma, map[string]string{"stopId": "no-such"}, nil},
	} {
		page, err := w.ListChecks(ctx, c.Caller, models.ListQuery{Equal: c.query})
		w.ok(err)
		var have []string
		for _, k := range page.Items {
			have = append(have, k.ID)
		}
		slices.Sort(have)
		if !slices.Equal(have, c.sees) {
			t.Errorf("%s with %v lists %v, want %v", c.UserID, c.query, have, c.sees)
		}
	}
	for _, c := range []struct {
		models.Caller
		sees bool
	}{{zhou, true}, {li, false}, {qian, true}} {
		_, err := w.Check(ctx, c.Caller, byZhao.ID)
		page, listErr := w.ListExemptions(ctx, c.Caller, models.ListQuery{Equal: map[string]string{"runId": runTwo}})
		w.ok(listErr)
		if c.sees != (err == nil) || c.sees != (len(page.Items) == 1) {
			t.Errorf("%s: %v, %d exemptions", c.UserID, err, len(page.Items))
		}
	}
}

// by makes a member of the run the one who answers everything.
func by(memberID string) func(*models.CheckBody) {
	return func(b *models.CheckBody) {
		b.MemberID = memberID
		for i := range b.Answers {
			b.Answers[i].MemberID = ""
		}
	}
}

// TestWhatAVenueIsWorthIsForThoseWhoSell keeps the depot's opinion of a venue from itself, and from crews.
func TestWhatAVenueIsWorthIsForThoseWhoSell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	stored, err := w.Store().Venues.Get(t.Context(), blueDoor)
	w.ok(err)
	listed := func(c models.Caller, equal map[string]string) []models.Venue {
		t.Helper()
		page, err := w.ListVenues(t.Context(), c, models.ListQuery{IDs: []string{blueDoor}, Equal: equal})
		w.ok(err)
		return page.Items
	}
	for name, c := range map[string]struct {
		models.Caller
		knows, lists bool
	}{"its account": {chen, false, true}, "a porter": {li, false, false}, "sales": {zhang, true, true}, "a supervisor": {sun, true, true}} {
		want := ""
		if c.knows {
			want = stored.Value
		}
		v, err := w.Venue(t.Context(), c.Caller, blueDoor)
		w.ok(err)
		if v.Value != want || stored.Value == "" {
			t.Errorf("%s reads %q of %q", name, v.Value, stored.Value)
		}
		if all := listed(c.Caller, nil); len(all) > 0 != c.lists || c.lists && all[0].Value != want {
			t.Errorf("%s lists %+v", name, all)
		}
		if found := listed(c.Caller, map[string]string{"value": stored.Value}); len(found) > 0 != c.knows {
			t.Errorf("%s finds by value %+v", name, found)
		}
	}
}
