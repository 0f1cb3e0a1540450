// Command growth measures whether what people read costs more when a depot has a long history: the same 200 crews with 10
// thousand checks of four weeks, and with 1 million of eight years, on the embedded store. It starts the real program on both and
// asks each the same questions in turns, so that both see the same machine, and prints the ratio of the medians.
//
// The four weeks are a season of models/season through the real use cases, worked out by the real worker. Older years are the same
// four weeks again, moved back in time with ids of their own (see rig/history.go): what the use cases would have stored, in minutes
// instead of hours. It needs about 6 GB of disk at 1 million checks, in a folder of its own that it deletes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/valyala/fasthttp"

	"crewcheck/scripts/bench/rig"
)

// options are the flags of the benchmark.
type options struct {
	rig.Common
	many        int
	seconds     time.Duration
	rounds      int
	connections int
}

// mostGrowth is the most that -check accepts: median time with many checks, of that with few.
const mostGrowth = 1.3

func main() {
	o := options{}
	o.Flags(fmt.Sprintf("when something takes more than %.1f times as long in the large store", mostGrowth))
	o.DirFlag()
	flag.IntVar(&o.many, "many", 1_000_000, "checks in the large store; the small one has four weeks of the same depot, about 50 a crew")
	flag.DurationVar(&o.seconds, "seconds", 500*time.Millisecond, "length of one measurement")
	flag.IntVar(&o.rounds, "rounds", 9, "measurements of each kind, in turns; the median counts")
	flag.IntVar(&o.connections, "connections", 1, "readers at once")
	flag.Parse()
	rig.Main("growth", o.measure)
}

// measure fills both stores and prints the table.
func (o *options) measure(ctx context.Context) error {
	clean, err := o.Prepare(ctx, "growth")
	defer clean()
	if err != nil {
		return err
	}
	base, small, large, err := rig.Filled(ctx, o.Dir, o.Crews, o.many)
	if err != nil {
		return err
	}
	worst, err := o.compare(ctx, base, []string{small, large})
	if err == nil && o.Check && worst > mostGrowth {
		err = fmt.Errorf("%.2f times as long in the large store, more than %.1f", worst, mostGrowth)
	}
	return err
}

// compare asks both stores the same in turns and prints the medians; it gives the largest ratio.
func (o *options) compare(ctx context.Context, base *rig.Weeks, dirs []string) (worst float64, err error) {
	var servers []*rig.Server
	for _, dir := range dirs {
		s, err := rig.StartProgram(ctx, o.Program, dir)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, s.Stop()) }()
		servers = append(servers, s)
	}
	reads := readsOf(base)
	var got [][2][]rig.Result
	for round := range o.rounds + 1 {
		var askers []*asker
		for _, s := range servers {
			a, err := askerOf(base, s)
			if err != nil {
				return 0, err
			}
			askers = append(askers, a)
		}
		if round == 0 {
			if reads, err = sameFull(reads, askers); err != nil {
				return 0, err
			}
			got = make([][2][]rig.Result, len(reads))
		}
		for k, q := range reads {
			for i, a := range askers {
				r, err := rig.Load(ctx, a.server, o.connections, o.seconds, fasthttp.StatusOK, a.job(q))
				if err != nil {
					return 0, err
				}
				if round > 0 { // the first warms up
					got[k][i] = append(got[k][i], r)
				}
			}
		}
	}
	return o.print(reads, got), nil
}

func (o *options) print(reads []read, got [][2][]rig.Result) (worst float64) {
	fmt.Printf("\n%d cores, %d reader beside the server; %d × %s each, in turns; p50 and CPU are medians, the ratio is that of the p50s turn by turn\n\n",
		runtime.NumCPU(), o.connections, o.rounds, o.seconds)
	fmt.Println("| read | p50, four weeks | p50, years | ratio | server CPU, four weeks | years |\n|---|---|---|---|---|---|")
	for k, q := range reads {
		few, many := rig.Median(got[k][0]), rig.Median(got[k][1])
		ratio := growth(got[k])
		worst = max(worst, ratio)
		fmt.Printf("| %s | %.2f ms | %.2f ms | %.2f | %.2f ms | %.2f ms |\n", q.name, rig.MS(few.P50), rig.MS(many.P50), ratio, rig.MS(few.CPU), rig.MS(many.CPU))
	}
	return worst
}

// growth is the median of how much longer the large store took, turn by turn: both saw the same machine then.
func growth(got [2][]rig.Result) float64 {
	var ratios []float64
	for i := range got[0] {
		ratios = append(ratios, float64(got[1][i].P50)/float64(got[0][i].P50))
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}
