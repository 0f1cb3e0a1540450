package handlers

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAccess(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	for _, tt := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		code                     string
	}{
		{"lets a driver in", "PUT", "/api/v1/ticks/a", `{"id":"a"}`, []string{json1, "Authorization: Bearer wang"}, 201, ""},
		{"reads the scheme in any case", "PUT", "/api/v1/ticks/a", `{"id":"a"}`, []string{json1, "Authorization: bearer wang"}, 201, ""},
		{"sends a guest to log in", "PUT", "/api/v1/ticks/a", `{}`, []string{json1}, 401, "auth.missing"},
		{"refuses an empty token", "PUT", "/api/v1/ticks/a", `{}`, []string{json1, "Authorization: Bearer "}, 401, "auth.missing"},
		{"refuses another scheme", "PUT", "/api/v1/ticks/a", `{}`, []string{json1, "Authorization: Basic d2FuZw=="}, 401, "auth.missing"},
		{"refuses a stranger", "PUT", "/api/v1/ticks/a", `{}`, []string{json1, "Authorization: Bearer eve"}, 401, "auth.invalid"},
		{"refuses a supervisor where crews work", "PUT", "/api/v1/ticks/a", `{}`, []string{json1, "Authorization: Bearer hu"}, 403, "auth.forbidden"},
		{"lets any logged-in user in without roles", "GET", "/api/v1/who", "", []string{"Authorization: Bearer hu"}, 200, ""},
		{"knows no unknown path", "GET", "/api/v2/ticks", "", nil, 404, "route.missing"},
		{"is exact about case", "GET", "/API/v1/ticks", "", nil, 404, "route.missing"},
		{"names the method it does not take", "DELETE", "/api/v1/ticks", "", nil, 405, "route.method"},
		{"survives a method nobody knows", "BREW", "/api/v1/ticks", "", nil, 405, "route.method"},
		{"answers OPTIONS without CORS", "OPTIONS", "/api/v1/ticks", "", []string{"Origin: https://evil.example"}, 405, "route.method"},
		{"refuses an id that can be none", "PUT", "/api/v1/ticks/a%20b", `{}`, []string{json1, "Authorization: Bearer wang"}, 404, "record.missing"},
		{"refuses packed bodies", "PUT", "/api/v1/ticks/a", `{}`, []string{json1, "Content-Encoding: gzip", "Authorization: Bearer wang"}, 415, "body.encoding"},
		{"takes identity as no packing", "PUT", "/api/v1/ticks/a", `{}`, []string{json1, "Content-Encoding: identity", "Authorization: Bearer wang"}, 201, ""},
		{"takes a larger body where the route says so", "PUT", "/api/v1/photos/x", strings.Repeat("x", 600<<10), []string{"Content-Type: image/png"}, 204, ""},
		{"refuses another type of photo", "PUT", "/api/v1/photos/x", "x", []string{"Content-Type: image/gif"}, 415, "body.type"},
		{"misses the photo", "PUT", "/api/v1/photos/x", "", []string{"Content-Type: image/png"}, 400, "body.missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, tt.method, tt.path, tt.body, tt.header...)
			if res.StatusCode != tt.status {
				t.Fatalf("status %d, want %d: %s", res.StatusCode, tt.status, body)
			}
			if tt.code == "" {
				return
			}
			if p := problemIn(t, res, body); p.Code != tt.code {
				t.Errorf("code %s, want %s", p.Code, tt.code)
			}
			if p := problemIn(t, res, body); tt.status == 401 && (len(p.Errors) != 1 || p.Errors[0].Pointer != "Authorization") {
				t.Errorf("names no header: %+v", p)
			}
			if got := res.Header.Get("WWW-Authenticate"); (got == "Bearer") != (tt.status == 401) {
				t.Errorf("WWW-Authenticate %q at %d", got, tt.status)
			}
			if tt.status == 405 && !strings.Contains(res.Header.Get("Allow"), "GET") {
				t.Errorf("Allow %q", res.Header.Get("Allow"))
			}
			if res.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("CORS")
			}
		})
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	res, body := call(t, s, "HEAD", "/api/v1/ticks/a", "")
	if res.StatusCode != 200 || body != "" || res.Header.Get("ETag") != `"5"` {
		t.Errorf("%d %q %v", res.StatusCode, body, res.Header)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, func(c *Config) { c.TLS = true })
	res, _ := call(t, s, "GET", "/api/v1/ticks/a", "")
	for name, want := range map[string]string{
		"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Strict-Transport-Security": "max-age=31536000", "Server": "",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestMistakesInTheTable(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"a route without a name":   {Routes: []Route{{Method: "GET", Path: "/x", Handle: serveHealth}}},
		"a code that is no code":   {Routes: []Route{{Method: "GET", Path: "/x", Name: "x", Problems: []string{"x.y"}, Handle: serveHealth}}},
		"a proxy that is no proxy": {TrustedProxies: []string{"the-proxy"}},
		"a path without a slash":   {Routes: []Route{{Method: "GET", Path: "x", Name: "x", Handle: serveHealth}}},
	} {
		t.Run("panics at "+name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			New(cfg)
		})
	}
}

