package models

import (
	"context"
	"regexp"
	"slices"
)

var tokenPattern = regexp.MustCompile(`^[0-9a-f]{32}$`)

// PublicReceipt is what anybody who holds the code of a stop may see of it: no phone number, no surname.
type PublicReceipt struct {
	Venue     string            `json:"venue"`
	Date      Date              `json:"date"`
	Status    string            `json:"status"`
	ArrivedAt *Time             `json:"arrivedAt,omitempty"`
	LeftAt    *Time             `json:"leftAt,omitempty"`
	Zone      string            `json:"zone"` // IANA, for showing the times
	Crew      []PublicMember    `json:"crew"`
	Lines     []PublicLine      `json:"lines"`
	Bottles   []PublicBottles   `json:"bottles"`
	Swaps     []PublicSwap      `json:"swaps"`
	Number    string            `json:"number,omitempty"` // of the signed receipt
	Rating    int               `json:"rating,omitempty"` // given for this stop, 1–5
	Praised   bool              `json:"praised"`
	Said      []PublicComplaint `json:"complaints"`
	Promises  []PublicPromise   `json:"promises"`  // what the venue is still owed
	Messages  []PublicMessage   `json:"messages"`  // what it asked to pass on
	ExpiresAt Time              `json:"expiresAt"` // from then on nothing new is taken
	// ReadableUntil is when the receipt closes as things stand: ExpiresAt, or later for the sake of its complaints.
	ReadableUntil Time `json:"readableUntil"`
}

// PublicPromise is something owed to the venue.
type PublicPromise struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Says  Text   `json:"says"` // what is owed, in each language
	DueOn Date   `json:"dueOn"`
}

// PublicMember is a person of the crew as the venue sees them.
type PublicMember struct {
	FirstName string `json:"firstName,omitempty"`
	Role      Role   `json:"role"`
}

// PublicLine is something delivered.
type PublicLine struct {
	Product  Text   `json:"product"`
	Unit     string `json:"unit"`
	Quantity int    `json:"quantity"`
}

// PublicBottles is what was taken back.
type PublicBottles struct {
	Type  string `json:"type"`
	Taken int    `json:"taken"`
	Left  int    `json:"left"`
}

// PublicSwap is what was found broken and swapped on the spot.
type PublicSwap struct {
	Unit     string `json:"unit"` // bottles, cartons
	Reported int    `json:"reported"`
	Swapped  int    `json:"swapped"`
}

// PublicComplaint is what became of a complaint by this code.
type PublicComplaint struct {
	Number       string `json:"number"`
	Category     string `json:"category"`
	CategoryText Text   `json:"categoryText"`
	Status       string `json:"status"`
	FiledAt      Time   `json:"filedAt"`
	DueAckAt     Time   `json:"dueAckAt"`
	DueResolveAt Time   `json:"dueResolveAt"`
	Answer       string `json:"answer,omitempty"` // what was done
}

// stopByToken finds the stop of a code, with the code's end. An unknown code and one that is no code at all are the
// same to the caller. Errors: receipt.missing.
func (s *Service) stopByToken(ctx context.Context, token string) (*Stop, *ReceiptToken, error) {
	if !tokenPattern.MatchString(token) {
		token = "-"
	}
	t, found, err := s.store.tokens.Find(ctx, token)
	if err != nil {
		return nil, nil, err
	}
	if !found {
		return nil, nil, E("receipt.missing", "token")
	}
	st, err := s.store.Stops.Get(ctx, t.StopID)
	if err != nil {
		return nil, nil, err
	}
	return st, t.of(st), nil
}

// voiceByToken finds the stop of which something new may be said by a code. Errors: receipt.missing, receipt.expired.
func (s *Service) voiceByToken(ctx context.Context, token string) (*Stop, error) {
	st, t, err := s.stopByToken(ctx, token)
	if err != nil {
		return nil, err
	}
	if !s.Now().Before(t.ExpiresAt.Time) {
		return nil, E("receipt.expired", "token")
	}
	return st, nil
}

// openedCode is what a code opens: its stop, and the complaints by it, the oldest first.
type openedCode struct {
	stop          *Stop
	said          []Complaint
	expiresAt     Time
	readableUntil Time
}

