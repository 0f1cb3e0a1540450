package checklists_test

import (
	"fmt"
	"strings"

	c "crewcheck/checklists"
)

// byHand adds the edges that chance would miss.
func (f *vectorFile) byHand() {
	f.wholeChecks()
	f.times()
	f.numbers()
	f.people()
	f.shelves()
	f.evidenceRules()
	f.days()
}

// wholeChecks are the checks of the golden files, whose every grade people have read.
func (f *vectorFile) wholeChecks() {
	all := c.Default().Checklists
	for i := range all {
		d := &all[i]
		ctx := stop()
		if d.ID == "day-close" {
			ctx.Day = &c.DayFacts{PickedUp: map[string]int{"500ml": 48}}
		}
		f.add(d.ID+" done perfectly", d, ctx, perfect(d))
		f.add(d.ID+" done carelessly", d, ctx, careless(d))
		f.add(d.ID+" left empty", d, ctx, nil)
		ctx.Roles = []string{c.RolePorter}
		f.add(d.ID+" by the porter alone", d, ctx, without(perfect(d), d.Items[1].ID))
	}
	f.add("a checklist without items", &c.Definition{ID: "none", Version: 1}, stop(), nil)
}

func (f *vectorFile) one(name, kind string, rules c.Rules, ctx c.Context, answer string) {
	f.addRaw(name, one(kind, rules), ctx, []byte(`[{"itemId":"one.item",`+answer+`}]`))
}

// times are written in other zones and with other decimals; windows lie on nights when clocks change.
func (f *vectorFile) times() {
	spring := c.Window{From: at("2026-03-29T00:30:00Z"), To: at("2026-03-29T01:30:00Z")} // Berlin: 01:30–03:30
	autumn := c.Window{From: at("2026-10-25T00:30:00Z"), To: at("2026-10-25T01:30:00Z")} // Berlin: 02:30–02:30
	noon := c.Window{From: *clock(10, 0), To: *clock(12, 0)}
	for _, row := range []struct {
		w           c.Window
		early, late int
		at          string
	}{
		{noon, 15, 5, "2026-03-10T18:30:00+08:00"},
		{noon, 15, 5, "2026-03-10T20:05:59.999+08:00"},
		{noon, 15, 5, "2026-03-10T20:06:00.000+08:00"},
		{noon, 15, 5, "2026-03-10T12:05:59.9999999Z"},
		{noon, 15, 5, "2026-03-10T12:05:59.123456789Z"},
		{noon, 15, 5, "2026-03-10T09:44:00.001Z"},
		{noon, 15, 5, "2026-03-10T09:44:00Z"},
		{noon, 15, 5, "2026-03-10T09:43:59.999Z"},
		{noon, 15, 5, "2026-03-10T05:59:00-06:01"},
		{noon, 15, 5, "2026-03-11T00:00:00.5+14:00"},
		{noon, 15, 5, "2026-03-09T23:59:59-12:00"},
		{noon, 15, 5, "2000-01-01T00:00:00Z"},
		{noon, 15, 5, "2199-12-31T23:59:59.999Z"},
		{noon, 0, 0, "2026-03-10T12:00:59.999Z"},
		{noon, 0, 0, "2026-03-10T12:01:00Z"},
		{noon, -9, -9, "2026-03-10T09:59:00Z"},
		{noon, -9, -9, "2026-03-10T09:59:00.001Z"},
		{noon, 1440, 1440, "2026-03-11T12:00:00Z"},
		{spring, 0, 0, "2026-03-29T01:30:00+01:00"},
		{spring, 0, 0, "2026-03-29T03:30:00+02:00"},
		{spring, 0, 0, "2026-03-29T03:31:00+02:00"},
		{spring, 0, 0, "2026-03-29T01:29:00+01:00"},
		{autumn, 0, 0, "2026-10-25T02:30:00+02:00"},
		{autumn, 0, 0, "2026-10-25T02:30:00+01:00"},
		{autumn, 0, 0, "2026-10-25T02:31:00+01:00"},
		{autumn, 0, 0, "2026-10-25T02:29:00+02:00"},
	} {
		ctx := stop()
		ctx.Window, ctx.EarlyTolerance, ctx.LateTolerance = &row.w, row.early, row.late
		name := fmt.Sprintf("arrived %s for %s, tolerance %d/%d", row.at, row.w.From, row.early, row.late)
		f.one(name, c.KindTime, c.Rules{}, ctx, `"at":"`+row.at+`"`)
	}
	ctx := stop()
	f.one("no time", c.KindTime, c.Rules{}, ctx, `"at":null`)
}

