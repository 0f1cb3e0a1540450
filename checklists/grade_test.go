package checklists_test

import (
	"os"
	"strings"
	"testing"

	c "crewcheck/checklists"
)

// gradeRow is one answer to one item and what grading makes of it.
type gradeRow struct {
	name    string
	kind    string
	rules   c.Rules
	a       c.Answer
	change  func(*c.Context)
	outcome c.Outcome
	reasons []string
}

func runGrades(t *testing.T, rows []gradeRow) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			ctx := stop()
			if row.change != nil {
				row.change(&ctx)
			}
			row.a.ItemID = "one.item"
			ig := gradeOf(t, c.GradeCheck(one(row.kind, row.rules), []c.Answer{row.a}, ctx), "one.item")
			if ig.Outcome != row.outcome {
				t.Errorf("the outcome is %s, want %s", ig.Outcome, row.outcome)
			}
			equal(t, codes(ig), row.reasons)
			for _, r := range ig.Reasons {
				if strings.Contains(r.Detail.ZhCN+r.Detail.En, "%!") || r.Detail.ZhCN == "" || r.Detail.En == "" {
					t.Errorf("a text is not filled: %+v", r)
				}
			}
		})
	}
}

func evidence(rules ...string) c.Rules { return c.Rules{Evidence: rules} }

func TestTicksAndEvidence(t *testing.T) {
	t.Parallel()
	both := []string{photo}
	runGrades(t, []gradeRow{
		{"a pass passes", "tick", c.Rules{}, c.Answer{Result: c.Pass}, nil, "pass", nil},
		{"a fail fails", "tick", c.Rules{}, c.Answer{Result: c.Fail}, nil, "fail", []string{"answered-fail"}},
		{"n.a. does not count", "tick", c.Rules{}, c.Answer{Result: c.NA}, nil, "na", nil},
		{"a tick without result is not answered", "tick", c.Rules{}, c.Answer{Note: "?"}, nil, "fail", []string{"not-answered"}},
		{"n.a. without the note it needs fails", "tick", evidence(c.NoteOnNA), c.Answer{Result: c.NA}, nil, "fail", []string{"note-missing"}},
		{"n.a. with its note does not count", "tick", evidence(c.NoteOnNA), c.Answer{Result: c.NA, Note: "关门"}, nil, "na", nil},
		{"a fail without photo and note says so", "tick", evidence(c.PhotoOnFail, c.NoteOnFail), c.Answer{Result: c.Fail}, nil, "fail", []string{"answered-fail", "photo-missing", "note-missing"}},
		{"a fail with photo and note is only a fail", "tick", evidence(c.PhotoOnFail, c.NoteOnFail), c.Answer{Result: c.Fail, Note: "锁门", Photos: both}, nil, "fail", []string{"answered-fail"}},
		{"a pass needs no evidence of a fail", "tick", evidence(c.PhotoOnFail, c.NoteOnFail), c.Answer{Result: c.Pass}, nil, "pass", nil},
		{"a pass without its photo fails", "tick", evidence(c.PhotoAlways), c.Answer{Result: c.Pass}, nil, "fail", []string{"photo-missing"}},
		{"a pass without its signature fails", "tick", evidence(c.SignatureAlways), c.Answer{Result: c.Pass}, nil, "fail", []string{"signature-missing"}},
		{"a pass with its signature passes", "tick", evidence(c.SignatureAlways), c.Answer{Result: c.Pass, Signature: ink}, nil, "pass", nil},
		{"a later stage is left to sales", "tick", c.Rules{Graded: c.GradedLaterStage}, c.Answer{Result: c.Fail}, nil, "na", []string{"later-stage"}},
		{"a photo passes", "photo", evidence(c.PhotoAlways), c.Answer{Photos: both}, nil, "pass", nil},
		{"no photo fails", "photo", evidence(c.PhotoAlways), c.Answer{}, nil, "fail", []string{"not-answered"}},
		{"a signature passes", "signature", c.Rules{}, c.Answer{Signature: ink}, nil, "pass", nil},
		{"no signature fails", "signature", c.Rules{}, c.Answer{}, nil, "fail", []string{"not-answered"}},
		{"a text passes", "text", c.Rules{}, c.Answer{Text: "多送一箱"}, nil, "pass", nil},
		{"an optional text may be empty", "text", c.Rules{Optional: true}, c.Answer{Text: " "}, nil, "na", nil},
	})
}