func TestSamePath(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, path string
		want          bool
	}{
		{"/a/:id", "/a/b", true},
		{"/a/:id", "/a/", false},
		{"/a/:id", "/a/b/c", false},
		{"/a/:id/c", "/a/b/c", true},
		{"/a/:id/c", "/a/b", false},
		{"/a", "/b", false},
		{"/", "/", true},
	} {
		if got := samePath(tt.pattern, tt.path); got != tt.want {
			t.Errorf("%s for %s: %v", tt.pattern, tt.path, got)
		}
	}
}

// start serves on a free port until the test ends.
func start(t *testing.T, s *Server) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Listen(ln) }()
	t.Cleanup(func() { _ = s.Shutdown(context.Background()) })
	return "http://" + ln.Addr().String()
}

func TestShutdown(t *testing.T) {
	t.Parallel()
	t.Run("answers what was accepted", func(t *testing.T) {
		t.Parallel()
		entered, leave := make(chan struct{}), make(chan struct{})
		s, _ := newTestServer(t, func(c *Config) {
			c.Timeout = time.Minute
			c.Routes = append(c.Routes, Route{Method: "GET", Path: "/api/v1/held", Name: "getHeld", Public: true, Handle: func(r *Request) error {
				close(entered)
				<-leave
				return r.OK(r.Context().Err() == nil)
			}})
		})
		url := start(t, s)
		answer := make(chan string, 1)
		go func() {
			res, err := http.Get(url + "/api/v1/held")
			if err != nil {
				answer <- err.Error()
				return
			}
			defer res.Body.Close()
			b, _ := io.ReadAll(res.Body)
			answer <- string(b)
		}()
		<-entered
		done := make(chan error, 1)
		go func() { done <- s.Shutdown(context.Background()) }()
		<-s.streams.Done() // the shutdown has begun
		close(leave)
		if got := <-answer; got != "true" {
			t.Errorf("answer %q", got)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, err := http.Get(url + "/healthz"); err == nil {
			t.Error("still takes requests")
		}
	})
	t.Run("ends streams", func(t *testing.T) {
		t.Parallel()
		entered := make(chan struct{})
		s, _ := newTestServer(t, func(c *Config) {
			c.Routes = append(c.Routes, Route{Method: "GET", Path: "/api/v1/events", Name: "getEvents", Public: true, Stream: true, Handle: func(r *Request) error {
				if _, ok := r.Context().Deadline(); ok {
					t.Error("a stream has a deadline")
				}
				close(entered)
				<-r.Context().Done()
				return r.Send(204, nil)
			}})
		})
		url := start(t, s)
		go func() {
			<-entered
			_ = s.Shutdown(context.Background())
		}()
		res, err := http.Get(url + "/api/v1/events")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 204 {
			t.Error(res.Status)
		}
	})
	t.Run("cancels what does not end in time", func(t *testing.T) {
		t.Parallel()
		entered, cancelled := make(chan struct{}), make(chan struct{})
		s, _ := newTestServer(t, func(c *Config) {
			c.Timeout = time.Minute
			c.Routes = append(c.Routes, Route{Method: "GET", Path: "/api/v1/stuck", Name: "getStuck", Public: true, Handle: func(r *Request) error {
				close(entered)
				<-r.Context().Done()
				close(cancelled)
				return r.Context().Err()
			}})
		})
		url := start(t, s)
		go func() {
			if res, err := http.Get(url + "/api/v1/stuck"); err == nil {
				res.Body.Close()
			}
		}()
		<-entered
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Shutdown(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		<-cancelled
	})
}

func TestOversizedRequests(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	url := start(t, s)
	t.Run("refuses a header block without bounds", func(t *testing.T) {
		req, _ := http.NewRequest("GET", url+"/healthz", nil)
		req.Header.Set("X-Long", strings.Repeat("x", 20<<10))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		if p := problemIn(t, res, string(b)); p.Code != "header.invalid" {
			t.Errorf("%+v", p)
		}
	})
	for path, limit := range map[string]string{"/api/v1/ticks/a": "4096", "/api/v1/photos/x": "1048576", "/nowhere": "262144"} {
		t.Run("refuses a body above the limit of "+path, func(t *testing.T) {
			text := exchange(t, url, "PUT "+path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n")
			if !strings.Contains(text, " 413 ") || !strings.Contains(text, "body.too-large") || !strings.Contains(text, limit) {
				t.Error(text)
			}
		})
	}
	t.Run("answers garbage with a problem", func(t *testing.T) {
		if text := exchange(t, url, "GET\r\n\r\n"); !strings.Contains(text, " 400 ") || !strings.Contains(text, "header.invalid") {
			t.Error(text)
		}
	})
}

// exchange writes raw bytes to the server and reads until it closes.
func exchange(t *testing.T, url, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, request)
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	b, _ := io.ReadAll(conn)
	return string(b)
}

// TestTooLargeIsAnswered: whoever sends too much reads why, though the server stops listening early.
func TestTooLargeIsAnswered(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Listen(ln) }()
	t.Cleanup(func() { _ = s.Shutdown(context.Background()) })
	for _, size := range []int{defaultMaxBody + 1, 2 * defaultMaxBody, 4 << 20} {
		for range 4 {
			req, err := http.NewRequest("PUT", "http://"+ln.Addr().String()+"/api/v1/ticks/a", strings.NewReader(strings.Repeat(" ", size)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer wang")
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatalf("%d bytes: %v", size, err)
			}
			_ = res.Body.Close()
			if res.StatusCode != 413 {
				t.Fatalf("%d bytes: %s", size, res.Status)
			}
		}
	}
}
