package models

import (
	"slices"
	"time"

	"crewcheck/checklists"
)

// serviceWork works out what one crew's day says of the service. It is pure.
type serviceWork struct {
	*dayWork
	crew   *serviceFigures
	venues map[string]*serviceFigures
}

// service is what the day says, of the crew and of each venue it was at.
func (w *dayWork) service() (*serviceFigures, map[string]*serviceFigures) {
	x := &serviceWork{dayWork: w, crew: newServiceFigures(), venues: map[string]*serviceFigures{}}
	for i := range w.runs {
		r := &w.runs[i]
		for j := range r.Stops {
			x.stop(&r.Stops[j])
		}
		x.answers(r.ID, nil)
	}
	for i := range w.complaints {
		x.complaint(&w.complaints[i])
	}
	for i := range w.feedback {
		x.rating(&w.feedback[i])
	}
	x.crew.Cases = worstCases(x.crew.Cases, showCases, true)
	for _, f := range x.venues {
		f.Cases = worstCases(f.Cases, showCases, false)
	}
	return x.crew, x.venues
}

// both hands the figures of the crew and of a venue, if one is named, to change.
func (x *serviceWork) both(venueID string, change func(*serviceFigures)) {
	change(x.crew)
	if venueID == "" {
		return
	}
	if x.venues[venueID] == nil {
		x.venues[venueID] = newServiceFigures()
	}
	change(x.venues[venueID])
}

func (x *serviceWork) stop(st *Stop) {
	at := workPlace{st.RunID, st.ID}
	if st.delivered(x.made[at]) {
		windowed, held := x.heldWindow(st)
		x.both(st.VenueID, func(f *serviceFigures) {
			f.Stops++
			if windowed {
				f.Windows++
			}
			if held {
				f.OnTime++
			}
			if windowed && !held {
				f.Cases = append(f.Cases, serviceCase{Kind: caseLate, Date: st.Date, ID: st.ID, StopID: st.ID, VenueID: st.VenueID, CrewID: st.CrewID})
			}
		})
	}
	x.answers(st.RunID, st)
	x.swaps(st, x.made[at])
}

// heldWindow tells whether a stop has a window that counts, and whether work began within it.
func (x *serviceWork) heldWindow(st *Stop) (windowed, held bool) {
	begun := x.begun(st)
	if st.Window == nil || begun == nil || x.exemption(st.RunID, st.ID, "conduct.on-time") != nil {
		return false, false
	}
	early := begun.Before(st.Window.From.Time.Add(-earlyMinutes * time.Minute))
	late := begun.After(st.Window.To.Time.Add(lateMinutes * time.Minute))
	return true, !early && !late
}

// answers counts the answers of a stop, or those of the run without one. A fault is found when somebody looked and it
// was not right: what nobody answered is no finding.
func (x *serviceWork) answers(runID string, st *Stop) {
	stopID, venueID := "", ""
	var rated Dimensions
	whole := false
	if st != nil {
		stopID, venueID = st.ID, st.VenueID
		rated, whole = x.ratedAt(st.ID)
	}
	for _, it := range x.counted(runID, stopID) {
		failed, silent, said := it.grade.Outcome == checklists.OutcomeFail, notAnswered(it.grade), it.said()
		x.both(venueID, func(f *serviceFigures) {
			fails := 0
			if failed {
				fails = 1
			}
			f.item(it.grade.ItemID, 1, fails)
			if failed {
				f.found(x.fault(&it, st))
			}
			if silent {
				return
			}
			own := 0
			if said {
				own = 1
			}
			if whole {
				f.RatedItems, f.RatedFails = f.RatedItems+1, f.RatedFails+own
			}
			if it.item != nil && rated.of(it.item.Dimension) > 0 {
				d := f.dimension(it.item.Dimension)
				d.Items, d.Fails = d.Items+1, d.Fails+own
			}
		})
	}
}

// saidBy are the reasons of a fail that repeat what the crew itself reported; all others come of grading what it entered.
var saidBy = []string{"answered-fail", "choice-fail", "refused-by-crew", "bottles-left-no-reason", "swap-left-no-reason"}

// said tells whether the crew said itself that the item was not done.
func (it *graded) said() bool {
	return it.grade.Outcome == checklists.OutcomeFail && slices.ContainsFunc(it.grade.Reasons, func(r checklists.Reason) bool { return slices.Contains(saidBy, r.Code) }) ||
		slices.ContainsFunc(it.check.Answers, func(a checklists.Answer) bool {
			return a.ItemID == it.grade.ItemID && a.MemberID == it.grade.MemberID && a.Result == checklists.Fail
		})
}

// fault is a failed answer as a case; what nobody answered was found by nobody.
func (x *serviceWork) fault(it *graded, st *Stop) serviceCase {
	c := serviceCase{Kind: caseFault, Grave: 1, Date: it.check.Date, ID: it.check.ID, ItemID: it.grade.ItemID, When: checklists.PhaseDuring, Said: it.said(), CrewID: it.check.CrewID}
	if it.critical {
		c.Grave = 2
	}
	if st != nil {
		c.StopID, c.VenueID = st.ID, st.VenueID
	} else if it.item != nil && it.item.Phase == checklists.PhaseBefore {
		c.When = checklists.PhaseBefore
	}
	if notAnswered(it.grade) {
		c.When = ""
	}
	return c
}

