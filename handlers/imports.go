package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// Media types of spreadsheets. What a file is, is seen by what it holds.
const (
	mimeCSV    = "text/csv"
	mimeXLSX   = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mimeNDJSON = "application/x-ndjson"
	mimeExcel  = "application/vnd.ms-excel" // what browsers on Windows say of a CSV
)

const (
	dryRunTimeout = 2 * time.Minute // 50,000 rows on one slow core
	importLimit   = 20              // files a minute and caller
)

// ImportQuery says how a file is imported.
type ImportQuery struct {
	DryRun  bool   `query:"dryRun" description:"true: say what would become of every row, and store nothing"`
	DepotID string `query:"depotId" description:"depot of rows that name none; default: the caller's only depot"`
	// FileName tells imports apart.
	FileName string `query:"fileName" maxLength:"255" description:"name of the file; kept without folders and marks, at most 100 characters"`
}

// TemplateQuery picks a template.
type TemplateQuery struct {
	Format   string `query:"format" enum:"csv,xlsx" default:"xlsx"`
	Language string `query:"language" enum:"zh-CN,en" description:"default: that of Accept-Language"`
}

// ImportListQuery filters imports; from and to bound when they were sent.
type ImportListQuery struct {
	State string `query:"state" enum:"running,done,stopped"`
	Times
	Page
}

func (q ImportListQuery) query() models.ListQuery {
	return q.bound(map[string]string{"state": q.State})
}

// ImportRowQuery filters the rows of an import.
type ImportRowQuery struct {
	Outcome string `query:"outcome" enum:"created,updated,unchanged,refused"`
	Page
}

// ImportRow is what became of a row, or would.
type ImportRow struct {
	Row     int    `json:"row"` // as the spreadsheet shows it
	Key     string `json:"key"` // what the record is known by
	ID      string `json:"id,omitempty"`
	Outcome string `json:"outcome"` // created, updated, unchanged, refused
	// Errors say cell by cell why a row is refused, in the language of Accept-Language.
	Errors []ImportCell `json:"errors,omitempty"`
}

