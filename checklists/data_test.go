package checklists_test

import (
	"strings"
	"testing"

	c "crewcheck/checklists"
)

// standard is id → role dimension weight, ! where critical, kind.
var standard = map[string]string{
	"pre-trip.load-matches": "both REL 4! tick", "pre-trip.lot-dates": "porter REL 4 lots",
	"pre-trip.empties-space": "porter RES 2 tick", "pre-trip.swap-stock": "porter RES 3 count",
	"pre-trip.venue-notes": "both EMP 3 tick", "pre-trip.past-complaints": "both EMP 3 tick",
	"pre-trip.windows": "driver REL 3 tick", "pre-trip.sales-contact": "driver RES 2 tick",
	"pre-trip.dress": "both TAN 2 tick", "pre-trip.vehicle-safe": "driver ASS 4! tick",
	"fifo.keeper-met": "porter EMP 2 tick", "fifo.stock-count": "porter REL 3 count", "fifo.lots": "porter REL 5! lots",
	"fifo.placed-as-asked": "porter EMP 4 tick", "fifo.over-age": "porter REL 4 count",
	"fifo.damaged-swap": "porter RES 4 swap", "fifo.packaging-swap": "porter TAN 2 swap", "fifo.area-clean": "porter TAN 2 tick",
	"bottles.counted-together": "porter ASS 3 tick", "bottles.taken": "porter RES 5! bottles",
	"bottles.crates": "porter RES 2 count", "bottles.slip": "porter REL 3 tick",
	"receipt.counted": "both REL 4 tick", "receipt.signed": "porter ASS 5! receipt", "receipt.photo": "porter ASS 3 photo",
	"receipt.copy-left": "porter ASS 2 tick", "receipt.handed": "porter REL 4 tick",
	"conduct.on-time": "driver REL 5 time", "conduct.guard": "driver EMP 2 tick", "conduct.parking": "driver EMP 4 tick",
	"conduct.dress": "both TAN 3 tick", "conduct.language": "both ASS 5! tick", "conduct.no-dispute": "both ASS 4 tick",
	"conduct.relay": "both RES 3 text", "conduct.helped": "both EMP 2 tick", "conduct.thanked": "both EMP 1 tick",
	"close.receipts": "porter REL 5! tick", "close.bottles-in": "porter REL 3 bottles", "close.damaged-in": "porter REL 2 count",
	"close.messages": "both RES 3 tick", "close.open-stops": "driver REL 4 tick", "close.vehicle-clean": "driver TAN 1 tick",
	"close.idea": "both EMP 1 text",
}

func TestTheEmbeddedStandardsLoad(t *testing.T) {
	t.Parallel()
	for _, f := range c.Lint(c.Embedded()) {
		t.Error(f)
	}
	if _, err := c.Load(c.Embedded()); err != nil {
		t.Fatal(err)
	}
	if first, again := c.Default(), c.Default(); first != again {
		t.Error("the defaults are read more than once")
	}
}

func TestEveryItemOfTheStandardsIsThere(t *testing.T) {
	t.Parallel()
	n := 0
	for _, d := range c.Default().Checklists {
		for _, it := range d.Items {
			n++
			weight := string(rune('0' + it.Weight))
			if it.Critical {
				weight += "!"
			}
			have := strings.Join([]string{it.Role, it.Dimension, weight, it.Kind}, " ")
			if want := standard[it.ID]; have != want {
				t.Errorf("%s is %q, want %q", it.ID, have, want)
			}
		}
	}
	if n != len(standard) {
		t.Errorf("%d items, want %d", n, len(standard))
	}
}

func TestTheSixChecklistsFollowTheWorkingDay(t *testing.T) {
	t.Parallel()
	var have []string
	for _, d := range c.Default().Checklists {
		have = append(have, d.ID+" per "+d.Scope)
	}
	equal(t, have, []string{
		"pre-trip per run", "conduct per stop", "fifo-stocking per stop",
		"return-bottles per stop", "delivery-receipt per stop", "day-close per run",
	})
}

