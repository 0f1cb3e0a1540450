package models

import (
	"cmp"
	"slices"
	"time"

	"crewcheck/checklists"
)

// dayWork works one crew day out: the crew's figures, or with only set those of one member. It is pure.
type dayWork struct {
	*daySources
	*attendance
	only      string // member; "" is the crew as a whole
	f         Figures
	losses    []loss
	touchable map[string]bool // items that some complaint category, or evidence, contradicts
	helped    map[string]bool // stops with an extra-mile tick
	regiven   map[ContradictedBy]bool
}

func newDayWork(src *daySources) *dayWork {
	w := &dayWork{daySources: src, attendance: newAttendance(src), touchable: map[string]bool{}}
	for _, id := range evidenced {
		w.touchable[id] = true
	}
	for _, c := range src.standards.Categories {
		for _, id := range c.Contradicts {
			w.touchable[id] = true
		}
	}
	w.reopened()
	return w
}

// reopened marks the exemptions of stops at which nothing was to be delivered, and was after all.
func (w *dayWork) reopened() {
	for i := range w.exemptions {
		e := &w.exemptions[i]
		for _, r := range w.runs {
			e.deliveredYet = e.deliveredYet || emptiesStop(e.Cause) && slices.ContainsFunc(r.Stops, func(st Stop) bool {
				return st.RunID == e.RunID && st.ID == e.StopID && st.delivered(w.made[workPlace{st.RunID, st.ID}])
			})
		}
	}
}

// of is the same day as one member's.
func (w *dayWork) of(userID string) *dayWork {
	return &dayWork{daySources: w.daySources, attendance: w.attendance, touchable: w.touchable, only: userID}
}

// item is an item as the check's own version of the checklist has it; nil for an item of the venue's own.
func (w *dayWork) item(k *Check, id string) *checklists.Item {
	if def := w.versions[k.Checklist]; def != nil {
		return def.Item(id)
	}
	return nil
}

// lose notes a loss; what does not count is nobody's to prevent.
func (w *dayWork) lose(l loss) {
	if l.Kind == "exempt" || l.Kind == "appealed" {
		l.Preventable = nil
	}
	w.losses = append(w.losses, l)
}

func (w *dayWork) figures() (Figures, []loss) {
	w.f, w.losses, w.helped, w.regiven = Figures{}, []loss{}, map[string]bool{}, map[ContradictedBy]bool{}
	for i := range w.runs {
		r := &w.runs[i]
		if w.only != "" && r.member(w.only) == nil {
			continue
		}
		delivered := 0
		for i := range r.Stops {
			st := &r.Stops[i]
			at := workPlace{st.RunID, st.ID}
			w.compliance(r, at)
			if st.delivered(w.made[at]) && w.there(at) {
				delivered++
				w.f.Stops++
				w.punctuality(st)
				w.completeness(r, st)
			}
		}
		w.compliance(r, workPlace{r.ID, ""})
		if delivered > 0 {
			w.completeness(r, nil)
		}
	}
	w.ticks()
	w.complained()
	w.sampled()
	w.praised()
	return w.f, w.losses
}

// delivered tells whether the goods were brought: the crew said so, or handed in the receipt without saying that the
// stop failed. checks are the standing ones of the stop.
func (st *Stop) delivered(checks []*Check) bool {
	if st.Status == StopFailed || st.Status == StopSkipped {
		return false
	}
	return st.Status == StopDelivered || slices.ContainsFunc(checks, func(k *Check) bool {
		return k.StopID == st.ID && k.Checklist.ID == "delivery-receipt"
	})
}

// there tells whether the figures are of somebody who was at the stop; a crew was at all of its stops.
func (w *dayWork) there(at workPlace) bool {
	_, there := roleAmong(w.people[at], w.only)
	return w.only == "" || there
}

// exemption is the outside cause that takes an item at a stop off the crew, or nil.
func (w *dayWork) exemption(runID, stopID, itemID string) *Exemption {
	for i := range w.exemptions {
		e := &w.exemptions[i]
		if e.RunID == runID && e.freesItem(stopID, itemID) && !w.onlyClaim(e, stopID) {
			return e
		}
	}
	return nil
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
	check    *Check
	grade    checklists.ItemGrade
	member   string           // who answered; of an item without an answer, whose check it is
	item     *checklists.Item // nil: an item of the venue's own
	critical bool             // failed, and caps the checklist
}

