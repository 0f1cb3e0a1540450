package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// States of a card change.
const (
	CardProposed = "proposed"
	CardAccepted = "accepted"
	CardDeclined = "declined"
)

// maxOpenChanges bounds what a venue may have waiting for an answer.
const maxOpenChanges = 20

// CardChange is what a venue asks to have changed of its card. A supervisor or its salesperson decides; an accepted
// one is written to the card, as a new version of it.
type CardChange struct {
	Meta
	DepotID string `json:"depotId"`
	VenueID string `json:"venueId"`
	// Fields are what is to change; Was is what stood there when it was proposed, on CardVersion of the card.
	Fields      CardFields `json:"fields"`
	Was         CardFields `json:"was"`
	CardVersion int        `json:"cardVersion"`
	Note        string     `json:"note,omitempty"` // why, in the venue's words
	State       string     `json:"state"`          // proposed, accepted, declined
	ProposedBy  string     `json:"proposedBy"`
	ProposedAt  Time       `json:"proposedAt"`
	DecidedBy   string     `json:"decidedBy,omitempty"`
	DecidedAt   *Time      `json:"decidedAt,omitempty"`
	Reason      string     `json:"reason,omitempty"` // of the decision; the venue reads it
	// Became is the version of the card that an accepted change is in; 0 = not written yet.
	Became      int    `json:"became,omitempty"`
	ContentHash string `json:"contentHash,omitempty"`
}

// CardFields are parts of a venue's card and its delivery window; what is nil stays as it is.
type CardFields struct {
	Storekeeper       *string     `json:"storekeeper,omitempty"`
	Guard             *string     `json:"guard,omitempty"`
	Parking           *string     `json:"parking,omitempty"`
	Dress             *string     `json:"dress,omitempty"`
	Language          *string     `json:"language,omitempty"`
	Placement         *string     `json:"placement,omitempty"`
	ReconciliationDay *int        `json:"reconciliationDay,omitempty"`
	MaxStack          *int        `json:"maxStack,omitempty"`
	Notes             *string     `json:"notes,omitempty"`
	Window            *ClockRange `json:"window,omitempty"`
}

// CardChangeCreate is a proposal as it is handed in.
type CardChangeCreate struct {
	VenueID string     `json:"venueId"`
	Fields  CardFields `json:"fields"`
	Note    string     `json:"note,omitempty"`
}

// CardChangeDecide is the answer to a proposal.
type CardChangeDecide struct {
	Verdict string `json:"verdict"`          // accepted, declined
	Reason  string `json:"reason,omitempty"` // required with declined
	// CardVersion is the version of the card that the decider has seen: with that of now a proposal is accepted even
	// when what it touches has changed since it was made.
	CardVersion int `json:"cardVersion,omitempty"`
}

// cardParts are the parts of a card by the names of their fields, in the order of the card.
var cardParts = []struct {
	name  string
	text  func(*Card) *string
	given func(*CardFields) **string
}{
	{"storekeeper", func(k *Card) *string { return &k.Storekeeper }, func(f *CardFields) **string { return &f.Storekeeper }},
	{"guard", func(k *Card) *string { return &k.Guard }, func(f *CardFields) **string { return &f.Guard }},
	{"parking", func(k *Card) *string { return &k.Parking }, func(f *CardFields) **string { return &f.Parking }},
	{"dress", func(k *Card) *string { return &k.Dress }, func(f *CardFields) **string { return &f.Dress }},
	{"language", func(k *Card) *string { return &k.Language }, func(f *CardFields) **string { return &f.Language }},
	{"placement", func(k *Card) *string { return &k.Placement }, func(f *CardFields) **string { return &f.Placement }},
	{"notes", func(k *Card) *string { return &k.Notes }, func(f *CardFields) **string { return &f.Notes }},
}

// cardNumbers are those that are numbers.
var cardNumbers = []struct {
	name   string
	number func(*Card) *int
	given  func(*CardFields) **int
	most   int
}{
	{"reconciliationDay", func(k *Card) *int { return &k.ReconciliationDay }, func(f *CardFields) **int { return &f.ReconciliationDay }, 31},
	{"maxStack", func(k *Card) *int { return &k.MaxStack }, func(f *CardFields) **int { return &f.MaxStack }, 100},
}

// of is what the venue has of now in the parts that f names.
func (f *CardFields) of(v *VenueBody) CardFields {
	var out CardFields
	for _, p := range cardParts {
		if *p.given(f) != nil {
			now := *p.text(&v.Card)
			*p.given(&out) = &now
		}
	}
	for _, p := range cardNumbers {
		if *p.given(f) != nil {
			now := *p.number(&v.Card)
			*p.given(&out) = &now
		}
	}
	if f.Window != nil {
		out.Window = &ClockRange{}
		if v.Window != nil {
			*out.Window = *v.Window
		}
	}
	return out
}

