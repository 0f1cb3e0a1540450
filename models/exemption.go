package models

import (
	"context"
	"slices"
	"strings"
)

// ExemptionBody is a cause outside the crew, as the crew records it.
type ExemptionBody struct {
	RunID  string   `json:"runId"`
	StopID string   `json:"stopId,omitempty"` // empty: the whole run
	Cause  string   `json:"cause"`
	Note   string   `json:"note,omitempty"`
	Photos []string `json:"photos,omitempty"`
	// At is when it happened, by the phone's clock; SentAt, if given, that clock at this try.
	At     Time  `json:"at"`
	SentAt *Time `json:"sentAt,omitempty"`
}

// exempts says which items and complaint categories each cause takes off the crew; "*" is all.
var exempts = map[string]struct{ items, categories []string }{
	"gate-blocked": {[]string{"conduct.on-time", "conduct.parking", "conduct.guard"}, []string{"late", "not-delivered", "parking", "guard-conflict"}},
	"venue-closed": {[]string{"*"}, []string{"late", "not-delivered", "bottles-refused", "receipt-missing"}},
	"road-closed":  {[]string{"conduct.on-time"}, []string{"late", "not-delivered"}},
	"wrong-load":   {[]string{"pre-trip.load-matches", "receipt.counted"}, []string{"wrong-or-short", "over-age-goods"}},
	"app-fault":    {[]string{}, []string{}}, // its missing checks are not counted
}

// emptiesStop tells whether the cause means that nothing was delivered: it takes everything at its stop off the crew.
func emptiesStop(cause string) bool { return slices.Contains(exempts[cause].items, "*") }

// grounds are what an exemption takes off the crew. A venue that was closed and was delivered to after all excuses what a
// closed road does: the delay.
func (e *Exemption) grounds() struct{ items, categories []string } {
	if e.deliveredYet {
		return exempts["road-closed"]
	}
	return exempts[e.Cause]
}

