package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
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
	Best    *tickAnswer    `json:"best"`
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
	return models.Caller{}, models.E("auth.invalid", "")
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
