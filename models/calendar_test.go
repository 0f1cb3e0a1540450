package models

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
)

func TestCalendarValidation(t *testing.T) {
	t.Parallel()
	day := func(weekday int, open ...ClockRange) CalendarDay { return CalendarDay{Weekday: weekday, Open: open} }
	nine := ClockRange{"09:00", "17:00"}
	good := day(1, nine)
	many := func(n int) (list []Holiday) {
		for i := range n {
			list = append(list, Holiday{Date: Date("2026-01-01").AddDays(i)})
		}
		return list
	}
	for _, tt := range []struct {
		name string
		cal  Calendar
		want []string // field and code
	}{
		{"takes the default calendar", *DefaultCalendar(), nil},
		{"takes the calendar around the clock", *AroundTheClock(), nil},
		{"takes hours past midnight, to 24:00 and a whole day", Calendar{Days: []CalendarDay{day(0, ClockRange{"18:00", "04:00"}), day(1, ClockRange{"18:00", "24:00"}), day(2, ClockRange{"06:00", "06:00"})}}, nil},
		{"takes overlapping ranges, they count once", Calendar{Days: []CalendarDay{day(1, nine, ClockRange{"12:00", "20:00"})}}, nil},
		{"takes eight ranges and 400 holidays", Calendar{Days: []CalendarDay{day(1, slices.Repeat([]ClockRange{nine}, 8)...)}, Holidays: many(400)}, nil},
		{"takes a holiday with hours, without a name", Calendar{Days: []CalendarDay{good}, Holidays: []Holiday{{Date: "2028-02-29", Open: []ClockRange{nine}}}}, nil},
		{"refuses a calendar that never opens", Calendar{}, []string{"/calendar/days field.required"}},
		{"refuses weekdays without any range", Calendar{Days: []CalendarDay{day(1)}, Holidays: []Holiday{{Date: "2026-10-01", Open: []ClockRange{nine}}}}, []string{"/calendar/days field.required"}},
		{"refuses weekdays out of range", Calendar{Days: []CalendarDay{day(-1, nine), day(7, nine)}}, []string{"/calendar/days/0/weekday field.range", "/calendar/days/1/weekday field.range"}},
		{"refuses a weekday twice", Calendar{Days: []CalendarDay{good, good}}, []string{"/calendar/days/1/weekday field.duplicate"}},
		{"refuses an eighth day", Calendar{Days: []CalendarDay{day(0), day(1, nine), day(2), day(3), day(4), day(5), day(6), day(6)}}, []string{"/calendar/days field.too-many", "/calendar/days/7/weekday field.duplicate"}},
		{"refuses nine ranges", Calendar{Days: []CalendarDay{day(1, slices.Repeat([]ClockRange{nine}, 9)...)}}, []string{"/calendar/days/0/open field.too-many"}},
		{"refuses times that are none", Calendar{Days: []CalendarDay{day(1, ClockRange{"24:00", "24:01"}, ClockRange{"9:00", "17:60"}, ClockRange{"", "+1:00"})}}, []string{
			"/calendar/days/0/open/0/from field.format", "/calendar/days/0/open/0/to field.format",
			"/calendar/days/0/open/1/from field.format", "/calendar/days/0/open/1/to field.format",
			"/calendar/days/0/open/2/from field.format", "/calendar/days/0/open/2/to field.format",
		}},
		{"refuses dates that are none, and a date twice", Calendar{Days: []CalendarDay{good}, Holidays: []Holiday{{Date: "2026-02-29"}, {Date: "2026-10-01"}, {Date: "2026-10-01"}}}, []string{
			"/calendar/holidays/0/date field.format", "/calendar/holidays/2/date field.duplicate",
		}},
		{"refuses bad names and hours of holidays", Calendar{Days: []CalendarDay{good}, Holidays: []Holiday{{Date: "2026-10-01", Name: "a\x00", Open: []ClockRange{{"x", "24:00"}}}}}, []string{
			"/calendar/holidays/0/name field.control", "/calendar/holidays/0/open/0/from field.format",
		}},
		{"refuses 401 holidays and reads none of them", Calendar{Days: []CalendarDay{good}, Holidays: append(many(400), Holiday{})}, []string{"/calendar/holidays field.too-many"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var bad invalid
			tt.cal.validate(&bad, "/calendar")
			var got []string
			for _, f := range bad.fields {
				got = append(got, f.Field+" "+f.Code)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCalendarIsStoredAsWritten(t *testing.T) {
	t.Parallel()
	const text = `{"days":[{"weekday":5,"open":[{"from":"18:00","to":"04:00"}]}],"holidays":[{"date":"2026-10-01","name":"国庆节"},{"date":"2026-12-31","open":[{"from":"09:00","to":"12:00"}]}]}`
	var c Calendar
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(c)
	if err != nil || string(out) != text {
		t.Fatalf("%v\n got %s\nwant %s", err, out, text)
	}
	before := fmt.Sprint(c)
	newWorkingHours(&c, nil)
	var bad invalid
	c.validate(&bad, "")
	if fmt.Sprint(c) != before || len(bad.fields) > 0 {
		t.Fatalf("the calendar was changed to %v, or refused: %v", c, bad.fields)
	}
}

func TestCalendarClockRange(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		r        ClockRange
		from, to int64
		ok       bool
	}{
		{ClockRange{"09:00", "17:00"}, 9 * 3600, 17 * 3600, true},
		{ClockRange{"00:00", "24:00"}, 0, 86400, true},
		{ClockRange{"00:00", "00:00"}, 0, 86400, true},
		{ClockRange{"18:00", "00:00"}, 18 * 3600, 86400, true},
		{ClockRange{"18:00", "04:00"}, 18 * 3600, 28 * 3600, true},
		{ClockRange{"23:59", "23:59"}, 86340, 86340 + 86400, true},
		{ClockRange{"09:00", "24:01"}, 0, 0, false},
		{ClockRange{"-1:00", "10:00"}, 0, 0, false},
		{ClockRange{"9:00", "10:00"}, 0, 0, false},
		{ClockRange{"09:60", "10:00"}, 0, 0, false},
	} {
		from, to, ok := tt.r.seconds()
		if got := []any{from, to, ok}; ok != tt.ok || ok && !reflect.DeepEqual(got, []any{tt.from, tt.to, true}) {
			t.Errorf("%v is %v", tt.r, got)
		}
	}
}
