package models

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// ListQuery is what every list takes: equality filters, a window of its order time, and a place to go on.
// An empty value of a filter asks for nothing.
type ListQuery struct {
	Equal    map[string]string
	From, To string // texts of times or dates, as the collection is ordered; To is exclusive
	After    Key
	Limit    int
	// IDs and Search narrow lists of what has a name: to these records, and to those whose name or id holds the words.
	IDs    []string
	Search string
}

func (q ListQuery) filter() Filter {
	f := Filter{Equal: map[string]any{}, From: q.From, To: q.To, After: q.After, Limit: q.Limit}
	for k, v := range q.Equal {
		if v != "" {
			f.Equal[k] = v
		}
	}
	return f
}

// none is a page of nothing, for callers that have nothing of the kind.
func none[T any]() (Page[T], error) { return Page[T]{Items: []T{}}, nil }

// within narrows a list to values the caller may see of one field. It answers false when nothing is left.
func within(f *Filter, field string, allowed []string) bool {
	if want, ok := f.Equal[field]; ok {
		return slices.Contains(allowed, want.(string))
	}
	if len(allowed) == 0 {
		return false
	}
	in := make([]any, 0, len(allowed))
	for _, a := range allowed {
		in = append(in, a)
	}
	if f.In == nil {
		f.In = map[string][]any{}
	}
	f.In[field] = in
	return true
}

// scopeDepots narrows a list to the depots whose work the caller may see.
func (c Caller) scopeDepots(f *Filter, roles ...Role) bool {
	if c.Is(Manager, Admin) {
		return true
	}
	return c.Is(roles...) && within(f, "depotId", c.DepotIDs)
}

// ListDepots lists the caller's depots.
func (s *Service) ListDepots(ctx context.Context, c Caller, q ListQuery) (Page[Depot], error) {
	f := q.filter()
	f.Ascending = true
	called := func(d *Depot) naming { return naming{names: []string{d.Name}} }
	if c.Is(Manager, Admin) {
		return byName(ctx, s.store.Depots, f, q, called)
	}
	return theirs(ctx, s.store.Depots, c.DepotIDs, f, q, called)
}

// some is a page of the records named, in the order of their ids, as every list by id is.
func some[T any, P interface {
	*T
	Document
}](ctx context.Context, from Collection[T, P], ids []string, q ListQuery, keep func(P) bool) (Page[T], error) {
	page := Page[T]{Items: []T{}}
	var last Key
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if q.After.ID != "" && id <= q.After.ID {
			continue
		}
		doc, found, err := from.Find(ctx, id)
		if err != nil {
			return page, err
		}
		if !found || !keep(doc) {
			continue
		}
		if q.Limit > 0 && len(page.Items) == q.Limit {
			page.Next = &last
			return page, nil
		}
		page.Items = append(page.Items, *doc)
		last = Key{ID: id}
	}
	return page, nil
}

// ListUsers lists accounts: of all depots for managers and admins, of their depots for supervisors. A user's depots are
// a list, in which no filter looks.
func (s *Service) ListUsers(ctx context.Context, c Caller, q ListQuery) (Page[User], error) {
	f := q.filter()
	f.Ascending = true
	switch {
	case len(q.IDs) > 0:
		return some(ctx, s.store.Users, q.IDs, q, q.people(c))
	case c.Is(Manager, Admin) && q.Search == "":
		return s.store.Users.List(ctx, f)
	}
	return kept(ctx, s.store.Users, f, q.people(c))
}

// people tells who of the accounts that a caller administers is looked for: by name, phone or id.
func (q ListQuery) people(c Caller) func(*User) bool {
	return func(u *User) bool {
		return (c.Is(Manager, Admin) || slices.ContainsFunc(u.DepotIDs, c.Supervises)) &&
			q.finds(u, naming{names: []string{u.Name, u.FirstName, u.Phone}})
	}
}

// LockedUsers lists the accounts of ListUsers that are locked now, after wrong secrets.
func (s *Service) LockedUsers(ctx context.Context, c Caller, q ListQuery) (Page[User], error) {
	var ids []string
	err := s.store.credentials.All(ctx, Filter{From: s.Now().Add(time.Millisecond).String()}, func(x *credential) error {
		ids = append(ids, x.ID)
		return nil
	})
	if err != nil {
		return Page[User]{}, err
	}
	return some(ctx, s.store.Users, q.among(ids), q, q.people(c))
}

// kept is a page of what keep lets pass of what f selects: it reads on until the page is full, and its cursor names the
// last one shown.
func kept[T any, P interface {
	*T
	Document
}](ctx context.Context, from Collection[T, P], f Filter, keep func(P) bool) (Page[T], error) {
	limit, full := cmp.Or(f.Limit, 50), errors.New("the page is full")
	f.Limit = 0
	page := Page[T]{Items: []T{}}
	err := from.All(ctx, f, func(doc P) error {
		switch {
		case !keep(doc):
		case len(page.Items) < limit:
			page.Items = append(page.Items, *doc)
		default:
			page.Next = from.key(P(&page.Items[limit-1]))
			return full
		}
		return nil
	})
	if errors.Is(err, full) {
		err = nil
	}
	return page, err
}

