package scenario

import (
	"math"
	"strings"
	"testing"
	"time"
)

// foundingCase: porter Li puts newer stock in front and leaves bottles behind; the venue complains an hour later and
// has no receipt at hand.
func foundingCase(t *testing.T, w *world) {
	begun := 40 * time.Minute // 09:10, in the window
	w.moveTo(begun)
	w.status(t, "li", "r-one", "s-club", "arrived", begun)
	w.moveTo(begun + 5*time.Minute)
	stock := answering(check("fifo-stocking", "r-one", "s-club", "li", begun), "fifo.lots",
		"lots", []object{lot("2026-11-01", 1, true), lot("2026-10-01", 2, false)})
	wrongOrder(t, w.handIn(t, "li", "stock", stock))
	bottles := answering(check("return-bottles", "r-one", "s-club", "li", begun), "bottles.taken", "result", "pass",
		"bottles", []object{{"type": "brown-640", "expected": 24, "taken": 18, "left": 6, "reason": "vehicle-full"}})
	taken := w.handIn(t, "li", "bottles", bottles)
	for _, list := range []string{"delivery-receipt", "conduct"} {
		w.handIn(t, "li", list, check(list, "r-one", "s-club", "li", begun))
	}
	w.handIn(t, "wang", "driving", check("conduct", "r-one", "s-club", "wang", begun))
	w.moveTo(begun + 20*time.Minute)
	w.status(t, "wang", "r-one", "s-club", "delivered", begun+20*time.Minute)
	before := w.score(t, crewOne)

	w.moveTo(begun + 80*time.Minute)
	k := w.want(t, 201, "chen", "POST", "/api/v1/complaints", with(complaint(club, "bottles-refused"), "about", []string{"porter"}))
	equal(t, "whom it is tied to, as its venue reads it", k.text("link/crewId"), "")
	tiedToLi(t, w.get(t, "sun", "/api/v1/complaints/"+k.text("id")), taken.text("id"))
	equal(t, "an undecided complaint costs", w.score(t, crewOne).number("score"), before.number("score"))
	w.want(t, 200, "sun", "POST", "/api/v1/complaints/"+k.text("id")+"/decide",
		object{"verdict": "upheld", "shares": fairShares, "reason": "六个空瓶还在后门"})
	explained(t, before, w.score(t, crewOne), k.text("id"))
}

// wrongOrder checks that the grade names both lots that stand the wrong way round.
func wrongOrder(t *testing.T, stock doc) {
	t.Helper()
	equal(t, "critical", stock.text("grade/critical/0"), "fifo.lots")
	if score := stock.number("grade/score"); score > 59 {
		t.Errorf("a failed critical item leaves %v", score)
	}
	for _, item := range stock.list("grade/items") {
		if item.text("itemId") != "fifo.lots" {
			continue
		}
		equal(t, "fifo.lots", item.text("outcome"), "fail")
		for _, lang := range []string{"zh-CN", "en"} {
			why := item.text("reasons/0/detail/" + lang)
			if !strings.Contains(why, "2026-11-01") || !strings.Contains(why, "2026-10-01") {
				t.Errorf("the reason does not name both lots: %s", why)
			}
		}
	}
}

// tiedToLi checks crew, people, confidence, why, and the tick that the complaint speaks against.
func tiedToLi(t *testing.T, k doc, checkID string) {
	t.Helper()
	equal(t, "state", k.text("link/state"), "linked")
	equal(t, "method", k.text("link/method"), "time")
	equal(t, "crew", k.text("link/crewId"), crewOne)
	equal(t, "stop", k.text("link/stopId"), "s-club")
	people := []string{}
	for _, m := range k.list("link/members") {
		people = append(people, m.text("userId")+" "+m.text("role"))
	}
	equal(t, "people", strings.Join(people, ", "), "u-wang driver, u-li porter")
	if c := k.number("link/confidence"); c < 0.8 || c >= 1 {
		t.Errorf("confidence %v", c)
	}
	if k.text("link/candidates/0/why/0/code") != "left-before" || !strings.Contains(k.text("link/candidates/0/why/0/detail/zh-CN"), "离店") {
		t.Errorf("why: %s", k.at("link/candidates"))
	}
	equal(t, "contradicted ticks", len(k.list("contradicts")), 1)
	equal(t, "contradicted item", k.text("contradicts/0/itemId"), "bottles.taken")
	equal(t, "contradicted check", k.text("contradicts/0/checkId"), checkID)
	equal(t, "whose tick", k.text("contradicts/0/memberId"), userID("li"))
}

