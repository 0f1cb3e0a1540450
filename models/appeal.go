package models

import (
	"context"
	"slices"
	"time"
)

// AppealDays is how long a crew member may appeal, from the verdict or from the check's arrival.
const AppealDays = 14

// States of an appeal.
const (
	AppealOpen     = "open"
	AppealGranted  = "granted"
	AppealRejected = "rejected"
)

// Appeal is a crew member's word against a verdict or against the grade of an item, or against a sample that found its tick false. While it is open the point is
// shown and not counted. id follows from what is appealed: there is one appeal for each.
type Appeal struct {
	Meta
	DepotID     string `json:"depotId"`
	CrewID      string `json:"crewId"`
	RunID       string `json:"runId"`
	Date        Date   `json:"date"`
	ComplaintID string `json:"complaintId,omitempty"`
	CheckID     string `json:"checkId,omitempty"`
	ItemID      string `json:"itemId,omitempty"`
	MemberID    string `json:"memberId"` // who appeals
	// VerdictAt is the time of the verdict or grade it is against; a later verdict has appeals of its own.
	VerdictAt Time            `json:"verdictAt"`
	Reason    string          `json:"reason"`
	FiledAt   Time            `json:"filedAt"`
	Status    string          `json:"status"`
	Decision  *AppealDecision `json:"decision,omitempty"`
}

// AppealDecision ends an appeal.
type AppealDecision struct {
	Outcome string `json:"outcome"` // granted, rejected
	Reason  string `json:"reason"`
	By      string `json:"by,omitempty"`
	At      Time   `json:"at"`
}

// AppealCreate names what is appealed: a complaint, or an item of a check.
type AppealCreate struct {
	ComplaintID string `json:"complaintId,omitempty"`
	CheckID     string `json:"checkId,omitempty"`
	ItemID      string `json:"itemId,omitempty"`
	Reason      string `json:"reason"`
}

// point is the field that names what is appealed.
func (b *AppealCreate) point() string {
	if b.CheckID != "" {
		return "/checkId"
	}
	return "/complaintId"
}

// CreateAppeal files an appeal; the same again gives the stored one. Errors: body.invalid, appeal.late after
// 14 days, appeal.exists for other words on the same point.
func (s *Service) CreateAppeal(ctx context.Context, c Caller, b AppealCreate) (*Appeal, bool, error) {
	var bad invalid
	bad.text("/reason", b.Reason, 1, maxText)
	bad.check((b.ComplaintID != "") != (b.CheckID != ""), "/complaintId", "field.required")
	bad.check((b.CheckID == "") == (b.ItemID == ""), "/itemId", "field.required")
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	a := &Appeal{MemberID: c.UserID, Reason: b.Reason, FiledAt: s.Now(), Status: AppealOpen, ComplaintID: b.ComplaintID, CheckID: b.CheckID, ItemID: b.ItemID}
	since, err := s.appealed(ctx, c, a, &bad)
	if err != nil {
		return nil, false, err
	}
	a.VerdictAt = since
	a.ID = namedID("appeal", b.ComplaintID, b.CheckID, b.ItemID, since.String())
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	if a.FiledAt.After(since.Time.Add(AppealDays * 24 * time.Hour)) {
		return nil, false, E("appeal.late", b.point(), AppealDays)
	}
	poke, err := s.markDay(ctx, day{a.DepotID, a.CrewID, a.Date})
	if err != nil {
		return nil, false, err
	}
	defer poke()
	tell, err := s.tellOf(ctx, Subject{aboutAppeal, a.ID})
	if err != nil {
		return nil, false, err
	}
	defer tell()
	out, created, err := insertOnce(ctx, s.store.Appeals, a, func(x *Appeal) string { return x.MemberID + "\x00" + x.Reason })
	if IsCode(err, "idempotency.reused") {
		err = E("appeal.exists", b.point())
	}
	return out, created, err
}

// appealed fills in the crew's day of what is appealed, and tells since when it may be.
func (s *Service) appealed(ctx context.Context, c Caller, a *Appeal, bad *invalid) (since Time, err error) {
	if a.ComplaintID != "" {
		k, err := s.Complaint(ctx, c, a.ComplaintID)
		if err == nil && k.Link.State != Linked {
			err = E("record.missing", "")
		}
		if err != nil {
			return since, bad.reference(err, "/complaintId", a.ComplaintID)
		}
		if k.Decision == nil {
			return since, E("complaint.state", "/complaintId", k.Status)
		}
		a.DepotID, a.CrewID, a.RunID, a.Date = k.DepotID, k.Link.CrewID, k.Link.RunID, k.Link.Date
		return k.Decision.At, nil
	}
	k, err := s.Check(ctx, c, a.CheckID)
	if err != nil {
		return since, bad.reference(err, "/checkId", a.CheckID)
	}
	graded := false
	for _, g := range k.Grade.Items {
		graded = graded || g.ItemID == a.ItemID
	}
	bad.check(graded, "/itemId", "field.reference", a.ItemID)
	a.DepotID, a.CrewID, a.RunID, a.Date = k.DepotID, k.CrewID, k.RunID, k.Date
	since = k.ReceivedAt
	found, err := s.samplesAgainst(ctx, a.CheckID, a.ItemID)
	for i := range found {
		if d := *found[i].DecidedAt; d.After(since.Time) {
			since = d
		}
	}
	return since, err
}