// readByToken opens a code for reading, and for the venue's word on an answer: it was told that both come, and an
// answer may come after the code takes nothing new any more. Errors: receipt.missing, receipt.expired.
func (s *Service) readByToken(ctx context.Context, token string) (*openedCode, error) {
	st, t, err := s.stopByToken(ctx, token)
	if err != nil {
		return nil, err
	}
	out := &openedCode{stop: st, expiresAt: t.ExpiresAt, readableUntil: t.ExpiresAt}
	if out.said, err = s.saidByCode(ctx, st); err != nil {
		return nil, err
	}
	longest := At(t.ExpiresAt.AddDate(0, 0, answerTokenDays))
	for i := range out.said {
		until := longest
		if at := out.said[i].answeredAt(); at != nil {
			until = At(at.AddDate(0, 0, receiptTokenDays))
		}
		if until.After(longest.Time) {
			until = longest
		}
		if until.After(out.readableUntil.Time) {
			out.readableUntil = until
		}
	}
	if !s.Now().Before(out.readableUntil.Time) {
		return nil, E("receipt.expired", "token")
	}
	return out, nil
}

// answeredAt is when the venue had its last word of us: nil while an answer is owed.
func (k *Complaint) answeredAt() *Time {
	if !slices.Contains([]string{Resolved, Closed}, k.Status) || len(k.Cycles) == 0 {
		return nil
	}
	last := k.Cycles[len(k.Cycles)-1]
	if last.ConfirmedAt != nil {
		return last.ConfirmedAt
	}
	return last.ResolvedAt
}

// of is the token with its end by the stop's date of now: a stop that was put off is open as long as any other.
func (t *ReceiptToken) of(st *Stop) *ReceiptToken {
	out := *t
	if end := At(st.Date.AddDays(receiptTokenDays + 1).Time()); end.After(out.ExpiresAt.Time) {
		out.ExpiresAt = end
	}
	return &out
}

// PublicReceiptOf is the receipt that a code opens. Errors: receipt.missing, receipt.expired.
func (s *Service) PublicReceiptOf(ctx context.Context, token string) (*PublicReceipt, error) {
	code, err := s.readByToken(ctx, token)
	if err != nil {
		return nil, err
	}
	st := code.stop
	venue, err := s.venue(ctx, st.VenueID)
	if err != nil {
		return nil, err
	}
	depot, err := s.depot(ctx, st.DepotID)
	if err != nil {
		return nil, err
	}
	out := &PublicReceipt{
		Venue: venue.Name, Date: st.Date, Status: st.Status, ArrivedAt: st.ArrivedAt, LeftAt: st.LeftAt, Zone: depot.Zone,
		Crew: []PublicMember{}, Lines: []PublicLine{}, Bottles: []PublicBottles{}, Swaps: []PublicSwap{}, Said: []PublicComplaint{}, Promises: []PublicPromise{}, Messages: []PublicMessage{},
		ExpiresAt: code.expiresAt, ReadableUntil: code.readableUntil,
	}
	if venue.Zone != "" {
		out.Zone = venue.Zone
	}
	if err := s.publicWork(ctx, st, out); err != nil {
		return nil, err
	}
	owed, err := s.carried(ctx, st.DepotID, st.VenueID)
	if err != nil {
		return nil, err
	}
	for _, p := range owed {
		out.Promises = append(out.Promises, PublicPromise{p.Kind, p.Text, p.says(), p.DueOn})
	}
	if err := s.publicMessages(ctx, st, out); err != nil {
		return nil, err
	}
	for i := range code.said {
		out.Said = append(out.Said, s.publicComplaint(&code.said[i]))
	}
	return out, s.publicVoice(ctx, st, out)
}

// publicWork fills in who came, what they brought and what they took.
func (s *Service) publicWork(ctx context.Context, st *Stop, out *PublicReceipt) error {
	var err error
	if out.Crew, err = s.publicCrew(ctx, st); err != nil {
		return err
	}
	for _, l := range st.Lines {
		p, found, err := s.store.Products.Find(ctx, l.ProductID)
		if err != nil {
			return err
		}
		if found {
			out.Lines = append(out.Lines, PublicLine{p.Name, p.Unit, l.Quantity})
		}
	}
	checks, err := s.checksOfRun(ctx, st.RunID)
	if err != nil {
		return err
	}
	for _, k := range checks {
		if k.StopID != st.ID {
			continue
		}
		for _, a := range k.Answers {
			for _, b := range a.Bottles {
				out.Bottles = append(out.Bottles, PublicBottles{b.Type, b.Taken, b.Left})
			}
			if a.Swap != nil && a.Swap.Reported+a.Swap.Swapped > 0 {
				out.Swaps = append(out.Swaps, PublicSwap{s.swapUnit(a.ItemID), a.Swap.Reported, a.Swap.Swapped})
			}
		}
	}
	r, found, err := s.store.Receipts.Find(ctx, st.ID)
	if found {
		out.Number = r.Number
	}
	return err
}

