package models

import (
	"cmp"
	"slices"

	"crewcheck/checklists"
)

// ticks counts the pass ticks that complaints and evidence could speak against, of a member those they gave.
func (w *dayWork) ticks() {
	for i := range w.checks {
		k := &w.checks[i]
		for _, g := range k.Grade.Items {
			if w.touchable[g.ItemID] && w.mine(cmp.Or(g.MemberID, k.MemberID)) && passTick(k, g) {
				w.f.tick(g.ItemID, 1)
			}
		}
	}
}

// mine tells whether what a member did counts in these figures.
func (w *dayWork) mine(memberID string) bool { return w.only == "" || w.only == memberID }

// complained adds what upheld complaints cost: by the share, and nothing where the cause was outside the crew and
// recorded before.
func (w *dayWork) complained() {
	taken := map[gainsaid]float64{}
	for i := range w.complaints {
		k := &w.complaints[i]
		if !w.upheld(k) {
			continue
		}
		share, by := w.share(k)
		l := w.complaintLoss(Voice, "complaint", k, by)
		if kind, why := w.heldOff(k); kind != "" {
			if share > 0 {
				l.Kind, l.Reasons = kind, append(l.Reasons, why)
				w.lose(l)
			}
			continue
		}
		if share > 0 {
			w.f.uphold(k.Severity, share)
			w.f.contradict(k.Category, w.standards.Category(k.Category).Contradicts, 0)
			l.Amount, l.Severity, l.Reasons = share, k.Severity, append(l.Reasons, shareWhy(share))
			if w.onlyClaimed(k) {
				l.Reasons = append(l.Reasons, onlyClaimWhy)
			}
			w.lose(l)
		}
		w.gainsay(k, taken)
		if share > 0 {
			w.recovery(k, by)
		}
	}
}

func (w *dayWork) complaintLoss(part, kind string, k *Complaint, by []string) loss {
	l := loss{Part: part, Kind: kind, ComplaintID: k.ID, StopID: k.Link.StopID, Preventable: by, Evidence: k.Photos}
	l.What, l.Reasons = w.standards.Category(k.Category).Text, []Reason{complaintWhy(k)}
	return l
}

// gainsaid is a tick with the category of the complaints against it.
type gainsaid struct {
	ContradictedBy
	category string
}

// gainsay counts the ticks that an upheld complaint speaks against, each by the share of who gave it. Complaints of one
// category take no more than the whole tick together.
func (w *dayWork) gainsay(k *Complaint, taken map[gainsaid]float64) {
	for _, t := range w.contradicted(k) {
		role, share := w.shareOf(k, t.MemberID)
		key := gainsaid{t, k.Category}
		more := min(share, 1-taken[key])
		if more <= 0 {
			continue
		}
		taken[key] += more
		w.f.contradict(k.Category, w.standards.Category(k.Category).Contradicts, more)
		l := w.complaintLoss(Honesty, "contradicted", k, []string{string(role)})
		l.Amount, l.Category, l.CheckID, l.ItemID, l.MemberID = more, k.Category, t.CheckID, t.ItemID, t.MemberID
		l.What, l.Reasons = w.whatOf(t), []Reason{contradictedWhy(w.standards.Category(k.Category).Text, k)}
		for i := range w.checks {
			if w.checks[i].ID == t.CheckID {
				l.Evidence = slices.Concat(photosTo(&w.checks[i], t.ItemID, t.MemberID), k.Photos)
			}
		}
		w.lose(l)
	}
}

// whatOf is the text of a tick's item.
func (w *dayWork) whatOf(t ContradictedBy) Text {
	for i := range w.lists {
		if it := w.lists[i].Definition.Item(t.ItemID); it != nil {
			return it.Text
		}
	}
	return itemWhat(nil)
}

// upheld tells whether a complaint was upheld with a share of the crew.
func (w *dayWork) upheld(k *Complaint) bool {
	return k.Link.State == Linked && k.Decision != nil && k.Decision.Verdict != Dismissed && k.Decision.Shares.Crew() > 0 &&
		w.standards.Category(k.Category) != nil
}

// heldOff tells why an upheld complaint does not count, if it does not: an outside cause that was recorded before it,
// or an appeal that is open or granted.
func (w *dayWork) heldOff(k *Complaint) (kind string, why Reason) {
	for i := range w.exemptions {
		if e := &w.exemptions[i]; e.RunID == k.Link.RunID && e.frees(k) {
			return "exempt", exemptWhy(e.Cause)
		}
	}
	for i := range w.appeals {
		if a := &w.appeals[i]; a.ComplaintID == k.ID && a.holdsOff(k.Decision.At) {
			return "appealed", appealWhy(a.Status)
		}
	}
	return "", Reason{}
}

