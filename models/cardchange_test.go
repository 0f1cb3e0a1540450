package models_test

import (
	"errors"
	"testing"

	"crewcheck/models"
)

func words(s string) *string { return &s }

// propose hands in a change of the Blue Door's parking place.
func (w *world) propose(key, parking string) *models.CardChange {
	w.Helper()
	x, _, err := w.ProposeCardChange(w.Context(), chen, key, models.CardChangeCreate{VenueID: blueDoor, Fields: models.CardFields{Parking: &parking}})
	w.ok(err)
	return x
}

// edit changes the card at the desk.
func (w *world) edit(change func(*models.Card)) {
	w.Helper()
	v, err := w.Venue(w.Context(), sun, blueDoor)
	w.ok(err)
	b := v.VenueBody
	change(&b.Card)
	_, _, err = w.PutVenue(w.Context(), sun, blueDoor, models.Match{}, b)
	w.ok(err)
}

func (w *world) card() models.Card {
	w.Helper()
	v, err := w.Venue(w.Context(), sun, blueDoor)
	w.ok(err)
	return v.Card
}

func TestAnAcceptedChangeIsANewVersionOfTheCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before, err := w.Venue(t.Context(), sun, blueDoor)
	w.ok(err)
	x := w.propose("k", "behind the kitchen")
	again := w.propose("k", "behind the kitchen")
	equal(t, []string{again.ID}, []string{x.ID})
	w.edit(func(k *models.Card) { k.Dress = "black" }) // what it does not touch makes no proposal stale
	for range 2 {
		x, err = w.DecideCardChange(t.Context(), zhang, x.ID, models.CardChangeDecide{Verdict: models.CardAccepted})
		w.ok(err)
	}
	after, err := w.Venue(t.Context(), sun, blueDoor)
	w.ok(err)
	if after.Card.Parking != "behind the kitchen" || after.Card.Dress != "black" || after.CardVersion != before.CardVersion+2 || x.Became != after.CardVersion {
		t.Errorf("%+v of %+v", after, x)
	}
	versions, err := w.VenueCards(t.Context(), sun, blueDoor, models.Filter{Limit: 1})
	w.ok(err)
	equal(t, []string{versions.Items[0].ChangedBy}, []string{"zhang"})
	again = w.propose("k", "behind the kitchen") // its answer came late
	equal(t, []string{again.State}, []string{models.CardAccepted})
	w.tell()
	equal(t, kindsOf(w.notices(), x.ID), []string{"card.proposed", "card.accepted"})
}

func TestAStaleChangeSaysWhatChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.propose("", "behind the kitchen")
	w.edit(func(k *models.Card) { k.Parking = "across the street" })
	_, err := w.DecideCardChange(t.Context(), sun, x.ID, models.CardChangeDecide{Verdict: models.CardAccepted, CardVersion: x.CardVersion})
	wantCode(t, err, "card-change.stale")
	var e *models.Error
	if !errors.As(err, &e) || e.Text("en") != `The card has changed since and is at version 2: parking = "across the street"` {
		t.Errorf("%v", err)
	}
	equal(t, []string{w.card().Parking}, []string{"across the street"})
	v, err := w.Venue(t.Context(), sun, blueDoor)
	w.ok(err)
	_, err = w.DecideCardChange(t.Context(), sun, x.ID, models.CardChangeDecide{Verdict: models.CardAccepted, CardVersion: v.CardVersion})
	w.ok(err)
	equal(t, []string{w.card().Parking}, []string{"behind the kitchen"})
	_, err = w.DecideCardChange(t.Context(), ma, x.ID, models.CardChangeDecide{Verdict: models.CardDeclined, Reason: "no"})
	wantCode(t, err, "card-change.decided")
}

// TestAServerKilledBetweenDecisionAndCard: whoever tells of the change writes the card.
func TestAServerKilledBetweenDecisionAndCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.propose("", "behind the kitchen")
	ctx := t.Context()
	_, err := w.DecideCardChange(ctx, sun, x.ID, models.CardChangeDecide{Verdict: models.CardAccepted})
	w.ok(err)
	w.edit(func(k *models.Card) { k.Parking = *x.Was.Parking })
	_, err = w.Store().CardChanges.Update(ctx, x.ID, func(x *models.CardChange) error { x.Became = 0; return nil })
	w.ok(err)
	w.tell()
	equal(t, []string{w.card().Parking}, []string{"behind the kitchen"})
	x, err = w.CardChange(ctx, chen, x.ID)
	w.ok(err)
	if x.Became == 0 {
		t.Error("it is not known in which version of the card it is")
	}
}

func TestAVenueProposesOnlyAsMuchAsIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 20 {
		w.propose("", string(rune('a'+i)))
	}
	_, _, err := w.ProposeCardChange(t.Context(), chen, "", models.CardChangeCreate{VenueID: blueDoor, Fields: models.CardFields{Notes: words("x")}})
	wantCode(t, err, "body.invalid", "/fields", "field.too-many")
	_, _, err = w.ProposeCardChange(t.Context(), lin, "", models.CardChangeCreate{VenueID: blueDoor, Fields: models.CardFields{Notes: words("x")}})
	wantCode(t, err, "body.invalid", "/venueId")
}
