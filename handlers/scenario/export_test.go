package scenario

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"crewcheck/models"
)

// breaking is a store that fails to list checks once it has given a number of pages.
type breaking struct {
	models.Backend
	pages atomic.Int64 // left; negative: all
}

func (b *breaking) List(ctx context.Context, spec *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	if spec.Name == "checks" && b.pages.Load() >= 0 && b.pages.Add(-1) < 0 {
		b.pages.Store(0)
		return errors.New("the disk is gone")
	}
	return b.Backend.List(ctx, spec, f, each)
}

// plantChecks stores checks of a depot without their stories.
func (w *world) plantChecks(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		k := &models.Check{DepotID: changsha, CrewID: crewOne, VenueID: club, Date: today, Flags: []string{}, MissingPhotos: []string{}}
		k.ID, k.CompletedAt = uuid(fmt.Sprint("planted", i)), models.At(morning)
		k.MemberID = strings.Repeat("m", 60)
		if err := w.service.Store().Checks.Insert(t.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *world) download(t *testing.T, path string) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", w.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.token(t, "sun"))
	return w.client.Do(req)
}

func TestABrokenExportIsNeverTakenForAWhole(t *testing.T) {
	t.Parallel()
	b := &breaking{}
	b.pages.Store(-1)
	w := newCast(t, func(t testing.TB) models.Backend { b.Backend = openSQLite(t); return b })
	w.plantChecks(t, 1000)
	for _, format := range []string{"csv", "xlsx", "ndjson"} {
		path := "/api/v1/exports/checks?format=" + format
		res, err := w.download(t, path)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != 200 || len(whole) == 0 {
			t.Fatalf("%s: %d %v", format, res.StatusCode, err)
		}
		b.pages.Store(4)
		res, err = w.download(t, path)
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(res.Body)
		res.Body.Close()
		b.pages.Store(-1)
		if res.StatusCode == 200 && err == nil {
			t.Errorf("%s: a download of %d of %d bytes ended as if it were whole", format, len(part), len(whole))
		}
		b.pages.Store(0)
		res, err = w.download(t, path)
		b.pages.Store(-1)
		if err != nil || res.StatusCode != 500 {
			t.Errorf("%s: what fails at once is no problem: %v %v", format, res, err)
		}
		res.Body.Close()
	}
	w.log.take()
}

// Whoever goes away frees the place: one caller has two.
func TestAReaderWhoGoesAwayEndsTheExport(t *testing.T) {
	t.Parallel()
	w := newCast(t, openSQLite)
	w.plantChecks(t, 1000)
	for range 20 {
		for status := 0; status != 200; {
			res, err := w.download(t, "/api/v1/exports/checks?format=ndjson")
			if err != nil {
				t.Fatal(err)
			}
			if status = res.StatusCode; status != 200 && status != 429 {
				t.Fatal(res.Status)
			}
			res.Body.Close() // with most of it unread
		}
	}
}

// A ticket is a login for one address, one minute, and no longer than the login it came from.
func TestATicketIsGoodForOneDownload(t *testing.T) {
	t.Parallel()
	w := newCast(t, openSQLite)
	w.plantChecks(t, 3)
	status := func(path string) int {
		t.Helper()
		return w.do(t, call{method: "GET", path: path}).status
	}
	ticket := func(path string) string {
		return w.want(t, 201, "sun", "POST", "/api/v1/exports/tickets", object{"path": path}).text("url")
	}
	const path = "/api/v1/exports/checks?format=ndjson&lang=zh-CN"
	at := ticket(path)
	if got := w.do(t, call{method: "GET", path: at}); got.status != 200 || strings.Count(string(got.body), "\n") != 3 {
		t.Fatalf("%d: %s", got.status, got.body)
	}
	_, token, _ := strings.Cut(at, "&ticket=")
	for _, other := range []string{
		"/api/v1/exports/checks?format=csv&lang=zh-CN&ticket=" + token,
		"/api/v1/exports/complaints?format=ndjson&lang=zh-CN&ticket=" + token,
		"/api/v1/exports/checks?format=ndjson&lang=zh-CN&crewId=x&ticket=" + token,
		"/api/v1/exports/checks?ticket=" + token,
		path + "&ticket=" + w.token(t, "sun"),
		"/api/v1/me?x=1&ticket=" + token,
	} {
		if got := status(other); got != 401 {
			t.Errorf("%.60s… answers %d", other, got)
		}
	}
	if got := w.do(t, call{method: "GET", path: "/api/v1/me", header: map[string]string{"Authorization": "Bearer " + token}}).status; got != 401 {
		t.Errorf("a ticket logs in with %d", got)
	}
	venues := w.want(t, 201, "chen", "POST", "/api/v1/exports/tickets", object{"path": path}).text("url")
	if got := status(venues); got != 403 {
		t.Errorf("a venue exports checks by a ticket: %d", got)
	}
	w.advance(models.TicketTTL + 1)
	if got := status(at); got != 401 {
		t.Errorf("a minute later it answers %d", got)
	}
}

// Who asks before the download hears what the download would be answered, and takes nobody's place by it.
func TestAHeadOfAnExportAnswersWhatItsDownloadWould(t *testing.T) {
	t.Parallel()
	w := newCast(t, openSQLite)
	w.plantChecks(t, 1000)
	asked := func(path string) (head, get int) {
		t.Helper()
		return w.do(t, call{method: "HEAD", path: path}).status, w.do(t, call{method: "GET", path: path}).status
	}
	at := func(path string) string {
		return w.want(t, 201, "sun", "POST", "/api/v1/exports/tickets", object{"path": path}).text("url")
	}
	checks := at("/api/v1/exports/checks?format=ndjson")
	for path, want := range map[string]int{
		checks:                              200,
		checks[:len(checks)-8] + "AAAAAAAA": 401,
		at("/api/v1/exports/scores?depotId=" + zhuzhou):                       404,
		at("/api/v1/exports/scores?depotId=" + changsha + "&from=2020-01-01"): 400,
	} {
		if head, get := asked(path); head != want || get != want {
			t.Errorf("%.70s answers %d to HEAD and %d to GET, want %d", path, head, get, want)
		}
	}
	for range 20 { // each takes one of two places, and gives it back before it answers
		if got := w.do(t, call{method: "HEAD", path: checks}).status; got != 200 {
			t.Fatalf("HEAD after HEAD answers %d", got)
		}
	}
	w.advance(models.TicketTTL + 1)
	if head, _ := asked(checks); head != 401 {
		t.Errorf("a ticket that has run out answers %d to HEAD", head)
	}
}
