package models_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

const doorShut = "venue.door"

// asks changes, at a time, which items of its own the Blue Door's card has; they are critical.
func (w *world) asks(at models.Time, ids ...string) int {
	w.Helper()
	w.clock.set(at)
	w.edit(func(k *models.Card) {
		k.Items = nil
		for _, id := range ids {
			k.Items = append(k.Items, models.CardItem{ChecklistID: "conduct", Item: checklists.Item{
				ID: id, Role: "both", Phase: "during", Dimension: "EMP", Weight: 3, Critical: true, Kind: "tick", Text: models.Text{ZhCN: "关好门", En: "Door shut"},
			}})
		}
	})
	w.clock.add(2 * time.Second) // past what this server keeps in mind
	v, err := w.Venue(w.Context(), sun, blueDoor)
	w.ok(err)
	return v.CardVersion
}

func ticks(id string) func(*models.CheckBody) {
	return func(b *models.CheckBody) {
		b.Answers = append(b.Answers, checklists.Answer{ItemID: id, Result: checklists.Pass})
	}
}

func byCard(version int) func(*models.CheckBody) {
	return func(b *models.CheckBody) { b.CardVersion = version }
}

func judged(k *models.Check, id string) bool {
	return slices.ContainsFunc(k.Grade.Items, func(g checklists.ItemGrade) bool { return g.ItemID == id })
}

func TestAVenuesOwnItemsAreThoseThatThePhoneAsked(t *testing.T) {
	t.Parallel()

	t.Run("one that was taken off while the phone was offline is taken and counts", func(t *testing.T) {
		t.Parallel()
		for _, hours := range []int{1, 30} {
			w := newWorld(t)
			old := w.asks(local(8, 1), doorShut)
			w.asks(local(9, 0))
			late := place{runOne, stopBlue, local(9, 30).Add(time.Duration(hours) * time.Hour)}
			for _, change := range []func(*models.CheckBody){byCard(0), byCard(old)} {
				k := w.hand(li, checkOf("conduct", late, ticks(doorShut), change))
				if !judged(k, doorShut) || len(k.Grade.Critical) > 0 {
					t.Fatalf("%d h: %+v", hours, k.Grade)
				}
			}
		}
	})

	t.Run("a new critical one caps no check of a phone that has not shown it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		old := w.asks(local(8, 1))
		now := w.asks(local(10, 0), doorShut)
		begun := w.hand(li, checkOf("conduct", atBlue(9, 55)))
		offline := w.hand(li, checkOf("conduct", atBlue(10, 30), byCard(old)))
		for _, k := range []*models.Check{begun, offline} {
			if judged(k, doorShut) || k.Grade.Score != 100 {
				t.Fatalf("%+v", k.Grade)
			}
		}
		shown := w.hand(li, checkOf("conduct", atBlue(11, 0), byCard(now)))
		unnamed := w.hand(li, checkOf("conduct", atBlue(11, 0)))
		for _, k := range []*models.Check{shown, unnamed} {
			if !judged(k, doorShut) || k.Grade.Score > checklists.CriticalCap {
				t.Fatalf("%+v", k.Grade)
			}
		}
	})

	t.Run("no card from before the run can be picked, by its name or by a start long ago", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		old := w.asks(local(8, 1))
		w.asks(local(8, 5), doorShut)
		w.clock.set(local(8, 10))
		w.putRun("run-next", today.AddDays(1), crewOne, []string{"wang", "li"}, map[string]string{"stop-next": blueDoor})
		w.asks(local(24+5, 0), doorShut, "venue.lift")
		named := w.hand(li, checkOf("conduct", place{"run-next", "stop-next", local(34, 0)}, byCard(old)))
		long := w.hand(li, checkOf("conduct", place{"run-next", "stop-next", local(34, 0)}, func(b *models.CheckBody) { b.StartedAt = local(-14, 0) }))
		for _, k := range []*models.Check{named, long} {
			if !judged(k, doorShut) || k.Grade.Score > checklists.CriticalCap {
				t.Fatalf("%+v", k.Grade)
			}
		}
	})

	t.Run("the same check again has the same answer, whatever became of the card", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.asks(local(8, 1), doorShut)
		b := checkOf("conduct", atBlue(10, 30), ticks(doorShut))
		k := w.hand(li, b)
		w.asks(local(11, 0), "venue.lift")
		again, created, err := w.PutCheck(t.Context(), li, k.ID, b)
		w.ok(err)
		if created || again.Grade.Score != k.Grade.Score || len(again.Grade.Items) != len(k.Grade.Items) {
			t.Fatalf("%+v, was %+v", again.Grade, k.Grade)
		}
	})

	t.Run("one that was on no card is refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.asks(local(8, 1), "venue.lift")
		w.asks(local(9, 0))
		b := checkOf("conduct", atBlue(10, 30), ticks(doorShut))
		w.clock.set(local(11, 0))
		_, _, err := w.PutCheck(t.Context(), li, uuidOf(1), b)
		wantCode(t, err, "body.invalid", fmt.Sprintf("/answers/%d/itemId", len(b.Answers)-1), "field.reference")
	})
}
