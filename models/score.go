package models

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"crewcheck/checklists"
)

// Score is a crew's score over a window, 0–100.
type Score struct {
	CrewID  string `json:"crewId"`
	Name    string `json:"name"`
	From    Date   `json:"from"`
	To      Date   `json:"to"`      // inclusive
	Formula int    `json:"formula"` // version of the formula
	// Score is the drawn-in score, to four decimals; Raw the same from the crew's own figures alone.
	// Both are null when nothing was delivered.
	Score    *float64 `json:"score"`
	Raw      *float64 `json:"raw"`
	Interval *Span    `json:"interval"` // 90 %
	Stops    int      `json:"stops"`    // sample size
	// Provisional scores (under 20 stops) have no level; ranked are those of 30 stops and more.
	Provisional bool        `json:"provisional"`
	Ranked      bool        `json:"ranked"`
	Rank        int         `json:"rank,omitempty"`  // 1 is the best; in rankings only
	Level       string      `json:"level,omitempty"` // below-standard, comfortable, satisfied, delighted
	Next        *Next       `json:"next,omitempty"`
	Parts       []Part      `json:"parts"`
	Explain     []ScoreLine `json:"explain,omitempty"`
	Figures     *Figures    `json:"figures,omitempty"`
}

// Span is an interval.
type Span struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Next is the next level and what is missing for it.
type Next struct {
	Level   string `json:"level"`
	Missing []Text `json:"missing"`
}

// Part is one part of a score.
type Part struct {
	Part string `json:"part"`
	// Weight is of 100, after parts with nothing to measure gave theirs to the rest.
	Weight float64 `json:"weight"`
	Raw    float64 `json:"raw"`   // 0–100, the crew's own
	Mean   float64 `json:"mean"`  // 0–100, the depot's in the same window
	Value  float64 `json:"value"` // Raw drawn towards Mean by 20 pseudo-stops
}

// ScoreLine is one line of the explanation. The lines of a score add up from 100 to it.
type ScoreLine struct {
	Points      float64  `json:"points"` // negative: lost
	Part        string   `json:"part"`
	Kind        string   `json:"kind"`
	Date        Date     `json:"date,omitempty"`
	CheckID     string   `json:"checkId,omitempty"`
	ItemID      string   `json:"itemId,omitempty"`
	ChecklistID string   `json:"checklistId,omitempty"`
	ComplaintID string   `json:"complaintId,omitempty"`
	StopID      string   `json:"stopId,omitempty"`
	MemberID    string   `json:"memberId,omitempty"`
	Preventable []string `json:"preventableBy,omitempty"`
	Reasons     []Reason `json:"reasons,omitempty"`
}

// rawParts measures the parts; a part with nothing to measure is left out.
func rawParts(f Figures, formula checklists.Formula) map[string]float64 {
	out := map[string]float64{}
	if f.Max > 0 {
		out[Compliance] = 100 * f.Points / f.Max
	}
	if f.Required > 0 {
		out[Completeness] = 100 * float64(f.HandedIn) / float64(f.Required)
	}
	if f.Windows > 0 {
		out[Punctuality] = 100 * float64(f.OnTime) / float64(f.Windows)
	}
	switch {
	case f.Touchable > 0:
		out[Honesty] = 100 * max(0, 1-f.Contradicted/float64(f.Touchable))
	case len(f.Ticks) > 0: // there are ticks, and no complaint spoke against any
		out[Honesty] = 100
	}
	if f.Stops > 0 {
		v := voiceOf(f, formula)
		out[Voice] = v.value
		out[Recovery] = 100
		if f.Upheld > 0 {
			out[Recovery] = 100 * float64(f.Recovered) / float64(f.Upheld)
		}
	}
	return out
}

// voice is the venue's voice with what its explanation needs.
type voice struct {
	value  float64
	scale  float64 // points per amount of penalty, before ratings are folded in
	praise float64 // points of all praise: no more than there are penalties to make up for
	share  float64 // weight of the complaints' side; ratings have the rest
}

