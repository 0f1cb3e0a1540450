package models

import (
	"slices"
	"strings"
)

// Notice is one thing that happened, as it is told to feeds and webhooks. It is derived from the record it is about
// and never changed; its id follows from what happened, so that deriving it again makes no second one.
type Notice struct {
	Meta
	Kind    string  `json:"kind"` // complaint.filed, appeal.decided, … (see NoticeKinds)
	Subject Subject `json:"subject"`
	DepotID string  `json:"depotId"`
	VenueID string  `json:"venueId,omitempty"`
	CrewID  string  `json:"crewId,omitempty"` // whom it is about, when it was told
	// MemberIDs are the people it is about.
	MemberIDs []string `json:"memberIds,omitempty"`
	At        Time     `json:"at"` // when it happened
	// StoredAt orders the feed. The notices of one subject have it in the order of what happened.
	StoredAt Time       `json:"storedAt"`
	By       string     `json:"by,omitempty"` // who did it; crews never see it
	Data     NoticeData `json:"data"`
}

// Subject names the record that a notice is about.
type Subject struct {
	Kind string `json:"kind"` // complaint, appeal, feedback, bottle-case, warning, coaching, idea, sample, card-change, import, depot
	ID   string `json:"id"`
}

func (s Subject) key() string { return s.Kind + ":" + s.ID }

// NoticeData is the little that a message says of the record; the rest is read by its id.
type NoticeData struct {
	Number       string `json:"number,omitempty"`
	Category     string `json:"category,omitempty"`
	Severity     string `json:"severity,omitempty"`
	Status       string `json:"status,omitempty"`       // of the record when it was told
	RecurrenceOf string `json:"recurrenceOf,omitempty"` // the closed complaint that this one repeats
	DueAckAt     *Time  `json:"dueAckAt,omitempty"`
	DueResolveAt *Time  `json:"dueResolveAt,omitempty"`
	Note         string `json:"note,omitempty"` // why: the words that go with the step
	Rating       int    `json:"rating,omitempty"`
	// Bottles are the three counts of a bottle case.
	Bottles *BottleCounts `json:"bottles,omitempty"`
}

// Kinds of the records that notices are about.
const (
	aboutComplaint  = "complaint"
	aboutAppeal     = "appeal"
	aboutFeedback   = "feedback"
	aboutCase       = "bottle-case"
	aboutWarning    = "warning"
	aboutCoaching   = "coaching"
	aboutIdea       = "idea"
	aboutSample     = "sample"
	aboutCardChange = "card-change"
	aboutImport     = "import"
	aboutDepot      = "depot"
)

// depotMoved is told to those who supervise the depot by the feed alone; webhooks have no use for it.
const depotMoved = "depot.moved"

// webhookTest is the kind of the message that only tries an endpoint.
const webhookTest = "webhook.test"

// NoticeKinds lists what is told, in the order of a complaint's life. Steps that complaints learn later are told as
// "complaint." and the type of the event.
var NoticeKinds = []string{
	"complaint.filed", "complaint.linked", "complaint.needs-review", "complaint.unlinked", "complaint.acknowledged",
	"complaint.alert", "complaint.paused", "complaint.resumed", "complaint.responded",
	"complaint.step", "complaint.step-undone", "complaint.goodwill", "complaint.decided",
	"complaint.resolved", "complaint.followed-up", "complaint.confirmed", "complaint.reopened", "appeal.filed", "appeal.decided", "feedback.given",
	"bottles.mismatch", "bottles.agreed", "bottles.settled",
	"warning.raised", "warning.raised-again", "warning.acknowledged", "warning.acted", "warning.dismissed", "warning.lapsed",
	"coaching.opened", "coaching.acknowledged", "coaching.measured",
	"idea.filed", "idea.adopted", "idea.declined",
	"sample.raised", "sample.decided",
	"card.proposed", "card.accepted", "card.declined",
	importStarted, importProgress, importDone, importStopped,
}

