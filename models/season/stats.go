package season

import (
	"cmp"
	"math"
	"slices"
)

// Estimate is a figure with its 95 % interval and what it was made of.
type Estimate struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"` // sample size; its unit is said where the estimate stands
}

// z95 bounds the middle 95 % of a normal distribution.
const z95 = 1.959964

// spearman is the rank correlation of two lists of the same length, −1–1: the correlation of their ranks, equal
// values sharing the mean of theirs. 0 where one list is all the same or shorter than two.
func spearman(x, y []float64) float64 { return correlation(ranks(x), ranks(y)) }

// ranks are the places of the values from the smallest, 1-based.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(values[a], values[b]), cmp.Compare(a, b)) })
	out := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+1+to) / 2
		}
		from = to
	}
	return out
}

// correlation is Pearson's.
func correlation(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	var xy, xx, yy float64
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

func mean(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// median is the middle value, of two in the middle their mean; 0 of none.
func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(x))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// fisher is a rank correlation over n crews with its interval, by Fisher's transform with the deviation √(1.06 ÷ (n − 3)) that
// Fieller, Hartley and Pearson (1957) give for Spearman's. Of fewer than five crews it says nothing.
func fisher(r float64, n int) Estimate { return together([]Estimate{{Value: r, N: n}}) }

// together joins the rank correlations of several groups, each weighed by its n − 3.
func together(groups []Estimate) Estimate {
	out := Estimate{Low: -1, High: 1}
	sum, weight := 0.0, 0.0
	for _, g := range groups {
		out.N += g.N
		if g.N < 5 {
			continue
		}
		w := float64(g.N - 3)
		sum, weight = sum+w*math.Atanh(max(-0.9999, min(0.9999, g.Value))), weight+w
	}
	if weight == 0 {
		return out
	}
	half := z95 * math.Sqrt(1.06/weight)
	out.Value, out.Low, out.High = math.Tanh(sum/weight), math.Tanh(sum/weight-half), math.Tanh(sum/weight+half)
	return out.rounded()
}

// bootstraps is how many times the seeds are drawn anew.
const bootstraps = 2_000

// bootstrap gives the interval of a figure over seeds: figure gets which seeds were drawn, by their place.
func bootstrap(seeds int, figure func(drawn []int) float64) (low, high float64) {
	d := luck(1, ofBootstrap, 0, 0, seeds)
	values := make([]float64, bootstraps)
	drawn := make([]int, seeds)
	for b := range values {
		for i := range drawn {
			drawn[i] = d.IntN(seeds)
		}
		values[b] = figure(drawn)
	}
	slices.Sort(values)
	return values[bootstraps*25/1000], values[bootstraps*975/1000]
}

// round4 keeps summaries readable.
func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func (e Estimate) rounded() Estimate {
	return Estimate{round4(e.Value), round4(e.Low), round4(e.High), e.N}
}

// deviation is the standard deviation.
func deviation(x []float64) float64 {
	m, sum := mean(x), 0.0
	for _, v := range x {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(max(1, len(x))))
}

// wilson is the interval of a share by E. B. Wilson (1927).
func wilson(hits, n int) (low, high float64) {
	p, m := float64(hits)/float64(n), float64(n)
	middle := (p + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m)) / (1 + z95*z95/m)
	return max(0, middle-half), min(1, middle+half)
}
