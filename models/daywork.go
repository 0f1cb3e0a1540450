package models

import (
	"cmp"
	"slices"
	"time"

	"crewcheck/checklists"
)

// dayWork works one crew day out; it is pure.
type dayWork struct {
	*daySources
	f         Figures
	losses    []loss
	touchable map[string]bool // items that some complaint category contradicts
}

func newDayWork(src *daySources) *dayWork {
	w := &dayWork{daySources: src, losses: []loss{}, touchable: map[string]bool{}}
	for _, c := range src.standards.Categories {
		for _, id := range c.Contradicts {
			w.touchable[id] = true
		}
	}
	return w
}

// item is an item as the check's own version of the checklist has it; nil for an item of the venue's own.
func (w *dayWork) item(k *Check, id string) *checklists.Item {
	if def := w.versions[k.Checklist]; def != nil {
		return def.Item(id)
	}
	return nil
}

func (w *dayWork) lose(l loss) { w.losses = append(w.losses, l) }

func (w *dayWork) figures() (Figures, []loss) {
	for _, r := range w.runs {
		delivered := 0
		for i := range r.Stops {
			st := &r.Stops[i]
			w.compliance(st.RunID, st.ID)
			if st.delivered(w.checks) {
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
	w.f.settle()
	return w.f, w.losses
}

// delivered tells whether the goods were brought: the crew said so, or handed in the receipt without saying that the
// stop failed. checks are standing ones.
func (st *Stop) delivered(checks []Check) bool {
	if st.Status == StopFailed || st.Status == StopSkipped {
		return false
	}
	return st.Status == StopDelivered || slices.ContainsFunc(checks, func(k Check) bool {
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
	checkID  string
	grade    checklists.ItemGrade
	member   string
	item     *checklists.Item // nil: an item of the venue's own
	critical bool             // failed, and caps the checklist
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
			it := w.item(&k, g.ItemID)
			if it != nil && it.Role == checklists.RoleBoth {
				key.memberID = member
			}
			next := graded{k.ID, g, member, it, g.Outcome == checklists.OutcomeFail && slices.Contains(k.Grade.Critical, g.ItemID)}
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
		def := it.item
		if def != nil && def.Rules.ExtraMile && g.Outcome == checklists.OutcomePass {
			w.f.ExtraMile++
		}
		if g.Outcome == checklists.OutcomeNA || g.Max == 0 || g.Points < g.Max && w.exempt(runID, stopID, g.ItemID) {
			continue
		}
		if g.Points < g.Max && w.appealedItem(it.checkID, g.ItemID) {
			w.lose(loss{Part: Compliance, Kind: "appealed", CheckID: it.checkID, ItemID: g.ItemID, StopID: stopID, MemberID: it.member})
			continue
		}
		points, top = points+g.Points, top+g.Max
		if g.Points < g.Max {
			w.lose(loss{Part: Compliance, Kind: "item", Amount: g.Max - g.Points, CheckID: it.checkID, ItemID: g.ItemID, StopID: stopID, MemberID: it.member, Preventable: preventable(def), Reasons: reasons(g.Reasons)})
		}
		if it.critical && capping == nil {
			capping = it
		}
	}
	if limit := top * w.standards.Score.CriticalCap / 100; capping != nil && points > limit {
		w.lose(loss{Part: Compliance, Kind: "critical-cap", Amount: points - limit, CheckID: capping.checkID, ItemID: capping.grade.ItemID, StopID: stopID, MemberID: capping.member, Preventable: preventable(capping.item)})
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
