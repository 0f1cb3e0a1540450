package storetest

import (
	"context"
	"errors"
	"testing"

	"crewcheck/models"
)

func testCancelled(t *testing.T, s *store) {
	s.insert(samples, base("a", 0))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	changed := base("a", 1)
	changed.Version = 2
	_, sweepErr := s.Sweep(ctx, samples, models.Filter{From: noon.String()})
	_, countErr := s.Count(ctx, samples, models.Filter{}, 1)
	_, _, blobErr := s.GetBlob(ctx, "b")
	_, hasErr := s.HasBlob(ctx, "b")
	for name, err := range map[string]error{
		"insert":   s.Insert(ctx, samples, base("b", 0)),
		"get":      s.Get(ctx, samples, "a", &sample{}),
		"replace":  s.Replace(ctx, samples, 1, changed),
		"delete":   s.Delete(ctx, samples, "a"),
		"sweep":    sweepErr,
		"list":     s.List(ctx, samples, models.Filter{}, func(func(models.Document) error) error { return nil }),
		"count":    countErr,
		"put blob": s.PutBlob(ctx, "b", []byte("x")),
		"get blob": blobErr,
		"has blob": hasErr,
		"ping":     s.Ping(ctx),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want the context's error", name, err)
		}
	}
	s.wantIDs(samples, models.Filter{}, "a")
	if d := s.get(samples, "a"); d.Version != 1 {
		t.Errorf("the cancelled replace was done: version %d", d.Version)
	}
	if has, err := s.HasBlob(t.Context(), "b"); has || err != nil {
		t.Errorf("the cancelled blob is stored: %v, %v", has, err)
	}
}

func testClosed(t *testing.T, s *store) {
	s.insert(samples, base("a", 0))
	b := s.Backend
	s.shut()
	wantCode(t, b.Insert(t.Context(), samples, base("b", 0)), "store.unavailable")
	wantCode(t, b.Get(t.Context(), samples, "a", &sample{}), "store.unavailable")
	wantCode(t, b.Ping(t.Context()), "store.unavailable")
	if err := b.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func testReopen(t *testing.T, s *store) {
	d := base("a", 0)
	d.Tags = []string{"x"}
	s.insert(samples, d, base("b", 1))
	s.insert(byDay, base("c", 0))
	if err := s.PutBlob(t.Context(), "ab/cd", []byte("photo")); err != nil {
		t.Fatal(err)
	}
	s.reopen(specs())
	s.wantSame(d)
	s.wantIDs(samples, models.Filter{}, "b", "a")
	s.wantIDs(byDay, models.Filter{}, "c")
	s.wantBlob("ab/cd", "photo")
	wantCode(t, s.Insert(t.Context(), samples, base("a", 0)), "store.duplicate")
	twin := base("z", 0)
	twin.Phone = d.Phone
	wantCode(t, s.Insert(t.Context(), samples, twin), "store.duplicate")
}

func testDeclaredLater(t *testing.T, s *store) {
	few := &models.Spec{Name: "samples", Fields: []string{"depotId"}, Time: "createdAt"}
	s.reopen([]*models.Spec{few})
	yes := true
	a, b := base("a", 1), base("b", 2)
	a.Kind, a.Count, a.Score, a.Open, a.Agreed, a.Nested.Deep = "k", 7, 0.5, true, &yes, &deep{Code: "瓶"}
	s.insert(few, a, b)
	s.reopen(specs())
	for field, value := range map[string]any{
		"kind": "k", "count": 7, "score": 0.5, "open": true, "agreed": true, "nested.deep.code": "瓶", "phone": a.Phone,
	} {
		s.wantIDs(samples, models.Filter{Equal: map[string]any{field: value}}, "a")
	}
	s.wantIDs(samples, models.Filter{Equal: map[string]any{"kind": "", "agreed": ""}, From: b.At.String()}, "b")
	c := base("c", 3)
	c.Phone = a.Phone
	wantCode(t, s.Insert(t.Context(), samples, c), "store.duplicate")
	s.reopen([]*models.Spec{few}) // back, and forth again
	c.ID, c.Phone, c.Kind = "d", "new", "k"
	s.insert(few, c)
	s.reopen(specs())
	s.wantIDs(samples, models.Filter{Equal: map[string]any{"kind": "k"}}, "d", "a")
}