// ListCrews lists the crews of a supervisor's depots; salespeople see what those of theirs are called, drivers and
// porters see their own.
func (s *Service) ListCrews(ctx context.Context, c Caller, q ListQuery) (Page[Crew], error) {
	f := q.filter()
	f.Ascending = true
	called := func(x *Crew) naming { return naming{map[string]string{"depotId": x.DepotID}, []string{x.Name}} }
	if !c.scopeDepots(&f, Supervisor, Sales) {
		return theirs(ctx, s.store.Crews, c.CrewIDs, f, q, called)
	}
	page, err := byName(ctx, s.store.Crews, f, q, called)
	for i := range page.Items {
		page.Items[i] = *page.Items[i].forCaller(c)
	}
	return page, err
}

// ListProducts lists the products of the caller's depots and of the company.
func (s *Service) ListProducts(ctx context.Context, c Caller, q ListQuery) (Page[Product], error) {
	f := q.filter()
	f.Ascending = true
	if !c.Is(Manager, Admin) && !within(&f, "depotId", append([]string{""}, c.DepotIDs...)) {
		return none[Product]()
	}
	return byName(ctx, s.store.Products, f, q, func(p *Product) naming {
		return naming{map[string]string{"depotId": p.DepotID}, []string{p.Name.ZhCN, p.Name.En}}
	})
}

// ListVenues lists venues: supervisors those of their depots, venues and sales theirs. Crews find those of their day
// in Today.
func (s *Service) ListVenues(ctx context.Context, c Caller, q ListQuery) (Page[Venue], error) {
	f := q.filter()
	f.Ascending = true
	called := func(v *Venue) naming {
		return naming{map[string]string{"depotId": v.DepotID, "tier": v.Tier, "value": v.forCaller(c).Value, "salesId": v.SalesID}, []string{v.Name}}
	}
	if c.scopeDepots(&f, Supervisor) {
		return byName(ctx, s.store.Venues, f, q, called)
	}
	if !c.Is(Sales, VenueRole) {
		return none[Venue]()
	}
	page, err := theirs(ctx, s.store.Venues, c.VenueIDs, f, q, called)
	for i := range page.Items {
		page.Items[i] = *page.Items[i].forCaller(c)
	}
	return page, err
}

// crewScope narrows a list of a crew's work to what the caller may see.
func (c Caller) crewScope(f *Filter) bool {
	if c.scopeDepots(f, Supervisor) {
		return true
	}
	return c.IsCrew() && c.ownCrews(f, "crewId")
}

// stopScope is crewScope for work at venues, which salespeople see of theirs.
func (c Caller) stopScope(f *Filter) bool {
	return c.crewScope(f) || c.Is(Sales) && within(f, "venueId", c.VenueIDs)
}

// ownCrews narrows a list to the caller's crews, and to the depots they work for: those lead the indexes.
func (c Caller) ownCrews(f *Filter, field string) bool {
	return within(f, field, c.CrewIDs) && (len(c.DepotIDs) == 0 || within(f, "depotId", c.DepotIDs))
}

// namedRun is the run that a list is of, named by itself or by one of its stops; nil when there is no such run.
func (s *Service) namedRun(ctx context.Context, f *Filter) (run *Run, named bool, err error) {
	id, named := f.Equal["runId"].(string)
	if stopID, ok := f.Equal["stopId"].(string); ok && !named {
		st, err := s.stop(ctx, stopID)
		if err != nil {
			return nil, true, unlessMissing(err)
		}
		id, f.Equal["runId"] = st.RunID, st.RunID
	}
	if id == "" {
		return nil, false, nil
	}
	run, err = s.run(ctx, id)
	return run, true, unlessMissing(err)
}

// seesWorkOf narrows a list of one run to what the caller may see of it: whoever was on it, be it as a stand-in for
// another crew, sees the work he shared; salespeople see that at their venues.
func (c Caller) seesWorkOf(r *Run, f *Filter) bool {
	return r != nil && (c.sees(r) || c.Is(Sales) && within(f, "venueId", c.VenueIDs))
}

// listWork lists work at stops: of one run, or else by depot.
func listWork[T any, P interface {
	*T
	Document
}](ctx context.Context, s *Service, from Collection[T, P], c Caller, f Filter) (Page[T], error) {
	run, named, err := s.namedRun(ctx, &f)
	switch {
	case err != nil:
		return Page[T]{}, err
	case named && !c.seesWorkOf(run, &f):
		return none[T]()
	case named:
		return from.List(ctx, f) // from the index of runs
	case !c.ownWork(&f) && !c.stopScope(&f):
		return none[T]()
	}
	return listByDepot(ctx, s, from, f, "crewId", "venueId", "memberId", "checklist.id", "flagged")
}

// ownWork tells whether a list is of what the caller did, for whichever crew.
func (c Caller) ownWork(f *Filter) bool {
	return c.IsCrew() && f.Equal["memberId"] == c.UserID && (len(c.DepotIDs) == 0 || within(f, "depotId", c.DepotIDs))
}

