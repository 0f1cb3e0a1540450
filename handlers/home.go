package handlers

import "github.com/gofiber/fiber/v2"

// ownRoutes are the routes of the server itself, beside the API.
func (s *Server) ownRoutes() []Route {
	own := func(path, name, summary string, answer any, h func(*Request) error) Route {
		return Route{
			Method: fiber.MethodGet, Path: path, Name: name, Summary: summary, Tag: "service", Public: true,
			Answers: map[int]any{fiber.StatusOK: answer}, Limit: -1, Handle: h,
		}
	}
	return []Route{
		own("/healthz", "getHealth", "The process runs", Health{}, serveHealth),
		own("/readyz", "getReadiness", "Requests can be served now", Health{}, serveReady),
		own("/metrics", "getMetrics", "Metrics in Prometheus' text format", nil, serveMetrics),
	}
}
