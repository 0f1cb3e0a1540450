package models

import (
	"cmp"
	"context"
	"io"
	"slices"
	"sync"
	"time"

	"crewcheck/checklists"
)

// Poster sends one message and reads the answer: it follows no redirect, gives up after ten seconds, and goes to no
// address that PublicAddress refuses unless that is allowed. An error means that there was no answer.
type Poster func(ctx context.Context, m Post) (PostAnswer, error)

const (
	// sendsFor is how long a delivery is tried.
	sendsFor = 24 * time.Hour
	// sendsLeast is how often it is tried at least, when the day was spent waiting for others.
	sendsLeast                = 5
	backoffBegin, backoffMost = 5 * time.Second, time.Hour
	// restMostHook is how long an endpoint that fails is left alone by the messages behind.
	restMostHook = time.Minute
	// sendsAtOnce is how many due messages are read in one turn.
	sendsAtOnce = 200
)

// sender remembers, of this server's life, which endpoints are being sent to and which have to rest.
type sender struct {
	mu    sync.Mutex
	busy  map[string]bool
	rests map[string]rest
}

type rest struct {
	until Time
	fails int
}

func newSender() sender { return sender{busy: map[string]bool{}, rests: map[string]rest{}} }

// ready ends the rest of an endpoint.
func (x *sender) ready(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.rests, id)
}

func (x *sender) failed(id string, now Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	r := x.rests[id]
	r.until = now.Add(min(restMostHook, backoffBegin<<min(r.fails, 10)))
	r.fails++
	x.rests[id] = r
}

// free are the endpoints that may be sent to now.
func (x *sender) free(hooks []Webhook, now Time) (out []any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range hooks {
		if id := hooks[i].ID; !x.busy[id] && !x.rests[id].until.After(now.Time) {
			out = append(out, id)
		}
	}
	return out
}

func (x *sender) take(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.busy[id] {
		return false
	}
	x.busy[id] = true
	return true
}

func (x *sender) release(id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.busy, id)
}

// SendDue sends what is due now to every endpoint that is not resting, and returns when it is done.
func (s *Service) SendDue(ctx context.Context) error {
	var all sync.WaitGroup
	defer all.Wait()
	return s.sendDue(ctx, func(work func()) { all.Go(work) })
}

// sendDue begins to send what is due, each endpoint in a goroutine of its own: a slow one holds up no other.
func (s *Service) sendDue(ctx context.Context, begin func(func())) error {
	if s.post == nil {
		return nil
	}
	hooks, err := s.openWebhooks(ctx)
	if err != nil || len(hooks) == 0 {
		return err
	}
	now := s.Now()
	free := s.sender.free(hooks, now)
	if len(free) == 0 {
		return nil
	}
	page, err := s.store.deliveries.List(ctx, Filter{
		Equal: map[string]any{"state": DeliveryPending}, In: map[string][]any{"webhookId": free},
		To: now.Add(time.Millisecond).String(), Ascending: true, Limit: sendsAtOnce,
	})
	if err != nil {
		return err
	}
	due := map[string][]Delivery{}
	for _, d := range page.Items {
		due[d.WebhookID] = append(due[d.WebhookID], d)
	}
	for i := range hooks {
		w, mine := hooks[i], due[hooks[i].ID]
		if len(mine) == 0 || !s.sender.take(w.ID) {
			continue
		}
		begin(func() {
			defer s.sender.release(w.ID)
			if err := s.sendAll(ctx, &w, mine); err != nil && ctx.Err() == nil {
				s.log.Error("a webhook could not be served", "webhook", w.ID, "error", err)
			}
		})
	}
	return nil
}

// sendAll sends the due deliveries of one endpoint, until it fails.
func (s *Service) sendAll(ctx context.Context, w *Webhook, due []Delivery) error {
	slices.SortStableFunc(due, func(x, y Delivery) int { return x.Notice.StoredAt.Compare(y.Notice.StoredAt.Time) })
	for i := range due {
		first, err := s.firstOf(ctx, &due[i])
		if err != nil || ctx.Err() != nil {
			return cmp.Or(err, ctx.Err())
		}
		if first == nil || first.ID != due[i].ID {
			continue // what comes before it is not due yet, or is sent by its own turn
		}
		if until, quiet := s.quiet(ctx, w, &first.Notice); quiet {
			if err := s.waitUntil(ctx, first, until); err != nil {
				return err
			}
			continue
		}
		ok, err := s.sendOne(ctx, w, first)
		if err != nil || !ok {
			return err
		}
	}
	return nil
}

