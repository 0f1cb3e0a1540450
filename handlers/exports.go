package handlers

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// Bounds of exports: how long one may take to write and to be read, and how many one caller and all may have at a time.
const (
	exportTimeout = time.Hour
	exportsOfOne  = 2
	exportsAtOnce = 8
	// exportHeld is held back until it is full or all there: what goes wrong by then is a problem, not a broken download.
	exportHeld = 64 << 10
	// maxTicketPath is the longest address of an export, bytes.
	maxTicketPath = 1_500
)

// Format picks how an export is written; embed it.
type Format struct {
	As     string `query:"format" enum:"csv,xlsx,ndjson" default:"csv"`
	Lang   string `query:"lang" enum:"zh-CN,en" description:"of headers; default: by Accept-Language"`
	Ticket string `query:"ticket" maxLength:"2000" description:"the last parameter: stands for the Authorization header; see createExportTicket"`
}

// CheckExport is the list of checks without pages.
type CheckExport struct {
	CheckFilter
	Format
}

// ComplaintExport is the list of complaints without pages.
type ComplaintExport struct {
	ComplaintFilter
	Format
}

// ScoreExport asks for a ranking to keep.
type ScoreExport struct {
	ScoresQuery
	Format
}

func exportRoutes() []Route {
	const tag = "Spreadsheets"
	limited := []string{"rate.limited"}
	return []Route{
		{Method: "POST", Path: "/api/v1/exports/tickets", Name: "createExportTicket", Summary: "The address of an export for one download by a browser, which sends no Authorization header; good for a minute", Tag: tag, Body: TicketBody{}, Answers: answers(201, models.Ticket{}), Handle: createTicket},
		{Method: "GET", Path: "/api/v1/exports/checks", Name: "exportChecks", Summary: "The list of checks as CSV, XLSX or NDJSON, whole and at any size", Tag: tag, Who: seesWork, Query: CheckExport{}, Answers: answers(200, nil), Problems: limited, Stream: true, Timeout: exportTimeout, Ticket: true, Handle: exportChecks},
		{Method: "GET", Path: "/api/v1/exports/complaints", Name: "exportComplaints", Summary: "The list of complaints as CSV, XLSX or NDJSON", Tag: tag, Query: ComplaintExport{}, Answers: answers(200, nil), Problems: limited, Stream: true, Timeout: exportTimeout, Ticket: true, Handle: exportComplaints},
		{Method: "GET", Path: "/api/v1/exports/scores", Name: "exportScores", Summary: "The ranking of a depot as CSV, XLSX or NDJSON", Tag: tag, Who: deskRoles, Query: ScoreExport{}, Answers: answers(200, nil), Problems: limited, Stream: true, Timeout: exportTimeout, Ticket: true, Handle: exportScores},
	}
}

// ticketParameter is the last of an address that shows a ticket.
const ticketParameter = "&ticket="

// TicketBody names an export: path and query, as it would be asked for with a header.
type TicketBody struct {
	Path string `json:"path"`
}

func createTicket(r *Request) error {
	b, err := Decode[TicketBody](r)
	if err != nil {
		return err
	}
	rt := r.API.special("GET", b.Path)
	if rt == nil || !rt.Ticket || len(b.Path) > maxTicketPath || !strings.Contains(b.Path, "?") || strings.Contains(b.Path, ticketParameter) {
		return &models.Error{Code: "body.invalid", Fields: []models.FieldError{{Field: "/path", Code: "field.format", Args: []any{"/api/v1/exports/checks?format=csv"}}}}
	}
	out, err := r.API.cfg.Service.CreateTicket(r.Context(), r.Caller, b.Path)
	if err != nil {
		return err
	}
	r.Set("Cache-Control", "no-store")
	return r.Send(http.StatusCreated, out)
}

func exportChecks(r *Request) error {
	q, err := DecodeQuery[CheckExport](r)
	if err != nil {
		return err
	}
	caller, lang := r.Caller, cmp.Or(q.Lang, r.Lang())
	return r.export("checks", q.As, func(ctx context.Context, w io.Writer) error {
		return r.API.cfg.Service.ExportChecks(ctx, caller, q.query(), q.As, lang, w)
	})
}

