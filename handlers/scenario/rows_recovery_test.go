package scenario

import "testing"

// recoveryRows follow appealRows: the complaint filed there is reopened.
func recoveryRows() []row {
	at := "POST /complaints/" + filed
	no := "POST /complaints/" + noSuch
	tick := object{"done": true, "note": "说好周五来收"}
	crates := object{"extraCrates": 2}
	called := object{"reached": true, "satisfied": 4, "note": "满意"}
	verdict := object{"verdict": "upheld", "shares": fairShares, "reason": "照片清楚"}
	return guests([]row{
		ask(right, "has a step ticked by its owner", "zhang", at+"/steps/1", 200).sends(tick).finds(`"doneAt"`, `"by":"u-zhang"`, "说好周五来收"),
		ask(right, "has it ticked once", "zhang", at+"/steps/1", 200).sends(tick),
		ask(right, "has the crew's step ticked by the crew", "li", at+"/steps/2", 200).sends(object{"done": true}).finds(`"doneAt"`).hides("u-li\",\"note", "u-zhang"),
		ask(right, "has the tick taken back", "sun", at+"/steps/2", 200).sends(object{"done": false}),
		ask(stranger, "has no step of another owner ticked", "li", at+"/steps/1", 403).sends(tick),
		ask(stranger, "has no step ticked by another crew", "he", at+"/steps/2", 404).sends(tick),
		ask(stranger, "has no step ticked by the other depot", "far-supervisor", at+"/steps/1", 404).sends(tick),
		ask(badBody, "has no step ticked by a word", "sun", at+"/steps/1", 422).sends(object{"done": "yes"}).finds(`"/done"`),
		ask(missing, "has no ninth step", "sun", at+"/steps/9", 404).sends(tick),
		ask(missing, "has no step of that name", "sun", at+"/steps/one", 404).sends(tick),
		ask(missing, "is not there", "sun", no+"/steps/1", 404).sends(tick),

		ask(right, "notes what the crew gave", "li", at+"/goodwill", 200).sends(crates).finds(`"extraCrates":2`),
		ask(right, "notes it once", "li", at+"/goodwill", 200).sends(crates),
		ask(right, "lets the front line give no more than its limit", "li", at+"/goodwill", 403).sends(object{"extraCrates": 1}).finds("complaint.front-line", "extraCrates", "2"),
		ask(right, "lets a supervisor give more", "sun", at+"/goodwill", 200).sends(object{"extraCrates": 1}).finds(`"beyond":true`),
		ask(stranger, "takes no gift of another crew", "he", at+"/goodwill", 404).sends(crates),
		ask(stranger, "takes no gift of the other depot", "far-supervisor", at+"/goodwill", 404).sends(crates),
		ask(badBody, "takes no gift of nothing", "li", at+"/goodwill", 422).sends(object{}).finds(`"/swapBottles"`),
		ask(badBody, "takes no gift of a truckload", "sun", at+"/goodwill", 422).sends(object{"minutes": 5000}).finds(`"/minutes"`),
		ask(missing, "is not there", "sun", no+"/goodwill", 404).sends(crates),

		ask(right, "is not called about before it is resolved", "zhang", at+"/follow-up", 409).sends(called).finds("complaint.state"),
		ask(right, "is decided again", "sun", at+"/decide", 200).sends(verdict),
		ask(right, "is resolved again, and due for a call on the third working day", "zhang", at+"/resolve", 200).sends(object{"note": "收走了"}).finds(`"followUpDueAt":"2026-11-23T09:00:00.000Z"`),
		ask(right, "is listed as a call that is owed", "zhang", "GET /complaints?call=owed", 200).finds("C-20261118-0001", `"callOwed":true`),
		ask(right, "is not overdue yet", "sun", "GET /complaints?call=overdue", 200).finds(`"items":[]`),
		ask(stranger, "lists the other depot no calls", "far-supervisor", "GET /complaints?call=owed", 200).finds(`"items":[]`),
		ask(badBody, "knows no such call", "sun", "GET /complaints?call=soon", 400).finds(`"call"`),
		ask(right, "is called about", "zhang", at+"/follow-up", 200).sends(called).finds(`"satisfied":4`, `"inTime":true`),
		ask(right, "is called about once", "zhang", at+"/follow-up", 200).sends(called),
		ask(stranger, "is not called about by the crew", "li", at+"/follow-up", 403).sends(called),
		ask(stranger, "is not called about by the other depot", "far-sales", at+"/follow-up", 404).sends(called),
		ask(badBody, "takes no opinion of who was not reached", "zhang", at+"/follow-up", 422).sends(object{"reached": false, "satisfied": 9, "note": ""}).finds(`"/satisfied"`, `"/note"`),
		ask(missing, "is not there", "sun", no+"/follow-up", 404).sends(called),
		ask(badBody, "is not closed with nine of five", "chen", at+"/confirm", 422).sends(object{"satisfaction": 9}).finds(`"/satisfaction"`),
		ask(right, "is closed with what the venue thinks of it", "chen", at+"/confirm", 200).sends(object{"satisfaction": 4}).finds(`"satisfaction":4`),

		ask(right, "lists nothing that came twice", "ma", "GET /complaints?recurring=true", 200).finds(`"items":[]`),
		ask(right, "is one step graver when it comes again", "chen", "POST /complaints", 201).sends(complaint(club, "bottles-refused")).finds(`"recurrenceOf"`, `"severity":"critical"`),
		ask(right, "lists the manager what came twice", "ma", "GET /complaints?recurring=true&status=open", 200).finds(`"recurring":true`, `"category":"bottles-refused"`),
		ask(right, "lists the supervisor what came twice", "sun", "GET /complaints?recurring=true", 200).finds(`"recurring":true`),
		ask(stranger, "lists the other depot nothing of it", "far-supervisor", "GET /complaints?recurring=true", 200).finds(`"items":[]`),
		ask(badBody, "wants true or false", "ma", "GET /complaints?recurring=often", 400).finds(`"recurring"`),
	})
}

