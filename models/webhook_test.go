package models_test

import (
	"context"
	"encoding/json"
	"errors"
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
	"crewcheck/models/post"
)

func (w *world) putHook(id, url string, change ...func(*models.WebhookPut)) *models.Webhook {
	w.Helper()
	b := models.WebhookPut{WebhookBody: models.WebhookBody{DepotID: changsha, URL: url, Format: models.FormatJSON}}
	for _, f := range change {
		f(&b)
	}
	h, _, err := w.PutWebhook(w.Context(), ma, id, models.Match{}, b)
	w.ok(err)
	return h
}

// lifeWith is a new life of the server that sends by a poster.
func (w *world) lifeWith(p models.Poster) {
	w.Helper()
	s, err := models.New(w.Context(), models.Config{
		Store: models.NewStore(w.backend, w.clock.Now), Clock: w.clock.Now, Post: p, PrivateWebhooks: true,
	})
	w.ok(err)
	w.Service = s
}

// receiver is an endpoint that answers as it is told, and keeps what it took.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	body   string
	secret string
	took   []string // kinds
	ids    []string
	faults []error
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(r.serve))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) serve(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	body, _ := io.ReadAll(req.Body)
	if r.secret != "" {
		v, err := standardwebhooks.NewWebhook(r.secret)
		if err == nil {
			err = v.VerifyIgnoringTimestamp(body, req.Header)
		}
		if err != nil {
			r.faults = append(r.faults, err)
		}
	}
	if r.status == 200 {
		var m struct{ Type string }
		_ = json.Unmarshal(body, &m)
		r.took, r.ids = append(r.took, m.Type), append(r.ids, req.Header.Get("webhook-id"))
	}
	w.WriteHeader(r.status)
	_, _ = io.WriteString(w, r.body)
}

func (r *receiver) answers(status int) { r.mu.Lock(); defer r.mu.Unlock(); r.status = status }

func (r *receiver) kinds() []string { r.mu.Lock(); defer r.mu.Unlock(); return slices.Clone(r.took) }

func (w *world) send() {
	w.Helper()
	w.ok(w.SendDue(w.Context()))
}

func (w *world) deliveries(hook, state string) []models.Delivery {
	w.Helper()
	page, err := w.ListDeliveries(w.Context(), ma, hook, models.ListQuery{Equal: map[string]string{"state": state}, Limit: 200})
	w.ok(err)
	return page.Items
}

// withHook is a world whose server sends by HTTP to a receiver.
func withHook(t *testing.T, change ...func(*models.WebhookPut)) (*world, *receiver) {
	w, r := newWorld(t), newReceiver(t)
	w.lifeWith(post.New(true))
	r.secret = w.putHook("hook", r.URL, change...).Secret
	w.clock.add(time.Minute)
	return w, r
}

// TestWebhookRetriesInOrder: an endpoint that answers 500 gets everything later, in order for each complaint, signed
// for the standard's own verifier.
func TestWebhookRetriesInOrder(t *testing.T) {
	t.Parallel()
	w, r := withHook(t)
	r.answers(500)
	k := w.complain("rude", local(11, 0))
	w.tell()
	w.send()
	_, err := w.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	w.tell()
	for range 5 {
		w.clock.add(30 * time.Second)
		w.send()
	}
	if got := r.kinds(); len(got) > 0 {
		t.Fatalf("took %v", got)
	}
	tried := 0
	for _, d := range w.deliveries("hook", models.DeliveryPending) {
		if d.Attempts > 0 {
			tried++
			if d.LastStatus != 500 || d.Notice.Kind != "complaint.filed" {
				t.Errorf("tried %+v", d)
			}
		}
	}
	if tried != 1 {
		t.Errorf("%d deliveries of one complaint were tried, want its first", tried)
	}
	w.lifeWith(post.New(true)) // killed and started again
	r.answers(200)
	for range 5 {
		w.clock.add(time.Hour)
		w.send()
	}
	equal(t, r.kinds(), []string{"complaint.filed", "complaint.unlinked", "complaint.acknowledged"})
	if len(r.faults) > 0 || r.secret == "" {
		t.Errorf("signatures: %v", r.faults)
	}
	if left := w.deliveries("hook", models.DeliveryPending); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestWebhookThatIsDownOrSlowGetsItLater: no answer at all is tried again, ever more rarely, and holds up no other
// endpoint.
func TestWebhookThatIsDownOrSlowGetsItLater(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t)
	down := true
	tries := 0
	real := post.New(true)
	w.lifeWith(func(ctx context.Context, m models.Post) (models.PostAnswer, error) {
		if strings.HasSuffix(m.URL, "/down") && down {
			tries++
			return models.PostAnswer{}, context.DeadlineExceeded
		}
		return real(ctx, m)
	})
	w.putHook("down", r.URL+"/down")
	w.putHook("up", r.URL+"/up")
	w.clock.add(time.Minute)
	w.complain("rude", local(11, 0))
	w.tell()
	w.send()
	equal(t, r.kinds(), []string{"complaint.filed", "complaint.unlinked"})
	begin := w.clock.Now()
	for w.clock.Now().Sub(begin) < 12*time.Hour {
		w.clock.add(5 * time.Minute)
		w.send()
	}
	if tries < 12 || tries > 30 {
		t.Errorf("%d tries in twelve hours", tries)
	}
	down = false
	w.clock.add(2 * time.Hour)
	w.send()
	equal(t, r.kinds()[2:], []string{"complaint.filed", "complaint.unlinked"})
}

