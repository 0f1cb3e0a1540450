package models_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"crewcheck/models"
)

var states = []string{models.Open, models.Acknowledged, models.Decided, models.Resolved, models.Closed, models.Reopened}

// actions are the steps of a complaint by their right caller, with the state each leads to and
// the states that allow it.
var actions = map[string]struct {
	do    func(w *world, id string) (*models.Complaint, error)
	from  []string
	to    string
	moots []string // states in which it is done already, and changes nothing
}{
	"acknowledge": {
		func(w *world, id string) (*models.Complaint, error) {
			return w.AcknowledgeComplaint(w.Context(), zhang, id)
		},
		[]string{models.Open, models.Reopened},
		models.Acknowledged,
		[]string{models.Acknowledged, models.Decided, models.Resolved, models.Closed},
	},
	"decide": {
		func(w *world, id string) (*models.Complaint, error) {
			return w.DecideComplaint(w.Context(), wuInChangsha, id, models.DecideBody{Verdict: models.Partly, Shares: models.Shares{Porter: 50, Venue: 50}, Reason: "both"})
		},
		[]string{models.Open, models.Acknowledged, models.Reopened},
		models.Decided,
		[]string{models.Decided}, // the same verdict again
	},
	"link": {
		func(w *world, id string) (*models.Complaint, error) {
			return w.LinkComplaint(w.Context(), sun, id, models.LinkBody{StopID: stopBlue, Reason: "seen"})
		},
		[]string{models.Open, models.Acknowledged, models.Reopened},
		"", nil,
	},
	"resolve": {
		func(w *world, id string) (*models.Complaint, error) {
			return w.ResolveComplaint(w.Context(), zhang, id, models.NoteBody{Note: "moved the cases"})
		},
		[]string{models.Decided},
		models.Resolved,
		[]string{models.Resolved},
	},
	"confirm": {
		func(w *world, id string) (*models.Complaint, error) {
			return w.ConfirmComplaint(w.Context(), chen, id, models.ConfirmBody{})
		},
		[]string{models.Resolved},
		models.Closed,
		[]string{models.Closed},
	},
	"reopen": {
		func(w *world, id string) (*models.Complaint, error) {
			return w.ReopenComplaint(w.Context(), chen, id, models.NoteBody{Note: "again in the way"})
		},
		[]string{models.Resolved, models.Closed},
		models.Reopened, nil,
	},
}

// wuInChangsha is a second supervisor of the depot.
var wuInChangsha = inDepot(caller("hu", models.Supervisor), changsha)

// bring takes a fresh complaint to a state.
func (w *world) bring(state string) *models.Complaint {
	w.Helper()
	k := w.complain("placed-wrong", models.At(w.clock.Now()))
	path := map[string][]string{
		models.Open: {}, models.Acknowledged: {"acknowledge"}, models.Decided: {"decide"}, models.Resolved: {"decide", "resolve"},
		models.Closed: {"decide", "resolve", "confirm"}, models.Reopened: {"decide", "resolve", "reopen"},
	}[state]
	for _, name := range path {
		var err error
		w.clock.add(time.Minute)
		if k, err = actions[name].do(w, k.ID); err != nil {
			w.Fatal(name, err)
		}
	}
	if k.Status != state {
		w.Fatalf("%s, want %s", k.Status, state)
	}
	return k
}

func TestComplaintStates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 30))
	for _, state := range states {
		for name, a := range actions {
			before := w.bring(state)
			w.clock.add(time.Minute)
			after, err := a.do(w, before.ID)
			at := fmt.Sprintf("%s when %s", name, state)
			switch {
			case slices.Contains(a.from, state):
				if err != nil {
					t.Errorf("%s: %v", at, err)
					continue
				}
				if a.to != "" && after.Status != a.to || a.to == "" && after.Status != state || len(after.Events) != len(before.Events)+1 {
					t.Errorf("%s: now %s with %d events, was %d", at, after.Status, len(after.Events), len(before.Events))
				}
			case slices.Contains(a.moots, state):
				if err != nil || after.Version != before.Version {
					t.Errorf("%s: changes it: %v", at, err)
				}
			default:
				if !models.IsCode(err, "complaint.state") {
					t.Errorf("%s: %v", at, err)
				}
			}
		}
	}
}

