package models

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"

	"crewcheck/checklists"
)

// ReportQuery says what a report is about: a depot, or one crew or venue of it, over a window.
type ReportQuery struct {
	DepotID, CrewID, VenueID string
	DateRange
}

// ReportHead says what a report is about and how much it rests on.
type ReportHead struct {
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId,omitempty"`
	VenueID string `json:"venueId,omitempty"`
	From    Date   `json:"from"`
	To      Date   `json:"to"`    // inclusive
	Stops   int    `json:"stops"` // delivered in the window
}

// Figure is one number of a report.
type Figure struct {
	Key string `json:"key"`
	// Value is null when there is nothing to measure.
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"` // percent, working-hours, ideas, points
	// Interval is that of a rate, 90 % (Wilson).
	Interval *Span `json:"interval,omitempty"`
	Sample
	Text Text `json:"text"`
	// Cases are the records behind it, the gravest or newest first, at most 20 of CasesTotal; More is the list of all of them, where
	// there is one that holds these and nothing else.
	Cases      []ReportCase `json:"cases"`
	CasesTotal int          `json:"casesTotal"`
	More       string       `json:"more,omitempty"`
	// Capped tells that only the newest records of the window were looked at.
	Capped bool `json:"capped,omitempty"`
}

// ReportCase names a record behind a number.
type ReportCase struct {
	Kind     string `json:"kind"` // check, complaint, feedback, stop, message, promise, idea, venue
	ID       string `json:"id"`
	ItemID   string `json:"itemId,omitempty"`
	Category string `json:"category,omitempty"`
	StopID   string `json:"stopId,omitempty"`
	CrewID   string `json:"crewId,omitempty"`
	VenueID  string `json:"venueId,omitempty"`
	Date     Date   `json:"date,omitempty"`
	Note     string `json:"note,omitempty"`
}

// Units of figures.
const (
	unitPercent = "percent"
	unitHours   = "working-hours"
)

// maxReportRecords bounds the complaints, messages, promises and ideas of a window that a report looks at one by one.
const maxReportRecords = 1_000

// reportReading is what a report is read from.
type reportReading struct {
	ReportHead
	depot *Depot
	days  []serviceDay // in order
	sum   *serviceFigures
	texts map[string]Text // of items
}

// readReport finds what a report is about, for those who supervise it, and reads its days. Errors: record.missing,
// parameter.invalid.
func (s *Service) readReport(ctx context.Context, c Caller, q ReportQuery) (*reportReading, error) {
	x := &reportReading{ReportHead: ReportHead{CrewID: q.CrewID, VenueID: q.VenueID}, sum: newServiceFigures()}
	if err := s.reportPlace(ctx, c, q, x); err != nil {
		return nil, err
	}
	window, _, err := s.window(ctx, x.DepotID, q.DateRange)
	if err != nil {
		return nil, err
	}
	x.From, x.To = window.From, window.To
	if x.depot, err = s.depot(ctx, x.DepotID); err != nil {
		return nil, err
	}
	if x.texts, err = s.itemTexts(ctx); err != nil {
		return nil, err
	}
	err = s.store.serviceDays.All(ctx, window.filter(x.scope()), func(d *serviceDay) error {
		if q.CrewID == "" || d.CrewID == q.CrewID {
			x.days = append(x.days, *d)
			x.sum.add(&d.Figures)
		}
		return nil
	})
	x.Stops = x.sum.Stops
	return x, err
}

// reportPlace finds the depot of a report. A crew or venue that is not of a depot of the caller's is not there.
func (s *Service) reportPlace(ctx context.Context, c Caller, q ReportQuery, x *reportReading) error {
	x.DepotID = q.DepotID
	place := func(field, depotID string, err error) error {
		if err == nil && (!c.Supervises(depotID) || x.DepotID != "" && x.DepotID != depotID) {
			err = E("record.missing", field)
		}
		x.DepotID = depotID
		return missing(err, field)
	}
	if q.CrewID != "" {
		crew, err := s.store.Crews.Get(ctx, q.CrewID)
		if err != nil {
			return missing(err, "crewId")
		}
		if err := place("crewId", crew.DepotID, nil); err != nil {
			return err
		}
	}
	if q.VenueID != "" {
		venue, err := s.store.Venues.Get(ctx, q.VenueID)
		if err != nil {
			return missing(err, "venueId")
		}
		if err := place("venueId", venue.DepotID, nil); err != nil {
			return err
		}
	}
	if x.DepotID == "" && len(c.DepotIDs) == 1 {
		x.DepotID = c.DepotIDs[0]
	}
	if x.DepotID == "" {
		return E("parameter.invalid", "depotId", needed)
	}
	if !c.Supervises(x.DepotID) {
		return E("record.missing", "depotId")
	}
	return nil
}

