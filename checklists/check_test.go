package checklists_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	c "crewcheck/checklists"
)

// without is answers less those to one item.
func without(answers []c.Answer, id string) []c.Answer {
	var out []c.Answer
	for _, a := range answers {
		if a.ItemID != id {
			out = append(out, a)
		}
	}
	return out
}

func TestPerfectWorkIsWorth100(t *testing.T) {
	t.Parallel()
	for _, d := range c.Default().Checklists {
		if g := c.GradeCheck(&d, perfect(&d), stop()); g.Score != 100 || len(g.Critical) != 0 {
			t.Errorf("%s: %+v", d.ID, g)
		}
	}
}

func TestNoWorkIsWorthNothing(t *testing.T) {
	t.Parallel()
	for _, d := range c.Default().Checklists {
		g := c.GradeCheck(&d, nil, stop())
		if g.Score != 0 || len(g.Critical) == 0 {
			t.Errorf("%s: %+v", d.ID, g)
		}
	}
}

func TestWhatDoesNotApplyIsLeftOut(t *testing.T) {
	t.Parallel()
	d := c.Default().Checklist("conduct")
	ctx := stop()
	ctx.Roles = []string{c.RolePorter}
	for _, ig := range c.GradeCheck(d, nil, ctx).Items {
		if d.Item(ig.ItemID).Role == c.RoleDriver {
			t.Errorf("%s is the driver's", ig.ItemID)
		}
	}
	g := c.GradeCheck(d, []c.Answer{{ItemID: "conduct.parking", Result: c.Pass}}, ctx)
	if ig := gradeOf(t, g, "conduct.parking"); ig.Outcome != c.OutcomePass {
		t.Errorf("what the porter answered for the driver is lost: %+v", ig)
	}
	if g := c.GradeCheck(&c.Definition{}, nil, stop()); g.Score != 100 || g.Items == nil || g.Critical == nil {
		t.Errorf("a check without items is %+v", g)
	}
	ctx.Roles = nil
	if n := len(c.GradeCheck(d, nil, ctx).Items); n != len(d.Items) {
		t.Errorf("with no roles %d items count, want %d", n, len(d.Items))
	}
}

func TestEachMemberHasAGradeOfTheirOwn(t *testing.T) {
	t.Parallel()
	d := c.Default().Checklist("conduct")
	answers := without(perfect(d), "conduct.language")
	answers = append(answers,
		c.Answer{ItemID: "conduct.language", MemberID: wang, Result: c.Pass},
		c.Answer{ItemID: "conduct.language", MemberID: li, Result: c.Fail, Note: "吵了几句"},
	)
	g := c.GradeCheck(d, answers, stop())
	equal(t, g.Critical, []string{"conduct.language"})
	if g.Score != c.CriticalCap {
		t.Errorf("a failed critical item leaves %v, want %v", g.Score, c.CriticalCap)
	}
	have := map[string]c.Outcome{}
	for _, ig := range g.Items {
		if ig.ItemID == "conduct.language" {
			have[ig.MemberID] = ig.Outcome
		}
	}
	if len(have) != 2 || have[wang] != c.OutcomePass || have[li] != c.OutcomeFail {
		t.Errorf("have %v", have)
	}
}

func TestTheVenuesOwnItemsAreGradedLast(t *testing.T) {
	t.Parallel()
	d := one(c.KindTick, c.Rules{})
	ctx := stop()
	ctx.Overlay = []c.Item{{ID: "venue.gate", Role: c.RolePorter, Weight: 1, Kind: c.KindTick}, {ID: "one.item", Weight: 5}}
	g := c.GradeCheck(d, []c.Answer{{ItemID: "one.item", Result: c.Pass}}, ctx)
	if len(g.Items) != 2 || g.Items[1].ItemID != "venue.gate" || g.Score != 80 {
		t.Errorf("have %+v", g)
	}
}

func TestASwapExcusesBottlesPastTheirLimit(t *testing.T) {
	t.Parallel()
	d := c.Default().Checklist("fifo-stocking")
	grade := func(swap string) c.Outcome {
		a := []c.Answer{
			{ItemID: "fifo.over-age", Value: number(2)},
			{ItemID: swap, Swap: &c.Swap{Reported: 2, Swapped: 2}},
		}
		return gradeOf(t, c.GradeCheck(d, a, stop()), "fifo.over-age").Outcome
	}
	if have := grade("fifo.damaged-swap"); have != c.OutcomePass {
		t.Errorf("with bottles swapped it is %s", have)
	}
	if have := grade("fifo.packaging-swap"); have != c.OutcomeFail {
		t.Errorf("with cartons swapped it is %s", have)
	}
}

// TestGradesAreAsTheyWere keeps whole grades; a change in them is a change of what
// crews are held to, and is read by a person in the diff.
func TestGradesAreAsTheyWere(t *testing.T) {
	t.Parallel()
	for _, d := range c.Default().Checklists {
		for name, answers := range map[string][]c.Answer{"perfect": perfect(&d), "careless": careless(&d), "silent": nil} {
			t.Run(d.ID+" "+name, func(t *testing.T) {
				t.Parallel()
				ctx := stop()
				if d.ID == "day-close" {
					ctx.Day = &c.DayFacts{PickedUp: map[string]int{"500ml": 48}}
				}
				have, err := json.MarshalIndent(c.GradeCheck(&d, answers, ctx), "", "  ")
				if err != nil {
					t.Fatal(err)
				}
				golden(t, d.ID+"."+name+".json", append(have, '\n'))
			})
		}
	}
}

func golden(t *testing.T, name string, have []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, have, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != string(want) {
		t.Errorf("%s differs; if that is meant, run go test ./checklists -update\n%s", path, have)
	}
}

// careless is what a hurried crew hands in: every second tick a fail without
// evidence, new goods in front, bottles left, the receipt signed by the porter.
func careless(d *c.Definition) []c.Answer {
	out := perfect(d)
	for i := range out {
		a := &out[i]
		a.Photos, a.Note = nil, ""
		switch {
		case a.Result != "" && i%2 == 0:
			a.Result = c.Fail
		case a.Lots != nil:
			a.Lots[0].Position, a.Lots[1].Position = 2, 1
		case a.Bottles != nil:
			a.Bottles[0].Taken, a.Bottles[0].Left = 40, 8
		case a.Swap != nil:
			a.Swap.Swapped = 0
		case a.Receipt != nil:
			a.Receipt.SignedBy = "李 明"
		case a.At != nil:
			a.At = clock(13, 5)
		case a.Value != nil:
			a.Value = number(3)
		}
	}
	return out
}
