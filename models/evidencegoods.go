package models

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// stocked compares the lots of a stop with the day, with the order and with the count of the stock.
func (x *dayEvidence) stocked(k *Check, st *Stop) {
	const item = "fifo.lots"
	for i := range k.Answers {
		a := &k.Answers[i]
		if a.ItemID != item {
			continue
		}
		delivered, stock, cases := map[string]int{}, 0, true
		for _, l := range a.Lots {
			if l.Delivered {
				delivered[l.ProductID] += l.Quantity
				continue
			}
			stock += l.Quantity
			cases = cases && x.cases[l.ProductID]
		}
		x.ordered(k, st, delivered)
		if cases {
			x.counted(k, stock)
		}
	}
}

// ordered compares what was delivered with the order, put right by what the receipt says came in excess.
func (x *dayEvidence) ordered(k *Check, st *Stop, delivered map[string]int) {
	if len(st.Lines) == 0 {
		return
	}
	order := map[string]int{}
	for _, l := range st.Lines {
		order[l.ProductID] += l.Quantity
	}
	for _, o := range x.made[workPlace{k.RunID, k.StopID}] {
		for _, a := range o.Answers {
			if a.Receipt == nil {
				continue
			}
			for _, d := range a.Receipt.Discrepancies {
				order[d.ProductID] += max(0, d.Quantity)
			}
		}
	}
	for _, id := range sortedKeys(delivered) {
		n, of := delivered[id], order[id]
		if n <= of+int(math.Max(1, unitSlack*float64(of))) {
			continue
		}
		x.add(doubt{kind: DoubtLotsOrdered, check: k, items: []string{"fifo.lots"}, evidence: []Evidence{{Kind: "stop", ID: st.ID}, {Kind: "product", ID: id}}, reason: Text{
			ZhCN: fmt.Sprintf("填了送到 %d 件,订单只有 %d 件(容许多 5 %%,至少 1 件)", n, of),
			En:   fmt.Sprintf("%d units listed as delivered, %d ordered (5 %% and at least one more pass)", n, of),
		}})
		return
	}
}

// counted compares the count of the stock with what is listed lot by lot without what was delivered: more than all cannot be.
func (x *dayEvidence) counted(k *Check, listed int) {
	const item = "fifo.stock-count"
	for _, a := range k.Answers {
		if a.ItemID != item || a.Value == nil || float64(listed)-*a.Value <= math.Max(2, countSlack*float64(listed)) {
			continue
		}
		x.add(doubt{kind: DoubtStockCount, check: k, items: []string{item}, reason: Text{
			ZhCN: fmt.Sprintf("清点库存 %.0f 箱,按批次列出的旧货却有 %d 箱(容许差 10 %%,至少 2 箱)", *a.Value, listed),
			En:   fmt.Sprintf("%.0f cases counted, %d listed lot by lot without the delivery (10 %% and at least two pass)", *a.Value, listed),
		}})
		return
	}
}

// recounted compares the crew's count of a run's empties with the depot's own: that of the close of the day, and that of
// a stop where it is the only one of the run that empties of the type came from.
func (x *dayEvidence) recounted(k *Check) {
	r := x.recounts[k.RunID]
	if r == nil {
		return
	}
	depot := map[string]int{}
	for _, c := range r.Counts {
		depot[c.Type] = c.Counted
	}
	for _, a := range k.Answers {
		for _, b := range a.Bottles {
			if b.Taken == 0 && depot[b.Type] == 0 || k.StopID != "" && !x.onlyStop(k, b.Type) {
				continue
			}
			if off := float64(b.Taken - depot[b.Type]); math.Abs(off) <= math.Max(2, bottleSlack*float64(b.Taken)) {
				continue
			}
			x.add(doubt{kind: DoubtRecount, check: k, items: []string{a.ItemID}, evidence: []Evidence{{Kind: "recount", ID: k.RunID}}, reason: Text{
				ZhCN: fmt.Sprintf("%s:班组点 %d 个,仓库复点 %d 个(容许差 2 %%,至少 2 个)", b.Type, b.Taken, depot[b.Type]),
				En:   fmt.Sprintf("%s: %d counted by the crew, %d at the depot (2 %% and at least two pass)", b.Type, b.Taken, depot[b.Type]),
			}})
			return
		}
	}
}

