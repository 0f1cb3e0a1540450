package handlers

import (
	"regexp"
	"strings"
	"testing"

	"crewcheck/models"
)

var linkPattern = regexp.MustCompile(`(?:href|src|action)="([^"]*)"|url\(`)

func TestPages(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	for _, path := range []string{"/", "/docs", "/docs/errors"} {
		for lang, word := range map[string]string{en: `lang="en"`, zhCN: `lang="zh-CN"`} {
			t.Run("loads nothing from elsewhere: "+path+" "+lang, func(t *testing.T) {
				t.Parallel()
				res, body := call(t, s, "GET", path, "", "Accept-Language: "+lang)
				if res.StatusCode != 200 || !strings.Contains(body, word) || res.Header.Get("Content-Language") != lang {
					t.Fatalf("%d %v", res.StatusCode, res.Header)
				}
				if strings.Contains(body, "<script") || strings.Contains(body, " style=") || strings.Contains(body, "<no value>") {
					t.Error("script, inline style or a hole in the template")
				}
				for _, link := range linkPattern.FindAllStringSubmatch(body, -1) {
					if !strings.HasPrefix(link[1], "/") && !strings.HasPrefix(link[1], "#") || strings.HasPrefix(link[1], "//") {
						t.Errorf("foreign link %q", link[0])
					}
				}
				if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
					t.Error(csp)
				}
			})
		}
	}
}

func TestLinksOfPagesLead(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	_, reference := call(t, s, "GET", "/docs", "")
	_, problems := call(t, s, "GET", "/docs/errors", "")
	for _, link := range linkPattern.FindAllStringSubmatch(reference, -1) {
		path, anchor, _ := strings.Cut(link[1], "#")
		page := reference
		switch path {
		case "":
		case "/docs/errors":
			page = problems
		default:
			if res, _ := call(t, s, "GET", path, ""); res.StatusCode != 200 {
				t.Errorf("%s: %d", path, res.StatusCode)
			}
		}
		if anchor != "" && !strings.Contains(page, `id="`+anchor+`"`) {
			t.Errorf("%s leads nowhere", link[1])
		}
	}
}

func TestReferenceShowsTheTable(t *testing.T) {
	t.Parallel()
	s, _ := newTestServer(t, nil)
	_, body := call(t, s, "GET", "/docs", "")
	for _, rt := range s.Routes() {
		if !strings.Contains(body, `id="`+rt.Name+`"`) || !strings.Contains(body, openPath(rt.Path)) {
			t.Errorf("lacks %s", rt.Name)
		}
	}
	for _, want := range []string{"<span>driver</span><span>porter</span>", `href="#type-Tick"`, "image/png", "check.conflict", "1–200", "integer", "TickAnswer[]", "TickAnswer | null"} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %s", want)
		}
	}
	_, problems := call(t, s, "GET", "/docs/errors", "", "Accept-Language: zh")
	for _, c := range models.Codes() {
		if !strings.Contains(problems, `id="`+c.Code+`"`) {
			t.Errorf("lacks %s", c.Code)
		}
	}
}
