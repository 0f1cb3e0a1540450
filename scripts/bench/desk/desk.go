package main

import (
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"crewcheck/models"
	"crewcheck/scripts/bench/rig"
)

// Bounds of the desk (web/src/desk/whole.ts, names.ts), and of a browser.
const (
	mostWhole   = 5_000
	pageOfWhole = 200
	atOnce      = 6 // requests of a browser to one server
)

// desk is a browser of somebody who is logged in.
type desk struct {
	base   *rig.Weeks
	client *rig.Client
	role   string
	token  string
}

// desksOf logs a manager, a supervisor and a salesperson in.
func desksOf(base *rig.Weeks, s *rig.Server) ([]*desk, error) {
	c := rig.NewClient(s, atOnce)
	var out []*desk
	for _, role := range roles {
		l := base.Logins[role]
		if role == "sales" {
			l.Phone, l.Secret = salesPhone, salesSecret
		}
		token, err := c.Login(l.Phone, l.Secret, "")
		if err != nil {
			return nil, err
		}
		out = append(out, &desk{base, c, role, token})
	}
	return out, nil
}

func (d *desk) get(path string, answer any) error {
	return d.client.Call(d.token, "GET", path, nil, answer)
}

// page is what all lists answer, as far as it is looked at.
type page struct {
	Items []struct {
		ID   string `json:"id"`
		Zone string `json:"zone"` // of depots
	} `json:"items"`
	Next string `json:"next"`
}

// whole reads a list to its end, page after page.
func (d *desk) whole(path string, q url.Values) error {
	q.Set("limit", strconv.Itoa(pageOfWhole))
	for have := 0; ; {
		var p page
		if err := d.get(address(path, q), &p); err != nil {
			return err
		}
		if have += len(p.Items); p.Next == "" || have >= mostWhole {
			return nil
		}
		q.Set("cursor", p.Next)
	}
}

// each asks for several addresses, as many at once as a browser does.
func (d *desk) each(paths []string) error {
	var all sync.WaitGroup
	errs := make(chan error, len(paths))
	free := make(chan struct{}, atOnce)
	for _, path := range paths {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			if err := d.get(path, nil); err != nil {
				errs <- err
			}
		})
	}
	all.Wait()
	close(errs)
	return <-errs
}

// runsNow reads how far the runs of a day have come in every depot that the caller sees (now/runs.ts).
func (d *desk) runsNow(day models.Date) error {
	var depots page
	if err := d.get("/depots?limit=200", &depots); err != nil {
		return err
	}
	var paths []string
	for _, depot := range depots.Items {
		paths = append(paths, "/depots/"+depot.ID+"/now?date="+string(day))
	}
	return d.each(paths)
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// one picks any of them.
func one(of []string) string { return of[rand.IntN(len(of))] }

// days is the window of so many days up to the last.
func (d *desk) days(n int) url.Values {
	return url.Values{"from": {string(d.base.LastDay.AddDays(1 - n))}, "to": {string(d.base.LastDay)}}
}

// times is the same window for lists that are bounded by times.
func (d *desk) times(n int) url.Values {
	at := func(day models.Date) []string { return []string{day.Time().Format(time.RFC3339)} }
	return url.Values{"from": at(d.base.LastDay.AddDays(1 - n)), "to": at(d.base.LastDay.AddDays(1))}
}

// values are a comma list's.
func values(list string) []string { return strings.Split(list, ",") }
