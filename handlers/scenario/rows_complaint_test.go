package scenario

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

func hexSum(b []byte) string { return hex.EncodeToString(sum(b)) }

func complaint(venue, category string) object {
	return object{"venueId": venue, "category": category, "description": "空瓶没拿完", "contact": object{"name": "陈姐", "phone": "13911112222"}}
}

func complaintRows() []row {
	body := with(complaint(club, "bottles-refused"), "stopId", "s-club")
	key := []string{"Idempotency-Key", "table"}
	return guests([]row{
		ask(right, "files a complaint", "chen", "POST /complaints", 201).sends(body).heads(key...).
			finds(`"status":"open"`, `"number":"C-20261118-0001"`, `"severity":"major"`, `"state":"linked"`, `"dueAckAt"`, `"dueResolveAt"`).hides(`"crewId"`, "u-li"),
		ask(right, "files it once", "chen", "POST /complaints", 200).sends(body).heads(key...).finds("C-20261118-0001"),
		ask(right, "refuses the key for other content", "chen", "POST /complaints", 409).sends(with(body, "description", "x")).heads(key...).finds("idempotency.reused"),
		ask(stranger, "knows no venue of the other depot", "far-supervisor", "POST /complaints", 422).sends(body).finds(`"/venueId"`, "field.reference"),
		ask(stranger, "takes none for another's venue", "far-venue", "POST /complaints", 422).sends(body).finds(`"/venueId"`),
		ask(stranger, "takes none of a crew", "li", "POST /complaints", 403).sends(body),
		ask(badBody, "names every wrong field", "chen", "POST /complaints", 422).
			sends(object{"venueId": club, "category": "weather", "severity": "huge", "source": "rumour", "photos": []string{"x"}, "about": []string{"boss", "boss"}, "receiptNumber": " ", "contact": object{"name": "x", "phone": "x"}}).
			finds(`"/category"`, `"/severity"`, `"/source"`, `"/photos/0"`, `"/about/0"`, `"/about/1"`, "field.duplicate", `"/receiptNumber"`, `"/contact/phone"`),
		ask(badBody, "wants one time, not two", "chen", "POST /complaints", 422).sends(with(body, "occurredAt", iso(0), "occurredOn", today)).finds(`"/occurredAt"`),
		ask(badBody, "wants both ends of a span", "chen", "POST /complaints", 422).sends(with(body, "occurredFrom", iso(0))).finds(`"/occurredTo"`),
		ask(badBody, "wants the end after the beginning", "chen", "POST /complaints", 422).sends(with(body, "occurredFrom", iso(time.Hour), "occurredTo", iso(0))).finds(`"/occurredTo"`),
		ask(badBody, "names a stop of another venue", "chen", "POST /complaints", 422).sends(with(body, "stopId", "s-bar")).finds(`"/stopId"`),
		ask(badBody, "refuses an essay", "chen", "POST /complaints", 422).sends(with(body, "description", strings.Repeat("长", 2001))).finds(`"/description"`, "2000"),

		ask(right, "lists the depot's complaints", "sun", "GET /complaints?status=open", 200).finds("C-20261118-0001", "13911112222"),
		ask(right, "lists the crew what is about it, without who spoke", "li", "GET /complaints", 200).finds("C-20261118-0001", "空瓶没拿完").hides("13911112222", "u-chen"),
		ask(stranger, "lists no foreign complaint", "far-sales", "GET /complaints", 200).hides("C-20261118"),
		ask(stranger, "lists another crew none", "zhou", "GET /complaints?crewId="+crewOne, 200).hides("C-20261118"),
		ask(right, "finds it by its number", "sun", "GET /complaints?number=c-20261118-0001", 200).finds("C-20261118-0001"),
		ask(right, "finds it by how its number begins", "chen", "GET /complaints?number=20261118", 200).finds("C-20261118-0001"),
		ask(right, "finds nothing by another number", "sun", "GET /complaints?number=C-20261119", 200).hides("C-20261118"),
		ask(stranger, "finds no foreign number", "far-supervisor", "GET /complaints?number=C-20261118-0001", 200).hides("C-20261118"),
		ask(badBody, "refuses an endless number", "sun", "GET /complaints?number="+strings.Repeat("1", 41), 400).finds(`"number"`),
		ask(badBody, "refuses a status that is none", "sun", "GET /complaints?status=lost", 400).finds(`"status"`),
		ask(right, "shows it to its venue", "chen", "GET /complaints/"+filed, 200).finds("13911112222"),
		ask(right, "shows it to the crew, without who spoke", "wang", "GET /complaints/"+filed, 200).finds("空瓶没拿完").hides("13911112222", "u-chen"),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET /complaints/"+filed, 404),
		ask(stranger, "hides it from another crew", "he", "GET /complaints/"+filed, 404),
		ask(missing, "knows no such complaint", "sun", "GET /complaints/"+noSuch, 404),
	})
}

