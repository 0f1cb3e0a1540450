package models

import (
	"context"
	"time"
)

// finding is what a working-out says of one subject: it should be warned of.
type finding struct {
	slot string
	// anchor is the beginning of the evidence; with the slot it makes the id of a new warning.
	anchor                                        string
	depotID, crewID, venueID, itemID, runID, kind string
	owner                                         Role
	reason                                        Text
	suggest                                       Suggestion
	figures                                       WarningFigures
	evidence                                      []Evidence
	through                                       Time
}

// slotOf names the subject of a warning; the words are always in the order kind, depot, then what it is about.
func slotOf(kind, depotID string, about ...string) string {
	return namedID(append([]string{"slot", kind, depotID}, about...)...)
}

// fill writes what was worked out into a warning; what people did with it stays.
func (w *Warning) fill(f *finding) {
	w.DepotID, w.CrewID, w.VenueID, w.ItemID, w.RunID, w.Kind = f.depotID, f.crewID, f.venueID, f.itemID, f.runID, f.kind
	w.Owner, w.Reason, w.Suggest, w.Figures, w.Through = f.owner, f.reason, f.suggest, f.figures, f.through
	w.Evidence = latest(f.evidence, maxEvidence)
	if w.Evidence == nil {
		w.Evidence = []Evidence{}
	}
}

// settleWarning brings the warnings of one subject in line with what was worked out: live is the one that is live (nil:
// none), f what should be (nil: nothing). Doing it twice, or on two servers, changes nothing more.
func (s *Service) settleWarning(ctx context.Context, live *Warning, f *finding) error {
	switch {
	case live != nil && f != nil:
		_, err := s.store.Warnings.Update(ctx, live.ID, func(w *Warning) error {
			before := contentHash(w)
			if !w.live() {
				return errKeep
			}
			if w.fill(f); contentHash(w) == before {
				return errKeep
			}
			return nil
		})
		return err
	case live != nil:
		return s.told(ctx, live.ID, func() error {
			_, err := s.store.Warnings.Update(ctx, live.ID, func(w *Warning) error {
				if !w.live() {
					return errKeep
				}
				w.end(WarningLapsed, WarningEvent{Type: WarningLapsed, At: s.Now()})
				return nil
			})
			return err
		})
	case f != nil:
		return s.raise(ctx, f)
	}
	return nil
}

// told marks a warning as one that has something to tell, and then writes it.
func (s *Service) told(ctx context.Context, id string, write func() error) error {
	poke, err := s.tellOf(ctx, Subject{aboutWarning, id})
	if err != nil {
		return err
	}
	defer poke()
	return write()
}

// raise stores a new warning. One of the same evidence that has lapsed lives again; one that was acted on or
// dismissed does not.
func (s *Service) raise(ctx context.Context, f *finding) error {
	w := &Warning{State: WarningOpen, RaisedAt: s.Now(), Slot: f.slot}
	w.ID = namedID("warning", f.slot, f.anchor)
	w.fill(f)
	w.event(WarningEvent{Type: "raised", At: w.RaisedAt})
	return s.told(ctx, w.ID, func() error {
		err := s.store.Warnings.Insert(ctx, w)
		if !IsCode(err, "store.duplicate") {
			return err
		}
		_, err = s.store.Warnings.Update(ctx, w.ID, func(x *Warning) error {
			if x.State != WarningLapsed || len(x.Events) >= maxWarningEvents {
				return errKeep
			}
			x.State, x.Slot, x.RaisedAt = WarningOpen, f.slot, s.Now()
			x.event(WarningEvent{Type: "raised-again", At: x.RaisedAt})
			x.fill(f)
			return nil
		})
		if IsCode(err, "store.missing") || IsCode(err, "store.duplicate") {
			return nil // another server was faster with other evidence: its warning is the live one
		}
		return err
	})
}

// warnedOf is what the warnings that there are say to a working-out: the live ones by slot, and how far the evidence
// reaches that was decided on.
type warnedOf struct {
	live    map[string]*Warning
	through map[string]Time
}

// after is the end of the evidence of a subject that was acted on or dismissed; zero: none was.
func (x *warnedOf) after(slot string) Time { return x.through[slot] }

// How many ended warnings are looked at for what was decided, the newest first: of a kind in a depot, and of a venue.
const (
	decidedOfDepot = 500
	decidedOfVenue = 50
)

// warned reads the warnings of a depot or venue, of the ended ones at most the given number. slot gives the subject of
// one, "" of those that do not belong here.
func (s *Service) warned(ctx context.Context, of map[string]any, decided int, slot func(*Warning) string) (*warnedOf, error) {
	out := &warnedOf{live: map[string]*Warning{}, through: map[string]Time{}}
	live := Filter{Equal: of, In: map[string][]any{"state": liveWarnings}}
	if err := s.store.Warnings.All(ctx, live, func(w *Warning) error {
		if key := slot(w); key != "" {
			kept := *w
			out.live[key] = &kept
		}
		return nil
	}); err != nil {
		return nil, err
	}
	page, err := s.store.Warnings.List(ctx, Filter{Equal: of, In: map[string][]any{"state": {WarningActed, WarningDismissed}}, Limit: decided})
	for i := range page.Items {
		w := &page.Items[i]
		if key := slot(w); key != "" && w.Through.After(out.through[key].Time) {
			out.through[key] = w.Through
		}
	}
	return out, err
}

// settleAll settles the findings, and lapses the live warnings that nothing was found of.
func (s *Service) settleAll(ctx context.Context, have *warnedOf, found []finding) error {
	seen := map[string]bool{}
	for i := range found {
		f := &found[i]
		seen[f.slot] = true
		if err := s.settleWarning(ctx, have.live[f.slot], f); err != nil {
			return err
		}
	}
	for slot, w := range have.live {
		if !seen[slot] {
			if err := s.settleWarning(ctx, w, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// days between two dates, both included.
func daysOf(from, to Date) int { return int(to.Time().Sub(from.Time())/(24*time.Hour)) + 1 }
