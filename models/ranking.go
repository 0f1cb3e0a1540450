package models

import (
	"context"
	"maps"
	"slices"
)

// What a ranking ranks.
const (
	ByCrew   = "crew"
	ByMember = "member"
)

// Ranking is the scores of all crews or members of a depot: the ranked ones first, best first, then the rest.
type Ranking struct {
	DepotID string  `json:"depotId"`
	By      string  `json:"by"` // crew, member
	From    Date    `json:"from"`
	To      Date    `json:"to"`
	Formula int     `json:"formula"`
	Unit    string  `json:"unit"` // of the scores
	Items   []Score `json:"items"`
}

// Scores ranks the crews of a depot. Errors: record.missing, parameter.invalid.
func (s *Service) Scores(ctx context.Context, c Caller, depotID string, r DateRange) (*Ranking, error) {
	return s.ranking(ctx, c, depotID, ByCrew, r)
}

// MemberScores ranks those who were on a depot's runs in the window. Errors: record.missing, parameter.invalid.
func (s *Service) MemberScores(ctx context.Context, c Caller, depotID string, r DateRange) (*Ranking, error) {
	return s.ranking(ctx, c, depotID, ByMember, r)
}

func (s *Service) ranking(ctx context.Context, c Caller, depotID, by string, r DateRange) (*Ranking, error) {
	if !c.Supervises(depotID) {
		return nil, E("record.missing", "depotId")
	}
	x := &reading{depotID: depotID}
	var err error
	if x.window, x.formula, err = s.window(ctx, depotID, r); err != nil {
		return nil, err
	}
	var crews, members Figures
	err = s.store.depotDays.All(ctx, x.window.filter(map[string]any{"depotId": depotID}), func(d *depotDay) error {
		crews.add(d.Figures)
		members.add(d.Members)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &Ranking{DepotID: depotID, By: by, From: x.window.From, To: x.window.To, Formula: x.formula.Version, Unit: scoreUnit}
	if by == ByMember {
		out.Items, err = s.rankMembers(ctx, x, members)
	} else {
		var sums map[string]*Figures
		if sums, err = s.crewSums(ctx, x); err == nil {
			out.Items, err = s.rankCrews(ctx, x, sums, crews)
		}
	}
	rank(out.Items)
	return out, err
}

// crewSums adds the days of a window up, by crew.
func (s *Service) crewSums(ctx context.Context, x *reading) (map[string]*Figures, error) {
	sums := map[string]*Figures{}
	return sums, s.store.CrewDays.All(ctx, x.window.filter(map[string]any{"depotId": x.depotID}), func(d *CrewDay) error {
		if sums[d.CrewID] == nil {
			sums[d.CrewID] = &Figures{}
		}
		sums[d.CrewID].add(d.Figures)
		return nil
	})
}

func (s *Service) rankCrews(ctx context.Context, x *reading, sums map[string]*Figures, depot Figures) ([]Score, error) {
	open, err := s.openCrews(ctx, x)
	if err != nil {
		return nil, err
	}
	items := []Score{}
	err = s.store.Crews.All(ctx, Filter{Equal: map[string]any{"depotId": x.depotID}}, func(crew *Crew) error {
		own := sums[crew.ID]
		if own == nil {
			own = &Figures{}
		}
		score := scoreOf(*own, depot, x.formula, open[crew.ID])
		score.CrewID, score.Name = crew.ID, crew.Name
		score.DepotID, score.From, score.To = x.depotID, x.window.From, x.window.To
		items = append(items, score)
		return nil
	})
	return items, err
}

func (s *Service) rankMembers(ctx context.Context, x *reading, depot Figures) ([]Score, error) {
	sums, names := map[string]*Figures{}, map[string]string{}
	err := s.store.MemberDays.All(ctx, x.window.filter(map[string]any{"depotId": x.depotID}), func(d *MemberDay) error {
		if sums[d.UserID] == nil {
			sums[d.UserID] = &Figures{}
		}
		sums[d.UserID].add(d.Figures)
		names[d.UserID] = d.Name
		return nil
	})
	if err != nil {
		return nil, err
	}
	open, err := s.openMembers(ctx, x)
	if err != nil {
		return nil, err
	}
	items := []Score{}
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		score := scoreOf(*sums[id], depot, x.formula, open[id])
		score.MemberID, score.Name = id, names[id]
		score.DepotID, score.From, score.To = x.depotID, x.window.From, x.window.To
		items = append(items, score)
	}
	return items, nil
}
