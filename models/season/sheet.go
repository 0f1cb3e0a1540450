package season

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

const (
	slips   = 0.005 // of ticks no matter is about: something small was not done, and put down
	hasty   = 0.25  // of the checks of a crew that would hide everything: ticked within seconds
	damaged = 0.15  // of the stops have broken bottles to swap
)

// beforeTrip queues the check before the trip, filled by driver and first porter.
func (s *shift) beforeTrip() {
	begun := s.w.clock(s.w.date(s.day), 7, 10).Add(s.dice.minutes(0, 10))
	s.runCheck("pre-trip", begun, &s.crew.driver, &s.crew.porter[0])
}

// closeDay queues the day's close, filled by first porter and driver.
func (s *shift) closeDay(begun time.Time) {
	s.runCheck("day-close", begun, &s.crew.porter[0], &s.crew.driver)
}

func (s *shift) runCheck(list string, begun time.Time, by, other *person) {
	done := begun.Add(s.dice.minutes(4, 8))
	sh := s.sheet(list, nil, begun, done, by)
	sh.fill(other)
	s.send(sh, done, by, s.hears(by, done))
}

// send queues a check that was done at an instant and reaches the server at another; some are never handed in.
func (s *shift) send(sh *sheet, done time.Time, by *person, reached time.Time) bool {
	id := s.dice.idAt(done)
	if s.dice.chance(s.crew.truth.skips) {
		return false
	}
	s.report(by, reached, func(ctx context.Context, l *lane, now models.Time) error {
		body := sh.body
		body.SentAt = now
		k, created, err := l.svc.PutCheck(ctx, s.crew.caller(by), id, body)
		if err == nil {
			s.w.tally.check(s.depot, k, created)
		}
		return err
	})
	return true
}

// sheet is one checklist being filled.
type sheet struct {
	shift *shift
	def   *checklists.Definition
	stop  *stop // nil for checks of the run
	body  models.CheckBody
}

func (s *shift) sheet(list string, st *stop, begun, done time.Time, by *person) *sheet {
	def := s.w.lists[list]
	took := done.Sub(begun)
	if s.dice.chance(hasty * (1 - s.crew.truth.honesty)) {
		took = time.Duration(s.dice.between(1_200, 4_500)) * time.Millisecond
	}
	sh := &sheet{shift: s, def: def, stop: st}
	sh.body = models.CheckBody{
		Checklist: models.ChecklistRef{ID: def.ID, Version: def.Version}, RunID: s.id, MemberID: by.id,
		StartedAt: by.shows(done.Add(-took)), CompletedAt: by.shows(done), ElapsedMs: took.Milliseconds(),
		Device: models.Device{ID: "phone-" + by.id, AppVersion: "1.0.0"}, Answers: []checklists.Answer{},
	}
	if st != nil {
		at := st.venue.at
		at.Lat, at.Lon, at.AccuracyM = at.Lat+s.dice.within(-3e-4, 3e-4), at.Lon+s.dice.within(-3e-4, 3e-4), float64(s.dice.between(8, 30))
		sh.body.StopID, sh.body.Location = st.id, &at
	}
	sh.fill(by)
	return sh
}

// fill answers the items of a member's role that nobody answered yet, and those that each answers for themselves.
func (sh *sheet) fill(by *person) {
	for i := range sh.def.Items {
		it := &sh.def.Items[i]
		if it.Role != checklists.RoleBoth && it.Role != string(by.role) || it.Rules.Graded == checklists.GradedLaterStage {
			continue
		}
		a, ok := sh.answer(it, by)
		if !ok {
			continue
		}
		a.ItemID = it.ID
		if by.id != sh.body.MemberID {
			a.MemberID = by.id
		}
		sh.body.Answers = append(sh.body.Answers, a)
	}
}

