package models_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"crewcheck/models"
)

// notices are all stored ones, in the order of the feed.
func (w *world) notices() []models.Notice {
	w.Helper()
	var out []models.Notice
	w.ok(w.Store().Notices.All(w.Context(), models.Filter{Ascending: true}, func(n *models.Notice) error {
		out = append(out, *n)
		return nil
	}))
	return out
}

func kindsOf(all []models.Notice, id string) (out []string) {
	for _, n := range all {
		if n.Subject.ID == id {
			out = append(out, n.Kind)
		}
	}
	return out
}

func (w *world) tell() {
	w.Helper()
	_, err := w.TellPending(w.Context(), true)
	w.ok(err)
}

func TestNoticesFollowTheLifeOfAComplaint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	k := w.complain("rude", local(11, 0))
	w.tell()
	_, err := w.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	w.uphold(k, models.Shares{Porter: 100})
	w.tell()
	w.tell()
	want := []string{"complaint.filed", "complaint.linked", "complaint.acknowledged", "complaint.decided"}
	equal(t, kindsOf(w.notices(), k.ID), want)
	a, _, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: k.ID, Reason: "no"})
	w.ok(err)
	_, err = w.DecideAppeal(t.Context(), ma, a.ID, models.AppealDecide{Outcome: "granted", Reason: "seen"})
	w.ok(err)
	w.tell()
	equal(t, kindsOf(w.notices(), a.ID), []string{"appeal.filed", "appeal.decided"})
	all := w.notices()
	for i := 1; i < len(all); i++ {
		if !all[i].StoredAt.After(all[i-1].StoredAt.Time) && all[i].Subject == all[i-1].Subject {
			t.Errorf("%s is stored no later than %s", all[i].Kind, all[i-1].Kind)
		}
	}
	n := all[slices.IndexFunc(all, func(n models.Notice) bool { return n.Kind == "complaint.filed" })]
	if n.CrewID != crewOne || n.VenueID != blueDoor || n.Data.Number != k.Number || n.By != "zhang" {
		t.Errorf("the notice says %+v", n)
	}
}

var errKilled = errors.New("killed")

// dying is a store whose server is killed at its n-th write: before it, or right after it was stored.
type dying struct {
	models.Backend
	left  atomic.Int64
	after bool
}

func (d *dying) write(do func() error) error {
	n := d.left.Add(-1)
	if n < 0 || n == 0 && !d.after {
		return errKilled
	}
	err := do()
	if n == 0 {
		return errKilled
	}
	return err
}

func (d *dying) Insert(ctx context.Context, s *models.Spec, doc models.Document) error {
	return d.write(func() error { return d.Backend.Insert(ctx, s, doc) })
}

func (d *dying) Replace(ctx context.Context, s *models.Spec, was int64, doc models.Document) error {
	return d.write(func() error { return d.Backend.Replace(ctx, s, was, doc) })
}

// TestNoticesSurviveAKillAtEveryWrite kills the server before and after each of its writes, from filing a complaint to
// telling of its steps; the next server tells each step once, in order, and has one delivery for each.
func TestNoticesSurviveAKillAtEveryWrite(t *testing.T) {
	t.Parallel()
	done := false
	for n := int64(1); !done; n++ {
		for _, after := range []bool{false, true} {
			d := &dying{after: after}
			d.left.Store(1 << 40)
			w := newWorld(t, func(b models.Backend) models.Backend { d.Backend = b; return d })
			w.putHook("hook", "https://example.com/hook")
			w.clock.add(time.Minute)
			d.left.Store(n)
			step := func(s *models.Service) error {
				k, _, err := s.FileComplaint(t.Context(), zhang, "key", models.ComplaintCreate{VenueID: blueDoor, Category: "rude", Description: "x"})
				if err == nil {
					_, err = s.AcknowledgeComplaint(t.Context(), sun, k.ID)
				}
				if err == nil {
					_, err = s.TellPending(t.Context(), true)
				}
				return err
			}
			err := step(w.Service)
			done = err == nil
			d.left.Store(1 << 40)
			w.Service = w.restart()
			// Some clients come again and some do not: what is stored must be told either way.
			if n%2 == 0 {
				w.ok(step(w.Service))
			}
			w.clock.add(40 * time.Second)
			_, err = w.TellPending(t.Context(), false)
			w.ok(err)
			w.wantEverythingTold("hook")
		}
	}
}

