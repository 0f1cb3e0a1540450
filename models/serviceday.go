package models

import (
	"cmp"
	"context"
	"slices"

	"crewcheck/checklists"
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
	// Before, During and After count the faults by when they were found: before the trip, at the crew's work, by the venue.
	Before int `json:"before"`
	During int `json:"during"`
	After  int `json:"after"`
	// Said are those of During that the crew said itself; the rest was found by grading what it entered.
	Said int `json:"said"`
	// Ratings counts those of the whole stop, RatingSum adds them up (1 star = 0, 5 stars = 100), Below those under 5 stars;
	// RatedItems are the answers given at the stops that were rated so, RatedFails those in which the crew said itself that it was not
	// done. RatedBy counts the records that rate a stop or a quality.
	Ratings    int `json:"ratings"`
	RatingSum  int `json:"ratingSum"`
	Below      int `json:"below"`
	RatedBy    int `json:"ratedBy"`
	RatedItems int `json:"ratedItems"`
	RatedFails int `json:"ratedFails"`
	// SwapsAsked counts bottles and cartons to be swapped, SwapsGiven those swapped on the spot within the front line's limit,
	// SwapsShort the answers in which some were not.
	SwapsAsked int `json:"swapsAsked"`
	SwapsGiven int `json:"swapsGiven"`
	SwapsShort int `json:"swapsShort"`
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
	// Marks counts the ratings of this quality, Sum adds them up (0–100 each); Items are the crew's own answers at the stops that
	// were rated so, Fails those in which it said itself that it was not done.
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
	Said     bool   `json:"said,omitempty"` // the crew said so itself
	// Uncovered: no item of the standard answers for the category. Rated are the codes of the qualities that were rated.
	Uncovered bool     `json:"uncovered,omitempty"`
	Rated     []string `json:"rated,omitempty"`
	StopID    string   `json:"stopId,omitempty"`
	VenueID   string   `json:"venueId,omitempty"`
	CrewID    string   `json:"crewId,omitempty"`
}

func worseCase(x, y serviceCase) int {
	return cmp.Or(
		cmp.Compare(x.Kind, y.Kind), cmp.Compare(y.Grave, x.Grave), cmp.Compare(y.Date, x.Date),
		cmp.Compare(x.ID, y.ID), cmp.Compare(x.ItemID, y.ItemID), cmp.Compare(x.When, y.When),
	)
}

// caseOf are the numbers of reports that a case stands behind, a bit each.
type caseOf uint16

// The numbers that cases are kept for.
const (
	ofFaults caseOf = 1 << iota // whatever failed, also what nobody answered
	ofBefore
	ofDuring
	ofSaid   // of the during: by the crew's own word
	ofGraded // of the during: by the grade alone
	ofAfter
	ofConduct
	ofComplaints
	ofUncovered
	ofRatings
	ofBelow   // stops rated under five stars
	ofEmpathy // ratings of empathy
	ofVoices  // ratings of any quality
	ofLate
	ofSwaps
	caseNumbers = iota
)

// numbers are those that the case stands behind.
func (c *serviceCase) numbers() caseOf {
	of := map[string]caseOf{caseFault: ofFaults, caseComplaint: ofComplaints, caseRating: ofRatings, caseLate: ofLate, caseSwap: ofSwaps}[c.Kind]
	when := func(yes bool, n caseOf) {
		if yes {
			of |= n
		}
	}
	when(c.When == checklists.PhaseBefore, ofBefore)
	when(c.When == checklists.PhaseDuring, ofDuring)
	when(c.When == checklists.PhaseDuring && c.Said, ofSaid)
	when(c.When == checklists.PhaseDuring && !c.Said, ofGraded)
	when(c.When == checklists.PhaseAfter, ofAfter)
	when(c.Kind == caseFault && isConduct(c.ItemID), ofConduct)
	when(c.Uncovered, ofUncovered)
	when(c.Kind == caseRating && c.Grave > 0, ofBelow)
	when(len(c.Rated) > 0, ofVoices)
	when(slices.Contains(c.Rated, "EMP"), ofEmpathy)
	return of
}

// showCases is how many cases are kept and shown of each number.
const showCases = 20

// caseKeeper lets pass what is among the gravest n of a number, asked in order of gravity. What it lets pass of parts, merged and
// asked again, is what it lets pass of the whole: the gravest of the whole are among the gravest of their parts.
type caseKeeper struct {
	n     int
	had   [caseNumbers]int
	items map[string]int // also the gravest n of each item; nil: not
}

func (k *caseKeeper) keeps(c *serviceCase) bool {
	keep, of := false, c.numbers()
	for i := range k.had {
		if of&(1<<i) != 0 {
			k.had[i]++
			keep = keep || k.had[i] <= k.n
		}
	}
	if k.items != nil && c.Kind == caseFault {
		k.items[c.ItemID]++
		keep = keep || k.items[c.ItemID] <= k.n
	}
	return keep
}

// worstCases keeps the gravest n of each number, and where byItem is set of each item.
func worstCases(all []serviceCase, n int, byItem bool) []serviceCase {
	slices.SortFunc(all, worseCase)
	out, keeper := []serviceCase{}, caseKeeper{n: n}
	if byItem {
		keeper.items = map[string]int{}
	}
	for i := range all {
		if keeper.keeps(&all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}

// worseOf merges cases that worstCases has put in order, and keeps the gravest n of each number.
func worseOf(a, b []serviceCase, n int) []serviceCase {
	out, keeper := make([]serviceCase, 0, len(a)+len(b)), caseKeeper{n: n}
	for len(a)+len(b) > 0 {
		from := &a
		if len(a) == 0 || len(b) > 0 && worseCase(b[0], a[0]) < 0 {
			from = &b
		}
		if c := &(*from)[0]; keeper.keeps(c) {
			out = append(out, *c)
		}
		*from = (*from)[1:]
	}
	return out
}

// add adds o, whose cases are in order; cases beyond showCases of every number they stand behind are dropped.
func (f *serviceFigures) add(o *serviceFigures) {
	for _, x := range []struct{ sum, of *int }{
		{&f.Stops, &o.Stops},
		{&f.Windows, &o.Windows},
		{&f.OnTime, &o.OnTime},
		{&f.Before, &o.Before},
		{&f.During, &o.During},
		{&f.Said, &o.Said},
		{&f.After, &o.After},
		{&f.Ratings, &o.Ratings},
		{&f.RatingSum, &o.RatingSum},
		{&f.Below, &o.Below},
		{&f.RatedBy, &o.RatedBy},
		{&f.RatedItems, &o.RatedItems},
		{&f.RatedFails, &o.RatedFails},
		{&f.SwapsAsked, &o.SwapsAsked},
		{&f.SwapsGiven, &o.SwapsGiven},
		{&f.SwapsShort, &o.SwapsShort},
	} {
		*x.sum += *x.of
	}
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
