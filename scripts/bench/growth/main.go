// Command growth measures whether what people read costs more when a depot has a long history: the same 200 crews with 10
// thousand checks of four weeks, and with 1 million of eight years, on the embedded store. It starts the real program on both and
// asks each the same questions in turns, so that both see the same machine, and prints the ratio of the medians.
//
// The four weeks are a season of models/season through the real use cases, worked out by the real worker. Older years are the same
// four weeks again, moved back in time with ids of their own (see history.go): what the use cases would have stored, in minutes
// instead of hours. It needs about 6 GB of disk at 1 million checks, in a folder of its own that it deletes.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"

	"crewcheck/scripts/bench/rig"
)

// options are the flags of the benchmark.
type options struct {
	many        int
	crews       int
	seconds     time.Duration
	rounds      int
	connections int
	program     string
	dir         string
	check       bool
}

// mostGrowth is the most that -check accepts: median time with many checks, of that with few.
const mostGrowth = 1.3

func main() {
	o := options{}
	flag.IntVar(&o.many, "many", 1_000_000, "checks in the large store; the small one has four weeks of the same depot, about 50 a crew")
	flag.IntVar(&o.crews, "crews", 200, "crews of the depot")
	flag.DurationVar(&o.seconds, "seconds", 500*time.Millisecond, "length of one measurement")
	flag.IntVar(&o.rounds, "rounds", 9, "measurements of each kind, in turns; the median counts")
	flag.IntVar(&o.connections, "connections", 1, "readers at once")
	flag.StringVar(&o.program, "program", "", "crewcheck to measure; built from this module when empty")
	flag.StringVar(&o.dir, "dir", "", "folder for the data, kept and used again; a temporary one, deleted at the end, when empty")
	flag.BoolVar(&o.check, "check", false, fmt.Sprintf("exit 1 when something takes more than %.1f times as long in the large store", mostGrowth))
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := measure(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(1)
	}
}

// measure fills both stores and prints the table.
func measure(ctx context.Context, o options) (err error) {
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "crewcheck-growth-"); err != nil {
			return err
		}
		defer os.RemoveAll(o.dir)
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return err
	}
	if o.program == "" {
		if o.program, err = rig.Build(ctx, o.dir); err != nil {
			return err
		}
	}
	small, large := filepath.Join(o.dir, "small"), filepath.Join(o.dir, "large")
	base, err := fill(ctx, o, small, large)
	if err != nil {
		return err
	}
	worst, err := compare(ctx, o, base, []string{small, large})
	if err == nil && o.check && worst > mostGrowth {
		err = fmt.Errorf("%.2f times as long in the large store, more than %.1f", worst, mostGrowth)
	}
	return err
}

// fill fills both stores, or finds them filled: what they hold is written down last.
func fill(ctx context.Context, o options, small, large string) (*weeks, error) {
	note := filepath.Join(o.dir, "filled.json")
	base := &weeks{}
	if text, err := os.ReadFile(note); err == nil {
		return base, json.Unmarshal(text, base)
	}
	began := time.Now()
	base, err := fourWeeks(ctx, o, small)
	if err != nil {
		return nil, err
	}
	checks, err := history(ctx, small, large, base.Checks, o.many)
	if err != nil {
		return nil, err
	}
	fmt.Printf("%d crews; %d checks of four weeks in %s, %d of %.1f years in %s; filled in %v\n",
		o.crews, base.Checks, size(small), checks, float64(checks)/float64(base.Checks)*windowDays/365, size(large), time.Since(began).Round(time.Second))
	text, err := json.Marshal(base)
	if err != nil {
		return nil, err
	}
	return base, os.WriteFile(note, text, 0o600)
}

// compare asks both stores the same in turns and prints the medians; it gives the largest ratio.
func compare(ctx context.Context, o options, base *weeks, dirs []string) (worst float64, err error) {
	var servers []*rig.Server
	for _, dir := range dirs {
		s, err := rig.StartProgram(ctx, o.program, dir)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, s.Stop()) }()
		servers = append(servers, s)
	}
	reads := base.reads()
	got := make([][2][]rig.Result, len(reads))
	for round := range o.rounds + 1 {
		for _, s := range servers {
			if err := base.login(s); err != nil {
				return 0, err
			}
		}
		for k, q := range reads {
			for i, s := range servers {
				r, err := rig.Load(ctx, s, o.connections, o.seconds, fasthttp.StatusOK, base.job(s, q))
				if err != nil {
					return 0, err
				}
				if round > 0 { // the first warms up
					got[k][i] = append(got[k][i], r)
				}
			}
		}
	}
	fmt.Printf("\n%d cores, %d reader beside the server; %d × %s each, in turns; p50 and CPU are medians, the ratio is that of the p50s turn by turn\n\n",
		runtime.NumCPU(), o.connections, o.rounds, o.seconds)
	fmt.Println("| read | p50, four weeks | p50, years | ratio | server CPU, four weeks | years |\n|---|---|---|---|---|---|")
	for k, q := range reads {
		few, many := rig.Median(got[k][0]), rig.Median(got[k][1])
		ratio := growth(got[k])
		worst = max(worst, ratio)
		fmt.Printf("| %s | %.2f ms | %.2f ms | %.2f | %.2f ms | %.2f ms |\n", q.name, ms(few.P50), ms(many.P50), ratio, ms(few.CPU), ms(many.CPU))
	}
	return worst, nil
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

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// size is what a folder takes on disk.
func size(dir string) string {
	sum := int64(0)
	_ = filepath.Walk(dir, func(_ string, f os.FileInfo, err error) error {
		if err == nil && !f.IsDir() {
			sum += f.Size()
		}
		return err
	})
	return fmt.Sprintf("%.1f GB", float64(sum)/1e9)
}
