package models

import (
	"cmp"
	"context"
	"slices"
)

// Scopes of a service day: one crew's, one venue's with one crew, and the whole depot's.
const (
	scopeCrew  = "crew"
	scopeVenue = "venue"
	scopeDepot = "depot"
)

// serviceDay is what reports are made of: what a day says of the service beside the score. It is worked out from the same
// sources as the crew day; the depot's is the sum of its crews'. id follows from scope, crew or depot, venue and date.
type serviceDay struct {
	Meta
	DepotID string         `json:"depotId"`
	Scope   string         `json:"scope"`
	CrewID  string         `json:"crewId,omitempty"`
	VenueID string         `json:"venueId,omitempty"`
	Date    Date           `json:"date"`
	Figures serviceFigures `json:"figures"`
}

// serviceFigures are counts; those of several days add up, in any order, to the same.
type serviceFigures struct {
	Stops   int `json:"stops"` // delivered
	Windows int `json:"windows"`
	OnTime  int `json:"onTime"`
	// Before, During and After count the faults by when they were found: before the trip, by the crew at work, by the venue.
	Before int `json:"before"`
	During int `json:"during"`
	After  int `json:"after"`
	// Ratings counts those of the whole stop, RatingSum adds them up (1 star = 0, 5 stars = 100); RatedItems and RatedFails are
	// the answers given at the stops that were rated so.
	Ratings    int `json:"ratings"`
	RatingSum  int `json:"ratingSum"`
	RatedItems int `json:"ratedItems"`
	RatedFails int `json:"ratedFails"`
	// SwapsAsked counts bottles and cartons to be swapped, SwapsGiven those swapped on the spot within the front line's limit.
	SwapsAsked int `json:"swapsAsked"`
	SwapsGiven int `json:"swapsGiven"`
	// Items counts answers by item, Dimensions what speaks of each quality, Categories the complaints that are tied to the day.
	Items      []ItemCounts     `json:"items"`
	Dimensions []dimensionTally `json:"dimensions"`
	Categories []ItemCount      `json:"categories"` // itemId is the category
	Cases      []serviceCase    `json:"cases"`
}

// dimensionTally is what speaks of one quality dimension.
type dimensionTally struct {
	Dimension string `json:"dimension"`
	// Voices is how much venues spoke of it, in wholeVoice parts: whoever says something is one voice.
	Voices int `json:"voices"`
	// Marks counts the ratings of this quality, Sum adds them up (0–100 each); Items and Fails are the crew's own answers at
	// the stops that were rated so.
	Marks int `json:"marks"`
	Sum   int `json:"sum"`
	Items int `json:"items"`
	Fails int `json:"fails"`
}

// wholeVoice is one voice: it can be shared among one to five qualities without a rest.
const wholeVoice = 60

// Kinds of cases.
const (
	caseFault     = "fault"
	caseComplaint = "complaint"
	caseRating    = "rating"
	caseLate      = "late"
	caseSwap      = "swap"
)

// serviceCase is a record behind a number.
type serviceCase struct {
	Kind string `json:"kind"`
	// Grave orders cases of a kind, the gravest first.
	Grave    int    `json:"grave"`
	Date     Date   `json:"date"`
	ID       string `json:"id"` // of the check, complaint, feedback or stop
	ItemID   string `json:"itemId,omitempty"`
	Category string `json:"category,omitempty"`
	When     string `json:"when,omitempty"` // before, during, after
	StopID   string `json:"stopId,omitempty"`
	VenueID  string `json:"venueId,omitempty"`
	CrewID   string `json:"crewId,omitempty"`
}

func worseCase(x, y serviceCase) int {
	return cmp.Or(
		cmp.Compare(x.Kind, y.Kind), cmp.Compare(y.Grave, x.Grave), cmp.Compare(y.Date, x.Date),
		cmp.Compare(x.ID, y.ID), cmp.Compare(x.ItemID, y.ItemID), cmp.Compare(x.When, y.When),
	)
}

// How many cases of each kind are kept of a day, and shown of a window.
const (
	dayCases  = 5
	showCases = 20
)

// worstCases keeps the gravest n of each kind.
func worstCases(all []serviceCase, n int) []serviceCase {
	slices.SortFunc(all, worseCase)
	out, kind, had := []serviceCase{}, "", 0
	for _, c := range all {
		if c.Kind != kind {
			kind, had = c.Kind, 0
		}
		if had++; had <= n {
			out = append(out, c)
		}
	}
	return out
}

// worseOf merges cases that worstCases has put in order, and keeps the gravest n of each kind.
func worseOf(a, b []serviceCase, n int) []serviceCase {
	if len(b) == 0 {
		return a
	}
	out := make([]serviceCase, 0, len(a)+len(b))
	had := 0
	for len(a)+len(b) > 0 {
		from := &a
		if len(a) == 0 || len(b) > 0 && worseCase(b[0], a[0]) < 0 {
			from = &b
		}
		c := &(*from)[0]
		*from = (*from)[1:]
		if len(out) > 0 && out[len(out)-1].Kind == c.Kind {
			had++
		} else {
			had = 1
		}
		if had <= n {
			out = append(out, *c)
		}
	}
	return out
}

