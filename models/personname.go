package models

import (
	"context"
	"slices"
)

// PersonName is what a person with an account is called, and nothing else of them.
type PersonName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Names are what the people behind ids are called, in the order of the ids and without those who are not of the
// caller's: a record names who did something by id, and who reads it wants to know who that was.
func (s *Service) Names(ctx context.Context, c Caller, ids []string) ([]PersonName, error) {
	out := []PersonName{}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		u, found, err := s.store.Users.Find(ctx, id)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		known, err := s.mayName(ctx, c, u)
		if err != nil {
			return nil, err
		}
		if known {
			out = append(out, PersonName{u.ID, u.Name})
		}
	}
	return out, nil
}

// mayName tells whether the caller may know what somebody is called: whoever acts in the caller's depots, which managers
// and admins do in all, and those who speak for the caller's venues.
func (s *Service) mayName(ctx context.Context, c Caller, u *User) (bool, error) {
	acts := func(r Role) bool { return r == Manager || r == Admin }
	if u.ID == c.UserID || slices.ContainsFunc(u.Roles, acts) || slices.ContainsFunc(u.DepotIDs, c.InDepot) || c.Is(Manager, Admin) {
		return true, nil
	}
	if !slices.Contains(u.Roles, VenueRole) {
		return false, nil
	}
	for _, id := range u.VenueIDs {
		if c.AnswersFor(id) {
			return true, nil
		}
		v, found, err := s.store.Venues.Find(ctx, id)
		if err != nil {
			return false, err
		}
		if found && c.Supervises(v.DepotID) {
			return true, nil
		}
	}
	return false, nil
}
