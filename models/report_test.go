package models_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"crewcheck/checklists"
	"crewcheck/models"
)

// week is the window of these tests: the hand-made depot's day is its last but one.
var week = models.DateRange{From: today.AddDays(-5), To: today.AddDays(1)}

func of(depot, crew, venue string) models.ReportQuery {
	return models.ReportQuery{DepotID: depot, CrewID: crew, VenueID: venue, DateRange: week}
}

// sayOf gives feedback by the code of a stop's receipt.
func (w *world) sayOf(stop string, b models.FeedbackBody) {
	w.Helper()
	run, err := w.Run(w.Context(), sun, runOne)
	w.ok(err)
	for _, st := range run.Stops {
		if st.ID == stop {
			_, _, err := w.GiveFeedback(w.Context(), st.ReceiptToken, b)
			w.ok(err)
			return
		}
	}
	w.Fatalf("no stop %s", stop)
}

// handMade is a depot of one day whose figures are worked out by hand below.
//
//	Li closes a trip check that fails the dress: one fault found before the trip.
//	Blue Door, 10:30 in its window: the crew fails the area itself (one during), swaps 8 of 10 bottles (limit 6), and 1 of 1
//	carton; the venue gives 3 stars, and 4 for empathy, 2 for tangibles.
//	Red Lantern, 12:40, 40 minutes late: the clock's item fails by its grade (one more during); the venue gives 5 stars.
//	The Blue Door complains that Li was rude (upheld) and of a bill (dismissed), the first acknowledged after 1 hour.
//	It asks to pass on a wish, which nobody answers. Wang has two ideas; one is adopted.
func handMade(t *testing.T) *world {
	w := newWorld(t)
	ctx := t.Context()
	w.hand(li, checkOf("pre-trip", place{runOne, "", local(8, 10)}, fails("pre-trip.dress")))
	w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"), func(b *models.CheckBody) {
		if a := answer(b, "fifo.damaged-swap"); a != nil {
			a.Swap = &checklists.Swap{Reported: 10, Swapped: 8, Reason: "no more on board"}
			answer(b, "fifo.packaging-swap").Swap = &checklists.Swap{Reported: 1, Swapped: 1}
		}
	})
	w.deliver(li, place{runOne, stopRed, local(12, 40)}, func(b *models.CheckBody) {
		for _, id := range []string{"fifo.damaged-swap", "fifo.packaging-swap"} {
			if a := answer(b, id); a != nil {
				a.Swap = &checklists.Swap{}
			}
		}
		if a := answer(b, "conduct.relay"); a != nil {
			a.Text = ""
		}
	})
	w.sayOf(stopBlue, models.FeedbackBody{Kind: "rating", Rating: 3, Dimensions: &models.Dimensions{Empathy: 4, Tangibles: 2}})
	w.sayOf(stopRed, models.FeedbackBody{Kind: "rating", Rating: 5})
	rude := w.complain("rude", local(14, 0), func(b *models.ComplaintCreate) { b.StopID, b.OccurredAt = stopBlue, local(10, 40).Ptr() })
	w.clock.set(local(15, 0))
	_, err := w.AcknowledgeComplaint(ctx, zhang, rude.ID)
	w.ok(err)
	w.uphold(rude, models.Shares{Porter: 100})
	bill := w.complain("billing", local(16, 0), func(b *models.ComplaintCreate) { b.StopID, b.OccurredAt = stopBlue, local(10, 40).Ptr() })
	w.clock.set(local(16, 30))
	_, err = w.DecideComplaint(ctx, sun, bill.ID, models.DecideBody{Verdict: models.Dismissed, Shares: models.Shares{Venue: 100}, Reason: "the bill is right"})
	w.ok(err)
	for i := range 2 {
		x, _, err := w.CreateIdea(ctx, wang, "", models.IdeaCreate{Text: fmt.Sprint("idea ", i)})
		w.ok(err)
		if i == 0 {
			_, err = w.AdoptIdea(ctx, sun, x.ID, models.IdeaAnswer{Answer: "from Monday"})
			w.ok(err)
		}
	}
	w.workOut()
	return w
}

func value(t *testing.T, f models.Figure, want float64, n int) {
	t.Helper()
	if f.Value == nil || math.Abs(*f.Value-want) > 0.005 || f.N != n {
		have := "null"
		if f.Value != nil {
			have = fmt.Sprint(*f.Value)
		}
		t.Errorf("%s is %s of %d %s, want %v of %d", f.Key, have, f.N, f.Of, want, n)
	}
	if f.Text.En == "" || f.Text.ZhCN == "" || f.Unit == "" || f.Of == "" {
		t.Errorf("%s does not say what it is: %+v", f.Key, f)
	}
}

