package models_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// bottles is the balance of a venue's 500ml bottles, after everything that waits is worked out.
func (w *world) bottles() models.BottleBalance {
	w.Helper()
	_, err := w.WorkOutPending(w.Context(), true)
	w.ok(err)
	out, err := w.BottlesOf(w.Context(), sun, blueDoor, models.DateRange{From: today.AddDays(-5), To: today.AddDays(60)})
	w.ok(err)
	for _, b := range out.Balances {
		if b.Type == "500ml" {
			return b
		}
	}
	return models.BottleBalance{}
}

// brings is a run of crew one to the Blue Door with some cases of beer.
func (w *world) brings(run string, date models.Date, cases int) place {
	w.Helper()
	w.putRun(run, date, crewOne, []string{"wang", "li"}, map[string]string{"at-" + run: blueDoor}, func(b *models.RunBody) {
		b.Stops[0].Lines = []models.Line{{ProductID: beer, Quantity: cases}}
	})
	return place{run, "at-" + run, on(date, 10, 0)}
}

func takes(n int) func(*models.CheckBody) {
	return func(b *models.CheckBody) {
		if a := answer(b, "bottles.taken"); a != nil {
			a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: n, Taken: n}}
		}
	}
}

func TestBottleLedger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _, err := w.PutProduct(t.Context(), ma, beer, models.Match{}, models.ProductBody{Name: models.Text{ZhCN: "啤酒", En: "Beer"}, Unit: "case", BottleType: "500ml", BottlesPer: 12})
	w.ok(err)
	want := func(delivered, taken int) {
		t.Helper()
		for range 2 { // worked out again it is the same
			if b := w.bottles(); b.Delivered != delivered || b.Taken != taken || b.Balance != delivered-taken {
				t.Fatalf("%+v, want %d delivered, %d taken", b, delivered, taken)
			}
		}
	}
	first := w.brings("march", today.AddDays(1), 10)
	want(0, 0) // planned is not delivered
	w.deliver(li, first, takes(30))
	want(120, 30)
	next := w.brings("april", today.AddDays(30), 5)
	k := w.hand(li, checkOf("return-bottles", next, takes(20)))
	w.hand(li, checkOf("delivery-receipt", next, func(b *models.CheckBody) {
		answer(b, "receipt.signed").Receipt.Discrepancies = []checklists.Discrepancy{{ProductID: beer, Quantity: -1, Reason: "broken"}}
	}))
	w.status(li, next, models.StopDelivered, next.start)
	want(168, 50) // four of five cases
	w.hand(li, checkOf("return-bottles", next, takes(25), func(b *models.CheckBody) { b.Supersedes = k.ID }))
	want(168, 55)
	day, err := w.Today(t.Context(), li, today.AddDays(30))
	w.ok(err)
	if i := slices.IndexFunc(day.Balances, func(b models.TodayBalance) bool { return b.Type == "500ml" }); i < 0 || day.Balances[i].Balance != 113 {
		t.Errorf("today shows %+v", day.Balances)
	}
	w.status(li, next, models.StopFailed, w.Now())
	want(120, 55) // not delivered after all
	w.Service = w.restart()
	want(120, 55)
	w.status(li, next, models.StopDelivered, models.At(w.clock.Now().Add(60_000_000_000)))
	want(168, 55)

	t.Run("an accepted count of the venue stands for its day", func(t *testing.T) {
		claim := models.BottleClaim{BottleDay: models.BottleDay{Date: today.AddDays(30), Type: "500ml"}, Claimed: 40, Note: "counted twice"}
		_, _, err := w.DisputeBottles(t.Context(), li, blueDoor, claim)
		wantCode(t, err, "auth.forbidden")
		d, created, err := w.DisputeBottles(t.Context(), chen, blueDoor, claim)
		w.ok(err)
		if !created || d.Status != models.DisputeOpen {
			t.Errorf("%+v", d)
		}
		want(168, 55)
		yes := models.DisputeSettle{Outcome: models.DisputeAccepted, Answer: "so be it"}
		_, err = w.SettleDispute(t.Context(), wu, d.ID, yes)
		wantCode(t, err, "record.missing")
		for range 2 {
			_, err = w.SettleDispute(t.Context(), sun, d.ID, yes)
			w.ok(err)
			want(168, 70)
		}
		_, err = w.SettleDispute(t.Context(), ma, d.ID, models.DisputeSettle{Outcome: models.DisputeRejected, Answer: "no"})
		wantCode(t, err, "dispute.settled", "id")
		own, _, err := w.DisputeBottles(t.Context(), sun, blueDoor, models.BottleClaim{BottleDay: models.BottleDay{Date: today, Type: "500ml"}, Note: "x"})
		w.ok(err)
		_, err = w.SettleDispute(t.Context(), sun, own.ID, yes)
		wantCode(t, err, "dispute.claimant")
	})
	t.Run("a stop that moves to another venue takes its bottles along", func(t *testing.T) {
		w.putRun("march", today.AddDays(1), crewOne, []string{"wang", "li"}, map[string]string{"at-march": lantern}, func(b *models.RunBody) {
			b.Stops[0].Lines = []models.Line{{ProductID: beer, Quantity: 10}}
		})
		want(48, 40)
	})
}

