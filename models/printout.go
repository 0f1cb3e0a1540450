package models

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// RunSheet is a run on paper: its stops in their order with all that the crew needs there.
type RunSheet struct {
	RunView
	Crew    string
	Zone    string // IANA, of the depot
	Printed []SheetStop
}

// SheetStop is a stop on paper.
type SheetStop struct {
	Stop
	Venue    string
	Zone     string // IANA, of the venue
	Card     Card
	Contacts []Contact // as the crew sees them
	Goods    []PublicLine
	Number   string // of its receipt: as it was signed, before that as it is printed
}

// RunSheetOf is a run to print, for its crew and its supervisors. Errors: record.missing.
func (s *Service) RunSheetOf(ctx context.Context, c Caller, id string) (*RunSheet, error) {
	run, err := s.Run(ctx, c, id)
	if err != nil {
		return nil, err
	}
	depot, err := s.depot(ctx, run.DepotID)
	if err != nil {
		return nil, err
	}
	out := &RunSheet{RunView: *run, Zone: depot.Zone}
	crew, found, err := s.store.Crews.Find(ctx, run.CrewID)
	if err != nil {
		return nil, err
	}
	if found {
		out.Crew = crew.Name
	}
	products := map[string]*Product{}
	for i := range run.Stops {
		st, err := s.sheetStop(ctx, &run.Stops[i], products)
		if err != nil {
			return nil, err
		}
		st.Zone = cmp.Or(st.Zone, depot.Zone)
		out.Printed = append(out.Printed, *st)
	}
	return out, nil
}

func (s *Service) sheetStop(ctx context.Context, st *Stop, products map[string]*Product) (*SheetStop, error) {
	v, err := s.venue(ctx, st.VenueID)
	if err != nil {
		return nil, missing(err, "id")
	}
	goods, err := s.venueStop(ctx, st, products)
	if err != nil {
		return nil, err
	}
	number := st.ReceiptNumber()
	if r, signed, err := s.store.Receipts.Find(ctx, st.ID); err != nil {
		return nil, err
	} else if signed {
		number = r.Number
	}
	return &SheetStop{Stop: *st, Number: number, Venue: v.Name, Zone: v.Zone, Card: v.Card, Contacts: contactsFor(Caller{Roles: []Role{Porter}}, v), Goods: goods.Lines}, nil
}

// CrewMonth is a crew's month to hang on the wall.
type CrewMonth struct {
	Month   DateRange
	Score   *Score
	Best    []ItemRate // at most three, the best first
	Weakest []ItemRate // at most three, the weakest first
	// Praises counts what venues praised in the month; Rating is their mean of 1–5 over Ratings stops.
	Praises, Ratings int
	Rating           float64
	// Complained are the upheld complaints that cost points, by what they are about, the most frequent first.
	Complained []Complained
}

// Complained counts complaints about one thing.
type Complained struct {
	Text Text
	N    int
}

// ItemRate is how often an item was done, over N answers.
type ItemRate struct {
	ItemID string
	Text   Text
	Rate   float64 // 0–1
	N      int
}

// monthOf is the first and the last day of a day's month.
func monthOf(day Date) DateRange {
	t := day.Time()
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	return DateRange{From: DateOf(first), To: DateOf(first.AddDate(0, 1, -1))}
}

// leastAnswers is how many answers an item needs to be named best or weakest.
const leastAnswers = 10

// CrewMonthOf is the month of a crew that a day lies in, the last whole one of its depot without a day, for its members
// and its supervisors. Errors: record.missing.
func (s *Service) CrewMonthOf(ctx context.Context, c Caller, crewID string, day Date) (*CrewMonth, error) {
	crew, err := s.ownCrew(ctx, c, crewID)
	if err != nil {
		return nil, err
	}
	if day == "" {
		depot, err := s.depot(ctx, crew.DepotID)
		if err != nil {
			return nil, err
		}
		now := s.clock().In(depot.zone())
		day = DateOf(now.AddDate(0, 0, -now.Day()))
	}
	month := monthOf(day)
	score, err := s.CrewScore(ctx, c, crewID, month)
	if err != nil {
		return nil, err
	}
	out := &CrewMonth{Month: month, Score: score}
	of := Filter{Equal: map[string]any{"depotId": score.DepotID, "crewId": crewID}, From: string(month.From), To: string(month.To.AddDays(1))}
	sums := map[string]ItemCounts{}
	err = s.store.crewDayItems.All(ctx, of, func(d *crewDayItems) error {
		for _, n := range d.Items {
			sum := sums[n.ItemID]
			sum.N, sum.Fails = sum.N+n.N, sum.Fails+n.Fails
			sums[n.ItemID] = sum
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out.rank(s, sums)
	out.complained()
	return out, s.monthVoice(ctx, of, month, out)
}

// complained counts what venues complained of, by the lines of the score.
func (m *CrewMonth) complained() {
	for _, l := range m.Score.Explain {
		if l.Kind != "complaint" || l.Points >= 0 {
			continue
		}
		i := slices.IndexFunc(m.Complained, func(c Complained) bool { return c.Text == l.What })
		if i < 0 {
			i, m.Complained = len(m.Complained), append(m.Complained, Complained{Text: l.What})
		}
		m.Complained[i].N++
	}
	slices.SortStableFunc(m.Complained, func(x, y Complained) int { return cmp.Or(y.N-x.N, cmp.Compare(x.Text.ZhCN, y.Text.ZhCN)) })
}

// rank finds the best and the weakest items; what is no item of a standard (flags, a venue's own) stays out, and none is best
// whose ticks a venue spoke against.
func (m *CrewMonth) rank(s *Service, sums map[string]ItemCounts) {
	var all []ItemRate
	for _, d := range s.standards.Checklists {
		for _, it := range d.Items {
			if n := sums[it.ID]; n.N >= leastAnswers {
				all = append(all, ItemRate{it.ID, it.Text, 1 - float64(n.Fails)/float64(n.N), n.N})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y ItemRate) int { return cmp.Or(cmp.Compare(x.Rate, y.Rate), cmp.Compare(x.N, y.N)) })
	half := min(3, len(all)/2)
	m.Weakest = slices.DeleteFunc(slices.Clone(all[:half]), func(x ItemRate) bool { return x.Rate == 1 })
	m.Best = slices.DeleteFunc(slices.Clone(all[len(all)-half:]), func(x ItemRate) bool {
		return slices.ContainsFunc(m.Score.Explain, func(l ScoreLine) bool { return l.Kind == "contradicted" && l.ItemID == x.ItemID })
	})
	slices.Reverse(m.Best)
}

// monthVoice counts what venues said at the stops of the month.
func (s *Service) monthVoice(ctx context.Context, f Filter, month DateRange, out *CrewMonth) error {
	f.From, f.To = At(month.From.Time()).String(), At(month.To.AddDays(33).Time()).String() // a code is good for a month
	sum := 0
	err := s.store.Feedback.All(ctx, f, func(x *Feedback) error {
		switch {
		case x.Date < month.From || x.Date > month.To:
		case x.Kind == "praise":
			out.Praises++
		case x.Rating > 0:
			out.Ratings++
			sum += x.Rating
		}
		return nil
	})
	if out.Ratings > 0 {
		out.Rating = float64(sum) / float64(out.Ratings)
	}
	return err
}
