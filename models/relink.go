package models

import (
	"context"
	"slices"
)

// relinkDays is how long after a run's day a complaint may still be tied to it by what phones bring late.
const relinkDays = 5

// relink tries again to tie the complaints that came before the checks did: a phone without a signal shows
// only later that its crew was there. What a supervisor tied or untied by hand stays.
func (s *Service) relink(ctx context.Context, d day, runs []RunView) error {
	venues := map[string]bool{}
	for i := range runs {
		for j := range runs[i].Stops {
			venues[runs[i].Stops[j].VenueID] = true
		}
	}
	if len(venues) == 0 {
		return nil
	}
	f := Filter{
		Equal: map[string]any{"depotId": d.DepotID},
		In:    map[string][]any{"link.state": {Unlinked, NeedsReview}},
		From:  At(d.Date.AddDays(-1).Time()).String(), To: At(d.Date.AddDays(relinkDays).Time()).String(),
	}
	return s.store.Complaints.All(ctx, f, func(k *Complaint) error {
		if !venues[k.VenueID] || !k.relinks() {
			return nil
		}
		return s.relinkOne(ctx, k)
	})
}

// relinks tells whether the server may still tie the complaint by itself.
func (k *Complaint) relinks() bool {
	return k.Link.State != Linked && k.Link.Method != ByHand && slices.Contains([]string{Open, Acknowledged, Reopened}, k.Status)
}

func (s *Service) relinkOne(ctx context.Context, k *Complaint) error {
	cat := s.standards.Category(k.Category)
	if cat == nil {
		return nil
	}
	link, err := s.link(ctx, k, cat)
	if err != nil || contentHash(link) == contentHash(k.Link) {
		return err
	}
	contradicts, err := s.contradictions(ctx, link, cat)
	if err != nil {
		return err
	}
	poke, err := s.markLinked(ctx, k.DepotID, link)
	if err != nil {
		return err
	}
	defer poke()
	if err := s.tellOfComplaint(ctx, k.ID); err != nil {
		return err
	}
	defer s.looks.poke(Subject{aboutComplaint, k.ID})
	changed, err := s.store.Complaints.Update(ctx, k.ID, func(x *Complaint) error {
		if x.Version != k.Version || !x.relinks() {
			return errKeep
		}
		x.Link, x.Contradicts = link, contradicts
		x.event(link.State, "", s.Now(), link.Method)
		return nil
	})
	if err != nil {
		return err
	}
	return s.grantLinked(ctx, changed)
}

// grantLinked shows the pictures of a complaint to the crew it is about.
func (s *Service) grantLinked(ctx context.Context, k *Complaint) error {
	if k.Link.State != Linked {
		return nil
	}
	return s.grantPhotos(ctx, k.Photos, "crew:"+k.Link.CrewID)
}
