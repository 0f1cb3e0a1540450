package models

import (
	"context"
	"slices"
	"strconv"
)

// Kinds of warnings.
const (
	WarnItemDrift   = "item-drift"
	WarnLateTwice   = "late-twice"
	WarnVehicleFull = "vehicle-full-twice"
	WarnBottles     = "bottles-growing"
	WarnReceipts    = "receipts-overdue"
	WarnMessages    = "messages-overdue"
	WarnSilent      = "silent-phone"
	WarnNearExpiry  = "near-expiry"
)

// WarningKinds lists them.
var WarningKinds = []string{WarnItemDrift, WarnLateTwice, WarnVehicleFull, WarnBottles, WarnReceipts, WarnMessages, WarnSilent, WarnNearExpiry}

// States of a warning. Open and acknowledged ones are live: they follow their figures and lapse by themselves.
const (
	WarningOpen         = "open"
	WarningAcknowledged = "acknowledged"
	WarningActed        = "acted"
	WarningDismissed    = "dismissed"
	WarningLapsed       = "lapsed"
)

// Warning is something that goes wrong before a venue complains of it. It is worked out from derived figures, by the
// worker alone; id follows from the subject and the beginning of its evidence. Of one subject (slot) one is live at most.
type Warning struct {
	Meta
	DepotID string `json:"depotId"`
	// The subject: whom, where and what it is about; what does not apply is left out.
	CrewID  string `json:"crewId,omitempty"`
	VenueID string `json:"venueId,omitempty"`
	ItemID  string `json:"itemId,omitempty"`
	RunID   string `json:"runId,omitempty"`
	Kind    string `json:"kind"`
	State   string `json:"state"` // open, acknowledged, acted, dismissed, lapsed
	// Owner is the role that has to do something: supervisor, or the venue's sales.
	Owner    Role           `json:"owner"`
	Reason   Text           `json:"reason"`
	Suggest  Suggestion     `json:"suggest"`
	Figures  WarningFigures `json:"figures"`
	Evidence []Evidence     `json:"evidence"` // the latest ones, at most maxEvidence
	// Through is how far the evidence reaches: once it is acted on or dismissed, nothing up to then warns again.
	Through  Time           `json:"through"`
	RaisedAt Time           `json:"raisedAt"`
	Events   []WarningEvent `json:"events"` // the oldest first
	// CoachingID is the card that was opened when it was acted on.
	CoachingID string `json:"coachingId,omitempty"`
	// Slot is the subject of a live warning, and the id of one that has ended: no two may be alike.
	Slot string `json:"slot"`
}

// Suggestion is what to do about a warning.
type Suggestion struct {
	Act  string `json:"act"` // one of WarningActs
	Text Text   `json:"text"`
}

// WarningFigures are the numbers behind a warning.
type WarningFigures struct {
	N        int      `json:"n"`    // sample size, in Unit
	Unit     string   `json:"unit"` // answers, checks, phone-days, stops, bottles, receipts, messages, lots
	From     Date     `json:"from"` // the window, both ends included
	To       Date     `json:"to"`
	Observed float64  `json:"observed"`           // of N
	Expected *float64 `json:"expected,omitempty"` // of N, if it were as elsewhere
	// Chart is the control chart of an item's drift.
	Chart *ChartFigures `json:"chart,omitempty"`
}

// ChartFigures are where a control chart stands.
type ChartFigures struct {
	Value float64 `json:"value"` // by which it warns at Limit and lapses at Back
	Limit float64 `json:"limit"`
	Back  float64 `json:"back"`
	// Base is the rate (0–1) at the depot's other crews in the 56 days it looks at, BaseN how many answers that is of.
	Base  float64 `json:"base"`
	BaseN int     `json:"baseN"`
}

// Evidence names a record behind a warning.
type Evidence struct {
	Kind string `json:"kind"` // check, stop, receipt, message, product
	ID   string `json:"id"`
	Date Date   `json:"date,omitempty"`
}

// WarningEvent is one step in the life of a warning.
type WarningEvent struct {
	Type string `json:"type"` // raised, raised-again, acknowledged, acted, dismissed, lapsed
	At   Time   `json:"at"`
	By   string `json:"by,omitempty"` // nobody: it happened by itself
	Act  string `json:"act,omitempty"`
	Why  string `json:"why,omitempty"`
}

// Bounds of a warning.
const (
	maxEvidence      = 10
	maxWarningEvents = 50
)

// Acts that end a warning.
const (
	ActCoach = "coach" // opens a coaching card for the crew
	ActPlan  = "plan"  // another window, vehicle, crew or order
	ActCall  = "call"  // somebody was called
	ActOther = "other"
)

// WarningActs lists them.
var WarningActs = []string{ActCoach, ActPlan, ActCall, ActOther}

var liveWarnings = []any{WarningOpen, WarningAcknowledged}

func (w *Warning) live() bool { return w.State == WarningOpen || w.State == WarningAcknowledged }

// end closes a live warning and gives its slot free.
func (w *Warning) end(state string, e WarningEvent) {
	w.State, w.Slot = state, w.ID
	w.event(e)
}

func (w *Warning) event(e WarningEvent) {
	if len(w.Events) < maxWarningEvents {
		w.Events = append(w.Events, e)
	}
}

// seesWarning: supervisors those of their depots, sales those about their venues.
func (c Caller) seesWarning(w *Warning) bool {
	return c.Supervises(w.DepotID) || w.VenueID != "" && c.Is(Sales) && c.AnswersFor(w.VenueID)
}

