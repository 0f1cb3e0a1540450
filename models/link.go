package models

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"crewcheck/checklists"
)

// How a complaint is tied to a stop by time (see Link). The figures are chosen so that a stop within
// about two hours before the named time links by itself, and anything doubtful goes to a person.
const (
	linkReach     = 72 * time.Hour // how far back a stop may lie
	linkBefore    = 2 * time.Hour  // how far a venue may err to before the crew came
	linkCertain   = 0.8            // needed to link without a person
	linkMargin    = 2.0            // and so many times the next candidate
	linkOverlap   = 0.9            // confidence when the crew was there at the named time
	linkFade      = 24 * time.Hour // confidence falls by e over this gap
	linkAdmitted  = 0.08           // an item the category touches that the crew itself failed or left out
	linkRole      = 0.02           // the role complained of was there
	linkNoRole    = 0.5            // times, when it was not
	linkSilent    = 0.5            // of a stop planned for then whose phone has not reported yet
	linkMost      = 0.99
	presenceGuess = 30 * time.Minute // length of a presence of which one end is known
)

// presence is a stop with the time its crew was really there and what it ticked.
type presence struct {
	stop     Stop
	run      Run
	from, to Time
	planned  bool // nobody came, as far as is known; the span is the plan's
	checks   []Check
}

// when is the span of time that a complaint names, half-open.
type when struct{ from, to Time }

// linkByTime ranks the presences and links the complaint if one stands out. It is pure.
func linkByTime(at when, about []Role, cat *checklists.Category, found []presence) Link {
	link := Link{State: Unlinked, Method: ByTime, Candidates: []Candidate{}, Members: []LinkMember{}}
	byStop := map[string]presence{}
	if !comesLate(cat) && !slices.ContainsFunc(found, func(p presence) bool { return !p.planned }) {
		found = nil // a plan alone accuses nobody
	}
	for _, p := range found {
		if c, ok := weigh(at, about, cat, p); ok {
			link.Candidates = append(link.Candidates, c)
			byStop[c.StopID] = p
		}
	}
	slices.SortFunc(link.Candidates, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(y.Confidence, x.Confidence), cmp.Compare(x.StopID, y.StopID))
	})
	if len(link.Candidates) == 0 {
		link.Method = ""
		return link
	}
	link.State = NeedsReview
	best := link.Candidates[0]
	link.Confidence = best.Confidence
	if best.Confidence >= linkCertain && (len(link.Candidates) == 1 || best.Confidence >= linkMargin*link.Candidates[1].Confidence) {
		link.tie(byStop[best.StopID], at)
	}
	return link
}

// tie names the stop, the crew and those present.
func (l *Link) tie(p presence, at when) {
	l.State = Linked
	l.CrewID, l.RunID, l.StopID, l.Date = p.stop.CrewID, p.stop.RunID, p.stop.ID, p.stop.Date
	l.Members = membersAt(p, at)
}

// weigh tells how likely the complaint is about this presence, and why.
func weigh(at when, about []Role, cat *checklists.Category, p presence) (Candidate, bool) {
	c := Candidate{StopID: p.stop.ID, RunID: p.stop.RunID, CrewID: p.stop.CrewID, Why: []Reason{}}
	if p.planned && !comesLate(cat) && !p.silent() {
		return c, false
	}
	gap, before := gapOf(at, p)
	if gap > linkReach || before && gap > linkBefore {
		return c, false
	}
	conf := linkOverlap * math.Exp(-float64(gap)/float64(linkFade))
	switch {
	case p.planned && !comesLate(cat):
		conf = linkSilent
		c.because("planned-silent", "计划了这一站,手机还没有上报", "the stop was planned for then, and its phone has not reported yet")
	case p.planned:
		c.because("planned-not-there", "计划了这一站,但没有到店记录", "the stop was planned, and no phone was there")
	case gap == 0:
		c.because("there-then", "当时人在店里", "the crew was there at that time")
	case before:
		c.because("came-after", fmt.Sprintf("在所说时间之后 %s 到店", zhSpan(gap)), fmt.Sprintf("the crew came %s after that time", enSpan(gap)))
	default:
		c.because("left-before", fmt.Sprintf("在所说时间之前 %s 离店", zhSpan(gap)), fmt.Sprintf("the crew had left %s before", enSpan(gap)))
	}
	if item := admitted(cat, p.checks); item != "" {
		conf += linkAdmitted
		c.because("own-tick", "本组自己把「"+item+"」记为未做到", "the crew itself marked "+item+" as not done")
	}
	if len(about) > 0 {
		if slices.ContainsFunc(membersAt(p, at), func(m LinkMember) bool { return slices.Contains(about, m.Role) }) {
			conf += linkRole
			c.because("role-there", "被投诉的岗位当时在场", "the role complained of was there")
		} else {
			conf *= linkNoRole
			c.because("role-not-there", "被投诉的岗位当时不在场", "the role complained of was not there")
		}
	}
	c.Confidence = math.Round(math.Min(conf, linkMost)*100) / 100
	return c, true
}

