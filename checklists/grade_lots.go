package checklists

import (
	"cmp"
	"slices"
	"time"
)

// nearExpiryPercent of the shelf life is the age from which a lot is watched.
const nearExpiryPercent = 80

// lots grades a list of lots: the order on the shelf product by product, and the
// age of each. A load is graded by age alone: nobody picks from a vehicle's front.
func (x *grader) lots(lots []Lot) {
	shelf := slices.Clone(lots)
	shelf = slices.DeleteFunc(shelf, func(l Lot) bool { return !l.ProducedOn.Valid() })
	slices.SortStableFunc(shelf, func(a, b Lot) int {
		return cmp.Or(
			cmp.Compare(a.ProductID, b.ProductID),
			cmp.Compare(a.Position, b.Position),
			cmp.Compare(a.ProducedOn, b.ProducedOn),
		)
	})
	if x.it.Rules.Graded != GradedOverAgeLoad {
		x.order(shelf)
	}
	for _, l := range shelf {
		x.age(l)
	}
	if len(shelf) == 0 {
		x.fail("not-answered")
	}
}

// order names every pair of neighbours that stand the wrong way round, and every
// delivered lot that stands in front of an older one (the oldest is named).
// Lots of one product at the same position stand side by side.
func (x *grader) order(shelf []Lot) {
	for i := range shelf {
		a := shelf[i]
		if i+1 < len(shelf) && inFront(a, shelf[i+1]) {
			x.pair("lots-inverted", a, shelf[i+1])
		}
		if !a.Delivered {
			continue
		}
		oldest := a
		for _, b := range shelf[i+1:] {
			if inFront(a, b) && b.ProducedOn < oldest.ProducedOn {
				oldest = b
			}
		}
		if oldest != a {
			x.pair("new-in-front", a, oldest)
		}
	}
}

// inFront tells whether a stands in front of b, of the same product, and is younger.
func inFront(a, b Lot) bool {
	return a.ProductID == b.ProductID && a.Position < b.Position && a.ProducedOn > b.ProducedOn
}

func (x *grader) pair(code string, front, behind Lot) {
	x.fail(code, x.productName(front.ProductID), front.Position, front.ProducedOn, behind.Position, behind.ProducedOn)
}

func (x *grader) age(l Lot) {
	if !x.c.Date.Valid() {
		return
	}
	name := x.productName(l.ProductID)
	days := int(x.c.Date.Time().Sub(l.ProducedOn.Time()) / (24 * time.Hour))
	if days < 0 {
		x.fail("produced-in-future", name, l.ProducedOn)
		return
	}
	life := x.c.Products[l.ProductID].ShelfLifeDays
	switch {
	case life <= 0:
	case days > life:
		x.fail("over-age", name, l.ProducedOn, days, life)
	case days*100 > life*nearExpiryPercent:
		x.warn("near-expiry", name, l.ProducedOn, days, life)
	}
}

// productName is the name people know a product by, or its id where it has none.
func (x *grader) productName(id string) Text {
	n := x.c.Products[id].Name
	return Text{ZhCN: cmp.Or(n.ZhCN, n.En, id), En: cmp.Or(n.En, n.ZhCN, id)}
}
