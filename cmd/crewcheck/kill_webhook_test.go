package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

// What the endpoint of the kill test does with a message.
const (
	takes   = "takes"   // 200
	refuses = "refuses" // 500
	drops   = "drops"   // closes the connection: as good as down
	hangs   = "hangs"   // answers after the sender has given up
	holds   = "holds"   // says nothing; the server is killed while it waits
)

// endpoint is a webhook's receiver. It verifies every message with the standard's own library.
type endpoint struct {
	*httptest.Server
	mu     sync.Mutex
	secret string
	does   func(n int) string // the n-th message of this life
	n      int
	before int // taken in earlier lives
	took   []models.Notice
	held   []string // ids that got no answer
	faults []error
	// moved tells after every message; the test decides when to kill.
	moved chan struct{}
}

func newEndpoint(t *testing.T) *endpoint {
	e := &endpoint{moved: make(chan struct{}, 1)}
	e.Server = httptest.NewServer(http.HandlerFunc(e.serve))
	t.Cleanup(e.CloseClientConnections)
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var m struct {
		Type string
		Data models.Notice
	}
	e.mu.Lock()
	v, vErr := standardwebhooks.NewWebhook(e.secret)
	if err = errors.Join(err, vErr, json.Unmarshal(body, &m)); err == nil {
		err = v.Verify(body, r.Header)
	}
	if err == nil && (m.Data.ID != r.Header.Get("webhook-id") || m.Type != m.Data.Kind) {
		err = fmt.Errorf("the message %s is about %s", r.Header.Get("webhook-id"), m.Data.ID)
	}
	if err != nil {
		e.faults = append(e.faults, err)
	}
	does := e.does(e.n)
	e.n++
	switch does {
	case takes:
		e.took = append(e.took, m.Data)
	case holds:
		e.held = append(e.held, m.Data.ID)
	}
	e.mu.Unlock()
	select {
	case e.moved <- struct{}{}:
	default:
	}
	switch does {
	case refuses:
		w.WriteHeader(http.StatusInternalServerError)
	case drops:
		if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_ = c.Close()
		}
	case hangs, holds:
		<-r.Context().Done()
	}
}

// live begins a life of the server.
func (e *endpoint) live(does func(n int) string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.does, e.n, e.before = does, 0, len(e.took)
}

// counts are how many messages it took in this life and in all of them, and held.
func (e *endpoint) counts() (took, all, held int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.took) - e.before, len(e.took), len(e.held)
}

// reader reads the feed through every life, going on where it broke off.
type reader struct {
	mu     sync.Mutex
	url    string
	heard  []models.Notice
	faults []error
}

func (r *reader) reads(url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.url = url
}

// run reads until ctx ends. began is closed once the first feed is open.
func (r *reader) run(ctx context.Context, token string, began chan<- struct{}) {
	for ctx.Err() == nil {
		r.mu.Lock()
		url, last := r.url, ""
		if len(r.heard) > 0 {
			last = r.heard[len(r.heard)-1].ID
		}
		r.mu.Unlock()
		req, _ := http.NewRequestWithContext(ctx, "GET", url+"/api/v1/events", nil)
		req.Header.Set("Authorization", "Bearer "+token)
		if last != "" {
			req.Header.Set("Last-Event-ID", last)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != http.StatusOK {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		in := bufio.NewScanner(res.Body)
		for in.Scan() {
			if strings.HasPrefix(in.Text(), "retry:") && began != nil {
				close(began)
				began = nil
			}
			r.line(in.Text())
		}
		_ = res.Body.Close()
	}
}

func (r *reader) line(text string) {
	data, ok := strings.CutPrefix(text, "data: ")
	if !ok {
		return
	}
	var n models.Notice
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := json.Unmarshal([]byte(data), &n); err != nil {
		r.faults = append(r.faults, err)
		return
	}
	if n.ID == "" { // that a depot moves is no event: it is not gone on after
		return
	}
	r.heard = append(r.heard, n)
}

func (r *reader) all() []models.Notice {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.heard)
}

// TestKill9LosesNoNotice kills the real program between deliveries and within one, while its endpoint refuses, hangs
// up, hangs and takes. Every event of every complaint that was acknowledged comes to the endpoint and to a reader of
// the feed at least once, in order for each complaint, signed.
func TestKill9LosesNoNotice(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a killed server's lease holds for 15 seconds, three times")
	}
	dir, e := t.TempDir(), newEndpoint(t)
	e.secret = plantHook(t, dir, e.URL)
	feed := &reader{}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var token string
	filed := &filing{}
	for i, life := range []struct {
		name string
		does func(n int) string
		ends func(took, held int) bool
	}{
		{"takes", func(int) string { return takes }, func(took, _ int) bool { return took >= 8 }},
		{"refuses, then takes", func(n int) string { return []string{refuses, takes}[min(n/2, 1)] }, func(took, _ int) bool { return took >= 8 }},
		{"hangs up, hangs, takes, is silent", func(n int) string { return []string{drops, hangs, takes, takes, holds}[min(n, 4)] }, func(_, held int) bool { return held > 0 }},
	} {
		e.live(life.does)
		server := startOn(t, dir, "--allow-private-webhooks")
		if i == 0 {
			token = loginAs(t, server.url, killPhone(0), killSecret).token
		}
		feed.reads(server.url)
		if i == 0 {
			began := make(chan struct{})
			go feed.run(ctx, token, began)
			<-began
		}
		filed.some(t, server.url, token, 12)
		ended := func() bool { took, _, held := e.counts(); return life.ends(took, held) }
		for end := time.After(2 * time.Minute); !ended(); {
			select {
			case <-e.moved:
			case <-end:
				t.Fatalf("the endpoint %s and got no further: %s", life.name, server.said)
			}
		}
		server.kill()
		took, all, _ := e.counts()
		t.Logf("killed while the endpoint %s: it took %d in this life, %d of %d in all", life.name, took, all, filed.events())
		if all >= filed.events() {
			t.Errorf("nothing was left to send: the kill says nothing")
		}
	}
	e.live(func(int) string { return takes })
	server := startOn(t, dir, "--allow-private-webhooks")
	feed.reads(server.url)
	want := filed.want(t, server.url, token)
	took := func() []models.Notice { e.mu.Lock(); defer e.mu.Unlock(); return slices.Clone(e.took) }
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if complete(want, took()) && complete(want, feed.all()) {
			break
		}
	}
	inOrder(t, "the endpoint", want, took())
	inOrder(t, "the feed", want, feed.all())
	if len(e.faults)+len(feed.faults) > 0 {
		t.Errorf("faults: %v %v", e.faults, feed.faults)
	}
	if !slices.ContainsFunc(took(), func(n models.Notice) bool { return slices.Contains(e.held, n.ID) }) {
		t.Error("what had no answer was not sent again under its id")
	}
}