// Appeal is one appeal: of the caller's crews, or of the depots they supervise. Errors: record.missing.
func (s *Service) Appeal(ctx context.Context, c Caller, id string) (*Appeal, error) {
	a, err := s.store.Appeals.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if !c.Supervises(a.DepotID) && !slices.Contains(c.CrewIDs, a.CrewID) && a.MemberID != c.UserID {
		return nil, E("record.missing", "id")
	}
	return a, nil
}

// ListAppeals lists appeals, the newest first: of the depots a caller supervises, of their crews, or those they filed themselves.
func (s *Service) ListAppeals(ctx context.Context, c Caller, q ListQuery) (Page[Appeal], error) {
	f := q.filter()
	if !c.ownWork(&f) && !c.crewScope(&f) {
		return none[Appeal]()
	}
	return listByDepot(ctx, s, s.store.Appeals, f, "crewId", "memberId")
}

// AppealDecide ends an appeal.
type AppealDecide struct {
	Outcome string `json:"outcome"` // granted, rejected
	Reason  string `json:"reason"`
}

// DecideAppeal ends an appeal; whoever gave the verdict it is against may not. Errors: record.missing,
// appeal.decider, appeal.decided.
func (s *Service) DecideAppeal(ctx context.Context, c Caller, id string, b AppealDecide) (*Appeal, error) {
	var bad invalid
	bad.choice("/outcome", b.Outcome, AppealGranted, AppealRejected)
	bad.text("/reason", b.Reason, 1, maxText)
	if err := bad.err(); err != nil {
		return nil, err
	}
	a, err := s.Appeal(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if !c.Supervises(a.DepotID) {
		return nil, E("auth.forbidden", "")
	}
	run, err := s.run(ctx, a.RunID)
	if err != nil {
		return nil, err
	}
	if a.MemberID == c.UserID || c.worksOn(run) {
		return nil, E("appeal.decider", "")
	}
	if a.ComplaintID != "" {
		k, err := s.store.Complaints.Get(ctx, a.ComplaintID)
		if err != nil {
			return nil, err
		}
		if k.decidedBy(c.UserID) {
			return nil, E("appeal.decider", "")
		}
	} else if found, err := s.samplesAgainst(ctx, a.CheckID, a.ItemID); err != nil {
		return nil, err
	} else if slices.ContainsFunc(found, func(x EvidenceSample) bool { return x.DecidedBy == c.UserID }) {
		return nil, E("appeal.decider", "")
	}
	poke, err := s.markDay(ctx, day{a.DepotID, a.CrewID, a.Date})
	if err != nil {
		return nil, err
	}
	defer poke()
	tell, err := s.tellOf(ctx, Subject{aboutAppeal, id})
	if err != nil {
		return nil, err
	}
	defer tell()
	return s.store.Appeals.Update(ctx, id, func(a *Appeal) error {
		if d := a.Decision; d != nil {
			if d.By == c.UserID && d.Outcome == b.Outcome && d.Reason == b.Reason {
				return errKeep
			}
			return E("appeal.decided", "status", a.Status)
		}
		a.Status, a.Decision = b.Outcome, &AppealDecision{b.Outcome, b.Reason, c.UserID, s.Now()}
		return nil
	})
}

// decidedBy tells whether somebody gave a verdict on the complaint, in this opening or an earlier one.
func (k *Complaint) decidedBy(userID string) bool {
	gave := func(d *Decision) bool { return d != nil && d.By == userID }
	return gave(k.Decision) || slices.ContainsFunc(k.Cycles, func(cy Cycle) bool { return gave(cy.Decision) })
}

// holdsOff tells whether the appeal keeps its point from counting: it is open or granted, and no later verdict came.
func (a *Appeal) holdsOff(verdictAt Time) bool {
	return (a.Status == AppealOpen || a.Status == AppealGranted) && a.VerdictAt.Equal(verdictAt.Time)
}

// RespondBody is a crew's answer to a complaint.
type RespondBody struct {
	Text string `json:"text"`
}

// Response is what a member of the crew said to a complaint.
type Response struct {
	By   string `json:"by"`
	Text string `json:"text"`
	At   Time   `json:"at"`
}

// maxResponses bounds the answers to one complaint.
const maxResponses = 20

// RespondComplaint notes the crew's side, until the complaint is closed. The same words again change nothing.
func (s *Service) RespondComplaint(ctx context.Context, c Caller, id string, b RespondBody) (*Complaint, error) {
	var bad invalid
	bad.text("/text", b.Text, 1, maxText)
	if err := bad.err(); err != nil {
		return nil, err
	}
	return s.step(ctx, c, id, change{
		from: []string{Open, Acknowledged, Decided, Resolved, Reopened}, event: "responded",
		may: func(c Caller, _ *Complaint) error {
			if !c.IsCrew() {
				return E("auth.forbidden", "")
			}
			return nil
		},
		moot: func(k *Complaint) bool {
			return slices.ContainsFunc(k.Responses, func(r Response) bool { return r.By == c.UserID && r.Text == b.Text })
		},
		do: func(k *Complaint, now Time) error {
			if len(k.Responses) >= maxResponses {
				return &Error{Code: "body.invalid", Fields: []FieldError{{"/text", "field.too-many", []any{maxResponses}}}}
			}
			k.Responses = append(k.Responses, Response{c.UserID, b.Text, now})
			return nil
		},
	})
}
