package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// maxEntries bounds the files inside of an XLSX; one sheet has about ten.
const maxEntries = 10_000

// book is an open XLSX. Only the parts that are needed are ever unpacked.
type book struct {
	files  map[string]*zip.File
	left   int64 // bytes that may still be unpacked
	lim    Limits
	shared []string
	sheet  *Sheet
}

func readXLSX(data []byte, lim Limits) (*Sheet, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) > maxEntries {
		return nil, fail("import.broken")
	}
	b := &book{files: map[string]*zip.File{}, left: lim.Unpacked, lim: lim, sheet: &Sheet{Format: "xlsx"}}
	for _, f := range z.File {
		b.files[strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")), "/")] = f
	}
	if b.files["xl/workbook.xml"] == nil {
		return nil, fail("import.other")
	}
	relation, err := b.firstSheet()
	if err != nil {
		return nil, err
	}
	part, shared, err := b.target(relation)
	if err != nil {
		return nil, err
	}
	if b.files[shared] != nil {
		if err := b.readShared(shared); err != nil {
			return nil, err
		}
	}
	if err := b.readSheet(part); err != nil {
		return nil, err
	}
	return b.sheet, nil
}

// walk calls each for the tokens of a part: tags by their local name, and texts. What is not XML as spreadsheets write
// it is import.broken.
func (b *book) walk(part string, each func(t xml.Token, depth int) error) error {
	f := b.files[strings.ToLower(part)]
	if f == nil {
		return fail("import.broken")
	}
	rc, err := f.Open()
	if err != nil {
		return fail("import.broken")
	}
	defer rc.Close()
	d := xml.NewDecoder(&guard{r: rc, left: &b.left, limit: b.lim.Unpacked})
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, fail("import.broken") }
	for depth := 0; ; {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		var known *Error
		if errors.As(err, &known) {
			return known
		}
		if err != nil {
			return fail("import.broken")
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth < 0 || depth > maxNesting {
			return fail("import.broken")
		}
		if err := each(t, depth); err != nil {
			return err
		}
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// firstSheet is the relation of the first visible sheet.
func (b *book) firstSheet() (relation string, err error) {
	err = b.walk("xl/workbook.xml", func(t xml.Token, _ int) error {
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "workbookPr":
			v := attribute(e, "date1904")
			b.sheet.Date1904 = v == "1" || v == "true"
		case e.Name.Local == "sheet" && relation == "" && !strings.Contains(strings.ToLower(attribute(e, "state")), "hidden"):
			relation = relationID(e)
		}
		return nil
	})
	if err == nil && relation == "" {
		err = fail("import.empty")
	}
	return relation, err
}

// relationID is r:id, not the sheet's own sheetId.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// target finds the parts of the sheet and of the shared texts.
func (b *book) target(relation string) (part, shared string, err error) {
	shared = "xl/sharedstrings.xml"
	err = b.walk("xl/_rels/workbook.xml.rels", func(t xml.Token, _ int) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			return nil
		}
		to := strings.ToLower(attribute(e, "Target"))
		if !strings.HasPrefix(to, "/") {
			to = path.Join("xl", to)
		}
		to = strings.TrimPrefix(path.Clean(to), "/")
		switch {
		case attribute(e, "Id") == relation:
			part = to
		case strings.HasSuffix(attribute(e, "Type"), "/sharedStrings"):
			shared = to
		}
		return nil
	})
	if err == nil && b.files[part] == nil {
		err = fail("import.broken")
	}
	return part, shared, err
}

// readShared reads the texts that cells name by number. The furigana of rich texts is left out.
func (b *book) readShared(part string) error {
	var text strings.Builder
	size, inText, skip := 0, false, 0
	held := func(more int) error {
		if size += more; size+24*len(b.shared) > b.lim.Text {
			return fail("import.size", b.lim.Text>>20)
		}
		return nil
	}
	return b.walk(part, func(t xml.Token, depth int) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "rPh":
				skip = depth
			case "t":
				inText = skip == 0
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				b.shared = append(b.shared, unquoted(unescape(text.String())))
				return held(0)
			case "rPh":
				skip = 0
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText {
				text.Write(e)
			}
			return held(len(e))
		}
		return nil
	})
}