func (c *Candidate) because(code, zh, en string) {
	c.Why = append(c.Why, Reason{code, Text{ZhCN: zh, En: en}})
}

// gapOf is the time between the named span and the presence; before tells that the named span lies
// before it. Zero when they overlap or touch.
func gapOf(at when, p presence) (gap time.Duration, before bool) {
	if at.from.After(p.to.Time) {
		return at.from.Sub(p.to.Time), false
	}
	if p.from.After(at.to.Time) {
		return p.from.Sub(at.to.Time), true
	}
	return 0, false
}

// admitted is an item the category touches that the crew itself failed or left out; "" when none.
func admitted(cat *checklists.Category, checks []Check) string {
	for _, k := range checks {
		for _, g := range k.Grade.Items {
			if (g.Outcome == checklists.OutcomeFail || g.Outcome == checklists.OutcomeNA) && slices.Contains(cat.Contradicts, g.ItemID) {
				return g.ItemID
			}
		}
	}
	return ""
}

// membersAt are the people of the run who were there: during the named span where it overlaps the
// presence, else during the presence. A span without length is that moment.
func membersAt(p presence, at when) []LinkMember {
	from, to := p.from, p.to
	if at.from.Before(to.Time) && !at.to.Before(from.Time) {
		if at.from.After(from.Time) {
			from = at.from
		}
		if at.to.Before(to.Time) {
			to = at.to
		}
	}
	out := []LinkMember{}
	for _, m := range p.run.Members {
		started := m.From == nil || m.From.Before(to.Time) || !m.From.After(from.Time)
		stayed := m.To == nil || m.To.After(from.Time)
		known := slices.ContainsFunc(out, func(x LinkMember) bool { return x.UserID == m.UserID })
		if started && stayed && !known {
			out = append(out, LinkMember{m.UserID, m.Name, m.Role})
		}
	}
	return out
}

func zhSpan(d time.Duration) string {
	if d < time.Hour {
		return fmt.Sprintf("%d 分钟", int(d.Minutes())+1)
	}
	return fmt.Sprintf("%.1f 小时", d.Hours())
}

