package models

import "crewcheck/checklists"

// ChecklistRef names one published version of a checklist.
type ChecklistRef struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
}

// Device is the phone a record came from.
type Device struct {
	ID         string `json:"id"`
	AppVersion string `json:"appVersion"`
}

// CheckBody is a completed checklist as a phone hands it in.
type CheckBody struct {
	Checklist ChecklistRef `json:"checklist"`
	RunID     string       `json:"runId"`
	StopID    string       `json:"stopId,omitempty"` // empty for checks of the whole run
	MemberID  string       `json:"memberId"`
	// StartedAt and CompletedAt are the phone's clock; SentAt is that clock at this try.
	StartedAt   Time `json:"startedAt"`
	CompletedAt Time `json:"completedAt"`
	SentAt      Time `json:"sentAt"`
	// ElapsedMs is monotonic: from start to completion, whatever the clock did.
	ElapsedMs  int64               `json:"elapsedMs"`
	Location   *Location           `json:"location,omitempty"`
	Device     Device              `json:"device"`
	Answers    []checklists.Answer `json:"answers"`
	Supersedes string              `json:"supersedes,omitempty"` // the check this one corrects
	// CardVersion is the version of the venue's card that the phone asked by; 0 is the one that was valid at StartedAt.
	CardVersion int `json:"cardVersion,omitempty"`
}

// Flags that a check may carry; each asks for a look, none is a penalty.
const (
	FlagLateSync    = "late-sync"      // received more than 24 h after completion
	FlagClockSkew   = "clock-skew"     // the phone's clock was off by more than 2 minutes
	FlagTooFast     = "too-fast"       // all items within 5 seconds
	FlagPhotoReused = "photo-reused"   // a photo that another stop showed before
	FlagFar         = "far-from-venue" // ticked far from the venue
	FlagOffRun      = "off-run"        // begun by somebody whom planning had taken off the run
)

// Check is a stored check: what the phone sent, and what the server made of it. It is never edited.
type Check struct {
	Meta
	CheckBody
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId"`
	VenueID string `json:"venueId,omitempty"`
	Date    Date   `json:"date"` // of the run
	// ReportedAt is the phone's completedAt as sent; CompletedAt is corrected by the clock offset.
	ReportedAt  Time             `json:"reportedAt"`
	ReceivedAt  Time             `json:"receivedAt"`
	ClockSkewMs int64            `json:"clockSkewMs"` // phone − server; positive: the phone was ahead
	Grade       checklists.Grade `json:"grade"`
	Flags       []string         `json:"flags"`
	// Flagged tells that there are flags: the list of what asks for a look filters by it.
	Flagged       bool     `json:"flagged,omitempty"`
	MissingPhotos []string `json:"missingPhotos"` // as of this answer
	// ContentHash is the SHA-256 of the content as sent, without sentAt.
	ContentHash string `json:"contentHash"`
	// SentBy is the account that handed the check in.
	SentBy string `json:"sentBy"`
}

// Claim reserves something for one stop: a receipt number, a photo. id = what is claimed.
type Claim struct {
	Meta
	DepotID string `json:"depotId"`
	StopID  string `json:"stopId"`
	RunID   string `json:"runId"`
	CheckID string `json:"checkId"`
}

// Receipt is a delivery receipt signed at a stop; id = the stop's id.
type Receipt struct {
	Meta
	DepotID  string `json:"depotId"`
	Number   string `json:"number"`
	StopID   string `json:"stopId"`
	RunID    string `json:"runId"`
	CrewID   string `json:"crewId"`
	VenueID  string `json:"venueId"`
	CheckID  string `json:"checkId"`
	SignedBy string `json:"signedBy"`
	SignedAt Time   `json:"signedAt"`
	State    string `json:"state"` // signed, handed-over, reconciled
	Date     Date   `json:"date"`  // of the run
	// DueAt is when the depot closes on that day: by then the receipt is handed over.
	DueAt  Time   `json:"dueAt"`
	SentBy string `json:"sentBy"` // the account that handed the check in; it holds the paper
	// HandedOverTo is the account that confirmed having it, never a holder's.
	HandedOverAt *Time  `json:"handedOverAt,omitempty"`
	HandedOverTo string `json:"handedOverTo,omitempty"`
	// Late tells that it was handed over after DueAt.
	Late          bool   `json:"late,omitempty"`
	HandOverNote  string `json:"handOverNote,omitempty"`
	ReconciledAt  *Time  `json:"reconciledAt,omitempty"`
	ReconciledBy  string `json:"reconciledBy,omitempty"`
	ReconcileNote string `json:"reconcileNote,omitempty"`
}

// Exemption is a cause outside the crew, recorded by the crew when it happened.
type Exemption struct {
	Meta
	DepotID  string   `json:"depotId"`
	CrewID   string   `json:"crewId"`
	RunID    string   `json:"runId"`
	StopID   string   `json:"stopId,omitempty"`
	VenueID  string   `json:"venueId,omitempty"`
	Date     Date     `json:"date"`
	MemberID string   `json:"memberId"`
	Cause    string   `json:"cause"`
	Note     string   `json:"note"`
	Photos   []string `json:"photos"`
	// At is when it happened, by the phone and never later than ReceivedAt.
	At          Time   `json:"at"`
	ReceivedAt  Time   `json:"receivedAt"`
	ContentHash string `json:"contentHash"`
	// Spares are the categories of complaints that the cause takes off the crew when it was received before they were
	// filed. It follows from the cause and is never stored.
	Spares []string `json:"spares,omitempty"`
	// deliveredYet tells that the stop at which nothing was to be delivered was delivered to after all.
	deliveredYet bool
}

// Message is what a venue asked the crew to pass on to sales.
type Message struct {
	Meta
	DepotID  string `json:"depotId"`
	VenueID  string `json:"venueId"`
	StopID   string `json:"stopId"`
	RunID    string `json:"runId"`
	CrewID   string `json:"crewId"`
	MemberID string `json:"memberId"`
	Text     string `json:"text"`
	// RecordedAt is when the venue said it; ReceivedAt when the server had it.
	RecordedAt Time `json:"recordedAt"`
	ReceivedAt Time `json:"receivedAt"`
	// DueAt is by when the venue is answered: when the depot closes on its next working day.
	DueAt       Time   `json:"dueAt"`
	State       string `json:"state"` // delivered, read, answered
	ReadAt      *Time  `json:"readAt,omitempty"`
	ReadBy      string `json:"readBy,omitempty"`
	Answer      string `json:"answer,omitempty"`
	AnsweredAt  *Time  `json:"answeredAt,omitempty"`
	AnsweredBy  string `json:"answeredBy,omitempty"`
	ContentHash string `json:"contentHash,omitempty"`
}

// Photo is what is known of a stored picture; id = SHA-256 of its bytes.
type Photo struct {
	Meta
	Type string `json:"type"` // image/jpeg, image/png, image/webp
	Size int64  `json:"size"` // bytes
	// Grants say who may see it: user:, crew:, crews: (all of a depot), depot:, venue: or sales: and an id.
	Grants []string `json:"grants"`
}
