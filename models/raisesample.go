package models

import (
	"context"
	"maps"
	"slices"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// settleSamples brings the samples of a day's runs in line with what speaks against their ticks: new ones are raised, open
// ones follow, and lapse when nothing is left; decided ones stay as they are. Of checks that came in long ago nothing
// moves. Doing it twice, or on two servers, changes nothing more.
func (s *Service) settleSamples(ctx context.Context, src *daySources) error {
	x, err := s.gatherEvidence(ctx, src)
	if err != nil {
		return err
	}
	found := map[string]*EvidenceSample{}
	for _, d := range x.doubtsOf() {
		next := x.sample(&d)
		found[next.ID] = next
	}
	old := map[string]bool{} // checks that nothing moves of
	for i := range src.checks {
		old[src.checks[i].ID] = s.tooOld(&src.checks[i])
	}
	for i := range src.runs {
		ofRun := Filter{Equal: map[string]any{"runId": src.runs[i].ID}}
		if err := s.store.Samples.All(ctx, ofRun, func(k *EvidenceSample) error {
			next := found[k.ID]
			delete(found, k.ID)
			if k.State == SampleDecided || old[k.CheckID] {
				return nil
			}
			return s.followSample(ctx, k, next)
		}); err != nil {
			return err
		}
	}
	for _, id := range sortedKeys(found) {
		if !old[found[id].CheckID] {
			if err := s.raiseSample(ctx, found[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// sample is a doubt as it is asked about.
func (x *dayEvidence) sample(d *doubt) *EvidenceSample {
	k := d.check
	out := &EvidenceSample{
		DepotID: k.DepotID, CrewID: k.CrewID, RunID: k.RunID, StopID: k.StopID, VenueID: k.VenueID, Date: k.Date, CheckID: k.ID,
		Kind: d.kind, Contradicts: x.ticksOf(k, d.items), Reason: d.reason, Evidence: d.evidence[:min(len(d.evidence), maxEvidence)],
		MemberIDs: []string{}, State: SampleOpen,
	}
	out.ID = sampleID(d.kind, k.ID)
	if out.Evidence == nil {
		out.Evidence = []Evidence{}
	}
	for _, t := range out.Contradicts {
		if !slices.Contains(out.MemberIDs, t.MemberID) {
			out.MemberIDs = append(out.MemberIDs, t.MemberID)
		}
	}
	return out
}

func (s *Service) raiseSample(ctx context.Context, x *EvidenceSample) error {
	x.RaisedAt = s.Now()
	tell, err := s.tellOf(ctx, Subject{aboutSample, x.ID})
	if err != nil {
		return err
	}
	defer tell()
	if err := s.store.Samples.Insert(ctx, x); !IsCode(err, "store.duplicate") {
		return err
	}
	return nil
}

// followSample writes what is found by now into a sample that nobody has decided; nil lets it lapse.
func (s *Service) followSample(ctx context.Context, old, next *EvidenceSample) error {
	_, err := s.store.Samples.Update(ctx, old.ID, func(x *EvidenceSample) error {
		before := contentHash(x)
		switch {
		case x.State == SampleDecided:
			return errKeep
		case next == nil:
			x.State = SampleLapsed
		default:
			meta, raised := x.Meta, x.RaisedAt
			*x = *next
			x.Meta, x.RaisedAt = meta, raised
		}
		if contentHash(x) == before {
			return errKeep
		}
		return nil
	})
	return err
}

// gatherEvidence reads what is not the crew's word about a day.
func (s *Service) gatherEvidence(ctx context.Context, src *daySources) (*dayEvidence, error) {
	x := &dayEvidence{
		dayWork: newDayWork(src), venues: map[string]*Venue{}, reused: map[string][]photoUse{},
		recounts: map[string]*Recount{}, cases: map[string]bool{}, books: map[string][]venueBooks{},
	}
	for i := range src.runs {
		if err := s.gatherRunEvidence(ctx, &src.runs[i], x); err != nil {
			return nil, err
		}
	}
	for i := range src.checks {
		if err := s.gatherReused(ctx, &src.checks[i], x); err != nil {
			return nil, err
		}
		if err := s.gatherUnits(ctx, &src.checks[i], x.cases); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func (s *Service) gatherRunEvidence(ctx context.Context, run *RunView, x *dayEvidence) error {
	copies, err := s.copiesOf(ctx, run.ID, x.checks)
	if err != nil {
		return err
	}
	x.copies = append(x.copies, copies...)
	r, found, err := s.store.Recounts.Find(ctx, run.ID)
	if err != nil {
		return err
	}
	if found {
		x.recounts[run.ID] = r
	}
	for i := range run.Stops {
		st := &run.Stops[i]
		if x.venues[st.VenueID], err = s.venue(ctx, st.VenueID); err != nil {
			return err
		}
		if takes(x.made[workPlace{run.ID, st.ID}]) {
			if x.books[st.ID], err = s.booksBefore(ctx, st); err != nil {
				return err
			}
		}
	}
	return nil
}

// takes tells whether checks say that more empties stood at a venue than the slack of its books.
func takes(checks []*Check) bool {
	for _, k := range checks {
		for _, a := range k.Answers {
			for _, b := range a.Bottles {
				if b.Taken+b.Left > balanceSlack {
					return true
				}
			}
		}
	}
	return false
}

// gatherReused finds the pictures of a flagged check that another stop showed before.
func (s *Service) gatherReused(ctx context.Context, k *Check, x *dayEvidence) error {
	if !slices.Contains(k.Flags, FlagPhotoReused) {
		return nil
	}
	for _, sha := range photosOf(k) {
		held, found, err := s.store.claims.Find(ctx, "photo:"+sha)
		if err != nil {
			return err
		}
		if found && (held.RunID != k.RunID || held.StopID != k.StopID) {
			x.reused[k.ID] = append(x.reused[k.ID], photoUse{sha, held.CheckID, held.StopID})
		}
	}
	return nil
}

// gatherUnits finds which products of a check's lots are counted in cases.
func (s *Service) gatherUnits(ctx context.Context, k *Check, cases map[string]bool) error {
	for _, a := range k.Answers {
		for _, l := range a.Lots {
			if _, known := cases[l.ProductID]; known {
				continue
			}
			p, found, err := s.store.Products.Find(ctx, l.ProductID)
			if err != nil {
				return err
			}
			cases[l.ProductID] = found && p.Unit == "case"
		}
	}
	return nil
}
