package scenario

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"crewcheck/models"
)

// leftover is a document of any collection that is swept.
type leftover struct {
	models.Meta
	UserID    string         `json:"userId"`
	WebhookID string         `json:"webhookId"`
	By        string         `json:"by"`
	ImportID  string         `json:"importId"`
	Stream    string         `json:"stream"`
	Subject   models.Subject `json:"subject"`
	State     string         `json:"state"`
	ExpiresAt models.Time    `json:"expiresAt"`
	MarkedAt  models.Time    `json:"markedAt"`
	At        models.Time    `json:"at"`
	StoredAt  models.Time    `json:"storedAt"`
	DueAt     models.Time    `json:"dueAt"`
}

func leftoverOf(id, state string, at models.Time) *leftover {
	meta := models.Meta{ID: id, Version: 1, CreatedAt: at, UpdatedAt: at}
	return &leftover{Meta: meta, State: state, ExpiresAt: at, MarkedAt: at, At: at, StoredAt: at, DueAt: at}
}

const oneDay = 24 * time.Hour

// keptFor says how long each collection that is swept keeps its documents, as docs/data.md tells it.
var keptFor = map[string]time.Duration{
	"sessions": 30 * oneDay, "pairings": oneDay, "addressLocks": 30 * oneDay, "receiptTokens": 365 * oneDay, "photoGrants": 400 * oneDay,
	"pendingDays": 7 * oneDay, "looks": 7 * oneDay, "deliveries": 30 * oneDay, "notices": 90*oneDay + time.Hour, "imports": 30 * oneDay, "importRows": 30 * oneDay, "alarms": 0,
}

func specOf(t *testing.T, name string) *models.Spec {
	t.Helper()
	i := slices.IndexFunc(models.Specs(), func(s *models.Spec) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("there are no %s", name)
	}
	return models.Specs()[i]
}

func idsIn(t *testing.T, b models.Backend, spec *models.Spec) []string {
	t.Helper()
	var out []string
	err := b.List(t.Context(), spec, models.Filter{Limit: 1000}, func(decode func(models.Document) error) error {
		var d leftover
		err := decode(&d)
		out = append(out, d.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestWhatHasRunOutIsSwept(t *testing.T) {
	eachStore(t, func(t *testing.T, store open) {
		b := store(t)
		now := models.At(morning)
		clock := func() time.Time { return now.Time }
		s, err := models.New(t.Context(), models.Config{Store: models.NewStore(b, clock), Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		never := models.At(time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC))
		want := map[string][]string{}
		for name, kept := range keptFor {
			last := now.Add(-kept)
			docs := []*leftover{leftoverOf("past", "done", last.Add(-time.Millisecond)), leftoverOf("kept", "done", last), leftoverOf("new", "done", now)}
			want[name] = []string{"kept", "new"}
			switch name {
			case "looks", "pendingDays":
				docs = append(docs, leftoverOf("waits", "pending", last.Add(-time.Hour)))
				want[name] = []string{"kept", "new", "waits"}
			case "alarms":
				docs = []*leftover{leftoverOf("past", "", never), leftoverOf("rings", "", now.Add(-time.Hour)), leftoverOf("waits", "", now.Add(time.Hour))}
				want[name] = []string{"rings", "waits"}
			}
			for _, d := range docs {
				if err := b.Insert(t.Context(), specOf(t, name), d); err != nil {
					t.Fatal(err)
				}
			}
		}
		if more, err := s.Sweep(t.Context()); more || err != nil {
			t.Fatalf("more %v, %v", more, err)
		}
		for name := range keptFor {
			if left := idsIn(t, b, specOf(t, name)); !slices.Equal(left, want[name]) {
				t.Errorf("%s: %v are left, want %v", name, left, want[name])
			}
		}
	})
}

func TestNoRecordOfTheWorkIsSwept(t *testing.T) {
	eachStore(t, func(t *testing.T, store open) {
		var b models.Backend
		w := newCast(t, func(t testing.TB) models.Backend { b = store(t); return b })
		sides := w.plantSides(t)
		if _, err := w.service.TellPending(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		count := func() map[string]int {
			out := map[string]int{}
			for _, spec := range models.Specs() {
				n, err := b.Count(t.Context(), spec, models.Filter{}, 1000)
				if err != nil {
					t.Fatal(err)
				}
				out[spec.Name] = n
			}
			return out
		}
		before := count()
		w.moveTo(3 * 365 * oneDay)
		for more := true; more; {
			var err error
			if more, err = w.service.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for name, n := range count() {
			if _, swept := keptFor[name]; !swept && n != before[name] {
				t.Errorf("%s: %d of %d are left", name, n, before[name])
			}
		}
		for _, name := range []string{"sessions", "pairings", "receiptTokens", "photoGrants", "notices"} {
			if n := count()[name]; before[name] == 0 || n != 0 {
				t.Errorf("%s: %d of %d are left, want none", name, n, before[name])
			}
		}
		equal(t, "the complaint", w.get(t, "admin", "/api/v1/complaints/"+sides[0].complaint).text("status"), "open")
		equal(t, "the check", w.get(t, "admin", "/api/v1/checks/"+sides[0].check).text("id"), sides[0].check)
		equal(t, "the picture", w.do(t, call{who: "admin", method: "GET", path: "/api/v1/photos/" + sides[0].photo}).status, 200)
		equal(t, "the code", w.do(t, call{method: "GET", path: "/api/v1/receipts/" + sides[0].code}).status, 404)
	})
}

func TestTheWorkBehindTheRequestsSweeps(t *testing.T) {
	t.Parallel()
	b := openSQLite(t)
	s, err := models.New(t.Context(), models.Config{Store: models.NewStore(b, time.Now)})
	if err != nil {
		t.Fatal(err)
	}
	spec := specOf(t, "sessions")
	if err := b.Insert(t.Context(), spec, leftoverOf("past", "", models.At(time.Now().Add(-365*oneDay)))); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Work(ctx) }()
	for begin := time.Now(); len(idsIn(t, b, spec)) > 0; runtime.Gosched() {
		if time.Since(begin) > 2*time.Minute {
			t.Fatal("nothing is swept")
		}
	}
	stop()
	<-ended
}
