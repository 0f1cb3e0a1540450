package handlers

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"crewcheck/models"
)

// Pages to print: a run's sheet and receipts, a crew's month. The browser prints them; handlers/print has document and
// style. They are read with a login like the rest of the API: who opens one in a window fetches it first.

//go:embed print
var printFiles embed.FS

// printPolicy lets a page to print load its style, nothing else.
const printPolicy = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

var printTemplate = template.Must(template.New("print").Funcs(template.FuncMap{
	"in":   func(t models.Text, lang string) string { return t.In(lang) },
	"both": func(p printPage, s printStop) any { return map[string]any{"Page": p, "Stop": s} },
	"rows": func(w printWords, rows []barRow) any { return map[string]any{"Words": w, "Rows": rows} },
}).ParseFS(printFiles, "print/pages.html"))

// PaperQuery picks paper and language of a print.
type PaperQuery struct {
	Paper string `query:"paper" enum:"a4,80mm" default:"a4"`
	Lang  string `query:"lang" enum:"zh-CN,en" description:"default: by Accept-Language"`
}

// MonthQuery picks the month of a crew's page, and its language.
type MonthQuery struct {
	Month models.Date `query:"month" description:"any day of the month; default: the last whole month of the depot"`
	Lang  string      `query:"lang" enum:"zh-CN,en" description:"default: by Accept-Language"`
}

func printRoutes() []Route {
	const tag = "Print"
	page := func(path, name, summary string, query any, h func(*Request) error) Route {
		return Route{Method: "GET", Path: path, Name: name, Summary: summary, Tag: tag, Who: workRoles, Query: query, Answers: answers(200, nil), Handle: h}
	}
	return []Route{
		page("/api/v1/runs/:id/sheet", "printRunSheet", "A run's sheet as a page to print: stops, cards, lines, empties, codes", PaperQuery{}, printSheet("sheet")),
		page("/api/v1/runs/:id/receipts", "printReceipts", "The receipts of a run with their codes, one a page, to print", PaperQuery{}, printSheet("receipts")),
		page("/api/v1/crews/:id/month", "printCrewMonth", "A crew's month in plain pictures, to hang on the wall", MonthQuery{}, printMonth),
	}
}

// printPage is what the templates show.
type printPage struct {
	Lang, Title, Class string
	Words              printWords
	Sheet              *models.RunSheet
	Stops              []printStop

	Month, Points, LevelText, Interval, NextText, Voice, Complained string
	Face, Thumb, Again                                              string
	Score                                                           *models.Score
	Missing                                                         []string
	Parts, Best, Weakest                                            []barRow
}

type printStop struct {
	models.SheetStop
	When  string
	Notes []labelled
	QR    template.HTML // our own drawing
}

type labelled struct{ Label, Text string }

// barRow is a bar of 100.
type barRow struct {
	Text, Value, Sample string
	Width               float64
}

// Unit is the word for what is counted.
func (p printPage) Unit(unit string, n int) string { return venueTexts[p.Lang].unit(unit, n) }

// Bottle is the name of a type of empties.
func (p printPage) Bottle(kind string, n int) string { return venueTexts[p.Lang].bottle(kind, n) }

func (r *Request) newPrint(lang string) printPage {
	if lang == "" {
		lang = r.Lang()
	}
	return printPage{Lang: lang, Words: printTexts[lang], Thumb: drawings["thumb"], Again: drawings["again"]}
}

func printSheet(name string) func(*Request) error {
	return func(r *Request) error {
		q, err := DecodeQuery[PaperQuery](r)
		if err != nil {
			return err
		}
		id, err := r.ID("id")
		if err != nil {
			return err
		}
		p := r.newPrint(q.Lang)
		if p.Sheet, err = r.API.cfg.Service.RunSheetOf(r.Context(), r.Caller, id); err != nil {
			return err
		}
		if q.Paper == "80mm" {
			p.Class = "roll"
		}
		what := p.Words.Sheet
		if name == "receipts" {
			what = p.Words.Receipt
		}
		p.Title = what + " " + p.Sheet.Crew
		for _, st := range p.Sheet.Printed {
			if st.Status == models.StopRemoved {
				continue
			}
			out := printStop{SheetStop: st, When: windowText(&st), Notes: p.Words.notes(&st)}
			code, err := qrcode.New(r.publicURL()+"/r/"+st.ReceiptToken, qrcode.Medium)
			if err != nil {
				return err
			}
			out.QR = template.HTML(svgOf(code.Bitmap()))
			p.Stops = append(p.Stops, out)
		}
		return r.print(name, p)
	}
}

