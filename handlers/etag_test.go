package handlers

import "testing"

func TestETag(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	res, _ := call(t, s, "GET", "/api/v1/day", "")
	day := res.Header.Get("ETag")
	for _, tt := range []struct {
		name, path, given string
		status            int
	}{
		{"sends what the caller does not have", "/api/v1/ticks/a", `"4"`, 200},
		{"spares what the caller has", "/api/v1/ticks/a", `"5"`, 304},
		{"finds it among others", "/api/v1/ticks/a", `"4", W/"5"`, 304},
		{"takes a star", "/api/v1/ticks/a", `*`, 304},
		{"spares content the caller has", "/api/v1/day", day, 304},
		{"sends changed content", "/api/v1/day", `"other"`, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "GET", tt.path, "", "If-None-Match: "+tt.given)
			if res.StatusCode != tt.status || res.Header.Get("ETag") == "" || (body == "") != (tt.status == 304) {
				t.Errorf("%d %v %q", res.StatusCode, res.Header, body)
			}
		})
	}
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	for _, tt := range []struct{ name, given, want string }{
		{"does without", "", `[0,false,false]`},
		{"reads a version", `"5"`, `[5,true,false]`},
		{"reads a star", `*`, `[0,true,true]`},
		{"refuses a weak tag", `W/"5"`, "header.invalid"},
		{"refuses a bare number", `5`, "header.invalid"},
		{"refuses two tags", `"5", "6"`, "header.invalid"},
		{"refuses version 0", `"0"`, "header.invalid"},
		{"refuses a leading zero", `"05"`, "header.invalid"},
		{"refuses a huge number", `"99999999999999999999"`, "header.invalid"},
		{"refuses another's tag", `"abc"`, "header.invalid"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "GET", "/api/v1/if-match", "", "If-Match: "+tt.given)
			if res.StatusCode != 200 {
				body = problemIn(t, res, body).Code
			}
			if body != tt.want {
				t.Errorf("%s, want %s", body, tt.want)
			}
		})
	}
}
