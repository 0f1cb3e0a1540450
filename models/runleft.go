package models

import (
	"context"
	"slices"

	"crewcheck/checklists"
)

// maxLeft bounds how many people taken off a run are remembered; those of the longest ago are forgotten first.
const maxLeft = 40

// takenOff are the people that a plan of these members takes off the run, and those taken off before. Who is taken off
// before a phone can have had the run has never been on it.
func (r *Run) takenOff(members []Member, since, now Time) []Member {
	planned := func(id string) bool {
		return slices.ContainsFunc(members, func(m Member) bool { return m.UserID == id })
	}
	var out []Member
	for _, m := range slices.Concat(r.Left, r.Members) {
		if planned(m.UserID) || now.Before(since.Time) {
			continue
		}
		if m.To == nil || m.To.After(now.Time) {
			m.To = now.Ptr()
		}
		out = append(out, m)
	}
	return out[max(0, len(out)-maxLeft):]
}

// known finds a user who is on the run or was taken off it, or nil.
func (r *Run) known(userID string) *Member {
	if m := r.member(userID); m != nil {
		return m
	}
	return r.gone(userID)
}

// gone finds the last entry of a user who was taken off the run, or nil.
func (r *Run) gone(userID string) *Member {
	for i := len(r.Left) - 1; i >= 0; i-- {
		if r.Left[i].UserID == userID {
			return &r.Left[i]
		}
	}
	return nil
}

// peopleOf are the members that a check speaks for.
func (k *Check) peopleOf() []string {
	out := []string{k.MemberID}
	for _, a := range k.Answers {
		if a.MemberID != "" && !slices.Contains(out, a.MemberID) {
			out = append(out, a.MemberID)
		}
	}
	return out
}

// workedOff tells whether a check was begun by somebody who was off the run by then.
func (r *Run) workedOff(k *Check) bool {
	return slices.ContainsFunc(k.peopleOf(), func(id string) bool {
		m := r.gone(id)
		return m != nil && r.member(id) == nil && !k.StartedAt.Before(m.To.Time)
	})
}

// bringBack puts people who were taken off a run on it again, up to when they were taken off, when a check that comes in
// now tells that they worked on it until then, which planning could not know: the work, and what is said of it, is theirs.
// The day is marked already.
func (s *Service) bringBack(ctx context.Context, r *Run, k *Check) error {
	people := k.peopleOf()
	worked := func(m Member) bool { return k.StartedAt.Before(m.To.Time) && slices.Contains(people, m.UserID) }
	if !slices.ContainsFunc(r.Left, worked) {
		return nil
	}
	_, err := s.store.Runs.Update(ctx, r.ID, func(r *Run) error {
		var left []Member
		for _, m := range r.Left {
			if !worked(m) {
				left = append(left, m)
			} else if r.member(m.UserID) == nil {
				r.Members = append(r.Members, m)
			}
		}
		r.Left = left
		return nil
	})
	s.runs.drop(r.ID)
	return err
}

// rolesOfRun are the roles and names of all who are or were on the run.
func (r *Run) rolesOfRun(gc *checklists.Context) {
	gc.MemberRoles = map[string]string{}
	for _, m := range slices.Concat(r.Left, r.Members) {
		gc.MemberRoles[m.UserID] = string(m.Role)
		gc.Crew = append(gc.Crew, m.Name)
	}
}
