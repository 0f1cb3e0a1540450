package models_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// workOut works everything out that waits.
func (w *world) workOut() {
	w.Helper()
	_, err := w.WorkOutPending(w.Context(), true)
	w.ok(err)
}

// warnings are those of a kind and state, by their ids.
func (w *world) warnings(kind, state string) []models.Warning {
	w.Helper()
	page, err := w.ListWarnings(w.Context(), sun, models.ListQuery{Equal: map[string]string{"kind": kind, "state": state}, Limit: 200})
	w.ok(err)
	slices.SortFunc(page.Items, func(x, y models.Warning) int { return slices.Compare([]byte(x.ID), []byte(y.ID)) })
	return page.Items
}

// one is the only warning of a kind and state.
func (w *world) one(kind, state string) models.Warning {
	w.Helper()
	all := w.warnings(kind, state)
	if len(all) != 1 {
		w.Fatalf("%d warnings %s %s, want 1: %+v", len(all), kind, state, all)
	}
	return all[0]
}

// crewDay plans a run of crew one on a day with n stops, in turn at both venues, and gives the places.
func (w *world) crewDay(date models.Date, n int) []place {
	w.Helper()
	stops, out := map[string]string{}, []place{}
	run := "run-" + string(date)
	for i := range n {
		id := fmt.Sprintf("stop-%s-%02d", date, i)
		stops[id] = []string{blueDoor, lantern}[i%2]
		out = append(out, place{run, id, on(date, 10, 5*i)})
	}
	w.putRun(run, date, crewOne, []string{"wang", "li"}, stops)
	return out
}

// badDays hands in stocking checks that fail an item, at four stops a day.
func (w *world) badDays(from models.Date, days int, item string) (checks []*models.Check) {
	w.Helper()
	for d := range days {
		for _, p := range w.crewDay(from.AddDays(d), 4) {
			checks = append(checks, w.hand(li, checkOf("fifo-stocking", p, fails(item))))
		}
	}
	return checks
}

const messy = "fifo.area-clean"

func TestADriftIsWarnedOfOnceAndLapses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	checks := w.badDays(today, 2, messy)
	for range 3 {
		w.workOut()
		w.Service = w.restart()
	}
	k := w.one(models.WarnItemDrift, models.WarningOpen)
	f := k.Figures
	if k.CrewID != crewOne || k.ItemID != messy || f.N != 8 || f.Observed != 8 || f.Unit != "answers" || *f.Expected >= 1 || f.From != today || f.To != today.AddDays(1) ||
		f.Chart.Value != f.Chart.Limit || k.Owner != models.Supervisor || k.Suggest.Act != models.ActCoach || len(k.Evidence) != 8 {
		t.Errorf("%+v", k)
	}
	if k.Evidence[7].ID != checks[7].ID || k.Reason.ZhCN == "" || k.Reason.En == "" {
		t.Errorf("%+v", k)
	}
	w.tell()
	equal(t, kindsOf(w.notices(), k.ID), []string{"warning.raised"})

	// The crew puts its checks right, late: the warning ends by itself.
	for _, c := range checks {
		b := checkOf("fifo-stocking", place{c.RunID, c.StopID, c.StartedAt})
		b.Supersedes, b.SentAt = c.ID, models.At(w.clock.Now())
		w.hand(li, b)
	}
	w.workOut()
	gone := w.one(models.WarnItemDrift, models.WarningLapsed)
	if gone.ID != k.ID || len(w.warnings(models.WarnItemDrift, models.WarningOpen)) != 0 {
		t.Errorf("%+v", gone)
	}
	w.tell()
	w.tell()
	equal(t, kindsOf(w.notices(), k.ID), []string{"warning.raised", "warning.lapsed"})
}

func TestAPhoneThatIsLateWithADayIsLateOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	late := func(d int) {
		for _, p := range w.crewDay(today.AddDays(d), 4) {
			w.hand(li, checkOf("fifo-stocking", p, func(b *models.CheckBody) { b.SentAt = b.CompletedAt.Add(30 * time.Hour) }))
		}
		w.workOut()
	}
	for d := range 3 { // 12 checks, all flagged, of three days of one phone
		late(d)
	}
	if all := w.warnings(models.WarnItemDrift, ""); len(all) != 0 {
		t.Fatalf("three late days are no drift: %+v", all)
	}
	late(3)
	k := w.one(models.WarnItemDrift, models.WarningOpen)
	if k.ItemID != "flag."+models.FlagLateSync || k.Figures.Unit != "phone-days" || k.Figures.N != 4 || k.Figures.Observed != 4 || len(k.Evidence) != 4 {
		t.Errorf("%+v", k)
	}
}