func TestNumbersTimesAndChoices(t *testing.T) {
	t.Parallel()
	perStop := c.Rules{Graded: c.GradedMinPerStop, PerStop: 2}
	found := c.Rules{Graded: c.GradedOverAgeFound, Unit: "bottles"}
	late := func(minutes int) func(*c.Context) { return func(x *c.Context) { x.LateTolerance = minutes } }
	options := c.Rules{Options: []c.Option{{ID: "yes"}, {ID: "no", Fail: true, Text: c.Text{ZhCN: "不", En: "No"}}}}
	runGrades(t, []gradeRow{
		{"a count passes", "count", c.Rules{}, c.Answer{Value: number(0)}, nil, "pass", nil},
		{"a count without figure is not answered", "count", c.Rules{}, c.Answer{Result: c.Pass}, nil, "fail", []string{"not-answered"}},
		{"a measure out of its bounds fails", "measure", c.Rules{Max: number(8)}, c.Answer{Value: number(9)}, nil, "fail", []string{"out-of-range"}},
		{"2 a stop for 5 stops is 10", "count", perStop, c.Answer{Value: number(10)}, nil, "pass", nil},
		{"9 for 5 stops is too few", "count", perStop, c.Answer{Value: number(9)}, nil, "fail", []string{"below-minimum"}},
		{"no bottle past its limit passes", "count", found, c.Answer{Value: number(0)}, nil, "pass", nil},
		{"bottles past their limit need a swap or a note", "count", found, c.Answer{Value: number(3)}, nil, "fail", []string{"over-age-not-swapped"}},
		{"bottles past their limit with a note pass", "count", found, c.Answer{Value: number(3), Note: "明天换"}, nil, "pass", nil},
		{"in the window passes", "time", c.Rules{}, c.Answer{At: clock(11, 0)}, nil, "pass", nil},
		{"on the first minute passes", "time", c.Rules{}, c.Answer{At: clock(10, 0)}, nil, "pass", nil},
		{"on the last minute passes", "time", c.Rules{}, c.Answer{At: clock(12, 0)}, nil, "pass", nil},
		{"16 minutes late fails", "time", c.Rules{}, c.Answer{At: clock(12, 16)}, late(15), "fail", []string{"too-late"}},
		{"15 minutes late passes with a tolerance of 15", "time", c.Rules{}, c.Answer{At: clock(12, 15)}, late(15), "pass", nil},
		{"30 minutes early fails", "time", c.Rules{}, c.Answer{At: clock(9, 30)}, nil, "fail", []string{"too-early"}},
		{"without a window nobody is late", "time", c.Rules{}, c.Answer{At: clock(23, 0)}, func(x *c.Context) { x.Window = nil }, "na", []string{"window-missing"}},
		{"no time is not answered", "time", c.Rules{}, c.Answer{}, nil, "fail", []string{"not-answered"}},
		{"a good option passes", "choice", options, c.Answer{Text: "yes"}, nil, "pass", nil},
		{"a bad option fails", "choice", options, c.Answer{Text: "no"}, nil, "fail", []string{"choice-fail"}},
		{"an unknown option is not answered", "choice", options, c.Answer{Text: "maybe"}, nil, "fail", []string{"not-answered"}},
	})
}

