package handlers

import "crewcheck/models"

// Named finds records by what they are called; embed it.
type Named struct {
	IDs    []string `query:"ids" description:"only these, at most 100"`
	Search string   `query:"search" maxLength:"100" description:"only those whose name or id holds these words, whatever their case; of accounts the phone, too"`
}

func (n Named) of(equal map[string]string) models.ListQuery {
	return models.ListQuery{Equal: equal, IDs: n.IDs, Search: n.Search}
}

// NamedQuery finds records by name.
type NamedQuery struct {
	Named
	Page
}

func (q NamedQuery) query() models.ListQuery { return q.of(nil) }

// NamedDepotQuery finds records by name, and by depot.
type NamedDepotQuery struct {
	DepotID string `query:"depotId"`
	Named
	Page
}

func (q NamedDepotQuery) query() models.ListQuery {
	return q.of(map[string]string{"depotId": q.DepotID})
}

// DepotQuery filters a list by depot.
type DepotQuery struct {
	DepotID string `query:"depotId"`
	Page
}

func (q DepotQuery) query() models.ListQuery {
	return models.ListQuery{Equal: map[string]string{"depotId": q.DepotID}}
}

// UserQuery filters accounts.
type UserQuery struct {
	Locked bool `query:"locked" description:"true: those that are locked now, after wrong secrets"`
	Named
	Page
}

func (q UserQuery) query() models.ListQuery { return q.of(nil) }

// NamesQuery names people by their ids.
type NamesQuery struct {
	IDs []string `query:"ids" description:"whose names, at most 100"`
}

// VenueQuery filters venues.
type VenueQuery struct {
	DepotID string `query:"depotId"`
	Tier    string `query:"tier" enum:"vip,large,medium,small"`
	Value   string `query:"value" enum:"most-valuable,most-growable,below-zero"`
	SalesID string `query:"salesId"`
	Named
	Page
}

func (q VenueQuery) query() models.ListQuery {
	return q.of(map[string]string{"depotId": q.DepotID, "tier": q.Tier, "value": q.Value, "salesId": q.SalesID})
}

// Dates bounds a list by calendar days, both included.
type Dates struct {
	From models.Date `query:"from" description:"first day"`
	To   models.Date `query:"to" description:"last day"`
}

func (d Dates) bound(equal map[string]string) models.ListQuery {
	lq := models.ListQuery{Equal: equal, From: string(d.From)}
	if d.To != "" {
		lq.To = string(d.To.AddDays(1))
	}
	return lq
}

// RunQuery filters runs.
type RunQuery struct {
	DepotID string `query:"depotId"`
	CrewID  string `query:"crewId"`
	Dates
	Page
}

func (q RunQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID})
}

// Times bounds a list by time, half-open.
type Times struct {
	From *models.Time `query:"from" description:"not before"`
	To   *models.Time `query:"to" description:"before"`
}

func (t Times) bound(equal map[string]string) models.ListQuery {
	lq := models.ListQuery{Equal: equal}
	if t.From != nil {
		lq.From = t.From.String()
	}
	if t.To != nil {
		lq.To = t.To.String()
	}
	return lq
}

// CheckFilter picks checks.
type CheckFilter struct {
	DepotID     string `query:"depotId"`
	CrewID      string `query:"crewId"`
	VenueID     string `query:"venueId"`
	RunID       string `query:"runId"`
	StopID      string `query:"stopId"`
	MemberID    string `query:"memberId"`
	ChecklistID string `query:"checklistId"`
	Flagged     bool   `query:"flagged" description:"true: those with flags, which ask for a look"`
	Times
}

// CheckQuery filters checks.
type CheckQuery struct {
	CheckFilter
	Page
}

func (q CheckQuery) query() models.ListQuery { return q.CheckFilter.query() }

func (q CheckFilter) query() models.ListQuery {
	equal := map[string]string{
		"depotId": q.DepotID, "crewId": q.CrewID, "venueId": q.VenueID, "runId": q.RunID, "stopId": q.StopID,
		"memberId": q.MemberID, "checklist.id": q.ChecklistID,
	}
	if q.Flagged {
		equal["flagged"] = "true"
	}
	return q.bound(equal)
}

// WorkQuery filters what crews record.
type WorkQuery struct {
	DepotID string `query:"depotId"`
	CrewID  string `query:"crewId"`
	RunID   string `query:"runId"`
	Times
	Page
}

func (q WorkQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID, "runId": q.RunID})
}

// MessageQuery filters relayed messages.
type MessageQuery struct {
	DepotID string `query:"depotId"`
	VenueID string `query:"venueId"`
	CrewID  string `query:"crewId"`
	State   string `query:"state" enum:"delivered,read,answered"`
	Overdue bool   `query:"overdue" description:"true: not answered, and its dueAt is over"`
	Times
	Page
}

func (q MessageQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "venueId": q.VenueID, "crewId": q.CrewID, "state": q.State})
}

// ReceiptQuery filters receipts.
type ReceiptQuery struct {
	DepotID string `query:"depotId"`
	VenueID string `query:"venueId"`
	CrewID  string `query:"crewId"`
	Number  string `query:"number" maxLength:"64"`
	State   string `query:"state" enum:"signed,handed-over,reconciled"`
	Overdue bool   `query:"overdue" description:"true: signed, and its depot has closed on that day"`
	Times
	Page
}

func (q ReceiptQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "venueId": q.VenueID, "crewId": q.CrewID, "number": q.Number, "state": q.State})
}

