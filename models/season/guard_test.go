//go:build !race

package season_test

import (
	"testing"

	"crewcheck/models/season"
)

// The bounds are far below what docs/scores.md reports: they are to break when scores or warnings break, not when luck turns.
// It takes a good quarter of a minute, with the race detector minutes; scripts/test runs it without.
func TestASeasonFindsTheGoodCrewsAndTheWorseningOnes(t *testing.T) {
	t.Parallel()
	r, _ := play(t, season.Options{Seed: 6, Crews: 8, Days: 28, StopsPerRun: 5, Apart: 1.6})
	p := season.Pool([]season.Summary{r.Summary})
	for _, bound := range []struct {
		name string
		got  season.Estimate
		good bool
	}{
		{"rank correlation of score and hidden quality, 0.6 and more", p.Windows[0].Ranking.Overall, p.Windows[0].Ranking.Overall.Value >= 0.6},
		{"rank correlation of score and service, 0.6 and more", p.Windows[0].Ranking.Service, p.Windows[0].Ranking.Service.Value >= 0.6},
		{"share of drifting crews warned of, half and more", p.Found, p.Found.Value >= 0.5},
		{"share of false warnings, a third and less", p.False, p.False.Value <= 1./3},
	} {
		if bound.got.N == 0 || !bound.good {
			t.Errorf("%s: %.3f of %d", bound.name, bound.got.Value, bound.got.N)
		}
	}
}
