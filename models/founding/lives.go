package founding

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

type bottleRow = checklists.BottleCount

// life is a complaint from its filing on.
type life struct {
	p      *planter
	key    string
	cause  *grievance
	stored *models.Complaint
}

// step is something that happens to a complaint at an instant, and may bring the next.
type step struct {
	at  time.Time
	seq int
	do  func(ctx context.Context, l *lane) (*step, error)
}

// lastMinute keeps the case clear of the present: what would come later than this before now is left to come.
const lastMinute = time.Minute

// plantComplaints lets the complaints live, one after the other in the order of time, so that their numbers are
// the same for the same seed.
func (p *planter) plantComplaints(ctx context.Context) error {
	l, err := p.openLane(ctx, p.opts.Now)
	if err != nil {
		return err
	}
	var agenda []*step
	causes := p.grievances()
	for i := range causes {
		x := &life{p: p, key: fmt.Sprintf("founding-%03d", i+1), cause: &causes[i]}
		agenda = append(agenda, &step{at: causes[i].at, seq: i, do: x.file})
	}
	for len(agenda) > 0 {
		slices.SortFunc(agenda, func(x, y *step) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.seq, y.seq)) })
		next := agenda[0]
		agenda = agenda[1:]
		if next.at.After(p.opts.Now.Add(-lastMinute)) {
			continue
		}
		l.now = next.at
		follow, err := next.do(ctx, l)
		if err != nil {
			return err
		}
		if follow != nil {
			follow.seq = next.seq
			agenda = append(agenda, follow)
		}
	}
	return nil
}

// file has the venue's own account complain where it has one, else its salesperson.
func (x *life) file(ctx context.Context, l *lane) (*step, error) {
	g := x.cause
	st := g.deed.stop
	body := models.ComplaintCreate{
		VenueID: venueID(st.venue), Category: g.category, Description: g.text,
		Contact: &models.ComplaintContact{Name: venues[st.venue].keeper, Phone: fmt.Sprintf("1000000%04d", 1000+st.venue)},
	}
	middle := models.At(g.deed.arrived.Add(g.deed.left.Sub(g.deed.arrived) / 2))
	switch g.how {
	case byReceipt:
		body.ReceiptNumber = st.receipt
	case byStop:
		body.StopID, body.Source = st.id, "qr"
	case byTime:
		body.OccurredAt = &middle
	case bySpan:
		from, to := models.At(x.p.clock(g.deed.shift.plan.date.AddDays(-2), 0, 0)), models.At(l.now)
		body.OccurredFrom, body.OccurredTo = &from, &to
	}
	var err error
	x.stored, _, err = l.svc.FileComplaint(ctx, x.filer(), x.key, body)
	if err != nil || g.fate == staysOpen {
		return nil, err
	}
	return x.next(0.5*ackShare(x), x.acknowledge), nil
}

// account is the venue's own, or nil.
func (x *life) account() *person {
	for i := range people {
		if at, ok := venueAccounts[people[i].id]; ok && at == x.cause.deed.stop.venue {
			return &people[i]
		}
	}
	return nil
}

func (x *life) filer() models.Caller {
	if who := x.account(); who != nil {
		return models.Caller{UserID: who.id, Roles: []models.Role{models.VenueRole}, VenueIDs: venueIDsOf(who)}
	}
	return x.salesperson()
}

func (x *life) salesperson() models.Caller {
	i := slices.IndexFunc(people, func(w person) bool { return w.id == salesOf(x.cause.deed.stop.venue) })
	return models.Caller{UserID: people[i].id, Roles: []models.Role{models.Sales}, DepotIDs: []string{depotID}, VenueIDs: venueIDsOf(&people[i])}
}

// ackShare is the time to acknowledge as a share of the time to resolve.
func ackShare(x *life) float64 {
	return float64(x.stored.DueAckAt.Sub(x.stored.FiledAt.Time)) / float64(x.stored.DueResolveAt.Sub(x.stored.FiledAt.Time))
}

// next plans a step at a share of the time to resolve; 1 is the last instant in time.
func (x *life) next(share float64, do func(context.Context, *lane) (*step, error)) *step {
	allowed := x.stored.DueResolveAt.Sub(x.stored.FiledAt.Time)
	return &step{at: x.stored.FiledAt.Time.Add(time.Duration(share * float64(allowed))), do: do}
}

func (x *life) acknowledge(ctx context.Context, l *lane) (*step, error) {
	k, err := l.svc.AcknowledgeComplaint(ctx, x.salesperson(), x.stored.ID)
	if err != nil || x.cause.fate == staysAcknowledged || k.Link.State == models.NeedsReview {
		return nil, err
	}
	return x.next(0.2, x.decide), nil
}

func (x *life) decide(ctx context.Context, l *lane) (*step, error) {
	_, err := l.svc.DecideComplaint(ctx, asSupervisor, x.stored.ID, x.cause.verdict)
	switch x.cause.fate {
	case madeGood:
		return x.next(0.8, x.resolve), err
	case madeGoodLate:
		return x.next(1.5, x.resolve), err
	}
	return nil, err
}

func (x *life) resolve(ctx context.Context, l *lane) (*step, error) {
	note := models.NoteBody{Note: "已上门道歉并当场改正,店家在场"}
	_, err := l.svc.ResolveComplaint(ctx, x.salesperson(), x.stored.ID, note)
	return &step{at: l.now.Add(20 * time.Hour), do: x.confirm}, err
}

// confirm is the venue's word, or the manager's after a call.
func (x *life) confirm(ctx context.Context, l *lane) (*step, error) {
	by, note := asManager, "电话回访,店家满意"
	if x.account() != nil {
		by, note = x.filer(), "可以了"
	}
	_, err := l.svc.ConfirmComplaint(ctx, by, x.stored.ID, models.ConfirmBody{Note: note})
	return nil, err
}
