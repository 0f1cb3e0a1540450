package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

var bom = []byte("\xEF\xBB\xBF")

// looksUTF16 tells by a mark, or by the zeros beside ASCII, that a text is UTF-16.
func looksUTF16(data []byte) bool { return utf16Order(data) != nil }

// utf16Order finds the byte order of UTF-16; nil when the text is none. Separators and line ends are ASCII, so even
// Chinese without a mark has zeros, most of them at even or most at odd places (U+4E00 has one at the other).
func utf16Order(data []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	var zeros [2]int
	for i, b := range data[:min(len(data), 4096)] {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[1] > 2 && zeros[1] > 4*zeros[0]:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros[0] > 2 && zeros[0] > 4*zeros[1]:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// decodeText makes UTF-8 of a text. What is neither UTF-8 nor UTF-16 is taken for GB18030, which holds GBK and GB2312.
func decodeText(data []byte) (text []byte, name string, err error) {
	if utf8.Valid(data) && !bytes.ContainsRune(data, 0) {
		return bytes.TrimPrefix(data, bom), "UTF-8", nil
	}
	enc, name := encoding.Encoding(simplifiedchinese.GB18030), "GB18030"
	if order := utf16Order(data); order != nil {
		enc, name = order, "UTF-16"
	}
	text, err = enc.NewDecoder().Bytes(data)
	text = bytes.TrimPrefix(text, bom)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) || bytes.ContainsRune(text, 0) {
		return nil, "", fail("import.encoding")
	}
	return text, name, nil
}

// headLines is how many lines are looked at to find what parts the fields: a title may stand above the names of the columns.
const headLines = 20

// separator finds what parts the fields: what "sep=" names, or what parts the most lines of the head into the same number of fields.
func separator(text []byte) (comma rune, rest []byte) {
	line, after, _ := bytes.Cut(text, []byte("\n"))
	if named, ok := bytes.CutPrefix(bytes.ToLower(bytes.TrimSpace(line)), []byte("sep=")); ok && len(named) == 1 {
		return rune(named[0]), after
	} else if ok && len(named) == 0 { // a tab is trimmed as well
		return '\t', after
	}
	var most evenness
	comma = ','
	for _, candidate := range ",;\t|" {
		if e := evenly(text, byte(candidate)); e.lines > most.lines || e.lines == most.lines && e.places > most.places {
			comma, most = candidate, e
		}
	}
	return comma, text
}

// evenness is how many lines of a head a separator parts into the same number of fields, and at how many places each.
type evenness struct{ lines, places int }

// evenly finds the number of places outside of quotes that the most lines of the head have.
func evenly(text []byte, candidate byte) (most evenness) {
	alike, quoted := map[int]int{}, false
	for range headLines {
		line, after, _ := bytes.Cut(text, []byte("\n"))
		n := 0
		for _, b := range line {
			if b == '"' {
				quoted = !quoted
			} else if b == candidate && !quoted {
				n++
			}
		}
		alike[n]++
		if e := (evenness{alike[n], n}); n > 0 && (e.lines > most.lines || e.lines == most.lines && n > most.places) {
			most = e
		}
		if text = after; len(text) == 0 {
			break
		}
	}
	return most
}

// readCSV reads a text with separators. Row numbers are those that a spreadsheet shows: an empty line is a row, a line break in a
// cell begins none.
func readCSV(data []byte, lim Limits) (*Sheet, error) {
	text, name, err := decodeText(data)
	if err != nil {
		return nil, err
	}
	if !bytes.ContainsRune(text, '\n') {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n")) // old Macs
	}
	comma, text := separator(text)
	if comma == '"' || comma == '\r' || comma == utf8.RuneError {
		return nil, fail("import.csv", 1)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	g := gather{lim: lim}
	number, next := 0, 1 // next is the line at which the next record begins when no line before it is empty
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return &Sheet{Format: "csv", Encoding: name, Rows: g.rows}, nil
		}
		if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
			return nil, fail("import.csv", bad.Line)
		} else if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		number += 1 + line - next
		next = line + 1 + strings.Count(strings.Join(record, ""), "\n")
		if len(record) > lim.Columns && len(strings.Join(record[lim.Columns:], "")) > 0 {
			return nil, fail("import.columns", lim.Columns)
		}
		cells := make([]Cell, min(len(record), lim.Columns))
		for i := range cells {
			cells[i] = textCell(record[i])
		}
		if err := g.add(number, cells); err != nil {
			return nil, err
		}
	}
}

// textCell undoes what spreadsheets do to texts: ="007" keeps its zeros, and an apostrophe keeps a sign from being a
// formula.
func textCell(text string) Cell {
	if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) {
		return Cell{Text: strings.Clone(strings.TrimSuffix(inner, `"`))}
	}
	if rest := unquoted(text); rest != text {
		return Cell{Text: strings.Clone(rest)}
	}
	if strings.HasPrefix(text, "=") {
		return Cell{Text: strings.Clone(text), Kind: Formula}
	}
	return Cell{Text: strings.Clone(text)}
}

// unquoted is a text without the apostrophe that keeps it from being a formula.
func unquoted(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && Dangerous(rest) {
		return rest
	}
	return text
}
