package models

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"crewcheck/checklists"
)

var refresh = flag.Bool("refresh", false, "write the golden files of scores and effects anew")

// golden compares a file with what was made, or writes it.
func golden(t *testing.T, path, made string) {
	t.Helper()
	if *refresh {
		if err := os.WriteFile(path, []byte(made), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != made {
		t.Errorf("%s differs; if that is meant, run go test ./models -refresh and read the diff\n%s", path, made)
	}
}

// vector is one case by which a phone's own arithmetic is held to this one's.
type vector struct {
	Name    string             `json:"name"`
	Effects string             `json:"effects"` // which of the file's
	Stakes  []checklists.Stake `json:"stakes"`
	// Item is the place of the item that is chosen for, and Choice what is chosen.
	Item   int                `json:"item"`
	Choice checklists.Outcome `json:"choice"`
	Before checklists.Tally   `json:"before"` // the check with the stakes as they are
	After  checklists.Tally   `json:"after"`
	Effect float64            `json:"effect"` // against a pass of the item
}

// crews are figures of windows that differ in everything that effects rest on.
func crewsOfVectors() map[string][2]Figures {
	at := func(stops int, won float64, windows int) Figures {
		f := Figures{Stops: stops, Max: 97 * float64(stops), Points: 97 * float64(stops) * won, Windows: windows, Items: 30 * stops, Required: 5 * stops, HandedIn: 5 * stops}
		for _, c := range checklists.Default().Categories {
			for _, id := range c.Contradicts {
				if stops > 0 {
					f.tick(id, stops)
				}
			}
		}
		return f
	}
	told := at(60, 0.8, 0)
	told.contradict("rude", []string{"conduct.language", "conduct.no-dispute"}, 3)
	told.uphold("critical", 3)
	return map[string][2]Figures{
		"a new crew of a new depot": {},
		"a new crew":                {Figures{}, at(900, 0.9, 900)},
		"few stops":                 {at(7, 0.95, 7), at(900, 0.9, 900)},
		"a usual month":             {at(206, 0.93, 206), at(1200, 0.9, 1200)},
		"a month of complaints":     {told, at(600, 0.9, 300)},
	}
}

func vectors() (map[string]Effects, []vector) {
	effects := map[string]Effects{}
	crews := crewsOfVectors()
	for name, of := range crews {
		e := effectsOf(of[0], of[1], formula, checklists.Default())
		e.CrewID, e.From, e.To = "crew-1", "2026-02-11", "2026-03-10"
		effects[name] = e
	}
	stake := func(w int, critical, free bool, o checklists.Outcome) checklists.Stake {
		return checklists.Stake{Weight: w, Critical: critical, Free: free, Outcome: o}
	}
	checks := map[string][]checklists.Stake{
		"all done":          {stake(5, true, false, "pass"), stake(4, false, false, "pass"), stake(2, false, true, "na"), stake(3, false, false, "warn")},
		"one fails":         {stake(5, true, false, "pass"), stake(4, false, false, "fail"), stake(2, false, true, "pass"), stake(3, false, false, "pass")},
		"a critical fails":  {stake(5, true, false, "fail"), stake(4, true, false, "pass"), stake(2, false, true, "fail"), stake(3, false, false, "na")},
		"nothing counts":    {stake(5, true, false, "na"), stake(2, false, true, "fail")},
		"one item only":     {stake(1, false, false, "pass")},
		"nearly all failed": {stake(5, false, false, "fail"), stake(4, true, false, "fail"), stake(1, false, false, "pass"), stake(3, false, false, "fail")},
	}
	var out []vector
	for _, crew := range slices.Sorted(maps.Keys(crews)) {
		e := effects[crew]
		for _, check := range slices.Sorted(maps.Keys(checks)) {
			stakes := checks[check]
			i := (len(out) * 7) % len(stakes)
			for _, choice := range []checklists.Outcome{"pass", "fail", "na"} {
				chosen, done := slices.Clone(stakes), slices.Clone(stakes)
				chosen[i].Outcome, done[i].Outcome = choice, "pass"
				v := vector{Name: fmt.Sprintf("%s: %s, item %d: %s", crew, check, i, choice), Effects: crew, Stakes: stakes, Item: i, Choice: choice}
				v.Before, v.After = checklists.TallyOf(stakes, e.CriticalCap), checklists.TallyOf(chosen, e.CriticalCap)
				v.Effect = e.effectOf(v.After, checklists.TallyOf(done, e.CriticalCap))
				out = append(out, v)
			}
		}
	}
	return effects, out
}

func TestEffectVectors(t *testing.T) {
	t.Parallel()
	effects, list := vectors()
	if len(list) < 40 {
		t.Fatalf("%d vectors", len(list))
	}
	b, err := json.MarshalIndent(map[string]any{"effects": effects, "vectors": list}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/effects.json", string(b)+"\n")
}

// drawStakes is a check in any state.
func drawStakes(t *rapid.T) []checklists.Stake {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) checklists.Stake {
		return checklists.Stake{
			Weight: rapid.IntRange(1, 5).Draw(t, "weight"), Critical: rapid.IntRange(0, 4).Draw(t, "critical") == 0, Free: rapid.IntRange(0, 4).Draw(t, "free") == 0,
			Outcome: rapid.SampledFrom([]checklists.Outcome{"pass", "pass", "warn", "fail", "na"}).Draw(t, "outcome"),
		}
	}), 1, 30).Draw(t, "stakes")
}

