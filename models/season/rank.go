package season

import (
	"math"

	"crewcheck/models"
)

// enoughStops is how many stops a crew needs in the window for the ranking to be held to it.
const enoughStops = 100

// smallStops is below how many stops a crew's sample is small; the service does not rank it.
const smallStops = 30

// Window is the ranking by the score of so many days.
type Window struct {
	Days    int     `json:"days"`
	Ranking Ranking `json:"ranking"`
}

// Ranking tells how well the score finds the hidden quality, over crews with at least 100 stops in the window.
type Ranking struct {
	// Overall is the rank correlation of the score with the hidden overall quality; N counts crews.
	Overall Estimate `json:"overall"`
	// Raw is the same of the score before drawing in.
	Raw Estimate `json:"raw"`
	// Service is that of the score with the service alone, whatever the crew says of it: less harm is better.
	Service Estimate `json:"service"`
	// Standard is that of the score with what the crew's work is worth by the standard: what luck and hiding leave of it.
	Standard Estimate `json:"standard"`
	// Ceiling is that of what the work is worth by the standard with the overall quality: no score by this standard can do better.
	Ceiling Estimate `json:"ceiling"`
	// Parts is that of each part of the score with the overall quality.
	Parts map[string]Estimate `json:"parts"`
}

func judgeRanking(crews []Judged) Ranking {
	var score, raw, overall, service, worth []float64
	parts := map[string][]float64{}
	for _, c := range crews {
		if c.Stops < enoughStops {
			continue
		}
		score, raw, overall = append(score, c.Score), append(raw, c.Raw), append(overall, c.Overall)
		service, worth = append(service, -c.Harm), append(worth, c.Worth)
		for p, v := range c.Parts {
			parts[p] = append(parts[p], v)
		}
	}
	n := len(score)
	r := Ranking{
		Overall: fisher(spearman(score, overall), n), Raw: fisher(spearman(raw, overall), n), Service: fisher(spearman(score, service), n),
		Standard: fisher(spearman(score, worth), n), Ceiling: fisher(spearman(worth, overall), n),
		Parts: map[string]Estimate{},
	}
	for p, v := range parts {
		if len(v) == n {
			r.Parts[p] = fisher(spearman(v, overall), n)
		}
	}
	return r
}

// joined is what the rankings of several depots come to.
func joined(all []Ranking) Ranking {
	return rankingOf(func(get func(*Ranking) Estimate) Estimate {
		var out []Estimate
		for i := range all {
			out = append(out, get(&all[i]))
		}
		return together(out)
	})
}

// rankingOf makes a ranking whose every figure is found in the same way.
func rankingOf(figure func(get func(*Ranking) Estimate) Estimate) Ranking {
	r := Ranking{
		Overall:  figure(func(r *Ranking) Estimate { return r.Overall }),
		Raw:      figure(func(r *Ranking) Estimate { return r.Raw }),
		Service:  figure(func(r *Ranking) Estimate { return r.Service }),
		Standard: figure(func(r *Ranking) Estimate { return r.Standard }),
		Ceiling:  figure(func(r *Ranking) Estimate { return r.Ceiling }),
		Parts:    map[string]Estimate{},
	}
	for _, p := range models.Parts {
		if e := figure(func(r *Ranking) Estimate { return r.Parts[p] }); e.N > 0 {
			r.Parts[p] = e
		}
	}
	return r
}

// Steady tells whether the 90 % intervals keep their word: of crews with at least 100 stops in both of the last two
// windows that did not drift, how many scores differ by no more than their two intervals allow.
type Steady struct {
	Crews  int `json:"crews"`
	Within int `json:"within"`
}

func (s *Steady) judge(before, after []Judged) {
	earlier := map[string]Judged{}
	for _, c := range before {
		earlier[c.CrewID] = c
	}
	for _, c := range after {
		b, ok := earlier[c.CrewID]
		if !ok || c.Drift != "" || b.Stops < enoughStops || c.Stops < enoughStops {
			continue
		}
		s.Crews++
		half := math.Hypot(b.towards(c.Score), c.towards(b.Score))
		if math.Abs(c.Score-b.Score) <= half {
			s.Within++
		}
	}
}

// towards is how far the interval reaches on the side of another score.
func (j *Judged) towards(other float64) float64 {
	if other > j.Score {
		return j.High - j.Score
	}
	return j.Score - j.Low
}

// Fairness tells how crews with a small sample (under 30 stops) fare beside crews with at least 100, by the drawn-in score and
// by the raw one. N counts pairs of a small and a large one.
type Fairness struct {
	// Below is the share of pairs, of those in which the small one is the better, that place it below the worse one.
	Below Pair `json:"below"`
	// Above is the share of pairs, of those in which the small one is the worse, that place it above the better one.
	Above Pair `json:"above"`
	// All is the share of all pairs in the wrong order.
	All Pair `json:"all"`
}

// Pair counts wrong orders with and without drawing in.
type Pair struct {
	Pairs      int `json:"pairs"`
	DrawnIn    int `json:"drawnIn"`
	NotDrawnIn int `json:"notDrawnIn"`
}

func (f *Fairness) judge(crews []Judged) {
	for _, small := range crews {
		if small.Stops == 0 || small.Stops >= smallStops {
			continue
		}
		for _, large := range crews {
			if large.Stops < enoughStops || small.Overall == large.Overall {
				continue
			}
			better := small.Overall > large.Overall
			into := &f.Above
			if better {
				into = &f.Below
			}
			for _, p := range []*Pair{into, &f.All} {
				p.Pairs++
				if (small.Score > large.Score) != better {
					p.DrawnIn++
				}
				if (small.Raw > large.Raw) != better {
					p.NotDrawnIn++
				}
			}
		}
	}
}
