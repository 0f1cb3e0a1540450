package models_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"crewcheck/models"
)

// filesToKill are files of each noun, with a row that is refused among them; the venues are more than one batch.
var filesToKill = []struct {
	noun, file string
	kills      int64
}{
	{"venues", func() string {
		var b strings.Builder
		b.WriteString("编号,店名,等级\nV 9,错的,大\n")
		for i := range 104 {
			fmt.Fprintf(&b, "v-%d,店 %d,大\n", i, i)
		}
		return b.String()
	}(), 9},
	{"users", "手机号,姓名,角色\n13900009991,小九,搬运\n12,小十,搬运\n13900009992,小李,司机\n13900000003,老李,搬运\n", 9},
	{"crews", "编号,班组名称,成员\nc-9,九组,zhou\nc-8,八组,nobody-there\ncrew-1,一组,wang\n", 9},
	{"products", "编号,品名,单位,保质期(天)\np-9,黑啤,箱,90\np-8,白啤,箱,九十天\nbeer-500,啤酒,箱,200\n", 6},
	{"runs", "日期,班组,门店,商品,数量\n2026-03-12,crew-1,blue-door,beer-500,5\n2026-03-12,crew-1,red-lantern,beer-500,7\n2026-03-13,crew-2,red-lantern,beer-500,1\n2026-03-13,crew-9,red-lantern,beer-500,1\n", 12},
}

// imports sends a file in, or again, and works it off.
func imports(t *testing.T, s *models.Service, noun, file string) error {
	_, _, err := s.StartImport(t.Context(), ma, "key", models.ImportFile{Noun: noun, DepotID: changsha, Data: []byte(file)})
	if err != nil {
		return err
	}
	return s.WorkImports(t.Context())
}

// planned is everything that an import can write, without when it was written and how often, and what is drawn at random.
func (w *world) planned() string {
	w.Helper()
	var out []string
	note := func(doc models.Document) error {
		h := doc.Head()
		*h = models.Meta{ID: h.ID}
		text, _ := json.Marshal(doc)
		out = append(out, fmt.Sprintf("%T %s", doc, text))
		return nil
	}
	st, all := w.Store(), models.Filter{}
	w.ok(st.Users.All(w.Context(), all, func(x *models.User) error { return note(x) }))
	w.ok(st.Crews.All(w.Context(), all, func(x *models.Crew) error { return note(x) }))
	w.ok(st.Products.All(w.Context(), all, func(x *models.Product) error { return note(x) }))
	w.ok(st.Venues.All(w.Context(), all, func(x *models.Venue) error { return note(x) }))
	w.ok(st.VenueCards.All(w.Context(), all, func(x *models.VenueCard) error { return note(x) }))
	w.ok(st.Runs.All(w.Context(), all, func(x *models.Run) error { return note(x) }))
	w.ok(st.Stops.All(w.Context(), all, func(x *models.Stop) error { x.ReceiptToken = ""; return note(x) }))
	w.ok(st.Assignments.All(w.Context(), all, func(x *models.Assignment) error { return note(x) }))
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// told is what became of each row of the only import: a row that a killed server had written may be told as found unchanged, or
// half written, by the next.
func (w *world) told() string {
	w.Helper()
	page, err := w.ListImports(w.Context(), ma, models.ListQuery{Limit: 10})
	w.ok(err)
	if len(page.Items) != 1 || page.Items[0].State != models.ImportDone {
		w.Fatalf("imports: %+v", page.Items)
	}
	imp := &page.Items[0]
	var out strings.Builder
	fmt.Fprintf(&out, "%d rows, %d done, %d refused\n", imp.Rows, imp.Done, imp.Refused)
	w.ok(w.ImportRows(w.Context(), imp, false, func(r models.ImportRow, _ []string) error {
		if r.Outcome != models.RowRefused {
			r.Outcome = "taken"
		}
		fmt.Fprintf(&out, "%d %s %s %s %d\n", r.Row, r.Key, r.ID, r.Outcome, len(r.Errors))
		return nil
	}))
	return out.String()
}

// TestAnImportSurvivesAKill kills the server before and after some of its writes, from taking the file to telling of its last row; the
// next one, to which the file is sent again, ends in the same state as one that was never killed.
func TestAnImportSurvivesAKill(t *testing.T) {
	t.Parallel()
	for _, c := range filesToKill {
		t.Run(c.noun, func(t *testing.T) {
			t.Parallel()
			const many = 1 << 40
			start := func() (*world, *dying) {
				d := &dying{}
				d.left.Store(many)
				return newWorld(t, func(b models.Backend) models.Backend { d.Backend = b; return d }), d
			}
			whole, d := start()
			d.left.Store(many)
			whole.ok(imports(t, whole.Service, c.noun, c.file))
			writes := many - d.left.Load()
			want, told := whole.planned(), whole.told()
			for kill := range c.kills {
				n := 1 + kill*writes/c.kills
				w, d := start()
				d.after = kill%2 == 0
				d.left.Store(n)
				if err := imports(t, w.Service, c.noun, c.file); err == nil {
					t.Fatalf("write %d of %d never came", n, writes)
				}
				d.left.Store(many)
				w.Service = w.restart()
				w.clock.add(time.Minute)
				w.ok(imports(t, w.Service, c.noun, c.file))
				if have := w.planned(); have != want {
					t.Errorf("killed at write %d of %d:\n%s", n, writes, differing(have, want))
				}
				if have := w.told(); have != told {
					t.Errorf("killed at write %d of %d, told\n%s\nwant\n%s", n, writes, have, told)
				}
			}
		})
	}
}

// differing are the lines that only one of two texts has.
func differing(have, want string) string {
	var out []string
	h, w := strings.Split(have, "\n"), strings.Split(want, "\n")
	for _, l := range h {
		if !slices.Contains(w, l) {
			out = append(out, "has  "+l)
		}
	}
	for _, l := range w {
		if !slices.Contains(h, l) {
			out = append(out, "lost "+l)
		}
	}
	return strings.Join(out, "\n")
}
