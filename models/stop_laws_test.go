package models

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever order they come in, and however often, the same words end in the same state.
func TestStatusesOfAStopMayComeInAnyOrder(t *testing.T) {
	t.Parallel()
	story := []StopStatus{
		{Status: StopArrived, At: instant(600)},
		{Status: StopFailed, Reason: "closed", At: instant(610)},
		{Status: StopArrived, Again: true, At: instant(840)},
		{Status: StopSkipped, Reason: "later", At: instant(870)},
		{Status: StopArrived, Again: true, At: instant(1020)},
		{Status: StopDelivered, At: instant(1050)},
	}
	rapid.Check(t, func(t *rapid.T) {
		told := story[:rapid.IntRange(1, len(story)).Draw(t, "told")]
		order := rapid.Permutation(append(told[:len(told):len(told)], told...)).Draw(t, "order")
		st := Stop{Status: StopPlanned}
		for _, b := range order {
			st.note(&b, b.At)
		}
		if last := told[len(told)-1]; st.Status != last.Status || st.Reason != last.Reason || !st.ArrivedAt.Equal(story[0].At.Time) {
			t.Fatalf("%s %q arrived %s", st.Status, st.Reason, st.ArrivedAt)
		}
	})
}
