package season

import (
	"context"
	"slices"
	"time"

	"crewcheck/models"
)

// How venues speak.
const (
	voicedMost  = 0.6   // no fault is complained of more surely
	unfounded   = 0.001 // of the stops: a complaint about nothing, or about somebody else
	praises     = 0.03  // of the faultless stops of a crew of the middle
	shared      = 0.3   // of the verdicts leave a part with the depot
	nextMorning = 0.3   // of the complaints: after a night's sleep
)

// hearVenue queues what a venue says of a stop, by its code, and files what it complains of.
func (s *shift) hearVenue(st *stop) {
	v, d := st.venue, s.dice
	if d.chance(v.tells) {
		body := models.FeedbackBody{Kind: "rating", Rating: s.stars(st)}
		s.feedback(st, body)
	}
	if len(st.faults) == 0 && d.chance(min(0.5, praises*s.crew.truth.helps/0.12)) {
		s.feedback(st, models.FeedbackBody{Kind: "praise", Text: "帮了忙,谢谢"})
	}
	said := map[string]bool{}
	for _, f := range st.faults {
		m := f.of()
		if !said[m.category] && d.chance(s.voiced(v, m)) {
			said[m.category] = true
			s.complain(st, m, true)
		}
	}
	if st.excused != "" && d.chance(s.voiced(v, &matters[lateMatter])) {
		s.complain(st, &matters[lateMatter], false)
	}
	if d.chance(unfounded * v.temper) {
		if m := &matters[d.IntN(len(matters))]; !said[m.category] {
			s.complain(st, m, false)
		}
	}
}

// voiced is the chance that a venue complains of one fault.
func (s *shift) voiced(v *venue, m *matter) float64 {
	return min(voicedMost, s.w.opts.Voiced*m.voiced*v.temper*v.minds[m.quality])
}

// lateMatter is the place of lateness in matters.
var lateMatter = slices.IndexFunc(matters, func(m matter) bool { return m.category == "late" })

// stars are what a venue thinks of a stop: two less for a fault it minds, one for another, and not always fair.
func (s *shift) stars(st *stop) int {
	stars := 5
	for _, f := range st.faults {
		stars--
		if st.venue.minds[f.of().quality] > 1 {
			stars--
		}
	}
	if s.dice.chance(0.3) {
		stars--
	}
	return max(1, stars)
}

func (s *shift) feedback(st *stop, b models.FeedbackBody) {
	s.at(st.left.Add(s.dice.minutes(3, 150)), func(ctx context.Context, l *lane) error {
		_, _, err := l.svc.GiveFeedback(ctx, st.token, b)
		if err == nil {
			s.w.tally.add(s.depot, func(c *Counts) {
				if c.Ratings++; b.Kind == "praise" {
					c.Ratings--
					c.Praises++
				}
			})
		}
		return err
	})
}

// How a venue says what its complaint is about.
const (
	byReceipt = "receipt" // reads the number off the receipt
	byCode    = "code"    // scanned the code
	byTime    = "time"    // names the hour, within a quarter of an hour or so
	byDay     = "day"     // names the day
)

// grievance is a complaint to come, with the truth about it.
type grievance struct {
	shift   *shift
	stop    *stop
	matter  *matter
	founded bool
	at      time.Time // when it is filed
	how     string
	near    time.Duration // how far off a named hour is
	verdict models.DecideBody
	// shares of the time allowed at which it is taken up, decided and resolved; more than 1 is too late.
	taken, decided, resolved float64
	confirmed                bool
	untie                    bool // a supervisor who has to tie it by hand ties it wrongly
}

// complain plans a complaint. It is filed in the evening or the next morning, days later where the venue finds out late.
func (s *shift) complain(st *stop, m *matter, founded bool) {
	d := s.dice
	date := s.w.date(s.day).AddDays(d.between(m.found[0], m.found[1]))
	g := &grievance{shift: s, stop: st, matter: m, founded: founded, at: s.w.clock(date, 18, 45).Add(d.minutes(0, 130))}
	if d.chance(nextMorning) {
		g.at = s.w.clock(date.AddDays(1), 6, 30).Add(d.minutes(0, 50))
	}
	g.how = pick(d, []string{byReceipt, byReceipt, byReceipt, byReceipt, byCode, byCode, byTime, byTime, byDay})
	g.near = d.minutes(-20, 20)
	g.taken, g.decided, g.resolved = d.within(0.1, 1.1), d.within(0.15, 0.4), d.within(0.5, 1.2)
	g.confirmed, g.untie = d.chance(0.9), d.chance(0.1)
	g.verdict = s.verdictOn(m, founded != d.chance(misjudged))
	s.w.complaints = append(s.w.complaints, g)
}

// misjudged is the share of complaints that the supervisor decides the wrong way.
const misjudged = 0.08

// verdictOn gives the shares to the role whose work it was, now and then a part to the depot.
func (s *shift) verdictOn(m *matter, upheld bool) models.DecideBody {
	if !upheld {
		return models.DecideBody{Verdict: models.Dismissed, Reason: "核实后不属实"}
	}
	b := models.DecideBody{Verdict: models.Upheld, Reason: "核实后属实"}
	crews, depots := 100, 0
	if s.dice.chance(shared) {
		crews, depots = 70, 30
		b.Verdict = models.Partly
	}
	switch m.by {
	case models.Driver:
		b.Shares = models.Shares{Driver: crews, Depot: depots}
	case models.Porter:
		b.Shares = models.Shares{Porter: crews, Depot: depots}
	default:
		b.Shares = models.Shares{Driver: crews / 2, Porter: crews / 2, Depot: depots}
	}
	return b
}