// cellReader gathers the cells of the sheet as its tokens come.
type cellReader struct {
	b           *book
	g           gather
	row, column int
	cells       []Cell
	kind        string // attribute t of the cell
	formula     bool
	text        strings.Builder
	inText      bool
	phonetic    bool
}

func (b *book) readSheet(part string) error {
	r := &cellReader{b: b, g: gather{lim: b.lim}, column: -1}
	err := b.walk(part, func(t xml.Token, _ int) error {
		switch e := t.(type) {
		case xml.StartElement:
			return r.open(e)
		case xml.EndElement:
			return r.close(e.Name.Local)
		case xml.CharData:
			if r.inText {
				r.text.Write(e)
			}
			if r.text.Len() > r.g.lim.Text {
				return fail("import.size", r.g.lim.Text>>20)
			}
		}
		return nil
	})
	b.sheet.Rows = r.g.rows
	return err
}

func (r *cellReader) open(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		r.row++
		if n, err := strconv.Atoi(attribute(e, "r")); err == nil && n >= r.row {
			r.row = n
		}
		if r.cells, r.column = nil, -1; r.row > MaxSheetRows {
			return fail("import.rows", r.g.lim.Rows-1)
		}
	case "c":
		r.column++
		if column, _, ok := position(attribute(e, "r")); ok && column >= r.column {
			r.column = column
		}
		r.kind, r.formula = attribute(e, "t"), false
		r.text.Reset()
	case "rPh":
		r.phonetic = true
	case "v", "t":
		r.inText = !r.phonetic
	case "f":
		r.formula = true
	case "mergeCell":
		if len(r.b.sheet.Merged) < 1000 {
			r.b.sheet.Merged = append(r.b.sheet.Merged, attribute(e, "ref"))
		}
	}
	return nil
}

func (r *cellReader) close(name string) error {
	switch name {
	case "v", "t":
		r.inText = false
	case "rPh":
		r.phonetic = false
	case "c":
		cell, err := r.cell()
		if err != nil || cell == (Cell{}) {
			return err
		}
		if r.column >= r.g.lim.Columns {
			return fail("import.columns", r.g.lim.Columns)
		}
		for len(r.cells) <= r.column {
			r.cells = append(r.cells, Cell{})
		}
		r.cells[r.column] = cell
	case "row":
		return r.g.add(r.row, r.cells)
	}
	return nil
}

// cell is what the cell at hand comes to.
func (r *cellReader) cell() (Cell, error) {
	text := r.text.String()
	if r.formula {
		return Cell{unescape(text), Formula}, nil
	}
	switch r.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if text == "" {
			return Cell{}, nil
		}
		if err != nil || n < 0 || n >= len(r.b.shared) {
			return Cell{}, fail("import.broken")
		}
		return Cell{Text: r.b.shared[n]}, nil
	case "e":
		return Cell{text, Broken}, nil
	case "b":
		return Cell{Text: map[string]string{"1": "true", "0": "false"}[text]}, nil
	case "inlineStr", "str", "d":
		return Cell{Text: unquoted(unescape(text))}, nil
	}
	if text = strings.TrimSpace(text); text == "" {
		return Cell{}, nil
	}
	plain, ok := plainNumber(text)
	if !ok {
		return Cell{Text: text}, nil
	}
	return Cell{plain, Number}, nil
}

// unescape undoes _x000D_, by which a sheet writes what XML cannot hold; carriage returns are left out.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var out strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 || len(text) < i+7 {
			out.WriteString(text)
			return out.String()
		}
		n, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
		if err != nil || text[i+6] != '_' {
			out.WriteString(text[:i+2])
			text = text[i+2:]
			continue
		}
		out.WriteString(text[:i])
		if n != '\r' {
			out.WriteRune(rune(n))
		}
		text = text[i+7:]
	}
}
