package season_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
	"crewcheck/models/mongo/mongotest"
	"crewcheck/models/season"
	"crewcheck/models/sqlite"
)

// mixed is the season whose history is worked out again and again, with what a season leaves out: see stir.
var mixed = season.Options{Seed: 3, Crews: 2, Venues: 5, Days: 8, StopsPerRun: 3, Voiced: 10, Apart: 2, LastDay: "2026-06-12"}

// eachStore runs a test on an empty store of either kind; the MongoDB one is that of scripts/mongotest.
//
// The MongoDB of the tests is many times slower than SQLite: few says that less is to be done on it.
func eachStore(t *testing.T, test func(t *testing.T, b models.Backend, few bool)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		b, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()}, models.Specs())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		test(t, b, false)
	})
	t.Run("mongodb", func(t *testing.T) {
		t.Parallel()
		test(t, mongotest.Open(t), true)
	})
}

// later is a morning after the season, when everything that was sent has come.
func later() time.Time { return time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC) }

func serviceOn(t *testing.T, b models.Backend) (*models.Service, error) {
	t.Helper()
	return models.New(t.Context(), models.Config{Store: models.NewStore(b, later), Clock: later})
}

// history plays a season and stirs it, and gives the service that worked all of it out, undisturbed.
func history(t *testing.T, b models.Backend) *models.Service {
	t.Helper()
	store := models.NewStore(b, time.Now)
	if _, err := season.Run(t.Context(), store, mixed); err != nil {
		t.Fatal(err)
	}
	s, err := serviceOn(t, b)
	if err != nil {
		t.Fatal(err)
	}
	stir(t, s, store)
	if _, err := s.WorkOutPending(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	return s
}

// stir adds what a season has none of: corrections of checks, appeals (open, granted and rejected) against items and
// complaints, claims of an outside cause that come too late, and a count of bottles that a venue disputes.
func stir(t *testing.T, s *models.Service, store *models.Store) {
	t.Helper()
	ctx := t.Context()
	manager := models.Caller{UserID: "manager", Roles: []models.Role{models.Manager}}
	appealed, corrected := 0, 0
	appeal := func(c models.Caller, b models.AppealCreate) {
		b.Reason = "不是我们的错"
		a, _, err := s.CreateAppeal(ctx, c, b)
		if err != nil {
			t.Fatalf("%+v: %v", b, err)
		}
		if outcome := []string{"", models.AppealGranted, models.AppealRejected}[appealed%3]; outcome != "" {
			if _, err := s.DecideAppeal(ctx, models.Caller{UserID: "second", Roles: manager.Roles}, a.ID, models.AppealDecide{Outcome: outcome, Reason: "看过照片"}); err != nil {
				t.Fatal(err)
			}
		}
		appealed++
	}
	for _, k := range all(t, store.Checks.All) {
		role := models.Porter
		if strings.HasSuffix(k.MemberID, "driver") {
			role = models.Driver
		}
		by := models.Caller{UserID: k.MemberID, Roles: []models.Role{role}, DepotIDs: []string{k.DepotID}, CrewIDs: []string{k.CrewID}}
		lost := slices.IndexFunc(k.Grade.Items, func(g checklists.ItemGrade) bool { return g.Points < g.Max })
		switch {
		case lost >= 0 && appealed < 9:
			appeal(by, models.AppealCreate{CheckID: k.ID, ItemID: k.Grade.Items[lost].ItemID})
		case k.StopID != "" && corrected < 9:
			correct(t, s, by, &k)
			corrected++
		}
	}
	disputed := 0
	for _, k := range all(t, store.Complaints.All) {
		if k.Decision == nil || k.Link.State != models.Linked {
			continue
		}
		by := models.Caller{UserID: k.Link.Members[0].UserID, Roles: []models.Role{models.Porter}, DepotIDs: []string{k.DepotID}, CrewIDs: []string{k.Link.CrewID}}
		appeal(by, models.AppealCreate{ComplaintID: k.ID})
		if disputed++; disputed%2 == 0 {
			late := models.ExemptionBody{RunID: k.Link.RunID, StopID: k.Link.StopID, Cause: "gate-blocked", At: k.FiledAt}
			if _, _, err := s.CreateExemption(ctx, by, "late-"+k.ID, late); err != nil {
				t.Fatal(err)
			}
		}
	}
	if corrected < 9 || appealed < 10 || disputed < 2 {
		t.Fatalf("the history is poor: %d corrections, %d appeals, %d verdicts", corrected, appealed, disputed)
	}
}

// all reads a collection.
func all[P *T, T any](t *testing.T, read func(context.Context, models.Filter, func(P) error) error) []T {
	t.Helper()
	var out []T
	if err := read(t.Context(), models.Filter{Ascending: true}, func(x P) error { out = append(out, *x); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// correct hands a check in again with its first passed tick not done.
func correct(t *testing.T, s *models.Service, by models.Caller, k *models.Check) {
	t.Helper()
	b := k.CheckBody
	b.Supersedes, b.SentAt, b.Answers = k.ID, models.At(later()), slices.Clone(k.Answers)
	if i := slices.IndexFunc(b.Answers, func(a checklists.Answer) bool { return a.Result == checklists.Pass }); i >= 0 {
		b.Answers[i].Result, b.Answers[i].Note = checklists.Fail, "没做到"
	}
	id := k.ID[:len(k.ID)-4] + "beef"
	if _, _, err := s.PutCheck(t.Context(), by, id, b); err != nil {
		t.Fatal(err)
	}
}

// derived is the content of every derived document, by collection and id.
func derived(t *testing.T, s *models.Service) map[string]string {
	t.Helper()
	out := map[string]string{}
	if err := s.Derived(t.Context(), func(collection, id string, content []byte) error {
		out[collection+"/"+id] = string(content)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// wantSame compares what was derived with what should be.
func wantSame(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			t.Errorf("%s: %s is\n%s\nand was\n%s", what, key, got[key], want[key])
		}
	}
	for key := range got {
		if _, known := want[key]; !known {
			t.Errorf("%s: %s was not there before", what, key)
		}
	}
}

// forget deletes derived documents: each with a chance.
func forget(t *testing.T, b models.Backend, s *models.Service, chance func() bool) {
	t.Helper()
	specs := map[string]*models.Spec{}
	for _, spec := range models.Specs() {
		if slices.Contains(models.DerivedCollections, spec.Name) {
			specs[spec.Name] = spec
		}
	}
	for key := range derived(t, s) {
		collection, id, _ := strings.Cut(key, "/")
		if spec := specs[collection]; spec != nil && chance() {
			if err := b.Delete(t.Context(), spec, id); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func always() bool { return true }

func TestWhatIsDerivedComesBackToTheByte(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, b models.Backend, few bool) {
		s := history(t, b)
		want := derived(t, s)
		kinds := map[string]int{}
		for key := range want {
			collection, _, _ := strings.Cut(key, "/")
			kinds[collection]++
		}
		for _, name := range append([]string{"warnings"}, models.DerivedCollections...) {
			if kinds[name] == 0 {
				t.Errorf("the history has no %s: the test says nothing of them", name)
			}
		}
		recompute := func(what string, from models.Date) {
			t.Helper()
			if _, err := s.Recompute(t.Context(), from); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		recompute("again", "")
		wantSame(t, "worked out again", derived(t, s), want)

		forget(t, b, s, always)
		if left := derived(t, s); len(left) != kinds["warnings"] {
			t.Fatalf("%d documents are left", len(left)-kinds["warnings"])
		}
		recompute("from nothing", "")
		wantSame(t, "worked out from nothing", derived(t, s), want)

		forget(t, b, s, always)
		step := 1
		if few {
			step = mixed.Days - 1
		}
		for day := mixed.Days - 1; day >= 0; day -= step {
			recompute("the last day first", mixed.LastDay.AddDays(day-mixed.Days+1))
		}
		wantSame(t, "worked out with the last day first", derived(t, s), want)
	})
}

var errKilled = errors.New("killed")

// mortal is a store that a worker dies at: after so many writes nothing is written or read any more.
type mortal struct {
	models.Backend
	left atomic.Int64
}

func (m *mortal) write() error {
	if m.left.Add(-1) < 0 {
		return errKilled
	}
	return nil
}

func (m *mortal) alive() error {
	if m.left.Load() < 0 {
		return errKilled
	}
	return nil
}

func (m *mortal) Insert(ctx context.Context, spec *models.Spec, doc models.Document) error {
	if err := m.write(); err != nil {
		return err
	}
	return m.Backend.Insert(ctx, spec, doc)
}

func (m *mortal) Replace(ctx context.Context, spec *models.Spec, was int64, doc models.Document) error {
	if err := m.write(); err != nil {
		return err
	}
	return m.Backend.Replace(ctx, spec, was, doc)
}

func (m *mortal) Delete(ctx context.Context, spec *models.Spec, id string) error {
	if err := m.write(); err != nil {
		return err
	}
	return m.Backend.Delete(ctx, spec, id)
}

func (m *mortal) Get(ctx context.Context, spec *models.Spec, id string, doc models.Document) error {
	if err := m.alive(); err != nil {
		return err
	}
	return m.Backend.Get(ctx, spec, id, doc)
}

func (m *mortal) List(ctx context.Context, spec *models.Spec, f models.Filter, each func(decode func(models.Document) error) error) error {
	if err := m.alive(); err != nil {
		return err
	}
	return m.Backend.List(ctx, spec, f, each)
}

// deaths is how often the worker is killed.
const deaths = 50

// mostWrites is before how many writes: about as many as it takes to work everything out.
const mostWrites = 150

func TestAWorkerKilledAgainAndAgainEndsAsOneNeverKilled(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, b models.Backend, few bool) {
		if few {
			t.Skip("it would take many minutes there; that any order ends the same is tested on both")
		}
		s := history(t, b)
		want := derived(t, s)
		dice := rand.New(rand.NewPCG(5, 6))
		killed := 0
		for life := 0; killed < deaths; life++ {
			if life > 10*deaths {
				t.Fatalf("killed only %d times in %d lives", killed, life)
			}
			forget(t, b, s, func() bool { return dice.IntN(4) == 0 })
			m := &mortal{Backend: b}
			m.left.Store(dice.Int64N(mostWrites))
			worker, err := serviceOn(t, m)
			if err == nil {
				_, err = worker.Recompute(t.Context(), "")
			}
			if errors.Is(err, errKilled) {
				killed++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		// The last life marks nothing: the marks of those that were killed say what is left to do.
		worker, err := serviceOn(t, b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := worker.Recompute(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		wantSame(t, fmt.Sprintf("killed %d times", killed), derived(t, worker), want)
	})
}
