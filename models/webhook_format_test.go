package models_test

import (
	"context"
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"crewcheck/models"
)

var refreshFormats = flag.Bool("refresh-formats", false, "write the golden messages of webhooks anew")

// TestWebhookRobotsThatRefuseAreTriedAgain: they answer 200 with a code.
func TestWebhookRobotsThatRefuseAreTriedAgain(t *testing.T) {
	t.Parallel()
	for format, bodies := range map[string][2]string{
		models.FormatWeCom:    {`{"errcode":93000,"errmsg":"invalid webhook url"}`, `{"errcode":0,"errmsg":"ok"}`},
		models.FormatDingTalk: {`{"errcode":310000,"errmsg":"sign not match"}`, `{"errcode":0,"errmsg":"ok"}`},
		models.FormatFeishu:   {`{"code":19021,"msg":"sign match fail"}`, `{"code":0,"msg":"success"}`},
	} {
		w, r := withHook(t, func(b *models.WebhookPut) { b.Format = format })
		r.secret, r.body = "", bodies[0]
		_, err := w.TestWebhook(t.Context(), ma, "hook")
		w.ok(err)
		w.send()
		if d := w.deliveries("hook", models.DeliveryPending); len(d) != 1 || d[0].Attempts != 1 || !strings.Contains(d[0].LastError, "m") {
			t.Fatalf("%s: %+v", format, d)
		}
		r.mu.Lock()
		r.body = bodies[1]
		r.mu.Unlock()
		w.clock.add(time.Minute)
		w.send()
		if d := w.deliveries("hook", models.Delivered); len(d) != 1 {
			t.Errorf("%s: not delivered", format)
		}
	}
}

// TestWebhookFormats compares the messages of every format with the golden file; read it when it changes.
func TestWebhookFormats(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var mu sync.Mutex
	var out []string
	w.lifeWith(func(_ context.Context, m models.Post) (models.PostAnswer, error) {
		mu.Lock()
		defer mu.Unlock()
		body := string(m.Body)
		_, query, _ := strings.Cut(m.URL, "?")
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(m.URL, "http://example.com/"), query)+query+"\n"+body+"\n")
		return models.PostAnswer{Status: 200, Body: []byte(`{"errcode":0,"code":0}`)}, nil
	})
	for _, format := range []string{models.FormatJSON, models.FormatWeCom, models.FormatDingTalk, models.FormatFeishu} {
		w.putHook(format, "http://example.com/"+format+"?key=1", func(b *models.WebhookPut) {
			b.Format, b.Events = format, []string{"complaint.filed", "complaint.decided"}
			if format == models.FormatDingTalk || format == models.FormatFeishu {
				b.RobotSecret = "SEC0"
			}
		})
	}
	w.clock.set(local(8, 30))
	k := w.complain("rude", local(11, 0))
	w.uphold(k, models.Shares{Depot: 100})
	w.tell()
	w.send()
	slices.Sort(out)
	got := strings.ReplaceAll(strings.Join(out, "\n"), k.ID, "COMPLAINT")
	for i, n := range w.notices() {
		got = strings.ReplaceAll(got, n.ID, "NOTICE-"+strconv.Itoa(i+1))
	}
	const file = "testdata/webhook-formats.txt"
	if *refreshFormats {
		w.ok(os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	w.ok(err)
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
