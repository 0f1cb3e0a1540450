package handlers

import (
	"strings"
	"testing"

	"crewcheck/models"
)

func TestProblems(t *testing.T) {
	t.Parallel()
	s, book := newTestServer(t, nil)
	for _, tt := range []struct {
		name, path, lang string
		status           int
		code, detail     string
		fields           [][3]string
		retry            string
	}{
		{
			"fills the text and names the header", "/api/v1/fails/stale", "en", 412, "record.stale",
			"The record has changed; it is at version 7 now",
			[][3]string{{"If-Match", "record.stale", "The record has changed; it is at version 7 now"}},
			"",
		},
		{
			"speaks Chinese", "/api/v1/fails/many", "zh-CN,zh;q=0.9,en;q=0.8", 422, "body.invalid", "内容有误,见 errors",
			[][3]string{{"/answers/3/value", "field.range", "须在 0 到 10 之间"}, {"/id", "field.required", "必填"}},
			"",
		},
		{"keeps the cause of a dead store to itself", "/api/v1/fails/store", "en", 503, "store.unavailable", "The database does not answer; try again soon", nil, "5"},
		{"keeps an unknown error to itself", "/api/v1/fails/unknown", "en", 500, "internal", "Something went wrong here; it has been logged", nil, ""},
		{"takes a code that is not listed for our fault", "/api/v1/fails/unlisted", "en", 500, "internal", "Something went wrong here; it has been logged", nil, ""},
		{"keeps a panic to itself", "/api/v1/panic", "zh", 500, "internal", "服务出错,已记录", nil, ""},
		{"says when it took too long", "/api/v1/slow", "en", 503, "request.deadline", "That took too long; try again", nil, "5"},
		{"knows no such address", "/api/v1/nothing", "zh-Hans", 404, "route.missing", "没有这个地址", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, body := call(t, s, "GET", tt.path, "", "Accept-Language: "+tt.lang)
			p := problemIn(t, res, body)
			if p.Status != tt.status || p.Code != tt.code || p.Detail != tt.detail || res.Header.Get("Retry-After") != tt.retry {
				t.Errorf("%+v, Retry-After %q", p, res.Header.Get("Retry-After"))
			}
			if len(p.Errors) != len(tt.fields) {
				t.Fatalf("errors %v", p.Errors)
			}
			for i, f := range tt.fields {
				if got := p.Errors[i]; got.Pointer != f[0] || got.Code != f[1] || got.Detail != f[2] || got.Texts.In(langOf(tt.lang)) != f[2] {
					t.Errorf("%+v, want %v", got, f)
				}
			}
			if p.Texts.In(langOf(tt.lang)) != tt.detail || p.Texts.ZhCN == p.Texts.En || p.Texts.ZhCN == "" || p.Texts.En == "" {
				t.Errorf("in both languages: %+v", p.Texts)
			}
			for _, secret := range []string{"hunter2", "10.0.0.9", "cellar", "goroutine", ".go:"} {
				if strings.Contains(body, secret) {
					t.Errorf("tells %q: %s", secret, body)
				}
			}
			if tt.status >= 500 && strings.Count(book.String(), "level=ERROR msg=\"request failed\" requestId="+p.RequestID)+
				strings.Count(book.String(), "level=WARN msg=\"request failed\" requestId="+p.RequestID) != 1 {
				t.Errorf("not logged once: %s", book)
			}
		})
	}
}

func TestPanicIsLoggedWithItsStack(t *testing.T) {
	t.Parallel()
	s, book := newTestServer(t, nil)
	call(t, s, "GET", "/api/v1/panic", "")
	if log := book.String(); !strings.Contains(log, "the secret of the cellar") || !strings.Contains(log, "cast_test.go") {
		t.Error(log)
	}
}

func TestEveryStatusHasATitle(t *testing.T) {
	t.Parallel()
	for _, c := range models.Codes() {
		if title := titles[int(c.Kind)]; title.En == "" || title.ZhCN == "" {
			t.Errorf("%s: no title for %d", c.Code, c.Kind)
		}
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"": en, "zh": zhCN, "zh-CN": zhCN, "ZH-hans-cn": zhCN, "en-GB": en, "fr": en, "*": en, "zh;q=0": en,
		"fr, zh;q=0.5": zhCN, "en;q=0.2, zh;q=0.8": zhCN, "zh;q=0.2,en": en, "zh, en": zhCN, "en, zh": en, "zh;q=x, en;q=0.1": en, ";;,,": en,
	} {
		if got := langOf(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
