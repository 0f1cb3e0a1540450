package models

import (
	"context"
	"slices"
)

// Complaint is one complaint as the caller may see it. Errors: record.missing.
func (s *Service) Complaint(ctx context.Context, c Caller, id string) (*Complaint, error) {
	k, err := s.store.Complaints.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if !c.seesComplaint(k) {
		return nil, E("record.missing", "id")
	}
	return k.forCaller(c), nil
}

// change is one step in the life of a complaint.
type change struct {
	from  []string // states that allow it; nil = all
	event string
	note  string
	// may tells who may take the step beyond seeing the complaint; nil = supervisors.
	may  func(c Caller, k *Complaint) error
	do   func(k *Complaint, now Time) error
	moot func(k *Complaint) bool // already so: nothing to do, no error
}

// step takes a complaint through one change and works out the crew days that it touches.
func (s *Service) step(ctx context.Context, c Caller, id string, ch change) (*Complaint, error) {
	k, err := s.store.Complaints.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if !c.seesComplaint(k) {
		return nil, E("record.missing", "id")
	}
	if err := ch.allowed(c, k); err != nil {
		return nil, err
	}
	before := k.Link
	poke, err := s.markLinked(ctx, k.DepotID, before)
	if err != nil {
		return nil, err
	}
	defer func() { poke(); s.looks.poke(Subject{aboutComplaint, id}) }()
	if err := s.lookSoon(ctx, id); err != nil {
		return nil, err
	}
	k, err = s.store.Complaints.Update(ctx, id, func(k *Complaint) error {
		if ch.moot != nil && ch.moot(k) {
			return errKeep
		}
		if ch.from != nil && !slices.Contains(ch.from, k.Status) {
			return E("complaint.state", "status", k.Status)
		}
		if err := ch.allowed(c, k); err != nil {
			return err
		}
		now := s.Now()
		if err := ch.do(k, now); err != nil {
			return err
		}
		k.event(ch.event, c.UserID, now, ch.note)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if k.Link.CrewID != before.CrewID || k.Link.Date != before.Date {
		after, err := s.markLinked(ctx, k.DepotID, k.Link)
		if err != nil {
			return nil, err
		}
		after()
	}
	return k.forCaller(c), nil
}

func (ch *change) allowed(c Caller, k *Complaint) error {
	if ch.may != nil {
		return ch.may(c, k)
	}
	if !c.Supervises(k.DepotID) {
		return E("auth.forbidden", "")
	}
	return nil
}

func (s *Service) markLinked(ctx context.Context, depotID string, l Link) (func(), error) {
	if l.State != Linked {
		return func() {}, nil
	}
	return s.markDay(ctx, day{depotID, l.CrewID, l.Date})
}

// current is the opening whose clocks run.
func (k *Complaint) current() *Cycle { return &k.Cycles[len(k.Cycles)-1] }

// AcknowledgeComplaint notes that somebody took it up; again changes nothing.
func (s *Service) AcknowledgeComplaint(ctx context.Context, c Caller, id string) (*Complaint, error) {
	return s.step(ctx, c, id, change{
		from: []string{Open, Reopened}, event: "acknowledged",
		may:  notTheCrew,
		moot: func(k *Complaint) bool { return k.current().AcknowledgedAt != nil },
		do: func(k *Complaint, now Time) error {
			k.acknowledge(now)
			k.Status = Acknowledged
			return nil
		},
	})
}

// notTheCrew lets the depot's supervisors and the venue's salesperson act.
func notTheCrew(c Caller, k *Complaint) error {
	if c.Supervises(k.DepotID) || c.Is(Sales) && c.AnswersFor(k.VenueID) {
		return nil
	}
	return E("auth.forbidden", "")
}

// LinkBody names the stop a supervisor ties a complaint to.
type LinkBody struct {
	StopID string `json:"stopId"` // "" unties
	Reason string `json:"reason"`
}

// LinkComplaint ties a complaint to a stop of its venue by hand, or to none, until it is decided; the other candidates stay.
func (s *Service) LinkComplaint(ctx context.Context, c Caller, id string, b LinkBody) (*Complaint, error) {
	k, err := s.store.Complaints.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if !c.seesComplaint(k) {
		return nil, E("record.missing", "id")
	}
	var bad invalid
	bad.text("/reason", b.Reason, 1, maxText)
	cat := s.standards.Category(k.Category)
	link := Link{State: Unlinked, Method: ByHand, Members: []LinkMember{}}
	if b.StopID != "" {
		st, err := s.store.Stops.Get(ctx, b.StopID)
		if err == nil && st.VenueID != k.VenueID {
			err = E("store.missing", "")
		}
		if err := bad.reference(err, "/stopId", b.StopID); err != nil {
			return nil, err
		}
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	if b.StopID != "" {
		if link, err = s.linkTo(ctx, b.StopID, ByHand, when{k.OccurredFrom, k.OccurredTo}); err != nil {
			return nil, err
		}
	}
	link.amid(k.Link.Candidates)
	contradicts, err := s.contradictions(ctx, link, cat)
	if err != nil {
		return nil, err
	}
	if poke, err := s.markLinked(ctx, k.DepotID, link); err != nil {
		return nil, err
	} else {
		defer poke()
	}
	k, err = s.step(ctx, c, id, change{
		from: []string{Open, Acknowledged, Reopened}, event: "linked", note: b.Reason,
		do: func(k *Complaint, _ Time) error {
			k.Link, k.Contradicts = link, contradicts
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return k, s.grantLinked(ctx, k)
}

// DecideBody is a verdict.
type DecideBody struct {
	Verdict string `json:"verdict"` // upheld, partly, dismissed
	// Shares sum to 100; of a dismissed complaint they may be left out.
	Shares Shares `json:"shares"`
	Reason string `json:"reason"`
}

func (b *DecideBody) validate() error {
	var bad invalid
	bad.choice("/verdict", b.Verdict, Upheld, Partly, Dismissed)
	bad.text("/reason", b.Reason, 1, maxText)
	sum := 0
	for _, share := range []struct {
		name string
		n    int
	}{{"driver", b.Shares.Driver}, {"porter", b.Shares.Porter}, {"depot", b.Shares.Depot}, {"sales", b.Shares.Sales}, {"venue", b.Shares.Venue}} {
		bad.number("/shares/"+share.name, share.n, 0, 100)
		sum += share.n
	}
	if b.Verdict != Dismissed || sum != 0 {
		bad.check(sum == 100, "/shares", "field.sum", 100)
	}
	return bad.err()
}

// DecideComplaint gives the verdict; the crew's shares touch its score from now on.
func (s *Service) DecideComplaint(ctx context.Context, c Caller, id string, b DecideBody) (*Complaint, error) {
	if err := b.validate(); err != nil {
		return nil, err
	}
	return s.step(ctx, c, id, change{
		from: []string{Open, Acknowledged, Reopened}, event: "decided", note: b.Verdict + ": " + b.Reason,
		moot: func(k *Complaint) bool {
			d := k.Decision
			return k.Status == Decided && d != nil && d.By == c.UserID && d.Verdict == b.Verdict && d.Shares == b.Shares && d.Reason == b.Reason
		},
		may: func(c Caller, k *Complaint) error {
			if !c.Supervises(k.DepotID) {
				return E("auth.forbidden", "")
			}
			if k.involves(c) {
				return E("complaint.own", "")
			}
			return nil
		},
		do: func(k *Complaint, now Time) error {
			k.acknowledge(now)
			k.Status = Decided
			k.Decision = &Decision{Verdict: b.Verdict, Shares: b.Shares, Reason: b.Reason, By: c.UserID, At: now}
			k.current().Decision = k.Decision
			return nil
		},
	})
}

// NoteBody is a text that goes with a step.
type NoteBody struct {
	Note string `json:"note,omitempty"`
}

func (b *NoteBody) validate(required bool) error {
	var bad invalid
	least := 0
	if required {
		least = 1
	}
	bad.text("/note", b.Note, least, maxText)
	return bad.err()
}

// ResolveComplaint says what was done; the clock of this opening stops.
func (s *Service) ResolveComplaint(ctx context.Context, c Caller, id string, b NoteBody) (*Complaint, error) {
	if err := b.validate(true); err != nil {
		return nil, err
	}
	k, err := s.store.Complaints.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	followUp, err := s.followUpDue(ctx, k.DepotID)
	if err != nil {
		return nil, err
	}
	return s.step(ctx, c, id, change{
		from: []string{Decided}, event: "resolved", note: b.Note, may: notTheCrew,
		moot: func(k *Complaint) bool { return k.Status == Resolved && k.Resolution == b.Note },
		do: func(k *Complaint, now Time) error {
			cy := k.current()
			cy.Clock.resume(now)
			k.wind(now)
			k.Status, k.Resolution, cy.ResolvedAt, k.FollowUpDueAt = Resolved, b.Note, now.Ptr(), followUp.Ptr()
			cy.Resolution, k.CallOwed = b.Note, true
			cy.finish(&cy.Clock.Resolve, cy.DueResolveAt, now)
			return nil
		},
	})
}

// ConfirmBody closes a complaint.
type ConfirmBody struct {
	Note         string `json:"note,omitempty"`
	Satisfaction int    `json:"satisfaction,omitempty"` // with how it was put right, 1–5; 0 = not said
}

// ConfirmComplaint closes it: the venue is content, or a manager closes for it — never the one who decided.
func (s *Service) ConfirmComplaint(ctx context.Context, c Caller, id string, b ConfirmBody) (*Complaint, error) {
	var bad invalid
	bad.text("/note", b.Note, 0, maxText)
	bad.number("/satisfaction", b.Satisfaction, 0, 5)
	if err := bad.err(); err != nil {
		return nil, err
	}
	return s.step(ctx, c, id, change{
		from: []string{Resolved}, event: "confirmed", note: b.Note,
		moot: func(k *Complaint) bool { return k.Status == Closed },
		may: func(c Caller, k *Complaint) error {
			venue := c.Is(VenueRole) && c.AnswersFor(k.VenueID)
			if !venue && !c.Is(Manager) {
				return E("auth.forbidden", "")
			}
			if k.Decision != nil && k.Decision.By == c.UserID {
				return E("complaint.decider", "")
			}
			return nil
		},
		do: func(k *Complaint, now Time) error {
			k.Status, k.current().ConfirmedAt, k.current().Satisfaction = Closed, now.Ptr(), b.Satisfaction
			k.CallOwed = k.CallOwed && c.byCode() // whoever showed a code may have been somebody else
			return nil
		},
	})
}

// ReopenComplaint starts a new cycle with new clocks; what the old one came to stays as it was.
func (s *Service) ReopenComplaint(ctx context.Context, c Caller, id string, b NoteBody) (*Complaint, error) {
	if err := b.validate(true); err != nil {
		return nil, err
	}
	k, err := s.store.Complaints.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	fresh := *k
	if err := s.openCycle(ctx, &fresh); err != nil {
		return nil, err
	}
	return s.step(ctx, c, id, change{
		from: []string{Resolved, Closed}, event: "reopened", note: b.Note,
		may: func(c Caller, k *Complaint) error {
			if c.Supervises(k.DepotID) || c.AnswersFor(k.VenueID) {
				return nil
			}
			return E("auth.forbidden", "")
		},
		do: func(k *Complaint, _ Time) error {
			k.Cycles = append(k.Cycles, fresh.Cycles[len(fresh.Cycles)-1])
			k.Cycle, k.DueAckAt, k.DueResolveAt = len(k.Cycles), fresh.DueAckAt, fresh.DueResolveAt
			k.Status, k.FollowUpDueAt, k.CallOwed = Reopened, nil, false
			for i := range k.Steps {
				st := &k.Steps[i]
				st.DoneAt, st.By, st.Note = nil, "", ""
			}
			return nil
		},
	})
}
