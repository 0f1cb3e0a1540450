package rig

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// Common are the flags of benchmarks that start the program.
type Common struct {
	Program string // to measure
	Dir     string // for the data
	Crews   int
	Check   bool // exit 1 when the aim is missed
}

// Flags declares them; aim says when -check exits 1.
func (c *Common) Flags(aim string) {
	flag.IntVar(&c.Crews, "crews", 200, "crews of the depot")
	flag.StringVar(&c.Program, "program", "", "crewcheck to measure; built from this module when empty")
	flag.BoolVar(&c.Check, "check", false, "exit 1 "+aim)
}

// DirFlag declares the folder of the data, for benchmarks that can use it again.
func (c *Common) DirFlag() {
	flag.StringVar(&c.Dir, "dir", "", "folder for the data, kept and used again; a temporary one, deleted at the end, when empty")
}

// Prepare makes the folder and builds the program, where the flags name none. clean deletes what is temporary.
func (c *Common) Prepare(ctx context.Context, name string) (clean func(), err error) {
	clean = func() {}
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "crewcheck-"+name+"-"); err != nil {
			return clean, err
		}
		clean = func() { _ = os.RemoveAll(c.Dir) }
	}
	if err = os.MkdirAll(c.Dir, 0o700); err == nil && c.Program == "" {
		c.Program, err = Build(ctx, c.Dir)
	}
	return clean, err
}

// Main runs a benchmark until it ends or is interrupted, and exits 1 with its error.
func Main(name string, run func(context.Context) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// MS is a duration in milliseconds.
func MS(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// Size is what a folder takes on disk.
func Size(dir string) string {
	sum := int64(0)
	_ = filepath.Walk(dir, func(_ string, f os.FileInfo, err error) error {
		if err == nil && !f.IsDir() {
			sum += f.Size()
		}
		return err
	})
	return fmt.Sprintf("%.1f GB", float64(sum)/1e9)
}
