package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"
)

// Plain is a text as it is compared and read: narrow letters and digits for full-width ones, no space of any kind around
// it, nothing invisible in it.
func Plain(text string) string { return Tidy(width.Narrow.String(text)) }

// Tidy takes away spaces around a text, and what nobody sees in it; its letters stay.
func Tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0' || r == '\u3000' || r == '\u2007' || r == '\u202f':
			return ' '
		case r == '\ufeff' || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\u200e' || r == '\u200f':
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
	return strings.TrimFunc(text, unicode.IsSpace)
}

// plainNumber writes a number of a sheet in decimal notation, at the 15 digits that spreadsheets show.
func plainNumber(text string) (string, bool) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) > 1e15 {
		return text, false
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	return strconv.FormatFloat(f, 'f', -1, 64), true
}

var (
	decimal  = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)
	grouped  = regexp.MustCompile(`^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	dateISO  = regexp.MustCompile(`^([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?(?:[T ]+0?0:00(?::00(?:\.0+)?)?Z?)?$`)
	dateDMY  = regexp.MustCompile(`^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})$`)
	date8    = regexp.MustCompile(`^(20[0-9]{2})([0-9]{2})([0-9]{2})$`)
	clockHM  = regexp.MustCompile(`^([0-9]{1,2})[:点时]([0-9]{2})(?::([0-9]{2}))?分?$`)
	clockHMS = regexp.MustCompile(`^(?i)([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?\s*(am|pm)$`)
)

// ReadNumber reads a number: 1234, 1,234, 12.5, １２. ok is false for anything else.
func (c Cell) ReadNumber() (float64, bool) {
	text := Plain(c.Text)
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	if !decimal.MatchString(text) {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil && math.Abs(f) <= 1e15
}

// ReadDate reads a date: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305, or the serial number of a spreadsheet.
// ambiguous is for forms that begin with day or month: which is which cannot be known, 05.03.2026 or 25/12/26.
func (c Cell) ReadDate(date1904 bool) (date string, ambiguous, ok bool) {
	text := Plain(c.Text)
	if c.Kind == Number {
		if m := date8.FindStringSubmatch(text); m != nil {
			return day(m)
		}
		return serialDate(text, date1904)
	}
	for _, form := range []*regexp.Regexp{dateISO, date8} {
		if m := form.FindStringSubmatch(text); m != nil {
			return day(m)
		}
	}
	return "", dateDMY.MatchString(text), false
}

func day(m []string) (string, bool, bool) {
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
	return t.Format(time.DateOnly), false, t.Month() == time.Month(mo) && t.Day() == d
}

// serialDate counts days from the end of 1899 (its 29 February 1900 never was), or from the first of 1904.
func serialDate(text string, date1904 bool) (string, bool, bool) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || f < 20_000 || f > 80_000 { // 1954–2119
		return "", false, false
	}
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		begin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return begin.AddDate(0, 0, int(f)).Format(time.DateOnly), false, true
}

// ReadClock reads a time of day as HH:MM: 9:00, 09:00:00, 9点30, 9:00 PM, 24:00, or the fraction of a day that a
// spreadsheet keeps.
func (c Cell) ReadClock() (string, bool) {
	text := Plain(c.Text)
	if c.Kind == Number {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f < 0 || f > 1 {
			return "", false
		}
		minutes := int(math.Round(f * 24 * 60))
		return clockText(minutes/60, minutes%60)
	}
	if m := clockHMS.FindStringSubmatch(text); m != nil {
		h, _ := strconv.Atoi(m[1])
		minute, _ := strconv.Atoi(m[2])
		if h < 1 || h > 12 {
			return "", false
		}
		h %= 12
		if strings.EqualFold(m[3], "pm") {
			h += 12
		}
		return clockText(h, minute)
	}
	m := clockHM.FindStringSubmatch(text)
	if m == nil || m[3] != "" && m[3] != "00" {
		return "", false
	}
	h, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	return clockText(h, minute)
}

func clockText(h, m int) (string, bool) {
	if m > 59 || h > 24 || h == 24 && m > 0 {
		return "", false
	}
	return string([]byte{byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)}), true
}
