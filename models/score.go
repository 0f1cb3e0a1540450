package models

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"crewcheck/checklists"
)

// Score is the score of a crew or a member over a window, 0–100.
type Score struct {
	CrewID   string `json:"crewId,omitempty"`
	MemberID string `json:"memberId,omitempty"`
	DepotID  string `json:"depotId"` // whose mean it is drawn towards
	Name     string `json:"name"`
	From     Date   `json:"from"`
	To       Date   `json:"to"`      // inclusive
	Formula  int    `json:"formula"` // version of the formula
	// Score is the drawn-in score, to four decimals; Raw the same from the own figures alone.
	// Both are null when nothing was delivered.
	Score    *float64 `json:"score"`
	Raw      *float64 `json:"raw"`
	Interval *Span    `json:"interval"` // 90 %
	Unit     string   `json:"unit"`     // points of 100; of all that follows, the explanation's lines too
	Stops    int      `json:"stops"`    // sample size: delivered stops in the window
	// Provisional scores (under 20 stops) have no level; ranked are those of 30 stops and more.
	Provisional bool        `json:"provisional"`
	Ranked      bool        `json:"ranked"`
	Rank        int         `json:"rank,omitempty"`  // 1 is the best; in rankings only
	Level       string      `json:"level,omitempty"` // below-standard, comfortable, satisfied, delighted
	Next        *Next       `json:"next,omitempty"`  // none above delighted
	Parts       []Part      `json:"parts"`
	Explain     []ScoreLine `json:"explain,omitempty"`
	Trend       []TrendDay  `json:"trend,omitempty"`
	Figures     *Figures    `json:"figures,omitempty"`
}

// scoreUnit is the unit of scores, of their parts and of the lines that explain them.
const scoreUnit = "points"

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
	Raw    float64 `json:"raw"`   // 0–100, the own
	Mean   float64 `json:"mean"`  // 0–100, the depot's in the same window
	Value  float64 `json:"value"` // Raw drawn towards Mean by 20 pseudo-stops
	// Interval is that of Value, 90 %; docs/scores.md says how it is found.
	Interval Span `json:"interval"`
	Sample
}

// Sample is how much a figure rests on.
type Sample struct {
	N  int    `json:"n"`
	Of string `json:"of"` // items, checks, stops, ticks, complaints
}

// Parts of the score.
const (
	Compliance   = "compliance"
	Completeness = "completeness"
	Punctuality  = "punctuality"
	Honesty      = "honesty"
	Voice        = "voice"
	Recovery     = "recovery"
)

// Parts lists the parts in their order.
var Parts = []string{Compliance, Completeness, Punctuality, Honesty, Voice, Recovery}

// sample tells what a part of the figures rests on.
func (f *Figures) sample(part string) Sample {
	switch part {
	case Compliance:
		return Sample{f.Items, "items"}
	case Completeness:
		return Sample{f.Required, "checks"}
	case Punctuality:
		return Sample{f.Windows, "stops"}
	case Honesty:
		if n := f.touchable(); n > 0 {
			return Sample{n, "ticks"}
		}
		return Sample{f.ticked(), "ticks"}
	case Recovery:
		return Sample{f.Upheld, "complaints"}
	}
	return Sample{f.Stops, "stops"}
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
	if len(f.Ticks) > 0 {
		out[Honesty] = 100 * max(0, 1-f.dishonest())
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
	amount := f.penalty(formula)
	penalty := amount * per100
	v := voice{scale: per100, praise: min(formula.PraiseMax, formula.PraisePoints*float64(f.Praises)*per100, penalty)}
	kept := 100 - penalty + v.praise
	if kept < 0 { // every complaint costs less than its weight: more than everything cannot be lost
		v.scale, kept = (100+v.praise)/amount, 0
	}
	n, r := float64(f.Stops), float64(f.Ratings)
	v.share = n / (n + r)
	v.value = (n*kept + f.RatingSum) / (n + r)
	return v
}

// scoreOf makes a score of figures and the depot's in the same window. open counts the upheld critical complaints
// from before the window that are not resolved. It is pure.
func scoreOf(f, depot Figures, formula checklists.Formula, open int) Score {
	s := Score{
		Formula: formula.Version, Unit: scoreUnit, Stops: f.Stops, Parts: []Part{},
		Provisional: f.Stops < formula.ProvisionalUnder, Ranked: f.Stops >= formula.RankedFrom,
	}
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
		part := Part{Part: p, Weight: 100 * formula.Weights[p] / weights, Raw: x, Mean: mu, Value: (n*x + m*mu) / (n + m), Sample: f.sample(p)}
		total += part.Weight * part.Value / 100
		rawTotal += part.Weight * x / 100
		spread := spreadOf(part, f, depot, formula)
		half := 100 * z90 * math.Sqrt(spread)
		part.Interval = Span{round4(max(0, part.Value-half)), round4(min(100, part.Value+half))}
		s.Parts = append(s.Parts, part)
		variance += part.Weight * part.Weight * spread
	}
	half := z90 * math.Sqrt(variance)
	total, rawTotal = round4(total), round4(rawTotal)
	s.Score, s.Raw = &total, &rawTotal
	s.Interval = &Span{round4(max(0, total-half)), round4(min(100, total+half))}
	s.level(f, formula, f.OpenCritical+open)
	return s
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }
func round8(x float64) float64 { return math.Round(x*1e8) / 1e8 }