// filed stands in a path for the id of the complaint that complaintRows filed.
const filed = "the-filed-one"

// filedID finds it.
func filedID(t *testing.T, w *world) string {
	for _, k := range w.get(t, "admin", "/api/v1/complaints").list("items") {
		if k.text("number") == "C-20261118-0001" {
			return k.text("id")
		}
	}
	t.Fatal("the complaint of the table is not there")
	return ""
}

var fairShares = object{"driver": 0, "porter": 60, "depot": 40, "sales": 0, "venue": 0}

func stepRows() []row {
	at := "POST /complaints/" + filed
	no := "POST /complaints/" + noSuch
	verdict := object{"verdict": "upheld", "shares": fairShares, "reason": "照片清楚"}
	note := object{"note": "已补取"}
	wait := object{"reason": "waiting-for-goods"}
	tie := object{"stopId": "s-club", "reason": "问过陈姐"}
	return guests([]row{
		ask(stranger, "is not taken up by the other depot", "far-supervisor", at+"/acknowledge", 404),
		ask(stranger, "is not taken up by the crew", "li", at+"/acknowledge", 403),
		ask(missing, "is not there", "sun", no+"/acknowledge", 404),
		ask(right, "is taken up by its salesman", "zhang", at+"/acknowledge", 200).finds(`"status":"acknowledged"`, `"acknowledgedAt"`),
		ask(right, "is taken up once", "sun", at+"/acknowledge", 200).finds(`"status":"acknowledged"`),

		ask(stranger, "is not tied by the other depot", "far-supervisor", at+"/link", 404).sends(object{"stopId": "s-far", "reason": "x"}),
		ask(stranger, "is not tied by sales", "zhang", at+"/link", 403).sends(tie),
		ask(badBody, "is not tied to a stop of another venue, nor without a reason", "sun", at+"/link", 422).sends(object{"stopId": "s-bar", "reason": ""}).finds(`"/stopId"`, `"/reason"`),
		ask(missing, "is not there", "sun", no+"/link", 404).sends(tie),
		ask(right, "is tied by hand", "sun", at+"/link", 200).sends(tie).finds(`"method":"manual"`, `"state":"linked"`),

		ask(stranger, "is not paused by the other depot", "far-supervisor", at+"/pause", 404).sends(wait),
		ask(stranger, "is not paused by sales", "zhang", at+"/pause", 403).sends(wait),
		ask(badBody, "is not paused without a reason of the list", "sun", at+"/pause", 422).sends(object{"reason": "tired"}).finds(`"/reason"`, "waiting-for-venue"),
		ask(missing, "is not there", "sun", no+"/pause", 404).sends(wait),
		ask(right, "is paused", "sun", at+"/pause", 200).sends(wait).finds("waiting-for-goods"),
		ask(right, "shows its clocks to its venue", "chen", "GET /complaints/"+filed+"/clock", 200).finds(`"paused":true`),
		ask(stranger, "hides its clocks from the other depot", "far-supervisor", "GET /complaints/"+filed+"/clock", 404),
		ask(stranger, "hides its clocks from another crew", "he", "GET /complaints/"+filed+"/clock", 404),
		ask(missing, "is not there", "sun", "GET /complaints/"+noSuch+"/clock", 404),
		ask(stranger, "is not resumed by the other depot", "far-supervisor", at+"/resume", 404),
		ask(stranger, "is not resumed by the crew", "li", at+"/resume", 403),
		ask(missing, "is not there", "sun", no+"/resume", 404),
		ask(right, "is resumed", "sun", at+"/resume", 200),

		ask(stranger, "is not decided by the other depot", "far-supervisor", at+"/decide", 404).sends(verdict),
		ask(stranger, "is not decided by its venue", "chen", at+"/decide", 403).sends(verdict),
		ask(badBody, "is not decided by shares of 90", "sun", at+"/decide", 422).sends(with(verdict, "shares", with(fairShares, "depot", 30))).finds(`"/shares"`, "field.sum", "100"),
		ask(badBody, "is not decided without verdict and reason", "sun", at+"/decide", 422).sends(object{"shares": fairShares}).finds(`"/verdict"`, `"/reason"`),
		ask(missing, "is not there", "sun", no+"/decide", 404).sends(verdict),
		ask(right, "is not resolved before it is decided", "sun", at+"/resolve", 409).sends(note).finds("complaint.state", "acknowledged"),
		ask(right, "is decided", "sun", at+"/decide", 200).sends(verdict).finds(`"status":"decided"`, `"porter":60`),
		ask(right, "is decided once", "ma", at+"/decide", 409).sends(verdict).finds("complaint.state"),

		ask(stranger, "is not resolved by the other depot", "far-sales", at+"/resolve", 404).sends(note),
		ask(stranger, "is not resolved by its venue", "chen", at+"/resolve", 403).sends(note),
		ask(badBody, "is not resolved without a word", "sun", at+"/resolve", 422).sends(object{}).finds(`"/note"`),
		ask(missing, "is not there", "sun", no+"/resolve", 404).sends(note),
		ask(right, "is not closed before it is resolved", "chen", at+"/confirm", 409).sends(object{}).finds("complaint.state"),
		ask(right, "is resolved by its salesman", "zhang", at+"/resolve", 200).sends(note).finds(`"status":"resolved"`, "已补取"),

		ask(stranger, "is not closed by another venue", "far-venue", at+"/confirm", 404).sends(object{}),
		ask(stranger, "is not closed by a supervisor", "sun", at+"/confirm", 403).sends(object{}),
		ask(badBody, "is not closed with an unknown field", "chen", at+"/confirm", 422).sends(object{"stars": 5}).finds(`"/stars"`),
		ask(missing, "is not there", "ma", no+"/confirm", 404).sends(object{}),
		ask(right, "is closed by its venue", "chen", at+"/confirm", 200).sends(object{"note": "谢谢"}).finds(`"status":"closed"`, `"confirmedAt"`),

		ask(stranger, "is not reopened by another venue", "far-venue", at+"/reopen", 404).sends(note),
		ask(stranger, "is not reopened by the crew", "li", at+"/reopen", 403).sends(note),
		ask(badBody, "is not reopened without a word", "chen", at+"/reopen", 422).sends(object{}).finds(`"/note"`),
		ask(missing, "is not there", "ma", no+"/reopen", 404).sends(note),
		ask(right, "is reopened by its venue, with new clocks", "chen", at+"/reopen", 200).sends(note).finds(`"status":"reopened"`, `"cycle":2`),
	})
}

