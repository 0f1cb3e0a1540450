package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var attacks = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a", " =1", "\u00a0=1", "　=cmd|' /C calc'!A0"}

func TestFormulasAreDefusedAndNumbersStayNumbers(t *testing.T) {
	t.Parallel()
	for _, text := range attacks {
		if Defuse(text) != "'"+text {
			t.Errorf("%q is not defused", text)
		}
	}
	for _, text := range []string{"", "a", "5-3", "红门=酒吧", "a@b.c", "'"} {
		if Defuse(text) != text {
			t.Errorf("%q is changed", text)
		}
	}
	var b bytes.Buffer
	w, err := NewCSV(&b)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Row([]any{"=1", -5, -2.5, int64(7), true, nil, "a,\"b\""}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil || b.String() != "\xEF\xBB\xBF'=1,-5,-2.5,7,true,,\"a,\"\"b\"\"\"\r\n" {
		t.Errorf("%q %v", b.String(), err)
	}
}

func TestXLSXIsReadByAnotherProgram(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := newXLSX(&b, Tab{Name: "检查", Widths: []int{30}, Texts: []int{1}}, 3)
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"名", "电话", "分"}, {"=1", "013900", -59.5}, {"<&>\x01\u0000 \"二\"\n行", nil, 2}, {"下一页", true, 1e-7}}
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.NextTab(Tab{Name: "说明"}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), "|"); got != "检查|检查 2|说明" {
		t.Fatal(got)
	}
	first, err := f.GetRows("检查")
	if err != nil || len(first) != 3 || first[1][0] != "=1" || first[1][1] != "013900" || first[1][2] != "-59.5" || first[2][0] != "<&> \"二\"\n行" {
		t.Errorf("%q %v", first, err)
	}
	second, err := f.GetRows("检查 2")
	if err != nil || len(second) != 2 || second[0][0] != "名" || second[1][0] != "下一页" {
		t.Errorf("%q %v", second, err)
	}
	if kind, err := f.GetCellType("检查", "C2"); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Errorf("a number is kept as %v %v", kind, err)
	}
	if kind, err := f.GetCellType("检查", "A2"); err != nil || kind != excelize.CellTypeInlineString {
		t.Errorf("a text is kept as %v %v", kind, err)
	}
	if formula, err := f.GetCellFormula("检查", "A2"); err != nil || formula != "" {
		t.Errorf("a text is the formula %q %v", formula, err)
	}
	for cell, want := range map[string]bool{"A2": true, "A3": false, "C2": false} {
		id, err := f.GetCellStyle("检查", cell)
		if err != nil {
			t.Fatal(err)
		}
		if quoted := f.Styles.CellXfs.Xf[id].QuotePrefix; (quoted != nil && *quoted) != want {
			t.Errorf("%s stays a text when it is edited: %v, want %v", cell, !want, want)
		}
	}
}

// What is written is read as it was, by the own reader as well: a refused row can be mended and sent again.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom([]string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1", "＠a", " =1"}), rapid.StringMatching(`[a-z=+@"、,;酒吧 -]{0,12}[a-z]`))
		rows := rapid.SliceOfN(rapid.SliceOfN(text, 3, 3), 1, 8).Draw(t, "rows")
		xlsx := rapid.Bool().Draw(t, "xlsx")
		var b bytes.Buffer
		var w Writer
		var err error
		if xlsx {
			w, err = NewXLSX(&b, Tab{Name: "a"})
		} else {
			w, err = NewCSV(&b)
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = w.Row([]any{"h1", "h2", "h3"})
		for _, r := range rows {
			_ = w.Row([]any{r[0], r[1], r[2]})
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := Read(b.Bytes(), usual)
		if err != nil || len(s.Rows) != len(rows)+1 {
			t.Fatalf("%v %v", s, err)
		}
		for i, r := range rows {
			for j, want := range r {
				got := s.Rows[i+1].Cell(j).Text
				if got != want {
					t.Fatalf("row %s cell %d: %q, want %q", strconv.Itoa(i), j, got, want)
				}
			}
		}
	})
}
