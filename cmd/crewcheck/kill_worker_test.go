package main

import (
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

// workerKills is how often the program is killed while days wait to be worked out.
const workerKills = 50

// What a worker that is killed again and again works out is, in the end, what one that is never killed has worked out, to the
// byte.
func TestKill9OfTheWorkerLeavesTheSameFigures(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills the program fifty times")
	}
	dir := t.TempDir()
	if _, _, err := said(t, "", nil, "simulate", "--crews", "3", "--days", "6", "--stops-per-run", "4", "--data", dir); err != nil {
		t.Fatal(err)
	}
	want, _ := lookAt(t, dir, false)
	killed, lives := 0, 0
	for ; killed < workerKills; lives++ {
		if lives > 4*workerKills {
			t.Fatalf("only %d of %d kills came while days waited", killed, lives)
		}
		lookAt(t, dir, true)
		server := startOn(t, dir)
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		server.kill()
		if _, pending := lookAt(t, dir, false); pending > 0 {
			killed++
		}
	}
	server := startOn(t, dir)
	for end := time.Now().Add(2 * time.Minute); waiting(t, server.url) > 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d days still wait", waiting(t, server.url))
		}
	}
	server.stop()
	got, _ := lookAt(t, dir, false)
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			t.Errorf("%s is\n%s\nand of a worker never killed\n%s", key, got[key], want[key])
		}
	}
	if len(got) != len(want) || len(want) < 50 {
		t.Errorf("%d documents, want %d", len(got), len(want))
	}
	t.Logf("%d documents after %d kills in %d lives", len(got), killed, lives)
}

// lookAt opens a folder whose server is dead: it gives what is derived there and how many days wait. With spoil it also
// loses some of that, and has all days worked out anew by marks of an hour ago.
func lookAt(t *testing.T, dir string, spoil bool) (derived map[string]string, pending int) {
	t.Helper()
	ctx := t.Context()
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := backend.Close(); err != nil {
			t.Error(err)
		}
	}()
	past := func() time.Time { return time.Now().Add(-time.Hour) }
	s, err := models.New(ctx, models.Config{Store: models.NewStore(backend, past), Clock: past})
	if err != nil {
		t.Fatal(err)
	}
	derived = map[string]string{}
	if err := s.Derived(ctx, func(collection, id string, content []byte) error {
		derived[collection+"/"+id] = string(content)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if spoil {
		loseSome(t, backend, derived)
		if _, err := s.MarkDays(ctx, ""); err != nil {
			t.Fatal(err)
		}
	}
	if pending, err = s.PendingDays(ctx); err != nil {
		t.Fatal(err)
	}
	return derived, pending
}

// loseSome deletes a third of what is derived. The ledgers stay: those a worker leaves alone that have seen their stops.
func loseSome(t *testing.T, backend models.Backend, derived map[string]string) {
	t.Helper()
	for _, spec := range models.Specs() {
		if !slices.Contains(models.DerivedCollections, spec.Name) || spec.Name == "bottleLedgers" {
			continue
		}
		for key := range derived {
			id, of := strings.CutPrefix(key, spec.Name+"/")
			if !of || rand.IntN(3) > 0 {
				continue
			}
			if err := backend.Delete(t.Context(), spec, id); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var pendingMetric = regexp.MustCompile(`(?m)^crewcheck_pending_days (\d+)$`)

// waiting is how many days wait to be worked out, by the server's own count.
func waiting(t *testing.T, url string) int {
	t.Helper()
	res, err := http.Get(url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := pendingMetric.FindSubmatch(text)
	if m == nil {
		t.Fatalf("no count of days in %s", text)
	}
	if string(m[1]) == "0" {
		return 0
	}
	return 1
}
