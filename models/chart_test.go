package models

import (
	"flag"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// The depot of the simulation: crews with ten stops a day, items of a stop and of a run, and rates of fails as they are
// found in the field.
const (
	simCrews     = 20
	simStops     = 10
	simStopItems = 32
	simRunItems  = 10
)

var simRates = []float64{0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.15}

// simChart is one crew's item in the simulation: the last chartDays days.
type simChart struct {
	days []chartDay
	on   bool
}

func (s *simChart) day(r *rand.Rand, date Date, n int, p float64) {
	d := chartDay{date: date, n: n}
	for range n {
		if r.Float64() < p {
			d.fails++
		}
	}
	s.days = append(s.days, d)
	if len(s.days) > chartDays {
		s.days = s.days[1:]
	}
}

// simulate runs an item at all crews for days; the first crew fails by shifted from the day drift on (none: -1). It
// tells how many warnings were raised after the first window, and how many days after the drift the first crew was warned.
func simulate(r *rand.Rand, perDay int, p, shifted float64, days, drift int) (raised int, after int) {
	crews := make([]simChart, simCrews)
	after = -1
	for day := range days {
		date := Date("2026-01-01").AddDays(day)
		n, fails := 0, 0
		for c := range crews {
			q := p
			if c == 0 && drift >= 0 && day >= drift {
				q = shifted
			}
			crews[c].day(r, date, perDay, q)
			for _, d := range crews[c].days {
				n, fails = n+d.n, fails+d.fails
			}
		}
		for c := range crews {
			ownN, ownFails := 0, 0
			for _, d := range crews[c].days {
				ownN, ownFails = ownN+d.n, ownFails+d.fails
			}
			on := chartOf(crews[c].days, baseRate(n-ownN, fails-ownFails)).on
			if on && !crews[c].on && day >= chartDays {
				raised++
				if c == 0 && drift >= 0 && day >= drift && after < 0 {
					after = day - drift + 1
				}
			}
			crews[c].on = on
		}
	}
	return raised, after
}

var chartMonths = flag.Int("chart.months", 12, "months of 28 days that TestChartFalseAlarms simulates for each rate")

// TestChartFalseAlarms simulates a depot in which nothing goes wrong, and one in which one crew drifts. The table in
// docs/warnings.md is what it prints.
func TestChartFalseAlarms(t *testing.T) {
	t.Parallel()
	months := *chartMonths
	if testing.Short() {
		months = 6
	}
	r := rand.New(rand.NewPCG(1, 2))
	total, charts := 0.0, float64(simCrews)*float64(simStopItems+simRunItems)
	for _, x := range []struct {
		name          string
		items, perDay int
	}{{"a stop", simStopItems, simStops}, {"a run", simRunItems, 1}} {
		for _, p := range simRates {
			raised, _ := simulate(r, x.perDay, p, 0, chartDays+28*months, -1)
			a := float64(raised) / float64(months)
			total += a * float64(x.items) / float64(len(simRates))
			t.Logf("items of %s failing %4.1f %%: %d false warnings in %d months of 28 days of %d crews", x.name, 100*p, raised, months, simCrews)
		}
	}
	t.Logf("in all: %.2f false warnings in 28 days for a supervisor of %d crews with %.0f charts; one chart is wrong every %.0f days", total, simCrews, charts, 28*charts/max(total, 1/float64(months)))
	if total > 3 {
		t.Errorf("%.2f false warnings in 28 days", total)
	}
}

func TestChartFindsADrift(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for _, p := range simRates[2:] {
		for _, odds := range []float64{4, 8} {
			q := odds * p / (1 - p + odds*p)
			sum, found := 0, 0
			for range 20 {
				if _, after := simulate(r, simStops, p, q, chartDays*2, chartDays); after > 0 {
					sum += after
					found++
				}
			}
			t.Logf("from %4.1f to %4.1f %%: found in %d of 20 runs within %d days, after %.1f days (%.0f stops) on average", 100*p, 100*q, found, chartDays, float64(sum)/float64(max(found, 1)), simStops*float64(sum)/float64(max(found, 1)))
			if found < 15 {
				t.Errorf("from %.3f to %.3f only %d of 20 were found", p, q, found)
			}
		}
	}
}

func TestChartLaws(t *testing.T) {
	t.Parallel()
	draw := func(t *rapid.T) (days []chartDay, base float64) {
		for i := range rapid.IntRange(0, 60).Draw(t, "days") {
			n := rapid.IntRange(0, 20).Draw(t, "n")
			days = append(days, chartDay{date: Date("2026-01-01").AddDays(i), n: n, fails: rapid.IntRange(0, n).Draw(t, "fails")})
		}
		return days, rapid.Float64Range(chartFloor, 0.6).Draw(t, "base")
	}
	t.Run("a value stays between nought and the limit, its counts are of its days", rapid.MakeCheck(func(t *rapid.T) {
		days, base := draw(t)
		c := chartOf(days, base)
		n, fails := 0, 0
		for _, d := range c.days {
			n, fails = n+d.n, fails+d.fails
		}
		if c.value < 0 || c.value > chartLimit || c.n != n || c.fails != fails || c.on && (c.crossed < c.since || c.fails == 0) {
			t.Fatalf("%+v", c)
		}
	}))
	t.Run("one more fail never lowers it, a higher base rate never raises it", rapid.MakeCheck(func(t *rapid.T) {
		days, base := draw(t)
		was := chartOf(days, base)
		if chartOf(days, min(0.9, base*1.5)).value > was.value+1e-9 {
			t.Fatal("a higher base rate raised it")
		}
		for i := range days {
			if days[i].fails < days[i].n {
				days[i].fails++
				if chartOf(days, base).value < was.value-1e-9 {
					t.Fatalf("day %d: one more fail lowered it", i)
				}
				return
			}
		}
	}))
	t.Run("nothing fails, nothing is on", rapid.MakeCheck(func(t *rapid.T) {
		days, base := draw(t)
		for i := range days {
			days[i].fails = 0
		}
		if c := chartOf(days, base); c.on || c.value != 0 {
			t.Fatalf("%+v", c)
		}
	}))
}
