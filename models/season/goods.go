package season

import (
	"maps"
	"slices"

	"crewcheck/checklists"
)

// shelf is the order of lots as the porter puts it down: the old in front, unless he left it the wrong way round and says so.
func (sh *sheet) shelf(inverted bool) []checklists.Lot {
	if sh.stop == nil {
		return nil
	}
	out := []checklists.Lot{}
	for i, line := range sh.stop.lines {
		old, fresh := sh.shift.lot(line.ProductID, 35, 60), sh.shift.lot(line.ProductID, 5, 25)
		old.Quantity, fresh.Quantity, fresh.Delivered = sh.shift.dice.between(1, 8), line.Quantity, true
		old.Position, fresh.Position = 2*i+1, 2*i+2
		if inverted && i == 0 {
			old.Position, fresh.Position = fresh.Position, old.Position
		}
		out = append(out, old, fresh)
	}
	return out
}

// lot is a lot whose age is low to high percent of the product's life.
func (s *shift) lot(productID string, low, high int) checklists.Lot {
	i := slices.IndexFunc(products, func(p product) bool { return p.id == productID })
	age := products[i].life * s.dice.between(low, high) / 100
	return checklists.Lot{ProductID: productID, ProducedOn: s.w.date(s.day).AddDays(-age)}
}

// vehicle is a lot of each product on board.
func (s *shift) vehicle() []checklists.Lot {
	var out []checklists.Lot
	for _, st := range s.stops {
		for _, line := range st.lines {
			if !slices.ContainsFunc(out, func(l checklists.Lot) bool { return l.ProductID == line.ProductID }) {
				l := s.lot(line.ProductID, 5, 25)
				l.Quantity, l.Position = line.Quantity, len(out)+1
				out = append(out, l)
			}
		}
	}
	return out
}

// pickUp is the bottles of a stop as the porter puts them down. What was left behind and hidden is claimed as taken.
func (sh *sheet) pickUp(admitted *fault) []checklists.BottleCount {
	st, s := sh.stop, sh.shift
	if st == nil {
		return nil
	}
	left := st.wrong("bottles.taken", st.porter.role) != nil
	out := []checklists.BottleCount{}
	for _, b := range st.bottles {
		row := checklists.BottleCount{Type: b.Type, Expected: b.Expected, Taken: b.Expected}
		stays := s.dice.between(1, b.Expected)
		switch {
		case st.full:
			row.Left, row.Reason = stays, checklists.VehicleFull
		case admitted != nil:
			row.Left, row.Reason = stays, checklists.RefusedByCrew
		case left: // and says nothing of it
			s.taken[b.Type] -= stays
		}
		row.Taken -= row.Left
		if st.full || left {
			st.venue.holds[b.Type] += stays
		}
		s.taken[b.Type] += row.Taken
		s.claimed[b.Type] += row.Taken
		out = append(out, row)
	}
	return out
}

// countedIn is what came back to the depot: by the depot's own count where somebody looks, else what the crew has claimed.
func (s *shift) countedIn() []checklists.BottleCount {
	looked := s.dice.chance(depotCount)
	out := []checklists.BottleCount{}
	for _, kind := range slices.Sorted(maps.Keys(s.claimed)) {
		n := s.claimed[kind]
		row := checklists.BottleCount{Type: kind, Expected: n, Taken: n}
		if looked {
			row.Taken = max(0, s.taken[kind])
		}
		if n > 0 {
			out = append(out, row)
		}
	}
	return out
}
