package models_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"sync"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
	"crewcheck/models/sqlite"
)

// The cast. Depot Changsha delivers to the Blue Door bar and to the Red Lantern; porter Zhou swaps with Li,
// crew two is Zhao and Qian. Depot Wuhan, with its crew and venue, is everything that is foreign.
const (
	changsha, wuhan     = "changsha", "wuhan"
	crewOne, crewTwo    = "crew-1", "crew-2"
	blueDoor, lantern   = "blue-door", "red-lantern"
	beer                = "beer-500"
	runOne, runTwo      = "run-1", "run-2"
	stopBlue, stopRed   = "stop-blue", "stop-red"
	today               = models.Date("2026-03-10")
	secret              = "changsha-2026"
	wangPhone, sunPhone = "13900000002", "13900000006"
)

var (
	root   = caller("root", models.Admin)
	ma     = caller("ma", models.Manager)
	sun    = inDepot(caller("sun", models.Supervisor), changsha)
	wu     = inDepot(caller("wu", models.Supervisor), wuhan)
	zhang  = forVenue(inDepot(caller("zhang", models.Sales), changsha), blueDoor)
	chen   = forVenue(caller("chen", models.VenueRole), blueDoor)
	lin    = forVenue(caller("lin", models.VenueRole), lantern)
	wang   = inCrew(caller("wang", models.Driver), crewOne)
	li     = inCrew(caller("li", models.Porter), crewOne)
	zhou   = inCrew(caller("zhou", models.Porter), crewOne)
	zhao   = inCrew(caller("zhao", models.Driver), crewTwo)
	qian   = inCrew(caller("qian", models.Porter), crewTwo)
	nobody = caller("nobody", models.Porter)
)

func caller(id string, roles ...models.Role) models.Caller {
	return models.Caller{UserID: id, Roles: roles}
}

func inDepot(c models.Caller, id string) models.Caller { c.DepotIDs = []string{id}; return c }
func forVenue(c models.Caller, id string) models.Caller {
	c.VenueIDs = []string{id}
	return c
}

func inCrew(c models.Caller, id string) models.Caller {
	c.CrewIDs = []string{id}
	return inDepot(c, changsha)
}

// testClock is the server's clock; it stands still until it is moved.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) set(t models.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.Time
}

func (c *testClock) add(d time.Duration) { c.set(models.At(c.Now().Add(d))) }

// world is a service on an empty store with the cast planned in.
type world struct {
	testing.TB
	*models.Service
	clock   *testClock
	backend models.Backend
	checks  int
}

// newWorld opens one, at 08:00 in Changsha. wrap may stand between the service and the store.
func newWorld(t testing.TB, wrap ...func(models.Backend) models.Backend) *world {
	t.Helper()
	b, err := sqlite.Open(t.Context(), sqlite.Options{Dir: t.TempDir()}, models.Specs())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	w := &world{TB: t, clock: &testClock{now: local(8, 0).Time}, backend: b}
	for _, f := range wrap {
		w.backend = f(w.backend)
	}
	w.Service = w.restart()
	w.plan()
	return w
}

