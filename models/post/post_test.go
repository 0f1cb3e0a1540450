package post_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"crewcheck/models"
	"crewcheck/models/post"
)

// TestPosterRefusesPrivateAddresses at the moment of dialling, whatever the name looked like.
func TestPosterRefusesPrivateAddresses(t *testing.T) {
	t.Parallel()
	reached := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer s.Close()
	named := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	for _, url := range []string{s.URL, named, strings.Replace(s.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1)} {
		_, err := post.New(false)(t.Context(), models.Post{URL: url})
		if !errors.Is(err, post.ErrPrivate) || reached {
			t.Errorf("%s: got %v", url, err)
		}
		if err != nil && strings.Contains(err.Error(), "http") {
			t.Errorf("the error shows the address: %v", err)
		}
	}
	if a, err := post.New(true)(t.Context(), models.Post{URL: s.URL}); err != nil || a.Status != 200 || !reached {
		t.Errorf("where it is allowed: %v %v", a, err)
	}
}

func TestPublicAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1.1.1.1": true, "2606:4700::1111": true, "223.5.5.5": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false, "240.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fd00::1": false, "ff02::1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::a00:1": false, "2002:a00:1::": false, "2001::1": false, "::10.0.0.1": false,
	} {
		if got := models.PublicAddress(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

func TestPosterReadsLittleAndFollowsNothing(t *testing.T) {
	t.Parallel()
	hits := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits++
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/there", http.StatusTemporaryRedirect)
			return
		}
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(strings.Repeat("x", 1<<20)))
	}))
	defer s.Close()
	a, err := post.New(true)(t.Context(), models.Post{URL: s.URL + "/away"})
	if err != nil || a.Status != http.StatusTemporaryRedirect || hits != 1 {
		t.Errorf("a redirect: %v %v after %d requests", a.Status, err, hits)
	}
	a, err = post.New(true)(t.Context(), models.Post{URL: s.URL})
	if err != nil || len(a.Body) != 4<<10 || a.RetryAfter.Seconds() != 7 {
		t.Errorf("a long answer: %d bytes, %v, %v", len(a.Body), a.RetryAfter, err)
	}
}
