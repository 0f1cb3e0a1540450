package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"crewcheck/models"
)

func testOrder(_ *testing.T, s *store) {
	s.insert(samples, base("b", 5), base("a", 5), base("d", 1), base("c", 9), base("é", 5))
	s.wantIDs(samples, models.Filter{}, "c", "é", "b", "a", "d")
	s.wantIDs(samples, models.Filter{Ascending: true}, "d", "a", "b", "é", "c")
	s.wantIDs(samples, models.Filter{After: models.Key{Time: noon.Add(5 * 60e9).String(), ID: "b"}}, "a", "d")
}

func testOtherOrders(_ *testing.T, s *store) {
	const day = 24 * 60
	for id, days := range map[string]int{"b": 2, "a": 2, "c": 0, "d": 3} {
		s.insert(byDay, base(id, days*day))
		s.insert(byID, base(id, days*day))
		d := base(id, 0)
		d.Nested.At = noon.Add(-60e9 * 1440).Add(60e9 * 1440 * 1).Ptr()
		s.insert(deepT, d)
	}
	s.wantIDs(byDay, models.Filter{}, "d", "b", "a", "c")
	s.wantIDs(byDay, models.Filter{From: "2026-03-31", To: "2026-04-01"}, "b", "a")
	s.wantIDs(byDay, models.Filter{From: "2026-03-30", Ascending: true, After: models.Key{Time: "2026-03-31", ID: "a"}}, "b", "d")
	s.wantIDs(byID, models.Filter{}, "d", "c", "b", "a")
	s.wantIDs(byID, models.Filter{Ascending: true, After: models.Key{ID: "b"}}, "c", "d")
	s.wantIDs(byID, models.Filter{In: map[string][]any{"depotId": {"changsha", "other"}}, Ascending: true}, "a", "b", "c", "d")
	s.wantIDs(byID, models.Filter{Equal: map[string]any{"id": "b"}}, "b")
	s.wantIDs(deepT, models.Filter{From: noon.String()}, "d", "c", "b", "a")
	s.wantIDs(deepT, models.Filter{To: noon.String()})
}

func testMissingField(_ *testing.T, s *store) {
	empty, full := base("empty", 0), base("full", 1)
	full.Kind, full.Maybe, full.None, full.UserID, full.Approval = "k", &nested{Name: "k"}, &nested{Name: "k"}, "k", &Approval{"k"}
	full.Nested.Deep = &deep{Code: "k"}
	share := 0.0
	full.Share = &share
	s.insert(samples, empty, full)
	for _, field := range []string{"kind", "maybe.name", "none.name", "userId", "approvedBy", "nested.deep.code"} {
		s.wantIDs(samples, models.Filter{Equal: map[string]any{field: ""}}, "empty")
		s.wantIDs(samples, models.Filter{Equal: map[string]any{field: "k"}}, "full")
		s.wantIDs(samples, models.Filter{In: map[string][]any{field: {"", "z"}}}, "empty")
		s.wantIDs(samples, models.Filter{In: map[string][]any{field: {"", "k", "k"}}}, "full", "empty")
	}
	s.wantIDs(samples, models.Filter{Equal: map[string]any{"share": ""}}, "empty")
	s.wantIDs(samples, models.Filter{Equal: map[string]any{"share": 0}}, "full")
	for _, field := range []string{"weight", "late"} { // omitempty leaves out 0 and false
		s.wantIDs(samples, models.Filter{Equal: map[string]any{field: ""}}, "full", "empty")
		s.wantIDs(samples, models.Filter{In: map[string][]any{field: {0, false}}})
	}
}

func testValues(_ *testing.T, s *store) {
	yes := true
	a, b, c := base("a", 0), base("b", 1), base("c", 2)
	a.Count, a.Score, a.Open, a.Agreed, a.Big = 3, 3, true, &yes, 1<<53+1
	b.Count, b.Score, b.Big, b.DepotID = -1, 0.5, 1<<53, "hengyang"
	c.Kind, c.DepotID = "3", "yueyang"
	s.insert(samples, a, b, c)
	type state string
	for _, w := range []struct {
		field string
		value any
		ids   []string
	}{
		{"count", 3, []string{"a"}},
		{"count", int64(3), []string{"a"}},
		{"count", 3.0, []string{"a"}},
		{"count", "3", nil},
		{"count", "", nil},
		{"kind", "3", []string{"c"}},
		{"kind", state("3"), []string{"c"}},
		{"kind", 3, nil},
		{"score", 3, []string{"a"}},
		{"score", 0.5, []string{"b"}},
		{"big", int64(1<<53 + 1), []string{"a"}},
		{"open", true, []string{"a"}},
		{"open", false, []string{"c", "b"}},
		{"agreed", true, []string{"a"}},
		{"agreed", false, nil},
		{"agreed", "", []string{"c", "b"}},
		{"day", models.Date("2026-03-29"), []string{"c", "b", "a"}},
		{"id", "b", []string{"b"}},
		{"version", 1, []string{"c", "b", "a"}},
	} {
		s.wantIDs(samples, models.Filter{Equal: map[string]any{w.field: w.value}}, w.ids...)
		s.wantIDs(samples, models.Filter{In: map[string][]any{w.field: {w.value}}}, w.ids...)
	}
	s.wantIDs(samples, models.Filter{In: map[string][]any{"count": {3, 3.0, -1, "x", true}}}, "b", "a")
	s.wantIDs(samples, models.Filter{In: map[string][]any{"depotId": {"hengyang", "changsha", "hengyang"}}}, "b", "a")
	s.wantIDs(samples, models.Filter{In: map[string][]any{"depotId": {}}})
	s.wantIDs(samples, models.Filter{
		Equal: map[string]any{"open": false, "kind": ""},
		In:    map[string][]any{"depotId": {"changsha", "hengyang", "yueyang"}, "count": {-1, 0}},
	}, "b")
}

