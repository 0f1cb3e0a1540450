package checklists

import (
	"bytes"
	"fmt"
	"time"
)

// timeLayout is RFC 3339 in UTC with exactly three decimals, so that texts of
// times sort as the times do.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Time is an instant in UTC with millisecond precision, the only kind of
// instant crewcheck stores or sends.
type Time struct{ time.Time }

// At rounds t down to the millisecond and moves it to UTC.
func At(t time.Time) Time { return Time{t.UTC().Truncate(time.Millisecond)} }

// Ptr returns a pointer to a copy of t, for optional fields.
func (t Time) Ptr() *Time { return &t }

// Add returns t moved by d, kept at millisecond precision.
func (t Time) Add(d time.Duration) Time { return At(t.Time.Add(d)) }

// String is the wire text of t.
func (t Time) String() string { return t.UTC().Format(timeLayout) }

// MarshalJSON writes t as RFC 3339 in UTC with three decimals. What UnmarshalJSON would refuse is an error, so that
// nothing is stored that cannot be read again; only the zero time, for "not yet", goes both ways.
func (t Time) MarshalJSON() ([]byte, error) {
	if !t.IsZero() && !believable(t.Time) {
		return nil, fmt.Errorf("a time lies between the years 2000 and 2199, not in %d", t.Year())
	}
	b := make([]byte, 0, len(timeLayout)+2)
	b = append(b, '"')
	b = t.UTC().AppendFormat(b, timeLayout)
	return append(b, '"'), nil
}

// UnmarshalJSON reads RFC 3339 with any offset and up to nine decimals; years
// outside 2000–2199 are refused, no delivery happened there.
func (t *Time) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return fmt.Errorf("a time is a text like %q", timeLayout)
	}
	v, err := time.Parse(time.RFC3339Nano, string(b[1:len(b)-1]))
	if err != nil {
		return fmt.Errorf("a time is RFC 3339, like %q", timeLayout)
	}
	if v = v.UTC(); !v.IsZero() && !believable(v) {
		return fmt.Errorf("a time lies between the years 2000 and 2199")
	}
	*t = At(v)
	return nil
}

func believable(t time.Time) bool { return t.Year() >= 2000 && t.Year() <= 2199 }

// Date is a calendar day YYYY-MM-DD, in the depot's zone unless said otherwise.
type Date string

// Valid tells whether d is a real day in that form.
func (d Date) Valid() bool {
	v, err := time.Parse(time.DateOnly, string(d))
	return err == nil && v.Year() >= 2000 && v.Year() <= 2199
}

// Time is midnight UTC of d, for counting days; the zero time when d is not valid.
func (d Date) Time() time.Time {
	v, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return v
}

// AddDays returns the day n days after d (before it when n is negative).
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// DateOf is the calendar day of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }
