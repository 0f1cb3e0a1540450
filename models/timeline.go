package models

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Kinds of timeline entries.
const (
	EntryStop      = "stop"
	EntryCheck     = "check"
	EntryComplaint = "complaint"
	EntryFeedback  = "feedback"
	EntryPromise   = "promise"
	EntryMessage   = "message"
)

// TimelineEntry is one thing that happened between a venue and its crews.
type TimelineEntry struct {
	At     Time   `json:"at"`
	Kind   string `json:"kind"` // stop, check, complaint, feedback, promise, message
	ID     string `json:"id"`
	Status string `json:"status,omitempty"`
	// What is the category of a complaint, the checklist of a check, the kind of a feedback or promise, the cause of a stop
	// that failed.
	What   string   `json:"what,omitempty"`
	Text   string   `json:"text,omitempty"`
	Says   *Text    `json:"says,omitempty"`   // of a promise: what is owed, in each language
	Rating int      `json:"rating,omitempty"` // of a feedback, 1–5
	Score  *float64 `json:"score,omitempty"`  // of a check
	CrewID string   `json:"crewId,omitempty"`
	RunID  string   `json:"runId,omitempty"`
	StopID string   `json:"stopId,omitempty"`
}

// Timeline is a venue's past, the newest first.
type Timeline struct {
	VenueID string          `json:"venueId"`
	Items   []TimelineEntry `json:"items"`
	// Before, given as the query's before, goes on; absent when there is nothing more. A page may hold less than was
	// asked for, or nothing, and still have one: then much was looked through that is not the caller's.
	Before *Time `json:"before,omitempty"`
}

const (
	// timelineReads is how many records of one kind are looked through for one page.
	timelineReads = 1_000
	// stopSpan is how long after the beginning of its day a stop may be arrived at to count at its arrival.
	stopSpan = 48 * time.Hour
	// A promise breaks so long before it was made, or after, at most: the work it comes from is no older, and its day
	// is a year ahead, or the third that a calendar opens.
	promiseBefore, promiseAfter = oldestWork, 800 * 24 * time.Hour
)

// timelineWork gathers the entries of a timeline.
type timelineWork struct {
	*Service
	c      Caller
	venue  *Venue
	before Time
	limit  int
	items  []TimelineEntry
	// horizon is the latest time of what was not read: everything after it is complete. Zero: all was read.
	horizon Time
}

// VenueTimeline merges what happened at a venue before a time (zero: until now), the newest first. A stop counts at
// its arrival, else at its end, else at the beginning of its day. Supervisors and the venue's salesperson see all; the
// venue sees no checks; crews see their own stops, checks and messages, what was said of them, and what they owe.
// A page costs the same whatever the venue's past. Errors: record.missing.
func (s *Service) VenueTimeline(ctx context.Context, c Caller, id string, before Time, limit int) (*Timeline, error) {
	v, err := s.Venue(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if before.IsZero() {
		before = s.Now().Add(time.Millisecond)
	}
	w := &timelineWork{Service: s, c: c, venue: v, before: before, limit: limit}
	for _, gather := range []func(context.Context) error{w.stops, w.checks, w.complaints, w.feedback, w.messages, w.promises} {
		if err := gather(ctx); err != nil {
			return nil, err
		}
	}
	return w.page(), nil
}

// page is the newest entries, as far as they are complete.
func (w *timelineWork) page() *Timeline {
	slices.SortFunc(w.items, func(x, y TimelineEntry) int {
		return cmp.Or(y.At.Compare(x.At.Time), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.ID, y.ID))
	})
	complete := w.items
	if !w.horizon.IsZero() {
		n, _ := slices.BinarySearchFunc(w.items, w.horizon, func(e TimelineEntry, at Time) int { return at.Compare(e.At.Time) })
		complete = w.items[:n]
	}
	n := min(w.limit, len(complete))
	for n > 0 && n < len(complete) && complete[n].At.Equal(complete[n-1].At.Time) {
		n++ // what happened in one millisecond stays together, so that before loses nothing
	}
	out := &Timeline{VenueID: w.venue.ID, Items: append([]TimelineEntry{}, complete[:n]...)}
	switch {
	case n < len(complete):
		out.Before = out.Items[n-1].At.Ptr()
	case !w.horizon.IsZero(): // it always goes on, also where a thousand records are of one time
		last := w.before.Add(-time.Millisecond)
		if next := w.horizon.Add(time.Millisecond); next.Before(last.Time) {
			last = next
		}
		out.Before = &last
	}
	return out
}

// sees tells whether what was said of a crew there is for the caller.
func (w *timelineWork) sees(crewID string) bool {
	return w.c.Supervises(w.venue.DepotID) || w.c.AnswersFor(w.venue.ID) || slices.Contains(w.c.CrewIDs, crewID)
}

func (w *timelineWork) add(e TimelineEntry) {
	if e.At.Before(w.before.Time) {
		w.items = append(w.items, e)
	}
}

// filter selects what happened at the venue before a text of the collection's time, in pages a little longer than the
// timeline's.
func (w *timelineWork) filter(to string) Filter {
	return Filter{Equal: map[string]any{"depotId": w.venue.DepotID, "venueId": w.venue.ID}, To: to, Limit: max(w.limit, maxStops) + 1}
}

