// Package storetest is the contract of [models.Backend] as tests, so that two adapters
// cannot drift apart. Each adapter's own test calls [Run]; nothing else imports it.
//
// A database holds at most 1,000 documents here, since the stand-in for MongoDB of
// the tests reads whole collections.
package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"crewcheck/models"
)

// Open opens one database with specs. Called again after Close, perhaps with other specs,
// it opens the same one.
type Open func(specs []*models.Spec) models.Backend

// Run runs the contract. fresh gives each test an empty database of its own.
func Run(t *testing.T, fresh func(*testing.T) Open) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *store)
	}{
		{"stores a document once", testInsert},
		{"refuses a second document with a unique field", testUnique},
		{"replaces only the version that was read", testReplace},
		{"says what is missing", testMissing},
		{"deletes, and a missing document too", testDelete},
		{"sweeps what is selected, the oldest first", testSweep},
		{"sweeps nothing that was renewed meanwhile", testSweepRace},
		{"lets one of fifty equal inserts win", testInsertRace},
		{"lets one of many inserts with a unique field win", testUniqueRace},
		{"counts every increment of many writers", testIncrements},
		{"gives back what JSON would give back", testShapes},
		{"keeps times to the millisecond", testTimes},
		{"lists the newest first or the oldest first", testOrder},
		{"lists by date and by id", testOtherOrders},
		{"reads a missing field as the empty text", testMissingField},
		{"finds texts, numbers and bools", testValues},
		{"bounds a list from its start and before its end", testRange},
		{"limits lists and counts", testLimits},
		{"pages without a gap or a repeat", testPaging},
		{"stops a list when its reader does", testListStops},
		{"lets the reader of a list use the store", testNested},
		{"refuses what was not declared", testUndeclared},
		{"keeps hostile texts inert", testHostile},
		{"obeys a cancelled context", testCancelled},
		{"is unavailable after Close", testClosed},
		{"keeps everything when it is opened again", testReopen},
		{"finds old documents by a field declared later", testDeclaredLater},
		{"stores a blob once", testBlobs},
		{"stores a blob once when many send it", testBlobRace},
		{"refuses odd names of blobs", testBlobNames},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &store{t: t, open: fresh(t)}
			s.Backend = s.open(specs())
			t.Cleanup(s.shut)
			c.run(t, s)
		})
	}
}

// store is the backend under test with short ways to do what most tests do.
type store struct {
	models.Backend
	t    *testing.T
	open Open
}

func (s *store) shut() {
	if s.Backend != nil {
		if err := s.Close(); err != nil {
			s.t.Errorf("close: %v", err)
		}
	}
	s.Backend = nil
}

// reopen closes the database and opens it with specs.
func (s *store) reopen(specs []*models.Spec) {
	s.t.Helper()
	s.shut()
	s.Backend = s.open(specs)
}

func (s *store) insert(spec *models.Spec, docs ...*sample) {
	s.t.Helper()
	for _, d := range docs {
		if err := s.Insert(s.t.Context(), spec, d); err != nil {
			s.t.Fatalf("insert %q: %v", d.ID, err)
		}
	}
}

func (s *store) get(spec *models.Spec, id string) *sample {
	s.t.Helper()
	var d sample
	if err := s.Get(s.t.Context(), spec, id, &d); err != nil {
		s.t.Fatalf("get %q: %v", id, err)
	}
	return &d
}

// ids lists the ids that f selects, in order.
func (s *store) ids(spec *models.Spec, f models.Filter) []string {
	s.t.Helper()
	out := []string{}
	err := s.List(s.t.Context(), spec, f, func(decode func(models.Document) error) error {
		var d sample
		if err := decode(&d); err != nil {
			return err
		}
		out = append(out, d.ID)
		return nil
	})
	if err != nil {
		s.t.Fatalf("list %+v: %v", f, err)
	}
	return out
}

// wantIDs checks a list and its count.
func (s *store) wantIDs(spec *models.Spec, f models.Filter, want ...string) {
	s.t.Helper()
	if got := s.ids(spec, f); !slices.Equal(got, want) {
		s.t.Errorf("list of %s %+v: got %q, want %q", spec.Name, f, got, want)
	}
	if f.After != (models.Key{}) {
		return // a count is of the whole list
	}
	n, err := s.Count(s.t.Context(), spec, f, 1000)
	if err != nil || n != len(want) {
		s.t.Errorf("count of %s %+v: got %d, %v, want %d", spec.Name, f, n, err, len(want))
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !models.IsCode(err, code) {
		t.Errorf("got error %v, want %s", err, code)
	}
}

// together runs do n times at once and gives the errors.
func together(n int, do func(i int) error) []error {
	start, errs := make(chan struct{}), make(chan error, n)
	for i := range n {
		go func() {
			<-start
			errs <- do(i)
		}()
	}
	close(start)
	out := make([]error, n)
	for i := range out {
		out[i] = <-errs
	}
	return out
}

// wantOneWinner checks that one try succeeded and every other was a duplicate.
func wantOneWinner(t *testing.T, errs []error) {
	t.Helper()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantCode(t, err, "store.duplicate")
	}
	if won != 1 {
		t.Errorf("%d of %d won, want 1", won, len(errs))
	}
}

// noon is the instant the tests count from.
var noon = models.At(time.Date(2026, 3, 29, 4, 0, 0, 0, time.UTC))

// base is a document of the given id, minute minutes after noon.
func base(id string, minute int) *sample {
	at := noon.Add(time.Duration(minute) * time.Minute)
	return &sample{
		Meta: models.Meta{ID: id, Version: 1, CreatedAt: noon, UpdatedAt: noon},
		At:   at, Day: models.DateOf(at.Time), Phone: "phone of " + id, DepotID: "changsha",
	}
}

func background() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), time.Minute)
}

func number(i int) string { return fmt.Sprintf("%03d", i) }
