package handlers

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"crewcheck/models"
)

// noted is how a decoding error reads in the tables: code, then pointer code detail.
func noted(err error) string {
	var e *models.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	if len(e.Fields) == 0 {
		return e.Code + ": " + e.Text("en")
	}
	var out []string
	for _, f := range e.Fields {
		out = append(out, fmt.Sprintf("%s %s %v", f.Field, f.Code, f.Args))
	}
	return strings.Join(out, "; ")
}

func TestDecode(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { return strings.Repeat(`{"inner":`, n) + "{}" + strings.Repeat("}", n) }
	for _, tt := range []struct{ name, body, want string }{
		{"takes a whole body", `{"id":"a","at":"2026-11-03T08:30:00.000Z","on":"2026-11-03","critical":true,"answers":[{"itemId":"x","value":1.5}],"counts":{"crate":3}}`, "<nil>"},
		{"takes space around the value", " {} \r\n", "<nil>"},
		{"takes null as an absent field", `{"id":null,"answers":null,"on":null}`, "<nil>"},
		{"takes names of maps that differ in case", `{"counts":{"a":1,"A":2}}`, "<nil>"},
		{"takes a body at the deepest", deep(maxDepth), "<nil>"},
		{"refuses a body of spaces", "  ", "body.missing: The body is missing"},
		{"refuses a cut body", `{"id":"a"`, "body.syntax: The body is not JSON (at byte 9)"},
		{"refuses broken JSON", `{"id":a}`, "body.syntax: The body is not JSON (at byte 7)"},
		{"refuses a second value", `{} {}`, "body.syntax: The body is not JSON (at byte 4)"},
		{"refuses bytes that are not UTF-8", "{\"id\":\"\xff\"}", "body.syntax: The body is not JSON (at byte 8)"},
		{"refuses null", `null`, " field.type [object]"},
		{"refuses an array for an object", `[]`, " field.type [object]"},
		{"refuses a text for an object", `"x"`, " field.type [object]"},
		{"names an unknown field", `{"id":"a","colour":1}`, "/colour field.unknown []"},
		{"names an unknown field in an entry", `{"answers":[{"itemId":"a"},{"itemID2":"b"}]}`, "/answers/1/itemID2 field.unknown []"},
		{"names a wrong type in an entry", `{"answers":[{},{},{},{"value":"3"}]}`, "/answers/3/value field.type [number]"},
		{"names a wrong entry of a list", `{"answers":[{"photos":["a",7]}]}`, "/answers/0/photos/1 field.type [string]"},
		{"names an object for a list", `{"answers":{"0":{}}}`, "/answers field.type [array]"},
		{"names a text for an object", `{"answers":["x"]}`, "/answers/0 field.type [object]"},
		{"names a wrong value of a map", `{"counts":{"a/b~c":"1"}}`, "/counts/a~1b~0c field.type [integer]"},
		{"names a fraction for a whole number", `{"counts":{"a":1.5}}`, "/counts/a field.type [integer]"},
		{"names a number out of range", `{"answers":[{"value":1e999}]}`, "/answers/0/value field.type [number]"},
		{"names a text for a truth", `{"critical":"yes"}`, "/critical field.type [boolean]"},
		{"names a wrong time", `{"at":"yesterday"}`, "/at field.format [2006-01-02T15:04:05.000Z]"},
		{"names a time far away", `{"at":"1970-01-01T00:00:00Z"}`, "/at field.format [2006-01-02T15:04:05.000Z]"},
		{"names a number for a time", `{"at":5}`, "/at field.type [string]"},
		{"names everything at once", `{"id":1,"x":2,"inner":{"y":3}}`, "/id field.type [string]; /x field.unknown []; /inner/y field.unknown []"},
		{"refuses a name given twice", `{"id":"a","id":"b"}`, "/id field.duplicate [id]"},
		{"refuses a name given twice in other letters", `{"id":"a","\u0069d":"b"}`, "/id field.duplicate [id]"},
		{"refuses a name given twice in an entry", `{"answers":[{},{"itemId":"a","itemId":"b"}]}`, "/answers/1/itemId field.duplicate [itemId]"},
		{"refuses a name given twice among many", `{"counts":{` + manyNames(40) + `,"n3":1}}`, "/counts/n3 field.duplicate [n3]"},
		{"refuses a body too deep", deep(maxDepth + 1), strings.Repeat("/inner", maxDepth+1) + " field.too-many [32]"},
		{"refuses a name in other letters", `{"ID":"a","answers":[{"ItemId":"b"}]}`, "/ID field.unknown []; /answers/0/ItemId field.unknown []"},
		{"cuts a long name", `{"` + strings.Repeat("长", 99) + `":1}`, "/" + strings.Repeat("长", 64) + "… field.unknown []"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := DecodeJSON[tick]([]byte(tt.body))
			if got := noted(err); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func manyNames(n int) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`"n%d":1`, i))
	}
	return strings.Join(out, ",")
}

