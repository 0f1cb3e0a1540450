package models

import (
	"context"
	"sync"
	"time"
)

const (
	// feedOverlap is how far back the feed reads again: a notice that another server was slow to store, or stored by a
	// clock that is behind, still comes.
	feedOverlap = 10 * time.Second
	// feedEvery is how often the store is asked, once for all listeners of a server.
	feedEvery = time.Second
	// feedBuffer is how many notices wait for a slow listener before it is dropped and has to come again.
	feedBuffer = 256
	// movesEvery is how often listeners are told which depots' days are being worked on; movesSpan is how far back their
	// marks are looked at: what is written under a mark is written by then, and so told after.
	movesEvery = 5 * time.Second
	movesSpan  = markFresh + requestDeadline + movesEvery
	// MaxListeners is how many feeds one user may read at a time on one server.
	MaxListeners = 10
)

// feed is what the listeners of a server share.
type feed struct {
	mu        sync.Mutex
	listeners map[*Listener]bool
	polling   bool
	wake      chan struct{}
	// from is how far the store was read, less the overlap; seen are the notices since.
	from Time
	seen map[string]Time
	// moved is when the marks were looked at last.
	moved Time
}

func newFeed() feed {
	return feed{listeners: map[*Listener]bool{}, wake: make(chan struct{}, 1), seen: map[string]Time{}}
}

func (f *feed) poke() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Listener hears every notice that its caller may see, at least once and in order for each record.
type Listener struct {
	s      *Service
	caller Caller
	last   *Notice         // what the caller heard last; nil: from now on
	ch     chan *Notice    // closed when the listener was too slow
	sent   map[string]Time // of late
	lost   bool
}

// Listen begins to hear, after the notice with the id last; an unknown one means from now on. The caller closes the
// listener. Errors: rate.limited beyond MaxListeners of one user.
func (s *Service) Listen(ctx context.Context, c Caller, last string) (*Listener, error) {
	ctx, cancel := context.WithTimeout(ctx, requestDeadline)
	defer cancel()
	l := &Listener{s: s, caller: c, ch: make(chan *Notice, feedBuffer), sent: map[string]Time{}}
	if last != "" {
		n, found, err := s.store.Notices.Find(ctx, last)
		if err != nil {
			return nil, err
		}
		if found {
			l.last = n
		}
	}
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	mine := 0
	for other := range s.feed.listeners {
		if other.caller.UserID == c.UserID {
			mine++
		}
	}
	if mine >= MaxListeners {
		e := E("rate.limited", "", 30)
		e.RetryAfter = 30
		return nil, e
	}
	if !s.feed.polling { // what is stored from here on is new to everybody
		clear(s.feed.seen)
		s.feed.from = s.Now().Add(-feedOverlap)
		if _, err := s.readFeed(ctx); err != nil {
			return nil, err
		}
		s.feed.polling, s.feed.moved = true, s.Now()
		go s.pollFeed()
	}
	s.feed.listeners[l] = true
	return l, nil
}

// Close ends the listener.
func (l *Listener) Close() {
	l.s.feed.mu.Lock()
	delete(l.s.feed.listeners, l)
	l.s.feed.mu.Unlock()
	l.s.feed.poke()
}

// pollFeed reads the feed for all listeners until the last one has gone.
func (s *Service) pollFeed() {
	tick := time.NewTicker(feedEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-s.feed.wake:
		}
		if !s.pollOnce() {
			return
		}
	}
}

