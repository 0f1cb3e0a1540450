package scenario

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// fiftyAtOnce: the answer gets lost again and again, so the phone sends again and again.
func fiftyAtOnce(t *testing.T, w *world) {
	body := check("fifo-stocking", "r-one", "s-club", "li", 0)
	c := call{who: "li", method: "PUT", path: "/api/v1/checks/" + uuid("fifty"), body: body, once: true}
	w.token(t, "li")
	answers := make([]answer, 50)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = w.send(t, c, "en") })
	}
	all.Wait()
	count := map[int]int{}
	for _, a := range answers {
		w.inspect(t, c, a)
		count[a.status]++
		if !bytes.Equal(a.body, answers[0].body) {
			t.Errorf("two answers:\n%v\n%v", a, answers[0])
		}
	}
	equal(t, "answers by status", fmt.Sprint(count), "map[200:49 201:1]")
	w.want(t, 409, "li", "PUT", c.path, with(body, "completedAt", iso(6*time.Minute)))
	w.moveTo(365 * 24 * time.Hour)
	c.body = with(body, "sentAt", iso(365*24*time.Hour))
	late := w.do(t, c)
	if late.status != 200 || !bytes.Equal(late.body, answers[0].body) {
		t.Errorf("a year later: %v", late)
	}
	equal(t, "checks of the run", len(w.get(t, "sun", "/api/v1/checks?runId=r-one").list("items")), 1)
}

// entry is a check as a sync carries it.
func entry(name string, body object) object { return with(body, "id", uuid(name)) }

// poisonedSync: one sync with good and bad entries of every kind.
func poisonedSync(t *testing.T, w *world) {
	good := check("fifo-stocking", "r-one", "s-club", "li", 0)
	other := check("return-bottles", "r-one", "s-club", "li", 0)
	w.handIn(t, "li", "known", other)
	stop := func(run, id, status string) object {
		return object{"runId": run, "stopId": id, "status": status, "at": iso(0)}
	}
	body := object{
		"checks": []any{
			entry("first", good), entry("poisoned", with(good, "answers", "lost")), 7, entry("known", other),
			entry("known", with(other, "elapsedMs", 1)), entry("foreign", with(good, "runId", "r-far")), entry("last", check("conduct", "r-one", "s-club", "li", 0)),
		},
		"stops":     []any{stop("r-one", "s-club", "arrived"), stop("r-far", "s-far", "arrived"), stop("r-one", "s-club", "lost"), stop("r-one", "s-club", "delivered")},
		"messages":  []any{object{"id": uuid("m"), "runId": "r-one", "stopId": "s-club", "text": "下周停业", "recordedAt": iso(0)}, object{"id": "m"}},
		"clientNow": iso(0),
	}
	a := w.want(t, 200, "li", "POST", "/api/v1/sync", body)
	statuses := func(of string) string {
		var out []string
		for _, r := range a.list(of) {
			out = append(out, r.text("status"))
		}
		return strings.Join(out, " ")
	}
	equal(t, "checks", statuses("checks"), "201 422 422 200 409 422 201")
	equal(t, "stops", statuses("stops"), "200 404 422 200")
	equal(t, "messages", statuses("messages"), "201 422")
	equal(t, "id of the poisoned entry", a.text("checks/1/id"), uuid("poisoned"))
	equal(t, "place in the poisoned entry", a.text("checks/1/problem/errors/0/pointer"), "/answers")
	equal(t, "code of the changed entry", a.text("checks/4/problem/code"), "check.conflict")
	equal(t, "the last one is stored", a.text("checks/6/check/checklist/id"), "conduct")
	equal(t, "the stop", w.get(t, "li", "/api/v1/runs/r-one").text("stops/0/status"), "delivered")
	if len(a.list("checks/5/problem/errors")) == 0 || a.at("checks/5/check").value != nil {
		t.Errorf("a foreign entry: %s", a.at("checks/5"))
	}
}

// wrongClock: a phone two hours ahead, and one two hours behind.
func wrongClock(t *testing.T, w *world) {
	w.moveTo(10 * time.Minute)
	for name, off := range map[string]time.Duration{"ahead": 2 * time.Hour, "behind": -2 * time.Hour} {
		body := check("conduct", "r-one", "s-club", "wang", off)
		body = answering(body, "conduct.on-time", "at", iso(off+time.Minute))
		body = with(body, "sentAt", iso(off+10*time.Minute))
		k := w.handIn(t, "wang", name, body)
		equal(t, name+": begun", k.text("startedAt"), iso(0))
		equal(t, name+": completed", k.text("completedAt"), iso(5*time.Minute))
		equal(t, name+": as the phone said", k.text("reportedAt"), iso(off+5*time.Minute))
		equal(t, name+": received", k.text("receivedAt"), iso(10*time.Minute))
		equal(t, name+": skew", int64(k.number("clockSkewMs")), off.Milliseconds())
		equal(t, name+": arrival", k.text("answers/0/at"), iso(time.Minute))
		if !slices.Contains(strings.Split(k.at("flags").String(), `"`), "clock-skew") {
			t.Errorf("%s: flags %s", name, k.at("flags"))
		}
	}
	right := w.handIn(t, "li", "right", with(check("conduct", "r-one", "s-club", "li", 0), "sentAt", iso(10*time.Minute)))
	equal(t, "flags of a right clock", right.at("flags").String(), "[]")
}

