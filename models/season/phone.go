package season

import (
	"context"
	"time"

	"crewcheck/models"
)

// Shares of phones and runs that are not as they should be.
const (
	wrongClocks = 0.1  // of the phones
	signalLost  = 0.12 // of a phone's runs: nothing goes out for hours
	leftInCab   = 0.02 // of a phone's runs: everything comes a day or two later
	sentTwice   = 0.04 // of what is sent: the answer got lost
)

// phone is a member's, with a clock that may be wrong.
type phone struct {
	skew time.Duration // what it shows less the time it is
}

func drawPhone(d dice) phone {
	if !d.chance(wrongClocks) {
		return phone{time.Duration(d.within(-20, 20) * float64(time.Second)).Truncate(time.Millisecond)}
	}
	skew := d.minutes(3, 180)
	if d.chance(0.5) {
		skew = -skew
	}
	return phone{skew}
}

// shows is what the phone's clock says at an instant.
func (p phone) shows(at time.Time) models.Time { return models.At(at.Add(p.skew)) }

// signal is when a phone of a run can send; nil: always.
type signal struct {
	from, to time.Time // nothing goes out in [from, to)
}

func drawSignal(d dice, begin, end, next time.Time) *signal {
	roll := d.Float64()
	switch {
	case roll < leftInCab:
		return &signal{from: begin, to: next.Add(time.Duration(d.IntN(2)) * 24 * time.Hour)}
	case roll < leftInCab+signalLost:
		from := begin.Add(time.Duration(d.Float64() * float64(end.Sub(begin))))
		return &signal{from: from, to: from.Add(d.minutes(40, 300))}
	}
	return nil
}

// reaches is when the server hears what a phone has ready at an instant.
func (s *signal) reaches(d dice, ready time.Time) time.Time {
	if s == nil || ready.Before(s.from) || !ready.Before(s.to) {
		return ready.Add(time.Duration(d.between(1_500, 20_000)) * time.Millisecond)
	}
	return s.to
}

// event is something that reaches the server at an instant.
type event struct {
	at  time.Time
	seq int
	do  func(ctx context.Context, l *lane) error
}

// disorder is how far apart things arrive that a phone sends at once, in no order.
const disorder = 900 * time.Millisecond

// report queues what a phone has to say once it has reached the server, now and then twice; say gets what the phone's
// clock shows when it is sent.
func (s *shift) report(p *person, reached time.Time, say func(ctx context.Context, l *lane, sent models.Time) error) {
	at := reached.Add(time.Duration(s.dice.Int64N(int64(disorder)))).Truncate(time.Millisecond)
	send := func(ctx context.Context, l *lane) error { return say(ctx, l, p.shows(l.now)) }
	s.at(at, send)
	if s.dice.chance(sentTwice) {
		s.at(at.Add(time.Duration(s.dice.between(5, 120))*time.Second), send)
	}
}

// hears is when the server hears what a member has ready at an instant.
func (s *shift) hears(p *person, ready time.Time) time.Time {
	return s.signals[p.id].reaches(s.dice, ready)
}

// at queues an event.
func (s *shift) at(at time.Time, do func(ctx context.Context, l *lane) error) {
	s.queue = append(s.queue, event{at, len(s.queue), do})
}