// answer is what a member says to an item; false leaves it out.
func (sh *sheet) answer(it *checklists.Item, by *person) (a checklists.Answer, ok bool) {
	var f *fault
	if sh.stop != nil {
		if f = sh.stop.wrong(it.ID, by.role); f != nil && !f.admitted {
			f = nil
		}
	}
	switch it.Kind {
	case checklists.KindTick:
		if it.Rules.ExtraMile {
			return checklists.Answer{Result: checklists.Pass}, sh.shift.dice.chance(sh.shift.crew.truth.helps)
		}
		a.Result = checklists.Pass
		if f != nil || sh.stop != nil && !touched[it.ID] && sh.shift.dice.chance(slips) {
			a.Result, a.Note = checklists.Fail, "没做到"
		}
	case checklists.KindText:
		return a, false
	case checklists.KindTime:
		a.At = by.shows(sh.came(f)).Ptr()
	case checklists.KindReceipt:
		a.Receipt = &checklists.ReceiptAnswer{Number: sh.stop.receipt, SignedBy: keeper, SignerRole: "storekeeper", Signature: sh.picture("ink")}
	case checklists.KindPhoto:
	default:
		sh.quantities(it, f, &a)
	}
	evidence := it.Rules.Evidence
	if slices.Contains(evidence, checklists.PhotoAlways) || a.Result == checklists.Fail && slices.Contains(evidence, checklists.PhotoOnFail) {
		a.Photos = []string{sh.picture(it.ID)}
	}
	return a, true
}

// touched are the items that some matter is about.
var touched = func() map[string]bool {
	out := map[string]bool{}
	for _, m := range matters {
		out[m.item] = true
	}
	return out
}()

// came is the arrival as the driver puts it down: as it was, or within the window where he hides it.
func (sh *sheet) came(admitted *fault) time.Time {
	st := sh.stop
	if admitted == nil && st.wrong("conduct.on-time", models.Driver) != nil {
		return st.to.Add(-2 * time.Minute)
	}
	return st.arrived
}

// picture names a photo of its own. The pictures themselves stay on the phones: they would be most of the season's bytes
// and nothing in it depends on them.
func (sh *sheet) picture(of string) string {
	sum := sha256.Sum256([]byte(sh.shift.id + "/" + sh.body.StopID + "/" + sh.body.MemberID + "/" + of))
	return hex.EncodeToString(sum[:])
}

// quantities fills the kinds that count something.
func (sh *sheet) quantities(it *checklists.Item, f *fault, a *checklists.Answer) {
	s := sh.shift
	switch it.Kind {
	case checklists.KindCount, checklists.KindMeasure:
		n := sh.number(it, f)
		a.Value = &n
	case checklists.KindLots:
		if a.Lots = sh.shelf(f != nil); it.Rules.Graded == checklists.GradedOverAgeLoad {
			a.Lots = s.vehicle()
		}
	case checklists.KindBottles:
		if a.Bottles = sh.pickUp(f); it.Rules.Graded == checklists.GradedPickups {
			a.Bottles = s.countedIn()
		}
		if len(a.Bottles) == 0 {
			a.Result = checklists.NA
		}
	case checklists.KindSwap:
		swap := checklists.Swap{}
		if it.Rules.Unit == "bottles" && s.dice.chance(damaged) {
			n := s.dice.between(1, 4)
			swap = checklists.Swap{Reported: n, Swapped: n}
			s.swapped += n
		}
		a.Swap = &swap
	}
}

func (sh *sheet) number(it *checklists.Item, f *fault) float64 {
	s := sh.shift
	switch it.Rules.Graded {
	case checklists.GradedMinPerStop:
		return float64(it.Rules.PerStop*len(s.stops) + s.dice.between(0, 6))
	case checklists.GradedDaySwaps:
		return float64(s.swapped)
	case checklists.GradedOverAgeFound:
		if f != nil {
			return float64(s.dice.between(1, 6))
		}
		return 0
	}
	if it.Rules.Unit == "cases" {
		return float64(s.dice.between(32, 60)) // no fewer than the shelf holds
	}
	return float64(s.dice.between(4, 40))
}
