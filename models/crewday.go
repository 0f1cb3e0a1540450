package models

import (
	"cmp"
	"context"
	"slices"
	"time"

	"crewcheck/checklists"
)

// Figures are the counts that a score is made of; figures of several days add up.
type Figures struct {
	Stops    int     `json:"stops"`    // delivered
	Points   float64 `json:"points"`   // won, after the cap of failed critical items
	Max      float64 `json:"max"`      // to be won
	Required int     `json:"required"` // checks that delivered stops ask for
	HandedIn int     `json:"handedIn"`
	Windows  int     `json:"windows"` // delivered stops with an agreed window
	OnTime   int     `json:"onTime"`
	// Touchable counts pass ticks that complaints could speak against; Contradicted those that upheld ones
	// do, by the crew's share (0–1 each).
	Touchable    int     `json:"touchable"`
	Contradicted float64 `json:"contradicted"`
	Penalty      float64 `json:"penalty"` // points of upheld complaints by the crew's share, not yet per 100 stops
	Praises      int     `json:"praises"`
	Ratings      int     `json:"ratings"`
	RatingSum    float64 `json:"ratingSum"` // each 0–100
	Upheld       int     `json:"upheld"`    // complaints with a share of the crew
	Recovered    int     `json:"recovered"` // of these: resolved in time and confirmed by the venue
	ExtraMile    int     `json:"extraMile"`
	// OpenCritical counts upheld critical complaints that are not resolved.
	OpenCritical int `json:"openCritical"`
}

// add adds o; the order of additions is the caller's, so that sums come out the same to the last digit.
func (f *Figures) add(o Figures) {
	f.Stops += o.Stops
	f.Points += o.Points
	f.Max += o.Max
	f.Required += o.Required
	f.HandedIn += o.HandedIn
	f.Windows += o.Windows
	f.OnTime += o.OnTime
	f.Touchable += o.Touchable
	f.Contradicted += o.Contradicted
	f.Penalty += o.Penalty
	f.Praises += o.Praises
	f.Ratings += o.Ratings
	f.RatingSum += o.RatingSum
	f.Upheld += o.Upheld
	f.Recovered += o.Recovered
	f.ExtraMile += o.ExtraMile
	f.OpenCritical += o.OpenCritical
}

// CrewDay is the figures of one crew on one date, worked out from its sources; id = crew id + ":" + date.
type CrewDay struct {
	Meta
	DepotID string  `json:"depotId"`
	CrewID  string  `json:"crewId"`
	Date    Date    `json:"date"`
	Figures Figures `json:"figures"`
}

// depotDay is the sum of the crew days of a depot; id = depot id + ":" + date.
type depotDay struct {
	Meta
	DepotID string  `json:"depotId"`
	Date    Date    `json:"date"`
	Figures Figures `json:"figures"`
}

// Parts of the score.
const (
	Compliance   = "compliance"
	Completeness = "completeness"
	Punctuality  = "punctuality"
	Honesty      = "honesty"
	Voice        = "voice"
	Recovery     = "recovery"
)

// Parts lists the parts in their order.
var Parts = []string{Compliance, Completeness, Punctuality, Honesty, Voice, Recovery}

// loss is one thing that moved the figures of a day, with its amount in the unit of its part.
type loss struct {
	Part string `json:"part"`
	// Kind: item, critical-cap, check-missing, late, contradicted, complaint, praise, rating, not-recovered;
	// appealed is shown and costs nothing.
	Kind        string   `json:"kind"`
	Amount      float64  `json:"amount"`
	CheckID     string   `json:"checkId,omitempty"`
	ItemID      string   `json:"itemId,omitempty"`
	ChecklistID string   `json:"checklistId,omitempty"`
	ComplaintID string   `json:"complaintId,omitempty"`
	StopID      string   `json:"stopId,omitempty"`
	MemberID    string   `json:"memberId,omitempty"`
	Preventable []string `json:"preventable,omitempty"` // roles that could have prevented it
	Reasons     []Reason `json:"reasons,omitempty"`
}

