package models

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// named are the figures of a crew or member over some days; a crew is named where it is shown.
type named struct {
	name    string
	figures Figures
}

// sums are figures by the id of a crew or member.
type sums map[string]*named

func (x sums) add(id, name string, f Figures) {
	if x[id] == nil {
		x[id] = &named{}
	}
	x[id].figures.add(f)
	if name != "" {
		x[id].name = name
	}
}

// figures are those of one, none of who did nothing.
func (x sums) figures(id string) Figures {
	if x[id] == nil {
		return Figures{}
	}
	return x[id].figures
}

// monthSums keeps what whole months came to, for rankings over long windows: a year of a depot is read from twelve sums, not from
// every day of every member. A sum is good while the depot's days of the month are as they were: whatever changes a day of a crew or
// member changes the depot's (depotDay.Of).
type monthSums struct {
	mu   sync.Mutex
	kept map[string]monthSum
	held int // figures in all of them
}

type monthSum struct {
	days string // ids, versions and times of the depot's days
	sums sums   // shared, never changed
}

// mostHeld bounds the figures kept in memory, each a kilobyte or two; beyond it everything is forgotten.
const mostHeld = 20_000

func (m *monthSums) get(key, days string) (sums, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[key]
	return k.sums, ok && k.days == days
}

func (m *monthSums) keep(key, days string, of sums) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held += len(of) - len(m.kept[key].sums)
	if m.held > mostHeld || m.kept == nil {
		m.kept, m.held = map[string]monthSum{}, len(of)
	}
	m.kept[key] = monthSum{days, of}
}

// sumsOf adds the days of a window up by crew or member; days are the depot's in the window.
func (s *Service) sumsOf(ctx context.Context, x *reading, by string, days []depotDay) (sums, error) {
	all := sums{}
	for from := x.window.From; from <= x.window.To; {
		next := monthAfter(from)
		part := DateRange{from, min(next.AddDays(-1), x.window.To)}
		whole := from == monthBegins(from) && part.To == next.AddDays(-1)
		month, err := s.monthOf(ctx, x.depotID, by, part, whole, fingerprint(days, part))
		if err != nil {
			return nil, err
		}
		for id, n := range month {
			all.add(id, n.name, n.figures)
		}
		from = next
	}
	return all, nil
}

// fingerprint names the state of the depot's days in a range; "" where there are none.
func fingerprint(days []depotDay, r DateRange) string {
	var b strings.Builder
	for i := range days {
		if d := &days[i]; d.Date >= r.From && d.Date <= r.To {
			fmt.Fprintf(&b, "%s %d %s\n", d.Date, d.Version, d.UpdatedAt)
		}
	}
	return b.String()
}

// monthOf is a month, or a part of one, by crew or member.
func (s *Service) monthOf(ctx context.Context, depotID, by string, r DateRange, whole bool, days string) (sums, error) {
	key := by + " " + string(r.From) + " " + depotID
	if whole {
		if out, ok := s.months.get(key, days); ok {
			return out, nil
		}
	}
	out, of := sums{}, r.filter(map[string]any{"depotId": depotID})
	var err error
	if by == ByMember {
		err = s.store.MemberDays.All(ctx, of, func(d *MemberDay) error { out.add(d.UserID, d.Name, d.Figures); return nil })
	} else {
		err = s.store.CrewDays.All(ctx, of, func(d *CrewDay) error { out.add(d.CrewID, "", d.Figures); return nil })
	}
	if err == nil && whole && days != "" {
		s.months.keep(key, days, out)
	}
	return out, err
}

// monthBegins is the first day of a date's month, monthAfter that of the next.
func monthBegins(d Date) Date { return d[:len("2026-01")] + "-01" }
func monthAfter(d Date) Date  { return monthBegins(monthBegins(d).AddDays(31)) }
