package handlers

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

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
		{Method: "POST", Path: "/api/v1/receipts/:token/solved", Name: "saySolved", Summary: "Say whether a complaint by the code is solved; if not, it is opened again", Tag: tag, Public: true, Never: crewRoles, Body: models.SolvedBody{}, Answers: answers(200, models.PublicComplaint{}), Problems: append([]string{"complaint.state"}, gone...), Limit: voiceLimit, Handle: saySolved},
		{Method: "PUT", Path: "/api/v1/receipts/:token/photos/:sha256", Name: "putCodePhoto", Summary: "Store a picture for a complaint by code, five at most", Tag: tag, Public: true, Never: crewRoles, RawBody: []string{"image/jpeg", "image/png", "image/webp"}, MaxBody: models.MaxPhoto, Answers: created(models.Photo{}), Problems: append([]string{"photo.digest", "photo.type", "photo.unreadable", "photo.pixels"}, gone...), Limit: voiceLimit, Handle: putCodePhoto},
		{Method: "GET", Path: "/api/v1/runs/:id/stops/:stopId/receipt.svg", Name: "getReceiptSVG", Summary: "The QR code of a stop's receipt, to print", Tag: tag, Who: seesWork, Answers: answers(200, nil), Handle: getReceiptSVG},
		{Method: "GET", Path: "/api/v1/runs/:id/stops/:stopId/receipt.png", Name: "getReceiptPNG", Summary: "The QR code of a stop's receipt, to print", Tag: tag, Who: seesWork, Answers: answers(200, nil), Handle: getReceiptPNG},
		{Method: "GET", Path: "/r/:token", Name: "getReceiptPage", Summary: "The page behind the QR code; works without script", Tag: tag, Public: true, Answers: answers(200, nil), Problems: gone, Limit: voiceLimit, Refuse: refuseInWords, Handle: getReceiptPage},
		{Method: "POST", Path: "/r/:token", Name: "postReceiptPage", Summary: "The form of that page", Tag: tag, Public: true, Never: crewRoles, RawBody: []string{fiber.MIMEApplicationForm, fiber.MIMEMultipartForm}, MaxBody: maxPageForm, Answers: answers(303, nil), Problems: append([]string{"complaint.state"}, voice...), Limit: voiceLimit, Refuse: refuseInWords, Handle: postReceiptPage},
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

func saySolved(r *Request) error {
	b, err := Decode[models.SolvedBody](r)
	if err != nil {
		return err
	}
	out, err := r.API.cfg.Service.SaySolved(r.Context(), r.Params("token"), b)
	return r.private(out, err)
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
