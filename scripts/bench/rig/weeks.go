package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/valyala/fasthttp"

	"crewcheck/models"
	"crewcheck/models/season"
	"crewcheck/models/sqlite"
	"crewcheck/scripts/bench/rig"
)

// windowDays is how long a season of the benchmark is: the window of a score.
const windowDays = 28

// weeks is the season that both stores hold as their last four weeks.
type weeks struct {
	Checks  int                     `json:"checks"`
	Crews   []string                `json:"crews"`
	Depot   string                  `json:"depot"`
	Logins  map[string]season.Login `json:"logins"` // by role
	Driver  []models.Date           `json:"driver"` // days on which the driver who can log in had a run
	LastDay models.Date             `json:"lastDay"`
	tokens  map[*rig.Server]map[string]string
}

// fourWeeks plays the season up to yesterday into a folder: each crew works one day a week or so, with two stops.
func fourWeeks(ctx context.Context, o options, dir string) (w *weeks, err error) {
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, backend.Close()) }()
	store := models.NewStore(backend, time.Now)
	w = &weeks{Logins: map[string]season.Login{}, LastDay: models.DateOf(time.Now().UTC()).AddDays(-1)}
	r, err := season.Run(ctx, store, season.Options{
		Crews: o.crews, Days: windowDays, StopsPerRun: 2, RunsPerWeek: 1, LastDay: w.LastDay,
	})
	if err != nil {
		return nil, err
	}
	w.Checks = r.Summary.Counts.Checks
	for _, l := range r.Logins {
		if _, known := w.Logins[l.Role]; !known {
			w.Logins[l.Role] = l
		}
	}
	if err := store.Crews.All(ctx, models.Filter{}, func(c *models.Crew) error {
		w.Crews, w.Depot = append(w.Crews, c.ID), c.DepotID
		return nil
	}); err != nil {
		return nil, err
	}
	first := models.Filter{Equal: map[string]any{"depotId": w.Depot, "crewId": w.Crews[0]}}
	err = store.Runs.All(ctx, first, func(r *models.Run) error { w.Driver = append(w.Driver, r.Date); return nil })
	if err == nil && len(w.Driver) == 0 {
		err = errors.New("the first crew had no run; nobody can ask for a day")
	}
	return w, err
}

// read is something people look at.
type read struct {
	name string
	role string
	path func(w *weeks) string
}