func at(text string) c.Time {
	var t c.Time
	if err := t.UnmarshalJSON([]byte(`"` + text + `"`)); err != nil {
		panic(err)
	}
	return t
}

// numbers are written as JSON and JavaScript write them: with an exponent only from 1e21 on and below 1e-6.
func (f *vectorFile) numbers() {
	for _, n := range []string{
		"null", "0", "-0", "-0.5", "0.1", "1e-4", "0.00001", "1e-6", "1.5e-7", "1000000", "999999999.5", "1e9", "1000000001", "123456789012345680", "1e20", "1e21",
		"-1e21", "1.7976931348623157e308", "5e-324", "2.30", "8", "8.000000000000002",
	} {
		f.one("a count of "+n, c.KindCount, c.Rules{}, stop(), `"value":`+n)
		f.one("a measure of "+n+" up to 8", c.KindMeasure, c.Rules{Max: number(8), Min: number(-2.5)}, stop(), `"value":`+n)
		f.one("swap bottles on board: "+n, c.KindCount, c.Rules{Graded: c.GradedMinPerStop, PerStop: 2}, stop(), `"value":`+n)
		f.one("found past their limit: "+n, c.KindCount, c.Rules{Graded: c.GradedOverAgeFound}, stop(), `"value":`+n)
		day := stop()
		day.Day = &c.DayFacts{Swapped: 8}
		f.one("brought back: "+n, c.KindCount, c.Rules{Graded: c.GradedDaySwaps}, day, `"value":`+n)
	}
}

// people are members, signers and white space as Go knows it.
func (f *vectorFile) people() {
	ctx := stop()
	ctx.Crew = []string{"Wang Qiang", "李 明", "ΣΟΦΟΣ", "İbrahim", "STRASSE ẞ", " ", "𐐀lan"}
	for i, by := range []string{
		"wang qiang", "WANG\tQIANG", "\u3000李\u3000明\u3000", "李明", "Wang\u0085Qiang", "Wang\ufeffQiang", "\ufeffWang Qiang", "wang\u200bqiang",
		"σοφοσ", "σοφος", "ibrahim", "i̇brahim", "strasse ß", "strasse ss", "𐐨LAN", "\u0085", "\ufeff", "\u180e", "\u2028\u2029", "陈保管",
	} {
		a := c.Answer{ItemID: "one.item", Receipt: &c.ReceiptAnswer{Number: "R-1", SignedBy: by, Signature: "ink"}}
		f.add(fmt.Sprintf("signer %d: %+q", i, by), one(c.KindReceipt, c.Rules{}), ctx, []c.Answer{a})
	}
	for _, number := range []string{"", " ", "\ufeff", "R-1", "r - 1"} {
		taken := stop()
		taken.ReceiptTakenBy = "王府酒店"
		r := &c.ReceiptAnswer{Number: number, SignedBy: "陈保管", Signature: "ink", Discrepancies: []c.Discrepancy{{ProductID: beer, Quantity: -1}}}
		f.add(fmt.Sprintf("the number %q of another stop", number), one(c.KindReceipt, c.Rules{}), taken, []c.Answer{{ItemID: "one.item", Receipt: r}})
		f.add(fmt.Sprintf("the number %q with differences", number), one(c.KindReceipt, c.Rules{}), stop(), []c.Answer{{ItemID: "one.item", Receipt: r}})
	}
	for _, s := range "\u0009\u000b\u000c\u0020\u0085\u00a0\u1680\u180e\u2000\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" {
		f.add(fmt.Sprintf("the text %+q", s), one(c.KindText, c.Rules{}), ctx, []c.Answer{{ItemID: "one.item", Text: string(s)}})
		f.add(fmt.Sprintf("the note %+q", s), one(c.KindTick, evidence(c.NoteOnFail)), ctx, []c.Answer{{ItemID: "one.item", Result: c.Fail, Note: string(s)}})
	}
	conduct := c.Default().Checklist("conduct")
	for _, roles := range [][]string{{c.RoleDriver}, {c.RolePorter}, {c.RoleBoth}, {c.RoleDriver, c.RolePorter}, {"supervisor"}, nil} {
		ctx := stop()
		ctx.Roles = roles
		f.add("conduct for "+strings.Join(roles, " and "), f.Definitions["conduct@1"], ctx, []c.Answer{{ItemID: "conduct.parking", MemberID: li, Result: c.Pass}})
	}
	two := append(without(perfect(conduct), "conduct.language"),
		c.Answer{ItemID: "conduct.language", MemberID: wang, Result: c.Pass},
		c.Answer{ItemID: "conduct.language", MemberID: li, Result: c.Fail, Note: "吵了几句"},
		c.Answer{ItemID: "conduct.language", MemberID: wang, Result: c.Fail})
	f.add("two members speak of one item, one of them twice", f.Definitions["conduct@1"], stop(), two)
	named := one(c.KindTick, c.Rules{})
	named.Items = append(named.Items, c.Item{ID: "one.item", Weight: 5, Kind: c.KindTick}, c.Item{ID: "__proto__", Weight: 2, Kind: c.KindTick})
	f.add("an item named twice and one with a hostile name", named, stop(), []c.Answer{{ItemID: "__proto__", Result: c.Pass}, {ItemID: "one.item", Result: c.Fail}})
}

