package models

import (
	"context"
	"math"
	"slices"
	"strings"

	"crewcheck/models/sheet"
)

// form is a record at hand: the cells of its rows, and what is wrong with them.
type form struct {
	in     *importer
	ctx    context.Context
	unit   *importUnit
	errs   []rowError
	failed error // of the store
	// stops says, for a run, which rows each stop and each of its lines and bottles came from.
	stops []stopRows
}

type rowError struct {
	row   int // of the unit
	field string
	code  string
	args  []any
}

func (f *form) wrong(row int, field, code string, args ...any) {
	same := func(e rowError) bool { return e.row == row && e.field == field && e.code == code }
	if len(f.errs) < 100 && !slices.ContainsFunc(f.errs, same) {
		f.errs = append(f.errs, rowError{row, field, code, args})
	}
}

// line is one row of the record.
type line struct {
	*form
	row int
}

func (f *form) line(row int) line { return line{f, row} }

// cell reads a cell. Formulas and error values are noted, and read as empty.
func (l line) cell(field string) sheet.Cell {
	for i, c := range l.in.columns {
		if c.Field != field {
			continue
		}
		cell := l.unit.Rows[l.row].Cells[i].cell()
		switch cell.Kind {
		case sheet.Formula:
			l.wrong(l.row, field, "cell.formula")
			return sheet.Cell{}
		case sheet.Broken:
			l.wrong(l.row, field, "cell.broken", firstRunes(cell.Text, 20))
			return sheet.Cell{}
		}
		return cell
	}
	return sheet.Cell{}
}

// clears is what a cell says to take away what is stored. An empty cell says nothing.
const clears = "-"

// said reads a cell that says something: said is false for an empty one, and clear is true for one that takes the value away.
func (l line) said(field string) (cell sheet.Cell, clear, said bool) {
	cell = l.cell(field)
	text := sheet.Plain(cell.Text)
	return cell, text == clears, text != ""
}

// set reads a text into to.
func (l line) set(field string, to *string) {
	if cell, clear, said := l.said(field); clear {
		*to = ""
	} else if said {
		*to = sheet.Tidy(cell.Text)
	}
}

// plain reads a code or the like into to: full-width letters and digits become plain ones.
func (l line) plain(field string, to *string) {
	if cell, clear, said := l.said(field); clear {
		*to = ""
	} else if said {
		*to = sheet.Plain(cell.Text)
	}
}

// phone reads a phone number into to.
func (l line) phone(field string, to *string) {
	l.plain(field, to)
	*to = NormalPhone(*to)
}

// required notes an empty cell, when there is nothing else wrong with it.
func (l line) required(field, value string) {
	if value == "" && !slices.ContainsFunc(l.errs, func(e rowError) bool { return e.row == l.row && e.field == field }) {
		l.wrong(l.row, field, "field.required")
	}
}

func (l line) number(field string) (n float64, said bool) {
	cell, clear, said := l.said(field)
	if !said || clear {
		return 0, clear
	}
	n, ok := cell.ReadNumber()
	if !ok {
		l.wrong(l.row, field, "cell.number")
	}
	return n, ok
}

// whole reads a whole number into to.
func (l line) whole(field string, to *int) {
	n, said := l.number(field)
	if !said {
		return
	}
	if n != math.Trunc(n) || math.Abs(n) > 1e9 {
		l.wrong(l.row, field, "cell.number")
		return
	}
	*to = int(n)
}

// clock reads a time of day into to.
func (l line) clock(field string, to *string) {
	cell, clear, said := l.said(field)
	if !said || clear {
		if clear {
			*to = ""
		}
		return
	}
	text, ok := cell.ReadClock()
	if !ok {
		l.wrong(l.row, field, "cell.clock")
		return
	}
	*to = text
}

// date reads a date into to.
func (l line) date(field string, to *Date) {
	cell, _, said := l.said(field)
	if !said {
		return
	}
	text, ambiguous, ok := cell.ReadDate(false)
	switch {
	case ambiguous:
		l.wrong(l.row, field, "cell.date-ambiguous")
	case !ok:
		l.wrong(l.row, field, "cell.date")
	default:
		*to = Date(text)
	}
}