// oldVersion: the standard changes while phones are away.
func oldVersion(t *testing.T, w *world) {
	w.moveTo(time.Hour)
	next := draftOf("fifo-stocking", "先进先出")
	next.Items = append(next.Items, next.Items[0])
	next.Items[len(next.Items)-1].ID = "fifo.new"
	w.want(t, 200, "sun", "PUT", "/api/v1/checklists/fifo-stocking/draft", next)
	equal(t, "current while drafting", w.get(t, "li", "/api/v1/checklists/fifo-stocking").text("definition/version"), "1")
	published := object{"reason": "新的一条"}
	w.want(t, 201, "sun", "POST", "/api/v1/checklists/fifo-stocking/publish", published)
	w.want(t, 409, "sun", "POST", "/api/v1/checklists/fifo-stocking/publish", published)
	equal(t, "current", w.get(t, "li", "/api/v1/checklists/fifo-stocking").text("definition/version"), "2")
	equal(t, "the old one stays", len(w.get(t, "li", "/api/v1/checklists/fifo-stocking/versions/1").list("definition/items")), 8)
	if day := w.get(t, "li", "/api/v1/today").String(); !strings.Contains(day, "fifo.new") {
		t.Error("the day does not carry the new version")
	}
	old := check("fifo-stocking", "r-one", "s-club", "li", 0)
	w.moveTo(30 * 24 * time.Hour)
	begunBefore := with(old, "sentAt", iso(30*24*time.Hour))
	equal(t, "graded by the old version", len(w.handIn(t, "li", "old", begunBefore).list("grade/items")), 8)
	begunAfter := with(check("fifo-stocking", "r-one", "s-bar", "li", 29*24*time.Hour), "sentAt", iso(30*24*time.Hour))
	refused := w.want(t, 422, "li", "PUT", "/api/v1/checks/"+uuid("late"), begunAfter)
	equal(t, "code", refused.text("code"), "check.version-expired")
	fresh := with(begunAfter, "checklist", object{"id": "fifo-stocking", "version": 2})
	equal(t, "graded by the new version", len(w.handIn(t, "li", "new", fresh).list("grade/items")), 9)
}

// standIn: Zhou of crew two takes Li's place from noon, on another run of crew one.
func standIn(t *testing.T, w *world) {
	run := with(runBody(crewOne, stopBody("s-noon", club)), "members", []object{
		{"userId": userID("wang"), "role": "driver"}, {"userId": userID("li"), "role": "porter", "to": iso(4 * time.Hour)}, {"userId": userID("zhou"), "role": "porter", "from": iso(4 * time.Hour)},
	})
	w.want(t, 201, "sun", "PUT", "/api/v1/runs/r-noon", run)
	w.advance(2 * time.Second)
	id := w.handIn(t, "li", "before noon", check("fifo-stocking", "r-noon", "s-noon", "li", 0)).text("id")
	w.want(t, 201, "li", "POST", "/api/v1/exemptions", object{"runId": "r-noon", "cause": "road-closed", "at": iso(0)})
	for who, sees := range map[string]int{"zhou": 1, "wang": 1, "sun": 1, "he": 0, "far-porter": 0, "far-supervisor": 0} {
		for _, list := range []string{"checks?runId=r-noon", "checks?stopId=s-noon", "exemptions?runId=r-noon"} {
			equal(t, who+" "+list, len(w.get(t, who, "/api/v1/"+list).list("items")), sees)
		}
		w.want(t, 404-204*sees, who, "GET", "/api/v1/checks/"+id, nil)
	}
}

// twoPhones: what one phone handed in is on the day of the other, who answered what, and only the correction of what
// was corrected.
func twoPhones(t *testing.T, w *world) {
	first := w.do(t, call{who: "wang", method: "GET", path: "/api/v1/today"})
	tag := map[string]string{"If-None-Match": first.header.Get("ETag")}
	k := w.handIn(t, "li", "on Li's phone", check("fifo-stocking", "r-one", "s-club", "li", 0))
	day := w.do(t, call{who: "wang", method: "GET", path: "/api/v1/today", header: tag})
	equal(t, "the day has changed", day.status, 200)
	seen := read(t, day.body).list("run/checks")
	equal(t, "checks", len(seen), 1)
	equal(t, "id", seen[0].text("id"), k.text("id"))
	equal(t, "what", seen[0].text("checklistId")+" at "+seen[0].text("stopId"), "fifo-stocking at s-club")
	equal(t, "who", seen[0].text("answers/0/memberId"), "u-li")
	equal(t, "when", seen[0].text("completedAt"), k.text("completedAt"))
	tag["If-None-Match"] = day.header.Get("ETag")
	equal(t, "and then no more", w.do(t, call{who: "wang", method: "GET", path: "/api/v1/today", header: tag}).status, 304)
	again := with(check("fifo-stocking", "r-one", "s-club", "li", time.Minute), "supersedes", k.text("id"))
	corrected := w.handIn(t, "li", "corrected", again)
	seen = w.get(t, "wang", "/api/v1/today").list("run/checks")
	equal(t, "checks after the correction", len(seen), 1)
	equal(t, "the one that stands", seen[0].text("id"), corrected.text("id"))
	if strings.Contains(w.get(t, "zhou", "/api/v1/today").String(), corrected.text("id")) {
		t.Error("another crew is told of the check")
	}
}