// onlyClaimed tells whether an outside cause of a complaint was recorded when the complaint was there already.
func (w *dayWork) onlyClaimed(k *Complaint) bool {
	return slices.ContainsFunc(w.exemptions, func(e Exemption) bool { return e.RunID == k.Link.RunID && e.concerns(k) && !e.frees(k) })
}

// appealOf is the appeal that keeps an item of a check from counting, or nil.
func (w *dayWork) appealOf(checkID, itemID string) *Appeal {
	for i := range w.appeals {
		if a := &w.appeals[i]; a.CheckID == checkID && a.ItemID == itemID && a.holdsOff(a.VerdictAt) {
			return a
		}
	}
	return nil
}

// share is the part (0–1) of a verdict that falls on these figures, and the roles it falls on. A member bears the
// share of the role they had there and then, divided among those who had it too.
func (w *dayWork) share(k *Complaint) (float64, []string) {
	s := k.Decision.Shares
	if w.only == "" {
		return float64(s.Crew()) / 100, s.roles()
	}
	role, _ := roleAmong(k.Link.Members, w.only)
	alike := 0
	for _, m := range k.Link.Members {
		if m.Role == role {
			alike++
		}
	}
	if alike == 0 {
		return 0, nil
	}
	return s.of(role) / float64(alike), []string{string(role)}
}

// shareOf is the role of a member on the complaint's run, and the part (0–1) of the verdict that falls on the ticks of
// that role.
func (w *dayWork) shareOf(k *Complaint, memberID string) (Role, float64) {
	role := Porter
	for i := range w.runs {
		if w.runs[i].ID != k.Link.RunID {
			continue
		}
		if m := w.runs[i].member(memberID); m != nil {
			role = m.Role
		}
	}
	return role, k.Decision.Shares.of(role)
}

// contradicted are the ticks of today's standing checks that a complaint speaks against, those of checks
// that came after it included; what the complaint itself lists is how it looked when it was tied.
func (w *dayWork) contradicted(k *Complaint) []ContradictedBy {
	out := contradictedTicks(w.checks, k.Link, w.standards.Category(k.Category))
	for _, t := range k.Contradicts {
		known := slices.ContainsFunc(out, func(x ContradictedBy) bool { return x.ItemID == t.ItemID && x.MemberID == t.MemberID })
		if known || !w.correctedAfter(t.CheckID, k.FiledAt) {
			continue
		}
		out = append(out, t)
		if w.mine(t.MemberID) && !w.regiven[t] {
			w.regiven[t] = true
			w.f.tick(t.ItemID, 1)
		}
	}
	return slices.DeleteFunc(out, func(t ContradictedBy) bool { return !w.mine(t.MemberID) })
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

// of is the share (0–1) of a role of the crew.
func (s Shares) of(role Role) float64 {
	if role == Driver {
		return float64(s.Driver) / 100
	}
	return float64(s.Porter) / 100
}

func (w *dayWork) recovery(k *Complaint, by []string) {
	w.f.Upheld++
	if k.Severity == checklists.SeverityCritical && k.current().ResolvedAt == nil {
		w.f.OpenCritical++
	}
	why, recovered := recoveryWhy(k)
	if recovered {
		w.f.Recovered++
		return
	}
	l := w.complaintLoss(Recovery, "not-recovered", k, by)
	l.Amount, l.Reasons = 1, append(l.Reasons, why)
	w.lose(l)
}

// praised adds praise and ratings; five stars are 100, one is 0.
func (w *dayWork) praised() {
	for _, f := range w.feedback {
		if !w.there(workPlace{f.RunID, f.StopID}) {
			continue
		}
		if f.Kind == "praise" {
			w.f.Praises++
			if w.helped[f.StopID] {
				w.f.Confirmed++
			}
			w.lose(loss{Part: Voice, Kind: "praise", Amount: 1, StopID: f.StopID, What: praiseWhat})
		}
		if f.Rating > 0 {
			w.f.Ratings++
			w.f.RatingSum += float64(f.Rating-1) * 25
			w.lose(loss{Part: Voice, Kind: "rating", Amount: 100 - float64(f.Rating-1)*25, StopID: f.StopID, What: ratingWhat(f.Rating)})
		}
	}
}
