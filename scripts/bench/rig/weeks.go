package rig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"crewcheck/models"
	"crewcheck/models/season"
	"crewcheck/models/sqlite"
)

// WindowDays is how long a season of the benchmarks is: the window of a score.
const WindowDays = 28

// Weeks is a depot's last four weeks.
type Weeks struct {
	Checks  int                     `json:"checks"`
	All     int                     `json:"all"` // with those of older years
	Crews   []string                `json:"crews"`
	Venues  []string                `json:"venues"`
	Depot   string                  `json:"depot"`
	Logins  map[string]season.Login `json:"logins"` // by role
	Driver  []models.Date           `json:"driver"` // days on which the driver who can log in had a run
	LastDay models.Date             `json:"lastDay"`
}

// Filled gives the stores small, of four weeks of a depot with so many crews, and large, of the same weeks and older years up to about
// many checks, both in dir; it fills them unless they are there from before: what they hold is written down last.
func Filled(ctx context.Context, dir string, crews, many int) (w *Weeks, small, large string, err error) {
	small, large = filepath.Join(dir, "small"), filepath.Join(dir, "large")
	note := filepath.Join(dir, "filled.json")
	if text, err := os.ReadFile(note); err == nil {
		w = &Weeks{}
		return w, small, large, json.Unmarshal(text, w)
	}
	began := time.Now()
	if w, err = fourWeeks(ctx, small, crews); err != nil {
		return nil, "", "", err
	}
	if w.All, err = olderYears(ctx, small, large, w.Checks, many); err != nil {
		return nil, "", "", err
	}
	fmt.Printf("%d crews; %d checks of four weeks in %s, %d of %.1f years in %s; filled in %v\n",
		crews, w.Checks, Size(small), w.All, float64(w.All)/float64(w.Checks)*WindowDays/365, Size(large), time.Since(began).Round(time.Second))
	text, err := json.Marshal(w)
	if err != nil {
		return nil, "", "", err
	}
	return w, small, large, os.WriteFile(note, text, 0o600)
}

// fourWeeks plays a season up to yesterday into a folder: each crew works one day a week or so, with two stops. Voices are added.
func fourWeeks(ctx context.Context, dir string, crews int) (w *Weeks, err error) {
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, backend.Close()) }()
	store := models.NewStore(backend, time.Now)
	w = &Weeks{Logins: map[string]season.Login{}, LastDay: models.DateOf(time.Now().UTC()).AddDays(-1)}
	r, err := season.Run(ctx, store, season.Options{
		Crews: crews, Days: WindowDays, StopsPerRun: 2, RunsPerWeek: 1, LastDay: w.LastDay,
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
	if err := w.note(ctx, store); err != nil {
		return nil, err
	}
	return w, (&voices{w, store}).put(ctx)
}

// note writes down what there is to ask for.
func (w *Weeks) note(ctx context.Context, store *models.Store) error {
	if err := store.Crews.All(ctx, models.Filter{}, func(c *models.Crew) error {
		w.Crews, w.Depot = append(w.Crews, c.ID), c.DepotID
		return nil
	}); err != nil {
		return err
	}
	if err := store.Venues.All(ctx, models.Filter{}, func(v *models.Venue) error { w.Venues = append(w.Venues, v.ID); return nil }); err != nil {
		return err
	}
	first := models.Filter{Equal: map[string]any{"depotId": w.Depot, "crewId": w.Crews[0]}}
	err := store.Runs.All(ctx, first, func(r *models.Run) error { w.Driver = append(w.Driver, r.Date); return nil })
	if err == nil && len(w.Driver) == 0 {
		err = errors.New("the first crew had no run; nobody can ask for a day")
	}
	return err
}

// Login gives a token of the first account of a role.
func (w *Weeks) Login(c *Client, role string) (string, error) {
	l, known := w.Logins[role]
	if !known {
		return "", fmt.Errorf("no %s can log in", role)
	}
	return c.Login(l.Phone, l.Secret, "")
}
