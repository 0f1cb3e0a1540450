package handlers

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"crewcheck/checklists"
	"crewcheck/models"
)

// maxVenuePage is what the page behind a code may weigh, style, script and pictures in it, compressed.
const maxVenuePage = 15 << 10

// fullReceipt has of everything that the page can show.
func fullReceipt() *models.PublicReceipt {
	at := models.At(time.Date(2026, 11, 18, 3, 0, 0, 0, time.UTC))
	r := &models.PublicReceipt{Venue: "夜色俱乐部", Date: "2026-11-18", Zone: "Asia/Shanghai", Number: "R-1", ArrivedAt: &at}
	for _, status := range []string{models.Open, models.Acknowledged, models.Decided, models.Resolved, models.Closed, models.Reopened} {
		r.Said = append(r.Said, models.PublicComplaint{Number: "C-" + status, Status: status, CategoryText: models.Text{ZhCN: "送晚了", En: "Came late"}, DueAckAt: at, DueResolveAt: at, Answer: strings.Repeat("答复", 100)})
	}
	for range 12 {
		r.Lines = append(r.Lines, models.PublicLine{Product: models.Text{ZhCN: "湘江清爽 500ml", En: "Xiangjiang 500ml"}, Unit: "case", Quantity: 3})
		r.Bottles = append(r.Bottles, models.PublicBottles{Type: "brown-640", Taken: 24, Left: 2})
	}
	r.Swaps = []models.PublicSwap{{Unit: "bottles", Reported: 3, Swapped: 2}}
	r.Crew = []models.PublicMember{{FirstName: "海波", Role: models.Driver}}
	r.Messages = []models.PublicMessage{{Text: "周五多带两箱"}}
	r.Promises = []models.PublicPromise{{Says: models.Text{ZhCN: "补送两箱", En: "Bring two more cases"}, DueOn: "2026-11-20"}}
	return r
}

func renderVenue(t *testing.T, lang string, now time.Time) string {
	t.Helper()
	s := New(Config{Now: func() time.Time { return now }})
	out := ""
	s.app.Get("/page", func(c *fiber.Ctx) error {
		r := &Request{Ctx: c, API: s}
		p := r.newVenuePage()
		p.Receipt = fullReceipt()
		for _, cat := range checklists.Default().Categories {
			p.Categories = append(p.Categories, pictured{Code: cat.Code, Text: cat.Text.In(p.Lang), Path: drawing(&cat)})
		}
		for i, text := range p.Words.Faces {
			p.Faces = append(p.Faces, pictured{Value: "1", Text: text, Path: drawings["face"] + faceMouths[i]})
		}
		for _, k := range p.Receipt.Said {
			p.Said = append(p.Said, p.said(k, now))
		}
		return r.html(200, "receipt", p)
	})
	req := httptest.NewRequest(http.MethodGet, "/page?lang="+lang, nil)
	res, err := s.app.Test(req, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	out = b.String()
	policy := res.Header.Get("Content-Security-Policy")
	for _, tag := range []string{"style", "script"} {
		m := regexp.MustCompile(`(?s)<`+tag+`>(.*?)</`+tag+`>`).FindAllStringSubmatch(out, -1)
		if len(m) != 1 {
			t.Fatalf("%d elements %s", len(m), tag)
		}
		sum := sha256.Sum256([]byte(m[0][1]))
		if want := tag + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("the policy %s lacks %s", policy, want)
		}
	}
	return out
}

// TestTheVenuesPageIsSmall: all of it, with everything that it can show, in one answer.
func TestTheVenuesPageIsSmall(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh-CN", "en"} {
		page := renderVenue(t, lang, time.Date(2026, 11, 18, 1, 0, 0, 0, time.UTC))
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed) // as it is served
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(page))
		_ = w.Close()
		t.Logf("%s: %d bytes, %d compressed", lang, len(page), b.Len())
		if b.Len() > maxVenuePage {
			t.Errorf("the page is %d bytes, %d at most", b.Len(), maxVenuePage)
		}
		if m := regexp.MustCompile(`(?i)(src|href|action)="?(https?:)?//|\son[a-z]+=|\sstyle=|%[12]`).FindString(page); m != "" {
			t.Errorf("%s: the page holds %q", lang, m)
		}
	}
}

// TestThePagesScriptIsOld: WeChat's browser on old phones knows no arrow functions, let, const, classes or templates.
func TestThePagesScriptIsOld(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`(?m)//.*$|'[^'\n]*'`).ReplaceAllString(pageScript, "''")
	if m := regexp.MustCompile("=>|`|\\b(let|const|class|async|await|import|export)\\b|\\?\\.|\\?\\?|\\.\\.\\.").FindString(code); m != "" {
		t.Errorf("the script holds %q", m)
	}
}

// TestThePageTellsWhen: by the venue's clock, and who is told when it is late.
func TestThePageTellsWhen(t *testing.T) {
	t.Parallel()
	due := models.At(time.Date(2026, 11, 18, 16, 30, 0, 0, time.UTC)) // 00:30 of the 19th in Changsha
	p := venuePage{Lang: "en", Words: venueTexts["en"], Receipt: &models.PublicReceipt{Zone: "Asia/Shanghai"}}
	for _, x := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 11, 18, 15, 0, 0, 0, time.UTC), "tomorrow 00:30"},
		{time.Date(2026, 11, 18, 16, 1, 0, 0, time.UTC), "today 00:30"},
		{time.Date(2026, 11, 16, 1, 0, 0, 0, time.UTC), "Thu 19 Nov 00:30"},
	} {
		if got := p.when(due, x.at); got != x.want {
			t.Errorf("at %s: %q, want %q", x.at, got, x.want)
		}
	}
	k := models.PublicComplaint{Status: models.Open, DueAckAt: due, DueResolveAt: due}
	if next := p.said(k, due.Add(time.Minute).Time).Next; !strings.Contains(next, "the manager has been told") {
		t.Errorf("late: %q", next)
	}
}

// TestEveryCategoryHasItsPicture: of those that the page shows.
func TestEveryCategoryHasItsPicture(t *testing.T) {
	t.Parallel()
	for _, c := range checklists.Default().Categories {
		if c.Owner[0] == "crew" && drawings[c.Code] == "" {
			t.Errorf("%s has no picture", c.Code)
		}
	}
}
