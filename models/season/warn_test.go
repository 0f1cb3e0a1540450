package season

import (
	"testing"
	"time"

	"crewcheck/models"
)

// drifter is a crew with one stop an hour from eight to noon on each of ten days, that leaves bottles behind from day 4 on.
func drifter(t *testing.T) (*world, *crew) {
	t.Helper()
	opts, err := Options{Crews: 3, Days: 10}.filled()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{opts: opts, zone: testZone(t), history: history{}}
	w.depots = []*depot{build(&w.opts, 0)}
	c := w.depots[0].crews[0]
	c.truth.standIn, c.truth.drift = false, &drift{matter: 2, day: 4, more: 0.3}
	for day := range opts.Days {
		s := &shift{w: w, depot: c.depot, crew: c, day: day}
		for hour := 8; hour < 13; hour++ {
			s.stops = append(s.stops, &stop{id: "stop", arrived: w.clock(w.date(day), hour, 0)})
		}
		w.history.note(s)
	}
	return w, c
}

func (w *world) warning(c *crew, item string, day, hour int) models.Warning {
	at := models.At(w.clock(w.date(day), hour, 30))
	k := models.Warning{Kind: models.WarnItemDrift, CrewID: c.id, ItemID: item, RaisedAt: at, Events: []models.WarningEvent{{Type: "raised", At: at}}}
	return k
}

// voice files a complaint about the last stop of a day, in the evening of another.
func (w *world) voice(c *crew, category string, of, filed int) {
	i := 0
	for matters[i].category != category {
		i++
	}
	shift := w.history[c][of].shift
	g := &grievance{shift: shift, stop: shift.stops[4], matter: &matters[i]}
	w.desk.lives = append(w.desk.lives, &life{grievance: g, stored: &models.Complaint{FiledAt: models.At(w.clock(w.date(filed), 19, 0))}})
}

func TestTheLeadIsTheStopsBetweenWarningAndComplaint(t *testing.T) {
	t.Parallel()
	const item, category = "bottles.taken", "bottles-refused"
	for _, c := range []struct {
		name          string
		warned, hour  int // day, and the hour of that day; -1: never
		voiced        int // day of the stop complained of; -1: never
		lead          int
		inTime, found bool
	}{
		{"a day ahead", 5, 18, 6, 5, true, true},
		{"the same evening", 5, 18, 5, 0, false, true},
		{"within the day, three stops ahead", 5, 9, 5, 3, true, true},
		{"too late", 7, 18, 5, -10, false, true},
		{"never", -1, 0, 5, 0, false, false},
		{"nobody complains", 5, 18, -1, 0, true, true},
		{"before the drift, and it stands", 2, 18, 6, 20, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, crew := drifter(t)
			var all []models.Warning
			if c.warned >= 0 {
				all = append(all, w.warning(crew, "fifo.lots", 4, 18), w.warning(crew, item, c.warned, c.hour))
			}
			w.voice(crew, category, 3, 3) // before the drift: none of its complaints
			w.voice(crew, "late", 5, 5)   // another matter
			if c.voiced >= 0 {
				w.voice(crew, category, c.voiced, c.voiced)
			}
			d := w.drifted(crew, all)
			if d.Warned != c.found || d.Voiced != (c.voiced >= 0) || d.Lead != c.lead || d.inTime() != c.inTime {
				t.Errorf("%+v, want a lead of %d, in time %v", d, c.lead, c.inTime)
			}
		})
	}
}

func TestAWarningThatLapsedBeforeTheDriftIsNoneOfIt(t *testing.T) {
	t.Parallel()
	w, crew := drifter(t)
	k := w.warning(crew, "bottles.taken", 1, 18)
	k.Events = append(k.Events, models.WarningEvent{Type: models.WarningLapsed, At: models.At(w.clock(w.date(3), 18, 30))})
	if d := w.drifted(crew, []models.Warning{k}); d.Warned {
		t.Errorf("%+v", d)
	}
}

func TestWhichWarningsAreFalse(t *testing.T) {
	t.Parallel()
	w, crew := drifter(t)
	d := crew.depot
	for i, c := range d.crews { // all alike, but that the last is three times as often late
		for m := range c.truth.rates {
			c.truth.rates[m] = 0.05
		}
		c.truth.honesty = 0.8
		c.driver.skew, c.porter[0].skew, c.porter[1].skew = 0, 0, 0
		if i == 2 {
			c.truth.rates[lateMatter], c.driver.skew = 0.15, time.Hour
		}
	}
	for _, x := range []struct {
		crew       int
		item       string
		day        int
		drift, bad bool
	}{
		{0, "bottles.taken", 5, true, false},
		{0, "bottles.taken", 2, false, false}, // before it began
		{0, "fifo.lots", 5, false, false},
		{2, "conduct.on-time", 5, false, true},
		{1, "conduct.on-time", 5, false, false},
		{2, "flag.clock-skew", 5, false, true},
		{1, "flag.clock-skew", 5, false, false},
		{1, "close.vehicle-clean", 5, false, false}, // nothing is hidden behind it
	} {
		k := w.warning(d.crews[x.crew], x.item, x.day, 18)
		if drift, bad := w.ofDrift(d.crews[x.crew], &k), w.badAt(d, d.crews[x.crew], x.item); drift != x.drift || bad != x.bad {
			t.Errorf("%s of crew %d on day %d: drift %v, bad %v", x.item, x.crew, x.day, drift, bad)
		}
	}
}
