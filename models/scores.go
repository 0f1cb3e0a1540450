package models

import (
	"context"
	"time"

	"crewcheck/checklists"
)

// DateRange is a window of dates, both ends included; empty ends take the default window.
type DateRange struct{ From, To Date }

// maxWindowDays bounds the window of a score.
const maxWindowDays = 400

// window fills a window in and finds the formula that it is scored by.
func (s *Service) window(ctx context.Context, depotID string, r DateRange) (DateRange, checklists.Formula, error) {
	var formula checklists.Formula
	depot, err := s.depot(ctx, depotID)
	if err != nil {
		return r, formula, err
	}
	if r.To == "" {
		r.To = DateOf(s.clock().In(depot.zone()))
	}
	if !r.To.Valid() {
		return r, formula, E("parameter.invalid", "to", aDate)
	}
	formulas, err := s.formulas(ctx)
	if err != nil {
		return r, formula, err
	}
	formula = formulaOf(formulas, r.To)
	if r.From == "" {
		r.From = r.To.AddDays(1 - formula.WindowDays)
	}
	if !r.From.Valid() || r.From > r.To {
		return r, formula, E("parameter.invalid", "from", both("须为不晚于 to 的日期,如 2026-03-05", "a date like 2026-03-05, no later than to"))
	}
	if r.To.Time().Sub(r.From.Time()) > maxWindowDays*24*time.Hour {
		return r, formula, E("parameter.invalid", "from", atMostDays(maxWindowDays))
	}
	return r, formula, nil
}

func (r DateRange) filter(equal map[string]any) Filter {
	return Filter{Equal: equal, From: string(r.From), To: string(r.To.AddDays(1)), Ascending: true, Limit: 500}
}

// reading is what a score is read from.
type reading struct {
	depotID string
	window  DateRange
	formula checklists.Formula
	days    []datedFigures // own, in order
	losses  []datedLoss
	open    int // upheld critical complaints from before the window that are not resolved
}

// day takes up a day and what moved its figures.
func (x *reading) day(date Date, f Figures, losses []loss) {
	x.days = append(x.days, datedFigures{date, f})
	for _, l := range losses {
		x.losses = append(x.losses, datedLoss{l, date})
	}
}

// CrewScore is a crew's score with every point explained. Errors: record.missing, parameter.invalid.
func (s *Service) CrewScore(ctx context.Context, c Caller, crewID string, r DateRange) (*Score, error) {
	crew, err := s.ownCrew(ctx, c, crewID)
	if err != nil {
		return nil, err
	}
	x := &reading{depotID: crew.DepotID}
	if x.window, x.formula, err = s.window(ctx, crew.DepotID, r); err != nil {
		return nil, err
	}
	if err := s.readCrew(ctx, x, crewID); err != nil {
		return nil, err
	}
	open, err := s.openCrews(ctx, x)
	if err != nil {
		return nil, err
	}
	x.open = open[crewID]
	score, err := s.scoreOfReading(ctx, x, func(d *depotDay) Figures { return d.Figures })
	if err != nil {
		return nil, err
	}
	score.CrewID, score.Name = crew.ID, crew.Name
	return score, nil
}

// readCrew fills in the days of a crew. Each is read from one document, that of its losses; those from before the
// figures stood there have theirs in the crew day.
func (s *Service) readCrew(ctx context.Context, x *reading, crewID string) error {
	var days []crewDayLosses
	of := x.window.filter(map[string]any{"depotId": x.depotID, "crewId": crewID})
	err := s.store.losses.All(ctx, of, func(d *crewDayLosses) error { days = append(days, *d); return nil })
	if err != nil {
		return err
	}
	for i := range days {
		d := &days[i]
		if d.Figures == nil {
			old, err := s.store.CrewDays.Get(ctx, d.ID)
			if IsCode(err, "store.missing") {
				continue
			}
			if err != nil {
				return err
			}
			d.Figures = &old.Figures
		}
		x.day(d.Date, *d.Figures, d.Losses)
	}
	return nil
}

// scoreOfReading makes the score with its explanation and trend; mean picks the depot's figures it is drawn towards.
func (s *Service) scoreOfReading(ctx context.Context, x *reading, mean func(*depotDay) Figures) (*Score, error) {
	formulas, err := s.formulas(ctx)
	if err != nil {
		return nil, err
	}
	var depot []datedFigures
	err = s.store.depotDays.All(ctx, x.window.filter(map[string]any{"depotId": x.depotID}), func(d *depotDay) error {
		depot = append(depot, datedFigures{d.Date, mean(d)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	own := sumOfDays(x.days)
	score := scoreOf(own, sumOfDays(depot), x.formula, x.open)
	score.DepotID, score.From, score.To, score.Figures = x.depotID, x.window.From, x.window.To, &own
	if score.Score != nil {
		score.Explain = explain(&score, own, x.formula, x.losses)
	}
	score.Trend = trendOf(x.window, x.days, depot, formulas)
	return &score, nil
}

func sumOfDays(days []datedFigures) Figures {
	var sum Figures
	for i := range days {
		sum.add(days[i].figures)
	}
	return sum
}

// openCrews counts, by crew, the upheld critical complaints from before the window that are not resolved.
func (s *Service) openCrews(ctx context.Context, x *reading) (map[string]int, error) {
	out := map[string]int{}
	f := Filter{Equal: map[string]any{"depotId": x.depotID, "open": true}, To: string(x.window.From)}
	return out, s.store.CrewDays.All(ctx, f, func(d *CrewDay) error { out[d.CrewID] += d.Figures.OpenCritical; return nil })
}

// openMembers counts the same by member.
func (s *Service) openMembers(ctx context.Context, x *reading) (map[string]int, error) {
	out := map[string]int{}
	f := Filter{Equal: map[string]any{"depotId": x.depotID, "open": true}, To: string(x.window.From)}
	return out, s.store.MemberDays.All(ctx, f, func(d *MemberDay) error { out[d.UserID] += d.Figures.OpenCritical; return nil })
}
