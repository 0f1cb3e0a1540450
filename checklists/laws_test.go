package checklists_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"testing"

	c "crewcheck/checklists"

	"pgregory.net/rapid"
)

// drawCheck is any checklist with any mix of whole, failed, n.a. and missing answers.
func drawCheck(t *rapid.T) (*c.Definition, []c.Answer, c.Context) {
	all := c.Default().Checklists
	d := &all[rapid.IntRange(0, len(all)-1).Draw(t, "checklist")]
	ctx := stop()
	if rapid.Bool().Draw(t, "porter only") {
		ctx.Roles = []string{c.RolePorter}
	}
	if rapid.Bool().Draw(t, "day known") {
		ctx.Day = &c.DayFacts{
			MessagesPending: rapid.IntRange(0, 1).Draw(t, "pending"), Swapped: rapid.IntRange(0, 2).Draw(t, "swapped"),
			PickedUp: map[string]int{"500ml": rapid.SampledFrom([]int{0, 48}).Draw(t, "picked")},
		}
	}
	good, bad := perfect(d), careless(d)
	var answers []c.Answer
	for i := range d.Items {
		switch rapid.IntRange(0, 4).Draw(t, d.Items[i].ID) {
		case 0, 1:
			answers = append(answers, good[i])
		case 2:
			answers = append(answers, bad[i])
		case 3:
			answers = append(answers, c.Answer{ItemID: d.Items[i].ID, MemberID: wang, Result: c.NA})
		}
	}
	return d, answers, ctx
}

func TestScoresStayInBoundsAndAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, answers, ctx := drawCheck(t)
		g := c.GradeCheck(d, answers, ctx)
		var points, most float64
		for _, ig := range g.Items {
			if ig.Points < 0 || ig.Points > ig.Max || ig.Outcome == c.OutcomeNA && ig.Max != 0 {
				t.Fatalf("an item out of bounds: %+v", ig)
			}
			points, most = points+ig.Points, most+ig.Max
		}
		want := 100.0
		if most > 0 {
			want = 100 * points / most
		}
		if len(g.Critical) > 0 {
			want = min(want, c.CriticalCap)
		}
		if math.Abs(g.Score-want) > 0.005001 || g.Score < 0 || g.Score > 100 {
			t.Fatalf("the score is %v, its items add up to %v", g.Score, want)
		}
	})
}

func TestOneMoreFailNeverRaisesAScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, answers, ctx := drawCheck(t)
		before := c.GradeCheck(d, answers, ctx).Score
		id := rapid.SampledFrom(d.Items).Draw(t, "failed").ID
		worse := append(without(answers, id), c.Answer{ItemID: id, MemberID: li, Result: c.Fail})
		if after := c.GradeCheck(d, worse, ctx).Score; after > before {
			t.Fatalf("failing %s raises %v to %v", id, before, after)
		}
		more := append(slices.Clone(answers), c.Answer{ItemID: id, MemberID: "third", Result: c.Fail})
		if d.Item(id).Rules.Graded == "" {
			if after := c.GradeCheck(d, more, ctx).Score; after > before {
				t.Fatalf("one more fail of %s raises %v to %v", id, before, after)
			}
		}
	})
}

func TestTheExtraMileNeverLowersAScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, answers, ctx := drawCheck(t)
		ctx.Overlay = []c.Item{
			{ID: "venue.gift", Role: c.RolePorter, Weight: 5, Kind: c.KindTick, Rules: c.Rules{ExtraMile: true, Evidence: []string{c.PhotoAlways}}},
			{ID: "venue.extra", Role: c.RoleBoth, Weight: 5, Kind: c.KindCount, Rules: c.Rules{Optional: true}},
		}
		var free []string
		for _, it := range append(slices.Clone(d.Items), ctx.Overlay...) {
			if it.Rules.Optional || it.Rules.ExtraMile {
				answers = without(answers, it.ID)
				free = append(free, it.ID)
			}
		}
		a := c.Answer{
			ItemID: rapid.SampledFrom(free).Draw(t, "item"),
			Result: rapid.SampledFrom([]c.Result{"", c.Pass, c.Fail, c.NA}).Draw(t, "result"),
			Text:   rapid.SampledFrom([]string{"", "早点来"}).Draw(t, "text"),
			Value:  rapid.SampledFrom([]*float64{nil, number(1), number(-1)}).Draw(t, "value"),
			Photos: rapid.SampledFrom([][]string{nil, {photo}}).Draw(t, "photos"),
		}
		before := c.GradeCheck(d, answers, ctx).Score
		if after := c.GradeCheck(d, append(answers, a), ctx).Score; after < before {
			t.Fatalf("%+v lowers %v to %v", a, before, after)
		}
	})
}

func TestGradingTwiceGivesTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, answers, ctx := drawCheck(t)
		ctx.Expected = map[string]int{"a": 1, "b": 2, "c": 3, "500ml": 48}
		given, _ := json.Marshal(answers)
		first := c.GradeCheck(d, answers, ctx)
		if again := c.GradeCheck(d, answers, ctx); !reflect.DeepEqual(first, again) {
			t.Fatalf("first %+v, then %+v", first, again)
		}
		if after, _ := json.Marshal(answers); string(given) != string(after) {
			t.Fatal("grading changed the answers")
		}
	})
}

func TestOnlyAShelfInOrderHasNoInversion(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(0, 60), 1, 20).Draw(t, "ages")
		lots := make([]c.Lot, len(days))
		for i, n := range days {
			lots[i] = c.Lot{ProductID: gin, ProducedOn: today.AddDays(-n), Position: i + 1, Delivered: rapid.Bool().Draw(t, "new")}
		}
		sorted := slices.IsSortedFunc(lots, func(a, b c.Lot) int { return a.ProducedOn.Time().Compare(b.ProducedOn.Time()) })
		sent := rapid.Permutation(lots).Draw(t, "sent")
		ig := c.GradeCheck(one("lots", c.Rules{}), []c.Answer{{ItemID: "one.item", Lots: sent}}, stop()).Items[0]
		if has := slices.Contains(codes(ig), "lots-inverted"); has == sorted {
			t.Fatalf("in order: %v, inversion found: %v, %v", sorted, has, lots)
		}
	})
}

func FuzzValidateAndGrade(f *testing.F) {
	for _, d := range c.Default().Checklists {
		for _, answers := range [][]c.Answer{perfect(&d), careless(&d)} {
			raw, err := json.Marshal(answers)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(raw, true)
		}
	}
	f.Add([]byte(`[{"itemId":"bottles.taken","bottles":[{"taken":9223372036854775807,"left":1}]}]`), false)
	f.Fuzz(func(t *testing.T, raw []byte, day bool) {
		var answers []c.Answer
		if json.Unmarshal(raw, &answers) != nil {
			return
		}
		ctx := stop()
		if day {
			ctx.Day = &c.DayFacts{PickedUp: map[string]int{"500ml": 4}, OpenStops: []string{"陈记"}}
		}
		for _, d := range c.Default().Checklists {
			said(t, c.ValidateAnswers(&d, nil, answers))
			g := c.GradeCheck(&d, answers, ctx)
			if !(g.Score >= 0 && g.Score <= 100) {
				t.Errorf("the score is %v", g.Score)
			}
			if _, err := json.Marshal(g); err != nil {
				t.Errorf("the grade cannot be sent: %v", err)
			}
		}
	})
}