// shelves are the rows of TestLots that people have thought of, and products whose ids sort otherwise in UTF-16.
func (f *vectorFile) shelves() {
	lot := func(product string, position int, day c.Date) c.Lot {
		return c.Lot{ProductID: product, Position: position, ProducedOn: day, Quantity: 12}
	}
	fresh := func(l c.Lot) c.Lot { l.Delivered = true; return l }
	for i, lots := range [][]c.Lot{
		{lot(beer, 2, "2026-02-02"), lot(beer, 1, "2026-01-01")},
		{lot(beer, 1, "2026-03-03"), lot(beer, 2, "2026-02-02"), lot(beer, 3, "2026-01-01")},
		{fresh(lot(beer, 1, "2026-02-01")), lot(beer, 2, "2026-02-05"), lot(beer, 3, "2026-01-01")},
		{fresh(lot(beer, 1, "2026-02-01")), lot(beer, 2, "2026-01-05"), lot(beer, 3, "2026-01-05")},
		{fresh(lot(beer, 1, "2026-02-01")), fresh(lot(beer, 1, "2026-01-05"))},
		{lot(beer, 9, "2026-01-01"), lot(beer, 4, "2026-02-02")},
		{lot(beer, 1, today.AddDays(-144)), lot(beer, 2, today.AddDays(-145))},
		{lot(beer, 1, today.AddDays(-180)), lot(beer, 2, today.AddDays(-181))},
		{lot("juice", 1, today.AddDays(-26)), lot("juice", 2, today.AddDays(-27))},
		{lot(gin, 1, today.AddDays(1)), lot(gin, 2, today)},
		{lot("😀", 2, "2026-04-01"), lot("￥", 1, "2026-04-01"), lot("a", 3, "2026-04-01")},
		{lot(beer, 1, "2026-02-30")},
		{lot(beer, 1, "2028-02-29"), lot(beer, 2, "2100-02-29")},
		{lot(beer, 1_000_000, "2000-01-01")},
	} {
		f.add(fmt.Sprintf("shelf %d", i), one(c.KindLots, c.Rules{}), stop(), []c.Answer{{ItemID: "one.item", Lots: lots}})
		f.add(fmt.Sprintf("load %d", i), one(c.KindLots, c.Rules{Graded: c.GradedOverAgeLoad}), stop(), []c.Answer{{ItemID: "one.item", Lots: lots}})
	}
	dst := stop()
	dst.Date = "2026-11-02"
	f.add("days are counted over nights when clocks change", one(c.KindLots, c.Rules{}), dst, []c.Answer{{ItemID: "one.item", Lots: []c.Lot{lot("milk", 1, "2026-10-24"), lot("bare", 1, "2026-10-31")}}})
	fifo := f.Definitions["fifo-stocking@1"]
	for _, swap := range []string{"fifo.damaged-swap", "fifo.packaging-swap", "venue.more"} {
		for _, result := range []c.Result{"", c.NA, c.Fail} {
			ctx := stop()
			ctx.Overlay = []c.Item{{ID: "venue.more", Role: c.RolePorter, Weight: 1, Kind: c.KindSwap, Rules: c.Rules{Unit: "bottles"}}}
			f.add(fmt.Sprintf("past their limit, swapped by %s %s", swap, result), fifo, ctx, []c.Answer{
				{ItemID: "fifo.over-age", Value: number(2)}, {ItemID: swap, Result: result, Swap: &c.Swap{Reported: 2, Swapped: 2}},
			})
		}
	}
}

