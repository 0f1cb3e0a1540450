package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"crewcheck/models/sheet"
)

// Limits of a file that is imported.
const (
	MaxImport        = 16 << 20 // bytes
	MaxImportRows    = 50_000
	maxImportColumns = 200
	maxImportText    = 48 << 20  // bytes of all cells
	maxImportSpread  = 128 << 20 // bytes unpacked of an XLSX
	// importBatchUnits is how many records are stored, worked off and told of together.
	importBatchUnits = 100
	// importersAtOnce work a batch off: each waits for the store most of the time, and waiting writes are committed together.
	importersAtOnce = 8
)

// States of an import.
const (
	ImportRunning = "running"
	ImportDone    = "done"
	// ImportStopped: who sent it may no longer do what it asks for.
	ImportStopped = "stopped"
)

// Import is a spreadsheet on its way into the service. It is worked off behind the request, batch by batch; a server
// that is killed goes on where it stopped.
type Import struct {
	Meta
	Noun string `json:"noun"` // venues, crews, users, products, runs
	// FileName is the name of the file that was sent, without folders; "" when none was given.
	FileName string `json:"fileName,omitempty"`
	// DepotID is that of rows which name none.
	DepotID     string `json:"depotId,omitempty"`
	By          string `json:"by"`
	At          Time   `json:"at"`
	State       string `json:"state"` // running, done, stopped
	FinishedAt  *Time  `json:"finishedAt,omitempty"`
	ContentHash string `json:"contentHash"`
	Format      string `json:"format"`             // csv, xlsx
	Encoding    string `json:"encoding,omitempty"` // of a CSV: UTF-8, UTF-16, GB18030
	// Columns are those that are read, Ignored those that nobody knows.
	Columns []ImportColumn `json:"columns"`
	Ignored []ImportColumn `json:"ignored"`
	ImportCounts
	// Batch is the one to be worked off next, of Batches.
	Batch   int `json:"batch"`
	Batches int `json:"batches"`
}

// ImportColumn is a column of the file.
type ImportColumn struct {
	Column string `json:"column"` // A, B, …
	Header string `json:"header"` // as it stands in the file
	Field  string `json:"field,omitempty"`
}

// ImportCounts count rows of the file. Done are the four others together.
type ImportCounts struct {
	Rows      int `json:"rows"`
	Done      int `json:"done"`
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
}

func (x *ImportCounts) count(rows []ImportRow) {
	for i := range rows {
		x.Done++
		switch rows[i].Outcome {
		case RowCreated:
			x.Created++
		case RowUpdated:
			x.Updated++
		case RowUnchanged:
			x.Unchanged++
		case RowRefused:
			x.Refused++
		}
	}
}

// Outcomes of a row.
const (
	RowCreated   = "created"
	RowUpdated   = "updated"
	RowUnchanged = "unchanged"
	RowRefused   = "refused"
)

// ImportRow is what became of a row, or would.
type ImportRow struct {
	Row     int    `json:"row"` // as the spreadsheet shows it
	Key     string `json:"key"` // what the record is known by: its code, a phone, a date with a crew
	ID      string `json:"id,omitempty"`
	Outcome string `json:"outcome"` // created, updated, unchanged, refused
	// Errors say cell by cell why a row is refused.
	Errors []CellError `json:"errors,omitempty"`
}

// CellError is what is wrong with a cell.
type CellError struct {
	Column  string `json:"column,omitempty"` // "" when the file has no such column
	Header  string `json:"header"`
	Value   string `json:"value"`
	Code    string `json:"code"`
	Detail  Text   `json:"detail"`
	Allowed Text   `json:"allowed"` // what the column takes
}

// importBatch is some records of a file: their cells, and what became of them; id = import id + ":" + number.
type importBatch struct {
	Meta
	ImportID string       `json:"importId"`
	At       Time         `json:"at"`
	Units    []importUnit `json:"units"`
	Rows     []ImportRow  `json:"rows"`
	Done     bool         `json:"done"`
}

// importUnit is the rows of one record: one, or all of a run.
type importUnit struct {
	Key  string    `json:"key"`
	Rows []rowText `json:"rows"`
}

// rowText is a row with the cells of the columns that are read, in their order.
type rowText struct {
	Number int        `json:"number"`
	Cells  []cellText `json:"cells"`
	// Repeats is the earlier row of the same key; 0: none.
	Repeats int `json:"repeats,omitempty"`
}

type cellText struct {
	Text string `json:"text"`
	Kind int    `json:"kind,omitempty"`
}