// recoveryAccess goes on where accessTable ends.
const recoveryAccess = `
tickStep             own     401     403     403     403     403     ok      ok      ok
tickStep             foreign 401     404     404     404     403     404     ok      ok
giveGoodwill         own     401     ok      ok      ok      403     ok      ok      ok
giveGoodwill         foreign 401     404     404     404     403     404     ok      ok
followUpComplaint    own     401     403     403     ok      403     ok      ok      ok
followUpComplaint    foreign 401     403     403     404     403     404     ok      ok
createPromise        own     401     403     403     ok      403     ok      ok      ok
createPromise        foreign 401     403     403     422     403     422     ok      ok
listPromises         any     401     ok      ok      ok      ok      ok      ok      ok
endPromise           own     401     ok      ok      ok      403     ok      ok      ok
endPromise           foreign 401     404     404     404     403     404     ok      ok
putExclusion         own     401     403     403     403     403     ok      ok      ok
putExclusion         foreign 401     403     403     403     403     404     ok      ok
liftExclusion        own     401     403     403     403     403     ok      ok      ok
liftExclusion        foreign 401     403     403     403     403     404     ok      ok
listExclusions       own     401     403     403     403     403     ok      ok      ok
listExclusions       foreign 401     403     403     403     403     404     ok      ok
listAudit            any     401     403     403     403     403     ok      ok      ok
`

func init() {
	for name, how := range map[string]makes{
		"tickStep":      steps("open", "steps/1", func(visit) any { return object{"done": true} }),
		"giveGoodwill":  goodwillVisit,
		"createPromise": posts(always("/promises"), func(v visit) any { return promise(v.venue) }),
		"listPromises":  lists("/promises"),
		"endPromise":    promiseVisit,
		"putExclusion":  puts(exclusionPath, func(visit) any { return object{"reason": "店家不要"} }),
		"liftExclusion": func(t *testing.T, w *world, v visit) call {
			w.send(t, call{who: "admin", method: "PUT", path: "/api/v1" + exclusionPath(v), body: object{"reason": "店家不要"}}, "en")
			return call{method: "DELETE", path: "/api/v1" + exclusionPath(v)}
		},
		"listExclusions":    gets(func(v visit) string { return "/venues/" + v.venue + "/exclusions" }),
		"listAudit":         lists("/audit"),
		"followUpComplaint": steps("resolved", "follow-up", func(visit) any { return object{"reached": true, "note": "好"} }),
	} {
		visits[name] = how
	}
}

