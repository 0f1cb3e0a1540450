package checklists_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	c "crewcheck/checklists"
)

// catalogue has products with and without a name, that age fast, slowly and not at all.
func catalogue() map[string]c.Product {
	out := map[string]c.Product{}
	for _, p := range []c.Product{
		{ID: beer, Name: c.Text{ZhCN: "啤酒", En: "Beer"}, ShelfLifeDays: 180},
		{ID: gin, Name: c.Text{ZhCN: "金酒", En: "Gin"}},
		{ID: "milk", Name: c.Text{ZhCN: "鲜奶"}, ShelfLifeDays: 7},
		{ID: "juice", Name: c.Text{En: "Juice 100 % %d"}, ShelfLifeDays: 33},
		{ID: "bare", ShelfLifeDays: 1},
	} {
		out[p.ID] = p
	}
	return out
}

// dice draws checks; from one seed always the same ones.
type dice struct{ *rand.Rand }

func pick[T any](d dice, from ...T) T { return from[d.IntN(len(from))] }

func (d dice) one(in int) bool { return d.IntN(in) == 0 }

// vectorsEach is how many checks by chance each checklist gets.
const vectorsEach = 50

func (f *vectorFile) byChance() {
	all := c.Default().Checklists
	for i := range all {
		d := dice{rand.New(rand.NewPCG(2026, uint64(i)))}
		for n := range vectorsEach {
			ctx := d.context(all[i].ID == "day-close")
			items := all[i].Items
			if all[i].Scope == c.PerStop && d.one(3) {
				ctx.Overlay = d.overlay()
				items = append(items[:len(items):len(items)], ctx.Overlay...)
			}
			f.add(fmt.Sprintf("%s by chance %d", all[i].ID, n), &all[i], ctx, d.answers(items, ctx))
		}
	}
	d := dice{rand.New(rand.NewPCG(2026, 99))}
	for _, kind := range []string{
		c.KindLots, c.KindLots, c.KindLots, c.KindBottles, c.KindBottles, c.KindTime, c.KindSwap, c.KindReceipt, c.KindChoice,
		c.KindMeasure, c.KindPhoto, c.KindSignature, c.KindText,
	} {
		for range 10 {
			rules := c.Rules{Evidence: d.evidence(), Optional: d.one(6), ExtraMile: d.one(8), Options: options}
			ctx := d.context(false)
			def := one(kind, rules)
			f.add(fmt.Sprintf("%s by chance %d", kind, len(f.Vectors)), def, ctx, d.answers(def.Items, ctx))
		}
	}
	f.rounding(d)
}

// rounding fills scores whose third decimal is a half, which only sums of 32 and 160 have, and thirds and sevenths.
func (f *vectorFile) rounding(d dice) {
	for _, weights := range [][]int{{5, 5, 5, 5, 5, 5, 2}, {1, 2, 3, 4, 5, 5, 5, 4, 3}, {1, 1, 1}, {1, 2, 4}, {5, 4, 2, 1, 1}} {
		for n := range 8 {
			def := &c.Definition{ID: "weights", Version: 1, Scope: c.PerStop}
			var answers []c.Answer
			for i, w := range weights {
				it := c.Item{ID: fmt.Sprintf("w.%d", i), Role: c.RoleBoth, Weight: w, Kind: c.KindTick, Critical: n == 7 && i == 0}
				def.Items = append(def.Items, it)
				answers = append(answers, c.Answer{ItemID: it.ID, Result: pick(d, c.Pass, c.Fail)})
			}
			f.add(fmt.Sprintf("rounding %v %d", weights, n), def, c.Context{Date: today}, answers)
		}
	}
}

var options = []c.Option{
	{ID: "yes", Text: c.Text{ZhCN: "是", En: "Yes"}},
	{ID: "no", Fail: true, Text: c.Text{ZhCN: "没有 100 %", En: "None, 100 %"}},
	{ID: "untold", Fail: true},
}

func (d dice) evidence() []string {
	var out []string
	for _, e := range []string{c.PhotoOnFail, c.PhotoAlways, c.NoteOnFail, c.NoteOnNA, c.SignatureAlways} {
		if d.one(5) {
			out = append(out, e)
		}
	}
	return out
}