// explained checks that the score fell by exactly the points of the lines that the complaint added.
func explained(t *testing.T, before, after doc, complaintID string) {
	t.Helper()
	sum := func(s doc) (all, ofComplaint float64, kinds map[string]bool) {
		kinds = map[string]bool{}
		for _, line := range s.list("explain") {
			all += line.number("points")
			if line.text("complaintId") == complaintID {
				ofComplaint += line.number("points")
				kinds[line.text("kind")] = true
			}
		}
		return all, ofComplaint, kinds
	}
	was, _, _ := sum(before)
	is, cost, kinds := sum(after)
	fall := before.number("score") - after.number("score")
	if fall <= 0 || math.Abs(fall-(was-is)) > 0.01 {
		t.Errorf("the score fell by %v, explained are %v", fall, was-is)
	}
	for _, s := range []doc{before, after} {
		if all, _, _ := sum(s); math.Abs(100+all-s.number("score")) > 0.01 {
			t.Errorf("explained are %v of %v", 100+all, s.number("score"))
		}
	}
	if cost >= 0 || !kinds["complaint"] || !kinds["contradicted"] || !kinds["not-recovered"] {
		t.Errorf("the complaint explains %v by %v: %s", cost, kinds, after.at("explain"))
	}
}

// whoSpoke: a venue rings the salesman, and the complaint goes all the way. Its crew reads every word of it, and
// nowhere who rang, or who did what about it.
func whoSpoke(t *testing.T, w *world) {
	w.deliver(t, "r-one", "s-club", "wang", "li", time.Hour)
	w.moveTo(2 * time.Hour)
	k := w.want(t, 201, "zhang", "POST", "/api/v1/complaints", with(complaint(club, "bottles-refused"), "stopId", "s-club", "source", "phone", "contact", spoke))
	at := "/api/v1/complaints/" + k.text("id")
	verdict := object{"verdict": "upheld", "shares": fairShares, "reason": "照片清楚"}
	for _, step := range []struct {
		who, name string
		body      object
	}{
		{"zhang", "acknowledge", nil},
		{"sun", "pause", object{"reason": "waiting-for-venue"}},
		{"sun", "resume", nil},
		{"sun", "link", object{"stopId": "s-club", "reason": "问过"}},
		{"zhang", "steps/1", object{"done": true}},
		{"sun", "goodwill", object{"extraCrates": 3}},
		{"sun", "decide", verdict},
		{"zhang", "resolve", object{"note": "补收"}},
		{"zhang", "follow-up", object{"reached": true, "note": "满意"}},
		{"chen", "reopen", object{"note": "还有"}},
		{"sun", "decide", verdict},
		{"zhang", "resolve", object{"note": "收完"}},
		{"chen", "confirm", object{"satisfaction": 5}},
		{"chen", "reopen", object{"note": "又有"}},
	} {
		w.advance(time.Minute)
		w.want(t, 200, step.who, "POST", at+"/"+step.name, step.body)
	}
	first := w.firstNotice(t)
	for _, who := range []string{"li", "wang"} {
		for path, finds := range map[string]string{
			at: "空瓶没拿完", "/api/v1/complaints": "空瓶没拿完", at + "/clock": "waiting-for-venue", "/api/v1/today": "空瓶没拿完",
			"/api/v1/venues/" + club + "/timeline": "空瓶没拿完", "/api/v1/venues/" + club: "夜色俱乐部", "/api/v1/crews/c-one/score": "c-one", "/api/v1/runs/r-one": "s-club",
		} {
			c := call{who: who, method: "GET", path: path}
			a := w.do(t, c)
			w.hidesWhoSpoke(t, c, a)
			if !strings.Contains(string(a.body), finds) {
				t.Errorf("%s: %s does not say %q: %v", who, path, finds, a)
			}
		}
		for _, c := range []call{
			{method: "GET", path: at},
			{method: "GET", path: "/api/v1/complaints"},
			{method: "GET", path: at + "/clock"},
			{method: "POST", path: at + "/respond", body: object{"text": "店家说留着"}},
			{method: "POST", path: at + "/steps/2", body: object{"done": true}},
			{method: "POST", path: at + "/goodwill", body: object{"extraCrates": 1}},
			{method: "GET", path: "/api/v1/events?follow=false", header: map[string]string{"Last-Event-ID": first}},
		} {
			c.who = who
			a := w.do(t, c)
			w.hidesWhoSpoke(t, c, a)
			if a.status != 200 {
				t.Errorf("%s: %v", c.path, a)
			}
			for _, other := range []string{"u-zhang", "u-sun"} {
				if strings.Contains(string(a.body), other) {
					t.Errorf("%s: %s %s tells that %s acted: %v", who, c.method, c.path, other, a)
				}
			}
		}
	}
	if full := w.get(t, "sun", at); full.text("contact/name") != "沈秘密" || full.text("filedBy") != "u-zhang" {
		t.Errorf("the supervisor does not see who spoke: %s", full)
	}
}

