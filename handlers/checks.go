package handlers

import (
	"encoding/json"
	"errors"

	"crewcheck/models"
)

func today(r *Request) error {
	q, err := DecodeQuery[TodayQuery](r)
	if err != nil {
		return err
	}
	day, err := r.API.cfg.Service.Today(r.Context(), r.Caller, q.Date)
	if err != nil {
		return err
	}
	// The tag is of the content; the clock in it changes with every answer.
	now := day.ServerTime
	day.ServerTime = models.Time{}
	body, err := json.Marshal(day)
	if err != nil {
		return err
	}
	day.ServerTime = now
	return r.SendETag(day, ContentTag(body))
}

func putCheck(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := Decode[models.CheckBody](r)
	if err != nil {
		return err
	}
	if err := r.API.cfg.Service.Synced(r.Context(), r.Caller); err != nil {
		return err
	}
	check, isNew, err := r.API.cfg.Service.PutCheck(r.Context(), r.Caller, id, b)
	if err != nil {
		return err
	}
	return r.Send(status(isNew), check)
}

func previewCheck(r *Request) error {
	b, err := Decode[models.CheckBody](r)
	if err != nil {
		return err
	}
	preview, err := r.API.cfg.Service.PreviewCheck(r.Context(), r.Caller, b)
	if err != nil {
		return err
	}
	return r.OK(preview)
}

func listChecks(r *Request) error {
	return list(r, "checks", CheckQuery{}, r.API.cfg.Service.ListChecks)
}

