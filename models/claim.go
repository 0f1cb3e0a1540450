package models

import (
	"context"
	"slices"
	"strings"
)

// claim reserves a name for a stop and answers which stop holds it.
func (s *Service) claim(ctx context.Context, name string, check *Check) (holder string, err error) {
	k := &Claim{DepotID: check.DepotID, StopID: check.StopID, RunID: check.RunID, CheckID: check.ID}
	k.ID = name
	err = s.store.claims.Insert(ctx, k)
	if IsCode(err, "store.duplicate") {
		held, err := s.store.claims.Get(ctx, name)
		if err != nil {
			return "", err
		}
		return held.RunID + "/" + held.StopID, nil
	}
	return check.RunID + "/" + check.StopID, err
}

// claimReceipt reserves the receipt number in the depot; it answers the stop that had it before, or "".
func (s *Service) claimReceipt(ctx context.Context, check *Check) (string, error) {
	for _, a := range check.Answers {
		if a.Receipt == nil || a.Receipt.Number == "" {
			continue
		}
		holder, err := s.claim(ctx, receiptClaim(check.DepotID, normalNumber(a.Receipt.Number)), check)
		if err != nil {
			return "", err
		}
		if holder == check.RunID+"/"+check.StopID {
			continue
		}
		_, stopID, _ := strings.Cut(holder, "/")
		if free, err := s.takeReceipt(ctx, check, stopID, normalNumber(a.Receipt.Number)); err != nil || !free {
			return stopID, err
		}
	}
	return "", nil
}

// receiptHolder is the other stop that holds the check's receipt number, or ""; nothing is claimed.
func (s *Service) receiptHolder(ctx context.Context, check *Check) (string, error) {
	for _, a := range check.Answers {
		if a.Receipt == nil || a.Receipt.Number == "" {
			continue
		}
		number := normalNumber(a.Receipt.Number)
		held, found, err := s.store.claims.Find(ctx, receiptClaim(check.DepotID, number))
		if err != nil {
			return "", err
		}
		if !found || held.RunID == check.RunID && held.StopID == check.StopID {
			continue
		}
		if slip, err := s.heldBySlip(ctx, held.StopID, number); err != nil || !slip {
			return held.StopID, err
		}
	}
	return "", nil
}

// heldBySlip tells whether a stop that claimed a number has another one on its receipt since.
func (s *Service) heldBySlip(ctx context.Context, stopID, number string) (bool, error) {
	r, found, err := s.store.Receipts.Find(ctx, stopID)
	return found && r.Number != number, err
}

// takeReceipt takes over a number that another stop claimed by a slip and has corrected since.
func (s *Service) takeReceipt(ctx context.Context, check *Check, holder, number string) (bool, error) {
	if slip, err := s.heldBySlip(ctx, holder, number); err != nil || !slip {
		return false, err
	}
	k, err := s.store.claims.Update(ctx, receiptClaim(check.DepotID, number), func(k *Claim) error {
		if k.StopID != holder {
			return errKeep
		}
		k.StopID, k.RunID, k.CheckID = check.StopID, check.RunID, check.ID
		return nil
	})
	return err == nil && k.StopID == check.StopID, err
}

// receiptClaim is the name under which a number is reserved in a depot.
func receiptClaim(depotID, number string) string {
	return "receipt:" + digest(depotID+"\x00"+number)
}

// normalNumber is a receipt number as it is compared: no spaces, upper case.
func normalNumber(number string) string {
	return strings.ToUpper(strings.Join(strings.Fields(number), ""))
}

// claimPhotos reserves every photo for the stop; it tells whether another stop showed one before.
func (s *Service) claimPhotos(ctx context.Context, check *Check) (reused bool, err error) {
	for _, p := range photosOf(check) {
		holder, err := s.claim(ctx, "photo:"+p, check)
		if err != nil {
			return false, err
		}
		reused = reused || holder != check.RunID+"/"+check.StopID
	}
	return reused, nil
}

// photosOf are all pictures a check names, each once: photos, and the ink of signatures.
func photosOf(check *Check) []string {
	var out []string
	add := func(sha string) {
		if sha != "" && !slices.Contains(out, sha) {
			out = append(out, sha)
		}
	}
	for _, a := range check.Answers {
		for _, p := range a.Photos {
			add(p)
		}
		add(a.Signature)
		if a.Receipt != nil {
			add(a.Receipt.Signature)
		}
	}
	return out
}
