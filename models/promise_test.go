package models_test

import (
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// leaves makes a check leave six of eight damaged bottles, and 12 empties, at the stop.
func leaves(reason string) func(*models.CheckBody) {
	return func(b *models.CheckBody) {
		if a := answer(b, "fifo.damaged-swap"); a != nil {
			a.Swap = &checklists.Swap{Reported: 8, Swapped: 2, Reason: "no stock"}
		}
		if a := answer(b, "bottles.taken"); a != nil {
			a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: 36, Left: 12, Reason: reason}}
		}
	}
}

func (w *world) promises(c models.Caller, equal map[string]string) []models.Promise {
	w.Helper()
	page, err := w.ListPromises(w.Context(), c, models.ListQuery{Equal: equal})
	w.ok(err)
	return page.Items
}

func TestPromisesOfChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0), leaves(checklists.VehicleFull))
	w.deliver(li, place{runOne, stopRed, local(11, 0)}, func(b *models.CheckBody) {
		if a := answer(b, "bottles.taken"); a != nil {
			a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: 36, Left: 12, Reason: checklists.VenueKeeps}}
		}
	})
	open := w.promises(sun, map[string]string{"status": models.PromiseOpen})
	if len(open) != 2 {
		t.Fatalf("%+v", open)
	}
	for _, p := range open {
		want := map[string]int{models.PromiseSwap: 6, models.PromisePickUp: 12}[p.Kind]
		if p.Quantity != want || p.VenueID != blueDoor || p.Owner != crewOne || p.DueOn != today.AddDays(3) {
			t.Errorf("%+v", p)
		}
	}
	t.Run("the next run to the venue carries them, another does not", func(t *testing.T) {
		w.putRun("run-next", today.AddDays(1), crewTwo, []string{"zhao", "qian"}, map[string]string{"next-blue": blueDoor})
		day, err := w.Today(t.Context(), zhao, today.AddDays(1))
		w.ok(err)
		if len(day.Promises) != 2 || day.Promises[0].Broken {
			t.Errorf("%+v", day.Promises)
		}
		w.putRun("run-other", today.AddDays(2), crewTwo, []string{"zhao", "qian"}, map[string]string{"other-red": lantern})
		day, err = w.Today(t.Context(), zhao, today.AddDays(2))
		w.ok(err)
		if len(day.Promises) != 0 {
			t.Errorf("%+v", day.Promises)
		}
	})
	t.Run("it breaks when its day is over, with its owner, and is kept late", func(t *testing.T) {
		w.clock.set(on(today.AddDays(3), 23, 59))
		if n := len(w.promises(sun, map[string]string{"status": models.PromiseBroken})); n != 0 {
			t.Errorf("%d broke before their day was over", n)
		}
		w.clock.set(on(today.AddDays(4), 0, 0))
		broken := w.promises(ma, map[string]string{"status": models.PromiseBroken})
		if len(broken) != 2 || broken[0].Status != models.PromiseBroken || broken[0].Owner != crewOne {
			t.Fatalf("%+v", broken)
		}
		if n := len(w.promises(sun, map[string]string{"status": models.PromiseOpen})); n != 0 {
			t.Errorf("%d are open still", n)
		}
		end := models.PromiseEnd{Status: models.PromiseKept, StopID: "next-blue"}
		for range 2 {
			p, err := w.EndPromise(t.Context(), zhao, broken[0].ID, end)
			w.ok(err)
			if p.Status != models.PromiseKept || !p.Late {
				t.Errorf("%+v", p)
			}
		}
	})
}

func TestPromisesFollowCorrections(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.hand(li, checkOf("return-bottles", atBlue(10, 0), leaves(checklists.VehicleFull)))
	correct := func(old *models.Check, left int) *models.Check {
		return w.hand(li, checkOf("return-bottles", atBlue(10, 0), func(b *models.CheckBody) {
			b.Supersedes = old.ID
			count := checklists.BottleCount{Type: "500ml", Expected: 48, Taken: 48 - left, Left: left}
			if left > 0 {
				count.Reason = checklists.NotSorted
			}
			answer(b, "bottles.taken").Bottles = []checklists.BottleCount{count}
		}))
	}
	second := correct(first, 5)
	if p := w.promises(li, nil); len(p) != 1 || p[0].Quantity != 5 || p[0].CheckID != second.ID {
		t.Fatalf("%+v", p)
	}
	third := correct(second, 0)
	if p := w.promises(li, nil); len(p) != 1 || p[0].Status != models.PromiseCancelled {
		t.Fatalf("%+v", p)
	}
	fourth := correct(third, 7)
	if p := w.promises(li, nil); len(p) != 1 || p[0].Status != models.PromiseOpen || p[0].Quantity != 7 || p[0].EndedAt != nil || p[0].Note != "" {
		t.Fatalf("what is owed after all: %+v", p)
	}
	correct(fourth, 0)
	// The phone sends the first one again: nothing comes back.
	again := checkOf("return-bottles", atBlue(10, 0), leaves(checklists.VehicleFull))
	again.SentAt = models.At(w.clock.Now().Add(time.Hour))
	if _, _, err := w.PutCheck(t.Context(), li, first.ID, again); err != nil {
		t.Fatal(err)
	}
	if p := w.promises(li, nil); len(p) != 1 || p[0].Status != models.PromiseCancelled {
		t.Fatalf("%+v", p)
	}
}