func TestWhoMayTakeSteps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 30))
	everybody := map[string]models.Caller{
		"driver Wang": wang, "porter Li": li, "salesman Zhang": zhang, "storekeeper Chen": chen, "supervisor Sun": sun,
		"the supervisor of Wuhan": wu, "manager Ma": ma, "another crew's Qian": qian, "the Red Lantern": lin,
	}
	do := map[string]func(c models.Caller, id string) error{
		"acknowledge": func(c models.Caller, id string) error {
			_, err := w.AcknowledgeComplaint(t.Context(), c, id)
			return err
		},
		"decide": func(c models.Caller, id string) error {
			_, err := w.DecideComplaint(t.Context(), c, id, models.DecideBody{Verdict: models.Upheld, Shares: models.Shares{Porter: 100}, Reason: "seen"})
			return err
		},
		"link": func(c models.Caller, id string) error {
			_, err := w.LinkComplaint(t.Context(), c, id, models.LinkBody{Reason: "seen"})
			return err
		},
		"resolve": func(c models.Caller, id string) error {
			_, err := w.ResolveComplaint(t.Context(), c, id, models.NoteBody{Note: "done"})
			return err
		},
		"confirm": func(c models.Caller, id string) error {
			_, err := w.ConfirmComplaint(t.Context(), c, id, models.ConfirmBody{})
			return err
		},
		"reopen": func(c models.Caller, id string) error {
			_, err := w.ReopenComplaint(t.Context(), c, id, models.NoteBody{Note: "again"})
			return err
		},
	}
	may := map[string][]string{
		"acknowledge": {"salesman Zhang", "supervisor Sun", "manager Ma"},
		"decide":      {"supervisor Sun", "manager Ma"},
		"link":        {"supervisor Sun", "manager Ma"},
		"resolve":     {"salesman Zhang", "supervisor Sun", "manager Ma"},
		"confirm":     {"storekeeper Chen", "manager Ma"},
		"reopen":      {"salesman Zhang", "storekeeper Chen", "supervisor Sun", "manager Ma"},
	}
	unseen := []string{"the supervisor of Wuhan", "another crew's Qian", "the Red Lantern"}
	from := map[string]string{"resolve": models.Decided, "confirm": models.Resolved, "reopen": models.Resolved}
	for name, act := range do {
		for who, c := range everybody {
			state := from[name]
			if state == "" {
				state = models.Open
			}
			err := act(c, w.bring(state).ID)
			switch {
			case slices.Contains(unseen, who):
				if !models.IsCode(err, "record.missing") {
					t.Errorf("%s by %s: %v", name, who, err)
				}
			case slices.Contains(may[name], who):
				if err != nil {
					t.Errorf("%s by %s: %v", name, who, err)
				}
			case !models.IsCode(err, "auth.forbidden"):
				t.Errorf("%s by %s: %v", name, who, err)
			}
		}
	}
}

func TestComplaintOutcomes(t *testing.T) {
	t.Parallel()

	t.Run("who decided may not close it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		k := w.complain("rude", local(11, 30))
		_, err := w.DecideComplaint(t.Context(), ma, k.ID, models.DecideBody{Verdict: models.Upheld, Shares: models.Shares{Driver: 100}, Reason: "heard"})
		w.ok(err)
		_, err = actions["resolve"].do(w, k.ID)
		w.ok(err)
		_, err = w.ConfirmComplaint(t.Context(), ma, k.ID, models.ConfirmBody{})
		wantCode(t, err, "complaint.decider")
		_, err = w.ConfirmComplaint(t.Context(), chen, k.ID, models.ConfirmBody{})
		w.ok(err)
	})

	t.Run("a verdict and a resolution stand until it is reopened", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		k := w.bring(models.Decided)
		_, err := w.DecideComplaint(t.Context(), wuInChangsha, k.ID, models.DecideBody{Verdict: models.Dismissed, Reason: "on second thoughts"})
		wantCode(t, err, "complaint.state")
		k = w.bring(models.Resolved)
		_, err = w.ResolveComplaint(t.Context(), zhang, k.ID, models.NoteBody{Note: "something else"})
		wantCode(t, err, "complaint.state")
	})

	t.Run("reopening starts new clocks and leaves the finished cycle as it was", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		closed := w.bring(models.Closed)
		w.clock.add(50 * time.Hour)
		k, err := actions["reopen"].do(w, closed.ID)
		w.ok(err)
		if mustJSON(k.Cycles[0]) != mustJSON(closed.Cycles[0]) || len(k.Cycles) != 2 || k.Cycle != 2 {
			t.Fatalf("%s\n%s", mustJSON(closed.Cycles), mustJSON(k.Cycles))
		}
		c := k.Cycles[1]
		if !c.OpenedAt.Equal(w.clock.Now()) || c.AcknowledgedAt != nil || c.ResolvedAt != nil || !c.DueAckAt.After(w.clock.Now()) ||
			k.DueAckAt != c.DueAckAt || k.DueResolveAt != c.DueResolveAt {
			t.Fatalf("%s", mustJSON(k))
		}
		for _, name := range []string{"decide", "resolve", "confirm"} {
			k, err = actions[name].do(w, k.ID)
			w.ok(err)
		}
		if mustJSON(k.Cycles[0]) != mustJSON(closed.Cycles[0]) {
			t.Fatalf("%s\n%s", mustJSON(closed.Cycles), mustJSON(k.Cycles))
		}
		if s := w.score(crewOne); s.Figures.Upheld != 1 || s.Figures.Recovered != 0 {
			t.Fatalf("a reopened complaint was not recovered: %+v", s.Figures)
		}
	})

	t.Run("a verdict names shares that come to 100", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		k := w.complain("rude", local(11, 30))
		for field, b := range map[string]models.DecideBody{
			"/shares":        {Verdict: models.Upheld, Shares: models.Shares{Driver: 99}, Reason: "x"},
			"/shares/driver": {Verdict: models.Upheld, Shares: models.Shares{Driver: 120, Porter: -20}, Reason: "x"},
			"/reason":        {Verdict: models.Upheld, Shares: models.Shares{Driver: 100}},
			"/verdict":       {Verdict: "guilty", Shares: models.Shares{Driver: 100}, Reason: "x"},
		} {
			_, err := w.DecideComplaint(t.Context(), sun, k.ID, b)
			wantCode(t, err, "body.invalid", field)
		}
	})
}