// Warning is one warning. Errors: record.missing.
func (s *Service) Warning(ctx context.Context, c Caller, id string) (*Warning, error) {
	w, err := s.store.Warnings.Get(ctx, id)
	if err == nil && !c.seesWarning(w) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	return w, nil
}

// ListWarnings lists warnings, the latest raised first.
func (s *Service) ListWarnings(ctx context.Context, c Caller, q ListQuery) (Page[Warning], error) {
	f := q.filter()
	if !c.scopeDepots(&f, Supervisor) && !(c.Is(Sales) && within(&f, "venueId", c.VenueIDs)) {
		return none[Warning]()
	}
	return listByDepot(ctx, s, s.store.Warnings, f, "crewId", "venueId", "kind", "state")
}

// WarningWhy says why a warning is taken up or dismissed.
type WarningWhy struct {
	Why string `json:"why"`
}

// WarningAct says what was done about a warning.
type WarningAct struct {
	Kind string `json:"kind"` // coach, plan, call, other
	Why  string `json:"why"`
}

// decidable finds a warning that the caller may decide on: a supervisor, or sales what is theirs to do.
// Errors: record.missing, auth.forbidden.
func (s *Service) decidable(ctx context.Context, c Caller, id string) (*Warning, error) {
	w, err := s.Warning(ctx, c, id)
	if err == nil && !c.Supervises(w.DepotID) && w.Owner != Sales {
		err = E("auth.forbidden", "")
	}
	return w, err
}

// AcknowledgeWarning notes that somebody looks after it; again it changes nothing. Errors: record.missing,
// auth.forbidden, body.invalid, warning.state.
func (s *Service) AcknowledgeWarning(ctx context.Context, c Caller, id string, b WarningWhy) (*Warning, error) {
	var bad invalid
	bad.text("/why", b.Why, 0, maxText)
	return s.stepWarning(ctx, c, id, bad, WarningEvent{Type: WarningAcknowledged, Why: b.Why}, func(w *Warning, e WarningEvent) error {
		if w.State == WarningAcknowledged {
			return errKeep
		}
		w.State = WarningAcknowledged
		w.event(e)
		return nil
	})
}

// ActOnWarning ends a warning by what was done about it; to coach opens a card for its crew.
// Errors: as AcknowledgeWarning.
func (s *Service) ActOnWarning(ctx context.Context, c Caller, id string, b WarningAct) (*Warning, error) {
	w, err := s.decidable(ctx, c, id)
	if err != nil {
		return nil, err
	}
	var bad invalid
	bad.choice("/kind", b.Kind, actsFor(w)...)
	bad.text("/why", b.Why, 1, maxText)
	if err := bad.err(); err != nil {
		return nil, err
	}
	e := WarningEvent{Type: WarningActed, Act: b.Kind, Why: b.Why}
	if b.Kind == ActCoach {
		return s.coach(ctx, c, w, e)
	}
	return s.stepWarning(ctx, c, id, bad, e, func(w *Warning, e WarningEvent) error { w.end(WarningActed, e); return nil })
}

// actsFor leaves coaching out where nothing of a crew could be measured again.
func actsFor(w *Warning) []string {
	if coachable(w) {
		return WarningActs
	}
	return WarningActs[1:]
}

// DismissWarning ends a warning that is none, and says why; the same evidence warns no more.
// Errors: as AcknowledgeWarning.
func (s *Service) DismissWarning(ctx context.Context, c Caller, id string, b WarningWhy) (*Warning, error) {
	var bad invalid
	bad.text("/why", b.Why, 1, maxText)
	e := WarningEvent{Type: WarningDismissed, Why: b.Why}
	return s.stepWarning(ctx, c, id, bad, e, func(w *Warning, e WarningEvent) error { w.end(WarningDismissed, e); return nil })
}

// stepWarning takes a live warning one step further and has it told. The same step of the same caller in the same
// words again changes nothing.
func (s *Service) stepWarning(ctx context.Context, c Caller, id string, bad invalid, e WarningEvent, do func(*Warning, WarningEvent) error) (*Warning, error) {
	if _, err := s.decidable(ctx, c, id); err != nil {
		return nil, err
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	poke, err := s.tellOf(ctx, Subject{aboutWarning, id})
	if err != nil {
		return nil, err
	}
	defer poke()
	e.By, e.At = c.UserID, s.Now()
	return s.store.Warnings.Update(ctx, id, func(w *Warning) error {
		if last := w.Events[len(w.Events)-1]; last.Type == e.Type && last.By == e.By && last.Act == e.Act && last.Why == e.Why {
			return errKeep
		}
		if !w.live() {
			return E("warning.state", "id", w.State)
		}
		return do(w, e)
	})
}

// notices are told of the steps that people want to hear of.
func (w *Warning) notices() []Notice {
	out := make([]Notice, 0, len(w.Events))
	for i, e := range w.Events {
		n := Notice{
			Kind: "warning." + e.Type, Subject: Subject{aboutWarning, w.ID}, DepotID: w.DepotID, VenueID: w.VenueID, CrewID: w.CrewID,
			At: e.At, By: e.By, Data: NoticeData{Category: w.Kind, Status: w.State, Note: e.Why},
		}
		if e.By == "" {
			n.Data.Note = w.Reason.ZhCN + " · " + w.Reason.En
		}
		n.ID = namedID("notice", w.ID, strconv.Itoa(i))
		out = append(out, n)
	}
	return out
}

// latest keeps the last n.
func latest[T any](all []T, n int) []T { return slices.Clone(all[max(0, len(all)-n):]) }