func TestLots(t *testing.T) {
	t.Parallel()
	lot := func(product string, position int, day c.Date) c.Lot {
		return c.Lot{ProductID: product, Position: position, ProducedOn: day, Quantity: 12}
	}
	fresh := func(l c.Lot) c.Lot { l.Delivered = true; return l }
	shelf := func(lots ...c.Lot) c.Answer { return c.Answer{Lots: lots} }
	load := c.Rules{Graded: c.GradedOverAgeLoad}
	runGrades(t, []gradeRow{
		{"oldest in front passes", "lots", c.Rules{}, shelf(lot(beer, 2, "2026-02-02"), lot(beer, 1, "2026-01-01")), nil, "pass", nil},
		{"the same date twice passes", "lots", c.Rules{}, shelf(lot(beer, 1, "2026-01-01"), lot(beer, 2, "2026-01-01")), nil, "pass", nil},
		{"a new lot in front of an old one fails", "lots", c.Rules{}, shelf(lot(beer, 1, "2026-02-02"), lot(beer, 2, "2026-01-01")), nil, "fail", []string{"lots-inverted"}},
		{"every inversion is named", "lots", c.Rules{}, shelf(lot(beer, 1, "2026-03-03"), lot(beer, 2, "2026-02-02"), lot(beer, 3, "2026-01-01")), nil, "fail", []string{"lots-inverted", "lots-inverted"}},
		{"gaps in the positions do not matter", "lots", c.Rules{}, shelf(lot(beer, 9, "2026-01-01"), lot(beer, 4, "2026-02-02")), nil, "fail", []string{"lots-inverted"}},
		{"products are judged apart", "lots", c.Rules{}, shelf(lot(beer, 1, "2026-02-02"), lot(gin, 2, "2020-01-01")), nil, "pass", nil},
		{"lots side by side are not in order", "lots", c.Rules{}, shelf(lot(beer, 1, "2026-02-02"), lot(beer, 1, "2026-01-01")), nil, "pass", nil},
		{"delivered goods stand behind", "lots", c.Rules{}, shelf(fresh(lot(beer, 1, "2026-02-02")), lot(beer, 2, "2026-01-01")), nil, "fail", []string{"lots-inverted", "new-in-front"}},
		{"delivered goods far in front are found", "lots", c.Rules{}, shelf(fresh(lot(beer, 1, "2026-02-01")), lot(beer, 2, "2026-02-05"), lot(beer, 3, "2026-01-01")), nil, "fail", []string{"new-in-front", "lots-inverted"}},
		{"delivered goods behind pass", "lots", c.Rules{}, shelf(lot(beer, 1, "2026-01-01"), fresh(lot(beer, 2, "2026-02-02"))), nil, "pass", nil},
		{"past 80 % of its life is a warning", "lots", c.Rules{}, shelf(lot(beer, 1, today.AddDays(-145))), nil, "warn", []string{"near-expiry"}},
		{"just 80 % of its life passes", "lots", c.Rules{}, shelf(lot(beer, 1, today.AddDays(-144))), nil, "pass", nil},
		{"the last day of its life is a warning", "lots", c.Rules{}, shelf(lot(beer, 1, today.AddDays(-180))), nil, "warn", []string{"near-expiry"}},
		{"past its life fails", "lots", c.Rules{}, shelf(lot(beer, 1, today.AddDays(-181))), nil, "fail", []string{"over-age"}},
		{"what does not age is never past its life", "lots", c.Rules{}, shelf(lot(gin, 1, "2001-01-01")), nil, "pass", nil},
		{"an unknown product does not age", "lots", c.Rules{}, shelf(lot("who", 1, "2001-01-01")), nil, "pass", nil},
		{"a date still to come fails", "lots", c.Rules{}, shelf(lot(gin, 1, "2026-03-11")), nil, "fail", []string{"produced-in-future"}},
		{"an empty shelf is not answered", "lots", c.Rules{}, shelf(), nil, "fail", []string{"not-answered"}},
		{"on the vehicle only age counts", "lots", load, shelf(fresh(lot(beer, 1, "2026-02-02")), lot(beer, 2, "2026-01-01")), nil, "pass", nil},
		{"on the vehicle age counts", "lots", load, shelf(lot(beer, 1, "2025-01-01")), nil, "fail", []string{"over-age"}},
	})
}

func TestAnInversionNamesBothLotsInBothLanguages(t *testing.T) {
	t.Parallel()
	a := []c.Answer{{ItemID: "one.item", Lots: []c.Lot{
		{ProductID: beer, Position: 1, ProducedOn: "2026-02-02"}, {ProductID: beer, Position: 2, ProducedOn: "2026-01-01"},
	}}}
	have := gradeOf(t, c.GradeCheck(one("lots", c.Rules{}), a, stop()), "one.item").Reasons[0].Detail
	want := c.Text{
		ZhCN: "啤酒 顺序反了:第 1 位是 2026-02-02,第 2 位是更早的 2026-01-01",
		En:   "Beer is out of order: 2026-02-02 at position 1 stands in front of the older 2026-01-01 at position 2",
	}
	if have != want {
		t.Errorf("have %+v", have)
	}
}

