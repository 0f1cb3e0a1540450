package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"crewcheck/checklists"
	"crewcheck/models"
	"crewcheck/scripts/bench/rig"
)

const (
	pageSize = 50
	// perDay is how many checks a crew hands in on a day: one page.
	perDay = pageSize
)

// planChecks writes n graded checks at once, a page for each crew and day.
func planChecks(ctx context.Context, store *models.Store, n int) error {
	standards := checklists.Default()
	def := standards.Checklist("fifo-stocking")
	if def == nil {
		return errors.New("the built-in standards have no fifo-stocking")
	}
	grade := checklists.GradeCheck(def, stocking(), checklists.Context{Date: firstDay})
	return parallel(n, func(i int) error {
		crew, days := i/perDay%crews, i/perDay/crews
		run := runID(crew, days)
		at := models.At(day(days).Time().Add(8*time.Hour + time.Duration(i%perDay)*time.Minute))
		k := &models.Check{
			CheckBody: body(crew, run, stopID(run, i%stopsPerRun)), DepotID: depotID, CrewID: crewID(crew), VenueID: venueID, Date: day(days),
			ReportedAt: at, ReceivedAt: at, Grade: grade, Flags: []string{}, MissingPhotos: []string{}, SentBy: porterID(crew),
		}
		k.CompletedAt, k.ID = at, uuid.NewString()
		return store.Checks.Insert(ctx, k)
	})
}

// lister asks for the day of a crew that was picked by chance, as the crew's porter.
func lister(s *rig.Server, tokens []string, checks int) rig.Job {
	days := max(1, checks/perDay/crews)
	return func(_ int, req *fasthttp.Request) {
		crew, date := rand.IntN(crews), day(rand.IntN(days))
		q := url.Values{
			"crewId": {crewID(crew)}, "limit": {fmt.Sprint(pageSize)},
			"from": {date.Time().Format(time.RFC3339)}, "to": {date.AddDays(1).Time().Format(time.RFC3339)},
		}
		req.Reset()
		req.SetRequestURI("http://" + s.Addr + "/api/v1/checks?" + q.Encode())
		req.Header.Set("Authorization", "Bearer "+tokens[crew])
	}
}

// measureLists prints what a list costs in a small and in a large store, and gives how much longer the large one takes.
func measureLists(ctx context.Context, o options) (growth float64, err error) {
	sizes := []int{o.few, o.many}
	var servers []*rig.Server
	var work []rig.Job
	for _, n := range sizes {
		dir := filepath.Join(o.dir, fmt.Sprintf("list-%d", n))
		if err := fill(ctx, dir, func(s *models.Store) error { return planChecks(ctx, s, n) }); err != nil {
			return 0, err
		}
		s, err := rig.StartProgram(ctx, o.program, dir)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, s.Stop()) }()
		tokens, err := login(s)
		if err != nil {
			return 0, err
		}
		servers, work = append(servers, s), append(work, lister(s, tokens, n))
	}
	got := make([][]rig.Result, len(sizes))
	for round := range o.rounds + 1 {
		for i, s := range servers {
			r, err := rig.Load(ctx, s, atConnections, o.seconds, fasthttp.StatusOK, work[i])
			if err != nil {
				return 0, err
			}
			if round > 0 { // the first warms up
				got[i] = append(got[i], r)
			}
		}
	}
	fmt.Printf("\nA page of %d checks of one crew on one day, as its porter, %d connections\n\n", pageSize, atConnections)
	fmt.Println("| checks stored | req/s | p50 | p99 | server CPU a request |\n|---|---|---|---|---|")
	for i, n := range sizes {
		fmt.Printf("| %d | %s |\n", n, rig.Median(got[i]))
	}
	growth = float64(rig.Median(got[1]).P50) / float64(rig.Median(got[0]).P50)
	fmt.Printf("\nWith %d times the checks a page takes %.2f times as long.\n", o.many/max(1, o.few), growth)
	return growth, nil
}
