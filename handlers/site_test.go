package handlers

import (
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

var longScript = strings.Repeat("console.log('crew');", 200)

// withApp is a server with the build of a small app in it.
func withApp(t *testing.T) *Server {
	t.Helper()
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	s, _ := newTestServer(t, func(c *Config) {
		c.Pages = fstest.MapFS{
			"index.html": file("<!doctype html><title>the app</title>"), "sw.js": file("self"),
			"manifest.webmanifest": file("{}"), "icon-192.png": file("png"), "assets/index-abc.js": file(longScript),
			"desk.html": file("<!doctype html><title>the desk</title>"),
			".gitkeep":  file(""), ".vite/manifest.json": file("{}"),
			"docs/index.html": file("shadow"), "healthz": file("shadow"), "api/v1/day": file("shadow"), "openapi.json": file("shadow"),
		}
	})
	return s
}

func TestSite(t *testing.T) {
	t.Parallel()
	s := withApp(t)
	const app, immutable = "the app", "public, max-age=31536000, immutable"
	for _, tt := range []struct {
		name, path string
		status     int
		contains   string
		kind       string
		cache      string
	}{
		{"shows the app at the front door", "/", 200, app, "text/html; charset=utf-8", "no-cache"},
		{"shows the app at its own addresses", "/stops/0190-abc", 200, app, "text/html; charset=utf-8", "no-cache"},
		{"asks no query of them", "/login?to=/score", 200, app, "text/html; charset=utf-8", "no-cache"},
		{"shows the desk at its front door", "/desk", 200, "the desk", "text/html; charset=utf-8", "no-cache"},
		{"shows the desk at its own addresses", "/desk/complaints/0190?x=1", 200, "the desk", "text/html; charset=utf-8", "no-cache"},
		{"knows no file below the desk's addresses", "/desk/x.js", 404, "route.missing", problemType, "no-store"},
		{"knows no address that only begins like the desk's", "/desktop", 404, "route.missing", problemType, "no-store"},
		{"keeps assets for ever", "/assets/index-abc.js", 200, "console", "text/javascript; charset=utf-8", immutable},
		{"asks again for the worker", "/sw.js", 200, "self", "text/javascript; charset=utf-8", "no-cache"},
		{"asks again for the manifest", "/manifest.webmanifest", 200, "{}", "application/manifest+json", "no-cache"},
		{"has the icons", "/icon-192.png", 200, "png", "image/png", "no-cache"},
		{"knows no other asset", "/assets/index-old.js", 404, "route.missing", problemType, "no-store"},
		{"knows no file below the app's addresses", "/stops/x.js", 404, "route.missing", problemType, "no-store"},
		{"knows no other address", "/nothing", 404, "route.missing", problemType, "no-store"},
		{"shows no hidden file", "/.vite/manifest.json", 404, "route.missing", problemType, "no-store"},
		{"climbs nowhere", "/assets/../../etc/passwd", 404, "route.missing", problemType, "no-store"},
		{"shadows no unknown route of the API", "/api/v1/nothing", 404, "route.missing", problemType, "no-store"},
		{"shadows no health", "/healthz", 200, "ok", "application/json", ""},
		{"shadows no reference", "/docs", 200, "/openapi.json", "text/html; charset=utf-8", ""},
		{"shadows no document", "/openapi.json", 200, `"openapi"`, "application/json", ""},
		{"shadows no route of the table", "/api/v1/day", 200, "day day", "application/json", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "GET", tt.path, "")
			if res.StatusCode != tt.status || !strings.Contains(body, tt.contains) || res.Header.Get("Content-Type") != tt.kind {
				t.Fatalf("%d %s %.80s", res.StatusCode, res.Header.Get("Content-Type"), body)
			}
			if tt.cache != "" && tt.status == 200 && res.Header.Get("Cache-Control") != tt.cache {
				t.Errorf("Cache-Control %q", res.Header.Get("Cache-Control"))
			}
		})
	}
	t.Run("takes nothing at the app's addresses", func(t *testing.T) {
		t.Parallel()
		if res, body := call(t, s, "POST", "/login", ""); res.StatusCode != 404 {
			t.Errorf("%d %s", res.StatusCode, body)
		}
	})
}

