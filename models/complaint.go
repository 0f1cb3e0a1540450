package models

// Complaint states.
const (
	Open         = "open"
	Acknowledged = "acknowledged"
	Decided      = "decided"
	Resolved     = "resolved"
	Closed       = "closed"
	Reopened     = "reopened"
)

// Link states and methods.
const (
	Linked      = "linked"
	NeedsReview = "needs-review"
	Unlinked    = "unlinked"

	ByReceipt = "receipt"
	ByCode    = "code"
	ByStop    = "stop"
	ByTime    = "time"
	ByHand    = "manual"
)

// Verdicts.
const (
	Upheld    = "upheld"
	Partly    = "partly"
	Dismissed = "dismissed"
)

// Complaint is what a venue was unhappy with.
type Complaint struct {
	Meta
	Number   string `json:"number"` // for people, unique in the depot
	DepotID  string `json:"depotId"`
	VenueID  string `json:"venueId"`
	Category string `json:"category"`
	Severity string `json:"severity"` // minor, major, critical
	// OccurredFrom and OccurredTo bound the time the venue named, half-open.
	OccurredFrom  Time     `json:"occurredFrom"`
	OccurredTo    Time     `json:"occurredTo"`
	Description   string   `json:"description"`
	ReceiptNumber string   `json:"receiptNumber,omitempty"`
	StopID        string   `json:"stopId,omitempty"` // named by who filed it
	About         []Role   `json:"about,omitempty"`
	Photos        []string `json:"photos"`
	// Contact is who spoke for the venue; crews never see it.
	Contact *ComplaintContact `json:"contact,omitempty"`
	Source  string            `json:"source"` // venue, phone, qr, visit
	FiledAt Time              `json:"filedAt"`
	FiledBy string            `json:"filedBy,omitempty"`

	Status       string `json:"status"`
	RecurrenceOf string `json:"recurrenceOf,omitempty"`
	// Recurring tells that it repeats a closed one: the list of what must not come again filters by it.
	Recurring bool `json:"recurring,omitempty"`
	// Cycle counts openings, from 1; Cycles holds the clocks and outcome of each.
	Cycle        int     `json:"cycle"`
	Cycles       []Cycle `json:"cycles"`
	DueAckAt     Time    `json:"dueAckAt"`     // of this cycle
	DueResolveAt Time    `json:"dueResolveAt"` // of this cycle

	Link        Link             `json:"link"`
	Contradicts []ContradictedBy `json:"contradicts"`
	// Responses are the crew's side of it.
	Responses []Response `json:"responses,omitempty"`
	// Steps are the playbook of its category; Goodwill is what was given on the spot.
	Steps    []ComplaintStep `json:"steps"`
	Goodwill []Goodwill      `json:"goodwill,omitempty"`
	// FollowUpDueAt is by when the venue is called, of this cycle once it is resolved.
	FollowUpDueAt *Time `json:"followUpDueAt,omitempty"`
	// CallOwed tells that the venue has not been reached since it was resolved, and that no account has closed it.
	CallOwed    bool      `json:"callOwed,omitempty"`
	Decision    *Decision `json:"decision,omitempty"`
	Resolution  string    `json:"resolution,omitempty"`
	Events      []Event   `json:"events"`
	ContentHash string    `json:"contentHash,omitempty"`
}

// ComplaintContact is who spoke for the venue.
type ComplaintContact struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
}

// Cycle is one opening of a complaint with its clocks; times are written once.
type Cycle struct {
	OpenedAt       Time  `json:"openedAt"`
	DueAckAt       Time  `json:"dueAckAt"`
	DueResolveAt   Time  `json:"dueResolveAt"`
	AcknowledgedAt *Time `json:"acknowledgedAt,omitempty"`
	ResolvedAt     *Time `json:"resolvedAt,omitempty"`
	ConfirmedAt    *Time `json:"confirmedAt,omitempty"`
	Clock          Clock `json:"clock"`
	// Decision and Resolution are those of this opening; a later one leaves them as they are.
	Decision   *Decision `json:"decision,omitempty"`
	Resolution string    `json:"resolution,omitempty"`
	// FollowUps are the calls after it was resolved; Satisfaction is what the venue said when it closed it, 1–5 (0 = nothing).
	FollowUps    []FollowUp `json:"followUps,omitempty"`
	Satisfaction int        `json:"satisfaction,omitempty"`
}

