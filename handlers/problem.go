package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// problemType is the content type of every error.
const problemType = "application/problem+json"

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Type      string         `json:"type"`   // where the code is explained
	Title     string         `json:"title"`  // the family of the problem, by status
	Status    int            `json:"status"` // the HTTP status again
	Detail    string         `json:"detail"` // what is wrong, for people, in the language of Accept-Language
	Texts     models.Text    `json:"texts"`  // the same in both languages, for apps that show it later
	Code      string         `json:"code"`   // what is wrong, for programs; stable
	Errors    []ProblemField `json:"errors,omitempty"`
	RequestID string         `json:"requestId"` // names the request in the server's log
}

// ProblemField is one thing wrong with one field.
type ProblemField struct {
	Pointer string      `json:"pointer"` // JSON pointer into the body, or the name of a parameter or header
	Code    string      `json:"code"`
	Detail  string      `json:"detail"`
	Texts   models.Text `json:"texts"`
}

// titles are the families of problems by HTTP status.
var titles = map[int]models.Text{
	400: {ZhCN: "请求有误", En: "Bad request"},
	401: {ZhCN: "未登录", En: "Not logged in"},
	403: {ZhCN: "没有权限", En: "Not allowed"},
	404: {ZhCN: "找不到", En: "Not found"},
	405: {ZhCN: "方法不对", En: "Method not allowed"},
	409: {ZhCN: "有冲突", En: "Conflict"},
	410: {ZhCN: "已删除", En: "Gone"},
	412: {ZhCN: "版本已过时", En: "Stale version"},
	413: {ZhCN: "内容过大", En: "Too large"},
	415: {ZhCN: "类型不支持", En: "Unsupported type"},
	416: {ZhCN: "范围不对", En: "Wrong range"},
	422: {ZhCN: "内容有误", En: "Invalid content"},
	428: {ZhCN: "缺少前提条件", En: "Precondition required"},
	429: {ZhCN: "请求太频繁", En: "Too many requests"},
	500: {ZhCN: "服务出错", En: "Internal error"},
	503: {ZhCN: "服务暂不可用", En: "Unavailable"},
}

// defaultRetry is the Retry-After in seconds of a 429 or 503 that names none.
const defaultRetry = 5

// problem is the one place that writes errors. It also serves requests that fasthttp
// refused before any of our code saw them.
func (s *Server) problem(c *fiber.Ctx, err error) error {
	if requestID(c) == "" {
		s.assignRequestID(c)
		s.setHeaders(c)
	}
	e := s.known(c, err)
	status := int(e.Kind())
	s.logFailure(c, status, err)
	if r := s.pageOf(c); r != nil {
		c.Response().ResetBody()
		c.Response().Header.Del(fiber.HeaderETag)
		setProblemHeaders(c, status, e.RetryAfter)
		return r.Route.Refuse(r, e)
	}
	lang := langOf(c.Get(fiber.HeaderAcceptLanguage))
	body, jsonErr := json.Marshal(newProblem(e, lang, requestID(c)))
	if jsonErr != nil {
		return jsonErr
	}
	c.Response().ResetBody()
	c.Response().Header.Del(fiber.HeaderETag)
	setProblemHeaders(c, status, e.RetryAfter)
	c.Set(fiber.HeaderContentLanguage, lang)
	c.Status(status)
	c.Set(fiber.HeaderContentType, problemType)
	return c.Send(body)
}

// pageOf is the request of a route that answers people with pages, also where it was refused before its route was found;
// nil for all others.
func (s *Server) pageOf(c *fiber.Ctx) *Request {
	r, ok := c.Locals(requestKey).(*Request)
	if !ok {
		r = &Request{Ctx: c, API: s, Route: s.special(c.Method(), c.OriginalURL())}
	}
	if r.Route == nil || r.Route.Refuse == nil {
		return nil
	}
	return r
}

// newProblem puts e into words.
func newProblem(e *models.Error, lang, requestID string) Problem {
	status := int(e.Kind())
	p := Problem{
		Type: "/docs/errors#" + e.Code, Title: titles[status].In(lang), Status: status,
		Detail: e.Text(lang), Texts: inBoth(e.Text), Code: e.Code, RequestID: requestID,
	}
	for _, f := range e.Fields {
		text := inBoth(func(lang string) string { return models.CodeText(f.Code, lang, f.Args...) })
		p.Errors = append(p.Errors, ProblemField{f.Field, f.Code, text.In(lang), text})
	}
	if len(p.Errors) == 0 && e.Field != "" {
		p.Errors = []ProblemField{{e.Field, e.Code, p.Detail, p.Texts}}
	}
	return p
}

func inBoth(text func(lang string) string) models.Text {
	return models.Text{ZhCN: text(zhCN), En: text(en)}
}

// setProblemHeaders sets what HTTP asks of a status beside the body.
func setProblemHeaders(c *fiber.Ctx, status, retryAfter int) {
	c.Vary(fiber.HeaderAcceptLanguage)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	switch status {
	case fiber.StatusUnauthorized:
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	case fiber.StatusTooManyRequests, fiber.StatusServiceUnavailable:
		if retryAfter <= 0 {
			retryAfter = defaultRetry
		}
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(retryAfter))
	}
}

// known makes a listed error of whatever err is.
func (s *Server) known(c *fiber.Ctx, err error) *models.Error {
	var e *models.Error
	listed := errors.As(err, &e) && e.Kind() != 0
	if listed && e.Kind() != models.Internal {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return models.E("request.deadline", "")
	}
	var fe *fiber.Error
	if errors.As(err, &fe) && fe.Code < 500 {
		return s.ofFiber(c, fe)
	}
	return models.E("internal", "")
}

// ofFiber translates the errors that Fiber itself raises.
func (s *Server) ofFiber(c *fiber.Ctx, fe *fiber.Error) *models.Error {
	switch fe.Code {
	case fiber.StatusNotFound:
		return models.E("route.missing", "")
	case fiber.StatusMethodNotAllowed:
		method := c.Method()
		if m, ok := c.Context().UserValue(methodKey).(string); ok {
			method = shorten(m, 20)
		}
		return models.E("route.method", "", method)
	case fiber.StatusRequestEntityTooLarge:
		limit := defaultMaxBody
		if rt := s.special(c.Method(), c.OriginalURL()); rt != nil {
			limit = rt.maxBody()
		}
		return models.E("body.too-large", "", limit)
	case fiber.StatusRequestTimeout:
		return models.E("request.deadline", "")
	case fiber.StatusRequestHeaderFieldsTooLarge:
		return models.E("header.invalid", "", "too large")
	}
	return models.E("header.invalid", "", "malformed request")
}

// shorten cuts s to at most n bytes of printable ASCII, for echoing a caller's own word.
func shorten(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
	return s[:min(len(s), n)]
}

// logFailure notes the private cause of a 5xx, once.
func (s *Server) logFailure(c *fiber.Ctx, status int, err error) {
	if status < 500 {
		return
	}
	attrs := []slog.Attr{slog.String("requestId", requestID(c)), slog.String("error", err.Error())}
	if r, ok := c.Locals(requestKey).(*Request); ok {
		attrs = append(attrs, slog.String("route", r.Route.Path))
	}
	var p *panicked
	if errors.As(err, &p) {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	level := slog.LevelError
	if status == fiber.StatusServiceUnavailable {
		level = slog.LevelWarn
	}
	s.log.LogAttrs(c.UserContext(), level, "request failed", attrs...)
}
