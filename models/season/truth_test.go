package season

import (
	"math"
	"testing"
)

func TestCrewsArePlausible(t *testing.T) {
	t.Parallel()
	wrong := map[string][]float64{}
	var honest []float64
	drifts, standing := 0, 0
	for i := range 2_000 {
		tr := drawTruth(luck(7, ofTruth, 0, i, 0), 56, 0.7)
		for _, q := range Qualities[:5] {
			wrong[q] = append(wrong[q], 1-tr.quality(q, 0))
		}
		honest = append(honest, tr.honesty)
		if tr.standIn {
			standing++
			if tr.drift != nil {
				t.Fatal("a stand-in drifts, who has no days to be found out by")
			}
		}
		if tr.drift != nil {
			drifts++
		}
	}
	for q, rates := range wrong {
		if m := median(rates); math.Abs(m-middling[q]) > 0.15*middling[q] {
			t.Errorf("the middle crew does wrong in %s at %.3f of the stops, want about %.3f", q, m, middling[q])
		}
	}
	if m := median(honest); m < 0.7 || m > 0.83 {
		t.Errorf("the middle crew puts down %.2f of its faults", m)
	}
	if share := float64(standing) / 2_000; math.Abs(share-standIns) > 0.04 {
		t.Errorf("%.2f of the crews stand in", share)
	}
	if share := float64(drifts) / float64(2_000-standing); math.Abs(share-drifting) > 0.04 {
		t.Errorf("%.2f of the others drift", share)
	}
}

func TestADriftChangesOneMatterFromItsDayOn(t *testing.T) {
	t.Parallel()
	tr := drawTruth(luck(7, ofTruth, 0, 0, 0), 56, 0.7)
	tr.standIn, tr.drift = false, nil
	before := make([]float64, len(matters))
	for i := range matters {
		before[i] = tr.rate(i, 30)
	}
	tr.drift = &drift{matter: 2, day: 30, more: 0.25}
	for i := range matters {
		if tr.rate(i, 29) != before[i] {
			t.Errorf("%s has changed before the day", matters[i].item)
		}
		want := before[i]
		if i == 2 {
			want += 0.25
		}
		if got := tr.rate(i, 30); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is at %v from the day on, want %v", matters[i].item, got, want)
		}
	}
	if down := tr.quality(Bottles, 29) - tr.quality(Bottles, 30); math.Abs(down-0.25) > 1e-12 || tr.quality(Manners, 29) != tr.quality(Manners, 30) {
		t.Errorf("bottles fell by %v, or another quality with them", down)
	}
}

func TestOneSeedDrawsOneTruth(t *testing.T) {
	t.Parallel()
	a, b := drawTruth(luck(7, ofTruth, 0, 5, 0), 56, 0.7), drawTruth(luck(7, ofTruth, 0, 5, 0), 56, 0.7)
	c := drawTruth(luck(8, ofTruth, 0, 5, 0), 56, 0.7)
	if a.honesty != b.honesty || a.rates[0] != b.rates[0] || a.honesty == c.honesty {
		t.Errorf("%v, %v and of another seed %v", a.honesty, b.honesty, c.honesty)
	}
}

func TestOverallQualityWeighsAllSixAlike(t *testing.T) {
	t.Parallel()
	good := map[string]float64{}
	for _, q := range Qualities {
		good[q] = 0.9
	}
	with := func(q string, value float64) map[string]float64 {
		out := map[string]float64{}
		for k, v := range good {
			out[k] = v
		}
		out[q] = value
		return out
	}
	// Worse by much in what all crews do alike, or by little: one deviation is one deviation.
	crews := []Judged{{Qualities: with(Rotation, 0.8)}, {Qualities: with(Honesty, 0.3)}, {Qualities: good}}
	placeOverall(crews)
	if crews[0].Overall != crews[1].Overall || crews[2].Overall <= crews[0].Overall {
		t.Errorf("overall %v, %v and of the best %v", crews[0].Overall, crews[1].Overall, crews[2].Overall)
	}
}

func TestVenuesGoToOneRunADay(t *testing.T) {
	t.Parallel()
	opts, err := Options{Crews: 6, Days: 14}.filled()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{opts: opts, zone: testZone(t), lists: testLists(t), history: history{}}
	d := build(&w.opts, 0)
	for day := range opts.Days {
		seen := map[*venue]bool{}
		for _, s := range w.roster(d, day) {
			for _, st := range s.stops {
				if seen[st.venue] {
					t.Fatalf("%s is on two runs of %s", st.venue.id, w.date(day))
				}
				seen[st.venue] = true
			}
		}
		if off, _ := closed(w.date(day)); off != (len(seen) == 0) {
			t.Errorf("%s: %d venues, holiday %v", w.date(day), len(seen), off)
		}
	}
}

func TestVolumeFollowsTheSeasons(t *testing.T) {
	t.Parallel()
	if summer, winter := volume("2026-07-20"), volume("2026-12-15"); summer < 1.1 || winter > 0.95 {
		t.Errorf("%.2f in summer, %.2f in winter", summer, winter)
	}
	if feast, before, plain := volume("2026-10-02"), volume("2026-09-29"), volume("2026-09-15"); feast != 0 || before < 1.15*plain {
		t.Errorf("%.2f on a holiday, %.2f before it, %.2f two weeks earlier", feast, before, plain)
	}
}

func TestPoorOptionsAreNamed(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{Depots: -1}, {Crews: 1_000}, {Days: 10_000}, {StopsPerRun: 40}, {LastDay: "tomorrow"}, {RunsPerWeek: 8}, {Apart: 3}, {Voiced: -1}} {
		if _, err := o.filled(); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}
