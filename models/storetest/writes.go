package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"crewcheck/models"
)

func testInsert(t *testing.T, s *store) {
	first, again := base("one", 0), base("one", 5)
	first.Kind, again.Kind, again.Phone = "first", "again", "another"
	s.insert(samples, first)
	wantCode(t, s.Insert(t.Context(), samples, again), "store.duplicate")
	if got := s.get(samples, "one"); got.Kind != "first" {
		t.Errorf("the second insert changed the document to %q", got.Kind)
	}
	s.insert(byDay, base("one", 0)) // the same id in another collection is another document
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
}

func testUnique(t *testing.T, s *store) {
	a, b := base("a", 0), base("b", 1)
	s.insert(samples, a, b)
	c := base("c", 2)
	c.Phone = a.Phone
	wantCode(t, s.Insert(t.Context(), samples, c), "store.duplicate")
	wantCode(t, s.Get(t.Context(), samples, "c", &sample{}), "store.missing")
	b.Version, b.Phone = 2, a.Phone
	wantCode(t, s.Replace(t.Context(), samples, 1, b), "store.duplicate")
	if got := s.get(samples, "b"); got.Version != 1 || got.Phone == a.Phone {
		t.Errorf("the refused replace changed b to version %d, %q", got.Version, got.Phone)
	}
	a.Version, a.Phone = 2, "free"
	if err := s.Replace(t.Context(), samples, 1, a); err != nil {
		t.Fatalf("replace: %v", err)
	}
	c.Phone = "phone of a"
	s.insert(samples, c) // the old number is free again
}

func testReplace(t *testing.T, s *store) {
	d := base("one", 0)
	s.insert(samples, d)
	d.Version, d.Kind, d.At = 2, "second", noon.Add(3600e9)
	if err := s.Replace(t.Context(), samples, 1, d); err != nil {
		t.Fatalf("replace: %v", err)
	}
	d.Version, d.Kind = 2, "too late"
	wantCode(t, s.Replace(t.Context(), samples, 1, d), "store.stale")
	wantCode(t, s.Replace(t.Context(), samples, 3, d), "store.stale")
	if got := s.get(samples, "one"); got.Version != 2 || got.Kind != "second" {
		t.Errorf("got version %d %q, want 2 second", got.Version, got.Kind)
	}
	s.wantIDs(samples, models.Filter{Equal: map[string]any{"kind": "second"}, From: noon.Add(1).String()}, "one")
	s.wantIDs(samples, models.Filter{Equal: map[string]any{"kind": ""}})
}

func testMissing(t *testing.T, s *store) {
	wantCode(t, s.Get(t.Context(), samples, "none", &sample{}), "store.missing")
	wantCode(t, s.Replace(t.Context(), samples, 1, base("none", 0)), "store.missing")
	s.wantIDs(samples, models.Filter{})
	_, _, err := s.GetBlob(t.Context(), "none")
	wantCode(t, err, "store.missing")
}

func testDelete(t *testing.T, s *store) {
	s.insert(samples, base("a", 0), base("b", 1))
	for range 2 {
		if err := s.Delete(t.Context(), samples, "a"); err != nil {
			t.Fatalf("delete: %v", err)
		}
	}
	s.wantIDs(samples, models.Filter{}, "b")
	s.insert(samples, base("a", 2))
	s.wantIDs(samples, models.Filter{}, "a", "b")
}

