package models

import (
	"context"
)

// States of a delivery.
const (
	DeliveryPending = "pending"
	Delivered       = "delivered"
	DeliveryDead    = "dead"
)

// Delivery is one notice on its way to one endpoint; id follows from both. It is stored before anything is sent, and
// sent until the endpoint says 2xx or the time for it is over.
type Delivery struct {
	Meta
	WebhookID string `json:"webhookId"`
	Notice    Notice `json:"notice"`
	// Stream is the subject: its deliveries to one endpoint go one after the other.
	Stream string `json:"stream"`
	State  string `json:"state"` // pending, delivered, dead
	// DueAt is when the next attempt comes; of a finished one, when the last came. It orders the list.
	DueAt Time `json:"dueAt"`
	// Since is when it was first to be sent: what is not delivered a day later is dead.
	Since      Time   `json:"since"`
	Attempts   int    `json:"attempts"`
	LastStatus int    `json:"lastStatus,omitempty"` // HTTP; 0 when there was no answer
	LastError  string `json:"lastError,omitempty"`
}

// newDelivery is a notice to be sent at once.
func newDelivery(hookID string, n *Notice, now Time) *Delivery {
	d := &Delivery{WebhookID: hookID, Notice: *n, Stream: n.Subject.key(), State: DeliveryPending, DueAt: now, Since: now}
	d.Notice.Meta = Meta{ID: n.ID, Version: 1, CreatedAt: n.StoredAt, UpdatedAt: n.StoredAt}
	d.ID = namedID("delivery", hookID, n.ID)
	return d
}

// enqueue stores a delivery of the notice for every endpoint that wants it. Repeating it changes nothing.
func (s *Service) enqueue(ctx context.Context, n *Notice, hooks []Webhook) error {
	for i := range hooks {
		if !hooks[i].wants(n) {
			continue
		}
		err := s.store.deliveries.Insert(ctx, newDelivery(hooks[i].ID, n, s.Now()))
		if err != nil && !IsCode(err, "store.duplicate") {
			return err
		}
	}
	return nil
}

// TestWebhook sends the endpoint a message of the kind webhook.test, soon. Errors: record.missing.
func (s *Service) TestWebhook(ctx context.Context, c Caller, id string) (*Delivery, error) {
	w, err := s.webhook(ctx, c, id)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	n := &Notice{Kind: webhookTest, Subject: Subject{"webhook", w.ID}, DepotID: w.DepotID, At: now, StoredAt: now, By: c.UserID}
	n.ID = s.newID()
	n.Subject.ID = n.ID // a test waits for no other
	d := newDelivery(w.ID, n, now)
	if err := s.store.deliveries.Insert(ctx, d); err != nil {
		return nil, err
	}
	s.sender.ready(w.ID)
	s.looks.nudge()
	return d, nil
}

// ListDeliveries lists the deliveries of an endpoint, the latest attempt first. Errors: record.missing.
func (s *Service) ListDeliveries(ctx context.Context, c Caller, id string, q ListQuery) (Page[Delivery], error) {
	if _, err := s.webhook(ctx, c, id); err != nil {
		return Page[Delivery]{}, err
	}
	f := q.filter()
	f.Equal["webhookId"] = id
	return s.store.deliveries.List(ctx, f)
}

// Redeliver sends a delivery again, whatever became of it. Errors: record.missing.
func (s *Service) Redeliver(ctx context.Context, c Caller, id string) (*Delivery, error) {
	d, err := s.store.deliveries.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if _, err := s.webhook(ctx, c, d.WebhookID); err != nil {
		return nil, err
	}
	d, err = s.store.deliveries.Update(ctx, id, func(d *Delivery) error {
		now := s.Now()
		d.State, d.DueAt, d.Since, d.Attempts = DeliveryPending, now, now, 0
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.sender.ready(d.WebhookID)
	s.looks.nudge()
	return d, nil
}