// getCheck tags the content, not the version: a check never changes, but what is missing of its photos does.
func getCheck(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	check, err := r.API.cfg.Service.Check(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	return r.SendETag(check, "")
}

func listExemptions(r *Request) error {
	return list(r, "exemptions", WorkQuery{}, r.API.cfg.Service.ListExemptions)
}

func listMessages(r *Request) error {
	q, err := DecodeQuery[MessageQuery](r)
	if err != nil {
		return err
	}
	if q.Overdue {
		return list(r, "messages", q, r.API.cfg.Service.OverdueMessages)
	}
	return list(r, "messages", q, r.API.cfg.Service.ListMessages)
}

func createExemption(r *Request) error { return create(r, r.API.cfg.Service.CreateExemption) }

func putStopStatus(r *Request) error {
	runID, err := r.ID("id")
	if err != nil {
		return err
	}
	stopID, err := r.ID("stopId")
	if err != nil {
		return err
	}
	b, err := Decode[models.StopStatus](r)
	if err != nil {
		return err
	}
	st, err := r.API.cfg.Service.SetStopStatus(r.Context(), r.Caller, runID, stopID, b)
	return r.one(st, err)
}

// maxSync bounds the entries of one sync, of all kinds together.
const maxSync = 200

// SyncBody is what waited on a phone. The entries are decoded one by one: a damaged one does not hold up the rest.
type SyncBody struct {
	Checks    []json.RawMessage `json:"checks,omitempty"`   // each a SyncCheck
	Stops     []json.RawMessage `json:"stops,omitempty"`    // each a SyncStop
	Messages  []json.RawMessage `json:"messages,omitempty"` // each a message
	ClientNow *models.Time      `json:"clientNow,omitempty"`
}

// SyncCheck is a check with its id.
type SyncCheck struct {
	ID string `json:"id"`
	models.CheckBody
}

// SyncStop is a status with its stop.
type SyncStop struct {
	RunID  string `json:"runId"`
	StopID string `json:"stopId"`
	models.StopStatus
}

// SyncAnswer answers each entry, in the order they were sent.
type SyncAnswer struct {
	Checks     []SyncResult `json:"checks"`
	Stops      []SyncResult `json:"stops"`
	Messages   []SyncResult `json:"messages"`
	ServerTime models.Time  `json:"serverTime"`
	// ClockSkewMs is the phone's clock − the server's, where clientNow was given.
	ClockSkewMs *int64 `json:"clockSkewMs,omitempty"`
}

// SyncResult is what became of one entry: the status a request of its own would have had, and the
// record or the problem.
type SyncResult struct {
	ID      string          `json:"id,omitempty"`
	Status  int             `json:"status"`
	Check   *models.Check   `json:"check,omitempty"`
	Stop    *models.Stop    `json:"stop,omitempty"`
	Message *models.Message `json:"message,omitempty"`
	Problem *Problem        `json:"problem,omitempty"`
}

// syncAll takes stops first, then messages, then checks: a day-close is graded against the rest.
func syncAll(r *Request) error {
	b, err := Decode[SyncBody](r)
	if err != nil {
		return err
	}
	if n := len(b.Checks) + len(b.Stops) + len(b.Messages); n > maxSync {
		return &models.Error{Code: "body.invalid", Fields: []models.FieldError{{Field: "/checks", Code: "field.too-many", Args: []any{maxSync}}}}
	}
	s := r.API.cfg.Service
	if err := s.Synced(r.Context(), r.Caller); err != nil {
		return err
	}
	out := SyncAnswer{Checks: []SyncResult{}, Stops: []SyncResult{}, Messages: []SyncResult{}, ServerTime: s.Now()}
	if b.ClientNow != nil {
		skew := b.ClientNow.Sub(out.ServerTime.Time).Milliseconds()
		out.ClockSkewMs = &skew
	}
	for _, raw := range b.Stops {
		out.Stops = append(out.Stops, r.syncStop(raw, b.ClientNow))
	}
	for _, raw := range b.Messages {
		out.Messages = append(out.Messages, r.syncMessage(raw, b.ClientNow))
	}
	for _, raw := range b.Checks {
		out.Checks = append(out.Checks, r.syncCheck(raw))
	}
	return r.OK(out)
}

func (r *Request) syncCheck(raw json.RawMessage) SyncResult {
	e, err := DecodeJSON[SyncCheck](raw)
	if err != nil {
		return r.refused(entryID(raw), err)
	}
	check, isNew, err := r.API.cfg.Service.PutCheck(r.Context(), r.Caller, e.ID, e.CheckBody)
	if err != nil {
		return r.refused(e.ID, err)
	}
	return SyncResult{ID: e.ID, Status: status(isNew), Check: check}
}

func (r *Request) syncStop(raw json.RawMessage, clientNow *models.Time) SyncResult {
	e, err := DecodeJSON[SyncStop](raw)
	if err != nil {
		return r.refused(entryID(raw), err)
	}
	if e.SentAt == nil {
		e.SentAt = clientNow
	}
	st, err := r.API.cfg.Service.SetStopStatus(r.Context(), r.Caller, e.RunID, e.StopID, e.StopStatus)
	if err != nil {
		return r.refused(e.StopID, err)
	}
	return SyncResult{ID: e.StopID, Status: status(false), Stop: st}
}

func (r *Request) syncMessage(raw json.RawMessage, clientNow *models.Time) SyncResult {
	e, err := DecodeJSON[models.MessageBody](raw)
	if err != nil {
		return r.refused(entryID(raw), err)
	}
	m, isNew, err := r.API.cfg.Service.PutMessage(r.Context(), r.Caller, e, clientNow)
	if err != nil {
		return r.refused(e.ID, err)
	}
	return SyncResult{ID: e.ID, Status: status(isNew), Message: m}
}

// refused is the result of an entry that was not taken.
func (r *Request) refused(id string, err error) SyncResult {
	e := r.API.known(r.Ctx, err)
	r.API.logFailure(r.Ctx, int(e.Kind()), err)
	p := newProblem(e, r.Lang(), r.RequestID())
	return SyncResult{ID: id, Status: p.Status, Problem: &p}
}

// entryID is the id of an entry that could not be decoded, as far as it can be read.
func entryID(raw json.RawMessage) string {
	var e struct {
		ID     any `json:"id"`
		StopID any `json:"stopId"`
	}
	var wrongType *json.UnmarshalTypeError
	if err := json.Unmarshal(raw, &e); err != nil && !errors.As(err, &wrongType) {
		return ""
	}
	for _, v := range []any{e.ID, e.StopID} {
		if id, ok := v.(string); ok && len(id) <= 64 {
			return id
		}
	}
	return ""
}