// ImportReport is a dry run: what would become of every row.
type ImportReport struct {
	Noun     string         `json:"noun"`
	DryRun   bool           `json:"dryRun"`
	Format   string         `json:"format"`
	Encoding string         `json:"encoding,omitempty"`
	Columns  []ImportColumn `json:"columns"`
	Ignored  []ImportColumn `json:"ignored"`
	ImportCounts
	Results []ImportRow `json:"results"`
}

// ImportFile is what is to be imported.
type ImportFile struct {
	Noun    string
	DepotID string // of rows that name none; "" = the caller's only depot
	Name    string // as it was sent; "" = none
	Data    []byte
}

// placeFile is where a problem of a file as a whole is.
const placeFile = "file"

// readImport reads a file, finds its columns and gathers its rows into records. Errors: import.…, record.missing for an
// unknown noun.
func readImport(file ImportFile) (*Import, []importUnit, bool, error) {
	n, ok := importNouns[file.Noun]
	if !ok {
		return nil, nil, false, E("record.missing", "noun")
	}
	if len(file.Data) > MaxImport {
		return nil, nil, false, E("body.too-large", "", MaxImport)
	}
	table, err := sheet.Read(file.Data, sheet.Limits{Rows: MaxImportRows + maxTitleRows, Columns: maxImportColumns, Text: maxImportText, Unpacked: maxImportSpread})
	if bad, ok := err.(*sheet.Error); ok {
		return nil, nil, false, E(bad.Code, placeFile, bad.Args...)
	} else if err != nil {
		return nil, nil, false, err
	}
	h, err := n.header(table)
	if err != nil {
		return nil, nil, false, err
	}
	if len(table.Rows) > MaxImportRows {
		return nil, nil, false, E("import.rows", placeFile, MaxImportRows)
	}
	imp := &Import{
		Noun: file.Noun, FileName: fileName(file.Name), DepotID: file.DepotID, Format: table.Format, Encoding: table.Encoding, Columns: h.columns, Ignored: h.ignored,
		ImportCounts: ImportCounts{Rows: len(table.Rows)},
	}
	units, err := n.units(table, h)
	return imp, units, table.Date1904, err
}

// DryRunImport says what would become of every row, by the rules that an import follows; nothing is stored. Errors: those of
// StartImport.
func (s *Service) DryRunImport(ctx context.Context, c Caller, file ImportFile) (*ImportReport, error) {
	imp, units, err := s.prepareImport(ctx, c, file)
	if err != nil {
		return nil, err
	}
	play, forget := s.rehearse()
	in := newImporter(play, c, imp)
	out := &ImportReport{
		Noun: imp.Noun, DryRun: true, Format: imp.Format, Encoding: imp.Encoding, Columns: imp.Columns, Ignored: imp.Ignored,
		ImportCounts: imp.ImportCounts, Results: make([]ImportRow, 0, imp.Rows),
	}
	for i := range units {
		rows, err := in.put(ctx, &units[i])
		if err != nil {
			return nil, err
		}
		out.Results = append(out.Results, rows...)
		forget()
	}
	slices.SortStableFunc(out.Results, func(a, b ImportRow) int { return cmp.Compare(a.Row, b.Row) })
	out.count(out.Results)
	return out, nil
}

// prepareImport is readImport for a caller: the depot of rows that name none is one of theirs.
func (s *Service) prepareImport(ctx context.Context, c Caller, file ImportFile) (*Import, []importUnit, error) {
	if file.DepotID == "" && len(c.DepotIDs) == 1 && !c.Is(Manager, Admin) {
		file.DepotID = c.DepotIDs[0]
	}
	if file.DepotID != "" {
		if !c.Supervises(file.DepotID) {
			return nil, nil, E("record.missing", "depotId")
		}
		if _, err := s.depot(ctx, file.DepotID); err != nil {
			return nil, nil, missing(err, "depotId")
		}
	}
	imp, units, date1904, err := readImport(file)
	if err != nil {
		return nil, nil, err
	}
	if date1904 {
		settleDates(imp, units)
	}
	return imp, units, nil
}

