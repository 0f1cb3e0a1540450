package models_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

var refreshPhoneDay = flag.Bool("refresh-phone-day", false, "write testdata/phone-day.json anew")

// phoneDay is a day as a phone sees it and the grades that the server gave on it. The phone app's grading reads it too:
// from a day, the checks before and the states of stops it has to come to the same grades.
type phoneDay struct {
	Days  []*models.Today `json:"days"` // in the morning, and after the first stop
	Steps []phoneStep     `json:"steps"`
}

type phoneStep struct {
	Day      int               `json:"day"` // of Days, the one the phone had
	Now      models.Time       `json:"now"`
	Statuses map[string]string `json:"statuses"` // of stops, set since
	ID       string            `json:"id"`
	Body     models.CheckBody  `json:"body"`
	Grade    checklists.Grade  `json:"grade"`
}

func TestAPhoneCanGradeADayAsTheServerDoes(t *testing.T) {
	t.Parallel()
	have, err := json.MarshalIndent(workPhoneDay(newWorld(t)), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	have = append(have, '\n')
	const path = "testdata/phone-day.json"
	if *refreshPhoneDay {
		if err := os.WriteFile(path, have, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s differs; if that is meant, run go test ./models -run APhoneCanGrade -refresh-phone-day, read the diff and run npm --prefix web test", path)
	}
}

func workPhoneDay(w *world) phoneDay {
	w.Helper()
	venue, err := w.Venue(w.Context(), ma, blueDoor)
	w.ok(err)
	b := venue.VenueBody
	b.Card.Items = []models.CardItem{
		{ChecklistID: "conduct", Item: checklists.Item{ID: "venue.lift", Role: "both", Phase: "during", Dimension: "EMP", Weight: 3, Kind: "tick", Text: models.Text{ZhCN: "走货梯", En: "Goods lift used"}}},
		{ChecklistID: "return-bottles", Item: checklists.Item{ID: "venue.kegs", Role: "porter", Phase: "after", Dimension: "RES", Weight: 2, Kind: "count", Text: models.Text{ZhCN: "空桶", En: "Empty kegs"}}},
	}
	_, _, err = w.PutVenue(w.Context(), ma, blueDoor, models.Match{}, b)
	w.ok(err)
	w.putRun(runOne, today, crewOne, []string{"wang", "li"}, map[string]string{stopBlue: blueDoor, stopRed: lantern}, func(b *models.RunBody) {
		for i := range b.Stops {
			b.Stops[i].Bottles = []models.BottlePlan{{Type: "500ml", Expected: 48}, {Type: "330ml", Expected: 12}}
		}
	})
	p := phoneSteps{w: w, statuses: map[string]string{}}
	p.load()
	p.hand("pre-trip", place{runOne, "", local(8, 30)})
	blue, red := atBlue(10, 0), place{runOne, stopRed, local(12, 2)}
	p.hand("fifo-stocking", blue, shelf)
	p.hand("return-bottles", blue, leaves(checklists.RefusedByCrew))
	p.hand("return-bottles", blue, leaves(checklists.VehicleFull), func(b *models.CheckBody) { b.Supersedes = uuidOf(w.checks) })
	p.hand("delivery-receipt", blue)
	p.hand("conduct", blue, func(b *models.CheckBody) { answer(b, "conduct.on-time").At = local(9, 44).Ptr() })
	p.status(blue, models.StopDelivered)
	p.load()
	p.hand("conduct", red, func(b *models.CheckBody) { answer(b, "conduct.on-time").At = local(12, 6).Ptr() })
	p.hand("delivery-receipt", red, func(b *models.CheckBody) {
		answer(b, "receipt.signed").Receipt.Number = " r-" + runOne + "-" + stopBlue
	})
	p.hand("delivery-receipt", red, func(b *models.CheckBody) {
		b.Supersedes = uuidOf(w.checks)
		answer(b, "receipt.signed").Receipt.SignedBy = " LI"
	})
	p.status(red, models.StopArrived)
	p.hand("day-close", place{runOne, "", local(14, 0)})
	p.status(red, models.StopDelivered)
	for range 2 { // both porters count the empties of one stop: 48, not 96
		p.hand("return-bottles", red)
	}
	p.hand("day-close", place{runOne, "", local(14, 30)}, func(b *models.CheckBody) {
		answer(b, "close.bottles-in").Bottles = []checklists.BottleCount{{Type: "500ml", Taken: 40}, {Type: "330ml"}}
	})
	p.hand("day-close", place{runOne, "", local(23, 50)})
	return p.day
}

// shelf is new beer in front of old, one lot past its limit, and one product that nobody knows.
func shelf(b *models.CheckBody) {
	answer(b, "fifo.lots").Lots = []checklists.Lot{
		{ProductID: beer, ProducedOn: today.AddDays(-20), Quantity: 24, Position: 1, Delivered: true},
		{ProductID: beer, ProducedOn: today.AddDays(-181), Quantity: 24, Position: 2},
		{ProductID: "unknown", ProducedOn: "2020-01-01", Quantity: 1, Position: 3},
	}
}

// phoneSteps writes down what a phone knew and what the server said.
type phoneSteps struct {
	w        *world
	statuses map[string]string
	day      phoneDay
}

// load is the phone fetching its day, less what no grade depends on: codes of receipts, drawn by chance, and effects.
func (p *phoneSteps) load() {
	day, err := p.w.Today(p.w.Context(), li, today)
	p.w.ok(err)
	day.Effects = nil
	for i := range day.Run.Stops {
		day.Run.Stops[i].ReceiptToken = ""
	}
	p.day.Days, p.statuses = append(p.day.Days, day), map[string]string{}
}

func (p *phoneSteps) hand(list string, at place, change ...func(*models.CheckBody)) {
	b := checkOf(list, at, change...)
	k := p.w.hand(li, b)
	statuses := map[string]string{}
	for id, s := range p.statuses {
		statuses[id] = s
	}
	p.day.Steps = append(p.day.Steps, phoneStep{len(p.day.Days) - 1, b.CompletedAt, statuses, k.ID, b, k.Grade})
}

func (p *phoneSteps) status(at place, status string) {
	p.w.status(li, at, status, at.start.Add(20*time.Minute))
	p.statuses[at.stop] = status
}