// restart is a new life of the server on the same store.
func (w *world) restart() *models.Service {
	w.Helper()
	s, err := models.New(w.Context(), models.Config{Store: models.NewStore(w.backend, w.clock.Now), Clock: w.clock.Now})
	w.ok(err)
	return s
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// wantCode fails unless err has the code, at the field when one is given.
func wantCode(t testing.TB, err error, code string, field ...string) {
	t.Helper()
	if !models.IsCode(err, code) {
		t.Fatalf("got %v, want %s", err, code)
	}
	if len(field) == 0 {
		return
	}
	e := err.(*models.Error)
	if e.Field == field[0] || slices.ContainsFunc(e.Fields, func(f models.FieldError) bool {
		return f.Field == field[0] && (len(field) < 2 || f.Code == field[1])
	}) {
		return
	}
	t.Fatalf("got %v %v, want it at %v", e, e.Fields, field)
}

func (w *world) plan() {
	w.Helper()
	ctx := w.Context()
	for _, id := range []string{changsha, wuhan} {
		_, _, err := w.PutDepot(ctx, ma, id, models.Match{}, models.DepotBody{Name: id, Zone: "Asia/Shanghai"})
		w.ok(err)
	}
	for i, c := range []models.Caller{ma, wang, li, zhou, zhao, sun, qian, zhang, wu, chen, lin, nobody} {
		w.putUser(c, fmt.Sprintf("139%08d", i+1), "")
	}
	for id, members := range map[string][]string{crewOne: {"wang", "li", "zhou"}, crewTwo: {"zhao", "qian"}} {
		_, _, err := w.PutCrew(ctx, ma, id, models.Match{}, models.CrewBody{DepotID: changsha, Name: id, MemberIDs: members})
		w.ok(err)
	}
	_, _, err := w.PutProduct(ctx, ma, beer, models.Match{}, models.ProductBody{Name: models.Text{ZhCN: "啤酒", En: "Beer"}, Unit: "case", ShelfLifeDays: 180})
	w.ok(err)
	for id, lat := range map[string]float64{blueDoor: 28.19, lantern: 28.25} {
		_, _, err := w.PutVenue(ctx, ma, id, models.Match{}, models.VenueBody{DepotID: changsha, Name: id, Tier: "large", Location: &models.Location{Lat: lat, Lon: 112.97}})
		w.ok(err)
	}
	w.putRun(runOne, today, crewOne, []string{"wang", "li"}, map[string]string{stopBlue: blueDoor, stopRed: lantern})
}

func (w *world) putUser(c models.Caller, phone, secret string, change ...func(*models.UserPut)) {
	w.Helper()
	b := models.UserPut{Secret: secret, UserBody: models.UserBody{Phone: phone, Name: c.UserID, Roles: c.Roles, DepotIDs: c.DepotIDs, VenueIDs: c.VenueIDs}}
	for _, f := range change {
		f(&b)
	}
	_, _, err := w.PutUser(w.Context(), root, c.UserID, models.Match{}, b)
	w.ok(err)
}

func member(id string) models.Member {
	role := models.Porter
	if id == "wang" || id == "zhao" {
		role = models.Driver
	}
	return models.Member{UserID: id, Role: role}
}

// putRun plans a run whose stops all have the window 10–12.
func (w *world) putRun(id string, date models.Date, crew string, members []string, stops map[string]string, change ...func(*models.RunBody)) {
	w.Helper()
	b := models.RunBody{DepotID: changsha, Date: date, CrewID: crew}
	for _, m := range members {
		b.Members = append(b.Members, member(m))
	}
	for stop, venue := range stops {
		b.Stops = append(b.Stops, models.StopBody{ID: stop, VenueID: venue, Window: &models.StopWindow{From: "10:00", To: "12:00"}})
	}
	slices.SortFunc(b.Stops, func(x, y models.StopBody) int { return slices.Compare([]byte(x.ID), []byte(y.ID)) })
	for _, f := range change {
		f(&b)
	}
	_, _, err := w.PutRun(w.Context(), sun, id, models.Match{}, b)
	w.ok(err)
	w.clock.add(2 * time.Second) // past what this server keeps in mind
}

// on is a time of day in Changsha.
func on(date models.Date, hour, minute int) models.Time {
	d := date.Time()
	return models.At(time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, time.FixedZone("CST", 8*3600)))
}

func local(hour, minute int) models.Time { return on(today, hour, minute) }

// dot is a picture of one pixel.
var dot = func() []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)), nil)
	return b.Bytes()
}()

// picture is another dot for each name.
func picture(name string) (sha string, data []byte) {
	data = slices.Concat(dot, []byte(name))
	return shaOf(data), data
}

func shaOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func uuidOf(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }

// place is where and when a check was made.
type place struct {
	run, stop string
	start     models.Time
}

func atBlue(hour, minute int) place { return place{runOne, stopBlue, local(hour, minute)} }

// checkOf is a perfect check of a checklist by porter Li, driver Wang answering what is his; it took ten minutes.
func checkOf(list string, p place, change ...func(*models.CheckBody)) models.CheckBody {
	def := checklists.Default().Checklist(list)
	b := models.CheckBody{
		Checklist: models.ChecklistRef{ID: list, Version: def.Version}, RunID: p.run, StopID: p.stop, MemberID: "li",
		StartedAt: p.start, CompletedAt: p.start.Add(10 * time.Minute), SentAt: p.start.Add(10 * time.Minute), ElapsedMs: 600_000,
		Device: models.Device{ID: "phone-li", AppVersion: "1"},
	}
	for _, it := range def.Items {
		b.Answers = append(b.Answers, perfect(it, p))
	}
	for _, f := range change {
		f(&b)
	}
	return b
}