// scope selects the service days of the report.
func (x *reportReading) scope() map[string]any {
	switch {
	case x.VenueID != "":
		return map[string]any{"depotId": x.DepotID, "scope": scopeVenue, "venueId": x.VenueID}
	case x.CrewID != "":
		return map[string]any{"depotId": x.DepotID, "scope": scopeCrew, "crewId": x.CrewID}
	}
	return map[string]any{"depotId": x.DepotID, "scope": scopeDepot}
}

// records selects records of the window in a collection that is ordered by time; crew names its field of the crew, "" if
// it has none.
func (x *reportReading) records(crew string) Filter {
	f := Filter{Equal: map[string]any{"depotId": x.DepotID}, From: x.begins().String(), To: x.ends().String()}
	if x.VenueID != "" {
		f.Equal["venueId"] = x.VenueID
	}
	if x.CrewID != "" && crew != "" {
		f.Equal[crew] = x.CrewID
	}
	return f
}

func (x *reportReading) begins() Time { return x.depot.breaksAt(x.From.AddDays(-1)) }
func (x *reportReading) ends() Time   { return x.depot.breaksAt(x.To) }

// firstOf reads the newest records that f selects, at most maxReportRecords; capped tells that there are more.
func firstOf[T any, P interface {
	*T
	Document
}](ctx context.Context, from Collection[T, P], f Filter) (out []T, capped bool, err error) {
	f.Limit = 200
	for len(out) < maxReportRecords {
		page, err := from.List(ctx, f)
		if err != nil {
			return nil, false, err
		}
		out = append(out, page.Items...)
		if page.Next == nil {
			return out, false, nil
		}
		f.After = *page.Next
	}
	return out, true, nil
}

// rate is 100·part/n with its interval; with nothing to measure it has no value.
func rate(key string, part, n float64, of string) Figure {
	f := Figure{Key: key, Unit: unitPercent, Sample: Sample{int(math.Round(n)), of}, Cases: []ReportCase{}}
	if n <= 0 {
		return f
	}
	v := round4(100 * part / n)
	w := wilsonShare(min(1, max(0, part/n)), n)
	f.Value, f.Interval = &v, &Span{round4(100 * w.Low), round4(100 * w.High)}
	return f
}

// measured is a number that is no rate.
func measured(key, unit string, value float64, s Sample) Figure {
	f := Figure{Key: key, Unit: unit, Sample: s, Cases: []ReportCase{}}
	if s.N > 0 {
		v := round4(value)
		f.Value = &v
	}
	return f
}

// nothing is what a figure says that has no value.
var nothing = Text{ZhCN: "这段时间没有可量的", En: "nothing to measure in this window"}

// says sets the sentence of a figure, unless there is nothing to measure.
func (f Figure) says(t Text) Figure {
	f.Text = t
	if f.Value == nil {
		f.Text = nothing
	}
	return f
}

// showing adds the cases behind a figure, how many there are in all, and where they are listed. No number has no cases.
func (f Figure) showing(cases []ReportCase, total int, more string) Figure {
	if f.Value == nil {
		return f
	}
	f.Cases = append([]ReportCase{}, cases[:min(len(cases), showCases)]...)
	f.CasesTotal, f.More = max(total, len(cases)), more
	return f
}

// cases are those of the days behind a number, the gravest first.
func (x *reportReading) cases(of caseOf) []ReportCase {
	return reportCases(x.sum.Cases, func(c *serviceCase) bool { return c.numbers()&of != 0 })
}

func reportCases(all []serviceCase, keep func(*serviceCase) bool) []ReportCase {
	kinds := map[string]string{caseFault: "check", caseSwap: "check", caseComplaint: "complaint", caseRating: "feedback", caseLate: "stop"}
	out := []ReportCase{}
	for i := range all {
		if c := &all[i]; keep(c) {
			out = append(out, ReportCase{Kind: kinds[c.Kind], ID: c.ID, ItemID: c.ItemID, Category: c.Category, StopID: c.StopID, CrewID: c.CrewID, VenueID: c.VenueID, Date: c.Date})
		}
	}
	return out
}

// inTurn takes one of each kind in turn, so that a number made of several shows cases of all.
func inTurn(kinds ...[]ReportCase) []ReportCase {
	out := []ReportCase{}
	for i := 0; ; i++ {
		before := len(out)
		for _, k := range kinds {
			if i < len(k) {
				out = append(out, k[i])
			}
		}
		if len(out) == before {
			return out
		}
	}
}