// wantEverythingTold compares the notices and the endpoint's deliveries with the events of every complaint.
func (w *world) wantEverythingTold(hook string) {
	w.Helper()
	all := w.notices()
	told := 0
	w.ok(w.Store().Complaints.All(w.Context(), models.Filter{}, func(k *models.Complaint) error {
		var want []string
		for _, e := range k.Events {
			want = append(want, "complaint."+e.Type)
		}
		equal(w, kindsOf(all, k.ID), want)
		told += len(want)
		return nil
	}))
	page, err := w.ListDeliveries(w.Context(), ma, hook, models.ListQuery{Limit: 200})
	w.ok(err)
	if len(page.Items) != told || len(all) != told {
		w.Fatalf("%d events, %d notices, %d deliveries", told, len(all), len(page.Items))
	}
}

// TestNoticesAreToldOnceByTwoServers at the same time.
func TestNoticesAreToldOnceByTwoServers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putHook("hook", "https://example.com/hook")
	w.clock.add(time.Minute)
	other := w.restart()
	for range 5 {
		w.complain("rude", models.At(w.clock.Now()))
	}
	errs := make(chan error, 8)
	for i := range 8 {
		go func() {
			_, err := []*models.Service{w.Service, other}[i%2].TellPending(t.Context(), true)
			errs <- err
		}()
	}
	for range 8 {
		w.ok(<-errs)
	}
	w.wantEverythingTold("hook")
}

// hear reads what a caller's feed has after last, without waiting.
func hear(t *testing.T, s *models.Service, c models.Caller, last string) (out []models.Notice) {
	t.Helper()
	l, err := s.Listen(t.Context(), c, last)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.CatchUp(t.Context(), func(n *models.Notice) error { out = append(out, *n); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEventsAreHeardByWhomTheyConcern(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 0))
	first := w.complain("late", local(10, 30))
	w.tell()
	start := w.notices()[0].ID
	w.clock.add(time.Minute)
	k := w.complain("rude", local(11, 0))
	w.tell()
	for _, c := range []models.Caller{root, ma, sun, zhang, chen, wang, li} {
		if got := kindsOf(hear(t, w.Service, c, start), k.ID); !slices.Equal(got, []string{"complaint.filed", "complaint.linked"}) {
			t.Errorf("%s hears %v", c.UserID, got)
		}
	}
	for _, c := range []models.Caller{wu, lin, zhao, qian, nobody} {
		if got := hear(t, w.Service, c, start); len(got) > 0 {
			t.Errorf("%s hears %v", c.UserID, got)
		}
	}
	for _, n := range hear(t, w.Service, li, start) {
		if n.By != "" {
			t.Errorf("the crew hears who acted: %+v", n)
		}
	}
	w.uphold(first, models.Shares{Driver: 100})
	w.tell()
	for _, n := range hear(t, w.Service, chen, start) {
		if n.By != "" || n.CrewID != "" || len(n.MemberIDs) > 0 || n.Kind == "complaint.decided" && n.Data.Note != "" {
			t.Errorf("the venue hears what its complaint does not tell it: %+v", n)
		}
	}
	if heard := hear(t, w.Service, zhang, start); !slices.ContainsFunc(heard, func(n models.Notice) bool { return n.Kind == "complaint.decided" && n.Data.Note != "" && n.By != "" }) {
		t.Errorf("sales does not hear why it was decided so: %+v", heard)
	}
	if got := hear(t, w.Service, sun, "no-such-id"); len(got) > 0 {
		t.Errorf("an unknown id is from now on, not %v", got)
	}
	_, err := w.LinkComplaint(t.Context(), sun, k.ID, models.LinkBody{Reason: "nobody's"})
	w.ok(err)
	w.tell()
	if got := kindsOf(hear(t, w.Service, li, start), k.ID); len(got) > 0 {
		t.Errorf("the crew still hears of a complaint that is no longer about it: %v", got)
	}
}

// follow reads a feed into a channel until the test ends.
func follow(t *testing.T, s *models.Service, c models.Caller, last string) <-chan models.Notice {
	t.Helper()
	l, err := s.Listen(t.Context(), c, last)
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan models.Notice, 100)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = l.Follow(ctx, time.Hour, func() error { return nil }, func(n *models.Notice) error { out <- *n; return nil })
	}()
	t.Cleanup(func() { cancel(); <-ended; l.Close() })
	return out
}

