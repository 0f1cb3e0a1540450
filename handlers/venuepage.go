package handlers

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"html/template"
	"io"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"crewcheck/checklists"
	"crewcheck/models"
)

// The page behind the code of a receipt: one document with its style and script in it, so that one answer over a poor
// signal shows all of it. It works without script; handlers/venue holds its three files, venuetexts.go its words.

//go:embed venue
var venueFiles embed.FS

// maxPageForm is the bytes of a form with pictures, as phones send it without script; with script each is 300 KB or so.
const maxPageForm = 12 << 20

// maxPagePhotos is how many pictures of a form are taken.
const maxPagePhotos = 5

var (
	pageStyle  = readVenueFile("style.css")
	pageScript = readVenueFile("script.js")
	// venuePolicy lets the page use the style and script that are in it, by their hashes, show pictures of the phone's own
	// and send its form; nothing else.
	venuePolicy = "default-src 'none'; style-src '" + hashSource(pageStyle) + "'; script-src '" + hashSource(pageScript) +
		"'; img-src blob: data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	venueTemplate = template.Must(template.New("venue").Funcs(template.FuncMap{
		"in": func(t models.Text, lang string) string { return t.In(lang) },
	}).Parse(readVenueFile("page.html")))
)

func readVenueFile(name string) string {
	b, err := venueFiles.ReadFile("venue/" + name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// venuePage is what the template shows.
type venuePage struct {
	Lang, Other   string
	Words         venueWords
	Style         template.CSS
	Script        template.JS
	Receipt       *models.PublicReceipt
	Said          []saidView
	Categories    []pictured
	Faces         []pictured
	Thumb, Bubble string
	Closed        bool   // nothing new is taken; what was said can still be read
	Done          string // what became of the form, in words
	Wrong         string // what could not be taken, in words
	// Kind, Category and Typed are what stood in a form that was not taken.
	Kind, Category, Typed string
}

// pictured is a choice with its picture, the path of a line drawing of 24 × 24.
type pictured struct{ Code, Value, Text, Path string }

// saidView is a complaint by this code.
type saidView struct {
	models.PublicComplaint
	Words         venueWords
	Lang          string
	CategoryText  string
	Steps         []stepView
	Next          string // what happens next, and by when
	Ask, Again    bool   // whether it is solved is asked; it can be opened again
	Thumb, Circle string
	Typed         string
}

type stepView struct {
	Text      string
	Done, Now bool
}

// Unit is the word for what is counted.
func (p venuePage) Unit(unit string, n int) string { return p.Words.unit(unit, n) }

// Bottle is the name of a type of empties.
func (p venuePage) Bottle(kind string, n int) string { return p.Words.bottle(kind, n) }

// pageLang is the language of the page: the one that its address asks for, else the browser's.
func (r *Request) pageLang() string {
	if lang := langNamed(r.Query("lang")); lang != "" {
		return lang
	}
	return r.Lang()
}

func (r *Request) newVenuePage() venuePage {
	p := venuePage{Lang: r.pageLang(), Other: zhCN, Style: template.CSS(pageStyle), Script: template.JS(pageScript), Thumb: drawings["thumb"], Bubble: drawings["bubble"]}
	if p.Lang == zhCN {
		p.Other = en
	}
	p.Words = venueTexts[p.Lang]
	return p
}

func getReceiptPage(r *Request) error {
	p := r.newVenuePage()
	return r.venuePage(fiber.StatusOK, p)
}

// venuePage answers with the page about the receipt, filled in.
func (r *Request) venuePage(status int, p venuePage) error {
	out, err := r.API.cfg.Service.PublicReceiptOf(r.Context(), r.Params("token"))
	if err != nil {
		return err
	}
	p.Receipt = out
	p.Closed = !r.API.cfg.Now().Before(out.ExpiresAt.Time)
	p.Done = p.doneWords(r)
	for _, c := range r.API.cfg.Service.Standards().Categories {
		if c.Owner[0] == "crew" || c.Code == "other" {
			p.Categories = append(p.Categories, pictured{Code: c.Code, Text: c.Text.In(p.Lang), Path: drawing(&c)})
		}
	}
	for i, text := range p.Words.Faces {
		p.Faces = append(p.Faces, pictured{Value: strconv.Itoa(i + 1), Text: text, Path: drawings["face"] + faceMouths[i]})
	}
	for _, k := range slices.Backward(out.Said) {
		p.Said = append(p.Said, p.said(k, r.API.cfg.Now()))
	}
	return r.html(status, "receipt", p)
}

// doneWords say what became of the form that led here, as its address tells; nothing of what is not so.
func (p *venuePage) doneWords(r *Request) string {
	if p.Wrong != "" {
		return ""
	}
	done := p.Words.Done[r.Query("done")]
	if number := r.Query("number"); strings.Contains(done, "%1") {
		if !slices.ContainsFunc(p.Receipt.Said, func(k models.PublicComplaint) bool { return k.Number == number }) {
			return ""
		}
		done = p.Words.fill(done, number)
	}
	if left, err := strconv.Atoi(r.Query("left")); err == nil && left > 0 && done != "" {
		done += p.Words.fill(p.Words.NoPhoto, strconv.Itoa(left))
	}
	return done
}

func drawing(c *checklists.Category) string {
	if d := drawings[c.Code]; d != "" {
		return d
	}
	return drawings["other"]
}

// said is a complaint as the page shows it at a moment.
func (p *venuePage) said(k models.PublicComplaint, now time.Time) saidView {
	w := p.Words
	v := saidView{PublicComplaint: k, Words: w, Lang: p.Lang, CategoryText: k.CategoryText.In(p.Lang), Thumb: drawings["thumb"], Circle: drawings["again"]}
	at := slices.Index([]string{models.Open, models.Acknowledged, models.Resolved, models.Closed}, k.Status)
	switch k.Status {
	case models.Reopened:
		at = 0
	case models.Decided:
		at = 1
	}
	for i, text := range w.Steps {
		v.Steps = append(v.Steps, stepView{text, i <= at, i == at})
	}
	zone, ack, resolve := p.zone(), p.when(k.DueAckAt, now), p.when(k.DueResolveAt, now)
	switch {
	case at == 0 && now.Before(k.DueAckAt.Time):
		v.Next = w.fill(w.NextOpen, ack, resolve)
	case at < 2 && now.Before(k.DueResolveAt.Time):
		v.Next = w.fill(w.NextWork, resolve)
	case at < 2:
		v.Next = w.fill(w.Late, k.DueResolveAt.In(zone).Format("01-02 15:04"))
	}
	v.Ask, v.Again = k.Status == models.Resolved, at >= 2
	if p.Kind == "reopen" && p.Category == k.Number {
		v.Typed = p.Typed
	}
	return v
}

// zone is the one of the venue, on whose clock the page tells times.
func (p *venuePage) zone() *time.Location {
	zone, err := time.LoadLocation(p.Receipt.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// when is a time for people: today 14:30, tomorrow 09:00, else with its day.
func (p *venuePage) when(t models.Time, now time.Time) string {
	zone := p.zone()
	at, day := t.In(zone), now.In(zone)
	switch date := at.Format(time.DateOnly); date {
	case day.Format(time.DateOnly):
		return p.Words.Today + " " + at.Format("15:04")
	case day.AddDate(0, 0, 1).Format(time.DateOnly):
		return p.Words.Tomorrow + " " + at.Format("15:04")
	}
	if p.Lang == zhCN {
		return at.Format("1月2日 ") + weekdays[at.Weekday()] + at.Format(" 15:04")
	}
	return at.Format("Mon 2 Jan 15:04")
}

// postReceiptPage takes one of the forms of the page.
func postReceiptPage(r *Request) error {
	if _, err := r.Raw(); err != nil {
		return err
	}
	p := r.newVenuePage()
	p.Kind, p.Category, p.Typed = r.FormValue("kind"), r.FormValue("category"), r.formText()
	done, err := p.take(r)
	if err == nil {
		if lang := r.Query("lang"); langNamed(lang) != "" {
			done.Set("lang", langNamed(lang))
		}
		// Somebody who loads the page again does not send the form again.
		r.Set(fiber.HeaderCacheControl, "no-store")
		return r.Redirect(r.Path()+"?"+done.Encode(), fiber.StatusSeeOther)
	}
	e := r.API.known(r.Ctx, err)
	switch e.Kind() {
	case models.Gone:
		p.Wrong = p.Words.Over
		return r.venuePage(int(e.Kind()), p)
	case models.Unprocessable, models.Conflict:
		p.Wrong = inWords(e, p.Lang)
		return r.venuePage(int(e.Kind()), p)
	}
	return err
}

// take hands the form in. What became of it goes into the address of the page that follows.
func (p *venuePage) take(r *Request) (url.Values, error) {
	s, ctx, token := r.API.cfg.Service, r.Context(), r.Params("token")
	done := url.Values{"done": {p.Kind}}
	if p.Kind == "solved" || p.Kind == "reopen" {
		p.Category = r.FormValue("number")
		_, err := s.SaySolved(ctx, token, models.SolvedBody{Number: p.Category, Solved: p.Kind == "solved", Text: p.Typed})
		return done, err
	}
	b := feedbackForm(r)
	if b.Kind == "complaint" {
		taken, left, err := pagePhotos(r)
		if err != nil {
			return nil, err
		}
		b.Photos = taken
		if left > 0 {
			done.Set("left", strconv.Itoa(left))
		}
	}
	out, _, err := s.GiveFeedback(ctx, token, b)
	if err == nil && out.Complaint != nil {
		done.Set("number", out.Complaint.Number)
	}
	return done, err
}

// formText is what was typed, with line ends as everywhere else: forms write them as CR LF.
func (r *Request) formText() string {
	return strings.TrimSpace(strings.ReplaceAll(r.FormValue("text"), "\r\n", "\n"))
}

// feedbackForm is what a rating, praise or complaint says.
func feedbackForm(r *Request) models.FeedbackBody {
	number := func(name string) int {
		n, err := strconv.Atoi(r.FormValue(name))
		if err != nil && r.FormValue(name) != "" {
			return -1 // the service refuses it under its name
		}
		return n
	}
	b := models.FeedbackBody{Kind: r.FormValue("kind"), Text: r.formText()}
	if b.Kind == "complaint" {
		b.Category = r.FormValue("category")
	} else {
		b.Rating = number("rating")
	}
	d := models.Dimensions{
		Tangibles: number("tangibles"), Reliability: number("reliability"), Responsiveness: number("responsiveness"),
		Assurance: number("assurance"), Empathy: number("empathy"),
	}
	if d != (models.Dimensions{}) {
		b.Dimensions = &d
	}
	return b
}

// pagePhotos stores the pictures of a form. left counts those that were not taken: the complaint matters more than a
// picture that cannot be read.
func pagePhotos(r *Request) (taken []string, left int, err error) {
	form, err := r.MultipartForm()
	if err != nil {
		return nil, 0, nil // a form without pictures
	}
	for _, file := range form.File["photo"] {
		if file.Size == 0 {
			continue // nothing was chosen
		}
		sha, err := pagePhoto(r, file)
		var e *models.Error
		switch {
		case err == nil && !slices.Contains(taken, sha) && len(taken) < maxPagePhotos:
			taken = append(taken, sha)
		case errors.As(err, &e) && e.Kind() < 500 && !strings.HasPrefix(e.Code, "receipt."):
			left++
		case err != nil:
			return nil, 0, err
		}
	}
	return taken, left, nil
}

func pagePhoto(r *Request, file *multipart.FileHeader) (string, error) {
	if file.Size > models.MaxPhoto {
		return "", models.E("body.too-large", "photo", models.MaxPhoto)
	}
	f, err := file.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(f)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	sha := hex.EncodeToString(sum[:])
	_, _, err = r.API.cfg.Service.PutCodePhoto(r.Context(), r.Params("token"), sha, data)
	return sha, err
}

// refuseInWords says on a page why nothing is shown or taken. A code that was never given out and one whose time is over
// look the same.
func refuseInWords(r *Request, e *models.Error) error {
	p, status := r.newVenuePage(), int(e.Kind())
	switch {
	case models.IsCode(e, "receipt.missing"), models.IsCode(e, "receipt.expired"):
		p.Wrong, status = p.Words.Gone, fiber.StatusNotFound
	case status == fiber.StatusTooManyRequests:
		p.Wrong = p.Words.Slow
	case status == fiber.StatusRequestEntityTooLarge:
		p.Wrong = p.Words.Large
	default:
		p.Wrong = e.Text(p.Lang)
	}
	return r.html(status, "gone", p)
}

// html answers with one of the pages.
func (r *Request) html(status int, name string, p venuePage) error {
	var b bytes.Buffer
	if err := venueTemplate.ExecuteTemplate(&b, name, p); err != nil {
		return err
	}
	r.Set(fiber.HeaderContentSecurityPolicy, venuePolicy)
	r.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	r.Set(fiber.HeaderContentLanguage, p.Lang)
	r.Set(fiber.HeaderCacheControl, "no-store")
	r.Vary(fiber.HeaderAcceptLanguage)
	return r.Status(status).Send(b.Bytes())
}

// inWords is an error with its fields, for people.
func inWords(e *models.Error, lang string) string {
	text := e.Text(lang)
	for _, f := range e.Fields {
		text += " · " + strings.TrimPrefix(f.Field, "/") + ": " + models.CodeText(f.Code, lang, f.Args...)
	}
	return text
}
