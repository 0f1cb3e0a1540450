package models

import "math"

// The control chart of a crew and an item is a CUSUM of log-likelihood ratios over its applicable answers, each a pass
// or a fail (Reynolds & Stoumbos 1999), with a base rate of its own for every item (Steiner et al. 2000). How the
// constants were chosen, and what they cost in false warnings, stands in docs/warnings.md with the command.
//
// chartOdds are the changes it is built to find: odds of failing so many times those at the other crews. Two run beside each
// other, for a crew that grows careless and for one that stops doing what others hardly ever fail.
var chartOdds = []float64{4, 12}

const (
	// chartLimit is the value at which it warns, and its ceiling: what is better afterwards shows at once.
	chartLimit = 8.0
	// chartBack is the value at which a warning lapses.
	chartBack = chartLimit / 2
	// chartDays is how far back it looks, in days.
	chartDays = 56
	// The base rate is that of the depot's other crews, drawn towards chartPrior by chartPriorN answers and never
	// under chartFloor: nobody is warned of three fails where the others happened to have none.
	chartPrior  = 0.03
	chartPriorN = 50.0
	chartFloor  = 0.01
)

// chartDay is one day of a chart: how many answers applied, and how many of them failed.
type chartDay struct {
	date     Date
	n, fails int
	cases    []string // checks that failed, a few
}

// chart is where a chart stands at the end of its days.
type chart struct {
	on    bool
	value float64 // 0–chartLimit
	// since is the first day of the drift: the one after the chart last stood at nought. crossed is the first day at
	// the limit, while it is on.
	since, crossed Date
	n, fails       int // since then
	days           []chartDay
}

// chartOf runs the charts over days in their order: what it gives is the first that is on, or else the highest, with the
// greatest value of all. It is pure.
func chartOf(days []chartDay, base float64) chart {
	var out chart
	for i, odds := range chartOdds {
		c := cusum(days, base, odds)
		value := max(out.value, c.value)
		if i == 0 || !out.on && (c.on || c.value > out.value) {
			out = c
		}
		out.value = value
	}
	return out
}

// cusum runs one chart.
func cusum(days []chartDay, base, odds float64) chart {
	fail := math.Log(odds)
	each := math.Log(1 - base + odds*base)
	c := chart{}
	for _, d := range days {
		if d.n == 0 {
			continue
		}
		if c.value == 0 {
			c = chart{since: d.date}
		}
		c.value = min(chartLimit, max(0, c.value+float64(d.fails)*fail-float64(d.n)*each))
		c.n, c.fails, c.days = c.n+d.n, c.fails+d.fails, append(c.days, d)
		switch {
		case c.value >= chartLimit && !c.on:
			c.on, c.crossed = true, d.date
		case c.value <= chartBack && c.on:
			c.on, c.crossed = false, ""
		}
	}
	return c
}

// baseRate is what a crew is held against: the rate of fails at the other crews of the depot.
func baseRate(n, fails int) float64 {
	return max(chartFloor, (float64(fails)+chartPrior*chartPriorN)/(float64(n)+chartPriorN))
}