// gatherSome lists page by page until there are more entries than a page of the timeline holds, or too much was looked
// through. bound is the latest time that an entry behind the record can have.
func gatherSome[T any, P interface {
	*T
	Document
}](ctx context.Context, w *timelineWork, c Collection[T, P], f Filter, bound func(P) Time, entry func(P) *TimelineEntry) error {
	for have, read := 0, 0; ; {
		page, err := c.List(ctx, f)
		if err != nil {
			return err
		}
		read += len(page.Items)
		for i := range page.Items {
			if e := entry(P(&page.Items[i])); e != nil && e.At.Before(w.before.Time) {
				w.add(*e)
				have++
			}
		}
		if page.Next == nil {
			return nil
		}
		if have > w.limit || read >= timelineReads {
			if last := bound(P(&page.Items[len(page.Items)-1])); last.After(w.horizon.Time) {
				w.horizon = last
			}
			return nil
		}
		f.After = *page.Next
	}
}

// stops are ordered by their day: those of the day of before, and the next in any zone, are looked through too.
func (w *timelineWork) stops(ctx context.Context) error {
	depot, err := w.depot(ctx, w.venue.DepotID)
	if err != nil {
		return err
	}
	begins := func(d Date) Time { at, _ := resolveTime("00:00", d, depot.zone()); return at }
	f := w.filter(string(DateOf(w.before.In(depot.zone())).AddDays(1)))
	bound := func(st *Stop) Time { return begins(st.Date).Add(stopSpan) }
	return gatherSome(ctx, w, w.store.Stops, f, bound, func(st *Stop) *TimelineEntry {
		if st.Status == StopRemoved || !w.sees(st.CrewID) {
			return nil
		}
		at := begins(st.Date)
		for _, t := range []*Time{st.ArrivedAt, st.LeftAt} {
			if t != nil && !t.Before(at.Time) && t.Before(at.Add(stopSpan).Time) {
				at = *t
				break
			}
		}
		return &TimelineEntry{At: at, Kind: EntryStop, ID: st.ID, Status: st.Status, What: st.Cause, Text: st.Reason, CrewID: st.CrewID, RunID: st.RunID, StopID: st.ID}
	})
}

func (w *timelineWork) checks(ctx context.Context) error {
	return gatherSome(ctx, w, w.store.Checks, w.filter(w.before.String()), func(k *Check) Time { return k.CompletedAt }, func(k *Check) *TimelineEntry {
		if !w.c.seesCrew(k.DepotID, k.CrewID) {
			return nil
		}
		score := k.Grade.Score
		return &TimelineEntry{At: k.CompletedAt, Kind: EntryCheck, ID: k.ID, What: k.Checklist.ID, Score: &score, CrewID: k.CrewID, RunID: k.RunID, StopID: k.StopID}
	})
}

func (w *timelineWork) complaints(ctx context.Context) error {
	return gatherSome(ctx, w, w.store.Complaints, w.filter(w.before.String()), func(k *Complaint) Time { return k.FiledAt }, func(k *Complaint) *TimelineEntry {
		if !w.c.seesComplaint(k) {
			return nil
		}
		k = k.forCaller(w.c)
		return &TimelineEntry{At: k.FiledAt, Kind: EntryComplaint, ID: k.ID, Status: k.Status, What: k.Category, Text: k.Description, CrewID: k.Link.CrewID, RunID: k.Link.RunID, StopID: k.Link.StopID}
	})
}

func (w *timelineWork) feedback(ctx context.Context) error {
	return gatherSome(ctx, w, w.store.Feedback, w.filter(w.before.String()), func(f *Feedback) Time { return f.At }, func(f *Feedback) *TimelineEntry {
		if !w.sees(f.CrewID) {
			return nil
		}
		return &TimelineEntry{At: f.At, Kind: EntryFeedback, ID: f.ID, What: f.Kind, Text: f.Text, Rating: f.Rating, CrewID: f.CrewID, RunID: f.RunID, StopID: f.StopID}
	})
}

// promises are ordered by when they break. Those that may have been made after the horizon are looked through: of
// about three years, whatever the venue's past.
func (w *timelineWork) promises(ctx context.Context) error {
	f := w.filter(w.before.Add(promiseAfter).String())
	if !w.horizon.IsZero() {
		f.From = w.horizon.Add(-promiseBefore).String()
	}
	f.Limit = 200
	now := w.Now()
	return w.store.Promises.All(ctx, f, func(p *Promise) error {
		if w.c.seesPromise(p) {
			p = p.at(now)
			w.add(TimelineEntry{At: p.MadeAt, Kind: EntryPromise, ID: p.ID, Status: p.Status, What: p.Kind, Text: p.Text, Says: &p.Says, StopID: p.StopID})
		}
		return nil
	})
}

func (w *timelineWork) messages(ctx context.Context) error {
	return gatherSome(ctx, w, w.store.Messages, w.filter(w.before.String()), func(m *Message) Time { return m.RecordedAt }, func(m *Message) *TimelineEntry {
		if !w.sees(m.CrewID) {
			return nil
		}
		return &TimelineEntry{At: m.RecordedAt, Kind: EntryMessage, ID: m.ID, Status: cmp.Or(m.State, MessageDelivered), Text: m.Text, CrewID: m.CrewID, RunID: m.RunID, StopID: m.StopID}
	})
}
