package models

import (
	"context"
	"fmt"
	"slices"

	"crewcheck/checklists"
)

// ComplaintStep is one step of the playbook of a complaint's category, as it stood when the complaint was filed.
type ComplaintStep struct {
	N     int    `json:"n"`     // from 1, in the order in which they are to be done
	Owner string `json:"owner"` // driver, porter, crew, sales, supervisor, manager, quality
	Text  Text   `json:"text"`
	// DoneAt is when it was ticked, in this opening; a reopened complaint begins its playbook anew.
	DoneAt *Time  `json:"doneAt,omitempty"`
	By     string `json:"by,omitempty"`
	Note   string `json:"note,omitempty"`
}

// playbookOf are the steps of a category, none of them done.
func playbookOf(cat *checklists.Category) []ComplaintStep {
	steps := make([]ComplaintStep, len(cat.Playbook))
	for i, p := range cat.Playbook {
		steps[i] = ComplaintStep{N: i + 1, Owner: p.Owner, Text: p.Text}
	}
	return steps
}

// StepBody ticks a step, or takes the tick back.
type StepBody struct {
	Done bool   `json:"done"`
	Note string `json:"note,omitempty"`
}

// TickStep ticks step n of a complaint's playbook: its owner may, or a supervisor for them. The same again changes
// nothing; another note replaces the note and leaves the time. Errors: record.missing, auth.forbidden,
// complaint.state once it is closed.
func (s *Service) TickStep(ctx context.Context, c Caller, id string, n int, b StepBody) (*Complaint, error) {
	note := NoteBody{Note: b.Note}
	if err := note.validate(false); err != nil {
		return nil, err
	}
	event := "step"
	if !b.Done {
		event = "step-undone"
	}
	return s.step(ctx, c, id, change{
		from: []string{Open, Acknowledged, Decided, Resolved, Reopened}, event: event, note: fmt.Sprintf("%d %s", n, b.Note),
		may: func(c Caller, k *Complaint) error {
			if n < 1 || n > len(k.Steps) {
				return E("record.missing", "n")
			}
			if !c.ownsStep(k, k.Steps[n-1].Owner) {
				return E("auth.forbidden", "")
			}
			return nil
		},
		moot: func(k *Complaint) bool {
			st := k.Steps[n-1]
			return b.Done == (st.DoneAt != nil) && (b.Note == "" || b.Note == st.Note)
		},
		do: func(k *Complaint, now Time) error {
			st := &k.Steps[n-1]
			switch {
			case !b.Done:
				st.DoneAt, st.By = nil, ""
			case st.DoneAt == nil:
				st.DoneAt, st.By = now.Ptr(), c.UserID
			}
			if b.Note != "" {
				st.Note = b.Note
			}
			return nil
		},
	})
}

// ownsStep tells whether the caller may tick a step of that owner. What quality owes is ticked by supervisors: it
// has no accounts of its own.
func (c Caller) ownsStep(k *Complaint, owner string) bool {
	if c.Supervises(k.DepotID) {
		return true
	}
	switch owner {
	case "crew", string(Driver), string(Porter):
		return c.isSubject(k)
	case string(Sales):
		return c.Is(Sales) && c.AnswersFor(k.VenueID)
	}
	return false
}

// isSubject tells whether the complaint is tied to a crew of the caller's, or to a run they were on.
func (c Caller) isSubject(k *Complaint) bool {
	return c.IsCrew() && k.Link.State == Linked && (slices.Contains(c.CrewIDs, k.Link.CrewID) ||
		slices.ContainsFunc(k.Link.Members, func(m LinkMember) bool { return m.UserID == c.UserID }))
}

// GoodwillBody is what is given to the venue on the spot.
type GoodwillBody struct {
	SwapBottles int    `json:"swapBottles,omitempty"`
	SwapCartons int    `json:"swapCartons,omitempty"`
	ExtraCrates int    `json:"extraCrates,omitempty"` // empty crates taken beyond the plan
	Minutes     int    `json:"minutes,omitempty"`     // spent at the stop to put it right
	Note        string `json:"note,omitempty"`
}

// Goodwill is something given, and by whom.
type Goodwill struct {
	GoodwillBody
	Cycle int    `json:"cycle"` // the opening it was given in
	By    string `json:"by,omitempty"`
	At    Time   `json:"at"`
	// Beyond tells that a supervisor gave more than the front line may.
	Beyond bool   `json:"beyond,omitempty"`
	Key    string `json:"key,omitempty"` // digest of who gave it and the key they sent
}

