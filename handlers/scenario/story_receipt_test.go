package scenario

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crewcheck/models"
)

// codeOf is the code on the receipt of a stop.
func (w *world) codeOf(t testing.TB, run, stop string) string {
	t.Helper()
	for _, st := range w.get(t, "admin", "/api/v1/runs/"+run).list("stops") {
		if st.text("id") == stop {
			return st.text("receiptToken")
		}
	}
	t.Fatalf("%s is not on %s", stop, run)
	return ""
}

// receiptPage is the page behind a code in a language.
func (w *world) receiptPage(t *testing.T, code, lang string, status int) string {
	t.Helper()
	a := w.send(t, call{method: "GET", path: "/r/" + code}, lang)
	if a.status != status || a.header.Get("Content-Language") != lang || !page(call{path: "/r/" + code}, a) {
		t.Fatalf("the page in %s: %v", lang, a)
	}
	return string(a.body)
}

// form sends the form of the page and gives what comes back.
func (w *world) form(t *testing.T, code string, status int, fields ...string) string {
	t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	a := w.do(t, call{method: "POST", path: "/r/" + code, body: []byte(values.Encode()), once: true, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
	if a.status != status {
		t.Fatalf("the form: want %d, got %v", status, a)
	}
	return string(a.body)
}

func shows(t *testing.T, what, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("%s does not show %q:\n%s", what, text, page)
		}
	}
}

// venuesPage: what a venue asked to pass on stands on its receipt with the answer, beside what it is owed and what it
// complained of, in both languages and for as long as the code is good.
func venuesPage(t *testing.T, w *world) {
	code := w.codeOf(t, "r-one", "s-club")
	w.deliver(t, "r-one", "s-club", "wang", "li", time.Hour)
	told := object{"id": uuid("told"), "runId": "r-one", "stopId": "s-club", "text": "周五多带两箱", "recordedAt": iso(time.Hour)}
	w.want(t, 200, "li", "POST", "/api/v1/sync", object{"messages": []object{told}})
	w.want(t, 201, "zhang", "POST", "/api/v1/promises", promise(club))
	shows(t, "the page", w.receiptPage(t, code, "zh-CN", 200), "周五多带两箱", "已转达", "补送两箱", "2026-11-20", "夜色俱乐部")
	at := "/api/v1/messages/" + uuid("told")
	w.want(t, 200, "zhang", "POST", at+"/read", nil)
	shows(t, "the page", w.receiptPage(t, code, "en", 200), "What you asked us to pass on", "<strong>read</strong>", "What we owe you")
	w.want(t, 200, "zhang", "POST", at+"/answer", object{"text": "周五带三箱"})
	shows(t, "the page", w.receiptPage(t, code, "zh-CN", 200), "周五多带两箱", "<strong>周五带三箱</strong>")

	shows(t, "the thanks", w.form(t, code, 200, "kind", "rating", "rating", "4", "empathy", "5", "reliability", "2"), "Thank you")
	shows(t, "the refusal", w.form(t, code, 422, "kind", "rating", "rating", "four"), "rating")
	w.form(t, code, 200, "kind", "complaint", "category", "mess-left", "text", "纸箱没收\r\n瓶子也没收")
	k := w.get(t, "sun", "/api/v1/complaints?category=mess-left").at("items/0")
	equal(t, "its words", k.text("description"), "纸箱没收\n瓶子也没收")
	equal(t, "tied by", k.text("link/method")+" "+k.text("link/confidence"), "code 1")
	shows(t, "the page", w.receiptPage(t, code, "zh-CN", 200), k.text("number"), "已收到")
	// A supervisor finds that it was about nobody there: what the venue said does not go away.
	w.want(t, 200, "sun", "POST", "/api/v1/complaints/"+k.text("id")+"/link", object{"reason": "是邻居的纸箱"})
	shows(t, "the page of an untied complaint", w.receiptPage(t, code, "zh-CN", 200), k.text("number"))
	w.want(t, 200, "sun", "POST", "/api/v1/complaints/"+k.text("id")+"/decide", object{"verdict": "dismissed", "reason": "不是我们"})
	w.want(t, 200, "sun", "POST", "/api/v1/complaints/"+k.text("id")+"/resolve", object{"note": "帮忙收走了"})
	shows(t, "the page", w.receiptPage(t, code, "zh-CN", 200), "帮忙收走了")

	found, err := w.service.Store().Feedback.List(t.Context(), models.Filter{})
	if err != nil || len(found.Items) != 1 || found.Items[0].Dimensions == nil || *found.Items[0].Dimensions != (models.Dimensions{Empathy: 5, Reliability: 2}) {
		t.Errorf("kept of the rating: %+v, %v", found.Items, err)
	}
}

