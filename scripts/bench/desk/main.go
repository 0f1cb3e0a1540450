// Command desk measures how long the desk waits for its lists and charts: a depot of 200 crews with 100 thousand checks behind it, and
// twenty depots without work beside it, on the embedded store. It starts the real program and reads what the desk's pages read (web/src/desk), with every
// value of their filters, as a manager of all depots, a supervisor and a salesperson. A list that a page reads to its end
// is whole only then.
//
// Each filter is judged for itself: a row of the table is the slowest of its list, and those behind it that are slower than the aim. The store is filled as that of bench/growth.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"crewcheck/scripts/bench/rig"
)

// options are the flags of the benchmark.
type options struct {
	rig.Common
	checks int
	depots int
	times  int
	only   string
}

// mostWait is the most that -check accepts of the slowest filter of a list, p95.
const mostWait = 300 * time.Millisecond

func main() {
	o := options{}
	o.Flags(fmt.Sprintf("when a list or chart takes more than %v, p95", mostWait))
	o.DirFlag()
	flag.IntVar(&o.checks, "checks", 100_000, "checks in the store")
	flag.IntVar(&o.depots, "depots", 20, "depots without work beside the one")
	flag.IntVar(&o.times, "times", 20, "how often each filter is read")
	flag.StringVar(&o.only, "only", "", "only the lists whose name contains this")
	flag.Parse()
	rig.Main("desk", o.measure)
}

func (o *options) measure(ctx context.Context) error {
	clean, err := o.Prepare(ctx, "desk")
	defer clean()
	if err != nil {
		return err
	}
	base, _, dir, err := rig.Filled(ctx, o.Dir, o.Crews, o.checks)
	if err != nil {
		return err
	}
	if err := outfit(ctx, dir, base, o.depots); err != nil {
		return err
	}
	s, err := rig.StartProgram(ctx, o.Program, dir)
	if err != nil {
		return err
	}
	worst, err := o.read(ctx, base, s)
	if err := errors.Join(err, s.Stop()); err != nil {
		return err
	}
	if o.Check && worst > mostWait {
		return fmt.Errorf("a list took %.0f ms, more than %v", rig.MS(worst), mostWait)
	}
	return nil
}

// wait is how long one filter of one view took one caller.
type wait struct {
	role, filter string
	p50, p95     time.Duration
	cpu          time.Duration // of the server, for once
}

func (w wait) String() string {
	return fmt.Sprintf("%s, %s | %.0f ms | %.0f ms | %.0f ms", w.filter, w.role, rig.MS(w.p50), rig.MS(w.p95), rig.MS(w.cpu))
}

// read reads every view by every filter and prints the slowest of each; it gives the slowest of all.
func (o *options) read(ctx context.Context, base *rig.Weeks, s *rig.Server) (worst time.Duration, err error) {
	fmt.Printf("%d checks; %d cores, one reader beside the server; each filter %d times\n\n", base.All, runtime.NumCPU(), o.times)
	fmt.Println("| list or chart | ways to ask | p50 of all | slowest | p50 | p95 | server CPU |\n|---|---|---|---|---|---|---|")
	desks, err := desksOf(base, s)
	if err != nil {
		return 0, err
	}
	for _, v := range views(base) {
		if !v.named(o.only) {
			continue
		}
		var all []wait
		for _, d := range desks {
			if !slices.Contains(v.who, d.role) {
				continue
			}
			for _, f := range v.filters {
				w, err := o.wait(ctx, s, d, f)
				if err != nil {
					return 0, fmt.Errorf("%s, %s, as %s: %w", v.name, f.name, d.role, err)
				}
				all = append(all, w)
			}
		}
		slices.SortFunc(all, func(a, b wait) int { return int(b.p95 - a.p95) })
		w := all[0]
		middle := make([]time.Duration, 0, len(all))
		for _, x := range all {
			middle = append(middle, x.p50)
		}
		fmt.Printf("| %s | %d | %.0f ms | %s |\n", v.name, len(all), rig.MS(quantile(middle, 0.5)), w)
		worst = max(worst, w.p95)
		for _, x := range all[1:] {
			if x.p95 > mostWait {
				fmt.Printf("| | | | %s |\n", x)
			}
		}
	}
	return worst, nil
}

// wait reads by one filter again and again; the first time, which warms up, does not count.
func (o *options) wait(ctx context.Context, s *rig.Server, d *desk, f filter) (wait, error) {
	var took []time.Duration
	var cpu time.Duration
	for n := range o.times + 1 {
		if err := ctx.Err(); err != nil {
			return wait{}, err
		}
		begin := time.Now()
		if err := f.read(d); err != nil {
			return wait{}, err
		}
		if n == 0 {
			cpu = s.CPU()
			continue
		}
		took = append(took, time.Since(begin))
	}
	cpu = (s.CPU() - cpu) / time.Duration(len(took))
	return wait{d.role, f.name, quantile(took, 0.5), quantile(took, 0.95), cpu}, nil
}

// quantile is the smallest value that a share of all do not exceed.
func quantile(of []time.Duration, share float64) time.Duration {
	s := slices.Sorted(slices.Values(of))
	return s[max(0, int(math.Ceil(share*float64(len(s))))-1)]
}