func testRange(_ *testing.T, s *store) {
	s.insert(samples, base("a", 0), base("b", 1), base("c", 2))
	one, two := noon.Add(60e9), noon.Add(120e9)
	s.wantIDs(samples, models.Filter{From: one.String(), To: two.String()}, "b")
	s.wantIDs(samples, models.Filter{From: one.String()}, "c", "b")
	s.wantIDs(samples, models.Filter{To: one.Add(1e6).String()}, "b", "a")
	s.wantIDs(samples, models.Filter{From: two.String(), To: one.String()})
	s.wantIDs(samples, models.Filter{From: "2026-03-29T12:01:00+08:00", To: "2026-03-29T04:02:00Z"}, "b") // other spellings of the same instants
	s.wantIDs(samples, models.Filter{From: noon.String(), To: two.String(), After: models.Key{Time: one.String(), ID: "b"}, Limit: 1}, "a")
}

func testLimits(t *testing.T, s *store) {
	for i := range 60 {
		s.insert(samples, base(number(i), i))
	}
	for limit, want := range map[int]int{0: 50, 1: 1, 59: 59, 1000: 60} {
		if got := len(s.ids(samples, models.Filter{Limit: limit})); got != want {
			t.Errorf("limit %d lists %d, want %d", limit, got, want)
		}
		if n, err := s.Count(t.Context(), samples, models.Filter{}, limit); err != nil || n != min(limit, 60) {
			t.Errorf("limit %d counts %d, %v", limit, n, err)
		}
	}
	for _, limit := range []int{-1, 1001} {
		if err := s.List(t.Context(), samples, models.Filter{Limit: limit}, nil); err == nil {
			t.Errorf("limit %d is accepted", limit)
		}
	}
	many := make([]any, 1001)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	s.wantIDs(samples, models.Filter{In: map[string][]any{"kind": many[:1000]}})
	s.wantIDs(samples, models.Filter{In: map[string][]any{"depotId": many[:1000]}})
	if err := s.List(t.Context(), samples, models.Filter{In: map[string][]any{"kind": many}}, nil); err == nil {
		t.Error("1,001 values are accepted")
	}
}

func testListStops(t *testing.T, s *store) {
	s.insert(samples, base("a", 0), base("b", 1))
	enough, calls := errors.New("enough"), 0
	err := s.List(t.Context(), samples, models.Filter{}, func(func(models.Document) error) error {
		calls++
		return enough
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
}

func testNested(t *testing.T, s *store) {
	for i := range 5 {
		s.insert(samples, base(number(i), i))
	}
	errs := together(30, func(int) error {
		return s.List(t.Context(), samples, models.Filter{}, func(decode func(models.Document) error) error {
			var d, again sample
			if err := decode(&d); err != nil {
				return err
			}
			return s.Get(t.Context(), samples, d.ID, &again)
		})
	})
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

func testUndeclared(t *testing.T, s *store) {
	none := func(func(models.Document) error) error { return nil }
	for _, f := range []models.Filter{
		{Equal: map[string]any{"tags": "x"}},
		{In: map[string][]any{`kind" = "kind" OR "1`: {"x"}}},
		{Equal: map[string]any{"$where": "1"}},
		{Equal: map[string]any{"kind": nil}},
		{Equal: map[string]any{"kind": map[string]any{"$ne": ""}}},
		{In: map[string][]any{"kind": {[]string{"x"}}}},
	} {
		if err := s.List(t.Context(), samples, f, none); err == nil {
			t.Errorf("the filter %+v is accepted", f)
		}
		if _, err := s.Count(t.Context(), samples, f, 1); err == nil {
			t.Errorf("counting by %+v is accepted", f)
		}
	}
	if err := s.List(t.Context(), byID, models.Filter{From: noon.String()}, none); err == nil {
		t.Error("a range is accepted where there is no time")
	}
	other := &models.Spec{Name: "unknown"}
	if s.Insert(t.Context(), other, base("a", 0)) == nil || s.Get(t.Context(), other, "a", &sample{}) == nil {
		t.Error("a collection that was not declared is used")
	}
}

func testHostile(t *testing.T, s *store) {
	hostile := []string{
		`'; DROP TABLE samples; --`, `" OR ""="`, "$ne", `{"$gt":""}`, "a\x00b", "a\x00", "店/瓶 🍺", "..", "%", "*", `\`, "null", "0", "true", " ", "\u202e",
	}
	for i, h := range hostile {
		d := base(h, i)
		d.DepotID, d.Kind, d.Nested.Name, d.Tags = h, h, h, []string{h}
		s.insert(samples, d)
	}
	for _, h := range hostile {
		d := s.get(samples, h)
		if d.Kind != h || d.Nested.Name != h || d.Tags[0] != h {
			t.Errorf("%q came back as %q, %q, %q", h, d.Kind, d.Nested.Name, d.Tags)
		}
		s.wantIDs(samples, models.Filter{Equal: map[string]any{"depotId": h, "nested.name": h}}, h)
		s.wantIDs(samples, models.Filter{In: map[string][]any{"kind": {h, "no such"}}}, h)
		s.wantIDs(samples, models.Filter{Equal: map[string]any{"id": h}}, h)
	}
	if got := s.ids(samples, models.Filter{Ascending: true}); !slices.Equal(got, hostile) {
		t.Errorf("got %q", got)
	}
	for _, h := range hostile {
		if err := s.Delete(t.Context(), samples, h); err != nil {
			t.Errorf("delete %q: %v", h, err)
		}
	}
	s.wantIDs(samples, models.Filter{})
}
