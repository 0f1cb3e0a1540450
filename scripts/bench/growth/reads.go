package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/valyala/fasthttp"

	"crewcheck/scripts/bench/rig"
)

// read is something people look at. A list has a limit: its page is as full in both stores, so that the same is read.
type read struct {
	name  string
	role  string
	path  func(w *rig.Weeks) string
	limit int
}

// readsOf are the questions. What takes a window takes its own default, the last 28 days.
func readsOf(w *rig.Weeks) []read {
	crew := func(w *rig.Weeks) string { return one(w.Crews) }
	of := func(path string) func(w *rig.Weeks) string {
		return func(w *rig.Weeks) string { return path + w.Depot }
	}
	last := func(w *rig.Weeks, days int) string {
		from, to := w.LastDay.AddDays(1-days), w.LastDay.AddDays(1)
		return url.Values{"from": {from.Time().Format(time.RFC3339)}, "to": {to.Time().Format(time.RFC3339)}}.Encode()
	}
	return []read{
		{"GET /crews/{id}/score", "manager", func(w *rig.Weeks) string { return "/crews/" + crew(w) + "/score" }, 0},
		{fmt.Sprintf("GET /scores of %d crews", len(w.Crews)), "manager", of("/scores?depotId="), 0},
		{"GET /scores of their members", "manager", of("/scores?by=member&depotId="), 0},
		{"GET /members/{id}/score", "manager", func(w *rig.Weeks) string { return "/members/" + crew(w) + "-driver/score" }, 0},
		{"GET /reports/gaps of the depot", "manager", of("/reports/gaps?depotId="), 0},
		{"GET /reports/prevention of the depot", "manager", of("/reports/prevention?depotId="), 0},
		{"GET /reports/temperature of the depot", "manager", of("/reports/temperature?depotId="), 0},
		{"GET /reports/gaps of a crew", "manager", func(w *rig.Weeks) string { return "/reports/gaps?crewId=" + crew(w) }, 0},
		{"GET /reports/prevention of a crew", "manager", func(w *rig.Weeks) string { return "/reports/prevention?crewId=" + crew(w) }, 0},
		{"GET /reports/temperature of a crew", "manager", func(w *rig.Weeks) string { return "/reports/temperature?crewId=" + crew(w) }, 0},
		{"GET /reports/benchmark", "manager", func(w *rig.Weeks) string { return "/reports/benchmark?crewId=" + crew(w) }, 0},
		{"GET /today", "driver", func(w *rig.Weeks) string { return "/today?date=" + string(w.Driver[rand.IntN(len(w.Driver))]) }, 0},
		{"GET /depots/{id}/now of the last day", "manager", func(w *rig.Weeks) string { return "/depots/" + w.Depot + "/now?date=" + string(w.LastDay) }, 0},
		{"GET /warnings, open ones", "manager", of("/warnings?state=open&depotId="), 50},
		{"GET /warnings", "manager", of("/warnings?depotId="), 50},
		{"GET /coaching", "manager", of("/coaching?depotId="), 50},
		{"GET /samples, those to decide", "manager", of("/samples?state=open&depotId="), 50},
		{"GET /samples", "manager", of("/samples?depotId="), 50},
		{"GET /messages", "manager", of("/messages?depotId="), 50},
		{"GET /receipts", "manager", of("/receipts?depotId="), 50},
		{"GET /promises", "manager", of("/promises?depotId="), 50},
		{"GET /ideas", "manager", of("/ideas?depotId="), 50},
		{"GET /appeals", "manager", of("/appeals?depotId="), 50},
		{"GET /checks", "manager", of("/checks?depotId="), 50},
		{"GET /checks of a crew's two weeks", "manager", func(w *rig.Weeks) string { return "/checks?crewId=" + crew(w) + "&" + last(w, 14) }, 0},
		{"GET /complaints", "manager", of("/complaints?depotId="), 50},
		{"GET /complaints of four weeks", "manager", func(w *rig.Weeks) string { return "/complaints?depotId=" + w.Depot + "&" + last(w, rig.WindowDays-1) }, 50},
	}
}

func one(of []string) string { return of[rand.IntN(len(of))] }

// sameFull makes the page of every list as long as the shorter of both stores has it, and leaves lists out of which one has nothing.
func sameFull(reads []read, askers []*asker) ([]read, error) {
	var out []read
	for _, q := range reads {
		if q.limit == 0 {
			out = append(out, q)
			continue
		}
		for _, a := range askers {
			var page struct {
				Items []json.RawMessage `json:"items"`
			}
			if err := a.client.Call(a.tokens[q.role], "GET", a.address(q), nil, &page); err != nil {
				return nil, err
			}
			q.limit = min(q.limit, len(page.Items))
			if q.limit == 0 {
				break
			}
		}
		if q.limit == 0 {
			fmt.Printf("%s: one of the stores has nothing\n", q.name)
			continue
		}
		q.name = fmt.Sprintf("%s, the newest %d", q.name, q.limit)
		out = append(out, q)
	}
	return out, nil
}

// asker asks one server for everybody who can log in.
type asker struct {
	base   *rig.Weeks
	server *rig.Server
	client *rig.Client
	tokens map[string]string // by role
}

func askerOf(base *rig.Weeks, s *rig.Server) (*asker, error) {
	a := &asker{base, s, rig.NewClient(s, 1), map[string]string{}}
	defer a.client.CloseIdleConnections()
	var err error
	for role := range base.Logins {
		if a.tokens[role], err = base.Login(a.client, role); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// address is where a question is asked.
func (a *asker) address(q read) string {
	path := q.path(a.base)
	if q.limit > 0 {
		path += fmt.Sprintf("&limit=%d", q.limit)
	}
	return path
}

// job asks one question again and again.
func (a *asker) job(q read) rig.Job {
	token := "Bearer " + a.tokens[q.role]
	return func(_ int, req *fasthttp.Request) {
		req.Reset()
		req.SetRequestURI("http://" + a.server.Addr + "/api/v1" + a.address(q))
		req.Header.Set("Authorization", token)
	}
}