func perfect(it checklists.Item, p place) checklists.Answer {
	a := checklists.Answer{ItemID: it.ID, Note: "ok"}
	if it.Role == checklists.RoleDriver {
		a.MemberID = "wang"
	}
	zero := 0.0
	switch it.Kind {
	case checklists.KindTick:
		a.Result = checklists.Pass
	case checklists.KindCount:
		a.Value = &zero
		if it.Rules.Graded == checklists.GradedMinPerStop {
			many := 1000.0
			a.Value = &many
		}
		if it.ID == "fifo.stock-count" {
			old := 24.0 // as listed by lots
			a.Value = &old
		}
	case checklists.KindTime:
		a.At = p.start.Ptr()
	case checklists.KindText:
		a.Text = "two more cases on Friday"
	case checklists.KindLots:
		a.Lots = []checklists.Lot{{ProductID: beer, ProducedOn: "2026-02-01", Quantity: 24, Position: 1}, {ProductID: beer, ProducedOn: "2026-03-01", Quantity: 24, Position: 2, Delivered: true}}
	case checklists.KindBottles:
		a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: 48}}
	case checklists.KindSwap:
		a.Swap = &checklists.Swap{Reported: 2, Swapped: 2}
	case checklists.KindReceipt:
		ink, _ := picture("ink " + p.run + p.stop)
		a.Receipt = &checklists.ReceiptAnswer{Number: "R-" + p.run + "-" + p.stop, SignedBy: "Chen", SignerRole: "storekeeper", Signature: ink}
	}
	if slices.Contains(it.Rules.Evidence, checklists.PhotoAlways) {
		sha, _ := picture(it.ID + p.run + p.stop)
		a.Photos = []string{sha}
	}
	return a
}

// fails marks an item of the check, if it has it, as failed by the crew itself.
func fails(itemID string) func(*models.CheckBody) {
	return func(b *models.CheckBody) {
		a := answer(b, itemID)
		if a == nil {
			return
		}
		sha, _ := picture("fail " + itemID + b.StopID)
		a.Result, a.Note, a.Photos = checklists.Fail, "no room", []string{sha}
	}
}

func answer(b *models.CheckBody, itemID string) *checklists.Answer {
	for i := range b.Answers {
		if b.Answers[i].ItemID == itemID {
			return &b.Answers[i]
		}
	}
	return nil
}

// hand hands a check in at the moment its phone sends it, under a new id.
func (w *world) hand(c models.Caller, b models.CheckBody) *models.Check {
	w.Helper()
	w.checks++
	if b.SentAt.After(w.clock.Now()) {
		w.clock.set(b.SentAt)
	}
	k, created, err := w.PutCheck(w.Context(), c, uuidOf(w.checks), b)
	w.ok(err)
	if !created {
		w.Fatal("the check was there already")
	}
	return k
}

// deliver does everything a stop asks for, without a fault.
func (w *world) deliver(c models.Caller, p place, change ...func(*models.CheckBody)) {
	w.Helper()
	for _, list := range []string{"fifo-stocking", "return-bottles", "delivery-receipt", "conduct"} {
		w.hand(c, checkOf(list, p, change...))
	}
	w.status(c, p, models.StopDelivered, p.start.Add(20*time.Minute))
}

func (w *world) status(c models.Caller, p place, status string, at models.Time) *models.Stop {
	w.Helper()
	if at.After(w.clock.Now()) {
		w.clock.set(at)
	}
	b := models.StopStatus{Status: status, At: at}
	if status == models.StopFailed || status == models.StopSkipped {
		b.Reason = "closed"
	}
	st, err := w.SetStopStatus(w.Context(), c, p.run, p.stop, b)
	w.ok(err)
	return st
}

// complain files a complaint of the Blue Door at a moment, about that moment unless changed.
func (w *world) complain(category string, at models.Time, change ...func(*models.ComplaintCreate)) *models.Complaint {
	w.Helper()
	if at.After(w.clock.Now()) {
		w.clock.set(at)
	}
	b := models.ComplaintCreate{VenueID: blueDoor, Category: category, OccurredAt: at.Ptr(), Description: "not good"}
	for _, f := range change {
		f(&b)
	}
	k, _, err := w.FileComplaint(w.Context(), zhang, "", b)
	w.ok(err)
	return k
}

// uphold decides a complaint fully against the crew.
func (w *world) uphold(k *models.Complaint, s models.Shares) *models.Complaint {
	w.Helper()
	out, err := w.DecideComplaint(w.Context(), sun, k.ID, models.DecideBody{Verdict: models.Upheld, Shares: s, Reason: "seen on the photo"})
	w.ok(err)
	return out
}

// score works every waiting day out and reads the crew's score.
func (w *world) score(crew string) *models.Score {
	w.Helper()
	_, err := w.WorkOutPending(w.Context(), true)
	w.ok(err)
	s, err := w.CrewScore(w.Context(), ma, crew, models.DateRange{From: today.AddDays(-1), To: today.AddDays(5)})
	w.ok(err)
	return s
}

func userIDs(members []models.LinkMember) []string {
	out := []string{}
	for _, m := range members {
		out = append(out, m.UserID)
	}
	slices.Sort(out)
	return out
}

func equal[T comparable](t testing.TB, have, want []T) {
	t.Helper()
	if !slices.Equal(have, want) {
		t.Fatalf("have %v, want %v", have, want)
	}
}