// windowText is the window on the venue's clock.
func windowText(st *models.SheetStop) string {
	if st.Window == nil {
		return ""
	}
	zone, err := time.LoadLocation(st.Zone)
	if err != nil {
		zone = time.UTC
	}
	return st.Window.From.In(zone).Format("15:04") + "–" + st.Window.To.In(zone).Format("15:04")
}

func printMonth(r *Request) error {
	q, err := DecodeQuery[MonthQuery](r)
	if err != nil {
		return err
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	m, err := r.API.cfg.Service.CrewMonthOf(r.Context(), r.Caller, id, q.Month)
	if err != nil {
		return err
	}
	p := r.newPrint(q.Lang)
	p.Class, p.Title, p.Month, p.Score = "month", m.Score.Name, string(m.Month.From)[:7], m.Score
	p.fillMonth(m)
	return r.print("month", p)
}

// levelFaces are the faces of the levels; a crew without one has the plain face.
var levelFaces = map[string]int{"below-standard": 1, "comfortable": 2, "satisfied": 3, "delighted": 4}

func (p *printPage) fillMonth(m *models.CrewMonth) {
	w, s := p.Words, m.Score
	p.Points, p.LevelText = "–", w.Levels[s.Level]
	p.Face = drawings["face"] + faceMouths[2]
	if n, has := levelFaces[s.Level]; has {
		p.Face = drawings["face"] + faceMouths[n]
	}
	if s.Score != nil {
		p.Points = fmt.Sprintf("%.0f", *s.Score)
	}
	if s.Interval != nil {
		p.Interval = fmt.Sprintf("%s %.0f–%.0f", w.Interval, s.Interval.Low, s.Interval.High)
	}
	if s.Next != nil {
		p.NextText = w.Levels[s.Next.Level]
		for _, t := range s.Next.Missing {
			p.Missing = append(p.Missing, t.In(p.Lang))
		}
	}
	for _, part := range s.Parts {
		p.Parts = append(p.Parts, barRow{models.PartName(part.Part).In(p.Lang), fmt.Sprintf("%.0f", part.Value), w.counted(part.N, part.Of), math.Round(part.Value)})
	}
	items := func(rates []models.ItemRate) (out []barRow) {
		for _, x := range rates {
			out = append(out, barRow{x.Text.In(p.Lang), fmt.Sprintf("%.0f %%", x.Rate*100), w.counted(x.N, "ticks"), math.Round(x.Rate * 100)})
		}
		return out
	}
	p.Best, p.Weakest = items(m.Best), items(m.Weakest)
	p.Complained = w.complained(m.Complained, p.Lang)
	p.Voice = fmt.Sprintf(w.Praised, w.counted(m.Praises, "ticks"))
	if m.Ratings > 0 {
		p.Voice += fmt.Sprintf(w.Rated, m.Rating, w.counted(m.Ratings, "stops"))
	}
}

// mostComplained is how many things complained of a month's page has room for.
const mostComplained = 3

// complained tells how many complaints there were, and what the most of them were about.
func (w printWords) complained(all []models.Complained, lang string) string {
	if len(all) == 0 {
		return ""
	}
	sum := 0
	var most []string
	for i, c := range all {
		sum += c.N
		if i < mostComplained {
			most = append(most, fmt.Sprintf("%s × %d", c.Text.In(lang), c.N))
		}
	}
	return w.counted(sum, "complaints") + " (" + strings.Join(most, ", ") + ")"
}

// print answers with a page to print, which no cache keeps.
func (r *Request) print(name string, p printPage) error {
	var b bytes.Buffer
	if err := printTemplate.ExecuteTemplate(&b, name, p); err != nil {
		return err
	}
	r.Set(fiber.HeaderContentSecurityPolicy, printPolicy)
	r.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	r.Set(fiber.HeaderContentLanguage, p.Lang)
	r.Set(fiber.HeaderCacheControl, "no-store")
	r.Vary(fiber.HeaderAcceptLanguage)
	return r.Ctx.Send(b.Bytes())
}

// servePrintStyle answers GET /print.css.
func servePrintStyle(r *Request) error {
	css, err := printFiles.ReadFile("print/style.css")
	if err != nil {
		return err
	}
	r.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	return r.Ctx.Send(css)
}

// printWords are the texts of prints in one language.
type printWords struct {
	Sheet, Empties, Receipt, Number, Scan, Sign                        string
	Of100, Interval, Next, Parts, Best, Weakest, Voice, Praised, Rated string
	Upheld                                                             string
	Roles                                                              map[models.Role]string
	Levels                                                             map[string]string
	Of                                                                 map[string]unitWord
	Labels                                                             [9]string
}

// counted is a number with the word for what it counts.
func (w printWords) counted(n int, of string) string {
	return fmt.Sprintf("%d %s", n, w.Of[of].of(n))
}

// StopsIn is a number of stops in words.
func (p printPage) StopsIn(n int) string { return p.Words.counted(n, "stops") }

// notes are what the card says, with its labels.
func (w *printWords) notes(st *models.SheetStop) []labelled {
	k := st.Card
	texts := [9]string{k.Storekeeper, k.Guard, k.Parking, k.Dress, k.Language, k.Placement, "", k.Notes, ""}
	if k.MaxStack > 0 {
		texts[6] = fmt.Sprint(k.MaxStack)
	}
	var phones []string
	for _, c := range st.Contacts {
		if c.Phone != "" {
			phones = append(phones, c.Role+" "+c.Name+" "+c.Phone)
		}
	}
	texts[8] = strings.Join(phones, ", ")
	var out []labelled
	for i, t := range texts {
		if t != "" {
			out = append(out, labelled{w.Labels[i], t})
		}
	}
	return out
}

var printTexts = map[string]printWords{
	zhCN: {
		Sheet: "送货单", Empties: "要带回的空瓶", Receipt: "送货回单", Number: "回单号", Scan: "扫码看回单、打分、表扬或投诉", Sign: "保管签字",
		Of100: "分(满分 100)", Interval: "九成把握在", Next: "再做到这些就是", Parts: "六个方面", Best: "做得最好", Weakest: "最要加油", Voice: "店家怎么说", Praised: "表扬 %s", Upheld: "投诉属实", Rated: ",平均打分 %.1f(满分 5,%s)",
		Roles:  map[models.Role]string{models.Driver: "司机", models.Porter: "搬运"},
		Levels: map[string]string{"": "站数还不够,暂不评级", "below-standard": "不合格", "comfortable": "舒服", "satisfied": "满意", "delighted": "感动"},
		Of:     map[string]unitWord{"items": {"项", ""}, "checks": {"张清单", ""}, "stops": {"站", ""}, "ticks": {"次", ""}, "complaints": {"件投诉", ""}},
		Labels: [9]string{"保管:", "保安:", "停车:", "着装:", "用语:", "摆放:", "最多叠几箱:", "备注:", "电话:"},
	},
	en: {
		Sheet: "Run sheet", Empties: "Empties to take back", Receipt: "Delivery receipt", Number: "Receipt number", Scan: "Scan to see the receipt, rate, praise or complain", Sign: "Storekeeper's signature",
		Of100: "points of 100", Interval: "with 90 % certainty", Next: "What is missing for", Parts: "Six parts", Best: "Done best", Weakest: "Work on this", Voice: "What venues say", Praised: "praised %s", Upheld: "Upheld complaints", Rated: ", rated %.1f of 5 on average (%s)",
		Roles:  map[models.Role]string{models.Driver: "driver", models.Porter: "porter"},
		Levels: map[string]string{"": "too few stops for a level", "below-standard": "below standard", "comfortable": "comfortable", "satisfied": "satisfied", "delighted": "delighted"},
		Of:     map[string]unitWord{"items": {"item", "items"}, "checks": {"check", "checks"}, "stops": {"stop", "stops"}, "ticks": {"time", "times"}, "complaints": {"complaint", "complaints"}},
		Labels: [9]string{"Storekeeper:", "Guard:", "Parking:", "Dress:", "Language:", "Placement:", "Stack at most:", "Notes:", "Phone:"},
	},
}