// reads are the questions. What takes a window takes its own default, the last 28 days.
func (w *weeks) reads() []read {
	crew := func(w *weeks) string { return w.Crews[rand.IntN(len(w.Crews))] }
	last := func(w *weeks, days int) string {
		from, to := w.LastDay.AddDays(1-days), w.LastDay.AddDays(1)
		return url.Values{"from": {from.Time().Format(time.RFC3339)}, "to": {to.Time().Format(time.RFC3339)}}.Encode()
	}
	return []read{
		{"GET /crews/{id}/score", "manager", func(w *weeks) string { return "/crews/" + crew(w) + "/score" }},
		{fmt.Sprintf("GET /scores of %d crews", len(w.Crews)), "manager", func(w *weeks) string { return "/scores?depotId=" + w.Depot }},
		{"GET /scores of their members", "manager", func(w *weeks) string { return "/scores?by=member&depotId=" + w.Depot }},
		{"GET /members/{id}/score", "manager", func(w *weeks) string { return "/members/" + crew(w) + "-driver/score" }},
		{"GET /warnings, open ones", "manager", func(w *weeks) string { return "/warnings?state=open&limit=50&depotId=" + w.Depot }},
		{"GET /warnings, the newest 50", "manager", func(w *weeks) string { return "/warnings?limit=50&depotId=" + w.Depot }},
		{"GET /reports/gaps of the depot", "manager", func(w *weeks) string { return "/reports/gaps?depotId=" + w.Depot }},
		{"GET /reports/prevention of the depot", "manager", func(w *weeks) string { return "/reports/prevention?depotId=" + w.Depot }},
		{"GET /reports/temperature of the depot", "manager", func(w *weeks) string { return "/reports/temperature?depotId=" + w.Depot }},
		{"GET /reports/gaps of a crew", "manager", func(w *weeks) string { return "/reports/gaps?crewId=" + crew(w) }},
		{"GET /reports/prevention of a crew", "manager", func(w *weeks) string { return "/reports/prevention?crewId=" + crew(w) }},
		{"GET /reports/temperature of a crew", "manager", func(w *weeks) string { return "/reports/temperature?crewId=" + crew(w) }},
		{"GET /reports/benchmark", "manager", func(w *weeks) string { return "/reports/benchmark?crewId=" + crew(w) }},
		{"GET /coaching", "manager", func(w *weeks) string { return "/coaching?depotId=" + w.Depot }},
		{"GET /samples, those to decide", "manager", func(w *weeks) string { return "/samples?state=open&depotId=" + w.Depot }},
		{"GET /samples, the newest 20", "manager", func(w *weeks) string { return "/samples?limit=20&depotId=" + w.Depot }},
		{"GET /messages, the newest 20", "manager", func(w *weeks) string { return "/messages?limit=20&depotId=" + w.Depot }},
		{"GET /receipts, the newest 50", "manager", func(w *weeks) string { return "/receipts?limit=50&depotId=" + w.Depot }},
		{"GET /promises, the newest 20", "manager", func(w *weeks) string { return "/promises?limit=20&depotId=" + w.Depot }},
		{"GET /ideas, the newest 20", "manager", func(w *weeks) string { return "/ideas?limit=20&depotId=" + w.Depot }},
		{"GET /checks, the newest 50", "manager", func(w *weeks) string { return "/checks?limit=50&depotId=" + w.Depot }},
		{"GET /checks of a crew's two weeks", "manager", func(w *weeks) string { return "/checks?crewId=" + crew(w) + "&" + last(w, 14) }},
		// A small store holds few complaints: what is asked for is what both have.
		{"GET /complaints, the newest 20", "manager", func(w *weeks) string { return "/complaints?limit=20&depotId=" + w.Depot }},
		{"GET /complaints of four weeks", "manager", func(w *weeks) string { return "/complaints?depotId=" + w.Depot + "&" + last(w, windowDays-1) }},
		{"GET /today", "driver", func(w *weeks) string { return "/today?date=" + string(w.Driver[rand.IntN(len(w.Driver))]) }},
	}
}

// job asks one question again and again.
func (w *weeks) job(s *rig.Server, q read) rig.Job {
	token := "Bearer " + w.tokens[s][q.role]
	return func(_ int, req *fasthttp.Request) {
		req.Reset()
		req.SetRequestURI("http://" + s.Addr + "/api/v1" + q.path(w))
		req.Header.Set("Authorization", token)
	}
}

// login gets tokens of a quarter of an hour for everybody who asks.
func (w *weeks) login(s *rig.Server) error {
	if w.tokens == nil {
		w.tokens = map[*rig.Server]map[string]string{}
	}
	w.tokens[s] = map[string]string{}
	for role, l := range w.Logins {
		body, err := json.Marshal(map[string]string{"phone": l.Phone, "secret": l.Secret})
		if err != nil {
			return err
		}
		req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		req.Header.SetMethod(fasthttp.MethodPost)
		req.SetRequestURI("http://" + s.Addr + "/api/v1/auth/login")
		req.Header.SetContentType("application/json")
		req.SetBody(body)
		if err := fasthttp.Do(req, res); err != nil {
			return err
		}
		var got models.Login
		if err := json.Unmarshal(res.Body(), &got); err != nil || res.StatusCode() != fasthttp.StatusOK {
			return fmt.Errorf("%s cannot log in: %d %s", role, res.StatusCode(), res.Body())
		}
		w.tokens[s][role] = got.AccessToken
	}
	return nil
}