// list is the address of a list with the report's place; crew names its parameter, "" if it takes none.
func (x *reportReading) list(path string, more ...string) string {
	q := url.Values{"depotId": {x.DepotID}, "from": {x.begins().String()}, "to": {x.ends().String()}}
	if x.CrewID != "" {
		q.Set("crewId", x.CrewID)
	}
	if x.VenueID != "" && path != "ideas" {
		q.Set("venueId", x.VenueID)
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "/api/v1/" + path + "?" + q.Encode()
}

// Prevention is by when the faults of a window were found; the aim is to find them earlier.
type Prevention struct {
	ReportHead
	// Found are the shares of all faults: before the trip, during (at the stop or at the day's close), after (by the venue: upheld
	// complaints). They add up to 100.
	Found []Figure `json:"found"`
	// During is what the middle one is made of: said by the crew itself, and found by grading what the crew entered (times, counts,
	// lots) while it said that all was well.
	During []Figure `json:"during"`
	// Moved is by how many points the share found before the venue did is larger in the second half of the window than in the
	// first.
	Moved Figure           `json:"moved"`
	Weeks []PreventionWeek `json:"weeks"`
}

// PreventionWeek is seven days of the window, the last of it ending with it.
type PreventionWeek struct {
	From   Date     `json:"from"`
	To     Date     `json:"to"`
	Faults int      `json:"faults"`
	Before *float64 `json:"before"` // percent of the faults; null where there were none
	During *float64 `json:"during"`
	After  *float64 `json:"after"`
}

// PreventionReport tells when faults are found. Errors: record.missing, parameter.invalid.
func (s *Service) PreventionReport(ctx context.Context, c Caller, q ReportQuery) (*Prevention, error) {
	x, err := s.readReport(ctx, c, q)
	if err != nil {
		return nil, err
	}
	out := &Prevention{ReportHead: x.ReportHead, Weeks: x.weeks()}
	n := x.sum.Before + x.sum.During + x.sum.After
	for _, p := range []struct {
		key    string
		found  int
		of     caseOf
		list   *[]Figure
		zh, en string
	}{
		{checklists.PhaseBefore, x.sum.Before, ofBefore, &out.Found, "出车前发现的", "found before the trip"},
		{checklists.PhaseDuring, x.sum.During, ofDuring, &out.Found, "送货中或收工时、店家开口之前发现的", "found at work, before the venue spoke"},
		{checklists.PhaseAfter, x.sum.After, ofAfter, &out.Found, "店家发现的", "found by the venue"},
		{"said", x.sum.Said, ofSaid, &out.During, "班组自己报的", "reported by the crew itself"},
		{"graded", x.sum.During - x.sum.Said, ofGraded, &out.During, "班组没报、系统从它填的时间和数目里看出来的", "not reported by the crew, but seen in the times and counts that it entered"},
	} {
		f := rate(p.key, float64(p.found), float64(n), "faults").says(Text{
			ZhCN: fmt.Sprintf("%d 个问题里 %d 个是%s", n, p.found, p.zh),
			En:   fmt.Sprintf("%d of %s %s", p.found, counted(n, "fault", "faults"), p.en),
		})
		*p.list = append(*p.list, f.showing(x.cases(p.of), p.found, ""))
	}
	out.Moved = x.moved()
	return out, nil
}

// moved compares the share found before the venue did in the two halves of the window.
func (x *reportReading) moved() Figure {
	half := x.From.AddDays(int(x.To.Time().Sub(x.From.Time()).Hours()/24)/2 + 1)
	var own, all [2]float64
	for i := range x.days {
		h, f := 0, &x.days[i].Figures
		if x.days[i].Date >= half {
			h = 1
		}
		own[h] += float64(f.Before + f.During)
		all[h] += float64(f.Before + f.During + f.After)
	}
	if all[0] == 0 || all[1] == 0 {
		return measured("moved", scoreUnit, 0, Sample{0, "faults"}).says(nothing)
	}
	by := 100 * (own[1]/all[1] - own[0]/all[0])
	return measured("moved", scoreUnit, by, Sample{int(all[0] + all[1]), "faults"}).says(Text{
		ZhCN: fmt.Sprintf("赶在店家之前发现的:前半段 %.0f %%,后半段 %.0f %%", 100*own[0]/all[0], 100*own[1]/all[1]),
		En:   fmt.Sprintf("found before the venue did: %.0f %% in the first half, %.0f %% in the second", 100*own[0]/all[0], 100*own[1]/all[1]),
	})
}

// weeks are the window in spans of seven days, the last ending with it; the first may be shorter.
func (x *reportReading) weeks() []PreventionWeek {
	out := []PreventionWeek{}
	for to := x.To; to >= x.From; to = to.AddDays(-7) {
		w := PreventionWeek{From: max(x.From, to.AddDays(-6)), To: to}
		var before, during, after int
		for i := range x.days {
			if d := x.days[i].Date; d >= w.From && d <= w.To {
				f := &x.days[i].Figures
				before, during, after = before+f.Before, during+f.During, after+f.After
			}
		}
		if w.Faults = before + during + after; w.Faults > 0 {
			share := func(n int) *float64 { v := round4(100 * float64(n) / float64(w.Faults)); return &v }
			w.Before, w.During, w.After = share(before), share(during), share(after)
		}
		out = append(out, w)
	}
	slices.Reverse(out)
	return out
}
