package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crewcheck/handlers"
	"crewcheck/models"
)

// morning is when every world begins: Wednesday 2026-11-18, 08:30 in Changsha.
var morning = time.Date(2026, 11, 18, 0, 30, 0, 0, time.UTC)

// today is the day of the depots at morning.
const today = "2026-11-18"

// clock is the time of a world; it stands still until a test moves it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is one server with its store, its clock and the people who call it.
type world struct {
	*clock
	service *models.Service
	url     string
	log     *logBook
	client  *http.Client
	stop    func()

	mu     sync.Mutex
	tokens map[string]login
	posted []models.Post // what webhooks were sent; nobody gets it
	first  string        // the first notice, once the walk has had everything told
}

// post takes the messages of webhooks.
func (w *world) post(_ context.Context, m models.Post) (models.PostAnswer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.posted = append(w.posted, m)
	return models.PostAnswer{Status: http.StatusOK, Body: []byte(`{"errcode":0,"code":0}`)}, nil
}

// login is what a person got when logging in, and when.
type login struct {
	Access  string `json:"accessToken"`
	Refresh string `json:"refreshToken"`
	at      time.Time
}

// logBook is the server's log.
type logBook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// take empties the log.
func (l *logBook) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.b.String()
	l.b.Reset()
	return text
}

// open opens an empty store that is gone when the test ends.
type open func(t testing.TB) models.Backend

// newWorld starts a server on a store of its own. The rate limit is off unless perMinute asks for one.
func newWorld(t testing.TB, store open, perMinute int) *world {
	t.Helper()
	w := &world{clock: &clock{at: morning}, log: &logBook{}, tokens: map[string]login{}}
	w.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 2 * time.Minute}
	w.serve(t, store(t), perMinute)
	return w
}

// another is one more server on the same store, with the same clock, and the people logged in.
func (w *world) another(t testing.TB) *world {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	o := &world{clock: w.clock, log: w.log, client: w.client, tokens: maps.Clone(w.tokens)}
	o.serve(t, w.service.Store().Backend, -1)
	return o
}

// serve starts the server of a world; it stops when the test ends, or when stop is called.
func (w *world) serve(t testing.TB, store models.Backend, perMinute int) {
	t.Helper()
	var err error
	w.service, err = models.New(t.Context(), models.Config{Store: models.NewStore(store, w.now), Clock: w.now, Post: w.post})
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	server := handlers.New(handlers.Config{
		Log: logger, Service: w.service, Routes: handlers.Table(), Authenticate: w.service.Authenticate,
		Ready: w.service.Ready, Now: w.now, RateLimit: perMinute, TrustedProxies: []string{"127.0.0.1"},
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.url = "http://" + ln.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- server.Listen(ln) }()
	w.stop = sync.OnceFunc(func() {
		w.client.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Errorf("the server does not stop: %v", err)
		}
		if err := <-ended; err != nil {
			t.Errorf("the server ended with: %v", err)
		}
	})
	t.Cleanup(w.stop)
}

// call is one request.
type call struct {
	who    string // name in the cast; "" is a guest
	method string
	path   string            // below the root, with the query
	body   any               // JSON; []byte and string go as they are
	header map[string]string // beyond Authorization and Content-Type
	// once keeps the harness from asking a refused request again in the other language.
	once bool
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.status, shortened(a.body)) }

func shortened(b []byte) string {
	if len(b) > 1500 {
		return string(b[:1500]) + "…"
	}
	return string(b)
}

// do sends a request and checks what must hold of every answer.
func (w *world) do(t testing.TB, c call) answer {
	t.Helper()
	a := w.send(t, c, "en")
	w.inspect(t, c, a)
	if a.status >= 400 && !c.once {
		zh := w.send(t, c, "zh-CN")
		w.sameInChinese(t, c, a, zh)
	}
	return a
}

// send sends a request in a language, with the caller's token of the moment.
func (w *world) send(t testing.TB, c call, lang string) answer {
	t.Helper()
	body, contentType := encode(t, c.body)
	req, err := http.NewRequestWithContext(t.Context(), c.method, w.url+c.path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if c.who != "" {
		req.Header.Set("Authorization", "Bearer "+w.token(t, c.who))
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("Accept-Language", lang)
	for name, value := range c.header {
		req.Header.Set(name, value)
	}
	res, err := w.client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", c.method, c.path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", c.method, c.path, err)
	}
	return answer{res.StatusCode, res.Header, text}
}

func encode(t testing.TB, body any) (data []byte, contentType string) {
	t.Helper()
	switch b := body.(type) {
	case nil:
		return nil, ""
	case []byte:
		return b, "application/json"
	case string:
		return []byte(b), "application/json"
	}
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return data, "application/json"
}

// want sends a request whose answer must have the status, and reads the answer.
func (w *world) want(t testing.TB, status int, who, method, path string, body any, header ...string) doc {
	t.Helper()
	c := call{who: who, method: method, path: path, body: body, header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		c.header[header[i]] = header[i+1]
	}
	a := w.do(t, c)
	if a.status != status {
		t.Fatalf("%s: %s %s: want %d, got %v", who, method, path, status, a)
	}
	return read(t, a.body)
}

func (w *world) get(t testing.TB, who, path string) doc {
	t.Helper()
	return w.want(t, 200, who, "GET", path, nil)
}

// doc is a decoded answer.
type doc struct{ value any }

func read(t testing.TB, body []byte) doc {
	t.Helper()
	d := doc{}
	if len(body) == 0 {
		return d
	}
	if err := json.Unmarshal(body, &d.value); err != nil {
		t.Fatalf("no JSON: %v in %s", err, shortened(body))
	}
	return d
}

// at goes down a path like "link/members/0/userId"; nothing there is the zero doc.
func (d doc) at(path string) doc {
	v := d.value
	for step := range strings.SplitSeq(path, "/") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(x) {
				return doc{}
			}
			v = x[i]
		default:
			return doc{}
		}
	}
	return doc{v}
}

func (d doc) list(path string) []doc {
	all, _ := d.at(path).value.([]any)
	out := make([]doc, len(all))
	for i := range all {
		out[i] = doc{all[i]}
	}
	return out
}

func (d doc) text(path string) string {
	if v := d.at(path).value; v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

func (d doc) number(path string) float64 {
	n, _ := d.at(path).value.(float64)
	return n
}

func (d doc) String() string {
	b, _ := json.Marshal(d.value)
	return string(b)
}
