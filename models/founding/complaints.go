package founding

import (
	"slices"
	"time"

	"crewcheck/models"
)

// How a venue says what its complaint is about.
const (
	byReceipt = "receipt" // reads the number off the receipt
	byStop    = "stop"    // scanned its code
	byTime    = "time"    // names the hour
	bySpan    = "span"    // "yesterday or the day before"
)

// How far a complaint gets.
const (
	staysOpen         = "open"
	staysAcknowledged = "acknowledged"
	staysDecided      = "decided"
	madeGoodLate      = "late"
	madeGood          = "confirmed"
)

// grievance is a complaint to come.
type grievance struct {
	deed     *deed
	category string
	text     string
	how      string
	at       time.Time // when it is filed
	fate     string
	verdict  models.DecideBody
}

// grievances plans who complains of what, from what really happened on the shifts.
func (p *planter) grievances() []grievance {
	var out []grievance
	turns := map[string]int{}
	for _, s := range p.shifts {
		d := p.luck(100+s.plan.place, s.plan.ago)
		if g, ok := s.grievance(d, turns); ok {
			out = append(out, g)
		}
		if g, ok := s.notTheirFault(d); ok {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(x, y grievance) int { return x.at.Compare(y.at) })
	return out
}

// grievance is the complaint this shift earned, if it is the crew's turn.
func (s *shift) grievance(d dice, turns map[string]int) (grievance, bool) {
	h := &s.plan.crew.habits
	if len(s.done) == 0 || (s.plan.ago+2*s.plan.place)%h.complainEvery != 1%h.complainEvery {
		return grievance{}, false
	}
	n := turns[s.plan.crew.id]
	turns[s.plan.crew.id]++
	// Good crews begin at different places of their list, so they do not all forget the same thing.
	category := h.complaints[(n+s.plan.place)%len(h.complaints)]
	g := s.complain(d, s.culprit(d, category), category)
	g.how = pick(d, []string{byReceipt, byReceipt, byReceipt, byStop, byTime})
	if category == "replace-crew" || h.fast {
		g.how = pick(d, []string{byReceipt, byReceipt, byStop})
	}
	g.verdict = verdictOn(d, category)
	g.fate = s.fate(d, category)
	return g, true
}

func (s *shift) complain(d dice, x *deed, category string) grievance {
	at := x.left.Add(d.minutes(40, 200))
	return grievance{deed: x, category: category, text: pick(d, complaintTexts[category]), at: at}
}

// culprit is the stop that really went wrong, where there is one; else any.
func (s *shift) culprit(d dice, category string) *deed {
	guilty := slices.DeleteFunc(slices.Clone(s.done), func(x *deed) bool {
		switch category {
		case "stock-not-rotated":
			return !x.inverted
		case "late":
			return !x.arrived.After(x.stop.to)
		case "bottles-refused":
			return !slices.ContainsFunc(x.pickup, func(b bottleRow) bool { return b.Left > 0 })
		case "mess-left":
			return x.fails["fifo.area-clean"] == ""
		case "rude", "replace-crew":
			return x.fails["conduct.no-dispute"] == ""
		}
		return true
	})
	if len(guilty) > 0 {
		return pick(d, guilty)
	}
	return pick(d, s.done)
}

// fate decides how well the complaint is answered. The last rude one is never made good: a grave case stays open.
func (s *shift) fate(d dice, category string) string {
	switch {
	case category == "rude" && s.plan.ago < 7:
		return staysDecided
	case s.plan.ago <= 1:
		return pick(d, []string{staysOpen, staysAcknowledged})
	case d.chance(s.plan.crew.habits.inTime):
		return madeGood
	}
	return pick(d, []string{madeGoodLate, madeGoodLate, staysDecided})
}

// notTheirFault are complaints that no crew pays for: of prices and beer, of stops with a recorded outside
// cause, and those that name no hour.
func (s *shift) notTheirFault(d dice) (grievance, bool) {
	if len(s.done) == 0 {
		return grievance{}, false
	}
	for _, x := range s.done {
		if x.exempted == "gate-blocked" || x.exempted == "road-closed" {
			g := s.complain(d, x, "late")
			g.how, g.fate = byReceipt, madeGood
			g.verdict = models.DecideBody{Verdict: models.Dismissed, Reason: "当时已登记外部原因,不算本组"}
			return g, true
		}
	}
	n := s.plan.ago / 6
	if s.plan.ago%6 != 3 || s.plan.place != n%3 {
		return grievance{}, false
	}
	category := []string{"product-quality", "price-or-promotion", "packaging-not-swapped", "billing"}[n%4]
	g := s.complain(d, pick(d, s.done), category)
	g.how, g.fate, g.verdict = byTime, madeGood, verdictOn(d, category)
	if category == "packaging-not-swapped" {
		g.how, g.fate = bySpan, staysOpen
	}
	return g, true
}

// verdictOn is what the supervisor finds; the shares go to those who could have prevented it.
func verdictOn(d dice, category string) models.DecideBody {
	b := models.DecideBody{Verdict: models.Upheld, Reason: "与店家和本组核实,属实"}
	switch category {
	case "late", "parking", "guard-conflict":
		b.Shares = models.Shares{Driver: 100}
	case "rude":
		b.Verdict, b.Shares, b.Reason = models.Partly, models.Shares{Driver: 20, Porter: 60, Venue: 20}, "话说重了,属实;店家也先开了口"
	case "dress", "message-lost":
		b.Shares = models.Shares{Driver: 30, Porter: 70}
	case "wrong-or-short":
		b.Verdict, b.Shares, b.Reason = models.Partly, models.Shares{Driver: 20, Porter: 40, Depot: 40}, "装车时就少了,本组也没当面点清"
	case "replace-crew":
		b.Shares, b.Reason = models.Shares{Driver: 40, Porter: 40, Depot: 20}, "多次反映,站里安排也有责任"
	case "product-quality":
		b.Shares, b.Reason = models.Shares{Depot: 100}, "批次问题,已报质检"
	case "price-or-promotion", "billing":
		b.Shares, b.Reason = models.Shares{Sales: 100}, "业务员对账有误"
	default:
		b.Shares = models.Shares{Porter: 100}
		if d.chance(0.2) {
			b.Shares = models.Shares{Driver: 20, Porter: 80}
		}
	}
	return b
}
