package handlers

import (
	"context"

	"crewcheck/models"
)

// Who holds what: receipts on their way to the office, messages on their way to an answer.

func custodyRoutes() []Route {
	const tag = "Custody"
	held := []string{"receipt.holder"}
	return []Route{
		{Method: "POST", Path: "/api/v1/receipts/:id/hand-over", Name: "handOverReceipt", Summary: "Confirm having a receipt in hand; not by who held it", Tag: tag, Who: seesWork, Body: models.NoteBody{}, Answers: answers(200, models.Receipt{}), Problems: held, Handle: handOver},
		{Method: "POST", Path: "/api/v1/receipts/:id/reconcile", Name: "reconcileReceipt", Summary: "Note that a receipt agrees with the venue's books", Tag: tag, Who: seesWork, Body: models.NoteBody{}, Answers: answers(200, models.Receipt{}), Problems: append([]string{"receipt.state"}, held...), Handle: reconcile},
		{Method: "POST", Path: "/api/v1/messages/:id/read", Name: "readMessage", Summary: "Note that a venue's message was read", Tag: tag, Who: answerable, Answers: answers(200, models.Message{}), Handle: readMessage},
		{Method: "POST", Path: "/api/v1/messages/:id/answer", Name: "answerMessage", Summary: "Answer a venue's message, once; its receipt shows it", Tag: tag, Who: answerable, Body: models.MessageAnswer{}, Answers: answers(200, models.Message{}), Problems: []string{"message.answered"}, Handle: answerMessage},
		{Method: "GET", Path: "/api/v1/venues/:id/bottles", Name: "venueBottles", Summary: "The account of a venue's returnable bottles: balances, lines, disputes", Tag: tag, Query: BottleQuery{}, Answers: answers(200, models.VenueBottles{}), Handle: venueBottles},
		{Method: "POST", Path: "/api/v1/venues/:id/bottles/disputes", Name: "disputeBottles", Summary: "File a venue's own count of the empties of a day", Tag: tag, Who: speaksRole, Body: models.BottleClaim{}, Answers: created(models.BottleDispute{}), Problems: []string{"dispute.exists"}, Handle: disputeBottles},
		{Method: "POST", Path: "/api/v1/bottle-disputes/:id/settle", Name: "settleDispute", Summary: "Accept or reject a venue's count; not by who filed it", Tag: tag, Who: deskRoles, Body: models.DisputeSettle{}, Answers: answers(200, models.BottleDispute{}), Problems: []string{"dispute.claimant", "case.counter", "dispute.settled"}, Handle: settleDispute},
		{Method: "GET", Path: "/api/v1/bottle-disputes", Name: "listDisputes", Summary: "Counts of empties that venues filed, the latest day first", Tag: tag, Who: speaksRole, Query: DisputeQuery{}, Answers: answers(200, List[models.BottleDispute]{}), Handle: listDisputes},
		{Method: "GET", Path: "/api/v1/runs/:id/bottles", Name: "runBottles", Summary: "What crew, venues and depot counted of a run's empties", Tag: tag, Who: workRoles, Answers: answers(200, models.RunBottles{}), Handle: runBottles},
		{Method: "PUT", Path: "/api/v1/runs/:id/recount", Name: "putRecount", Summary: "Count a run's empties again at the depot; not by who was on it", Tag: tag, Who: deskRoles, Body: models.RecountBody{}, Answers: created(models.Recount{}), Problems: []string{"recount.crew"}, Handle: putRecount},
		{Method: "GET", Path: "/api/v1/bottle-cases", Name: "listBottleCases", Summary: "Runs of which crew, venues and depot did not count the same empties, the latest day first", Tag: tag, Who: workRoles, Query: BottleCaseQuery{}, Answers: answers(200, List[models.BottleCase]{}), Handle: listBottleCases},
		{Method: "POST", Path: "/api/v1/bottle-cases/:id/settle", Name: "settleBottleCase", Summary: "Say whose count holds; not by who counted", Tag: tag, Who: deskRoles, Body: models.CaseSettle{}, Answers: answers(200, models.BottleCase{}), Problems: []string{"case.counter", "case.settled"}, Handle: settleBottleCase},
		{Method: "GET", Path: "/api/v1/venues/:id/timeline", Name: "venueTimeline", Summary: "What happened at a venue, the newest first", Tag: tag, Query: TimelineQuery{}, Answers: answers(200, models.Timeline{}), Handle: venueTimeline},
	}
}

func venueBottles(r *Request) error {
	q, err := DecodeQuery[BottleQuery](r)
	if err != nil {
		return err
	}
	return plain(r, func(ctx context.Context, c models.Caller, id string) (*models.VenueBottles, error) {
		return r.API.cfg.Service.BottlesOf(ctx, c, id, models.DateRange{From: q.From, To: q.To})
	})
}

func disputeBottles(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := Decode[models.BottleClaim](r)
	if err != nil {
		return err
	}
	d, isNew, err := r.API.cfg.Service.DisputeBottles(r.Context(), r.Caller, id, b)
	if err != nil {
		return err
	}
	return r.Send(status(isNew), d)
}

func settleDispute(r *Request) error {
	return act[models.DisputeSettle](r, r.API.cfg.Service.SettleDispute)
}

func listDisputes(r *Request) error {
	return list(r, "disputes", DisputeQuery{}, r.API.cfg.Service.ListDisputes)
}

func runBottles(r *Request) error { return plain(r, r.API.cfg.Service.RunBottlesOf) }

func putRecount(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := Decode[models.RecountBody](r)
	if err != nil {
		return err
	}
	out, isNew, err := r.API.cfg.Service.PutRecount(r.Context(), r.Caller, id, b)
	if err != nil {
		return err
	}
	return r.Send(status(isNew), out)
}

func listBottleCases(r *Request) error {
	return list(r, "bottleCases", BottleCaseQuery{}, r.API.cfg.Service.ListBottleCases)
}

func settleBottleCase(r *Request) error {
	return act[models.CaseSettle](r, r.API.cfg.Service.SettleBottleCase)
}

func venueTimeline(r *Request) error {
	q, err := DecodeQuery[TimelineQuery](r)
	if err != nil {
		return err
	}
	var before models.Time
	if q.Before != nil {
		before = *q.Before
	}
	return plain(r, func(ctx context.Context, c models.Caller, id string) (*models.Timeline, error) {
		return r.API.cfg.Service.VenueTimeline(ctx, c, id, before, q.Limit)
	})
}

func handOver(r *Request) error {
	return act[models.NoteBody](r, r.API.cfg.Service.HandOverReceipt)
}

func reconcile(r *Request) error {
	return act[models.NoteBody](r, r.API.cfg.Service.ReconcileReceipt)
}
func readMessage(r *Request) error { return plain(r, r.API.cfg.Service.ReadMessage) }
func answerMessage(r *Request) error {
	return act[models.MessageAnswer](r, r.API.cfg.Service.AnswerMessage)
}

func listReceipts(r *Request) error {
	q, err := DecodeQuery[ReceiptQuery](r)
	if err != nil {
		return err
	}
	if q.Overdue {
		return list(r, "receipts", q, r.API.cfg.Service.OverdueReceipts)
	}
	return list(r, "receipts", q, r.API.cfg.Service.ListReceipts)
}
