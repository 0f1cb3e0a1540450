package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// watchList is what stood at a venue when its stock was last sorted, as far as it ages; id = the venue's. It is worked
// out with the stops.
type watchList struct {
	Meta
	DepotID   string `json:"depotId"`
	VenueID   string `json:"venueId"`
	StopID    string `json:"stopId"`
	StockedAt Time   `json:"stockedAt"`
	// NearFrom is the first day on which a lot is near its limit; farDay when none ages.
	NearFrom Date       `json:"nearFrom"`
	Lots     []StockLot `json:"lots"` // the oldest limit first
}

// farDay is the day of what never comes.
const farDay = Date("2199-12-31")

// recomputeWatchList works the watch list of a venue out from its latest stocking. The stops are read after the list,
// in the same compare-and-swap: of two at once the later writer has seen the stops of both.
func (s *Service) recomputeWatchList(ctx context.Context, depotID, venueID string) error {
	of := map[string]any{"depotId": depotID, "venueId": venueID}
	_, err := s.store.watchLists.Upsert(ctx, venueID, func(x *watchList) error {
		page, err := s.store.stopFigures.List(ctx, Filter{Equal: of, Limit: venueStops})
		if err != nil {
			return err
		}
		next := watchList{Meta: x.Meta, DepotID: depotID, VenueID: venueID, NearFrom: farDay, Lots: []StockLot{}}
		for i := range page.Items {
			if st := &page.Items[i]; st.StockedAt != nil {
				next.stocked(st)
				break
			}
		}
		if x.Version == 0 && next.StopID == "" || x.Version > 0 && contentHash(x) == contentHash(next) {
			return errKeep
		}
		*x = next
		return nil
	})
	return err
}

func (x *watchList) stocked(st *stopFigures) {
	x.StopID, x.StockedAt, x.Lots = st.ID, *st.StockedAt, slices.Clone(st.Lots)
	slices.SortStableFunc(x.Lots, func(a, b StockLot) int {
		return cmp.Or(cmp.Compare(a.OverFrom, b.OverFrom), cmp.Compare(a.NearFrom, b.NearFrom), cmp.Compare(a.ProductID, b.ProductID))
	})
	for _, l := range x.Lots {
		x.NearFrom = min(x.NearFrom, l.NearFrom)
	}
}

// VenueWatchList is the goods of a venue that are past 80 % of their shelf life today, by its latest stocking.
type VenueWatchList struct {
	VenueID string `json:"venueId"`
	Date    Date   `json:"date"` // today in the depot's zone
	// StopID and StockedAt are the stocking that saw the goods; nothing was ever sorted without them.
	StopID    string     `json:"stopId,omitempty"`
	StockedAt *Time      `json:"stockedAt,omitempty"`
	Seen      int        `json:"seen"` // lots seen then that have a shelf life
	Lots      []WatchLot `json:"lots"` // of these, the near ones; what goes off first comes first
}

// WatchLot is one lot to watch.
type WatchLot struct {
	StockLot
	Name     Text   `json:"name"`
	State    string `json:"state"`    // near, over
	DaysLeft int    `json:"daysLeft"` // whole days it may still be sold, 0: today is the last; negative: past its limit
}

// WatchListOf is the watch list of a venue. Errors: record.missing.
func (s *Service) WatchListOf(ctx context.Context, c Caller, venueID string) (*VenueWatchList, error) {
	v, err := s.Venue(ctx, c, venueID)
	if err != nil {
		return nil, err
	}
	depot, err := s.depot(ctx, v.DepotID)
	if err != nil {
		return nil, err
	}
	out := &VenueWatchList{VenueID: v.ID, Date: DateOf(s.clock().In(depot.zone())), Lots: []WatchLot{}}
	x, found, err := s.store.watchLists.Find(ctx, v.ID)
	if err != nil || !found || x.StopID == "" {
		return out, err
	}
	products, err := s.productsOf(ctx, v.DepotID)
	if err != nil {
		return nil, err
	}
	out.StopID, out.StockedAt, out.Seen = x.StopID, x.StockedAt.Ptr(), len(x.Lots)
	for _, l := range x.near(out.Date) {
		w := WatchLot{StockLot: l, Name: products[l.ProductID].Name, State: "near", DaysLeft: daysOf(out.Date, l.OverFrom) - 2}
		if out.Date >= l.OverFrom {
			w.State = "over"
		}
		out.Lots = append(out.Lots, w)
	}
	return out, nil
}

// near are the lots that are near their limit or past it on a day.
func (x *watchList) near(today Date) (out []StockLot) {
	for _, l := range x.Lots {
		if today >= l.NearFrom {
			out = append(out, l)
		}
	}
	return out
}

// nearExpiry is the finding of a venue's watch list on a day; what was decided on by a day after is left out.
func (x *watchList) nearExpiry(today Date, after Time) *finding {
	var lots []StockLot
	over := 0
	for _, l := range x.near(today) {
		if x.StockedAt.After(after.Time) || l.NearFrom > DateOf(after.Time) {
			lots = append(lots, l)
			if today >= l.OverFrom {
				over++
			}
		}
	}
	if len(lots) == 0 {
		return nil
	}
	f := &finding{
		slot: slotOf(WarnNearExpiry, x.DepotID, x.VenueID), anchor: x.StockedAt.String() + " " + string(lots[0].NearFrom), kind: WarnNearExpiry,
		depotID: x.DepotID, venueID: x.VenueID, owner: Sales, through: At(today.Time()),
		figures: WarningFigures{N: len(x.Lots), Unit: "lots", From: DateOf(x.StockedAt.Time), To: today, Observed: float64(len(lots))},
		reason: Text{
			ZhCN: fmt.Sprintf("上次理货看到 %d 批货,%d 批临期,其中 %d 批已过期", len(x.Lots), len(lots), over),
			En:   fmt.Sprintf("of %d lots seen at the last stocking %d are past 80 %% of their shelf life, %d of them past their limit", len(x.Lots), len(lots), over),
		},
		suggest: Suggestion{ActCall, Text{ZhCN: "告诉店家先卖这几批,过期的安排换货", En: "Tell the venue to sell these first; have what is past its limit swapped"}},
	}
	if x.StockedAt.After(f.through.Time) {
		f.through = x.StockedAt
	}
	for _, l := range lots {
		f.evidence = append(f.evidence, Evidence{"product", l.ProductID, l.ProducedOn})
	}
	return f
}
