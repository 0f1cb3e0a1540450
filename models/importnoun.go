package models

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"crewcheck/models/sheet"
)

// maxTitleRows is how many rows may stand above the names of the columns.
const maxTitleRows = 20

// cellForm is the form of a column's cells.
type cellForm int

const (
	textCell cellForm = iota
	codeCell          // an id
	phoneCell
	wholeCell
	decimalCell
	clockCell
	dateCell
	choiceCell
	yesCell
	namesCell // codes, phones or names of other records, several parted by 、 , ; or a line break
)

// importColumnOf is a column that a noun knows.
type importColumnOf struct {
	field    string // its name in answers and for programs; a header that is always understood
	title    Text   // header of the template
	also     []string
	kind     cellForm
	required bool // the file must have the column
	choices  []choiceOf
	allowed  Text // what it takes, and what an empty cell means
	example  Text
}

// choiceOf is a value with the words by which people write it.
type choiceOf struct {
	value string
	words []string // the first is Chinese
}

// importNoun is a noun that can be imported.
type importNoun struct {
	name    string
	title   Text
	columns []importColumnOf
	// key names the record of a row; rows of a run have the same. "" leaves the row to itself.
	key func(cell func(field string) sheet.Cell) string
	// grouped tells that rows with the same key are one record; otherwise the second one is refused.
	grouped bool
	// put writes a record by the use case that PUT uses.
	put func(ctx context.Context, in *importer, f *form) (putResult, error)
	// cellOf finds the cell that a field of PUT's body came from: the row of the record, and the column.
	cellOf func(f *form, pointer string) (row int, field string)
}

// putResult is what a PUT made of a record.
type putResult struct {
	id      string
	outcome string
}

func outcomeOf(created bool, before, after int64) string {
	switch {
	case created:
		return RowCreated
	case before == after:
		return RowUnchanged
	}
	return RowUpdated
}

// ImportNouns lists what can be imported, in the order in which a new depot is set up.
var ImportNouns = []string{"users", "crews", "products", "venues", "runs"}

var importNouns = map[string]*importNoun{}

func init() {
	for _, n := range []*importNoun{userImport(), crewImport(), productImport(), venueImport(), runImport()} {
		importNouns[n.name] = n
	}
}

func (n *importNoun) column(field string) *importColumnOf {
	for i := range n.columns {
		if n.columns[i].field == field {
			return &n.columns[i]
		}
	}
	return nil
}

// named finds the column that a header means; nil for an unknown one.
func (n *importNoun) named(header string) *importColumnOf {
	want := headerWord(header)
	if want == "" {
		return nil
	}
	for i := range n.columns {
		c := &n.columns[i]
		for _, word := range append([]string{c.field, c.title.ZhCN, c.title.En}, c.also...) {
			if headerWord(word) == want {
				return c
			}
		}
	}
	return nil
}

// headerWord is a header without what people decorate it with: spaces, stars, hints in brackets, upper case.
func headerWord(header string) string {
	text := strings.ToLower(sheet.Plain(header))
	if i := strings.IndexAny(text, "(["); i > 0 {
		text = text[:i]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n*_-:/.", r) {
			return -1
		}
		return r
	}, text)
}

// label is a column for people of either language.
func (c *importColumnOf) label() string { return c.title.ZhCN + " / " + c.title.En }

// header is where the columns of a noun are in a file.
type header struct {
	columns []ImportColumn
	ignored []ImportColumn
	at      []int // columns of the file, from 0, in the order of columns
}