// TestPromisesAreKeptByTheNextStop has crew two fetch what crew one left, in every order of arrival.
func TestPromisesAreKeptByTheNextStop(t *testing.T) {
	t.Parallel()
	next := place{"run-next", "next-blue", on(today.AddDays(1), 10, 0)}
	count := func(taken, left int, supersedes string) func(*models.CheckBody) {
		return func(b *models.CheckBody) {
			b.Supersedes, b.MemberID = supersedes, "qian"
			c := checklists.BottleCount{Type: "500ml", Expected: taken + left, Taken: taken, Left: left}
			if left > 0 {
				c.Reason = checklists.VehicleFull
			}
			if a := answer(b, "bottles.taken"); a != nil {
				a.Bottles = []checklists.BottleCount{c}
			}
			if a := answer(b, "fifo.damaged-swap"); a != nil {
				a.Swap = &checklists.Swap{Reported: 6, Swapped: 6 - left}
				if left > 0 {
					a.Swap.Reason = "no stock"
				}
			}
		}
	}
	begin := func(t *testing.T) *world {
		t.Helper()
		w := newWorld(t)
		w.putRun("run-next", today.AddDays(1), crewTwo, []string{"zhao", "qian"}, map[string]string{"next-blue": blueDoor})
		w.clock.set(on(today.AddDays(1), 12, 0))
		return w
	}
	send := func(w *world, c models.Caller, b models.CheckBody) *models.Check { // later than it was made
		b.SentAt = models.At(w.clock.Now())
		return w.hand(c, b)
	}
	left := func(w *world) { send(w, li, checkOf("return-bottles", atBlue(10, 0), leaves(checklists.VehicleFull))) }
	only := func(t *testing.T, w *world) models.Promise {
		t.Helper()
		p := w.promises(sun, map[string]string{"kind": models.PromisePickUp})
		if len(p) == 0 {
			t.Fatal("nothing is owed")
		}
		return p[len(p)-1]
	}
	wantKept := func(t *testing.T, p models.Promise) {
		t.Helper()
		if p.Status != models.PromiseKept || p.KeptAtStop != "next-blue" || p.Late || p.EndedAt == nil || models.DateOf(p.EndedAt.Time) != today.AddDays(1) {
			t.Errorf("%+v", p)
		}
	}

	t.Run("the later stop keeps it, whichever arrives first and however often", func(t *testing.T) {
		t.Parallel()
		for _, leftFirst := range []bool{true, false} {
			w := begin(t)
			fetch := func() { send(w, qian, checkOf("return-bottles", next, count(60, 0, ""))) }
			if leftFirst {
				left(w)
				fetch()
			} else {
				fetch()
				left(w)
			}
			wantKept(t, only(t, w))
		}
	})

	t.Run("what is left again, or not counted, keeps nothing", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct{ taken, left int }{{60, 1}, {0, 0}} {
			w := begin(t)
			left(w)
			send(w, qian, checkOf("return-bottles", next, count(c.taken, c.left, "")))
			for _, p := range w.promises(sun, nil) {
				if p.Status != models.PromiseOpen {
					t.Errorf("%+v: %+v", c, p)
				}
			}
		}
	})

	t.Run("a stop does not keep what it left itself, nor one before", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		w.putRun("run-early", today, crewTwo, []string{"zhao", "qian"}, map[string]string{"early-blue": blueDoor})
		left(w)
		send(w, qian, checkOf("return-bottles", place{"run-early", "early-blue", local(9, 0)}, count(30, 0, "")))
		send(w, li, checkOf("return-bottles", atBlue(10, 30), count(9, 0, ""), func(b *models.CheckBody) { b.MemberID = "li" }))
		if p := only(t, w); p.Status != models.PromiseOpen {
			t.Errorf("%+v", p)
		}
	})

	t.Run("a correction takes it back, and gives it again; so does one of what was left", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		left(w)
		first := send(w, qian, checkOf("return-bottles", next, count(60, 0, "")))
		second := send(w, qian, checkOf("return-bottles", next, count(50, 10, first.ID)))
		if p := only(t, w); p.Status != models.PromiseOpen || p.KeptAtStop != "" || p.EndedAt != nil {
			t.Errorf("%+v", p)
		}
		w.clock.set(on(today.AddDays(9), 12, 0)) // long after: it was kept on the day of the stop all the same
		late := next
		late.start = on(today.AddDays(9), 10, 0)
		send(w, qian, checkOf("return-bottles", late, count(60, 0, second.ID)))
		if p := only(t, w); p.Status != models.PromiseKept || p.Late {
			t.Errorf("%+v", p)
		}
	})

	t.Run("a tap beside the count is no quarrel", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		left(w)
		send(w, qian, checkOf("return-bottles", next, count(60, 0, "")))
		for range 2 {
			p, err := w.EndPromise(t.Context(), qian, only(t, w).ID, models.PromiseEnd{Status: models.PromiseKept, StopID: "next-blue"})
			w.ok(err)
			wantKept(t, *p)
		}
	})

	t.Run("a swap is kept when nothing reported is left, once for each piece", func(t *testing.T) {
		t.Parallel()
		w := begin(t)
		send(w, li, checkOf("fifo-stocking", atBlue(10, 0), leaves(checklists.VehicleFull)))
		send(w, qian, checkOf("fifo-stocking", next, count(0, 1, "")))
		if p := w.promises(sun, map[string]string{"status": models.PromiseKept}); len(p) != 0 {
			t.Fatalf("%+v", p)
		}
		w.putRun("run-third", today.AddDays(2), crewTwo, []string{"zhao", "qian"}, map[string]string{"third-blue": blueDoor})
		w.clock.set(on(today.AddDays(2), 12, 0))
		send(w, qian, checkOf("fifo-stocking", place{"run-third", "third-blue", on(today.AddDays(2), 10, 0)}, count(0, 0, "")))
		// Six of seven owed were swapped: the older six are kept, the one of the day after is owed still.
		kept, open := w.promises(sun, map[string]string{"status": models.PromiseKept}), w.promises(sun, map[string]string{"status": models.PromiseOpen})
		if len(kept) != 1 || kept[0].Quantity != 6 || len(open) != 1 || open[0].Quantity != 1 {
			t.Fatalf("kept %+v, open %+v", kept, open)
		}
	})
}

func TestPromisesByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := models.PromiseCreate{VenueID: blueDoor, Kind: models.PromiseRedelivery, Text: "two cases", DueOn: today}
	for who, c := range map[string]models.Caller{"sales of another venue": forVenue(inDepot(caller("x", models.Sales), changsha), lantern), "a foreign supervisor": wu, "the venue": chen} {
		_, _, err := w.CreatePromise(t.Context(), c, "", b)
		if err == nil {
			t.Errorf("%s may promise", who)
		}
	}
	late := b
	late.DueOn = today.AddDays(-1)
	_, _, err := w.CreatePromise(t.Context(), zhang, "", late)
	wantCode(t, err, "body.invalid", "/dueOn", "field.order")
	p, created, err := w.CreatePromise(t.Context(), zhang, "key", b)
	w.ok(err)
	same, again, err := w.CreatePromise(t.Context(), zhang, "key", b)
	w.ok(err)
	if !created || again || same.ID != p.ID {
		t.Errorf("%v %v %s %s", created, again, same.ID, p.ID)
	}
	_, err = w.EndPromise(t.Context(), wu, p.ID, models.PromiseEnd{Status: models.PromiseKept})
	wantCode(t, err, "record.missing")
	_, err = w.EndPromise(t.Context(), zhao, p.ID, models.PromiseEnd{Status: models.PromiseKept, StopID: stopBlue})
	wantCode(t, err, "record.missing")
	_, err = w.EndPromise(t.Context(), li, p.ID, models.PromiseEnd{Status: models.PromiseCancelled, StopID: stopBlue, Note: "no"})
	wantCode(t, err, "auth.forbidden")
	_, err = w.EndPromise(t.Context(), zhang, p.ID, models.PromiseEnd{Status: models.PromiseCancelled})
	wantCode(t, err, "body.invalid", "/note")
	_, err = w.EndPromise(t.Context(), li, p.ID, models.PromiseEnd{Status: models.PromiseKept, StopID: stopBlue})
	w.ok(err)
	_, err = w.EndPromise(t.Context(), sun, p.ID, models.PromiseEnd{Status: models.PromiseCancelled, Note: "x"})
	wantCode(t, err, "promise.ended", "/status")
}
