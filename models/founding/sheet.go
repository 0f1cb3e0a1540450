package founding

import (
	"context"
	"maps"
	"slices"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// sheet is one checklist being filled.
type sheet struct {
	shift   *shift
	def     *checklists.Definition
	deed    *deed // nil for checks of the run
	started time.Time
	took    time.Duration
	body    models.CheckBody
	// pictures are the photos and ink to send with it, by SHA-256.
	pictures map[string][]byte
}

// answerer is somebody who fills in the items of a role.
type answerer struct {
	userID string
	role   models.Role
}

func (s *shift) sheet(id string, x *deed, started time.Time, took time.Duration, by answerer) *sheet {
	i := slices.IndexFunc(s.p.lists, func(v models.ChecklistVersion) bool { return v.ChecklistID == id })
	def := &s.p.lists[i].Definition
	if s.plan.crew.habits.fast {
		took = time.Duration(s.dice.between(1_100, 2_900)) * time.Millisecond
	}
	sh := &sheet{shift: s, def: def, deed: x, started: started, took: took, pictures: map[string][]byte{}}
	sh.body = models.CheckBody{
		Checklist: models.ChecklistRef{ID: def.ID, Version: def.Version}, RunID: s.plan.id, MemberID: by.userID,
		StartedAt: models.At(started), CompletedAt: models.At(started.Add(took)), ElapsedMs: took.Milliseconds(),
		Device: models.Device{ID: "phone-" + by.userID, AppVersion: "1.0.0"}, Answers: []checklists.Answer{},
	}
	if x != nil {
		sh.body.StopID, sh.body.Location = x.stop.id, s.whereabouts(x)
	}
	sh.fill(by)
	return sh
}

// whereabouts is where the phone was; crews that tick without looking often do it on the road.
func (s *shift) whereabouts(x *deed) *models.Location {
	at := venueLocation(x.stop.venue)
	off := 0.0003
	if s.plan.crew.habits.fast && s.dice.chance(0.3) {
		off = 0.02
	}
	at.Lat += off * s.dice.Float64()
	at.Lon += off * (0.5 + s.dice.Float64()/2)
	at.AccuracyM = float64(s.dice.between(8, 30))
	return &at
}

// fill answers the items of the answerer's role that nobody answered yet; items of both roles are
// answered by each.
func (sh *sheet) fill(by answerer) {
	items := sh.def.Items
	if sh.deed != nil {
		for _, own := range cardItems(sh.deed.stop.venue) {
			if own.ChecklistID == sh.def.ID {
				items = append(slices.Clone(items), own.Item)
			}
		}
	}
	for i := range items {
		it := &items[i]
		if it.Role != checklists.RoleBoth && it.Role != string(by.role) {
			continue
		}
		a, ok := sh.answer(it)
		if !ok {
			continue
		}
		a.ItemID = it.ID
		if by.userID != sh.body.MemberID {
			a.MemberID = by.userID
		}
		sh.body.Answers = append(sh.body.Answers, a)
	}
}

// answer is what the crew says to an item; false leaves it out.
func (sh *sheet) answer(it *checklists.Item) (a checklists.Answer, ok bool) {
	if sh.deed != nil && sh.deed.fails[it.ID] != "" {
		a = checklists.Answer{Result: checklists.Fail, Note: sh.deed.fails[it.ID]}
		if slices.Contains(it.Rules.Evidence, checklists.PhotoOnFail) {
			a.Photos = []string{sh.picture()}
		}
		return a, true
	}
	switch it.Kind {
	case checklists.KindTick:
		if it.Rules.ExtraMile && !sh.shift.dice.chance(sh.shift.plan.crew.habits.helps) || it.Rules.Graded == checklists.GradedLaterStage {
			return a, false
		}
		a.Result = checklists.Pass
	case checklists.KindText:
		a.Text = sh.remark(it)
		return a, a.Text != ""
	case checklists.KindTime:
		a.At = models.At(sh.deed.arrived).Ptr()
	case checklists.KindChoice:
		a.Text = it.Rules.Options[0].ID
	case checklists.KindReceipt:
		a.Receipt = &checklists.ReceiptAnswer{
			Number: sh.deed.stop.receipt, SignedBy: venues[sh.deed.stop.venue].keeper, SignerRole: "storekeeper", Signature: sh.ink(),
		}
	case checklists.KindSignature:
		a.Signature = sh.ink()
	case checklists.KindPhoto:
	default:
		sh.quantities(it, &a)
	}
	if slices.Contains(it.Rules.Evidence, checklists.PhotoAlways) {
		a.Photos = []string{sh.picture()}
	}
	return a, true
}

// quantities fills the kinds that count something.
func (sh *sheet) quantities(it *checklists.Item, a *checklists.Answer) {
	switch it.Kind {
	case checklists.KindCount, checklists.KindMeasure:
		n := sh.number(it)
		a.Value = &n
	case checklists.KindLots:
		if it.Rules.Graded == checklists.GradedOverAgeLoad {
			a.Lots = sh.shift.loadLots()
			return
		}
		a.Lots = sh.shift.shelf(sh.deed)
	case checklists.KindBottles:
		if it.Rules.Graded == checklists.GradedPickups {
			a.Bottles = sh.shift.countedIn()
			return
		}
		if a.Bottles = sh.deed.pickup; len(a.Bottles) == 0 {
			a.Result = checklists.NA
		}
	case checklists.KindSwap:
		swap := checklists.Swap{}
		if it.Rules.Unit == "bottles" {
			swap = sh.deed.damaged
		}
		a.Swap = &swap
	}
}

func (sh *sheet) number(it *checklists.Item) float64 {
	s := sh.shift
	switch {
	case it.Rules.Graded == checklists.GradedMinPerStop:
		return float64(it.Rules.PerStop*len(s.plan.stops) + s.dice.between(0, 6))
	case it.Rules.Graded == checklists.GradedDaySwaps:
		return float64(s.swapped)
	case it.Rules.Graded == checklists.GradedOverAgeFound:
		return 0
	case it.Kind == checklists.KindMeasure:
		return float64(s.dice.between(8, 14))
	case it.Rules.Unit == "crates":
		return float64(s.dice.between(0, 8))
	case it.Rules.Unit == "cases":
		return float64(s.dice.between(32, 60)) // no fewer than the shelf holds
	}
	return float64(s.dice.between(6, 60))
}

// remark is what somebody wrote of his own accord; mostly nothing.
func (sh *sheet) remark(it *checklists.Item) string {
	d := sh.shift.dice
	switch {
	case sh.shift.plan.crew.habits.fast:
		return ""
	case it.Rules.Becomes == checklists.BecomesMessage && d.chance(0.05):
		return pick(d, messageTexts)
	case it.Rules.Becomes == checklists.BecomesIdea && d.chance(0.08):
		return pick(d, ideaTexts)
	}
	return ""
}

// send uploads the pictures and hands the check in, a little after it was completed.
func (sh *sheet) send(ctx context.Context, by answerer) error {
	s := sh.shift
	caller := s.caller(by.userID, by.role)
	id := s.checkID(sh.started.Add(sh.took))
	wait := time.Duration(s.dice.between(1_500, 20_000)) * time.Millisecond
	if s.dice.chance(s.plan.crew.habits.missing) {
		return nil
	}
	s.at(sh.started.Add(sh.took + wait))
	for _, sha := range slices.Sorted(maps.Keys(sh.pictures)) {
		if _, _, err := s.lane.svc.PutPhoto(ctx, caller, sha, sh.pictures[sha]); err != nil {
			return err
		}
	}
	sh.body.SentAt = models.At(s.lane.now)
	_, _, err := s.lane.svc.PutCheck(ctx, caller, id, sh.body)
	return err
}
