package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

var usual = Limits{Rows: 1000, Columns: 200, Text: 8 << 20, Unpacked: 64 << 20}

// texts are the cells of a sheet, row by row.
func texts(s *Sheet) string {
	var b strings.Builder
	for _, r := range s.Rows {
		fmt.Fprintf(&b, "%d:", r.Number)
		for _, c := range r.Cells {
			fmt.Fprintf(&b, "[%s]", c.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func encoded(t *testing.T, order unicode.Endianness, mark unicode.BOMPolicy, text string) []byte {
	t.Helper()
	out, err := unicode.UTF16(order, mark).NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCSVOfAnyOriginReadsAlike(t *testing.T) {
	t.Parallel()
	const plain = "编号,店名,备注\nV1,红门,\"一\n二\"\n\nV2,\"a \"\"b\"\"\",\n"
	const want = "1:[编号][店名][备注]\n2:[V1][红门][一\n二]\n4:[V2][a \"b\"]\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data     []byte
		encoding string
	}{
		"UTF-8":                    {[]byte(plain), "UTF-8"},
		"UTF-8 with a mark":        {append([]byte("\xEF\xBB\xBF"), plain...), "UTF-8"},
		"GBK":                      {gbk, "GB18030"},
		"UTF-16 little with mark":  {encoded(t, unicode.LittleEndian, unicode.UseBOM, plain), "UTF-16"},
		"UTF-16 big with mark":     {encoded(t, unicode.BigEndian, unicode.UseBOM, plain), "UTF-16"},
		"UTF-16 little, no mark":   {encoded(t, unicode.LittleEndian, unicode.IgnoreBOM, plain), "UTF-16"},
		"UTF-16 big, no mark":      {encoded(t, unicode.BigEndian, unicode.IgnoreBOM, plain), "UTF-16"},
		"CRLF":                     {[]byte(strings.ReplaceAll(plain, "\n", "\r\n")), "UTF-8"},
		"semicolons":               {[]byte(strings.ReplaceAll(plain, ",", ";")), "UTF-8"},
		"tabs":                     {[]byte(strings.ReplaceAll(plain, ",", "\t")), "UTF-8"},
		"a line that names commas": {append([]byte("sep=,\r\n"), plain...), "UTF-8"},
	} {
		got, err := Read(c.data, usual)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if texts(got) != want || got.Encoding != c.encoding || got.Format != "csv" {
			t.Errorf("%s: got %s %q, want %q", name, got.Encoding, texts(got), want)
		}
	}
	old, err := Read([]byte("a,b\r1,2\r"), usual)
	if err != nil || texts(old) != "1:[a][b]\n2:[1][2]\n" {
		t.Errorf("old Macs: %v %v", old, err)
	}
}

func TestATitleDoesNotSayWhatPartsTheFields(t *testing.T) {
	t.Parallel()
	s, err := Read([]byte("一月,二月,三月,四月的门店\n编号;店名\nV-1;一店,二楼\nV-2;\"二;店\"\n"), usual)
	if err != nil || texts(s) != "1:[一月,二月,三月,四月的门店]\n2:[编号][店名]\n3:[V-1][一店,二楼]\n4:[V-2][二;店]\n" {
		t.Errorf("%v %v", texts(s), err)
	}
}

func TestCSVUndoesWhatSpreadsheetsDoToTexts(t *testing.T) {
	t.Parallel()
	s, err := Read([]byte("a,b,c,d\n\"=\"\"007\"\"\",'=1+1,=1+1,'tis\n"), usual)
	if err != nil {
		t.Fatal(err)
	}
	r := s.Rows[1]
	if r.Cell(0) != (Cell{Text: "007"}) || r.Cell(1) != (Cell{Text: "=1+1"}) || r.Cell(2).Kind != Formula || r.Cell(3).Text != "'tis" {
		t.Errorf("%+v", r)
	}
}

// workbook is a file of excelize, which knows nothing of this package.
func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t testing.TB, f *excelize.File, cells ...any) {
	t.Helper()
	for i := 0; i < len(cells); i += 2 {
		if err := f.SetCellValue("Sheet1", cells[i].(string), cells[i+1]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestXLSXOfAnotherProgramIsRead(t *testing.T) {
	t.Parallel()
	data := workbook(t, func(f *excelize.File) {
		set(t, f, "A1", "编号", "C1", "数量", "A3", "V1", "B3", true, "C3", 13900000000.0, "D3", 0.1+0.2, "E3", " 空 ")
		if err := f.SetCellRichText("Sheet1", "F3", []excelize.RichTextRun{{Text: "半"}, {Text: "粗", Font: &excelize.Font{Bold: true}}}); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellFormula("Sheet1", "G3", "=A1&B1"); err != nil {
			t.Fatal(err)
		}
		if err := f.MergeCell("Sheet1", "A5", "B6"); err != nil {
			t.Fatal(err)
		}
		set(t, f, "A5", "x")
	})
	s, err := Read(data, usual)
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(s); got != "1:[编号][][数量]\n3:[V1][true][13900000000][0.3][ 空 ][半粗][]\n5:[x]\n" {
		t.Errorf("%q", got)
	}
	if s.Rows[1].Cell(6).Kind != Formula || s.Rows[1].Cell(2).Kind != Number || s.Rows[1].Cell(99) != (Cell{}) {
		t.Errorf("%+v", s.Rows[1])
	}
	if len(s.Merged) != 1 || !Within(s.Merged[0], 6) || Within(s.Merged[0], 7) {
		t.Errorf("merged: %v", s.Merged)
	}
}

func TestTheFirstVisibleSheetIsRead(t *testing.T) {
	t.Parallel()
	data := workbook(t, func(f *excelize.File) {
		set(t, f, "A1", "hidden")
		if _, err := f.NewSheet("数据"); err != nil {
			t.Fatal(err)
		}
		f.SetActiveSheet(1)
		if err := errors.Join(f.SetCellValue("数据", "A1", "shown"), f.SetSheetVisible("Sheet1", false)); err != nil {
			t.Fatal(err)
		}
	})
	if s, err := Read(data, usual); err != nil || texts(s) != "1:[shown]\n" {
		t.Errorf("%v %v", s, err)
	}
}

func TestDatesOf1904AreKnown(t *testing.T) {
	t.Parallel()
	yes := true
	data := workbook(t, func(f *excelize.File) {
		set(t, f, "A1", 44624)
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Fatal(err)
		}
	})
	s, err := Read(data, usual)
	if err != nil || !s.Date1904 {
		t.Fatal(s, err)
	}
	if date, _, ok := s.Rows[0].Cell(0).ReadDate(s.Date1904); !ok || date != "2026-03-05" {
		t.Error(date, ok)
	}
}

// bomb is an XLSX whose sheet unpacks to n bytes of one piece again and again, stored without ever holding them.
func bomb(t testing.TB, n int64, head, piece string) []byte {
	t.Helper()
	return bombIn(t, "xl/worksheets/sheet1.xml", n, head, piece)
}

// bombIn has its bytes in another part.
func bombIn(t testing.TB, part string, n int64, head, piece string) []byte {
	t.Helper()
	var packed bytes.Buffer
	sum, size := crc32.NewIEEE(), int64(0)
	fl, _ := flate.NewWriter(&packed, flate.BestSpeed)
	w := io.MultiWriter(fl, sum)
	for _, part := range []string{head} {
		m, _ := io.WriteString(w, part)
		size += int64(m)
	}
	block := strings.Repeat(piece, max(1, int(min(n, 1<<20))/len(piece)))
	for first := true; first || size < n; first = false {
		m, _ := io.WriteString(w, block)
		size += int64(m)
	}
	fl.Close()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
	} {
		f, _ := z.Create(name)
		_, _ = io.WriteString(f, text)
	}
	if part != "xl/worksheets/sheet1.xml" {
		_, _ = z.Create("xl/worksheets/sheet1.xml")
	}
	raw, err := z.CreateRaw(&zip.FileHeader{Name: part, Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(size)})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = raw.Write(packed.Bytes())
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func wantCode(t *testing.T, name string, err error, code string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("%s: want %s, got %v", name, code, err)
	}
}

const sheetStart = `<worksheet><sheetData>`

func TestHostileSheetsEndInACodeAndLittleMemory(t *testing.T) {
	lim := Limits{Rows: 50_000, Columns: 200, Text: 8 << 20, Unpacked: 16 << 20}
	const much = 20 << 20 // more than Unpacked; the reader stops there, whatever the file goes on to
	// What is garbage is swept at once, so that the heap is what the reader holds, whenever the collector happens to run.
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"megabytes of empty rows":         {bomb(t, much, sheetStart, `<row></row>`), "import.rows"},
		"megabytes of nothing":            {bomb(t, much, sheetStart, `<row><c/><c/><c/><c/><c/><c/><c/></row>                                                `), "import.unpacked"},
		"megabytes of rows":               {bomb(t, much, sheetStart, `<row><c><v>1</v></c></row>`), "import.rows"},
		"megabytes in one cell":           {bomb(t, much, sheetStart+`<row><c t="str"><v>`, "aaaaaaaaaaaaaaaa"), "import.broken"},
		"megabytes in one tag":            {bomb(t, much, sheetStart+`<row a="`, "aaaaaaaaaaaaaaaa"), "import.broken"},
		"megabytes in an instruction":     {bomb(t, much, `<?xml `, "a><a"), "import.broken"},
		"megabytes of nesting":            {bomb(t, much, sheetStart, `<a>`), "import.broken"},
		"megabytes of columns":            {bomb(t, much, sheetStart+`<row>`, `<c><v>1</v></c>`), "import.columns"},
		"megabytes of runs in one cell":   {bomb(t, much, sheetStart+`<row><c t="inlineStr"><is>`, `<t>`+strings.Repeat("a", 4000)+`</t>`), "import.size"},
		"megabytes of empty shared texts": {bombIn(t, "xl/sharedStrings.xml", much, `<sst>`, `<si/>`), "import.size"},
		"a comment":                       {bomb(t, 1<<20, `<!-- `, "a"), "import.broken"},
		"an entity that unfolds":          {bomb(t, 1<<20, `<!DOCTYPE a [<!ENTITY b "bbbb">]>`, "&b;"), "import.broken"},
		"a cell in column XFD":            {bomb(t, 1, sheetStart, `<row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>`), "import.columns"},
		"a shared text that is not there": {bomb(t, 1, sheetStart, `<row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData></worksheet>`), "import.broken"},
	} {
		if len(c.data) > 16<<20 {
			t.Errorf("%s: the file itself has %d MB", name, len(c.data)>>20)
		}
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		held := lim
		if c.code == "import.size" {
			held.Unpacked = 2 * much // the texts are what ends it
		}
		_, err := Read(c.data, held)
		runtime.ReadMemStats(&after)
		wantCode(t, name, err, c.code)
		t.Logf("%s: %d KB file, %d MB allocated, %d MB held", name, len(c.data)>>10, (after.TotalAlloc-before.TotalAlloc)>>20, int64(after.HeapAlloc-before.HeapAlloc)>>20)
		if held := after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc); held > 40<<20 {
			t.Errorf("%s: %d MB on the heap", name, held>>20)
		}
	}
}

func TestWhatIsNoSpreadsheetIsCalledByItsName(t *testing.T) {
	t.Parallel()
	locked := new(bytes.Buffer)
	f := excelize.NewFile()
	if err := f.Write(locked, excelize.Options{Password: "geheim"}); err != nil {
		t.Fatal(err)
	}
	archive := new(bytes.Buffer)
	z := zip.NewWriter(archive)
	if w, err := z.Create("word/document.xml"); err != nil {
		t.Fatal(err)
	} else if _, err := w.Write([]byte("<w/>")); err != nil {
		t.Fatal(err)
	}
	_ = z.Close()
	xls := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"under a password":         {locked.Bytes(), "import.password"},
		".xls":                     {xls, "import.xls"},
		"a page called .xls":       {[]byte("\xEF\xBB\xBF\r\n<HTML xmlns:x=\"urn\"><table><tr><td>1"), "import.html"},
		"XML called .xls":          {[]byte(`<?xml version="1.0"?><Workbook/>`), "import.html"},
		"a document":               {archive.Bytes(), "import.other"},
		"half an archive":          {archive.Bytes()[:40], "import.broken"},
		"a picture":                {append([]byte("\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte{0, 0, 1, 2}, 500)...), "import.other"},
		"half a Chinese character": {[]byte("编号,店名\nV1,\xE7\xBA\xFF\n"), "import.encoding"},
		"quotes that do not match": {[]byte("a,b\n1,\"2\n"), "import.csv"},
		"too many rows":            {[]byte(strings.Repeat("a,b\n", 1001)), "import.rows"},
		"100,000 columns":          {[]byte(strings.Repeat("a,", 100_000) + "a\n"), "import.columns"},
		"too much text":            {[]byte(strings.Repeat(strings.Repeat("a", 10_000)+"\n", 900)), "import.size"},
	} {
		_, err := Read(c.data, usual)
		wantCode(t, name, err, c.code)
	}
	if s, err := Read(nil, usual); err != nil || len(s.Rows) != 0 {
		t.Error("an empty file has no rows:", s, err)
	}
}

func TestNumbersDatesAndTimesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	number := func(text string) Cell { return Cell{Text: text, Kind: Number} }
	for text, want := range map[string]string{
		"2026-03-05": "2026-03-05", "2026/3/5": "2026-03-05", "2026.3.5": "2026-03-05", "2026年3月5日": "2026-03-05", "2026 年 3 月 5 号": "2026-03-05",
		"20260305": "2026-03-05", "２０２６／３／５": "2026-03-05", "2026/3/5 0:00:00": "2026-03-05", "2026-03-05T00:00:00Z": "2026-03-05",
		"2026-02-30": "", "05.03.2026": "?", "5/3/2026": "?", "03-05-26": "?", "2026-3": "", "tomorrow": "", "46086": "", "": "",
	} {
		date, ambiguous, ok := Cell{Text: text}.ReadDate(false)
		if got := map[bool]string{true: date}[ok]; got != strings.TrimSuffix(want, "?") || ambiguous != (want == "?") {
			t.Errorf("date %q: %q %v %v, want %q", text, date, ambiguous, ok, want)
		}
	}
	for text, want := range map[string]string{"46086": "2026-03-05", "20260305": "2026-03-05", "46086.5": "", "12": "", "-3": ""} {
		date, _, ok := number(text).ReadDate(false)
		if got := map[bool]string{true: date}[ok]; got != want {
			t.Errorf("date number %s: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"9:00": "09:00", "09:00:00": "09:00", "９：３０": "09:30", "9点30分": "09:30", "9:05 PM": "21:05", "12:00am": "00:00", "24:00": "24:00",
		"24:01": "", "9:60": "", "25:00": "", "9": "", "13:00 pm": "", "noon": "",
	} {
		clock, ok := Cell{Text: text}.ReadClock()
		if got := map[bool]string{true: clock}[ok]; got != want {
			t.Errorf("clock %q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{"0.375": "09:00", "0.99999999": "24:00", "1": "24:00", "0": "00:00", "1.5": "", "-0.1": ""} {
		clock, ok := number(text).ReadClock()
		if got := map[bool]string{true: clock}[ok]; got != want {
			t.Errorf("clock number %s: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]float64{"12": 12, "１２．５": 12.5, "1,234": 1234, " 7 ": 7, "-3": -3} {
		if got, ok := (Cell{Text: text}).ReadNumber(); !ok || got != want {
			t.Errorf("number %q: %v %v", text, got, ok)
		}
	}
	for _, text := range []string{"12箱", "1,23", "1e5", "", "∞", "0x10", "1.2.3"} {
		if got, ok := (Cell{Text: text}).ReadNumber(); ok {
			t.Errorf("number %q: %v", text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("编号,店名\nV1,红门\n"))
	f.Add([]byte("sep=;\na;\"b\"\n"))
	f.Add([]byte("\xFF\xFEa\x00,\x00b\x00"))
	f.Add(bomb(f, 1, sheetStart, `<row r="2"><c r="B2" t="inlineStr"><is><t>_x0041_</t></is></c></row></sheetData></worksheet>`))
	f.Add(workbook(f, func(x *excelize.File) { set(f, x, "A1", "编号", "B2", 46086) }))
	lim := Limits{Rows: 100, Columns: 20, Text: 1 << 20, Unpacked: 4 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Read(data, lim)
		var known *Error
		if err != nil && !errors.As(err, &known) {
			t.Fatalf("an error without a code: %v", err)
		}
		if err != nil {
			return
		}
		if len(s.Rows) > lim.Rows {
			t.Fatal("more rows than the limit")
		}
		for _, r := range s.Rows {
			if len(r.Cells) == 0 || len(r.Cells) > lim.Columns {
				t.Fatalf("row %d has %d cells", r.Number, len(r.Cells))
			}
			for _, c := range r.Cells {
				c.ReadDate(false)
				c.ReadClock()
				c.ReadNumber()
			}
		}
	})
}
