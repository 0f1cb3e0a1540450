package models

import (
	"cmp"
	"context"
	"slices"

	"crewcheck/checklists"
)

// Today is everything a phone needs for one day without a signal.
type Today struct {
	Date       Date                    `json:"date"`
	ServerTime Time                    `json:"serverTime"`
	Run        *TodayRun               `json:"run"` // null on a day off
	Venues     []TodayVenue            `json:"venues"`
	Checklists []checklists.Definition `json:"checklists"`
	// Complaints are the open and the latest past ones of these venues.
	Complaints []TodayComplaint `json:"complaints"`
	// Promises and Balances are filled by the recovery and bottle ledgers.
	Promises []TodayPromise `json:"promises"`
	Balances []TodayBalance `json:"balances"`
	Products []Product      `json:"products"`
	// Coaching are the cards of the caller's crews until they are measured, also on a day off.
	Coaching []TodayCoaching `json:"coaching"`
	// Effects say what a choice in a check moves the crew's score by; null on a day off.
	Effects *Effects `json:"effects"`
}

// TodayRun is the run with its stops.
type TodayRun struct {
	ID      string   `json:"id"`
	Version int64    `json:"version"`
	DepotID string   `json:"depotId"`
	CrewID  string   `json:"crewId"`
	Vehicle string   `json:"vehicle"`
	Members []Member `json:"members"`
	Stops   []Stop   `json:"stops"`
	// Grading is what the phone grades this run's checks by, beside the plan.
	Grading RunGrading `json:"grading"`
	// Checks are those that the server has of this run, whichever phone they came from; corrected ones are left out.
	Checks []TodayCheck `json:"checks"`
	// PhotoPlace is the depot's: pictures of a stop say where they were taken, with their member's leave.
	PhotoPlace bool `json:"photoPlace,omitempty"`
}

// TodayCheck tells a phone what another one has handed in, so that it asks nobody for it again.
type TodayCheck struct {
	ID          string `json:"id"`
	ChecklistID string `json:"checklistId"`
	StopID      string `json:"stopId,omitempty"` // none: of the whole run
	CompletedAt Time   `json:"completedAt"`
	// Answers name who answered what.
	Answers []TodayAnswer `json:"answers"`
}

// TodayAnswer is an item that one member answered.
type TodayAnswer struct {
	ItemID   string `json:"itemId"`
	MemberID string `json:"memberId"`
}

// TodayVenue is what a crew needs of a venue.
type TodayVenue struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Tier        string      `json:"tier"`
	Location    *Location   `json:"location,omitempty"`
	Zone        string      `json:"zone,omitempty"`
	Window      *ClockRange `json:"window,omitempty"`
	Card        Card        `json:"card"`
	CardVersion int         `json:"cardVersion"`
	Contacts    []Contact   `json:"contacts"`
}

// TodayComplaint is the substance of a complaint, without who spoke.
type TodayComplaint struct {
	ID          string `json:"id"`
	VenueID     string `json:"venueId"`
	Category    string `json:"category"`
	Severity    string `json:"severity"`
	Description string `json:"description"`
	Status      string `json:"status"`
	FiledAt     Time   `json:"filedAt"`
}

// TodayPromise is something owed to a venue.
type TodayPromise struct {
	ID      string `json:"id"`
	VenueID string `json:"venueId"`
	Text    string `json:"text"`
	DueOn   Date   `json:"dueOn"`
	// Kind, Quantity and Type say the same as the text, for the phone's pictures.
	Kind     string `json:"kind"`
	Quantity int    `json:"quantity,omitempty"`
	Type     string `json:"type,omitempty"`
	Broken   bool   `json:"broken,omitempty"` // its day is over
}

// TodayBalance is the count of returnable bottles at a venue.
type TodayBalance struct {
	VenueID string `json:"venueId"`
	Type    string `json:"type"`
	Balance int    `json:"balance"` // delivered full − taken empty
}

// Bounds of what a phone carries of the past.
const (
	pastComplaints     = 5  // per venue, beside those that are not closed
	pastComplaintsDays = 90 // back
)

// nightHours is how long after midnight, in the depot's zone, a run of the day before may go on.
const nightHours = 6

