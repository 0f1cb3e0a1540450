package models

import (
	"context"
	"slices"
	"time"

	"crewcheck/checklists"
)

// stopFigures is how one stop went, as far as its venue's next stops want to know; id = the stop's id. It is worked out
// with the crew day.
type stopFigures struct {
	Meta
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId"`
	VenueID string `json:"venueId"`
	RunID   string `json:"runId"`
	Date    Date   `json:"date"`
	// At orders the stops of a venue: when work began, else when it was agreed, else the day.
	At        Time `json:"at"`
	Delivered bool `json:"delivered"`
	// Windowed tells that the stop counts for punctuality; LateMin is by how much it was late beyond what still passes.
	Windowed bool `json:"windowed"`
	LateMin  int  `json:"lateMin"` // minutes after the window, 0: in time
	// Counted tells that somebody said what became of the empties; VehicleFull is what was left since the vehicle was full.
	Counted     bool `json:"counted"`
	VehicleFull int  `json:"vehicleFull"` // bottles
	// StockedAt is when the venue's stock was sorted, Lots what stood there then.
	StockedAt *Time      `json:"stockedAt,omitempty"`
	Lots      []StockLot `json:"lots,omitempty"`
}

// StockLot is goods of one production date as they stood at a venue.
type StockLot struct {
	ProductID  string `json:"productId"`
	ProducedOn Date   `json:"producedOn"`
	Quantity   int    `json:"quantity"`
	// NearFrom is the first day past 80 % of the shelf life, OverFrom the first day past all of it.
	NearFrom Date `json:"nearFrom"`
	OverFrom Date `json:"overFrom"`
}

// recomputeStops stores how the stops of a day went, and takes away what planning took off it. It tells which venues
// the day is about.
func (s *Service) recomputeStops(ctx context.Context, d day, src *daySources) ([]string, error) {
	w := newDayWork(src)
	products, err := s.productsOf(ctx, d.DepotID)
	if err != nil {
		return nil, err
	}
	venues := []string{}
	for i := range src.runs {
		seen := map[string]bool{}
		for j := range src.runs[i].Stops {
			next := w.stopFigures(&src.runs[i].Stops[j], products)
			seen[next.ID] = true
			moved, err := s.putStopFigures(ctx, next)
			if err != nil {
				return nil, err
			}
			venues = append(venues, next.VenueID, moved)
		}
		ofRun := Filter{Equal: map[string]any{"runId": src.runs[i].ID}}
		if err := s.store.stopFigures.All(ctx, ofRun, func(x *stopFigures) error {
			if seen[x.ID] {
				return nil
			}
			venues = append(venues, x.VenueID)
			return s.store.stopFigures.Delete(ctx, x.ID)
		}); err != nil {
			return nil, err
		}
	}
	slices.Sort(venues)
	return slices.DeleteFunc(slices.Compact(venues), func(id string) bool { return id == "" }), nil
}

// putStopFigures stores the figures of a stop if they came out different; it tells the venue the stop was at before.
func (s *Service) putStopFigures(ctx context.Context, next *stopFigures) (before string, err error) {
	_, err = s.store.stopFigures.Upsert(ctx, next.ID, func(x *stopFigures) error {
		before = x.VenueID
		meta, was := x.Meta, contentHash(x)
		*x = *next
		if x.Meta = meta; x.Version > 0 && contentHash(x) == was {
			return errKeep
		}
		return nil
	})
	return before, err
}

// stopFigures works one stop out; it is pure.
func (w *dayWork) stopFigures(st *Stop, products map[string]checklists.Product) *stopFigures {
	x := &stopFigures{
		DepotID: st.DepotID, CrewID: st.CrewID, VenueID: st.VenueID, RunID: st.RunID, Date: st.Date,
		At: At(st.Date.Time()), Delivered: st.delivered(w.made[workPlace{st.RunID, st.ID}]),
	}
	x.ID = st.ID
	begun := w.begun(st)
	switch {
	case begun != nil:
		x.At = *begun
	case st.Window != nil:
		x.At = st.Window.From
	}
	if x.Delivered && st.Window != nil && begun != nil && w.exemption(st.RunID, st.ID, "conduct.on-time") == nil {
		x.Windowed = true
		if by := begun.Sub(st.Window.To.Time); by > lateMinutes*time.Minute {
			x.LateMin = int(by / time.Minute)
		}
	}
	for i := range w.checks {
		if w.checks[i].StopID == st.ID {
			x.answers(&w.checks[i], products)
		}
	}
	return x
}

// answers takes over what a check says; of several checks the last answer stands.
func (x *stopFigures) answers(k *Check, products map[string]checklists.Product) {
	for _, a := range k.Answers {
		if a.ItemID == "bottles.taken" && len(a.Bottles) > 0 {
			x.Counted, x.VehicleFull = true, 0
			for _, b := range a.Bottles {
				if b.Reason == checklists.VehicleFull {
					x.VehicleFull += b.Left
				}
			}
		}
		if a.ItemID == "fifo.lots" && len(a.Lots) > 0 {
			x.StockedAt, x.Lots = k.CompletedAt.Ptr(), stockLots(a.Lots, products)
		}
	}
}

// stockLots are the lots of an answer that age, with the days on which they come near their limit and past it.
func stockLots(lots []checklists.Lot, products map[string]checklists.Product) []StockLot {
	out := []StockLot{}
	for _, l := range lots {
		near, over, ages := checklists.Ages(l.ProducedOn, products[l.ProductID].ShelfLifeDays)
		if ages {
			out = append(out, StockLot{l.ProductID, l.ProducedOn, l.Quantity, near, over})
		}
	}
	return out
}
