package models

import (
	"context"
	"slices"
)

// States of a receipt. Receipts of before there were states read as signed.
const (
	ReceiptSigned     = "signed"
	ReceiptHandedOver = "handed-over"
	ReceiptReconciled = "reconciled"
)

// closesNextDay is the hour of a depot's close before which it is the close of the night before: a depot that closes
// at 02:00 works past midnight.
const closesNextDay = "06:00"

// closeOf is when a depot closes the day of a run: receipts are due by then.
func (d *Depot) closeOf(day Date) Time {
	if d.ClosesAt < closesNextDay {
		day = day.AddDays(1)
	}
	at, _ := resolveTime(d.ClosesAt, day, d.zone())
	return at
}

// signed fills in the custody of a receipt that is new.
func (s *Service) signed(ctx context.Context, r *Receipt, check *Check) error {
	depot, err := s.depot(ctx, check.DepotID)
	if err != nil {
		return err
	}
	r.State, r.Date, r.DueAt, r.SentBy = ReceiptSigned, check.Date, depot.closeOf(check.Date), check.SentBy
	return nil
}

// handedOver tells whether the receipt has left the crew.
func (r *Receipt) handedOver() bool {
	return r.State == ReceiptHandedOver || r.State == ReceiptReconciled
}

// seesReceipt: supervisors those of their depots, venues and sales those of their venues, crews their own.
func (c Caller) seesReceipt(r *Receipt) bool {
	return c.Supervises(r.DepotID) || c.AnswersFor(r.VenueID) || c.IsCrew() && slices.Contains(c.CrewIDs, r.CrewID)
}

// custodian finds a receipt that the caller may take over: a supervisor or the venue's salesperson, and nobody who
// held it, so that no receipt is accepted by its own bearer. Errors: record.missing, auth.forbidden, receipt.holder.
func (s *Service) custodian(ctx context.Context, c Caller, id string) (*Receipt, error) {
	r, err := s.store.Receipts.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	run, err := s.run(ctx, r.RunID)
	if err != nil {
		return nil, err
	}
	holds := r.SentBy == c.UserID || c.worksOn(run)
	if !c.seesReceipt(r) && !holds {
		return nil, E("record.missing", "id")
	}
	if holds {
		return nil, E("receipt.holder", "")
	}
	if !c.Supervises(r.DepotID) && !c.Is(Sales) {
		return nil, E("auth.forbidden", "")
	}
	return r, nil
}

// HandOverReceipt notes that the caller has the paper in hand. Again it changes nothing.
// Errors: record.missing, auth.forbidden, receipt.holder.
func (s *Service) HandOverReceipt(ctx context.Context, c Caller, id string, b NoteBody) (*Receipt, error) {
	if err := b.validate(false); err != nil {
		return nil, err
	}
	r, err := s.custodian(ctx, c, id)
	if err != nil {
		return nil, err
	}
	poke, err := s.markDay(ctx, day{r.DepotID, r.CrewID, r.Date})
	if err != nil {
		return nil, err
	}
	defer poke()
	return s.store.Receipts.Update(ctx, id, func(r *Receipt) error {
		if r.handedOver() {
			return errKeep
		}
		now := s.Now()
		r.State, r.HandedOverAt, r.HandedOverTo, r.HandOverNote = ReceiptHandedOver, now.Ptr(), c.UserID, b.Note
		r.Late = now.After(r.DueAt.Time) && !r.DueAt.IsZero()
		return nil
	})
}

// ReconcileReceipt notes that the receipt agrees with the venue's books. Again it changes nothing.
// Errors: as HandOverReceipt, and receipt.state before it was handed over.
func (s *Service) ReconcileReceipt(ctx context.Context, c Caller, id string, b NoteBody) (*Receipt, error) {
	if err := b.validate(false); err != nil {
		return nil, err
	}
	if _, err := s.custodian(ctx, c, id); err != nil {
		return nil, err
	}
	return s.store.Receipts.Update(ctx, id, func(r *Receipt) error {
		switch r.State {
		case ReceiptReconciled:
			return errKeep
		case ReceiptHandedOver:
		default:
			return E("receipt.state", "id", ReceiptSigned)
		}
		r.State, r.ReconciledAt, r.ReconciledBy, r.ReconcileNote = ReceiptReconciled, s.Now().Ptr(), c.UserID, b.Note
		return nil
	})
}

// ListReceipts lists receipts, the newest first.
func (s *Service) ListReceipts(ctx context.Context, c Caller, q ListQuery) (Page[Receipt], error) {
	f := q.filter()
	if !c.receiptScope(&f) {
		return none[Receipt]()
	}
	f.orMissing("state", ReceiptSigned)
	return listByDepot(ctx, s, s.store.Receipts, f, "crewId", "venueId", "number")
}

func (c Caller) receiptScope(f *Filter) bool {
	return c.venueScope(f) || c.IsCrew() && c.ownCrews(f, "crewId")
}

// orMissing lets records without the field pass as those of its first value.
func (f *Filter) orMissing(field, first string) {
	if f.Equal[field] != first {
		return
	}
	delete(f.Equal, field)
	if f.In == nil {
		f.In = map[string][]any{}
	}
	f.In[field] = []any{first, ""}
}

// OverdueReceipts lists the receipts that are still with their crew though the depot has closed on their day, the
// newest first. What was handed over is not overdue, whatever state is asked for.
func (s *Service) OverdueReceipts(ctx context.Context, c Caller, q ListQuery) (Page[Receipt], error) {
	f := q.filter()
	if state := f.Equal["state"]; state != nil && state != ReceiptSigned || !c.receiptScope(&f) {
		return none[Receipt]()
	}
	f.Equal["state"] = ReceiptSigned
	f.orMissing("state", ReceiptSigned)
	if err := s.nameDepots(ctx, &f, "state"); err != nil {
		return Page[Receipt]{}, err
	}
	return kept(ctx, s.store.Receipts, f, func(r *Receipt) bool { return !s.Now().Before(r.DueAt.Time) })
}
