package scenario

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"crewcheck/models"
)

// The walk reads the feed with something behind it.
func init() { visits["events"] = eventsVisit }

// eventsVisit reads the feed from the first notice on, of both depots. Everything is told once, for the first visit.
func eventsVisit(t *testing.T, w *world, _ visit) call {
	if w.first == "" {
		w.first = w.firstNotice(t)
	}
	return call{method: "GET", path: "/api/v1/events?follow=false", header: map[string]string{"Last-Event-ID": w.first}}
}

// firstNotice has everything told and gives the id of the first notice.
func (w *world) firstNotice(t *testing.T) string {
	if _, err := w.service.TellPending(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	page, err := w.service.Store().Notices.List(t.Context(), models.Filter{Ascending: true, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		t.Fatalf("there is no notice: %v", err)
	}
	return page.Items[0].ID
}

// listen opens the feed as somebody; lines gives what comes.
func (w *world) listen(t *testing.T, who, last string) (status int, lines <-chan string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	req, _ := http.NewRequestWithContext(ctx, "GET", w.url+"/api/v1/events", nil)
	req.Header.Set("Authorization", "Bearer "+w.token(t, who))
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	res, err := w.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan string, 1_000)
	go func() {
		defer res.Body.Close()
		defer close(out)
		for s := bufio.NewScanner(res.Body); s.Scan(); {
			if s.Text() != "" {
				out <- s.Text()
			}
		}
	}()
	return res.StatusCode, out
}

// until reads lines until one holds the text, and gives all of them.
func until(t *testing.T, lines <-chan string, text string) string {
	t.Helper()
	var all []string
	for {
		select {
		case line, ok := <-lines:
			all = append(all, line)
			if strings.Contains(line, text) {
				return strings.Join(all, "\n")
			}
			if !ok {
				t.Fatalf("the feed ended without %q: %v", text, all)
			}
		case <-time.After(2 * time.Minute):
			t.Fatalf("%q does not come; got %v", text, all)
		}
	}
}

// feedOfServers: who listens at one server hears what is done at another, and goes on at a third after theirs has gone.
func feedOfServers(t *testing.T, w *world) {
	w.token(t, "sun")
	other := w.another(t)
	_, here := w.listen(t, "sun", "")
	until(t, here, "retry:")
	_, there := other.listen(t, "sun", "")
	until(t, there, "retry:")
	at := "/api/v1/complaints/" + w.want(t, 201, "chen", "POST", "/api/v1/complaints", complaint(club, "dress")).text("id")
	other.firstNotice(t) // the one that took it is busy; another tells
	until(t, here, `"kind":"complaint.unlinked"`)
	heard := until(t, there, `"kind":"complaint.unlinked"`)
	last := heard[strings.LastIndex(heard, "id: ")+len("id: "):]
	last, _, _ = strings.Cut(last, "\n")

	other.stop()
	for range there { // it hangs up
	}
	w.advance(time.Minute)
	w.want(t, 200, "zhang", "POST", at+"/acknowledge", nil)
	w.advance(time.Minute)
	w.want(t, 200, "sun", "POST", at+"/decide", object{"verdict": "dismissed", "reason": "不是"})
	w.firstNotice(t)
	third := w.another(t)
	_, again := third.listen(t, "sun", last)
	text := until(t, again, `"kind":"complaint.decided"`)
	if strings.Count(text, `"kind":"complaint.acknowledged"`) != 1 || strings.Contains(text, last) {
		t.Errorf("after %s comes %s", last, text)
	}
	if n := strings.Count(until(t, here, `"kind":"complaint.decided"`), `"kind":"complaint.acknowledged"`); n != 1 {
		t.Errorf("the listener who stayed heard it %d times", n)
	}
}

// feedStory: whom it concerns hears of a complaint while it happens, goes on where it broke off, and nobody else
// hears anything; one feed too many of one user is refused.
func feedStory(t *testing.T, w *world) {
	_, sun := w.listen(t, "sun", "")
	until(t, sun, "retry:")
	_, far := w.listen(t, "far-supervisor", "")
	until(t, far, "retry:")
	filed := w.want(t, 201, "chen", "POST", "/api/v1/complaints", complaint(club, "dress"))
	first := w.firstNotice(t)
	until(t, sun, `"kind":"complaint.filed"`)
	w.advance(time.Minute)
	w.want(t, 200, "zhang", "POST", "/api/v1/complaints/"+filed.text("id")+"/acknowledge", nil)
	w.firstNotice(t)
	until(t, sun, `"kind":"complaint.acknowledged"`)
	_, again := w.listen(t, "chen", first)
	if text := until(t, again, `"kind":"complaint.acknowledged"`); strings.Contains(text, "complaint.filed") {
		t.Errorf("what was heard comes again: %s", text)
	}
	w.want(t, 201, "far-venue", "POST", "/api/v1/complaints", complaint(farVenue, "dress"))
	w.firstNotice(t)
	if text := until(t, far, `"kind":"complaint.filed"`); strings.Contains(text, changsha) {
		t.Errorf("the other depot hears %s", text)
	}
	for range models.MaxListeners - 1 {
		_, more := w.listen(t, "sun", "")
		until(t, more, "retry:")
	}
	if status, _ := w.listen(t, "sun", ""); status != http.StatusTooManyRequests {
		t.Errorf("one feed too many: %d", status)
	}
}