// belowStandard is the level under all others.
const belowStandard = "below-standard"

// level finds the level and what the next one asks for. A provisional score has no level; what is missing for the
// first one is stops.
func (s *Score) level(f Figures, formula checklists.Formula, open int) {
	l := formula.Levels
	levels := []struct {
		name    string
		from    float64
		missing []Text
	}{
		{"comfortable", l.Comfortable, nil},
		{"satisfied", l.Satisfied, openMissing(open)},
		{"delighted", l.Delighted, slices.Concat(openMissing(open), praiseMissing(f, l))},
	}
	s.Level = belowStandard
	for _, next := range levels {
		missing := slices.Concat(pointsMissing(next.from-*s.Score), next.missing)
		if s.Provisional {
			missing = slices.Concat(stopsMissing(formula.ProvisionalUnder-s.Stops), missing)
		}
		if len(missing) > 0 {
			s.Next = &Next{next.name, missing}
			break
		}
		s.Level = next.name
	}
	if s.Provisional {
		s.Level = ""
	}
}

func stopsMissing(n int) []Text {
	return []Text{{ZhCN: fmt.Sprintf("再送 %d 站才评等级", n), En: counted(n, "more stop", "more stops") + " until there is a level"}}
}

// pointsMissing rounds up: who has that much more is there.
func pointsMissing(gap float64) []Text {
	if gap <= 0 {
		return nil
	}
	up := math.Ceil(gap*10-1e-9) / 10
	return []Text{{ZhCN: fmt.Sprintf("还差 %.1f 分", up), En: fmt.Sprintf("%.1f more points", up)}}
}

func openMissing(open int) []Text {
	if open == 0 {
		return nil
	}
	return []Text{{ZhCN: fmt.Sprintf("还有 %d 个紧急投诉没解决", open), En: counted(open, "critical complaint", "critical complaints") + " to resolve"}}
}

func praiseMissing(f Figures, l checklists.Levels) []Text {
	var out []Text
	if f.ExtraMile == 0 {
		out = append(out, Text{ZhCN: "还没有「顺手帮店家的忙」的记录", En: "no small help for a venue ticked yet"})
	}
	if n := l.DelightedPraises - f.Confirmed; n > 0 {
		out = append(out, Text{
			ZhCN: fmt.Sprintf("还差 %d 个店家表扬(要是顺手帮过忙的那一站)", n),
			En:   counted(n, "more praise", "more praises") + " from stops where you helped with something small",
		})
	}
	return out
}

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// rank puts the ranked first, the best first; those of too few stops follow without a rank.
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
		return cmp.Or(cmp.Compare(value(y), value(x)), cmp.Compare(x.CrewID, y.CrewID), cmp.Compare(x.MemberID, y.MemberID))
	})
	for i := range items {
		if items[i].Ranked {
			items[i].Rank = i + 1
		}
	}
}