func promise(venue string) object {
	return object{"venueId": venue, "kind": "re-delivery", "text": "补送两箱", "dueOn": "2026-11-20"}
}

func promiseVisit(t *testing.T, w *world, v visit) call {
	id := w.want(t, 201, "admin", "POST", "/api/v1/promises", promise(v.venue)).text("id")
	return call{method: "PUT", path: "/api/v1/promises/" + id + "/status", body: object{"status": "kept", "stopId": v.stop}}
}

// owedToClub stands in a path for the id of the promise that promiseRows make.
const owedToClub = "what-the-club-is-owed"

func promiseToClub(t *testing.T, w *world) string {
	return w.get(t, "admin", "/api/v1/promises?kind=re-delivery&venueId="+club).text("items/0/id")
}

func promiseRows() []row {
	body := promise(club)
	at := "PUT /promises/" + owedToClub + "/status"
	kept := object{"status": "kept", "stopId": "s-club"}
	key := []string{"Idempotency-Key", "promise"}
	return guests([]row{
		ask(right, "promises a venue something", "zhang", "POST /promises", 201).sends(body).heads(key...).
			finds(`"status":"open"`, `"owner":"u-zhang"`, `"ownerKind":"user"`, `"breaksAt":"2026-11-20T16:00:00.000Z"`),
		ask(right, "promises it once", "zhang", "POST /promises", 200).sends(body).heads(key...),
		ask(right, "refuses the key for other content", "zhang", "POST /promises", 409).sends(with(body, "text", "x")).heads(key...).finds("idempotency.reused"),
		ask(stranger, "promises nothing to a foreign venue", "far-sales", "POST /promises", 422).sends(body).finds(`"/venueId"`),
		ask(stranger, "promises nothing as a crew", "li", "POST /promises", 403).sends(body),
		ask(badBody, "names every wrong field", "zhang", "POST /promises", 422).sends(object{"venueId": club, "kind": "gift", "text": "", "dueOn": "soon", "quantity": -1}).
			finds(`"/kind"`, `"/text"`, `"/dueOn"`, `"/quantity"`),
		ask(badBody, "promises nothing for yesterday", "zhang", "POST /promises", 422).sends(with(body, "dueOn", "2026-11-17")).finds(`"/dueOn"`, "field.order"),
		ask(badBody, "names a complaint that is none of the venue's", "zhang", "POST /promises", 422).sends(with(body, "complaintId", noSuch)).finds(`"/complaintId"`),

		ask(right, "lists the venue what it is owed", "chen", "GET /promises?status=open", 200).finds("补送两箱"),
		ask(stranger, "lists no foreign promise", "far-supervisor", "GET /promises", 200).hides("补送两箱"),
		ask(stranger, "lists a crew no other's", "he", "GET /promises", 200).hides("补送两箱"),
		ask(badBody, "refuses a status that is none", "sun", "GET /promises?status=lost", 400).finds(`"status"`),
		ask(right, "is carried by the run to its venue", "li", "GET /today", 200).finds("补送两箱", `"dueOn":"2026-11-20"`),
		ask(right, "stands on the venue's receipt", "", "GET /receipts/"+clubCode, 200).finds("补送两箱"),

		ask(stranger, "is not kept by the other depot", "far-porter", at, 404).sends(kept),
		ask(stranger, "is not kept by a crew that was not there", "he", at, 404).sends(kept),
		ask(stranger, "is not forgiven by the crew", "li", at, 403).sends(object{"status": "cancelled", "note": "算了", "stopId": "s-club"}),
		ask(badBody, "is not forgiven without a word", "sun", at, 422).sends(object{"status": "cancelled"}).finds(`"/note"`),
		ask(badBody, "is not kept at another venue's stop", "sun", at, 422).sends(object{"status": "kept", "stopId": "s-bar"}).finds(`"/stopId"`),
		ask(missing, "is not there", "sun", "PUT /promises/"+noSuch+"/status", 404).sends(kept),
		ask(right, "is kept by the crew at that stop", "li", at, 200).sends(kept).finds(`"status":"kept"`, `"keptAtStop":"s-club"`),
		ask(right, "is kept once", "li", at, 200).sends(kept),
		ask(right, "is not forgiven after it was kept", "sun", at, 409).sends(object{"status": "cancelled", "note": "算了"}).finds("promise.ended"),
	})
}