// Today gathers the caller's day. An empty date is today in the depot's zone, and in its first six hours the day
// before as long as the caller's run of that goes on. A member of two runs on one
// day gets the one they have not left yet. Errors: parameter.invalid.
func (s *Service) Today(ctx context.Context, c Caller, date Date) (*Today, error) {
	if date != "" && !date.Valid() {
		return nil, E("parameter.invalid", "date", aDate)
	}
	if date == "" {
		var err error
		if date, err = s.callersDate(ctx, c); err != nil {
			return nil, err
		}
	}
	out := &Today{
		Date: date, ServerTime: s.Now(), Venues: []TodayVenue{}, Checklists: []checklists.Definition{},
		Complaints: []TodayComplaint{}, Promises: []TodayPromise{}, Balances: []TodayBalance{}, Products: []Product{},
	}
	versions, err := s.Checklists(ctx)
	if err != nil {
		return nil, err
	}
	if out.Coaching, err = s.todayCoaching(ctx, c); err != nil {
		return nil, err
	}
	for _, v := range versions {
		out.Checklists = append(out.Checklists, v.Definition)
	}
	run, err := s.runOn(ctx, c, date)
	if err != nil || run == nil {
		return out, err
	}
	view, err := s.runView(ctx, run)
	if err != nil {
		return nil, err
	}
	grading, err := s.runGrading(ctx, view)
	if err != nil {
		return nil, err
	}
	checks, err := s.todayChecks(ctx, run.ID)
	if err != nil {
		return nil, err
	}
	depot, err := s.depot(ctx, run.DepotID)
	if err != nil {
		return nil, err
	}
	out.Run = &TodayRun{run.ID, run.Version, run.DepotID, run.CrewID, run.Vehicle, run.Members, view.Stops, grading, checks, depot.PhotoPlace}
	if err := s.todayVenues(ctx, c, out); err != nil {
		return nil, err
	}
	if out.Effects, err = s.effects(ctx, run); err != nil {
		return nil, err
	}
	err = s.store.Products.All(ctx, Filter{In: map[string][]any{"depotId": {run.DepotID, ""}}, Ascending: true}, func(p *Product) error {
		if !p.Disabled {
			out.Products = append(out.Products, *p)
		}
		return nil
	})
	return out, err
}

// callersDate is the date that the caller works on now.
func (s *Service) callersDate(ctx context.Context, c Caller) (Date, error) {
	if len(c.DepotIDs) == 0 {
		return DateOf(s.clock().UTC()), nil
	}
	d, err := s.depot(ctx, c.DepotIDs[0])
	if err != nil {
		return "", err
	}
	now := s.clock().In(d.zone())
	date := DateOf(now)
	if now.Hour() >= nightHours {
		return date, nil
	}
	night, err := s.runOn(ctx, c, date.AddDays(-1))
	if err != nil || night == nil {
		return date, err
	}
	goesOn, err := s.goesOn(ctx, c, night, date)
	if goesOn {
		date = night.Date
	}
	return date, err
}

// goesOn tells whether the caller still works on a run of the night before date: its day is not closed, and it was begun,
// or they have no other run to begin. Phones that were offline may not have said that it was.
func (s *Service) goesOn(ctx context.Context, c Caller, night *Run, date Date) (bool, error) {
	checks, err := s.checksOfRun(ctx, night.ID)
	if err != nil || slices.ContainsFunc(checks, func(k Check) bool { return k.Checklist.ID == dayClose }) {
		return false, err
	}
	begun, err := s.worked(ctx, night.ID)
	if err != nil || begun {
		return begun, err
	}
	next, err := s.runOn(ctx, c, date)
	return next == nil, err
}

