package models_test

import (
	"slices"
	"strings"
	"testing"

	"crewcheck/models"
)

// TestAnImportTellsAllThatIsWrongAtOnce: what the rules refuse of a row is told beside its cells that cannot be read and beside
// that it is there twice, and nothing that only follows from one of them.
func TestAnImportTellsAllThatIsWrongAtOnce(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, noun, file string
		wrong            []string // row by row: column and code
	}{
		{
			"a tier that there is not, beside a number that is none", "venues", "编号,店名,等级,最高堆几箱\nv-9,新店,巨大,六\nv-8,好店,大,6\n",
			[]string{"C field.choice, D cell.number", ""},
		},
		{
			"a code that is none, beside an empty name and a formula", "venues", "编号,店名,等级,保管\nv 9,,巨大,=A1\n",
			[]string{"A field.format, B field.required, C field.choice, D cell.formula"},
		},
		{
			"no code, beside a tier that there is not", "venues", "编号,店名,等级\n,新店,巨大\n",
			[]string{"A field.required, C field.choice"},
		},
		{
			"a row that is there twice, checked as if it had a code of its own", "venues", "编号,店名,等级\nv-9,新店,大\nv-9,,巨大\n",
			[]string{"", "A cell.duplicate, B field.required, C field.choice"},
		},
		{
			"somebody else's phone, beside a role that there is not", "users", "编号,手机号,姓名,角色\nu-9," + sunPhone + ",小九,老板\n",
			[]string{"B field.duplicate, D field.choice"},
		},
		{
			"no members are missed in a depot that nobody knows", "crews", "编号,班组名称,成员,仓\nc-9,,zhou,无此仓\n",
			[]string{"B field.required, D field.reference"},
		},
		{
			"a number too large, beside one that is none and a name too long", "products", "编号,品名,单位,保质期,每箱瓶数\np-9,黑啤," + longWord + ",九十天,5000\n",
			[]string{"C field.too-long, D cell.number, E field.range"},
		},
		{
			"every row of a run", "runs", "日期,班组,门店,顺序,商品,数量,应回瓶数,瓶型\n" +
				"05.03.2026,crew-1,blue-door,1,beer-500,五,1,500ml\n05.03.2026,crew-1,,x,beer-500,200000,,\n05.03.2026,crew-1,red-lantern,5000,no-beer,1,,\n",
			[]string{"A cell.date-ambiguous, F cell.number", "C field.required, D cell.number, F field.range", "D field.range, E field.reference"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			before := w.planned()
			report, err := w.DryRunImport(t.Context(), ma, models.ImportFile{Noun: c.noun, DepotID: changsha, Data: []byte(c.file)})
			w.ok(err)
			equal(t, wrongCells(report.Results), c.wrong)
			if w.planned() != before {
				t.Error("the dry run left something")
			}
			w.ok(imports(t, w.Service, c.noun, c.file))
			page, err := w.ImportedRows(t.Context(), ma, w.lastImport(), "", models.Key{}, 10)
			w.ok(err)
			equal(t, wrongCells(page.Items), c.wrong)
		})
	}
}

// longWord is longer than a unit may be.
const longWord = "一二三四五六七八九十一二三四五六七八九十一"

func wrongCells(rows []models.ImportRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		var cells []string
		for _, e := range r.Errors {
			cells = append(cells, e.Column+" "+e.Code)
		}
		slices.Sort(cells)
		out[i] = strings.Join(cells, ", ")
	}
	return out
}

func (w *world) lastImport() string {
	w.Helper()
	page, err := w.ListImports(w.Context(), ma, models.ListQuery{Limit: 1})
	w.ok(err)
	return page.Items[0].ID
}
