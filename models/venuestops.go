package models

import "context"

// VenueStop is a stop as its venue sees it: what comes and came, and the code that opens its receipt.
type VenueStop struct {
	ID        string  `json:"id"`
	Date      Date    `json:"date"`
	Window    *Window `json:"window,omitempty"`
	Status    string  `json:"status"`
	Cause     string  `json:"cause,omitempty"`  // of failed and skipped, one of Causes()
	Reason    string  `json:"reason,omitempty"` // the same in the crew's words
	ArrivedAt *Time   `json:"arrivedAt,omitempty"`
	LeftAt    *Time   `json:"leftAt,omitempty"`
	// Crew are the people who were there, by first name; of a stop that is still to come, who is on the run now.
	Crew    []PublicMember `json:"crew"`
	Lines   []PublicLine   `json:"lines"`
	Bottles []BottlePlan   `json:"bottles"` // to be taken back
	// Counted is what the stop did to the venue's returnable bottles, as its account has it.
	Counted []BottleCountOf `json:"counted"`
	// ReceiptToken opens GET /receipts/{token} and /r/{token} until 30 days after the stop.
	ReceiptToken string `json:"receiptToken,omitempty"`
}

// VenueStops lists the stops at a venue, the latest day first, without those that planning took away: for the venue,
// its salesperson and supervisors of the depot. Errors: record.missing.
func (s *Service) VenueStops(ctx context.Context, c Caller, id string, q ListQuery) (Page[VenueStop], error) {
	v, err := s.store.Venues.Get(ctx, id)
	if err == nil && !c.Supervises(v.DepotID) && !c.AnswersFor(id) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return Page[VenueStop]{}, missing(err, "id")
	}
	f := q.filter()
	f.Equal = map[string]any{"depotId": v.DepotID, "venueId": id}
	page, err := kept(ctx, s.store.Stops, f, func(st *Stop) bool { return st.Status != StopRemoved })
	if err != nil {
		return Page[VenueStop]{}, err
	}
	out := Page[VenueStop]{Items: make([]VenueStop, len(page.Items)), Next: page.Next}
	products := map[string]*Product{}
	for i := range page.Items {
		if out.Items[i], err = s.venueStop(ctx, &page.Items[i], products); err != nil {
			return Page[VenueStop]{}, err
		}
	}
	return out, nil
}

// venueStop is one of them; products remembers those that were read for the page.
func (s *Service) venueStop(ctx context.Context, st *Stop, products map[string]*Product) (VenueStop, error) {
	out := VenueStop{
		ID: st.ID, Date: st.Date, Window: st.Window, Status: st.Status, Cause: st.Cause, Reason: st.Reason, ArrivedAt: st.ArrivedAt, LeftAt: st.LeftAt,
		Lines: []PublicLine{}, Bottles: append([]BottlePlan{}, st.Bottles...), Counted: []BottleCountOf{}, ReceiptToken: st.ReceiptToken,
	}
	var err error
	if out.Crew, err = s.publicCrew(ctx, st); err != nil {
		return out, err
	}
	counted, found, err := s.store.bottleStops.Find(ctx, st.ID)
	if err != nil {
		return out, err
	}
	if found {
		out.Counted = append(out.Counted, counted.Types...)
	}
	for _, l := range st.Lines {
		p, known := products[l.ProductID]
		if !known {
			if p, _, err = s.store.Products.Find(ctx, l.ProductID); err != nil {
				return out, err
			}
			products[l.ProductID] = p
		}
		if p != nil {
			out.Lines = append(out.Lines, PublicLine{p.Name, p.Unit, l.Quantity})
		}
	}
	return out, nil
}