func TestEffectLaws(t *testing.T) {
	t.Parallel()

	t.Run("a fail never wins, and a choice of a free item never costs", rapid.MakeCheck(func(t *rapid.T) {
		e := effectsOf(drawFigures(t), drawFigures(t), formula, checklists.Default())
		stakes := drawStakes(t)
		i := rapid.IntRange(0, len(stakes)-1).Draw(t, "item")
		tally := func(o checklists.Outcome) checklists.Tally {
			stakes[i].Outcome = o
			return checklists.TallyOf(stakes, e.CriticalCap)
		}
		done := tally("pass")
		failed, left := e.effectOf(tally("fail"), done), e.effectOf(tally("na"), done)
		if failed > 0 || e.effectOf(done, done) != 0 {
			t.Fatalf("a fail moves it by %v", failed)
		}
		if stakes[i].Free && failed != left {
			t.Fatalf("a free item costs %v failed and %v left", failed, left)
		}
	}))

	t.Run("the effect is what the score moves by when the check is handed in", rapid.MakeCheck(func(t *rapid.T) {
		own, others := drawFigures(t), drawFigures(t)
		own.Max, own.Windows, own.Required = max(own.Max, 1), max(own.Windows, 1), max(own.Required, 1)
		own.Contradicted = nil // a tick more or less thins out those
		own.tick("conduct.language", 1)
		depot := others
		depot.add(own)
		e := effectsOf(own, depot, formula, checklists.Default())
		stakes := drawStakes(t)
		i := rapid.IntRange(0, len(stakes)-1).Draw(t, "item")
		score := func(o checklists.Outcome) (float64, checklists.Tally) {
			stakes[i].Outcome = o
			tally := checklists.TallyOf(stakes, e.CriticalCap)
			day := Figures{Stops: 1, Points: tally.Points, Max: tally.Max}
			mine, all := own, depot
			mine.add(day)
			all.add(day)
			return *scoreOf(mine, all, formula, 0).Score, tally
		}
		done, with := score("pass")
		chosen, tally := score(rapid.SampledFrom([]checklists.Outcome{"fail", "na"}).Draw(t, "choice"))
		if moved, said := chosen-done, e.effectOf(tally, with); !near(moved, said, 0.0002) {
			t.Fatalf("it moved by %v and %v was said", moved, said)
		}
	}))

	t.Run("the cost of a contradicted tick is what honesty and voice move by when that is upheld", rapid.MakeCheck(func(t *rapid.T) {
		own, others := drawFigures(t), drawFigures(t)
		own.Max, own.Windows, own.Required = max(own.Max, 1), max(own.Windows, 1), max(own.Required, 1)
		depot := others
		depot.add(own)
		g := rapid.SampledFrom(effectsOf(own, depot, formula, checklists.Default()).Contradicted).Draw(t, "item")
		cat := checklists.Default().Category(g.Category)
		day := Figures{Stops: 1, Points: 1, Max: 1, Required: 1, HandedIn: 1, Windows: 1, OnTime: 1}
		day.tick(g.ItemID, 1)
		score := func(day Figures) float64 {
			mine, all := own, depot
			mine.add(day)
			all.add(day)
			sum := 0.0
			for _, p := range scoreOf(mine, all, formula, 0).Parts {
				if p.Part == Honesty || p.Part == Voice {
					sum += p.Weight * p.Value / 100
				}
			}
			return sum
		}
		before := score(day)
		day.uphold(g.Severity, 1)
		day.contradict(g.Category, cat.Contradicts, 1)
		if moved := score(day) - before; !near(moved, g.Points, 0.0003) || g.Points > 0 {
			t.Fatalf("it moved by %v and %v was said", moved, g.Points)
		}
	}))
}

