package models

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Verdicts of a coaching card.
const (
	CoachingBetter    = "better"
	CoachingNotBetter = "not-better"
	CoachingTooLittle = "too-little"
)

// CoachingVerdict says whether coaching helped: the same figure in the 14 days up to the card and in the 14 after it.
type CoachingVerdict struct {
	Outcome string  `json:"outcome"` // better, not-better, too-little
	Before  Measure `json:"before"`
	After   Measure `json:"after"`
	// Change is the after rate less the before rate with its 90 % interval (Newcombe); better is wholly under nought.
	Change   float64 `json:"change"`
	Interval Span    `json:"interval"`
	// Others is the same figure at the depot's other crews, of items: what changed for everybody is no merit.
	Others *OtherMeasures `json:"others,omitempty"`
	Text   Text           `json:"text"`
	At     Time           `json:"at"`
}

// OtherMeasures is the figure of the other crews in both windows.
type OtherMeasures struct {
	Before Measure `json:"before"`
	After  Measure `json:"after"`
}

// Measure is a share over a window.
type Measure struct {
	From     Date    `json:"from"`
	To       Date    `json:"to"`
	N        int     `json:"n"` // sample size, in Unit
	Unit     string  `json:"unit"`
	Observed int     `json:"observed"` // of N: what went wrong
	Rate     float64 `json:"rate"`     // 0–1; 0 of none
	Interval Span    `json:"interval"` // 90 %, Wilson
}

// coachingLeast is the sample under which nothing is said.
const coachingLeast = 5

// z90 is the quantile of a 90 % interval.
const z90 = 1.645

// wilson is the 90 % interval of a share (Wilson 1927); of nothing it is everything.
func wilson(x, n int) Span {
	if n == 0 {
		return Span{0, 1}
	}
	return wilsonShare(float64(x)/float64(n), float64(n))
}

// wilsonShare is the same of a share p (0–1) of m, whose parts need not be whole.
func wilsonShare(p, m float64) Span {
	mid := (p + z90*z90/(2*m)) / (1 + z90*z90/m)
	half := z90 / (1 + z90*z90/m) * math.Sqrt(p*(1-p)/m+z90*z90/(4*m*m))
	return Span{max(0, mid-half), min(1, mid+half)}
}

func (m *Measure) settle() {
	if m.N > 0 {
		m.Rate = round4(float64(m.Observed) / float64(m.N))
	}
	w := wilson(m.Observed, m.N)
	m.Interval = Span{round4(w.Low), round4(w.High)}
}

// verdictOf compares two measures. It is pure: better when the 90 % interval of the change lies under nought (Newcombe
// 1998, method 10), not better when the rate did not fall, and in between too little to say.
func verdictOf(before, after Measure) CoachingVerdict {
	before.settle()
	after.settle()
	v := CoachingVerdict{Before: before, After: after, Outcome: CoachingTooLittle, Interval: Span{-1, 1}}
	if before.N == 0 || after.N == 0 {
		return v
	}
	b, a := wilson(before.Observed, before.N), wilson(after.Observed, after.N)
	pb, pa := float64(before.Observed)/float64(before.N), float64(after.Observed)/float64(after.N)
	change := pa - pb
	low := change - math.Hypot(pa-a.Low, b.High-pb)
	high := change + math.Hypot(a.High-pa, pb-b.Low)
	v.Change, v.Interval = round4(change), Span{round4(max(-1, low)), round4(min(1, high))}
	switch {
	case before.N < coachingLeast || after.N < coachingLeast:
	case high < 0:
		v.Outcome = CoachingBetter
	case change >= 0:
		v.Outcome = CoachingNotBetter
	}
	return v
}

func (v *CoachingVerdict) words() Text {
	say := map[string]Text{
		CoachingBetter:    {ZhCN: "有好转", En: "Better"},
		CoachingNotBetter: {ZhCN: "没有好转", En: "Not better"},
		CoachingTooLittle: {ZhCN: "数据太少,还说不准", En: "Too little to say"},
	}[v.Outcome]
	b, a := v.Before, v.After
	return Text{
		ZhCN: fmt.Sprintf("%s:之前 14 天 %d 次里 %d 次不行,之后 14 天 %d 次里 %d 次", say.ZhCN, b.N, b.Observed, a.N, a.Observed),
		En:   fmt.Sprintf("%s: wrong %d times of %d in the 14 days before, %d of %d in the 14 after", say.En, b.Observed, b.N, a.Observed, a.N),
	}
}

