package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"crewcheck/checklists"
	"crewcheck/models"
	"crewcheck/models/sqlite"
)

const (
	kills      = 10
	writers    = 16
	killDepot  = "depot"
	killSecret = "crew-1234"
)

// Whatever was acknowledged is there after kill -9 and reads the same, and what was on its way can be sent again.
func TestKill9LosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills the program ten times")
	}
	dir := t.TempDir()
	plantKillDepot(t, dir)
	acknowledged := 0
	var tokens []string
	for round := range kills {
		server := startOn(t, dir)
		if tokens == nil {
			tokens = killLogins(t, server.url)
		}
		w := &writing{url: server.url, tokens: tokens, kept: map[string]kept{}}
		w.run(t, time.Duration(100+rand.IntN(600))*time.Millisecond, server)
		server = startOn(t, dir)
		w.url = server.url
		w.readBack(t, round)
		acknowledged += len(w.kept)
		server.kill() // the next round starts from another kill
	}
	t.Logf("%d checks were acknowledged before %d kills", acknowledged, kills)
	if acknowledged < kills*writers {
		t.Errorf("only %d checks were acknowledged: the test says nothing", acknowledged)
	}
}

func startOn(t *testing.T, dir string, more ...string) *process {
	t.Helper()
	p, err := startReal(append([]string{"serve", "--addr", "127.0.0.1:0", "--data", dir, "--rate-limit", "-1", "--log-level", "error"}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// plantKillDepot makes a depot with a crew and a run for each writer.
func plantKillDepot(t *testing.T, dir string) {
	t.Helper()
	ctx := t.Context()
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	s, err := models.New(ctx, models.Config{Store: models.NewStore(backend, time.Now)})
	if err != nil {
		t.Fatal(err)
	}
	admin := models.Caller{UserID: "admin", Roles: []models.Role{models.Admin}}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = s.PutDepot(ctx, admin, killDepot, models.Match{}, models.DepotBody{Name: "D", Zone: "UTC"})
	ok(err)
	_, _, err = s.PutVenue(ctx, admin, "venue", models.Match{}, models.VenueBody{DepotID: killDepot, Name: "V", Tier: "large", Value: "most-valuable"})
	ok(err)
	for i := range writers {
		porter, crew := fmt.Sprintf("porter-%02d", i), fmt.Sprintf("crew-%02d", i)
		u := models.UserPut{Secret: killSecret}
		u.Name, u.Phone, u.Roles, u.DepotIDs = "李哥", killPhone(i), []models.Role{models.Porter}, []string{killDepot}
		_, err := s.CreateUser(ctx, porter, u)
		ok(err)
		_, _, err = s.PutCrew(ctx, admin, crew, models.Match{}, models.CrewBody{DepotID: killDepot, Name: "C", MemberIDs: []string{porter}})
		ok(err)
		_, _, err = s.PutRun(ctx, admin, "run-"+crew, models.Match{}, models.RunBody{
			DepotID: killDepot, Date: models.DateOf(time.Now().UTC()), CrewID: crew, Members: []models.Member{{UserID: porter, Role: models.Porter}},
			Stops: []models.StopBody{{ID: "stop-" + crew, VenueID: "venue"}},
		})
		ok(err)
	}
	ok(backend.Close())
}

func killPhone(i int) string { return fmt.Sprintf("1000000%04d", i) }

func killLogins(t *testing.T, url string) []string {
	t.Helper()
	var out []string
	for i := range writers {
		out = append(out, loginAs(t, url, killPhone(i), killSecret).token)
	}
	return out
}

// writing is what the writers of one life of the server know.
type writing struct {
	url    string
	tokens []string

	mu   sync.Mutex
	kept map[string]kept // acknowledged, by id
	lost map[string]kept // sent, but not answered
}

// kept is a check with its writer, what was sent and what was answered.
type kept struct {
	writer int
	sent   models.CheckBody
	answer []byte
}

// run writes until the server is killed.
func (w *writing) run(t *testing.T, after time.Duration, server *process) {
	t.Helper()
	w.lost = map[string]kept{}
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() { w.write(t, i) })
	}
	time.Sleep(after)
	server.kill()
	all.Wait()
}

// write hands checks in, one after the other, until the connection breaks.
func (w *writing) write(t *testing.T, i int) {
	c := w.client(i)
	for n := 0; ; n++ {
		id, body := uuid.NewString(), killCheck(i, n)
		status, answer, err := c.send(context.Background(), http.MethodPut, "/api/v1/checks/"+id, body)
		w.mu.Lock()
		if err != nil {
			w.lost[id] = kept{i, body, nil}
		} else if status == http.StatusCreated {
			w.kept[id] = kept{i, body, answer}
		}
		w.mu.Unlock()
		if err != nil {
			return
		}
		if status != http.StatusCreated {
			t.Errorf("a check was answered with %d %s", status, answer)
			return
		}
	}
}

func (w *writing) client(i int) *client {
	c := newClient(w.url)
	c.token = w.tokens[i]
	return c
}

func killCheck(i, n int) models.CheckBody {
	now, value := models.At(time.Now()), float64(n)
	return models.CheckBody{
		Checklist: models.ChecklistRef{ID: "fifo-stocking", Version: 1}, RunID: fmt.Sprintf("run-crew-%02d", i), StopID: fmt.Sprintf("stop-crew-%02d", i),
		MemberID: fmt.Sprintf("porter-%02d", i), StartedAt: now.Add(-time.Minute), CompletedAt: now, SentAt: now, ElapsedMs: 60_000,
		Device: models.Device{ID: "phone"}, Answers: []checklists.Answer{
			{ItemID: "fifo.keeper-met", Result: checklists.Pass},
			{ItemID: "fifo.stock-count", Value: &value},
			{ItemID: "fifo.area-clean", Result: checklists.Fail, Note: "没时间"},
		},
	}
}

// readBack reads every acknowledged check, sends it again, and hands in what was lost on its way.
func (w *writing) readBack(t *testing.T, round int) {
	t.Helper()
	byWriter := make([][]string, writers)
	for id, k := range w.kept {
		byWriter[k.writer] = append(byWriter[k.writer], id)
	}
	var all sync.WaitGroup
	for i, ids := range byWriter {
		all.Go(func() {
			c := w.client(i)
			for n, id := range ids {
				if err := c.same("GET", id, nil, w.kept[id].answer); err != nil {
					t.Errorf("kill %d: %v", round, err)
				}
				if n%20 == 0 {
					again := w.kept[id].sent
					again.SentAt = models.At(time.Now())
					if err := c.same("PUT", id, again, w.kept[id].answer); err != nil {
						t.Errorf("kill %d: sent again: %v", round, err)
					}
				}
			}
		})
	}
	all.Wait()
	for id, k := range w.lost {
		status, text, err := w.client(k.writer).send(t.Context(), http.MethodPut, "/api/v1/checks/"+id, k.sent)
		if err != nil || status != http.StatusOK && status != http.StatusCreated {
			t.Errorf("kill %d: a check without an answer, sent again: %d %s %v", round, status, text, err)
		}
	}
}

// same asks for a check and compares the answer with the first one.
func (c *client) same(method, id string, body any, want []byte) error {
	status, text, err := c.send(context.Background(), method, "/api/v1/checks/"+id, body)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("%s of the acknowledged check %s: %d %s", method, id, status, text)
	}
	var x, y any
	if err := errors.Join(json.Unmarshal(text, &x), json.Unmarshal(want, &y)); err != nil {
		return err
	}
	if !reflect.DeepEqual(x, y) {
		return fmt.Errorf("the check %s reads\n%s\nand was acknowledged as\n%s", id, text, want)
	}
	return nil
}
