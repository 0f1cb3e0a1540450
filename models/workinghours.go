package models

import (
	"fmt"
	"slices"
	"time"
)

const (
	daySeconds = 24 * 60 * 60
	dayMillis  = daySeconds * 1000
	// blockMillis is how much of a calendar is laid out at a time: most clocks end within one block.
	blockMillis = 14 * dayMillis
	// idleMillis is how long a calendar may stay closed before a sum gives up on it: more than any year.
	idleMillis = 400 * dayMillis
	// maxClockSteps bounds an explanation, far above any clock of the standards.
	maxClockSteps = 400
)

// Kinds of a ClockStep.
const (
	StepWorking = "working"
	StepClosed  = "closed"
	StepHoliday = "holiday"
	StepPaused  = "paused"
)

// ClockStep is a half-open piece of the time between a clock's start and its end.
type ClockStep struct {
	From    Time   `json:"from"`
	To      Time   `json:"to"`
	Seconds int64  `json:"seconds"` // working seconds counted in it
	Kind    string `json:"kind"`    // working, closed, holiday, paused
	Note    Text   `json:"note"`
}

// span is half-open; one that ends at or before its start is empty.
type span struct{ from, to Time }

// workingHours counts working time: the instants at which the clock on the zone's wall shows a time within an open
// range. So an hour the clocks skip does not exist and an hour they repeat counts twice. Everything is exact to the
// millisecond, finer rests are dropped. The methods take pauses as spans in any order, overlapping or not; a pause
// is closed time, and one that still runs ends wherever its caller says.
type workingHours struct {
	zone     *time.Location
	week     [7][]ClockRange // by weekday, 0 Sunday
	holidays map[int64]Holiday
}

// newWorkingHours is cal (nil: the default calendar) in a zone. It keeps parts of cal, which must not change after.
func newWorkingHours(cal *Calendar, zone *time.Location) *workingHours {
	if cal == nil {
		cal = DefaultCalendar()
	}
	h := &workingHours{zone: zone, holidays: make(map[int64]Holiday, len(cal.Holidays))}
	for _, d := range cal.Days {
		if d.Weekday >= 0 && d.Weekday < len(h.week) {
			h.week[d.Weekday] = d.Open
		}
	}
	for _, d := range cal.Holidays {
		h.holidays[floorDiv(d.Date.Time().Unix(), daySeconds)] = d
	}
	return h
}

// add is the earliest instant t with exactly d of working time in [start,t); start itself when d is not positive.
// A sum that ends with the working day stays there: 16:00 and one hour is 17:00, not tomorrow's opening. When the
// calendar stays closed for 400 days on end, add counts every hour instead and returns false.
func (h *workingHours) add(start Time, d time.Duration, pauses ...span) (Time, bool) {
	at, left, cuts := start.UnixMilli(), d.Milliseconds(), stretches(pauses)
	if left <= 0 {
		return At(start.Time), true
	}
	for limit := at + idleMillis; at < limit; at += blockMillis {
		open := h.open(at, at+blockMillis)
		if len(open) > 0 {
			limit = open[len(open)-1].to + idleMillis
		}
		for _, s := range without(open, cuts) {
			if s.to-s.from >= left {
				return atMillis(s.from + left), true
			}
			left -= s.to - s.from
		}
	}
	return start.Add(d), false
}

// back is the latest instant t with exactly d of working time in [t,due); due itself when d is not positive. Mon
// 09:30 less half an hour is Mon 09:00, not Friday's closing. False as in add.
func (h *workingHours) back(due Time, d time.Duration, pauses ...span) (Time, bool) {
	at, left, cuts := due.UnixMilli(), d.Milliseconds(), stretches(pauses)
	if left <= 0 {
		return At(due.Time), true
	}
	for limit := at - idleMillis; at > limit; at -= blockMillis {
		open := h.open(at-blockMillis, at)
		if len(open) > 0 {
			limit = open[0].from - idleMillis
		}
		for _, s := range slices.Backward(without(open, cuts)) {
			if s.to-s.from >= left {
				return atMillis(s.to - left), true
			}
			left -= s.to - s.from
		}
	}
	return due.Add(-d), false
}

