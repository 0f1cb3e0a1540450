package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"crewcheck/models"
	"crewcheck/models/sqlite"
	"crewcheck/scripts/bench/rig"
)

// The salesperson, who stands for many venues.
const (
	soldTo      = 100
	salesID     = "bench-sales"
	salesPhone  = "10099999999"
	salesSecret = "sales-1234"
)

// outfit puts depots in which nobody works, since who sees all depots is answered from all, and the salesperson; what is there from an
// earlier run stays.
func outfit(ctx context.Context, dir string, base *rig.Weeks, depots int) (err error) {
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
	admin := models.Caller{UserID: "bench", Roles: []models.Role{models.Admin}}
	for i := range depots {
		body := models.DepotBody{Name: fmt.Sprintf("Depot %d", i+2), Zone: "Asia/Shanghai"}
		if _, _, err := s.PutDepot(ctx, admin, fmt.Sprintf("bench-%d", i+2), models.Match{}, body); err != nil {
			return err
		}
	}
	if _, there, err := store.Users.Find(ctx, salesID); err != nil || there {
		return err
	}
	u := models.UserPut{Secret: salesSecret}
	u.Name, u.Phone, u.Roles = salesID, salesPhone, []models.Role{models.Sales}
	u.DepotIDs, u.VenueIDs = []string{base.Depot}, base.Venues[:soldTo]
	_, err = s.CreateUser(ctx, salesID, u)
	return err
}
