package season

import (
	"errors"
	"fmt"
	"log/slog"

	"crewcheck/models"
)

// Options say what is played. The zero value of every field is filled in.
type Options struct {
	Seed        uint64      `json:"seed"`        // default 1
	Depots      int         `json:"depots"`      // default 1
	Crews       int         `json:"crews"`       // of each depot; default 24
	Venues      int         `json:"venues"`      // of each depot; default: a tenth more than a full day needs
	Days        int         `json:"days"`        // default 56
	StopsPerRun int         `json:"stopsPerRun"` // in an ordinary week; default 8
	RunsPerWeek int         `json:"runsPerWeek"` // of a crew that is no stand-in; default 6
	LastDay     models.Date `json:"lastDay"`     // default 2026-06-28
	// Apart is how much crews differ: the deviation of their fault rates in logarithms. Default 0.7.
	Apart float64 `json:"apart"`
	// Voiced is how readily venues complain against the usual. Default 1.
	Voiced float64 `json:"voiced"`
	// Log hears of the days that pass; it is no part of what is played.
	Log *slog.Logger `json:"-"`
}

// Bounds of the options.
const (
	maxDepots = 100
	maxCrews  = 500
	maxVenues = 10_000
	maxDays   = 730
	maxStops  = 12
	setUpDays = 7 // before the first day the depot is planned
)

func (o Options) filled() (Options, error) {
	fill := func(n *int, to int) {
		if *n == 0 {
			*n = to
		}
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	fill(&o.Depots, 1)
	fill(&o.Crews, 24)
	fill(&o.Days, 56)
	fill(&o.StopsPerRun, 8)
	fill(&o.RunsPerWeek, 6)
	fill(&o.Venues, o.Crews*o.StopsPerRun*11/10)
	if o.Apart == 0 {
		o.Apart = 0.7
	}
	if o.Voiced == 0 {
		o.Voiced = 1
	}
	if o.LastDay == "" {
		o.LastDay = "2026-06-28"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var errs []error
	for _, b := range []struct {
		name      string
		n, lo, hi int
	}{
		{"depots", o.Depots, 1, maxDepots},
		{"crews", o.Crews, 1, maxCrews},
		{"venues", o.Venues, 1, maxVenues},
		{"days", o.Days, 1, maxDays},
		{"stops-per-run", o.StopsPerRun, 1, maxStops},
		{"runs-per-week", o.RunsPerWeek, 1, 7},
	} {
		if b.n < b.lo || b.n > b.hi {
			errs = append(errs, fmt.Errorf("%s is %d–%d, not %d", b.name, b.lo, b.hi, b.n))
		}
	}
	if o.Apart < 0 || o.Apart > 2 || o.Voiced < 0 || o.Voiced > 10 {
		errs = append(errs, fmt.Errorf("apart is 0–2 and voiced 0–10, not %v and %v", o.Apart, o.Voiced))
	}
	if !o.LastDay.Valid() {
		errs = append(errs, fmt.Errorf("the last day is a date like 2026-06-28, not %q", o.LastDay))
	}
	return o, errors.Join(errs...)
}

// date is a day of the season, from 0.
func (o *Options) date(day int) models.Date { return o.LastDay.AddDays(day - o.Days + 1) }