// header finds the row that names the columns, takes it and those above it off the table, and finds the columns.
func (n *importNoun) header(t *sheet.Sheet) (header, error) {
	var h header
	best, known := -1, 0
	for i, row := range t.Rows[:min(len(t.Rows), maxTitleRows)] {
		found := 0
		for _, c := range row.Cells {
			if n.named(c.Text) != nil {
				found++
			}
		}
		if found > known {
			best, known = i, found
		}
	}
	if best < 0 || known < min(2, len(n.requiredColumns())) {
		if len(t.Rows) == 0 {
			return h, E("import.empty", placeFile)
		}
		return h, E("import.header", placeFile, strings.Join(n.requiredColumns(), "; "))
	}
	names := t.Rows[best]
	t.Rows = t.Rows[best+1:]
	for _, ref := range t.Merged {
		if sheet.Within(ref, names.Number) {
			return h, E("import.merged", placeFile, strings.Join(t.Merged[:min(len(t.Merged), 5)], ", "))
		}
	}
	if err := h.find(n, names); err != nil {
		return h, err
	}
	if len(t.Rows) == 0 {
		return h, E("import.empty", placeFile)
	}
	return h, nil
}

func (n *importNoun) requiredColumns() []string {
	var out []string
	for i := range n.columns {
		if n.columns[i].required {
			out = append(out, n.columns[i].label())
		}
	}
	return out
}

// find sorts the named columns into those that are read and those that are not. Every missing and every doubled one is
// named.
func (h *header) find(n *importNoun, names sheet.Row) error {
	h.columns, h.ignored = []ImportColumn{}, []ImportColumn{}
	bad := invalid{}
	for i, cell := range names.Cells {
		if cell.Empty() {
			continue
		}
		is := ImportColumn{Column: sheet.Letter(i), Header: firstRunes(sheet.Tidy(cell.Text), maxName)}
		col := n.named(cell.Text)
		if col == nil {
			h.ignored = append(h.ignored, is)
			continue
		}
		if slices.ContainsFunc(h.columns, func(c ImportColumn) bool { return c.Field == col.field }) {
			bad.add(is.Column, "import.column-twice", col.label())
			continue
		}
		is.Field = col.field
		h.columns, h.at = append(h.columns, is), append(h.at, i)
	}
	for i := range n.columns {
		c := &n.columns[i]
		if c.required && !slices.ContainsFunc(h.columns, func(x ImportColumn) bool { return x.Field == c.field }) {
			bad.add(c.field, "import.column-missing", c.label())
		}
	}
	return bad.err()
}

// units gathers the rows into records.
func (n *importNoun) units(t *sheet.Sheet, h header) ([]importUnit, error) {
	var out []importUnit
	first := map[string]int{} // key → place in out
	for _, row := range t.Rows {
		r := rowText{Number: row.Number, Cells: make([]cellText, len(h.at))}
		for i, at := range h.at {
			c := row.Cell(at)
			r.Cells[i] = cellText{firstRunes(c.Text, maxText+1), int(c.Kind)}
		}
		key := n.key(func(field string) sheet.Cell {
			for i := range h.columns {
				if h.columns[i].Field == field {
					return r.Cells[i].cell()
				}
			}
			return sheet.Cell{}
		})
		place, seen := first[key]
		switch {
		case key == "" || !seen:
			first[key] = len(out)
			out = append(out, importUnit{Key: firstRunes(key, maxName), Rows: []rowText{r}})
		case n.grouped:
			if len(out[place].Rows) >= maxRunRows {
				return nil, E("import.rows", placeFile, maxRunRows)
			}
			out[place].Rows = append(out[place].Rows, r)
		default:
			r.Repeats = out[place].Rows[0].Number
			out = append(out, importUnit{Key: firstRunes(key, maxName), Rows: []rowText{r}})
		}
	}
	return out, nil
}

// maxRunRows bounds the rows of one run: its stops with their lines and bottles.
const maxRunRows = maxStops * 150

// importer writes the records of a file for its caller.
type importer struct {
	s       *Service
	c       Caller
	noun    *importNoun
	depotID string
	columns []ImportColumn
	names   names
	written sync.Map // id of a run → the row that it began at: one run has its rows in one place
}

func newImporter(s *Service, c Caller, imp *Import) *importer {
	in := &importer{s: s, c: c, noun: importNouns[imp.Noun], depotID: imp.DepotID, columns: imp.Columns}
	in.names.known = map[string]map[string][]string{}
	return in
}

