package models

import (
	"context"
	"slices"
)

// MemberScore is the score of one member by the same formula: of the runs they were on in a depot, while they were
// there. Without a depot it is the member's only one that the caller may see. Members see their own, supervisors those
// of their depots. Errors: record.missing, parameter.invalid when there are several depots and none is named.
func (s *Service) MemberScore(ctx context.Context, c Caller, userID, depotID string, r DateRange) (*Score, error) {
	user, err := s.store.Users.Get(ctx, userID)
	if err != nil {
		return nil, missing(err, "id")
	}
	x := &reading{}
	if x.depotID, err = memberDepot(c, user, depotID); err != nil {
		return nil, err
	}
	if x.window, x.formula, err = s.window(ctx, x.depotID, r); err != nil {
		return nil, err
	}
	var days []MemberDay
	err = s.store.MemberDays.All(ctx, x.window.filter(map[string]any{"depotId": x.depotID, "userId": userID}), func(d *MemberDay) error {
		days = append(days, *d)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := s.readMember(ctx, x, userID, days); err != nil {
		return nil, err
	}
	score, err := s.scoreOfReading(ctx, x, func(d *depotDay) Figures { return d.Members })
	if err != nil {
		return nil, err
	}
	score.MemberID, score.Name = user.ID, user.Name
	return score, nil
}

// memberDepot is the depot whose score of a member the caller asks for.
func memberDepot(c Caller, u *User, depotID string) (string, error) {
	var seen []string
	for _, id := range u.DepotIDs {
		if (u.ID == c.UserID || c.Supervises(id)) && (depotID == "" || depotID == id) {
			seen = append(seen, id)
		}
	}
	switch len(seen) {
	case 0:
		return "", E("record.missing", "id")
	case 1:
		return seen[0], nil
	}
	return "", E("parameter.invalid", "depotId", needed)
}

// readMember fills in the figures of a member's days, what moved them, and what is open from before. The days say which
// crews to look at; what they come to is read beside what moved it, as with a crew.
func (s *Service) readMember(ctx context.Context, x *reading, userID string, days []MemberDay) error {
	crews, worked := []any{}, map[string]*MemberDay{}
	for i := range days {
		d := &days[i]
		worked[day{CrewID: d.CrewID, Date: d.Date}.id()] = d
		if !slices.Contains(crews, any(d.CrewID)) {
			crews = append(crews, d.CrewID)
		}
	}
	of := x.window.filter(map[string]any{"depotId": x.depotID})
	of.In = map[string][]any{"crewId": crews}
	err := s.store.losses.All(ctx, of, func(d *crewDayLosses) error {
		i := slices.IndexFunc(d.Members, func(m memberLosses) bool { return m.UserID == userID })
		if i < 0 {
			return nil
		}
		m := &d.Members[i]
		if old := worked[d.ID]; m.Figures == nil && old != nil {
			m.Figures = &old.Figures
		}
		if m.Figures != nil {
			x.day(d.Date, *m.Figures, m.Losses)
		}
		return nil
	})
	if err != nil {
		return err
	}
	open, err := s.openMembers(ctx, x)
	x.open = open[userID]
	return err
}
