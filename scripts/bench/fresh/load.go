package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"crewcheck/checklists"
	"crewcheck/models"
	"crewcheck/scripts/bench/rig"
)

// lists are the checklists of a stop, in the order they are handed in.
var lists = []string{"fifo-stocking", "return-bottles", "delivery-receipt", "conduct"}

// client asks the server for everybody.
type client struct {
	*rig.Client
	porters    []string // tokens
	supervisor string
}

func newClient(s *rig.Server, d *depot) (*client, error) {
	c := &client{Client: rig.NewClient(s, 256)}
	var err error
	c.porters = make([]string, d.crews)
	for i := range c.porters {
		if c.porters[i], err = c.login(i); err != nil {
			return nil, err
		}
	}
	c.supervisor, err = c.login(d.supervisor())
	return c, err
}

func (c *client) login(place int) (string, error) {
	return c.Login(phone(place), secret, fmt.Sprintf("10.0.%d.%d", place/200, place%200+1))
}

// load hands checks in at its rate, whether or not the ones before were answered.
type load struct {
	options
	depot  *depot
	client *client

	mu   sync.Mutex
	took []time.Duration // of those that were taken
	err  error
}

func (l *load) run(ctx context.Context) {
	tick := time.NewTicker(time.Second / time.Duration(l.rate))
	defer tick.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	begin := time.Now()
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C: // ticks that were missed are made up for
			for due := int(time.Since(begin).Seconds() * float64(l.rate)); n < due; n++ {
				all.Go(func() { l.one(n) })
			}
		}
	}
}

// one hands in the n-th check: crew after crew, each its lists at stop after stop.
func (l *load) one(n int) {
	crew, nth := n%l.depot.crews, n/l.depot.crews
	list := lists[nth%len(lists)]
	begin := time.Now()
	err := l.client.Call(l.client.porters[crew], "PUT", "/checks/"+uuid.NewString(), body(crew, stopID(crew, nth/len(lists)), list, n%20 == 0), nil)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err = errors.Join(l.err, err); err == nil {
		l.took = append(l.took, time.Since(begin))
	}
}

// body is a check as the porter's phone sends it now.
func body(crew int, stop, list string, fails bool) models.CheckBody {
	now := models.At(time.Now())
	return models.CheckBody{
		Checklist: models.ChecklistRef{ID: list, Version: 1}, RunID: runID(crew), StopID: stop, MemberID: porterID(crew),
		StartedAt: now.Add(-4 * time.Minute), CompletedAt: now.Add(-20 * time.Second), SentAt: now, ElapsedMs: 220_000,
		Device: models.Device{ID: "phone-" + porterID(crew), AppVersion: "1.0.0"}, Answers: answers(list, stop, fails),
	}
}

// answers fills a checklist; where it fails, its first tick is not done.
func answers(list, stop string, fails bool) []checklists.Answer {
	number := func(n float64) *float64 { return &n }
	tick := func(id string) checklists.Answer { return checklists.Answer{ItemID: id, Result: checklists.Pass} }
	var out []checklists.Answer
	switch list {
	case "fifo-stocking":
		shelf := []checklists.Lot{
			{ProductID: beer, ProducedOn: "2025-11-02", Quantity: 6, Position: 1},
			{ProductID: beer, ProducedOn: "2025-12-20", Quantity: 24, Position: 2, Delivered: true},
		}
		out = []checklists.Answer{
			tick("fifo.keeper-met"), tick("fifo.placed-as-asked"), tick("fifo.area-clean"),
			{ItemID: "fifo.stock-count", Value: number(84)},
			{ItemID: "fifo.lots", Lots: shelf},
			{ItemID: "fifo.over-age", Value: number(0)},
			{ItemID: "fifo.damaged-swap", Swap: &checklists.Swap{Reported: 2, Swapped: 2}},
			{ItemID: "fifo.packaging-swap", Swap: &checklists.Swap{}},
		}
	case "return-bottles":
		out = []checklists.Answer{
			tick("bottles.counted-together"), tick("bottles.slip"),
			{ItemID: "bottles.taken", Bottles: []checklists.BottleCount{{Type: beer, Expected: 12, Taken: 12}}},
			{ItemID: "bottles.crates", Value: number(3)},
		}
	case "delivery-receipt":
		out = []checklists.Answer{
			tick("receipt.counted"), tick("receipt.copy-left"),
			{ItemID: "receipt.signed", Receipt: &checklists.ReceiptAnswer{Number: "R" + stop, SignedBy: "陈", SignerRole: "storekeeper", Signature: strings.Repeat("ab", 32)}},
		}
	default:
		out = []checklists.Answer{tick("conduct.dress"), tick("conduct.language"), tick("conduct.no-dispute"), tick("conduct.thanked")}
	}
	if fails {
		out[0].Result, out[0].Note = checklists.Fail, "没做到"
	}
	return out
}

// quantile is a value of which a share of all are no larger; 0 of none.
func quantile(of []time.Duration, share float64) time.Duration {
	if len(of) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(of))
	return s[min(len(s)-1, int(share*float64(len(s))))]
}
