package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits of Excel.
const (
	MaxSheetRows = 1_048_576 // further rows go to the next sheet, under the header again
	maxCellText  = 32_767    // characters
)

// Tab is a sheet of an XLSX that is written.
type Tab struct {
	Name   string // at most 31 characters, none of []:*?/\
	Widths []int  // of columns, in characters; missing ones are 14
	// Texts are columns (from 0) that a spreadsheet keeps as they are typed: phone numbers, codes, dates.
	Texts []int
}

// XLSX is a Writer of a workbook. It writes straight into the archive: no temporary file, no buffer beyond that of the compressor.
type XLSX struct {
	z      *zip.Writer
	w      *bufio.Writer // of the sheet at hand
	tab    Tab
	names  []string
	header []any
	row    int
	most   int
}

// NewXLSX begins an XLSX. The first row of a sheet is its header: bold, fixed in place, and repeated on each further sheet.
func NewXLSX(w io.Writer, tab Tab) (*XLSX, error) { return newXLSX(w, tab, MaxSheetRows) }

func newXLSX(w io.Writer, tab Tab, most int) (*XLSX, error) {
	x := &XLSX{z: zip.NewWriter(w), tab: tab, most: most}
	return x, x.begin(tab.Name)
}

// NextTab ends the sheet and begins another one, with a header of its own.
func (x *XLSX) NextTab(tab Tab) error {
	if err := x.end(); err != nil {
		return err
	}
	x.tab, x.header = tab, nil
	return x.begin(tab.Name)
}

const sheetHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">` +
	`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`

func (x *XLSX) begin(name string) error {
	x.names = append(x.names, name)
	part, err := x.z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(x.names)))
	if err != nil {
		return err
	}
	x.w, x.row = bufio.NewWriterSize(part, 32<<10), 0
	_, _ = x.w.WriteString(sheetHead)
	return nil
}

// columns declares widths, and which columns are texts; it comes before the first row, when their number is known.
func (x *XLSX) columns(n int) {
	_, _ = x.w.WriteString("<cols>")
	for i := range n {
		width, style := 14, 0
		if i < len(x.tab.Widths) {
			width = x.tab.Widths[i]
		}
		for _, t := range x.tab.Texts {
			if t == i {
				style = textStyle
			}
		}
		fmt.Fprintf(x.w, `<col min="%d" max="%d" width="%d" style="%d" customWidth="1"/>`, i+1, i+1, width, style)
	}
	_, _ = x.w.WriteString("</cols><sheetData>")
}

// Styles of cells; see styles.
const (
	headStyle   = 1
	textStyle   = 2
	quotedStyle = 3
)

// Row writes a row; the first of a tab is its header.
func (x *XLSX) Row(values []any) error {
	if x.row == x.most {
		if err := x.end(); err != nil {
			return err
		}
		if err := x.begin(fmt.Sprintf("%s %d", x.tab.Name, len(x.names)+1)); err != nil {
			return err
		}
		if err := x.Row(x.header); err != nil {
			return err
		}
	}
	style := ""
	if x.row == 0 {
		x.columns(len(values))
		x.header = append([]any(nil), values...)
		style = fmt.Sprintf(` s="%d"`, headStyle)
	}
	x.row++
	fmt.Fprintf(x.w, `<row r="%d">`, x.row)
	for i, v := range values {
		x.cell(Letter(i), style, v)
	}
	_, err := x.w.WriteString("</row>")
	return err
}

// cell writes a typed cell: no text in it is a formula. What looks like one is marked as a spreadsheet marks what is typed behind an
// apostrophe, so that it stays a text when somebody edits it; the apostrophe is not seen and not in the text.
func (x *XLSX) cell(column, style string, v any) {
	text, number := form(v)
	if !number && Dangerous(text) {
		style = fmt.Sprintf(` s="%d"`, quotedStyle)
	}
	switch {
	case text == "":
	case number:
		fmt.Fprintf(x.w, `<c r="%s%d"%s><v>%s</v></c>`, column, x.row, style, text)
	default:
		fmt.Fprintf(x.w, `<c r="%s%d"%s t="inlineStr"><is><t xml:space="preserve">`, column, x.row, style)
		_ = xml.EscapeText(x.w, []byte(firstOf(text)))
		_, _ = x.w.WriteString("</t></is></c>")
	}
}

// firstOf is as much of a text as a cell may hold, without control characters, which XML cannot.
func firstOf(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
	if utf8.RuneCountInString(text) <= maxCellText {
		return text
	}
	return string([]rune(text)[:maxCellText-1]) + "…"
}

func (x *XLSX) end() error {
	if x.row == 0 {
		_, _ = x.w.WriteString("<sheetData>")
	}
	_, _ = x.w.WriteString("</sheetData></worksheet>")
	return x.w.Flush()
}

// Close writes what makes the archive a workbook.
func (x *XLSX) Close() error {
	if err := x.end(); err != nil {
		return err
	}
	for _, part := range []struct{ name, text string }{
		{"xl/styles.xml", styles},
		{"xl/workbook.xml", x.workbook()},
		{"xl/_rels/workbook.xml.rels", x.relations()},
		{"_rels/.rels", packageRelations},
		{"[Content_Types].xml", x.contentTypes()},
	} {
		w, err := x.z.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, xml.Header+part.text); err != nil {
			return err
		}
	}
	return x.z.Close()
}

// The parts that make an archive a workbook (ECMA-376).
const (
	officeNS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	mainNS   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	partNS   = "http://schemas.openxmlformats.org/package/2006/relationships"
	partType = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	packageRelations = `<Relationships xmlns="` + partNS + `"><Relationship Id="rId1" Type="` + officeNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`

	styles = `<styleSheet xmlns="` + mainNS + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs></styleSheet>`
)

func (x *XLSX) workbook() string {
	var b strings.Builder
	b.WriteString(`<workbook xmlns="` + mainNS + `" xmlns:r="` + officeNS + `"><sheets>`)
	for i, name := range x.names {
		b.WriteString(`<sheet name="`)
		_ = xml.EscapeText(&b, []byte(name))
		fmt.Fprintf(&b, `" sheetId="%d" r:id="rId%d"/>`, i+1, i+1)
	}
	b.WriteString(`</sheets></workbook>`)
	return b.String()
}

func (x *XLSX) relations() string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="` + partNS + `">`)
	for i := range x.names {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, officeNS, i+1)
	}
	fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, len(x.names)+1, officeNS)
	return b.String()
}

func (x *XLSX) contentTypes() string {
	var b strings.Builder
	b.WriteString(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + partType + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + partType + `styles+xml"/>`)
	for i := range x.names {
		fmt.Fprintf(&b, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, partType)
	}
	b.WriteString(`</Types>`)
	return b.String()
}
