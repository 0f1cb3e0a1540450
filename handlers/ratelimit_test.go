package handlers

import (
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// handClock is a clock that tests turn by hand.
type handClock struct {
	mu sync.Mutex
	at time.Time
}

func newHandClock() *handClock { return &handClock{at: time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC)} }

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	s, _ := newTestServer(t, func(c *Config) { c.Now, c.RateLimit = clock.now, 3 })
	get := func(path string, header ...string) (int, string) {
		res, body := call(t, s, "GET", path, "", header...)
		if res.StatusCode == 429 && problemIn(t, res, body).Code != "rate.limited" {
			t.Error(body)
		}
		return res.StatusCode, res.Header.Get("Retry-After")
	}
	for range 2 {
		if status, _ := get("/api/v1/few"); status != 200 {
			t.Fatal(status)
		}
	}
	if status, retry := get("/api/v1/few"); status != 429 || retry != "30" {
		t.Errorf("third call: %d, retry %q", status, retry)
	}
	if status, _ := get("/api/v1/day"); status != 200 {
		t.Errorf("another route is counted apart: %d", status)
	}
	clock.turn(30 * time.Second)
	if status, _ := get("/api/v1/few"); status != 200 {
		t.Errorf("after the wait: %d", status)
	}
	for range 3 {
		get("/api/v1/who", "Authorization: Bearer wang")
	}
	if status, _ := get("/api/v1/who", "Authorization: Bearer wang"); status != 429 {
		t.Errorf("fourth call of one user: %d", status)
	}
	if status, _ := get("/api/v1/who", "Authorization: Bearer hu"); status != 200 {
		t.Errorf("another user: %d", status)
	}
	for range 10 {
		get("/api/v1/who", "Authorization: Bearer guess")
	}
	if status, _ := get("/api/v1/who", "Authorization: Bearer guess"); status != 429 {
		t.Errorf("guessing tokens: %d", status)
	}
	for range 10 {
		if status, _ := get("/healthz"); status != 200 {
			t.Errorf("health is not limited: %d", status)
		}
	}
}

func TestLimiterIsBounded(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	l := newLimiter(clock.now, 100)
	for i := range 1000 {
		l.take(fmt.Sprint(i), 60)
		if len(l.buckets) > 100 {
			t.Fatalf("%d buckets", len(l.buckets))
		}
	}
	clock.turn(time.Minute)
	l.take("after", 60)
	clock.turn(-time.Hour)
	if wait := l.take("after", 60); wait > time.Minute {
		t.Errorf("a clock that goes back makes wait %v", wait)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		trusted   []string
		forwarded string
		want      string
	}{
		{"does not believe a stranger", nil, "203.0.113.7", "0.0.0.0"},
		{"believes a trusted proxy", []string{"0.0.0.0"}, "203.0.113.7", "203.0.113.7"},
		{"reads from the right", []string{"0.0.0.0"}, "10.9.9.9, 203.0.113.7", "203.0.113.7"},
		{"goes through several proxies of ours", []string{"0.0.0.0", "10.0.0.0/8"}, "6.6.6.6, 203.0.113.7, 10.1.2.3", "203.0.113.7"},
		{"stops at garbage", []string{"0.0.0.0"}, "203.0.113.7, unknown", "0.0.0.0"},
		{"knows IPv6", []string{"0.0.0.0"}, "2001:db8::1", "2001:db8::1"},
		{"does without the header", []string{"0.0.0.0"}, "", "0.0.0.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, _ := newTestServer(t, func(c *Config) { c.TrustedProxies = tt.trusted })
			req := httptest.NewRequest("GET", "/api/v1/few", nil)
			if tt.forwarded != "" {
				req.Header.Set("X-Forwarded-For", tt.forwarded)
			}
			res, err := s.App().Test(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			buf := make([]byte, 100)
			n, _ := res.Body.Read(buf)
			if got := string(buf[:n]); got != `"`+tt.want+`"` {
				t.Errorf("%s", got)
			}
		})
	}
}
