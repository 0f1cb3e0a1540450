package handlers

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// VersionTag is the strong ETag of a stored version: "5" with its quotes.
func VersionTag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// ContentTag is the strong ETag of bytes, for answers made of several records.
func ContentTag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// SendETag answers 200 with v as JSON under the ETag, or 304 without a body when
// the caller has it already. An empty etag is made from the content.
func (r *Request) SendETag(v any, etag string) error {
	if etag != "" && r.has(etag) {
		return r.notModified(etag)
	}
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if etag == "" {
		if etag = ContentTag(body); r.has(etag) {
			return r.notModified(etag)
		}
	}
	r.Set(fiber.HeaderETag, etag)
	r.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return r.Ctx.Send(body)
}

func (r *Request) notModified(etag string) error {
	r.Set(fiber.HeaderETag, etag)
	return r.Send(fiber.StatusNotModified, nil)
}

// has tells whether If-None-Match names the ETag; weak ones compare equal (RFC 9110 §13.1.2).
func (r *Request) has(etag string) bool { return namesTag(r.Get(fiber.HeaderIfNoneMatch), etag) }

func namesTag(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}

// IfMatch reads If-Match: the version named, whether the header was given at all, and
// whether it was *, which any stored version matches. A weak, foreign or second tag
// is header.invalid.
func IfMatch(r *Request) (version int64, given, anyVersion bool, err error) {
	text := strings.TrimSpace(r.Get(fiber.HeaderIfMatch))
	switch text {
	case "":
		return 0, false, false, nil
	case "*":
		return 0, true, true, nil
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`)
	version, perr := strconv.ParseInt(bare, 10, 64)
	if perr != nil || version < 1 || VersionTag(version) != text {
		return 0, true, false, models.E("header.invalid", fiber.HeaderIfMatch, `If-Match: "5"`)
	}
	return version, true, false, nil
}
