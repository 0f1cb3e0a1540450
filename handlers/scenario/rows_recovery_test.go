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
		ask(right, "is called about", "zhang", at+"/follow-up", 200).sends(called).finds(`"satisfied":4`, `"inTime":true`),
		ask(right, "is called about once", "zhang", at+"/follow-up", 200).sends(called),
		ask(stranger, "is not called about by the crew", "li", at+"/follow-up", 403).sends(called),
		ask(stranger, "is not called about by the other depot", "far-sales", at+"/follow-up", 404).sends(called),
		ask(badBody, "takes no opinion of who was not reached", "zhang", at+"/follow-up", 422).sends(object{"reached": false, "satisfied": 9, "note": ""}).finds(`"/satisfied"`, `"/note"`),
		ask(missing, "is not there", "sun", no+"/follow-up", 404).sends(called),
		ask(badBody, "is not closed with nine of five", "chen", at+"/confirm", 422).sends(object{"satisfaction": 9}).finds(`"/satisfaction"`),
		ask(right, "is closed with what the venue thinks of it", "chen", at+"/confirm", 200).sends(object{"satisfaction": 4}).finds(`"satisfaction":4`),
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
`

func init() {
	for name, how := range map[string]makes{
		"tickStep":          steps("open", "steps/1", func(visit) any { return object{"done": true} }),
		"giveGoodwill":      goodwillVisit,
		"followUpComplaint": steps("resolved", "follow-up", func(visit) any { return object{"reached": true, "note": "好"} }),
	} {
		visits[name] = how
	}
}

// goodwillVisit gives on a complaint of its own: what others gave counts against the limit.
func goodwillVisit(t *testing.T, w *world, v visit) call {
	id := w.want(t, 201, "admin", "POST", "/api/v1/complaints", with(v.complain(), "category", "bottles-refused")).text("id")
	return call{method: "POST", path: "/api/v1/complaints/" + id + "/goodwill", body: object{"extraCrates": 1}}
}