func exportComplaints(r *Request) error {
	q, err := DecodeQuery[ComplaintExport](r)
	if err != nil {
		return err
	}
	caller, lang := r.Caller, cmp.Or(q.Lang, r.Lang())
	use := r.API.cfg.Service.ListComplaints
	if q.Call == "overdue" {
		use = r.API.cfg.Service.OverdueCalls
	}
	return r.export("complaints", q.As, func(ctx context.Context, w io.Writer) error {
		return r.API.cfg.Service.ExportComplaints(ctx, caller, q.query(), use, q.As, lang, w)
	})
}

func exportScores(r *Request) error {
	q, err := DecodeQuery[ScoreExport](r)
	if err != nil {
		return err
	}
	depotID, err := q.depot(r.Caller)
	if err != nil {
		return err
	}
	caller, lang, window := r.Caller, cmp.Or(q.Lang, r.Lang()), models.DateRange{From: q.From, To: q.To}
	return r.export("scores", q.As, func(ctx context.Context, w io.Writer) error {
		return r.API.cfg.Service.ExportScores(ctx, caller, depotID, q.By, window, q.As, lang, w)
	})
}

// export answers with what write writes while it writes it. Whoever goes away stops the work; an error after the first
// piece ends the connection before its last chunk, so that no half of a file is taken for the whole. HEAD begins it, too, and gives
// it up at its first piece: it answers what GET would.
func (r *Request) export(name, format string, write func(context.Context, io.Writer) error) error {
	s := r.API
	if err := s.exports.begin(r.Caller.UserID); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), exportTimeout)
	from, to := io.Pipe()
	caller, over := r.Caller.UserID, make(chan struct{})
	go func() {
		defer close(over)
		defer s.exports.end(caller)
		defer cancel()
		held := bufio.NewWriterSize(to, exportHeld)
		err := write(ctx, held)
		if err == nil {
			err = held.Flush()
		}
		if err != nil && !errors.Is(err, errReaderGone) {
			s.log.Warn("an export broke off", "userId", caller, "export", name, "error", err)
		}
		to.CloseWithError(err) // nil is the regular end
	}()
	file := &download{from: from, cancel: cancel}
	if err := file.wait(); err != nil {
		_ = file.Close()
		return err
	}
	r.attach(name, format)
	if r.Method() == fiber.MethodHead {
		_ = file.Close()
		<-over // the place is free for the download that follows
		return nil
	}
	r.Ctx.Context().SetBodyStream(file, -1)
	return nil
}

var errReaderGone = errors.New("the reader of an export has gone")

// download is the reading end of an export.
type download struct {
	from   *io.PipeReader
	cancel context.CancelFunc
	first  [1]byte
	has    int
}

// wait returns when the first piece is there, or what went wrong before.
func (d *download) wait() (err error) {
	d.has, err = d.from.Read(d.first[:])
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (d *download) Read(p []byte) (int, error) {
	if d.has > 0 && len(p) > 0 {
		d.has, p[0] = 0, d.first[0]
		return 1, nil
	}
	return d.from.Read(p)
}

// Close stops the export; it is called when all was sent, or when the reader has gone.
func (d *download) Close() error {
	d.cancel()
	return d.from.CloseWithError(errReaderGone)
}

// running counts the exports under way.
type running struct {
	mu  sync.Mutex
	of  map[string]int // by caller
	all int
}

func (x *running) begin(caller string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of[caller] >= exportsOfOne || x.all >= exportsAtOnce {
		e := models.E("rate.limited", "", 30)
		e.RetryAfter = 30
		return e
	}
	if x.of == nil {
		x.of = map[string]int{}
	}
	x.of[caller]++
	x.all++
	return nil
}

func (x *running) end(caller string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.of[caller]--; x.of[caller] == 0 {
		delete(x.of, caller)
	}
	x.all--
}
