package scenario

import "testing"

// toldAtClub stands in a path for the id of the message that the phone's rows relayed from the club.
const toldAtClub = "what-the-club-said"

func messageOfClub(t *testing.T, w *world) string {
	for _, m := range w.get(t, "admin", "/api/v1/messages?venueId="+club).list("items") {
		if m.text("text") == "周五多带两箱" {
			return m.text("id")
		}
	}
	t.Fatal("the message of the table is not there")
	return ""
}

// custodyRows are of receipts and messages: what phoneRows signed and relayed at the club.
func custodyRows() []row {
	say := object{"text": "周五带三箱"}
	slip := "POST /receipts/s-club"
	return guests([]row{
		ask(right, "is not overdue before its depot closes", "sun", "GET /receipts?state=signed&overdue=true", 200).hides("s-club"),
		ask(badBody, "knows no such state", "sun", "GET /receipts?state=lost", 400).finds(`"state"`),
		ask(stranger, "is not reconciled before it is handed over", "zhang", slip+"/reconcile", 409).sends(object{}).finds("receipt.state", "signed"),
		ask(stranger, "is not accepted by who held it", "li", slip+"/hand-over", 403).sends(object{}).finds("receipt.holder"),
		ask(stranger, "is not accepted by another crew", "he", slip+"/hand-over", 404).sends(object{}),
		ask(stranger, "is not accepted by the other depot", "far-sales", slip+"/hand-over", 404).sends(object{}),
		ask(stranger, "is not accepted by its venue", "chen", slip+"/hand-over", 403).sends(object{}),
		ask(badBody, "is accepted with a word, not a number", "zhang", slip+"/hand-over", 422).sends(object{"note": 1}).finds(`"/note"`),
		ask(missing, "is not there", "zhang", "POST /receipts/"+noSuch+"/hand-over", 404).sends(object{}),
		ask(right, "is accepted by the salesman", "zhang", slip+"/hand-over", 200).sends(object{"note": "少一联"}).finds(`"state":"handed-over"`, `"handedOverTo":"u-zhang"`, "少一联", `"dueAt":"2026-11-18T10:00:00.000Z"`),
		ask(right, "is accepted once", "sun", slip+"/hand-over", 200).sends(object{}).finds(`"handedOverTo":"u-zhang"`),
		ask(right, "is listed by its state", "chen", "GET /receipts?state=handed-over", 200).finds("s-club"),
		ask(stranger, "is not reconciled by who held it", "wang", slip+"/reconcile", 403).sends(object{}).finds("receipt.holder"),
		ask(stranger, "is not reconciled by the other depot", "far-supervisor", slip+"/reconcile", 404).sends(object{}),
		ask(badBody, "is reconciled with a word, not a number", "zhang", slip+"/reconcile", 422).sends(object{"note": 1}).finds(`"/note"`),
		ask(missing, "is not there", "zhang", "POST /receipts/"+noSuch+"/reconcile", 404).sends(object{}),
		ask(right, "is reconciled", "zhang", slip+"/reconcile", 200).sends(object{}).finds(`"state":"reconciled"`),
		ask(right, "is reconciled once", "sun", slip+"/reconcile", 200).sends(object{}).finds(`"reconciledBy":"u-zhang"`),

		ask(right, "is delivered, and not read yet", "zhang", "GET /messages?state=delivered", 200).finds("周五多带两箱"),
		ask(badBody, "knows no such state", "zhang", "GET /messages?state=lost", 400).finds(`"state"`),
		ask(right, "is read by the venue's salesman", "zhang", "POST /messages/"+toldAtClub+"/read", 200).finds(`"state":"read"`, `"readBy":"u-zhang"`),
		ask(right, "is read first once", "sun", "POST /messages/"+toldAtClub+"/read", 200).finds(`"readBy":"u-zhang"`),
		ask(stranger, "is not read by the crew", "li", "POST /messages/"+toldAtClub+"/read", 403),
		ask(stranger, "is not read by the other depot", "far-sales", "POST /messages/"+toldAtClub+"/read", 404),
		ask(missing, "is not there", "zhang", "POST /messages/"+noSuch+"/read", 404),
		ask(badBody, "is not answered by silence", "zhang", "POST /messages/"+toldAtClub+"/answer", 422).sends(object{"text": " "}).finds(`"/text"`),
		ask(right, "is answered", "zhang", "POST /messages/"+toldAtClub+"/answer", 200).sends(say).finds(`"state":"answered"`, "周五带三箱"),
		ask(right, "is answered once", "sun", "POST /messages/"+toldAtClub+"/answer", 200).sends(say).finds(`"answeredBy":"u-zhang"`),
		ask(right, "is not answered otherwise", "sun", "POST /messages/"+toldAtClub+"/answer", 409).sends(object{"text": "不行"}).finds("message.answered"),
		ask(stranger, "is not answered by the crew", "li", "POST /messages/"+toldAtClub+"/answer", 403).sends(say),
		ask(stranger, "is not answered by the other depot", "far-supervisor", "POST /messages/"+toldAtClub+"/answer", 404).sends(say),
		ask(missing, "is not there", "zhang", "POST /messages/"+noSuch+"/answer", 404).sends(say),
		ask(right, "stands on the receipt with its answer", "", "GET /receipts/"+clubCode, 200).finds("周五多带两箱", "周五带三箱").hides("u-zhang"),
	})
}

// custodyAccess goes on where recoveryAccess ends.
const custodyAccess = `
handOverReceipt      own     401     403     403     ok      403     ok      ok      ok
handOverReceipt      foreign 401     404     404     404     403     404     ok      ok
reconcileReceipt     own     401     403     403     ok      403     ok      ok      ok
reconcileReceipt     foreign 401     404     404     404     403     404     ok      ok
readMessage          own     401     403     403     ok      403     ok      ok      ok
readMessage          foreign 401     403     403     404     403     404     ok      ok
answerMessage        own     401     403     403     ok      403     ok      ok      ok
answerMessage        foreign 401     403     403     404     403     404     ok      ok
`

func init() {
	for name, how := range map[string]makes{
		"handOverReceipt":  posts(func(v visit) string { return "/receipts/" + v.stop + "/hand-over" }, note),
		"reconcileReceipt": reconcileVisit,
		"readMessage":      posts(func(v visit) string { return messagePath(v) + "/read" }, nothing),
		"answerMessage":    posts(func(v visit) string { return messagePath(v) + "/answer" }, func(visit) any { return object{"text": "好"} }),
	} {
		visits[name] = how
	}
}

// messagePath is the message that plantSides relayed.
func messagePath(v visit) string { return "/messages/" + uuid("planted"+v.run) }

func reconcileVisit(t *testing.T, w *world, v visit) call {
	at := "/api/v1/receipts/" + v.stop
	w.want(t, 200, "admin", "POST", at+"/hand-over", note(v))
	return call{method: "POST", path: at + "/reconcile", body: note(v)}
}
