package models

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// How long what helps the service to remember is kept; docs/data.md tells it to those who run the service.
const (
	sessionsKept   = 30 * 24 * time.Hour     // after the login ran out
	pairingsKept   = 24 * time.Hour          // after the code ran out
	addressesKept  = 30 * 24 * time.Hour     // after the last wrong try
	tokensKept     = 365 * 24 * time.Hour    // after the link ran out: until then it answers that it has
	grantsKept     = oldestWork              // after the last grant of a picture that may still come
	marksKept      = 7 * 24 * time.Hour      // after the mark, once it is put away
	deliveriesKept = 30 * 24 * time.Hour     // after the last attempt, or after nobody tried
	noticesKept    = 90 * 24 * time.Hour     // after it was stored
	printsKept     = 200 * 24 * time.Hour    // after the check that showed the picture: longer than evidenceDays twice
	importsKept    = 30 * 24 * time.Hour     // after the file was sent
	noticesSpare   = noticesKept + time.Hour // what is not told again is swept a little later
)

// swept says of each collection that is swept what of it is past. Records of the work are never among them: checks,
// complaints with all that was decided, receipts and their custody, the audit, nor the claims that keep a number or a
// picture to one stop for ever.
var swept = []struct {
	spec *Spec
	past func(now Time) Filter
}{
	{sessionSpec, longAgo(sessionsKept)},
	{pairingSpec, longAgo(pairingsKept)},
	{addressSpec, longAgo(addressesKept)},
	{tokenSpec, longAgo(tokensKept)},
	{waitingSpec, longAgo(grantsKept)},
	{pendingSpec, doneLongAgo(marksKept)},
	{lookSpec, doneLongAgo(marksKept)},
	{printMarkSpec, doneLongAgo(marksKept)},
	{printSpec, longAgo(printsKept)},
	{bandSpec, longAgo(printsKept)},
	{copySpec, longAgo(printsKept)},
	{deliverySpec, longAgo(deliveriesKept)},
	{noticeSpec, longAgo(noticesSpare)},
	{importSpec, longAgo(importsKept)},
	{importedSpec, longAgo(importsKept)},
	{alarmSpec, func(Time) Filter { return Filter{From: never.String()} }},
}

func longAgo(kept time.Duration) func(Time) Filter {
	return func(now Time) Filter { return Filter{To: now.Add(-kept).String()} }
}

func doneLongAgo(kept time.Duration) func(Time) Filter {
	return func(now Time) Filter {
		return Filter{Equal: map[string]any{"state": "done"}, To: now.Add(-kept).String()}
	}
}

const (
	// sweepBatch is how many documents of a collection are deleted at once: few enough to hold up no request.
	sweepBatch = 200
	sweepEvery = time.Hour
	sweepRest  = time.Second // between batches while there is more
)

// Sweep deletes one batch of what is past from each collection. more tells whether a batch was full. What cannot be
// swept does not stop the rest. Several servers may sweep at once, and what is renewed meanwhile stays.
func (s *Service) Sweep(ctx context.Context) (more bool, err error) {
	now, failed := s.Now(), []error(nil)
	for _, c := range swept {
		f := c.past(now)
		f.Ascending, f.Limit = true, sweepBatch
		n, err := s.store.Sweep(ctx, c.spec, f)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", c.spec.Name, err))
		}
		more = more || n == sweepBatch
	}
	return more, errors.Join(failed...)
}

// sweepAlways sweeps at once and every hour until ctx ends; one server at a time.
func (s *Service) sweepAlways(ctx context.Context) {
	for wait := time.Duration(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		more, err := s.sweepTurn(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("sweeping failed", "error", err)
		}
		if wait = sweepEvery; more {
			wait = sweepRest
		}
	}
}

func (s *Service) sweepTurn(ctx context.Context) (more bool, err error) {
	mine, err := s.hold(ctx, "sweeping")
	if err != nil || !mine {
		return false, err
	}
	return s.Sweep(ctx)
}
