package season

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"crewcheck/models"
)

// How much of a run is what.
const (
	homeShare = 0.6 // of a run's stops are at venues of the crew's own round
	swing     = 0.2 // of the volume between the seasons of a year
	stockUp   = 1.25
	aheadDays = 5 // before a holiday venues stock up
	firstStop = 8*60 + 20
	lastStop  = 16*60 + 30 // minutes of the day between which the stops are planned
	ahead     = 30 * time.Minute
	slack     = 45 * time.Minute // the agreed window around the planned time
)

// volume is the work of a day against an ordinary one: most in summer, more before a holiday, none on it.
func volume(date models.Date) float64 {
	off, days := closed(date)
	if off {
		return 0
	}
	week := float64(date.Time().YearDay()) / 7
	v := 1 + swing*math.Sin(2*math.Pi*(week-16)/52)
	if days > 0 && days <= aheadDays {
		v *= stockUp
	}
	return v
}

// roster plans the runs of a depot's day: who works, and who goes where. A venue is on one run at most.
func (w *world) roster(d *depot, day int) []*shift {
	dice := luck(w.opts.Seed, ofRoster, d.place, 0, day)
	much := volume(w.date(day))
	order := dice.Perm(len(d.venues))
	taken := make([]bool, len(d.venues))
	var out []*shift
	for i := range d.crews {
		c := d.crews[(i+day)%len(d.crews)]
		on := c.truth.standIn && dice.chance(standInOn) || !c.truth.standIn && (day+c.place)%7 < w.opts.RunsPerWeek
		want := int(math.Round(float64(w.opts.StopsPerRun)*much)) + dice.between(-1, 1)
		if !on || much == 0 {
			continue
		}
		if round := route(d, c, order, taken, max(1, min(want, maxRunStops))); len(round) > 0 {
			out = append(out, w.newShift(d, c, day, round))
		}
	}
	return out
}

const maxRunStops = 16

// route picks the venues of a run, those of the crew's own round first.
func route(d *depot, c *crew, order []int, taken []bool, want int) []*venue {
	var out []*venue
	add := func(ours bool, upTo int) {
		for _, v := range order {
			if len(out) < upTo && !taken[v] && (!ours || v%len(d.crews) == c.place) {
				taken[v] = true
				out = append(out, d.venues[v])
			}
		}
	}
	add(true, int(math.Round(homeShare*float64(want))))
	add(false, want)
	return out
}

// stop is a planned stop, and afterwards what really happened at it.
type stop struct {
	id, receipt string
	venue       *venue
	due         time.Time
	from, to    time.Time
	lines       []models.Line
	bottles     []models.BottlePlan

	porter  *person
	arrived time.Time
	left    time.Time
	faults  []fault
	excused string // outside cause of a late arrival
	noted   bool   // and it was recorded at once
	full    bool   // the vehicle had no room left for bottles
	token   string // of its receipt
}

// shift is a crew's day: its run, what happens on it, and what of it reaches the server when.
type shift struct {
	w       *world
	depot   *depot
	crew    *crew
	day     int
	id      string
	dice    dice
	stops   []*stop
	signals map[string]*signal
	queue   []event
	// taken are the bottles that really came back, claimed those the crew put down; by type.
	taken, claimed map[string]int
	swapped        int
}

func (w *world) newShift(d *depot, c *crew, day int, round []*venue) *shift {
	s := &shift{
		w: w, depot: d, crew: c, day: day, dice: luck(w.opts.Seed, ofShifts, d.place, c.place, day),
		id: fmt.Sprintf("%s-run-%s", c.id, compact(w.date(day))), taken: map[string]int{}, claimed: map[string]int{},
	}
	gap := time.Duration(min(50, float64(lastStop-firstStop)/float64(len(round))) * float64(time.Minute))
	due := w.clock(w.date(day), 0, firstStop).Add(s.dice.minutes(0, 15))
	for i, v := range round {
		st := &stop{
			id: fmt.Sprintf("%s-stop-%s-%02d", c.id, compact(w.date(day)), i+1), venue: v, due: due,
			receipt: fmt.Sprintf("S%d%s%03d%02d", d.place+1, compact(w.date(day))[2:], c.place+1, i+1),
			from:    due.Add(-ahead).Truncate(5 * time.Minute), to: due.Add(slack).Truncate(5 * time.Minute), porter: &c.porter[i%2],
		}
		s.load(st)
		s.stops = append(s.stops, st)
		due = due.Add(gap)
	}
	s.live()
	return s
}

func compact(d models.Date) string { return d.Time().Format("20060102") }

// load is what the venue ordered, and the bottles it has ready: most of those it had before, the first time as many as it gets.
func (s *shift) load(st *stop) {
	most := map[string]int{"vip": 20, "large": 14, "medium": 8, "small": 5}[st.venue.class.tier]
	brought := map[string]int{}
	for _, i := range s.dice.Perm(len(products))[:s.dice.between(2, 3)] {
		p := &products[i]
		n := s.dice.between(1, most)
		st.lines = append(st.lines, models.Line{ProductID: p.id, Quantity: n})
		if p.bottle != "" {
			brought[p.bottle] += n * p.perUnit
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(brought)) {
		if _, known := st.venue.holds[kind]; !known {
			st.venue.holds[kind] = brought[kind]
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(st.venue.holds)) {
		if ready := st.venue.holds[kind] * s.dice.between(85, 100) / 100; ready > 0 {
			st.bottles = append(st.bottles, models.BottlePlan{Type: kind, Expected: ready})
			st.venue.holds[kind] -= ready
		}
		st.venue.holds[kind] += brought[kind]
	}
}

// body is the run as the supervisor plans it.
func (s *shift) body() models.RunBody {
	b := models.RunBody{DepotID: s.depot.id, Date: s.w.date(s.day), CrewID: s.crew.id, Vehicle: fmt.Sprintf("湘A·%03d", s.crew.place+1)}
	for _, p := range s.members() {
		b.Members = append(b.Members, models.Member{UserID: p.id, Role: p.role})
	}
	for i, st := range s.stops {
		b.Stops = append(b.Stops, models.StopBody{
			ID: st.id, Sequence: i + 1, VenueID: st.venue.id, Lines: st.lines, Bottles: st.bottles,
			Window: &models.StopWindow{From: st.from.Format(time.RFC3339), To: st.to.Format(time.RFC3339)},
		})
	}
	return b
}

func (s *shift) members() []*person {
	return []*person{&s.crew.driver, &s.crew.porter[0], &s.crew.porter[1]}
}
