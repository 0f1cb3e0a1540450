package models

import (
	"fmt"
	"math"
	"strings"
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
	for _, category := range []string{"late", "rude", "dress"}[:upTo("categories", 3)] {
		if n := upTo("ticks", 20*f.Stops); n > 0 {
			f.tick(category+".tick", n)
			f.contradict(category, []string{category + ".tick"}, float64(n)*rapid.Float64Range(0, 1).Draw(t, "contradicted"))
		}
	}
	f.Upheld = upTo("upheld", f.Stops)
	f.Recovered = upTo("recovered", f.Upheld)
	for range f.Upheld {
		f.uphold(drawSeverity(t), rapid.SampledFrom([]float64{0.25, 0.6, 1}).Draw(t, "share"))
	}
	f.Praises = upTo("praises", f.Stops)
	f.Ratings = upTo("ratings", f.Stops)
	f.RatingSum = 25 * float64(upTo("ratingSum", 4*f.Ratings))
	f.ExtraMile = upTo("extraMile", f.Stops)
	return f
}

func drawSeverity(t *rapid.T) string {
	return rapid.SampledFrom([]string{"minor", "major", "critical"}).Draw(t, "severity")
}

func times(f Figures, k int) Figures {
	var out Figures
	for range k {
		out.add(f)
	}
	return out
}

func raw(f Figures) float64 { return *scoreOf(f, f, formula, 0).Raw }

func near(a, b, within float64) bool { return math.Abs(a-b) <= within }