func (d dice) context(day bool) c.Context {
	out := c.Context{
		Date:           pick(d, today, today, today, "2026-02-28", "2028-02-29", ""),
		Roles:          pick(d, []string{c.RoleDriver, c.RolePorter}, []string{c.RolePorter}, []string{c.RoleDriver}, []string{c.RoleBoth}, nil),
		MemberRoles:    map[string]string{wang: c.RoleDriver, li: c.RolePorter},
		Window:         d.window(),
		EarlyTolerance: pick(d, 15, 15, 0, -3),
		LateTolerance:  pick(d, 5, 5, 0, -3),
		Stops:          pick(d, 5, 1, 60, 0, -1),
		Crew:           pick(d, []string{"Wang Qiang", "李 明"}, nil),
	}
	if d.one(2) {
		out.Expected = map[string]int{pick(d, types...): d.IntN(40), pick(d, types...): d.IntN(3)}
	}
	if d.one(4) {
		out.ReceiptTakenBy = pick(d, "王府酒店", "stop-7")
	}
	if day && !d.one(5) {
		out.Day = &c.DayFacts{
			ReceiptsMissing: pick(d, nil, nil, []string{"陈记"}, []string{"陈记", "Bar %s"}),
			PickedUp:        pick(d, nil, map[string]int{"500ml": 48}, map[string]int{"500ml": 48, "330ml": 0, "桶": 2}),
			Swapped:         d.IntN(3), MessagesPending: max(0, d.IntN(5)-2),
			OpenStops: pick(d, nil, nil, []string{"王府酒店"}),
		}
	}
	return out
}

func (d dice) window() *c.Window {
	w := func(from, to *c.Time) *c.Window { return &c.Window{From: *from, To: *to} }
	return pick(d, w(clock(10, 0), clock(12, 0)), w(clock(10, 0), clock(12, 0)), w(clock(10, 0), clock(12, 0)),
		nil, w(clock(12, 0), clock(10, 0)), w(clock(10, 0), clock(10, 0)), &c.Window{To: *clock(9, 0)})
}

func (d dice) overlay() []c.Item {
	all := []c.Item{
		{ID: "venue.gate", Role: c.RolePorter, Weight: 1, Kind: c.KindTick, Rules: c.Rules{Evidence: d.evidence()}},
		{ID: "venue.cold", Role: c.RoleDriver, Weight: 4, Kind: c.KindMeasure, Critical: d.one(2), Rules: c.Rules{Unit: "°C", Min: number(-2.5), Max: number(8)}},
		{ID: "venue.gift", Role: c.RoleBoth, Weight: 5, Kind: c.KindCount, Rules: c.Rules{ExtraMile: true}},
		{ID: "venue.door", Role: c.RoleBoth, Weight: 2, Kind: c.KindChoice, Rules: c.Rules{Options: options}},
		{ID: "venue.more", Role: c.RoleBoth, Weight: 2, Kind: c.KindSwap, Rules: c.Rules{Unit: "bottles", Optional: true}},
		{ID: "conduct.parking", Role: c.RoleBoth, Weight: 5, Kind: c.KindText}, // the checklist's own beats it
	}
	d.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:1+d.IntN(3)]
}

func (d dice) answers(items []c.Item, ctx c.Context) []c.Answer {
	out := []c.Answer{}
	for i := range items {
		if d.one(7) {
			continue
		}
		out = append(out, d.answer(&items[i], ctx))
		if d.one(6) {
			out = append(out, d.answer(&items[i], ctx)) // by another member, or twice by the same
		}
	}
	if d.one(5) {
		out = append(out, c.Answer{ItemID: "nowhere", Result: c.Fail})
	}
	return out
}

var (
	// spaces are told from letters otherwise by Go than by JavaScript in the last two cases.
	spaces = []string{"", "", " ", "\t\n", "\u3000", "\u00a0\u2028", "\u0085", "\ufeff"}
	types  = []string{"500ml", "330ml", "桶", "￥", "😀", "constructor", "__proto__"}
)

