package handlers

import "crewcheck/models"

// What crews think would make the work better.

// IdeaQuery filters ideas.
type IdeaQuery struct {
	DepotID  string `query:"depotId"`
	CrewID   string `query:"crewId"`
	MemberID string `query:"memberId"`
	State    string `query:"state" enum:"new,adopted,declined"`
	Times
	Page
}

func (q IdeaQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID, "memberId": q.MemberID, "state": q.State})
}

func ideaRoutes() []Route {
	const tag = "Ideas"
	decided := []string{"idea.own", "idea.decided"}
	return []Route{
		{Method: "POST", Path: "/api/v1/ideas", Name: "createIdea", Summary: "Hand an idea in", Tag: tag, Who: crewRoles, Body: models.IdeaCreate{}, Answers: created(models.Idea{}), Problems: []string{"idempotency.reused"}, Handle: createIdea},
		{Method: "GET", Path: "/api/v1/ideas", Name: "listIdeas", Summary: "Ideas of crews, the newest first", Tag: tag, Who: workRoles, Query: IdeaQuery{}, Answers: answers(200, List[models.Idea]{}), Handle: listIdeas},
		{Method: "GET", Path: "/api/v1/ideas/:id", Name: "getIdea", Summary: "One idea, with its answer", Tag: tag, Who: workRoles, Answers: answers(200, models.Idea{}), Handle: getIdea},
		{Method: "POST", Path: "/api/v1/ideas/:id/adopt", Name: "adoptIdea", Summary: "Take an idea up, and tell the crew; not by its author", Tag: tag, Who: deskRoles, Body: models.IdeaAnswer{}, Answers: answers(200, models.Idea{}), Problems: decided, Handle: adoptIdea},
		{Method: "POST", Path: "/api/v1/ideas/:id/decline", Name: "declineIdea", Summary: "Tell the crew why not; not by its author", Tag: tag, Who: deskRoles, Body: models.IdeaAnswer{}, Answers: answers(200, models.Idea{}), Problems: decided, Handle: declineIdea},
	}
}

func createIdea(r *Request) error { return create(r, r.API.cfg.Service.CreateIdea) }

func listIdeas(r *Request) error { return list(r, "ideas", IdeaQuery{}, r.API.cfg.Service.ListIdeas) }

func getIdea(r *Request) error { return get(r, r.API.cfg.Service.Idea) }

func adoptIdea(r *Request) error { return act[models.IdeaAnswer](r, r.API.cfg.Service.AdoptIdea) }

func declineIdea(r *Request) error { return act[models.IdeaAnswer](r, r.API.cfg.Service.DeclineIdea) }
