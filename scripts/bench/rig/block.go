package rig

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"crewcheck/models"
)

// block is the same four weeks, so many times 28 days earlier: dates are moved, and ids that must be unique are changed, each in
// the same way wherever it stands, so that what names each other still does.
type block struct {
	n     int
	moved map[string]string
}

func newBlock(n int) *block { return &block{n, map[string]string{}} }

// variable is what differs from block to block: UUIDs, digests and tokens, dates, and dates within ids.
var variable = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32}|20\d\d-\d\d-\d\d|-20\d{6}`)

// Lengths of the texts that variable finds.
const (
	dateLength    = len("2026-06-28")
	compactLength = len("-20260628")
)

func (b *block) of(text string) string {
	if out, ok := b.moved[text]; ok {
		return out
	}
	var out string
	switch len(text) {
	case dateLength:
		out = string(models.Date(text).AddDays(-WindowDays * b.n))
	case compactLength:
		day, err := time.Parse("-20060102", text)
		if err != nil {
			return text // eight digits that are no date
		}
		out = day.AddDate(0, 0, -WindowDays*b.n).Format("-20060102")
	default: // the last eight hexadecimal digits take the number of the block in
		at := len(text) - 8
		tail, err := strconv.ParseUint(text[at:], 16, 32)
		if err != nil {
			return text
		}
		return text[:at] + fmt.Sprintf("%08x", uint32(tail)^uint32(b.n)*0x9E3779B1)
	}
	b.moved[text] = out
	return out
}

// pattern is one row with its variable texts cut out.
type pattern []column

// column is a value that stays, or a text in parts: those at odd places are variable.
type column struct {
	value any
	parts []string
	blob  bool
}

func newPattern(values []any) pattern {
	out := make(pattern, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case string:
			out[i] = cut(v, false)
		case []byte:
			out[i] = cut(string(v), true)
		default:
			out[i] = column{value: v}
		}
	}
	return out
}

func cut(text string, blob bool) column {
	c := column{blob: blob}
	from := 0
	for _, at := range variable.FindAllStringIndex(text, -1) {
		c.parts = append(c.parts, text[from:at[0]], text[at[0]:at[1]])
		from = at[1]
	}
	c.parts = append(c.parts, text[from:])
	return c
}

// in is the row as it stands in a block.
func (p pattern) in(b *block) []any {
	out := make([]any, len(p))
	for i, c := range p {
		if c.parts == nil {
			out[i] = c.value
			continue
		}
		text := make([]byte, 0, 256)
		for k, part := range c.parts {
			if k%2 == 1 {
				part = b.of(part)
			}
			text = append(text, part...)
		}
		if out[i] = string(text); c.blob {
			out[i] = text
		}
	}
	return out
}
