package scenario

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// bomb is a workbook of some hundred KB whose one cell unpacks to more text than is taken.
func bomb(t *testing.T) string {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(part, text string) io.Writer {
		w, err := z.Create(part)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, text)
		return w
	}
	add("xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`)
	w := add("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c t="inlineStr"><is>`)
	run := "<t>" + strings.Repeat("a", 4_000) + "</t>"
	for range 49 << 20 / 4_000 {
		_, _ = io.WriteString(w, run)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// merged is a sheet of venues in which two cells are one.
func merged(t *testing.T) string {
	f := excelize.NewFile()
	defer f.Close()
	for at, text := range map[string]string{"A1": "编号", "B1": "店名", "C1": "等级", "A2": "V-1", "B2": "一店", "C2": "大", "A3": "V-2", "C3": "大"} {
		if err := f.SetCellStr("Sheet1", at, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.MergeCell("Sheet1", "B2", "B3"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAHostileSheetIsRefusedInWords(t *testing.T) {
	t.Parallel()
	w := newCast(t, openSQLite)
	const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	for name, tt := range map[string]struct {
		media, file, code string
		status            int
	}{
		"a bomb":                   {xlsx, bomb(t), "import.size", 413},
		"merged cells":             {xlsx, merged(t), "import.merged", 422},
		"neither UTF-8 nor GBK":    {"text/csv", "编号,店名\n\x80\xff\xff,\xff\xff\n", "import.encoding", 422},
		"UTF-16 cut in the middle": {"text/csv", "\xff\xfe\x16\x7f\xf7\x53,\x00\x97", "import.encoding", 422},
		"UTF-16 of half a sign":    {"text/csv", "\xff\xfe\x00\xd8a\x00", "import.encoding", 422},
	} {
		for _, dry := range []string{"", "?dryRun=true"} {
			got := w.want(t, tt.status, "sun", "POST", "/api/v1/imports/venues"+dry, []byte(tt.file), "Content-Type", tt.media)
			if code := got.text("code"); code != tt.code && !strings.Contains(got.text("errors/0/code"), tt.code) {
				t.Errorf("%s%s: %s, want %s", name, dry, code, tt.code)
			}
		}
	}
	if n := len(w.get(t, "sun", "/api/v1/imports").list("items")); n != 0 {
		t.Errorf("%d imports were begun", n)
	}
}