// ImportCell is what is wrong with a cell.
type ImportCell struct {
	Column  string `json:"column,omitempty"` // A, B, …; absent when the file has no such column
	Header  string `json:"header"`
	Value   string `json:"value"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
	Allowed string `json:"allowed"` // what the column takes
}

// ImportReport is a dry run, row by row.
type ImportReport struct {
	Noun     string                `json:"noun"`
	DryRun   bool                  `json:"dryRun"`
	Format   string                `json:"format"`             // csv, xlsx
	Encoding string                `json:"encoding,omitempty"` // of a CSV
	Columns  []models.ImportColumn `json:"columns"`
	Ignored  []models.ImportColumn `json:"ignored"` // columns that nobody knows
	models.ImportCounts
	Results []ImportRow `json:"results"`
}

func importRoutes() []Route {
	const tag = "Spreadsheets"
	files := []string{mimeCSV, mimeXLSX, mimeExcel, fiber.MIMEOctetStream}
	whole := []string{
		"import.other", "import.xls", "import.password", "import.html", "import.broken", "import.unpacked", "import.size", "import.rows", "import.columns",
		"import.encoding", "import.csv", "import.empty", "import.merged", "import.header", "import.column-missing", "import.column-twice", "body.invalid",
		"idempotency.reused", "record.missing",
	}
	var t []Route
	for _, noun := range models.ImportNouns {
		name := strings.ToUpper(noun[:1]) + noun[1:]
		t = append(
			t,
			Route{Method: "POST", Path: "/api/v1/imports/" + noun, Name: "import" + name, Summary: "Import " + noun + " from CSV or XLSX; with dryRun say what would become of every row", Tag: tag, Who: deskRoles, Query: ImportQuery{}, RawBody: files, MaxBody: models.MaxImport, Limit: importLimit, Timeout: dryRunTimeout, Answers: map[int]any{200: ImportReport{}, 202: models.Import{}}, Problems: whole, Handle: func(r *Request) error { return importFile(r, noun) }},
			Route{Method: "GET", Path: "/api/v1/imports/" + noun + "/template", Name: "template" + name, Summary: "A file to fill in with " + noun + ", with one example", Tag: tag, Who: deskRoles, Query: TemplateQuery{}, Answers: answers(200, nil), Handle: func(r *Request) error { return importTemplate(r, noun) }},
		)
	}
	return append(t, []Route{
		{Method: "GET", Path: "/api/v1/imports", Name: "listImports", Summary: "Imports of the last 30 days, the newest first", Tag: tag, Who: deskRoles, Query: ImportListQuery{}, Answers: answers(200, List[models.Import]{}), Handle: listImports},
		{Method: "GET", Path: "/api/v1/imports/:id", Name: "getImport", Summary: "How far an import is", Tag: tag, Who: deskRoles, Answers: answers(200, models.Import{}), Handle: getImport},
		{Method: "GET", Path: "/api/v1/imports/:id/rows", Name: "listImportRows", Summary: "What became of the rows of an import, as far as it is", Tag: tag, Who: deskRoles, Query: ImportRowQuery{}, Answers: answers(200, List[ImportRow]{}), Handle: listImportRows},
		{Method: "GET", Path: "/api/v1/imports/:id/refused", Name: "refusedRows", Summary: "The refused rows with the reasons, as a CSV to mend and send again", Tag: tag, Who: deskRoles, Answers: answers(200, nil), Handle: refusedRows},
	}...)
}

func importFile(r *Request, noun string) error {
	q, err := DecodeQuery[ImportQuery](r)
	if err != nil {
		return err
	}
	data, err := r.Raw()
	if err != nil {
		return err
	}
	file := models.ImportFile{Noun: noun, DepotID: q.DepotID, Name: q.FileName, Data: data}
	if q.DryRun {
		report, err := r.API.cfg.Service.DryRunImport(r.Context(), r.Caller, file)
		if err != nil {
			return err
		}
		return r.OK(ImportReport{
			Noun: report.Noun, DryRun: true, Format: report.Format, Encoding: report.Encoding, Columns: report.Columns, Ignored: report.Ignored,
			ImportCounts: report.ImportCounts, Results: importRowsIn(report.Results, r.Lang()),
		})
	}
	key, err := r.key()
	if err != nil {
		return err
	}
	imp, _, err := r.API.cfg.Service.StartImport(r.Context(), r.Caller, key, file)
	if err != nil {
		return err
	}
	r.Set(fiber.HeaderLocation, "/api/v1/imports/"+imp.ID)
	return r.Send(http.StatusAccepted, imp)
}

// importRowsIn puts rows into the words of a language.
func importRowsIn(rows []models.ImportRow, lang string) []ImportRow {
	out := make([]ImportRow, len(rows))
	for i, x := range rows {
		out[i] = ImportRow{Row: x.Row, Key: x.Key, ID: x.ID, Outcome: x.Outcome}
		for _, e := range x.Errors {
			out[i].Errors = append(out[i].Errors, ImportCell{e.Column, e.Header, e.Value, e.Code, e.Detail.In(lang), e.Allowed.In(lang)})
		}
	}
	return out
}

func importTemplate(r *Request, noun string) error {
	q, err := DecodeQuery[TemplateQuery](r)
	if err != nil {
		return err
	}
	if q.Language == "" {
		q.Language = r.Lang()
	}
	var b bytes.Buffer
	if err := models.ImportTemplate(noun, q.Format, q.Language, &b); err != nil {
		return err
	}
	r.attach(noun, q.Format)
	return r.Ctx.Send(b.Bytes())
}

// attach says that the answer is a file to keep.
func (r *Request) attach(name, format string) {
	r.Set(fiber.HeaderContentType, map[string]string{
		models.FormatCSV: mimeCSV + "; charset=utf-8", models.FormatXLSX: mimeXLSX, models.FormatNDJSON: mimeNDJSON,
	}[format])
	r.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s.%s"`, name, format))
	r.Set(fiber.HeaderCacheControl, "no-store")
}

func listImports(r *Request) error {
	return list(r, "imports", ImportListQuery{}, r.API.cfg.Service.ListImports)
}

// getImport never answers 304: it moves on by itself.
func getImport(r *Request) error { return plain(r, r.API.cfg.Service.Import) }

func listImportRows(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	q, err := DecodeQuery[ImportRowQuery](r)
	if err != nil {
		return err
	}
	after, err := q.After("importRows")
	if err != nil {
		return err
	}
	page, err := r.API.cfg.Service.ImportedRows(r.Context(), r.Caller, id, q.Outcome, after, q.Limit)
	if err != nil {
		return err
	}
	return r.OK(listOf("importRows", models.Page[ImportRow]{Items: importRowsIn(page.Items, r.Lang()), Next: page.Next}))
}

func refusedRows(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	imp, err := r.API.cfg.Service.Import(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := r.API.cfg.Service.WriteRefused(r.Context(), imp, r.Lang(), &b); err != nil {
		return err
	}
	r.attach(imp.Noun+"-refused", models.FormatCSV)
	return r.Ctx.Send(b.Bytes())
}