// between is the working time in [a,b); zero when b is not after a.
func (h *workingHours) between(a, b Time, pauses ...span) time.Duration {
	var sum int64
	to, cuts := b.UnixMilli(), stretches(pauses)
	for at := a.UnixMilli(); at < to; at += blockMillis {
		for _, s := range without(h.open(at, min(at+blockMillis, to)), cuts) {
			sum += s.to - s.from
		}
	}
	return time.Duration(sum) * time.Millisecond
}

// explain shows the time from start to due piece by piece, without holes. The working seconds add up to the working
// time in between, in whole seconds; parts of a second are carried into the next piece. A pause is one piece, also
// over closed hours. Of more than 400 pieces those in the middle become one.
func (h *workingHours) explain(start, due Time, pauses ...span) []ClockStep {
	from, to := start.UnixMilli(), due.UnixMilli()
	cuts := clip(stretches(pauses), from, to)
	var open []stretch
	for at := from; at < to; at += blockMillis {
		open = append(open, h.open(at, min(at+blockMillis, to))...)
	}
	w := stepWriter{steps: []ClockStep{}}
	working := without(merged(open), cuts)
	for at := from; at < to; {
		switch {
		case len(working) > 0 && working[0].from == at:
			at, working = w.put(working[0], StepWorking, Text{ZhCN: "工作时间", En: "working hours"}), working[1:]
		case len(cuts) > 0 && cuts[0].from == at:
			at, cuts = w.put(cuts[0], StepPaused, Text{ZhCN: "暂停计时", En: "paused"}), cuts[1:]
		default:
			end := to
			if len(working) > 0 {
				end = working[0].from
			}
			if len(cuts) > 0 {
				end = min(end, cuts[0].from)
			}
			at = h.explainClosed(&w, stretch{at, end})
		}
	}
	return shortened(w.steps)
}

// explainClosed writes closed time, parted where holidays begin and end, and returns its end.
func (h *workingHours) explainClosed(w *stepWriter, s stretch) int64 {
	for _, o := range h.offsets(s.from, s.to) {
		for at := o.from; at < o.to; {
			day := floorDiv(at+o.millis, dayMillis)
			end := min((day+1)*dayMillis-o.millis, o.to)
			kind, note := StepClosed, Text{ZhCN: "非工作时间", En: "closed"}
			if d, ok := h.holidays[day]; ok {
				kind, note = StepHoliday, Text{ZhCN: "节假日", En: "holiday"}
				if d.Name != "" {
					note = Text{ZhCN: "节假日:" + d.Name, En: "holiday: " + d.Name}
				}
			}
			at = w.put(stretch{at, end}, kind, note)
		}
	}
	return s.to
}

// stepWriter gathers steps; equal neighbours become one.
type stepWriter struct {
	steps []ClockStep
	// worked are the milliseconds of working time so far: whole seconds are told by their difference.
	worked int64
}

// put writes a step and returns where it ends.
func (w *stepWriter) put(s stretch, kind string, note Text) int64 {
	step := ClockStep{From: atMillis(s.from), To: atMillis(s.to), Kind: kind, Note: note}
	if kind == StepWorking {
		before := w.worked / 1000
		w.worked += s.to - s.from
		step.Seconds = w.worked/1000 - before
	}
	if last := len(w.steps) - 1; last >= 0 && w.steps[last].Kind == kind && w.steps[last].Note == note {
		w.steps[last].To = step.To
		w.steps[last].Seconds += step.Seconds
	} else {
		w.steps = append(w.steps, step)
	}
	return s.to
}

