package handlers

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	sick, _ := newTestServer(t, func(c *Config) {
		c.Ready = func(context.Context) error { return errors.New("disk full at /data") }
	})
	well, _ := newTestServer(t, nil)
	if res, body := call(t, sick, "GET", "/healthz", ""); res.StatusCode != 200 || !strings.Contains(body, "9.8.7") {
		t.Errorf("alive though not ready: %d %s", res.StatusCode, body)
	}
	if res, body := call(t, well, "GET", "/readyz", ""); res.StatusCode != 200 {
		t.Error(body)
	}
	res, body := call(t, sick, "GET", "/readyz", "")
	if p := problemIn(t, res, body); p.Code != "store.unavailable" || strings.Contains(body, "/data") || res.Header.Get("Retry-After") == "" {
		t.Errorf("%s %v", body, res.Header)
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	call(t, s, "GET", "/api/v1/ticks/secret-id", "")
	call(t, s, "GET", "/no/such/secret-path", "")
	call(t, s, "BREW", "/api/v1/day", "")
	res, body := call(t, s, "GET", "/metrics", "")
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	for _, want := range []string{
		`crewcheck_http_requests_total{method="GET",route="/api/v1/ticks/:id",status="200"} 1`,
		`crewcheck_http_requests_total{method="GET",route="none",status="404"} 1`,
		`crewcheck_http_request_seconds_count{route="/api/v1/ticks/:id"} 1`,
		`crewcheck_http_requests_in_flight 1`, `go_goroutines`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %s", want)
		}
	}
	if strings.Contains(body, "secret") || strings.Contains(body, "BREW") {
		t.Error("labels come from callers")
	}
}
