package models

import (
	"fmt"
	"strconv"
)

// Bounds of a calendar: a day has breaks, not a timetable, and 400 holidays are more than a year of them.
const (
	maxOpenRanges = 8
	maxHolidays   = 400
)

// Calendar says when a depot works, by the clock on its wall. The zone is the depot's, not the calendar's.
type Calendar struct {
	// Days are the weekdays with hours; a weekday that is not named is closed.
	Days []CalendarDay `json:"days"`
	// Holidays are dates whose own hours replace those of their weekday.
	Holidays []Holiday `json:"holidays,omitempty"`
}

// CalendarDay holds the hours that begin on a weekday.
type CalendarDay struct {
	Weekday int `json:"weekday"` // 0 Sunday … 6 Saturday
	// Open are half-open ranges in any order; where they overlap, time counts once. To at or before From runs
	// past midnight and belongs to the day it begins on, whatever the next day is; To may be 24:00.
	Open []ClockRange `json:"open"`
}

// Holiday is a date with hours of its own.
type Holiday struct {
	Date Date         `json:"date"`
	Name string       `json:"name,omitempty"`
	Open []ClockRange `json:"open,omitempty"` // as in CalendarDay; empty: closed all day
}

// DefaultCalendar is what a depot without one works by: Monday to Friday, 09:00–17:00, no holidays.
func DefaultCalendar() *Calendar {
	c := &Calendar{}
	for day := 1; day <= 5; day++ {
		c.Days = append(c.Days, CalendarDay{Weekday: day, Open: []ClockRange{{From: "09:00", To: "17:00"}}})
	}
	return c
}

// AroundTheClock is the calendar of critical complaints: every hour of every day.
func AroundTheClock() *Calendar {
	c := &Calendar{}
	for day := range 7 {
		c.Days = append(c.Days, CalendarDay{Weekday: day, Open: []ClockRange{{From: "00:00", To: "24:00"}}})
	}
	return c
}

// validate gathers what is wrong with c under the pointer at. A calendar must be open on some weekday, else no
// clock of it would ever run out.
func (c *Calendar) validate(bad *invalid, at string) {
	bad.check(len(c.Days) <= 7, at+"/days", "field.too-many", 7)
	weekdays, ranges := map[int]bool{}, 0
	for i, d := range c.Days {
		under := fmt.Sprintf("%s/days/%d", at, i)
		bad.number(under+"/weekday", d.Weekday, 0, 6)
		bad.check(!weekdays[d.Weekday], under+"/weekday", "field.duplicate", strconv.Itoa(d.Weekday))
		weekdays[d.Weekday] = true
		bad.openRanges(under+"/open", d.Open)
		ranges += len(d.Open)
	}
	bad.check(ranges > 0, at+"/days", "field.required")
	if !bad.check(len(c.Holidays) <= maxHolidays, at+"/holidays", "field.too-many", maxHolidays) {
		return
	}
	dates := map[Date]bool{}
	for i, d := range c.Holidays {
		under := fmt.Sprintf("%s/holidays/%d", at, i)
		bad.check(d.Date.Valid(), under+"/date", "field.format", "2026-10-01")
		bad.check(!dates[d.Date], under+"/date", "field.duplicate", string(d.Date))
		dates[d.Date] = true
		bad.text(under+"/name", d.Name, 0, maxName)
		bad.openRanges(under+"/open", d.Open)
	}
}

// openRanges checks the ranges of one day; overlaps are allowed, they count once.
func (v *invalid) openRanges(field string, open []ClockRange) {
	if !v.check(len(open) <= maxOpenRanges, field, "field.too-many", maxOpenRanges) {
		return
	}
	for i, r := range open {
		under := fmt.Sprintf("%s/%d", field, i)
		v.check(clockPattern.MatchString(r.From) && r.From != "24:00", under+"/from", "field.format", "09:00")
		v.check(clockPattern.MatchString(r.To), under+"/to", "field.format", "17:00")
	}
}

// seconds are the range's ends in seconds by the wall clock after the midnight its day begins with: From within
// the day, To after From and at most a day later. False when a text is no time of day.
func (r ClockRange) seconds() (from, to int64, ok bool) {
	from, okFrom := clockSeconds(r.From)
	to, okTo := clockSeconds(r.To)
	if to <= from {
		to += daySeconds
	}
	return from, to, okFrom && okTo
}

// clockSeconds reads HH:MM, 00:00 to 24:00. It runs for every day of a sum, hence without clockPattern.
func clockSeconds(text string) (int64, bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	hour, errHour := strconv.ParseUint(text[:2], 10, 8)
	minute, errMinute := strconv.ParseUint(text[3:], 10, 8)
	if errHour != nil || errMinute != nil || minute > 59 || hour*60+minute > 24*60 {
		return 0, false
	}
	return int64(hour*60+minute) * 60, true
}
