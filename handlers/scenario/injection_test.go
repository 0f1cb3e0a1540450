package scenario

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
	"time"

	"crewcheck/models"
)

// evil are texts that mean something to a browser, a database, a template, a spreadsheet, a terminal, a stream of
// events or a chat robot. All of them are words that a venue may say.
var evil = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</textarea><svg onload=alert(1)>`, `javascript:alert(1)`,
	`' OR '1'='1'; DROP TABLE complaints; --`, `") OR 1=1 --`, `{"$gt":""}`, `{"$where":"sleep(1000)"}`, `$ne`, `a.b.$[].c`, `__proto__`,
	`{{.Receipt}}{{7*7}}`, `${7*7} #{7*7} <%= 7*7 %>`, `%s%n%x`, `=HYPERLINK("http://x","y")`, `\u0000 \x00 &#0;`, "\u2028\u2029\ufeff\u202e",
	"x\n\ndata: {\"kind\":\"forged\"}\n\nid: forged", "x\n级别:紧急\n处理期限:01-01 00:00", `<at user_id="all">所有人</at> <@all> @all`, `😀é中文\`,
}

// nasty is all of it in one text.
var nasty = strings.Join(evil, " | ")

// said sends a body whose text must come back as it was, at a path of the answer.
func (w *world) said(t *testing.T, who, request string, body object, at string) doc {
	t.Helper()
	method, path, _ := strings.Cut(request, " ")
	a := w.do(t, call{who: who, method: method, path: "/api/v1" + path, body: body, once: true})
	if a.status > 201 {
		t.Fatalf("%s: %s: %v", who, request, a)
	}
	d := read(t, a.body)
	if at != "" && d.text(at) != nasty {
		t.Errorf("%s: %s: at %s stands %q", who, request, at, d.text(at))
	}
	return d
}

// TestWordsAreInert puts texts that mean something to somebody into every text field of what venues and crews say, and
// reads them back as they were: as JSON, on the venue's page, in the feed and in every format of webhooks.
func TestWordsAreInert(t *testing.T) {
	eachStore(t, func(t *testing.T, store open) {
		w := newCast(t, store)
		for _, format := range []string{"json", "wecom", "dingtalk", "feishu"} {
			body := with(hookBody(changsha), "url", "https://example.com/"+format, "format", format, "events", nil)
			w.want(t, 201, "sun", "PUT", "/api/v1/webhooks/h-"+format, body)
		}
		w.deliver(t, "r-one", "s-club", "wang", "li", time.Hour)
		code := w.codeOf(t, "r-one", "s-club")
		id := w.sayEverything(t, code)
		alone := evil
		if strings.HasSuffix(t.Name(), "/mongodb") { // what databases understand: the rest is told apart by no store
			alone = evil[4:10]
		}
		w.sayShortWords(t, alone)
		w.readInJSON(t, id, code)
		w.readOnThePage(t, code)
		w.readInTheFeed(t, id)
		w.readInWebhooks(t)
	})
}

// sayEverything says nasty wherever there is room for it, and gives the id of a complaint that has been through all.
func (w *world) sayEverything(t *testing.T, code string) string {
	t.Helper()
	verdict := object{"verdict": "upheld", "shares": fairShares, "reason": nasty}
	w.said(t, "", "POST /receipts/"+code+"/feedback", object{"kind": "praise", "text": nasty}, "")
	w.said(t, "", "POST /receipts/"+code+"/feedback", object{"kind": "complaint", "category": "mess-left", "text": nasty}, "")
	w.said(t, "li", "POST /sync", object{"messages": []object{{"id": uuid("evil"), "runId": "r-one", "stopId": "s-club", "text": nasty, "recordedAt": iso(0)}}}, "messages/0/message/text")
	w.said(t, "zhang", "POST /messages/"+uuid("evil")+"/answer", object{"text": nasty}, "answer")
	w.said(t, "zhang", "POST /promises", with(promise(club), "text", nasty), "text")
	w.said(t, "li", "POST /exemptions", object{"runId": "r-one", "stopId": "s-club", "cause": "gate-blocked", "note": nasty, "at": iso(0)}, "note")
	w.said(t, "zhang", "POST /receipts/s-club/hand-over", object{"note": nasty}, "handOverNote")
	d := w.said(t, "chen", "POST /venues/"+club+"/bottles/disputes", with(claim, "note", nasty), "note")
	w.said(t, "sun", "POST /bottle-disputes/"+d.text("id")+"/settle", object{"outcome": "rejected", "answer": nasty}, "answer")
	w.said(t, "sun", "PUT /runs/r-one/recount", with(recounted("brown-640", 20), "note", nasty), "note")
	w.workOut(t)
	c := w.get(t, "ma", "/api/v1/bottle-cases").text("items/0/id")
	w.said(t, "ma", "POST /bottle-cases/"+c+"/settle", object{"outcome": "venue", "reason": nasty}, "reason")
	w.said(t, "sun", "PUT /venues/"+club+"/exclusions/u-zhou", object{"reason": nasty}, "reason")

	k := w.said(t, "chen", "POST /complaints", with(complaint(club, "bottles-refused"), "stopId", "s-club", "description", nasty), "description")
	id := k.text("id")
	at := "POST /complaints/" + id
	w.said(t, "sun", at+"/link", object{"stopId": "s-club", "reason": nasty}, "events/2/note")
	w.said(t, "sun", at+"/pause", object{"reason": "waiting-for-goods", "note": nasty}, "")
	w.said(t, "sun", at+"/resume", nil, "")
	w.said(t, "li", at+"/respond", object{"text": nasty}, "responses/0/text")
	w.said(t, "zhang", at+"/steps/1", object{"done": true, "note": nasty}, "steps/0/note")
	w.said(t, "li", at+"/goodwill", object{"extraCrates": 1, "note": nasty}, "goodwill/0/note")
	w.said(t, "sun", at+"/decide", verdict, "decision/reason")
	a := w.said(t, "li", "POST /appeals", object{"complaintId": id, "reason": nasty}, "reason")
	w.said(t, "ma", "POST /appeals/"+a.text("id")+"/decide", object{"outcome": "rejected", "reason": nasty}, "decision/reason")
	w.said(t, "zhang", at+"/resolve", object{"note": nasty}, "resolution")
	w.said(t, "zhang", at+"/follow-up", object{"reached": true, "note": nasty}, "cycles/0/followUps/0/note")
	w.said(t, "chen", at+"/reopen", object{"note": nasty}, "")
	w.said(t, "sun", at+"/decide", verdict, "decision/reason")
	w.said(t, "zhang", at+"/resolve", object{"note": nasty}, "resolution")
	w.said(t, "chen", at+"/confirm", object{"note": nasty}, "")
	// What was said by code gets an answer that the venue's page shows.
	byCode := w.get(t, "sun", "/api/v1/complaints?category=mess-left").text("items/0/id")
	w.said(t, "sun", "POST /complaints/"+byCode+"/decide", verdict, "decision/reason")
	w.said(t, "sun", "POST /complaints/"+byCode+"/resolve", object{"note": nasty}, "resolution")
	return id
}

// sayShortWords says each text alone where there is little room, and as the names of records and of keys.
func (w *world) sayShortWords(t *testing.T, words []string) {
	t.Helper()
	for i, text := range words {
		short := []rune(text)
		short = short[:min(len(short), 40)]
		body := with(complaint(club, "dress"), "receiptNumber", string(short), "contact", object{"name": string(short)})
		k := w.want(t, 201, "chen", "POST", "/api/v1/complaints", body, "Idempotency-Key", url.QueryEscape(text))
		equal(t, "the receipt's number", k.text("receiptNumber"), string(short))
		equal(t, "the contact's name", w.get(t, "sun", "/api/v1/complaints/"+k.text("id")).text("contact/name"), string(short))
		again := w.want(t, 200, "chen", "POST", "/api/v1/complaints", body, "Idempotency-Key", url.QueryEscape(text))
		equal(t, "the same key", again.text("id"), k.text("id"))
		if i%4 == 0 {
			p := w.want(t, 201, "zhang", "POST", "/api/v1/promises", with(promise(club), "type", string(short)))
			equal(t, "the type of a promise", p.text("type"), string(short))
		}
		for _, path := range []string{"/complaints/", "/messages/", "/venues/", "/receipts/"} {
			a := w.do(t, call{who: "sun", method: "GET", path: "/api/v1" + path + url.PathEscape(text), once: true})
			if a.status != 404 && a.status != 405 && a.status != 400 {
				t.Errorf("GET %s%s: %v", path, text, a)
			}
		}
		for _, filter := range []string{"venueId", "number", "state"} {
			a := w.do(t, call{who: "sun", method: "GET", path: "/api/v1/receipts?" + filter + "=" + url.QueryEscape(text), once: true})
			if filter == "number" && a.status == 200 && len(read(t, a.body).list("items")) > 0 || filter != "number" && a.status != 400 {
				t.Errorf("?%s=%s: %v", filter, text, a)
			}
		}
		w.want(t, 400, "sun", "GET", "/api/v1/complaints?status"+url.QueryEscape("["+text+"]")+"=open", nil)
	}
}

// readInJSON reads the texts where they are shown again.
func (w *world) readInJSON(t *testing.T, id, code string) {
	t.Helper()
	same := func(what, got string) {
		t.Helper()
		if got != nasty {
			t.Errorf("%s: %q", what, got)
		}
	}
	whole := []string{"description", "resolution", "cycles/0/followUps/0/note", "responses/0/text", "decision/reason", "events/2/note"}
	for who, parts := range map[string][]string{"sun": whole, "zhang": whole, "li": whole, "chen": whole[:3]} {
		k := w.get(t, who, "/api/v1/complaints/"+id)
		for _, at := range parts {
			same(who+" at "+at, k.text(at))
		}
	}
	same("the list", w.get(t, "sun", "/api/v1/complaints?category=bottles-refused").text("items/0/description"))
	said := w.want(t, 200, "", "GET", "/api/v1/receipts/"+code, nil)
	same("the receipt's message", said.text("messages/0/text"))
	same("the receipt's answer", said.text("messages/0/answer"))
	same("the receipt's promise", said.text("promises/0/text"))
	same("the receipt's complaint", said.text("complaints/0/answer"))
	kinds := map[string]bool{}
	for _, e := range w.get(t, "sun", "/api/v1/venues/"+club+"/timeline?limit=200").list("items") {
		if e.text("text") == nasty {
			kinds[e.text("kind")] = true
		}
	}
	equal(t, "kinds of the timeline", fmt.Sprint(kinds), "map[complaint:true feedback:true message:true promise:true]")
	same("the audit", strings.TrimSpace(strings.TrimPrefix(w.get(t, "sun", "/api/v1/audit?action=exclusion.set").text("items/0/note"), "user 周哥: ")))
	same("the venue's day", w.get(t, "li", "/api/v1/today").text("promises/0/text"))
}

// readOnThePage finds the texts escaped, and nothing else of them.
func (w *world) readOnThePage(t *testing.T, code string) {
	t.Helper()
	shown := w.receiptPage(t, code, "en", 200)
	if n := strings.Count(html.UnescapeString(shown), nasty); n != 4 {
		t.Errorf("the page shows it %d times, want 4: message, answer, promise, complaint", n)
	}
	inert(t, "the page", shown)
	inert(t, "the refusal", w.form(t, code, 422, "kind", nasty, "text", nasty, "rating", nasty))
}

// inert fails for a page that holds more than its own: one script at its end, and drawings that say nothing.
func inert(t *testing.T, what, page string) {
	t.Helper()
	page = strings.ReplaceAll(page, `<svg viewBox="0 0 24 24" aria-hidden="true">`, "")
	at := strings.LastIndex(page, "<script>")
	if at < 0 {
		t.Fatalf("%s has no script of its own", what)
	}
	for _, raw := range []string{"<script", "<img", "<svg", "<at", "onerror=alert(1)>"} {
		if strings.Contains(page[:at], raw) || strings.Contains(page[at+1:], raw) {
			t.Errorf("%s holds %s", what, raw)
		}
	}
}

// readInTheFeed reads the feed line by line: nothing but what its form allows, and the texts whole.
func (w *world) readInTheFeed(t *testing.T, id string) {
	t.Helper()
	a := w.do(t, call{who: "sun", method: "GET", path: "/api/v1/events?follow=false", header: map[string]string{"Last-Event-ID": w.firstNotice(t)}})
	whole := map[string]bool{}
	for line := range strings.SplitSeq(string(a.body), "\n") {
		field, rest, _ := strings.Cut(line, ": ")
		switch field {
		case "", "retry", "id":
			if rest == "forged" {
				t.Error("an id was forged")
			}
		case "data":
			d := read(t, []byte(rest))
			if d.text("kind") == "forged" {
				t.Error("a notice was forged")
			}
			if d.text("subject/id") == id && d.text("data/note") == nasty {
				whole[d.text("kind")] = true
			}
		default:
			t.Fatalf("the feed holds %q", line)
		}
	}
	for _, kind := range []string{"complaint.linked", "complaint.resolved", "complaint.reopened", "complaint.confirmed"} {
		if !whole[kind] {
			t.Errorf("%s does not tell the text: %v", kind, whole)
		}
	}
}

// readInWebhooks sends everything that waits, and reads each message as its receiver does.
func (w *world) readInWebhooks(t *testing.T) {
	t.Helper()
	for before := -1; before != len(w.posted); { // a turn sends two hundred
		before = len(w.posted)
		w.advance(time.Second)
		if err := w.service.SendDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]int{}
	for _, m := range w.posted {
		format := strings.TrimPrefix(m.URL, "https://example.com/")
		var body struct {
			Data    models.Notice
			Text    struct{ Content string }
			Content struct{ Text string }
		}
		if err := json.Unmarshal(m.Body, &body); err != nil || strings.Contains(string(m.Body), "<") {
			t.Fatalf("%s: %v in %s", format, err, m.Body)
		}
		if format == "json" {
			if body.Data.Data.Note == nasty {
				seen[format]++
			}
			continue
		}
		text := body.Text.Content + body.Content.Text
		for i, line := range strings.Split(text, "\n") {
			label, _, _ := strings.Cut(line, ":")
			if i == 0 != strings.HasPrefix(line, "【") || i > 0 && !strings.Contains(" 店家 类别 级别 重复 瓶型 数目 评分 处理期限 提醒 说明 时间 ", " "+label+" ") {
				t.Errorf("%s: a line of its own: %q", format, line)
			}
		}
		if strings.Contains(text, "【complaint.") || strings.Contains(text, "【appeal.") || strings.Contains(text, "extraCrates") {
			t.Errorf("%s: no Chinese: %s", format, text)
		}
		if strings.Count(text, "\n级别:") > 1 || strings.Contains(text, "\n处理期限:01-01") || strings.ContainsAny(text, "<>") {
			t.Errorf("%s: %s", format, text)
		}
		if strings.Contains(text, "＜script＞alert(1)＜/script＞") {
			seen[format]++
		}
	}
	for _, format := range []string{"json", "wecom", "dingtalk", "feishu"} {
		if seen[format] < 5 {
			t.Errorf("%s: the words came %d times", format, seen[format])
		}
	}
}

// TestOperatorsAreNoWords: an object where a text belongs, keys that a database might understand, and control
// characters are refused with the place, in every body of what venues and crews say.
func TestOperatorsAreNoWords(t *testing.T) {
	eachStore(t, func(t *testing.T, store open) {
		w := newCast(t, store)
		w.deliver(t, "r-one", "s-club", "wang", "li", time.Hour)
		code := w.codeOf(t, "r-one", "s-club")
		told := object{"id": uuid("told"), "runId": "r-one", "stopId": "s-club", "text": "好", "recordedAt": iso(0)}
		w.want(t, 200, "li", "POST", "/api/v1/sync", object{"messages": []object{told}})
		owed := w.want(t, 201, "zhang", "POST", "/api/v1/promises", promise(club)).text("id")
		claimed := w.want(t, 201, "chen", "POST", "/api/v1/venues/"+club+"/bottles/disputes", claim).text("id")
		at := "POST /complaints/" + w.want(t, 201, "chen", "POST", "/api/v1/complaints", with(complaint(club, "rude"), "stopId", "s-club")).text("id")
		for _, x := range []struct {
			who, request string
			body         object
			texts        string // fields of the body that are texts
		}{
			{"", "POST /receipts/" + code + "/feedback", object{"kind": "complaint", "category": "rude", "text": "x"}, "kind category text"},
			{"chen", "POST /complaints", with(complaint(club, "rude"), "receiptNumber", "x"), "venueId category description receiptNumber"},
			{"li", at + "/respond", object{"text": "x"}, "text"},
			{"sun", at + "/link", object{"stopId": "s-club", "reason": "x"}, "stopId reason"},
			{"sun", at + "/pause", object{"reason": "venue-closed", "note": "x"}, "reason note"},
			{"sun", at + "/decide", object{"verdict": "upheld", "shares": fairShares, "reason": "x"}, "verdict reason"},
			{"sun", at + "/resolve", object{"note": "x"}, "note"},
			{"chen", at + "/confirm", object{"note": "x"}, "note"},
			{"chen", at + "/reopen", object{"note": "x"}, "note"},
			{"sun", at + "/steps/1", object{"done": true, "note": "x"}, "note"},
			{"sun", at + "/goodwill", object{"minutes": 1, "note": "x"}, "note"},
			{"sun", at + "/follow-up", object{"reached": true, "note": "x"}, "note"},
			{"li", "POST /appeals", object{"checkId": uuid("conductr-ones-club"), "itemId": "conduct.dress", "reason": "x"}, "checkId itemId reason"},
			{"zhang", "POST /messages/" + uuid("told") + "/answer", object{"text": "x"}, "text"},
			{"zhang", "POST /promises", with(promise(club), "type", "x"), "venueId kind text type dueOn"},
			{"sun", "PUT /promises/" + owed + "/status", object{"status": "kept", "note": "x", "stopId": "s-club"}, "status note stopId"},
			{"li", "POST /exemptions", object{"runId": "r-one", "stopId": "s-club", "cause": "gate-blocked", "note": "x", "at": iso(0)}, "runId stopId cause note"},
			{"zhang", "POST /receipts/s-club/hand-over", object{"note": "x"}, "note"},
			{"chen", "POST /venues/" + club + "/bottles/disputes", with(claim, "date", "2026-11-17"), "type date note"},
			{"sun", "POST /bottle-disputes/" + claimed + "/settle", object{"outcome": "accepted", "answer": "x"}, "outcome answer"},
			{"sun", "PUT /runs/r-one/recount", with(recounted("x", 1), "note", "x"), "note"},
			{"sun", "PUT /venues/" + club + "/exclusions/u-zhou", object{"reason": "x"}, "reason"},
		} {
			method, path, _ := strings.Cut(x.request, " ")
			refused := func(body any, pointer, code string) {
				t.Helper()
				a := w.do(t, call{who: x.who, method: method, path: "/api/v1" + path, body: body, once: true})
				for _, e := range read(t, a.body).list("errors") {
					if a.status == 422 && e.text("pointer") == pointer && (code == "" || e.text("code") == code) {
						return
					}
				}
				t.Errorf("%s: want %s at %s, got %v", x.request, code, pointer, a)
			}
			for field := range strings.FieldsSeq(x.texts) {
				refused(with(x.body, field, object{"$gt": ""}), "/"+field, "field.type")
				refused(with(x.body, field, []any{"$ne"}), "/"+field, "field.type")
				refused(with(x.body, field, "x\x00"), "/"+field, "")
				refused(with(x.body, field, "\x1b[2J"), "/"+field, "")
			}
			for _, key := range []string{"$set", "$where", "a.b", "link.crewId", "__proto__", "version", "id "} {
				refused(with(x.body, key, object{"$gt": ""}), "/"+key, "field.unknown")
			}
		}
	})
}
