package season

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"crewcheck/models"
)

// leadStops is how many stops a warning must come before the complaint to be of use.
const leadStops = 2

// badTimes is from how many times the depot's median rate on a crew is bad at an item without any drift: a warning about it is no
// false one.
const badTimes = 1.5

// Warned tells what warnings about a crew and an item (item-drift) were worth.
type Warned struct {
	// Drifts are the crews that got worse, whatever came of it.
	Drifts []Drifted `json:"drifts"`
	// Raised are all warnings of that kind; Drift those about a crew's drift, Bad those about a crew that is bad at the item, False
	// the rest.
	Raised int `json:"raised"`
	Drift  int `json:"drift"`
	Bad    int `json:"bad"`
	False  int `json:"false"`
	// FalseItems count the false ones by item.
	FalseItems map[string]int `json:"falseItems"`
	// Days is the crew days that were watched: false warnings are few or many by it.
	Days int `json:"days"`
	// Others count the warnings of other kinds; nobody judges them.
	Others map[string]int `json:"others"`
}

// Drifted is one crew that got worse at one matter on a day of the season, 0-based.
type Drifted struct {
	CrewID  string  `json:"crewId"`
	ItemID  string  `json:"itemId"`
	Day     int     `json:"day"`
	From    float64 `json:"from"` // faults a stop
	To      float64 `json:"to"`
	Honesty float64 `json:"honesty"` // share of the faults that it puts down
	// Warned and Voiced tell whether a warning of the drift and a complaint about its matter came after it began, or the warning
	// before it and stood. They come after so many stops of the drift.
	Warned      bool `json:"warned"`
	Voiced      bool `json:"voiced"`
	WarnedAfter int  `json:"warnedAfter,omitempty"`
	VoicedAfter int  `json:"voicedAfter,omitempty"`
	// Lead is the stops of the crew between the warning and the complaint; negative when the complaint was first.
	Lead int `json:"lead,omitempty"`
}

// inTime tells whether the warning was of use: it came, and no complaint within two stops after it.
func (d *Drifted) inTime() bool { return d.Warned && (!d.Voiced || d.Lead >= leadStops) }

// judgeWarnings reads the warnings of a depot and lays the truth beside them.
func (w *world) judgeWarnings(ctx context.Context, d *depot) (Warned, error) {
	out := Warned{Drifts: []Drifted{}, FalseItems: map[string]int{}, Others: map[string]int{}}
	all, err := w.warnings(ctx, d)
	if err != nil {
		return out, err
	}
	for _, c := range d.crews {
		out.Days += len(w.history[c])
		if c.truth.drift != nil && c.truth.drift.day < w.opts.Days {
			out.Drifts = append(out.Drifts, w.drifted(c, all))
		}
	}
	for i := range all {
		k := &all[i]
		if k.Kind != models.WarnItemDrift {
			out.Others[k.Kind]++
			continue
		}
		out.Raised++
		switch c := w.crewOf(d, k.CrewID); {
		case w.ofDrift(c, k):
			out.Drift++
		case w.badAt(d, c, k.ItemID):
			out.Bad++
		default:
			out.False++
			out.FalseItems[k.ItemID]++
		}
	}
	return out, nil
}