func (f *vectorFile) evidenceRules() {
	for _, rule := range []string{c.PhotoOnFail, c.PhotoAlways, c.NoteOnFail, c.NoteOnNA, c.SignatureAlways} {
		for _, result := range []c.Result{c.Pass, c.Fail, c.NA} {
			for _, given := range []c.Answer{{}, {Note: "锁门"}, {Photos: []string{"p1"}}, {Signature: "ink"}} {
				given.ItemID, given.Result = "one.item", result
				name := fmt.Sprintf("%s, %s, note %q, %d photos, ink %q", rule, result, given.Note, len(given.Photos), given.Signature)
				f.add(name, one(c.KindTick, evidence(rule)), stop(), []c.Answer{given})
			}
		}
	}
	for _, rules := range []c.Rules{{Optional: true}, {ExtraMile: true}, {Graded: c.GradedLaterStage}} {
		for _, result := range []c.Result{"", c.Pass, c.Fail, c.NA} {
			f.add(fmt.Sprintf("optional %v, extra mile %v, %q, %s", rules.Optional, rules.ExtraMile, rules.Graded, result),
				one(c.KindTick, rules), stop(), []c.Answer{{ItemID: "one.item", Result: result}})
		}
	}
}

// days are the rules of the day's close over whole and broken days.
func (f *vectorFile) days() {
	rules := []string{c.GradedReceiptsHanded, c.GradedMessagesSent, c.GradedStopsExplained, c.GradedDaySwaps, c.GradedPickups}
	for n, day := range []*c.DayFacts{
		nil,
		{},
		{ReceiptsMissing: []string{"陈记", "王府, 酒店"}, MessagesPending: 2, OpenStops: []string{"A", "B", "C"}, Swapped: 3, PickedUp: map[string]int{"500ml": 48, "桶": 1}},
		{PickedUp: map[string]int{"500ml": 0, "__proto__": 2, "￥": 1, "😀": 1}, Swapped: -1},
	} {
		ctx := stop()
		ctx.Day = day
		for _, rule := range rules {
			kind := c.KindTick
			given := []string{`"result":"pass"`, `"result":"fail"`, `"result":"na","note":"没事"`, `"note":"?"`}
			switch rule {
			case c.GradedDaySwaps:
				kind, given = c.KindCount, []string{`"value":3`, `"value":2.5`, `"result":"fail"`, `"result":"na"`, `"note":"?"`}
			case c.GradedPickups:
				kind, given = c.KindBottles, []string{
					`"bottles":[{"type":"500ml","taken":40},{"type":"500ml","taken":8},{"type":"桶","taken":1}]`,
					`"bottles":[{"type":"500ml","taken":40,"reason":"not-sorted"}]`,
					`"bottles":[{"type":"330ml","taken":4}],"note":"摔了"`, `"bottles":[]`, `"result":"na"`, `"result":"fail","bottles":[{"type":"500ml","taken":40}]`,
				}
			}
			for _, answer := range given {
				f.one(fmt.Sprintf("day %d, %s: %s", n, rule, answer), kind, c.Rules{Graded: rule}, ctx, answer)
			}
		}
	}
}
