package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"crewcheck/models"
	"crewcheck/models/season"
)

// simulation is how a season is asked for.
type simulation struct {
	season.Options
	lastDay string
	data    string
	seeds   int
	atOnce  int
	asJSON  bool
}

func (p *program) simulateCommand() *cobra.Command {
	var sim simulation
	cmd := &cobra.Command{
		Use: "simulate", Short: "Play seasons whose truth is known, and judge scores and warnings by it", Args: cobra.NoArgs,
		Long: `Plays seasons of made-up depots on the embedded store: crews with hidden qualities, some of which get worse on a
hidden day, venues with tastes, phones that are late or wrong, complaints that follow days later. Then it says whether
the ranking finds the hidden quality, whether warnings come before the complaint, how many are false, and whether
crews with few stops are treated fairly. The same flags give the same figures.

With --data the season stays in that folder, to be looked at with: crewcheck serve --data FOLDER
Without, it is forgotten; a folder in memory (TMPDIR=/dev/shm) makes that several times faster.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sim.LastDay, sim.Log = models.Date(sim.lastDay), p.log
			return p.simulate(cmd.Context(), sim)
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&sim.Seed, "seed", 1, "luck of the first season")
	f.IntVar(&sim.seeds, "seeds", 1, "seasons to play, with this and the following seeds")
	f.IntVar(&sim.atOnce, "at-once", 1, "seasons to play at the same time; they are the same seasons")
	f.IntVar(&sim.Depots, "depots", 1, "depots")
	f.IntVar(&sim.Crews, "crews", 24, "crews of each depot")
	f.IntVar(&sim.Venues, "venues", 0, "venues of each depot; a tenth more than a full day needs when 0")
	f.IntVar(&sim.Days, "days", 56, "days of a season; scores are read for its last 28")
	f.IntVar(&sim.StopsPerRun, "stops-per-run", 8, "stops of a crew's day in an ordinary week")
	f.IntVar(&sim.RunsPerWeek, "runs-per-week", 6, "days a week that a crew works")
	f.Float64Var(&sim.Apart, "apart", 0.7, "how much crews differ: deviation of their fault rates, in logarithms")
	f.Float64Var(&sim.Voiced, "voiced", 1, "how readily venues complain, against the usual")
	f.StringVar(&sim.lastDay, "last-day", "2026-06-28", "last day of a season")
	f.StringVar(&sim.data, "data", "", "folder to keep the season in; a temporary one when empty")
	f.BoolVar(&sim.asJSON, "json", false, "print the summary as JSON")
	return cmd
}

func (p *program) simulate(ctx context.Context, sim simulation) error {
	if sim.seeds < 1 || sim.seeds > 1_000 || sim.seeds > 1 && sim.data != "" {
		return errors.New("--seeds is 1–1000, and 1 with --data")
	}
	if sim.atOnce < 1 || sim.atOnce > 64 {
		return errors.New("--at-once is 1–64")
	}
	played, err := p.seasons(ctx, sim)
	if err != nil {
		return err
	}
	pooled := season.Pool(played)
	if sim.asJSON {
		enc := json.NewEncoder(p.out)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"pooled": pooled, "seasons": played})
	}
	return pooled.WriteText(p.out)
}

// seasons plays them, some at the same time, and gives what they came to in the order of their seeds.
func (p *program) seasons(ctx context.Context, sim simulation) ([]season.Summary, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	played := make([]season.Summary, sim.seeds)
	next := make(chan int)
	var all sync.WaitGroup
	var saying sync.Mutex
	for range min(sim.atOnce, sim.seeds) {
		all.Go(func() {
			for i := range next {
				one := sim
				one.Seed += uint64(i)
				r, took, err := p.timed(ctx, one)
				if err != nil {
					stop(fmt.Errorf("seed %d: %w", one.Seed, err))
				}
				if r == nil {
					continue
				}
				played[i] = r.Summary
				saying.Lock()
				p.played(one, r, took)
				saying.Unlock()
			}
		})
	}
	for i := range sim.seeds {
		next <- i
	}
	close(next)
	all.Wait()
	return played, context.Cause(ctx)
}

// timed plays one season; after another one failed, none.
func (p *program) timed(ctx context.Context, sim simulation) (*season.Result, time.Duration, error) {
	if ctx.Err() != nil {
		return nil, 0, nil
	}
	began := time.Now()
	r, err := p.season(ctx, sim)
	return r, time.Since(began), err
}

// played says on the way what a season came to, and who can log in to one that stays.
func (p *program) played(sim simulation, r *season.Result, took time.Duration) {
	c := r.Summary.Counts
	fmt.Fprintf(p.err, "seed %d: %d checks, %d complaints in %v\n", sim.Seed, c.Checks, c.Complaints, took.Round(time.Second))
	if sim.data != "" {
		p.seasonLogins(r.Logins)
	}
}

// seasonLogins says who can log in to a season that stays.
func (p *program) seasonLogins(logins []season.Login) {
	for _, u := range logins {
		fmt.Fprintf(p.err, "  %-10s  %-12s  %-12s  %s\n", u.Role, u.Phone, u.Secret, u.Name)
	}
}

// season plays one season in its folder.
func (p *program) season(ctx context.Context, sim simulation) (r *season.Result, err error) {
	own := *p
	own.cfg.MongoURI, own.cfg.Data = "", sim.data
	if sim.data == "" {
		if own.cfg.Data, err = os.MkdirTemp("", "crewcheck-season-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(own.cfg.Data)
	}
	err = own.withStore(ctx, func(ctx context.Context, store *models.Store) error {
		r, err = season.Run(ctx, store, sim.Options)
		return err
	})
	return r, err
}
