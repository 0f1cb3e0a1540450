package handlers

import (
	"context"

	"crewcheck/models"
)

// What a venue sees with an account of its own, and asks to have changed of its card.

// CardChangeQuery filters proposals.
type CardChangeQuery struct {
	DepotID string `query:"depotId"`
	VenueID string `query:"venueId"`
	State   string `query:"state" enum:"proposed,accepted,declined"`
	Times
	Page
}

func (q CardChangeQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "venueId": q.VenueID, "state": q.State})
}

// VenueStopQuery picks the days of a venue's stops, both included.
type VenueStopQuery struct {
	Dates
	Page
}

func (q VenueStopQuery) query() models.ListQuery { return q.bound(map[string]string{}) }

func venueAccountRoutes() []Route {
	const tag = "Venues' accounts"
	return []Route{
		{Method: "GET", Path: "/api/v1/venues/:id/stops", Name: "listVenueStops", Summary: "The stops at a venue with the codes of their receipts, the latest day first", Tag: tag, Who: speaksRole, Query: VenueStopQuery{}, Answers: answers(200, List[models.VenueStop]{}), Handle: listVenueStops},
		{Method: "POST", Path: "/api/v1/card-changes", Name: "proposeCardChange", Summary: "Ask for a change of the venue's card or window", Tag: tag, Who: []models.Role{models.VenueRole}, Body: models.CardChangeCreate{}, Answers: created(models.CardChange{}), Problems: []string{"idempotency.reused"}, Handle: proposeCardChange},
		{Method: "GET", Path: "/api/v1/card-changes", Name: "listCardChanges", Summary: "What venues ask to have changed of their cards, the newest first", Tag: tag, Who: speaksRole, Query: CardChangeQuery{}, Answers: answers(200, List[models.CardChange]{}), Handle: listCardChanges},
		{Method: "GET", Path: "/api/v1/card-changes/:id", Name: "getCardChange", Summary: "One of them", Tag: tag, Who: speaksRole, Answers: answers(200, models.CardChange{}), Handle: getCardChange},
		{Method: "POST", Path: "/api/v1/card-changes/:id/decide", Name: "decideCardChange", Summary: "Accept it, which writes the card, or decline it with a reason", Tag: tag, Who: answerable, Body: models.CardChangeDecide{}, Answers: answers(200, models.CardChange{}), Problems: []string{"card-change.decided", "card-change.stale"}, Handle: decideCardChange},
	}
}

func listVenueStops(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return list(r, "venueStops", VenueStopQuery{}, func(ctx context.Context, c models.Caller, q models.ListQuery) (models.Page[models.VenueStop], error) {
		return r.API.cfg.Service.VenueStops(ctx, c, id, q)
	})
}

func proposeCardChange(r *Request) error { return create(r, r.API.cfg.Service.ProposeCardChange) }

func listCardChanges(r *Request) error {
	return list(r, "cardChanges", CardChangeQuery{}, r.API.cfg.Service.ListCardChanges)
}

func getCardChange(r *Request) error { return get(r, r.API.cfg.Service.CardChange) }

func decideCardChange(r *Request) error {
	return act[models.CardChangeDecide](r, r.API.cfg.Service.DecideCardChange)
}
