package models

import (
	"context"
	"slices"

	"crewcheck/checklists"
)

// maxCardsShown bounds how many versions of a card are looked through for one check.
const maxCardsShown = 50

// cardsShown are the versions of a venue's card that a phone may have had of a run, the newest first: the one of now, and
// those that were valid since the run was planned or its date began, whichever is later. Before that no phone had it.
func (s *Service) cardsShown(ctx context.Context, v *Venue, run *Run) ([]VenueCard, error) {
	if v == nil {
		return nil, nil
	}
	cards := []VenueCard{{Meta: Meta{CreatedAt: v.UpdatedAt}, CardVersion: v.CardVersion, Card: v.Card}}
	depot, err := s.depot(ctx, run.DepotID)
	if err != nil {
		return nil, err
	}
	since := run.heldSince(depot)
	if v.CardVersion <= 1 || !v.UpdatedAt.After(since.Time) {
		return cards, nil
	}
	page, err := s.store.VenueCards.List(ctx, Filter{Equal: map[string]any{"venueId": v.ID}, Limit: maxCardsShown})
	for i, k := range page.Items {
		if k.CardVersion == v.CardVersion {
			cards[0] = k
		} else if k.CardVersion < v.CardVersion {
			cards = append(cards, page.Items[i])
		}
		if !k.CreatedAt.After(since.Time) {
			break
		}
	}
	return cards, err
}

// heldSince is when a phone can have had the run first.
func (r *Run) heldSince(d *Depot) Time {
	begin, _ := resolveTime("00:00", r.Date, d.zone())
	if r.CreatedAt.After(begin.Time) {
		return r.CreatedAt
	}
	return begin
}

// overlayOf are the venue's own items by which a check is judged: those of the card that the phone names, or else of the
// one that was valid when the work began; and what was answered beyond them, as the newest of the cards has it. So an item
// that was taken off or came meanwhile neither refuses work nor fails it.
func overlayOf(cards []VenueCard, b *CheckBody, startedAt Time) []checklists.Item {
	if len(cards) == 0 {
		return nil
	}
	asked := slices.IndexFunc(cards, func(k VenueCard) bool { return k.CardVersion == b.CardVersion })
	if asked < 0 {
		asked = slices.IndexFunc(cards, func(k VenueCard) bool { return !k.CreatedAt.After(startedAt.Time) })
	}
	if asked < 0 {
		asked = len(cards) - 1
	}
	var out []checklists.Item
	take := func(k *VenueCard, want func(id string) bool) {
		for _, it := range k.Card.Items {
			known := slices.ContainsFunc(out, func(x checklists.Item) bool { return x.ID == it.Item.ID })
			if it.ChecklistID == b.Checklist.ID && !known && want(it.Item.ID) {
				out = append(out, it.Item)
			}
		}
	}
	take(&cards[asked], func(string) bool { return true })
	for i := range cards {
		take(&cards[i], func(id string) bool {
			return slices.ContainsFunc(b.Answers, func(a checklists.Answer) bool { return a.ItemID == id })
		})
	}
	return out
}
