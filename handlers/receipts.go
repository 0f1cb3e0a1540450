package handlers

import (
	"bytes"
	_ "embed" // the page of the receipt
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"crewcheck/checklists"
	"crewcheck/models"
)

// The venue's side: what the code on a receipt opens, without an account.

// voiceLimit is calls a minute and address of the public routes of receipts.
const voiceLimit = 60

// qrSize is the edge of the PNG in pixels: 40 mm at 300 dots an inch.
const qrSize = 480

func receiptRoutes() []Route {
	const tag = "Receipts"
	gone := []string{"receipt.missing", "receipt.expired"}
	voice := append([]string{"receipt.voiced"}, gone...)
	return []Route{
		{Method: "GET", Path: "/api/v1/receipts/:token", Name: "getPublicReceipt", Summary: "The receipt that a code opens", Tag: tag, Public: true, Answers: answers(200, models.PublicReceipt{}), Problems: gone, Limit: voiceLimit, Handle: getPublicReceipt},
		{Method: "POST", Path: "/api/v1/receipts/:token/feedback", Name: "giveFeedback", Summary: "Rate, praise or complain by the code of a receipt", Tag: tag, Public: true, Never: crewRoles, Body: models.FeedbackBody{}, Answers: created(models.FeedbackAnswer{}), Problems: voice, Limit: voiceLimit, Handle: giveFeedback},
		{Method: "PUT", Path: "/api/v1/receipts/:token/photos/:sha256", Name: "putCodePhoto", Summary: "Store a picture for a complaint by code, five at most", Tag: tag, Public: true, Never: crewRoles, RawBody: []string{"image/jpeg", "image/png", "image/webp"}, MaxBody: models.MaxPhoto, Answers: created(models.Photo{}), Problems: append([]string{"photo.digest", "photo.type", "photo.unreadable", "photo.pixels"}, gone...), Limit: voiceLimit, Handle: putCodePhoto},
		{Method: "GET", Path: "/api/v1/runs/:id/stops/:stopId/receipt.svg", Name: "getReceiptSVG", Summary: "The QR code of a stop's receipt, to print", Tag: tag, Who: seesWork, Answers: answers(200, nil), Handle: getReceiptSVG},
		{Method: "GET", Path: "/api/v1/runs/:id/stops/:stopId/receipt.png", Name: "getReceiptPNG", Summary: "The QR code of a stop's receipt, to print", Tag: tag, Who: seesWork, Answers: answers(200, nil), Handle: getReceiptPNG},
		{Method: "GET", Path: "/r/:token", Name: "getReceiptPage", Summary: "The page behind the QR code; works without script", Tag: tag, Public: true, Answers: answers(200, nil), Problems: gone, Limit: voiceLimit, Handle: getReceiptPage},
		{Method: "POST", Path: "/r/:token", Name: "postReceiptPage", Summary: "The form of that page", Tag: tag, Public: true, Never: crewRoles, RawBody: []string{fiber.MIMEApplicationForm}, MaxBody: 32 << 10, Answers: answers(200, nil), Problems: voice, Limit: voiceLimit, Handle: postReceiptPage},
	}
}

func getPublicReceipt(r *Request) error {
	out, err := r.API.cfg.Service.PublicReceiptOf(r.Context(), r.Params("token"))
	return r.private(out, err)
}

func giveFeedback(r *Request) error {
	b, err := Decode[models.FeedbackBody](r)
	if err != nil {
		return err
	}
	out, isNew, err := r.API.cfg.Service.GiveFeedback(r.Context(), r.Params("token"), b)
	if err != nil {
		return err
	}
	return r.Send(status(isNew), out)
}

func putCodePhoto(r *Request) error {
	data, err := r.Raw()
	if err != nil {
		return err
	}
	p, isNew, err := r.API.cfg.Service.PutCodePhoto(r.Context(), r.Params("token"), r.Params("sha256"), bytes.Clone(data))
	if err != nil {
		return err
	}
	p.Grants = nil
	return r.Send(status(isNew), p)
}

// receiptCode is the QR code of the public address of the stop that the path names.
func receiptCode(r *Request) (*qrcode.QRCode, error) {
	runID, err := r.ID("id")
	if err != nil {
		return nil, err
	}
	stopID, err := r.ID("stopId")
	if err != nil {
		return nil, err
	}
	link, err := r.API.cfg.Service.ReceiptLinkOf(r.Context(), r.Caller, runID, stopID)
	if err != nil {
		return nil, err
	}
	return qrcode.New(r.publicURL()+"/r/"+link.Token, qrcode.Medium)
}