// seesNotice: whoever sees the record hears of it. What crews see of complaints is judged once more by the complaint
// itself, which may have been tied to somebody else since.
func (c Caller) seesNotice(n *Notice) bool {
	if n.Subject.Kind == aboutImport {
		return c.seesImport(n.By)
	}
	if c.Supervises(n.DepotID) {
		return true
	}
	switch n.Subject.Kind {
	case aboutSample, aboutDepot:
		return false
	case aboutWarning:
		return n.VenueID != "" && c.Is(Sales) && c.AnswersFor(n.VenueID)
	case aboutAppeal, aboutCoaching, aboutIdea:
	default:
		if c.AnswersFor(n.VenueID) {
			return true
		}
	}
	return c.IsCrew() && (n.CrewID != "" && slices.Contains(c.CrewIDs, n.CrewID) || slices.Contains(n.MemberIDs, c.UserID))
}

// forCaller tells no more than the record would: who decides or sells to the venue all of it, everybody else not who
// acted, the venue's own account not who it was about either, and of a complaint only the words meant for the venue.
func (n *Notice) forCaller(c Caller) *Notice {
	ofVenue := c.AnswersFor(n.VenueID)
	if c.Supervises(n.DepotID) || ofVenue && !c.Is(VenueRole) {
		return n
	}
	out := *n
	out.By = ""
	if ofVenue {
		out.CrewID, out.MemberIDs = "", nil
		if event, of := strings.CutPrefix(n.Kind, "complaint."); of && !toldToVenue(event) {
			out.Data.Note = ""
		}
	}
	return &out
}

// noticesOf are the notices of a complaint, in order, without StoredAt. Two events that are alike to the millisecond
// are told apart by counting.
func (k *Complaint) notices() []Notice {
	out := make([]Notice, 0, len(k.Events))
	alike := map[Event]int{}
	for _, e := range k.Events {
		n := Notice{
			Kind: "complaint." + e.Type, Subject: Subject{aboutComplaint, k.ID}, DepotID: k.DepotID, VenueID: k.VenueID,
			At: e.At, By: e.By,
			Data: NoticeData{
				Number: k.Number, Category: k.Category, Severity: k.Severity, Status: k.Status, RecurrenceOf: k.RecurrenceOf, Note: e.Note,
				DueAckAt: k.DueAckAt.Ptr(), DueResolveAt: k.DueResolveAt.Ptr(),
			},
		}
		if k.Link.State == Linked {
			n.CrewID = k.Link.CrewID
			for _, m := range k.Link.Members {
				n.MemberIDs = append(n.MemberIDs, m.UserID)
			}
		}
		words := []string{"notice", k.ID, e.Type, e.At.String(), e.By, e.Note}
		if alike[e]++; alike[e] > 1 {
			words = append(words, strings.Repeat("again", alike[e]-1))
		}
		n.ID = namedID(words...)
		out = append(out, n)
	}
	return out
}

func (a *Appeal) notices() []Notice {
	n := Notice{
		Kind: "appeal.filed", Subject: Subject{aboutAppeal, a.ID}, DepotID: a.DepotID, CrewID: a.CrewID, MemberIDs: []string{a.MemberID},
		At: a.FiledAt, By: a.MemberID, Data: NoticeData{Status: a.Status, Note: a.Reason},
	}
	n.ID = namedID("notice", a.ID, "filed")
	out := []Notice{n}
	if d := a.Decision; d != nil {
		n.ID, n.Kind, n.At, n.By, n.Data.Note = namedID("notice", a.ID, "decided"), "appeal.decided", d.At, d.By, d.Reason
		out = append(out, n)
	}
	return out
}

// notices are those of a case, in order. Its figures are those of now, like the status.
func (x *BottleCase) notices() []Notice {
	out := make([]Notice, 0, len(x.Events))
	for _, e := range x.Events {
		counts := x.Counts
		n := Notice{
			Kind: "bottles." + e.Type, Subject: Subject{aboutCase, x.ID}, DepotID: x.DepotID, CrewID: x.CrewID,
			At: e.At, By: e.By, Data: NoticeData{Status: x.Status, Note: e.Note, Bottles: &counts},
		}
		n.ID = namedID("notice", x.ID, e.Type, e.At.String(), e.By, e.Note)
		out = append(out, n)
	}
	return out
}

func (f *Feedback) notices() []Notice {
	n := Notice{
		Kind: "feedback.given", Subject: Subject{aboutFeedback, f.ID}, DepotID: f.DepotID, VenueID: f.VenueID, CrewID: f.CrewID,
		At: f.At, Data: NoticeData{Status: f.Kind, Rating: f.Rating, Note: f.Text},
	}
	n.ID = namedID("notice", f.ID, "given")
	return []Notice{n}
}