// merged puts the checks of one checklist at one stop together item by item: an answer replaces no
// answer, and a later one an earlier one. checks are in the order they were received.
func (w *dayWork) merged(checks []*Check) []graded {
	at := map[slot]int{}
	var out []graded
	for _, k := range checks {
		for _, g := range k.Grade.Items {
			member := cmp.Or(g.MemberID, k.MemberID)
			key := slot{g.ItemID, ""}
			it := w.item(k, g.ItemID)
			if it != nil && it.Role == checklists.RoleBoth {
				key.memberID = member
			}
			next := graded{k, g, member, it, g.Outcome == checklists.OutcomeFail && slices.Contains(k.Grade.Critical, g.ItemID)}
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
func (w *dayWork) compliance(r *RunView, at workPlace) {
	byList := map[string][]*Check{}
	var order []string
	for _, k := range w.made[at] {
		if byList[k.Checklist.ID] == nil {
			order = append(order, k.Checklist.ID)
		}
		byList[k.Checklist.ID] = append(byList[k.Checklist.ID], k)
	}
	slices.Sort(order)
	for _, id := range order {
		items := w.merged(byList[id])
		if w.only != "" {
			items = slices.DeleteFunc(items, func(x graded) bool { return !w.owns(r, at, &x) })
		}
		w.oneChecklist(at, items)
	}
}

// owns tells whether an item counts for the member: they answered it and were there. What nobody answered, or
// somebody who was not there, is of all who were there in the item's role.
func (w *dayWork) owns(r *RunView, at workPlace, x *graded) bool {
	people := w.people[at]
	if at.stopID == "" {
		people = w.during(&r.Run, x.check)
	}
	shared := x.item == nil || x.item.Role == checklists.RoleBoth
	giver, there := roleAmong(people, x.member)
	if there && (shared || !notAnswered(x.grade) || string(giver) == x.item.Role) {
		return x.member == w.only
	}
	mine, _ := roleAmong(people, w.only)
	return !shared && string(mine) == x.item.Role
}

// oneChecklist adds up one checklist at one stop. A failed critical item caps it; what is free, optional or extra mile,
// does not count there, since it would widen what the cap takes, and never lowers a score.
func (w *dayWork) oneChecklist(at workPlace, items []graded) {
	var points, top, free float64
	var capping *graded
	frees := 0
	for i := range items {
		it := &items[i]
		g := it.grade
		if it.item != nil && it.item.Rules.ExtraMile && g.Outcome == checklists.OutcomePass {
			w.f.ExtraMile++
			w.helped[at.stopID] = true
		}
		if g.Outcome == checklists.OutcomeNA || g.Max == 0 || g.Points < g.Max && w.spared(at, it) {
			continue
		}
		if it.item != nil && it.item.Free() {
			free, frees = free+g.Max, frees+1
			continue
		}
		w.f.Items++
		points, top = points+g.Points, top+g.Max
		if g.Points < g.Max {
			l := w.itemLoss("item", at, it)
			l.Amount, l.Reasons = g.Max-g.Points, reasons(g.Reasons)
			w.lose(l)
		}
		if it.critical && capping == nil {
			capping = it
		}
	}
	if capping == nil {
		points, top, w.f.Items = points+free, top+free, w.f.Items+frees
	} else if limit := top * w.standards.Score.CriticalCap / 100; points > limit {
		l := w.itemLoss("critical-cap", at, capping)
		l.Amount, l.Reasons = points-limit, []Reason{cappedWhy(w.standards.Score.CriticalCap)}
		w.lose(l)
		points = limit
	}
	w.f.Points, w.f.Max = w.f.Points+points, w.f.Max+top
}

// spared tells whether a fault is shown and does not count: by an outside cause, or by an appeal.
func (w *dayWork) spared(at workPlace, it *graded) bool {
	kind, why := "", Reason{}
	if e := w.exemption(at.runID, at.stopID, it.grade.ItemID); e != nil {
		kind, why = "exempt", exemptWhy(e.Cause)
	} else if a := w.appealOf(it.check.ID, it.grade.ItemID); a != nil {
		kind, why = "appealed", appealWhy(a.Status)
	}
	if kind == "" {
		return false
	}
	l := w.itemLoss(kind, at, it)
	l.Reasons = append(reasons(it.grade.Reasons), why)
	w.lose(l)
	return true
}

func (w *dayWork) itemLoss(kind string, at workPlace, it *graded) loss {
	return loss{
		Part: Compliance, Kind: kind, CheckID: it.check.ID, ItemID: it.grade.ItemID, StopID: at.stopID, MemberID: it.member,
		What: itemWhat(it.item), Preventable: w.preventableAt(at, it), Evidence: photosTo(it.check, it.grade.ItemID, it.member),
	}
}

// preventableAt are the roles that could have prevented a fault: of an item that each answers for himself, that of who
// answered.
func (w *dayWork) preventableAt(at workPlace, it *graded) []string {
	def := w.versions[it.check.Checklist]
	role, there := roleAmong(w.people[at], it.member)
	if def != nil && it.item != nil && it.item.Role == checklists.RoleBoth && there && answeredByEach(def) {
		return []string{string(role)}
	}
	return preventable(it.item)
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

// punctuality compares when a stop was begun with its window. It is the driver's: porters have no such part.
func (w *dayWork) punctuality(st *Stop) {
	at := workPlace{st.RunID, st.ID}
	if role, _ := roleAmong(w.people[at], w.only); w.only != "" && role != Driver {
		return
	}
	begun := w.begun(st)
	if st.Window == nil || begun == nil {
		return
	}
	early := begun.Before(st.Window.From.Time.Add(-earlyMinutes * time.Minute))
	late := begun.After(st.Window.To.Time.Add(lateMinutes * time.Minute))
	e := w.exemption(st.RunID, st.ID, "conduct.on-time")
	if !early && !late {
		if e == nil {
			w.f.Windows++
			w.f.OnTime++
		}
		return
	}
	l := loss{Part: Punctuality, Kind: "late", Amount: 1, StopID: st.ID, What: onTimeWhat, Preventable: []string{string(Driver)}}
	l.Reasons = []Reason{lateWhy(begun.Sub(st.Window.To.Time))}
	if early {
		l.Reasons = []Reason{earlyWhy(st.Window.From.Sub(begun.Time))}
	}
	if e != nil {
		l.Kind, l.Amount, l.Reasons = "exempt", 0, append(l.Reasons, exemptWhy(e.Cause))
	} else {
		w.f.Windows++
	}
	w.lose(l)
}

// begun is when work at a stop began: the arrival, else the first check.
func (w *dayWork) begun(st *Stop) *Time {
	if st.ArrivedAt != nil {
		return st.ArrivedAt
	}
	var first *Time
	for _, k := range w.made[workPlace{st.RunID, st.ID}] {
		if first == nil || k.StartedAt.Before(first.Time) {
			first = &k.StartedAt
		}
	}
	return first
}