func TestPreventionOfAHandMadeDepot(t *testing.T) {
	t.Parallel()
	w := handMade(t)
	for _, q := range []models.ReportQuery{of(changsha, "", ""), of("", crewOne, "")} {
		p, err := w.PreventionReport(t.Context(), sun, q)
		w.ok(err)
		value(t, p.Found[0], 25, 4)
		value(t, p.Found[1], 50, 4)
		value(t, p.Found[2], 25, 4)
		value(t, p.During[0], 25, 4) // the crew said that the area was not clean, but not that it was late
		value(t, p.During[1], 25, 4)
		if said, graded := p.During[0].Cases, p.During[1].Cases; len(said) != 1 || said[0].ItemID != "fifo.area-clean" || len(graded) != 1 || graded[0].ItemID != "conduct.on-time" {
			t.Errorf("%+v\n%+v", said, graded)
		}
		// Wilson, 1 of 4 at 90 %: (0.25 + 0.33825 ± 1.645·√(0.046875 + 0.0422815)) ÷ 1.6765
		if s := p.Found[0].Interval; s == nil || math.Abs(s.Low-5.79) > 0.01 || math.Abs(s.High-64.39) > 0.01 {
			t.Errorf("%+v", s)
		}
		if p.Stops != 2 || len(p.Weeks) != 1 || p.Weeks[0].Faults != 4 || *p.Weeks[0].After != 25 {
			t.Errorf("%+v", p)
		}
		if p.Moved.Value != nil {
			t.Errorf("one day does not move: %+v", p.Moved)
		}
		after := p.Found[2].Cases
		if len(after) != 1 || after[0].Kind != "complaint" || after[0].Category != "rude" || after[0].VenueID != blueDoor || p.Found[2].CasesTotal != 1 {
			t.Errorf("%+v", after)
		}
		if before := p.Found[0].Cases; len(before) != 1 || before[0].Kind != "check" || before[0].ItemID != "pre-trip.dress" {
			t.Errorf("%+v", before)
		}
	}
	p, err := w.PreventionReport(t.Context(), sun, of(changsha, "", blueDoor)) // the trip is no venue's
	w.ok(err)
	value(t, p.Found[0], 0, 2)
	value(t, p.Found[1], 50, 2)
	value(t, p.Found[2], 50, 2)
}

func TestTemperatureOfAHandMadeDepot(t *testing.T) {
	t.Parallel()
	w := handMade(t)
	x, err := w.TemperatureReport(t.Context(), sun, of(changsha, "", ""))
	w.ok(err)
	value(t, x.Speed[0], 0.5, 2) // the bill was decided after half an hour, the rude one taken up after an hour
	value(t, x.Speed[1], 1, 2)
	if x.Speed[2].Value != nil || x.Speed[2].N != 0 || x.Speed[2].Text.En == "" {
		t.Errorf("nothing was resolved: %+v", x.Speed[2])
	}
	// guard, parking, dress, language, no-dispute, thanked at two stops; none failed
	value(t, x.Attitude[0], 100, 12)
	value(t, x.Attitude[1], 75, 1)          // 4 stars
	value(t, x.Flexibility[0], 63.6364, 11) // 6 of 10 bottles, 1 of 1 carton
	value(t, x.Invention[0], 2, 2)
	value(t, x.Invention[1], 50, 2)
	if c := x.Invention[1].Cases; len(c) != 1 || c[0].Note != "idea 0" {
		t.Errorf("%+v", c)
	}
}