// Link ties a complaint to the stop and crew it is about.
type Link struct {
	State      string       `json:"state"`
	Method     string       `json:"method,omitempty"`
	CrewID     string       `json:"crewId,omitempty"`
	RunID      string       `json:"runId,omitempty"`
	StopID     string       `json:"stopId,omitempty"`
	Date       Date         `json:"date,omitempty"` // of the run
	Members    []LinkMember `json:"members"`        // present at that time
	Confidence float64      `json:"confidence"`     // 0–1
	Candidates []Candidate  `json:"candidates"`     // best first
}

// LinkMember is a person who was there.
type LinkMember struct {
	UserID string `json:"userId"`
	Name   string `json:"name"`
	Role   Role   `json:"role"`
}

// Candidate is a stop that a complaint may be about.
type Candidate struct {
	StopID     string   `json:"stopId"`
	RunID      string   `json:"runId"`
	CrewID     string   `json:"crewId"`
	Confidence float64  `json:"confidence"` // 0–1: how well the stop fits what was said, whatever the others do; those of all candidates add up to no whole
	Why        []Reason `json:"why"`
}

// Reason explains a figure in both languages.
type Reason struct {
	Code   string `json:"code"`
	Detail Text   `json:"detail"`
}

// ContradictedBy is a pass tick that the complaint speaks against.
type ContradictedBy struct {
	CheckID  string `json:"checkId"`
	ItemID   string `json:"itemId"`
	MemberID string `json:"memberId"`
}

// Shares split the responsibility of a verdict; they sum to 100.
type Shares struct {
	Driver int `json:"driver"`
	Porter int `json:"porter"`
	Depot  int `json:"depot"`
	Sales  int `json:"sales"`
	Venue  int `json:"venue"`
}

// Crew is the part of the shares that touches the crew's score.
func (s Shares) Crew() int { return s.Driver + s.Porter }

// Decision is a supervisor's verdict.
type Decision struct {
	Verdict string `json:"verdict"`
	Shares  Shares `json:"shares"`
	Reason  string `json:"reason"`
	By      string `json:"by"`
	At      Time   `json:"at"`
}

// verdict is the decision as the venue sees it: neither who answers for what, nor why.
func (d *Decision) verdict() *Decision {
	if d == nil {
		return nil
	}
	return &Decision{Verdict: d.Verdict, At: d.At}
}

// withoutName is the decision as a crew sees it: not by whom.
func (d *Decision) withoutName() *Decision {
	if d == nil {
		return nil
	}
	out := *d
	out.By = ""
	return &out
}

// Event is one step in the life of a record: who, when, what and why.
type Event struct {
	At   Time   `json:"at"`
	By   string `json:"by,omitempty"`
	Type string `json:"type"` // filed, linked, acknowledged, decided, resolved, confirmed, reopened …
	Note string `json:"note,omitempty"`
}

// Feedback is praise or a rating of one stop by its venue.
type Feedback struct {
	Meta
	DepotID string `json:"depotId"`
	VenueID string `json:"venueId"`
	StopID  string `json:"stopId"`
	RunID   string `json:"runId"`
	CrewID  string `json:"crewId"`
	Date    Date   `json:"date"`
	Kind    string `json:"kind"`   // rating, praise
	Rating  int    `json:"rating"` // 1–5; 0 = none given
	// Dimensions are ratings of single qualities, if wished.
	Dimensions *Dimensions `json:"dimensions,omitempty"`
	Text       string      `json:"text,omitempty"`
	At         Time        `json:"at"`
}