func exclusionPath(v visit) string { return "/venues/" + v.venue + "/exclusions/" + v.crew }

func exclusionRows() []row {
	at := "/venues/" + club + "/exclusions/"
	body := object{"reason": "店家不要他再来", "until": "2026-12-31"}
	run := with(runBody(crewTwo, stopBody("s-excluded", club)), "date", "2026-11-19")
	return guests([]row{
		ask(right, "keeps a porter from a venue", "sun", "PUT "+at+"u-zhou", 201).sends(body).finds(`"subjectKind":"user"`, `"active":true`, "周哥"),
		ask(right, "keeps him from it once", "sun", "PUT "+at+"u-zhou", 200).sends(body),
		ask(stranger, "keeps nobody from a foreign venue", "far-supervisor", "PUT "+at+"u-far-porter", 404).sends(body),
		ask(stranger, "is not for salespeople", "zhang", "PUT "+at+"u-zhou", 403).sends(body),
		ask(missing, "knows no such person in the depot", "sun", "PUT "+at+"u-far-porter", 404).sends(body),
		ask(missing, "excludes nobody who is on no runs", "sun", "PUT "+at+"u-zhang", 404).sends(body),
		ask(badBody, "wants a reason, and a day to come", "sun", "PUT "+at+"u-zhou", 422).sends(object{"until": "2026-01-01"}).finds(`"/reason"`, `"/until"`),
		ask(right, "is honoured by planning", "sun", "PUT /runs/r-excluded", 409).sends(run).finds("run.excluded", "/stops/0/venueId", "s-excluded", "周哥", "店家不要他再来"),
		ask(right, "is overridden for a reason", "sun", "PUT /runs/r-excluded", 201).sends(with(run, "overrideReason", "没有别人")).hides("没有别人"),
		ask(right, "lists who is kept away", "sun", "GET /venues/"+club+"/exclusions", 200).finds("店家不要他再来"),
		ask(stranger, "lists nothing of a foreign venue", "far-supervisor", "GET /venues/"+club+"/exclusions", 404),
		ask(missing, "lists nothing of no venue", "sun", "GET /venues/"+noSuch+"/exclusions", 404),
		ask(badBody, "refuses a limit of 1,000", "sun", "GET /venues/"+club+"/exclusions?limit=1000", 400).finds(`"limit"`),
		ask(right, "lets him come again", "sun", "DELETE "+at+"u-zhou", 204),
		ask(right, "lets him come again once", "sun", "DELETE "+at+"u-zhou", 204),
		ask(stranger, "lets nobody come at a foreign venue", "far-supervisor", "DELETE "+at+"u-zhou", 404),
		ask(missing, "knows nobody to let come", "sun", "DELETE "+at+"u-he", 404),

		ask(right, "keeps it in the audit", "sun", "GET /audit", 200).finds("exclusion.set", "exclusion.overridden", "没有别人", "exclusion.lifted").hides(zhuzhou),
		ask(right, "filters the audit", "ma", "GET /audit?action=user.created&subjectId=u-far-porter", 200).finds("u-far-porter").hides("exclusion"),
		ask(stranger, "shows the other depot none of it", "far-supervisor", "GET /audit", 200).finds("user.created").hides("没有别人", changsha),
		ask(stranger, "is not for crews", "li", "GET /audit", 403),
		ask(badBody, "knows no such kind", "sun", "GET /audit?subjectKind=weather", 400).finds(`"subjectKind"`),
	})
}

// goodwillVisit gives on a complaint of its own: what others gave counts against the limit.
func goodwillVisit(t *testing.T, w *world, v visit) call {
	id := w.want(t, 201, "admin", "POST", "/api/v1/complaints", with(v.complain(), "category", "bottles-refused")).text("id")
	return call{method: "POST", path: "/api/v1/complaints/" + id + "/goodwill", body: object{"extraCrates": 1}}
}