func TestGapsOfAHandMadeDepot(t *testing.T) {
	t.Parallel()
	w := handMade(t)
	x, err := w.GapsReport(t.Context(), sun, of(changsha, "", ""))
	w.ok(err)
	// Weights of the six checklists by STANDARDS: REL 53, ASS 26, RES 24, EMP 22, TAN 10, together 135. Three voices: rude is
	// ASS, the bill REL, the rating half EMP and half TAN. (14.074 + 0.370 + 5.926 + 17.778 + 9.259) ÷ 2
	value(t, x.Gaps[0].Size, 23.7038, 3)
	// Asked: two complaints, one of which no item answers for, and a message without an answer.
	value(t, x.Gaps[1].Size, 66.6667, 3)
	// 10 items of the trip; at each stop 8 + 4 + 4 and 8 of conduct; the relay at the Blue Door. Dress, area and clock failed.
	value(t, x.Gaps[2].Size, 100*3/59.0, 59)
	// Stops: 48 of 49 done by the crew's own word, which was late without saying so, against 75; EMP 100 against 75; TAN 2 of 3
	// against 25: (2·22.959 + 25 + 41.667) ÷ 4
	value(t, x.Gaps[3].Size, 28.1463, 4)
	if g := x.Gaps[3].Size; g.CasesTotal != 2 || len(g.Cases) != 2 {
		t.Errorf("two venues rated: %+v", g)
	}
	// One window of two held, 1.5 of two ratings; the bottles left to swap are due after the window.
	value(t, x.Gaps[4].Size, 37.5, 4)
	if r := x.Gaps[2].Rows[0]; r.Key != "pre-trip.dress" || *r.A != 100 || *r.B != 0 || r.N != 1 || r.Name.En == "" {
		t.Errorf("the widest row: %+v", r)
	}
	if c := x.Gaps[1].Size.Cases; len(c) != 2 || c[0].Category != "billing" || c[1].Kind != "message" {
		t.Errorf("%+v", c)
	}

	w.clock.set(on(today.AddDays(10), 9, 0)) // the promise of two bottles is broken by then
	q := of(changsha, "", "")
	q.To = today.AddDays(9)
	x, err = w.GapsReport(t.Context(), sun, q)
	w.ok(err)
	value(t, x.Gaps[4].Size, 50, 5)
	if c := x.Gaps[4].Size.Cases; c[0].Kind != "promise" {
		t.Errorf("%+v", c)
	}
}

// figures are all figures of a report, of every place.
func (w *world) figures(q models.ReportQuery) []models.Figure {
	w.Helper()
	g, err := w.GapsReport(w.Context(), sun, q)
	w.ok(err)
	p, err := w.PreventionReport(w.Context(), sun, q)
	w.ok(err)
	x, err := w.TemperatureReport(w.Context(), sun, q)
	w.ok(err)
	out := slices.Concat(p.Found, p.During, x.Speed, x.Attitude, x.Flexibility, x.Invention)
	for _, gap := range g.Gaps {
		out = append(out, gap.Size)
	}
	return append(out, p.Moved)
}

func TestAnEmptyDepotHasNothingToMeasure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, q := range []models.ReportQuery{of(changsha, "", ""), of(changsha, crewTwo, ""), of(changsha, "", lantern), of(changsha, crewOne, blueDoor)} {
		for _, f := range w.figures(q) {
			if f.Key != "handed-in" && f.Value != nil || f.N != 0 || f.Interval != nil || !strings.Contains(f.Text.En, "nothing to measure") && f.Key != "handed-in" || f.Cases == nil {
				t.Errorf("%+v", f)
			}
		}
	}
	b, err := w.BenchmarkReport(t.Context(), li, "", week)
	w.ok(err)
	if b.Best != nil || b.Ranked != 0 || b.Text.En == "" || len(b.Rows) == 0 || b.Rows[0].Own != nil {
		t.Errorf("%+v", b)
	}
}

func TestFiguresOfReportsStayInTheirBounds(t *testing.T) {
	t.Parallel()
	w := handMade(t)
	for _, q := range []models.ReportQuery{of(changsha, "", ""), of("", crewOne, ""), of("", crewTwo, ""), of("", "", blueDoor), of("", "", lantern), of("", crewOne, lantern)} {
		for _, f := range w.figures(q) {
			if len(f.Cases) != min(20, f.CasesTotal) || f.Value == nil && f.CasesTotal > 0 || f.More != "" && f.Of != "ideas" && f.Unit != "ideas" {
				t.Errorf("the cases behind it: %+v", f)
			}
			if f.Unit == "percent" && f.Value != nil && (*f.Value < 0 || *f.Value > 100) {
				t.Errorf("%+v", f)
			}
			if i := f.Interval; i != nil && (i.Low < 0 || i.High > 100 || i.Low > *f.Value+1e-9 || i.High < *f.Value-1e-9) {
				t.Errorf("the interval of %s: %+v around %v", f.Key, *i, *f.Value)
			}
		}
	}
}

