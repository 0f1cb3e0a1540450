// Command checks measures what handing in and listing checks cost: the real program against a bare handler of
// the same HTTP and SQLite libraries that knows no caller, no standard and no grade, so that the price of what
// crewcheck decides is seen apart from the price of the disk and the machine.
//
// It builds crewcheck, fills folders of its own and drives each server over loopback by a closed loop. The table it
// prints is that of docs/benchmarks.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"crewcheck/scripts/bench/rig"
)

// options are the flags of the benchmark.
type options struct {
	seconds time.Duration
	rounds  int
	few     int
	many    int
	program string
	dir     string
	check   bool
	phones  []int // that send at once
	only    string
}

// The least and the most that -check accepts.
const (
	leastRatio    = 0.6 // handed-in checks a second at atConnections, of the bare handler's
	mostGrowth    = 1.3 // time of a list with many checks, of that with few
	atConnections = 16
)

func main() {
	o := options{}
	bare := flag.String("serve-bare", "", "serve the bare handler on a data folder; the benchmark starts itself so")
	flag.DurationVar(&o.seconds, "seconds", time.Second, "length of one measurement")
	flag.IntVar(&o.rounds, "rounds", 9, "measurements of each kind, in turns, so that all see the same machine; the median counts")
	flag.IntVar(&o.few, "few", 1_000, "checks in the small store of the lists")
	flag.IntVar(&o.many, "many", 100_000, "checks in the large store of the lists")
	flag.StringVar(&o.program, "program", "", "crewcheck to measure; built from this module when empty")
	flag.StringVar(&o.dir, "dir", "", "folder for the data; a temporary one when empty")
	flag.StringVar(&o.only, "only", "", "put or list: leave the other out")
	phones := flag.String("connections", "1,16,64", "how many phones send at once; 16 is what -check looks at")
	flag.BoolVar(&o.check, "check", false, fmt.Sprintf("exit 1 below %.1f of the bare handler, or above %.1f times for the larger store", leastRatio, mostGrowth))
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := o.parsePhones(*phones)
	if err == nil && *bare != "" {
		err = serveBare(ctx, *bare)
	} else if err == nil {
		err = measure(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "checks:", err)
		os.Exit(1)
	}
}

func (o *options) parsePhones(list string) error {
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("-connections: %q is no number of connections", text)
		}
		o.phones = append(o.phones, n)
	}
	if !slices.Contains(o.phones, atConnections) {
		return fmt.Errorf("-connections: %d is missing", atConnections)
	}
	return nil
}

// measure runs the benchmark and prints its tables.
func measure(ctx context.Context, o options) error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "crewcheck-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	if o.program == "" {
		var err error
		if o.program, err = rig.Build(ctx, o.dir); err != nil {
			return err
		}
	}
	fmt.Printf("%d cores, the loader beside the server; medians of %d × %s\n", runtime.NumCPU(), o.rounds, o.seconds)
	var failed error
	if o.only != "list" {
		ratio, err := measurePut(ctx, o)
		if err != nil {
			return err
		}
		if ratio < leastRatio {
			failed = fmt.Errorf("%.2f of the bare handler at %d connections is less than %.1f", ratio, atConnections, leastRatio)
		}
	}
	if o.only != "put" {
		growth, err := measureLists(ctx, o)
		if err != nil {
			return err
		}
		if growth > mostGrowth {
			failed = fmt.Errorf("a list takes %.2f times as long in the larger store, more than %.1f", growth, mostGrowth)
		}
	}
	if o.check {
		return failed
	}
	return nil
}