// next is the next notice on a feed that tells of a record.
func next(t *testing.T, feed <-chan models.Notice) models.Notice {
	t.Helper()
	for {
		if n := nextOfAll(t, feed); n.Kind != "depot.moved" {
			return n
		}
	}
}

// nextOfAll is next, with the signs that a depot moves.
func nextOfAll(t *testing.T, feed <-chan models.Notice) models.Notice {
	t.Helper()
	select {
	case n := <-feed:
		return n
	case <-time.After(time.Minute):
		t.Fatal("nothing is heard")
		return models.Notice{}
	}
}

// TestEventsReachListenersOfEveryServer: two servers on one store, and a listener who comes again to a third.
func TestEventsReachListenersOfEveryServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.restart()
	here, there, foreign := follow(t, w.Service, sun, ""), follow(t, other, sun, ""), follow(t, other, wu, "")
	k := w.complain("late", local(11, 0))
	w.tell()
	var last models.Notice
	for _, kind := range []string{"complaint.filed", "complaint.unlinked"} {
		last = next(t, here)
		if far := next(t, there); last.Kind != kind && last.Kind != "complaint.linked" || far.ID != last.ID {
			t.Errorf("heard %s here and %s there", last.Kind, far.Kind)
		}
	}
	w.clock.add(time.Minute)
	_, err := other.AcknowledgeComplaint(t.Context(), sun, k.ID)
	w.ok(err)
	_, err = other.TellPending(t.Context(), true)
	w.ok(err)
	again := follow(t, w.restart(), sun, last.ID)
	var heard []string
	for !slices.Contains(heard, "complaint.acknowledged") {
		heard = append(heard, next(t, again).Kind)
	}
	if n := next(t, here); n.Kind != "complaint.acknowledged" {
		t.Errorf("heard %s", n.Kind)
	}
	select {
	case n := <-foreign:
		t.Errorf("the other depot hears %+v", n)
	default:
	}
}

func TestEventsAreBoundedPerUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range models.MaxListeners {
		l, err := w.Listen(t.Context(), sun, "")
		w.ok(err)
		defer l.Close()
	}
	_, err := w.Listen(t.Context(), sun, "")
	wantCode(t, err, "rate.limited")
	l, err := w.Listen(t.Context(), ma, "")
	w.ok(err)
	l.Close()
}

// TestEventsStoredLateAreHeard: a notice whose time lies behind what was read already.
func TestEventsStoredLateAreHeard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feed := follow(t, w.Service, sun, "")
	w.complain("late", local(11, 0))
	w.tell()
	next(t, feed)
	next(t, feed)
	late := models.Notice{Kind: "complaint.alert", Subject: models.Subject{Kind: "complaint", ID: "slow"}, DepotID: changsha, At: local(11, 0), StoredAt: models.At(w.clock.Now()).Add(-5 * time.Second)}
	late.ID = "late-one"
	w.ok(w.Store().Notices.Insert(t.Context(), &late))
	if n := next(t, feed); n.ID != "late-one" {
		t.Errorf("heard %s", n.Kind)
	}
}

// before runs something once, just before a document of a collection is written.
type before struct {
	models.Backend
	collection string
	do         func()
}

func (b *before) Insert(ctx context.Context, s *models.Spec, doc models.Document) error {
	b.first(s)
	return b.Backend.Insert(ctx, s, doc)
}

func (b *before) Replace(ctx context.Context, s *models.Spec, was int64, doc models.Document) error {
	b.first(s)
	return b.Backend.Replace(ctx, s, was, doc)
}

func (b *before) first(s *models.Spec) {
	if do := b.do; s.Name == b.collection && do != nil {
		b.do = nil
		do()
	}
}

// TestNoticesOfASlowWriteAreTold: another server looks between the mark and the write, finds nothing, and the writer is
// killed before it can tell.
func TestNoticesOfASlowWriteAreTold(t *testing.T) {
	t.Parallel()
	b := &before{collection: "complaints"}
	w := newWorld(t, func(inner models.Backend) models.Backend { b.Backend = inner; return b })
	b.do = w.tell
	k := w.complain("rude", local(11, 0))
	w.Service = w.restart()
	w.clock.add(40 * time.Second)
	_, err := w.TellPending(t.Context(), false)
	w.ok(err)
	if got := kindsOf(w.notices(), k.ID); len(got) != 2 {
		t.Errorf("told %v", got)
	}
}