func TestOneMoreUpheldComplaintNeverMovesPreventionLeft(t *testing.T) {
	t.Parallel()
	w := handMade(t)
	left := func() (before, own float64) {
		p, err := w.PreventionReport(t.Context(), sun, of(changsha, "", ""))
		w.ok(err)
		sum := *p.Found[0].Value + *p.Found[1].Value + *p.Found[2].Value
		if math.Abs(sum-100) > 0.001 {
			t.Errorf("the shares add up to %v", sum)
		}
		return *p.Found[0].Value, *p.Found[0].Value + *p.Found[1].Value
	}
	for i, category := range []string{"dress", "parking", "product-quality"} {
		before, own := left()
		k := w.complain(category, local(17, i), func(b *models.ComplaintCreate) { b.StopID, b.OccurredAt = stopBlue, local(10, 40).Ptr() })
		w.uphold(k, models.Shares{Driver: 50, Depot: 50})
		w.workOut()
		if b, o := left(); b >= before || o >= own {
			t.Errorf("%s: from %v and %v to %v and %v", category, before, own, b, o)
		}
	}
	// What the venue itself is to blame for is no fault of the service.
	before, own := left()
	w.uphold(w.complain("mess-left", local(17, 9), func(b *models.ComplaintCreate) { b.StopID, b.OccurredAt = stopBlue, local(10, 40).Ptr() }), models.Shares{Venue: 100})
	w.workOut()
	if b, o := left(); b != before || o != own {
		t.Error("the venue's own fault counts")
	}
}

func TestAFaultUnderAppealIsNotCounted(t *testing.T) {
	t.Parallel()
	w := handMade(t)
	p, err := w.PreventionReport(t.Context(), sun, of(changsha, "", ""))
	w.ok(err)
	_, _, err = w.CreateAppeal(t.Context(), li, models.AppealCreate{ComplaintID: p.Found[2].Cases[0].ID, Reason: "it was somebody else"})
	w.ok(err)
	w.workOut()
	p, err = w.PreventionReport(t.Context(), sun, of(changsha, "", ""))
	w.ok(err)
	value(t, p.Found[2], 0, 3)
}

func (w *world) reportsText(q models.ReportQuery) string {
	w.Helper()
	b, err := json.MarshalIndent(w.figures(q), "", " ")
	w.ok(err)
	return string(b)
}

func TestReportsWorkedOutFromScratchAreTheSame(t *testing.T) {
	t.Parallel()
	w := handMade(t)
	for _, q := range []models.ReportQuery{of(changsha, "", ""), of("", crewOne, ""), of("", "", blueDoor)} {
		before := w.reportsText(q)
		w.throwAway("serviceDays")
		if empty := w.reportsText(q); empty == before {
			t.Error("nothing was thrown away")
		}
		w.workOut()
		if after := w.reportsText(q); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
		w.workOut()
	}
}

func TestAReportOnACrewHoldsNothingOfAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hand(qian, checkOf("pre-trip", w.otherRun(), func(b *models.CheckBody) {
		b.MemberID = "qian"
		for i := range b.Answers {
			b.Answers[i].MemberID = ""
		}
	}, fails("pre-trip.dress")))
	w.workOut()
	p, err := w.PreventionReport(t.Context(), sun, of(changsha, "", ""))
	w.ok(err)
	value(t, p.Found[0], 100, 1)
	none, err := w.PreventionReport(t.Context(), sun, of("", crewOne, ""))
	w.ok(err)
	if none.Found[0].Value != nil {
		t.Errorf("another crew's fault: %+v", none.Found[0])
	}
}

// otherRun is a run of the second crew.
func (w *world) otherRun() place {
	w.Helper()
	w.putRun(runTwo, today, crewTwo, []string{"zhao", "qian"}, map[string]string{"stop-two": lantern})
	return place{runTwo, "", local(8, 10)}
}

