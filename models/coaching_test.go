package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"crewcheck/models"
)

// coached drifts the crew, opens its card and gives it.
func (w *world) coached() models.Coaching {
	w.Helper()
	w.badDays(today, 2, messy)
	w.workOut()
	k := w.one(models.WarnItemDrift, models.WarningOpen)
	for range 2 {
		out, err := w.ActOnWarning(w.Context(), sun, k.ID, models.WarningAct{Kind: models.ActCoach, Why: "sweep before you leave"})
		w.ok(err)
		if out.State != models.WarningActed || out.CoachingID == "" {
			w.Fatalf("%+v", out)
		}
	}
	page, err := w.ListCoaching(w.Context(), li, models.ListQuery{})
	w.ok(err)
	if len(page.Items) != 1 {
		w.Fatalf("%+v", page.Items)
	}
	return page.Items[0]
}

func TestACoachingCardIsConfirmedByEachMember(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	card := w.coached()
	if card.OpenedBy != "" || card.Why == "" || card.Text.En == "" || card.CrewID != crewOne || card.State != models.CoachingOpen {
		t.Errorf("%+v", card)
	}
	day, err := w.Today(t.Context(), zhou, today.AddDays(300)) // off, that day
	w.ok(err)
	if len(day.Coaching) != 1 || day.Coaching[0].Acked {
		t.Errorf("%+v", day.Coaching)
	}
	for _, c := range []models.Caller{qian, wu, zhang, chen} {
		_, err := w.AckCoaching(t.Context(), c, card.ID)
		wantCode(t, err, "record.missing")
	}
	_, err = w.AckCoaching(t.Context(), sun, card.ID)
	wantCode(t, err, "auth.forbidden")
	for i, c := range []models.Caller{li, li, wang, zhou} {
		x, err := w.AckCoaching(t.Context(), c, card.ID)
		w.ok(err)
		if want := i == 3; (x.State == models.CoachingAcknowledged) != want {
			t.Errorf("after %s: %s, %v", c.UserID, x.State, x.Acks)
		}
	}
	w.tell()
	equal(t, kindsOf(w.notices(), card.ID), []string{"coaching.opened", "coaching.acknowledged", "coaching.acknowledged", "coaching.acknowledged"})
}

func TestACoachingCardIsMeasuredOnce(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, want string
		after      func(w *world, from models.Date)
	}{
		{"nothing delivered says nothing", models.CoachingTooLittle, func(*world, models.Date) {}},
		{"eight of eight became none of eight", models.CoachingBetter, func(w *world, from models.Date) {
			for d := range 2 {
				for _, p := range w.crewDay(from.AddDays(d), 4) {
					w.hand(li, checkOf("fifo-stocking", p))
				}
			}
		}},
		{"it stayed as it was", models.CoachingNotBetter, func(w *world, from models.Date) { w.badDays(from, 2, messy) }},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			card := w.coached()
			x.after(w, today.AddDays(5))
			w.workOut()
			measured := func() *models.Coaching {
				w.ok(w.MeasureDue(t.Context()))
				c, err := w.CoachingCard(t.Context(), sun, card.ID)
				w.ok(err)
				return c
			}
			w.clock.set(on(today.AddDays(16), 12, 0)) // opened on the second day; its 14 days are over, phones may still be late
			if measured().Verdict != nil {
				t.Fatal("measured too early")
			}
			w.clock.set(on(today.AddDays(17), 1, 0))
			v := measured().Verdict
			if v == nil || v.Outcome != x.want || v.Before.N != 8 || v.Before.Observed != 8 || v.Before.Unit != "answers" || v.After.From != today.AddDays(2) || v.After.To != today.AddDays(15) || v.Text.ZhCN == "" {
				t.Fatalf("%+v", v)
			}
			first, _ := json.Marshal(v)
			for _, p := range w.crewDay(today.AddDays(9), 6) { // comes much too late
				w.hand(li, checkOf("fifo-stocking", p, func(b *models.CheckBody) { b.SentAt = models.At(w.clock.Now()) }))
			}
			w.workOut()
			w.clock.add(24 * time.Hour)
			c := measured()
			if now, _ := json.Marshal(c.Verdict); string(now) != string(first) || c.State != models.CoachingMeasured {
				t.Errorf("%+v", c.Verdict)
			}
			day, err := w.Today(t.Context(), li, today)
			w.ok(err)
			if len(day.Coaching) != 0 {
				t.Error("a measured card is still carried")
			}
		})
	}
}

func TestTwoSupervisorsOneEndOfAWarning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.badDays(today, 2, messy)
	w.workOut()
	k := w.one(models.WarnItemDrift, models.WarningOpen)
	_, err := w.DismissWarning(t.Context(), ma, k.ID, models.WarningWhy{Why: "wet floor"})
	w.ok(err)
	_, err = w.ActOnWarning(t.Context(), sun, k.ID, models.WarningAct{Kind: models.ActCoach, Why: "sweep"})
	wantCode(t, err, "warning.state")
	page, err := w.ListCoaching(t.Context(), sun, models.ListQuery{})
	w.ok(err)
	if len(page.Items) != 0 {
		t.Errorf("a card without its warning: %+v", page.Items)
	}
}
