package models

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// nextNumber is the next number of the depot's day, like C-20261121-0007.
func (s *Service) nextNumber(ctx context.Context, k *Complaint) (string, error) {
	depot, err := s.depot(ctx, k.DepotID)
	if err != nil {
		return "", err
	}
	date := k.FiledAt.In(depot.zone()).Format("20060102")
	n, err := s.store.counters.Upsert(ctx, "complaint:"+k.DepotID+":"+date, func(c *counter) error { c.Last++; return nil })
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("C-%s-%04d", date, n.Last), nil
}

// A number is searched whole, or by how it begins: C-20261121-0007, C-20261121, C-202611. It is typed in either case, and with or
// without its letter.
var (
	wholeNumber = regexp.MustCompile(`^C-[0-9]{8}-[0-9]{4,}$`)
	partNumber  = regexp.MustCompile(`^C-([0-9]{0,8})(?:-[0-9]*)?$`)
)

// zoneReach is how far the clock of a depot may be from UTC.
const zoneReach = 14 * time.Hour

// numbered narrows a filter of complaints by the number it names. A whole number is looked up; of a beginning, which is
// returned, the days that it leaves open bound the list, since a number carries the day on which it was filed. It answers false
// when nothing has such a number.
func (f *Filter) numbered() (beginning string, possible bool) {
	typed, _ := f.Equal["number"].(string)
	delete(f.Equal, "number")
	if typed == "" {
		return "", true
	}
	number := strings.ToUpper(strings.TrimSpace(typed))
	if !strings.HasPrefix(number, "C") {
		number = "C-" + number
	}
	if wholeNumber.MatchString(number) {
		f.Equal["number"] = number
		return "", true
	}
	parts := partNumber.FindStringSubmatch(number)
	if parts == nil {
		return "", number == "C"
	}
	from, to := daysFrom(parts[1])
	f.From = max(f.From, At(from.Add(-zoneReach)).String())
	if end := At(to.Add(zoneReach)).String(); f.To == "" || end < f.To {
		f.To = end
	}
	return number, true
}

// daysFrom is the time of all days YYYYMMDD that begin with the digits, and perhaps some more.
func daysFrom(digits string) (from, to time.Time) {
	at := func(fill string) (year, month, day int) {
		whole := digits + fill[len(digits):]
		year, _ = strconv.Atoi(whole[:4])
		month, _ = strconv.Atoi(whole[4:6])
		day, _ = strconv.Atoi(whole[6:])
		return min(max(year, 1), 9998), min(max(month, 1), 12), min(max(day, 1), 31)
	}
	year, month, day := at("00000000")
	from = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	year, month, day = at("99999999")
	return from, time.Date(year, time.Month(month), day+1, 0, 0, 0, 0, time.UTC)
}