func TestReportsAreForThoseWhoSupervise(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reads := []func(models.Caller, models.ReportQuery) error{
		func(c models.Caller, q models.ReportQuery) error {
			_, err := w.GapsReport(t.Context(), c, q)
			return err
		},
		func(c models.Caller, q models.ReportQuery) error {
			_, err := w.PreventionReport(t.Context(), c, q)
			return err
		},
		func(c models.Caller, q models.ReportQuery) error {
			_, err := w.TemperatureReport(t.Context(), c, q)
			return err
		},
	}
	for _, read := range reads {
		for _, c := range []models.Caller{sun, ma, root} {
			w.ok(read(c, of(changsha, "", "")))
		}
		for _, c := range []models.Caller{li, zhang, chen, wu, nobody} {
			wantCode(t, read(c, of(changsha, "", "")), "record.missing", "depotId")
			wantCode(t, read(c, of("", crewOne, "")), "record.missing", "crewId")
			wantCode(t, read(c, of("", "", blueDoor)), "record.missing", "venueId")
		}
		wantCode(t, read(ma, of(wuhan, crewOne, "")), "record.missing", "crewId")
		wantCode(t, read(ma, of(wuhan, "", blueDoor)), "record.missing", "venueId")
		wantCode(t, read(ma, of("", "no-such", "")), "record.missing", "crewId")
		wantCode(t, read(ma, of("", "", "no-such")), "record.missing", "venueId")
		wantCode(t, read(ma, of("", "", "")), "parameter.invalid", "depotId")
		q := of(changsha, "", "")
		q.From, q.To = today, today.AddDays(-1)
		wantCode(t, read(sun, q), "parameter.invalid", "from")
		q.From, q.To = today.AddDays(-3650), today
		wantCode(t, read(sun, q), "parameter.invalid", "from")
		q.From, q.To = "2026-02-30", today
		wantCode(t, read(sun, q), "parameter.invalid", "from")
	}
	for _, c := range []models.Caller{li, sun, ma} {
		_, err := w.BenchmarkReport(t.Context(), c, crewOne, week)
		w.ok(err)
	}
	for _, c := range []models.Caller{qian, zhang, chen, wu, nobody} {
		_, err := w.BenchmarkReport(t.Context(), c, crewOne, week)
		wantCode(t, err, "record.missing", "crewId")
	}
	_, err := w.BenchmarkReport(t.Context(), sun, "", week)
	wantCode(t, err, "parameter.invalid", "crewId")
}

// Crew one fails the area at every stop of eight, eight a day; crew two never does.
func TestABenchmarkSaysWhatTheBestCrewDoesDifferently(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for d := range 4 {
		date := today.AddDays(1 + d)
		for i, p := range w.crewDay(date, 8) {
			w.deliver(li, p, fails(messy))
			other := place{"other-" + string(date), fmt.Sprintf("other-%s-%d", date, i), p.start}
			if i == 0 {
				stops := map[string]string{}
				for n := range 8 {
					stops[fmt.Sprintf("other-%s-%d", date, n)] = lantern
				}
				w.putRun(other.run, date, crewTwo, []string{"zhao", "qian"}, stops)
			}
			w.deliver(qian, other, byCrewTwo)
		}
	}
	w.clock.set(on(today.AddDays(5), 9, 0))
	w.workOut()
	r := models.DateRange{From: today, To: today.AddDays(5)}
	b, err := w.BenchmarkReport(t.Context(), sun, crewOne, r)
	w.ok(err)
	if b.Ranked != 2 || b.Best == nil || b.Best.CrewID != crewTwo || b.Best.Own || len(b.Items) != 1 {
		t.Fatalf("%+v", b)
	}
	it := b.Items[0]
	if it.ItemID != messy || *it.Own.Value != 0 || it.Own.N != 32 || it.Best != 100 || it.BestN != 32 || len(it.Own.Cases) != 20 || it.Own.CasesTotal != 32 {
		t.Errorf("%+v", it)
	}
	for _, row := range b.Rows {
		if row.Own != nil && row.Best != nil && math.Abs(*row.Median-(*row.Own+*row.Best)/2) > 1e-9 {
			t.Errorf("of two crews the median is between them: %+v", row)
		}
	}
	// The crew's own list: 128 items of 4 × 8 stops and what they weigh are its score; here only that the rows are there.
	if row := b.Rows[1]; row.Key != models.Compliance || *row.Best != 100 || *row.Own >= 100 || row.Interval == nil || row.Crews != 2 || row.Interval.High-row.Interval.Low < 5 { // of 32 stops, not of hundreds of items
		t.Errorf("%+v", row)
	}
	mine, err := w.BenchmarkReport(t.Context(), li, "", r)
	w.ok(err)
	if mine.Best.CrewID != "" || mine.Best.Name != "" || mine.Best.Stops != 32 {
		t.Errorf("a crew is told who is best: %+v", mine.Best)
	}
	best, err := w.BenchmarkReport(t.Context(), qian, "", r)
	w.ok(err)
	if !best.Best.Own || len(best.Items) != 0 {
		t.Errorf("%+v", best)
	}
}

func byCrewTwo(b *models.CheckBody) {
	b.MemberID, b.Device.ID = "qian", "phone-qian"
	for i := range b.Answers {
		if b.Answers[i].MemberID == "wang" {
			b.Answers[i].MemberID = "zhao"
		}
	}
}