// MeasureDue measures the cards whose time has come, the 200 longest due; each once, for ever. A card that cannot be
// measured does not stop the others.
func (s *Service) MeasureDue(ctx context.Context) error {
	page, err := s.store.Coaching.List(ctx, Filter{
		In: map[string][]any{"state": {CoachingOpen, CoachingAcknowledged}}, To: s.Now().Add(1).String(), Ascending: true, Limit: 200,
	})
	failed := []error{err}
	for i := range page.Items {
		if err := s.measureCard(ctx, &page.Items[i]); err != nil {
			failed = append(failed, fmt.Errorf("coaching card %s: %w", page.Items[i].ID, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) measureCard(ctx context.Context, x *Coaching) error {
	windows := [2]DateRange{{x.OpenedOn.AddDays(1 - coachingDays), x.OpenedOn}, {x.OpenedOn.AddDays(1), x.OpenedOn.AddDays(coachingDays)}}
	var own, others [2]Measure
	for i, w := range windows {
		var err error
		if own[i], others[i], err = s.measure(ctx, x, w); err != nil {
			return err
		}
	}
	v := verdictOf(own[0], own[1])
	if x.Kind == WarnItemDrift {
		others[0].settle()
		others[1].settle()
		v.Others = &OtherMeasures{others[0], others[1]}
	}
	v.At, v.Text = s.Now(), v.words()
	poke, err := s.tellOf(ctx, Subject{aboutCoaching, x.ID})
	if err != nil {
		return err
	}
	defer poke()
	_, err = s.store.Coaching.Update(ctx, x.ID, func(x *Coaching) error {
		if x.Verdict != nil {
			return errKeep
		}
		x.State, x.Verdict = CoachingMeasured, &v
		return nil
	})
	return err
}

// measure is the figure of a card over a window: the crew's, and of items the other crews' too.
func (s *Service) measure(ctx context.Context, x *Coaching, r DateRange) (own, others Measure, err error) {
	own = Measure{From: r.From, To: r.To, Unit: "stops"}
	others = own
	switch x.Kind {
	case WarnItemDrift:
		own.Unit = x.Figures.Unit
		others.Unit = own.Unit
		err = s.store.crewDayItems.All(ctx, r.filter(map[string]any{"depotId": x.DepotID}), func(d *crewDayItems) error {
			to := &others
			if d.CrewID == x.CrewID {
				to = &own
			}
			for _, c := range d.Items {
				if c.ItemID == x.ItemID {
					to.N, to.Observed = to.N+c.N, to.Observed+c.Fails
				}
			}
			return nil
		})
	case WarnBottles:
		err = s.store.bottleStops.All(ctx, r.filter(map[string]any{"depotId": x.DepotID, "venueId": x.VenueID}), func(b *bottleStop) error {
			sum := 0
			for _, t := range b.Types {
				sum += t.Delivered - t.Taken
			}
			own.count(len(b.Types) > 0, sum > 0)
			return nil
		})
	case WarnReceipts:
		own.Unit = "receipts"
		err = s.measureReceipts(ctx, x, r, &own)
	default:
		err = s.measureStops(ctx, x, r, &own)
	}
	return own, others, err
}

func (m *Measure) count(applies, wrong bool) {
	if applies {
		m.N++
		if wrong {
			m.Observed++
		}
	}
}

// measureStops counts the crew's stops at the venue of the card: those late, or those left with empties.
func (s *Service) measureStops(ctx context.Context, x *Coaching, r DateRange, own *Measure) error {
	depot, err := s.depot(ctx, x.DepotID)
	if err != nil {
		return err
	}
	from, _ := resolveTime("00:00", r.From, depot.zone())
	f := Filter{
		Equal: map[string]any{"depotId": x.DepotID, "venueId": x.VenueID},
		From:  from.AddDate(0, 0, -1).UTC().Format(timeText), To: depot.breaksAt(r.To.AddDays(1)).String(),
	}
	return s.store.stopFigures.All(ctx, f, func(st *stopFigures) error {
		if st.CrewID != x.CrewID || st.Date < r.From || st.Date > r.To {
			return nil
		}
		if x.Kind == WarnLateTwice {
			own.count(st.Windowed, st.LateMin > 0)
		} else {
			own.count(st.Counted, st.VehicleFull > 0)
		}
		return nil
	})
}

// measureReceipts counts the crew's receipts: those that were not handed over by their depot's close.
func (s *Service) measureReceipts(ctx context.Context, x *Coaching, r DateRange, own *Measure) error {
	f := Filter{Equal: map[string]any{"depotId": x.DepotID, "crewId": x.CrewID}, From: At(r.From.AddDays(-1).Time()).String(), To: At(r.To.AddDays(2).Time()).String()}
	return s.store.Receipts.All(ctx, f, func(k *Receipt) error {
		late := k.HandedOverAt == nil || k.HandedOverAt.After(k.DueAt.Time)
		own.count(k.Date >= r.From && k.Date <= r.To, late)
		return nil
	})
}
