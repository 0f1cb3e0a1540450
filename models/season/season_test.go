package season_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"crewcheck/models"
	"crewcheck/models/season"
	"crewcheck/models/sqlite"
)

// small is a season that takes a second or two.
var small = season.Options{Seed: 3, Crews: 4, Days: 10, StopsPerRun: 5, LastDay: "2026-06-14"}

// play plays a season in a store that stays open for the test.
func play(t *testing.T, opts season.Options) (*season.Result, *models.Store) {
	t.Helper()
	backend, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := backend.Close(); err != nil {
			t.Error(err)
		}
	})
	store := models.NewStore(backend, time.Now)
	r, err := season.Run(t.Context(), store, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r, store
}

// shared is the small season, played once and only read.
type shared struct {
	*season.Result
	store *models.Store
}

var (
	once   sync.Once
	common shared
	folder string
)

func theSeason(t *testing.T) shared {
	t.Helper()
	once.Do(func() {
		var err error
		if folder, err = os.MkdirTemp("", "season"); err != nil {
			t.Fatal(err)
		}
		backend, err := sqlite.Open(context.Background(), sqlite.Options{Dir: folder}, models.Specs())
		if err != nil {
			t.Fatal(err)
		}
		common.store = models.NewStore(backend, time.Now)
		if common.Result, err = season.Run(context.Background(), common.store, small); err != nil {
			t.Fatal(err)
		}
	})
	if common.Result == nil {
		t.Fatal("the shared season failed")
	}
	return common
}

func TestMain(m *testing.M) {
	code := m.Run()
	if common.store != nil {
		_ = common.store.Close()
	}
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

func text(t *testing.T, r *season.Result) string {
	t.Helper()
	b, err := json.Marshal(r.Summary)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOneSeedGivesOneSummary(t *testing.T) {
	t.Parallel()
	first := text(t, theSeason(t).Result)
	if again, _ := play(t, small); text(t, again) != first {
		t.Errorf("two seasons of one seed differ:\n%s\n%s", first, text(t, again))
	}
}

func TestAnotherSeedIsAnotherSeason(t *testing.T) {
	t.Parallel()
	opts := season.Options{Crews: 1, Days: 2, StopsPerRun: 2}
	one, _ := play(t, opts)
	opts.Seed = 2
	other, _ := play(t, opts)
	if one.Summary.Counts == other.Summary.Counts {
		t.Errorf("both come to %+v", one.Summary.Counts)
	}
}

func TestASeasonIsWhatTheStoreHolds(t *testing.T) {
	t.Parallel()
	r := theSeason(t)
	store := r.store
	c := r.Summary.Counts
	checks, complaints, skewed, late := 0, 0, 0, 0
	err := store.Checks.All(t.Context(), models.Filter{}, func(k *models.Check) error {
		checks++
		for _, f := range k.Flags {
			switch f {
			case models.FlagClockSkew:
				skewed++
			case models.FlagLateSync:
				late++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]int{}
	err = store.Complaints.All(t.Context(), models.Filter{}, func(k *models.Complaint) error {
		complaints++
		states[k.Status]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checks != c.Checks || complaints != c.Complaints || skewed != c.WrongClock || late != c.LateSync {
		t.Errorf("the store holds %d checks (%d by wrong clocks, %d late) and %d complaints; the summary says %+v", checks, skewed, late, complaints, c)
	}
	if c.Checks < 500 || c.Repeated == 0 || c.Complaints == 0 || c.Ratings == 0 || states[models.Closed] == 0 {
		t.Errorf("nothing much happened: %+v, complaints %v", c, states)
	}
}

func TestEveryCrewIsJudgedByItsOwnStops(t *testing.T) {
	t.Parallel()
	r := theSeason(t)
	store := r.store
	stops := map[string]int{}
	err := store.CrewDays.All(t.Context(), models.Filter{}, func(d *models.CrewDay) error { stops[d.CrewID] += d.Figures.Stops; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Summary.Crews) == 0 {
		t.Fatal("nobody is judged")
	}
	for _, c := range r.Summary.Crews {
		if c.Stops == 0 || c.Stops != stops[c.CrewID] {
			t.Errorf("%s is judged by %d stops, the store has %d", c.CrewID, c.Stops, stops[c.CrewID])
		}
		for _, q := range season.Qualities {
			if v := c.Qualities[q]; v <= 0 || v >= 1 {
				t.Errorf("%s: %s is %v", c.CrewID, q, v)
			}
		}
	}
}

func TestAStoreWithADepotIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := season.Run(t.Context(), theSeason(t).store, small); err == nil {
		t.Error("a season was played into a store that holds one")
	}
}

func TestThePooledFiguresAreSaid(t *testing.T) {
	t.Parallel()
	r := theSeason(t)
	p := season.Pool([]season.Summary{r.Summary, r.Summary})
	if p.Counts.Checks != 2*r.Summary.Counts.Checks {
		t.Errorf("two seasons of %d checks have %d", r.Summary.Counts.Checks, p.Counts.Checks)
	}
	var out strings.Builder
	if err := p.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 seasons", "score with overall quality", "pairs in the wrong order"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said in:\n%s", want, out.String())
		}
	}
}