func TestBottlesSwapsAndReceipts(t *testing.T) {
	t.Parallel()
	rows := func(b ...c.BottleCount) c.Answer { return c.Answer{Bottles: b} }
	planned := func(x *c.Context) { x.Expected = map[string]int{"500ml": 48} }
	signed := c.ReceiptAnswer{Number: "R-1", SignedBy: "陈保管", Signature: ink}
	receipt := func(change func(*c.ReceiptAnswer)) c.Answer { r := signed; change(&r); return c.Answer{Receipt: &r} }
	same := func(*c.ReceiptAnswer) {}
	runGrades(t, []gradeRow{
		{"all bottles taken pass", "bottles", c.Rules{}, rows(c.BottleCount{Type: "500ml", Expected: 48, Taken: 48}), planned, "pass", nil},
		{"bottles left with a reason pass", "bottles", c.Rules{}, rows(c.BottleCount{Type: "500ml", Expected: 48, Taken: 40, Left: 8, Reason: c.VenueKeeps}), planned, "pass", nil},
		{"bottles left without a reason fail", "bottles", c.Rules{}, rows(c.BottleCount{Type: "500ml", Expected: 48, Taken: 40, Left: 8}), planned, "fail", []string{"bottles-left-no-reason"}},
		{"bottles that the crew refused fail", "bottles", c.Rules{}, rows(c.BottleCount{Type: "500ml", Expected: 48, Taken: 40, Left: 8, Reason: c.RefusedByCrew}), planned, "fail", []string{"refused-by-crew"}},
		{"another sum than planned is a warning", "bottles", c.Rules{}, rows(c.BottleCount{Type: "500ml", Expected: 40, Taken: 40}), planned, "warn", []string{"bottles-mismatch"}},
		{"a planned type that nobody counted fails", "bottles", c.Rules{}, rows(c.BottleCount{Type: "330ml", Expected: 2, Taken: 2}), planned, "fail", []string{"bottles-not-counted"}},
		{"no rows is not answered", "bottles", c.Rules{}, rows(), nil, "fail", []string{"not-answered"}},
		{"all swapped passes", "swap", c.Rules{}, c.Answer{Swap: &c.Swap{Reported: 2, Swapped: 2}}, nil, "pass", nil},
		{"left with a reason passes", "swap", c.Rules{}, c.Answer{Swap: &c.Swap{Reported: 2, Reason: "车上没有"}}, nil, "pass", nil},
		{"left without a reason fails", "swap", c.Rules{}, c.Answer{Swap: &c.Swap{Reported: 2, Swapped: 1}}, nil, "fail", []string{"swap-left-no-reason"}},
		{"no swap is not answered", "swap", c.Rules{}, c.Answer{}, nil, "fail", []string{"not-answered"}},
		{"a signed receipt passes", "receipt", c.Rules{}, receipt(same), nil, "pass", nil},
		{"ink on the answer counts too", "receipt", evidence(c.SignatureAlways), c.Answer{Signature: ink, Receipt: &c.ReceiptAnswer{Number: "1", SignedBy: "陈"}}, nil, "pass", nil},
		{"a bare receipt fails three times", "receipt", c.Rules{}, c.Answer{Receipt: &c.ReceiptAnswer{}}, nil, "fail", []string{"receipt-number-missing", "signer-missing", "signature-missing"}},
		{"a receipt signed by the driver fails", "receipt", c.Rules{}, receipt(func(r *c.ReceiptAnswer) { r.SignedBy = "  wang  QIANG " }), nil, "fail", []string{"signed-by-crew"}},
		{"a number of another stop fails", "receipt", c.Rules{}, receipt(same), func(x *c.Context) { x.ReceiptTakenBy = "王府酒店" }, "fail", []string{"receipt-number-taken"}},
		{"differences are a warning", "receipt", c.Rules{}, receipt(func(r *c.ReceiptAnswer) { r.Discrepancies = []c.Discrepancy{{ProductID: beer, Quantity: -1}} }), nil, "warn", []string{"discrepancies"}},
		{"no receipt is not answered", "receipt", c.Rules{}, c.Answer{}, nil, "fail", []string{"not-answered"}},
	})
}

