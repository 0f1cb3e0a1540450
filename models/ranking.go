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
	days, err := s.depotDaysOf(ctx, x)
	if err != nil {
		return nil, err
	}
	of, err := s.sumsOf(ctx, x, by, days)
	if err != nil {
		return nil, err
	}
	out := &Ranking{DepotID: depotID, By: by, From: x.window.From, To: x.window.To, Formula: x.formula.Version, Unit: scoreUnit}
	var depot Figures
	if by == ByMember {
		for i := range days {
			depot.add(days[i].Members)
		}
		out.Items, err = s.rankMembers(ctx, x, of, depot)
	} else {
		out.Items, err = s.rankCrews(ctx, x, of, crewFigures(days))
	}
	rank(out.Items)
	return out, err
}

// depotDaysOf are the depot's days in the window, in order.
func (s *Service) depotDaysOf(ctx context.Context, x *reading) (days []depotDay, err error) {
	err = s.store.depotDays.All(ctx, x.window.filter(map[string]any{"depotId": x.depotID}), func(d *depotDay) error {
		days = append(days, *d)
		return nil
	})
	return days, err
}

// crewFigures adds up what the crews of a depot did on its days.
func crewFigures(days []depotDay) (sum Figures) {
	for i := range days {
		sum.add(days[i].Figures)
	}
	return sum
}

func (s *Service) rankCrews(ctx context.Context, x *reading, of sums, depot Figures) ([]Score, error) {
	open, err := s.openCrews(ctx, x)
	if err != nil {
		return nil, err
	}
	items := []Score{}
	err = s.store.Crews.All(ctx, Filter{Equal: map[string]any{"depotId": x.depotID}}, func(crew *Crew) error {
		score := scoreOf(of.figures(crew.ID), depot, x.formula, open[crew.ID])
		score.CrewID, score.Name = crew.ID, crew.Name
		score.DepotID, score.From, score.To = x.depotID, x.window.From, x.window.To
		items = append(items, score)
		return nil
	})
	return items, err
}

func (s *Service) rankMembers(ctx context.Context, x *reading, of sums, depot Figures) ([]Score, error) {
	open, err := s.openMembers(ctx, x)
	if err != nil {
		return nil, err
	}
	items := []Score{}
	for _, id := range slices.Sorted(maps.Keys(of)) {
		score := scoreOf(of[id].figures, depot, x.formula, open[id])
		score.MemberID, score.Name = id, of[id].name
		score.DepotID, score.From, score.To = x.depotID, x.window.From, x.window.To
		items = append(items, score)
	}
	return items, nil
}
