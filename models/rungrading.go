package models

import "context"

// RunGrading is what a phone needs beside the plan to grade the checks of a run as the server will.
type RunGrading struct {
	// Stops is how many stops the run has by its plan; the list of stops also shows those worked and planned no more.
	Stops int `json:"stops"`
	// EarlyMinutes before a stop's window and LateMinutes after it still pass.
	EarlyMinutes int `json:"earlyMinutes"`
	LateMinutes  int `json:"lateMinutes"`
	// ReceiptsDueAt is when the depot closes on that day: a receipt not handed over by then is missing.
	ReceiptsDueAt Time `json:"receiptsDueAt"`
	// Receipts are those that the server has of the stops that were begun.
	Receipts []RunReceipt `json:"receipts"`
}

// RunReceipt is where the receipt of a stop is.
type RunReceipt struct {
	StopID string `json:"stopId"`
	Number string `json:"number"` // as it is compared: no spaces, upper case
	State  string `json:"state"`  // signed, handed-over, reconciled
}

func (s *Service) runGrading(ctx context.Context, view *RunView) (RunGrading, error) {
	out := RunGrading{Stops: len(view.StopIDs), EarlyMinutes: earlyMinutes, LateMinutes: lateMinutes, Receipts: []RunReceipt{}}
	depot, err := s.depot(ctx, view.DepotID)
	if err != nil {
		return out, err
	}
	out.ReceiptsDueAt = depot.closeOf(view.Date)
	for i := range view.Stops {
		if view.Stops[i].Status == StopPlanned {
			continue
		}
		r, found, err := s.store.Receipts.Find(ctx, view.Stops[i].ID)
		if err != nil {
			return out, err
		}
		if found {
			out.Receipts = append(out.Receipts, RunReceipt{r.StopID, r.Number, r.State})
		}
	}
	return out, nil
}