func enSpan(d time.Duration) string {
	if d < time.Hour {
		return fmt.Sprintf("%d min", int(d.Minutes())+1)
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}

// presences gathers who was at the venue around the named time.
func (s *Service) presences(ctx context.Context, depotID, venueID string, at when) ([]presence, error) {
	f := Filter{
		Equal: map[string]any{"depotId": depotID, "venueId": venueID},
		From:  string(DateOf(at.from.Time.Add(-linkReach)).AddDays(-1)),
		To:    string(DateOf(at.to.Time).AddDays(3)),
		Limit: 200,
	}
	var out []presence
	err := s.store.Stops.All(ctx, f, func(st *Stop) error {
		p, ok, err := s.presenceAt(ctx, st)
		if ok {
			out = append(out, p)
		}
		return err
	})
	return out, err
}

// presenceAt finds when the crew was at a stop, by status and checks and never by plan — but for
// complaints that nobody came, whose stop has no presence to show.
func (s *Service) presenceAt(ctx context.Context, st *Stop) (presence, bool, error) {
	p := presence{stop: *st}
	if st.Status == StopRemoved {
		return p, false, nil
	}
	run, err := s.store.Runs.Get(ctx, st.RunID)
	if err != nil {
		return p, false, err
	}
	p.run = *run
	all, err := s.checksOfRun(ctx, st.RunID)
	if err != nil {
		return p, false, err
	}
	var there []*Check
	for i := range all {
		if all[i].StopID == st.ID {
			p.checks = append(p.checks, all[i])
			there = append(there, &all[i])
		}
	}
	if !p.seen(there) {
		return s.byPlan(ctx, p)
	}
	return p, true, nil
}

// seen finds when the crew was at the stop, by its status and checks; it tells whether anything says so.
func (p *presence) seen(checks []*Check) bool {
	st := &p.stop
	var times []Time
	for _, t := range []*Time{st.ArrivedAt, st.LeftAt} {
		if t != nil && (st.Status != StopSkipped || st.ArrivedAt != nil) {
			times = append(times, *t)
		}
	}
	for _, k := range checks {
		times = append(times, k.StartedAt, k.CompletedAt)
	}
	if len(times) == 0 {
		return false
	}
	compare := func(x, y Time) int { return x.Compare(y.Time) }
	p.from, p.to = slices.MinFunc(times, compare), slices.MaxFunc(times, compare)
	if st.ArrivedAt != nil && len(times) == 1 {
		p.to = p.from.Add(presenceGuess)
	}
	if st.LeftAt != nil && len(times) == 1 {
		p.from = p.to.Add(-presenceGuess)
	}
	return true
}

// byPlan is the presence of a stop that no phone has reported of: its window, else its day. For the complaint that
// nobody came, or came late, it is as good as a presence; for others it keeps the server from naming another crew
// while this one may still be on its way with the proof. A stop of later times is none.
func (s *Service) byPlan(ctx context.Context, p presence) (presence, bool, error) {
	p.planned = true
	if w := p.stop.Window; w != nil {
		p.from, p.to = w.From, w.To
	} else {
		depot, err := s.depot(ctx, p.stop.DepotID)
		if err != nil {
			return p, false, err
		}
		p.from, _ = resolveTime("00:00", p.stop.Date, depot.zone())
		p.to, _ = resolveTime("24:00", p.stop.Date, depot.zone())
	}
	return p, !p.from.After(s.Now().Time), nil
}

// silent tells whether the phone of a stop may still have something to report.
func (p presence) silent() bool {
	return p.planned && (p.stop.Status == StopPlanned || p.stop.Status == StopArrived)
}

// comesLate tells whether a complaint is that nobody came, or came late.
func comesLate(cat *checklists.Category) bool {
	return cat.Code == "not-delivered" || cat.Code == "late"
}

// link ties a complaint by what it names: receipt, stop, else time.
func (s *Service) link(ctx context.Context, k *Complaint, cat *checklists.Category) (Link, error) {
	at := when{k.OccurredFrom, k.OccurredTo}
	if k.ReceiptNumber != "" {
		f := Filter{Equal: map[string]any{"depotId": k.DepotID, "number": normalNumber(k.ReceiptNumber)}, Limit: 10}
		page, err := s.store.Receipts.List(ctx, f)
		if err != nil {
			return Link{}, err
		}
		for _, r := range page.Items {
			if r.VenueID == k.VenueID {
				return s.linkTo(ctx, r.StopID, ByReceipt, at)
			}
		}
		stopID, err := s.stopPrinted(ctx, k)
		if err != nil {
			return Link{}, err
		}
		if stopID != "" {
			return s.linkTo(ctx, stopID, ByReceipt, at)
		}
	}
	if k.StopID != "" {
		method := ByStop
		if k.Source == "qr" {
			method = ByCode
		}
		return s.linkTo(ctx, k.StopID, method, at)
	}
	found, err := s.presences(ctx, k.DepotID, k.VenueID, at)
	if err != nil {
		return Link{}, err
	}
	found = slices.DeleteFunc(found, func(p presence) bool { return p.tooLate(k.FiledAt, cat) })
	return linkByTime(at, k.About, cat, found), nil
}

// stopPrinted is the stop whose printed receipt bears the number that a complaint names, of those whose code could still be
// read; "" when there is none. Another number may have been signed there, or none.
func (s *Service) stopPrinted(ctx context.Context, k *Complaint) (string, error) {
	number, filed := normalNumber(k.ReceiptNumber), DateOf(k.FiledAt.Time)
	if len(number) != receiptDigits {
		return "", nil
	}
	f := Filter{
		Equal: map[string]any{"depotId": k.DepotID, "venueId": k.VenueID},
		From:  string(filed.AddDays(-receiptTokenDays - answerTokenDays)), To: string(filed.AddDays(2)),
	}
	found := ""
	err := s.store.Stops.All(ctx, f, func(st *Stop) error {
		if st.Status != StopRemoved && st.ReceiptNumber() == number {
			found = st.ID
		}
		return nil
	})
	return found, err
}

// tooLate tells whether a presence began after the complaint was filed, by more than clocks are off, so that it cannot be
// what the complaint is about; but who came after somebody complained that nobody comes is who came late.
func (p presence) tooLate(filed Time, cat *checklists.Category) bool {
	return p.from.After(filed.Add(clockSkew).Time) && (p.planned || !comesLate(cat))
}

// linkTo ties to one stop that was named, with confidence 1.
func (s *Service) linkTo(ctx context.Context, stopID, method string, at when) (Link, error) {
	st, err := s.store.Stops.Get(ctx, stopID)
	if err != nil {
		return Link{}, missing(err, "stopId")
	}
	p, ok, err := s.presenceAt(ctx, st)
	if err != nil {
		return Link{}, err
	}
	if !ok { // named for certain, though no phone was there: the day's crew answers
		p.from, p.to = at.from, at.to
		run, err := s.store.Runs.Get(ctx, st.RunID)
		if err != nil {
			return Link{}, err
		}
		p.run = *run
	}
	why := map[string]Reason{
		ByReceipt: {"receipt-named", Text{ZhCN: "回单号对应这一站", En: "the receipt number belongs to this stop"}},
		ByStop:    {"stop-named", Text{ZhCN: "投诉指明了这一站", En: "the complaint names this stop"}},
		ByHand:    {byHand, Text{ZhCN: "由主管指定", En: "tied by a supervisor"}},
		ByCode:    {"code-scanned", Text{ZhCN: "扫了这一站的回单码", En: "the code of this stop's receipt was scanned"}},
	}[method]
	l := Link{Method: method, Confidence: 1, Candidates: []Candidate{{StopID: st.ID, RunID: st.RunID, CrewID: st.CrewID, Confidence: 1, Why: []Reason{why}}}}
	l.tie(p, nearest(at, p))
	return l, nil
}

// byHand is the code of why a stop that nothing but a supervisor's hand named is a candidate.
const byHand = "linked-by-hand"

// amid puts a link made by hand among the candidates that there were, which stay to be compared and tied instead. A stop
// that a hand alone had named goes when it is untied.
func (l *Link) amid(before []Candidate) {
	all := []Candidate{}
	for _, c := range before {
		if !slices.ContainsFunc(c.Why, func(r Reason) bool { return r.Code == byHand }) {
			all = append(all, c)
		}
	}
	if l.StopID != "" && !slices.ContainsFunc(all, func(c Candidate) bool { return c.StopID == l.StopID }) {
		all = append(l.Candidates, all...)
	}
	l.Candidates = all
}

// nearest is the named span if the crew was there then, else the crew's own: a venue that
// complains the day after still means the people of that delivery.
func nearest(at when, p presence) when {
	if gap, _ := gapOf(at, p); gap > 0 {
		return when{p.from, p.to}
	}
	return at
}

// contradictions lists the pass ticks at the linked stop, and of its run, that the category speaks against.
func (s *Service) contradictions(ctx context.Context, l Link, cat *checklists.Category) ([]ContradictedBy, error) {
	out := []ContradictedBy{}
	if l.State != Linked {
		return out, nil
	}
	checks, err := s.checksOfRun(ctx, l.RunID)
	if err != nil {
		return nil, err
	}
	return contradictedTicks(checks, l, cat), nil
}

// contradictedTicks picks from the standing checks the pass ticks that a linked complaint speaks against.
func contradictedTicks(checks []Check, l Link, cat *checklists.Category) []ContradictedBy {
	out := []ContradictedBy{}
	for _, k := range checks {
		if k.RunID != l.RunID || k.StopID != "" && k.StopID != l.StopID {
			continue
		}
		for _, g := range k.Grade.Items {
			if slices.Contains(cat.Contradicts, g.ItemID) && passTick(&k, g) {
				out = append(out, ContradictedBy{k.ID, g.ItemID, cmp.Or(g.MemberID, k.MemberID)})
			}
		}
	}
	return out
}

// passTick tells whether a person claimed that the item was fine: by the tick, or by an answer that
// graded as a pass.
func passTick(k *Check, g checklists.ItemGrade) bool {
	if g.Outcome == checklists.OutcomePass || g.Outcome == checklists.OutcomeWarn {
		return true
	}
	return slices.ContainsFunc(k.Answers, func(a checklists.Answer) bool {
		return a.ItemID == g.ItemID && a.Result == checklists.Pass && cmp.Or(a.MemberID, k.MemberID) == cmp.Or(g.MemberID, k.MemberID)
	})
}
