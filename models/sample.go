package models

import (
	"context"
	"fmt"
	"slices"
)

// Kinds of samples: what speaks against the ticks of a check that is not the crew's word. docs/evidence.md has the
// tolerances of each. The first three are flags of checks as well.
const (
	DoubtTooFast       = FlagTooFast            // all items within 5 seconds
	DoubtPhotoReused   = FlagPhotoReused        // a photo that another stop showed before, byte for byte
	DoubtFar           = FlagFar                // the phone was far from the venue
	DoubtPhotoCopied   = "photo-copied"         // a photo that looks like one of another stop
	DoubtArrival       = "arrival-time"         // conduct.on-time against the arrival, and against work at another stop
	DoubtBeforeArrival = "before-arrival"       // completed before the crew arrived
	DoubtAfterLeaving  = "after-leaving"        // begun long after the crew had left
	DoubtLotsOrdered   = "lots-over-order"      // more delivered than ordered, or what was not ordered
	DoubtStockCount    = "stock-count"          // fewer cases counted than listed lot by lot
	DoubtRecount       = "bottles-recounted"    // the crew's count of a run's empties against the depot's
	DoubtBalance       = "bottles-over-balance" // more empties than the books of the venue know of
	DoubtNone          = "audit"                // nothing: drawn by lot, so that there is a rate to compare with
)

// SampleKinds lists them.
var SampleKinds = []string{
	DoubtTooFast, DoubtPhotoReused, DoubtPhotoCopied, DoubtFar, DoubtArrival, DoubtBeforeArrival, DoubtAfterLeaving,
	DoubtLotsOrdered, DoubtStockCount, DoubtRecount, DoubtBalance, DoubtNone,
}

// States of a sample.
const (
	SampleOpen    = "open"
	SampleDecided = "decided"
	SampleLapsed  = "lapsed" // nothing speaks against the ticks any more; it opens again if something does
)

// EvidenceSample asks a supervisor whether the ticks of a check are true, and says why it asks. It is raised by the
// worker alone, one for each kind and check, and costs nothing by itself: only ticks that somebody decided to be false do.
// id follows from kind and check.
type EvidenceSample struct {
	Meta
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId"`
	// MemberIDs gave the ticks.
	MemberIDs []string `json:"memberIds"`
	RunID     string   `json:"runId"`
	StopID    string   `json:"stopId,omitempty"`
	VenueID   string   `json:"venueId,omitempty"`
	Date      Date     `json:"date"` // of the run
	CheckID   string   `json:"checkId"`
	Kind      string   `json:"kind"` // one of SampleKinds
	// Contradicts are the pass ticks that are asked about.
	Contradicts []ContradictedBy `json:"contradicts"`
	Reason      Text             `json:"reason"`
	Evidence    []Evidence       `json:"evidence"` // at most maxEvidence
	RaisedAt    Time             `json:"raisedAt"`
	State       string           `json:"state"` // open, decided, lapsed
	// Verdict is about the ticks: true, they are true; false, they are not, and count as contradicted.
	Verdict   *bool  `json:"verdict,omitempty"`
	DecidedBy string `json:"decidedBy,omitempty"`
	DecidedAt *Time  `json:"decidedAt,omitempty"`
	Why       string `json:"why,omitempty"`
}

func sampleID(kind, checkID string) string { return namedID("sample", kind, checkID) }

// foundFalse tells whether somebody decided that the ticks are not true.
func (x *EvidenceSample) foundFalse() bool {
	return x.State == SampleDecided && x.Verdict != nil && !*x.Verdict
}

// Sample is one sample, for those who supervise its depot. Errors: record.missing.
func (s *Service) Sample(ctx context.Context, c Caller, id string) (*EvidenceSample, error) {
	x, err := s.store.Samples.Get(ctx, id)
	if err == nil && !c.Supervises(x.DepotID) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	return x, nil
}

