package models

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	shanghai = "Asia/Shanghai"
	berlin   = "Europe/Berlin"
)

func ranges(t testing.TB, text string) (list []ClockRange) {
	t.Helper()
	for _, r := range strings.Fields(text) {
		from, to, ok := strings.Cut(r, "-")
		if !ok {
			t.Fatalf("no range: %s", r)
		}
		list = append(list, ClockRange{from, to})
	}
	return list
}

// weekly is a calendar with the same hours on some weekdays: weekly(t, "12345", "09:00-12:00 13:00-17:00").
func weekly(t testing.TB, days, open string, holidays ...Holiday) *Calendar {
	t.Helper()
	c := &Calendar{Holidays: holidays}
	for _, d := range days {
		c.Days = append(c.Days, CalendarDay{Weekday: int(d - '0'), Open: ranges(t, open)})
	}
	return c
}

func holidays(name string, from Date, n int) (list []Holiday) {
	for i := range n {
		list = append(list, Holiday{Date: from.AddDays(i), Name: name})
	}
	return list
}

func zoneOf(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// instantOf reads a wall clock's time in the zone, or RFC 3339 where the wall clock says too little.
func instantOf(t testing.TB, zone *time.Location, text string) Time {
	t.Helper()
	if v, err := time.Parse(time.RFC3339, text); err == nil {
		return At(v)
	}
	layout := "2006-01-02 15:04"
	if strings.Count(text, ":") == 2 {
		layout = "2006-01-02 15:04:05"
	}
	v, err := time.ParseInLocation(layout, text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return At(v)
}

// spansOf reads "from/to, from/to".
func spansOf(t testing.TB, zone *time.Location, text string) (list []span) {
	t.Helper()
	for p := range strings.SplitSeq(text, ", ") {
		if from, to, ok := strings.Cut(p, "/"); ok {
			list = append(list, span{instantOf(t, zone, from), instantOf(t, zone, to)})
		}
	}
	return list
}

func calendars(t testing.TB) map[string]*Calendar {
	t.Helper()
	golden := holidays("国庆节", "2026-10-01", 8)
	return map[string]*Calendar{
		"office":  DefaultCalendar(),
		"always":  AroundTheClock(),
		"club":    weekly(t, "0123456", "18:00-04:00"),
		"fri-sat": weekly(t, "56", "22:00-05:00"),
		"lunch":   weekly(t, "123456", "13:00-17:30 08:00-12:00"),
		"late":    weekly(t, "12345", "16:00-24:00"),
		"tiled":   weekly(t, "0123456", "00:00-12:00 12:00-24:00"),
		"overlap": weekly(t, "12345", "09:00-13:00 12:00-17:00 10:00-11:00"),
		"no-wed":  weekly(t, "1245", "09:00-17:00"),
		"golden":  weekly(t, "12345", "09:00-17:00", golden...),
		"half": weekly(t, "12345", "09:00-17:00",
			Holiday{Date: "2026-12-24", Name: "Christmas Eve", Open: ranges(t, "09:00-12:00")}, Holiday{Date: "2026-12-25", Name: "Christmas"}),
		"club-off":  weekly(t, "5", "20:00-04:00", Holiday{Date: "2026-06-20", Name: "Saturday off"}),
		"weekender": weekly(t, "12345", "09:00-17:00", Holiday{Date: "2026-10-10", Name: "shifted workday", Open: ranges(t, "09:00-17:00")}),
		"minute":    weekly(t, "0123456", "23:59-24:00"),
		"night":     weekly(t, "0123456", "02:00-03:00"),
		"early":     weekly(t, "0123456", "01:00-02:30"),
		"morning":   weekly(t, "0123456", "00:00-06:00"),
		"round":     weekly(t, "1", "09:00-09:00"),
		"never":     {},
		"once":      {Days: []CalendarDay{{Weekday: 1}}, Holidays: []Holiday{{Date: "2026-03-02", Open: ranges(t, "09:00-10:00")}}},
	}
}

func TestWorkingHoursAdd(t *testing.T) {
	t.Parallel()
	cals := calendars(t)
	for _, tt := range []struct {
		name, cal, zone, start, hours, want string
		pauses                              string
	}{
		// 2026-01-05 and 2026-06-15 are Mondays.
		{"the founding sum: Friday 16:30 and an hour is Monday 09:30", "office", shanghai, "2026-01-09 16:30", "1h", "2026-01-12 09:30", ""},
		{"within a day", "office", shanghai, "2026-01-05 10:00", "2h", "2026-01-05 12:00", ""},
		{"nothing to add stays, also out of hours", "office", shanghai, "2026-01-10 03:00", "0h", "2026-01-10 03:00", ""},
		{"less than nothing stays", "office", shanghai, "2026-01-05 10:00", "-1h", "2026-01-05 10:00", ""},
		{"ends exactly at closing", "office", shanghai, "2026-01-05 16:00", "1h", "2026-01-05 17:00", ""},
		{"a second past closing is tomorrow", "office", shanghai, "2026-01-05 16:00", "1h0m1s", "2026-01-06 09:00:01", ""},
		{"a millisecond past closing is tomorrow", "office", shanghai, "2026-01-05 16:00", "1h0m0.001s", "2026-01-06 09:00:00.001", ""},
		{"from opening, a whole day", "office", shanghai, "2026-01-05 09:00", "8h", "2026-01-05 17:00", ""},
		{"from closing", "office", shanghai, "2026-01-05 17:00", "1h", "2026-01-06 10:00", ""},
		{"filed before opening", "office", shanghai, "2026-01-05 06:12", "30m", "2026-01-05 09:30", ""},
		{"filed after closing", "office", shanghai, "2026-01-05 21:40", "30m", "2026-01-06 09:30", ""},
		{"filed on Friday night", "office", shanghai, "2026-01-09 23:59", "30m", "2026-01-12 09:30", ""},
		{"filed on Sunday", "office", shanghai, "2026-01-11 12:00", "2h", "2026-01-12 11:00", ""},
		{"filed at lunch", "lunch", shanghai, "2026-01-05 12:20", "1h", "2026-01-05 14:00", ""},
		{"over lunch, ranges in any order", "lunch", shanghai, "2026-01-05 11:30", "1h", "2026-01-05 13:30", ""},
		{"ends where lunch begins", "lunch", shanghai, "2026-01-05 08:00", "4h", "2026-01-05 12:00", ""},
		{"Saturday afternoon to Monday", "lunch", shanghai, "2026-01-10 17:00", "1h", "2026-01-12 08:30", ""},
		{"days of 8.5 hours", "lunch", shanghai, "2026-01-05 08:00", "17h30m", "2026-01-07 08:30", ""},
		{"a sub-second start", "office", shanghai, "2026-01-05 16:59:59.400", "1s", "2026-01-06 09:00:00.400", ""},
		{"a sub-second start over a weekend", "office", shanghai, "2026-01-09 16:30:00.001", "1h", "2026-01-12 09:30:00.001", ""},
		{"five days of eight are a week", "office", shanghai, "2026-01-05 12:00", "40h", "2026-01-12 12:00", ""},
		{"several weeks", "office", shanghai, "2026-01-05 09:00", "160h", "2026-01-30 17:00", ""},
		{"several weeks and a bit", "office", shanghai, "2026-01-05 09:00", "160h30m", "2026-02-02 09:30", ""},
		{"a year of working hours", "office", shanghai, "2026-01-05 09:00", "2080h", "2027-01-01 17:00", ""},
		{"a closed weekday in the middle", "no-wed", shanghai, "2026-01-06 16:00", "2h", "2026-01-08 10:00", ""},
		{"overlapping ranges count once", "overlap", shanghai, "2026-01-05 09:00", "9h", "2026-01-06 10:00", ""},
		{"a Golden Week", "golden", shanghai, "2026-09-30 16:00", "2h", "2026-10-09 10:00", ""},
		{"filed within the Golden Week", "golden", shanghai, "2026-10-04 10:00", "1h", "2026-10-09 10:00", ""},
		{"a shifted workday on a Saturday", "weekender", shanghai, "2026-10-09 16:00", "2h", "2026-10-10 10:00", ""},
		{"a half-day holiday before a closed one and a weekend", "half", berlin, "2026-12-24 11:30", "1h", "2026-12-28 09:30", ""},
		{"filed on the closed half of a holiday", "half", berlin, "2026-12-24 12:00", "1h", "2026-12-28 10:00", ""},
		{"ends with the half day", "half", berlin, "2026-12-23 16:00", "4h", "2026-12-24 12:00", ""},
		{"over the end of a year", "office", shanghai, "2025-12-31 16:30", "1h", "2026-01-01 09:30", ""},
		{"over a leap day", "office", shanghai, "2028-02-28 16:00", "10h", "2028-03-01 10:00", ""},
		{"over the end of February without one", "always", shanghai, "2026-02-28 12:00", "24h", "2026-03-01 12:00", ""},
		{"a leap day around the clock", "always", shanghai, "2028-02-28 12:00", "24h", "2028-02-29 12:00", ""},

		{"late hours end at 24:00", "late", shanghai, "2026-01-05 23:00", "1h", "2026-01-06 00:00", ""},
		{"past 24:00 is the next opening", "late", shanghai, "2026-01-05 23:00", "2h", "2026-01-06 17:00", ""},
		{"the minute 23:59 counts", "late", shanghai, "2026-01-05 23:59", "2m", "2026-01-06 16:01", ""},
		{"a calendar of that minute alone", "minute", shanghai, "2026-01-05 10:00", "3m", "2026-01-08 00:00", ""},
		{"a calendar of that minute, half of it", "minute", shanghai, "2026-01-05 23:59:30", "1m", "2026-01-06 23:59:30", ""},
		{"around the clock no minute is lost at midnight", "always", shanghai, "2026-01-05 23:59", "2m", "2026-01-06 00:01", ""},
		{"around the clock, the critical four hours", "always", shanghai, "2026-01-09 23:15", "4h", "2026-01-10 03:15", ""},
		{"around the clock, 1000 hours", "always", shanghai, "2026-01-01 00:00", "1000h", "2026-02-11 16:00", ""},
		{"ranges that touch leave no hole", "tiled", shanghai, "2026-01-05 11:00", "26h", "2026-01-06 13:00", ""},
		{"09:00 to 09:00 is a whole day, once a week", "round", shanghai, "2026-01-06 08:00", "2h", "2026-01-12 10:00", ""},

		{"a club's night runs past midnight", "club", shanghai, "2026-01-05 23:00", "3h", "2026-01-06 02:00", ""},
		{"a club's night ends at 04:00", "club", shanghai, "2026-01-06 03:00", "2h", "2026-01-06 19:00", ""},
		{"filed at a club in the morning", "club", shanghai, "2026-01-06 04:00", "30m", "2026-01-06 18:30", ""},
		{"filed in the night of the day before", "fri-sat", shanghai, "2026-01-11 04:00", "2h", "2026-01-16 23:00", ""},
		{"Friday's night reaches into Saturday's holiday", "club-off", shanghai, "2026-06-19 23:00", "4h", "2026-06-20 03:00", ""},
		{"Friday's night stays open on Saturday's holiday", "club-off", shanghai, "2026-06-20 02:00", "3h", "2026-06-26 21:00", ""},

		{"the night the clocks skip an hour is an hour shorter", "club", berlin, "2026-03-28 18:00", "10h", "2026-03-29 19:00", ""},
		{"the night the clocks repeat an hour is an hour longer", "club", berlin, "2026-10-24 18:00", "11h", "2026-10-25 04:00", ""},
		{"from within that night, before the change", "club", berlin, "2026-10-25T02:30:00+02:00", "1h", "2026-10-25T02:30:00+01:00", ""},
		{"from within that night, after the change", "club", berlin, "2026-10-25T02:30:00+01:00", "1h30m", "2026-10-25 04:00", ""},
		{"over the skipped hour", "club", berlin, "2026-03-29 01:30", "1h", "2026-03-29 03:30", ""},
		{"an hour that is skipped does not exist", "night", berlin, "2026-03-28 02:30", "1h", "2026-03-30 02:30", ""},
		{"an hour that is repeated counts twice", "night", berlin, "2026-10-25 00:00", "2h", "2026-10-25T03:00:00+01:00", ""},
		{"a range that ends within the repeated hour", "early", berlin, "2026-10-25 00:00", "1h45m", "2026-10-25T02:15:00+01:00", ""},
		{"a range that ends within the repeated hour waits for its second half", "early", berlin, "2026-10-25 00:00", "1h30m", "2026-10-25T02:30:00+02:00", ""},
		{"the day of 23 hours around the clock", "always", berlin, "2026-03-29 00:00", "23h", "2026-03-30 00:00", ""},
		{"the day of 25 hours around the clock", "always", berlin, "2026-10-25 00:00", "25h", "2026-10-26 00:00", ""},
		{"office hours do not feel the change", "office", berlin, "2026-03-27 16:30", "1h", "2026-03-30 09:30", ""},
		{"a midnight that is skipped", "morning", "America/Sao_Paulo", "2018-11-03 23:00", "5h", "2018-11-04 06:00", ""},
		{"a midnight that is repeated", "morning", "America/Havana", "2026-10-31 23:00", "7h", "2026-11-01 06:00", ""},
		{"24:00 at a repeated midnight", "late", "America/Havana", "2026-10-30 23:00", "2h", "2026-11-02 17:00", ""},
		{"a day that was skipped as a whole", "always", "Pacific/Apia", "2011-12-29 23:00", "2h", "2011-12-31 01:00", ""},
		{"clocks that change by half an hour", "night", "Australia/Lord_Howe", "2026-10-04 00:00", "1h", "2026-10-05 02:30", ""},
		{"half an hour off, like India", "office", "Asia/Kolkata", "2026-01-09 16:30", "1h", "2026-01-12 09:30", ""},
		{"three quarters off, like Nepal", "club", "Asia/Kathmandu", "2026-01-05 23:45", "5h", "2026-01-06 18:45", ""},
		{"far ahead of UTC", "office", "Pacific/Kiritimati", "2026-01-09 16:30", "1h", "2026-01-12 09:30", ""},
		{"far behind UTC", "office", "Pacific/Pago_Pago", "2026-01-09 16:30", "1h", "2026-01-12 09:30", ""},
		{"the same instant in another zone", "office", "America/New_York", "2026-01-09T16:30:00+08:00", "1h", "2026-01-09T23:00:00+08:00", ""},

		{"a pause within a day", "office", shanghai, "2026-01-05 10:00", "2h", "2026-01-05 13:00", "2026-01-05 11:00/2026-01-05 12:00"},
		{"a pause over a weekend costs only working time", "office", shanghai, "2026-01-09 15:00", "4h", "2026-01-12 13:00", "2026-01-09 16:00/2026-01-12 10:00"},
		{"a pause on a weekend costs nothing", "office", shanghai, "2026-01-09 16:30", "1h", "2026-01-12 09:30", "2026-01-10 00:00/2026-01-12 00:00"},
		{"a pause across closing", "office", shanghai, "2026-01-05 14:00", "3h", "2026-01-06 10:00", "2026-01-05 16:00/2026-01-05 20:00"},
		{"two overlapping pauses count once", "office", shanghai, "2026-01-05 09:00", "4h", "2026-01-05 15:00", "2026-01-05 11:00/2026-01-05 12:30, 2026-01-05 10:30/2026-01-05 11:30"},
		{"two pauses, the later first", "office", shanghai, "2026-01-05 09:00", "4h", "2026-01-05 15:00", "2026-01-05 13:00/2026-01-05 14:00, 2026-01-05 10:00/2026-01-05 11:00"},
		{"filed while paused", "office", shanghai, "2026-01-05 10:00", "1h", "2026-01-05 12:00", "2026-01-05 09:00/2026-01-05 11:00"},
		{"done when the pause begins", "office", shanghai, "2026-01-05 10:00", "1h", "2026-01-05 11:00", "2026-01-05 11:00/2026-01-06 11:00"},
		{"an empty and a backward pause change nothing", "office", shanghai, "2026-01-05 10:00", "2h", "2026-01-05 12:00", "2026-01-05 11:00/2026-01-05 11:00, 2026-01-05 12:00/2026-01-05 11:00"},
		{"a pause of two years is waited for", "office", shanghai, "2026-01-05 16:00", "2h", "2028-01-05 10:00", "2026-01-05 17:00/2028-01-05 09:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			zone := zoneOf(t, tt.zone)
			h := newWorkingHours(cals[tt.cal], zone)
			start, want, pauses := instantOf(t, zone, tt.start), instantOf(t, zone, tt.want), spansOf(t, zone, tt.pauses)
			d, err := time.ParseDuration(tt.hours)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := h.add(start, d, pauses...)
			if !ok || !got.Equal(want.Time) {
				t.Fatalf("is %s, want %s (%v)", got.In(zone), want.In(zone), ok)
			}
			obeysLaws(t, h, start, max(d, 0), pauses)
		})
	}
}

// obeysLaws checks what holds of every sum.
func obeysLaws(t rapid.TB, h *workingHours, start Time, d time.Duration, pauses []span) {
	due, ok := h.add(start, d, pauses...)
	if !ok {
		t.Fatalf("%s has no end", start)
	}
	if got := h.between(start, due, pauses...); got != d {
		t.Fatalf("between %s and %s are %s, want %s", start, due, got, d)
	}
	if d > 0 && h.between(start, due.Add(-time.Millisecond), pauses...) != d-time.Millisecond {
		t.Fatalf("%s is not the earliest end", due)
	}
	back, ok := h.back(due, d, pauses...)
	if !ok || back.Before(start.Time) || back.After(due.Time) || h.between(start, back, pauses...) != 0 || h.between(back, due, pauses...) != d {
		t.Fatalf("back from %s is %s, want %s or later without working time in between", due, back, start)
	}
	if d > 0 && h.between(back.Add(time.Millisecond), due, pauses...) != d-time.Millisecond {
		t.Fatalf("%s is not the latest start", back)
	}
	var seconds int64
	at := start
	steps := h.explain(start, due, pauses...)
	for _, s := range steps {
		if !s.From.Equal(at.Time) || !s.From.Before(s.To.Time) || s.Kind != StepWorking && s.Seconds != 0 || s.Note.En == "" || s.Note.ZhCN == "" {
			t.Fatalf("step %+v after %s", s, at)
		}
		at = s.To
		seconds += s.Seconds
	}
	if !at.Equal(due.Time) || seconds != int64(d/time.Second) || len(steps) > maxClockSteps {
		t.Fatalf("%d steps to %s add up to %d seconds, want %s to %s", len(steps), at, seconds, d, due)
	}
}

func TestWorkingHoursGiveUp(t *testing.T) {
	t.Parallel()
	zone := zoneOf(t, shanghai)
	start := instantOf(t, zone, "2026-01-05 10:00")
	for _, tt := range []struct {
		name  string
		cal   *Calendar
		d     time.Duration
		after string
		ok    bool
	}{
		{"a calendar that never opens counts every hour", calendars(t)["never"], 5 * time.Hour, "2026-01-05 15:00", false},
		{"a calendar that opened too little counts every hour", calendars(t)["once"], 5 * time.Hour, "2026-01-05 15:00", false},
		{"a calendar that opened just enough", calendars(t)["once"], time.Hour, "2026-03-02 10:00", true},
		{"closed by holidays for 60 weeks", weekly(t, "1", "09:00-10:00", mondays(60)...), time.Hour, "2026-01-05 11:00", false},
		{"closed by holidays for 50 weeks", weekly(t, "1", "09:00-10:00", mondays(50)...), time.Hour, "2026-12-21 10:00", true},
		{"texts that are no times are closed", weekly(t, "1", "9-17"), time.Hour, "2026-01-05 11:00", false},
	} {
		got, ok := newWorkingHours(tt.cal, zone).add(start, tt.d)
		if want := instantOf(t, zone, tt.after); ok != tt.ok || !got.Equal(want.Time) {
			t.Errorf("%s: %s %v, want %s %v", tt.name, got.In(zone), ok, tt.after, tt.ok)
		}
	}
	never := newWorkingHours(&Calendar{}, zone)
	if got, ok := never.back(start, time.Hour); ok || !got.Equal(start.Add(-time.Hour).Time) {
		t.Errorf("back is %s %v", got, ok)
	}
	if got := never.between(start, start.Add(1000*time.Hour)); got != 0 {
		t.Errorf("between is %s", got)
	}
}

func mondays(n int) (list []Holiday) {
	for i := range n {
		list = append(list, Holiday{Date: Date("2026-01-05").AddDays(7 * i)})
	}
	return list
}

func TestWorkingHoursBack(t *testing.T) {
	t.Parallel()
	zone := zoneOf(t, shanghai)
	for _, tt := range []struct{ name, cal, due, hours, want, pauses string }{
		{"within a day", "office", "2026-01-05 12:00", "2h", "2026-01-05 10:00", ""},
		{"exactly to opening stays there", "office", "2026-01-12 09:30", "30m", "2026-01-12 09:00", ""},
		{"over a weekend", "office", "2026-01-12 09:30", "1h", "2026-01-09 16:30", ""},
		{"from out of hours", "office", "2026-01-11 12:00", "1h", "2026-01-09 16:00", ""},
		{"nothing stays", "office", "2026-01-11 12:00", "0h", "2026-01-11 12:00", ""},
		{"over a pause", "office", "2026-01-05 12:00", "2h", "2026-01-05 09:00", "2026-01-05 10:00/2026-01-05 11:00"},
		{"a club's night", "club", "2026-01-06 19:00", "2h", "2026-01-06 03:00", ""},
		{"a Golden Week", "golden", "2026-10-09 10:00", "2h", "2026-09-30 16:00", ""},
	} {
		d, _ := time.ParseDuration(tt.hours)
		got, ok := newWorkingHours(calendars(t)[tt.cal], zone).back(instantOf(t, zone, tt.due), d, spansOf(t, zone, tt.pauses)...)
		if want := instantOf(t, zone, tt.want); !ok || !got.Equal(want.Time) {
			t.Errorf("%s: %s, want %s", tt.name, got.In(zone), tt.want)
		}
	}
}

func TestWorkingHoursBetween(t *testing.T) {
	t.Parallel()
	zone := zoneOf(t, shanghai)
	for _, tt := range []struct{ name, cal, from, to, want string }{
		{"over a weekend", "office", "2026-01-09 16:30", "2026-01-12 09:30", "1h"},
		{"backwards is nothing", "office", "2026-01-12 09:30", "2026-01-09 16:30", "0"},
		{"out of hours is nothing", "office", "2026-01-10 00:00", "2026-01-12 09:00", "0"},
		{"a year", "office", "2026-01-01 00:00", "2027-01-01 00:00", "2088h"},
		{"a leap year around the clock", "always", "2028-01-01 00:00", "2029-01-01 00:00", "8784h"},
	} {
		got := newWorkingHours(calendars(t)[tt.cal], zone).between(instantOf(t, zone, tt.from), instantOf(t, zone, tt.to))
		if want, _ := time.ParseDuration(tt.want); got != want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestWorkingHoursExplain(t *testing.T) {
	t.Parallel()
	zone := zoneOf(t, shanghai)
	for _, tt := range []struct {
		name, cal, start, hours, pauses string
		want                            []string
	}{
		{"the founding sum", "office", "2026-01-09 16:30", "1h", "", []string{
			"01-09 16:30:00 01-09 17:00:00 1800 working", "01-09 17:00:00 01-12 09:00:00 0 closed", "01-12 09:00:00 01-12 09:30:00 1800 working",
		}},
		{"a holiday by its name, one step for the week", "golden", "2026-09-30 16:00", "2h", "", []string{
			"09-30 16:00:00 09-30 17:00:00 3600 working", "09-30 17:00:00 10-01 00:00:00 0 closed", "10-01 00:00:00 10-09 00:00:00 0 holiday: 国庆节",
			"10-09 00:00:00 10-09 09:00:00 0 closed", "10-09 09:00:00 10-09 10:00:00 3600 working",
		}},
		{"two overlapping pauses over closing are one step", "office", "2026-01-05 16:00", "1h", "2026-01-05 16:30/2026-01-05 18:00, 2026-01-05 17:30/2026-01-06 10:00", []string{
			"01-05 16:00:00 01-05 16:30:00 1800 working", "01-05 16:30:00 01-06 10:00:00 0 paused", "01-06 10:00:00 01-06 10:30:00 1800 working",
		}},
		{"a pause on closed time parts it", "office", "2026-01-05 16:30", "1h", "2026-01-05 20:00/2026-01-05 21:00", []string{
			"01-05 16:30:00 01-05 17:00:00 1800 working", "01-05 17:00:00 01-05 20:00:00 0 closed", "01-05 20:00:00 01-05 21:00:00 0 paused",
			"01-05 21:00:00 01-06 09:00:00 0 closed", "01-06 09:00:00 01-06 09:30:00 1800 working",
		}},
		{"parts of a second are carried over", "office", "2026-01-05 16:59:58.500", "3s", "", []string{
			"01-05 16:59:58.5 01-05 17:00:00 1 working", "01-05 17:00:00 01-06 09:00:00 0 closed", "01-06 09:00:00 01-06 09:00:01.5 2 working",
		}},
		{"midnight parts nothing around the clock", "always", "2026-01-05 16:00", "1000h", "", []string{"01-05 16:00:00 02-16 08:00:00 3600000 working"}},
		{"nothing takes no step", "office", "2026-01-05 16:00", "0", "", []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newWorkingHours(calendars(t)[tt.cal], zone)
			start, pauses := instantOf(t, zone, tt.start), spansOf(t, zone, tt.pauses)
			d, _ := time.ParseDuration(tt.hours)
			due, _ := h.add(start, d, pauses...)
			got := []string{}
			for _, s := range h.explain(start, due, pauses...) {
				note := s.Note.En
				if s.Kind == StepWorking {
					note = s.Kind
				}
				const layout = "01-02 15:04:05.999"
				got = append(got, fmt.Sprintf("%s %s %d %s", s.From.In(zone).Format(layout), s.To.In(zone).Format(layout), s.Seconds, note))
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
	t.Run("ten years are 400 steps, the middle is one", func(t *testing.T) {
		t.Parallel()
		h := newWorkingHours(nil, zone)
		start := instantOf(t, zone, "2026-01-05 10:00")
		obeysLaws(t, h, start, 20_000*time.Hour, nil)
		due, _ := h.add(start, 20_000*time.Hour)
		steps := h.explain(start, due)
		if len(steps) != 400 || !strings.HasSuffix(steps[200].Note.En, "spans in one") || steps[200].Seconds < 19_000*3600/2 {
			t.Errorf("%d steps, the middle %+v", len(steps), steps[200])
		}
	})
}

// drawnCalendar has up to three ranges a day at whole minutes and a few holidays around the days of change.
func drawnCalendar(t *rapid.T, around Date) *Calendar {
	open := func(label string) (list []ClockRange) {
		minute := func(label string, max int) string {
			m := rapid.IntRange(0, max).Draw(t, label)
			return fmt.Sprintf("%02d:%02d", m/60, m%60)
		}
		for range rapid.IntRange(0, 3).Draw(t, label) {
			list = append(list, ClockRange{minute("from", 1439), minute("to", 1440)})
		}
		return list
	}
	c := &Calendar{Days: []CalendarDay{{Weekday: 3, Open: []ClockRange{{"10:00", "11:00"}}}}}
	for _, day := range []int{0, 1, 2, 4, 5, 6} {
		c.Days = append(c.Days, CalendarDay{Weekday: day, Open: open("open")})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "holidays") {
		c.Holidays = append(c.Holidays, Holiday{Date: around.AddDays(2*i - 2), Name: "holiday", Open: open("holiday open")})
	}
	return c
}

// changes are days on which the clocks of a zone change, and one on which none do.
var changes = []struct {
	zone string
	date Date
}{
	{berlin, "2026-03-29"},
	{berlin, "2026-10-25"},
	{shanghai, "2026-10-01"},
	{"Asia/Kolkata", "2025-12-31"},
	{"America/Havana", "2026-11-01"},
	{"America/Sao_Paulo", "2018-11-04"},
	{"Australia/Lord_Howe", "2026-04-05"},
	{"Pacific/Apia", "2011-12-30"},
}

// drawnHours is a calendar in a zone, an instant near a change of its clocks, and pauses.
func drawnHours(t *rapid.T) (*workingHours, Time, []span) {
	change := rapid.SampledFrom(changes).Draw(t, "change")
	zone, err := time.LoadLocation(change.zone)
	if err != nil {
		t.Fatal(err)
	}
	h := newWorkingHours(drawnCalendar(t, change.date), zone)
	instant := func(label string) Time {
		return At(change.date.Time().Add(time.Duration(rapid.Int64Range(-3*dayMillis, 3*dayMillis).Draw(t, label)) * time.Millisecond))
	}
	start := instant("start")
	var pauses []span
	for range rapid.IntRange(0, 3).Draw(t, "pauses") {
		pauses = append(pauses, span{instant("pause from"), instant("pause to")})
	}
	return h, start, pauses
}

func drawnDuration(t *rapid.T, label string) time.Duration {
	return time.Duration(rapid.Int64Range(0, 100*3600*1000).Draw(t, label)) * time.Millisecond
}

func TestWorkingHoursLaws(t *testing.T) {
	t.Parallel()
	t.Run("add, back, between and explain agree", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			h, start, pauses := drawnHours(t)
			obeysLaws(t, h, start, drawnDuration(t, "d"), pauses)
		})
	})
	t.Run("two steps are one", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			h, start, pauses := drawnHours(t)
			d, e := drawnDuration(t, "d"), drawnDuration(t, "e")
			once, _ := h.add(start, d+e, pauses...)
			half, _ := h.add(start, d, pauses...)
			twice, _ := h.add(half, e, pauses...)
			if !once.Equal(twice.Time) {
				t.Fatalf("%s at once, %s by way of %s", once, twice, half)
			}
		})
	})
	t.Run("a later start or more hours never end sooner, and a pause never helps", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			h, start, pauses := drawnHours(t)
			d, more := drawnDuration(t, "d"), drawnDuration(t, "more")
			due, _ := h.add(start, d, pauses...)
			later, _ := h.add(start.Add(more), d, pauses...)
			longer, _ := h.add(start, d+more, pauses...)
			plain, _ := h.add(start, d)
			if later.Before(due.Time) || longer.Before(due.Time) || due.Before(plain.Time) {
				t.Fatalf("due %s, started later %s, longer %s, without pauses %s", due, later, longer, plain)
			}
			if more > 0 && d > 0 && !longer.After(due.Time) {
				t.Fatalf("longer %s is not after %s", longer, due)
			}
		})
	})
}

