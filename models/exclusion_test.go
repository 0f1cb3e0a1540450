package models_test

import (
	"testing"

	"crewcheck/models"
)

func TestExclusions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	exclude := func(c models.Caller, subject string, b models.ExclusionBody) error {
		_, _, err := w.PutExclusion(t.Context(), c, blueDoor, subject, b)
		return err
	}
	why := models.ExclusionBody{Reason: "talked back"}
	wantCode(t, exclude(wu, "li", why), "record.missing")
	wantCode(t, exclude(sun, "nobody", why), "record.missing", "subjectId")
	wantCode(t, exclude(sun, "zhang", why), "record.missing", "subjectId")
	wantCode(t, exclude(sun, "li", models.ExclusionBody{}), "body.invalid", "/reason")
	wantCode(t, exclude(sun, "li", models.ExclusionBody{Reason: "x", Until: today.AddDays(-1)}), "body.invalid", "/until", "field.order")
	for range 2 {
		w.ok(exclude(sun, "li", models.ExclusionBody{Reason: "talked back", Until: today.AddDays(5)}))
	}
	plan := func(date models.Date, override string) error {
		b := models.RunBody{DepotID: changsha, Date: date, CrewID: crewOne, Members: []models.Member{member("wang"), member("li")}, OverrideReason: override}
		b.Stops = []models.StopBody{{ID: "x-red-" + string(date), VenueID: lantern}, {ID: "x-blue-" + string(date), VenueID: blueDoor}}
		_, _, err := w.PutRun(t.Context(), sun, "x-"+string(date), models.Match{}, b)
		return err
	}
	wantCode(t, plan(today.AddDays(1), ""), "run.excluded", "/stops/1/venueId")
	wantCode(t, plan(today.AddDays(5), ""), "run.excluded")
	w.ok(plan(today.AddDays(6), ""))  // the day after the last
	w.ok(plan(today.AddDays(-1), "")) // history
	if _, err := w.Run(t.Context(), sun, "x-"+string(today.AddDays(1))); !models.IsCode(err, "record.missing") {
		t.Errorf("a refused run is stored: %v", err)
	}
	for range 2 {
		w.ok(plan(today.AddDays(1), "nobody else can drive"))
	}
	w.ok(w.LiftExclusion(t.Context(), sun, blueDoor, "li"))
	w.ok(w.LiftExclusion(t.Context(), sun, blueDoor, "li"))
	w.ok(plan(today.AddDays(2), ""))
	w.ok(exclude(sun, crewOne, why))
	wantCode(t, plan(today.AddDays(3), ""), "run.excluded")

	actions := map[string]int{}
	page, err := w.ListAudit(t.Context(), sun, models.ListQuery{Limit: 200})
	w.ok(err)
	for _, r := range page.Items {
		actions[r.Action]++
		if r.DepotID != changsha {
			t.Errorf("a supervisor sees %+v", r)
		}
	}
	for action, n := range map[string]int{models.AuditExcluded: 2, models.AuditReadmitted: 1, models.AuditOverridden: 1} {
		if actions[action] != n {
			t.Errorf("%s: %d, want %d", action, actions[action], n)
		}
	}
}

func TestAuditOfAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	change := func(secret string, disabled bool) {
		w.putUser(li, "13900000003", secret, func(b *models.UserPut) { b.Disabled = disabled })
	}
	change("", true)
	change("", true)
	change(secret, true)
	page, err := w.ListAudit(t.Context(), ma, models.ListQuery{Equal: map[string]string{"subjectId": "li"}})
	w.ok(err)
	notes := map[string]string{}
	for _, r := range page.Items {
		notes[r.Action] = r.Note
	}
	if len(page.Items) != 3 || notes[models.AuditUserNew] != "porter" || notes[models.AuditUserChange] != "disabled" || notes[models.AuditSecret] != "" {
		t.Errorf("%+v", page.Items)
	}
	if page, err = w.ListAudit(t.Context(), wu, models.ListQuery{Equal: map[string]string{"subjectId": "li"}}); err != nil || len(page.Items) != 0 {
		t.Errorf("the other depot sees %v, %v", page.Items, err)
	}
	if page, err = w.ListAudit(t.Context(), li, models.ListQuery{}); err != nil || len(page.Items) != 0 {
		t.Errorf("a porter sees %v, %v", page.Items, err)
	}
}
