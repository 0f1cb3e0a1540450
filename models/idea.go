package models

import (
	"context"
	"slices"
	"strings"
)

// States of an idea.
const (
	IdeaNew      = "new"
	IdeaAdopted  = "adopted"
	IdeaDeclined = "declined"
)

// Idea is what a driver or porter thinks would make the work better: written under the day's close (close.idea), or
// handed in by itself. id follows from the run, item, member and words where a check brought it.
type Idea struct {
	Meta
	DepotID  string `json:"depotId"`
	CrewID   string `json:"crewId,omitempty"` // none: of somebody who belongs to no crew
	MemberID string `json:"memberId"`
	Text     string `json:"text"`
	CheckID  string `json:"checkId,omitempty"`
	// At is when it was had; ReceivedAt when the server had it.
	At         Time   `json:"at"`
	ReceivedAt Time   `json:"receivedAt"`
	State      string `json:"state"`               // new, adopted, declined
	DecidedBy  string `json:"decidedBy,omitempty"` // crews are not told
	DecidedAt  *Time  `json:"decidedAt,omitempty"`
	// Answer is what its author and crew read of it.
	Answer      string `json:"answer,omitempty"`
	ContentHash string `json:"contentHash,omitempty"`
}

// IdeaCreate is an idea as it is handed in.
type IdeaCreate struct {
	Text   string `json:"text"`
	CrewID string `json:"crewId,omitempty"` // one of the caller's; default: their only one
	// At is when they had it, by the phone's clock, default now; SentAt, if given, that clock at this try.
	At     *Time `json:"at,omitempty"`
	SentAt *Time `json:"sentAt,omitempty"`
}

