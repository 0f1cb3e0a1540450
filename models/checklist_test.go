package models_test

import (
	"testing"
	"time"

	"crewcheck/models"
)

// later makes the next version of a checklist, valid from a time on.
func (w *world) later(id string, from time.Time) (*models.ChecklistVersion, error) {
	w.Helper()
	draft, err := w.DraftChecklist(w.Context(), id)
	w.ok(err)
	d := draft.Definition
	d.Title.En += ", later"
	_, _, err = w.SaveChecklistDraft(w.Context(), sun, id, models.Match{}, d)
	w.ok(err)
	at := models.At(from)
	return w.PublishChecklist(w.Context(), sun, id, models.Match{}, models.ChecklistPublish{Reason: "the season begins", ValidFrom: &at})
}

// currentIs wants so many versions, of which one is current.
func (w *world) currentIs(id string, version, all int) {
	w.Helper()
	v, err := w.Checklist(w.Context(), id)
	w.ok(err)
	page, err := w.ChecklistVersions(w.Context(), id, models.ListQuery{Limit: 10})
	w.ok(err)
	if v.Definition.Version != version || len(page.Items) != all {
		w.Fatalf("version %d of %d, want %d of %d", v.Definition.Version, len(page.Items), version, all)
	}
}

func TestAVersionForLaterBecomesCurrentWhenItsTimeComes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const id = "conduct"
	from := w.clock.Now().Add(48 * time.Hour)
	if _, err := w.later(id, from); err != nil {
		t.Fatal(err)
	}
	w.currentIs(id, 1, 2)
	begun := func(version int) error {
		b := checkOf(id, atBlue(8, 0))
		b.Checklist.Version = version
		w.checks++
		_, _, err := w.PutCheck(t.Context(), li, uuidOf(w.checks), b)
		return err
	}
	wantCode(t, begun(2), "check.version-unknown", "/checklist/version")
	w.ok(begun(1))

	_, err := w.later(id, from.Add(-time.Hour)) // the one before would never have been valid
	wantCode(t, err, "body.invalid", "/validFrom", "field.range")
	if _, err = w.later(id, from); err != nil { // takes the place of the one that waits
		t.Fatal(err)
	}
	w.clock.set(models.At(from.Add(-time.Second)))
	w.currentIs(id, 1, 3)
	w.clock.set(models.At(from.Add(time.Second)))
	w.currentIs(id, 3, 3)
}

func TestVersionsAreListedInTheirOrderWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	start := w.clock.Now()
	for i := range 11 {
		w.publish("conduct")
		if i == 9 {
			w.clock.set(models.At(start.Add(-time.Hour)))
		}
	}
	page, err := w.ChecklistVersions(t.Context(), "conduct", models.ListQuery{Limit: 20})
	w.ok(err)
	for i, v := range page.Items {
		if v.Definition.Version != 12-i {
			t.Fatalf("entry %d is version %d", i, v.Definition.Version)
		}
	}
	if len(page.Items) != 12 {
		t.Fatalf("%d versions, want 12", len(page.Items))
	}
}

func TestAVersionIsValidAtOnceWhenNoTimeIsNamedOrItIsPast(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, err := w.later("conduct", w.clock.Now().Add(-time.Hour))
	w.ok(err)
	if !v.ValidFrom.Equal(v.PublishedAt.Time) {
		t.Fatalf("valid from %s, published at %s", v.ValidFrom, v.PublishedAt)
	}
	w.currentIs("conduct", 2, 2)
}

func TestADraftThatWasChangedSinceItWasReadIsNotPublished(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	draft, err := w.DraftChecklist(t.Context(), "conduct")
	w.ok(err)
	read, _, err := w.SaveChecklistDraft(t.Context(), sun, "conduct", models.Match{}, draft.Definition)
	w.ok(err)
	d := read.Definition
	d.Title.En += "!"
	_, _, err = w.SaveChecklistDraft(t.Context(), sun, "conduct", models.Match{}, d)
	w.ok(err)
	why := models.ChecklistPublish{Reason: "as I read it"}
	_, err = w.PublishChecklist(t.Context(), sun, "conduct", models.Match{Given: true, Version: read.Version}, why)
	wantCode(t, err, "record.stale")
	w.ok(w.DropChecklistDraft(t.Context(), "conduct"))
	w.ok(w.DropChecklistDraft(t.Context(), "conduct"))
	_, err = w.PublishChecklist(t.Context(), sun, "conduct", models.Match{}, why)
	wantCode(t, err, "checklist.unchanged")
}