// yes reads 是, 否, yes, no, true, false, 1, 0 into to.
func (l line) yes(field string, to *bool) {
	cell, clear, said := l.said(field)
	if !said {
		return
	}
	switch strings.ToLower(sheet.Plain(cell.Text)) {
	case "是", "对", "有", "y", "yes", "true", "1", "√", "✓":
		*to = true
	case "否", "不", "无", "n", "no", "false", "0", "×":
		*to = false
	default:
		if *to = false; !clear {
			l.wrong(l.row, field, "cell.yes-no")
		}
	}
}

// choice reads one of the column's words into to; an unknown one is left to the rules of PUT, which name what there is.
func (l line) choice(field string, to *string) {
	if cell, clear, said := l.said(field); clear {
		*to = ""
	} else if said {
		*to = l.in.noun.column(field).value(cell.Text)
	}
}

func (c *importColumnOf) value(word string) string {
	word = sheet.Plain(word)
	for _, x := range c.choices {
		if strings.EqualFold(x.value, word) || slices.ContainsFunc(x.words, func(w string) bool { return strings.EqualFold(w, word) }) {
			return x.value
		}
	}
	return word
}

// words reads a cell of several.
func (l line) words(field string) (words []string, clear, said bool) {
	cell, clear, said := l.said(field)
	if !said || clear {
		return nil, clear, said
	}
	for _, w := range strings.FieldsFunc(cell.Text, func(r rune) bool { return strings.ContainsRune(",;、，；\n|/", r) }) {
		if w = sheet.Tidy(w); w != "" {
			words = append(words, w)
		}
	}
	return words, false, true
}

// depot reads the depot of a row into to: by code or name; a new record without one takes the import's.
func (l line) depot(field string, to *string) {
	if cell, clear, said := l.said(field); said && !clear {
		*to = l.resolve(field, "depots", "", cell.Text)
	} else if clear {
		*to = ""
	}
	if *to == "" {
		*to = l.in.depotID
	}
}

// reference reads the one record that a cell names into to.
func (l line) reference(field, of, depotID string, to *string) {
	if cell, clear, said := l.said(field); clear {
		*to = ""
	} else if said {
		*to = l.resolve(field, of, depotID, cell.Text)
	}
}

// references reads the records that a cell names.
func (l line) references(field, of, depotID string, to *[]string) {
	words, clear, said := l.words(field)
	if clear {
		*to = []string{}
	} else if said {
		*to = make([]string, 0, len(words))
		for _, w := range words {
			*to = append(*to, l.resolve(field, of, depotID, w))
		}
	}
}

// resolve finds the id behind a word. What is not found is left to the rules of PUT when it has the form of an id.
func (l line) resolve(field, of, depotID, word string) string {
	plain := sheet.Plain(word)
	if depotID != "" && slices.ContainsFunc(l.errs, rowError.isDepot) {
		return namedID("nobody", plain) // of a depot that nobody knows
	}
	ids, err := l.in.find(l.ctx, of, depotID, word)
	switch {
	case err != nil:
		l.failed = err
	case len(ids) == 1:
		return ids[0]
	case len(ids) > 1:
		l.wrong(l.row, field, "cell.ambiguous", plain)
	default:
		l.wrong(l.row, field, "field.reference", firstRunes(plain, 100))
	}
	return plain
}

// settleDates writes the serial numbers of a file of 1904 as dates, so that nobody has to know of it later.
func settleDates(imp *Import, units []importUnit) {
	n := importNouns[imp.Noun]
	for i, col := range imp.Columns {
		if n.column(col.Field).kind != dateCell {
			continue
		}
		for u := range units {
			for r := range units[u].Rows {
				t := &units[u].Rows[r].Cells[i]
				if date, _, ok := t.cell().ReadDate(true); ok {
					*t = cellText{Text: date}
				}
			}
		}
	}
}

func (t cellText) cell() sheet.Cell { return sheet.Cell{Text: t.Text, Kind: sheet.Kind(t.Kind)} }