// codes: what a code that is used, foreign, expired or none does.
func codes(t *testing.T, w *world) {
	mine, foreign := w.codeOf(t, "r-one", "s-club"), w.codeOf(t, "r-far", "s-far")
	say := func(code string, body object, status int) doc {
		t.Helper()
		return w.want(t, status, "", "POST", "/api/v1/receipts/"+code+"/feedback", body)
	}
	rude := object{"kind": "complaint", "category": "rude", "text": "吵架", "rating": 1}
	first := say(mine, rude, 201)
	equal(t, "used: the same again", say(mine, rude, 200).text("complaint/number"), first.text("complaint/number"))
	equal(t, "used: other words", say(mine, with(rude, "text", "又吵"), 409).text("code"), "receipt.voiced")
	say(mine, object{"kind": "complaint", "category": "late"}, 201)
	equal(t, "used: another rating", say(mine, object{"kind": "rating", "rating": 5}, 409).text("code"), "receipt.voiced")
	equal(t, "complaints of the stop", len(w.get(t, "ma", "/api/v1/complaints").list("items")), 2)

	seen := w.want(t, 200, "", "GET", "/api/v1/receipts/"+foreign, nil)
	equal(t, "foreign: its own venue", seen.text("venue"), "远方酒吧")
	if text := seen.String(); strings.Contains(text, "夜色") || strings.Contains(text, first.text("complaint/number")) {
		t.Errorf("a foreign code shows %s", text)
	}
	k := say(foreign, rude, 201)
	equal(t, "foreign: its own depot's", w.get(t, "far-supervisor", "/api/v1/complaints").text("items/0/number"), k.text("complaint/number"))
	equal(t, "foreign: not this depot's", len(w.get(t, "sun", "/api/v1/complaints").list("items")), 2)

	w.moveTo(31 * 24 * time.Hour)
	if w.get(t, "admin", "/api/v1/runs/r-one").text("date") != today {
		t.Fatal("the day has moved")
	}
	// What was said is still open: its page stays, and takes nothing new.
	page := w.receiptPage(t, mine, "en", http.StatusOK)
	if !strings.Contains(page, first.text("complaint/number")) || strings.Contains(page, "<form") || !strings.Contains(page, "Nothing new is taken") {
		t.Errorf("closed for what is new: %s", page)
	}
	for _, c := range codeCalls(mine) {
		want := http.StatusOK
		if c.method != "GET" {
			want = http.StatusGone
		}
		equal(t, "closed for what is new: "+c.method+" "+c.path, w.do(t, c).status, want)
	}

	w.moveTo((31 + 180) * 24 * time.Hour)
	unknown := w.receiptPage(t, "0123456789abcdef0123456789abcdef", "zh-CN", http.StatusNotFound)
	equal(t, "expired: the page", w.receiptPage(t, mine, "zh-CN", http.StatusNotFound), unknown)
	for _, c := range codeCalls(mine) {
		want := http.StatusGone
		if strings.HasPrefix(c.path, "/r/") {
			want = http.StatusNotFound // to people it looks like one that never was
		}
		a := w.do(t, c)
		if a.status != want || strings.Contains(string(a.body), "夜色") {
			t.Errorf("expired: %s %s: %v", c.method, c.path, a)
		}
	}
}

