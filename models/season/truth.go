package season

import (
	"math"

	"crewcheck/models"
)

// The hidden qualities of a crew, each 0–1. Of the first five it is the share of stops without such a fault, of honesty
// the share of its faults that the crew would put down as they were.
const (
	Rotation    = "rotation"
	Bottles     = "bottles"
	Receipts    = "receipts"
	Manners     = "manners"
	Punctuality = "punctuality"
	Honesty     = "honesty"
)

// Qualities lists the hidden qualities.
var Qualities = []string{Rotation, Bottles, Receipts, Manners, Punctuality, Honesty}

// middling is how often a crew of the middle does wrong at a stop, by quality.
var middling = map[string]float64{Rotation: 0.08, Bottles: 0.06, Receipts: 0.05, Manners: 0.06, Punctuality: 0.08}

// How crews differ.
const (
	halo      = 0.5 // share of a quality's variance that all qualities of a crew have in common
	worstRate = 0.5 // of one quality
	driftFrom = 0.35
	driftTo   = 0.75 // a drift begins between these shares of the season …
	driftLow  = 0.15
	driftHigh = 0.35 // … and adds so many faults a stop
	drifting  = 0.3  // of the crews that work every day
	standIns  = 0.25 // of all crews: they work a day now and then
	standInOn = 0.1  // of the days
)

// matter is one thing that goes wrong at a stop, what a crew puts down for it and what a venue says of it.
type matter struct {
	item, category, quality string
	by                      models.Role // whose fault it is; "" either's
	share                   float64     // of the faults of its quality
	// voiced is the chance that a venue of average temper complains of one such fault.
	voiced float64
	// feigned is the share of those who would hide it that can: dates and counts are harder to make up than ticks.
	feigned float64
	found   [2]int // days until the venue finds it
}

// matters are what can go wrong. About one fault in 25 is complained of.
var matters = []matter{
	{"fifo.lots", "stock-not-rotated", Rotation, models.Porter, 0.85, 0.03, 0.6, [2]int{1, 6}},
	{"fifo.over-age", "over-age-goods", Rotation, models.Porter, 0.15, 0.05, 1, [2]int{2, 10}},
	{"bottles.taken", "bottles-refused", Bottles, models.Porter, 0.7, 0.05, 0.6, [2]int{0, 1}},
	{"bottles.counted-together", "bottle-count-wrong", Bottles, models.Porter, 0.3, 0.04, 1, [2]int{0, 3}},
	{"receipt.counted", "wrong-or-short", Receipts, models.Porter, 0.5, 0.05, 1, [2]int{0, 1}},
	{"receipt.copy-left", "receipt-missing", Receipts, models.Porter, 0.5, 0.03, 1, [2]int{0, 5}},
	{"conduct.language", "rude", Manners, "", 0.15, 0.12, 1, [2]int{0, 0}},
	{"conduct.no-dispute", "rude", Manners, "", 0.15, 0.12, 1, [2]int{0, 0}},
	{"fifo.placed-as-asked", "placed-wrong", Manners, models.Porter, 0.25, 0.04, 1, [2]int{0, 1}},
	{"fifo.area-clean", "mess-left", Manners, models.Porter, 0.2, 0.02, 1, [2]int{0, 0}},
	{"conduct.parking", "parking", Manners, models.Driver, 0.15, 0.03, 1, [2]int{0, 0}},
	{"conduct.dress", "dress", Manners, "", 0.1, 0.02, 1, [2]int{0, 0}},
	{"conduct.on-time", "late", Punctuality, models.Driver, 1, 0.05, 0.3, [2]int{0, 0}},
}

// drift is a matter that gets worse on a day and stays so.
type drift struct {
	matter int // in matters
	day    int // of the season, from 0
	more   float64
}

// truth is what a crew is really like; nobody but the judge may look.
type truth struct {
	rates   []float64 // faults a stop before any drift, by matter
	honesty float64
	skips   float64 // share of checks never handed in
	helps   float64 // share of stops with a small help
	standIn bool
	drift   *drift
}

// drawTruth makes up a crew. How good it is at one thing says something of how good it is at another (halo). How
// many checks it forgets goes with its care as well, and is none of the six qualities.
func drawTruth(d dice, days int, apart float64) truth {
	care := d.NormFloat64()
	skill := func() float64 { return math.Sqrt(halo)*care + math.Sqrt(1-halo)*d.NormFloat64() }
	t := truth{rates: make([]float64, len(matters))}
	wrong := map[string]float64{}
	for _, q := range Qualities[:5] {
		wrong[q] = min(worstRate, middling[q]*math.Exp(-apart*skill()))
	}
	for i, m := range matters {
		t.rates[i] = wrong[m.quality] * m.share
	}
	t.honesty = 1 / (1 + math.Exp(-1.2-skill()))
	t.skips = min(0.3, 0.03*math.Exp(-apart*skill()))
	t.helps = min(0.6, 0.12*math.Exp(0.5*skill()))
	t.standIn = d.chance(standIns)
	if drifts := d.chance(drifting); drifts && !t.standIn {
		t.drift = &drift{d.IntN(len(matters)), int(float64(days) * d.within(driftFrom, driftTo)), d.within(driftLow, driftHigh)}
	}
	return t
}

// rate is the chance of a fault at a stop on a day of the season.
func (t *truth) rate(matter, day int) float64 {
	if d := t.drift; d != nil && d.matter == matter && day >= d.day {
		return min(0.9, t.rates[matter]+d.more)
	}
	return t.rates[matter]
}

// quality is a hidden quality on a day.
func (t *truth) quality(name string, day int) float64 {
	if name == Honesty {
		return t.honesty
	}
	wrong := 0.0
	for i, m := range matters {
		if m.quality == name {
			wrong += t.rate(i, day)
		}
	}
	return max(0, 1-wrong)
}

// harm is what a stop of that day costs its venue, in points of the standard's penalties (minor 5, major 15, critical 40).
func (t *truth) harm(day int, penalty func(category string) float64) float64 {
	sum := 0.0
	for i, m := range matters {
		sum += t.rate(i, day) * penalty(m.category)
	}
	return sum
}
