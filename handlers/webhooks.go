package handlers

import (
	"net/http"

	"crewcheck/models"
)

// testLimit is how many test messages a minute a caller may send.
const testLimit = 20

func putWebhook(r *Request) error { return put(r, r.API.cfg.Service.PutWebhook) }
func getWebhook(r *Request) error { return get(r, r.API.cfg.Service.Webhook) }
func listWebhooks(r *Request) error {
	return list(r, "webhooks", DepotQuery{}, r.API.cfg.Service.ListWebhooks)
}

func deleteWebhook(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.API.cfg.Service.DeleteWebhook(r.Context(), r.Caller, id); err != nil {
		return err
	}
	return r.Send(http.StatusNoContent, nil)
}

func testWebhook(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	d, err := r.API.cfg.Service.TestWebhook(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusAccepted, d)
}

// DeliveryQuery filters the deliveries of an endpoint.
type DeliveryQuery struct {
	State string `query:"state" enum:"pending,delivered,dead"`
	Page
}

func (q DeliveryQuery) query() models.ListQuery {
	return models.ListQuery{Equal: map[string]string{"state": q.State}}
}

func listDeliveries(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	q, err := DecodeQuery[DeliveryQuery](r)
	if err != nil {
		return err
	}
	lq := q.query()
	lq.Limit = q.Limit
	if lq.After, err = q.After("deliveries"); err != nil {
		return err
	}
	page, err := r.API.cfg.Service.ListDeliveries(r.Context(), r.Caller, id, lq)
	if err != nil {
		return err
	}
	return r.OK(listOf("deliveries", page))
}

func redeliver(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	d, err := r.API.cfg.Service.Redeliver(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	return r.Send(http.StatusAccepted, d)
}