// maxDepots is how many depots a filter can name.
const maxDepots = 1_000

// listByDepot lists the work of crews at venues. The indexes of work begin with the depot, so a list of one crew
// or venue over all depots names every depot: its cost is that of the crew's work, not of everybody's.
func listByDepot[T any, P interface {
	*T
	Document
}](ctx context.Context, s *Service, c Collection[T, P], f Filter, narrowing ...string) (Page[T], error) {
	if err := s.nameDepots(ctx, &f, narrowing...); err != nil {
		return Page[T]{}, err
	}
	return c.List(ctx, f)
}

// nameDepots names every depot in a filter that asks for one of the narrowing fields and for no depot.
func (s *Service) nameDepots(ctx context.Context, f *Filter, narrowing ...string) error {
	_, one := f.Equal["depotId"]
	_, some := f.In["depotId"]
	narrow := slices.ContainsFunc(narrowing, func(field string) bool { return f.Equal[field] != nil || f.In[field] != nil })
	if !narrow || one || some {
		return nil
	}
	var all []string
	if err := s.store.Depots.All(ctx, Filter{}, func(d *Depot) error { all = append(all, d.ID); return nil }); err != nil {
		return err
	}
	if len(all) <= maxDepots {
		within(f, "depotId", all)
	}
	return nil
}

// ListRuns lists runs, the newest day first.
func (s *Service) ListRuns(ctx context.Context, c Caller, q ListQuery) (Page[Run], error) {
	f := q.filter()
	if !c.crewScope(&f) {
		return none[Run]()
	}
	return listByDepot(ctx, s, s.store.Runs, f, "crewId")
}

// ListChecks lists checks, the newest first.
func (s *Service) ListChecks(ctx context.Context, c Caller, q ListQuery) (Page[Check], error) {
	f := q.filter()
	f.flags("flagged")
	return listWork(ctx, s, s.store.Checks, c, f)
}

// ListExemptions lists exemptions, the newest first.
func (s *Service) ListExemptions(ctx context.Context, c Caller, q ListQuery) (Page[Exemption], error) {
	page, err := listWork(ctx, s, s.store.Exemptions, c, q.filter())
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		if err := s.sparing(ctx, &page.Items[i]); err != nil {
			return page, err
		}
	}
	return page, nil
}

// venueScope narrows a list to what supervisors, sales and venues may see of venues.
func (c Caller) venueScope(f *Filter) bool {
	if c.scopeDepots(f, Supervisor) {
		return true
	}
	return c.Is(Sales, VenueRole) && within(f, "venueId", c.VenueIDs)
}

// messageScope is venueScope for messages, which crews see of their own.
func (c Caller) messageScope(f *Filter) bool {
	return c.venueScope(f) || c.IsCrew() && c.ownCrews(f, "crewId")
}

// ListMessages lists relayed messages, the newest first.
func (s *Service) ListMessages(ctx context.Context, c Caller, q ListQuery) (Page[Message], error) {
	f := q.filter()
	if !c.messageScope(&f) {
		return none[Message]()
	}
	f.orMissing("state", MessageDelivered)
	return listByDepot(ctx, s, s.store.Messages, f, "crewId", "venueId")
}

// flags makes flags of the filters that came as texts.
func (f *Filter) flags(names ...string) {
	for _, name := range names {
		if f.Equal[name] == "true" {
			f.Equal[name] = true
		}
	}
}

// complaintScope is venueScope for complaints, which crews see of their own.
func (c Caller) complaintScope(f *Filter) bool {
	f.flags("recurring", "callOwed")
	return c.venueScope(f) || c.IsCrew() && c.ownCrews(f, "link.crewId")
}

// ListComplaints lists complaints, the newest first.
func (s *Service) ListComplaints(ctx context.Context, c Caller, q ListQuery) (Page[Complaint], error) {
	return s.listComplaints(ctx, c, q.filter(), nil)
}

// listComplaints is a page of the complaints that keep lets pass, nil being all, as the caller reads them.
func (s *Service) listComplaints(ctx context.Context, c Caller, f Filter, keep func(*Complaint) bool) (Page[Complaint], error) {
	beginning, possible := f.numbered()
	if !possible || !c.complaintScope(&f) {
		return none[Complaint]()
	}
	err := s.nameDepots(ctx, &f, "link.crewId", "venueId", "status", "recurring", "callOwed", "number", "category", "severity", "link.state")
	if err != nil {
		return Page[Complaint]{}, err
	}
	if f.Equal["callOwed"] == true && keep == nil {
		keep = (*Complaint).owesCall
	}
	var page Page[Complaint]
	if keep == nil && beginning == "" {
		page, err = s.store.Complaints.List(ctx, f)
	} else {
		page, err = kept(ctx, s.store.Complaints, f, func(k *Complaint) bool {
			return strings.HasPrefix(k.Number, beginning) && (keep == nil || keep(k))
		})
	}
	for i := range page.Items {
		page.Items[i] = *page.Items[i].forCaller(c)
	}
	return page, err
}
