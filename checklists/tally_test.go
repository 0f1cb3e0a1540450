package checklists_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	c "crewcheck/checklists"
)

func TestATallyAgreesWithTheGrade(t *testing.T) {
	t.Parallel()
	std := c.Default()
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(std.Checklists).Draw(t, "checklist")
		var answers []c.Answer
		for _, it := range d.Items {
			if rapid.IntRange(0, 4).Draw(t, "answered") > 0 {
				a := c.Answer{ItemID: it.ID, Result: rapid.SampledFrom([]c.Result{c.Pass, c.Pass, c.Fail, c.NA}).Draw(t, "result"), Photos: []string{photo}, Signature: ink}
				answers = append(answers, a)
			}
		}
		g := c.GradeCheck(&d, answers, c.Context{})
		var stakes []c.Stake
		for _, ig := range g.Items {
			stakes = append(stakes, d.Item(ig.ItemID).Stake(ig.Outcome))
		}
		tally := c.TallyOf(stakes, c.CriticalCap)
		if tally.Score != g.Score || tally.Capped != (len(g.Critical) > 0) {
			t.Fatalf("%+v of %+v", tally, g)
		}
		if tally.Points > tally.Max || tally.Capped && tally.Points > tally.Max*c.CriticalCap/100 {
			t.Fatalf("%+v", tally)
		}
	})
}

func TestChoicesSayWhatTheyNeed(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		rules c.Rules
		want  string // result, needs, and ! where it does not count
	}{
		{"nothing is needed", c.Rules{}, "pass[] fail[] na[]!"},
		{"a fail needs its picture and its reason", c.Rules{Evidence: []string{c.PhotoOnFail, c.NoteOnFail}}, "pass[] fail[photo note] na[]!"},
		{"na needs a reason", c.Rules{Evidence: []string{c.NoteOnNA}}, "pass[] fail[] na[note]!"},
		{"picture and ink are needed whatever is said, but for na", c.Rules{Evidence: []string{c.PhotoAlways, c.SignatureAlways}}, "pass[photo signature] fail[photo signature] na[]!"},
		{"beyond the standard a fail does not count", c.Rules{ExtraMile: true}, "pass[] fail[]! na[]!"},
		{"what the day decides cannot be left out", c.Rules{Graded: c.GradedReceiptsHanded}, "pass[] fail[]"},
		{"what is confirmed later is nobody's choice", c.Rules{Graded: c.GradedLaterStage}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			have := ""
			for _, x := range c.ChoicesOf(&one(c.KindTick, row.rules).Items[0]) {
				if have != "" {
					have += " "
				}
				have += string(x.Result) + fmt.Sprint(x.Needs)
				if !x.Counted {
					have += "!"
				}
			}
			if have != row.want {
				t.Fatalf("have %q, want %q", have, row.want)
			}
		})
	}
}
