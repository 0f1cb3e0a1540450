package founding

import (
	"context"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// beforeTrip hands in the check before the trip: one for the run, filled by driver and porter together.
func (s *shift) beforeTrip(ctx context.Context) error {
	driver := answerer{s.plan.crew.driver, models.Driver}
	start := s.p.clock(s.plan.date, 7, 20).Add(s.dice.minutes(0, 15))
	sh := s.sheet("pre-trip", nil, start, s.dice.minutes(6, 12), driver)
	sh.fill(answerer{s.plan.crew.porters[0], models.Porter})
	return sh.send(ctx, driver)
}

// checksAt hands in the checks of a delivered stop, in the order of the work.
func (s *shift) checksAt(ctx context.Context, x *deed) error {
	driver, porter := answerer{s.plan.crew.driver, models.Driver}, answerer{x.porter, models.Porter}
	span := x.left.Sub(x.arrived)
	for _, one := range []struct {
		list     string
		by       answerer
		from, to float64 // shares of the time at the stop
	}{
		{"fifo-stocking", porter, 0.08, 0.50},
		{"return-bottles", porter, 0.52, 0.70},
		{"delivery-receipt", porter, 0.72, 0.84},
		{"conduct", driver, 0.86, 0.90},
		{"conduct", porter, 0.92, 0.96},
	} {
		from := x.arrived.Add(time.Duration(one.from * float64(span)))
		took := time.Duration((one.to - one.from) * float64(span) * (0.7 + 0.25*s.dice.Float64()))
		if err := s.sheet(one.list, x, from, took, one.by).send(ctx, one.by); err != nil {
			return err
		}
	}
	return nil
}

// closeDay hands in the day's close.
func (s *shift) closeDay(ctx context.Context, start time.Time) error {
	last := s.plan.porterAt(0, start)
	porter := answerer{last, models.Porter}
	sh := s.sheet("day-close", nil, start, s.dice.minutes(4, 9), porter)
	sh.fill(answerer{s.plan.crew.driver, models.Driver})
	return sh.send(ctx, porter)
}

// shelf is the order of lots the porter left at the stop: for each product what was there and what he
// brought, the old in front — unless he put the new in front.
func (s *shift) shelf(x *deed) []checklists.Lot {
	out := []checklists.Lot{}
	for i, line := range x.stop.lines {
		old, fresh := s.lot(line.ProductID, 35, 60), s.lot(line.ProductID, 5, 25)
		old.Quantity, fresh.Quantity, fresh.Delivered = s.dice.between(1, 8), line.Quantity, true
		if old.ProducedOn > fresh.ProducedOn {
			old.ProducedOn = fresh.ProducedOn
		}
		old.Position, fresh.Position = 2*i+1, 2*i+2
		if x.inverted && i == 0 {
			old.Position, fresh.Position = fresh.Position, old.Position
		}
		out = append(out, old, fresh)
	}
	return out
}

// loadLots are the lots on the vehicle, one of each product.
func (s *shift) loadLots() []checklists.Lot {
	out := []checklists.Lot{}
	seen := map[string]bool{}
	for i := range s.plan.stops {
		for _, line := range s.plan.stops[i].lines {
			if !seen[line.ProductID] {
				seen[line.ProductID] = true
				l := s.lot(line.ProductID, 5, 25)
				l.Quantity, l.Position = line.Quantity, len(out)+1
				out = append(out, l)
			}
		}
	}
	return out
}

// lot is a lot whose age is low to high percent of the product's life; of 200 days where it does not age.
func (s *shift) lot(productID string, low, high int) checklists.Lot {
	life := 200
	for i := range products {
		if products[i].id == productID && products[i].shelfLifeDays > 0 {
			life = products[i].shelfLifeDays
		}
	}
	return checklists.Lot{ProductID: productID, ProducedOn: s.plan.date.AddDays(-life * s.dice.between(low, high) / 100)}
}

// countedIn is what came back to the depot; careless crews are a few short and do not say why.
func (s *shift) countedIn() []checklists.BottleCount {
	out := []checklists.BottleCount{}
	for _, kind := range []string{bottle500, bottle330, bottle600, keg20} {
		n := s.picked[kind]
		if n == 0 {
			continue
		}
		row := checklists.BottleCount{Type: kind, Expected: n, Taken: n}
		if s.dice.chance(s.plan.crew.habits.bottles) {
			row.Taken -= min(n, s.dice.between(1, 5))
		}
		out = append(out, row)
	}
	return out
}
