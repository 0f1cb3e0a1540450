package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// RunBody is a crew's day as planning sets it.
type RunBody struct {
	DepotID string     `json:"depotId"`
	Date    Date       `json:"date"`
	CrewID  string     `json:"crewId"`
	Vehicle string     `json:"vehicle,omitempty"`
	Members []Member   `json:"members"`
	Stops   []StopBody `json:"stops"`
	// OverrideReason sends people where they are excluded; it is written to the audit.
	OverrideReason string `json:"overrideReason,omitempty"`
}

// StopBody is a planned stop.
type StopBody struct {
	ID       string       `json:"id"` // unique in the whole service
	Sequence int          `json:"sequence"`
	VenueID  string       `json:"venueId"`
	Window   *StopWindow  `json:"window,omitempty"`
	Lines    []Line       `json:"lines"`
	Bottles  []BottlePlan `json:"bottles"`
}

// StopWindow is the agreed span: times (RFC 3339), or HH:MM in the venue's zone on the run's date,
// where To before From runs past midnight.
type StopWindow struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// RunView is a run with its stops.
type RunView struct {
	Run
	Stops []Stop `json:"stops"`
}

// PutRun creates or replaces a run. Stops that are already worked keep what the phones said of them;
// a stop that is no longer named is taken off the run. Errors: body.invalid, record.stale,
// run.excluded.
func (s *Service) PutRun(ctx context.Context, c Caller, id string, m Match, b RunBody) (*RunView, bool, error) {
	bad := b.validate()
	if err := s.knownDepot(ctx, c, &bad, b.DepotID); err != nil {
		return nil, false, err
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	stops, err := s.planStops(ctx, id, &b, &bad)
	if err != nil {
		return nil, false, err
	}
	if err := s.runReferences(ctx, &b, &bad); err != nil {
		return nil, false, err
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	// The run is written first, by compare-and-swap: whoever loses has written nothing. A crash before its stops are
	// written leaves them to the same request sent again.
	old, err := s.checkRun(ctx, c, id, m, &b)
	if err != nil {
		return nil, false, err
	}
	if err := s.checkExclusions(ctx, c, id, &b); err != nil {
		return nil, false, err
	}
	sortPlan(&b, stops)
	poke, err := s.markPlanned(ctx, old, &b)
	if err != nil {
		return nil, false, err
	}
	defer poke()
	depot, err := s.depot(ctx, b.DepotID)
	if err != nil {
		return nil, false, err
	}
	run, created, err := put(ctx, s.store.Runs, id, m, func(r *Run) error {
		if err := sameDepot(c, r.Version, r.DepotID); err != nil {
			return err
		}
		r.Left = r.takenOff(b.Members, r.heldSince(depot), s.Now())
		r.DepotID, r.Date, r.CrewID, r.Vehicle, r.Members = b.DepotID, b.Date, b.CrewID, b.Vehicle, b.Members
		r.StopIDs = make([]string, len(stops))
		for i := range stops {
			r.StopIDs[i] = stops[i].ID
		}
		r.PlanHash = contentHash(b.Stops)
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	for i := range stops {
		stops[i].PlanVersion = run.Version
		if err := s.putStop(ctx, &stops[i]); err != nil {
			return nil, false, err
		}
	}
	s.runs.drop(id)
	if err := s.settleRun(ctx, run, old.without(b.Stops)); err != nil {
		return nil, false, err
	}
	view, err := s.runView(ctx, run)
	return view, created, err
}

// checkRun refuses, before anything is written, what the write of the run would refuse, and finds the run as it
// is; nil when there is none.
func (s *Service) checkRun(ctx context.Context, c Caller, id string, m Match, b *RunBody) (*Run, error) {
	old, found, err := s.store.Runs.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	version := int64(0)
	if found {
		version = old.Version
		if err := sameDepot(c, version, old.DepotID); err != nil {
			return nil, err
		}
		if dayOf(old) != (day{b.DepotID, b.CrewID, b.Date}) {
			worked, err := s.worked(ctx, id)
			if err != nil {
				return nil, err
			}
			if worked {
				return nil, E("run.worked", "/crewId")
			}
		}
	}
	if m.Given && (!found || !m.Any && m.Version != version) {
		return nil, E("record.stale", "If-Match", version)
	}
	return old, nil
}

// without are the stops of the run that a new plan does not name.
func (r *Run) without(plan []StopBody) []string {
	var out []string
	if r == nil {
		return nil
	}
	for _, id := range r.StopIDs {
		if !slices.ContainsFunc(plan, func(x StopBody) bool { return x.ID == id }) {
			out = append(out, id)
		}
	}
	return out
}

func (b *RunBody) validate() invalid {
	var bad invalid
	bad.check(b.Date.Valid(), "/date", "field.format", "2026-11-21")
	bad.id("/crewId", b.CrewID)
	bad.text("/vehicle", b.Vehicle, 0, 40)
	bad.text("/overrideReason", b.OverrideReason, 0, maxText)
	bad.check(len(b.Members) <= 20, "/members", "field.too-many", 20)
	for i, p := range b.Members {
		at := fmt.Sprintf("/members/%d", i)
		bad.id(at+"/userId", p.UserID)
		bad.choice(at+"/role", string(p.Role), string(Driver), string(Porter))
		if p.From != nil && p.To != nil {
			bad.check(p.To.After(p.From.Time), at+"/to", "field.order", p.From.String())
		}
	}
	if b.Members == nil {
		b.Members = []Member{}
	}
	bad.check(len(b.Stops) <= maxStops, "/stops", "field.too-many", maxStops)
	seen, order := map[string]bool{}, map[int]bool{}
	for i := range b.Stops {
		st, at := &b.Stops[i], fmt.Sprintf("/stops/%d", i)
		if bad.id(at+"/id", st.ID) {
			bad.check(!seen[st.ID], at+"/id", "field.duplicate", st.ID)
		}
		if st.Sequence == 0 {
			st.Sequence = i + 1
		}
		bad.number(at+"/sequence", st.Sequence, 1, 1_000)
		bad.check(!order[st.Sequence], at+"/sequence", "field.duplicate", fmt.Sprint(st.Sequence))
		seen[st.ID], order[st.Sequence] = true, true
		bad.id(at+"/venueId", st.VenueID)
		st.validate(at, &bad)
	}
	return bad
}

// sortPlan puts the stops in the order of their sequence, once all problems have named them in the order they came in.
func sortPlan(b *RunBody, stops []Stop) {
	slices.SortStableFunc(b.Stops, func(x, y StopBody) int { return x.Sequence - y.Sequence })
	slices.SortStableFunc(stops, func(x, y Stop) int { return x.Sequence - y.Sequence })
}

func (b *StopBody) validate(at string, bad *invalid) {
	bad.check(len(b.Lines) <= 100, at+"/lines", "field.too-many", 100)
	for j, l := range b.Lines {
		bad.id(fmt.Sprintf("%s/lines/%d/productId", at, j), l.ProductID)
		bad.number(fmt.Sprintf("%s/lines/%d/quantity", at, j), l.Quantity, 0, 100_000)
	}
	bad.check(len(b.Bottles) <= 50, at+"/bottles", "field.too-many", 50)
	types := map[string]bool{}
	for j, l := range b.Bottles {
		bad.text(fmt.Sprintf("%s/bottles/%d/type", at, j), l.Type, 1, 40)
		bad.check(!types[l.Type], fmt.Sprintf("%s/bottles/%d/type", at, j), "field.duplicate", l.Type)
		bad.number(fmt.Sprintf("%s/bottles/%d/expected", at, j), l.Expected, 0, 100_000)
		types[l.Type] = true
	}
	if b.Lines == nil {
		b.Lines = []Line{}
	}
	if b.Bottles == nil {
		b.Bottles = []BottlePlan{}
	}
}

// runReferences checks the crew and the members, and fills in the members' names.
func (s *Service) runReferences(ctx context.Context, b *RunBody, bad *invalid) error {
	crew, err := s.store.Crews.Get(ctx, b.CrewID)
	if err == nil && crew.DepotID != b.DepotID {
		err = E("store.missing", "")
	}
	if err := bad.reference(err, "/crewId", b.CrewID); err != nil {
		return err
	}
	for i := range b.Members {
		u, err := s.store.Users.Get(ctx, b.Members[i].UserID)
		if err == nil && !slices.Contains(u.DepotIDs, b.DepotID) {
			err = E("store.missing", "")
		}
		if err != nil {
			if err := bad.reference(err, fmt.Sprintf("/members/%d/userId", i), b.Members[i].UserID); err != nil {
				return err
			}
			continue
		}
		b.Members[i].Name, b.Members[i].FirstName = u.Name, u.FirstName
	}
	return nil
}

// putStop writes the plan of a stop and keeps what was done at it.
func (s *Service) putStop(ctx context.Context, plan *Stop) error {
	token := plan.ReceiptToken
	if token == "" {
		var err error
		if token, err = s.newReceiptToken(ctx, plan); err != nil {
			return err
		}
	}
	_, err := s.store.Stops.Upsert(ctx, plan.ID, func(st *Stop) error {
		if st.Version > 0 && st.RunID != plan.RunID {
			return E("field.duplicate", "/stops", plan.ID)
		}
		if st.PlanVersion > plan.PlanVersion {
			return errKeep // a later plan was faster
		}
		before := contentHash(st)
		plan.Meta, plan.Status, plan.Cause, plan.Reason = st.Meta, st.Status, st.Cause, st.Reason
		plan.ArrivedAt, plan.LeftAt, plan.BackAt, plan.ReceiptToken = st.ArrivedAt, st.LeftAt, st.BackAt, cmp.Or(st.ReceiptToken, token)
		if plan.Status == "" || plan.Status == StopRemoved {
			plan.Status = StopPlanned
		}
		*st = *plan
		if contentHash(st) == before {
			return errKeep
		}
		return nil
	})
	s.stops.drop(plan.ID)
	return err
}

// settleRun writes what follows from a run: who is on it, and which stops it lost.
func (s *Service) settleRun(ctx context.Context, r *Run, removed []string) error {
	for _, id := range removed {
		if err := s.takeOff(ctx, r.ID, id); err != nil {
			return err
		}
	}
	for _, p := range r.Members {
		a := &Assignment{UserID: p.UserID, RunID: r.ID, DepotID: r.DepotID, Date: r.Date}
		a.ID = namedID("assignment", r.ID, p.UserID, string(r.Date))
		if err := s.store.Assignments.Insert(ctx, a); err != nil && !IsCode(err, "store.duplicate") {
			return err
		}
	}
	return nil
}

// markPlanned marks the day of a plan, and the day that the run leaves for it.
func (s *Service) markPlanned(ctx context.Context, old *Run, b *RunBody) (func(), error) {
	planned := day{b.DepotID, b.CrewID, b.Date}
	poke, err := s.markDay(ctx, planned)
	if err != nil || old == nil || dayOf(old) == planned {
		return poke, err
	}
	left, err := s.markDay(ctx, dayOf(old))
	return func() { poke(); left() }, err
}

func (s *Service) run(ctx context.Context, id string) (*Run, error) {
	return s.runs.get(ctx, id, func(ctx context.Context) (*Run, error) { return s.store.Runs.Get(ctx, id) })
}

func (s *Service) stop(ctx context.Context, id string) (*Stop, error) {
	return s.stops.get(ctx, id, func(ctx context.Context) (*Stop, error) { return s.store.Stops.Get(ctx, id) })
}

// runView is a run with its planned stops, and with those planning took off after the crew had worked there.
func (s *Service) runView(ctx context.Context, r *Run) (*RunView, error) {
	view := &RunView{Run: *r, Stops: []Stop{}}
	err := s.store.Stops.All(ctx, Filter{Equal: map[string]any{"runId": r.ID}}, func(st *Stop) error {
		if slices.Contains(r.StopIDs, st.ID) || st.worked() {
			view.Stops = append(view.Stops, *st)
		}
		return nil
	})
	slices.SortFunc(view.Stops, func(x, y Stop) int { return x.Sequence - y.Sequence })
	return view, err
}

// worksOn tells whether the caller is on the run or in its crew.
func (c Caller) worksOn(r *Run) bool {
	return slices.ContainsFunc(r.Members, func(m Member) bool { return m.UserID == c.UserID }) ||
		slices.Contains(c.CrewIDs, r.CrewID)
}

// sees tells whether the caller may read the run.
func (c Caller) sees(r *Run) bool {
	return c.worksOn(r) || c.Supervises(r.DepotID)
}

// Run is one run with its stops; salespeople see its people and the stops at their venues. Errors: record.missing.
func (s *Service) Run(ctx context.Context, c Caller, id string) (*RunView, error) {
	r, err := s.store.Runs.Get(ctx, id)
	if err == nil && !c.sees(r) && !c.Is(Sales) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	view, err := s.runView(ctx, r)
	if err != nil || c.sees(r) {
		return view, err
	}
	if view.cutTo(c.VenueIDs); len(view.Stops) == 0 {
		return nil, E("record.missing", "id")
	}
	return view, nil
}

// cutTo leaves the stops at the venues named, and nothing that tells of the others.
func (v *RunView) cutTo(venueIDs []string) {
	v.Stops = slices.DeleteFunc(v.Stops, func(st Stop) bool { return !slices.Contains(venueIDs, st.VenueID) })
	v.StopIDs, v.PlanHash = make([]string, len(v.Stops)), ""
	for i := range v.Stops {
		v.StopIDs[i] = v.Stops[i].ID
	}
}

// member finds the entry of a user on the run, or nil.
func (r *Run) member(userID string) *Member {
	for i := range r.Members {
		if r.Members[i].UserID == userID {
			return &r.Members[i]
		}
	}
	return nil
}