func TestADismissedWarningDoesNotComeBackForTheSameEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.badDays(today, 2, messy)
	w.workOut()
	k := w.one(models.WarnItemDrift, models.WarningOpen)
	_, err := w.DismissWarning(t.Context(), sun, k.ID, models.WarningWhy{})
	wantCode(t, err, "body.invalid", "/why")
	for _, c := range []models.Caller{wu, li, chen, zhang} {
		_, err := w.DismissWarning(t.Context(), c, k.ID, models.WarningWhy{Why: "the floor was wet"})
		wantCode(t, err, "record.missing")
	}
	for range 2 {
		_, err = w.DismissWarning(t.Context(), sun, k.ID, models.WarningWhy{Why: "the floor was wet"})
		w.ok(err)
	}
	_, err = w.AcknowledgeWarning(t.Context(), ma, k.ID, models.WarningWhy{})
	wantCode(t, err, "warning.state")
	for _, p := range w.crewDay(today.AddDays(2), 3) { // more, and not enough by itself
		w.hand(li, checkOf("fifo-stocking", p, fails(messy)))
	}
	w.workOut()
	if len(w.warnings(models.WarnItemDrift, models.WarningOpen)) != 0 {
		t.Error("it came back")
	}
	w.badDays(today.AddDays(3), 2, messy)
	w.workOut()
	again := w.one(models.WarnItemDrift, models.WarningOpen)
	if again.ID == k.ID || again.Figures.From != today.AddDays(2) || again.Figures.N != 11 {
		t.Errorf("%+v", again)
	}
}

// marked is a mark of a day as it is stored.
type marked struct {
	models.Meta
	DepotID  string      `json:"depotId"`
	CrewID   string      `json:"crewId"`
	Date     models.Date `json:"date"`
	MarkedAt models.Time `json:"markedAt"`
	State    string      `json:"state"`
}

// bare is a document of which only the head matters.
type bare struct{ models.Meta }

func spec(name string) *models.Spec {
	all := models.Specs()
	return all[slices.IndexFunc(all, func(s *models.Spec) bool { return s.Name == name })]
}

// throwAway deletes what was worked out and marks every day to be worked out again.
func (w *world) throwAway(names ...string) {
	w.Helper()
	for _, name := range names {
		var ids []string
		w.ok(w.backend.List(w.Context(), spec(name), models.Filter{Limit: 1000}, func(decode func(models.Document) error) error {
			var d bare
			err := decode(&d)
			ids = append(ids, d.ID)
			return err
		}))
		for _, id := range ids {
			w.ok(w.backend.Delete(w.Context(), spec(name), id))
		}
	}
	var marks []marked
	w.ok(w.backend.List(w.Context(), spec("pendingDays"), models.Filter{Limit: 1000}, func(decode func(models.Document) error) error {
		var d marked
		err := decode(&d)
		marks = append(marks, d)
		return err
	}))
	for _, m := range marks {
		was := m.Version
		m.Version, m.State = was+1, "pending"
		w.ok(w.backend.Replace(w.Context(), spec("pendingDays"), was, &m))
	}
	w.Service = w.restart()
}

// told is what a warning says, without when it was said.
func said(all []models.Warning) string {
	for i := range all {
		all[i].Meta = models.Meta{ID: all[i].ID}
		all[i].RaisedAt, all[i].Events = models.Time{}, nil
	}
	b, _ := json.MarshalIndent(all, "", " ")
	return string(b)
}

var workedOut = []string{"warnings", "crewDayItems", "stopFigures", "serviceDays", "watchLists", "crewDays", "depotDays", "bottleStops", "bottleLedgers"}

func TestWarningsWorkedOutFromScratchAreTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.badDays(today, 2, messy)
	for d := range 3 {
		for i, p := range w.crewDay(today.AddDays(3+d), 2) {
			p.start = p.start.Add(time.Duration(3*60+5*i) * time.Minute)
			w.deliver(li, p, func(b *models.CheckBody) {
				if a := answer(b, "bottles.taken"); a != nil {
					a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: 20, Left: 28, Reason: checklists.VehicleFull}}
				}
				if a := answer(b, "fifo.lots"); a != nil {
					a.Lots = []checklists.Lot{{ProductID: beer, ProducedOn: "2025-10-01", Quantity: 24, Position: 1}}
				}
			})
		}
		w.workOut()
	}
	w.clock.set(on(today.AddDays(8), 9, 0))
	w.ok(w.WatchClock(t.Context()))
	var before []models.Warning
	for _, kind := range models.WarningKinds {
		before = append(before, w.warnings(kind, models.WarningOpen)...)
	}
	kinds := map[string]bool{}
	for _, k := range before {
		kinds[k.Kind] = true
	}
	for _, kind := range []string{models.WarnItemDrift, models.WarnLateTwice, models.WarnVehicleFull, models.WarnReceipts, models.WarnMessages, models.WarnNearExpiry} {
		if !kinds[kind] {
			t.Errorf("no warning of the kind %s", kind)
		}
	}
	w.throwAway(workedOut...)
	w.workOut()
	w.ok(w.WatchClock(t.Context()))
	var after []models.Warning
	for _, kind := range models.WarningKinds {
		after = append(after, w.warnings(kind, models.WarningOpen)...)
	}
	if x, y := said(before), said(after); x != y {
		t.Errorf("before\n%s\nafter\n%s", x, y)
	}
	w.throwAway("crewDayItems", "stopFigures") // the warnings stay, and have no twins
	w.workOut()
	w.ok(w.WatchClock(t.Context()))
	var still []models.Warning
	for _, kind := range models.WarningKinds {
		still = append(still, w.warnings(kind, "")...)
	}
	if x, y := said(after), said(still); x != y {
		t.Errorf("after\n%s\nstill\n%s", x, y)
	}
}

func TestLateTwiceAtAVenue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	late := func(d int, minutes int) {
		p := w.crewDay(today.AddDays(d), 1)[0] // at the Blue Door, by twelve
		p.start = on(today.AddDays(d), 12, minutes)
		w.deliver(li, p)
		w.workOut()
	}
	late(0, 40)
	if len(w.warnings(models.WarnLateTwice, "")) != 0 {
		t.Fatal("once is not twice")
	}
	late(1, 50)
	k := w.one(models.WarnLateTwice, models.WarningOpen)
	if k.VenueID != blueDoor || k.CrewID != crewOne || k.Figures.N != 2 || k.Figures.Unit != "stops" || len(k.Evidence) != 2 {
		t.Errorf("%+v", k)
	}
	late(3, 55)
	if again := w.one(models.WarnLateTwice, models.WarningOpen); again.ID != k.ID || again.Figures.N != 3 {
		t.Errorf("%+v", again)
	}
	// A delivery of day 2, in time, comes in late: the last two are not late in a row any more.
	p := w.crewDay(today.AddDays(2), 1)[0]
	w.deliver(li, p, func(b *models.CheckBody) { b.SentAt = models.At(w.clock.Now()) })
	w.workOut()
	if gone := w.one(models.WarnLateTwice, models.WarningLapsed); gone.ID != k.ID {
		t.Errorf("%+v", gone)
	}
}

func TestBottlesThatPileUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _, err := w.PutProduct(t.Context(), ma, beer, models.Match{}, models.ProductBody{Name: models.Text{ZhCN: "啤酒", En: "Beer"}, Unit: "case", ShelfLifeDays: 180, BottleType: "500ml", BottlesPer: 12})
	w.ok(err)
	bring := func(d, taken int) {
		date := today.AddDays(2 * d)
		run, stop := fmt.Sprintf("b-%d", d), fmt.Sprintf("bs-%d", d)
		w.putRun(run, date, crewOne, []string{"wang", "li"}, map[string]string{stop: blueDoor}, func(b *models.RunBody) {
			b.Stops[0].Lines = []models.Line{{ProductID: beer, Quantity: 4}}
		})
		w.deliver(li, place{run, stop, on(date, 10, 0)}, func(b *models.CheckBody) {
			if a := answer(b, "bottles.taken"); a != nil {
				a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: taken}}
			}
		})
		w.workOut()
	}
	for d := range 4 {
		bring(d, 48)
	}
	if len(w.warnings(models.WarnBottles, "")) != 0 {
		t.Fatal("an even balance grows")
	}
	for d := 4; d < 10; d++ {
		bring(d, 30)
	}
	k := w.one(models.WarnBottles, models.WarningOpen)
	if k.VenueID != blueDoor || k.Figures.Unit != "bottles" || k.Figures.Observed != 108 || k.Figures.N != 480 {
		t.Errorf("%+v", k)
	}
	bring(10, 120)
	if len(w.warnings(models.WarnBottles, models.WarningLapsed)) != 1 {
		t.Error("it does not lapse")
	}
}