// warnings are all of a depot, in the order they were raised.
func (w *world) warnings(ctx context.Context, d *depot) ([]models.Warning, error) {
	var all []models.Warning
	q := models.ListQuery{Equal: map[string]string{"depotId": d.id}, Limit: 200}
	for {
		page, err := w.desks.svc.ListWarnings(ctx, asManager, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == nil {
			break
		}
		q.After = *page.Next
	}
	slices.SortFunc(all, func(x, y models.Warning) int {
		return cmp.Or(x.RaisedAt.Compare(y.RaisedAt.Time), cmp.Compare(x.ID, y.ID))
	})
	return all, nil
}

func (w *world) crewOf(d *depot, id string) *crew {
	i := slices.IndexFunc(d.crews, func(c *crew) bool { return c.id == id })
	return d.crews[i]
}

// ofDrift tells whether a warning is about the drift of its crew: raised after it began.
func (w *world) ofDrift(c *crew, k *models.Warning) bool {
	dr := c.truth.drift
	return dr != nil && matters[dr.matter].item == k.ItemID && !k.RaisedAt.Before(w.clock(w.date(dr.day), 0, 0))
}

// badAt tells whether a crew was bad at an item all along.
func (w *world) badAt(d *depot, c *crew, item string) bool {
	var rates []float64
	for _, x := range d.crews {
		rates = append(rates, x.wrongAt(item, w.opts.StopsPerRun))
	}
	own := c.wrongAt(item, w.opts.StopsPerRun)
	return own > 0 && own >= badTimes*median(rates)
}

// wrongAt is how often the truth has an item or a flag wrong at a crew before any drift; 0 for what goes wrong by chance alone.
func (c *crew) wrongAt(item string, stops int) float64 {
	t := &c.truth
	hidden := (1 - t.honesty)
	switch item {
	case "flag." + models.FlagTooFast:
		return hasty * hidden
	case "flag." + models.FlagClockSkew:
		wrong := 0.0
		for _, p := range []*person{&c.driver, &c.porter[0], &c.porter[1]} {
			if p.skew.Abs() > 2*time.Minute {
				wrong++
			}
		}
		return wrong / 3
	case "close.bottles-in": // bottles that were left and claimed are missing in the evening
		i := slices.IndexFunc(matters, func(m matter) bool { return m.item == "bottles.taken" })
		return depotCount * (1 - math.Pow(1-t.rates[i]*hidden*matters[i].feigned, float64(stops)))
	case "close.receipts", "close.damaged-in": // a check that is never handed in leaves no receipt, and swaps that do not add up
		return 1 - math.Pow(1-t.skips, float64(stops))
	}
	for i, m := range matters {
		if m.item == item {
			return t.rates[i]
		}
	}
	return 0
}

// drifted is what came of one drift.
func (w *world) drifted(c *crew, all []models.Warning) Drifted {
	dr := c.truth.drift
	m := &matters[dr.matter]
	out := Drifted{
		CrewID: c.id, ItemID: m.item, Day: dr.day, From: round4(c.truth.rate(dr.matter, dr.day-1)), To: round4(c.truth.rate(dr.matter, dr.day)),
		Honesty: round4(c.truth.honesty),
	}
	begun := w.clock(w.date(dr.day), 0, 0)
	var warned, voiced time.Time
	for i := range all {
		k := &all[i]
		if k.Kind == models.WarnItemDrift && k.CrewID == c.id && k.ItemID == m.item && standsAt(k, begun) {
			warned, out.Warned = k.RaisedAt.Time, true
			break
		}
	}
	for _, x := range w.desk.lives {
		if x.shift.crew == c && x.matter.category == m.category && x.shift.day >= dr.day {
			voiced, out.Voiced = x.stored.FiledAt.Time, true
			break
		}
	}
	if out.Warned {
		out.WarnedAfter = w.stopsBetween(c, begun, warned)
	}
	if out.Voiced {
		out.VoicedAfter = w.stopsBetween(c, begun, voiced)
	}
	if out.Warned && out.Voiced {
		out.Lead = w.stopsBetween(c, warned, voiced) - w.stopsBetween(c, voiced, warned)
		if out.Lead == 0 && voiced.Before(warned) {
			out.Lead = -1
		}
	}
	return out
}

// standsAt tells whether a warning was raised after a time, or before it and had not ended by then.
func standsAt(k *models.Warning, at time.Time) bool {
	if !k.RaisedAt.Before(at) {
		return true
	}
	i := slices.IndexFunc(k.Events, func(e models.WarningEvent) bool { return e.Type == models.WarningLapsed })
	return i < 0 || k.Events[i].At.After(at)
}

// stopsBetween counts the stops that a crew began after one time and before another.
func (w *world) stopsBetween(c *crew, from, to time.Time) int {
	n := 0
	for _, x := range w.history[c] {
		for _, st := range x.shift.stops {
			if st.arrived.After(from) && st.arrived.Before(to) {
				n++
			}
		}
	}
	return n
}

// add puts the warnings of depots together.
func (x *Warned) add(o Warned) {
	x.Drifts = append(x.Drifts, o.Drifts...)
	x.Raised += o.Raised
	x.Drift += o.Drift
	x.Bad += o.Bad
	x.False += o.False
	x.Days += o.Days
	for k, n := range o.FalseItems {
		x.FalseItems[k] += n
	}
	for k, n := range o.Others {
		x.Others[k] += n
	}
}
