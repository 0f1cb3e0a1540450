package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"crewcheck/models"
)

const (
	probeEvery   = 250 * time.Millisecond
	verdictEvery = 8 // of the probes one is a complaint
	readEvery    = 20 * time.Millisecond
	waitMost     = 30 * time.Second
	settleFirst  = 3 * time.Second // nothing is probed before the load runs evenly
)

// prober begins probes at an even rate, however long each takes.
type prober struct {
	depot  *depot
	client *client

	mu               sync.Mutex
	checks, verdicts []time.Duration
	err              error
}

func (p *prober) run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	settled := time.After(settleFirst)
	select {
	case <-ctx.Done():
		return
	case <-settled:
	}
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			all.Go(func() { p.one(n) })
		}
	}
}

func (p *prober) one(n int) {
	// A crew of its own each time, and a stop that nobody else works at, until all crews had their turn.
	crew, stop := (n*37)%p.depot.crews, loadStops+n/p.depot.crews%ownStops
	into, probe := &p.checks, p.check
	if n%verdictEvery == verdictEvery-1 {
		into, probe = &p.verdicts, p.verdict
	}
	lag, err := probe(crew, stop)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err = errors.Join(p.err, err); err == nil {
		*into = append(*into, lag)
	}
}

// check hands in a check that fails an item.
func (p *prober) check(crew, stop int) (time.Duration, error) {
	id, begin := uuid.NewString(), time.Now()
	if err := p.client.Call(p.client.porters[crew], "PUT", "/checks/"+id, body(crew, stopID(crew, stop), "fifo-stocking", true), nil); err != nil {
		return 0, err
	}
	return p.until(crew, begin, func(l models.ScoreLine) bool { return l.CheckID == id })
}

// verdict has a complaint about a stop upheld.
func (p *prober) verdict(crew, stop int) (time.Duration, error) {
	var k models.Complaint
	filed := models.ComplaintCreate{VenueID: venueOf(crew, stop), StopID: stopID(crew, stop), Category: "dress", Description: "穿拖鞋"}
	if err := p.client.Call(p.client.supervisor, "POST", "/complaints", filed, &k); err != nil {
		return 0, err
	}
	at := "/complaints/" + k.ID
	if err := p.client.Call(p.client.supervisor, "POST", at+"/acknowledge", nil, nil); err != nil {
		return 0, err
	}
	begin := time.Now()
	b := models.DecideBody{Verdict: models.Upheld, Shares: models.Shares{Porter: 100}, Reason: "照片为证"}
	if err := p.client.Call(p.client.supervisor, "POST", at+"/decide", b, nil); err != nil {
		return 0, err
	}
	return p.until(crew, begin, func(l models.ScoreLine) bool { return l.ComplaintID == k.ID && l.Points < 0 })
}

// until reads the score of a crew until its explanation has a line.
func (p *prober) until(crew int, begin time.Time, has func(models.ScoreLine) bool) (time.Duration, error) {
	for {
		var s models.Score
		if err := p.client.Call(p.client.supervisor, "GET", "/crews/"+crewID(crew)+"/score", nil, &s); err != nil {
			return 0, err
		}
		lag := time.Since(begin)
		if slices.ContainsFunc(s.Explain, has) {
			return lag, nil
		}
		if lag > waitMost {
			return 0, fmt.Errorf("the score of %s does not show it after %v", crewID(crew), waitMost)
		}
		time.Sleep(readEvery)
	}
}
