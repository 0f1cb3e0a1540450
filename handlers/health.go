package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"crewcheck/models"
)

// Health is the answer of /healthz and /readyz.
type Health struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

// serveHealth answers as long as the process runs.
func serveHealth(r *Request) error { return r.OK(Health{"ok", r.API.cfg.Version}) }

// serveReady answers 200 when requests can be served now, else 503.
func serveReady(r *Request) error {
	err := r.API.cfg.Ready(r.Context())
	if err == nil {
		return r.OK(Health{"ok", r.API.cfg.Version})
	}
	var known *models.Error
	if errors.As(err, &known) && int(known.Kind()) == fiber.StatusServiceUnavailable {
		return known
	}
	return models.E("store.unavailable", "").Because(err)
}
