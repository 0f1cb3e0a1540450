package models

import (
	"slices"

	"crewcheck/checklists"
)

// workPlace is a stop of a run; without a stop it is the run itself.
type workPlace struct{ runID, stopID string }

// attendance says who was where on a day, from the runs' people and from when the crew was at each stop.
type attendance struct {
	made   map[workPlace][]*Check // checks, in the order they were received
	people map[workPlace][]LinkMember
	// first and last are, by run, who was at the first and at the last stop: whom checks of the run are asked of.
	first, last map[string][]LinkMember
}

func newAttendance(src *daySources) *attendance {
	a := &attendance{
		made: map[workPlace][]*Check{}, people: map[workPlace][]LinkMember{},
		first: map[string][]LinkMember{}, last: map[string][]LinkMember{},
	}
	for i := range src.checks {
		k := &src.checks[i]
		at := workPlace{k.RunID, k.StopID}
		a.made[at] = append(a.made[at], k)
	}
	for i := range src.runs {
		a.attend(&src.runs[i])
	}
	return a
}

// attend works out who was at the stops of a run.
func (a *attendance) attend(r *RunView) {
	var from, to Time
	for i := range r.Stops {
		at := workPlace{r.ID, r.Stops[i].ID}
		p := presence{stop: r.Stops[i], run: r.Run}
		if !p.seen(a.made[at]) {
			continue
		}
		there := membersAt(p, when{p.from, p.to})
		a.people[at] = there
		if from.IsZero() || p.from.Before(from.Time) {
			from, a.first[r.ID] = p.from, there
		}
		if to.IsZero() || p.to.After(to.Time) {
			to, a.last[r.ID] = p.to, there
		}
	}
}

// during are those on the run while a check of the run was made.
func (a *attendance) during(r *Run, k *Check) []LinkMember {
	p := presence{run: *r, from: k.StartedAt, to: k.CompletedAt}
	return membersAt(p, when{p.from, p.to})
}

// askedFor are those a checklist of the run is asked of: one done before the trip of those at the first stop,
// any other of those at the last.
func (a *attendance) askedFor(runID string, def *checklists.Definition) []LinkMember {
	if len(def.Items) > 0 && def.Items[0].Phase == checklists.PhaseBefore {
		return a.first[runID]
	}
	return a.last[runID]
}

func roleAmong(people []LinkMember, userID string) (Role, bool) {
	i := slices.IndexFunc(people, func(m LinkMember) bool { return m.UserID == userID })
	if i < 0 {
		return "", false
	}
	return people[i].Role, true
}

// rolesIn are the roles that have items in a checklist.
func rolesIn(def *checklists.Definition) []string {
	var out []string
	for _, role := range []Role{Driver, Porter} {
		if slices.ContainsFunc(def.Items, func(it checklists.Item) bool { return it.Role == string(role) || it.Role == checklists.RoleBoth }) {
			out = append(out, string(role))
		}
	}
	return out
}
