package handlers

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"crewcheck/models"
)

// contentPolicy forbids an answer of the API to load, run or embed anything.
const contentPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// compressFrom is the size in bytes from which compressing is worth its time.
const compressFrom = 1 << 10

// setHeaders sets the security headers of every answer; pages replace the policy.
func (s *Server) setHeaders(c *fiber.Ctx) {
	h := &c.Response().Header
	h.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	h.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	h.Set(fiber.HeaderContentSecurityPolicy, contentPolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set(fiber.HeaderCacheControl, "private, no-cache")
	if s.cfg.TLS {
		h.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
}

// refuseEncoding refuses compressed bodies: a small one may unpack to gigabytes.
func refuseEncoding(c *fiber.Ctx) error {
	e := c.Get(fiber.HeaderContentEncoding)
	if e == "" || strings.EqualFold(e, "identity") {
		return nil
	}
	return models.E("body.encoding", fiber.HeaderContentEncoding)
}

// compress packs a large text answer with gzip when the caller says it reads it.
func compress(c *fiber.Ctx) {
	res := c.Response()
	if res.IsBodyStream() || len(res.Body()) < compressFrom || !compressible(string(res.Header.ContentType())) {
		return
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	if c.Method() == fiber.MethodHead || len(res.Header.ContentEncoding()) > 0 ||
		quality(c.Get(fiber.HeaderAcceptEncoding), "gzip") <= 0 {
		return
	}
	res.SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, res.Body(), fasthttp.CompressBestSpeed))
	res.Header.SetContentEncoding("gzip")
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "application/json") || strings.HasPrefix(contentType, "text/")
}

// quality is the q of a value in an Accept-… header: 0 when refused, -1 when not named.
func quality(header, value string) float64 {
	found := -1.0
	for part := range strings.SplitSeq(header, ",") {
		name, q := qualityOf(part)
		if strings.EqualFold(name, value) {
			return q
		}
		if name == "*" {
			found = q
		}
	}
	return found
}

// qualityOf splits one entry of an Accept-… header into its value and q (0–1).
func qualityOf(part string) (name string, q float64) {
	name, params, _ := strings.Cut(part, ";")
	q = 1
	for p := range strings.SplitSeq(params, ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(p), "q="); ok {
			f, err := strconv.ParseFloat(v, 64)
			if err != nil || f < 0 || f > 1 {
				f = 0
			}
			q = f
		}
	}
	return strings.TrimSpace(name), q
}

// Languages of the service.
const (
	zhCN = "zh-CN"
	en   = "en"
)

// langOf picks the language of the service that an Accept-Language header likes
// best, the first named among equals; en when it names neither.
func langOf(header string) string {
	best, bestQ := en, 0.0
	for part := range strings.SplitSeq(header, ",") {
		name, q := qualityOf(part)
		if lang := langNamed(name); lang != "" && q > bestQ {
			best, bestQ = lang, q
		}
	}
	return best
}

// langNamed is the language of the service that a language tag means, or "".
func langNamed(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch base {
	case "zh":
		return zhCN
	case "en", "*":
		return en
	}
	return ""
}
