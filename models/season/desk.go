package season

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"crewcheck/models"
)

// life is a complaint from its filing on.
type life struct {
	*grievance
	seq    int
	stored *models.Complaint
	next   func(ctx context.Context, l *lane) error
	due    time.Time
}

// desk is where complaints are filed and dealt with. The judge reads lives when all is over.
type desk struct {
	lives   []*life // filed, in the order of filing
	waiting []*grievance
}

// callsUntil is when the desk of a day ends: complaints of the night are filed before the next day's work.
func (w *world) callsUntil(day int) time.Time { return w.clock(w.date(day+1), 7, 30) }

// work deals with what is due until a time: first what was filed before, many complaints at once, then what is filed now, one
// after the other, so that numbers and repetitions come out the same.
func (k *desk) work(ctx context.Context, w *world, until time.Time) error {
	var due []*life
	for _, x := range k.lives {
		if x.next != nil && x.due.Before(until) {
			due = append(due, x)
		}
	}
	err := w.each(ctx, len(due), func(ctx context.Context, l *lane, i int) error {
		x := due[i]
		for x.next != nil && x.due.Before(until) {
			l.now = x.due
			if err := x.next(ctx, l); err != nil {
				return fmt.Errorf("complaint %s: %w", x.stored.Number, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return k.file(ctx, w, until)
}

func (k *desk) file(ctx context.Context, w *world, until time.Time) error {
	k.waiting = append(k.waiting, w.complaints...)
	w.complaints = nil
	slices.SortStableFunc(k.waiting, func(x, y *grievance) int {
		return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.stop.id, y.stop.id), cmp.Compare(x.matter.item, y.matter.item))
	})
	for len(k.waiting) > 0 && k.waiting[0].at.Before(until) {
		x := &life{grievance: k.waiting[0], seq: len(k.lives) + 1}
		k.waiting = k.waiting[1:]
		w.desks.now = x.at
		if err := x.file(ctx, w.desks); err != nil {
			return fmt.Errorf("a complaint about %s: %w", x.stop.id, err)
		}
		k.lives = append(k.lives, x)
	}
	return nil
}

// file has the venue's salesperson write the complaint down.
func (x *life) file(ctx context.Context, l *lane) error {
	g := x.grievance
	body := models.ComplaintCreate{VenueID: g.stop.venue.id, Category: g.matter.category}
	middle := models.At(g.stop.arrived.Add(g.stop.left.Sub(g.stop.arrived)/2 + g.near))
	switch g.how {
	case byReceipt:
		body.ReceiptNumber = g.stop.receipt
	case byCode:
		body.StopID, body.Source = g.stop.id, "qr"
	case byTime:
		body.OccurredAt = &middle
	case byDay:
		body.OccurredOn = g.shift.w.date(g.shift.day)
	}
	var err error
	x.stored, _, err = l.svc.FileComplaint(ctx, g.stop.venue.salesperson(g.shift.depot), fmt.Sprintf("season-%d", x.seq), body)
	if err != nil {
		return err
	}
	g.shift.w.tally.add(g.shift.depot, func(c *Counts) { c.Complaints++ })
	x.then(x.stored.DueAckAt.Sub(x.stored.FiledAt.Time), g.taken, x.acknowledge)
	return nil
}

// then plans a step at a share of a time allowed since the filing, and after the last step.
func (x *life) then(allowed time.Duration, share float64, do func(ctx context.Context, l *lane) error) {
	at := x.stored.FiledAt.Time.Add(time.Duration(share * float64(allowed)))
	if first := x.due.Add(time.Minute); at.Before(first) {
		at = first
	}
	x.due, x.next = at, do
}

func (x *life) allowed() time.Duration { return x.stored.DueResolveAt.Sub(x.stored.FiledAt.Time) }

func (x *life) acknowledge(ctx context.Context, l *lane) error {
	_, err := l.svc.AcknowledgeComplaint(ctx, x.stop.venue.salesperson(x.shift.depot), x.stored.ID)
	x.then(x.allowed(), x.decided, x.decide)
	return err
}

// decide ties what could not be tied by itself, and gives the verdict.
func (x *life) decide(ctx context.Context, l *lane) error {
	k, err := l.svc.Complaint(ctx, x.shift.depot.supervisor(), x.stored.ID)
	if err != nil {
		return err
	}
	if k.Link.State != models.Linked {
		if err := x.tie(ctx, l, k); err != nil {
			return err
		}
	}
	if k, err = l.svc.DecideComplaint(ctx, x.shift.depot.supervisor(), x.stored.ID, x.verdict); err != nil {
		return err
	}
	x.stored = k
	x.then(x.allowed(), x.resolved, x.resolve)
	return nil
}

// tie names the stop by hand: the right one, or the first other that the service offers.
func (x *life) tie(ctx context.Context, l *lane, k *models.Complaint) error {
	id := x.stop.id
	for _, c := range k.Link.Candidates {
		if x.untie && c.StopID != id {
			id = c.StopID
			break
		}
	}
	x.shift.w.tally.add(x.shift.depot, func(c *Counts) { c.TiedByHand++ })
	_, err := l.svc.LinkComplaint(ctx, x.shift.depot.supervisor(), x.stored.ID, models.LinkBody{StopID: id, Reason: "与店家核对过"})
	return err
}

func (x *life) resolve(ctx context.Context, l *lane) error {
	_, err := l.svc.ResolveComplaint(ctx, x.stop.venue.salesperson(x.shift.depot), x.stored.ID, models.NoteBody{Note: "已上门改正"})
	if x.next = nil; x.confirmed {
		x.due, x.next = x.due.Add(20*time.Hour), x.confirm
	}
	return err
}

func (x *life) confirm(ctx context.Context, l *lane) error {
	x.next = nil
	_, err := l.svc.ConfirmComplaint(ctx, asManager, x.stored.ID, models.ConfirmBody{Note: "电话回访,店家满意"})
	return err
}