// runOn is the run of the caller on a date, or nil.
func (s *Service) runOn(ctx context.Context, c Caller, date Date) (*Run, error) {
	f := Filter{Equal: map[string]any{"userId": c.UserID}, From: string(date), To: string(date.AddDays(1)), Limit: 20}
	page, err := s.store.Assignments.List(ctx, f)
	if err != nil {
		return nil, err
	}
	var best *Run
	now := s.Now()
	for _, a := range page.Items {
		r, found, err := s.store.Runs.Find(ctx, a.RunID)
		if err != nil {
			return nil, err
		}
		if !found || r.Date != date || r.member(c.UserID) == nil {
			continue
		}
		present := slices.ContainsFunc(r.Members, func(m Member) bool { return m.UserID == c.UserID && m.PresentAt(now) })
		if best == nil || present {
			best = r
		}
	}
	return best, nil
}

// todayChecks are the checks of the run that stand. Their number is bounded by the run's own stops.
func (s *Service) todayChecks(ctx context.Context, runID string) ([]TodayCheck, error) {
	checks, err := s.checksOfRun(ctx, runID)
	out := make([]TodayCheck, 0, len(checks))
	for i := range checks {
		k := &checks[i]
		brief := TodayCheck{k.ID, k.Checklist.ID, k.StopID, k.CompletedAt, make([]TodayAnswer, 0, len(k.Answers))}
		for _, a := range k.Answers {
			brief.Answers = append(brief.Answers, TodayAnswer{a.ItemID, cmp.Or(a.MemberID, k.MemberID)})
		}
		out = append(out, brief)
	}
	return out, err
}

// todayOwed fills in what a venue is owed, and the bottles it has.
func (s *Service) todayOwed(ctx context.Context, v *Venue, out *Today) error {
	carried, err := s.carried(ctx, v.DepotID, v.ID)
	for _, p := range carried {
		out.Promises = append(out.Promises, TodayPromise{p.ID, p.VenueID, p.Text, p.DueOn, p.Kind, p.Quantity, p.Type, p.Status == PromiseBroken})
	}
	if err != nil {
		return err
	}
	bottles, err := s.balances(ctx, v.ID)
	for _, b := range bottles {
		out.Balances = append(out.Balances, TodayBalance{v.ID, b.Type, b.Balance})
	}
	return err
}

// todayComplaints adds the venue's complaints that are not closed, however old, and the latest of those that are.
func (s *Service) todayComplaints(ctx context.Context, v *Venue, out *Today) error {
	of := map[string]any{"depotId": v.DepotID, "venueId": v.ID}
	seen := map[string]bool{}
	add := func(k *Complaint) error {
		if !seen[k.ID] {
			out.Complaints = append(out.Complaints, TodayComplaint{k.ID, k.VenueID, k.Category, k.Severity, k.Description, k.Status, k.FiledAt})
		}
		seen[k.ID] = true
		return nil
	}
	unfinished := map[string][]any{"status": {Open, Acknowledged, Decided, Resolved, Reopened}}
	if err := s.store.Complaints.All(ctx, Filter{Equal: of, In: unfinished}, add); err != nil {
		return err
	}
	page, err := s.store.Complaints.List(ctx, Filter{
		Equal: of, From: s.Now().AddDate(0, 0, -pastComplaintsDays).UTC().Format("2006-01-02T15:04:05.000Z"), Limit: pastComplaints,
	})
	for i := range page.Items {
		_ = add(&page.Items[i])
	}
	return err
}

func (s *Service) todayVenues(ctx context.Context, c Caller, out *Today) error {
	seen := map[string]bool{}
	for _, st := range out.Run.Stops {
		if seen[st.VenueID] {
			continue
		}
		seen[st.VenueID] = true
		v, err := s.venue(ctx, st.VenueID)
		if err != nil {
			return err
		}
		out.Venues = append(out.Venues, TodayVenue{
			ID: v.ID, Name: v.Name, Tier: v.Tier, Location: v.Location, Zone: v.Zone, Window: v.Window,
			Card: v.Card, CardVersion: v.CardVersion, Contacts: contactsFor(c, v),
		})
		if err := s.todayComplaints(ctx, v, out); err != nil {
			return err
		}
		if err := s.todayOwed(ctx, v, out); err != nil {
			return err
		}
	}
	slices.SortFunc(out.Complaints, func(x, y TodayComplaint) int {
		return cmp.Or(y.FiledAt.Compare(x.FiledAt.Time), cmp.Compare(x.ID, y.ID))
	})
	return nil
}
