package models_test

import (
	"context"
	"sync"
	"testing"

	"crewcheck/models"
)

// rival plans the first stop a moment before the service does, and counts the codes of receipts.
type rival struct {
	models.Backend
	first sync.Once
	codes int
}

func (r *rival) Insert(ctx context.Context, spec *models.Spec, doc models.Document) (err error) {
	if spec.Name == "receiptTokens" {
		r.codes++
	}
	if spec.Name == "stops" {
		r.first.Do(func() {
			theirs := *doc.(*models.Stop)
			theirs.ReceiptToken = ""
			err = r.Backend.Insert(ctx, spec, &theirs)
		})
		if err != nil {
			return err
		}
	}
	return r.Backend.Insert(ctx, spec, doc)
}

func TestAStopThatIsWrittenTwiceHasOneCode(t *testing.T) {
	t.Parallel()
	r := &rival{}
	w := newWorld(t, func(b models.Backend) models.Backend { r.Backend = b; return r })
	for range 2 { // planned by the world, and again
		if r.codes != 2 {
			t.Fatalf("%d codes for two stops", r.codes)
		}
		code := w.codeOf(runOne, stopBlue)
		w.putRun(runOne, today, crewOne, []string{"wang"}, map[string]string{stopBlue: blueDoor, stopRed: lantern})
		if again := w.codeOf(runOne, stopBlue); again != code {
			t.Fatalf("the code %s became %s", code, again)
		}
	}
}