// TestBottlesOfOddDays: what two phones, late checks, a receipt without a status and a crew's change do to the books.
func TestBottlesOfOddDays(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T) (*world, func(delivered, taken int)) {
		w := newWorld(t)
		_, _, err := w.PutProduct(t.Context(), ma, beer, models.Match{}, models.ProductBody{Name: models.Text{ZhCN: "啤酒", En: "Beer"}, Unit: "case", BottleType: "500ml", BottlesPer: 12})
		w.ok(err)
		return w, func(delivered, taken int) {
			t.Helper()
			if b := w.bottles(); b.Delivered != delivered || b.Taken != taken {
				t.Errorf("%+v, want %d delivered, %d taken", b, delivered, taken)
			}
		}
	}
	t.Run("a receipt without a word of the phone is a delivery, a failed stop is none", func(t *testing.T) {
		t.Parallel()
		w, want := start(t)
		p := w.brings("march", today.AddDays(1), 10)
		w.hand(li, checkOf("delivery-receipt", p))
		want(120, 0)
		w.status(li, p, models.StopFailed, w.Now())
		want(0, 0)
	})
	t.Run("two phones at one stop count once, the last answer of each item", func(t *testing.T) {
		t.Parallel()
		w, want := start(t)
		p := w.brings("march", today.AddDays(1), 10)
		short := func(b *models.CheckBody) {
			answer(b, "receipt.signed").Receipt.Discrepancies = []checklists.Discrepancy{{ProductID: beer, Quantity: -2, Reason: "broken"}}
		}
		w.hand(li, checkOf("delivery-receipt", p, short))
		w.hand(wang, checkOf("delivery-receipt", p, short, func(b *models.CheckBody) { b.MemberID = "wang" }))
		w.hand(li, checkOf("return-bottles", p, takes(30)))
		w.hand(wang, checkOf("return-bottles", p, takes(31), func(b *models.CheckBody) { b.MemberID = "wang" }))
		want(96, 31)
	})
	t.Run("the same check sent again counts once, a late one counts on its day", func(t *testing.T) {
		t.Parallel()
		w, want := start(t)
		p := w.brings("march", today.AddDays(1), 10)
		w.status(li, p, models.StopDelivered, p.start)
		body := checkOf("return-bottles", p, takes(30))
		id := w.hand(li, body).ID
		w.clock.add(40 * 24 * time.Hour)
		body.SentAt = models.At(w.clock.Now())
		_, created, err := w.PutCheck(t.Context(), li, id, body)
		w.ok(err)
		if created {
			t.Error("created twice")
		}
		late := checkOf("return-bottles", w.brings("april", today.AddDays(2), 0), takes(7))
		late.SentAt = models.At(w.clock.Now())
		w.hand(li, late)
		want(120, 37)
		page, err := w.BottlesOf(t.Context(), sun, blueDoor, models.DateRange{From: today.AddDays(2), To: today.AddDays(2)})
		w.ok(err)
		if len(page.Lines) != 1 || page.Lines[0].Taken != 7 || page.Lines[0].RunID != "april" {
			t.Errorf("the late one stands at %+v", page.Lines)
		}
	})
	t.Run("a swap of damaged bottles and crates moves no balance", func(t *testing.T) {
		t.Parallel()
		w, want := start(t)
		p := w.brings("march", today.AddDays(1), 0)
		w.hand(li, checkOf("fifo-stocking", p, leaves("")))
		want(0, 0)
	})
	t.Run("crews see the balances, their own lines, and no names", func(t *testing.T) {
		t.Parallel()
		w, _ := start(t)
		w.deliver(li, w.brings("march", today, 10), takes(30))
		_, _, err := w.DisputeBottles(t.Context(), chen, blueDoor, models.BottleClaim{BottleDay: models.BottleDay{Date: today, Type: "500ml"}, Claimed: 40, Note: "counted twice"})
		w.ok(err)
		w.bottles()
		see := func(c models.Caller) *models.VenueBottles {
			t.Helper()
			out, err := w.BottlesOf(t.Context(), c, blueDoor, models.DateRange{})
			w.ok(err)
			return out
		}
		own, other, venue := see(li), see(zhao), see(chen)
		if len(own.Lines) != 1 || len(other.Lines) != 0 || len(venue.Lines) != 1 || len(other.Balances) != 1 {
			t.Errorf("lines: own crew %d, another %d, the venue %d", len(own.Lines), len(other.Lines), len(venue.Lines))
		}
		if own.Disputes[0].By != "" || venue.Disputes[0].By != "chen" {
			t.Errorf("the crew is told by %q, the venue by %q", own.Disputes[0].By, venue.Disputes[0].By)
		}
	})
	t.Run("nobody counts a day on which nobody came, or settles the count of their own crew", func(t *testing.T) {
		t.Parallel()
		w, _ := start(t)
		claim := models.BottleClaim{BottleDay: models.BottleDay{Date: today.AddDays(-1), Type: "500ml"}, Claimed: 4, Note: "x"}
		_, _, err := w.DisputeBottles(t.Context(), chen, blueDoor, claim)
		wantCode(t, err, "body.invalid", "/date", "field.reference")
		claim.Date = today
		d, _, err := w.DisputeBottles(t.Context(), chen, blueDoor, claim)
		w.ok(err)
		rides := inCrew(sun, crewOne)
		rides.Roles = append([]models.Role{models.Porter}, rides.Roles...)
		_, err = w.SettleDispute(t.Context(), rides, d.ID, models.DisputeSettle{Outcome: models.DisputeRejected, Answer: "no"})
		wantCode(t, err, "case.counter")
		for who, x := range map[string]struct {
			c    models.Caller
			want int
		}{"the supervisor": {sun, 1}, "the venue": {chen, 1}, "its salesman": {zhang, 1}, "another venue": {lin, 0}, "a crew": {li, 0}, "the other depot": {wu, 0}} {
			page, err := w.ListDisputes(t.Context(), x.c, models.ListQuery{Equal: map[string]string{"status": models.DisputeOpen}})
			w.ok(err)
			if len(page.Items) != x.want {
				t.Errorf("%s is shown %d open disputes", who, len(page.Items))
			}
		}
	})
}

