package models_test

import (
	"slices"
	"testing"

	"crewcheck/models"
)

// limit sets the limits of the depot.
func (w *world) limit(l models.DepotLimits) {
	w.Helper()
	d, err := w.Depot(w.Context(), ma, changsha)
	w.ok(err)
	b := d.DepotBody
	b.Limits = &l
	_, _, err = w.PutDepot(w.Context(), ma, changsha, models.Match{}, b)
	w.ok(err)
}

func TestADepotSetsWhatIsFar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	flagged := func(at place) bool {
		t.Helper()
		k := w.hand(li, checkOf("fifo-stocking", at, func(b *models.CheckBody) {
			b.Location = &models.Location{Lat: 28.1927, Lon: 112.97, AccuracyM: 10} // 300 m away
		}))
		return slices.Contains(k.Flags, models.FlagFar)
	}
	if flagged(atBlue(10, 0)) {
		t.Error("300 m are far by the usual limit")
	}
	w.limit(models.DepotLimits{FarMetres: 200})
	if !flagged(atBlue(10, 30)) {
		t.Error("300 m are not far where 200 m are")
	}
}

func TestADepotSetsWhenAPhoneIsSilentAndAReceiptOverdue(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // both stops of the day end at 12:00
	w.limit(models.DepotLimits{SilentMinutes: 30, ReceiptGraceHours: 2})
	w.deliver(li, atBlue(10, 0))
	w.clock.set(local(12, 29))
	w.ok(w.WatchClock(t.Context()))
	if len(w.warnings(models.WarnSilent, "")) != 0 || w.now().Runs[0].Silent {
		t.Fatal("warned before half an hour was over")
	}
	w.clock.set(local(12, 31))
	w.ok(w.WatchClock(t.Context()))
	w.one(models.WarnSilent, models.WarningOpen)
	if !w.now().Runs[0].Silent {
		t.Error("Now does not say what the warning says")
	}
	w.clock.set(local(19, 59)) // it closes at 18:00
	w.ok(w.WatchClock(t.Context()))
	if len(w.warnings(models.WarnReceipts, "")) != 0 {
		t.Fatal("warned before two hours were over")
	}
	w.clock.set(local(20, 1))
	w.ok(w.WatchClock(t.Context()))
	if k := w.one(models.WarnReceipts, models.WarningOpen); k.Reason.En != "1 receipt of the last 28 days not handed over 2 hours after the depot's close, the oldest of 2026-03-10" {
		t.Error(k.Reason.En)
	}
}
