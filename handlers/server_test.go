package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"crewcheck/models"
)

// tick is a small body with every shape that bodies have.
type tick struct {
	ID      string         `json:"id"`
	At      models.Time    `json:"at"`
	On      *models.Date   `json:"on,omitempty"`
	Critic  bool           `json:"critical"`
	Answers []tickAnswer   `json:"answers,omitempty"`
	Counts  map[string]int `json:"counts,omitempty"`
	Inner   *tick          `json:"inner,omitempty"`
}

type tickAnswer struct {
	ItemID string   `json:"itemId"`
	Value  *float64 `json:"value,omitempty"`
	Photos []string `json:"photos,omitempty"`
}

type tickQuery struct {
	Page
	VenueID string       `query:"venueId"`
	From    models.Date  `query:"from"`
	Since   *models.Time `query:"since"`
	Status  []string     `query:"status" enum:"open,closed"`
	Late    *bool        `query:"late"`
	Text    string       `query:"text" maxLength:"20"`
}

// The cast: bearer tokens are their names.
var cast = map[string]models.Caller{
	"wang": {UserID: "wang", Roles: []models.Role{models.Driver}},
	"hu":   {UserID: "hu", Roles: []models.Role{models.Supervisor}},
}

func testAuthenticate(ctx context.Context, bearer string) (models.Caller, error) {
	if c, ok := cast[bearer]; ok {
		return c, ctx.Err()
	}
	return models.Caller{}, models.E("auth.invalid", "Authorization")
}

// testRoutes has one route for each thing that the server does for routes.
func testRoutes() []Route {
	get := func(path, name string, h func(*Request) error) Route {
		return Route{
			Method: "GET", Path: path, Name: name, Summary: name, Tag: "test", Public: true, Handle: h,
			Answers: map[int]any{200: tick{}},
		}
	}
	fails := func(name string, err error) Route {
		return get("/api/v1/fails/"+name, "fails"+name, func(*Request) error { return err })
	}
	list := get("/api/v1/ticks", "listTicks", func(r *Request) error {
		q, err := DecodeQuery[tickQuery](r)
		if err != nil {
			return err
		}
		if _, err := q.After("ticks"); err != nil {
			return err
		}
		return r.OK(q)
	})
	list.Query, list.Answers = tickQuery{}, map[int]any{200: List[tick]{}}
	put := Route{
		Method: "PUT", Path: "/api/v1/ticks/:id", Name: "putTick", Summary: "Stores a tick", Tag: "test",
		Who: []models.Role{models.Driver, models.Porter}, Body: tick{}, Answers: map[int]any{200: tick{}, 201: tick{}},
		Problems: []string{"check.conflict"}, MaxBody: 4 << 10,
		Handle: func(r *Request) error {
			if _, err := r.ID("id"); err != nil {
				return err
			}
			v, err := Decode[tick](r)
			if err != nil {
				return err
			}
			return r.Send(201, v)
		},
	}
	photo := Route{
		Method: "PUT", Path: "/api/v1/photos/:sha256", Name: "putPhoto", Summary: "Stores a photo", Tag: "test", Public: true,
		RawBody: []string{"image/jpeg", "image/png"}, MaxBody: 1 << 20, Answers: map[int]any{204: nil},
		Handle: func(r *Request) error {
			if _, err := r.Raw(); err != nil {
				return err
			}
			return r.Send(204, nil)
		},
	}
	who := get("/api/v1/who", "getWho", func(r *Request) error { return r.OK(map[string]string{"id": r.Caller.UserID, "address": r.Address()}) })
	who.Public = false
	few := get("/api/v1/few", "getFew", func(r *Request) error { return r.OK(r.Address()) })
	few.Limit = 2
	return []Route{
		list, put, photo, who, few,
		get("/api/v1/ticks/:id", "getTick", func(r *Request) error {
			return r.SendETag(tick{ID: r.Params("id")}, VersionTag(5))
		}),
		get("/api/v1/day", "getDay", func(r *Request) error { return r.SendETag(strings.Repeat("day ", 1000), "") }),
		get("/api/v1/if-match", "getIfMatch", func(r *Request) error {
			version, given, anyVersion, err := IfMatch(r)
			if err != nil {
				return err
			}
			return r.OK([]any{version, given, anyVersion})
		}),
		get("/api/v1/panic", "getPanic", func(*Request) error { panic("the secret of the cellar") }),
		get("/api/v1/slow", "getSlow", func(r *Request) error {
			<-r.Context().Done()
			return r.Context().Err()
		}),
		fails("stale", models.E("record.stale", "If-Match", 7)),
		fails("unknown", errors.New("driver: password=hunter2")),
		fails("store", models.E("store.unavailable", "").Because(errors.New("dial 10.0.0.9"))),
		fails("unlisted", models.E("no.such-code", "")),
		fails("many", &models.Error{Code: "body.invalid", Fields: []models.FieldError{
			{Field: "/answers/3/value", Code: "field.range", Args: []any{0, 10}}, {Field: "/id", Code: "field.required"},
		}}),
	}
}

// logBook is a log that tests read while the server writes.
type logBook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newTestServer(t *testing.T, change func(*Config)) (*Server, *logBook) {
	t.Helper()
	book := &logBook{}
	cfg := Config{
		Log: slog.New(slog.NewTextHandler(book, nil)), Routes: testRoutes(), Authenticate: testAuthenticate,
		Timeout: 50 * time.Millisecond, Version: "9.8.7",
	}
	if change != nil {
		change(&cfg)
	}
	return New(cfg), book
}

// call sends a request; header is "Name: value" lines.
func call(t *testing.T, s *Server, method, path, body string, header ...string) (*http.Response, string) {
	t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := s.App().Test(req, 5000)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

// problemIn reads a problem and checks what every one must have.
func problemIn(t *testing.T, res *http.Response, body string) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("no problem: %v in %q", err, body)
	}
	if got := res.Header.Get("Content-Type"); got != problemType {
		t.Errorf("content type %q", got)
	}
	if p.Status != res.StatusCode || p.Title == "" || p.Detail == "" || p.Type != "/docs/errors#"+p.Code {
		t.Errorf("incomplete: %+v", p)
	}
	if p.RequestID == "" || p.RequestID != res.Header.Get("X-Request-Id") {
		t.Errorf("request id %q, header %q", p.RequestID, res.Header.Get("X-Request-Id"))
	}
	if res.Header.Get("Content-Language") == "" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers: %v", res.Header)
	}
	if strings.Contains(p.Detail, "%!") {
		t.Errorf("unfilled text: %s", p.Detail)
	}
	return p
}

const json1 = "Content-Type: application/json"

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