// swappedAtNoon: Li works the morning, Zhou the evening; the venue complains about the evening.
func swappedAtNoon(t *testing.T, w *world) {
	noon := 3*time.Hour + 30*time.Minute
	run := runBody(crewOne, stopBody("s-club", club), stopBody("s-bar", bar))
	run["members"] = []object{
		{"userId": "u-wang", "role": "driver"}, {"userId": "u-li", "role": "porter", "to": iso(noon)}, {"userId": "u-zhou", "role": "porter", "from": iso(noon)},
	}
	w.want(t, 200, "sun", "PUT", "/api/v1/runs/r-one", run)
	w.want(t, 200, "sun", "PUT", "/api/v1/runs/r-two", runBody(crewTwo)) // nobody else is at the bar today
	w.deliver(t, "r-one", "s-club", "wang", "li", time.Hour)
	w.deliver(t, "r-one", "s-bar", "wang", "zhou", 9*time.Hour)
	w.moveTo(10 * time.Hour)
	evening := w.want(t, 201, "zhang", "POST", "/api/v1/complaints", complaint(bar, "rude"))
	equal(t, "crew", evening.text("link/crewId"), crewOne)
	if who := evening.at("link/members").String(); !strings.Contains(who, "u-zhou") || strings.Contains(who, "u-li") {
		t.Errorf("blamed for the evening: %s", who)
	}
	day := w.want(t, 201, "sun", "POST", "/api/v1/complaints", with(complaint(club, "rude"), "occurredAt", iso(time.Hour+5*time.Minute)))
	if who := day.at("link/members").String(); !strings.Contains(who, "u-li") || strings.Contains(who, "u-zhou") {
		t.Errorf("blamed for the morning: %s", who)
	}
}

// twoCrews: both crews were at the bar today, and the venue names only the day.
func twoCrews(t *testing.T, w *world) {
	w.deliver(t, "r-one", "s-bar", "wang", "li", time.Hour)
	w.deliver(t, "r-two", "s-two", "he", "zhou", 2*time.Hour)
	one, two := w.score(t, crewOne).number("score"), w.score(t, crewTwo).number("score")
	w.moveTo(5 * time.Hour)
	k := w.want(t, 201, "zhang", "POST", "/api/v1/complaints", with(complaint(bar, "bottles-refused"), "occurredOn", today))
	equal(t, "state", k.text("link/state"), "needs-review")
	equal(t, "crew", k.text("link/crewId"), "")
	equal(t, "candidates", len(k.list("link/candidates")), 2)
	for _, c := range k.list("link/candidates") {
		if len(c.list("why")) == 0 {
			t.Errorf("a candidate without why: %s", c)
		}
	}
	at := "/api/v1/complaints/" + k.text("id")
	equal(t, "score of one crew", w.score(t, crewOne).number("score"), one)
	equal(t, "score of the other", w.score(t, crewTwo).number("score"), two)
	w.want(t, 200, "sun", "POST", at+"/link", object{"stopId": "s-two", "reason": "店家认出周哥"})
	w.want(t, 200, "sun", "POST", at+"/decide", object{"verdict": "upheld", "shares": object{"porter": 100}, "reason": "是"})
	if got := w.score(t, crewTwo).number("score"); got >= two {
		t.Errorf("the crew that was found keeps %v of %v", got, two)
	}
	if got := w.score(t, crewOne).number("raw"); got < one {
		t.Errorf("the other crew's own figure fell to %v", got)
	}
}

// noStop: nobody was at the club.
func noStop(t *testing.T, w *world) {
	w.deliver(t, "r-one", "s-bar", "wang", "li", time.Hour)
	before := w.score(t, crewOne).number("score")
	w.moveTo(3 * time.Hour)
	k := w.want(t, 201, "chen", "POST", "/api/v1/complaints", complaint(club, "rude"))
	equal(t, "state", k.text("link/state"), "unlinked")
	equal(t, "crew", k.text("link/crewId"), "")
	equal(t, "candidates", len(k.list("link/candidates")), 0)
	w.want(t, 200, "sun", "POST", "/api/v1/complaints/"+k.text("id")+"/decide", object{"verdict": "upheld", "shares": fairShares, "reason": "是"})
	equal(t, "score", w.score(t, crewOne).number("score"), before)
}

// exempted: the gate was blocked, and the crew said so before the venue complained that it came late.
func exempted(t *testing.T, w *world) {
	w.deliver(t, "r-one", "s-club", "wang", "li", 5*time.Hour) // 13:30, the window ended at 12:00
	w.want(t, 201, "wang", "POST", "/api/v1/exemptions", object{"runId": "r-one", "stopId": "s-club", "cause": "gate-blocked", "at": iso(3 * time.Hour)})
	before := w.score(t, crewOne).number("score")
	late := func(name string) string {
		w.advance(time.Minute)
		k := w.want(t, 201, "chen", "POST", "/api/v1/complaints", with(complaint(club, name), "occurredAt", iso(5*time.Hour)))
		w.want(t, 200, "sun", "POST", "/api/v1/complaints/"+k.text("id")+"/decide", object{"verdict": "upheld", "shares": fairShares, "reason": "是"})
		return k.text("id")
	}
	late("late")
	equal(t, "score after a complaint that the exemption covers", w.score(t, crewOne).number("score"), before)
	late("dress")
	if got := w.score(t, crewOne).number("score"); got >= before {
		t.Errorf("an exemption for the gate covers the dress: %v", got)
	}
}
