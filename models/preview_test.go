package models_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"crewcheck/checklists"
	"crewcheck/models"
)

func (w *world) preview(c models.Caller, b models.CheckBody) *models.CheckPreview {
	w.Helper()
	p, err := w.PreviewCheck(w.Context(), c, b)
	w.ok(err)
	return p
}

// choiceOf is one choice of an item of a preview.
func choiceOf(t testing.TB, p *models.CheckPreview, itemID string, r checklists.Result) models.PreviewChoice {
	t.Helper()
	for _, x := range p.Items {
		for _, c := range x.Choices {
			if x.ItemID == itemID && c.Result == r {
				return c
			}
		}
	}
	t.Fatalf("%s has no choice %s in %+v", itemID, r, p.Items)
	return models.PreviewChoice{}
}

func itemOf(t testing.TB, p *models.CheckPreview, itemID string) models.PreviewItem {
	t.Helper()
	i := slices.IndexFunc(p.Items, func(x models.PreviewItem) bool { return x.ItemID == itemID })
	if i < 0 {
		t.Fatalf("%s is not in %+v", itemID, p.Items)
	}
	return p.Items[i]
}

func TestPreviewOfACheck(t *testing.T) {
	t.Parallel()

	t.Run("stores and claims nothing, however often", func(t *testing.T) {
		t.Parallel()
		var store writeless
		w := newWorld(t, func(b models.Backend) models.Backend { store.Backend = b; return &store })
		w.clock.set(local(10, 40))
		store.refuse = true
		body := checkOf("delivery-receipt", atBlue(10, 30))
		w.preview(li, body)
		w.preview(wang, body)
		store.refuse = false
		// Another stop may still take the number and the pictures.
		elsewhere := body
		elsewhere.StopID = stopRed
		if k := w.hand(li, elsewhere); len(k.Flags) != 0 || k.Grade.Score != 100 {
			t.Fatalf("%+v %v", k.Grade, k.Flags)
		}
		if g := w.preview(li, body).Grade; g.Score != 59 || !slices.Contains(g.Critical, "receipt.signed") {
			t.Fatalf("a number that another stop holds now: %+v", g)
		}
	})

	t.Run("what is not answered yet counts as done, and fails in the grade", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.clock.set(local(10, 40))
		body := checkOf("fifo-stocking", atBlue(10, 30), fails("fifo.area-clean"))
		whole := w.preview(li, body)
		body.Answers = slices.DeleteFunc(body.Answers, func(a checklists.Answer) bool { return a.ItemID != "fifo.area-clean" })
		half := w.preview(li, body)
		if half.Tally != whole.Tally || half.Grade.Score >= whole.Grade.Score || !slices.Contains(half.Grade.Critical, "fifo.lots") {
			t.Fatalf("half filled in %+v, whole %+v", half.Tally, whole.Tally)
		}
		if x := itemOf(t, half, "fifo.lots"); x.Answered || x.Outcome != checklists.OutcomePass {
			t.Fatalf("%+v", x)
		}
		if x := itemOf(t, half, "fifo.area-clean"); !x.Answered || x.Outcome != checklists.OutcomeFail || len(x.Reasons) != 1 {
			t.Fatalf("%+v", x)
		}
	})

	t.Run("says for each choice what it wins, needs and costs", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.clock.set(local(10, 40))
		p := w.preview(li, checkOf("fifo-stocking", atBlue(10, 30)))
		if p.Tally.Points != 26 || p.Tally.Max != 26 || p.Tally.Score != 100 {
			t.Fatalf("%+v", p.Tally)
		}
		pass, fail, na := choiceOf(t, p, "fifo.placed-as-asked", checklists.Pass), choiceOf(t, p, "fifo.placed-as-asked", checklists.Fail), choiceOf(t, p, "fifo.placed-as-asked", checklists.NA)
		if pass.Effect != 0 || pass.Points != 4 || pass.Max != 4 || len(pass.Needs) != 0 {
			t.Fatalf("pass: %+v", pass)
		}
		if fail.Points != 0 || fail.Max != 4 || !fail.Counted || !slices.Equal(fail.Needs, []string{"photo", "note"}) || fail.Check.Score != 84.62 || fail.Effect >= 0 {
			t.Fatalf("fail: %+v", fail)
		}
		if na.Points != 0 || na.Max != 0 || na.Counted || na.Check.Max != 22 || na.Check.Score != 100 || na.Effect != 0 {
			t.Fatalf("na: %+v", na)
		}
		if c := choiceOf(t, p, "fifo.lots", checklists.Fail); !c.Check.Capped || c.Check.Score != 59 || c.Check.Points != 0.59*26 || c.Effect >= fail.Effect {
			t.Fatalf("a critical fail: %+v", c)
		}
		if x := itemOf(t, p, "fifo.placed-as-asked"); x.Contradicted == nil || x.Contradicted.Category != "placed-wrong" || x.Contradicted.Points >= fail.Effect {
			t.Fatalf("a contradicted tick costs %+v, an honest fail %v", x.Contradicted, fail.Effect)
		}
		if p.Crew.From != today.AddDays(-27) || p.Crew.To != today || p.Crew.Unit != "points" || p.Crew.Stops != 0 || p.Crew.Score != nil || !p.Crew.Provisional {
			t.Fatalf("%+v", p.Crew)
		}
	})

	t.Run("the salesperson's item has no choices, and what the day decides no na", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.clock.set(local(17, 40))
		if x := itemOf(t, w.preview(li, checkOf("delivery-receipt", atBlue(10, 30))), "receipt.handed"); len(x.Choices) != 0 || x.Outcome != checklists.OutcomeNA {
			t.Fatalf("%+v", x)
		}
		if x := itemOf(t, w.preview(li, checkOf("day-close", place{run: runOne, start: local(17, 0)})), "close.receipts"); len(x.Choices) != 2 {
			t.Fatalf("%+v", x)
		}
	})

	t.Run("the items of the venue's own are in it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		v, err := w.Venue(t.Context(), ma, blueDoor)
		w.ok(err)
		own := checklists.Item{ID: "venue.door", Role: "porter", Phase: "during", Dimension: "EMP", Weight: 3, Kind: "tick", Text: checklists.Text{ZhCN: "关好门", En: "Door shut"}}
		v.Card.Items = append(v.Card.Items, models.CardItem{ChecklistID: "fifo-stocking", Item: own})
		_, _, err = w.PutVenue(t.Context(), ma, blueDoor, models.Match{}, v.VenueBody)
		w.ok(err)
		w.clock.set(local(10, 40))
		if c := choiceOf(t, w.preview(li, checkOf("fifo-stocking", atBlue(10, 30))), "venue.door", checklists.Fail); c.Max != 3 || c.Check.Max != 29 {
			t.Fatalf("%+v", c)
		}
	})

	t.Run("what it says is what the score moves by when the check is handed in", func(t *testing.T) {
		t.Parallel()
		said, scores := 0.0, map[bool]float64{}
		for _, honest := range []bool{false, true} {
			w := newWorld(t)
			yesterday := today.AddDays(-1)
			w.putRun("run-0", yesterday, crewOne, []string{"wang", "li"}, map[string]string{"stop-0": blueDoor})
			w.deliver(li, place{"run-0", "stop-0", on(yesterday, 10, 30)}, fails("fifo.area-clean"))
			w.clock.set(local(10, 40))
			body := checkOf("delivery-receipt", atBlue(10, 30))
			w.score(crewOne)
			said = choiceOf(t, w.preview(li, body), "receipt.counted", checklists.Fail).Effect
			if honest {
				fails("receipt.counted")(&body)
			}
			w.hand(li, body)
			w.status(li, atBlue(10, 30), models.StopDelivered, local(10, 45))
			scores[honest] = *w.score(crewOne).Score
		}
		within(t, "the fall and what was said", scores[true]-scores[false], said, 0.001)
		if said >= 0 {
			t.Fatalf("%v was said", said)
		}
	})

	t.Run("the phone is told the same, and the day's own work changes nothing of it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		morning := w.effects(li)
		w.deliver(li, atBlue(10, 30), fails("fifo.lots"))
		w.score(crewOne)
		if noon := w.effects(li); noon.Stops != morning.Stops || noon.Compliance != morning.Compliance || noon.EffectWindow != morning.EffectWindow {
			t.Fatalf("from %+v to %+v", morning, noon)
		}
		if next := w.preview(li, checkOf("fifo-stocking", place{runOne, stopRed, local(10, 35)})); next.Crew != morning.EffectWindow {
			t.Fatalf("%+v, and the phone has %+v", next.Crew, morning.EffectWindow)
		}
	})
}

// writeless is a store that may refuse every write.
type writeless struct {
	models.Backend
	refuse bool
}

func (s *writeless) Insert(ctx context.Context, spec *models.Spec, doc models.Document) error {
	if s.refuse {
		return errors.New("a write to " + spec.Name)
	}
	return s.Backend.Insert(ctx, spec, doc)
}

func (s *writeless) Replace(ctx context.Context, spec *models.Spec, was int64, doc models.Document) error {
	if s.refuse {
		return errors.New("a write to " + spec.Name)
	}
	return s.Backend.Replace(ctx, spec, was, doc)
}

func (s *writeless) Delete(ctx context.Context, spec *models.Spec, id string) error {
	if s.refuse {
		return errors.New("a write to " + spec.Name)
	}
	return s.Backend.Delete(ctx, spec, id)
}

func (w *world) effects(c models.Caller) *models.Effects {
	w.Helper()
	day, err := w.Today(w.Context(), c, today)
	w.ok(err)
	if day.Effects == nil {
		w.Fatal("the phone has no effects")
	}
	return day.Effects
}
