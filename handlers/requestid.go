package handlers

import (
	"fmt"
	"log/slog"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Keys of what a request carries along in its Fiber context.
const (
	requestIDKey = "crewcheck.requestID"
	requestKey   = "crewcheck.request"
)

var requestIDPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// assignRequestID takes the caller's X-Request-Id if it is a sane one, else makes one.
func (s *Server) assignRequestID(c *fiber.Ctx) string {
	id := c.Get(fiber.HeaderXRequestID)
	if !requestIDPattern.MatchString(id) {
		id = s.cfg.NewID()
	}
	c.Locals(requestIDKey, id)
	c.Set(fiber.HeaderXRequestID, id)
	return id
}

// requestID is the id assigned to the request, or "" before that.
func requestID(c *fiber.Ctx) string {
	id, _ := c.Locals(requestIDKey).(string)
	return id
}

// panicked is a panic on its way to the problem writer.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// observe goes around everything: it names the request, sets the headers of every
// answer, turns panics and errors into problems, compresses, counts and logs.
func (s *Server) observe(c *fiber.Ctx) error {
	start := s.cfg.Now()
	s.assignRequestID(c)
	s.setHeaders(c)
	s.metrics.inFlight.Inc()
	defer s.metrics.inFlight.Dec()
	if err := refuseEncoding(c); err != nil {
		_ = s.problem(c, err)
	} else if err := recovered(c); err != nil {
		_ = s.problem(c, err)
	}
	compress(c)
	s.finish(c, s.cfg.Now().Sub(start))
	return nil
}

// recovered runs the rest of the chain and makes an error of a panic.
func recovered(c *fiber.Ctx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{v, debug.Stack()}
		}
	}()
	return c.Next()
}

// finish counts and logs an answered request. The line holds the pattern of the
// route, never the address asked for: queries and paths carry tokens and phone numbers.
func (s *Server) finish(c *fiber.Ctx, took time.Duration) {
	route, user, status := "none", "", c.Response().StatusCode()
	if r, ok := c.Locals(requestKey).(*Request); ok {
		route, user = r.Route.Path, r.Caller.UserID
	}
	s.metrics.observe(route, c.Method(), status, took)
	level := slog.LevelInfo
	if route == "/healthz" || route == "/readyz" || route == "/metrics" {
		level = slog.LevelDebug
	}
	if !s.log.Enabled(c.UserContext(), level) {
		return
	}
	s.log.LogAttrs(c.UserContext(), level, "request",
		slog.String("method", c.Method()), slog.String("route", route), slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("requestId", requestID(c)), slog.String("userId", user))
}
