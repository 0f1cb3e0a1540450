package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"crewcheck/models"
	"crewcheck/models/sqlite"
	"crewcheck/scripts/bench/rig"
)

// The depot that is measured: crews of one porter each, whose runs have as many stops and checks as real ones.
const (
	crews         = 16
	runsPerCrew   = 100
	stopsPerRun   = 20
	checksPerStop = 4 // conduct, stocking, bottles, receipt
	depotID       = "depot"
	venueID       = "venue"
	secret        = "crew-1234"
)

var (
	admin    = models.Caller{UserID: "bench", Roles: []models.Role{models.Admin}}
	firstDay = models.Date("2026-01-05")
)

func porterID(crew int) string        { return fmt.Sprintf("porter-%02d", crew) }
func crewID(crew int) string          { return fmt.Sprintf("crew-%02d", crew) }
func runID(crew, run int) string      { return fmt.Sprintf("run-%02d-%03d", crew, run) }
func stopID(run string, n int) string { return fmt.Sprintf("%s-%02d", run, n) }
func phone(crew int) string           { return fmt.Sprintf("100000%05d", crew) }
func day(run int) models.Date         { return firstDay.AddDays(run) }

// fill opens a data folder, writes the depot into it, lets more write, and closes it.
func fill(ctx context.Context, dir string, more func(*models.Store) error) (err error) {
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, backend.Close()) }()
	store := models.NewStore(backend, time.Now)
	service, err := models.New(ctx, models.Config{Store: store})
	if err != nil {
		return err
	}
	if err := plan(ctx, service); err != nil {
		return err
	}
	return more(store)
}

// plan makes the depot, its venue and product, and the crews.
func plan(ctx context.Context, s *models.Service) error {
	_, _, err := s.PutDepot(ctx, admin, depotID, models.Match{}, models.DepotBody{Name: "Bench", Zone: "Asia/Shanghai"})
	if err != nil {
		return err
	}
	_, _, err = s.PutVenue(ctx, admin, venueID, models.Match{}, models.VenueBody{DepotID: depotID, Name: "Venue", Tier: "large", Value: "most-valuable"})
	if err != nil {
		return err
	}
	for i := range products {
		_, _, err := s.PutProduct(ctx, admin, productID(i), models.Match{}, models.ProductBody{
			DepotID: depotID, Name: models.Text{ZhCN: "啤酒", En: "Beer"}, Unit: "case", ShelfLifeDays: 3650,
		})
		if err != nil {
			return err
		}
	}
	for i := range crews {
		u := models.UserPut{Secret: secret}
		u.Name, u.Phone, u.Roles, u.DepotIDs = "李哥", phone(i), []models.Role{models.Porter}, []string{depotID}
		if _, err := s.CreateUser(ctx, porterID(i), u); err != nil {
			return err
		}
		_, _, err := s.PutCrew(ctx, admin, crewID(i), models.Match{}, models.CrewBody{DepotID: depotID, Name: "组", MemberIDs: []string{porterID(i)}})
		if err != nil {
			return err
		}
	}
	return nil
}

// planRuns writes the runs and their stops at once, past the use cases: nobody waits for their days.
func planRuns(ctx context.Context, store *models.Store) error {
	return parallel(crews*runsPerCrew, func(n int) error {
		crew, nth := n%crews, n/crews
		r := &models.Run{
			DepotID: depotID, CrewID: crewID(crew), Date: day(nth),
			Members: []models.Member{{UserID: porterID(crew), Name: "李哥", Role: models.Porter}},
		}
		r.ID = runID(crew, nth)
		for i := range stopsPerRun {
			st := &models.Stop{
				DepotID: depotID, RunID: r.ID, CrewID: r.CrewID, VenueID: venueID, Date: r.Date, Sequence: i + 1,
				Lines: []models.Line{}, Bottles: []models.BottlePlan{}, Status: models.StopPlanned,
			}
			st.ID = stopID(r.ID, i)
			r.StopIDs = append(r.StopIDs, st.ID)
			if err := store.Stops.Insert(ctx, st); err != nil {
				return err
			}
		}
		return store.Runs.Insert(ctx, r)
	})
}

// parallel does n things, up to 128 at once: as many as share a commit well.
func parallel(n int, do func(i int) error) error {
	var next atomic.Int64
	errs := make([]error, 128)
	var all sync.WaitGroup
	for w := range errs {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && errs[w] == nil; i = int(next.Add(1)) - 1 {
				errs[w] = do(i)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// login gives the access token of every crew's porter.
func login(s *rig.Server) ([]string, error) {
	tokens := make([]string, crews)
	for i := range tokens {
		body, err := json.Marshal(map[string]string{"phone": phone(i), "secret": secret})
		if err != nil {
			return nil, err
		}
		req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		req.Header.SetMethod(fasthttp.MethodPost)
		req.SetRequestURI("http://" + s.Addr + "/api/v1/auth/login")
		req.Header.SetContentType("application/json")
		req.SetBody(body)
		if err := fasthttp.Do(req, res); err != nil {
			return nil, err
		}
		var l models.Login
		if err := json.Unmarshal(res.Body(), &l); err != nil || res.StatusCode() != 200 {
			return nil, fmt.Errorf("login: %d %s", res.StatusCode(), res.Body())
		}
		tokens[i] = l.AccessToken
	}
	return tokens, nil
}
