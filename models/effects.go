package models

import (
	"cmp"
	"context"
	"slices"

	"crewcheck/checklists"
)

// EffectWindow says of which score, window and sample effects are.
type EffectWindow struct {
	CrewID  string `json:"crewId"`
	From    Date   `json:"from"`
	To      Date   `json:"to"` // inclusive: the run's date
	Formula int    `json:"formula"`
	Unit    string `json:"unit"` // of every effect: points of the crew's score
	// Stops is the sample: delivered in the window before the run's date. That day's work is not in it, so that all
	// day long a choice costs the same, with and without a signal.
	Stops       int      `json:"stops"`
	Score       *float64 `json:"score"` // of these stops; null when there are none
	Provisional bool     `json:"provisional"`
}

// Effects is all that a phone needs to tell without a signal what a choice moves its crew's score by; see effectOf
// for the arithmetic.
type Effects struct {
	EffectWindow
	PseudoStops  int                  `json:"pseudoStops"` // stops at the depot's mean that the crew's are drawn in by
	CriticalCap  float64              `json:"criticalCap"` // % of a check that a failed critical item leaves
	Compliance   ComplianceSoFar      `json:"compliance"`
	Contradicted []ContradictedEffect `json:"contradicted"` // by item
}

// ComplianceSoFar is the part of the score that grades move.
type ComplianceSoFar struct {
	Weight      float64 `json:"weight"` // points of 100, after parts with nothing to measure gave theirs
	Points      float64 `json:"points"` // won by the crew in the window
	Max         float64 `json:"max"`    // to be won
	DepotPoints float64 `json:"depotPoints"`
	DepotMax    float64 `json:"depotMax"`
}

// ContradictedEffect is what a pass tick costs that an upheld complaint speaks against: by the mildest of the categories
// that do, at its usual severity, all of it the crew's share. Not in it is recovery, which is up to what is done then.
type ContradictedEffect struct {
	ItemID   string  `json:"itemId"`
	Category string  `json:"category"`
	Severity string  `json:"severity"`
	Points   float64 `json:"points"` // negative: lost; honesty and voice together
	Honesty  float64 `json:"honesty"`
	Voice    float64 `json:"voice"`
}

// effectOf is the points that the crew's score moves by when a check comes to t and not to instead. The stop at hand
// counts as one more delivered; the other parts stay. With n stops, m pseudo-stops and weight w, a check is worth
// w·(n·x + m·μ) ÷ (n + m), x being the crew's points ÷ maximum with it, and μ the depot's.
func (e *Effects) effectOf(t, instead checklists.Tally) float64 {
	return round4(e.worth(t) - e.worth(instead))
}

func (e *Effects) worth(t checklists.Tally) float64 {
	c := e.Compliance
	x, mu := wonOf(c.Points+t.Points, c.Max+t.Max), wonOf(c.DepotPoints+t.Points, c.DepotMax+t.Max)
	n, m := float64(e.Stops+1), float64(e.PseudoStops)
	return c.Weight * (n*x + m*mu) / (n + m)
}

// wonOf is a share of points; where nothing counts, nothing is lost.
func wonOf(points, most float64) float64 {
	if most == 0 {
		return 1
	}
	return points / most
}

// effectsOf makes the effects of a crew's and its depot's figures. It is pure.
func effectsOf(own, depot Figures, formula checklists.Formula, std *checklists.Standards) Effects {
	w := weightsWithStop(own, formula)
	e := Effects{
		PseudoStops: formula.PseudoStops, CriticalCap: formula.CriticalCap,
		Compliance: ComplianceSoFar{w[Compliance], own.Points, own.Max, depot.Points, depot.Max}, Contradicted: []ContradictedEffect{},
	}
	e.Formula, e.Unit, e.Stops = formula.Version, scoreUnit, own.Stops
	s := scoreOf(own, depot, formula, 0)
	e.Score, e.Provisional = s.Score, s.Provisional
	mildest := map[string]ContradictedEffect{}
	for _, c := range std.Categories {
		for _, id := range c.Contradicts {
			g := tickEffect(id, &c, [2]Figures{own, depot}, formula, w)
			if known, ok := mildest[id]; !ok || g.Points > known.Points {
				mildest[id] = g
			}
		}
	}
	for _, g := range mildest {
		e.Contradicted = append(e.Contradicted, g)
	}
	slices.SortFunc(e.Contradicted, func(x, y ContradictedEffect) int { return cmp.Compare(x.ItemID, y.ItemID) })
	return e
}

// weightsWithStop are the weights of the parts once the stop at hand is delivered: all are measured then, but for
// punctuality where no stop has a window.
func weightsWithStop(f Figures, formula checklists.Formula) map[string]float64 {
	out, sum := map[string]float64{}, 0.0
	for _, p := range Parts {
		if p != Punctuality || f.Windows > 0 || f.Stops == 0 {
			out[p] = formula.Weights[p]
			sum += out[p]
		}
	}
	for p := range out {
		out[p] *= 100 / sum
	}
	return out
}

// tickEffect is what a tick at the stop at hand costs when a complaint of a category is upheld against it.
func tickEffect(itemID string, c *checklists.Category, of [2]Figures, formula checklists.Formula, weights map[string]float64) ContradictedEffect {
	var before, after [2]map[string]float64
	for i, f := range of {
		f.Stops++
		f.Ticks = slices.Clone(f.Ticks)
		f.tick(itemID, 1)
		before[i] = rawParts(f, formula)
		f.uphold(c.Severity, 1)
		f.contradict(c.Code, c.Contradicts, 1)
		after[i] = rawParts(f, formula)
	}
	n, m := float64(of[0].Stops+1), float64(formula.PseudoStops)
	cost := func(part string) float64 {
		own, mean := after[0][part]-before[0][part], after[1][part]-before[1][part]
		return round4(weights[part] / 100 * (n*own + m*mean) / (n + m))
	}
	g := ContradictedEffect{ItemID: itemID, Category: c.Code, Severity: c.Severity, Honesty: cost(Honesty), Voice: cost(Voice)}
	g.Points = round4(g.Honesty + g.Voice)
	return g
}

// effects reads the effects of choices on a run, at the cost of the days of the window.
func (s *Service) effects(ctx context.Context, run *Run) (*Effects, error) {
	r, formula, err := s.window(ctx, run.DepotID, DateRange{To: run.Date})
	if err != nil {
		return nil, err
	}
	before := DateRange{r.From, r.To.AddDays(-1)}
	var own, depot Figures
	err = s.store.CrewDays.All(ctx, before.filter(map[string]any{"depotId": run.DepotID, "crewId": run.CrewID}), func(d *CrewDay) error {
		own.add(d.Figures)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.store.depotDays.All(ctx, before.filter(map[string]any{"depotId": run.DepotID}), func(d *depotDay) error {
		depot.add(d.Figures)
		return nil
	})
	if err != nil {
		return nil, err
	}
	e := effectsOf(own, depot, formula, s.standards)
	e.CrewID, e.From, e.To = run.CrewID, r.From, r.To
	return &e, nil
}
