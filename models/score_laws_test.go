package models

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crewcheck/checklists"
)

var formula = checklists.Default().Score

// drawFigures are any figures that a window of work can come to.
func drawFigures(t *rapid.T) Figures {
	upTo := func(name string, n int) int { return rapid.IntRange(0, n).Draw(t, name) }
	f := Figures{Stops: rapid.IntRange(1, 400).Draw(t, "stops")}
	f.Max = float64(upTo("max", 100*f.Stops))
	f.Points = f.Max * rapid.Float64Range(0, 1).Draw(t, "won")
	f.Required = upTo("required", 6*f.Stops)
	f.HandedIn = upTo("handedIn", f.Required)
	f.Windows = upTo("windows", f.Stops)
	f.OnTime = upTo("onTime", f.Windows)
	f.Touchable = upTo("touchable", 20*f.Stops)
	f.Contradicted = float64(f.Touchable) * rapid.Float64Range(0, 1).Draw(t, "contradicted")
	f.Upheld = upTo("upheld", f.Stops)
	f.Recovered = upTo("recovered", f.Upheld)
	for range f.Upheld {
		f.Penalty += rapid.SampledFrom([]float64{1.25, 5, 15, 40}).Draw(t, "penalty")
	}
	f.Praises = upTo("praises", f.Stops)
	f.Ratings = upTo("ratings", f.Stops)
	f.RatingSum = 25 * float64(upTo("ratingSum", 4*f.Ratings))
	f.ExtraMile = upTo("extraMile", f.Stops)
	return f
}

func times(f Figures, k int) Figures {
	var out Figures
	for range k {
		out.add(f)
	}
	return out
}

func raw(f Figures) float64 { return *scoreOf(f, f, formula).Raw }

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }

func TestScoreLaws(t *testing.T) {
	t.Parallel()

	t.Run("every score lies between 0 and 100, and so does its interval", rapid.MakeCheck(func(t *rapid.T) {
		s := scoreOf(drawFigures(t), drawFigures(t), formula)
		for _, x := range []float64{*s.Score, *s.Raw, s.Interval.Low, s.Interval.High} {
			if x < 0 || x > 100 || math.IsNaN(x) {
				t.Fatalf("%v of %+v", x, s)
			}
		}
		if s.Interval.Low > *s.Score || s.Interval.High < *s.Score {
			t.Fatalf("%v is outside %+v", *s.Score, *s.Interval)
		}
	}))

	t.Run("perfect work is 100", rapid.MakeCheck(func(t *rapid.T) {
		f := drawFigures(t)
		f.Points, f.HandedIn, f.OnTime, f.Contradicted = f.Max, f.Required, f.Windows, 0
		f.Upheld, f.Recovered, f.Penalty, f.RatingSum = 0, 0, 0, 100*float64(f.Ratings)
		if s := scoreOf(f, f, formula); *s.Raw != 100 || *s.Score != 100 {
			t.Fatalf("%v, %v", *s.Raw, *s.Score)
		}
	}))

	t.Run("the worst is 0", rapid.MakeCheck(func(t *rapid.T) {
		f := drawFigures(t)
		f.Points, f.HandedIn, f.OnTime, f.Contradicted = 0, 0, 0, float64(f.Touchable)
		f.Upheld, f.Recovered, f.Penalty, f.RatingSum = f.Stops, 0, 40*float64(f.Stops), 0
		if got := raw(f); got != 0 {
			t.Fatalf("%v", got)
		}
	}))

	t.Run("the same rates on a busier week give the same raw score", rapid.MakeCheck(func(t *rapid.T) {
		f := drawFigures(t)
		k := rapid.IntRange(2, 20).Draw(t, "k")
		if a, b := raw(f), raw(times(f, k)); !near(a, b, 0.0002) {
			t.Fatalf("%v, and %v when %d times as busy", a, b, k)
		}
	}))

	t.Run("more stops of the same rates move the score away from the depot's mean, never past the raw one", rapid.MakeCheck(func(t *rapid.T) {
		f, depot := drawFigures(t), drawFigures(t)
		few, many := scoreOf(f, depot, formula), scoreOf(times(f, 5), depot, formula)
		for i, p := range many.Parts {
			if math.Abs(p.Value-p.Raw) > math.Abs(few.Parts[i].Value-few.Parts[i].Raw)+1e-9 {
				t.Fatalf("%s was drawn further in: %+v, %+v", p.Part, few.Parts[i], p)
			}
		}
	}))

	t.Run("one more fault never raises it", rapid.MakeCheck(func(t *rapid.T) {
		f, depot := drawFigures(t), drawFigures(t)
		worse := f
		switch rapid.SampledFrom(Parts).Draw(t, "part") {
		case Compliance:
			worse.Points -= math.Min(worse.Points, float64(rapid.IntRange(1, 5).Draw(t, "weight")))
		case Completeness:
			worse.HandedIn -= min(worse.HandedIn, 1)
		case Punctuality:
			worse.OnTime -= min(worse.OnTime, 1)
		case Honesty:
			worse.Contradicted = math.Min(float64(worse.Touchable), worse.Contradicted+1)
		case Voice:
			worse.Penalty += rapid.SampledFrom([]float64{5, 15, 40}).Draw(t, "severity")
			worse.Upheld++
		case Recovery:
			worse.Recovered -= min(worse.Recovered, 1)
		}
		before, after := scoreOf(f, depot, formula), scoreOf(worse, depot, formula)
		if *after.Raw > *before.Raw || *after.Score > *before.Score {
			t.Fatalf("from %v/%v to %v/%v", *before.Score, *before.Raw, *after.Score, *after.Raw)
		}
	}))

	t.Run("a part with nothing to measure drops out and its weight is shared", rapid.MakeCheck(func(t *rapid.T) {
		f := drawFigures(t)
		if rapid.Bool().Draw(t, "no windows") {
			f.Windows, f.OnTime = 0, 0
		}
		if rapid.Bool().Draw(t, "no ticks") {
			f.Touchable, f.Contradicted = 0, 0
		}
		s := scoreOf(f, f, formula)
		sum, own := 0.0, 0.0
		for _, p := range s.Parts {
			sum += p.Weight
			own += formula.Weights[p.Part]
			if p.Part == Punctuality && f.Windows == 0 || p.Part == Honesty && f.Touchable == 0 {
				t.Fatalf("%s is there", p.Part)
			}
		}
		if !near(sum, 100, 1e-9) {
			t.Fatalf("weights add up to %v", sum)
		}
		for _, p := range s.Parts {
			if !near(p.Weight, 100*formula.Weights[p.Part]/own, 1e-9) {
				t.Fatalf("%s weighs %v", p.Part, p.Weight)
			}
		}
	}))
}

