package models

import (
	"errors"
	"fmt"

	"crewcheck/checklists"
)

// Kind is the family of an error; handlers turn it into an HTTP status.
type Kind int

// The kinds, each with its HTTP status.
const (
	Internal        Kind = 500
	Invalid         Kind = 400
	Unprocessable   Kind = 422
	Unauthenticated Kind = 401
	Forbidden       Kind = 403
	NotFound        Kind = 404
	NotAllowed      Kind = 405
	Conflict        Kind = 409
	Gone            Kind = 410
	Stale           Kind = 412
	TooLarge        Kind = 413
	Unsupported     Kind = 415
	RangeWrong      Kind = 416
	TooMany         Kind = 429
	Required        Kind = 428
	Unavailable     Kind = 503
)

// Error is the one error type of the service. Its texts come from the list of
// codes (see Codes), filled with Args; Err is private and only ever logged.
type Error struct {
	Code   string // dotted and stable, e.g. check.conflict
	Field  string // JSON pointer into the body, or the name of a parameter or header; "" when the request as a whole is meant
	Args   []any  // fill the texts of the code
	Fields []FieldError
	// RetryAfter is in seconds, for TooMany and Unavailable.
	RetryAfter int
	Err        error
}

// FieldError is one of several things wrong with a body.
type FieldError struct {
	Field string // JSON pointer
	Code  string
	Args  []any
}

// E makes an error of a listed code; args fill its texts.
func E(code, field string, args ...any) *Error {
	return &Error{Code: code, Field: field, Args: args}
}

// Because notes the private cause of e and returns it.
func (e *Error) Because(err error) *Error { e.Err = err; return e }

// Error is the English text, with the private cause; it is for logs.
func (e *Error) Error() string {
	s := e.Code + ": " + e.Text("en")
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the private cause.
func (e *Error) Unwrap() error { return e.Err }

// Kind is the family of e's code; a code that is not listed is Internal.
func (e *Error) Kind() Kind { return codes[e.Code].Kind }

// Text is e in lang ("zh-CN" or "en"), safe to show.
func (e *Error) Text(lang string) string { return CodeText(e.Code, lang, e.Args...) }

// CodeText is the text of a code in lang, filled with args.
func CodeText(code, lang string, args ...any) string {
	c, ok := codes[code]
	if !ok {
		c = codes["internal"]
		args = nil
	}
	if len(args) == 0 {
		return c.Text.In(lang)
	}
	said := make([]any, len(args))
	for i, a := range args {
		if text, ok := a.(Text); ok {
			a = text.In(lang)
		}
		said[i] = a
	}
	return fmt.Sprintf(c.Text.In(lang), said...)
}

// What is wrong with a parameter, in words.
var (
	needed = Text{ZhCN: "须给出", En: "required"}
	aDate  = Text{ZhCN: "须为日期,如 2026-03-05", En: "a date like 2026-03-05"}
)

// atMostDays refuses a window that is too long, or ends before it begins.
func atMostDays(days int) Text {
	return Text{ZhCN: fmt.Sprintf("不能晚于 to,往前最多 %d 天", days), En: fmt.Sprintf("no later than to, and at most %d days before it", days)}
}

// IsCode tells whether err is an Error of that code.
func IsCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// invalid gathers what is wrong with a body; its zero value is ready.
type invalid struct{ fields []FieldError }

func (v *invalid) add(field, code string, args ...any) {
	if len(v.fields) < 50 {
		v.fields = append(v.fields, FieldError{field, code, args})
	}
}

func (v *invalid) check(ok bool, field, code string, args ...any) bool {
	if !ok {
		v.add(field, code, args...)
	}
	return ok
}

func (v *invalid) answers(under string, found []checklists.FieldError) {
	for _, f := range found {
		v.add(under+f.Pointer, f.Code, f.Args...)
	}
}

// err is nil when nothing is wrong, else one body.invalid error with the fields.
func (v *invalid) err() error {
	if len(v.fields) == 0 {
		return nil
	}
	return &Error{Code: "body.invalid", Fields: v.fields}
}