// ListSamples lists the samples of the caller's depots, the latest raised first.
func (s *Service) ListSamples(ctx context.Context, c Caller, q ListQuery) (Page[EvidenceSample], error) {
	f := q.filter()
	if !c.scopeDepots(&f, Supervisor) {
		return none[EvidenceSample]()
	}
	return listByDepot(ctx, s, s.store.Samples, f, "crewId", "kind", "state")
}

// SampleDecide says whether the ticks of a sample are true.
type SampleDecide struct {
	Verdict *bool  `json:"verdict"` // true: they are; false: they are not
	Why     string `json:"why"`
}

// DecideSample decides a sample, once and for all: what was decided wrongly is put right by an appeal, which somebody
// else decides. Nobody decides about a run they were on. The same again changes nothing.
// Errors: record.missing, body.invalid, sample.own, sample.state.
func (s *Service) DecideSample(ctx context.Context, c Caller, id string, b SampleDecide) (*EvidenceSample, error) {
	x, err := s.Sample(ctx, c, id)
	if err != nil {
		return nil, err
	}
	var bad invalid
	bad.check(b.Verdict != nil, "/verdict", "field.required")
	bad.text("/why", b.Why, 1, maxText)
	if err := bad.err(); err != nil {
		return nil, err
	}
	run, err := s.run(ctx, x.RunID)
	if err != nil {
		return nil, err
	}
	if c.worksOn(run) || slices.Contains(x.MemberIDs, c.UserID) {
		return nil, E("sample.own", "")
	}
	poke, err := s.markDay(ctx, day{x.DepotID, x.CrewID, x.Date})
	if err != nil {
		return nil, err
	}
	defer poke()
	tell, err := s.tellOf(ctx, Subject{aboutSample, id})
	if err != nil {
		return nil, err
	}
	defer tell()
	x, err = s.store.Samples.Update(ctx, id, func(x *EvidenceSample) error {
		if x.State != SampleOpen {
			if x.State == SampleDecided && x.DecidedBy == c.UserID && *x.Verdict == *b.Verdict && x.Why == b.Why {
				return errKeep
			}
			return E("sample.state", "id", x.State)
		}
		x.State, x.Verdict, x.Why, x.DecidedBy, x.DecidedAt = SampleDecided, b.Verdict, b.Why, c.UserID, s.Now().Ptr()
		return nil
	})
	if err != nil {
		return nil, err
	}
	note := fmt.Sprintf("%s of check %s: %t: %s", x.Kind, x.CheckID, *x.Verdict, x.Why)
	return x, s.audit(ctx, c, AuditRecord{DepotID: x.DepotID, Action: AuditSample, SubjectKind: "sample", SubjectID: id, Note: note}, "decided")
}

// notices are told to those who supervise, and to nobody else.
func (x *EvidenceSample) notices() []Notice {
	n := Notice{
		Kind: "sample.raised", Subject: Subject{aboutSample, x.ID}, DepotID: x.DepotID, VenueID: x.VenueID, CrewID: x.CrewID,
		At: x.RaisedAt, Data: NoticeData{Category: x.Kind, Status: x.State, Note: x.Reason.ZhCN + " · " + x.Reason.En},
	}
	n.ID = namedID("notice", x.ID, "raised")
	out := []Notice{n}
	if x.State == SampleDecided {
		n.ID, n.Kind, n.At, n.By, n.Data.Note = namedID("notice", x.ID, "decided"), "sample.decided", *x.DecidedAt, x.DecidedBy, x.Why
		out = append(out, n)
	}
	return out
}

// samplesAgainst are the samples of a check whose tick of an item was decided to be false.
func (s *Service) samplesAgainst(ctx context.Context, checkID, itemID string) (out []EvidenceSample, err error) {
	err = s.store.Samples.All(ctx, Filter{Equal: map[string]any{"checkId": checkID}}, func(x *EvidenceSample) error {
		if x.foundFalse() && slices.ContainsFunc(x.Contradicts, func(t ContradictedBy) bool { return t.ItemID == itemID }) {
			out = append(out, *x)
		}
		return nil
	})
	return out, err
}