func TestSiteLetsNothingForeignIn(t *testing.T) {
	t.Parallel()
	s := withApp(t)
	for _, path := range []string{"/", "/sync", "/sw.js", "/assets/index-abc.js"} {
		res, _ := call(t, s, "GET", path, "")
		csp := res.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "script-src 'self';") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") {
			t.Errorf("%s: %s", path, csp)
		}
		if p := res.Header.Get("Permissions-Policy"); !strings.Contains(p, "camera=(self)") || !strings.Contains(p, "microphone=()") {
			t.Errorf("%s: %s", path, p)
		}
	}
}

func TestSiteEncodings(t *testing.T) {
	t.Parallel()
	s := withApp(t)
	for _, tt := range []struct{ name, accept, want string }{
		{"is plain without the header", "", ""},
		{"prefers brotli", "gzip, deflate, br", "br"},
		{"takes gzip where brotli is refused", "br;q=0, gzip", "gzip"},
		{"is plain where both are refused", "br;q=0, gzip;q=0", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "GET", "/assets/index-abc.js", "", "Accept-Encoding: "+tt.accept)
			if got := res.Header.Get("Content-Encoding"); got != tt.want {
				t.Fatalf("encoding %q", got)
			}
			if unpacked(t, tt.want, body) != longScript || !strings.Contains(res.Header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("content or Vary %q", res.Header.Get("Vary"))
			}
			tag := res.Header.Get("ETag")
			if tt.want != "" && !strings.HasSuffix(tag, "-"+tt.want+`"`) {
				t.Errorf("ETag %s", tag)
			}
			again, rest := call(t, s, "GET", "/assets/index-abc.js", "", "Accept-Encoding: "+tt.accept, "If-None-Match: W/"+tag)
			if again.StatusCode != http.StatusNotModified || rest != "" || again.Header.Get("ETag") != tag {
				t.Errorf("%d %q %v", again.StatusCode, rest, again.Header)
			}
		})
	}
	t.Run("leaves short files and pictures alone", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/icon-192.png", "/sw.js"} {
			if res, _ := call(t, s, "GET", path, "", "Accept-Encoding: br, gzip"); res.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s is packed", path)
			}
		}
	})
	t.Run("answers HEAD without a body", func(t *testing.T) {
		t.Parallel()
		if res, body := call(t, s, "HEAD", "/assets/index-abc.js", ""); res.StatusCode != 200 || body != "" || res.Header.Get("ETag") == "" {
			t.Errorf("%d %q %v", res.StatusCode, body, res.Header)
		}
	})
}

func unpacked(t *testing.T, encoding, body string) string {
	t.Helper()
	var r io.Reader = strings.NewReader(body)
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		zr, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = zr
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHomeIsThePageAboutTheServiceWithoutTheApp(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, func(c *Config) { c.Pages = fstest.MapFS{".gitkeep": {}} })
	if _, body := call(t, s, "GET", "/", ""); !strings.Contains(body, `href="/docs"`) {
		t.Error(body)
	}
	if res, _ := call(t, s, "GET", "/login", ""); res.StatusCode != 404 {
		t.Error(res.StatusCode)
	}
}

// A page of the app that the server does not know would be gone after a reload.
func TestTheServerKnowsEveryAddressOfTheApp(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../web/src/router.ts")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`path: '/([a-z-]+)`).FindAllStringSubmatch(string(source), -1)
	if len(found) < 10 {
		t.Fatalf("only %d addresses in router.ts", len(found))
	}
	for _, m := range found {
		if !slices.Contains(appRoots, m[1]) {
			t.Errorf("/%s of router.ts is not in appRoots", m[1])
		}
	}
}
