package models

import (
	"context"
	"fmt"
	"slices"
)

const (
	// venueStops is how many of a venue's latest stops are looked at.
	venueStops = 30
	// bottleWindow is the days in which a balance grows, bottleLeast the bottles that are worth a word, and bottleShare
	// the share of the largest delivery in those days: by one delivery a balance goes up and down all the time.
	bottleWindow = 28
	bottleLeast  = 24
	bottleShare  = 1.5
)

// venueWarnings are the kinds that the stops of a venue are looked at for.
var venueWarnings = []string{WarnLateTwice, WarnVehicleFull, WarnBottles}

// watchVenue works out the warnings of a venue from how its stops went, and its watch list.
func (s *Service) watchVenue(ctx context.Context, depotID, venueID string) error {
	of := map[string]any{"depotId": depotID, "venueId": venueID}
	page, err := s.store.stopFigures.List(ctx, Filter{Equal: of, Limit: venueStops})
	if err != nil {
		return err
	}
	stops := page.Items
	slices.Reverse(stops)
	have, err := s.warned(ctx, of, decidedOfVenue, func(w *Warning) string {
		if slices.Contains(venueWarnings, w.Kind) {
			return slotOf(w.Kind, w.DepotID, w.VenueID)
		}
		return ""
	})
	if err != nil {
		return err
	}
	x := venueCase{depotID: depotID, venueID: venueID, stops: stops, have: have}
	if len(stops) > 0 {
		last := stops[len(stops)-1].Date
		window := DateRange{last.AddDays(1 - bottleWindow), last}
		if err := s.store.bottleStops.All(ctx, window.filter(of), func(b *bottleStop) error {
			x.bottles = append(x.bottles, *b)
			return nil
		}); err != nil {
			return err
		}
	}
	if err := s.recomputeWatchList(ctx, depotID, venueID); err != nil {
		return err
	}
	return s.settleAll(ctx, have, x.findings())
}

// venueCase is what the warnings of a venue are worked out from: its latest stops, and what those of the last
// bottleWindow days did to its bottles, the oldest first.
type venueCase struct {
	depotID, venueID string
	stops            []stopFigures
	bottles          []bottleStop
	have             *warnedOf
}

