package models

import (
	"context"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"
)

// ReceiptToken opens the public receipt of a stop; id = the token.
type ReceiptToken struct {
	Meta
	StopID    string `json:"stopId"`
	DepotID   string `json:"depotId"`
	ExpiresAt Time   `json:"expiresAt"`
}

// receiptTokenDays is how long a receipt's link takes what the venue says after the run's date.
const receiptTokenDays = 30

// answerTokenDays is how long after that it can still be read, at most, for the sake of a complaint by it that waits for
// its answer; after an answer it can be read for receiptTokenDays. Less than tokensKept.
const answerTokenDays = 180

func (s *Service) newReceiptToken(ctx context.Context, st *Stop) (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", err
	}
	t := &ReceiptToken{StopID: st.ID, DepotID: st.DepotID, ExpiresAt: At(st.Date.AddDays(receiptTokenDays + 1).Time())}
	t.ID = hex.EncodeToString(b)
	return t.ID, s.store.tokens.Insert(ctx, t)
}

// receiptDigits is how much of a code is the number on a printed receipt: 40 bits tell the receipts of a depot apart, and
// the 88 that are left keep its page private.
const receiptDigits = 10

// ReceiptNumber is the number printed on the receipt of a stop: the first ten digits of its code, in capitals, so that a
// phone finds it in the printed code without a signal. "" for a stop without a code.
func (st *Stop) ReceiptNumber() string {
	return strings.ToUpper(st.ReceiptToken[:min(receiptDigits, len(st.ReceiptToken))])
}

