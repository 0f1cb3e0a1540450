package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"crewcheck/checklists"
	"crewcheck/models"
	"crewcheck/scripts/bench/rig"
)

// products is how many products of a lot each stand on the shelf of the check that is handed in.
const products = 9

func productID(i int) string { return fmt.Sprintf("beer-lager-%d", 330+i) }

// stocking is the answers of a porter who worked a shelf through: every kind of answer, and notes, but no pictures.
func stocking() []checklists.Answer {
	number := func(n float64) *float64 { return &n }
	shelf := make([]checklists.Lot, 0, 2*products)
	for i := range products {
		shelf = append(
			shelf,
			checklists.Lot{ProductID: productID(i), ProducedOn: "2025-11-02", Quantity: 6, Position: 1},
			checklists.Lot{ProductID: productID(i), ProducedOn: "2025-12-20", Quantity: 24, Position: 2, Delivered: true},
		)
	}
	const note = "保管不在,跟吧台小谢说了,货放在酒窖左墙,早的在外面"
	return []checklists.Answer{
		{ItemID: "fifo.keeper-met", Result: checklists.Fail, Note: note},
		{ItemID: "fifo.stock-count", Value: number(84)},
		{ItemID: "fifo.lots", Lots: shelf},
		{ItemID: "fifo.placed-as-asked", Result: checklists.Pass, Note: note},
		{ItemID: "fifo.over-age", Value: number(0)},
		{ItemID: "fifo.damaged-swap", Swap: &checklists.Swap{Reported: 2, Swapped: 2}},
		{ItemID: "fifo.packaging-swap", Swap: &checklists.Swap{}},
		{ItemID: "fifo.area-clean", Result: checklists.Pass},
	}
}

// body is a check as a phone sends it now.
func body(crew int, run, stop string) models.CheckBody {
	now := models.At(time.Now())
	return models.CheckBody{
		Checklist: models.ChecklistRef{ID: "fifo-stocking", Version: 1}, RunID: run, StopID: stop, MemberID: porterID(crew),
		StartedAt: now.Add(-8 * time.Minute), CompletedAt: now.Add(-20 * time.Second), SentAt: now, ElapsedMs: 460_000,
		Location: &models.Location{Lat: 28.1941, Lon: 112.9834, AccuracyM: 12},
		Device:   models.Device{ID: "phone-" + porterID(crew), AppVersion: "1.0.0"}, Answers: stocking(),
	}
}

// jobs makes the requests that hand checks in: each crew works stop after stop, run after run.
type jobs struct {
	addr   string
	tokens []string // nil: the bare handler asks nobody who he is
	bodies [crews][3][]byte
	done   [crews]atomic.Int64
}

// Placeholders of the run and the stop in a body.
const runMark, stopMark = "RUN", "STOP"

// renew writes the bodies anew, with the clock of this moment.
func (j *jobs) renew() (size int, err error) {
	for i := range crews {
		text, err := json.Marshal(body(i, runMark, stopMark))
		if err != nil {
			return 0, err
		}
		before, rest, _ := bytes.Cut(text, []byte(runMark))
		between, after, _ := bytes.Cut(rest, []byte(stopMark))
		j.bodies[i] = [3][]byte{before, between, after}
		size = len(text) + len(stopID(runID(0, 0), 0)) + len(runID(0, 0)) - len(runMark) - len(stopMark)
	}
	return size, nil
}

func (j *jobs) next(connection int, req *fasthttp.Request) {
	crew := connection % crews
	n := int(j.done[crew].Add(1)) - 1
	stop := n / checksPerStop
	run := runID(crew, stop/stopsPerRun%runsPerCrew)
	req.Reset()
	req.Header.SetMethod(fasthttp.MethodPut)
	req.SetRequestURI("http://" + j.addr + "/api/v1/checks/" + uuid.NewString())
	req.Header.SetContentType("application/json")
	if j.tokens != nil {
		req.Header.Set("Authorization", "Bearer "+j.tokens[crew])
	}
	b := j.bodies[crew]
	req.AppendBody(b[0])
	req.AppendBodyString(run)
	req.AppendBody(b[1])
	req.AppendBodyString(stopID(run, stop%stopsPerRun))
	req.AppendBody(b[2])
}

// measurePut prints what handing in costs and gives the ratio to the bare handler at atConnections.
func measurePut(ctx context.Context, o options) (ratio float64, err error) {
	dir := filepath.Join(o.dir, "put")
	if err := fill(ctx, dir, func(s *models.Store) error { return planRuns(ctx, s) }); err != nil {
		return 0, err
	}
	program, err := rig.StartProgram(ctx, o.program, dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, program.Stop()) }()
	bare, err := startBare(ctx, filepath.Join(o.dir, "bare"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, bare.Stop()) }()
	tokens, err := login(program)
	if err != nil {
		return 0, err
	}
	servers := []*rig.Server{program, bare}
	work := []*jobs{{addr: program.Addr, tokens: tokens}, {addr: bare.Addr}}
	got, size, err := alternate(ctx, o, servers, work)
	if err != nil {
		return 0, err
	}
	fmt.Printf("\nHanding in a check of %d bytes: PUT /api/v1/checks/{uuid}\n\n", size)
	fmt.Println("| server | connections | req/s | p50 | p99 | server CPU a request |\n|---|---|---|---|---|---|")
	for i, s := range servers {
		for k, connections := range o.phones {
			fmt.Printf("| %s | %d | %s |\n", s.Name, connections, rig.Median(got[i][k]))
		}
	}
	at := slices.Index(o.phones, atConnections)
	ratio = rig.Median(got[0][at]).PerSecond / rig.Median(got[1][at]).PerSecond
	fmt.Printf("\nAt %d connections crewcheck takes %.2f of what the bare handler takes.\n", atConnections, ratio)
	return ratio, nil
}

// alternate measures the servers in turns; the results are by server and by connections.
func alternate(ctx context.Context, o options, servers []*rig.Server, work []*jobs) (got [2][][]rig.Result, size int, err error) {
	for i := range got {
		got[i] = make([][]rig.Result, len(o.phones))
	}
	for round := range o.rounds + 1 {
		length := o.seconds
		if round == 0 { // warms up and does not count
			length = min(length, time.Second)
		}
		for k, connections := range o.phones {
			for i, s := range servers {
				if size, err = work[i].renew(); err != nil {
					return got, 0, err
				}
				r, err := rig.Load(ctx, s, connections, length, fasthttp.StatusCreated, work[i].next)
				if err != nil {
					return got, 0, err
				}
				if round > 0 {
					got[i][k] = append(got[i][k], r)
				}
			}
		}
	}
	return got, size, nil
}