// TestWebhookGivesUpAfterADay, and a person may send again.
func TestWebhookGivesUpAfterADay(t *testing.T) {
	t.Parallel()
	w, r := withHook(t)
	r.answers(503)
	w.complain("rude", local(11, 0))
	w.tell()
	for range 60 {
		w.send()
		w.clock.add(time.Hour)
	}
	dead := w.deliveries("hook", models.DeliveryDead)
	if len(dead) != 2 || dead[0].LastStatus != 503 || dead[0].Attempts < 5 {
		t.Fatalf("dead: %+v", dead)
	}
	r.answers(200)
	w.send()
	if got := r.kinds(); len(got) > 0 {
		t.Fatalf("the dead are sent: %v", got)
	}
	_, err := w.Redeliver(t.Context(), wu, dead[0].ID)
	wantCode(t, err, "record.missing")
	_, err = w.Redeliver(t.Context(), sun, dead[0].ID)
	w.ok(err)
	w.send()
	equal(t, r.kinds(), []string{dead[0].Notice.Kind})
}

// TestWebhookIsSentAtLeastOnce: killed after the endpoint took it and before that was stored, it is sent again under the
// same id.
func TestWebhookIsSentAtLeastOnce(t *testing.T) {
	t.Parallel()
	d := &dying{}
	d.left.Store(1 << 40)
	w := newWorld(t, func(b models.Backend) models.Backend { d.Backend = b; return d })
	r := newReceiver(t)
	w.lifeWith(post.New(true))
	w.putHook("hook", r.URL, func(b *models.WebhookPut) { b.Events = []string{"complaint.filed"} })
	w.clock.add(time.Minute)
	w.complain("rude", local(11, 0))
	w.tell()
	d.left.Store(0)
	if err := w.SendDue(t.Context()); err != nil && !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	d.left.Store(1 << 40)
	w.lifeWith(post.New(true))
	w.send()
	w.send()
	if len(r.ids) != 2 || r.ids[0] != r.ids[1] || r.ids[0] == "" {
		t.Errorf("sent as %v", r.ids)
	}
}

func TestWebhookThatIsGoneIsSwitchedOff(t *testing.T) {
	t.Parallel()
	w, r := withHook(t)
	r.answers(410)
	w.complain("rude", local(11, 0))
	w.tell()
	w.send()
	h, err := w.Webhook(t.Context(), sun, "hook")
	w.ok(err)
	if !h.Disabled || h.DisabledWhy != "gone" || len(w.deliveries("hook", models.DeliveryDead)) != 1 {
		t.Errorf("got %+v", h)
	}
}

// TestWebhookFilters by event and depot, and tells nothing from before it was made.
func TestWebhookFilters(t *testing.T) {
	t.Parallel()
	w, r := newWorld(t), newReceiver(t)
	w.lifeWith(post.New(true))
	w.complain("rude", local(9, 0))
	w.clock.add(time.Minute)
	w.putHook("hook", r.URL, func(b *models.WebhookPut) { b.Events = []string{"complaint.acknowledged", "appeal.*"} })
	w.putHook("far", r.URL+"/far", func(b *models.WebhookPut) { b.DepotID = wuhan })
	w.clock.add(time.Minute)
	k := w.complain("rude", local(11, 0))
	_, err := w.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	w.tell()
	w.send()
	equal(t, r.kinds(), []string{"complaint.acknowledged"})
	if far := w.deliveries("far", ""); len(far) > 0 {
		t.Errorf("the other depot is told: %v", far)
	}
}