// crewDayLosses are the losses behind a crew day, kept apart so that rankings do not read them.
type crewDayLosses struct {
	Meta
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId"`
	Date    Date   `json:"date"`
	Losses  []loss `json:"losses"`
}

// daySources is everything a crew day is worked out from.
type daySources struct {
	runs       []RunView
	checks     []Check // standing ones
	exemptions []Exemption
	complaints []Complaint
	feedback   []Feedback
	appeals    []Appeal
	lists      []ChecklistVersion
	standards  *checklists.Standards
}

func (s *Service) gatherDay(ctx context.Context, d day) (*daySources, error) {
	src := &daySources{standards: s.standards}
	f := Filter{Equal: map[string]any{"depotId": d.DepotID, "crewId": d.CrewID}, From: string(d.Date), To: string(d.Date.AddDays(1)), Ascending: true}
	err := s.store.Runs.All(ctx, f, func(r *Run) error {
		view, err := s.runView(ctx, r)
		if err == nil {
			src.runs = append(src.runs, *view)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.relink(ctx, d, src.runs); err != nil {
		return nil, err
	}
	for i := range src.runs {
		if err := s.gatherRun(ctx, src.runs[i].ID, src); err != nil {
			return nil, err
		}
	}
	src.lists, err = s.Checklists(ctx)
	return src, err
}

func (s *Service) gatherRun(ctx context.Context, runID string, src *daySources) error {
	checks, err := s.checksOfRun(ctx, runID)
	if err != nil {
		return err
	}
	src.checks = append(src.checks, checks...)
	ofRun := Filter{Equal: map[string]any{"runId": runID}, Ascending: true}
	if err := s.store.Exemptions.All(ctx, ofRun, func(e *Exemption) error { src.exemptions = append(src.exemptions, *e); return nil }); err != nil {
		return err
	}
	if err := s.store.Feedback.All(ctx, ofRun, func(f *Feedback) error { src.feedback = append(src.feedback, *f); return nil }); err != nil {
		return err
	}
	if err := s.store.Appeals.All(ctx, ofRun, func(a *Appeal) error { src.appeals = append(src.appeals, *a); return nil }); err != nil {
		return err
	}
	linked := Filter{Equal: map[string]any{"link.runId": runID}, Ascending: true}
	return s.store.Complaints.All(ctx, linked, func(k *Complaint) error { src.complaints = append(src.complaints, *k); return nil })
}

// recomputeCrewDay works a day out from its sources and stores it if it came out different.
func (s *Service) recomputeCrewDay(ctx context.Context, d day) error {
	src, err := s.gatherDay(ctx, d)
	if err != nil {
		return err
	}
	w := newDayWork(src)
	figures, losses := w.figures()
	if _, err := s.store.losses.Upsert(ctx, d.id(), func(x *crewDayLosses) error {
		next := crewDayLosses{Meta: x.Meta, DepotID: d.DepotID, CrewID: d.CrewID, Date: d.Date, Losses: losses}
		if x.Version > 0 && contentHash(next) == contentHash(x) {
			return errKeep
		}
		*x = next
		return nil
	}); err != nil {
		return err
	}
	_, err = s.store.CrewDays.Upsert(ctx, d.id(), func(x *CrewDay) error {
		if x.Version > 0 && x.Figures == figures {
			return errKeep
		}
		x.DepotID, x.CrewID, x.Date, x.Figures = d.DepotID, d.CrewID, d.Date, figures
		return nil
	})
	return err
}

func (s *Service) recomputeDepotDay(ctx context.Context, depotID string, date Date) error {
	var days []CrewDay
	f := Filter{Equal: map[string]any{"depotId": depotID}, From: string(date), To: string(date.AddDays(1))}
	if err := s.store.CrewDays.All(ctx, f, func(x *CrewDay) error { days = append(days, *x); return nil }); err != nil {
		return err
	}
	slices.SortFunc(days, func(x, y CrewDay) int { return cmp.Compare(x.CrewID, y.CrewID) })
	var sum Figures
	for _, x := range days {
		sum.add(x.Figures)
	}
	_, err := s.store.depotDays.Upsert(ctx, depotID+":"+string(date), func(x *depotDay) error {
		if x.Version > 0 && x.Figures == sum {
			return errKeep
		}
		x.DepotID, x.Date, x.Figures = depotID, date, sum
		return nil
	})
	return err
}

// dayWork works one crew day out; it is pure.
type dayWork struct {
	*daySources
	f         Figures
	losses    []loss
	touchable map[string]bool // items that some complaint category contradicts
	items     map[string]*checklists.Item
}

func newDayWork(src *daySources) *dayWork {
	w := &dayWork{daySources: src, losses: []loss{}, touchable: map[string]bool{}, items: map[string]*checklists.Item{}}
	for _, c := range src.standards.Categories {
		for _, id := range c.Contradicts {
			w.touchable[id] = true
		}
	}
	for i := range src.lists {
		for j := range src.lists[i].Definition.Items {
			it := &src.lists[i].Definition.Items[j]
			w.items[it.ID] = it
		}
	}
	return w
}

func (w *dayWork) lose(l loss) { w.losses = append(w.losses, l) }

func (w *dayWork) figures() (Figures, []loss) {
	for _, r := range w.runs {
		delivered := 0
		for i := range r.Stops {
			st := &r.Stops[i]
			w.compliance(st.RunID, st.ID)
			if w.delivered(st) {
				delivered++
				w.f.Stops++
				w.punctuality(st)
				w.completeness(&r, st)
			}
		}
		w.compliance(r.ID, "")
		if delivered > 0 {
			w.completeness(&r, nil)
		}
	}
	w.ticks()
	w.complained()
	w.praised()
	return w.f, w.losses
}

// delivered: the crew said so, or handed in the receipt without saying that the stop failed.
func (w *dayWork) delivered(st *Stop) bool {
	if st.Status == StopFailed || st.Status == StopSkipped {
		return false
	}
	return st.Status == StopDelivered || slices.ContainsFunc(w.checks, func(k Check) bool {
		return k.StopID == st.ID && k.Checklist.ID == "delivery-receipt"
	})
}

func (w *dayWork) exempt(runID, stopID, itemID string) bool {
	return slices.ContainsFunc(w.exemptions, func(e Exemption) bool {
		return e.RunID == runID && e.freesItem(stopID, itemID) && !w.onlyClaim(&e, stopID)
	})
}

// onlyClaim tells whether an exemption was recorded after a complaint of its kind about the stop.
func (w *dayWork) onlyClaim(e *Exemption, stopID string) bool {
	return slices.ContainsFunc(w.complaints, func(k Complaint) bool {
		return k.Link.State == Linked && k.Link.StopID == stopID && e.concerns(&k) && !e.ReceivedAt.Before(k.FiledAt.Time)
	})
}

// slot is one item of one checklist at one stop, answered by one member where each answers for himself.
type slot struct{ itemID, memberID string }

type graded struct {
	checkID string
	grade   checklists.ItemGrade
	member  string
}

// merged puts the checks of one checklist at one stop together item by item: an answer replaces no
// answer, and a later one an earlier one. checks are in the order they were received.
func (w *dayWork) merged(checks []Check) []graded {
	at := map[slot]int{}
	var out []graded
	for _, k := range checks {
		for _, g := range k.Grade.Items {
			member := cmp.Or(g.MemberID, k.MemberID)
			key := slot{g.ItemID, ""}
			if it := w.items[g.ItemID]; it != nil && it.Role == checklists.RoleBoth {
				key.memberID = member
			}
			next := graded{k.ID, g, member}
			i, known := at[key]
			switch {
			case !known:
				at[key] = len(out)
				out = append(out, next)
			case !notAnswered(g):
				out[i] = next
			}
		}
	}
	return out
}

func notAnswered(g checklists.ItemGrade) bool {
	return slices.ContainsFunc(g.Reasons, func(r checklists.Reason) bool { return r.Code == "not-answered" })
}

// compliance adds up the points of every checklist at one stop (or of the run, with no stop).
func (w *dayWork) compliance(runID, stopID string) {
	byList := map[string][]Check{}
	var order []string
	for _, k := range w.checks {
		if k.RunID == runID && k.StopID == stopID {
			if byList[k.Checklist.ID] == nil {
				order = append(order, k.Checklist.ID)
			}
			byList[k.Checklist.ID] = append(byList[k.Checklist.ID], k)
		}
	}
	slices.Sort(order)
	for _, id := range order {
		w.oneChecklist(runID, stopID, w.merged(byList[id]))
	}
}

func (w *dayWork) oneChecklist(runID, stopID string, items []graded) {
	var points, top float64
	var capping *graded
	for i := range items {
		it := &items[i]
		g := it.grade
		def := w.items[g.ItemID]
		if def != nil && def.Rules.ExtraMile && g.Outcome == checklists.OutcomePass {
			w.f.ExtraMile++
		}
		if g.Outcome == checklists.OutcomeNA || g.Max == 0 || g.Points < g.Max && (w.exempt(runID, stopID, g.ItemID) || w.heldOff("", it.checkID, g.ItemID)) {
			continue
		}
		points, top = points+g.Points, top+g.Max
		if g.Points < g.Max {
			w.lose(loss{Part: Compliance, Kind: "item", Amount: g.Max - g.Points, CheckID: it.checkID, ItemID: g.ItemID, StopID: stopID, MemberID: it.member, Preventable: preventable(def), Reasons: reasons(g.Reasons)})
		}
		if g.Outcome == checklists.OutcomeFail && def != nil && def.Critical && capping == nil {
			capping = it
		}
	}
	if limit := top * w.standards.Score.CriticalCap / 100; capping != nil && points > limit {
		w.lose(loss{Part: Compliance, Kind: "critical-cap", Amount: points - limit, CheckID: capping.checkID, ItemID: capping.grade.ItemID, StopID: stopID, MemberID: capping.member, Preventable: preventable(w.items[capping.grade.ItemID])})
		points = limit
	}
	w.f.Points, w.f.Max = w.f.Points+points, w.f.Max+top
}

func preventable(it *checklists.Item) []string {
	if it == nil || it.Role == checklists.RoleBoth {
		return []string{string(Driver), string(Porter)}
	}
	return []string{it.Role}
}

func reasons(in []checklists.Reason) []Reason {
	out := make([]Reason, len(in))
	for i, r := range in {
		out[i] = Reason(r)
	}
	return out
}

// punctuality compares when a stop was begun with its window.
func (w *dayWork) punctuality(st *Stop) {
	begun := w.begun(st)
	if st.Window == nil || begun == nil || w.exempt(st.RunID, st.ID, "conduct.on-time") {
		return
	}
	w.f.Windows++
	early := begun.Before(st.Window.From.Time.Add(-earlyMinutes * time.Minute))
	late := begun.After(st.Window.To.Time.Add(lateMinutes * time.Minute))
	if !early && !late {
		w.f.OnTime++
		return
	}
	by := begun.Sub(st.Window.To.Time)
	why := Reason{"late", Text{ZhCN: "晚到 " + zhSpan(by), En: enSpan(by) + " late"}}
	if early {
		by = st.Window.From.Sub(begun.Time)
		why = Reason{"early", Text{ZhCN: "早到 " + zhSpan(by), En: enSpan(by) + " early"}}
	}
	w.lose(loss{Part: Punctuality, Kind: "late", Amount: 1, StopID: st.ID, Preventable: []string{string(Driver)}, Reasons: []Reason{why}})
}

// begun is when work at a stop began: the arrival, else the first check.
func (w *dayWork) begun(st *Stop) *Time {
	if st.ArrivedAt != nil {
		return st.ArrivedAt
	}
	var first *Time
	for i := range w.checks {
		if k := &w.checks[i]; k.StopID == st.ID && (first == nil || k.StartedAt.Before(first.Time)) {
			first = &k.StartedAt
		}
	}
	return first
}

// completeness counts the checks that a delivered stop asks for; without a stop, those of the run. A
// checklist that drivers and porters answer each for themselves is asked of both.
func (w *dayWork) completeness(r *RunView, st *Stop) {
	scope, stopID := checklists.PerRun, ""
	if st != nil {
		scope, stopID = checklists.PerStop, st.ID
	}
	for i := range w.lists {
		def := &w.lists[i].Definition
		if def.Scope != scope {
			continue
		}
		for _, role := range w.askedOf(def, r, scope) {
			w.askFor(def, r, stopID, role)
		}
	}
}

// askedOf are the roles that each hand in the checklist; one empty role when one check of anybody does.
func (w *dayWork) askedOf(def *checklists.Definition, r *RunView, scope string) []string {
	own := map[string]bool{}
	for _, it := range def.Items {
		own[it.Role] = true
	}
	if scope == checklists.PerRun || !own[checklists.RoleDriver] || !own[checklists.RoleBoth] {
		return []string{""}
	}
	var out []string
	for _, role := range []Role{Driver, Porter} {
		if slices.ContainsFunc(r.Members, func(m Member) bool { return m.Role == role }) {
			out = append(out, string(role))
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

func (w *dayWork) askFor(def *checklists.Definition, r *RunView, stopID, role string) {
	roles := map[string]string{}
	for _, m := range r.Members {
		roles[m.UserID] = string(m.Role)
	}
	handed := slices.ContainsFunc(w.checks, func(k Check) bool {
		return k.RunID == r.ID && k.StopID == stopID && k.Checklist.ID == def.ID && (role == "" || slices.Contains(rolesOf(&k, roles), role))
	})
	fault := slices.ContainsFunc(w.exemptions, func(e Exemption) bool { return e.RunID == r.ID && e.Cause == "app-fault" && e.covers(stopID) })
	if !handed && fault {
		return
	}
	w.f.Required++
	if handed {
		w.f.HandedIn++
		return
	}
	by := []string{string(Driver), string(Porter)}
	if role != "" {
		by = []string{role}
	}
	w.lose(loss{Part: Completeness, Kind: "check-missing", Amount: 1, StopID: stopID, ChecklistID: def.ID, Preventable: by})
}

// ticks counts the pass ticks that complaints could speak against.
func (w *dayWork) ticks() {
	for i := range w.checks {
		for _, g := range w.checks[i].Grade.Items {
			if w.touchable[g.ItemID] && passTick(&w.checks[i], g) {
				w.f.Touchable++
			}
		}
	}
}

// complained adds what upheld complaints cost: by the crew's share, and nothing where the cause was
// outside the crew and recorded before.
func (w *dayWork) complained() {
	taken := map[ContradictedBy]float64{}
	for i := range w.complaints {
		k := &w.complaints[i]
		if !w.costs(k) {
			continue
		}
		if w.heldOff(k.ID, "", "") {
			w.lose(loss{Part: Voice, Kind: "appealed", ComplaintID: k.ID, StopID: k.Link.StopID})
			continue
		}
		share := float64(k.Decision.Shares.Crew()) / 100
		by := k.Decision.Shares.roles()
		penalty := w.standards.Score.Penalty[k.Severity] * share
		w.f.Penalty += penalty
		w.lose(loss{Part: Voice, Kind: "complaint", Amount: penalty, ComplaintID: k.ID, StopID: k.Link.StopID, Preventable: by})
		for _, t := range w.contradicted(k) {
			more := min(w.shareOf(k, t.MemberID), 1-taken[t])
			if more <= 0 {
				continue
			}
			taken[t] += more
			w.f.Contradicted += more
			w.lose(loss{Part: Honesty, Kind: "contradicted", Amount: more, ComplaintID: k.ID, CheckID: t.CheckID, ItemID: t.ItemID, MemberID: t.MemberID, StopID: k.Link.StopID, Preventable: by})
		}
		w.recovery(k, by)
	}
}

// costs tells whether a complaint was upheld with a share of the crew, and no outside cause takes it off them.
func (w *dayWork) costs(k *Complaint) bool {
	if k.Link.State != Linked || k.Decision == nil || k.Decision.Verdict == Dismissed || k.Decision.Shares.Crew() == 0 {
		return false
	}
	return !slices.ContainsFunc(w.exemptions, func(e Exemption) bool { return e.RunID == k.Link.RunID && e.frees(k) })
}

// heldOff tells whether an appeal that is open or granted keeps a complaint, or an item of a check, from counting.
func (w *dayWork) heldOff(complaintID, checkID, itemID string) bool {
	return slices.ContainsFunc(w.appeals, func(a Appeal) bool {
		return a.holdsOff() && a.ComplaintID == complaintID && a.CheckID == checkID && a.ItemID == itemID
	})
}

// shareOf is the part (0–1) of a verdict that falls on the ticks of a member: that of their role.
func (w *dayWork) shareOf(k *Complaint, memberID string) float64 {
	for i := range w.runs {
		if w.runs[i].ID != k.Link.RunID {
			continue
		}
		if m := w.runs[i].member(memberID); m != nil && m.Role == Driver {
			return float64(k.Decision.Shares.Driver) / 100
		}
	}
	return float64(k.Decision.Shares.Porter) / 100
}

// contradicted are the ticks of today's standing checks that a complaint speaks against, those of checks
// that came after it included; what the complaint itself lists is how it looked when it was tied.
func (w *dayWork) contradicted(k *Complaint) []ContradictedBy {
	cat := w.standards.Category(k.Category)
	if cat == nil {
		return nil
	}
	out := contradictedTicks(w.checks, k.Link, cat)
	for _, t := range k.Contradicts {
		known := slices.ContainsFunc(out, func(x ContradictedBy) bool { return x.ItemID == t.ItemID && x.MemberID == t.MemberID })
		if !known && w.correctedAfter(t.CheckID, k.FiledAt) {
			out = append(out, t)
			w.f.Touchable++
		}
	}
	return out
}

// correctedAfter tells whether a check was corrected after a time: a tick taken back once the venue has complained
// was still given.
func (w *dayWork) correctedAfter(checkID string, at Time) bool {
	return slices.ContainsFunc(w.checks, func(k Check) bool { return k.Supersedes == checkID && !k.ReceivedAt.Before(at.Time) })
}

func (s Shares) roles() []string {
	var out []string
	if s.Driver > 0 {
		out = append(out, string(Driver))
	}
	if s.Porter > 0 {
		out = append(out, string(Porter))
	}
	return out
}

func (w *dayWork) recovery(k *Complaint, by []string) {
	w.f.Upheld++
	first := k.Cycles[0]
	if k.Severity == checklists.SeverityCritical && k.current().ResolvedAt == nil {
		w.f.OpenCritical++
	}
	if len(k.Cycles) == 1 && first.ConfirmedAt != nil && first.ResolvedAt != nil && !first.ResolvedAt.After(first.DueResolveAt.Time) {
		w.f.Recovered++
		return
	}
	w.lose(loss{Part: Recovery, Kind: "not-recovered", Amount: 1, ComplaintID: k.ID, StopID: k.Link.StopID, Preventable: by})
}

// praised adds praise and ratings; five stars are 100, one is 0.
func (w *dayWork) praised() {
	for _, f := range w.feedback {
		if f.Kind == "praise" {
			w.f.Praises++
			w.lose(loss{Part: Voice, Kind: "praise", Amount: 1, StopID: f.StopID})
		}
		if f.Rating > 0 {
			w.f.Ratings++
			w.f.RatingSum += float64(f.Rating-1) * 25
			w.lose(loss{Part: Voice, Kind: "rating", Amount: 100 - float64(f.Rating-1)*25, StopID: f.StopID})
		}
	}
}
