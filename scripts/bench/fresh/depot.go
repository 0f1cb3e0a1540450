package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

// The depot: every crew has a driver and a porter and one run, today.
const (
	depotID   = "depot"
	secret    = "crew-1234"
	loadStops = 16 // of a run, at which the load hands checks in
	ownStops  = 2  // and those that the prober has for itself
	venues    = 400
	beer      = "beer-500"
)

// depot is what is planned.
type depot struct {
	crews int
	today models.Date
}

var zone = time.FixedZone("CST", 8*3600)

func today() models.Date { return models.DateOf(time.Now().In(zone)) }

var admin = models.Caller{UserID: "bench", Roles: []models.Role{models.Admin}}

func crewID(i int) string         { return fmt.Sprintf("crew-%03d", i) }
func porterID(i int) string       { return fmt.Sprintf("porter-%03d", i) }
func driverID(i int) string       { return fmt.Sprintf("driver-%03d", i) }
func runID(i int) string          { return "run-" + crewID(i) }
func stopID(crew, n int) string   { return fmt.Sprintf("%s-%02d", runID(crew), n) }
func phone(i int) string          { return fmt.Sprintf("100000%05d", i) }
func venueID(i int) string        { return fmt.Sprintf("venue-%03d", i%venues) }
func venueOf(crew, n int) string  { return venueID(crew*(loadStops+ownStops) + n) }
func (d *depot) supervisor() int  { return d.crews } // place of the supervisor's phone number
func (d *depot) driver(i int) int { return d.crews + 1 + i }

// plan writes the depot into a folder, through the use cases.
func (d *depot) plan(ctx context.Context, dir string) (err error) {
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, backend.Close()) }()
	store := models.NewStore(backend, time.Now)
	s, err := models.New(ctx, models.Config{Store: store})
	if err != nil {
		return err
	}
	if err := d.place(ctx, s); err != nil {
		return err
	}
	for i := range d.crews {
		if err := d.crew(ctx, s, i); err != nil {
			return err
		}
	}
	return nil
}

// place puts the depot, its venues, product and supervisor.
func (d *depot) place(ctx context.Context, s *models.Service) error {
	_, _, err := s.PutDepot(ctx, admin, depotID, models.Match{}, models.DepotBody{Name: "Bench", Zone: "Asia/Shanghai"})
	if err != nil {
		return err
	}
	for i := range venues {
		if _, _, err := s.PutVenue(ctx, admin, venueID(i), models.Match{}, models.VenueBody{DepotID: depotID, Name: "Venue", Tier: "large", Value: "most-valuable"}); err != nil {
			return err
		}
	}
	if _, _, err := s.PutProduct(ctx, admin, beer, models.Match{}, models.ProductBody{
		DepotID: depotID, Name: models.Text{ZhCN: "啤酒", En: "Beer"}, Unit: "case", ShelfLifeDays: 3650, BottleType: beer, BottlesPer: 12,
	}); err != nil {
		return err
	}
	return user(ctx, s, "supervisor", d.supervisor(), models.Supervisor, secret)
}

func user(ctx context.Context, s *models.Service, id string, place int, role models.Role, secret string) error {
	u := models.UserPut{Secret: secret}
	u.Name, u.Phone, u.Roles, u.DepotIDs = id, phone(place), []models.Role{role}, []string{depotID}
	_, err := s.CreateUser(ctx, id, u)
	return err
}

// crew puts a crew with its people and its run of today; its first stop was delivered.
func (d *depot) crew(ctx context.Context, s *models.Service, i int) error {
	err := errors.Join(user(ctx, s, porterID(i), i, models.Porter, secret), user(ctx, s, driverID(i), d.driver(i), models.Driver, ""))
	if err != nil {
		return err
	}
	members := []string{driverID(i), porterID(i)}
	if _, _, err := s.PutCrew(ctx, admin, crewID(i), models.Match{}, models.CrewBody{DepotID: depotID, Name: crewID(i), MemberIDs: members}); err != nil {
		return err
	}
	b := models.RunBody{DepotID: depotID, Date: d.today, CrewID: crewID(i), Members: []models.Member{{UserID: driverID(i), Role: models.Driver}, {UserID: porterID(i), Role: models.Porter}}}
	for n := range loadStops + ownStops {
		b.Stops = append(b.Stops, models.StopBody{
			ID: stopID(i, n), Sequence: n + 1, VenueID: venueOf(i, n),
			Lines: []models.Line{{ProductID: beer, Quantity: 3}}, Bottles: []models.BottlePlan{{Type: beer, Expected: 12}},
		})
	}
	if _, _, err := s.PutRun(ctx, admin, runID(i), models.Match{}, b); err != nil {
		return err
	}
	now := models.At(time.Now())
	driver := models.Caller{UserID: driverID(i), Roles: []models.Role{models.Driver}, DepotIDs: []string{depotID}, CrewIDs: []string{crewID(i)}}
	_, err = s.SetStopStatus(ctx, driver, runID(i), stopID(i, 0), models.StopStatus{Status: models.StopDelivered, At: now, SentAt: &now})
	return err
}
