package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// look says that a record may have something new to tell; id = the subject's kind + ":" + its id. Like the mark of a
// day it is written before the record it is for, and stands until markSettles after, so that whatever was written
// under it has been told when it is put away: a server that is killed anywhere loses nothing.
type look struct {
	Meta
	Subject  Subject `json:"subject"`
	MarkedAt Time    `json:"markedAt"`
	State    string  `json:"state"` // pending, done
}

// looks remembers what this server marked a moment ago and what it has written since.
type looks struct {
	mu    sync.Mutex
	seen  map[string]time.Time
	dirty map[Subject]bool
	wake  chan struct{}
}

func newLooks() looks {
	return looks{seen: map[string]time.Time{}, dirty: map[Subject]bool{}, wake: make(chan struct{}, 1)}
}

// tellOf notes durably that something of a record will have to be told, before it is written. The returned poke,
// called after the write, has it told at once.
func (s *Service) tellOf(ctx context.Context, about Subject) (poke func(), err error) {
	poke = func() { s.looks.poke(about) }
	now := s.Now()
	s.looks.mu.Lock()
	last, ok := s.looks.seen[about.key()]
	s.looks.mu.Unlock()
	if ok && now.Sub(last) < markFresh && !now.Before(last) {
		return poke, nil
	}
	_, err = s.store.looks.Upsert(ctx, about.key(), func(l *look) error {
		l.Subject, l.MarkedAt, l.State = about, now, "pending"
		return nil
	})
	if err != nil {
		return poke, err
	}
	s.looks.mu.Lock()
	defer s.looks.mu.Unlock()
	if len(s.looks.seen) >= cacheSize {
		clear(s.looks.seen)
	}
	s.looks.seen[about.key()] = now.Time
	return poke, nil
}

// tellOfComplaint is tellOf for complaints whose writer pokes by itself.
func (s *Service) tellOfComplaint(ctx context.Context, id string) error {
	_, err := s.tellOf(ctx, Subject{aboutComplaint, id})
	return err
}

func (l *looks) poke(about Subject) {
	l.mu.Lock()
	l.dirty[about] = true
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *looks) take() []Subject {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Subject, 0, len(l.dirty))
	for about := range l.dirty {
		out = append(out, about)
	}
	clear(l.dirty)
	return out
}

// tellAlways tells until ctx ends: at once what this server wrote, every second what others or an earlier life
// left behind, and it sends what webhooks wait for.
func (s *Service) tellAlways(ctx context.Context) {
	var sending sync.WaitGroup
	defer sending.Wait()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.looks.wake:
			for _, about := range s.looks.take() {
				if err := s.tell(ctx, about); err != nil && ctx.Err() == nil {
					s.log.Error("something could not be told", "about", about.key(), "error", err)
				}
			}
		case <-tick.C:
		}
		if err := s.tellRound(ctx, &sending); err != nil && ctx.Err() == nil {
			s.log.Error("telling failed", "error", err)
		}
	}
}

// tellRound is one turn of the work behind the feed and the webhooks; one server at a time.
func (s *Service) tellRound(ctx context.Context, sending *sync.WaitGroup) error {
	mine, err := s.hold(ctx, "telling")
	if err != nil || !mine {
		return err
	}
	_, err = s.TellPending(ctx, false)
	return errors.Join(err, s.sendDue(ctx, func(work func()) { sending.Go(work) }))
}

// TellPending tells what marked records have to say, the 200 oldest marks that have settled; all pending ones when now
// is set. A record that cannot be told keeps its mark and does not stop the others. It tells how many were looked at.
func (s *Service) TellPending(ctx context.Context, now bool) (int, error) {
	f := Filter{Equal: map[string]any{"state": "pending"}, Ascending: true, Limit: 200}
	if !now {
		f.To = s.Now().Add(-markSettles).String()
	}
	done, failed := 0, []error(nil)
	for {
		page, err := s.store.looks.List(ctx, f)
		if err != nil {
			return done, errors.Join(append(failed, err)...)
		}
		for i := range page.Items {
			if err := s.tellMarked(ctx, &page.Items[i]); err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", page.Items[i].ID, err))
				continue
			}
			done++
		}
		if !now || page.Next == nil || ctx.Err() != nil {
			return done, errors.Join(failed...)
		}
		f.After = *page.Next
	}
}

