package handlers

import (
	"strings"
	"testing"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	s, book := newTestServer(t, func(c *Config) { c.NewID = func() string { return "made-here" } })
	for _, tt := range []struct{ name, given, want string }{
		{"makes one when none is given", "", "made-here"},
		{"takes a sane one", "phone-42.try_3", "phone-42.try_3"},
		{"makes one when the given is too short", "x", "made-here"},
		{"makes one when the given is too long", strings.Repeat("x", 65), "made-here"},
		{"makes one when the given would break the log", "abcdefgh level=ERROR", "made-here"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, _ := call(t, s, "GET", "/api/v1/day", "", "X-Request-Id: "+tt.given)
			if got := res.Header.Get("X-Request-Id"); got != tt.want {
				t.Errorf("%q", got)
			}
			if !strings.Contains(book.String(), "requestId="+tt.want) {
				t.Errorf("log: %s", book)
			}
		})
	}
}

func TestLogKeepsSecrets(t *testing.T) {
	t.Parallel()
	s, book := newTestServer(t, nil)
	call(t, s, "GET", "/api/v1/ticks/13800138000?text=geheim", "")
	call(t, s, "PUT", "/api/v1/ticks/a", `{"id":"inhalt"}`, json1, "Authorization: Bearer wang")
	call(t, s, "GET", "/r/0123456789abcdef", "")
	call(t, s, "GET", "/healthz", "")
	log := book.String()
	for _, secret := range []string{"13800138000", "geheim", "inhalt", "Bearer", "0123456789abcdef", "/healthz"} {
		if strings.Contains(log, secret) {
			t.Errorf("log holds %q: %s", secret, log)
		}
	}
	for _, want := range []string{"route=/api/v1/ticks/:id", "status=201", "userId=wang", "method=PUT", "route=none"} {
		if !strings.Contains(log, want) {
			t.Errorf("log lacks %q: %s", want, log)
		}
	}
}
