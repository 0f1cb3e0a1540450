package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"crewcheck/handlers"
	"crewcheck/models"
)

// The fuzz targets send whatever comes to the live server on SQLite: it may refuse, it may accept, but it answers
// below 500, and every refusal is as complete as the harness asks. A panic is a 500 here; the log is shown.

// fuzzWorld is a cast whose clock runs, so that tokens are refreshed and caches forget.
func fuzzWorld(f *testing.F) *world {
	f.Helper()
	w := newCast(f, openSQLite)
	w.handIn(f, "li", "known", check("return-bottles", "r-one", "s-club", "li", 0))
	return w
}

// fuzz sends one fuzzed request.
func (w *world) fuzz(t *testing.T, c call) answer {
	t.Helper()
	w.advance(time.Second)
	c.once = true
	a := w.do(t, c)
	if text := w.log.take(); text != "" {
		t.Errorf("the log: %s", text)
	}
	return a
}

// bodies are what a target starts from: a fuzzed request is one of them with the value at one place replaced, taken
// away, or, at place nought, the value alone.
type bodies []object

// values are worth trying at any place.
var values = []string{
	``, `null`, `[]`, `{}`, `{`, `{"a":1}`, `""`, `"\u0000"`, "\"\xff\"", `0`, `-1`, `1e999`, `1.5`, `9223372036854775808`, `true`, `[null]`, `[[]]`,
	`"2000-01-01T00:00:00Z"`, `"2199-12-31T23:59:59.999Z"`, `"2199-12-31"`, `"2000-01-01"`, `"9999-99-99"`, `"r-far"`, `"s-two"`, `"v-far"`, `"u-li"`, `"fail"`, `"na"`,
}

func (b bodies) seed(f *testing.F) {
	f.Helper()
	for which, body := range b {
		places := len(placesOf(b.decoded(f, body), nil))
		for place := range places + 1 {
			f.Add(uint8(which), uint16(place), []byte(values[(which+place)%len(values)]))
		}
		for i, v := range values {
			f.Add(uint8(which), uint16(i*7%(places+1)), []byte(v))
		}
	}
}

func (b bodies) decoded(t testing.TB, body object) any {
	t.Helper()
	data, _ := encode(t, body)
	return read(t, data).value
}

// placesOf lists every place of a JSON value: how to set it.
func placesOf(v any, set func(any)) []func(any) {
	var out []func(any)
	if set != nil {
		out = append(out, set)
	}
	switch x := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			out = append(out, placesOf(x[name], func(v any) {
				if x[name] = v; v == nil {
					delete(x, name)
				}
			})...)
		}
	case []any:
		for i := range x {
			out = append(out, placesOf(x[i], func(v any) { x[i] = v })...)
		}
	}
	return out
}

// make is the body of one request.
func (b bodies) make(t *testing.T, which uint8, place uint16, value []byte) []byte {
	if place == 0 {
		return value
	}
	v := b.decoded(t, b[int(which)%len(b)])
	places := placesOf(v, nil)
	set := places[int(place-1)%len(places)]
	switch {
	case len(value) == 0:
		set(nil)
	case json.Valid(value):
		set(json.RawMessage(value))
	default:
		set(string(value))
	}
	data, _ := encode(t, v)
	return data
}

func FuzzCheckBody(f *testing.F) {
	from := bodies{
		check("pre-trip", "r-one", "", "li", 0), check("day-close", "r-one", "", "wang", 0),
		with(check("conduct", "r-one", "s-club", "wang", 0), "location", object{"lat": 28.2, "lon": 112.9, "accuracyM": 5}, "supersedes", uuid("known")),
	}
	for _, list := range []string{"fifo-stocking", "return-bottles", "delivery-receipt", "conduct"} {
		from = append(from, check(list, "r-one", "s-club", "li", 0))
	}
	from.seed(f)
	w := fuzzWorld(f)
	n := 0
	f.Fuzz(func(t *testing.T, which uint8, place uint16, value []byte) {
		n++
		body := from.make(t, which, place, value)
		c := call{who: "li", method: "PUT", path: "/api/v1/checks/" + uuid(fmt.Sprint(n%500)), body: body} // keeps the store small
		a := w.fuzz(t, c)
		if a.status != http.StatusCreated {
			return
		}
		if again := w.fuzz(t, c); again.status != http.StatusOK || !bytes.Equal(again.body, a.body) {
			t.Errorf("the same again: %v\nfirst: %v", again, a)
		}
		if n%20 == 0 {
			w.fuzz(t, call{who: "li", method: "GET", path: "/api/v1/checks?limit=200"})
			if _, err := w.service.WorkOutPending(t.Context(), true); err != nil {
				t.Errorf("the day cannot be worked out: %v", err)
			}
			w.fuzz(t, call{who: "li", method: "GET", path: "/api/v1/crews/c-one/score"})
		}
	})
}

