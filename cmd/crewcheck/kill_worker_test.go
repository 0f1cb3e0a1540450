package main

import (
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"crewcheck/models"
	"crewcheck/models/mongo"
	"crewcheck/models/mongo/mongotest"
	"crewcheck/models/season"
	"crewcheck/models/sqlite"
)

// ground is where the store of a program is kept that is killed.
type ground struct {
	kills int
	flags []string // of the program, which name the store
	open  func(context.Context) (models.Backend, error)
}

// onDisk is an embedded store with a season in it.
func onDisk(t *testing.T) ground {
	dir := t.TempDir()
	if _, _, err := said(t, "", nil, "simulate", "--crews", "3", "--days", "6", "--stops-per-run", "4", "--data", dir); err != nil {
		t.Fatal(err)
	}
	return ground{50, []string{"--data", dir}, func(ctx context.Context) (models.Backend, error) {
		return sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	}}
}

// onMongo is a database with a small season in it. A server that is killed there leaves its lease behind, and the next one
// works out nothing before it has run out: each life takes that long.
func onMongo(t *testing.T) ground {
	o := mongotest.Database(t)
	open := func(ctx context.Context) (models.Backend, error) { return mongo.Open(ctx, o, models.Specs()) }
	backend, err := open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = season.Run(t.Context(), models.NewStore(backend, time.Now), season.Options{Crews: 2, Days: 5, StopsPerRun: 2})
	if err := errors.Join(err, backend.Close()); err != nil {
		t.Fatal(err)
	}
	return ground{8, []string{"--mongodb-uri", o.URI, "--mongodb-database", o.Database}, open}
}

// What a worker that is killed again and again works out is, in the end, what one that is never killed has worked out, to the
// byte.
func TestKill9OfTheWorkerLeavesTheSameFigures(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills the program fifty times")
	}
	for name, prepared := range map[string]func(*testing.T) ground{"sqlite": onDisk, "mongodb": onMongo} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := prepared(t)
			g.settle(t)
			want, _ := g.look(t, false)
			killed, lives := 0, 0
			for ; killed < g.kills; lives++ {
				if lives > 4*g.kills {
					t.Fatalf("only %d of %d kills came while days waited", killed, lives)
				}
				_, marked := g.look(t, true)
				server := g.start(t)
				some := 1 + rand.IntN(marked-1)
				waitUntil(t, "days are worked out", func() bool { return waiting(t, server.url) <= some })
				server.kill()
				if _, pending := g.look(t, false); pending > 0 {
					killed++
				}
			}
			g.settle(t)
			got, _ := g.look(t, false)
			for _, key := range slices.Sorted(maps.Keys(want)) {
				if got[key] != want[key] {
					t.Errorf("%s is\n%s\nand of a worker never killed\n%s", key, got[key], want[key])
				}
			}
			if len(got) != len(want) || len(want) < 50 {
				t.Errorf("%d documents, want %d", len(got), len(want))
			}
			t.Logf("%d documents after %d kills in %d lives", len(got), killed, lives)
		})
	}
}

func (g *ground) start(t *testing.T) *process {
	t.Helper()
	p, err := startReal(append([]string{"serve", "--addr", "127.0.0.1:0", "--rate-limit", "-1", "--log-level", "error"}, g.flags...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// settle lets a worker live until no day waits.
func (g *ground) settle(t *testing.T) {
	t.Helper()
	server := g.start(t)
	waitUntil(t, "all days are worked out", func() bool { return waiting(t, server.url) == 0 })
	server.stop()
}

func waitUntil(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// look opens a store whose server is dead: it gives what is derived there and how many days wait. With spoil it also
// loses some of that, and has all days worked out anew by marks of an hour ago.
func (g *ground) look(t *testing.T, spoil bool) (derived map[string]string, pending int) {
	t.Helper()
	ctx := t.Context()
	backend, err := g.open(ctx)
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
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