// onlyStop tells whether no other stop of the run gave empties of a type.
func (x *dayEvidence) onlyStop(k *Check, kind string) bool {
	for i := range x.checks {
		o := &x.checks[i]
		if o.RunID != k.RunID || o.StopID == "" || o.StopID == k.StopID {
			continue
		}
		for _, a := range o.Answers {
			for _, b := range a.Bottles {
				if b.Type == kind && b.Taken > 0 {
					return false
				}
			}
		}
	}
	return true
}

// overBalance compares the empties of a stop with what the books say the venue had, and with what was agreed to be taken.
func (x *dayEvidence) overBalance(k *Check, st *Stop) {
	for _, a := range k.Answers {
		for _, b := range a.Bottles {
			i := slices.IndexFunc(x.books[st.ID], func(v venueBooks) bool { return v.kind == b.Type })
			if i < 0 {
				continue
			}
			v := x.books[st.ID][i]
			had := max(v.had, expectedOf(st, b.Type))
			if b.Taken+b.Left <= had+balanceSlack {
				continue
			}
			x.add(doubt{kind: DoubtBalance, check: k, items: []string{a.ItemID}, evidence: []Evidence{{Kind: "stop", ID: st.ID}}, reason: Text{
				ZhCN: fmt.Sprintf("%s:收走和留下共 %d 个,按账店里最多 %d 个(容许多 %d 个)", b.Type, b.Taken+b.Left, had, balanceSlack),
				En:   fmt.Sprintf("%s: %d taken and left, where the books know of %d at most (%d more pass)", b.Type, b.Taken+b.Left, had, balanceSlack),
			}})
			return
		}
	}
}

func expectedOf(st *Stop, kind string) int {
	for _, b := range st.Bottles {
		if b.Type == kind {
			return b.Expected
		}
	}
	return 0
}

// booksBefore is what the books of a venue say of each type before a day, from the stops of this month and the two before:
// what came and has not gone back, and what must have stood there when they began, since it was taken later or is in the
// books of earlier months. Nothing while the books are younger than that.
func (s *Service) booksBefore(ctx context.Context, st *Stop) ([]venueBooks, error) {
	l, found, err := s.store.bottleLedgers.Find(ctx, st.VenueID)
	if err != nil || !found {
		return nil, err
	}
	first := Date(st.Date[:7] + "-01")
	if len(l.Months) == 0 || l.Months[0].Month > string(DateOf(first.Time().AddDate(0, -2, 0))[:7]) {
		return nil, nil
	}
	from := DateOf(first.Time().AddDate(0, -2, 0))
	of := Filter{Equal: map[string]any{"depotId": st.DepotID, "venueId": st.VenueID}, From: string(from), To: string(st.Date), Ascending: true}
	window, opening := bottleSum{}, map[string]int{}
	if err := s.store.bottleStops.All(ctx, of, func(x *bottleStop) error {
		for _, t := range x.Types { // what a stop took stood there before it delivered
			opening[t.Type] = max(opening[t.Type], window[t.Type].Taken+t.Taken-window[t.Type].Delivered)
		}
		for _, t := range x.Types {
			window.add(t.Type, t.Delivered, t.Taken)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	ever := bottleSum{}
	for _, m := range l.Months {
		if m.Month >= string(from[:7]) {
			break
		}
		for _, t := range m.Types {
			ever.add(t.Type, t.Delivered, t.Taken)
		}
	}
	out := []venueBooks{}
	for _, t := range window.list() {
		n, before := t.Delivered-t.Taken, ever[t.Type]
		out = append(out, venueBooks{t.Type, n + max(opening[t.Type], before.Delivered-before.Taken)})
	}
	return out, nil
}