// complaints is code → severity owner dimension contradicts.
var complaints = map[string]string{
	"late": "major crew REL conduct.on-time", "not-delivered": "critical crew REL close.open-stops",
	"wrong-or-short":    "major crew REL receipt.counted,pre-trip.load-matches",
	"stock-not-rotated": "major crew REL fifo.lots", "over-age-goods": "critical crew REL fifo.lots,fifo.over-age",
	"placed-wrong": "major crew EMP fifo.placed-as-asked", "bottles-refused": "major crew RES bottles.taken",
	"bottle-count-wrong":    "major crew ASS bottles.counted-together,bottles.slip",
	"damaged-not-swapped":   "major crew RES fifo.damaged-swap",
	"packaging-not-swapped": "minor crew TAN fifo.packaging-swap",
	"receipt-missing":       "major crew ASS receipt.signed,receipt.copy-left",
	"rude":                  "critical crew ASS conduct.language,conduct.no-dispute", "dress": "minor crew TAN conduct.dress",
	"parking": "minor crew EMP conduct.parking", "guard-conflict": "major crew EMP conduct.guard",
	"mess-left": "minor crew TAN fifo.area-clean", "message-lost": "major crew,sales RES conduct.relay",
	"replace-crew": "critical supervisor ASS ", "price-or-promotion": "minor sales REL ", "billing": "minor sales REL ",
	"product-quality": "critical quality TAN ", "other": "minor supervisor EMP ",
}

func TestEveryComplaintCategoryIsThere(t *testing.T) {
	t.Parallel()
	list := c.Default().Categories
	if len(list) != len(complaints) {
		t.Errorf("%d categories, want %d", len(list), len(complaints))
	}
	for _, cat := range list {
		have := strings.Join([]string{cat.Severity, strings.Join(cat.Owner, ","), cat.Dimension, strings.Join(cat.Contradicts, ",")}, " ")
		if want := complaints[cat.Code]; have != want {
			t.Errorf("%s is %q, want %q", cat.Code, have, want)
		}
		if c.Default().Category(cat.Code).Text != cat.Text {
			t.Errorf("%s is not found by its code", cat.Code)
		}
	}
	if c.Default().Category("weather") != nil || c.Default().Checklist("weather") != nil {
		t.Error("something is found that is not there")
	}
}

func TestTheClocksAreThoseOfTheStandards(t *testing.T) {
	t.Parallel()
	k := c.Default().Clocks
	for _, row := range []struct {
		severity, tier string
		ack, resolve   float64
	}{
		{"critical", "vip", .5, 4},
		{"critical", "large", 1, 8},
		{"critical", "medium", 2, 24},
		{"critical", "small", 2, 24},
		{"major", "vip", 2, 16},
		{"major", "large", 4, 24},
		{"major", "medium", 8, 40},
		{"major", "small", 8, 40},
		{"minor", "vip", 4, 40},
		{"minor", "large", 8, 60},
		{"minor", "medium", 16, 80},
		{"minor", "small", 16, 80},
		{"minor", "king", 0, 0},
		{"mild", "vip", 0, 0},
	} {
		if a, r := k.Hours(row.severity, row.tier); a != row.ack || r != row.resolve {
			t.Errorf("%s for %s: %v / %v hours, want %v / %v", row.severity, row.tier, a, r, row.ack, row.resolve)
		}
	}
	if !k.CriticalAroundTheClock || k.RecurrenceDays != 90 || k.FollowUpDays != 3 || len(k.Escalation) != 3 {
		t.Errorf("have %+v", k)
	}
}

func TestTheFormulaIsThatOfTheStandards(t *testing.T) {
	t.Parallel()
	f := c.Default().Score
	want := map[string]float64{"compliance": 35, "completeness": 15, "punctuality": 10, "honesty": 15, "voice": 20, "recovery": 5}
	for part, w := range want {
		if f.Weights[part] != w {
			t.Errorf("%s weighs %v, want %v", part, f.Weights[part], w)
		}
	}
	levels := c.Levels{Comfortable: 70, Satisfied: 85, Delighted: 92, DelightedPraises: 2}
	if f.Version != 1 || f.WindowDays != 28 || f.PseudoStops != 20 || f.ProvisionalUnder != 20 || f.RankedFrom != 30 ||
		f.Penalty["minor"] != 5 || f.Penalty["major"] != 15 || f.Penalty["critical"] != 40 ||
		f.PraisePoints != 5 || f.PraiseMax != 15 || f.CriticalCap != 59 || f.Levels != levels {
		t.Errorf("have %+v", f)
	}
}
