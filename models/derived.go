package models

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
)

// DerivedCollections are what holds nothing but what follows from other records: it may be deleted, and Recompute
// brings the same back, to the byte of their contents.
var DerivedCollections = []string{
	crewDaySpec.Name, memberSpec.Name, lossSpec.Name, depotDaySpec.Name, bottleStopSpec.Name, bottleLedgerSpec.Name,
	crewDayItemSpec.Name, stopFigureSpec.Name, watchListSpec.Name, serviceDaySpec.Name,
}

// Derived calls each with every derived document: its collection, its id, and its content without the head, as JSON. Of
// warnings that are live it gives what is worked out, under the id of their subject: what people did with them is no
// part of it, nor is when they were raised. Those that the clock alone makes worse are left out.
func (s *Service) Derived(ctx context.Context, each func(collection, id string, content []byte) error) error {
	for _, read := range []func() error{
		func() error { return contents(ctx, s.store.CrewDays, each) },
		func() error { return contents(ctx, s.store.MemberDays, each) },
		func() error { return contents(ctx, s.store.losses, each) },
		func() error { return contents(ctx, s.store.depotDays, each) },
		func() error { return contents(ctx, s.store.bottleStops, each) },
		func() error { return contents(ctx, s.store.bottleLedgers, each) },
		func() error { return contents(ctx, s.store.crewDayItems, each) },
		func() error { return contents(ctx, s.store.stopFigures, each) },
		func() error { return contents(ctx, s.store.watchLists, each) },
		func() error { return contents(ctx, s.store.serviceDays, each) },
		func() error { return s.derivedWarnings(ctx, each) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// contents gives the documents of a collection without their heads.
func contents[T any, P interface {
	*T
	Document
}](ctx context.Context, c Collection[T, P], each func(collection, id string, content []byte) error) error {
	return c.All(ctx, Filter{Ascending: true, Limit: 500}, func(doc P) error {
		head := doc.Head()
		id := head.ID
		*head = Meta{}
		text, err := json.Marshal(doc)
		if err != nil {
			return err
		}
		return each(c.spec.Name, id, text)
	})
}

func (s *Service) derivedWarnings(ctx context.Context, each func(collection, id string, content []byte) error) error {
	live := Filter{In: map[string][]any{"state": liveWarnings}, Ascending: true, Limit: 500}
	return s.store.Warnings.All(ctx, live, func(w *Warning) error {
		if slices.Contains(clockWarnings, w.Kind) {
			return nil
		}
		id := w.Slot
		*w = Warning{
			DepotID: w.DepotID, CrewID: w.CrewID, VenueID: w.VenueID, ItemID: w.ItemID, RunID: w.RunID, Kind: w.Kind, Owner: w.Owner,
			Reason: w.Reason, Suggest: w.Suggest, Figures: w.Figures, Through: w.Through, Evidence: w.Evidence,
		}
		text, err := json.Marshal(w)
		if err != nil {
			return err
		}
		return each(warningSpec.Name, id, text)
	})
}

// Recompute works every crew day that has a run or figures, from a date on, out anew, with the warnings and charts that rest on
// them; "" is all of time. It may be stopped and repeated: what it did not get to keeps its mark, and the worker of a
// server goes on from there. It tells how many days there were.
func (s *Service) Recompute(ctx context.Context, from Date) (int, error) {
	n, err := s.MarkDays(ctx, from)
	if err != nil {
		return n, err
	}
	if _, err := s.WorkOutPending(ctx, true); err != nil {
		return n, err
	}
	return n, s.recountLedgers(ctx, from)
}

// MarkDays has every crew day from a date on worked out anew, by whoever is the worker.
func (s *Service) MarkDays(ctx context.Context, from Date) (int, error) {
	days, err := s.daysFrom(ctx, from)
	if err != nil {
		return 0, err
	}
	for _, d := range days {
		if _, err := s.markDay(ctx, d); err != nil {
			return 0, err
		}
	}
	return len(days), nil
}

// recountLedgers adds the months of every venue up once more, from that of a date on: working days out leaves a ledger alone that
// has seen their stops, even where it was lost.
func (s *Service) recountLedgers(ctx context.Context, from Date) error {
	type month struct{ depotID, venueID, month string }
	seen := map[month]bool{}
	return s.store.bottleStops.All(ctx, Filter{From: string(from), Ascending: true, Limit: 500}, func(x *bottleStop) error {
		m := month{x.DepotID, x.VenueID, string(x.Date[:7])}
		if seen[m] {
			return nil
		}
		seen[m] = true
		return s.recountMonth(ctx, x.DepotID, x.VenueID, x.Date)
	})
}

// daysFrom are the crew days with runs or figures from a date on, in the order of their dates.
func (s *Service) daysFrom(ctx context.Context, from Date) ([]day, error) {
	found := map[day]bool{}
	f := Filter{From: string(from), Ascending: true, Limit: 500}
	if err := s.store.Runs.All(ctx, f, func(r *Run) error { found[dayOf(r)] = true; return nil }); err != nil {
		return nil, err
	}
	if err := s.store.CrewDays.All(ctx, f, func(d *CrewDay) error { found[day{d.DepotID, d.CrewID, d.Date}] = true; return nil }); err != nil {
		return nil, err
	}
	out := make([]day, 0, len(found))
	for d := range found {
		out = append(out, d)
	}
	slices.SortFunc(out, func(x, y day) int { return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.id(), y.id())) })
	return out, nil
}