// shortened keeps both ends of a long explanation and makes one working step of the middle.
func shortened(steps []ClockStep) []ClockStep {
	if len(steps) <= maxClockSteps {
		return steps
	}
	head, tail := maxClockSteps/2, len(steps)-(maxClockSteps/2-1)
	middle := ClockStep{From: steps[head].From, To: steps[tail].From, Kind: StepWorking}
	for _, s := range steps[head:tail] {
		middle.Seconds += s.Seconds
	}
	n := tail - head
	middle.Note = Text{ZhCN: fmt.Sprintf("合并 %d 段", n), En: fmt.Sprintf("%d spans in one", n)}
	return slices.Concat(steps[:head], []ClockStep{middle}, steps[tail:])
}

// stretch is a half-open span in Unix milliseconds.
type stretch struct{ from, to int64 }

// open are the open stretches within [from,to), in order and apart from each other.
func (h *workingHours) open(from, to int64) []stretch {
	offsets := h.offsets(from, to)
	var out []stretch
	// A range ends up to two days after its day begins, and a zone is up to 16 hours off UTC.
	for day := floorDiv(from, dayMillis) - 3; day <= floorDiv(to, dayMillis)+1; day++ {
		for _, r := range h.rangesOf(day) {
			begin, end, ok := r.seconds()
			if !ok {
				continue
			}
			for _, o := range offsets {
				wall := day*dayMillis - o.millis
				s := stretch{max(wall+begin*1000, o.from), min(wall+end*1000, o.to)}
				if s.from < s.to {
					out = append(out, s)
				}
			}
		}
	}
	return merged(out)
}

// rangesOf are the open ranges that begin on a day, counted from 1970-01-01 by the calendar on the wall.
func (h *workingHours) rangesOf(day int64) []ClockRange {
	if d, ok := h.holidays[day]; ok {
		return d.Open
	}
	const thursday = 4 // 1970-01-01
	weekday := (day + thursday) % 7
	if weekday < 0 {
		weekday += 7
	}
	return h.week[weekday]
}

// offset is a stretch in which the zone's clock keeps one distance from UTC.
type offset struct {
	stretch
	millis int64 // the wall clock less UTC
}

// offsets part [from,to) where the zone's clocks change.
func (h *workingHours) offsets(from, to int64) []offset {
	var out []offset
	for from < to {
		t := time.UnixMilli(from).In(h.zone)
		_, seconds := t.Zone()
		end := to
		if _, change := t.ZoneBounds(); !change.IsZero() {
			end = min(to, change.UnixMilli())
		}
		out = append(out, offset{stretch{from, end}, int64(seconds) * 1000})
		from = end
	}
	return out
}

// stretches are the spans in order and apart from each other; empty ones are dropped.
func stretches(spans []span) []stretch {
	out := make([]stretch, 0, len(spans))
	for _, s := range spans {
		if p := (stretch{s.from.UnixMilli(), s.to.UnixMilli()}); p.from < p.to {
			out = append(out, p)
		}
	}
	return merged(out)
}

// merged sorts list in place and joins what overlaps or touches.
func merged(list []stretch) []stretch {
	slices.SortFunc(list, func(a, b stretch) int { return int(min(max(a.from-b.from, -1), 1)) })
	out := list[:0]
	for _, s := range list {
		if last := len(out) - 1; last >= 0 && s.from <= out[last].to {
			out[last].to = max(out[last].to, s.to)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// clip is list within [from,to).
func clip(list []stretch, from, to int64) []stretch {
	var out []stretch
	for _, s := range list {
		if s = (stretch{max(s.from, from), min(s.to, to)}); s.from < s.to {
			out = append(out, s)
		}
	}
	return out
}

// without is list less cuts; both are merged.
func without(list, cuts []stretch) []stretch {
	if len(cuts) == 0 {
		return list
	}
	var out []stretch
	for _, s := range list {
		for len(cuts) > 0 && cuts[0].to <= s.from {
			cuts = cuts[1:]
		}
		for _, c := range cuts {
			if c.from >= s.to {
				break
			}
			if s.from < c.from {
				out = append(out, stretch{s.from, c.from})
			}
			s.from = c.to
		}
		if s.from < s.to {
			out = append(out, s)
		}
	}
	return out
}

func atMillis(ms int64) Time { return At(time.UnixMilli(ms)) }

// floorDiv rounds down, also below zero.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
