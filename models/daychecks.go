package models

import (
	"slices"

	"crewcheck/checklists"
)

// completeness counts the checks that a delivered stop asks for; without a stop, those of the run. A
// checklist that drivers and porters answer each for themselves is asked of both.
func (w *dayWork) completeness(r *RunView, st *Stop) {
	scope, at := checklists.PerRun, workPlace{r.ID, ""}
	if st != nil {
		scope, at.stopID = checklists.PerStop, st.ID
	}
	for i := range w.lists {
		def := &w.lists[i].Definition
		if def.Scope != scope {
			continue
		}
		for _, role := range w.askedOf(def, r) {
			if w.only == "" || w.askedOfMe(def, at, role) {
				w.askFor(def, r, at, role)
			}
		}
	}
}

// askedOfMe tells whether the member was there in a role that the checklist is asked of.
func (w *dayWork) askedOfMe(def *checklists.Definition, at workPlace, role string) bool {
	people := w.people[at]
	if at.stopID == "" {
		people = w.askedFor(at.runID, def)
	}
	mine, there := roleAmong(people, w.only)
	if role != "" {
		return there && string(mine) == role
	}
	return there && slices.Contains(rolesIn(def), string(mine))
}

// answeredByEach tells whether drivers and porters each answer a checklist for themselves: one of a stop with items of
// the driver's and of both.
func answeredByEach(def *checklists.Definition) bool {
	has := func(role string) bool {
		return slices.ContainsFunc(def.Items, func(it checklists.Item) bool { return it.Role == role })
	}
	return def.Scope == checklists.PerStop && has(checklists.RoleDriver) && has(checklists.RoleBoth)
}

// askedOf are the roles that each hand in the checklist; one empty role when one check of anybody does.
func (w *dayWork) askedOf(def *checklists.Definition, r *RunView) []string {
	if !answeredByEach(def) {
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

func (w *dayWork) askFor(def *checklists.Definition, r *RunView, at workPlace, role string) {
	roles := map[string]string{}
	for _, m := range r.Members {
		roles[m.UserID] = string(m.Role)
	}
	handed := slices.ContainsFunc(w.made[at], func(k *Check) bool {
		return k.Checklist.ID == def.ID && (role == "" || slices.Contains(rolesOf(k, roles), role))
	})
	fault := slices.ContainsFunc(w.exemptions, func(e Exemption) bool { return e.RunID == r.ID && e.Cause == "app-fault" && e.covers(at.stopID) })
	if handed {
		w.f.Required++
		w.f.HandedIn++
		return
	}
	l := loss{Part: Completeness, Kind: "check-missing", Amount: 1, StopID: at.stopID, ChecklistID: def.ID, What: def.Title, Preventable: rolesIn(def)}
	l.Reasons = []Reason{missingWhy(role)}
	if role != "" {
		l.Preventable = []string{role}
	}
	if fault {
		l.Kind, l.Amount, l.Reasons = "exempt", 0, append(l.Reasons, exemptWhy("app-fault"))
	} else {
		w.f.Required++
	}
	w.lose(l)
}
