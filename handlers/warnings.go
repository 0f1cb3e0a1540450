package handlers

import "crewcheck/models"

// What goes wrong before a venue complains: warnings for the desk, coaching cards for crews, goods to watch.

// WarningQuery filters warnings.
type WarningQuery struct {
	DepotID string `query:"depotId"`
	CrewID  string `query:"crewId"`
	VenueID string `query:"venueId"`
	Kind    string `query:"kind" enum:"item-drift,late-twice,vehicle-full-twice,bottles-growing,receipts-overdue,messages-overdue,silent-phone,near-expiry"`
	State   string `query:"state" enum:"open,acknowledged,acted,dismissed,lapsed"`
	Times
	Page
}

func (q WarningQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID, "venueId": q.VenueID, "kind": q.Kind, "state": q.State})
}

// CoachingQuery filters coaching cards; from and to bound when they are measured.
type CoachingQuery struct {
	DepotID string `query:"depotId"`
	CrewID  string `query:"crewId"`
	State   string `query:"state" enum:"open,acknowledged,measured"`
	Times
	Page
}

func (q CoachingQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID, "state": q.State})
}

var seesWarnings = []models.Role{models.Sales, models.Supervisor, models.Manager, models.Admin}

func warningRoutes() []Route {
	const tag = "Warnings"
	warning, over := answers(200, models.Warning{}), []string{"warning.state"}
	return []Route{
		{Method: "GET", Path: "/api/v1/warnings", Name: "listWarnings", Summary: "What goes wrong before a venue complains, the latest raised first", Tag: tag, Who: seesWarnings, Query: WarningQuery{}, Answers: answers(200, List[models.Warning]{}), Handle: listWarnings},
		{Method: "GET", Path: "/api/v1/warnings/:id", Name: "getWarning", Summary: "One warning", Tag: tag, Who: seesWarnings, Answers: warning, Handle: getWarning},
		{Method: "POST", Path: "/api/v1/warnings/:id/acknowledge", Name: "acknowledgeWarning", Summary: "Take a warning up", Tag: tag, Who: seesWarnings, Body: models.WarningWhy{}, Answers: warning, Problems: over, Handle: acknowledgeWarning},
		{Method: "POST", Path: "/api/v1/warnings/:id/act", Name: "actOnWarning", Summary: "Say what was done about it; coach opens a coaching card for the crew", Tag: tag, Who: seesWarnings, Body: models.WarningAct{}, Answers: warning, Problems: over, Handle: actOnWarning},
		{Method: "POST", Path: "/api/v1/warnings/:id/dismiss", Name: "dismissWarning", Summary: "Say why it is none; the same evidence warns no more", Tag: tag, Who: seesWarnings, Body: models.WarningWhy{}, Answers: warning, Problems: over, Handle: dismissWarning},
		{Method: "GET", Path: "/api/v1/venues/:id/watch-list", Name: "venueWatchList", Summary: "A venue's goods past 80 % of their shelf life, by its latest stocking", Tag: tag, Answers: answers(200, models.VenueWatchList{}), Handle: venueWatchList},
		{Method: "GET", Path: "/api/v1/coaching", Name: "listCoaching", Summary: "Coaching cards, the last to be measured first", Tag: tag, Who: workRoles, Query: CoachingQuery{}, Answers: answers(200, List[models.Coaching]{}), Handle: listCoaching},
		{Method: "GET", Path: "/api/v1/coaching/:id", Name: "getCoaching", Summary: "One coaching card, with its verdict once it is measured", Tag: tag, Who: workRoles, Answers: answers(200, models.Coaching{}), Handle: getCoaching},
		{Method: "POST", Path: "/api/v1/coaching/:id/ack", Name: "ackCoaching", Summary: "Confirm that a card was read: each member of its crew", Tag: tag, Who: crewRoles, Answers: answers(200, models.Coaching{}), Handle: ackCoaching},
	}
}

func listWarnings(r *Request) error {
	return list(r, "warnings", WarningQuery{}, r.API.cfg.Service.ListWarnings)
}

func getWarning(r *Request) error { return get(r, r.API.cfg.Service.Warning) }

func acknowledgeWarning(r *Request) error {
	return act[models.WarningWhy](r, r.API.cfg.Service.AcknowledgeWarning)
}

func actOnWarning(r *Request) error {
	return act[models.WarningAct](r, r.API.cfg.Service.ActOnWarning)
}

func dismissWarning(r *Request) error {
	return act[models.WarningWhy](r, r.API.cfg.Service.DismissWarning)
}

func venueWatchList(r *Request) error { return plain(r, r.API.cfg.Service.WatchListOf) }

func listCoaching(r *Request) error {
	return list(r, "coaching", CoachingQuery{}, r.API.cfg.Service.ListCoaching)
}

func getCoaching(r *Request) error { return get(r, r.API.cfg.Service.CoachingCard) }
func ackCoaching(r *Request) error { return plain(r, r.API.cfg.Service.AckCoaching) }