func TestWatchList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lots := func(made ...models.Date) func(*models.CheckBody) {
		return func(b *models.CheckBody) {
			a := answer(b, "fifo.lots")
			a.Lots = nil
			for i, d := range made {
				a.Lots = append(a.Lots, checklists.Lot{ProductID: beer, ProducedOn: d, Quantity: 10, Position: i + 1})
			}
		}
	}
	w.hand(li, checkOf("fifo-stocking", atBlue(10, 0), lots("2025-09-01", "2025-10-20", "2026-03-01")))
	w.workOut()
	see := func() *models.VenueWatchList {
		l, err := w.WatchListOf(t.Context(), zhang, blueDoor)
		w.ok(err)
		return l
	}
	l := see()
	if l.Seen != 3 || len(l.Lots) != 1 || l.Lots[0].State != "over" || l.Lots[0].DaysLeft != -10 {
		t.Fatalf("%+v", l)
	}
	w.ok(w.WatchClock(t.Context()))
	k := w.one(models.WarnNearExpiry, models.WarningOpen)
	if k.VenueID != blueDoor || k.Owner != models.Sales || k.Figures.N != 3 || k.Figures.Observed != 1 || k.Figures.Unit != "lots" {
		t.Errorf("%+v", k)
	}
	_, err := w.DismissWarning(t.Context(), lin, k.ID, models.WarningWhy{Why: "no"})
	wantCode(t, err, "record.missing")
	_, err = w.ActOnWarning(t.Context(), zhang, k.ID, models.WarningAct{Kind: models.ActCoach, Why: "no"})
	wantCode(t, err, "body.invalid", "/kind")
	_, err = w.DismissWarning(t.Context(), zhang, k.ID, models.WarningWhy{Why: "they are for the kitchen"})
	w.ok(err)
	w.ok(w.WatchClock(t.Context()))
	if len(w.warnings(models.WarnNearExpiry, models.WarningOpen)) != 0 {
		t.Error("the same lot warns again")
	}
	w.clock.add(10 * 24 * time.Hour) // on which the second lot comes near
	w.ok(w.WatchClock(t.Context()))
	k = w.one(models.WarnNearExpiry, models.WarningOpen)
	if l = see(); len(l.Lots) != 2 || l.Lots[1].State != "near" || k.Figures.Observed != 1 || k.Evidence[0].Date != "2025-10-20" {
		t.Errorf("%+v\n%+v", l, k)
	}
	w.putRun("run-next", today.AddDays(10), crewOne, []string{"wang", "li"}, map[string]string{"stop-next": blueDoor})
	w.hand(li, checkOf("fifo-stocking", place{"run-next", "stop-next", on(today.AddDays(10), 10, 0)}, lots("2026-03-01")))
	w.workOut()
	w.ok(w.WatchClock(t.Context()))
	if l = see(); len(l.Lots) != 0 || l.Seen != 1 || len(w.warnings(models.WarnNearExpiry, models.WarningLapsed)) != 1 {
		t.Errorf("%+v", l)
	}
}