// TestAnHonestFailCostsLessThanATickThatAComplaintContradicts holds for every item that complaints speak against, in
// every check that is handed in whole, at any size of the window. Only where the venue's voice has nothing left to lose
// a contradicted tick may cost as little as honesty.
func TestAnHonestFailCostsLessThanATickThatAComplaintContradicts(t *testing.T) {
	t.Parallel()
	std := checklists.Default()
	rapid.Check(t, func(t *rapid.T) {
		own, depot := wholeWindow(t, std), wholeWindow(t, std)
		depot.add(own)
		e := effectsOf(own, depot, formula, std)
		for _, g := range e.Contradicted {
			for i := range std.Checklists {
				costs := honestCost(&std.Checklists[i], g.ItemID, &e)
				if costs < g.Points {
					t.Fatalf("%s: an honest fail costs %v, a contradicted tick %v; figures %+v", g.ItemID, costs, g.Points, own)
				}
			}
		}
	})
}

// honestCost is what a fail of an item costs in its check with everything else done; 0 where it has no such item.
func honestCost(d *checklists.Definition, itemID string, e *Effects) float64 {
	at, stakes := -1, []checklists.Stake{}
	for i := range d.Items {
		if d.Items[i].ID == itemID {
			at = i
		}
		stakes = append(stakes, d.Items[i].Stake(checklists.OutcomePass))
	}
	if at < 0 {
		return 0
	}
	done := checklists.TallyOf(stakes, e.CriticalCap)
	stakes[at].Outcome = checklists.OutcomeFail
	return e.effectOf(checklists.TallyOf(stakes, e.CriticalCap), done)
}

// wholeWindow is work whose checks were all handed in, with faults and complaints, but with voice and honesty left.
func wholeWindow(t *rapid.T, std *checklists.Standards) Figures {
	f := Figures{Stops: rapid.IntRange(0, 400).Draw(t, "stops")}
	days := (f.Stops + 9) / 10
	for i := range std.Checklists {
		d := &std.Checklists[i]
		n := f.Stops
		if d.Scope == checklists.PerRun {
			n = days
		}
		for j := range d.Items {
			it := &d.Items[j]
			answers := n
			if it.Role == checklists.RoleBoth && d.ID == "conduct" {
				answers *= 2
			}
			f.Max += float64(answers * it.Weight)
			if answers > 0 {
				f.tick(it.ID, answers)
			}
		}
	}
	f.Points = math.Round(f.Max * rapid.Float64Range(0.3, 1).Draw(t, "won"))
	f.Required, f.HandedIn, f.Windows, f.OnTime = 5*f.Stops, 5*f.Stops, f.Stops, f.Stops
	for range rapid.IntRange(0, f.Stops/20).Draw(t, "complaints") {
		cat := rapid.SampledFrom(std.Categories).Draw(t, "category")
		worse := f
		worse.uphold(cat.Severity, 1)
		worse.contradict(cat.Code, cat.Contradicts, 1)
		worse.Upheld++
		if rawParts(worse, formula)[Voice] >= 10 {
			f = worse
		}
	}
	return f
}
