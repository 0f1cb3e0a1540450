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

		ask(right, "is delivered, and not read yet", "zhang", "GET /messages?state=delivered", 200).finds("周五多带两箱", `"dueAt":"2026-11-19T09:00:00.000Z"`),
		ask(right, "is not overdue yet", "zhang", "GET /messages?overdue=true", 200).hides("周五多带两箱"),
		ask(badBody, "is overdue or not", "zhang", "GET /messages?overdue=perhaps", 400).finds(`"overdue"`),
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
venueBottles         own     401     ok      ok      ok      ok      ok      ok      ok
venueBottles         foreign 401     404     404     404     404     404     ok      ok
disputeBottles       own     401     403     403     ok      ok      ok      ok      ok
disputeBottles       foreign 401     403     403     404     404     404     ok      ok
settleDispute        own     401     403     403     403     403     ok      ok      ok
settleDispute        foreign 401     403     403     403     403     404     ok      ok
listDisputes         any     401     403     403     ok      ok      ok      ok      ok
runBottles           own     401     ok      ok      403     403     ok      ok      ok
runBottles           foreign 401     404     404     403     403     404     ok      ok
putRecount           own     401     403     403     403     403     ok      ok      ok
putRecount           foreign 401     403     403     403     403     404     ok      ok
listBottleCases      any     401     ok      ok      403     403     ok      ok      ok
settleBottleCase     own     401     403     403     403     403     ok      ok      ok
settleBottleCase     foreign 401     403     403     403     403     404     ok      ok
venueTimeline        own     401     ok      ok      ok      ok      ok      ok      ok
venueTimeline        foreign 401     404     404     404     404     404     ok      ok
`

func init() {
	for name, how := range map[string]makes{
		"handOverReceipt":  posts(func(v visit) string { return "/receipts/" + v.stop + "/hand-over" }, note),
		"reconcileReceipt": reconcileVisit,
		"venueBottles":     gets(func(v visit) string { return "/venues/" + v.venue + "/bottles" }),
		"disputeBottles":   posts(func(v visit) string { return "/venues/" + v.venue + "/bottles/disputes" }, func(visit) any { return claim }),
		"settleDispute":    settleVisit,
		"listDisputes":     lists("/bottle-disputes"),
		"runBottles":       gets(func(v visit) string { return "/runs/" + v.run + "/bottles" }),
		"putRecount":       puts(func(v visit) string { return "/runs/" + v.run + "/recount" }, func(v visit) any { return recounted("brown-640", v.n) }),
		"listBottleCases":  lists("/bottle-cases"),
		"settleBottleCase": caseVisit,
		"venueTimeline":    gets(func(v visit) string { return "/venues/" + v.venue + "/timeline" }),
		"readMessage":      posts(func(v visit) string { return messagePath(v) + "/read" }, nothing),
		"answerMessage":    posts(func(v visit) string { return messagePath(v) + "/answer" }, func(visit) any { return object{"text": "好"} }),
	} {
		visits[name] = how
	}
}

// claim is a venue's count.
var claim = object{"type": "brown-640", "date": today, "claimed": 30, "note": "我数了三十个"}

// settleVisit has the venue's own people claim, for nobody settles their own; each walker settles another type.
func settleVisit(t *testing.T, w *world, v visit) call {
	id := w.want(t, 201, v.speaker(), "POST", "/api/v1/venues/"+v.venue+"/bottles/disputes", with(claim, "type", "type-of-"+v.who)).text("id")
	return call{method: "POST", path: "/api/v1/bottle-disputes/" + id + "/settle", body: object{"outcome": "rejected", "answer": "对过了"}}
}

// recounted is a count at the depot of one type.
func recounted(kind string, n int) object {
	return object{"counts": []object{{"type": kind, "counted": n}}}
}

// caseVisit has somebody else find an empty that nobody took, for nobody settles what they counted; each walker
// settles a case of a type of its own.
func caseVisit(t *testing.T, w *world, v visit) call {
	who, kind := "admin", "type-of-"+v.who
	if v.who == who {
		who = "ma"
	}
	a := w.do(t, call{who: who, method: "PUT", path: "/api/v1/runs/" + v.run + "/recount", body: recounted(kind, 1)})
	if a.status > 201 {
		t.Fatalf("no count: %v", a)
	}
	w.workOut(t)
	for _, x := range w.get(t, "admin", "/api/v1/bottle-cases?status=open&runId="+v.run).list("items") {
		if x.text("counts/type") == kind {
			return call{method: "POST", path: "/api/v1/bottle-cases/" + x.text("id") + "/settle", body: object{"outcome": "depot", "reason": "在驾驶室"}}
		}
	}
	t.Fatal("no case")
	return call{}
}

// caseOfRun stands in a path for the id of the case that bottleRows open.
const caseOfRun = "what-does-not-agree"

func caseOfBottles(t *testing.T, w *world) string {
	w.workOut(t)
	return w.get(t, "admin", "/api/v1/bottle-cases?runId=r-one").text("items/0/id")
}

// claimOfClub stands in a path for the id of the claim that bottleRows file.
const claimOfClub = "what-the-club-counted"

func claimAtClub(t *testing.T, w *world) string {
	return w.get(t, "admin", "/api/v1/venues/"+club+"/bottles").text("disputes/0/id")
}

func bottleRows() []row {
	at := "/venues/" + club + "/bottles"
	settle := "POST /bottle-disputes/" + claimOfClub + "/settle"
	yes := object{"outcome": "accepted", "answer": "按店家的数"}
	return guests([]row{
		ask(right, "shows a venue its bottles", "chen", "GET "+at, 200).finds(`"balances"`, `"lines"`, `"disputes":[]`),
		ask(stranger, "hides them from another venue", "far-venue", "GET "+at, 404),
		ask(stranger, "hides them from the other depot", "far-supervisor", "GET "+at, 404),
		ask(missing, "knows no such venue", "sun", "GET /venues/"+noSuch+"/bottles", 404),
		ask(badBody, "refuses days that end before they begin", "sun", "GET "+at+"?from=2026-11-18&to=2026-11-17", 400).finds(`"from"`),
		ask(right, "takes a venue's count", "chen", "POST "+at+"/disputes", 201).sends(claim).finds(`"status":"open"`, `"claimed":30`),
		ask(right, "takes it once", "chen", "POST "+at+"/disputes", 200).sends(claim),
		ask(right, "takes no other one for that day", "chen", "POST "+at+"/disputes", 409).sends(with(claim, "claimed", 31)).finds("dispute.exists"),
		ask(stranger, "takes none of another venue", "far-venue", "POST "+at+"/disputes", 404).sends(claim),
		ask(stranger, "takes none of a crew", "li", "POST "+at+"/disputes", 403).sends(claim),
		ask(missing, "takes none for no venue", "sun", "POST /venues/"+noSuch+"/bottles/disputes", 404).sends(claim),
		ask(badBody, "names every wrong field", "chen", "POST "+at+"/disputes", 422).sends(object{"date": "2027-01-01", "claimed": -1}).finds(`"/type"`, `"/date"`, `"/claimed"`, `"/note"`),
		ask(stranger, "is not settled by sales", "zhang", settle, 403).sends(yes),
		ask(stranger, "is not settled by the other depot", "far-supervisor", settle, 404).sends(yes),
		ask(missing, "is not there", "sun", "POST /bottle-disputes/"+noSuch+"/settle", 404).sends(yes),
		ask(badBody, "is not settled without outcome and answer", "sun", settle, 422).sends(object{"outcome": "perhaps"}).finds(`"/outcome"`, `"/answer"`),
		ask(right, "is settled", "sun", settle, 200).sends(yes).finds(`"status":"accepted"`),
		ask(right, "is settled once", "sun", settle, 200).sends(yes),
		ask(right, "is settled for ever", "ma", settle, 409).sends(with(yes, "outcome", "rejected")).finds("dispute.settled"),
		ask(right, "stands in the account", "chen", "GET "+at, 200).finds(`"taken":30`),

		ask(right, "lists the supervisor what venues counted", "sun", "GET /bottle-disputes?status=accepted", 200).finds("我数了三十个"),
		ask(right, "lists the venue its own counts", "chen", "GET /bottle-disputes", 200).finds("我数了三十个"),
		ask(stranger, "lists the other depot none", "far-supervisor", "GET /bottle-disputes", 200).hides("我数了三十个"),
		ask(stranger, "lists a crew none", "li", "GET /bottle-disputes", 403),
		ask(badBody, "knows no such state", "sun", "GET /bottle-disputes?status=lost", 400).finds(`"status"`),

		ask(right, "counts a run's empties again", "sun", "PUT /runs/r-one/recount", 201).sends(recounted("brown-640", 20)).finds(`"counted":20`, `"by":"u-sun"`),
		ask(right, "counts them once", "sun", "PUT /runs/r-one/recount", 200).sends(recounted("brown-640", 20)),
		ask(stranger, "are not counted by the crew", "li", "PUT /runs/r-one/recount", 403).sends(recounted("brown-640", 20)),
		ask(stranger, "are not counted by the other depot", "far-supervisor", "PUT /runs/r-one/recount", 404).sends(recounted("brown-640", 20)),
		ask(missing, "are of no run", "sun", "PUT /runs/"+noSuch+"/recount", 404).sends(recounted("brown-640", 20)),
		ask(badBody, "names every wrong count", "sun", "PUT /runs/r-one/recount", 422).
			sends(object{"counts": []object{{"type": "", "counted": -1}, {"type": "a", "counted": 1}, {"type": "a", "counted": 1}}}).finds(`"/counts/0/type"`, `"/counts/0/counted"`, `"/counts/2/type"`),
		ask(right, "shows the crew the three counts", "li", "GET /runs/r-one/bottles", 200).finds(`"venue":30`, `"depot":20`, `"depotBy":"recount"`),
		ask(stranger, "hides them from another crew", "he", "GET /runs/r-one/bottles", 404),
		ask(stranger, "hides them from the other depot", "far-supervisor", "GET /runs/r-one/bottles", 404),
		ask(missing, "knows no such run", "sun", "GET /runs/"+noSuch+"/bottles", 404),
		ask(stranger, "is not settled by who counted", "sun", "POST /bottle-cases/"+caseOfRun+"/settle", 403).sends(object{"outcome": "venue", "reason": "x"}).finds("case.counter"),
		ask(stranger, "is not settled by the other depot", "far-supervisor", "POST /bottle-cases/"+caseOfRun+"/settle", 404).sends(object{"outcome": "venue", "reason": "x"}),
		ask(missing, "is not there", "ma", "POST /bottle-cases/"+noSuch+"/settle", 404).sends(object{"outcome": "venue", "reason": "x"}),
		ask(badBody, "is not settled without outcome and reason", "ma", "POST /bottle-cases/"+caseOfRun+"/settle", 422).sends(object{"outcome": "nobody"}).finds(`"/outcome"`, `"/reason"`),
		ask(right, "is listed to the crew", "li", "GET /bottle-cases?status=open", 200).finds(`"runId":"r-one"`, `"type":"mismatch"`),
		ask(stranger, "is not listed to another crew", "he", "GET /bottle-cases", 200).hides("r-one"),
		ask(stranger, "is not listed to venues", "chen", "GET /bottle-cases", 403),
		ask(badBody, "knows no such state", "sun", "GET /bottle-cases?status=lost", 400).finds(`"status"`),
		ask(right, "is settled by somebody else", "ma", "POST /bottle-cases/"+caseOfRun+"/settle", 200).sends(object{"outcome": "venue", "reason": "监控看过了"}).finds(`"status":"settled"`),
		ask(right, "is settled once", "ma", "POST /bottle-cases/"+caseOfRun+"/settle", 200).sends(object{"outcome": "venue", "reason": "监控看过了"}),
		ask(right, "is settled for ever", "ma", "POST /bottle-cases/"+caseOfRun+"/settle", 409).sends(object{"outcome": "crew", "reason": "x"}).finds("case.settled"),

		ask(right, "shows a supervisor everything", "sun", "GET /venues/"+club+"/timeline?limit=200", 200).
			finds(`"kind":"stop"`, `"kind":"check"`, `"kind":"complaint"`, `"kind":"feedback"`, `"kind":"promise"`, `"kind":"message"`),
		ask(right, "shows a venue no checks", "chen", "GET /venues/"+club+"/timeline?limit=200", 200).finds(`"kind":"complaint"`, `"kind":"stop"`).hides(`"kind":"check"`),
		ask(right, "shows a crew what is its own", "he", "GET /venues/"+club+"/timeline?limit=200", 200).hides(`"kind":"check"`, `"kind":"complaint"`, crewOne),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET /venues/"+club+"/timeline", 404),
		ask(stranger, "hides it from another venue", "far-venue", "GET /venues/"+club+"/timeline", 404),
		ask(missing, "knows no such venue", "sun", "GET /venues/"+noSuch+"/timeline", 404),
		ask(badBody, "refuses a time that is none", "sun", "GET /venues/"+club+"/timeline?before=yesterday", 400).finds(`"before"`),
	})
}

// messagePath is the message that plantSides relayed.
func messagePath(v visit) string { return "/messages/" + uuid("planted"+v.run) }

func reconcileVisit(t *testing.T, w *world, v visit) call {
	at := "/api/v1/receipts/" + v.stop
	w.want(t, 200, "admin", "POST", at+"/hand-over", note(v))
	return call{method: "POST", path: at + "/reconcile", body: note(v)}
}