// AppealQuery filters appeals.
type AppealQuery struct {
	DepotID  string `query:"depotId"`
	CrewID   string `query:"crewId"`
	MemberID string `query:"memberId" description:"who filed it; crews may name themselves, whichever crew they worked with"`
	Status   string `query:"status" enum:"open,granted,rejected"`
	Times
	Page
}

func (q AppealQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID, "memberId": q.MemberID, "status": q.Status})
}

// ComplaintFilter picks complaints.
type ComplaintFilter struct {
	DepotID   string `query:"depotId"`
	Number    string `query:"number" maxLength:"40" description:"a number, or how it begins: C-20261121-0007, C-20261121, C-202611"`
	VenueID   string `query:"venueId"`
	CrewID    string `query:"crewId"`
	Category  string `query:"category"`
	Severity  string `query:"severity" enum:"minor,major,critical"`
	Status    string `query:"status" enum:"open,acknowledged,decided,resolved,closed,reopened"`
	LinkState string `query:"linkState" enum:"linked,needs-review,unlinked"`
	Recurring bool   `query:"recurring" description:"true: those that repeat one of the same venue and category that was closed within 90 days"`
	Call      string `query:"call" enum:"owed,overdue" description:"owed: resolved, and the venue was not reached yet; overdue: though it should have been"`
	Times
}

// ComplaintQuery filters complaints.
type ComplaintQuery struct {
	ComplaintFilter
	Page
}

func (q ComplaintQuery) query() models.ListQuery { return q.ComplaintFilter.query() }

func (q ComplaintFilter) query() models.ListQuery {
	equal := map[string]string{
		"depotId": q.DepotID, "number": q.Number, "venueId": q.VenueID, "link.crewId": q.CrewID, "category": q.Category,
		"severity": q.Severity, "status": q.Status, "link.state": q.LinkState,
	}
	if q.Recurring {
		equal["recurring"] = "true"
	}
	if q.Call != "" {
		equal["callOwed"] = "true"
	}
	return q.bound(equal)
}

// PromiseQuery filters promises; from and to bound the end of their day.
type PromiseQuery struct {
	DepotID string `query:"depotId"`
	VenueID string `query:"venueId"`
	Owner   string `query:"owner" description:"crew or account"`
	Kind    string `query:"kind" enum:"swap,pick-up,re-delivery"`
	Status  string `query:"status" enum:"open,kept,broken,cancelled"`
	Times
	Page
}

func (q PromiseQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "venueId": q.VenueID, "owner": q.Owner, "kind": q.Kind, "status": q.Status})
}

// BottleQuery picks the days of an account of bottles, both included; the default is the last 31.
type BottleQuery struct {
	Dates
}

// DisputeQuery filters the counts that venues filed.
type DisputeQuery struct {
	DepotID string `query:"depotId"`
	VenueID string `query:"venueId"`
	Status  string `query:"status" enum:"open,accepted,rejected"`
	Dates
	Page
}

func (q DisputeQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "venueId": q.VenueID, "status": q.Status})
}

// BottleCaseQuery filters bottle cases.
type BottleCaseQuery struct {
	DepotID string `query:"depotId"`
	CrewID  string `query:"crewId"`
	RunID   string `query:"runId"`
	Status  string `query:"status" enum:"open,settled,agreed"`
	Dates
	Page
}

func (q BottleCaseQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID, "runId": q.RunID, "status": q.Status})
}

// TimelineQuery pages through a timeline.
type TimelineQuery struct {
	Limit  int          `query:"limit" minimum:"1" maximum:"200" default:"50" description:"entries; those of one millisecond stay together"`
	Before *models.Time `query:"before" description:"before of the answer before"`
}

// AuditQuery filters the audit.
type AuditQuery struct {
	DepotID     string `query:"depotId"`
	Action      string `query:"action" maxLength:"40" description:"e.g. exclusion.set, exclusion.overridden, user.changed, checklist.published"`
	By          string `query:"by" description:"account"`
	SubjectKind string `query:"subjectKind" enum:"venue,run,user,checklist,sample"`
	SubjectID   string `query:"subjectId"`
	Times
	Page
}

func (q AuditQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "action": q.Action, "by": q.By, "subjectKind": q.SubjectKind, "subjectId": q.SubjectID})
}

// WindowQuery is the window of a score, both days included; the default is the last 28 days.
type WindowQuery struct {
	Dates
}

// ScoresQuery asks for a ranking.
type ScoresQuery struct {
	DepotID string `query:"depotId" description:"default: the caller's only depot"`
	By      string `query:"by" enum:"crew,member" default:"crew" description:"what is ranked"`
	Dates
}

// depot is the depot that is asked for, or else the caller's only one.
func (q ScoresQuery) depot(c models.Caller) (string, error) {
	if q.DepotID == "" && len(c.DepotIDs) == 1 {
		return c.DepotIDs[0], nil
	}
	if q.DepotID == "" {
		return "", models.E("parameter.invalid", "depotId", models.Text{ZhCN: "须给出", En: "required"})
	}
	return q.DepotID, nil
}

// MemberScoreQuery is the window of a member's score.
type MemberScoreQuery struct {
	DepotID string `query:"depotId" description:"default: the member's only depot that the caller may see"`
	Dates
}

// NowQuery picks the day of a depot.
type NowQuery struct {
	Date models.Date `query:"date" description:"default: today in the depot's zone"`
}

// TodayQuery picks the caller's day.
type TodayQuery struct {
	Date models.Date `query:"date" description:"default: today in the depot's zone; until 6:00 the day before, while the caller's run of it was begun and its day is not closed"`
}