// voiceOf: 100 − penalties per 100 stops + praise per 100 stops, kept in 0–100; every rating then counts
// as much as one stop.
func voiceOf(f Figures, formula checklists.Formula) voice {
	per100 := 100 / float64(f.Stops)
	penalty := f.Penalty * per100
	v := voice{scale: per100, praise: min(formula.PraiseMax, formula.PraisePoints*float64(f.Praises)*per100, penalty)}
	kept := 100 - penalty + v.praise
	if kept < 0 { // every complaint costs less than its weight: more than everything cannot be lost
		v.scale, kept = (100+v.praise)/f.Penalty, 0
	}
	n, r := float64(f.Stops), float64(f.Ratings)
	v.share = n / (n + r)
	v.value = (n*kept + f.RatingSum) / (n + r)
	return v
}

// scoreOf makes a score of a crew's figures and the depot's in the same window. It is pure.
func scoreOf(f, depot Figures, formula checklists.Formula) Score {
	s := Score{Formula: formula.Version, Stops: f.Stops, Parts: []Part{}, Provisional: f.Stops < formula.ProvisionalUnder, Ranked: f.Stops >= formula.RankedFrom}
	raw, mean := rawParts(f, formula), rawParts(depot, formula)
	weights := 0.0
	for _, p := range Parts {
		if _, ok := raw[p]; ok {
			weights += formula.Weights[p]
		}
	}
	if weights == 0 || f.Stops == 0 {
		return s
	}
	n, m := float64(f.Stops), float64(formula.PseudoStops)
	var total, rawTotal, variance float64
	for _, p := range Parts {
		x, ok := raw[p]
		if !ok {
			continue
		}
		mu, ok := mean[p]
		if !ok {
			mu = x
		}
		part := Part{Part: p, Weight: 100 * formula.Weights[p] / weights, Raw: x, Mean: mu, Value: (n*x + m*mu) / (n + m)}
		s.Parts = append(s.Parts, part)
		total += part.Weight * part.Value / 100
		rawTotal += part.Weight * x / 100
		q := part.Value / 100
		variance += part.Weight * part.Weight * q * (1 - q) / (n + m + 1)
	}
	half := 1.645 * math.Sqrt(variance)
	total, rawTotal = round4(total), round4(rawTotal)
	s.Score, s.Raw = &total, &rawTotal
	s.Interval = &Span{round4(max(0, total-half)), round4(min(100, total+half))}
	s.level(f, formula.Levels)
	return s
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }
func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// level finds the level and what the next one asks for.
func (s *Score) level(f Figures, l checklists.Levels) {
	levels := []struct {
		name    string
		from    float64
		missing func() []Text
	}{
		{"comfortable", l.Comfortable, func() []Text { return nil }},
		{"satisfied", l.Satisfied, func() []Text { return criticalOpen(f) }},
		{"delighted", l.Delighted, func() []Text { return slices.Concat(criticalOpen(f), praiseMissing(f, l)) }},
	}
	reached := "below-standard"
	for _, next := range levels {
		missing := next.missing()
		if gap := next.from - *s.Score; gap > 0 {
			missing = slices.Concat([]Text{{ZhCN: fmt.Sprintf("还差 %.1f 分", gap), En: fmt.Sprintf("%.1f more points", gap)}}, missing)
		}
		if len(missing) > 0 {
			s.Next = &Next{next.name, missing}
			break
		}
		reached = next.name
	}
	if s.Provisional {
		s.Next = nil
		return
	}
	s.Level = reached
}

func criticalOpen(f Figures) []Text {
	if f.OpenCritical == 0 {
		return nil
	}
	return []Text{{ZhCN: fmt.Sprintf("还有 %d 个严重投诉没解决", f.OpenCritical), En: fmt.Sprintf("%d critical complaints to resolve", f.OpenCritical)}}
}

func praiseMissing(f Figures, l checklists.Levels) []Text {
	var out []Text
	if n := l.DelightedPraises - f.Praises; n > 0 {
		out = append(out, Text{ZhCN: fmt.Sprintf("还差 %d 个店家表扬", n), En: fmt.Sprintf("%d more praises from venues", n)})
	}
	if f.ExtraMile == 0 {
		out = append(out, Text{ZhCN: "还没有顺手帮忙的记录", En: "no small help given yet"})
	}
	return out
}

