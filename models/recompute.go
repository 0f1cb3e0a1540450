package models

import (
	"cmp"
	"context"
	"slices"
)

// dayFigures is all that a crew day comes to.
type dayFigures struct {
	crew    Figures
	losses  []loss
	members []memberFigures // by user id
}

type memberFigures struct {
	userID, name string
	figures      Figures
	losses       []loss
}

// workOutDay is pure: the same sources come to the same figures to the last digit.
func workOutDay(src *daySources) dayFigures {
	w := newDayWork(src)
	var out dayFigures
	out.crew, out.losses = w.figures()
	for i := range src.runs {
		for _, m := range src.runs[i].Members {
			if !slices.ContainsFunc(out.members, func(x memberFigures) bool { return x.userID == m.UserID }) {
				out.members = append(out.members, memberFigures{userID: m.UserID, name: m.Name})
			}
		}
	}
	slices.SortFunc(out.members, func(x, y memberFigures) int { return cmp.Compare(x.userID, y.userID) })
	for i := range out.members {
		m := &out.members[i]
		m.figures, m.losses = w.of(m.userID).figures()
	}
	return out
}

// recomputeCrewDay works a day out from its sources, which it returns, and stores what came out different.
func (s *Service) recomputeCrewDay(ctx context.Context, d day) (*daySources, error) {
	src, err := s.runsOfDay(ctx, d)
	if err != nil {
		return nil, err
	}
	if err := s.relink(ctx, d, src.runs); err != nil {
		return nil, err
	}
	if err := s.gatherWork(ctx, d, src); err != nil {
		return nil, err
	}
	return src, s.storeDay(ctx, d, src)
}

func (s *Service) storeDay(ctx context.Context, d day, src *daySources) error {
	if err := s.recomputeBottles(ctx, src); err != nil {
		return err
	}
	out := workOutDay(src)
	if err := s.storeLosses(ctx, d, &out, len(src.runs) > 0); err != nil {
		return err
	}
	if err := s.storeMembers(ctx, d, out.members); err != nil {
		return err
	}
	if len(src.runs) == 0 {
		return s.store.CrewDays.Delete(ctx, d.id())
	}
	_, err := s.store.CrewDays.Upsert(ctx, d.id(), func(x *CrewDay) error {
		next := CrewDay{Meta: x.Meta, DepotID: d.DepotID, CrewID: d.CrewID, Date: d.Date, Open: out.crew.OpenCritical > 0, Figures: out.crew}
		if x.Version > 0 && contentHash(x) == contentHash(next) {
			return errKeep
		}
		*x = next
		return nil
	})
	return err
}

func (s *Service) storeLosses(ctx context.Context, d day, out *dayFigures, worked bool) error {
	if !worked {
		return s.store.losses.Delete(ctx, d.id())
	}
	members := []memberLosses{}
	for i := range out.members {
		m := &out.members[i]
		members = append(members, memberLosses{m.userID, &m.figures, m.losses})
	}
	_, err := s.store.losses.Upsert(ctx, d.id(), func(x *crewDayLosses) error {
		next := crewDayLosses{Meta: x.Meta, DepotID: d.DepotID, CrewID: d.CrewID, Date: d.Date, Figures: &out.crew, Losses: out.losses, Members: members}
		if x.Version > 0 && contentHash(next) == contentHash(x) {
			return errKeep
		}
		*x = next
		return nil
	})
	return err
}

// storeMembers stores the days of those on the runs, and takes away those of who is on them no longer.
func (s *Service) storeMembers(ctx context.Context, d day, members []memberFigures) error {
	stored := map[string]MemberDay{}
	of := Filter{Equal: map[string]any{"depotId": d.DepotID, "crewId": d.CrewID}, From: string(d.Date), To: string(d.Date.AddDays(1))}
	if err := s.store.MemberDays.All(ctx, of, func(x *MemberDay) error { stored[x.ID] = *x; return nil }); err != nil {
		return err
	}
	for _, m := range members {
		id := namedID("memberDay", m.userID, d.CrewID, string(d.Date))
		next := MemberDay{DepotID: d.DepotID, CrewID: d.CrewID, UserID: m.userID, Name: m.name, Date: d.Date, Open: m.figures.OpenCritical > 0, Figures: m.figures}
		old, known := stored[id]
		delete(stored, id)
		if next.Meta = old.Meta; known && contentHash(old) == contentHash(next) {
			continue
		}
		if _, err := s.store.MemberDays.Upsert(ctx, id, func(x *MemberDay) error {
			meta := x.Meta
			*x = next
			x.Meta = meta
			return nil
		}); err != nil {
			return err
		}
	}
	for id := range stored {
		if err := s.store.MemberDays.Delete(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// recomputeDepotDay adds up the days of a depot's crews and members.
func (s *Service) recomputeDepotDay(ctx context.Context, depotID string, date Date) error {
	crews, err := s.crewsOn(ctx, depotID, date)
	if err != nil {
		return err
	}
	members, err := s.membersOn(ctx, depotID, date)
	if err != nil {
		return err
	}
	id := depotID + ":" + string(date)
	if len(crews) == 0 && len(members) == 0 {
		return s.store.depotDays.Delete(ctx, id)
	}
	next := depotDay{DepotID: depotID, Date: date, Figures: sumOfCrews(crews), Members: sumOfMembers(members), Of: daysHash(crews, members)}
	_, err = s.store.depotDays.Upsert(ctx, id, func(x *depotDay) error {
		if next.Meta = x.Meta; x.Version > 0 && contentHash(x) == contentHash(next) {
			return errKeep
		}
		*x = next
		return nil
	})
	return err
}

// daysHash names what the days of a date say; it takes their heads away.
func daysHash(crews []CrewDay, members []MemberDay) string {
	for i := range crews {
		crews[i].Meta = Meta{}
	}
	for i := range members {
		members[i].Meta = Meta{}
	}
	return contentHash([]any{crews, members})
}

// crewsOn are the crew days of a depot on a date, by crew.
func (s *Service) crewsOn(ctx context.Context, depotID string, date Date) ([]CrewDay, error) {
	var out []CrewDay
	f := Filter{Equal: map[string]any{"depotId": depotID}, From: string(date), To: string(date.AddDays(1))}
	err := s.store.CrewDays.All(ctx, f, func(x *CrewDay) error { out = append(out, *x); return nil })
	slices.SortFunc(out, func(x, y CrewDay) int { return cmp.Compare(x.CrewID, y.CrewID) })
	return out, err
}

// membersOn are the member days of a depot on a date, by member and crew.
func (s *Service) membersOn(ctx context.Context, depotID string, date Date) ([]MemberDay, error) {
	var out []MemberDay
	f := Filter{Equal: map[string]any{"depotId": depotID}, From: string(date), To: string(date.AddDays(1))}
	err := s.store.MemberDays.All(ctx, f, func(x *MemberDay) error { out = append(out, *x); return nil })
	slices.SortFunc(out, func(x, y MemberDay) int {
		return cmp.Or(cmp.Compare(x.UserID, y.UserID), cmp.Compare(x.CrewID, y.CrewID))
	})
	return out, err
}

func sumOfCrews(days []CrewDay) Figures {
	var sum Figures
	for i := range days {
		sum.add(days[i].Figures)
	}
	return sum
}

func sumOfMembers(days []MemberDay) Figures {
	var sum Figures
	for i := range days {
		sum.add(days[i].Figures)
	}
	return sum
}