// openByTheWall tells whether the clock on the wall at t is within a range of its day, or of the day before and
// past midnight. It shares nothing with the code under test.
func openByTheWall(cal *Calendar, t time.Time) bool {
	wall, today := t.Format("15:04"), DateOf(t)
	ranges := func(date Date) []ClockRange {
		for _, d := range cal.Holidays {
			if d.Date == date {
				return d.Open
			}
		}
		for _, d := range cal.Days {
			if d.Weekday == int(date.Time().Weekday()) {
				return d.Open
			}
		}
		return nil
	}
	for _, r := range ranges(today) {
		if wall >= r.From && (wall < r.To || r.To <= r.From) {
			return true
		}
	}
	for _, r := range ranges(today.AddDays(-1)) {
		if r.To <= r.From && wall < r.To {
			return true
		}
	}
	return false
}

func TestWorkingHoursFollowTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		change := rapid.SampledFrom(changes).Draw(t, "change")
		zone, err := time.LoadLocation(change.zone)
		if err != nil {
			t.Fatal(err)
		}
		cal := drawnCalendar(t, change.date)
		from := At(change.date.Time().AddDate(0, 0, -2))
		to, minutes := from, rapid.IntRange(0, 5*24*60).Draw(t, "minutes")
		var want time.Duration
		for range minutes {
			if openByTheWall(cal, to.In(zone)) {
				want += time.Minute
			}
			to = to.Add(time.Minute)
		}
		if got := newWorkingHours(cal, zone).between(from, to); got != want {
			t.Fatalf("from %s to %s are %s, minute by minute %s", from.In(zone), to.In(zone), got, want)
		}
	})
}

func BenchmarkWorkingHoursYear(b *testing.B) {
	zone := zoneOf(b, berlin)
	start := instantOf(b, zone, "2026-01-05 09:00")
	cal := weekly(b, "12345", "09:00-12:00 13:00-17:00", mondays(50)...)
	for b.Loop() {
		newWorkingHours(cal, zone).add(start, 1600*time.Hour)
	}
}
