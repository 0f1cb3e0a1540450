package handlers

import (
	"context"
	"net/http"
	"strconv"

	"crewcheck/models"
)

// The way back to a content venue: playbook steps, goodwill, calls afterwards.

func recoveryRoutes() []Route {
	const tag = "Recovery"
	complaint := answers(200, models.Complaint{})
	return []Route{
		{Method: "POST", Path: "/api/v1/complaints/:id/steps/:n", Name: "tickStep", Summary: "Tick a step of the playbook: its owner, or a supervisor", Tag: tag, Who: seesWork, Body: models.StepBody{}, Answers: complaint, Problems: []string{"complaint.state"}, Handle: tickStep},
		{Method: "POST", Path: "/api/v1/complaints/:id/goodwill", Name: "giveGoodwill", Summary: "Record what was given on the spot, within the front line's limit", Tag: tag, Who: seesWork, Body: models.GoodwillBody{}, Answers: complaint, Problems: []string{"complaint.front-line", "complaint.state", "idempotency.reused"}, Handle: giveGoodwill},
		{Method: "POST", Path: "/api/v1/complaints/:id/follow-up", Name: "followUpComplaint", Summary: "Note a call to the venue after its complaint was resolved", Tag: tag, Who: answerable, Body: models.FollowUpBody{}, Answers: complaint, Problems: []string{"complaint.state"}, Handle: followUp},
		{Method: "POST", Path: "/api/v1/promises", Name: "createPromise", Summary: "Promise a venue something on a day", Tag: tag, Who: answerable, Body: models.PromiseCreate{}, Answers: created(models.Promise{}), Problems: []string{"idempotency.reused"}, Handle: createPromise},
		{Method: "GET", Path: "/api/v1/promises", Name: "listPromises", Summary: "What venues were promised, the latest day first; broken is overdue and still owed", Tag: tag, Query: PromiseQuery{}, Answers: answers(200, List[models.Promise]{}), Handle: listPromises},
		{Method: "PUT", Path: "/api/v1/promises/:id/status", Name: "endPromise", Summary: "Say that a promise was kept, or is no longer owed", Tag: tag, Who: seesWork, Body: models.PromiseEnd{}, Answers: answers(200, models.Promise{}), Problems: []string{"promise.ended"}, Handle: endPromise},
		{Method: "PUT", Path: "/api/v1/venues/:id/exclusions/:subjectId", Name: "putExclusion", Summary: "Keep a crew or person from a venue; planning honours it", Tag: tag, Who: deskRoles, Body: models.ExclusionBody{}, Answers: created(models.Exclusion{}), Handle: putExclusion},
		{Method: "DELETE", Path: "/api/v1/venues/:id/exclusions/:subjectId", Name: "liftExclusion", Summary: "Let them come again", Tag: tag, Who: deskRoles, Answers: answers(204, nil), Handle: liftExclusion},
		{Method: "GET", Path: "/api/v1/venues/:id/exclusions", Name: "listExclusions", Summary: "Who is kept from a venue, lifted ones too, the newest first", Tag: tag, Who: deskRoles, Query: Page{}, Answers: answers(200, List[models.Exclusion]{}), Handle: listExclusions},
		{Method: "GET", Path: "/api/v1/audit", Name: "listAudit", Summary: "Acts of administration, the newest first: exclusions, overrides, accounts, checklists", Tag: tag, Who: deskRoles, Query: AuditQuery{}, Answers: answers(200, List[models.AuditRecord]{}), Handle: listAudit},
	}
}

func tickStep(r *Request) error {
	n, err := strconv.Atoi(r.Params("n"))
	if err != nil {
		return models.E("record.missing", "n")
	}
	return act(r, func(ctx context.Context, c models.Caller, id string, b models.StepBody) (*models.Complaint, error) {
		return r.API.cfg.Service.TickStep(ctx, c, id, n, b)
	})
}

func giveGoodwill(r *Request) error {
	key, err := r.key()
	if err != nil {
		return err
	}
	return act(r, func(ctx context.Context, c models.Caller, id string, b models.GoodwillBody) (*models.Complaint, error) {
		return r.API.cfg.Service.GiveGoodwill(ctx, c, id, key, b)
	})
}

func createPromise(r *Request) error { return create(r, r.API.cfg.Service.CreatePromise) }

func listPromises(r *Request) error {
	return list(r, "promises", PromiseQuery{}, r.API.cfg.Service.ListPromises)
}

func endPromise(r *Request) error {
	return act[models.PromiseEnd](r, r.API.cfg.Service.EndPromise)
}

func putExclusion(r *Request) error {
	subject, err := r.ID("subjectId")
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := Decode[models.ExclusionBody](r)
	if err != nil {
		return err
	}
	x, isNew, err := r.API.cfg.Service.PutExclusion(r.Context(), r.Caller, id, subject, b)
	if err != nil {
		return err
	}
	return r.Send(status(isNew), x)
}

func liftExclusion(r *Request) error {
	subject, err := r.ID("subjectId")
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.API.cfg.Service.LiftExclusion(r.Context(), r.Caller, id, subject); err != nil {
		return err
	}
	return r.Send(http.StatusNoContent, nil)
}

func listExclusions(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return list(r, "exclusions", Page{}, func(ctx context.Context, c models.Caller, q models.ListQuery) (models.Page[models.Exclusion], error) {
		return r.API.cfg.Service.ListExclusions(ctx, c, id, q)
	})
}

func listAudit(r *Request) error {
	return list(r, "audit", AuditQuery{}, r.API.cfg.Service.ListAudit)
}

func followUp(r *Request) error {
	return act[models.FollowUpBody](r, r.API.cfg.Service.FollowUpComplaint)
}