// found counts a fault by when it was found.
func (f *serviceFigures) found(c serviceCase) {
	switch c.When {
	case checklists.PhaseBefore:
		f.Before++
	case checklists.PhaseDuring:
		f.During++
		if c.Said {
			f.Said++
		}
	case checklists.PhaseAfter:
		f.After++
	}
	f.Cases = append(f.Cases, c)
}

// swaps counts what was to be swapped at a stop, and what was within the front line's limit; the last answer stands.
func (x *serviceWork) swaps(st *Stop, checks []*Check) {
	last := map[string]*checklists.Swap{}
	by := map[string]string{}
	for _, k := range checks {
		for _, a := range k.Answers {
			if a.Swap != nil {
				last[a.ItemID], by[a.ItemID] = a.Swap, k.ID
			}
		}
	}
	for itemID, sw := range last {
		given := min(sw.Swapped, sw.Reported)
		if limit := x.swapLimit(itemID); limit > 0 {
			given = min(given, limit)
		}
		x.both(st.VenueID, func(f *serviceFigures) {
			f.SwapsAsked += sw.Reported
			f.SwapsGiven += given
			if left := sw.Reported - given; left > 0 {
				f.SwapsShort++
				f.Cases = append(f.Cases, serviceCase{Kind: caseSwap, Grave: left, Date: st.Date, ID: by[itemID], ItemID: itemID, StopID: st.ID, VenueID: st.VenueID, CrewID: st.CrewID})
			}
		})
	}
}

// swapLimit is what may be swapped of an item at one stop without asking: the limit of the complaint that speaks of it.
func (x *serviceWork) swapLimit(itemID string) int {
	limit := 0
	for i := range x.standards.Categories {
		c := &x.standards.Categories[i]
		if slices.Contains(c.Contradicts, itemID) {
			limit = max(limit, c.FrontLine.SwapBottles, c.FrontLine.SwapCartons)
		}
	}
	return limit
}

var gravities = map[string]int{checklists.SeverityMinor: 1, checklists.SeverityMajor: 2, checklists.SeverityCritical: 3}

// complaint counts a complaint that is tied to the day: as a voice whatever the verdict, as a fault when it was upheld
// and is not all the venue's own, exempt or under appeal.
func (x *serviceWork) complaint(k *Complaint) {
	category := x.standards.Category(k.Category)
	if k.Link.State != Linked || category == nil {
		return
	}
	c := serviceCase{
		Kind: caseComplaint, Grave: gravities[k.Severity], Date: k.Link.Date, ID: k.ID, Category: k.Category,
		StopID: k.Link.StopID, VenueID: k.VenueID, CrewID: k.Link.CrewID, Uncovered: len(category.Contradicts) == 0,
	}
	if k.Decision != nil && k.Decision.Verdict != Dismissed && k.Decision.Shares.Venue < 100 {
		if kind, _ := x.heldOff(k); kind == "" {
			c.When = checklists.PhaseAfter
		}
	}
	x.both(k.VenueID, func(f *serviceFigures) {
		f.category(k.Category, 1)
		f.dimension(category.Dimension).Voices += wholeVoice
		f.found(c)
	})
}

// rating counts what a venue said by the code of a receipt.
func (x *serviceWork) rating(v *Feedback) {
	c := serviceCase{Kind: caseRating, Date: v.Date, ID: v.ID, StopID: v.StopID, VenueID: v.VenueID, CrewID: v.CrewID}
	if v.Rating > 0 {
		c.Grave = 5 - v.Rating
	}
	for _, code := range dimensionCodes {
		if v.Dimensions != nil && v.Dimensions.of(code) > 0 {
			c.Rated = append(c.Rated, code)
		}
	}
	if v.Rating == 0 && len(c.Rated) == 0 {
		return
	}
	x.both(v.VenueID, func(f *serviceFigures) {
		f.RatedBy++
		f.Cases = append(f.Cases, c)
		if v.Rating > 0 {
			f.Ratings++
			f.RatingSum += 25 * (v.Rating - 1)
		}
		if c.Grave > 0 {
			f.Below++
		}
		for _, code := range c.Rated {
			d := f.dimension(code)
			d.Voices += wholeVoice / len(c.Rated)
			d.Marks++
			d.Sum += 25 * (v.Dimensions.of(code) - 1)
		}
	})
}

// ratedAt tells which qualities venues rated at a stop, and whether the stop as a whole.
func (x *serviceWork) ratedAt(stopID string) (of Dimensions, whole bool) {
	for i := range x.feedback {
		v := &x.feedback[i]
		if v.StopID != stopID {
			continue
		}
		whole = whole || v.Rating > 0
		if d := v.Dimensions; d != nil {
			of.Tangibles, of.Reliability, of.Responsiveness = max(of.Tangibles, d.Tangibles), max(of.Reliability, d.Reliability), max(of.Responsiveness, d.Responsiveness)
			of.Assurance, of.Empathy = max(of.Assurance, d.Assurance), max(of.Empathy, d.Empathy)
		}
	}
	return of, whole
}

// dimensionCodes are the five qualities, by code.
var dimensionCodes = []string{"ASS", "EMP", "REL", "RES", "TAN"}

// of is the rating of one quality, 1–5; 0 = not given.
func (d *Dimensions) of(code string) int {
	switch code {
	case "TAN":
		return d.Tangibles
	case "REL":
		return d.Reliability
	case "RES":
		return d.Responsiveness
	case "ASS":
		return d.Assurance
	case "EMP":
		return d.Empathy
	}
	return 0
}
