package checklists

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of the answers of one check.
const (
	MaxAnswers       = 500
	MaxPhotos        = 20 // of one check in all; more is not sent from a cellar
	MaxLots          = 100
	MaxBottleRows    = 50
	MaxDiscrepancies = 100
	MaxTextRunes     = 2000 // of a text and of a note
	MaxNameRunes     = 64   // of ids, names, numbers and types
	maxQuantity      = 1_000_000
	maxBottles       = 100_000
	maxErrors        = 100 // a longer list helps nobody
)

// ValidateAnswers names what is wrong with the structure of the answers to d and
// to the venue's overlay. It says nothing on whether the work was done well, and
// a missing answer is not an error: GradeCheck judges both. At most 100 errors
// are named. It takes any input.
func ValidateAnswers(d *Definition, overlay []Item, answers []Answer) []FieldError {
	v := validator{items: map[string]*Item{}}
	if len(answers) > MaxAnswers {
		v.add("", "field.too-many", MaxAnswers)
		return v.found
	}
	for _, it := range allItems(d, overlay) {
		v.items[it.ID] = it
	}
	v.answers(answers)
	if len(v.found) > maxErrors {
		return v.found[:maxErrors]
	}
	return v.found
}

// allItems is the checklist's items, then those of the overlay that are new.
func allItems(d *Definition, overlay []Item) []*Item {
	var out []*Item
	seen := map[string]bool{}
	take := func(items []Item) {
		for i := range items {
			if !seen[items[i].ID] {
				seen[items[i].ID] = true
				out = append(out, &items[i])
			}
		}
	}
	if d != nil {
		take(d.Items)
	}
	take(overlay)
	return out
}

type validator struct {
	items map[string]*Item
	found []FieldError
}

func (v *validator) add(ptr, code string, args ...any) {
	v.found = append(v.found, FieldError{Pointer: ptr, Code: code, Args: args})
}

func (v *validator) answers(answers []Answer) {
	type key struct{ item, member string }
	seen := map[key]bool{}
	photos := 0
	for i := range answers {
		a, at := &answers[i], pointer(i)
		it := v.items[a.ItemID]
		switch {
		case a.ItemID == "":
			v.add(at+"/itemId", "field.required")
			continue
		case it == nil:
			v.add(at+"/itemId", "field.reference", shorten(a.ItemID))
			continue
		}
		if k := (key{a.ItemID, a.MemberID}); seen[k] {
			v.add(at+"/itemId", "field.duplicate", a.ItemID)
		} else {
			seen[k] = true
		}
		before := photos
		photos += len(a.Photos)
		if before <= MaxPhotos && photos > MaxPhotos {
			v.add(at+"/photos", "field.too-many", MaxPhotos)
		}
		v.answer(it, a, at)
	}
}

// carried lists the fields of an answer that depend on its kind.
func carried(a *Answer) []string {
	var out []string
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"value", a.Value != nil},
		{"at", a.At != nil},
		{"text", a.Text != ""},
		{"lots", len(a.Lots) > 0},
		{"bottles", len(a.Bottles) > 0},
		{"swap", a.Swap != nil},
		{"receipt", a.Receipt != nil},
		{"signature", a.Signature != ""},
	} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return out
}

// kindFields names the fields that an answer to each kind may carry.
var kindFields = map[string][]string{
	KindCount: {"value"}, KindMeasure: {"value"}, KindTime: {"at"}, KindChoice: {"text"}, KindText: {"text"},
	KindLots: {"lots"}, KindBottles: {"bottles"}, KindSwap: {"swap"}, KindReceipt: {"receipt", "signature"},
	KindSignature: {"signature"},
}

