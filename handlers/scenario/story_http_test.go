package scenario

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func ifMatch(t *testing.T, w *world) {
	at, body := "/api/v1/products/p-match", productBody(changsha, "Ale")
	refused := w.want(t, 412, "sun", "PUT", at, body, "If-Match", "*")
	equal(t, "code", refused.text("code"), "record.stale")
	w.want(t, 201, "sun", "PUT", at, body)
	edit := func(days int, tag string) answer {
		t.Helper()
		return w.do(t, call{who: "sun", method: "PUT", path: at, body: with(body, "shelfLifeDays", days), header: map[string]string{"If-Match": tag}})
	}
	a := edit(90, `"1"`)
	equal(t, "the version it read", a.status, 200)
	equal(t, "the new tag", a.header.Get("ETag"), `"2"`)
	stale := edit(80, `"1"`)
	equal(t, "a version that is gone", stale.status, 412)
	if detail := read(t, stale.body).text("detail"); !strings.Contains(detail, "2") {
		t.Errorf("the refusal does not name the version: %s", detail)
	}
	equal(t, "any version", edit(70, "*").status, 200)
	w.token(t, "sun")
	won := make([]int, 8)
	var all sync.WaitGroup
	for i := range won {
		c := call{who: "sun", method: "PUT", path: at, body: with(body, "shelfLifeDays", i), header: map[string]string{"If-Match": `"3"`}}
		all.Go(func() { won[i] = w.send(t, c, "en").status })
	}
	all.Wait()
	slices.Sort(won)
	equal(t, "eight edits of one version", fmt.Sprint(won), "[200 412 412 412 412 412 412 412]")
}

func unchangedDay(t *testing.T, w *world) {
	get := func(tag string) answer {
		t.Helper()
		return w.do(t, call{who: "li", method: "GET", path: "/api/v1/today", header: map[string]string{"If-None-Match": tag}})
	}
	first := get("")
	tag := first.header.Get("ETag")
	w.advance(60e9)
	same := get(tag)
	equal(t, "a minute later", same.status, 304)
	equal(t, "its body", len(same.body), 0)
	equal(t, "a weak tag", get("W/"+tag).status, 304)
	w.want(t, 200, "sun", "PUT", "/api/v1/runs/r-one", with(runBody(crewOne, stopBody("s-club", club), stopBody("s-bar", bar)), "vehicle", "湘A·00002"))
	changed := get(tag)
	equal(t, "after a change", changed.status, 200)
	if changed.header.Get("ETag") == tag {
		t.Error("the changed day has the old tag")
	}
	w.want(t, 201, "chen", "POST", "/api/v1/complaints", complaint(club, "dress"))
	equal(t, "after a complaint", get(changed.header.Get("ETag")).status, 200)
}

// pages: every list, page by page, shows everything once and in the order of one long page.
func pages(t *testing.T, w *world) {
	for i := range 7 {
		id := fmt.Sprint(i)
		w.want(t, 201, "sun", "PUT", "/api/v1/crews/c-page"+id, crewBody(changsha, "组"+id))
		w.want(t, 201, "sun", "PUT", "/api/v1/products/p-page"+id, productBody(changsha, "Ale"))
		w.want(t, 201, "sun", "PUT", "/api/v1/venues/v-page"+id, venueBody(changsha, "店"+id, "small"))
		w.want(t, 201, "sun", "PUT", "/api/v1/runs/r-page"+id, with(runBody(crewOne), "date", fmt.Sprintf("2026-11-%02d", 10+i/2)))
		w.want(t, 201, "chen", "POST", "/api/v1/complaints", complaint(club, "dress"))
		w.handIn(t, "li", "page"+id, check("fifo-stocking", "r-one", "s-club", "li", 0))
	}
	for _, list := range []string{"users", "crews", "products", "venues", "runs", "complaints", "checks"} {
		long := w.get(t, "sun", "/api/v1/"+list+"?limit=200")
		if len(long.list("items")) < 6 || long.text("next") != "" {
			t.Errorf("%s: one long page of %d, next %q", list, len(long.list("items")), long.text("next"))
		}
		for _, limit := range []int{1, 3} {
			equal(t, fmt.Sprintf("%s by %d", list, limit), w.paged(t, list, limit), idsOf(long))
		}
	}
	cursor := w.get(t, "sun", "/api/v1/crews?limit=1").text("next")
	w.want(t, 400, "sun", "GET", "/api/v1/venues?cursor="+cursor, nil)
	w.want(t, 400, "sun", "GET", "/api/v1/crews?cursor="+cursor[1:], nil)
}

func idsOf(page doc) string {
	var ids []string
	for _, item := range page.list("items") {
		ids = append(ids, item.text("id"))
	}
	return strings.Join(ids, " ")
}

// paged reads a list page by page.
func (w *world) paged(t *testing.T, list string, limit int) string {
	t.Helper()
	var all []string
	cursor := ""
	for range 200 {
		page := w.get(t, "sun", fmt.Sprintf("/api/v1/%s?limit=%d%s", list, limit, cursor))
		if n := len(page.list("items")); n > limit {
			t.Errorf("%s: %d entries, the limit is %d", list, n, limit)
		}
		if ids := idsOf(page); ids != "" {
			all = append(all, ids)
		}
		if page.text("next") == "" {
			return strings.Join(all, " ")
		}
		cursor = "&cursor=" + page.text("next")
	}
	t.Fatalf("%s has no end", list)
	return ""
}