// datedLoss is a loss with its day.
type datedLoss struct {
	loss
	date Date
}

// explain turns losses into lines that add up from 100 to the score. It is pure.
func explain(s *Score, f Figures, formula checklists.Formula, losses []datedLoss) []ScoreLine {
	weight := map[string]float64{}
	for _, p := range s.Parts {
		weight[p.Part] = p.Weight
	}
	v := voice{}
	if f.Stops > 0 {
		v = voiceOf(f, formula)
	}
	praises := float64(max(1, f.Praises))
	lines := []ScoreLine{}
	for _, l := range losses {
		w, ok := weight[l.Part]
		if !ok {
			continue
		}
		points := 0.0
		switch l.Kind {
		case "item", "critical-cap":
			points = -w * l.Amount / f.Max
		case "check-missing":
			points = -w * l.Amount / float64(f.Required)
		case "late":
			points = -w * l.Amount / float64(f.Windows)
		case "contradicted":
			points = -w * l.Amount / float64(f.Touchable)
		case "complaint":
			points = -w * l.Amount * v.scale * v.share / 100
		case "praise":
			points = w * v.praise / praises * v.share / 100
		case "rating":
			points = -w * l.Amount * (1 - v.share) / float64(max(1, f.Ratings)) / 100
		case "not-recovered":
			points = -w / float64(f.Upheld)
		}
		if points = round6(points); points == 0 && l.Kind != "appealed" {
			continue
		}
		lines = append(lines, ScoreLine{
			Points: points, Part: l.Part, Kind: l.Kind, Date: l.date, CheckID: l.CheckID, ItemID: l.ItemID, ChecklistID: l.ChecklistID,
			ComplaintID: l.ComplaintID, StopID: l.StopID, MemberID: l.MemberID, Preventable: l.Preventable, Reasons: l.Reasons,
		})
	}
	lines = append(lines, drawnIn(s)...)
	slices.SortStableFunc(lines, func(x, y ScoreLine) int { return cmp.Compare(x.Points, y.Points) })
	return lines
}

// drawnIn are the lines that no single case owns.
func drawnIn(s *Score) []ScoreLine {
	var out []ScoreLine
	for _, p := range s.Parts {
		points := round6(p.Weight * (p.Value - p.Raw) / 100)
		if points == 0 {
			continue
		}
		why := Reason{"drawn-in", Text{
			ZhCN: fmt.Sprintf("%d 站的数据向配送站平均 %.1f 靠拢(按 20 站)", s.Stops, p.Mean),
			En:   fmt.Sprintf("figures of %d stops are drawn towards the depot's mean %.1f by 20 stops", s.Stops, p.Mean),
		}}
		out = append(out, ScoreLine{Points: points, Part: p.Part, Kind: "drawn-in", Reasons: []Reason{why}})
	}
	return out
}

// DateRange is a window of dates, both ends included; empty ends take the default window.
type DateRange struct{ From, To Date }

// maxWindowDays bounds the window of a score.
const maxWindowDays = 400

func (s *Service) window(ctx context.Context, depotID string, r DateRange) (DateRange, error) {
	depot, err := s.depot(ctx, depotID)
	if err != nil {
		return r, err
	}
	if r.To == "" {
		r.To = DateOf(s.clock().In(depot.zone()))
	}
	if !r.To.Valid() {
		return r, E("parameter.invalid", "to", "YYYY-MM-DD")
	}
	if r.From == "" {
		r.From = r.To.AddDays(1 - s.standards.Score.WindowDays)
	}
	if !r.From.Valid() || r.From > r.To {
		return r, E("parameter.invalid", "from", "YYYY-MM-DD ≤ to")
	}
	if r.To.Time().Sub(r.From.Time()) > maxWindowDays*24*time.Hour {
		return r, E("parameter.invalid", "from", fmt.Sprintf("≤ %d d", maxWindowDays))
	}
	return r, nil
}

