package models

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of texts and lists in bodies, in characters and entries.
const (
	maxName  = 100
	maxText  = 2_000
	maxStops = MaxStops
)

var (
	idPattern    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$`)
	uuidPattern  = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	shaPattern   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	phonePattern = regexp.MustCompile(`^\+?[0-9]{5,15}$`)
	clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$`)
)

// ValidID tells whether an id has the form of one.
func ValidID(id string) bool { return idPattern.MatchString(id) }

// text checks a text of min to max characters without control characters (line breaks are allowed).
func (v *invalid) text(field, s string, min, max int) {
	switch {
	case strings.TrimSpace(s) == "" && min > 0:
		v.add(field, "field.required")
	case utf8.RuneCountInString(s) > max:
		v.add(field, "field.too-long", max)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		v.add(field, "field.control")
	}
}

// id checks a required reference by its form.
func (v *invalid) id(field, id string) bool {
	if id == "" {
		v.add(field, "field.required")
		return false
	}
	return v.check(ValidID(id), field, "field.format", "[A-Za-z0-9._:-]{1,64}")
}

func (v *invalid) ids(field string, ids []string, max int) {
	v.check(len(ids) <= max, field, "field.too-many", max)
	seen := map[string]bool{}
	for i, id := range ids {
		at := fmt.Sprintf("%s/%d", field, i)
		if v.id(at, id) {
			v.check(!seen[id], at, "field.duplicate", id)
		}
		seen[id] = true
	}
}

func (v *invalid) choice(field, s string, allowed ...string) {
	for _, a := range allowed {
		if s == a {
			return
		}
	}
	if s == "" {
		v.add(field, "field.required")
		return
	}
	v.add(field, "field.choice", strings.Join(allowed, ", "))
}

func (v *invalid) number(field string, n, min, max int) {
	v.check(n >= min && n <= max, field, "field.range", min, max)
}

func (v *invalid) zone(field, zone string) {
	if zone == "" {
		v.add(field, "field.required")
		return
	}
	_, err := time.LoadLocation(zone)
	v.check(err == nil && zone != "Local", field, "field.format", "Asia/Shanghai")
}

func (v *invalid) location(field string, l *Location) {
	if l == nil {
		return
	}
	v.check(l.Lat >= -90 && l.Lat <= 90, field+"/lat", "field.range", -90, 90)
	v.check(l.Lon >= -180 && l.Lon <= 180, field+"/lon", "field.range", -180, 180)
	v.check(l.AccuracyM >= 0 && l.AccuracyM <= 1e6, field+"/accuracyM", "field.range", 0, 1_000_000)
}

func (v *invalid) photos(field string, photos []string, max int) {
	v.check(len(photos) <= max, field, "field.too-many", max)
	for i, p := range photos {
		v.check(shaPattern.MatchString(p), fmt.Sprintf("%s/%d", field, i), "field.format", "SHA-256, 64 × [0-9a-f]")
	}
}

func (v *invalid) instant(field string, t Time) bool {
	return v.check(!t.IsZero(), field, "field.required")
}