// codeCalls are the ways to use a code.
func codeCalls(code string) []call {
	data, sha := picture("by code")
	return []call{
		{method: "GET", path: "/api/v1/receipts/" + code, once: true},
		{method: "POST", path: "/api/v1/receipts/" + code + "/feedback", body: object{"kind": "praise"}, once: true},
		{method: "PUT", path: "/api/v1/receipts/" + code + "/photos/" + sha, body: data, once: true, header: map[string]string{"Content-Type": "image/png"}},
		{method: "GET", path: "/r/" + code, once: true},
		{method: "POST", path: "/r/" + code, body: []byte("kind=praise"), once: true, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
	}
}

// counted is a store that counts what is asked of it.
type counted struct {
	models.Backend
	mu    sync.Mutex
	calls map[string]int
}

func (c *counted) count(op, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[op+" "+name]++
}

// take gives what was asked since the last time.
func (c *counted) take() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c.calls)) {
		out = append(out, fmt.Sprint(name, " × ", c.calls[name]))
	}
	c.calls = map[string]int{}
	return strings.Join(out, ", ")
}

func (c *counted) Insert(ctx context.Context, s *models.Spec, doc models.Document) error {
	c.count("insert", s.Name)
	return c.Backend.Insert(ctx, s, doc)
}

func (c *counted) Get(ctx context.Context, s *models.Spec, id string, doc models.Document) error {
	c.count("get", s.Name)
	return c.Backend.Get(ctx, s, id, doc)
}

func (c *counted) Replace(ctx context.Context, s *models.Spec, was int64, doc models.Document) error {
	c.count("replace", s.Name)
	return c.Backend.Replace(ctx, s, was, doc)
}

func (c *counted) List(ctx context.Context, s *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	c.count("list", s.Name)
	return c.Backend.List(ctx, s, f, each)
}

// shape is an answer without what differs from one request to the next: the date, and the request's id.
func shape(t *testing.T, a answer) string {
	t.Helper()
	header := a.header.Clone()
	id := header.Get("X-Request-Id")
	header.Del("Date")
	header.Del("X-Request-Id")
	names, _ := json.Marshal(header)
	return fmt.Sprint(a.status, string(names), string(bytes.ReplaceAll(a.body, []byte(id), []byte("ID"))))
}

// TestCodesThatAreNoneAreAllTheSame: a thousand random codes, and what is no code at all, get one answer, byte for
// byte, for the same work: one look-up. (On MongoDB a hundred: the store under test there has no index of its own.)
func TestCodesThatAreNoneAreAllTheSame(t *testing.T) {
	eachStore(t, func(t *testing.T, store open) {
		c := &counted{calls: map[string]int{}}
		w := newCast(t, func(t testing.TB) models.Backend { c.Backend = store(t); return c })
		n := 1_000
		if strings.HasSuffix(t.Name(), "/mongodb") {
			n = 100
		}
		real := w.codeOf(t, "r-one", "s-club")
		none := []string{
			"0", "-", "x", strings.ToUpper(real), real[:31], real + "0", real[:16] + "g" + real[17:], strings.Repeat("a", 500),
			"%00", real + "%00", "%7B%22$gt%22:%22%22%7D", "%27%20OR%20%271%27=%271", "..%2f..%2fetc", "%E4%B8%AD%E6%96%87", "$ne", "null",
		}
		for range n {
			b := make([]byte, 16)
			_, _ = rand.Read(b)
			none = append(none, hex.EncodeToString(b))
		}
		ways := len(codeCalls(real))
		want, work := make([]string, ways), make([]string, ways)
		c.take()
		for i, code := range none {
			w.advance(time.Second) // sixty a minute of one address are answered
			for way, ask := range codeCalls(code) {
				a := w.send(t, ask, "zh-CN")
				got, did := shape(t, a), c.take()
				if i == 0 {
					want[way], work[way] = got, did
					if a.status != http.StatusNotFound || did != "get receiptTokens × 1" {
						t.Fatalf("%s %s: %v after %s", ask.method, ask.path, a, did)
					}
				}
				if got != want[way] || did != work[way] {
					t.Fatalf("%s %s:\n got  %s\n      after %s\n want %s\n      after %s", ask.method, ask.path, got, did, want[way], work[way])
				}
			}
		}
		for range 61 {
			last := w.send(t, codeCalls(none[0])[0], "en")
			if last.status == http.StatusTooManyRequests && last.header.Get("Retry-After") != "" {
				return
			}
		}
		t.Error("one address guesses as often as it likes")
	})
}
