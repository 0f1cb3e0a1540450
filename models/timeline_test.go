package models_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

func TestTimeline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0), leaves(checklists.VehicleFull))
	w.complain("dress", local(14, 0), atStop(stopBlue))
	w.clock.set(local(20, 0))
	kinds := func(c models.Caller, limit int, before models.Time) ([]string, *models.Timeline) {
		out, err := w.VenueTimeline(t.Context(), c, blueDoor, before, limit)
		w.ok(err)
		var kinds []string
		for i, e := range out.Items {
			kinds = append(kinds, e.Kind)
			if i > 0 && out.Items[i-1].At.Before(e.At.Time) {
				t.Errorf("%v after %v", e.At, out.Items[i-1].At)
			}
		}
		return kinds, out
	}
	all, _ := kinds(sun, 200, models.Time{})
	slices.Sort(all)
	equal(t, all, []string{"check", "check", "check", "check", "complaint", "message", "promise", "promise", "stop"})
	if got, _ := kinds(chen, 200, models.Time{}); slices.Contains(got, "check") || len(got) != 5 {
		t.Errorf("the venue sees %v", got)
	}
	if got, _ := kinds(li, 200, models.Time{}); len(got) != 9 {
		t.Errorf("the crew sees %v", got)
	}
	if got, _ := kinds(zhao, 200, models.Time{}); len(got) != 0 {
		t.Errorf("another crew sees %v", got)
	}
	_, err := w.VenueTimeline(t.Context(), wu, blueDoor, models.Time{}, 50)
	wantCode(t, err, "record.missing")
	_, err = w.VenueTimeline(t.Context(), lin, blueDoor, models.Time{}, 50)
	wantCode(t, err, "record.missing")

	var paged []string
	var before models.Time
	for range 20 {
		got, page := kinds(sun, 2, before)
		paged = append(paged, got...)
		if page.Before == nil {
			break
		}
		before = *page.Before
	}
	slices.Sort(paged)
	equal(t, paged, all)
}

// reading is a store that counts the records it reads for lists.
type reading struct {
	models.Backend
	records *atomic.Int64
}

func (b reading) List(ctx context.Context, s *models.Spec, f models.Filter, each func(func(models.Document) error) error) error {
	return b.Backend.List(ctx, s, f, func(decode func(models.Document) error) error {
		b.records.Add(1)
		return each(decode)
	})
}

// pages reads a timeline page by page, and checks that each goes back in time and costs no more than it may.
func (w *world) pages(t *testing.T, c models.Caller, limit int, records *atomic.Int64) (ids []string) {
	t.Helper()
	var last models.TimelineEntry
	for before, n := (models.Time{}), 0; ; n++ {
		records.Store(0)
		page, err := w.VenueTimeline(t.Context(), c, blueDoor, before, limit)
		w.ok(err)
		if read := records.Load(); read > 5*1_300 {
			t.Fatalf("page %d read %d records", n, read)
		}
		for _, e := range page.Items {
			if last.ID != "" && cmp.Or(last.At.Compare(e.At.Time), -cmp.Compare(last.Kind, e.Kind), -cmp.Compare(last.ID, e.ID)) <= 0 {
				t.Fatalf("%s %s comes after %s %s", e.At, e.ID, last.At, last.ID)
			}
			last = e
			ids = append(ids, e.Kind+" "+e.ID)
		}
		if page.Before == nil {
			return ids
		}
		if !before.IsZero() && !page.Before.Before(before.Time) || n > 5_000 {
			t.Fatalf("page %d goes on from %s, after %s", n, page.Before, before)
		}
		before = *page.Before
	}
}

// TestTimelineOfALongPast: page by page it shows everything once and in order, to everybody what is theirs, and no page
// reads the whole past: neither of a supervisor, who sees all of it, nor of a crew that came twice in years.
func TestTimelineOfALongPast(t *testing.T) {
	t.Parallel()
	var records atomic.Int64
	w := newWorld(t, func(b models.Backend) models.Backend { return reading{b, &records} })
	const days = 1_500
	start := today.AddDays(-days)
	want := map[string][]string{}
	var writes sync.WaitGroup // many at once are one transaction
	slots := make(chan struct{}, 64)
	put := func(crew, kind, id string, insert func() error) {
		slots <- struct{}{}
		writes.Go(func() {
			if err := insert(); err != nil {
				t.Error(err)
			}
			<-slots
		})
		for _, who := range []string{"sun", "chen", crew} {
			if who != "chen" || kind != "check" {
				want[who] = append(want[who], kind+" "+id)
			}
		}
	}
	for i := range days {
		date, crew := start.AddDays(i), crewOne
		breaks := time.Duration(i%300-30) * 24 * time.Hour
		if i == 3 || i >= 455 && i < 475 || i == 1_000 { // in the middle a thousand records have been looked through
			crew, breaks = crewTwo, -300*24*time.Hour
		}
		at := on(date, 10, i%60)
		st := &models.Stop{DepotID: changsha, VenueID: blueDoor, RunID: "run-" + string(date), CrewID: crew, Date: date, Status: models.StopDelivered}
		st.ID = "stop-" + string(date)
		switch (i + 2) % 4 {
		case 0:
			st.ArrivedAt = at.Ptr()
		case 1:
			st.ArrivedAt = at.Add(30 * time.Hour).Ptr() // the day after
		case 2:
			st.ArrivedAt, st.LeftAt = at.Add(70*24*time.Hour).Ptr(), at.Ptr() // a clock that was off by months
		}
		put(crew, "stop", st.ID, func() error { return w.Store().Stops.Insert(t.Context(), st) })
		k := &models.Check{DepotID: changsha, VenueID: blueDoor, CrewID: crew, Date: date}
		k.ID, k.CompletedAt = uuidOf(1_000_000+i), at
		put(crew, "check", k.ID, func() error { return w.Store().Checks.Insert(t.Context(), k) })
		f := &models.Feedback{DepotID: changsha, VenueID: blueDoor, CrewID: crew, Date: date, Kind: "rating", At: at}
		f.ID = fmt.Sprint("feedback-", i)
		put(crew, "feedback", f.ID, func() error { return w.Store().Feedback.Insert(t.Context(), f) })
		p := &models.Promise{DepotID: changsha, VenueID: blueDoor, Owner: crew, OwnerKind: "crew", Kind: models.PromiseSwap, Status: models.PromiseKept, MadeAt: at, BreaksAt: at.Add(breaks)}
		p.ID = fmt.Sprint("promise-", i)
		put(crew, "promise", p.ID, func() error { return w.Store().Promises.Insert(t.Context(), p) })
	}
	writes.Wait()
	// The run of the cast's own plan is at the venue today.
	for _, who := range []string{"sun", "chen", crewOne} {
		want[who] = append(want[who], "stop "+stopBlue)
	}
	w.clock.set(local(20, 0))
	for _, x := range []struct {
		c     models.Caller
		as    string
		limit int
	}{{sun, "sun", 50}, {chen, "chen", 200}, {li, crewOne, 130}, {zhao, crewTwo, 50}, {zhao, crewTwo, 1}} {
		t.Run(fmt.Sprint(x.c.UserID, " by ", x.limit), func(t *testing.T) {
			got := w.pages(t, x.c, x.limit, &records)
			slices.Sort(got)
			have := slices.Clone(want[x.as])
			slices.Sort(have)
			equal(t, got, have)
		})
	}
}
