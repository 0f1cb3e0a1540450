// Command exports measures the memory of an export: it fills the embedded store with checks, then a process of its own
// exports all of them, and prints the most memory that it held. The store is in a folder that it deletes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
	"crewcheck/models/sqlite"
)

const mostMB = 200

func main() {
	n := flag.Int("checks", 1_000_000, "checks in the store")
	dir := flag.String("export", "", "export the store in this folder, and print what it took; used by the program itself")
	format := flag.String("format", "csv", "csv, xlsx or ndjson, with -export")
	check := flag.Bool("check", false, fmt.Sprintf("exit 1 above %d MB", mostMB))
	flag.Parse()
	var err error
	if *dir != "" {
		err = export(context.Background(), *dir, *format, *check)
	} else {
		err = run(context.Background(), *n, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "exports:", err)
		os.Exit(1)
	}
}

var caller = models.Caller{UserID: "u-admin", Roles: []models.Role{models.Admin}}

func open(ctx context.Context, dir string) (models.Backend, *models.Service, error) {
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return nil, nil, err
	}
	s, err := models.New(ctx, models.Config{Store: models.NewStore(backend, time.Now), Alone: true})
	return backend, s, err
}

func run(ctx context.Context, n int, check bool) error {
	dir, err := os.MkdirTemp("", "crewcheck-exports-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := fill(ctx, dir, n); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Println("| export | size | time | most memory of its own |\n|---|---|---|---|")
	for _, format := range []string{models.FormatCSV, models.FormatXLSX, models.FormatNDJSON} {
		cmd := exec.CommandContext(ctx, self, "-export", dir, "-format", format, fmt.Sprintf("-check=%v", check))
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", format, err)
		}
	}
	return nil
}

// fill stores n checks of 12 items, as graded ones are stored.
func fill(ctx context.Context, dir string, n int) error {
	backend, s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer backend.Close()
	if _, _, err := s.PutDepot(ctx, caller, "d-1", models.Match{}, models.DepotBody{Name: "长沙", Zone: "Asia/Shanghai"}); err != nil {
		return err
	}
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var all sync.WaitGroup
	failed := make(chan error, 64)
	for worker := range 64 {
		all.Go(func() {
			for i := worker; i < n; i += 64 {
				if err := s.Store().Checks.Insert(ctx, oneCheck(i, begin.Add(time.Duration(i)*time.Second))); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

func oneCheck(i int, at time.Time) *models.Check {
	k := &models.Check{DepotID: "d-1", CrewID: fmt.Sprintf("c-%d", i%200), VenueID: fmt.Sprintf("v-%d", i%2000), Date: "2026-01-01", Flags: []string{}, MissingPhotos: []string{}}
	k.ID = fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
	k.Checklist = models.ChecklistRef{ID: "conduct", Version: 1}
	k.RunID, k.StopID, k.MemberID = fmt.Sprintf("r-%d", i/20), fmt.Sprintf("s-%d", i/2), "u-1"
	k.CompletedAt, k.ReceivedAt, k.ReportedAt, k.StartedAt, k.SentAt = models.At(at), models.At(at), models.At(at), models.At(at), models.At(at)
	k.Grade = checklists.Grade{Score: 97.5, Critical: []string{}}
	for item := range 12 {
		k.Answers = append(k.Answers, checklists.Answer{ItemID: fmt.Sprintf("conduct.item-%d", item)})
		k.Grade.Items = append(k.Grade.Items, checklists.ItemGrade{ItemID: fmt.Sprintf("conduct.item-%d", item), Outcome: "pass", Points: 3, Max: 3})
	}
	return k
}

// counter counts what is written.
type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

func export(ctx context.Context, dir, format string, check bool) error {
	backend, s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer backend.Close()
	begin, size, watch := time.Now(), counter(0), watchMemory()
	if err := s.ExportChecks(ctx, caller, models.ListQuery{}, format, "zh-CN", &size); err != nil {
		return err
	}
	took, mb := time.Since(begin), watch()
	fmt.Printf("| %s | %d MB | %.0f s | %d MB |\n", format, size>>20, took.Seconds(), mb)
	if check && mb > mostMB {
		return errors.New("too much memory")
	}
	return nil
}

// watchMemory looks ten times a second at what this process holds of its own, by Linux (RssAnon): the pages of the database that it
// maps are the system's, which takes them back when it needs them. The returned function ends it and gives the most in MB.
func watchMemory() func() int {
	stop, most := make(chan struct{}), make(chan int)
	go func() {
		peak := 0
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			peak = max(peak, ownMB())
			select {
			case <-stop:
				most <- peak
				return
			case <-tick.C:
			}
		}
	}()
	return func() int { close(stop); return <-most }
}

func ownMB() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kb int
		if _, err := fmt.Sscanf(line, "RssAnon: %d kB", &kb); err == nil {
			return kb >> 10
		}
	}
	return 0
}