// put writes one record and says what became of its rows. An error is one of the store: the record may be written again later.
func (in *importer) put(ctx context.Context, u *importUnit) ([]ImportRow, error) {
	f := &form{in: in, ctx: ctx, unit: u}
	if again := u.Rows[0].Repeats; again > 0 {
		f.wrong(0, in.noun.columns[0].field, "cell.duplicate", again)
	}
	done, err := in.noun.put(ctx, in, f)
	if err != nil {
		f.refused(err)
	}
	if f.failed != nil {
		return nil, f.failed
	}
	return f.rows(done), nil
}

// refused sorts an error of a use case: what is wrong with the record goes to its cells, what is wrong with the store stops
// the import.
func (f *form) refused(err error) {
	e, ok := err.(*Error)
	switch {
	case !ok || e.Kind() == Unavailable:
		f.failed = err
	case e.Kind() >= Internal || e.Kind() == 0:
		f.in.s.log.Error("a row could not be imported", "noun", f.in.noun.name, "row", f.unit.Rows[0].Number, "error", err)
		f.wrong(0, f.in.noun.columns[0].field, "internal")
	case len(e.Fields) > 0:
		f.against(e.Fields...)
	case e.Code == "record.missing":
		f.against(FieldError{"", "cell.taken", nil})
	default:
		f.against(FieldError{e.Field, e.Code, e.Args})
	}
}

// against notes what the rules refuse, but for what only follows from a cell that could not be read: that it is empty, that
// another one is its double, that there is no such record in a depot that nobody knows.
func (f *form) against(fields ...FieldError) {
	unread := slices.Clone(f.errs)
	for _, x := range fields {
		row, field := f.in.noun.cellOf(f, x.Field)
		if !slices.ContainsFunc(unread, func(e rowError) bool {
			return e.field == field && (e.row == row || x.Code == "field.duplicate") || e.isDepot() && x.Code == "field.reference"
		}) {
			f.wrong(row, field, x.Code, x.Args...)
		}
	}
}

func (e rowError) isDepot() bool { return e.field == "depot" || e.field == "depots" }

// rows says what became of the record, row by row. A run with a wrong row is refused as a whole.
func (f *form) rows(done putResult) []ImportRow {
	slices.SortStableFunc(f.errs, func(a, b rowError) int { return cmp.Compare(f.place(a.field), f.place(b.field)) })
	out := make([]ImportRow, len(f.unit.Rows))
	for i, r := range f.unit.Rows {
		out[i] = ImportRow{Row: r.Number, Key: f.unit.Key, ID: done.id, Outcome: done.outcome}
		if len(f.errs) > 0 {
			out[i].ID, out[i].Outcome = "", RowRefused
		}
		for _, e := range f.errs {
			if e.row == i && len(out[i].Errors) < 20 {
				out[i].Errors = append(out[i].Errors, f.cellError(e))
			}
		}
	}
	return out
}

// place is where a column is in the file; one that is not in it comes last.
func (f *form) place(field string) int {
	i := slices.IndexFunc(f.in.columns, func(c ImportColumn) bool { return c.Field == field })
	if i < 0 {
		return len(f.in.columns)
	}
	return i
}

func (f *form) cellError(e rowError) CellError {
	out := CellError{Header: e.field, Code: e.code, Detail: Text{ZhCN: CodeText(e.code, "zh-CN", e.args...), En: CodeText(e.code, "en", e.args...)}}
	if col := f.in.noun.column(e.field); col != nil {
		out.Header, out.Allowed = col.label(), Text{ZhCN: col.explain("zh-CN"), En: col.explain("en")}
	}
	for i, c := range f.in.columns {
		if c.Field == e.field {
			out.Column, out.Header = c.Column, c.Header
			out.Value = firstRunes(f.unit.Rows[e.row].Cells[i].Text, 200)
		}
	}
	return out
}
