package models

import (
	"cmp"
	"context"
	"slices"

	"crewcheck/checklists"
)

// Figures are the counts that a score is made of; figures of several days add up.
type Figures struct {
	Stops    int     `json:"stops"`    // delivered
	Points   float64 `json:"points"`   // won, after the cap of failed critical items
	Max      float64 `json:"max"`      // to be won
	Required int     `json:"required"` // checks that delivered stops ask for
	HandedIn int     `json:"handedIn"`
	Windows  int     `json:"windows"` // delivered stops with an agreed window
	OnTime   int     `json:"onTime"`
	// Ticks counts the pass ticks of every item that complaints can speak against; Touched names the items that the
	// upheld complaints could. Touchable is the ticks of those items; Contradicted is those that upheld complaints
	// speak against, by the crew's share (0–1 each).
	Ticks        []ItemCount `json:"ticks,omitempty"`
	Touched      []string    `json:"touched,omitempty"`
	Touchable    int         `json:"touchable"`
	Contradicted float64     `json:"contradicted"`
	Penalty      float64     `json:"penalty"` // points of upheld complaints by the crew's share, not yet per 100 stops
	Praises      int         `json:"praises"`
	Ratings      int         `json:"ratings"`
	RatingSum    float64     `json:"ratingSum"` // each 0–100
	Upheld       int         `json:"upheld"`    // complaints with a share of the crew
	Recovered    int         `json:"recovered"` // of these: resolved in time and confirmed by the venue
	ExtraMile    int         `json:"extraMile"`
	// OpenCritical counts upheld critical complaints that are not resolved.
	OpenCritical int `json:"openCritical"`
}

// ItemCount is a number for one item.
type ItemCount struct {
	ItemID string `json:"itemId"`
	N      int    `json:"n"`
}

// tick counts n more pass ticks of an item; the items stay in order.
func (f *Figures) tick(itemID string, n int) {
	i, found := slices.BinarySearchFunc(f.Ticks, itemID, func(c ItemCount, id string) int { return cmp.Compare(c.ItemID, id) })
	if !found {
		f.Ticks = slices.Insert(slices.Clone(f.Ticks), i, ItemCount{ItemID: itemID})
	}
	f.Ticks[i].N += n
}

// touch notes the items that an upheld complaint could speak against.
func (f *Figures) touch(items []string) {
	f.Touched = slices.Concat(f.Touched, items)
	slices.Sort(f.Touched)
	f.Touched = slices.Compact(f.Touched)
}

// settle works Touchable out; figures without ticks of their own keep theirs.
func (f *Figures) settle() {
	if len(f.Ticks) == 0 {
		return
	}
	f.Touchable = 0
	for _, c := range f.Ticks {
		if slices.Contains(f.Touched, c.ItemID) {
			f.Touchable += c.N
		}
	}
}

// add adds o; the order of additions is the caller's, so that sums come out the same to the last digit.
func (f *Figures) add(o Figures) {
	f.Stops += o.Stops
	f.Points += o.Points
	f.Max += o.Max
	f.Required += o.Required
	f.HandedIn += o.HandedIn
	f.Windows += o.Windows
	f.OnTime += o.OnTime
	for _, c := range o.Ticks {
		f.tick(c.ItemID, c.N)
	}
	f.touch(o.Touched)
	f.Touchable += o.Touchable
	f.settle()
	f.Contradicted += o.Contradicted
	f.Penalty += o.Penalty
	f.Praises += o.Praises
	f.Ratings += o.Ratings
	f.RatingSum += o.RatingSum
	f.Upheld += o.Upheld
	f.Recovered += o.Recovered
	f.ExtraMile += o.ExtraMile
	f.OpenCritical += o.OpenCritical
}

// CrewDay is the figures of one crew on one date, worked out from its sources; id = crew id + ":" + date.
type CrewDay struct {
	Meta
	DepotID string  `json:"depotId"`
	CrewID  string  `json:"crewId"`
	Date    Date    `json:"date"`
	Figures Figures `json:"figures"`
}

// depotDay is the sum of the crew days of a depot; id = depot id + ":" + date.
type depotDay struct {
	Meta
	DepotID string  `json:"depotId"`
	Date    Date    `json:"date"`
	Figures Figures `json:"figures"`
}

// Parts of the score.
const (
	Compliance   = "compliance"
	Completeness = "completeness"
	Punctuality  = "punctuality"
	Honesty      = "honesty"
	Voice        = "voice"
	Recovery     = "recovery"
)

// Parts lists the parts in their order.
var Parts = []string{Compliance, Completeness, Punctuality, Honesty, Voice, Recovery}

// loss is one thing that moved the figures of a day, with its amount in the unit of its part.
type loss struct {
	Part string `json:"part"`
	// Kind: item, critical-cap, check-missing, late, contradicted, complaint, praise, rating, not-recovered;
	// appealed is shown and costs nothing.
	Kind        string   `json:"kind"`
	Amount      float64  `json:"amount"`
	CheckID     string   `json:"checkId,omitempty"`
	ItemID      string   `json:"itemId,omitempty"`
	ChecklistID string   `json:"checklistId,omitempty"`
	ComplaintID string   `json:"complaintId,omitempty"`
	StopID      string   `json:"stopId,omitempty"`
	MemberID    string   `json:"memberId,omitempty"`
	Preventable []string `json:"preventable,omitempty"` // roles that could have prevented it
	Reasons     []Reason `json:"reasons,omitempty"`
}