func TestTheDaysClose(t *testing.T) {
	t.Parallel()
	day := func(d c.DayFacts) func(*c.Context) { return func(x *c.Context) { x.Day = &d } }
	graded := func(g string) c.Rules { return c.Rules{Graded: g} }
	rows := func(taken int, reason string) c.Answer {
		return c.Answer{Bottles: []c.BottleCount{{Type: "500ml", Taken: taken, Reason: reason}}}
	}
	picked := c.DayFacts{PickedUp: map[string]int{"500ml": 48}}
	tick := c.Answer{Result: c.Pass}
	runGrades(t, []gradeRow{
		{"all receipts handed over pass without a tick", "tick", graded(c.GradedReceiptsHanded), c.Answer{}, day(c.DayFacts{}), "pass", nil},
		{"missing receipts beat the tick", "tick", graded(c.GradedReceiptsHanded), tick, day(c.DayFacts{ReceiptsMissing: []string{"A", "B"}}), "fail", []string{"receipts-not-handed"}},
		{"n.a. does not hide a missing receipt", "tick", graded(c.GradedReceiptsHanded), c.Answer{Result: c.NA}, day(c.DayFacts{ReceiptsMissing: []string{"A"}}), "fail", []string{"receipts-not-handed"}},
		{"a crew that says no is believed", "tick", graded(c.GradedReceiptsHanded), c.Answer{Result: c.Fail}, day(c.DayFacts{}), "fail", []string{"answered-fail"}},
		{"without the day the tick counts", "tick", graded(c.GradedReceiptsHanded), tick, nil, "pass", nil},
		{"without day and tick it is not answered", "tick", graded(c.GradedReceiptsHanded), c.Answer{}, nil, "fail", []string{"not-answered"}},
		{"messages on the way fail", "tick", graded(c.GradedMessagesSent), tick, day(c.DayFacts{MessagesPending: 2}), "fail", []string{"messages-pending"}},
		{"messages sent pass", "tick", graded(c.GradedMessagesSent), c.Answer{}, day(c.DayFacts{}), "pass", nil},
		{"unexplained stops fail", "tick", graded(c.GradedStopsExplained), tick, day(c.DayFacts{OpenStops: []string{"A"}}), "fail", []string{"stops-unexplained"}},
		{"bottles as picked up pass", "bottles", graded(c.GradedPickups), rows(48, ""), day(picked), "pass", nil},
		{"a difference without a reason fails", "bottles", graded(c.GradedPickups), rows(40, ""), day(picked), "fail", []string{"pickup-mismatch"}},
		{"a difference with a reason is a warning", "bottles", graded(c.GradedPickups), rows(40, c.NotSorted), day(picked), "warn", []string{"pickup-mismatch"}},
		{"a type that nobody counted in fails", "bottles", graded(c.GradedPickups), rows(0, ""), day(picked), "fail", []string{"pickup-mismatch"}},
		{"no figures on a day with bottles fail", "bottles", graded(c.GradedPickups), c.Answer{Result: c.NA}, day(picked), "fail", []string{"not-answered"}},
		{"no figures on a day without bottles do not count", "bottles", graded(c.GradedPickups), c.Answer{}, day(c.DayFacts{}), "na", []string{"nothing-to-count"}},
		{"the day's swaps pass", "count", graded(c.GradedDaySwaps), c.Answer{Value: number(3)}, day(c.DayFacts{Swapped: 3}), "pass", nil},
		{"other than the day's swaps fails", "count", graded(c.GradedDaySwaps), c.Answer{Value: number(2)}, day(c.DayFacts{Swapped: 3}), "fail", []string{"swaps-mismatch"}},
		{"swaps that nobody counted fail", "count", graded(c.GradedDaySwaps), c.Answer{}, day(c.DayFacts{Swapped: 3}), "fail", []string{"not-answered"}},
	})
}

func TestEveryReasonHasARowInThisFile(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("grade_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range c.ReasonCodes() {
		if !strings.Contains(string(raw), `"`+code+`"`) {
			t.Errorf("no row expects %s", code)
		}
	}
}