// findings works the warnings out; it is pure.
func (x *venueCase) findings() []finding {
	var out []finding
	for _, f := range []*finding{x.lateTwice(), x.vehicleFull(), x.bottlesGrowing()} {
		if f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// run is how the latest stops end: those that asks is true of, as far back as bad is true of every one.
func (x *venueCase) run(kind string, asks, bad func(*stopFigures) bool) []stopFigures {
	after := x.have.after(slotOf(kind, x.depotID, x.venueID))
	var out []stopFigures
	for i := len(x.stops) - 1; i >= 0; i-- {
		st := &x.stops[i]
		switch {
		case !st.At.After(after.Time):
			return out
		case !asks(st):
		case !bad(st):
			return out
		default:
			out = append([]stopFigures{*st}, out...)
		}
	}
	return out
}

// ofRun begins a finding about a run of stops.
func (x *venueCase) ofRun(kind string, run []stopFigures) *finding {
	first, last := &run[0], &run[len(run)-1]
	f := &finding{
		slot: slotOf(kind, x.depotID, x.venueID), anchor: first.ID, kind: kind, depotID: x.depotID, venueID: x.venueID, crewID: last.CrewID,
		owner: Supervisor, through: last.At,
		figures: WarningFigures{N: len(run), Unit: "stops", From: first.Date, To: last.Date, Observed: float64(len(run))},
	}
	for _, st := range run {
		f.evidence = append(f.evidence, Evidence{"stop", st.ID, st.Date})
	}
	return f
}

func (x *venueCase) lateTwice() *finding {
	run := x.run(WarnLateTwice, func(st *stopFigures) bool { return st.Windowed }, func(st *stopFigures) bool { return st.LateMin > 0 })
	if len(run) < 2 {
		return nil
	}
	f := x.ofRun(WarnLateTwice, run)
	by := run[len(run)-1].LateMin
	f.reason = Text{
		ZhCN: fmt.Sprintf("这家店连着 %d 次晚到,最近一次晚 %d 分钟", len(run), by),
		En:   fmt.Sprintf("late at this venue %d times in a row, by %d minutes the last time", len(run), by),
	}
	f.suggest = Suggestion{ActPlan, Text{ZhCN: "看看这趟的顺序和时间窗,给店家打个电话", En: "Look at the order of the run and at the window, and call the venue"}}
	return f
}

func (x *venueCase) vehicleFull() *finding {
	run := x.run(WarnVehicleFull, func(st *stopFigures) bool { return st.Counted }, func(st *stopFigures) bool { return st.VehicleFull > 0 })
	if len(run) < 2 {
		return nil
	}
	f := x.ofRun(WarnVehicleFull, run)
	left := run[len(run)-1].VehicleFull
	f.reason = Text{
		ZhCN: fmt.Sprintf("连着 %d 次因为车满没把空瓶带走,最近一次留下 %d 个", len(run), left),
		En:   fmt.Sprintf("empties left %d times in a row since the vehicle was full, %d bottles the last time", len(run), left),
	}
	f.suggest = Suggestion{ActPlan, Text{ZhCN: "下一趟给这家店留出回瓶的位置,或者换大车、加一趟", En: "Keep room for this venue's empties on the next run, or send a bigger vehicle or one more"}}
	return f
}

// growth is what became of the bottles of one type at a venue.
type growth struct {
	net, delivered, largest int
	halves                  [2]int // of the stops, in their order
	first                   string // stop
}

// bottlesGrowing finds the type whose balance grew most: by more than one delivery and a half, in both halves of the
// stops, and by bottles that are worth a word.
func (x *venueCase) bottlesGrowing() *finding {
	slot := slotOf(WarnBottles, x.depotID, x.venueID)
	after := DateOf(x.have.after(slot).Time)
	bottles := slices.DeleteFunc(slices.Clone(x.bottles), func(b bottleStop) bool { return b.Date <= after || len(b.Types) == 0 })
	if len(bottles) < 4 {
		return nil
	}
	byType := map[string]growth{}
	for i, b := range bottles {
		for _, t := range b.Types {
			g := byType[t.Type]
			if g.first == "" {
				g.first = b.ID
			}
			g.net, g.delivered, g.largest = g.net+t.Delivered-t.Taken, g.delivered+t.Delivered, max(g.largest, t.Delivered)
			g.halves[2*i/len(bottles)] += t.Delivered - t.Taken
			byType[t.Type] = g
		}
	}
	kind, worst := "", growth{}
	for t, g := range byType {
		grows := g.halves[0] > 0 && g.halves[1] > 0 && g.net >= bottleLeast && float64(g.net) >= bottleShare*float64(g.largest)
		if grows && (g.net > worst.net || g.net == worst.net && t < kind) {
			kind, worst = t, g
		}
	}
	if kind == "" {
		return nil
	}
	last := bottles[len(bottles)-1]
	expected := 0.0
	f := &finding{
		slot: slot, anchor: worst.first, kind: WarnBottles, depotID: x.depotID, venueID: x.venueID, owner: Supervisor, through: At(last.Date.Time()),
		figures: WarningFigures{N: worst.delivered, Unit: "bottles", From: bottles[0].Date, To: last.Date, Observed: float64(worst.net), Expected: &expected},
	}
	if len(x.stops) > 0 {
		f.crewID = x.stops[len(x.stops)-1].CrewID
	}
	for _, b := range bottles {
		f.evidence = append(f.evidence, Evidence{"stop", b.ID, b.Date})
	}
	days := daysOf(f.figures.From, f.figures.To)
	f.reason = Text{
		ZhCN: fmt.Sprintf("%d 天里 %d 站,送来 %s %d 个,多出 %d 个空瓶没带走,还在涨", days, len(bottles), kind, worst.delivered, worst.net),
		En:   fmt.Sprintf("%d bottles %s came in %d stops of %d days and %d more were left than taken; it grows", worst.delivered, kind, len(bottles), days, worst.net),
	}
	f.suggest = Suggestion{ActPlan, Text{ZhCN: "和店家约一天专门收瓶,再对一次瓶账", En: "Agree on a day to fetch them, and count together with the venue"}}
	return f
}
