package season

import (
	"context"
	"errors"

	"crewcheck/models"
)

// Summary is what a season came to. The same options give the same bytes of JSON.
type Summary struct {
	Options Options `json:"options"`
	Counts  Counts  `json:"counts"`
	// Windows tell how well the score finds the hidden quality, in the last 28 days and in as many times 28 as were played.
	Windows  []Window `json:"windows"`
	Steady   Steady   `json:"steady"`
	Fairness Fairness `json:"fairness"`
	Warnings Warned   `json:"warnings"`
	Crews    []Judged `json:"crews"` // in the last 28 days
}

// Result is a season that was played, and who can log in to see it.
type Result struct {
	Summary Summary `json:"summary"`
	Logins  []Login `json:"logins"`
}

// Run plays a season in an empty store and judges it. A store that holds a depot is an error.
func Run(ctx context.Context, store *models.Store, opts Options) (*Result, error) {
	opts, err := opts.filled()
	if err != nil {
		return nil, err
	}
	page, err := store.Depots.List(ctx, models.Filter{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(page.Items) > 0 {
		return nil, errors.New("the store holds a depot already; a season wants an empty one")
	}
	w, err := newWorld(ctx, store, opts)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{w.plan, w.play, w.finish} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	sum, err := w.judge(ctx)
	if err != nil {
		return nil, err
	}
	return &Result{*sum, w.logins}, nil
}

// judge lays the truth beside what the service made of it.
func (w *world) judge(ctx context.Context) (*Summary, error) {
	out := &Summary{Options: w.opts, Crews: []Judged{}, Warnings: Warned{Drifts: []Drifted{}, FalseItems: map[string]int{}, Others: map[string]int{}}}
	for _, d := range w.depots {
		crews, err := w.judgeCrews(ctx, d, w.last(windowDays))
		if err != nil {
			return nil, err
		}
		out.Crews = append(out.Crews, crews...)
		out.Fairness.judge(crews)
		if w.opts.Days >= 2*windowDays {
			before, err := w.judgeCrews(ctx, d, window{w.opts.Days - 2*windowDays, w.opts.Days - windowDays - 1})
			if err != nil {
				return nil, err
			}
			out.Steady.judge(before, crews)
		}
		warned, err := w.judgeWarnings(ctx, d)
		if err != nil {
			return nil, err
		}
		out.Warnings.add(warned)
		if c := w.tally.by[d]; c != nil {
			out.Counts.add(*c)
		}
	}
	var err error
	out.Windows, err = w.judgeWindows(ctx)
	return out, err
}

// judgeWindows judges the ranking of all depots by the last 28 days and by as many times 28 as were played.
func (w *world) judgeWindows(ctx context.Context) ([]Window, error) {
	var out []Window
	for days := windowDays; days == windowDays || days <= w.opts.Days; days += windowDays {
		var rankings []Ranking
		for _, d := range w.depots {
			crews, err := w.judgeCrews(ctx, d, w.last(days))
			if err != nil {
				return nil, err
			}
			rankings = append(rankings, judgeRanking(crews))
		}
		out = append(out, Window{days, joined(rankings)})
	}
	return out, nil
}

func (c *Counts) add(o Counts) {
	c.Runs += o.Runs
	c.Stops += o.Stops
	c.Checks += o.Checks
	c.Repeated += o.Repeated
	c.LateSync += o.LateSync
	c.WrongClock += o.WrongClock
	c.TooFast += o.TooFast
	c.Ratings += o.Ratings
	c.Praises += o.Praises
	c.Complaints += o.Complaints
	c.TiedByHand += o.TiedByHand
}