func TestScoreLaws(t *testing.T) {
	t.Parallel()

	t.Run("every score lies between 0 and 100, and so does its interval", rapid.MakeCheck(func(t *rapid.T) {
		s := scoreOf(drawFigures(t), drawFigures(t), formula, 0)
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
		f.Points, f.HandedIn, f.OnTime, f.Contradicted = f.Max, f.Required, f.Windows, nil
		f.Upheld, f.Recovered, f.Minor, f.Major, f.Critical, f.RatingSum = 0, 0, 0, 0, 0, 100*float64(f.Ratings)
		if s := scoreOf(f, f, formula, 0); *s.Raw != 100 || *s.Score != 100 {
			t.Fatalf("%v, %v", *s.Raw, *s.Score)
		}
	}))

	t.Run("the worst is 0", rapid.MakeCheck(func(t *rapid.T) {
		f := drawFigures(t)
		f.Points, f.HandedIn, f.OnTime = 0, 0, 0
		for i, c := range f.Contradicted {
			f.Contradicted[i].Ticks = float64(f.ticksOf(c.Items))
		}
		if len(f.Contradicted) == 0 {
			f.Ticks = nil // whose ticks nobody contradicts has told the truth, which is not the worst
		}
		f.Upheld, f.Recovered, f.Critical, f.RatingSum = f.Stops, 0, float64(f.Stops), 0
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
		few, many := scoreOf(f, depot, formula, 0), scoreOf(times(f, 5), depot, formula, 0)
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
			// Another tick is contradicted, of a category that had complaints or of one that had none.
			if len(worse.Ticks) == 0 {
				return
			}
			item := rapid.SampledFrom(worse.Ticks).Draw(t, "tick").ItemID
			worse.contradict(rapid.SampledFrom([]string{strings.TrimSuffix(item, ".tick"), "mess-left"}).Draw(t, "category"), []string{item}, 1)
		case Voice:
			worse.uphold(drawSeverity(t), 1)
			worse.Upheld++
		case Recovery:
			worse.Recovered -= min(worse.Recovered, 1)
		}
		before, after := scoreOf(f, depot, formula, 0), scoreOf(worse, depot, formula, 0)
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
			f.Ticks, f.Contradicted = nil, nil
		}
		s := scoreOf(f, f, formula, 0)
		sum, own := 0.0, 0.0
		for _, p := range s.Parts {
			sum += p.Weight
			own += formula.Weights[p.Part]
			if p.Part == Punctuality && f.Windows == 0 || p.Part == Honesty && len(f.Ticks) == 0 {
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
		f := Figures{Stops: stops, Max: 10 * n, Points: 10 * float64(good), Required: stops, HandedIn: good, Windows: stops, OnTime: good}
		if stops > 0 {
			f.tick("conduct.language", stops)
			f.contradict("rude", []string{"conduct.language"}, float64(bad))
		}
		return f
	}

	t.Run("nothing delivered has no score", func(t *testing.T) {
		t.Parallel()
		s := scoreOf(Figures{Max: 10, Points: 3}, with(100, 3), formula, 0)
		if s.Score != nil || s.Raw != nil || s.Level != "" || !s.Provisional || len(s.Parts) != 0 {
			t.Fatalf("%+v", s)
		}
	})

	t.Run("under 20 stops it is provisional, from 30 it is ranked", func(t *testing.T) {
		t.Parallel()
		for stops, want := range map[int][2]bool{1: {true, false}, 19: {true, false}, 20: {false, false}, 29: {false, false}, 30: {false, true}} {
			s := scoreOf(with(stops, 0), with(100, 0), formula, 0)
			if s.Provisional != want[0] || s.Ranked != want[1] || (s.Level == "") != want[0] {
				t.Errorf("%d stops: provisional %v, ranked %v, level %q", stops, s.Provisional, s.Ranked, s.Level)
			}
		}
	})

	t.Run("one bad stop of 3 never ranks below 60 bad of 300", func(t *testing.T) {
		t.Parallel()
		for mean := 0; mean <= 100; mean++ {
			few, many := scoreOf(with(3, 1), with(1000, 10*(100-mean)), formula, 0), scoreOf(with(300, 60), with(1000, 10*(100-mean)), formula, 0)
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
			bad, critical, earlier, confirmed, extra int
			level, next                              string
		}{
			"perfect without praise":         {0, 0, 0, 0, 0, "satisfied", "delighted"},
			"small help without praise":      {0, 0, 0, 0, 9, "satisfied", "delighted"},
			"one praise for small help":      {0, 0, 0, 1, 9, "satisfied", "delighted"},
			"two praises for small help":     {0, 0, 0, 2, 2, "delighted", ""},
			"an open critical complaint":     {0, 1, 0, 2, 2, "comfortable", "satisfied"},
			"one from before the window":     {0, 0, 1, 2, 2, "comfortable", "satisfied"},
			"three tenths wrong":             {300, 0, 0, 9, 9, "comfortable", "satisfied"},
			"half of it wrong":               {500, 0, 0, 9, 9, "below-standard", "comfortable"},
			"half of it wrong, and critical": {500, 1, 0, 9, 9, "below-standard", "comfortable"},
		} {
			f := with(1000, c.bad)
			f.OpenCritical, f.Praises, f.Confirmed, f.ExtraMile = c.critical, 9, c.confirmed, c.extra
			s := scoreOf(f, best, formula, c.earlier)
			next := ""
			if s.Next != nil {
				next = s.Next.Level
			}
			if s.Level != c.level || next != c.next {
				t.Errorf("%s: level %q next %q at %v", name, s.Level, next, *s.Score)
			}
		}
	})

	t.Run("what is missing for the next level is always said, and enough when it is done", func(t *testing.T) {
		t.Parallel()
		for stops, want := range map[int]string{
			0:  "",
			19: "comfortable: 1 more stop until there is a level, 4.7 more points",
			20: "comfortable: 5.7 more points",
		} {
			f := with(stops, stops*3/4)
			s := scoreOf(f, with(100, 20), formula, 0)
			if got := missingText(s.Next); got != want {
				t.Errorf("%d stops at %v: %q, want %q", stops, s.Score, got, want)
			}
		}
		f := with(1000, 0)
		f.OpenCritical = 2
		if got := missingText(scoreOf(f, f, formula, 1).Next); got != "satisfied: 3 critical complaints to resolve" {
			t.Error(got)
		}
		f.OpenCritical, f.Confirmed = 0, 1
		if got := missingText(scoreOf(f, f, formula, 0).Next); got != "delighted: no small help for a venue ticked yet, 1 more praise from stops where you helped with something small" {
			t.Error(got)
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
			s := scoreOf(f, with(100, 5), formula, 0)
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

// missingText is the next level and what is missing for it.
func missingText(n *Next) string {
	if n == nil {
		return ""
	}
	out := []string{}
	for _, m := range n.Missing {
		out = append(out, m.En)
	}
	return n.Level + ": " + strings.Join(out, ", ")
}