// StopStatus is what a phone says of a stop.
type StopStatus struct {
	Status string `json:"status"` // arrived, delivered, failed, skipped
	// Cause is why a stop failed or was skipped where that is one of Causes(); Reason is more of it in the crew's words. One
	// of them is given.
	Cause  string `json:"cause,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Again tells, of an arrival, that the crew came back to a stop that had failed or was skipped: it is open again.
	Again bool `json:"again,omitempty"`
	// At is the phone's clock; it is never later than the server's.
	At Time `json:"at"`
	// SentAt is the phone's clock at this try; with it At is corrected. Optional.
	SentAt *Time `json:"sentAt,omitempty"`
}

func (b *StopStatus) validate() error {
	var bad invalid
	bad.choice("/status", b.Status, StopArrived, StopDelivered, StopFailed, StopSkipped)
	bad.instant("/at", b.At)
	bad.text("/reason", b.Reason, 0, maxText)
	bad.check(!b.Again || b.Status == StopArrived, "/again", "field.not-here")
	if b.Cause != "" {
		bad.choice("/cause", b.Cause, Causes()...)
	}
	if b.Status == StopFailed || b.Status == StopSkipped {
		bad.check(b.Cause != "" || b.Reason != "", "/reason", "field.required")
	} else {
		bad.check(b.Cause == "", "/cause", "field.not-here")
	}
	return bad.err()
}

// SetStopStatus notes an arrival or how a stop ended. The same status again changes nothing; the first
// arrival counts; an end can be put right by another end, and one at which nothing was delivered by coming back.
// Phones come late and out of order, so a status that is older than what is known only fills what is missing.
// Errors: record.missing, body.invalid.
func (s *Service) SetStopStatus(ctx context.Context, c Caller, runID, stopID string, b StopStatus) (*Stop, error) {
	run, err := s.workableRun(ctx, c, runID)
	if err != nil {
		return nil, err
	}
	if err := b.validate(); err != nil {
		return nil, err
	}
	at := s.corrected(b.At, b.SentAt)
	poke, err := s.markDay(ctx, dayOf(run))
	if err != nil {
		return nil, err
	}
	defer poke()
	st, err := s.store.Stops.Update(ctx, stopID, func(st *Stop) error {
		if st.RunID != run.ID {
			return E("record.missing", "stopId")
		}
		before := contentHash(st)
		st.note(&b, at)
		if contentHash(st) == before {
			return errKeep
		}
		return nil
	})
	if err != nil {
		return nil, missing(err, "stopId")
	}
	s.stops.drop(stopID)
	return st, nil
}

// note applies one status that happened at a time.
func (st *Stop) note(b *StopStatus, at Time) {
	if b.Status == StopArrived {
		st.arrive(b.Again, at)
		return
	}
	if st.LeftAt != nil && at.Before(st.LeftAt.Time) {
		return
	}
	if st.BackAt != nil && b.Status != StopDelivered && !at.After(st.BackAt.Time) {
		return
	}
	st.Status, st.Cause, st.Reason, st.LeftAt = b.Status, b.Cause, b.Reason, &at
}

// backJitter is by how much a line may have moved the time of an end past that of the return from it.
const backJitter = time.Minute

func (st *Stop) arrive(again bool, at Time) {
	if st.ArrivedAt == nil || at.Before(st.ArrivedAt.Time) {
		st.ArrivedAt = &at
	}
	if again && (st.BackAt == nil || at.After(st.BackAt.Time)) {
		st.BackAt = &at
	}
	undelivered := st.LeftAt != nil && (st.Status == StopFailed || st.Status == StopSkipped)
	if again && undelivered && !st.LeftAt.After(at.Add(backJitter).Time) {
		if st.LeftAt.After(st.BackAt.Time) {
			st.BackAt = st.LeftAt
		}
		st.Status, st.Cause, st.Reason, st.LeftAt = StopArrived, "", "", nil
	}
	if st.Status == StopPlanned || st.Status == StopRemoved {
		st.Status = StopArrived
	}
}

// workableRun is a run the caller may report on: a member, one who was taken off it, or a supervisor for them.
// To everybody else it is not there.
func (s *Service) workableRun(ctx context.Context, c Caller, id string) (*Run, error) {
	r, err := s.run(ctx, id)
	if err != nil {
		return nil, missing(err, "runId")
	}
	if !c.worksOn(r) && r.gone(c.UserID) == nil && !c.Supervises(r.DepotID) {
		return nil, E("record.missing", "runId")
	}
	return r, nil
}

// oldestWork is how long ago something that a phone reports may have happened.
const oldestWork = 400 * 24 * time.Hour

// notOutside is t kept between oldestWork before now, and now.
func notOutside(t, now Time) Time {
	if first := now.Add(-oldestWork); t.Before(first.Time) {
		return first
	}
	if t.After(now.Time) {
		return now
	}
	return t
}

// corrected moves a phone's time by the offset of its clock; never into the future, and never past oldestWork.
func (s *Service) corrected(at Time, sentAt *Time) Time {
	now := s.Now()
	if sentAt != nil && !sentAt.IsZero() {
		at = at.Add(now.Sub(sentAt.Time))
	}
	return notOutside(at, now)
}

// workedStates are those that a phone gave to a stop.
var workedStates = []string{StopArrived, StopDelivered, StopFailed, StopSkipped}

func (st *Stop) worked() bool { return slices.Contains(workedStates, st.Status) }

// takeOff takes a stop off its run, unless the crew has worked there.
func (s *Service) takeOff(ctx context.Context, runID, stopID string) error {
	checks, err := s.store.Checks.Count(ctx, Filter{Equal: map[string]any{"runId": runID, "stopId": stopID}}, 1)
	if err != nil {
		return err
	}
	_, err = s.store.Stops.Update(ctx, stopID, func(st *Stop) error {
		if st.RunID != runID || st.Status != StopPlanned {
			return errKeep
		}
		st.Status = StopRemoved
		if checks > 0 { // the crew was there, though no phone said when it came
			st.Status = StopArrived
		}
		return nil
	})
	s.stops.drop(stopID)
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}

// worked tells whether anything hangs on a run's crew and date: a check, what phones said of its stops, or
// a complaint tied to it.
func (s *Service) worked(ctx context.Context, runID string) (bool, error) {
	n, err := s.store.Checks.Count(ctx, Filter{Equal: map[string]any{"runId": runID}}, 1)
	if err != nil || n > 0 {
		return n > 0, err
	}
	if n, err = s.store.Complaints.Count(ctx, Filter{Equal: map[string]any{"link.runId": runID}}, 1); err != nil || n > 0 {
		return n > 0, err
	}
	said := []any{}
	for _, status := range workedStates {
		said = append(said, status)
	}
	n, err = s.store.Stops.Count(ctx, Filter{Equal: map[string]any{"runId": runID}, In: map[string][]any{"status": said}}, 1)
	return n > 0, err
}

// ended tells whether it is over, one way or the other.
func (st *Stop) ended() bool {
	return st.Status == StopDelivered || st.Status == StopFailed || st.Status == StopSkipped
}