// plantHook makes a depot with a venue, a supervisor and an endpoint, and gives the endpoint's secret.
func plantHook(t *testing.T, dir, url string) string {
	t.Helper()
	ctx := t.Context()
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	s, err := models.New(ctx, models.Config{Store: models.NewStore(backend, time.Now), PrivateWebhooks: true})
	if err != nil {
		t.Fatal(err)
	}
	admin := models.Caller{UserID: "admin", Roles: []models.Role{models.Admin}}
	u := models.UserPut{Secret: killSecret}
	u.Name, u.Phone, u.Roles, u.DepotIDs = "孙主管", killPhone(0), []models.Role{models.Supervisor}, []string{killDepot}
	_, _, depotErr := s.PutDepot(ctx, admin, killDepot, models.Match{}, models.DepotBody{Name: "D", Zone: "UTC"})
	_, userErr := s.CreateUser(ctx, "sun", u)
	_, _, venueErr := s.PutVenue(ctx, admin, "venue", models.Match{}, models.VenueBody{DepotID: killDepot, Name: "V", Tier: "large", Value: "most-valuable"})
	hook, _, hookErr := s.PutWebhook(ctx, admin, "hook", models.Match{}, models.WebhookPut{WebhookBody: models.WebhookBody{DepotID: killDepot, URL: url, Format: models.FormatJSON}})
	if err := errors.Join(depotErr, userErr, venueErr, hookErr, backend.Close()); err != nil {
		t.Fatal(err)
	}
	return hook.Secret
}

// filing is what was filed and acknowledged.
type filing struct{ ids []string }

// some files complaints and takes each through three steps.
func (f *filing) some(t *testing.T, url, token string, n int) {
	t.Helper()
	c := newClient(url)
	c.token = token
	for range n {
		var k models.Complaint
		c.must(t, "POST", "/api/v1/complaints", models.ComplaintCreate{VenueID: "venue", Category: "rude", Description: "吵架"}, &k)
		at := "/api/v1/complaints/" + k.ID
		c.must(t, "POST", at+"/acknowledge", nil, nil)
		c.must(t, "POST", at+"/pause", models.PauseBody{Reason: "venue-closed"}, nil)
		c.must(t, "POST", at+"/resume", nil, nil)
		f.ids = append(f.ids, k.ID)
	}
}

// kindsFiled are the events of each complaint that was filed.
var kindsFiled = []string{"complaint.filed", "complaint.unlinked", "complaint.acknowledged", "complaint.paused", "complaint.resumed"}

func (f *filing) events() int { return len(f.ids) * len(kindsFiled) }

// want are the kinds of every acknowledged complaint, as the server tells its events after the last kill.
func (f *filing) want(t *testing.T, url, token string) map[string][]string {
	t.Helper()
	c := newClient(url)
	c.token = token
	out := map[string][]string{}
	for _, id := range f.ids {
		var k models.Complaint
		c.must(t, "GET", "/api/v1/complaints/"+id, nil, &k)
		for _, e := range k.Events {
			out[id] = append(out[id], "complaint."+e.Type)
		}
		if !slices.Equal(out[id], kindsFiled) {
			t.Errorf("the acknowledged steps of %s read %v", id, out[id])
		}
	}
	return out
}

// firsts are the kinds of every complaint in the order in which they came first.
func firsts(came []models.Notice) map[string][]string {
	out, seen := map[string][]string{}, map[string]bool{}
	for _, n := range came {
		if !seen[n.ID] {
			seen[n.ID] = true
			out[n.Subject.ID] = append(out[n.Subject.ID], n.Kind)
		}
	}
	return out
}

func complete(want map[string][]string, came []models.Notice) bool {
	got := firsts(came)
	for id, kinds := range want {
		if len(got[id]) < len(kinds) {
			return false
		}
	}
	return true
}

func inOrder(t *testing.T, who string, want map[string][]string, came []models.Notice) {
	t.Helper()
	got := firsts(came)
	for id, kinds := range want {
		if !slices.Equal(got[id], kinds) {
			t.Errorf("%s heard of %s: %v, want %v", who, id, got[id], kinds)
		}
	}
	t.Logf("%s: %d messages for %d events", who, len(came), len(want)*len(kindsFiled))
}