// crewDayLosses are the losses behind a crew day, kept apart so that rankings do not read them.
type crewDayLosses struct {
	Meta
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId"`
	Date    Date   `json:"date"`
	Losses  []loss `json:"losses"`
}

// daySources is everything a crew day is worked out from.
type daySources struct {
	runs       []RunView
	checks     []Check // standing ones
	exemptions []Exemption
	complaints []Complaint
	feedback   []Feedback
	appeals    []Appeal
	lists      []ChecklistVersion // in force on the day
	versions   map[ChecklistRef]*checklists.Definition
	standards  *checklists.Standards
}

func (s *Service) gatherDay(ctx context.Context, d day) (*daySources, error) {
	src := &daySources{standards: s.standards, versions: map[ChecklistRef]*checklists.Definition{}}
	f := Filter{Equal: map[string]any{"depotId": d.DepotID, "crewId": d.CrewID}, From: string(d.Date), To: string(d.Date.AddDays(1)), Ascending: true}
	err := s.store.Runs.All(ctx, f, func(r *Run) error {
		view, err := s.runView(ctx, r)
		if err == nil {
			src.runs = append(src.runs, *view)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.relink(ctx, d, src.runs); err != nil {
		return nil, err
	}
	for i := range src.runs {
		if err := s.gatherRun(ctx, src.runs[i].ID, src); err != nil {
			return nil, err
		}
	}
	if src.lists, err = s.checklistsOn(ctx, d.Date); err != nil {
		return nil, err
	}
	for i := range src.checks {
		ref := src.checks[i].Checklist
		v, err := s.ChecklistVersionOf(ctx, ref.ID, ref.Version)
		if err != nil {
			return nil, err
		}
		src.versions[ref] = &v.Definition
	}
	return src, nil
}

func (s *Service) gatherRun(ctx context.Context, runID string, src *daySources) error {
	checks, err := s.checksOfRun(ctx, runID)
	if err != nil {
		return err
	}
	src.checks = append(src.checks, checks...)
	ofRun := Filter{Equal: map[string]any{"runId": runID}, Ascending: true}
	if err := s.store.Exemptions.All(ctx, ofRun, func(e *Exemption) error { src.exemptions = append(src.exemptions, *e); return nil }); err != nil {
		return err
	}
	if err := s.store.Feedback.All(ctx, ofRun, func(f *Feedback) error { src.feedback = append(src.feedback, *f); return nil }); err != nil {
		return err
	}
	if err := s.store.Appeals.All(ctx, ofRun, func(a *Appeal) error { src.appeals = append(src.appeals, *a); return nil }); err != nil {
		return err
	}
	linked := Filter{Equal: map[string]any{"link.runId": runID}, Ascending: true}
	return s.store.Complaints.All(ctx, linked, func(k *Complaint) error { src.complaints = append(src.complaints, *k); return nil })
}

// recomputeCrewDay works a day out from its sources and stores it if it came out different.
func (s *Service) recomputeCrewDay(ctx context.Context, d day) (*daySources, error) {
	src, err := s.gatherDay(ctx, d)
	if err != nil {
		return nil, err
	}
	return src, s.storeDay(ctx, d, src)
}

func (s *Service) storeDay(ctx context.Context, d day, src *daySources) error {
	if err := s.recomputeBottles(ctx, src); err != nil {
		return err
	}
	w := newDayWork(src)
	figures, losses := w.figures()
	if _, err := s.store.losses.Upsert(ctx, d.id(), func(x *crewDayLosses) error {
		next := crewDayLosses{Meta: x.Meta, DepotID: d.DepotID, CrewID: d.CrewID, Date: d.Date, Losses: losses}
		if x.Version > 0 && contentHash(next) == contentHash(x) {
			return errKeep
		}
		*x = next
		return nil
	}); err != nil {
		return err
	}
	_, err := s.store.CrewDays.Upsert(ctx, d.id(), func(x *CrewDay) error {
		if x.Version > 0 && contentHash(x.Figures) == contentHash(figures) {
			return errKeep
		}
		x.DepotID, x.CrewID, x.Date, x.Figures = d.DepotID, d.CrewID, d.Date, figures
		return nil
	})
	return err
}

func (s *Service) recomputeDepotDay(ctx context.Context, depotID string, date Date) error {
	var days []CrewDay
	f := Filter{Equal: map[string]any{"depotId": depotID}, From: string(date), To: string(date.AddDays(1))}
	if err := s.store.CrewDays.All(ctx, f, func(x *CrewDay) error { days = append(days, *x); return nil }); err != nil {
		return err
	}
	slices.SortFunc(days, func(x, y CrewDay) int { return cmp.Compare(x.CrewID, y.CrewID) })
	var sum Figures
	for _, x := range days {
		sum.add(x.Figures)
	}
	_, err := s.store.depotDays.Upsert(ctx, depotID+":"+string(date), func(x *depotDay) error {
		if x.Version > 0 && contentHash(x.Figures) == contentHash(sum) {
			return errKeep
		}
		x.DepotID, x.Date, x.Figures = depotID, date, sum
		return nil
	})
	return err
}