// publicCrew is who was at a stop when the crew arrived; before that, who is on the run now.
func (s *Service) publicCrew(ctx context.Context, st *Stop) ([]PublicMember, error) {
	run, err := s.run(ctx, st.RunID)
	if err != nil {
		return nil, err
	}
	at := s.Now()
	if st.ArrivedAt != nil {
		at = *st.ArrivedAt
	}
	out := []PublicMember{}
	for _, m := range run.Members {
		if m.PresentAt(at) {
			out = append(out, PublicMember{m.FirstName, m.Role})
		}
	}
	return out, nil
}

// swapUnit is in what the item counts: the standard that the program carries says it, whichever version was ticked.
func (s *Service) swapUnit(itemID string) string {
	for _, d := range s.standards.Checklists {
		for _, it := range d.Items {
			if it.ID == itemID && it.Rules.Unit != "" {
				return it.Rules.Unit
			}
		}
	}
	return "bottles"
}

// publicVoice fills in how the venue rated the stop.
func (s *Service) publicVoice(ctx context.Context, st *Stop, out *PublicReceipt) error {
	return s.store.Feedback.All(ctx, Filter{Equal: map[string]any{"runId": st.RunID}}, func(f *Feedback) error {
		if f.StopID == st.ID {
			out.Rating = max(out.Rating, f.Rating)
			out.Praised = out.Praised || f.Kind == "praise"
		}
		return nil
	})
}

// saidByCode is the complaints by the code of a stop, the oldest first: by venue and not by link, since what was said
// stands there also when the complaint was tied to another stop since. None is older than a day before the stop's.
func (s *Service) saidByCode(ctx context.Context, st *Stop) ([]Complaint, error) {
	f := Filter{Equal: map[string]any{"depotId": st.DepotID, "venueId": st.VenueID}, From: At(st.Date.AddDays(-2).Time()).String(), Ascending: true}
	var out []Complaint
	err := s.store.Complaints.All(ctx, f, func(k *Complaint) error {
		if k.Source == "qr" && k.StopID == st.ID {
			out = append(out, *k)
		}
		return nil
	})
	return out, err
}

func (s *Service) publicComplaint(k *Complaint) PublicComplaint {
	p := PublicComplaint{
		Number: k.Number, Category: k.Category, Status: k.Status, FiledAt: k.FiledAt,
		DueAckAt: k.DueAckAt, DueResolveAt: k.DueResolveAt,
	}
	if cat := s.standards.Category(k.Category); cat != nil {
		p.CategoryText = cat.Text
	}
	if slices.Contains([]string{Resolved, Closed}, k.Status) {
		p.Answer = k.Resolution
	}
	return p
}

// ReceiptLink is the public address of a stop's receipt.
type ReceiptLink struct {
	Token     string
	ExpiresAt Time
}

// ReceiptLinkOf is the code to print on a stop's receipt, for its crew, its supervisors and the venue's salespeople.
// Errors: record.missing.
func (s *Service) ReceiptLinkOf(ctx context.Context, c Caller, runID, stopID string) (*ReceiptLink, error) {
	run, err := s.run(ctx, runID)
	if err != nil {
		return nil, missing(err, "id")
	}
	st, err := s.stop(ctx, stopID)
	ofTheirs := err == nil && c.Is(Sales) && c.AnswersFor(st.VenueID)
	if !c.sees(run) && !ofTheirs {
		return nil, E("record.missing", "id")
	}
	if err == nil && st.RunID != run.ID {
		err = E("record.missing", "stopId")
	}
	if err != nil {
		return nil, missing(err, "stopId")
	}
	t, err := s.store.tokens.Get(ctx, st.ReceiptToken)
	if err != nil {
		return nil, missing(err, "stopId")
	}
	return &ReceiptLink{t.ID, t.of(st).ExpiresAt}, nil
}