// Causes lists the causes of exemptions.
func Causes() []string {
	out := make([]string, 0, len(exempts))
	for k := range exempts {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// CreateExemption records an outside cause. With a key the same request again gives the same
// exemption. A cause by which nothing was delivered names its stop, which is not delivered. Errors: body.invalid,
// exemption.delivered, idempotency.reused.
func (s *Service) CreateExemption(ctx context.Context, c Caller, key string, b ExemptionBody) (*Exemption, bool, error) {
	var bad invalid
	bad.choice("/cause", b.Cause, Causes()...)
	bad.text("/note", b.Note, 0, maxText)
	bad.photos("/photos", b.Photos, MaxCheckPhotos)
	bad.instant("/at", b.At)
	bad.check(b.StopID != "" || !emptiesStop(b.Cause), "/stopId", "field.required")
	run, err := s.workableRun(ctx, c, b.RunID)
	if err != nil {
		if err := bad.reference(err, "/runId", b.RunID); err != nil {
			return nil, false, err
		}
		return nil, false, bad.err()
	}
	e := &Exemption{
		DepotID: run.DepotID, CrewID: run.CrewID, RunID: run.ID, StopID: b.StopID, Date: run.Date, MemberID: c.UserID,
		Cause: b.Cause, Note: b.Note, Photos: b.Photos, At: s.corrected(b.At, b.SentAt), ReceivedAt: s.Now(),
	}
	if b.StopID != "" {
		stop, err := s.stop(ctx, b.StopID)
		if err == nil && stop.RunID != run.ID {
			err = E("store.missing", "")
		}
		if err := bad.reference(err, "/stopId", b.StopID); err != nil {
			return nil, false, err
		}
		if stop != nil {
			e.VenueID = stop.VenueID
		}
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	if e.Photos == nil {
		e.Photos = []string{}
	}
	b.SentAt = nil
	e.ContentHash = contentHash(b)
	e.ID = s.keyedID(c, "exemption", key)
	if err := s.notDelivered(ctx, e); err != nil {
		return nil, false, err
	}
	poke, err := s.markDay(ctx, dayOf(run))
	if err != nil {
		return nil, false, err
	}
	defer poke()
	out, created, err := insertOnce(ctx, s.store.Exemptions, e, func(x *Exemption) string { return x.ContentHash })
	if err != nil {
		return nil, false, err
	}
	if err := s.grantPhotos(ctx, out.Photos, workGrants(run.CrewID, run.DepotID, out.VenueID)...); err != nil {
		return nil, false, err
	}
	return out, created, s.sparing(ctx, out)
}

// sparing says with each which complaints it spares the crew, by the same grounds as the score.
func (s *Service) sparing(ctx context.Context, exemptions ...*Exemption) error {
	for _, e := range exemptions {
		if emptiesStop(e.Cause) && e.StopID != "" {
			var err error
			if e.deliveredYet, err = s.servedAfterAll(ctx, e); err != nil {
				return err
			}
		}
		e.Spares = e.grounds().categories
	}
	return nil
}

// servedAfterAll tells whether the stop of an exemption was delivered to. A run that lost the stop since has none.
func (s *Service) servedAfterAll(ctx context.Context, e *Exemption) (bool, error) {
	st, found, err := s.store.Stops.Find(ctx, e.StopID)
	if err != nil || !found || st.RunID != e.RunID {
		return false, err
	}
	all, err := s.checksOfRun(ctx, e.RunID)
	checks := make([]*Check, len(all))
	for i := range all {
		checks[i] = &all[i]
	}
	return st.delivered(checks), err
}

// notDelivered refuses a cause by which nothing was delivered at a stop that is delivered, unless it was recorded before.
func (s *Service) notDelivered(ctx context.Context, e *Exemption) error {
	if !emptiesStop(e.Cause) {
		return nil
	}
	if _, known, err := s.store.Exemptions.Find(ctx, e.ID); err != nil || known {
		return err
	}
	st, err := s.stop(ctx, e.StopID)
	if err != nil {
		return err
	}
	signed := false
	if st.Status != StopFailed && st.Status != StopSkipped {
		if _, signed, err = s.store.Receipts.Find(ctx, st.ID); err != nil {
			return err
		}
	}
	if signed || st.Status == StopDelivered {
		return E("exemption.delivered", "/cause", e.Cause)
	}
	return nil
}

// keyedID is the id of a record created by a POST: always the same for one caller and
// Idempotency-Key, a new one without a key.
func (s *Service) keyedID(c Caller, noun, key string) string {
	if key == "" {
		return s.newID()
	}
	return namedID(noun, c.UserID, key)
}

// insertOnce inserts a record, or finds the one that the same request made before.
// Errors: idempotency.reused when that one has other content.
func insertOnce[T any, P interface {
	*T
	Document
}](ctx context.Context, c Collection[T, P], doc P, hash func(P) string) (P, bool, error) {
	err := c.Insert(ctx, doc)
	if !IsCode(err, "store.duplicate") {
		return doc, err == nil, err
	}
	old, err := c.Get(ctx, doc.Head().ID)
	if err != nil {
		return nil, false, err
	}
	if hash(P(old)) != hash(doc) {
		return nil, false, E("idempotency.reused", "Idempotency-Key")
	}
	return P(old), false, nil
}

// covers tells whether the exemption reaches a stop.
func (e *Exemption) covers(stopID string) bool { return e.StopID == "" || e.StopID == stopID }

// freesItem tells whether a fail of an item at a stop costs the crew nothing. A cause that takes all items
// off the crew does so at the stop it names, never for a whole run.
func (e *Exemption) freesItem(stopID, itemID string) bool {
	items := e.grounds().items
	return e.covers(stopID) && (slices.Contains(items, itemID) || e.StopID != "" && slices.Contains(items, "*"))
}

// concerns tells whether the exemption covers the stop and the category of a complaint.
func (e *Exemption) concerns(k *Complaint) bool {
	return e.covers(k.Link.StopID) && slices.Contains(e.grounds().categories, k.Category)
}

// frees tells whether the exemption takes a complaint off the crew: it covers its stop and
// category, and it was recorded before the complaint was filed.
func (e *Exemption) frees(k *Complaint) bool {
	return e.concerns(k) && e.ReceivedAt.Before(k.FiledAt.Time)
}

// MessageBody is what a venue asked a crew to pass on, as the phone sends it.
type MessageBody struct {
	ID         string `json:"id"`
	RunID      string `json:"runId"`
	StopID     string `json:"stopId"`
	MemberID   string `json:"memberId,omitempty"` // default: the caller
	Text       string `json:"text"`
	RecordedAt Time   `json:"recordedAt"`
}

// PutMessage stores a relayed message under the phone's id, once; sentAt is the phone's clock when it was sent, if it said so.
// Errors as PutCheck.
func (s *Service) PutMessage(ctx context.Context, c Caller, b MessageBody, sentAt *Time) (*Message, bool, error) {
	var bad invalid
	bad.check(uuidPattern.MatchString(b.ID), "/id", "field.format", "UUID")
	bad.text("/text", b.Text, 1, maxText)
	bad.instant("/recordedAt", b.RecordedAt)
	run, err := s.workableRun(ctx, c, b.RunID)
	if err := bad.reference(err, "/runId", b.RunID); err != nil {
		return nil, false, err
	}
	stop, err := s.stop(ctx, b.StopID)
	if err == nil && run != nil && stop.RunID != run.ID {
		err = E("store.missing", "")
	}
	if err := bad.reference(err, "/stopId", b.StopID); err != nil {
		return nil, false, err
	}
	if b.MemberID == "" {
		b.MemberID = c.UserID
	}
	if run != nil && b.MemberID != c.UserID {
		bad.check(run.known(b.MemberID) != nil, "/memberId", "field.reference", b.MemberID)
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	m := &Message{
		DepotID: run.DepotID, VenueID: stop.VenueID, StopID: stop.ID, RunID: run.ID, CrewID: run.CrewID, MemberID: b.MemberID,
		Text: strings.TrimSpace(b.Text), RecordedAt: s.corrected(b.RecordedAt, sentAt), ReceivedAt: s.Now(), ContentHash: contentHash(b),
	}
	m.ID = b.ID
	if err := s.delivered(ctx, m); err != nil {
		return nil, false, err
	}
	out, created, err := insertOnce(ctx, s.store.Messages, m, func(x *Message) string { return x.ContentHash })
	if IsCode(err, "idempotency.reused") {
		return nil, false, E("message.conflict", "/id")
	}
	return out, created, err
}
