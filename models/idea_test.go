package models_test

import (
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

func (w *world) ideas(c models.Caller, equal map[string]string) []models.Idea {
	w.Helper()
	page, err := w.ListIdeas(w.Context(), c, models.ListQuery{Equal: equal})
	w.ok(err)
	return page.Items
}

func TestAnIdeaOfTheDaysCloseIsHandedInOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	b := checkOf("day-close", place{runOne, "", local(18, 0)}, func(b *models.CheckBody) { answer(b, "close.idea").Text = " stack the crates first \n" })
	k := w.hand(li, b)
	for range 2 {
		_, _, err := w.PutCheck(ctx, li, k.ID, b)
		w.ok(err)
	}
	again := b
	again.Supersedes = k.ID
	w.hand(li, again)
	have := w.ideas(sun, nil)
	if len(have) != 1 {
		t.Fatalf("%+v", have)
	}
	x := have[0]
	if x.Text != "stack the crates first" || x.MemberID != "li" || x.CrewID != crewOne || x.DepotID != changsha || x.CheckID != k.ID || x.State != models.IdeaNew || !x.At.Equal(k.CompletedAt.Time) {
		t.Errorf("%+v", x)
	}
	w.tell()
	equal(t, kindsOf(w.notices(), x.ID), []string{"idea.filed"})
}

func TestSilenceIsNoIdea(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hand(li, checkOf("day-close", place{runOne, "", local(18, 0)}, func(b *models.CheckBody) { *answer(b, "close.idea") = checklists.Answer{ItemID: "close.idea"} }))
	if have := w.ideas(sun, nil); len(have) != 0 {
		t.Errorf("%+v", have)
	}
}

func TestAnIdeaIsOfTheCrewsThatItsAuthorHas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	both := li
	both.CrewIDs = []string{crewOne, crewTwo}
	_, _, err := w.CreateIdea(ctx, both, "", models.IdeaCreate{Text: "a"})
	wantCode(t, err, "body.invalid", "/crewId", "field.required")
	x, _, err := w.CreateIdea(ctx, both, "", models.IdeaCreate{Text: "a", CrewID: crewTwo})
	w.ok(err)
	if x.CrewID != crewTwo {
		t.Errorf("%+v", x)
	}
	_, _, err = w.CreateIdea(ctx, qian, "", models.IdeaCreate{Text: "a", CrewID: crewOne})
	wantCode(t, err, "body.invalid", "/crewId", "field.reference")
	stray := inDepot(nobody, changsha)
	x, _, err = w.CreateIdea(ctx, stray, "", models.IdeaCreate{Text: "a"})
	w.ok(err)
	if x.CrewID != "" || x.DepotID != changsha {
		t.Errorf("%+v", x)
	}
	if n := len(w.ideas(stray, map[string]string{"memberId": "nobody"})); n != 1 {
		t.Errorf("its author lists %d", n)
	}
	_, _, err = w.CreateIdea(ctx, nobody, "", models.IdeaCreate{Text: "a"})
	wantCode(t, err, "body.invalid", "/crewId", "field.required")
}

func TestAnIdeaIsHadWhenThePhoneSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(local(12, 0))
	// The phone's clock is an hour ahead: what it calls 10:00 was 9:00.
	x, _, err := w.CreateIdea(t.Context(), li, "k", models.IdeaCreate{Text: "a", At: local(10, 0).Ptr(), SentAt: local(13, 0).Ptr()})
	w.ok(err)
	if !x.At.Equal(local(9, 0).Time) {
		t.Errorf("%v", x.At)
	}
	w.clock.add(time.Minute)
	again, created, err := w.CreateIdea(t.Context(), li, "k", models.IdeaCreate{Text: "a", At: local(10, 0).Ptr(), SentAt: local(13, 1).Ptr()})
	w.ok(err)
	if created || again.ID != x.ID {
		t.Errorf("a twin: %+v", again)
	}
	future, _, err := w.CreateIdea(t.Context(), li, "", models.IdeaCreate{Text: "b", At: local(23, 0).Ptr()})
	w.ok(err)
	if future.At.After(w.Now().Time) {
		t.Errorf("had in the future: %v", future.At)
	}
}

func TestAnIdeaIsDecidedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	x, _, err := w.CreateIdea(ctx, li, "", models.IdeaCreate{Text: "stack the crates first"})
	w.ok(err)
	own := sun
	own.UserID, own.Roles, own.CrewIDs = "li", []models.Role{models.Porter, models.Supervisor}, li.CrewIDs
	_, err = w.AdoptIdea(ctx, own, x.ID, models.IdeaAnswer{Answer: "mine"})
	wantCode(t, err, "idea.own")
	_, err = w.AdoptIdea(ctx, wu, x.ID, models.IdeaAnswer{Answer: "ours"})
	wantCode(t, err, "record.missing")
	for range 2 {
		_, err = w.DeclineIdea(ctx, sun, x.ID, models.IdeaAnswer{Answer: "no room"})
		w.ok(err)
	}
	_, err = w.AdoptIdea(ctx, ma, x.ID, models.IdeaAnswer{Answer: "yes"})
	wantCode(t, err, "idea.decided")
	mine, err := w.Idea(ctx, wang, x.ID)
	w.ok(err)
	if mine.State != models.IdeaDeclined || mine.Answer != "no room" || mine.DecidedBy != "" || mine.DecidedAt == nil {
		t.Errorf("%+v", mine)
	}
	w.tell()
	equal(t, kindsOf(w.notices(), x.ID), []string{"idea.filed", "idea.declined"})
}