// pollOnce hands what is new to the listeners; false when nobody listens any more.
func (s *Service) pollOnce() bool {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	if len(s.feed.listeners) == 0 {
		s.feed.polling = false
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	fresh, err := s.readFeed(ctx)
	if err != nil {
		s.log.Error("the feed could not be read", "error", err)
	}
	moves, err := s.readMoves(ctx)
	if err != nil {
		s.log.Error("the marks of days could not be read", "error", err)
	}
	fresh = append(fresh, moves...)
	for l := range s.feed.listeners {
		for i := range fresh {
			l.offer(&fresh[i])
		}
	}
	return true
}

// readFeed reads what was stored since the last time, and the overlap again; it gives what was not seen before.
func (s *Service) readFeed(ctx context.Context) ([]Notice, error) {
	begin, fresh := s.Now(), []Notice(nil)
	err := s.store.Notices.All(ctx, Filter{From: s.feed.from.String(), Ascending: true}, func(n *Notice) error {
		if _, known := s.feed.seen[n.ID]; !known {
			s.feed.seen[n.ID] = n.StoredAt
			fresh = append(fresh, *n)
		}
		return nil
	})
	if err != nil {
		return fresh, err
	}
	s.feed.from = begin.Add(-feedOverlap)
	for id, at := range s.feed.seen {
		if at.Before(s.feed.from.Time) {
			delete(s.feed.seen, id)
		}
	}
	return fresh, nil
}

// readMoves are notices of the depots in whose runs of today, or of the days about it, something was just written. They are
// nothing but signs to look again: they have no id, are not stored, and whoever misses one looks again anyhow.
func (s *Service) readMoves(ctx context.Context) ([]Notice, error) {
	now := s.Now()
	if now.Sub(s.feed.moved.Time).Abs() < movesEvery {
		return nil, nil
	}
	s.feed.moved = now
	f := Filter{Equal: map[string]any{"state": "pending"}, From: now.Add(-movesSpan).String(), Ascending: true}
	near := DateRange{DateOf(now.Time).AddDays(-2), DateOf(now.Time).AddDays(1)}
	told, out := map[string]bool{}, []Notice(nil)
	err := s.store.pending.All(ctx, f, func(p *pendingDay) error {
		if !told[p.DepotID] && near.From <= p.Date && p.Date <= near.To {
			told[p.DepotID] = true
			out = append(out, Notice{Kind: depotMoved, Subject: Subject{aboutDepot, p.DepotID}, DepotID: p.DepotID, At: now, StoredAt: now})
		}
		return nil
	})
	return out, err
}

func (l *Listener) offer(n *Notice) {
	if l.lost || !l.caller.seesNotice(n) {
		return
	}
	select {
	case l.ch <- n:
	default:
		l.lost = true
		close(l.ch)
	}
}

// CatchUp hands over what the caller has missed and returns. The last feedOverlap before what it heard last comes
// again, since some of that may have been stored late.
func (l *Listener) CatchUp(ctx context.Context, tell func(*Notice) error) error {
	if l.last == nil {
		return nil
	}
	l.sent[l.last.ID] = l.last.StoredAt
	f := Filter{From: l.last.StoredAt.Add(-feedOverlap).String(), Ascending: true}
	return l.s.store.Notices.All(ctx, f, func(n *Notice) error { return l.pass(ctx, n, tell) })
}

// Follow hands over what the caller has missed, then what comes, until ctx ends, tell fails or the listener is too
// slow. Every beat it calls beat, which ends it by an error.
func (l *Listener) Follow(ctx context.Context, every time.Duration, beat func() error, tell func(*Notice) error) error {
	if err := l.CatchUp(ctx, tell); err != nil {
		return err
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := beat(); err != nil {
				return err
			}
		case n, ok := <-l.ch:
			if !ok {
				return E("rate.limited", "", 1)
			}
			if err := l.pass(ctx, n, tell); err != nil {
				return err
			}
		}
	}
}

// pass hands one notice over, if the caller may see it and has not had it.
func (l *Listener) pass(ctx context.Context, n *Notice, tell func(*Notice) error) error {
	if n.Kind == depotMoved {
		return tell(n)
	}
	if _, had := l.sent[n.ID]; had {
		return nil
	}
	if ok, err := l.s.hears(ctx, l.caller, n); err != nil || !ok {
		return err
	}
	if len(l.sent) > 4*feedBuffer {
		for id, at := range l.sent {
			if n.StoredAt.Sub(at.Time) > 3*feedOverlap {
				delete(l.sent, id)
			}
		}
	}
	l.sent[n.ID] = n.StoredAt
	return tell(n.forCaller(l.caller))
}

// hears is seesNotice; crews hear of a complaint only while it is about them.
func (s *Service) hears(ctx context.Context, c Caller, n *Notice) (bool, error) {
	if !c.seesNotice(n) {
		return false, nil
	}
	if n.Subject.Kind != aboutComplaint || c.Supervises(n.DepotID) || c.AnswersFor(n.VenueID) {
		return true, nil
	}
	k, err := s.store.Complaints.Get(ctx, n.Subject.ID)
	if err != nil {
		return false, err
	}
	return c.seesComplaint(k), nil
}
