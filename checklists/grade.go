package checklists

import (
	"math"
	"slices"
	"strings"
)

// CriticalCap is the highest score of a check in which a critical item failed.
const CriticalCap = 59

// GradeCheck grades the answers to a checklist and to the venue's overlay.
//
// A pass and a warning win the item's weight, a fail wins nothing, and na does
// not count. A warning is shown but costs nothing: it says that something needs
// watching which the crew did not do wrong. The score is the share won of what
// counts, 100 when nothing counts, and at most CriticalCap when a critical item
// failed.
//
// An item of a role that c.Roles does not hold is left out unless somebody
// answered it; with no roles at all every item counts. An item answered by several
// members has one grade for each. Optional and extra-mile items count only when
// they pass, so answering one never lowers the score.
//
// It is pure: the same arguments give the same grade. Answers need not have
// passed ValidateAnswers; those of unknown items are not looked at, and of two
// answers by one member to one item the first counts.
func GradeCheck(d *Definition, answers []Answer, c Context) Grade {
	g := Grade{Critical: []string{}, Items: []ItemGrade{}}
	swapped := swappedByUnit(d, answers, c.Overlay)
	for _, it := range allItems(d, c.Overlay) {
		given := givenTo(it.ID, answers)
		if len(given) == 0 {
			if !applies(it, c.Roles) {
				continue
			}
			given = []*Answer{nil}
		}
		for _, a := range given {
			x := grader{it: it, a: a, c: &c, swapped: swapped, outcome: OutcomePass}
			g.add(it, x.grade())
		}
	}
	g.Score = g.score()
	return g
}

func (g *Grade) add(it *Item, ig ItemGrade) {
	g.Items = append(g.Items, ig)
	if it.Critical && ig.Outcome == OutcomeFail && ig.Max > 0 && !slices.Contains(g.Critical, it.ID) {
		g.Critical = append(g.Critical, it.ID)
	}
}

func (g *Grade) score() float64 {
	var points, most float64
	for _, ig := range g.Items {
		points += ig.Points
		most += ig.Max
	}
	score := 100.0
	if most > 0 {
		score = math.Round(points/most*10_000) / 100
	}
	if len(g.Critical) > 0 {
		score = min(score, CriticalCap)
	}
	return score
}

// givenTo is the answers to one item, the first of each member, in the order given.
func givenTo(id string, answers []Answer) []*Answer {
	var out []*Answer
	for i := range answers {
		a := &answers[i]
		if a.ItemID != id || slices.ContainsFunc(out, func(b *Answer) bool { return b.MemberID == a.MemberID }) {
			continue
		}
		out = append(out, a)
	}
	return out
}

func applies(it *Item, have []string) bool {
	return len(have) == 0 || it.Role == RoleBoth || slices.Contains(have, it.Role) || slices.Contains(have, RoleBoth)
}

// swappedByUnit is what the check's swap items exchanged, by the item's unit: what
// excuses bottles past their limit.
func swappedByUnit(d *Definition, answers []Answer, overlay []Item) map[string]int {
	out := map[string]int{}
	for _, it := range allItems(d, overlay) {
		if it.Kind != KindSwap {
			continue
		}
		for _, a := range givenTo(it.ID, answers) {
			if a.Swap != nil && a.Swap.Swapped > 0 && a.Result != NA {
				out[it.Rules.Unit] += a.Swap.Swapped
			}
		}
	}
	return out
}

// grader grades one answer (nil when there is none) to one item.
type grader struct {
	it      *Item
	a       *Answer
	c       *Context
	swapped map[string]int
	outcome Outcome
	reasons []Reason
}

func (x *grader) fail(code string, args ...any) {
	x.outcome = OutcomeFail
	x.reasons = append(x.reasons, reason(code, args...))
}

// warn adds a warning, which never softens a fail.
func (x *grader) warn(code string, args ...any) {
	if x.outcome != OutcomeFail {
		x.outcome = OutcomeWarn
	}
	x.reasons = append(x.reasons, reason(code, args...))
}

// na sets an item aside; code may be empty.
func (x *grader) na(code string) {
	x.outcome = OutcomeNA
	if code != "" {
		x.reasons = append(x.reasons, reason(code))
	}
}

func (x *grader) grade() ItemGrade {
	x.judge()
	out := ItemGrade{ItemID: x.it.ID, Outcome: x.outcome, Reasons: x.reasons}
	if x.a != nil {
		out.MemberID = x.a.MemberID
	}
	won := x.outcome == OutcomePass || x.outcome == OutcomeWarn
	if won {
		out.Points = float64(x.it.Weight)
	}
	if won || x.outcome == OutcomeFail && !x.it.Free() {
		out.Max = float64(x.it.Weight)
	}
	return out
}

func (x *grader) judge() {
	if x.it.Rules.Graded == GradedLaterStage {
		x.na("later-stage")
		return
	}
	if x.byTheDay() {
		x.evidence()
		return
	}
	switch {
	case x.a == nil:
		x.unanswered()
		return
	case x.a.Result == NA:
		x.na("")
		if x.needs(NoteOnNA) && x.noNote() {
			x.fail("note-missing")
		}
		return
	case x.a.Result == Fail:
		x.fail("answered-fail")
	case x.empty():
		x.unanswered()
		return
	default:
		x.byKind()
	}
	x.evidence()
}

func (x *grader) unanswered() {
	if x.it.Free() {
		x.na("")
		return
	}
	x.fail("not-answered")
}

// empty tells whether the answer lacks what its kind asks for.
func (x *grader) empty() bool {
	a := x.a
	switch x.it.Kind {
	case KindCount, KindMeasure:
		return a.Value == nil || math.IsNaN(*a.Value)
	case KindTime:
		return a.At == nil
	case KindChoice, KindText:
		return strings.TrimSpace(a.Text) == ""
	case KindLots:
		return len(a.Lots) == 0
	case KindBottles:
		return len(a.Bottles) == 0
	case KindSwap:
		return a.Swap == nil
	case KindReceipt:
		return a.Receipt == nil
	case KindPhoto:
		return len(a.Photos) == 0
	case KindSignature:
		return a.Signature == ""
	}
	return a.Result != Pass
}

func (x *grader) needs(rule string) bool { return slices.Contains(x.it.Rules.Evidence, rule) }

func (x *grader) noNote() bool { return x.a == nil || strings.TrimSpace(x.a.Note) == "" }

// evidence holds the answer to the item's evidence rules. What is missing always
// makes a fail; a fail without its evidence only gains one more reason.
func (x *grader) evidence() {
	if x.outcome == OutcomeNA || x.a == nil {
		return
	}
	failed := x.outcome == OutcomeFail
	noPhoto := len(x.a.Photos) == 0
	if noPhoto && (x.needs(PhotoAlways) || failed && x.needs(PhotoOnFail)) {
		x.fail("photo-missing")
	}
	if failed && x.needs(NoteOnFail) && x.noNote() {
		x.fail("note-missing")
	}
	if x.needs(SignatureAlways) && x.it.Kind != KindReceipt && x.a.Signature == "" {
		x.fail("signature-missing")
	}
}