func TestFiling(t *testing.T) {
	t.Parallel()

	t.Run("the same key and content at once is one complaint, other content is refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		b := models.ComplaintCreate{VenueID: blueDoor, Category: "rude", OccurredAt: local(8, 0).Ptr()}
		ids := map[string]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				k, _, err := w.FileComplaint(t.Context(), zhang, "key-1", b)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				ids[k.ID+k.Number]++
			})
		}
		wg.Wait()
		if len(ids) != 1 {
			t.Fatalf("%v", ids)
		}
		b.Category = "late"
		_, _, err := w.FileComplaint(t.Context(), zhang, "key-1", b)
		wantCode(t, err, "idempotency.reused")
		if _, created, err := w.FileComplaint(t.Context(), chen, "key-1", b); err != nil || !created {
			t.Fatalf("another's key is another key: %v", err)
		}
	})

	t.Run("what is not valid is named", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		for _, c := range []struct {
			field, code string
			change      func(*models.ComplaintCreate)
		}{
			{"/category", "field.choice", func(b *models.ComplaintCreate) { b.Category = "ugly" }},
			{"/venueId", "field.reference", func(b *models.ComplaintCreate) { b.VenueID = lantern }},
			{"/venueId", "field.required", func(b *models.ComplaintCreate) { b.VenueID = "" }},
			{"/occurredAt", "field.not-here", func(b *models.ComplaintCreate) { b.OccurredAt, b.OccurredOn = local(1, 0).Ptr(), today }},
			{"/occurredTo", "field.required", func(b *models.ComplaintCreate) { b.OccurredFrom = local(1, 0).Ptr() }},
			{"/occurredTo", "field.order", func(b *models.ComplaintCreate) { b.OccurredFrom, b.OccurredTo = local(2, 0).Ptr(), local(1, 0).Ptr() }},
			{"/occurredOn", "field.format", func(b *models.ComplaintCreate) { b.OccurredOn = "2026-02-30" }},
			{"/severity", "field.choice", func(b *models.ComplaintCreate) { b.Severity = "huge" }},
			{"/about/0", "field.choice", func(b *models.ComplaintCreate) { b.About = []models.Role{models.Manager} }},
			{"/about/1", "field.duplicate", func(b *models.ComplaintCreate) { b.About = []models.Role{models.Porter, models.Porter} }},
			{"/receiptNumber", "field.required", func(b *models.ComplaintCreate) { b.ReceiptNumber = " \t" }},
			{"/contact/phone", "field.format", func(b *models.ComplaintCreate) { b.Contact = &models.ComplaintContact{Phone: "call me"} }},
		} {
			b := models.ComplaintCreate{VenueID: blueDoor, Category: "rude"}
			c.change(&b)
			_, _, err := w.FileComplaint(t.Context(), chen, "", b)
			wantCode(t, err, "body.invalid", c.field, c.code)
		}
	})

	t.Run("the crew sees the substance and not who spoke", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30))
		k := w.complain("rude", local(11, 30), func(b *models.ComplaintCreate) {
			b.Contact = &models.ComplaintContact{Name: "Chen", Phone: "13911112222"}
		})
		w.uphold(k, models.Shares{Porter: 100})
		got, err := w.Complaint(t.Context(), li, k.ID)
		w.ok(err)
		page, err := w.ListComplaints(t.Context(), li, models.ListQuery{})
		if w.ok(err); len(page.Items) != 1 {
			t.Fatalf("%d complaints", len(page.Items))
		}
		for _, seen := range []*models.Complaint{got, &page.Items[0]} {
			if seen.Contact != nil || seen.FiledBy != "" || len(seen.Link.Candidates) != 0 || seen.Description == "" || seen.Decision == nil || seen.Decision.By != "" {
				t.Fatalf("%s", mustJSON(seen))
			}
			if slices.ContainsFunc(seen.Events, func(e models.Event) bool { return e.By != "" }) {
				t.Fatalf("%+v", seen.Events)
			}
		}
		full, err := w.Complaint(t.Context(), sun, k.ID)
		if w.ok(err); full.Contact == nil || full.FiledBy != "zhang" || full.Decision.By != "sun" {
			t.Fatalf("%s", mustJSON(full))
		}
	})
}
