package models

import (
	"context"
	"slices"
	"strings"
)

// FeedbackBody is what a venue says of one stop through the code of its receipt.
type FeedbackBody struct {
	Kind       string      `json:"kind"`             // rating, praise, complaint
	Rating     int         `json:"rating,omitempty"` // 1–5; praise and complaints may do without (0)
	Dimensions *Dimensions `json:"dimensions,omitempty"`
	Category   string      `json:"category,omitempty"` // of a complaint
	Text       string      `json:"text,omitempty"`
	Photos     []string    `json:"photos,omitempty"` // SHA-256, of a complaint
}

// Dimensions are ratings of the five qualities of service, 1–5; 0 = not given.
type Dimensions struct {
	Tangibles      int `json:"tangibles,omitempty"`
	Reliability    int `json:"reliability,omitempty"`
	Responsiveness int `json:"responsiveness,omitempty"`
	Assurance      int `json:"assurance,omitempty"`
	Empathy        int `json:"empathy,omitempty"`
}

// maxCodePhotos is how many pictures go with a complaint by code.
const maxCodePhotos = 5

func (b *FeedbackBody) validate(categories []string) error {
	var bad invalid
	bad.choice("/kind", b.Kind, "rating", "praise", "complaint")
	least := 0
	if b.Kind == "rating" {
		least = 1
	}
	bad.number("/rating", b.Rating, least, 5)
	bad.text("/text", b.Text, 0, maxText)
	if d := b.Dimensions; d != nil {
		bad.number("/dimensions/tangibles", d.Tangibles, 0, 5)
		bad.number("/dimensions/reliability", d.Reliability, 0, 5)
		bad.number("/dimensions/responsiveness", d.Responsiveness, 0, 5)
		bad.number("/dimensions/assurance", d.Assurance, 0, 5)
		bad.number("/dimensions/empathy", d.Empathy, 0, 5)
	}
	if b.Kind == "complaint" {
		bad.choice("/category", b.Category, categories...)
		bad.photos("/photos", b.Photos, maxCodePhotos)
		return bad.err()
	}
	bad.check(b.Category == "", "/category", "field.not-here")
	bad.check(len(b.Photos) == 0, "/photos", "field.not-here")
	return bad.err()
}

// FeedbackAnswer is what became of a feedback.
type FeedbackAnswer struct {
	Kind      string           `json:"kind"`
	Rating    int              `json:"rating,omitempty"`
	Complaint *PublicComplaint `json:"complaint,omitempty"`
}

// GiveFeedback stores what a venue says by the code of a receipt; who holds the code speaks for the venue. A stop
// takes one rating, one praise, and one complaint of each category: the same again gives the stored one.
// Errors: body.invalid, receipt.missing, receipt.expired, receipt.voiced for other content.
func (s *Service) GiveFeedback(ctx context.Context, token string, b FeedbackBody) (*FeedbackAnswer, bool, error) {
	st, err := s.voiceByToken(ctx, token)
	if err != nil {
		return nil, false, err
	}
	if err := b.validate(s.categoryCodes()); err != nil {
		return nil, false, err
	}
	if b.Kind == "complaint" {
		return s.complainByCode(ctx, st, b)
	}
	out, created, err := s.keepFeedback(ctx, st, b)
	if err != nil {
		return nil, false, err
	}
	return &FeedbackAnswer{Kind: out.Kind, Rating: out.Rating}, created, nil
}

func (s *Service) keepFeedback(ctx context.Context, st *Stop, b FeedbackBody) (*Feedback, bool, error) {
	f := &Feedback{
		DepotID: st.DepotID, VenueID: st.VenueID, StopID: st.ID, RunID: st.RunID, CrewID: st.CrewID, Date: st.Date,
		Kind: b.Kind, Rating: b.Rating, Dimensions: b.Dimensions, Text: b.Text, At: s.Now(),
	}
	f.ID = namedID("feedback", st.ID, b.Kind)
	poke, err := s.markDay(ctx, day{st.DepotID, st.CrewID, st.Date})
	if err != nil {
		return nil, false, err
	}
	defer poke()
	tell, err := s.tellOf(ctx, Subject{aboutFeedback, f.ID})
	if err != nil {
		return nil, false, err
	}
	defer tell()
	said := func(f *Feedback) string {
		return contentHash(FeedbackBody{Kind: f.Kind, Rating: f.Rating, Dimensions: f.Dimensions, Text: f.Text})
	}
	out, created, err := insertOnce(ctx, s.store.Feedback, f, said)
	if IsCode(err, "idempotency.reused") {
		err = E("receipt.voiced", "/kind")
	}
	return out, created, err
}