func (r DateRange) filter(equal map[string]any) Filter {
	return Filter{Equal: equal, From: string(r.From), To: string(r.To.AddDays(1)), Ascending: true, Limit: 500}
}

// CrewScore is a crew's score with every point explained. Errors: record.missing, parameter.invalid.
func (s *Service) CrewScore(ctx context.Context, c Caller, crewID string, r DateRange) (*Score, error) {
	crew, err := s.Crew(ctx, c, crewID)
	if err != nil {
		return nil, err
	}
	if r, err = s.window(ctx, crew.DepotID, r); err != nil {
		return nil, err
	}
	of := r.filter(map[string]any{"depotId": crew.DepotID, "crewId": crewID})
	var own Figures
	if err := s.store.CrewDays.All(ctx, of, func(d *CrewDay) error { own.add(d.Figures); return nil }); err != nil {
		return nil, err
	}
	var losses []datedLoss
	if err := s.store.losses.All(ctx, of, func(d *crewDayLosses) error {
		for _, l := range d.Losses {
			losses = append(losses, datedLoss{l, d.Date})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	depot, err := s.depotFigures(ctx, crew.DepotID, r)
	if err != nil {
		return nil, err
	}
	score := scoreOf(own, depot, s.standards.Score)
	score.CrewID, score.Name, score.From, score.To, score.Figures = crew.ID, crew.Name, r.From, r.To, &own
	if score.Score != nil {
		score.Explain = explain(&score, own, s.standards.Score, losses)
	}
	return &score, nil
}

func (s *Service) depotFigures(ctx context.Context, depotID string, r DateRange) (Figures, error) {
	var sum Figures
	err := s.store.depotDays.All(ctx, r.filter(map[string]any{"depotId": depotID}), func(d *depotDay) error { sum.add(d.Figures); return nil })
	return sum, err
}

// Ranking is the scores of all crews of a depot: the ranked ones first, best first, then the rest.
type Ranking struct {
	DepotID string  `json:"depotId"`
	From    Date    `json:"from"`
	To      Date    `json:"to"`
	Formula int     `json:"formula"`
	Items   []Score `json:"items"`
}

// Scores ranks the crews of a depot. Errors: record.missing, parameter.invalid.
func (s *Service) Scores(ctx context.Context, c Caller, depotID string, r DateRange) (*Ranking, error) {
	if !c.Supervises(depotID) {
		return nil, E("record.missing", "depotId")
	}
	r, err := s.window(ctx, depotID, r)
	if err != nil {
		return nil, err
	}
	sums := map[string]*Figures{}
	if err := s.store.CrewDays.All(ctx, r.filter(map[string]any{"depotId": depotID}), func(d *CrewDay) error {
		if sums[d.CrewID] == nil {
			sums[d.CrewID] = &Figures{}
		}
		sums[d.CrewID].add(d.Figures)
		return nil
	}); err != nil {
		return nil, err
	}
	depot, err := s.depotFigures(ctx, depotID, r)
	if err != nil {
		return nil, err
	}
	out := &Ranking{DepotID: depotID, From: r.From, To: r.To, Formula: s.standards.Score.Version, Items: []Score{}}
	if err := s.store.Crews.All(ctx, Filter{Equal: map[string]any{"depotId": depotID}}, func(crew *Crew) error {
		own := sums[crew.ID]
		if own == nil {
			own = &Figures{}
		}
		score := scoreOf(*own, depot, s.standards.Score)
		score.CrewID, score.Name, score.From, score.To = crew.ID, crew.Name, r.From, r.To
		out.Items = append(out.Items, score)
		return nil
	}); err != nil {
		return nil, err
	}
	rank(out.Items)
	return out, nil
}

func rank(items []Score) {
	value := func(s Score) float64 {
		if s.Score == nil {
			return -1
		}
		return *s.Score
	}
	slices.SortFunc(items, func(x, y Score) int {
		if x.Ranked != y.Ranked {
			if x.Ranked {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(value(y), value(x)), cmp.Compare(x.CrewID, y.CrewID))
	})
	for i := range items {
		if items[i].Ranked {
			items[i].Rank = i + 1
		}
	}
}