func testSweep(t *testing.T, s *store) {
	for i, kind := range []string{"done", "open", "done", "done", "done"} {
		d := base(string(rune('a'+i)), i)
		d.Kind = kind
		s.insert(samples, d)
	}
	s.insert(byDay, base("old", -24*60))
	past := models.Filter{Equal: map[string]any{"kind": "done"}, To: noon.Add(3 * 60e9).String(), Ascending: true, Limit: 2}
	for _, want := range []int{2, 0} { // d and e are not past yet, b is not done
		if n, err := s.Sweep(t.Context(), samples, past); n != want || err != nil {
			t.Errorf("%d are swept, %v, want %d", n, err, want)
		}
	}
	s.wantIDs(samples, models.Filter{Ascending: true}, "b", "d", "e")
	past.To = noon.Add(time.Hour).String()
	past.After = models.Key{Time: past.To, ID: "z"} // is ignored
	past.Limit = 1
	if n, err := s.Sweep(t.Context(), samples, past); n != 1 || err != nil {
		t.Errorf("%d are swept, %v, want 1", n, err)
	}
	s.wantIDs(samples, models.Filter{Ascending: true}, "b", "e")
	if n, err := s.Sweep(t.Context(), samples, models.Filter{From: noon.Add(4 * 60e9).String()}); n != 1 || err != nil {
		t.Errorf("%d are swept from a time on, %v, want 1", n, err)
	}
	s.insert(samples, base("e", 9)) // its place and its number are free again
	if n, err := s.Sweep(t.Context(), samples, models.Filter{In: map[string][]any{"kind": {}}, To: past.To}); n != 0 || err != nil {
		t.Errorf("%d of nothing are swept, %v", n, err)
	}
	for _, f := range []models.Filter{{}, {Equal: map[string]any{"kind": "open"}}, {To: past.To, Limit: 1001}, {To: past.To, Limit: -1}} {
		if n, err := s.Sweep(t.Context(), samples, f); err == nil {
			t.Errorf("%+v sweeps %d", f, n)
		}
	}
	s.wantIDs(samples, models.Filter{Ascending: true}, "b", "e")
	s.wantIDs(byDay, models.Filter{}, "old")
}

// testSweepRace: half of them are renewed while several sweep.
func testSweepRace(t *testing.T, s *store) {
	const all = 40
	for i := range all {
		s.insert(samples, base(number(i), 0))
	}
	errs := together(all/2+4, func(i int) error {
		if i >= all/2 {
			_, err := s.Sweep(t.Context(), samples, models.Filter{To: noon.Add(60e9).String(), Limit: all})
			return err
		}
		d := base(number(i), 5)
		d.Version = 2
		err := s.Replace(t.Context(), samples, 1, d)
		if models.IsCode(err, "store.missing") { // it was too late: it begins anew
			d.Version = 1
			err = s.Insert(t.Context(), samples, d)
		}
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Count(t.Context(), samples, models.Filter{}, all); n != all/2 || err != nil {
		t.Errorf("%d are left, %v, want %d", n, err, all/2)
	}
}

func testInsertRace(t *testing.T, s *store) {
	wantOneWinner(t, together(50, func(i int) error {
		d := base("one", i)
		d.Phone = fmt.Sprint(i)
		return s.Insert(t.Context(), samples, d)
	}))
	s.wantIDs(samples, models.Filter{}, "one")
}

func testUniqueRace(t *testing.T, s *store) {
	wantOneWinner(t, together(20, func(i int) error {
		d := base(fmt.Sprint(i), i)
		d.Phone = "one"
		return s.Insert(t.Context(), samples, d)
	}))
	if n, err := s.Count(t.Context(), samples, models.Filter{}, 100); n != 1 || err != nil {
		t.Errorf("%d documents are stored, %v, want 1", n, err)
	}
}

func testIncrements(t *testing.T, s *store) {
	const writers, times = 8, 5
	s.insert(samples, base("one", 0))
	increment := func() error {
		for {
			var d sample
			if err := s.Get(t.Context(), samples, "one", &d); err != nil {
				return err
			}
			d.Count++
			d.Version++
			if err := s.Replace(t.Context(), samples, d.Version-1, &d); !models.IsCode(err, "store.stale") {
				return err
			}
		}
	}
	err := errors.Join(together(writers, func(int) error {
		for range times {
			if err := increment(); err != nil {
				return err
			}
		}
		return nil
	})...)
	if d := s.get(samples, "one"); err != nil || d.Count != writers*times || d.Version != writers*times+1 {
		t.Errorf("got count %d at version %d, %v, want %d", d.Count, d.Version, err, writers*times)
	}
}