// appealRows follow stepRows: the complaint is decided by Sun, and open again.
func appealRows() []row {
	say := object{"text": "店家说不用拿"}
	at := "POST /complaints/" + filed + "/respond"
	onCheck := object{"checkId": uuid("table"), "itemId": "fifo.lots", "reason": "货是店家自己换的位置"}
	onVerdict := func(t *testing.T, w *world) any {
		return object{"complaintId": filedID(t, w), "reason": "那天不是我"}
	}
	end := object{"outcome": "granted", "reason": "监控看过了"}
	return guests([]row{
		ask(right, "hears the crew", "li", at, 200).sends(say).finds("店家说不用拿"),
		ask(right, "hears it once", "li", at, 200).sends(say).finds(`"responses":[{`),
		ask(stranger, "hears no other crew", "he", at, 404).sends(say),
		ask(stranger, "hears no supervisor in the crew's place", "sun", at, 403).sends(say),
		ask(badBody, "hears no silence", "li", at, 422).sends(object{"text": " "}).finds(`"/text"`),
		ask(missing, "is not there", "li", "POST /complaints/"+noSuch+"/respond", 404).sends(say),

		ask(right, "appeals against a grade", "li", "POST /appeals", 201).sends(onCheck).finds(`"status":"open"`, `"memberId":"u-li"`),
		ask(right, "appeals once", "li", "POST /appeals", 200).sends(onCheck),
		ask(right, "appeals in no other words", "li", "POST /appeals", 409).sends(with(onCheck, "reason", "x")).finds("appeal.exists", `"/checkId"`),
		ask(right, "appeals against a verdict", "wang", "POST /appeals", 201).sends(onVerdict).finds(`"status":"open"`),
		ask(stranger, "knows no check of another crew", "he", "POST /appeals", 422).sends(onCheck).finds(`"/checkId"`),
		ask(stranger, "knows no check of the other depot", "far-porter", "POST /appeals", 422).sends(onCheck).finds(`"/checkId"`),
		ask(stranger, "is for the crew", "sun", "POST /appeals", 403).sends(onCheck),
		ask(badBody, "names what is missing", "li", "POST /appeals", 422).sends(object{"checkId": uuid("table"), "reason": ""}).finds(`"/itemId"`, `"/reason"`),
		ask(badBody, "names an item that is none", "li", "POST /appeals", 422).sends(with(onCheck, "itemId", "conduct.dress")).finds(`"/itemId"`),
		ask(right, "lists the crew's appeals", "wang", "GET /appeals", 200).finds("货是店家自己换的位置", "那天不是我"),
		ask(stranger, "lists another crew none", "he", "GET /appeals?crewId="+crewOne, 200).hides("货是店家"),
		ask(stranger, "lists no foreign appeal", "far-supervisor", "GET /appeals", 200).hides("货是店家"),
		ask(badBody, "refuses a limit of 1,000", "sun", "GET /appeals?limit=1000", 400).finds(`"limit"`),
		ask(right, "shows an appeal", "li", "GET /appeals/"+checkAppeal, 200).finds("货是店家自己换的位置"),
		ask(stranger, "hides it from another crew", "zhou", "GET /appeals/"+checkAppeal, 404),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET /appeals/"+checkAppeal, 404),
		ask(missing, "knows no such appeal", "sun", "GET /appeals/"+noSuch, 404),
		ask(stranger, "is not decided by the crew", "wang", "POST /appeals/"+checkAppeal+"/decide", 403).sends(end),
		ask(stranger, "is not decided by the other depot", "far-supervisor", "POST /appeals/"+checkAppeal+"/decide", 404).sends(end),
		ask(stranger, "is not decided by who gave the verdict", "sun", "POST /appeals/"+verdictAppeal+"/decide", 403).sends(end).finds("appeal.decider"),
		ask(badBody, "is not decided without outcome and reason", "sun", "POST /appeals/"+checkAppeal+"/decide", 422).sends(object{"outcome": "perhaps", "reason": ""}).finds(`"/outcome"`, `"/reason"`),
		ask(missing, "is not there", "sun", "POST /appeals/"+noSuch+"/decide", 404).sends(end),
		ask(right, "is decided by somebody else", "ma", "POST /appeals/"+verdictAppeal+"/decide", 200).sends(end).finds(`"status":"granted"`, `"by":"u-ma"`),
		ask(right, "is decided once", "sun", "POST /appeals/"+verdictAppeal+"/decide", 403).sends(end),
		ask(right, "is decided for ever", "ma", "POST /appeals/"+verdictAppeal+"/decide", 409).sends(with(end, "outcome", "rejected")).finds("appeal.decided"),
	})
}

