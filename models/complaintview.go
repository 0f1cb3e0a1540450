package models

import "slices"

// seesComplaint: supervisors those of their depots, venues and sales those of their venues, crews
// those that are about them.
func (c Caller) seesComplaint(k *Complaint) bool {
	if c.Supervises(k.DepotID) || c.AnswersFor(k.VenueID) {
		return true
	}
	return c.isSubject(k)
}

// readsAllOf: whoever decides a complaint, and whoever sells to its venue.
func (c Caller) readsAllOf(k *Complaint) bool {
	return c.Supervises(k.DepotID) || c.AnswersFor(k.VenueID) && !c.Is(VenueRole)
}

// forCaller is what a caller reads of a complaint: who decides it or sells to the venue all of it, the venue's own account what
// concerns the venue, everybody else not who spoke.
func (k *Complaint) forCaller(c Caller) *Complaint {
	switch {
	case c.readsAllOf(k):
		return k
	case c.AnswersFor(k.VenueID):
		return k.withoutNames(c).forVenue()
	}
	out := k.withoutNames(c)
	out.Contact = nil
	return out
}

// forVenue leaves out, of a copy, who was to blame for what and how that was found: the venue reads what it said, how
// that stands, and the answer.
func (k *Complaint) forVenue() *Complaint {
	k.Link = Link{State: k.Link.State, StopID: k.Link.StopID, Date: k.Link.Date, Members: []LinkMember{}, Candidates: []Candidate{}}
	k.Contradicts, k.Responses, k.Steps = []ContradictedBy{}, nil, []ComplaintStep{}
	k.Decision = k.Decision.verdict()
	for i := range k.Cycles {
		k.Cycles[i].Decision = k.Cycles[i].Decision.verdict()
	}
	for i, e := range k.Events {
		if !toldToVenue(e.Type) {
			k.Events[i].Note = ""
		}
	}
	return k
}

// toldToVenue tells whether the words that go with an event of a complaint are the venue's own, or meant for it.
func toldToVenue(event string) bool {
	return slices.Contains([]string{"filed", "resolved", "confirmed", "reopened"}, event)
}

// withoutNames is a copy that does not tell who did what.
func (k *Complaint) withoutNames(c Caller) *Complaint {
	out := *k
	out.FiledBy, out.ContentHash = "", ""
	out.Events = slices.Clone(k.Events)
	for i := range out.Events {
		out.Events[i].By = ""
	}
	out.Decision = k.Decision.withoutName()
	out.Link.Candidates = []Candidate{}
	out.Cycles = slices.Clone(k.Cycles)
	for i := range out.Cycles {
		out.Cycles[i].Clock.Pauses = pausesFor(c, k, out.Cycles[i].Clock.Pauses)
		out.Cycles[i].Decision = out.Cycles[i].Decision.withoutName()
		out.Cycles[i].FollowUps = slices.Clone(out.Cycles[i].FollowUps)
		for j := range out.Cycles[i].FollowUps {
			out.Cycles[i].FollowUps[j].By = ""
		}
	}
	out.Steps, out.Goodwill = slices.Clone(k.Steps), slices.Clone(k.Goodwill)
	for i := range out.Steps {
		out.Steps[i].By = ""
	}
	for i := range out.Goodwill {
		out.Goodwill[i].By, out.Goodwill[i].Key = "", ""
	}
	return &out
}

// involves tells whether the complaint is about the caller or their crew.
func (k *Complaint) involves(c Caller) bool {
	return k.Link.State == Linked && (slices.Contains(c.CrewIDs, k.Link.CrewID) ||
		slices.ContainsFunc(k.Link.Members, func(m LinkMember) bool { return m.UserID == c.UserID }))
}
