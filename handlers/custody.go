package handlers

import "crewcheck/models"

// Who holds what: receipts on their way to the office, messages on their way to an answer.

func custodyRoutes() []Route {
	const tag = "Custody"
	held := []string{"receipt.holder"}
	return []Route{
		{Method: "POST", Path: "/api/v1/receipts/:id/hand-over", Name: "handOverReceipt", Summary: "Confirm having a receipt in hand; not by who held it", Tag: tag, Who: seesWork, Body: models.NoteBody{}, Answers: answers(200, models.Receipt{}), Problems: held, Handle: handOver},
		{Method: "POST", Path: "/api/v1/receipts/:id/reconcile", Name: "reconcileReceipt", Summary: "Note that a receipt agrees with the venue's books", Tag: tag, Who: seesWork, Body: models.NoteBody{}, Answers: answers(200, models.Receipt{}), Problems: append([]string{"receipt.state"}, held...), Handle: reconcile},
		{Method: "POST", Path: "/api/v1/messages/:id/read", Name: "readMessage", Summary: "Note that a venue's message was read", Tag: tag, Who: answerable, Answers: answers(200, models.Message{}), Handle: readMessage},
		{Method: "POST", Path: "/api/v1/messages/:id/answer", Name: "answerMessage", Summary: "Answer a venue's message, once; its receipt shows it", Tag: tag, Who: answerable, Body: models.MessageAnswer{}, Answers: answers(200, models.Message{}), Problems: []string{"message.answered"}, Handle: answerMessage},
	}
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