func (v *validator) answer(it *Item, a *Answer, at string) {
	if a.Result != "" && !slices.Contains(results, string(a.Result)) {
		v.add(at+"/result", "field.choice", strings.Join(results, ", "))
	}
	if it.Kind == KindTick && it.Rules.Graded == "" && a.Result == "" {
		v.add(at+"/result", "field.required")
	}
	before := len(v.found)
	for _, f := range carried(a) {
		ink := f == "signature" && slices.Contains(it.Rules.Evidence, SignatureAlways)
		if !ink && !slices.Contains(kindFields[it.Kind], f) {
			v.add(at+"/"+f, "field.not-here")
		}
	}
	if len(v.found) > before {
		return // what does not belong here is not looked into
	}
	v.common(a, at)
	v.value(it, a, at)
	v.lots(a.Lots, at+"/lots")
	v.bottles(a.Bottles, at+"/bottles")
	v.swap(a.Swap, at+"/swap")
	v.receipt(a, at+"/receipt")
}

// common checks the fields that every kind may carry.
func (v *validator) common(a *Answer, at string) {
	v.name(a.MemberID, at+"/memberId", false)
	v.text(a.Text, at+"/text")
	v.text(a.Note, at+"/note")
	for n, p := range a.Photos {
		if n >= MaxPhotos {
			break // too many is said once for the whole check
		}
		v.digest(p, at+pointer("photos", n))
	}
	if a.Signature != "" {
		v.digest(a.Signature, at+"/signature")
	}
}

func (v *validator) value(it *Item, a *Answer, at string) {
	if it.Kind == KindChoice && a.Text != "" {
		ids := make([]string, len(it.Rules.Options))
		for i, o := range it.Rules.Options {
			ids[i] = o.ID
		}
		if !slices.Contains(ids, a.Text) {
			v.add(at+"/text", "field.choice", strings.Join(ids, ", "))
		}
	}
	if a.Value == nil {
		return
	}
	low, high := bounds(it)
	switch n := *a.Value; {
	case math.IsNaN(n) || n < low || n > high:
		v.add(at+"/value", "field.range", low, high)
	case it.Kind == KindCount && n != math.Trunc(n):
		v.add(at+"/value", "field.type", "integer")
	}
}

// bounds is the span of believable values of a count or a measure.
func bounds(it *Item) (low, high float64) {
	low, high = -maxBound, maxBound
	if it.Kind == KindCount {
		low = 0
	}
	if it.Rules.Min != nil {
		low = *it.Rules.Min
	}
	if it.Rules.Max != nil {
		high = *it.Rules.Max
	}
	return low, high
}

// text checks free text: at most 2000 characters, no control characters beside line ends and tabs.
func (v *validator) text(s, at string) {
	switch {
	case utf8.RuneCountInString(s) > MaxTextRunes:
		v.add(at, "field.too-long", MaxTextRunes)
	case !clean(s, true):
		v.add(at, "field.control")
	}
}

// name checks a short text on one line: an id, a name, a number.
func (v *validator) name(s, at string, required bool) {
	switch {
	case strings.TrimSpace(s) == "" && (required || s != ""):
		v.add(at, "field.required")
	case utf8.RuneCountInString(s) > MaxNameRunes:
		v.add(at, "field.too-long", MaxNameRunes)
	case !clean(s, false):
		v.add(at, "field.control")
	}
}

// digest checks a SHA-256 in lower-case hex.
func (v *validator) digest(s, at string) {
	if len(s) != 64 || strings.Trim(s, "0123456789abcdef") != "" {
		v.add(at, "field.format", "64 × 0-9a-f")
	}
}

func (v *validator) whole(n, low, high int, at string) {
	if n < low || n > high {
		v.add(at, "field.range", low, high)
	}
}

// clean tells whether s is valid UTF-8 without control characters and without
// marks that turn the direction of writing, which make a text read as another one.
func clean(s string, lines bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		if lines && (r == '\n' || r == '\r' || r == '\t') {
			return false
		}
		return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
	})
}

// shorten keeps what a caller sent out of the texts of problems beyond a name's length.
func shorten(s string) string {
	s = strings.ToValidUTF8(s, "�")
	r := []rune(s)
	if len(r) > MaxNameRunes {
		return string(r[:MaxNameRunes]) + "…"
	}
	return s
}
