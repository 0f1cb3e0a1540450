package models

import (
	"context"
	"slices"

	"crewcheck/checklists"
)

// CrewDay is the figures of one crew on one date, worked out from its sources; id = crew id + ":" + date. There is one
// for every day on which the crew has a run.
type CrewDay struct {
	Meta
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId"`
	Date    Date   `json:"date"`
	// Open tells that an upheld critical complaint of the day is not resolved.
	Open    bool    `json:"open"`
	Figures Figures `json:"figures"`
}

// MemberDay is the figures of one member on the runs of one crew on one date, worked out beside the crew day: the same
// formula by person. id follows from the three.
type MemberDay struct {
	Meta
	DepotID string  `json:"depotId"`
	CrewID  string  `json:"crewId"`
	UserID  string  `json:"userId"`
	Name    string  `json:"name"` // as on the run
	Date    Date    `json:"date"`
	Open    bool    `json:"open"`
	Figures Figures `json:"figures"`
}

// depotDay is the sums of the crew days and of the member days of a depot; id = depot id + ":" + date.
type depotDay struct {
	Meta
	DepotID string  `json:"depotId"`
	Date    Date    `json:"date"`
	Figures Figures `json:"figures"`
	Members Figures `json:"members"`
	// Of changes with every day that the sums are of, also where the sums come out the same; "" before there was such a thing.
	Of string `json:"of,omitempty"`
}

// loss is one thing that moved the figures of a day, with its amount in the unit of its part.
type loss struct {
	Part string `json:"part"`
	// Kind: item, critical-cap, check-missing, late, contradicted, complaint, praise, rating, not-recovered;
	// appealed and exempt are shown and cost nothing.
	Kind        string   `json:"kind"`
	Amount      float64  `json:"amount"`
	Severity    string   `json:"severity,omitempty"` // of a complaint, whose amount is the share (0–1)
	Category    string   `json:"category,omitempty"` // of what contradicts a tick: a complaint, or evidence
	What        Text     `json:"what"`
	CheckID     string   `json:"checkId,omitempty"`
	ItemID      string   `json:"itemId,omitempty"`
	ChecklistID string   `json:"checklistId,omitempty"`
	ComplaintID string   `json:"complaintId,omitempty"`
	SampleID    string   `json:"sampleId,omitempty"`
	StopID      string   `json:"stopId,omitempty"`
	MemberID    string   `json:"memberId,omitempty"`
	Preventable []string `json:"preventable,omitempty"` // roles that could have prevented it
	Reasons     []Reason `json:"reasons,omitempty"`
	Evidence    []string `json:"evidence,omitempty"` // pictures, by SHA-256
}

// crewDayLosses are the losses behind a crew day, kept apart so that rankings do not read them. The figures that they
// explain stand beside them: who reads this alone reads what adds up, whatever is being written.
type crewDayLosses struct {
	Meta
	DepotID string         `json:"depotId"`
	CrewID  string         `json:"crewId"`
	Date    Date           `json:"date"`
	Figures *Figures       `json:"figures"` // null in days stored before they stood here
	Losses  []loss         `json:"losses"`
	Members []memberLosses `json:"members"`
}

type memberLosses struct {
	UserID  string   `json:"userId"`
	Figures *Figures `json:"figures"` // as above
	Losses  []loss   `json:"losses"`
}

// daySources is everything a crew day is worked out from.
type daySources struct {
	runs       []RunView
	checks     []Check // standing ones
	exemptions []Exemption
	complaints []Complaint
	feedback   []Feedback
	appeals    []Appeal
	samples    []EvidenceSample   // decided ones, by id
	lists      []ChecklistVersion // in force when the day began, so that what is published later changes no day
	versions   map[ChecklistRef]*checklists.Definition
	standards  *checklists.Standards
}

// runsOfDay are the runs of a crew day with their stops; the rest is still to be read.
func (s *Service) runsOfDay(ctx context.Context, d day) (*daySources, error) {
	src := &daySources{standards: s.standards, versions: map[ChecklistRef]*checklists.Definition{}}
	f := Filter{Equal: map[string]any{"depotId": d.DepotID, "crewId": d.CrewID}, From: string(d.Date), To: string(d.Date.AddDays(1)), Ascending: true}
	return src, s.store.Runs.All(ctx, f, func(r *Run) error {
		view, err := s.runView(ctx, r)
		if err == nil {
			src.runs = append(src.runs, *view)
		}
		return err
	})
}

// gatherWork reads what was done on the runs of a day and said about them.
func (s *Service) gatherWork(ctx context.Context, d day, src *daySources) (err error) {
	for i := range src.runs {
		if err := s.gatherRun(ctx, src.runs[i].ID, src); err != nil {
			return err
		}
	}
	depot, err := s.depot(ctx, d.DepotID)
	if err != nil {
		return err
	}
	if src.lists, err = s.checklistsAt(ctx, depot.breaksAt(d.Date.AddDays(-1))); err != nil {
		return err
	}
	for i := range src.checks {
		if err := s.gatherVersion(ctx, src.checks[i].Checklist, src); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) gatherVersion(ctx context.Context, ref ChecklistRef, src *daySources) error {
	v, err := s.ChecklistVersionOf(ctx, ref.ID, ref.Version)
	if err == nil {
		src.versions[ref] = &v.Definition
	}
	return err
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
	decided := Filter{Equal: map[string]any{"runId": runID, "state": SampleDecided}}
	if err := s.store.Samples.All(ctx, decided, func(x *EvidenceSample) error { src.samples = append(src.samples, *x); return nil }); err != nil {
		return err
	}
	slices.SortFunc(src.samples, func(x, y EvidenceSample) int { return compareText(x.ID, y.ID) })
	linked := Filter{Equal: map[string]any{"link.runId": runID}, Ascending: true}
	return s.store.Complaints.All(ctx, linked, func(k *Complaint) error { src.complaints = append(src.complaints, *k); return nil })
}
