package season

import (
	"slices"

	"crewcheck/checklists"
	"crewcheck/models"
)

// eye judges a crew as the standard does, from the truth: every fault is seen, none is put down to luck.
type eye struct {
	standards *checklists.Standards
	voiced    float64 // how readily venues complain, against the usual
	lists     []faultList
}

// faultList is one checklist of a stop: the share of its points that is won, by which of its matters went wrong.
type faultList struct {
	matters []int     // in matters
	won     []float64 // by the set of faults: bit k is matters[k]
	points  float64   // to be won
}

func newEye(standards *checklists.Standards, voiced float64) *eye {
	e := &eye{standards: standards, voiced: voiced}
	for i := range standards.Checklists {
		if def := &standards.Checklists[i]; def.Scope == checklists.PerStop {
			e.lists = append(e.lists, newFaultList(def, standards.Score.CriticalCap))
		}
	}
	return e
}

func newFaultList(def *checklists.Definition, limit float64) faultList {
	l := faultList{}
	for i := range matters {
		if def.Item(matters[i].item) != nil {
			l.matters = append(l.matters, i)
		}
	}
	for faults := range 1 << len(l.matters) {
		stakes := make([]checklists.Stake, 0, len(def.Items))
		for i := range def.Items {
			it := &def.Items[i]
			if it.Free() || it.Rules.Graded == checklists.GradedLaterStage {
				continue
			}
			failed := slices.ContainsFunc(l.matters, func(m int) bool {
				return matters[m].item == it.ID && faults>>slices.Index(l.matters, m)&1 == 1
			})
			outcome := checklists.OutcomePass
			if failed {
				outcome = checklists.OutcomeFail
			}
			stakes = append(stakes, checklists.Stake{Weight: it.Weight, Critical: it.Critical, Outcome: outcome})
		}
		tally := checklists.TallyOf(stakes, limit)
		l.points, l.won = tally.Max, append(l.won, tally.Points)
	}
	return l
}

// expected is how many of its points a stop of that day wins on average.
func (l *faultList) expected(t *truth, day int) float64 {
	sum := 0.0
	for faults, won := range l.won {
		chance := 1.0
		for k, m := range l.matters {
			if rate := t.rate(m, day); faults>>k&1 == 1 {
				chance *= rate
			} else {
				chance *= 1 - rate
			}
		}
		sum += chance * won
	}
	return sum
}

// worth is the score that a crew would have by the standard after endless stops like those of that day, 0–100, if all that it does
// wrong were seen: the items as the work was, ticks over a fault as false. Venues complain as often as those of middling
// temper do, and supervisors judge rightly. Ratings, and outside causes, are left aside.
func (e *eye) worth(t *truth, day int) float64 {
	formula := e.standards.Score
	won, points := 0.0, 0.0
	for i := range e.lists {
		won, points = won+e.lists[i].expected(t, day), points+e.lists[i].points
	}
	feigned, faultless, penalties := 0.0, 1.0, 0.0
	for i, m := range matters {
		rate := t.rate(i, day)
		feigned += rate * (1 - t.honesty) * m.feigned
		faultless *= 1 - rate
		penalties += 100 * rate * min(voicedMost, e.voiced*m.voiced) * formula.Penalty[e.standards.Category(m.category).Severity]
	}
	praise := min(formula.PraiseMax, penalties, 100*formula.PraisePoints*faultless*min(0.5, praises*t.helps/0.12))
	return formula.Weights[models.Compliance]*won/points +
		formula.Weights[models.Completeness]*(1-t.skips) +
		formula.Weights[models.Punctuality]*t.quality(Punctuality, day) +
		formula.Weights[models.Honesty]*(1-feigned) +
		formula.Weights[models.Voice]*max(0, 100-penalties+praise)/100 +
		formula.Weights[models.Recovery]
}