// Bounds of goodwill: of one number, and of the entries of a complaint.
const (
	maxGoodwill        = 1_000
	maxGoodwillEntries = 50
)

func (b *GoodwillBody) validate() error {
	var bad invalid
	sum := 0
	for _, x := range b.amounts() {
		bad.number("/"+x.name, x.n, 0, maxGoodwill)
		sum += x.n
	}
	bad.check(sum > 0, "/swapBottles", "field.required")
	bad.text("/note", b.Note, 0, maxText)
	return bad.err()
}

type amount struct {
	name string
	n    int
}

func (b *GoodwillBody) amounts() []amount {
	return []amount{{"swapBottles", b.SwapBottles}, {"swapCartons", b.SwapCartons}, {"extraCrates", b.ExtraCrates}, {"minutes", b.Minutes}}
}

// GiveGoodwill records what the crew of a complaint, or the venue's salesperson, gave without asking. Everything
// given in one opening counts against the limit of the category; beyond it only a supervisor may give. The same
// key, or without one the same figures by the same person, is the same gift. Errors: complaint.front-line,
// idempotency.reused, complaint.state once it is closed.
func (s *Service) GiveGoodwill(ctx context.Context, c Caller, id, key string, b GoodwillBody) (*Complaint, error) {
	if err := b.validate(); err != nil {
		return nil, err
	}
	given := Goodwill{GoodwillBody: b, By: c.UserID, Key: digest(c.UserID + "\x00" + key)}
	if key == "" {
		given.Key = ""
	}
	return s.step(ctx, c, id, change{
		from: []string{Open, Acknowledged, Decided, Resolved, Reopened}, event: "goodwill", note: b.String(),
		may: func(c Caller, k *Complaint) error {
			if c.isSubject(k) {
				return nil
			}
			return notTheCrew(c, k)
		},
		moot: func(k *Complaint) bool { return k.given(given) != nil && k.given(given).GoodwillBody == b },
		do: func(k *Complaint, now Time) error {
			if k.given(given) != nil {
				return E("idempotency.reused", "Idempotency-Key")
			}
			if len(k.Goodwill) >= maxGoodwillEntries {
				return &Error{Code: "body.invalid", Fields: []FieldError{{"/swapBottles", "field.too-many", []any{maxGoodwillEntries}}}}
			}
			err := s.frontLine(k, b)
			if err != nil && !c.Supervises(k.DepotID) {
				return err
			}
			given.Cycle, given.At, given.Beyond = k.Cycle, now, err != nil
			k.Goodwill = append(k.Goodwill, given)
			return nil
		},
	})
}

// String is the gift in the words of its fields, for the event.
func (b *GoodwillBody) String() string {
	text := ""
	for _, x := range b.amounts() {
		if x.n > 0 {
			text += fmt.Sprintf("%s %d ", x.name, x.n)
		}
	}
	return text + b.Note
}

// given finds the gift that g repeats, in the opening that runs.
func (k *Complaint) given(g Goodwill) *Goodwill {
	for i := range k.Goodwill {
		x := &k.Goodwill[i]
		if g.Key != "" && x.Key == g.Key || g.Key == "" && x.By == g.By && x.Cycle == k.Cycle && x.GoodwillBody == g.GoodwillBody {
			return x
		}
	}
	return nil
}

// frontLine tells whether the front line may give b on top of what was given in this opening.
// Errors: complaint.front-line.
func (s *Service) frontLine(k *Complaint, b GoodwillBody) error {
	var may GoodwillBody
	if cat := s.standards.Category(k.Category); cat != nil {
		may = GoodwillBody{SwapBottles: cat.FrontLine.SwapBottles, SwapCartons: cat.FrontLine.SwapCartons, ExtraCrates: cat.FrontLine.ExtraCrates, Minutes: cat.FrontLine.ExtraMinutes}
	}
	sums := b.amounts()
	for i := range k.Goodwill {
		if k.Goodwill[i].Cycle != k.Cycle {
			continue
		}
		for j, x := range k.Goodwill[i].amounts() {
			if b.amounts()[j].n > 0 { // what is not asked for now cannot be too much now
				sums[j].n += x.n
			}
		}
	}
	for i, limit := range may.amounts() {
		if sums[i].n > limit.n {
			return E("complaint.front-line", "/"+limit.name, limit.name, limit.n)
		}
	}
	return nil
}
