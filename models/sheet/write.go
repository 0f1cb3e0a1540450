package sheet

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Writer writes a table row by row; nothing of what was written is kept.
type Writer interface {
	// Row writes a row. Values are texts, ints, int64s, float64s and bools; nil is an empty cell.
	Row(values []any) error
	// Close writes what ends the table; it does not close what is written to.
	Close() error
}

// Dangerous tells whether a spreadsheet would take a text for a formula: it begins with = + - @, a tab or a line break, or the
// full-width form of one (OWASP, CSV injection). Spaces before it do not help.
func Dangerous(text string) bool {
	for _, r := range text {
		switch r {
		case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
			return true
		case ' ', '\u00a0', '\u3000', '\ufeff', '\u200b':
			continue
		}
		return false
	}
	return false
}

// Defuse puts an apostrophe before a text that is Dangerous.
func Defuse(text string) string {
	if Dangerous(text) {
		return "'" + text
	}
	return text
}

// csvWriter writes UTF-8 with a byte order mark, by which Excel knows it.
type csvWriter struct {
	w      *csv.Writer
	record []string
}

// NewCSV begins a CSV.
func NewCSV(w io.Writer) (Writer, error) {
	if _, err := w.Write(bom); err != nil {
		return nil, err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &csvWriter{w: out}, nil
}

func (c *csvWriter) Row(values []any) error {
	c.record = c.record[:0]
	for _, v := range values {
		text, number := form(v)
		if !number {
			text = Defuse(text)
		}
		c.record = append(c.record, text)
	}
	return c.w.Write(c.record)
}

func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

// form is a value as text, and whether it is a number.
func form(v any) (text string, number bool) {
	switch x := v.(type) {
	case nil:
		return "", false
	case string:
		return strings.ToValidUTF8(x, string(utf8.RuneError)), false
	case int:
		return strconv.Itoa(x), true
	case int64:
		return strconv.FormatInt(x, 10), true
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), true
	case bool:
		return strconv.FormatBool(x), false
	}
	panic("sheet: a cell holds a text, a number or a bool")
}
