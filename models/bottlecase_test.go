package models_test

import (
	"fmt"
	"slices"
	"testing"

	"crewcheck/checklists"
	"crewcheck/models"
)

// cases works out what waits and lists the cases that the caller sees, as "type crew/venue/depot status".
func (w *world) cases(c models.Caller) (out []string, all []models.BottleCase) {
	w.Helper()
	_, err := w.WorkOutPending(w.Context(), true)
	w.ok(err)
	page, err := w.ListBottleCases(w.Context(), c, models.ListQuery{})
	w.ok(err)
	for _, x := range page.Items {
		out = append(out, fmt.Sprintf("%s %d/%d/%d %s", x.Counts.Type, x.Counts.Crew, x.Counts.Venue, *x.Counts.Depot, x.Status))
	}
	slices.Sort(out)
	return out, page.Items
}

func (w *world) recount(c models.Caller, counts ...models.BottleCounted) error {
	_, _, err := w.PutRecount(w.Context(), c, runOne, models.RecountBody{Counts: counts})
	return err
}

func full(n int) models.BottleCounted { return models.BottleCounted{Type: "500ml", Counted: n} }

// closes is the day-close check of run one with what the crew counted in.
func (w *world) closes(n int, supersedes string) *models.Check {
	w.Helper()
	return w.hand(li, checkOf("day-close", place{run: runOne, start: local(17, 0)}, func(b *models.CheckBody) {
		b.Supersedes = supersedes
		answer(b, "close.bottles-in").Bottles = []checklists.BottleCount{{Type: "500ml", Expected: n, Taken: n}}
	}))
}

// twoStops takes 30 and 20 empties of a run.
func twoStops(t *testing.T) *world {
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0), takes(30))
	w.deliver(li, place{runOne, stopRed, local(11, 0)}, takes(20))
	return w
}

func (w *world) claims(n int) *models.BottleDispute {
	w.Helper()
	d, _, err := w.DisputeBottles(w.Context(), chen, blueDoor, models.BottleClaim{BottleDay: models.BottleDay{Date: today, Type: "500ml"}, Claimed: n, Note: "counted twice"})
	w.ok(err)
	return d
}

func TestThreeCountsThatDifferOpenACase(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name  string
		claim int // of the Blue Door, where the crew took 30; 0 = none
		depot func(w *world)
		want  []string
	}{
		{"nobody counted at the depot", 40, func(*world) {}, nil},
		{"all three agree", 0, func(w *world) { w.ok(w.recount(sun, full(50))) }, nil},
		{"all three agree, the venue's own count too", 30, func(w *world) { w.ok(w.recount(sun, full(50))) }, nil},
		{"the depot found fewer", 0, func(w *world) { w.ok(w.recount(sun, full(48))) }, []string{"500ml 50/50/48 open"}},
		{"the venue counted more, the depot agrees with the crew", 34, func(w *world) { w.ok(w.recount(sun, full(50))) }, []string{"500ml 50/54/50 open"}},
		{"all three differ", 34, func(w *world) { w.ok(w.recount(sun, full(48))) }, []string{"500ml 50/54/48 open"}},
		{"the depot found a type that nobody took", 0, func(w *world) {
			w.ok(w.recount(sun, full(50), models.BottleCounted{Type: "330ml", Counted: 3}))
		}, []string{"330ml 0/0/3 open"}},
		{"the crew itself counted in fewer at the close of its day", 0, func(w *world) { w.closes(49, "") }, []string{"500ml 50/50/49 open"}},
		{"the depot's own count stands before the crew's", 0, func(w *world) { w.closes(49, ""); w.ok(w.recount(sun, full(50))) }, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			w := twoStops(t)
			if x.claim > 0 {
				w.claims(x.claim)
			}
			x.depot(w)
			for range 2 { // worked out again it is the same
				got, _ := w.cases(sun)
				equal(t, got, x.want)
			}
			w.Service = w.restart()
			got, _ := w.cases(sun)
			equal(t, got, x.want)
		})
	}
}

func TestACaseFollowsItsCounts(t *testing.T) {
	t.Parallel()
	w := twoStops(t)
	first := w.closes(49, "")
	got, all := w.cases(sun)
	equal(t, got, []string{"500ml 50/50/49 open"})
	id := all[0].ID
	w.closes(50, first.ID)
	got, _ = w.cases(sun)
	equal(t, got, []string{"500ml 50/50/50 agreed"})
	w.ok(w.recount(ma, full(45)))
	got, _ = w.cases(sun)
	equal(t, got, []string{"500ml 50/50/45 open"})
	yes := models.CaseSettle{Outcome: "depot", Reason: "five were in the cab"}
	for range 2 {
		x, err := w.SettleBottleCase(t.Context(), sun, id, yes)
		w.ok(err)
		if x.Status != models.CaseSettled || x.Outcome != "depot" {
			t.Errorf("%+v", x)
		}
	}
	_, err := w.SettleBottleCase(t.Context(), sun, id, models.CaseSettle{Outcome: "crew", Reason: "no"})
	wantCode(t, err, "case.settled", "id")
	got, _ = w.cases(sun)
	equal(t, got, []string{"500ml 50/50/45 settled"}) // nothing new
	w.claims(35)
	got, all = w.cases(sun)
	equal(t, got, []string{"500ml 50/55/45 open"}) // new figures open it again
	var kinds []string
	for _, e := range all[0].Events {
		kinds = append(kinds, e.Type)
	}
	equal(t, kinds, []string{"mismatch", "agreed", "mismatch", "settled", "mismatch"})
	w.tell()
	equal(t, kindsOf(w.notices(), id), []string{"bottles.mismatch", "bottles.agreed", "bottles.mismatch", "bottles.settled", "bottles.mismatch"})
}

