package founding

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"crewcheck/models"
)

// runPlan is a crew's day as the supervisor planned it the evening before.
type runPlan struct {
	id    string
	crew  *crewRow
	place int // of the crew in the table
	ago   int // days before today; 0 is today
	date  models.Date
	// noon is when the first porter went home and the spare one took over; zero on other days.
	noon  time.Time
	stops []stopPlan
}

// stopPlan is one planned stop.
type stopPlan struct {
	id, receipt string
	venue       int // in the table
	due         time.Time
	from, to    time.Time
	lines       []models.Line
	bottles     []models.BottlePlan
}

// Hours of a run.
const (
	slack     = 60 * time.Minute // the agreed window ends so long after the planned time …
	ahead     = 30 * time.Minute // … and begins so long before
	roundSize = 11               // venues of a crew; neighbouring crews share some
)

// restsOn tells whether a crew has its day off; nobody has it today.
func restsOn(place, ago int) bool { return ago > 0 && (ago+place)%7 == 6 }

// roster plans every run, the oldest first.
func (p *planter) roster() []*shift {
	var out []*shift
	for ago := p.opts.Days; ago >= 0; ago-- {
		for place := range crews {
			if restsOn(place, ago) {
				continue
			}
			s := &shift{p: p, dice: p.luck(place+1, ago), picked: map[string]int{}}
			s.plan = p.planRun(s.dice, place, ago)
			out = append(out, s)
		}
	}
	return out
}

func (p *planter) planRun(d dice, place, ago int) *runPlan {
	date := p.today.AddDays(-ago)
	compact := date.Time().Format("20060102")
	r := &runPlan{crew: &crews[place], place: place, ago: ago, date: date, id: fmt.Sprintf("run-%d-%s", place+1, compact)}
	if ago > 0 && (ago+place)%11 == 3 {
		r.noon = p.clock(date, 12, 0)
	}
	due := p.clock(date, 8, 25).Add(d.minutes(0, 15))
	lunch, after := p.clock(date, 11, 55), p.clock(date, 13, 5)
	for i, venue := range route(d, place) {
		if venues[venue].hours == afternoons || due.After(lunch) {
			due = latest(due, after)
		}
		st := stopPlan{
			id: fmt.Sprintf("stop-%d-%s-%02d", place+1, compact, i+1), receipt: fmt.Sprintf("HD%s%d%02d", compact[2:], place+1, i+1),
			venue: venue, due: due, from: due.Add(-ahead).Truncate(5 * time.Minute), to: due.Add(slack).Truncate(5 * time.Minute),
		}
		st.lines, st.bottles = load(d, venue)
		r.stops = append(r.stops, st)
		due = due.Add(d.minutes(36, 46))
	}
	return r
}

// route picks six to nine venues of the crew's round, those that take goods in the morning first. The first
// venue of the round is always on it, so the main cast meets its storekeeper every day.
func route(d dice, place int) []int {
	round := make([]int, roundSize)
	for i := range round {
		round[i] = (place*7 + i) % len(venues)
	}
	d.Shuffle(len(round)-1, func(i, j int) { round[i+1], round[j+1] = round[j+1], round[i+1] })
	round = round[:d.between(6, 9)]
	order := map[string]int{mornings: 0, allDay: 1, afternoons: 2}
	slices.SortStableFunc(round, func(x, y int) int {
		return cmp.Or(cmp.Compare(order[venues[x].hours], order[venues[y].hours]), cmp.Compare(x, y))
	})
	return round
}

// load is what a venue ordered, and the bottles it has ready.
func load(d dice, venue int) ([]models.Line, []models.BottlePlan) {
	most := map[string]int{"vip": 24, "large": 16, "medium": 10, "small": 6}[venues[venue].tier]
	var lines []models.Line
	expected := map[string]int{}
	for _, i := range d.Perm(len(products))[:d.between(2, 4)] {
		pr := &products[i]
		n := d.between(2, most)
		if pr.unit != "case" {
			n = d.between(1, 4)
		}
		lines = append(lines, models.Line{ProductID: pr.id, Quantity: n})
		if pr.bottle != "" {
			expected[pr.bottle] += max(1, n*pr.perUnit*d.between(90, 107)/100)
		}
	}
	bottles := []models.BottlePlan{}
	for _, kind := range []string{bottle500, bottle330, bottle600, keg20} {
		if n := expected[kind]; n > 0 {
			bottles = append(bottles, models.BottlePlan{Type: kind, Expected: n})
		}
	}
	return lines, bottles
}

// members of the run, with the swap at noon where there was one.
func (r *runPlan) members() []models.Member {
	out := []models.Member{{UserID: r.crew.driver, Role: models.Driver}}
	for i, id := range r.crew.porters {
		m := models.Member{UserID: id, Role: models.Porter}
		if i == 0 && !r.noon.IsZero() {
			m.To = models.At(r.noon).Ptr()
			out = append(out, m)
			m = models.Member{UserID: spareID, Role: models.Porter, From: models.At(r.noon).Ptr()}
		}
		out = append(out, m)
	}
	return out
}

// porterAt is who works the stop: porters take turns, and the spare one stands in after noon.
func (r *runPlan) porterAt(stop int, at time.Time) string {
	id := r.crew.porters[stop%len(r.crew.porters)]
	if id == r.crew.porters[0] && !r.noon.IsZero() && !at.Before(r.noon) {
		return spareID
	}
	return id
}

// body is the run as it is put.
func (r *runPlan) body() models.RunBody {
	b := models.RunBody{DepotID: depotID, Date: r.date, CrewID: r.crew.id, Vehicle: r.crew.vehicle, Members: r.members()}
	for i, st := range r.stops {
		window := &models.StopWindow{From: st.from.Format(time.RFC3339), To: st.to.Format(time.RFC3339)}
		b.Stops = append(b.Stops, models.StopBody{ID: st.id, Sequence: i + 1, VenueID: venueID(st.venue), Window: window, Lines: st.lines, Bottles: st.bottles})
	}
	return b
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
