package season

import "slices"

// Pooled is what several seasons of different luck say together. Intervals are those of a bootstrap over the seasons; of one
// season they are its own.
type Pooled struct {
	Seasons int    `json:"seasons"`
	Counts  Counts `json:"counts"`
	// Windows are the means of the seasons' rank correlations; N counts crews.
	Windows []Window `json:"windows"`
	// Steady is the share of crews whose next score was as near as the intervals say; N counts crews.
	Steady Estimate   `json:"steady"`
	Below  PooledPair `json:"below"`
	Above  PooledPair `json:"above"`
	All    PooledPair `json:"all"`
	// InTime is the share of drifting crews whose warning came before any complaint about the drift, by two stops at least.
	InTime Estimate `json:"inTime"`
	// BeforeVoice is the same of those of which a venue complained.
	BeforeVoice Estimate `json:"beforeVoice"`
	// Found is the share of drifting crews that were warned of at all.
	Found Estimate `json:"found"`
	// False is the share of warnings about crews and items that were false; N counts warnings.
	False Estimate `json:"false"`
	// Raised, and FalseItems: false warnings by item.
	Raised     int            `json:"raised"`
	FalseItems map[string]int `json:"falseItems"`
	// Lead is the median of the stops between warning and complaint, of those that had both, with its quartiles; N counts crews.
	Lead Estimate `json:"lead"`
	// FalseADepot is how many false warnings a depot has in 28 days.
	FalseADepot float64        `json:"falseADepot"`
	Others      map[string]int `json:"others"`
}

// PooledPair is the share of pairs in the wrong order, 0–1, with and without drawing in; N counts pairs.
type PooledPair struct {
	DrawnIn    Estimate `json:"drawnIn"`
	NotDrawnIn Estimate `json:"notDrawnIn"`
}

// Pool puts seasons together.
func Pool(played []Summary) Pooled {
	p := Pooled{Seasons: len(played), Windows: pooledWindows(played)}
	for i := range played {
		p.Counts.add(played[i].Counts)
	}
	p.Steady = shareOver(len(played), func(i int) (int, int) { return played[i].Steady.Within, played[i].Steady.Crews })
	pair := func(get func(*Fairness) Pair) PooledPair {
		of := func(i int) Pair { return get(&played[i].Fairness) }
		return PooledPair{
			shareOver(len(played), func(i int) (int, int) { return of(i).DrawnIn, of(i).Pairs }),
			shareOver(len(played), func(i int) (int, int) { return of(i).NotDrawnIn, of(i).Pairs }),
		}
	}
	p.Below = pair(func(f *Fairness) Pair { return f.Below })
	p.Above = pair(func(f *Fairness) Pair { return f.Above })
	p.All = pair(func(f *Fairness) Pair { return f.All })
	p.warnings(played)
	return p
}

// pooledWindows are the windows that every season has.
func pooledWindows(played []Summary) []Window {
	var out []Window
	for k := 0; len(played) > 0; k++ {
		for i := range played {
			if k >= len(played[i].Windows) {
				return out
			}
		}
		r := rankingOf(func(get func(*Ranking) Estimate) Estimate {
			return meanOver(len(played), func(i int) Estimate { return get(&played[i].Windows[k].Ranking) })
		})
		out = append(out, Window{played[0].Windows[k].Days, r})
	}
	return out
}

func (p *Pooled) warnings(played []Summary) {
	share := func(counts func(*Drifted) bool, hit func(*Drifted) bool) Estimate {
		return shareOver(len(played), func(i int) (hits, cases int) {
			for k := range played[i].Warnings.Drifts {
				if d := &played[i].Warnings.Drifts[k]; counts(d) {
					if cases++; hit(d) {
						hits++
					}
				}
			}
			return hits, cases
		})
	}
	every := func(*Drifted) bool { return true }
	p.InTime = share(every, (*Drifted).inTime)
	p.Found = share(every, func(d *Drifted) bool { return d.Warned })
	p.BeforeVoice = share(func(d *Drifted) bool { return d.Voiced }, (*Drifted).inTime)
	p.False = shareOver(len(played), func(i int) (int, int) { return played[i].Warnings.False, played[i].Warnings.Raised })
	all := Warned{FalseItems: map[string]int{}, Others: map[string]int{}}
	var leads []float64
	months := 0.0
	for i := range played {
		all.add(played[i].Warnings)
		months += float64(played[i].Options.Depots*played[i].Options.Days) / 28
	}
	for _, d := range all.Drifts {
		if d.Warned && d.Voiced {
			leads = append(leads, float64(d.Lead))
		}
	}
	p.Raised, p.FalseItems, p.Others = all.Raised, all.FalseItems, all.Others
	p.FalseADepot = round4(float64(all.False) / max(1, months))
	p.Lead = Estimate{Value: median(leads), N: len(leads)}
	if n := len(leads); n > 0 {
		slices.Sort(leads)
		p.Lead.Low, p.Lead.High = leads[n/4], leads[n*3/4]
	}
}

// meanOver is the mean of a figure of n seasons.
func meanOver(n int, of func(i int) Estimate) Estimate {
	var out Estimate
	values := make([]float64, n)
	for i := range values {
		e := of(i)
		values[i], out.N = e.Value, out.N+e.N
	}
	if n == 1 {
		return of(0)
	}
	out.Value = mean(values)
	out.Low, out.High = bootstrap(n, func(drawn []int) float64 {
		sum := 0.0
		for _, i := range drawn {
			sum += values[i]
		}
		return sum / float64(n)
	})
	return out.rounded()
}

// shareOver is the share of cases of n seasons; of gives how many of how many. Of one season the interval is Wilson's.
func shareOver(n int, of func(i int) (hits, cases int)) Estimate {
	var hits int
	var out Estimate
	for i := range n {
		h, c := of(i)
		hits, out.N = hits+h, out.N+c
	}
	if out.N == 0 {
		return Estimate{Low: 0, High: 1}
	}
	if out.Value = float64(hits) / float64(out.N); n == 1 {
		out.Low, out.High = wilson(hits, out.N)
		return out.rounded()
	}
	out.Low, out.High = bootstrap(n, func(drawn []int) float64 {
		hits, cases := 0, 0
		for _, i := range drawn {
			h, c := of(i)
			hits, cases = hits+h, cases+c
		}
		return float64(hits) / float64(max(1, cases))
	})
	return out.rounded()
}