// TestWebhookKeepsQuiet: at night it waits for the morning, but not with what is critical.
func TestWebhookKeepsQuiet(t *testing.T) {
	t.Parallel()
	w, r := withHook(t, func(b *models.WebhookPut) { b.Quiet = &models.ClockRange{From: "21:00", To: "07:30"} })
	w.complain("rude", local(22, 0), func(b *models.ComplaintCreate) { b.Severity = "minor" })
	w.tell()
	w.send()
	if got := r.kinds(); len(got) > 0 {
		t.Fatalf("told at night: %v", got)
	}
	w.complain("rude", local(22, 30), func(b *models.ComplaintCreate) { b.Severity = "critical" })
	w.tell()
	w.send()
	equal(t, r.kinds(), []string{"complaint.filed", "complaint.unlinked"})
	w.clock.set(on(today.AddDays(1), 7, 29))
	w.send()
	w.clock.set(on(today.AddDays(1), 7, 31))
	w.send()
	w.clock.add(time.Minute)
	w.send()
	if got := r.kinds(); len(got) != 4 {
		t.Errorf("in the morning: %v", got)
	}
}

// TestWebhookSecrets are shown once, rotate with both signatures for a day, and belong to the depot's people.
func TestWebhookSecrets(t *testing.T) {
	t.Parallel()
	w, r := withHook(t)
	if !strings.HasPrefix(r.secret, "whsec_") {
		t.Fatalf("the secret is %q", r.secret)
	}
	h, err := w.Webhook(t.Context(), sun, "hook")
	w.ok(err)
	text, _ := json.Marshal(h)
	if strings.Contains(string(text), "whsec_") {
		t.Errorf("shown again: %s", text)
	}
	again := w.putHook("hook", r.URL, func(b *models.WebhookPut) { b.RotateSecret = true })
	if again.Secret == "" || again.Secret == r.secret {
		t.Errorf("rotated to %q", again.Secret)
	}
	_, err = w.TestWebhook(t.Context(), sun, "hook")
	w.ok(err)
	w.send() // the receiver verifies by the old secret
	r.mu.Lock()
	r.secret = again.Secret
	r.mu.Unlock()
	w.clock.add(25 * time.Hour)
	_, err = w.TestWebhook(t.Context(), sun, "hook")
	w.ok(err)
	w.send()
	equal(t, r.kinds(), []string{"webhook.test", "webhook.test"})
	if len(r.faults) > 0 {
		t.Errorf("signatures: %v", r.faults)
	}
	_, err = w.Webhook(t.Context(), wu, "hook")
	wantCode(t, err, "record.missing")
	_, _, err = w.PutWebhook(t.Context(), sun, "all", models.Match{}, models.WebhookPut{WebhookBody: models.WebhookBody{URL: r.URL, Format: "json"}})
	wantCode(t, err, "body.invalid", "/depotId")
}

// TestWebhookRefusesPrivateAddresses when it is stored, by the address itself.
func TestWebhookRefusesPrivateAddresses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, url := range []string{"http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://localhost/", "https://169.254.169.254/x", "ftp://example.com", "https://u:p@example.com/", "x", ""} {
		_, _, err := w.PutWebhook(t.Context(), ma, "hook", models.Match{}, models.WebhookPut{WebhookBody: models.WebhookBody{URL: url, Format: "json"}})
		wantCode(t, err, "body.invalid", "/url")
	}
}

// TestWebhookLaterNoticesWait also when the endpoint is well again and only the first is not due yet.
func TestWebhookLaterNoticesWait(t *testing.T) {
	t.Parallel()
	w, r := withHook(t)
	r.answers(500)
	k := w.complain("rude", local(11, 0))
	w.tell()
	for range 5 { // the first comes again 80 seconds after its fifth attempt, give or take 16
		w.send()
		w.clock.add(time.Minute)
	}
	_, err := w.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	w.tell()
	r.answers(200)
	_, err = w.TestWebhook(t.Context(), sun, "hook")
	w.ok(err)
	w.send()
	equal(t, r.kinds(), []string{"webhook.test"})
	for range 3 {
		w.clock.add(10 * time.Minute)
		w.send()
	}
	equal(t, r.kinds()[1:], []string{"complaint.filed", "complaint.unlinked", "complaint.acknowledged"})
}