// complainByCode files a complaint for the venue of the stop, tied to it with confidence 1. A rating that comes
// with it is kept too.
func (s *Service) complainByCode(ctx context.Context, st *Stop, b FeedbackBody) (*FeedbackAnswer, bool, error) {
	if b.Rating > 0 {
		rating := FeedbackBody{Kind: "rating", Rating: b.Rating, Dimensions: b.Dimensions}
		if _, _, err := s.keepFeedback(ctx, st, rating); err != nil && !IsCode(err, "receipt.voiced") {
			return nil, false, err
		}
	}
	k, created, err := s.fileComplaint(ctx, st.speaker(), b.Category, ComplaintCreate{
		VenueID: st.VenueID, Category: b.Category, OccurredOn: st.Date, Description: b.Text, StopID: st.ID, Photos: b.Photos, Source: "qr",
	})
	if IsCode(err, "idempotency.reused") {
		err = E("receipt.voiced", "/category")
	}
	if err != nil {
		return nil, false, err
	}
	p := s.publicComplaint(k)
	return &FeedbackAnswer{Kind: b.Kind, Rating: b.Rating, Complaint: &p}, created, nil
}

// codePrefix begins what stands in place of the account of whoever speaks by a code.
const codePrefix = "code:"

// speaker is who speaks for the venue by the code of the stop.
func (st *Stop) speaker() Caller {
	return Caller{UserID: codePrefix + st.ID, Roles: []Role{VenueRole}, VenueIDs: []string{st.VenueID}}
}

// byCode tells whether the caller showed no login but the code of a receipt: somebody at the venue, or who holds its paper.
func (c Caller) byCode() bool { return strings.HasPrefix(c.UserID, codePrefix) }

// SolvedBody is the venue's word on what was done about a complaint by code.
type SolvedBody struct {
	Number       string `json:"number"` // of the complaint
	Solved       bool   `json:"solved"`
	Text         string `json:"text,omitempty"`         // required when it is not solved: why
	Satisfaction int    `json:"satisfaction,omitempty"` // 1–5; 0 = not said
}

// SaySolved closes a resolved complaint by the code of its receipt, or opens it again with why; the same words again
// change nothing. It may be said as long as the receipt can be read. The salesperson still calls the venue. Errors: receipt.missing, receipt.expired, body.invalid,
// complaint.state.
func (s *Service) SaySolved(ctx context.Context, token string, b SolvedBody) (*PublicComplaint, error) {
	code, err := s.readByToken(ctx, token)
	if err != nil {
		return nil, err
	}
	var bad invalid
	least := 1
	if b.Solved {
		least = 0
	}
	bad.text("/text", b.Text, least, maxText)
	bad.number("/satisfaction", b.Satisfaction, 0, 5)
	var k *Complaint
	for i := range code.said {
		if code.said[i].Number == b.Number {
			k = &code.said[i]
		}
	}
	bad.check(k != nil, "/number", "field.reference", b.Number)
	if err := bad.err(); err != nil {
		return nil, err
	}
	switch c := code.stop.speaker(); {
	case b.Solved:
		k, err = s.ConfirmComplaint(ctx, c, k.ID, ConfirmBody{Note: b.Text, Satisfaction: b.Satisfaction})
	case k.Status == Reopened && slices.ContainsFunc(k.Events, func(e Event) bool { return e.Type == "reopened" && e.By == c.UserID && e.Note == b.Text }):
	default:
		k, err = s.ReopenComplaint(ctx, c, k.ID, NoteBody{Note: b.Text})
	}
	if err != nil {
		return nil, err
	}
	p := s.publicComplaint(k)
	return &p, nil
}

// PutCodePhoto stores a picture for a complaint by code. Errors: receipt.missing, receipt.expired, field.too-many
// beyond five pictures a code, and those of PutPhoto. What is refused does not count.
func (s *Service) PutCodePhoto(ctx context.Context, token, sha string, data []byte) (*Photo, bool, error) {
	st, err := s.voiceByToken(ctx, token)
	if err != nil {
		return nil, false, err
	}
	kind, err := checkPhoto(sha, data)
	if err != nil {
		return nil, false, err
	}
	id := "photos:" + st.ID
	_, err = s.store.counters.Upsert(ctx, id, func(c *counter) error {
		if slices.Contains(c.Names, sha) {
			return errKeep
		}
		if len(c.Names) >= maxCodePhotos {
			return &Error{Code: "body.invalid", Fields: []FieldError{{"sha256", "field.too-many", []any{maxCodePhotos}}}}
		}
		c.Last++
		c.Names = append(c.Names, sha)
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return s.keepPhoto(ctx, Caller{UserID: codePrefix + st.ID}, sha, kind, data)
}