// add adds o, whose cases are in order; cases beyond showCases of a kind are dropped.
func (f *serviceFigures) add(o *serviceFigures) {
	f.Stops += o.Stops
	f.Windows += o.Windows
	f.OnTime += o.OnTime
	f.Before += o.Before
	f.During += o.During
	f.After += o.After
	f.Ratings += o.Ratings
	f.RatingSum += o.RatingSum
	f.RatedItems += o.RatedItems
	f.RatedFails += o.RatedFails
	f.SwapsAsked += o.SwapsAsked
	f.SwapsGiven += o.SwapsGiven
	for _, c := range o.Items {
		f.item(c.ItemID, c.N, c.Fails)
	}
	for _, d := range o.Dimensions {
		x := f.dimension(d.Dimension)
		x.Voices, x.Marks, x.Sum, x.Items, x.Fails = x.Voices+d.Voices, x.Marks+d.Marks, x.Sum+d.Sum, x.Items+d.Items, x.Fails+d.Fails
	}
	for _, c := range o.Categories {
		f.category(c.ItemID, c.N)
	}
	f.Cases = worseOf(f.Cases, o.Cases, showCases)
}

// item counts answers of an item; the items stay in order.
func (f *serviceFigures) item(id string, n, fails int) {
	i, found := slices.BinarySearchFunc(f.Items, id, func(c ItemCounts, id string) int { return cmp.Compare(c.ItemID, id) })
	if !found {
		f.Items = slices.Insert(f.Items, i, ItemCounts{ItemID: id})
	}
	f.Items[i].N += n
	f.Items[i].Fails += fails
}

func (f *serviceFigures) dimension(code string) *dimensionTally {
	i, found := slices.BinarySearchFunc(f.Dimensions, code, func(d dimensionTally, code string) int { return cmp.Compare(d.Dimension, code) })
	if !found {
		f.Dimensions = slices.Insert(f.Dimensions, i, dimensionTally{Dimension: code})
	}
	return &f.Dimensions[i]
}

func (f *serviceFigures) category(code string, n int) {
	i, found := slices.BinarySearchFunc(f.Categories, code, func(c ItemCount, code string) int { return cmp.Compare(c.ItemID, code) })
	if !found {
		f.Categories = slices.Insert(f.Categories, i, ItemCount{ItemID: code})
	}
	f.Categories[i].N += n
}

// recomputeService stores what a crew's day says of the service: the crew's, each venue's, and the depot's sum.
func (s *Service) recomputeService(ctx context.Context, d day, src *daySources) error {
	crew, venues := newDayWork(src).service()
	next := map[string]*serviceDay{}
	if len(src.runs) > 0 {
		next[namedID("serviceDay", d.CrewID, string(d.Date))] = &serviceDay{DepotID: d.DepotID, Scope: scopeCrew, CrewID: d.CrewID, Date: d.Date, Figures: *crew}
	}
	for id, f := range venues {
		next[namedID("serviceDay", d.CrewID, string(d.Date), id)] = &serviceDay{DepotID: d.DepotID, Scope: scopeVenue, CrewID: d.CrewID, VenueID: id, Date: d.Date, Figures: *f}
	}
	for _, scope := range []string{scopeCrew, scopeVenue} {
		of := Filter{Equal: map[string]any{"depotId": d.DepotID, "scope": scope, "crewId": d.CrewID}, From: string(d.Date), To: string(d.Date.AddDays(1))}
		if err := s.store.serviceDays.All(ctx, of, func(x *serviceDay) error {
			if next[x.ID] != nil {
				return nil
			}
			return s.store.serviceDays.Delete(ctx, x.ID)
		}); err != nil {
			return err
		}
	}
	for id, x := range next {
		if err := s.putServiceDay(ctx, id, *x); err != nil {
			return err
		}
	}
	return s.recomputeDepotService(ctx, d.DepotID, d.Date)
}

// recomputeDepotService adds up the service days of a depot's crews.
func (s *Service) recomputeDepotService(ctx context.Context, depotID string, date Date) error {
	sum, crews := newServiceFigures(), 0
	of := Filter{Equal: map[string]any{"depotId": depotID, "scope": scopeCrew}, From: string(date), To: string(date.AddDays(1))}
	if err := s.store.serviceDays.All(ctx, of, func(x *serviceDay) error { crews++; sum.add(&x.Figures); return nil }); err != nil {
		return err
	}
	id := namedID("serviceDay", "depot", depotID, string(date))
	if crews == 0 {
		return s.store.serviceDays.Delete(ctx, id)
	}
	return s.putServiceDay(ctx, id, serviceDay{DepotID: depotID, Scope: scopeDepot, Date: date, Figures: *sum})
}

// putServiceDay stores a day if it came out different.
func (s *Service) putServiceDay(ctx context.Context, id string, next serviceDay) error {
	_, err := s.store.serviceDays.Upsert(ctx, id, func(x *serviceDay) error {
		if next.Meta = x.Meta; x.Version > 0 && contentHash(x) == contentHash(next) {
			return errKeep
		}
		*x = next
		return nil
	})
	return err
}

func newServiceFigures() *serviceFigures {
	return &serviceFigures{Items: []ItemCounts{}, Dimensions: []dimensionTally{}, Categories: []ItemCount{}, Cases: []serviceCase{}}
}
