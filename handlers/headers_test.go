package handlers

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"
)

func TestCompression(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	for _, tt := range []struct {
		name, path, accept string
		packed             bool
	}{
		{"packs a long answer", "/api/v1/day", "gzip, br", true},
		{"packs by q", "/api/v1/day", "br;q=1, gzip;q=0.1", true},
		{"packs for a star", "/api/v1/day", "*", true},
		{"does not pack unasked", "/api/v1/day", "", false},
		{"does not pack when refused", "/api/v1/day", "gzip;q=0, *", false},
		{"does not pack a short answer", "/healthz", "gzip", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "GET", tt.path, "", "Accept-Encoding: "+tt.accept)
			if got := res.Header.Get("Content-Encoding") == "gzip"; got != tt.packed {
				t.Fatalf("packed: %v", got)
			}
			if !tt.packed {
				return
			}
			if !strings.Contains(strings.Join(res.Header.Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("Vary: %v", res.Header)
			}
			zr, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(zr); err != nil || !strings.HasPrefix(string(b), `"day day`) {
				t.Errorf("%v %.40s", err, b)
			}
		})
	}
}