// onto writes the parts into the venue.
func (f *CardFields) onto(v *VenueBody) {
	for _, p := range cardParts {
		if to := *p.given(f); to != nil {
			*p.text(&v.Card) = *to
		}
	}
	for _, p := range cardNumbers {
		if to := *p.given(f); to != nil {
			*p.number(&v.Card) = *to
		}
	}
	if f.Window != nil {
		window := *f.Window
		v.Window = &window
	}
}

// differs names the parts in which two sets of the same parts are not the same.
func (f *CardFields) differs(g *CardFields) []string {
	var out []string
	for _, p := range cardParts {
		if x, y := *p.given(f), *p.given(g); x != nil && y != nil && *x != *y {
			out = append(out, p.name)
		}
	}
	for _, p := range cardNumbers {
		if x, y := *p.given(f), *p.given(g); x != nil && y != nil && *x != *y {
			out = append(out, p.name)
		}
	}
	if f.Window != nil && g.Window != nil && *f.Window != *g.Window {
		out = append(out, "window")
	}
	return out
}

func (f *CardFields) validate(bad *invalid) {
	some := f.Window != nil
	for _, p := range cardParts {
		if to := *p.given(f); to != nil {
			some = true
			bad.text("/fields/"+p.name, *to, 0, maxText)
		}
	}
	for _, p := range cardNumbers {
		if to := *p.given(f); to != nil {
			some = true
			bad.number("/fields/"+p.name, *to, 0, p.most)
		}
	}
	if f.Window != nil {
		bad.check(clockPattern.MatchString(f.Window.From), "/fields/window/from", "field.format", "09:00")
		bad.check(clockPattern.MatchString(f.Window.To), "/fields/window/to", "field.format", "17:00")
	}
	bad.check(some, "/fields", "field.required")
}