// checkAppeal and verdictAppeal stand in paths for the ids of the appeals that appealRows file.
const (
	checkAppeal   = "the-appeal-of-li"
	verdictAppeal = "the-appeal-of-wang"
)

// appealOf finds the appeal of a member.
func appealOf(who string) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		for _, a := range w.get(t, "admin", "/api/v1/appeals").list("items") {
			if a.text("memberId") == userID(who) {
				return a.text("id")
			}
		}
		t.Fatalf("%s has no appeal", who)
		return ""
	}
}

func scoreRows() []row {
	return guests([]row{
		ask(right, "shows a crew its score", "li", "GET /crews/"+crewOne+"/score", 200).finds(`"crewId":"c-one"`, `"from":"2026-10-22"`, `"to":"2026-11-18"`),
		ask(stranger, "hides it from another crew", "he", "GET /crews/"+crewOne+"/score", 404),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET /crews/"+crewOne+"/score", 404),
		ask(stranger, "hides it from venues", "chen", "GET /crews/"+crewOne+"/score", 403),
		ask(badBody, "refuses a window that ends before it begins", "li", "GET /crews/"+crewOne+"/score?from=2026-11-18&to=2026-11-17", 400).finds(`"from"`),
		ask(badBody, "refuses a window of years", "li", "GET /crews/"+crewOne+"/score?from=2020-01-01", 400).finds(`"from"`),
		ask(missing, "knows no such crew", "sun", "GET /crews/"+noSuch+"/score", 404),
		ask(right, "ranks the depot's crews", "sun", "GET /scores", 200).finds(crewOne, crewTwo).hides(farCrew),
		ask(right, "ranks a depot for a manager", "ma", "GET /scores?depotId="+zhuzhou, 200).finds(farCrew),
		ask(stranger, "ranks no foreign depot", "far-supervisor", "GET /scores?depotId="+changsha, 404),
		ask(stranger, "ranks nothing for a crew", "li", "GET /scores", 403),
		ask(badBody, "asks a manager which depot", "ma", "GET /scores", 400).finds(`"depotId"`),
		ask(right, "ranks the depot's members", "sun", "GET /scores?by=member", 200).finds(`"by":"member"`).hides(farCrew),
		ask(badBody, "ranks by crew or member only", "sun", "GET /scores?by=vehicle", 400).finds(`"by"`),

		ask(right, "shows a member their score", "li", "GET /members/u-li/score", 200).finds(`"memberId":"u-li"`, `"depotId":"d-changsha"`, `"unit":"points"`),
		ask(right, "shows it to the depot's supervisor", "sun", "GET /members/u-li/score?from=2026-11-18", 200).finds(`"memberId":"u-li"`, `"from":"2026-11-18"`),
		ask(right, "shows it to managers", "ma", "GET /members/u-far-porter/score", 200).finds(`"memberId":"u-far-porter"`),
		ask(stranger, "hides it from the rest of the crew", "wang", "GET /members/u-li/score", 404),
		ask(stranger, "hides it from another crew", "he", "GET /members/u-li/score", 404),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET /members/u-li/score", 404),
		ask(stranger, "hides it from venues", "chen", "GET /members/u-li/score", 403),
		ask(badBody, "refuses a window that ends before it begins", "li", "GET /members/u-li/score?from=2026-11-18&to=2026-11-17", 400).finds(`"from"`),
		ask(missing, "has none in a depot that is not the member's", "ma", "GET /members/u-li/score?depotId="+zhuzhou, 404),
		ask(missing, "knows no such member", "sun", "GET /members/"+noSuch+"/score", 404),
	})
}