func FuzzComplaintBody(f *testing.F) {
	base := with(complaint(club, "bottles-refused"), "severity", "minor", "about", []string{"porter"}, "source", "visit", "photos", []string{hexSum(nil)})
	from := bodies{
		base, with(base, "occurredAt", iso(0)), with(base, "occurredOn", today), with(base, "occurredFrom", iso(0), "occurredTo", iso(time.Hour)),
		with(base, "receiptNumber", "R 1"), with(base, "stopId", "s-club"),
	}
	from.seed(f)
	w := fuzzWorld(f)
	n := 0
	f.Fuzz(func(t *testing.T, which uint8, place uint16, value []byte) {
		n++
		key := map[string]string{"Idempotency-Key": fmt.Sprint("fuzz", n%200)} // keeps the store small
		a := w.fuzz(t, call{who: "chen", method: "POST", path: "/api/v1/complaints", body: from.make(t, which, place, value), header: key})
		if a.status != http.StatusCreated {
			return
		}
		at := "/api/v1/complaints/" + read(t, a.body).text("id")
		for _, path := range []string{at, at + "/clock", "/api/v1/complaints"} {
			if got := w.fuzz(t, call{who: "chen", method: "GET", path: path}); got.status != http.StatusOK {
				t.Errorf("filed and gone: %v", got)
			}
		}
	})
}

func FuzzSyncBody(f *testing.F) {
	from := bodies{
		{"checks": []object{entry("one", check("fifo-stocking", "r-one", "s-club", "li", 0))}, "clientNow": iso(0)},
		{"stops": []object{{"runId": "r-one", "stopId": "s-club", "status": "failed", "reason": "x", "at": iso(0), "sentAt": iso(0)}}},
		{"messages": []object{{"id": uuid("m"), "runId": "r-one", "stopId": "s-club", "memberId": "u-li", "text": "x", "recordedAt": iso(0)}}},
		{"checks": []any{nil, 1, "x"}, "stops": []any{nil, object{"stopId": 1}}, "messages": []any{object{"id": 1}}},
	}
	from.seed(f)
	w := fuzzWorld(f)
	f.Fuzz(func(t *testing.T, which uint8, place uint16, value []byte) {
		a := w.fuzz(t, call{who: "li", method: "POST", path: "/api/v1/sync", body: from.make(t, which, place, value)})
		if a.status != http.StatusOK {
			return
		}
		d := read(t, a.body)
		for _, of := range []string{"checks", "stops", "messages"} {
			for _, r := range d.list(of) {
				if s := r.number("status"); s < 200 || s >= 500 {
					t.Errorf("an entry ends with %v: %s", s, r)
				}
			}
		}
		if day := w.fuzz(t, call{who: "li", method: "GET", path: "/api/v1/today"}); day.status != http.StatusOK {
			t.Errorf("the day is gone: %v", day)
		}
	})
}

func FuzzCursor(f *testing.F) {
	lists := []string{"users", "crews", "products", "venues", "runs", "complaints", "checks", "messages", "receipts", "exemptions", "depots"}
	f.Add(uint8(0), "")
	for i, list := range lists {
		for _, k := range []models.Key{{}, {Time: iso(0), ID: "x"}, {Time: today, ID: "\u4e2d"}, {Time: "￿", ID: " "}} {
			f.Add(uint8(i), handlers.EncodeCursor(list, k))
		}
	}
	w := fuzzWorld(f)
	f.Fuzz(func(t *testing.T, list uint8, cursor string) {
		path := "/api/v1/" + lists[int(list)%len(lists)] + "?limit=2&cursor=" + url.QueryEscape(cursor)
		a := w.fuzz(t, call{who: "sun", method: "GET", path: path})
		if a.status != http.StatusOK && a.status != http.StatusBadRequest {
			t.Errorf("a cursor ends with %v", a)
		}
	})
}