func (d dice) answer(it *c.Item, ctx c.Context) c.Answer {
	good := !d.one(3)
	a := c.Answer{ItemID: it.ID, MemberID: pick(d, "", "", wang, li)}
	if d.one(2) {
		a.Note = pick(d, append(spaces, "说明", "锁门")...)
	}
	if good || d.one(2) {
		a.Photos = []string{"p1"}
	}
	if !good {
		a.Result = pick(d, "", c.Fail, c.NA, c.Fail, c.NA, "maybe")
	} else if it.Kind == c.KindTick || d.one(5) {
		a.Result = c.Pass
	}
	switch it.Kind {
	case c.KindCount, c.KindMeasure:
		a.Value = pick(d, nil, number(0), number(1), number(2), number(5), number(10), number(120), number(8), number(8.5), number(-1), number(100001))
	case c.KindTime:
		a.At = d.arrival()
	case c.KindChoice:
		a.Text = pick(d, "yes", "no", "untold", "maybe", " ", "\u0085", "\ufeff")
	case c.KindText:
		a.Text = pick(d, append(spaces, "周五多送一箱")...)
	case c.KindLots:
		a.Lots = d.lots(ctx.Date)
	case c.KindBottles:
		a.Bottles = d.bottles()
	case c.KindSwap:
		a.Swap = pick(d, nil, &c.Swap{}, &c.Swap{Reported: 2, Swapped: 2}, &c.Swap{Reported: 3, Swapped: 1, Reason: pick(d, append(spaces, "车上没有")...)})
	case c.KindReceipt:
		a.Receipt = d.receipt()
	}
	if it.Kind == c.KindSignature || d.one(6) {
		a.Signature = pick(d, "", "ink")
	}
	return a
}

// arrival is near an edge of the window or of its tolerance, to the millisecond.
func (d dice) arrival() *c.Time {
	edge := pick(d, clock(10, 0), clock(12, 0), clock(9, 45), clock(12, 5), clock(11, 0))
	near := pick(d, 0, 1, -1, 999, 59_999, 60_000, -59_999, -60_000, -60_001, 60_001, 3_600_000, -3_600_000, 86_400_000)
	if d.one(12) {
		return nil
	}
	return edge.Add(time.Duration(near) * time.Millisecond).Ptr()
}

func (d dice) lots(on c.Date) []c.Lot {
	if !on.Valid() {
		on = today
	}
	var out []c.Lot
	products := []string{beer, gin, "milk", "juice", "bare", "who", "toString", "__proto__"}
	first := pick(d, products...)
	for n := d.IntN(6); n > 0; n-- {
		l := c.Lot{ProductID: first, Quantity: d.IntN(100), Position: 1 + d.IntN(5), Delivered: d.one(3)}
		if d.one(3) {
			l.ProductID = pick(d, products...)
		}
		l.ProducedOn = on.AddDays(-pick(d, 0, 1, 2, 5, 6, 7, 8, 26, 27, 33, 34, 100, 144, 145, 180, 181, -1))
		if d.one(15) {
			l.ProducedOn = pick[c.Date](d, "2026-02-30", "2026-2-3", "", "1999-12-31", "2200-01-01", "26-01-01")
		}
		out = append(out, l)
	}
	return out
}

func (d dice) bottles() []c.BottleCount {
	var out []c.BottleCount
	for n := d.IntN(4); n > 0; n-- {
		b := c.BottleCount{Type: pick(d, types...), Expected: d.IntN(40), Taken: pick(d, 0, 2, 40, 48)}
		if b.Left = max(0, b.Expected-b.Taken); d.one(4) {
			b.Left++
		}
		if d.one(2) {
			b.Reason = pick(d, c.VenueKeeps, c.NotSorted, c.VehicleFull, c.RefusedByCrew)
		}
		out = append(out, b)
	}
	return out
}

func (d dice) receipt() *c.ReceiptAnswer {
	if d.one(8) {
		return nil
	}
	r := &c.ReceiptAnswer{
		Number: pick(d, append(spaces, "R-1001", "R-1002", "R-1003", "R-1004")...), SignerRole: "保管",
		SignedBy: pick(d, append(spaces, "陈保管", "Chen", " wang  QIANG ", "李\u3000明", "WANG\u0085qiang", "wang\ufeffqiang")...), Signature: pick(d, "ink", "ink", ""),
	}
	for range d.IntN(3) {
		r.Discrepancies = append(r.Discrepancies, c.Discrepancy{ProductID: beer, Quantity: -1, Reason: "碎了"})
	}
	return r
}