func TestWhoCountsAndWhoSettles(t *testing.T) {
	t.Parallel()
	w := twoStops(t)
	rides := inCrew(ma, crewOne) // a manager who was on the run
	for who, x := range map[string]struct {
		c    models.Caller
		code string
	}{"the porter": {li, "record.missing"}, "the salesman": {zhang, "record.missing"}, "the venue": {chen, "record.missing"}, "the other depot": {wu, "record.missing"}, "a manager of the crew": {rides, "recount.crew"}} {
		if err := w.recount(x.c, full(48)); !models.IsCode(err, x.code) {
			t.Errorf("%s counts: %v", who, err)
		}
	}
	wantCode(t, w.recount(sun), "body.invalid", "/counts", "field.required")
	wantCode(t, w.recount(sun, full(-1), full(2)), "body.invalid", "/counts/0/counted", "field.range")
	wantCode(t, w.recount(sun, full(1), full(2)), "body.invalid", "/counts/1/type", "field.duplicate")
	for range 2 {
		w.ok(w.recount(sun, full(48)))
	}
	_, all := w.cases(sun)
	id, yes := all[0].ID, models.CaseSettle{Outcome: "crew", Reason: "found behind the seat"}
	for who, x := range map[string]struct {
		c    models.Caller
		code string
	}{"the porter": {li, "record.missing"}, "the other depot": {wu, "record.missing"}, "who counted at the depot": {sun, "case.counter"}, "a manager of the crew": {rides, "case.counter"}} {
		if _, err := w.SettleBottleCase(t.Context(), x.c, id, yes); !models.IsCode(err, x.code) {
			t.Errorf("%s settles: %v", who, err)
		}
	}
	_, err := w.SettleBottleCase(t.Context(), ma, id, models.CaseSettle{Outcome: "nobody"})
	wantCode(t, err, "body.invalid", "/outcome")
	_, err = w.SettleBottleCase(t.Context(), ma, id, yes)
	w.ok(err)
	if got, own := w.cases(li); len(got) != 1 || slices.ContainsFunc(own[0].Events, func(e models.Event) bool { return e.By != "" }) {
		t.Errorf("the crew sees %v", own)
	}
	for who, c := range map[string]models.Caller{"another crew": zhao, "the other depot": wu, "the venue": chen, "sales": zhang} {
		if got, _ := w.cases(c); len(got) != 0 {
			t.Errorf("%s sees %v", who, got)
		}
	}
	runs, err := w.RunBottlesOf(t.Context(), li, runOne)
	w.ok(err)
	if len(runs.Counts) != 1 || runs.Counts[0].Crew != 50 || *runs.Counts[0].Depot != 48 || runs.Counts[0].DepotBy != "recount" {
		t.Errorf("%+v", runs.Counts)
	}
	_, err = w.RunBottlesOf(t.Context(), zhao, runOne)
	wantCode(t, err, "record.missing")
}

// TestAVenueOfTwoRuns: what it counted is held against what both took.
func TestAVenueOfTwoRuns(t *testing.T) {
	t.Parallel()
	w := twoStops(t)
	w.putRun(runTwo, today, crewTwo, []string{"zhao", "qian"}, map[string]string{"blue-again": blueDoor})
	again := checkOf("return-bottles", place{runTwo, "blue-again", local(15, 0)}, takes(10), func(b *models.CheckBody) {
		b.MemberID = "qian"
		for i := range b.Answers {
			b.Answers[i].MemberID = ""
		}
	})
	w.hand(qian, again)
	w.claims(40) // 30 and 10
	w.ok(w.recount(sun, full(50)))
	got, _ := w.cases(sun)
	equal(t, got, nil)
	again.Supersedes, again.SentAt = uuidOf(w.checks), models.At(w.clock.Now())
	answer(&again, "bottles.taken").Bottles[0].Taken = 12 // the other crew took two more: so the venue's 40 are too few
	w.hand(qian, again)
	w.cases(sun) // works the day of the other crew out, and marks this one's
	got, _ = w.cases(sun)
	equal(t, got, []string{"500ml 50/48/50 open"})
}