// CreateIdea hands an idea in. With a key the same request again gives the same idea. Errors: body.invalid,
// idempotency.reused.
func (s *Service) CreateIdea(ctx context.Context, c Caller, key string, b IdeaCreate) (*Idea, bool, error) {
	var bad invalid
	bad.text("/text", b.Text, 1, maxText)
	if b.At != nil {
		bad.instant("/at", *b.At)
	}
	x := &Idea{MemberID: c.UserID, Text: strings.TrimSpace(b.Text), ReceivedAt: s.Now(), State: IdeaNew}
	if err := s.ideaPlace(ctx, c, b.CrewID, x, &bad); err != nil {
		return nil, false, err
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	x.At = x.ReceivedAt
	if b.At != nil {
		x.At = s.corrected(*b.At, b.SentAt)
	}
	b.SentAt = nil
	x.ContentHash = contentHash(b)
	x.ID = s.keyedID(c, "idea", key)
	poke, err := s.tellOf(ctx, Subject{aboutIdea, x.ID})
	if err != nil {
		return nil, false, err
	}
	defer poke()
	return insertOnce(ctx, s.store.Ideas, x, func(x *Idea) string { return x.ContentHash })
}

// ideaPlace finds the crew and depot of an idea: the crew named, the caller's only one, or none where they have none.
func (s *Service) ideaPlace(ctx context.Context, c Caller, crewID string, x *Idea, bad *invalid) error {
	if crewID == "" {
		switch {
		case len(c.CrewIDs) == 1:
			crewID = c.CrewIDs[0]
		case len(c.CrewIDs) == 0 && len(c.DepotIDs) == 1:
			x.DepotID = c.DepotIDs[0]
			return nil
		default:
			bad.add("/crewId", "field.required")
			return nil
		}
	}
	if !bad.check(slices.Contains(c.CrewIDs, crewID), "/crewId", "field.reference", crewID) {
		return nil
	}
	crew, err := s.store.Crews.Get(ctx, crewID)
	if err != nil {
		return bad.reference(err, "/crewId", crewID)
	}
	x.CrewID, x.DepotID = crew.ID, crew.DepotID
	return nil
}

// keepIdea makes an idea of an answer; a correction of the check says the same again.
func (s *Service) keepIdea(ctx context.Context, check *Check, itemID, memberID, text string) error {
	x := &Idea{
		DepotID: check.DepotID, CrewID: check.CrewID, MemberID: memberID, Text: strings.TrimSpace(text), CheckID: check.ID,
		At: check.CompletedAt, ReceivedAt: check.ReceivedAt, State: IdeaNew,
	}
	x.ID = namedID("idea", check.RunID, itemID, memberID, digest(x.Text))
	poke, err := s.tellOf(ctx, Subject{aboutIdea, x.ID})
	if err != nil {
		return err
	}
	defer poke()
	if err := s.store.Ideas.Insert(ctx, x); !IsCode(err, "store.duplicate") {
		return err
	}
	return nil
}

// seesIdea: its author and their crew, supervisors of the depot.
func (c Caller) seesIdea(x *Idea) bool {
	return c.Supervises(x.DepotID) || c.IsCrew() && (x.MemberID == c.UserID || x.CrewID != "" && slices.Contains(c.CrewIDs, x.CrewID))
}

func (x *Idea) forCaller(c Caller) *Idea {
	out := *x
	if !c.Supervises(x.DepotID) {
		out.DecidedBy = ""
	}
	return &out
}

// Idea is one idea. Errors: record.missing.
func (s *Service) Idea(ctx context.Context, c Caller, id string) (*Idea, error) {
	x, err := s.store.Ideas.Get(ctx, id)
	if err == nil && !c.seesIdea(x) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	return x.forCaller(c), nil
}

// ListIdeas lists ideas, the newest first: crews those of their crews, or their own by memberId.
func (s *Service) ListIdeas(ctx context.Context, c Caller, q ListQuery) (Page[Idea], error) {
	f := q.filter()
	if !c.ownWork(&f) && !c.crewScope(&f) {
		return none[Idea]()
	}
	page, err := listByDepot(ctx, s, s.store.Ideas, f, "crewId", "memberId", "state")
	for i := range page.Items {
		page.Items[i] = *page.Items[i].forCaller(c)
	}
	return page, err
}

// IdeaAnswer is what the crew is told of its idea.
type IdeaAnswer struct {
	Answer string `json:"answer"`
}

// AdoptIdea takes an idea up. Errors: those of decideIdea.
func (s *Service) AdoptIdea(ctx context.Context, c Caller, id string, b IdeaAnswer) (*Idea, error) {
	return s.decideIdea(ctx, c, id, IdeaAdopted, b)
}

// DeclineIdea says why an idea is not taken up. Errors: those of decideIdea.
func (s *Service) DeclineIdea(ctx context.Context, c Caller, id string, b IdeaAnswer) (*Idea, error) {
	return s.decideIdea(ctx, c, id, IdeaDeclined, b)
}

// decideIdea answers an idea, once; the same again changes nothing. Nobody decides an idea of their own, since adopted
// ones count. Errors: record.missing, body.invalid, idea.own, idea.decided.
func (s *Service) decideIdea(ctx context.Context, c Caller, id, state string, b IdeaAnswer) (*Idea, error) {
	x, err := s.Idea(ctx, c, id)
	switch {
	case err != nil:
		return nil, err
	case !c.Supervises(x.DepotID):
		return nil, E("auth.forbidden", "")
	case x.MemberID == c.UserID:
		return nil, E("idea.own", "")
	}
	var bad invalid
	bad.text("/answer", b.Answer, 1, maxText)
	if err := bad.err(); err != nil {
		return nil, err
	}
	poke, err := s.tellOf(ctx, Subject{aboutIdea, id})
	if err != nil {
		return nil, err
	}
	defer poke()
	return s.store.Ideas.Update(ctx, id, func(x *Idea) error {
		if x.State == state && x.Answer == b.Answer {
			return errKeep
		}
		if x.State != IdeaNew {
			return E("idea.decided", "id", x.State)
		}
		x.State, x.Answer, x.DecidedBy, x.DecidedAt = state, b.Answer, c.UserID, s.Now().Ptr()
		return nil
	})
}

// notices tell the desk and the crew of an idea: handed in, adopted or declined.
func (x *Idea) notices() []Notice {
	n := Notice{
		Kind: "idea.filed", Subject: Subject{aboutIdea, x.ID}, DepotID: x.DepotID, CrewID: x.CrewID, MemberIDs: []string{x.MemberID},
		At: x.ReceivedAt, By: x.MemberID, Data: NoticeData{Status: x.State, Note: x.Text},
	}
	n.ID = namedID("notice", x.ID, "filed")
	out := []Notice{n}
	if x.DecidedAt != nil {
		n.ID, n.Kind, n.At, n.By, n.Data.Note = namedID("notice", x.ID, "decided"), "idea."+x.State, *x.DecidedAt, x.DecidedBy, x.Answer
		out = append(out, n)
	}
	return out
}
