package handlers

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// Access is how much a route asks of its caller.
type Access int

// The three degrees of access.
const (
	Public   Access = iota // anyone, without a token
	LoggedIn               // any valid token
	ByRole                 // a valid token with one of Route.Who
)

// Limits of a request body, in bytes, and of the time for a request.
const (
	defaultMaxBody = 256 << 10
	rawReadTimeout = 5 * time.Minute // 5 MB from a cellar with 20 KB/s
	streamTimeout  = 24 * time.Hour  // a stream ends by itself, by its reader or at shutdown
)

// Route is one line of the table of routes. The router, the access check, the
// limits, the metrics, /openapi.json and /docs all read it; nothing about a
// route is written twice.
type Route struct {
	Method, Path string        // Fiber path below the root, e.g. /api/v1/checks/:id
	Name         string        // operation id, camelCase, e.g. putCheck
	Summary      string        // one line, shown in the reference
	Tag          string        // chapter of the reference
	Who          []models.Role // who may call; nil without Public means any logged-in user
	Public       bool          // anyone may call; Who is ignored
	Never        []models.Role // who may not call a public route: refused are those who show a token of theirs
	Query        any           // struct with `query:"name"` tags, or nil
	Body         any           // zero value of the body's type, or nil
	Answers      map[int]any   // status → zero value of the answer's type; nil means no body
	Problems     []string      // codes beyond those that every route may answer
	MaxBody      int           // bytes; 0 means 256 KiB
	RawBody      []string      // media types of a body that is not JSON
	Limit        int           // calls a minute and caller, counted apart; 0 shares Config.RateLimit, -1 is none
	// Timeout bounds the work on a request; 0 means Config.Timeout. Of a Stream it bounds the writing of the answer; 0 is a day.
	Timeout time.Duration
	// Stream routes answer while they run: their context has no deadline and ends at shutdown.
	Stream bool
	// Ticket routes may be called with a ticket in the address instead of the header; see models.Ticket.
	Ticket bool
	// Refuse answers people with a page instead of a problem; nil answers with the problem.
	Refuse func(*Request, *models.Error) error
	Handle func(*Request) error
}

// Access tells how much the route asks of its caller.
func (rt *Route) Access() Access {
	switch {
	case rt.Public:
		return Public
	case len(rt.Who) == 0:
		return LoggedIn
	}
	return ByRole
}

// maxBody is the largest body in bytes that the route takes.
func (rt *Route) maxBody() int {
	if rt.MaxBody > 0 {
		return rt.MaxBody
	}
	return defaultMaxBody
}

// Request is what a handler gets: the Fiber context, who calls, and the server
// with the service behind it. It is valid only while the handler runs.
type Request struct {
	*fiber.Ctx
	Caller models.Caller // the zero Caller on public routes
	API    *Server
	Route  *Route
}

// Context ends at the request's deadline; it is the one to hand to use cases.
func (r *Request) Context() context.Context { return r.UserContext() }

// Lang is the language of the answer: zh-CN or en, by Accept-Language; en when
// the caller names none.
func (r *Request) Lang() string { return langOf(r.Get(fiber.HeaderAcceptLanguage)) }

// Address is where the request comes from; see Config.TrustedProxies.
func (r *Request) Address() string { return r.API.address(r.Ctx) }

// RequestID is the id that the log, the answer's header and problems carry.
func (r *Request) RequestID() string { return requestID(r.Ctx) }

// ID reads an id from the path. A text that cannot be an id is record.missing:
// there is no such record.
func (r *Request) ID(name string) (string, error) {
	id := r.Params(name)
	if !models.ValidID(id) {
		return "", models.E("record.missing", name)
	}
	return id, nil
}

// Send answers with v as JSON, or with an empty body when v is nil.
func (r *Request) Send(status int, v any) error {
	r.Status(status)
	if v == nil {
		r.Response().ResetBody()
		return nil
	}
	return r.JSON(v)
}

// OK answers 200 with v as JSON.
func (r *Request) OK(v any) error { return r.Send(fiber.StatusOK, v) }