// publicURL is the address at which venues reach the service: Config.PublicURL, else the one of this request.
func (r *Request) publicURL() string {
	if u := r.API.cfg.PublicURL; u != "" {
		return strings.TrimRight(u, "/")
	}
	scheme := "http"
	if r.API.cfg.TLS {
		scheme = "https"
	}
	return scheme + "://" + string(r.Request().Host())
}

func getReceiptSVG(r *Request) error {
	code, err := receiptCode(r)
	if err != nil {
		return err
	}
	r.Set(fiber.HeaderContentType, "image/svg+xml")
	return r.Ctx.SendString(svgOf(code.Bitmap()))
}

func getReceiptPNG(r *Request) error {
	code, err := receiptCode(r)
	if err != nil {
		return err
	}
	png, err := code.PNG(qrSize)
	if err != nil {
		return err
	}
	r.Set(fiber.HeaderContentType, "image/png")
	return r.Ctx.Send(png)
}

// svgOf draws the modules of a QR code, one path of unit squares merged by row.
func svgOf(modules [][]bool) string {
	var path strings.Builder
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	n := len(modules)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`, n, n, n, n, path.String())
}

//go:embed receipt.html
var receiptHTML string

var receiptTemplate = template.Must(template.New("receipt").Funcs(template.FuncMap{
	"in": func(t models.Text, lang string) string { return t.In(lang) },
}).Parse(receiptHTML))

// receiptPolicy lets the page load its style and send its own form, nothing else.
const receiptPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// receiptWords are the texts of the page in one language.
type receiptWords struct {
	Title, Crew, Brought, Taken, Left, How, Stars, More, Praise, Complain, Category, Text, Send, Thanks, Said, By, Nothing, Choose string
	// Passed heads what the venue asked to pass on, with Delivered and Read where no answer has come yet.
	Passed, Delivered, Read string
	Owed, Until             string // what the venue is promised, and by which day
	Dimensions              []receiptDimension
	Roles                   map[models.Role]string
	States                  map[string]string
}

// receiptDimension is one of the five qualities that a rating may tell apart, by its name in the form.
type receiptDimension struct{ Name, Text string }

var receiptTexts = map[string]receiptWords{
	zhCN: {
		Title: "送货回单", Crew: "送货人员", Brought: "送到", Taken: "带走空瓶", Left: "留下", How: "这次送货怎么样?", Stars: "打分",
		Praise: "表扬他们", Complain: "投诉", Category: "什么问题?", Text: "想说的话(可不填)", Send: "提交", Thanks: "谢谢,已收到。",
		Said: "您反映的问题", By: "最迟答复", Nothing: "无", Choose: "请选择", More: "分项打分(可不填)",
		Passed: "您请我们转达的话", Delivered: "已转达", Read: "已读", Owed: "我们还欠您的", Until: "最迟",
		Dimensions: []receiptDimension{{"tangibles", "着装、货物外观"}, {"reliability", "准时、数对"}, {"responsiveness", "有事马上办"}, {"assurance", "礼貌、让人放心"}, {"empathy", "为店里着想"}},
		Roles:      map[models.Role]string{models.Driver: "司机", models.Porter: "搬运"},
		States:     map[string]string{models.Open: "已收到", models.Acknowledged: "正在处理", models.Decided: "正在处理", models.Resolved: "已处理,不满意请告诉业务员", models.Closed: "已完成", models.Reopened: "重新处理"},
	},
	en: {
		Title: "Delivery receipt", Crew: "Delivered by", Brought: "Delivered", Taken: "Empties taken", Left: "left", How: "How was this delivery?", Stars: "Rating",
		Praise: "Praise the crew", Complain: "Complain", Category: "What is wrong?", Text: "Your words (if you wish)", Send: "Send", Thanks: "Thank you, we have it.",
		Said: "What you told us", By: "answer by", Nothing: "none", Choose: "choose", More: "Rate in detail (if you wish)",
		Passed: "What you asked us to pass on", Delivered: "passed on", Read: "read", Owed: "What we owe you", Until: "by",
		Dimensions: []receiptDimension{{"tangibles", "Dress and look of the goods"}, {"reliability", "On time, right count"}, {"responsiveness", "Helps at once"}, {"assurance", "Polite, can be trusted"}, {"empathy", "Thinks of the venue"}},
		Roles:      map[models.Role]string{models.Driver: "driver", models.Porter: "porter"},
		States:     map[string]string{models.Open: "received", models.Acknowledged: "being worked on", models.Decided: "being worked on", models.Resolved: "done; if it is not, tell your salesperson", models.Closed: "closed", models.Reopened: "opened again"},
	},
}

// receiptPage is what the template shows.
type receiptPage struct {
	Lang, Token string
	Words       receiptWords
	Receipt     *models.PublicReceipt
	Categories  []checklists.Category
	Done        bool
	Wrong       string // what could not be taken, in words
}

// At is a time on the venue's clock.
func (p receiptPage) At(t models.Time) string {
	zone, err := time.LoadLocation(p.Receipt.Zone)
	if err != nil {
		zone = time.UTC
	}
	return t.In(zone).Format("2006-01-02 15:04")
}

func getReceiptPage(r *Request) error { return r.receiptPage(false, "") }

// receiptPage answers with the page; wrong says what of the form was not taken.
func (r *Request) receiptPage(done bool, wrong string) error {
	token := r.Params("token")
	p := receiptPage{Lang: r.Lang(), Token: token, Done: done, Wrong: wrong}
	p.Words = receiptTexts[p.Lang]
	out, err := r.API.cfg.Service.PublicReceiptOf(r.Context(), token)
	if err != nil {
		return r.gonePage(err)
	}
	p.Receipt = out
	for _, c := range r.API.cfg.Service.Standards().Categories {
		if c.Owner[0] == "crew" || c.Code == "other" {
			p.Categories = append(p.Categories, c)
		}
	}
	if wrong != "" {
		return r.html(fiber.StatusUnprocessableEntity, "receipt", p)
	}
	return r.html(fiber.StatusOK, "receipt", p)
}

// gonePage says in words that a code opens nothing, or nothing any more; other errors it gives back.
func (r *Request) gonePage(err error) error {
	if !models.IsCode(err, "receipt.missing") && !models.IsCode(err, "receipt.expired") {
		return err
	}
	e := r.API.known(r.Ctx, err)
	return r.html(int(e.Kind()), "gone", receiptPage{Lang: r.Lang(), Words: receiptTexts[r.Lang()], Wrong: e.Text(r.Lang())})
}

// html answers with one of the pages of the receipt.
func (r *Request) html(status int, name string, p receiptPage) error {
	var b bytes.Buffer
	if err := receiptTemplate.ExecuteTemplate(&b, name, p); err != nil {
		return err
	}
	r.Set(fiber.HeaderContentSecurityPolicy, receiptPolicy)
	r.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	r.Set(fiber.HeaderContentLanguage, p.Lang)
	r.Set(fiber.HeaderCacheControl, "no-store")
	r.Vary(fiber.HeaderAcceptLanguage)
	return r.Status(status).Send(b.Bytes())
}

// postReceiptPage takes the form: one of its three buttons.
func postReceiptPage(r *Request) error {
	if _, err := r.Raw(); err != nil {
		return err
	}
	number := func(name string) int {
		n, err := strconv.Atoi(r.FormValue(name))
		if err != nil && r.FormValue(name) != "" {
			return -1 // the service refuses it under its name
		}
		return n
	}
	b := models.FeedbackBody{Kind: r.FormValue("kind"), Text: r.FormValue("text")}
	switch b.Kind {
	case "complaint":
		b.Category = r.FormValue("category")
	default:
		b.Rating = number("rating")
	}
	d := models.Dimensions{
		Tangibles: number("tangibles"), Reliability: number("reliability"), Responsiveness: number("responsiveness"),
		Assurance: number("assurance"), Empathy: number("empathy"),
	}
	if d != (models.Dimensions{}) {
		b.Dimensions = &d
	}
	_, _, err := r.API.cfg.Service.GiveFeedback(r.Context(), r.Params("token"), b)
	if err == nil {
		return r.receiptPage(true, "")
	}
	if e := r.API.known(r.Ctx, err); e.Kind() == models.Unprocessable || e.Kind() == models.Conflict {
		return r.receiptPage(false, inWords(e, r.Lang()))
	}
	return r.gonePage(err)
}

// inWords is an error with its fields, for people.
func inWords(e *models.Error, lang string) string {
	text := e.Text(lang)
	for _, f := range e.Fields {
		text += " · " + strings.TrimPrefix(f.Field, "/") + ": " + models.CodeText(f.Code, lang, f.Args...)
	}
	return text
}