func TestReceiptsAndMessagesThatAreOverdue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0)) // its conduct check relays a message
	w.clock.set(on(today, 19, 0))
	w.ok(w.WatchClock(t.Context()))
	if len(w.warnings(models.WarnReceipts, ""))+len(w.warnings(models.WarnMessages, "")) != 0 {
		t.Fatal("warned on the same evening")
	}
	w.clock.set(on(today.AddDays(1), 18, 0))
	for range 2 {
		w.ok(w.WatchClock(t.Context()))
	}
	k, m := w.one(models.WarnReceipts, models.WarningOpen), w.one(models.WarnMessages, models.WarningOpen)
	if k.CrewID != crewOne || k.Figures.N != 1 || k.Evidence[0].ID != stopBlue || m.VenueID != blueDoor || m.Owner != models.Sales {
		t.Errorf("%+v\n%+v", k, m)
	}
	_, err := w.HandOverReceipt(t.Context(), zhang, stopBlue, models.NoteBody{})
	w.ok(err)
	_, err = w.AnswerMessage(t.Context(), zhang, m.Evidence[0].ID, models.MessageAnswer{Text: "on Friday"})
	w.ok(err)
	w.ok(w.WatchClock(t.Context()))
	if len(w.warnings(models.WarnReceipts, models.WarningLapsed)) != 1 || len(w.warnings(models.WarnMessages, models.WarningLapsed)) != 1 {
		t.Error("they do not lapse")
	}
}

func TestOverdueIsCountedWholeHoweverMuchThereIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	// 600 old receipts of one crew and venue stand before 30 recent ones of the other; likewise the messages.
	for i := range 630 {
		crew, venue, at := crewOne, blueDoor, on(today.AddDays(-20), 9, 0).Add(time.Duration(i)*time.Minute)
		if i >= 600 {
			crew, venue, at = crewTwo, lantern, on(today.AddDays(-3), 9, i-600)
		}
		date := models.DateOf(at.In(local(0, 0).Location()))
		r := models.Receipt{Meta: models.Meta{ID: fmt.Sprintf("receipt-%03d", i)}, DepotID: changsha, CrewID: crew, VenueID: venue, SignedAt: at, State: models.ReceiptSigned, Date: date, DueAt: at.Add(9 * time.Hour)}
		w.ok(w.Store().Receipts.Insert(t.Context(), &r))
		m := models.Message{Meta: models.Meta{ID: fmt.Sprintf("message-%03d", i)}, DepotID: changsha, CrewID: crew, VenueID: venue, RecordedAt: at, State: models.MessageDelivered, DueAt: at.Add(24 * time.Hour)}
		w.ok(w.Store().Messages.Insert(t.Context(), &m))
	}
	w.ok(w.WatchClock(t.Context()))
	have := map[string]int{}
	for _, kind := range []string{models.WarnReceipts, models.WarnMessages} {
		for _, k := range w.warnings(kind, models.WarningOpen) {
			have[kind+" "+k.CrewID+k.VenueID] = k.Figures.N
			if len(k.Evidence) != 10 || !strings.Contains(k.Reason.En, fmt.Sprint(k.Figures.N)) || k.Figures.From > k.Evidence[0].Date {
				t.Errorf("%+v", k)
			}
		}
	}
	want := map[string]int{"receipts-overdue " + crewOne: 600, "receipts-overdue " + crewTwo: 30, "messages-overdue " + blueDoor: 600, "messages-overdue " + lantern: 30}
	if !maps.Equal(have, want) {
		t.Errorf("%v, want %v", have, want)
	}
}

func TestAPhoneThatFellSilent(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // both stops of the day end at 12:00
	w.hand(li, checkOf("fifo-stocking", atBlue(10, 0)))
	w.clock.set(local(13, 55))
	w.ok(w.WatchClock(t.Context()))
	if len(w.warnings(models.WarnSilent, "")) != 0 {
		t.Fatal("warned before two hours were over")
	}
	w.clock.set(local(14, 5))
	w.ok(w.WatchClock(t.Context()))
	k := w.one(models.WarnSilent, models.WarningOpen)
	if k.RunID != runOne || k.CrewID != crewOne || k.Figures.N != 2 || k.Figures.Observed != 2 {
		t.Errorf("%+v", k)
	}
	w.ok(w.Synced(t.Context(), li)) // nothing to hand in is a sign of life, too
	w.ok(w.WatchClock(t.Context()))
	if len(w.warnings(models.WarnSilent, models.WarningLapsed)) != 1 {
		t.Error("it does not lapse")
	}
	w.clock.set(local(17, 0))
	w.ok(w.WatchClock(t.Context()))
	if again := w.one(models.WarnSilent, models.WarningOpen); again.ID != k.ID || again.Events[2].Type != "raised-again" {
		t.Errorf("%+v", again)
	}
}