// ProposeCardChange hands in what a venue asks to have changed of its card. With a key the same request again gives the
// same proposal. Errors: body.invalid, idempotency.reused.
func (s *Service) ProposeCardChange(ctx context.Context, c Caller, key string, b CardChangeCreate) (*CardChange, bool, error) {
	hash, id := contentHash(b), s.keyedID(c, "card-change", key)
	if old, found, err := s.store.CardChanges.Find(ctx, id); err != nil || found && old.ContentHash == hash {
		return old, false, err // before it is judged by the card of now, which may hold it already
	}
	var bad invalid
	b.Fields.validate(&bad)
	bad.text("/note", b.Note, 0, maxText)
	v, err := s.complainingVenue(ctx, c, b.VenueID, &bad)
	if err == nil {
		err = bad.err()
	}
	if err != nil {
		return nil, false, err
	}
	was := b.Fields.of(&v.VenueBody)
	if len(b.Fields.differs(&was)) == 0 {
		bad.add("/fields", "field.unchanged")
	}
	if err := s.openChanges(ctx, v, &bad); err != nil {
		return nil, false, err
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	x := &CardChange{
		DepotID: v.DepotID, VenueID: v.ID, Fields: b.Fields, Was: was, CardVersion: v.CardVersion, Note: strings.TrimSpace(b.Note),
		State: CardProposed, ProposedBy: c.UserID, ProposedAt: s.Now(), ContentHash: hash,
	}
	x.ID = id
	poke, err := s.tellOf(ctx, Subject{aboutCardChange, x.ID})
	if err != nil {
		return nil, false, err
	}
	defer poke()
	return insertOnce(ctx, s.store.CardChanges, x, func(x *CardChange) string { return x.ContentHash })
}

// openChanges refuses more proposals than anybody would answer.
func (s *Service) openChanges(ctx context.Context, v *Venue, bad *invalid) error {
	f := Filter{Equal: map[string]any{"depotId": v.DepotID, "venueId": v.ID, "state": CardProposed}, Limit: maxOpenChanges}
	page, err := s.store.CardChanges.List(ctx, f)
	bad.check(len(page.Items) < maxOpenChanges, "/fields", "field.too-many", maxOpenChanges)
	return err
}

// CardChange is one proposal: of the venue, its salesperson, supervisors of the depot. Errors: record.missing.
func (s *Service) CardChange(ctx context.Context, c Caller, id string) (*CardChange, error) {
	x, err := s.store.CardChanges.Get(ctx, id)
	if err == nil && !c.Supervises(x.DepotID) && !c.AnswersFor(x.VenueID) {
		err = E("record.missing", "id")
	}
	return x, missing(err, "id")
}

// ListCardChanges lists proposals, the newest first.
func (s *Service) ListCardChanges(ctx context.Context, c Caller, q ListQuery) (Page[CardChange], error) {
	f := q.filter()
	if !c.venueScope(&f) {
		return none[CardChange]()
	}
	return listByDepot(ctx, s, s.store.CardChanges, f, "venueId", "state")
}

// DecideCardChange answers a proposal, once; the same verdict again changes nothing. An accepted one is written to the
// card. Errors: record.missing, body.invalid, card-change.decided, and card-change.stale with the parts that have
// changed since, unless the decider names the card's version of now.
func (s *Service) DecideCardChange(ctx context.Context, c Caller, id string, b CardChangeDecide) (*CardChange, error) {
	x, err := s.CardChange(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if err := b.validate(); err != nil {
		return nil, err
	}
	if b.Verdict == CardAccepted && x.State == CardProposed {
		if err := s.freshCard(ctx, x, b.CardVersion); err != nil {
			return nil, err
		}
	}
	poke, err := s.tellOf(ctx, Subject{aboutCardChange, id})
	if err != nil {
		return nil, err
	}
	defer poke()
	x, err = s.store.CardChanges.Update(ctx, id, func(x *CardChange) error {
		if x.State == b.Verdict {
			return errKeep
		}
		if x.State != CardProposed {
			return E("card-change.decided", "id", x.State)
		}
		x.State, x.Reason, x.DecidedBy, x.DecidedAt = b.Verdict, strings.TrimSpace(b.Reason), c.UserID, s.Now().Ptr()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.writeCardChange(ctx, x)
}

func (b *CardChangeDecide) validate() error {
	var bad invalid
	bad.choice("/verdict", b.Verdict, CardAccepted, CardDeclined)
	least := 0
	if b.Verdict == CardDeclined {
		least = 1
	}
	bad.text("/reason", b.Reason, least, maxText)
	bad.check(b.CardVersion >= 0, "/cardVersion", "field.range", 0, "…")
	return bad.err()
}

// freshCard refuses a proposal when what it touches is not what the venue saw any more.
func (s *Service) freshCard(ctx context.Context, x *CardChange, seen int) error {
	v, err := s.store.Venues.Get(ctx, x.VenueID)
	if err != nil {
		return missing(err, "id")
	}
	if seen == v.CardVersion {
		return nil
	}
	now := x.Fields.of(&v.VenueBody)
	changed := x.Was.differs(&now)
	wanted := x.Fields.differs(&now)
	var since []string
	for _, name := range changed {
		if slices.Contains(wanted, name) { // else the card says already what the venue asks for
			since = append(since, fmt.Sprintf("%s = %.60q", name, now.said(name)))
		}
	}
	if len(since) == 0 {
		return nil
	}
	return E("card-change.stale", "id", v.CardVersion, strings.Join(since, ", "))
}

// said is what a part says, for people.
func (f *CardFields) said(name string) string {
	for _, p := range cardParts {
		if to := *p.given(f); p.name == name && to != nil {
			return *to
		}
	}
	for _, p := range cardNumbers {
		if to := *p.given(f); p.name == name && to != nil {
			return fmt.Sprint(*to)
		}
	}
	if name == "window" && f.Window != nil {
		return f.Window.From + "–" + f.Window.To
	}
	return ""
}

// writeCardChange writes an accepted change to the card, once. Whoever tells of the change does it again: a server that
// is killed between the decision and the card leaves nothing half done.
func (s *Service) writeCardChange(ctx context.Context, x *CardChange) (*CardChange, error) {
	if x.State != CardAccepted || x.Became > 0 {
		return x, nil
	}
	decider := Caller{UserID: x.DecidedBy, Roles: []Role{Manager}} // the decision was theirs to make
	var v *Venue
	for {
		now, err := s.store.Venues.Get(ctx, x.VenueID)
		if err != nil {
			return nil, err
		}
		body := now.VenueBody
		x.Fields.onto(&body)
		v, _, err = s.PutVenue(ctx, decider, now.ID, Match{Given: true, Version: now.Version}, body)
		if err == nil {
			break
		}
		if !IsCode(err, "record.stale") {
			return nil, err
		}
	}
	return s.store.CardChanges.Update(ctx, x.ID, func(x *CardChange) error {
		if x.Became > 0 {
			return errKeep
		}
		x.Became = v.CardVersion
		return nil
	})
}

// notices tell the desk and the venue of a change: proposed, accepted or declined.
func (x *CardChange) notices() []Notice {
	n := Notice{
		Kind: "card.proposed", Subject: Subject{aboutCardChange, x.ID}, DepotID: x.DepotID, VenueID: x.VenueID,
		At: x.ProposedAt, By: x.ProposedBy, Data: NoticeData{Status: x.State, Note: x.Note},
	}
	n.ID = namedID("notice", x.ID, "proposed")
	out := []Notice{n}
	if x.DecidedAt != nil {
		n.ID, n.Kind, n.At, n.By, n.Data.Note = namedID("notice", x.ID, "decided"), "card."+x.State, *x.DecidedAt, x.DecidedBy, x.Reason
		out = append(out, n)
	}
	return out
}