func TestDecodeOfRequests(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		code                    string
	}{
		{"takes a charset", "application/json; charset=UTF-8", `{"id":"a"}`, 201, ""},
		{"refuses another charset", "application/json; charset=gbk", `{}`, 415, "body.type"},
		{"refuses a form", "application/x-www-form-urlencoded", `id=a`, 415, "body.type"},
		{"refuses no type at all", "", `{}`, 415, "body.type"},
		{"misses the body", "application/json", "", 400, "body.missing"},
		{"notes every field", "application/json", `{"id":1}`, 422, "body.invalid"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "PUT", "/api/v1/ticks/a", tt.body, "Content-Type: "+tt.contentType, "Authorization: Bearer wang")
			if res.StatusCode != tt.status {
				t.Fatalf("status %d: %s", res.StatusCode, body)
			}
			if tt.code != "" && problemIn(t, res, body).Code != tt.code {
				t.Errorf("%s", body)
			}
		})
	}
}

func TestDecodeLimitsItsNotes(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 500 {
		names = append(names, fmt.Sprintf(`"x%d":1`, i))
	}
	_, err := DecodeJSON[tick]([]byte("{" + strings.Join(names, ",") + "}"))
	var e *models.Error
	if !errors.As(err, &e) || len(e.Fields) != maxFieldNotes {
		t.Errorf("%d notes", len(e.Fields))
	}
}

// FuzzDecode: whatever comes, Decode does not panic, answers with a 4xx that names
// what is wrong, and both ways of reading take the same bodies for the same values.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"id":"a","at":"2026-11-03T08:30:00.000Z","answers":[{"itemId":"x","value":1.5}]}`, `{"inner":{"inner":{}}}`,
		`{"id":"a","id":"b"}`, `{"at":"x"}`, `[[[[`, `{"counts":{"a":1e3}}`, `nul`, "\xff", `{"\ud800":1}`, `{} {}`, `{"a\\":"\""}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read, err := DecodeJSON[tick](data)
		var slow tick
		if slowErr := decodeAndLocate(data, &slow); noted(slowErr) != noted(err) || err == nil && !reflect.DeepEqual(read, slow) {
			t.Fatalf("%s\nread as %+v, %v\nthen as %+v, %v", data, read, err, slow, slowErr)
		}
		if err == nil {
			return
		}
		var e *models.Error
		if !errors.As(err, &e) {
			t.Fatalf("%v is no *models.Error", err)
		}
		if k := int(e.Kind()); k < 400 || k > 499 {
			t.Fatalf("%v has status %d", err, k)
		}
		if e.Code == "body.invalid" && len(e.Fields) == 0 {
			t.Fatalf("%v names nothing", err)
		}
		for _, lang := range []string{zhCN, en} {
			for _, pf := range newProblem(e, lang, "").Errors {
				if strings.Contains(pf.Detail, "%!") {
					t.Fatalf("unfilled: %s", pf.Detail)
				}
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	var answers []string
	for i := range 24 {
		answers = append(answers, fmt.Sprintf(`{"itemId":"stop.%d.bottles","value":%d,"photos":["%064d"]}`, i, i, i))
	}
	data := []byte(`{"id":"a","at":"2026-11-03T08:30:00.000Z","critical":true,"answers":[` + strings.Join(answers, ",") + `]}`)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := DecodeJSON[tick](data); err != nil {
			b.Fatal(err)
		}
	}
}
