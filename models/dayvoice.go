package models

import (
	"slices"

	"crewcheck/checklists"
)

// ticks counts the pass ticks that complaints could speak against.
func (w *dayWork) ticks() {
	for i := range w.checks {
		for _, g := range w.checks[i].Grade.Items {
			if w.touchable[g.ItemID] && passTick(&w.checks[i], g) {
				w.f.tick(g.ItemID, 1)
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
		if w.appealed(k) {
			w.lose(loss{Part: Voice, Kind: "appealed", ComplaintID: k.ID, StopID: k.Link.StopID})
			continue
		}
		share := float64(k.Decision.Shares.Crew()) / 100
		by := k.Decision.Shares.roles()
		penalty := w.standards.Score.Penalty[k.Severity] * share
		w.f.Penalty += penalty
		w.lose(loss{Part: Voice, Kind: "complaint", Amount: penalty, ComplaintID: k.ID, StopID: k.Link.StopID, Preventable: by})
		w.f.touch(w.standards.Category(k.Category).Contradicts)
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

// appealed tells whether an appeal that is open or granted keeps the verdict of a complaint from counting.
func (w *dayWork) appealed(k *Complaint) bool {
	return slices.ContainsFunc(w.appeals, func(a Appeal) bool { return a.ComplaintID == k.ID && a.holdsOff(k.Decision.At) })
}

// appealedItem tells the same of an item of a check.
func (w *dayWork) appealedItem(checkID, itemID string) bool {
	return slices.ContainsFunc(w.appeals, func(a Appeal) bool {
		return a.CheckID == checkID && a.ItemID == itemID && a.holdsOff(a.VerdictAt)
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
			w.f.tick(t.ItemID, 1)
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
