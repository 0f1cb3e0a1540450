package handlers

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crewcheck/models"
)

func TestQuery(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	for _, tt := range []struct {
		name, query string
		status      int
		want        string // code and names, or a piece of the answer
	}{
		{"fills in the default limit", "", 200, `"Limit":50`},
		{"reads every kind", "?limit=200&venueId=v1&from=2026-11-03&since=2026-11-03T08:00:00Z&status=open,closed&late=false&text=%E5%95%A4", 200, `"Status":["open","closed"]`},
		{"reads a repeated list", "?status=open&status=closed", 200, `"Status":["open","closed"]`},
		{"refuses limit 0", "?limit=0", 400, "parameter.invalid limit"},
		{"refuses limit 201", "?limit=201", 400, "parameter.invalid limit"},
		{"refuses a limit that is no number", "?limit=ten", 400, "parameter.invalid limit"},
		{"refuses an empty limit", "?limit=", 400, "parameter.invalid limit"},
		{"refuses a limit given twice", "?limit=1&limit=2", 400, "parameter.invalid limit"},
		{"refuses a day that does not exist", "?from=2026-02-30", 400, "parameter.invalid from"},
		{"refuses a time without a zone", "?since=2026-11-03T08:00:00", 400, "parameter.invalid since"},
		{"refuses an id that can be none", "?venueId=a%2Fb", 400, "parameter.invalid venueId"},
		{"refuses a state that is none", "?status=open,ajar", 400, "parameter.invalid status"},
		{"refuses a truth that is none", "?late=1", 400, "parameter.invalid late"},
		{"refuses bytes that are not UTF-8", "?text=%ff", 400, "parameter.invalid text"},
		{"refuses NUL", "?text=a%00b", 400, "parameter.invalid text"},
		{"refuses a long text", "?text=" + strings.Repeat("a", 21), 400, "parameter.invalid text"},
		{"counts characters, not bytes", "?text=" + strings.Repeat("%E5%95%A4", 20), 200, "啤"},
		{"refuses too many values", "?status=" + strings.Repeat("open,", 100) + "open", 400, "parameter.invalid status"},
		{"names everything that is wrong", "?limit=0&from=x", 400, "parameter.invalid limit from"},
		{"refuses a parameter nobody knows", "?venueID=v1", 400, "parameter.unknown venueID"},
		{"names all unknown ones", "?b=1&a=2", 400, "parameter.unknown a b"},
		{"refuses a cursor that is none", "?cursor=abc", 400, "cursor.invalid cursor"},
		{"refuses another list's cursor", "?cursor=" + EncodeCursor("checks", models.Key{ID: "x"}), 400, "cursor.invalid cursor"},
		{"takes its own cursor", "?cursor=" + EncodeCursor("ticks", models.Key{Time: "t", ID: "x"}), 200, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "GET", "/api/v1/ticks"+tt.query, "")
			if res.StatusCode != tt.status {
				t.Fatalf("status %d: %s", res.StatusCode, body)
			}
			got := body
			if tt.status >= 400 {
				p := problemIn(t, res, body)
				got = p.Code
				for _, f := range p.Errors {
					got += " " + f.Pointer
				}
				if got != tt.want {
					t.Errorf("%s, want %s", got, tt.want)
				}
			} else if !strings.Contains(got, tt.want) {
				t.Errorf("%s lacks %s", got, tt.want)
			}
		})
	}
	t.Run("refuses parameters where there are none", func(t *testing.T) {
		t.Parallel()
		res, body := call(t, s, "GET", "/api/v1/day?date=2026-11-03", "")
		if res.StatusCode != 400 || problemIn(t, res, body).Code != "parameter.unknown" {
			t.Error(body)
		}
	})
	t.Run("spares pages, messengers append theirs", func(t *testing.T) {
		t.Parallel()
		if res, body := call(t, s, "GET", "/docs?from=singlemessage", ""); res.StatusCode != 200 {
			t.Error(body)
		}
	})
}

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[^\x00]{0,40}`)
		k := models.Key{Time: text.Draw(rt, "time"), ID: text.Draw(rt, "id")}
		got, err := DecodeCursor("checks", EncodeCursor("checks", k))
		if err != nil || got != k {
			rt.Fatalf("%v became %v, %v", k, got, err)
		}
	})
}

func TestListLeavesOutNextOnTheLastPage(t *testing.T) {
	t.Parallel()
	b, _ := json.Marshal(List[int]{Items: []int{}})
	if string(b) != `{"items":[]}` {
		t.Errorf("%s", b)
	}
}

// FuzzCursor: no text makes DecodeCursor panic, and what it takes is exactly what
// EncodeCursor writes.
func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add("AAAA")
	f.Add(EncodeCursor("checks", models.Key{Time: "2026-11-03T08:00:00.000Z", ID: "a"}))
	f.Fuzz(func(t *testing.T, text string) {
		k, err := DecodeCursor("checks", text)
		switch {
		case err == nil && EncodeCursor("checks", k) != text:
			t.Fatalf("%q is not what %v makes", text, k)
		case err != nil && !models.IsCode(err, "cursor.invalid"):
			t.Fatal(err)
		}
	})
}