// tellMarked tells one record and puts its mark away once it has settled.
func (s *Service) tellMarked(ctx context.Context, l *look) error {
	settled := s.Now().Sub(l.MarkedAt.Time) >= markSettles
	if err := s.tell(ctx, l.Subject); err != nil {
		return err
	}
	_, err := s.store.looks.Update(ctx, l.ID, func(x *look) error {
		if x.Version != l.Version || !settled {
			return errKeep // a newer mark stays
		}
		x.State = "done"
		return nil
	})
	return err
}

// tell derives the notices of a record and stores those that are new, in order. Before a notice the deliveries of the
// webhooks that want it are stored: a stored notice needs no second look.
func (s *Service) tell(ctx context.Context, about Subject) error {
	all, err := s.noticesAbout(ctx, about)
	if err != nil || len(all) == 0 {
		return err
	}
	told := map[string]Time{}
	f := Filter{Equal: map[string]any{"subject.id": about.ID}, Ascending: true}
	if err := s.store.Notices.All(ctx, f, func(n *Notice) error { told[n.ID] = n.StoredAt; return nil }); err != nil {
		return err
	}
	all, last := untold(all, told)
	since := s.Now().Add(-noticesKept) // what is older was told, and is forgotten
	all = slices.DeleteFunc(all, func(n Notice) bool { return n.At.Before(since.Time) })
	if len(all) == 0 {
		return nil
	}
	hooks, err := s.openWebhooks(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if last, err = s.tellOne(ctx, &all[i], hooks, last); err != nil {
			return err
		}
	}
	return nil
}

// untold are the notices that are not stored, and the latest that is. An older one is only missing when a killed
// server told what came after it, and then it comes last.
func untold(all []Notice, told map[string]Time) (left []Notice, last Time) {
	for i := range all {
		at, ok := told[all[i].ID]
		if !ok {
			left = append(left, all[i])
		} else if at.After(last.Time) {
			last = at
		}
	}
	return left, last
}

// tellOne stores a notice behind the one before it, and tells when it is stored.
func (s *Service) tellOne(ctx context.Context, n *Notice, hooks []Webhook, before Time) (Time, error) {
	n.StoredAt = s.Now()
	if !n.StoredAt.After(before.Time) {
		n.StoredAt = before.Add(time.Millisecond)
	}
	if err := s.enqueue(ctx, n, hooks); err != nil {
		return before, err
	}
	err := s.store.Notices.Insert(ctx, n)
	if IsCode(err, "store.duplicate") { // another server tells the same
		old, err := s.store.Notices.Get(ctx, n.ID)
		if err != nil {
			return before, err
		}
		return old.StoredAt, nil
	}
	if err == nil {
		s.feed.poke()
	}
	return n.StoredAt, err
}

// noticesAbout are the notices of a record; of one that was never written there are none.
func (s *Service) noticesAbout(ctx context.Context, about Subject) ([]Notice, error) {
	switch about.Kind {
	case aboutComplaint:
		k, found, err := s.store.Complaints.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return k.notices(), nil
	case aboutAppeal:
		a, found, err := s.store.Appeals.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return a.notices(), nil
	case aboutCase:
		x, found, err := s.store.BottleCases.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return x.notices(), nil
	case aboutFeedback:
		f, found, err := s.store.Feedback.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return f.notices(), nil
	case aboutWarning:
		w, found, err := s.store.Warnings.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return w.notices(), nil
	case aboutCoaching:
		x, found, err := s.store.Coaching.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return x.notices(), nil
	case aboutIdea:
		x, found, err := s.store.Ideas.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return x.notices(), nil
	case aboutCardChange:
		x, found, err := s.store.CardChanges.Find(ctx, about.ID)
		if err == nil && found {
			x, err = s.writeCardChange(ctx, x) // a killed server may have left it
		}
		if err != nil || !found {
			return nil, err
		}
		return x.notices(), nil
	case aboutSample:
		x, found, err := s.store.Samples.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return x.notices(), nil
	case aboutImport:
		x, found, err := s.store.Imports.Find(ctx, about.ID)
		if err != nil || !found {
			return nil, err
		}
		return x.notices(), nil
	}
	return nil, nil
}

// nudge wakes the work without anything to tell.
func (l *looks) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
