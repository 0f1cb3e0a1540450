package checklists_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	c "crewcheck/checklists"
)

// verbs is what each field.* code asks of its arguments, in order.
var verbs = map[string][]string{
	"field.required": nil, "field.not-here": nil, "field.control": nil, "field.unknown": nil,
	"field.type": {"string"}, "field.format": {"string"}, "field.choice": {"string"}, "field.reference": {"string"},
	"field.duplicate": {"string"}, "field.range": {"any", "any"}, "field.sum": {"any"},
	"field.too-long": {"int"}, "field.too-many": {"int"},
}

// said is errors as "pointer code" and fails on arguments that do not fit the code's text.
func said(t testing.TB, found []c.FieldError) []string {
	t.Helper()
	var out []string
	for _, e := range found {
		want, known := verbs[e.Code]
		fits := known && len(want) == len(e.Args)
		for i := range e.Args {
			fits = fits && (want[i] == "any" || want[i] == fmt.Sprintf("%T", e.Args[i]))
		}
		if !fits {
			t.Errorf("%s %s has the arguments %v", e.Pointer, e.Code, e.Args)
		}
		out = append(out, e.Pointer+" "+e.Code)
	}
	return out
}

func TestPerfectAnswersAreValid(t *testing.T) {
	t.Parallel()
	for _, d := range c.Default().Checklists {
		equal(t, said(t, c.ValidateAnswers(&d, nil, perfect(&d))), nil)
		equal(t, said(t, c.ValidateAnswers(&d, nil, nil)), nil)
	}
}

func TestAnswersAreRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("长", c.MaxTextRunes+1)
	name := strings.Repeat("n", c.MaxNameRunes+1)
	lot := func(change func(*c.Lot)) c.Answer {
		l := c.Lot{ProductID: beer, ProducedOn: "2026-01-01", Quantity: 1, Position: 1}
		change(&l)
		return c.Answer{Lots: []c.Lot{l}}
	}
	row := func(b c.BottleCount) c.Answer { return c.Answer{Bottles: []c.BottleCount{b}} }
	receipt := func(r c.ReceiptAnswer) c.Answer { return c.Answer{Receipt: &r} }
	choice := c.Rules{Options: []c.Option{{ID: "yes"}, {ID: "no", Fail: true}}}
	for _, row := range []struct {
		name  string
		kind  string
		rules c.Rules
		a     c.Answer
		want  string
	}{
		{"a tick without a result", c.KindTick, c.Rules{}, c.Answer{}, "/0/result field.required"},
		{"an unknown result", c.KindTick, c.Rules{}, c.Answer{Result: "ok"}, "/0/result field.choice"},
		{"a count on a tick", c.KindTick, c.Rules{}, c.Answer{Result: c.Pass, Value: number(1)}, "/0/value field.not-here"},
		{"a signature on a tick", c.KindTick, c.Rules{}, c.Answer{Result: c.Pass, Signature: ink}, "/0/signature field.not-here"},
		{"lots on bottles", c.KindBottles, c.Rules{}, lot(func(*c.Lot) {}), "/0/lots field.not-here"},
		{"half a case", c.KindCount, c.Rules{}, c.Answer{Value: number(1.5)}, "/0/value field.type"},
		{"a count below zero", c.KindCount, c.Rules{}, c.Answer{Value: number(-1)}, "/0/value field.range"},
		{"a count over its max", c.KindCount, c.Rules{Max: number(5)}, c.Answer{Value: number(6)}, "/0/value field.range"},
		{"an endless measure", c.KindMeasure, c.Rules{}, c.Answer{Value: number(math.Inf(1))}, "/0/value field.range"},
		{"no number", c.KindMeasure, c.Rules{}, c.Answer{Value: number(math.NaN())}, "/0/value field.range"},
		{"an unknown option", c.KindChoice, choice, c.Answer{Text: "maybe"}, "/0/text field.choice"},
		{"a long text", c.KindText, c.Rules{}, c.Answer{Text: long}, "/0/text field.too-long"},
		{"a long note", c.KindTick, c.Rules{}, c.Answer{Result: c.Pass, Note: long}, "/0/note field.too-long"},
		{"a bell in a note", c.KindTick, c.Rules{}, c.Answer{Result: c.Pass, Note: "a\ab"}, "/0/note field.control"},
		{"text that turns around", c.KindTick, c.Rules{}, c.Answer{Result: c.Pass, Note: "a\u202eb"}, "/0/note field.control"},
		{"a member over two lines", c.KindTick, c.Rules{}, c.Answer{Result: c.Pass, MemberID: "a\nb"}, "/0/memberId field.control"},
		{"a photo in capitals", c.KindPhoto, c.Rules{}, c.Answer{Photos: []string{strings.Repeat("A", 64)}}, "/0/photos/0 field.format"},
		{"ink that is no digest", c.KindSignature, c.Rules{}, c.Answer{Signature: "ink"}, "/0/signature field.format"},
		{"a lot of nothing", c.KindLots, c.Rules{}, lot(func(l *c.Lot) { l.ProductID = " " }), "/0/lots/0/productId field.required"},
		{"a day that never was", c.KindLots, c.Rules{}, lot(func(l *c.Lot) { l.ProducedOn = "2026-02-30" }), "/0/lots/0/producedOn field.format"},
		{"a debt of bottles", c.KindLots, c.Rules{}, lot(func(l *c.Lot) { l.Quantity = -1 }), "/0/lots/0/quantity field.range"},
		{"a place before the first", c.KindLots, c.Rules{}, lot(func(l *c.Lot) { l.Position = 0 }), "/0/lots/0/position field.range"},
		{"too many lots", c.KindLots, c.Rules{}, c.Answer{Lots: make([]c.Lot, c.MaxLots+1)}, "/0/lots field.too-many"},
		{"bottles of no type", c.KindBottles, c.Rules{}, row(c.BottleCount{}), "/0/bottles/0/type field.required"},
		{"bottles below zero", c.KindBottles, c.Rules{}, row(c.BottleCount{Type: "a", Taken: -1}), "/0/bottles/0/taken field.range"},
		{"a reason of one's own", c.KindBottles, c.Rules{}, row(c.BottleCount{Type: "a", Left: 1, Reason: "tired"}), "/0/bottles/0/reason field.choice"},
		{"too many rows", c.KindBottles, c.Rules{}, c.Answer{Bottles: make([]c.BottleCount, c.MaxBottleRows+1)}, "/0/bottles field.too-many"},
		{"more swapped than reported", c.KindSwap, c.Rules{}, c.Answer{Swap: &c.Swap{Reported: 1, Swapped: 2}}, "/0/swap/swapped field.range"},
		{"a receipt without a number", c.KindReceipt, c.Rules{}, receipt(c.ReceiptAnswer{SignedBy: "陈"}), "/0/receipt/number field.required"},
		{"a receipt number too long", c.KindReceipt, c.Rules{}, receipt(c.ReceiptAnswer{Number: name, SignedBy: "陈"}), "/0/receipt/number field.too-long"},
		{"a receipt nobody signed", c.KindReceipt, c.Rules{}, receipt(c.ReceiptAnswer{Number: "1"}), "/0/receipt/signedBy field.required"},
		{"ink on a receipt that is no digest", c.KindReceipt, c.Rules{}, receipt(c.ReceiptAnswer{Number: "1", SignedBy: "陈", Signature: "x"}), "/0/receipt/signature field.format"},
		{"a difference in nothing", c.KindReceipt, c.Rules{}, receipt(c.ReceiptAnswer{Number: "1", SignedBy: "陈", Discrepancies: []c.Discrepancy{{}}}), "/0/receipt/discrepancies/0/productId field.required"},
	} {
		t.Run("refuses "+row.name, func(t *testing.T) {
			t.Parallel()
			row.a.ItemID = "one.item"
			equal(t, said(t, c.ValidateAnswers(one(row.kind, row.rules), nil, []c.Answer{row.a})), []string{row.want})
		})
	}
}