func TestScoreOfSmallNumbers(t *testing.T) {
	t.Parallel()
	with := func(stops, bad int) Figures {
		n, good := float64(stops), stops-bad
		return Figures{Stops: stops, Max: 10 * n, Points: 10 * float64(good), Required: stops, HandedIn: good, Windows: stops, OnTime: good, Touchable: stops, Contradicted: float64(bad)}
	}

	t.Run("nothing delivered has no score", func(t *testing.T) {
		t.Parallel()
		s := scoreOf(Figures{Max: 10, Points: 3}, with(100, 3), formula)
		if s.Score != nil || s.Raw != nil || s.Level != "" || !s.Provisional || len(s.Parts) != 0 {
			t.Fatalf("%+v", s)
		}
	})

	t.Run("under 20 stops it is provisional, from 30 it is ranked", func(t *testing.T) {
		t.Parallel()
		for stops, want := range map[int][2]bool{1: {true, false}, 19: {true, false}, 20: {false, false}, 29: {false, false}, 30: {false, true}} {
			s := scoreOf(with(stops, 0), with(100, 0), formula)
			if s.Provisional != want[0] || s.Ranked != want[1] || (s.Level == "") != want[0] {
				t.Errorf("%d stops: provisional %v, ranked %v, level %q", stops, s.Provisional, s.Ranked, s.Level)
			}
		}
	})

	t.Run("one bad stop of 3 never ranks below 60 bad of 300", func(t *testing.T) {
		t.Parallel()
		for mean := 0; mean <= 100; mean++ {
			few, many := scoreOf(with(3, 1), with(1000, 10*(100-mean)), formula), scoreOf(with(300, 60), with(1000, 10*(100-mean)), formula)
			few.CrewID, many.CrewID = "few", "many"
			items := []Score{few, many}
			rank(items)
			if few.Ranked || items[0].CrewID != "many" || items[0].Rank != 1 || items[1].Rank != 0 {
				t.Fatalf("mean %d: %+v", mean, items)
			}
			if mean >= 85 && *few.Score < *many.Score {
				t.Fatalf("mean %d: %v under %v", mean, *few.Score, *many.Score)
			}
		}
	})

	t.Run("levels ask for points, for resolved criticals and for praise", func(t *testing.T) {
		t.Parallel()
		best := with(1000, 0)
		for name, c := range map[string]struct {
			bad, critical, praises, extra int
			level, next                   string
		}{
			"perfect without praise":     {0, 0, 0, 0, "satisfied", "delighted"},
			"praise without small help":  {0, 0, 2, 0, "satisfied", "delighted"},
			"all of it":                  {0, 0, 2, 1, "delighted", ""},
			"an open critical complaint": {0, 1, 2, 1, "comfortable", "satisfied"},
			"three tenths wrong":         {300, 0, 9, 9, "comfortable", "satisfied"},
			"half of it wrong":           {500, 0, 9, 9, "below-standard", "comfortable"},
		} {
			f := with(1000, c.bad)
			f.OpenCritical, f.Praises, f.ExtraMile = c.critical, c.praises, c.extra
			s := scoreOf(f, best, formula)
			next := ""
			if s.Next != nil {
				next = s.Next.Level
			}
			if s.Level != c.level || next != c.next {
				t.Errorf("%s: level %q next %q at %v", name, s.Level, next, *s.Score)
			}
		}
	})

	t.Run("crews of equal score keep one order, unranked ones come last", func(t *testing.T) {
		t.Parallel()
		var items []Score
		for _, id := range []string{"c", "a", "new", "b"} {
			f := with(50, 5)
			if id == "new" {
				f = with(3, 0)
			}
			s := scoreOf(f, with(100, 5), formula)
			s.CrewID = id
			items = append(items, s)
		}
		rank(items)
		got := ""
		for _, s := range items {
			got += fmt.Sprint(s.CrewID, s.Rank, " ")
		}
		if got != "a1 b2 c3 new0 " {
			t.Fatal(got)
		}
	})
}

func instant(minutes int) Time {
	return At(time.Date(2026, 3, 10, 2, 0, 0, 0, time.UTC)).Add(time.Duration(minutes) * time.Minute)
}