// TestASettlementReachesTheLedger also when its server dies between the two.
func TestASettlementReachesTheLedger(t *testing.T) {
	t.Parallel()
	broken := false
	w := newWorld(t, func(b models.Backend) models.Backend { return noLedger{b, &broken} })
	w.deliver(li, atBlue(10, 0), takes(30))
	d, _, err := w.DisputeBottles(t.Context(), chen, blueDoor, models.BottleClaim{BottleDay: models.BottleDay{Date: today, Type: "500ml"}, Claimed: 40, Note: "counted twice"})
	w.ok(err)
	if b := w.bottles(); b.Taken != 30 {
		t.Fatalf("%+v", b)
	}
	broken = true
	if _, err := w.SettleDispute(t.Context(), sun, d.ID, models.DisputeSettle{Outcome: models.DisputeAccepted, Answer: "so be it"}); err == nil {
		t.Fatal("the failure is not told")
	}
	broken = false
	w.Service = w.restart()
	if b := w.bottles(); b.Taken != 40 {
		t.Errorf("the settlement was lost: %+v", b)
	}
}

// noLedger is a store that refuses to write ledgers while broken is set.
type noLedger struct {
	models.Backend
	broken *bool
}

func (b noLedger) Insert(ctx context.Context, spec *models.Spec, doc models.Document) error {
	if *b.broken && spec.Name == "bottleLedgers" {
		return errors.New("disk full")
	}
	return b.Backend.Insert(ctx, spec, doc)
}

func (b noLedger) Replace(ctx context.Context, spec *models.Spec, was int64, doc models.Document) error {
	if *b.broken && spec.Name == "bottleLedgers" {
		return errors.New("disk full")
	}
	return b.Backend.Replace(ctx, spec, was, doc)
}

func TestBottleLedgerGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	broken := true
	w := newWorld(t, func(b models.Backend) models.Backend { return noLedger{b, &broken} })
	w.deliver(li, atBlue(10, 0), takes(30))
	if _, err := w.WorkOutPending(t.Context(), true); err == nil {
		t.Fatal("the failure is not told")
	}
	broken = false
	if b := w.bottles(); b.Taken != 30 {
		t.Errorf("the stop was lost: %+v", b)
	}
}