func TestAnswersAreJudgedTogether(t *testing.T) {
	t.Parallel()
	d := one(c.KindTick, c.Rules{})
	overlay := []c.Item{{ID: "venue.gate", Kind: c.KindTick}}
	tick := func(item, member string, photos int) c.Answer {
		return c.Answer{ItemID: item, MemberID: member, Result: c.Pass, Photos: slices.Repeat([]string{photo}, photos)}
	}
	for _, row := range []struct {
		name    string
		answers []c.Answer
		want    []string
	}{
		{"takes two members at one item", []c.Answer{tick("one.item", wang, 0), tick("one.item", li, 0)}, nil},
		{"takes the venue's own item", []c.Answer{tick("venue.gate", li, 0)}, nil},
		{"takes 20 photos, twice the same too", []c.Answer{tick("one.item", wang, 10), tick("one.item", li, 10)}, nil},
		{"refuses an item twice", []c.Answer{tick("one.item", li, 0), tick("one.item", li, 0)}, []string{"/1/itemId field.duplicate"}},
		{"refuses an unknown item", []c.Answer{tick("one.other", li, 0)}, []string{"/0/itemId field.reference"}},
		{"refuses an answer to nothing", []c.Answer{{}}, []string{"/0/itemId field.required"}},
		{"refuses 21 photos", []c.Answer{tick("one.item", wang, 20), tick("one.item", li, 1)}, []string{"/1/photos field.too-many"}},
		{"refuses 501 answers", make([]c.Answer, c.MaxAnswers+1), []string{" field.too-many"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			equal(t, said(t, c.ValidateAnswers(d, overlay, row.answers)), row.want)
		})
	}
	if n := len(c.ValidateAnswers(d, nil, make([]c.Answer, 300))); n != 100 {
		t.Errorf("%d errors are named, want 100", n)
	}
}

func TestShelvesAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	at := func(product string, position int) c.Lot {
		return c.Lot{ProductID: product, ProducedOn: "2026-01-01", Position: position}
	}
	check := func(lots ...c.Lot) []string {
		a := []c.Answer{{ItemID: "one.item", Lots: lots}}
		return said(t, c.ValidateAnswers(one(c.KindLots, c.Rules{}), nil, a))
	}
	equal(t, check(at(beer, 1), at(gin, 1), at(beer, 7)), nil)
	equal(t, check(at(beer, 1), at(beer, 1)), []string{"/0/lots/1/position field.duplicate"})
}

func TestAReceiptThatTheCrewFailsItselfMayBeIncomplete(t *testing.T) {
	t.Parallel()
	a := []c.Answer{{ItemID: "one.item", Result: c.Fail, Receipt: &c.ReceiptAnswer{}}}
	equal(t, said(t, c.ValidateAnswers(one(c.KindReceipt, c.Rules{}), nil, a)), nil)
}

func TestDraftsAreJudged(t *testing.T) {
	t.Parallel()
	for _, d := range c.Default().Checklists {
		equal(t, said(t, c.ValidateDefinition(&d)), nil)
	}
	text := c.Text{ZhCN: "问好", En: "Greeted"}
	good := c.Item{ID: "gate.greeted", Role: "driver", Phase: "before", Dimension: "EMP", Weight: 2, Kind: "tick", Text: text}
	for _, row := range []struct {
		name   string
		change func(*c.Definition)
		want   []string
	}{
		{"takes a good one", func(*c.Definition) {}, nil},
		{"refuses no id", func(d *c.Definition) { d.ID = "" }, []string{"/id field.required"}},
		{"refuses no items", func(d *c.Definition) { d.Items = nil }, []string{"/items field.required"}},
		{"refuses 101 items", func(d *c.Definition) { d.Items = make([]c.Item, 101) }, []string{"/items field.too-many"}},
		{"refuses a missing language", func(d *c.Definition) { d.Title.ZhCN = "" }, []string{"/title/zh-CN field.required"}},
		{"refuses a weight of 0", func(d *c.Definition) { d.Items[0].Weight = 0 }, []string{"/items/0/weight field.range"}},
		{"refuses a choice without options", func(d *c.Definition) { d.Items[0].Kind = "choice" }, []string{"/items/0/rules/options field.required"}},
		{"refuses options of the same id", func(d *c.Definition) {
			d.Items[0].Kind = "choice"
			d.Items[0].Rules.Options = []c.Option{{ID: "yes", Text: text}, {ID: "yes", Text: text}}
		}, []string{"/items/0/rules/options/1/id field.duplicate"}},
		{"refuses control characters", func(d *c.Definition) { d.Items[0].Text.En = "a\x00" }, []string{"/items/0/text/en field.control"}},
		{"refuses endless bounds", func(d *c.Definition) {
			d.Items[0].Kind = "measure"
			d.Items[0].Rules.Max = number(math.Inf(1))
		}, []string{"/items/0/rules/max field.range"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d := &c.Definition{ID: "gate", Version: 1, Title: text, Scope: c.PerStop, Items: []c.Item{good}}
			row.change(d)
			equal(t, said(t, c.ValidateDefinition(d)), row.want)
		})
	}
	equal(t, said(t, c.ValidateOverlay([]c.Item{good})), []string{"/0/id field.format"})
	good.ID = "venue.greeted"
	equal(t, said(t, c.ValidateOverlay([]c.Item{good})), nil)
}
