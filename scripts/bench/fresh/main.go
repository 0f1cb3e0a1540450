// Command fresh measures how soon a score shows what was handed in. It starts the real program on the embedded store with a depot of
// 200 crews, whose phones hand checks in at an even rate that does not wait for answers, as after an evening's tunnel. Beside
// them it hands in checks of its own that fail an item, and has complaints upheld, and reads the crew's score until the
// explanation names them: the lag counts from the moment the request is sent.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"crewcheck/scripts/bench/rig"
)

// options are the flags of the benchmark.
type options struct {
	rig.Common
	rate   int
	length time.Duration
}

// mostLag is the most that -check accepts of any lag.
const mostLag = 2 * time.Second

func main() {
	o := options{}
	o.Flags(fmt.Sprintf("when something took longer than %v to show, or checks came slower than asked for", mostLag))
	flag.IntVar(&o.rate, "rate", 200, "checks handed in a second")
	flag.DurationVar(&o.length, "length", 40*time.Second, "how long they are handed in")
	flag.Parse()
	rig.Main("fresh", o.measure)
}

func (o *options) measure(ctx context.Context) (err error) {
	if most := o.Crews * loadStops * len(lists); o.rate*int(o.length/time.Second) > most || o.rate < 1 || o.Crews < 1 {
		return fmt.Errorf("%d crews hand %d checks in at most: lower -rate or -length", o.Crews, most)
	}
	clean, err := o.Prepare(ctx, "fresh")
	defer clean()
	if err != nil {
		return err
	}
	d := &depot{crews: o.Crews, today: today()}
	data := filepath.Join(o.Dir, "data")
	if err := d.plan(ctx, data); err != nil {
		return err
	}
	// Logins are limited by address, so each phone has its own.
	s, err := rig.StartProgram(ctx, o.Program, data, "--trusted-proxies", "127.0.0.1/32")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	c, err := newClient(s, d)
	if err != nil {
		return err
	}
	l := &load{options: *o, depot: d, client: c}
	p := &prober{depot: d, client: c}
	cpu, began := s.CPU(), time.Now()
	ctx, cancel := context.WithTimeout(ctx, o.length)
	defer cancel()
	done := make(chan struct{})
	go func() { defer close(done); p.run(ctx) }()
	l.run(ctx)
	<-done
	return o.report(l, p, float64(s.CPU()-cpu)/float64(time.Since(began)))
}

// report prints the table and judges it.
func (o *options) report(l *load, p *prober, cores float64) error {
	rate := float64(len(l.took)) / o.length.Seconds()
	fmt.Printf("%d crews, %.0f checks a second for %v (p50 %s, p99 %s to be taken), beside the readers on %d cores; the server used %.2f of a core\n\n",
		o.Crews, rate, o.length, ms(quantile(l.took, 0.5)), ms(quantile(l.took, 0.99)), runtime.NumCPU(), cores)
	fmt.Println("| what | times | p50 | p95 | longest until the score shows it |\n|---|---|---|---|---|")
	worst := time.Duration(0)
	for _, k := range []struct {
		name string
		lags []time.Duration
	}{{"a failed item of a check", p.checks}, {"an upheld complaint", p.verdicts}} {
		fmt.Printf("| %s | %d | %s | %s | %s |\n", k.name, len(k.lags), ms(quantile(k.lags, 0.5)), ms(quantile(k.lags, 0.95)), ms(quantile(k.lags, 1)))
		worst = max(worst, quantile(k.lags, 1))
	}
	err := errors.Join(l.err, p.err)
	switch {
	case err != nil:
	case len(p.checks) == 0 || len(p.verdicts) == 0:
		err = errors.New("nothing was probed")
	case o.Check && worst > mostLag:
		err = fmt.Errorf("something took %s to show", ms(worst))
	case o.Check && rate < 0.95*float64(o.rate):
		err = fmt.Errorf("only %.0f checks a second came", rate)
	}
	return err
}

func ms(d time.Duration) string { return fmt.Sprintf("%.0f ms", rig.MS(d)) }