// StartImport stores a file and has it worked off behind the request. The same Idempotency-Key with the same file is the same
// import. Errors: import.… for a file as a whole; record.missing for an unknown noun or depot; idempotency.reused.
func (s *Service) StartImport(ctx context.Context, c Caller, key string, file ImportFile) (*Import, bool, error) {
	imp, units, err := s.prepareImport(ctx, c, file)
	if err != nil {
		return nil, false, err
	}
	imp.ID, imp.By, imp.At, imp.State = s.keyedID(c, "import", key), c.UserID, s.Now(), ImportRunning
	imp.ContentHash = digest(imp.Noun + "\x00" + imp.DepotID + "\x00" + string(file.Data))
	if old, found, err := s.store.Imports.Find(ctx, imp.ID); err != nil || found {
		if err == nil && old.ContentHash != imp.ContentHash {
			err = E("idempotency.reused", "Idempotency-Key")
		}
		return old, false, err
	}
	// The rows are stored before the import that names them: an import that is there is whole.
	for chunk := range slices.Chunk(units, importBatchUnits) {
		b := &importBatch{ImportID: imp.ID, At: imp.At, Units: chunk, Rows: []ImportRow{}}
		b.ID = batchID(imp.ID, imp.Batches)
		if err := s.store.imported.Insert(ctx, b); err != nil && !IsCode(err, "store.duplicate") {
			return nil, false, err
		}
		imp.Batches++
	}
	poke, err := s.tellOf(ctx, Subject{aboutImport, imp.ID})
	if err != nil {
		return nil, false, err
	}
	defer poke()
	imp, isNew, err := insertOnce(ctx, s.store.Imports, imp, func(x *Import) string { return x.ContentHash })
	if err == nil {
		s.wakeImports()
	}
	return imp, isNew, err
}

func batchID(importID string, n int) string { return fmt.Sprintf("%s:%06d", importID, n) }

func (s *Service) wakeImports() {
	select {
	case s.imports <- struct{}{}:
	default:
	}
}

// Import is one of the caller's imports; managers and admins see everybody's. Errors: record.missing.
func (s *Service) Import(ctx context.Context, c Caller, id string) (*Import, error) {
	imp, err := s.store.Imports.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if !c.seesImport(imp.By) {
		return nil, E("record.missing", "id")
	}
	return imp, nil
}

// seesImport: managers and admins see everybody's imports, the others their own.
func (c Caller) seesImport(by string) bool { return by == c.UserID || c.Is(Manager, Admin) }

// ListImports lists the caller's imports, the newest first; managers and admins see everybody's.
func (s *Service) ListImports(ctx context.Context, c Caller, q ListQuery) (Page[Import], error) {
	f := q.filter()
	if !c.Is(Manager, Admin) {
		f.Equal["by"] = c.UserID
	}
	return s.store.Imports.List(ctx, f)
}

// ImportRows calls each for what became of the rows, in the order of the file's batches; only of those refused when
// refused is set, with their cells. Errors: record.missing.
func (s *Service) ImportRows(ctx context.Context, imp *Import, refused bool, each func(ImportRow, []string) error) error {
	for n := range imp.Batches {
		b, err := s.store.imported.Get(ctx, batchID(imp.ID, n))
		if err != nil {
			return missing(err, "id")
		}
		cells := map[int][]string{}
		for _, u := range b.Units {
			for _, row := range u.Rows {
				for _, t := range row.Cells {
					cells[row.Number] = append(cells[row.Number], t.Text)
				}
			}
		}
		for _, r := range b.Rows {
			if refused && r.Outcome != RowRefused {
				continue
			}
			if err := each(r, cells[r.Row]); err != nil {
				return err
			}
		}
	}
	return nil
}

// importEvery is how often a server looks for imports that another one, or an earlier life, left behind.
const importEvery = 2 * time.Second

// ImportedRows is a page of what became of the rows, in the order of the file's records; those that wait are not among
// them. An outcome narrows it. Errors: those of Import.
func (s *Service) ImportedRows(ctx context.Context, c Caller, id, outcome string, after Key, limit int) (Page[ImportRow], error) {
	page := Page[ImportRow]{Items: []ImportRow{}}
	imp, err := s.Import(ctx, c, id)
	if err != nil {
		return page, err
	}
	batch, next := 0, 0
	if after.ID != "" {
		if _, err := fmt.Sscanf(after.ID, "%d:%d", &batch, &next); err != nil || batch < 0 || next < 0 {
			return page, E("cursor.invalid", "cursor")
		}
	}
	for ; batch < imp.Batch; batch, next = batch+1, 0 {
		b, err := s.store.imported.Get(ctx, batchID(imp.ID, batch))
		if err != nil {
			return page, missing(err, "id")
		}
		for ; next < len(b.Rows); next++ {
			if outcome != "" && b.Rows[next].Outcome != outcome {
				continue
			}
			if len(page.Items) == limit {
				page.Next = &Key{ID: fmt.Sprintf("%d:%d", batch, next)}
				return page, nil
			}
			page.Items = append(page.Items, b.Rows[next])
		}
	}
	return page, nil
}
