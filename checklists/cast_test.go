package checklists_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	c "crewcheck/checklists"
)

// The cast: driver Wang and porter Li deliver beer and spirits to storekeeper Chen.
const (
	wang = "wang"
	li   = "li"
	beer = "beer-500"
	gin  = "gin-700"
)

var (
	photo = strings.Repeat("a1", 32)
	ink   = strings.Repeat("0f", 32)
)

const today c.Date = "2026-03-10"

func number(n float64) *float64 { return &n }

func clock(hour, minute int) *c.Time {
	return c.At(time.Date(2026, 3, 10, hour, minute, 0, 0, time.UTC)).Ptr()
}

// stop is what the server knows at Chen's: window 10–12, beer lives 180 days, gin does not age.
func stop() c.Context {
	return c.Context{
		Date:        today,
		Roles:       []string{c.RoleDriver, c.RolePorter},
		MemberRoles: map[string]string{wang: c.RoleDriver, li: c.RolePorter},
		Products: map[string]c.Product{
			beer: {ID: beer, Name: c.Text{ZhCN: "啤酒", En: "Beer"}, ShelfLifeDays: 180},
			gin:  {ID: gin, Name: c.Text{ZhCN: "金酒", En: "Gin"}},
		},
		Window: &c.Window{From: *clock(10, 0), To: *clock(12, 0)},
		Crew:   []string{"Wang Qiang", "李 明"},
		Stops:  5,
	}
}

// one is a checklist with one item of weight 4.
func one(kind string, rules c.Rules) *c.Definition {
	return &c.Definition{ID: "one", Version: 1, Scope: c.PerStop, Items: []c.Item{
		{ID: "one.item", Role: c.RolePorter, Phase: "during", Dimension: "REL", Weight: 4, Kind: kind, Rules: rules},
	}}
}

func codes(ig c.ItemGrade) []string {
	var out []string
	for _, r := range ig.Reasons {
		out = append(out, r.Code)
	}
	return out
}

// gradeOf is the grade of one item, which must be there exactly once.
func gradeOf(t testing.TB, g c.Grade, id string) c.ItemGrade {
	t.Helper()
	var found []c.ItemGrade
	for _, ig := range g.Items {
		if ig.ItemID == id {
			found = append(found, ig)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d grades", id, len(found))
	}
	return found[0]
}

func equal(t testing.TB, have, want []string) {
	t.Helper()
	if !slices.Equal(have, want) {
		t.Errorf("have %q, want %q", have, want)
	}
}

// perfect is answers to every item of d that win every point in the context of stop.
func perfect(d *c.Definition) []c.Answer {
	var out []c.Answer
	for _, it := range d.Items {
		a := c.Answer{ItemID: it.ID, MemberID: li, Photos: []string{photo}, Note: "说明"}
		switch it.Kind {
		case c.KindTick:
			a.Result = c.Pass
		case c.KindCount:
			a.Value = number(0)
			if it.Rules.Graded == c.GradedMinPerStop {
				a.Value = number(10)
			}
		case c.KindTime:
			a.At = clock(10, 30)
		case c.KindText:
			a.Text = "周五多送一箱"
		case c.KindLots:
			a.Lots = []c.Lot{
				{ProductID: beer, ProducedOn: "2026-02-01", Quantity: 24, Position: 1},
				{ProductID: beer, ProducedOn: "2026-03-01", Quantity: 24, Position: 2, Delivered: true},
			}
		case c.KindBottles:
			a.Bottles = []c.BottleCount{{Type: "500ml", Expected: 48, Taken: 48}}
		case c.KindSwap:
			a.Swap = &c.Swap{Reported: 2, Swapped: 2}
		case c.KindReceipt:
			a.Receipt = &c.ReceiptAnswer{Number: "R-1001", SignedBy: "陈保管", SignerRole: "保管", Signature: ink}
		}
		out = append(out, a)
	}
	return out
}