// firstOf is the earliest pending delivery of the same stream; one behind it is put off until that is due.
func (s *Service) firstOf(ctx context.Context, d *Delivery) (*Delivery, error) {
	f := Filter{Equal: map[string]any{"webhookId": d.WebhookID, "stream": d.Stream, "state": DeliveryPending}, Ascending: true}
	var first *Delivery
	err := s.store.deliveries.All(ctx, f, func(x *Delivery) error {
		if first == nil || x.Notice.StoredAt.Before(first.Notice.StoredAt.Time) {
			kept := *x
			first = &kept
		}
		return nil
	})
	if err == nil && first != nil && first.ID != d.ID && first.DueAt.After(d.DueAt.Time) {
		err = s.waitUntil(ctx, d, first.DueAt.Add(time.Millisecond))
	}
	return first, err
}

func (s *Service) waitUntil(ctx context.Context, d *Delivery, at Time) error {
	_, err := s.store.deliveries.Update(ctx, d.ID, func(x *Delivery) error {
		if x.Version != d.Version {
			return errKeep
		}
		x.DueAt = at
		return nil
	})
	return err
}

// quiet tells whether the endpoint is not to be disturbed now, and until when. A test is what its sender waits for.
func (s *Service) quiet(ctx context.Context, w *Webhook, n *Notice) (Time, bool) {
	if w.Quiet == nil || n.Data.Severity == checklists.SeverityCritical || n.Kind == webhookTest {
		return Time{}, false
	}
	depot, err := s.depot(ctx, n.DepotID)
	if err != nil {
		return Time{}, false // told too early is better than never
	}
	return w.Quiet.around(s.Now(), depot.zone())
}

// around is the end of the range that holds a moment.
func (r ClockRange) around(now Time, zone *time.Location) (until Time, in bool) {
	today := DateOf(now.In(zone))
	for _, date := range []Date{today.AddDays(-1), today} {
		from, _ := resolveTime(r.From, date, zone)
		to, _ := resolveTime(r.To, date, zone)
		if r.To <= r.From {
			to, _ = resolveTime(r.To, date.AddDays(1), zone)
		}
		if !now.Before(from.Time) && now.Before(to.Time) {
			return to, true
		}
	}
	return Time{}, false
}

// sendOne makes one attempt and stores what came of it. It tells whether the endpoint took it.
func (s *Service) sendOne(ctx context.Context, w *Webhook, d *Delivery) (bool, error) {
	m, err := s.message(ctx, w, &d.Notice)
	if err != nil {
		return false, err
	}
	answer, sendErr := s.post(ctx, m)
	if ctx.Err() != nil {
		return false, ctx.Err() // stopping is no failure of the endpoint
	}
	now := s.Now()
	ok := sendErr == nil && answer.Status/100 == 2 && w.robotTook(answer.Body)
	changed, err := s.store.deliveries.Update(ctx, d.ID, func(x *Delivery) error {
		if x.State != DeliveryPending {
			return errKeep
		}
		s.attempted(x, answer, sendErr, ok, now)
		return nil
	})
	if err != nil {
		return false, err
	}
	if ok {
		s.sender.ready(w.ID)
		return true, nil
	}
	s.log.Warn("a webhook did not take its message", "webhook", w.ID, "delivery", d.ID, "attempts", changed.Attempts, "status", answer.Status, "state", changed.State)
	if answer.Status == 410 {
		return false, s.disable(ctx, w.ID)
	}
	s.sender.failed(w.ID, now)
	return false, nil
}

// attempted notes an attempt in a delivery.
func (s *Service) attempted(d *Delivery, a PostAnswer, sendErr error, ok bool, now Time) {
	d.Attempts++
	d.LastStatus, d.LastError, d.DueAt = a.Status, "", now
	switch {
	case ok:
		d.State = Delivered
		return
	case sendErr != nil:
		d.LastError = firstRunes(sendErr.Error(), 300)
	default:
		d.LastError = firstRunes(string(a.Body), 300)
	}
	if a.Status == 410 || d.Attempts >= sendsLeast && now.Sub(d.Since.Time) >= sendsFor {
		d.State = DeliveryDead
		return
	}
	d.DueAt = now.Add(max(s.backoff(d.Attempts), min(a.RetryAfter, backoffMost)))
}

// backoff doubles with every attempt up to an hour, give or take a fifth.
func (s *Service) backoff(attempts int) time.Duration {
	d := min(backoffMost, backoffBegin<<min(attempts-1, 20))
	var b [1]byte
	_, _ = io.ReadFull(s.random, b[:])
	return d*4/5 + d*2/5*time.Duration(b[0])/255
}

// disable switches off an endpoint that said it is gone for good.
func (s *Service) disable(ctx context.Context, id string) error {
	_, err := s.store.Webhooks.Update(ctx, id, func(w *Webhook) error {
		w.Disabled, w.DisabledWhy = true, "gone"
		return nil
	})
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}

func firstRunes(text string, n int) string {
	runes := []rune(text)
	return string(runes[:min(n, len(runes))])
}
