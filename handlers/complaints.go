package handlers

import "crewcheck/models"

func createComplaint(r *Request) error { return create(r, r.API.cfg.Service.FileComplaint) }

func listComplaints(r *Request) error {
	q, err := DecodeQuery[ComplaintQuery](r)
	if err != nil {
		return err
	}
	if q.Call == "overdue" {
		return list(r, "complaints", q, r.API.cfg.Service.OverdueCalls)
	}
	return list(r, "complaints", q, r.API.cfg.Service.ListComplaints)
}
func getComplaint(r *Request) error { return get(r, r.API.cfg.Service.Complaint) }

func acknowledge(r *Request) error { return plain(r, r.API.cfg.Service.AcknowledgeComplaint) }
func resume(r *Request) error      { return plain(r, r.API.cfg.Service.ResumeComplaint) }

func complaintClock(r *Request) error { return plain(r, r.API.cfg.Service.ComplaintClock) }

func pause(r *Request) error {
	return act[models.PauseBody](r, r.API.cfg.Service.PauseComplaint)
}

func linkComplaint(r *Request) error {
	return act[models.LinkBody](r, r.API.cfg.Service.LinkComplaint)
}

func decide(r *Request) error {
	return act[models.DecideBody](r, r.API.cfg.Service.DecideComplaint)
}

func respond(r *Request) error {
	return act[models.RespondBody](r, r.API.cfg.Service.RespondComplaint)
}

func resolve(r *Request) error {
	return act[models.NoteBody](r, r.API.cfg.Service.ResolveComplaint)
}

func confirm(r *Request) error {
	return act[models.ConfirmBody](r, r.API.cfg.Service.ConfirmComplaint)
}

func reopen(r *Request) error {
	return act[models.NoteBody](r, r.API.cfg.Service.ReopenComplaint)
}

func createAppeal(r *Request) error {
	b, err := Decode[models.AppealCreate](r)
	if err != nil {
		return err
	}
	a, isNew, err := r.API.cfg.Service.CreateAppeal(r.Context(), r.Caller, b)
	if err != nil {
		return err
	}
	return r.Send(status(isNew), a)
}

func listAppeals(r *Request) error {
	return list(r, "appeals", AppealQuery{}, r.API.cfg.Service.ListAppeals)
}
func getAppeal(r *Request) error { return get(r, r.API.cfg.Service.Appeal) }
func decideAppeal(r *Request) error {
	return act[models.AppealDecide](r, r.API.cfg.Service.DecideAppeal)
}

func crewScore(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	q, err := DecodeQuery[WindowQuery](r)
	if err != nil {
		return err
	}
	score, err := r.API.cfg.Service.CrewScore(r.Context(), r.Caller, id, models.DateRange{From: q.From, To: q.To})
	if err != nil {
		return err
	}
	return r.SendETag(score, "")
}

func memberScore(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	q, err := DecodeQuery[MemberScoreQuery](r)
	if err != nil {
		return err
	}
	score, err := r.API.cfg.Service.MemberScore(r.Context(), r.Caller, id, q.DepotID, models.DateRange{From: q.From, To: q.To})
	if err != nil {
		return err
	}
	return r.SendETag(score, "")
}

func scores(r *Request) error {
	q, err := DecodeQuery[ScoresQuery](r)
	if err != nil {
		return err
	}
	depotID, err := q.depot(r.Caller)
	if err != nil {
		return err
	}
	rank := r.API.cfg.Service.Scores
	if q.By == models.ByMember {
		rank = r.API.cfg.Service.MemberScores
	}
	out, err := rank(r.Context(), r.Caller, depotID, models.DateRange{From: q.From, To: q.To})
	if err != nil {
		return err
	}
	return r.SendETag(out, "")
}
