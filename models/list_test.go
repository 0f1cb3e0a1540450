package models_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"crewcheck/models"
)

// asked notes the last filter that reached the store, by collection.
type asked struct {
	models.Backend
	filters map[string]models.Filter
	specs   map[string]*models.Spec
}

func (a *asked) List(ctx context.Context, spec *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	a.filters[spec.Name], a.specs[spec.Name] = f, spec
	return a.Backend.List(ctx, spec, f, each)
}

// Every list of work that is narrowed is read from an index that begins with what narrows it: its cost must not
// grow with the work of others.
func TestListsOfWorkAreReadFromAnIndex(t *testing.T) {
	t.Parallel()
	a := &asked{filters: map[string]models.Filter{}, specs: map[string]*models.Spec{}}
	w := newWorld(t, func(b models.Backend) models.Backend { a.Backend = b; return a })
	crew := models.ListQuery{Equal: map[string]string{"crewId": crewOne}}
	linked := models.ListQuery{Equal: map[string]string{"link.crewId": crewOne}}
	venue := models.ListQuery{Equal: map[string]string{"venueId": blueDoor}}
	member := models.ListQuery{Equal: map[string]string{"memberId": "li"}}
	run := models.ListQuery{Equal: map[string]string{"runId": runOne}}
	stop := models.ListQuery{Equal: map[string]string{"stopId": stopBlue}}
	lists := map[string]struct {
		list    func(models.Caller, models.ListQuery) error
		queries []models.ListQuery
	}{
		"runs":       {lister(w.ListRuns), []models.ListQuery{{}, crew}},
		"checks":     {lister(w.ListChecks), []models.ListQuery{{}, crew, venue, member, run, stop}},
		"exemptions": {lister(w.ListExemptions), []models.ListQuery{{}, crew, run}},
		"receipts":   {lister(w.ListReceipts), []models.ListQuery{{}, crew, venue}},
		"messages":   {lister(w.ListMessages), []models.ListQuery{{}, crew, venue}},
		"complaints": {lister(w.ListComplaints), []models.ListQuery{{}, linked, venue}},
	}
	for name, l := range lists {
		for _, c := range []models.Caller{ma, sun, zhang, wang} {
			for _, q := range l.queries {
				delete(a.filters, name)
				if err := l.list(c, q); err != nil {
					t.Fatal(err)
				}
				f, read := a.filters[name]
				narrowed := len(f.Equal) > 0 || len(f.In) > 0
				if read && narrowed && !indexed(a.specs[name], f) {
					t.Errorf("%s for %v %v: no index of %v serves %v %v", name, c.Roles, q.Equal, a.specs[name].Indexes, f.Equal, f.In)
				}
			}
		}
	}
}

func lister[T any](list func(context.Context, models.Caller, models.ListQuery) (models.Page[T], error)) func(models.Caller, models.ListQuery) error {
	return func(c models.Caller, q models.ListQuery) error {
		_, err := list(context.Background(), c, q)
		return err
	}
}

// indexed tells whether an index begins with the depot and what narrows the filter within it, or, of one run, with that.
func indexed(spec *models.Spec, f models.Filter) bool {
	if f.Equal["runId"] != nil {
		return f.Equal["depotId"] == nil && f.In["depotId"] == nil // which would have an index of its own
	}
	fields := slices.Concat(slices.Collect(maps.Keys(f.Equal)), slices.Collect(maps.Keys(f.In)))
	return slices.ContainsFunc(spec.Indexes, func(index []string) bool {
		named := func(field string) bool { return slices.Contains(fields, field) }
		return len(index) >= min(2, len(fields)) && !slices.ContainsFunc(index, func(field string) bool { return !named(field) })
	})
}

func TestAccountsAreListedInFullPagesOfWhatIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var seen []string
	q := models.ListQuery{Limit: 3}
	for {
		page, err := w.ListUsers(t.Context(), sun, q)
		w.ok(err)
		for _, u := range page.Items {
			seen = append(seen, u.ID)
		}
		if page.Next == nil {
			break
		}
		if len(page.Items) != q.Limit || page.Next.ID != seen[len(seen)-1] {
			t.Fatalf("%d users before the cursor %v", len(page.Items), page.Next)
		}
		q.After = *page.Next
	}
	equal(t, seen, []string{"li", "qian", "sun", "wang", "zhang", "zhao", "zhou"})
}
