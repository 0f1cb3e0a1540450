// Package sheet reads tables that people made, CSV and XLSX of any origin and of any malice, and writes such tables row
// by row. It owns formats, encodings, limits and the forms of numbers and dates; it knows no noun of the service. Package
// models alone uses it.
package sheet

import (
	"fmt"
	"strings"
)

// Limits bound what is taken of a file. What is beyond ends in an Error; nothing is cut off.
type Limits struct {
	Rows     int   // with content, the header among them
	Columns  int   // the last one with content
	Text     int   // bytes of all cells together
	Unpacked int64 // bytes that are unpacked of an XLSX
}

// Error says why a file cannot be read. Code is one of the import.… codes of the service, Args fill its texts.
type Error struct {
	Code string
	Args []any
}

func (e *Error) Error() string { return fmt.Sprint(e.Code, e.Args) }

func fail(code string, args ...any) *Error { return &Error{code, args} }

// Kind is what a cell holds.
type Kind uint8

// The kinds of cells. CSV has texts and formulas alone.
const (
	Text    Kind = iota
	Number       // Text is the number in decimal notation, without exponent
	Formula      // what it comes to is not known
	Broken       // an error value like #N/A
)

// Cell is one cell; the zero value is an empty one.
type Cell struct {
	Text string
	Kind Kind
}

// Empty tells whether the cell says nothing.
func (c Cell) Empty() bool { return c.Kind != Formula && strings.TrimSpace(c.Text) == "" }

// Row is a row with content.
type Row struct {
	Number int    // from 1, as a spreadsheet shows it
	Cells  []Cell // from column A
}

// Cell is the cell of a column, counted from 0; one beyond the row is empty.
func (r Row) Cell(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Sheet is a table: the only one of a CSV, the first visible one of an XLSX.
type Sheet struct {
	Format   string // csv, xlsx
	Encoding string // of a CSV: UTF-8, UTF-16, GB18030
	Rows     []Row
	// Merged are the merged ranges, like A2:B3.
	Merged []string
	// Date1904 tells that dates count from 1904, as in files of old Macs.
	Date1904 bool
}

// Read reads a file by what it holds, whatever its name or media type says. Errors are *Error.
func Read(data []byte, lim Limits) (*Sheet, error) {
	switch kind := sniff(data); kind {
	case "xlsx":
		return readXLSX(data, lim)
	case "":
		return readCSV(data, lim)
	default:
		return nil, fail("import." + kind)
	}
}

// gather adds rows under the limits.
type gather struct {
	lim   Limits
	rows  []Row
	bytes int
}

func (g *gather) add(number int, cells []Cell) error {
	for len(cells) > 0 && cells[len(cells)-1].Empty() {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if len(cells) > g.lim.Columns {
		return fail("import.columns", g.lim.Columns)
	}
	if len(g.rows) >= g.lim.Rows {
		return fail("import.rows", g.lim.Rows-1)
	}
	for _, c := range cells {
		g.bytes += len(c.Text) + 24
	}
	if g.bytes > g.lim.Text {
		return fail("import.size", g.lim.Text>>20)
	}
	g.rows = append(g.rows, Row{number, cells})
	return nil
}

// Letter is the name of a column counted from 0: A, B, … Z, AA, …
func Letter(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// position reads a reference like AB12: column from 0, row from 1; ok is false for anything else.
func position(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	if i == 0 || i == len(ref) || len(ref) > i+7 {
		return 0, 0, false
	}
	for _, c := range ref[i:] {
		if c < '0' || c > '9' {
			return 0, 0, false
		}
		row = row*10 + int(c-'0')
	}
	return column - 1, row, row > 0
}

// Within tells whether a merged range reaches row or below.
func Within(merged string, row int) bool {
	_, last, _ := strings.Cut(merged, ":")
	_, to, ok := position(last)
	return !ok || to >= row
}
