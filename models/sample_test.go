package models_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

// samples are all that the supervisor sees, audits left out, by kind.
func (w *world) samples(state string) []models.EvidenceSample {
	w.Helper()
	page, err := w.ListSamples(w.Context(), sun, models.ListQuery{Equal: map[string]string{"state": state}, Limit: 200})
	w.ok(err)
	page.Items = slices.DeleteFunc(page.Items, func(x models.EvidenceSample) bool { return x.Kind == models.DoubtNone })
	slices.SortFunc(page.Items, func(x, y models.EvidenceSample) int { return strings.Compare(x.Kind+x.ID, y.Kind+y.ID) })
	return page.Items
}

// sample is the only one.
func (w *world) sample() models.EvidenceSample {
	w.Helper()
	w.workOut()
	all := w.samples("")
	if len(all) != 1 {
		w.Fatalf("%d samples: %+v", len(all), all)
	}
	return all[0]
}

func kindsOfSamples(all []models.EvidenceSample) []string {
	out := []string{}
	for _, x := range all {
		out = append(out, x.Kind)
	}
	return out
}

func (w *world) judge(c models.Caller, id string, verdict bool) *models.EvidenceSample {
	w.Helper()
	x, err := w.DecideSample(w.Context(), c, id, models.SampleDecide{Verdict: &verdict, Why: "looked at the pictures"})
	w.ok(err)
	return x
}

func hasty(b *models.CheckBody) {
	b.ElapsedMs, b.StartedAt = 3_000, b.CompletedAt.Add(-3*time.Second)
}

func part(s *models.Score, name string) float64 {
	for _, p := range s.Parts {
		if p.Part == name {
			return p.Raw
		}
	}
	return -1
}

func TestASampleCostsNothingUntilItsTicksAreFoundFalse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, place{runOne, stopRed, local(10, 30)})
	k := w.hand(li, checkOf("fifo-stocking", atBlue(11, 0), hasty))
	w.status(li, atBlue(11, 0), models.StopDelivered, local(11, 15))
	for range 3 { // once, however often it is worked out
		w.workOut()
		w.Service = w.restart()
	}
	x := w.sample()
	if x.Kind != models.DoubtTooFast || x.CheckID != k.ID || x.State != models.SampleOpen || x.CrewID != crewOne || len(x.Contradicts) < 4 || !strings.Contains(x.Reason.En, "3.0 seconds") || !strings.Contains(x.Reason.ZhCN, "3.0 秒") {
		t.Errorf("%+v", x)
	}
	before := w.score(crewOne)
	if part(before, models.Honesty) != 100 {
		t.Fatalf("an open sample costs something: %+v", before.Parts)
	}
	w.judge(sun, x.ID, false)
	after := w.score(crewOne)
	lost := slices.DeleteFunc(slices.Clone(after.Explain), func(l models.ScoreLine) bool { return l.SampleID != x.ID })
	if part(after, models.Honesty) >= 100 || *after.Raw >= *before.Raw || len(lost) != len(x.Contradicts) {
		t.Fatalf("%+v\n%+v", after.Parts, lost)
	}
	for _, l := range lost {
		if l.CheckID != k.ID || l.ItemID == "" || len(l.Preventable) == 0 || l.Points >= 0 || !strings.Contains(l.Reasons[0].Detail.En, "looked at the pictures") {
			t.Errorf("%+v", l)
		}
	}
	within(t, "the lines and the score", sumOf(after), *after.Score, 0.01)
	w.tell()
	equal(t, kindsOf(w.notices(), x.ID), []string{"sample.raised", "sample.decided"})
}

func TestTicksFoundTrueCostNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deliver(li, atBlue(10, 30), hasty)
	w.workOut()
	for _, x := range w.samples(models.SampleOpen) {
		w.judge(sun, x.ID, true)
	}
	if s := w.score(crewOne); part(s, models.Honesty) != 100 || len(w.samples(models.SampleDecided)) == 0 {
		t.Errorf("%+v", s.Parts)
	}
}

func TestEverySampleFoundFalseLowersTheScoreOrLeavesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for d := range 2 {
		for _, p := range w.crewDay(today.AddDays(d), 3) {
			w.deliver(li, p, hasty)
		}
	}
	w.workOut()
	last := *w.score(crewOne).Score
	for _, x := range w.samples(models.SampleOpen) {
		w.judge(sun, x.ID, false)
		s := w.score(crewOne)
		if *s.Score > last+1e-9 {
			t.Errorf("%s raised the score from %v to %v", x.Kind, last, *s.Score)
		}
		within(t, "the lines and the score", sumOf(s), *s.Score, 0.01)
		last = *s.Score
	}
	days := func() string {
		page, err := w.Store().CrewDays.List(t.Context(), models.Filter{Limit: 100})
		w.ok(err)
		for i := range page.Items {
			page.Items[i].Meta = models.Meta{ID: page.Items[i].ID}
		}
		b, _ := json.Marshal(page.Items)
		return string(b)
	}
	have := days()
	w.throwAway("crewDays", "crewDayLosses", "memberDays", "depotDays", "crewDayItems")
	w.workOut()
	if again := days(); again != have {
		t.Errorf("worked out again\n%s\n%s", have, again)
	}
	m, err := w.MemberScore(t.Context(), ma, "li", changsha, models.DateRange{From: today, To: today.AddDays(3)})
	w.ok(err)
	within(t, "the member's lines and score", sumOf(m), *m.Score, 0.01)
}

func TestWhoSeesAndDecidesSamples(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hand(li, checkOf("fifo-stocking", atBlue(11, 0), hasty))
	x := w.sample()
	yes := models.SampleDecide{Verdict: new(bool), Why: "seen"}
	for _, c := range []models.Caller{wu, li, wang, chen, zhang, nobody} {
		page, err := w.ListSamples(t.Context(), c, models.ListQuery{})
		w.ok(err)
		if len(page.Items) > 0 {
			t.Errorf("%s lists %+v", c.UserID, page.Items)
		}
		_, err = w.Sample(t.Context(), c, x.ID)
		wantCode(t, err, "record.missing")
		_, err = w.DecideSample(t.Context(), c, x.ID, yes)
		wantCode(t, err, "record.missing")
		for _, n := range w.heard(c) {
			if n.Subject.ID == x.ID {
				t.Errorf("%s hears %+v", c.UserID, n)
			}
		}
	}
	_, err := w.DecideSample(t.Context(), sun, x.ID, models.SampleDecide{})
	wantCode(t, err, "body.invalid", "/verdict")
	wantCode(t, err, "body.invalid", "/why")
	on := li
	on.Roles = append(slices.Clone(on.Roles), models.Supervisor)
	_, err = w.DecideSample(t.Context(), on, x.ID, yes)
	wantCode(t, err, "sample.own")
	for range 2 {
		_, err = w.DecideSample(t.Context(), sun, x.ID, yes)
		w.ok(err)
	}
	_, err = w.DecideSample(t.Context(), ma, x.ID, yes)
	wantCode(t, err, "sample.state")
	page, err := w.ListAudit(t.Context(), sun, models.ListQuery{Equal: map[string]string{"subjectId": x.ID}})
	w.ok(err)
	if len(page.Items) != 1 || page.Items[0].Action != models.AuditSample || page.Items[0].By != "sun" {
		t.Errorf("%+v", page.Items)
	}
}

// heard are the notices that a caller hears.
func (w *world) heard(c models.Caller) (out []models.Notice) {
	w.Helper()
	w.tell()
	all := w.notices()
	if len(all) == 0 {
		w.Fatal("nothing was told")
	}
	l, err := w.Listen(w.Context(), c, all[0].ID)
	w.ok(err)
	defer l.Close()
	w.ok(l.CatchUp(w.Context(), func(n *models.Notice) error { out = append(out, *n); return nil }))
	return out
}

func TestAnAppealTakesATickOutOfASample(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	k := w.hand(li, checkOf("fifo-stocking", atBlue(11, 0), hasty))
	w.status(li, atBlue(11, 0), models.StopDelivered, local(11, 15))
	for _, p := range w.crewDay(today.AddDays(1), 12) {
		w.hand(li, checkOf("fifo-stocking", p))
	}
	w.clock.add(20 * 24 * time.Hour) // the grade could be appealed no more
	x := w.sample()
	w.judge(sun, x.ID, false)
	low := part(w.score(crewOne), models.Honesty)
	a, created, err := w.CreateAppeal(t.Context(), li, models.AppealCreate{CheckID: k.ID, ItemID: "fifo.lots", Reason: "I had counted before"})
	w.ok(err)
	if !created || a.VerdictAt != *w.samples("")[0].DecidedAt {
		t.Errorf("%+v", a)
	}
	s := w.score(crewOne)
	out := slices.IndexFunc(s.Explain, func(l models.ScoreLine) bool {
		return l.Kind == "appealed" && l.SampleID == x.ID && l.ItemID == "fifo.lots"
	})
	if part(s, models.Honesty) <= low || out < 0 || s.Explain[out].Points != 0 {
		t.Errorf("%v after %v: %+v", part(s, models.Honesty), low, s.Explain)
	}
	within(t, "the lines and the score", sumOf(s), *s.Score, 0.01)
	_, err = w.DecideAppeal(t.Context(), sun, a.ID, models.AppealDecide{Outcome: models.AppealRejected, Reason: "no"})
	wantCode(t, err, "appeal.decider")
	_, err = w.DecideAppeal(t.Context(), ma, a.ID, models.AppealDecide{Outcome: models.AppealRejected, Reason: "no"})
	w.ok(err)
	if again := part(w.score(crewOne), models.Honesty); again != low {
		t.Errorf("%v, want %v", again, low)
	}
}

func TestAFaultOfTheAppRecordedBeforeSparesTheTicks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.hand(li, checkOf("fifo-stocking", atBlue(11, 0), hasty))
	w.status(li, atBlue(11, 0), models.StopDelivered, local(11, 15))
	_, _, err := w.CreateExemption(t.Context(), li, "", models.ExemptionBody{RunID: runOne, StopID: stopBlue, Cause: "app-fault", At: local(11, 20)})
	w.ok(err)
	x := w.sample()
	w.clock.add(time.Minute)
	w.judge(sun, x.ID, false)
	if s := w.score(crewOne); part(s, models.Honesty) != 100 || !slices.ContainsFunc(s.Explain, func(l models.ScoreLine) bool { return l.Kind == "exempt" && l.SampleID == x.ID }) {
		t.Errorf("%+v", s.Explain)
	}
}

func TestASampleLapsesWithItsEvidenceAndStaysOnceDecided(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	put := func(of string, change ...func(*models.CheckBody)) *models.Check {
		change = append(change, func(b *models.CheckBody) { b.Supersedes = of })
		return w.hand(li, checkOf("fifo-stocking", atBlue(11, 0), change...))
	}
	first := put("", hasty)
	x := w.sample()
	second := put(first.ID)
	if again := w.sample(); again.ID != x.ID || again.State != models.SampleLapsed {
		t.Errorf("%+v", again)
	}
	no := models.SampleDecide{Verdict: new(bool), Why: "seen"}
	_, err := w.DecideSample(t.Context(), sun, x.ID, no)
	wantCode(t, err, "sample.state")

	put(second.ID, hasty) // in seconds, of one that took its time: nothing new was ticked
	w.workOut()
	if open := w.samples(models.SampleOpen); len(open) != 0 {
		t.Fatalf("a correction is doubted: %+v", open)
	}
	third := put("", hasty)
	w.workOut()
	open := w.samples(models.SampleOpen)
	if len(open) != 1 || open[0].CheckID != third.ID {
		t.Fatalf("%+v", open)
	}
	w.judge(sun, open[0].ID, false)
	w.clock.add(time.Minute)
	w.status(li, atBlue(11, 0), models.StopDelivered, local(11, 15))
	low := part(w.score(crewOne), models.Honesty)
	put(third.ID) // taken back once it was found out: it was given all the same
	if s := w.score(crewOne); part(s, models.Honesty) == 100 || low == 100 || len(w.samples(models.SampleDecided)) != 1 {
		t.Errorf("%v, before %v", part(s, models.Honesty), low)
	}
}

// doubts are the kinds of the samples of a world.
func TestWhatSpeaksAgainstTicks(t *testing.T) {
	t.Parallel()
	near, far := models.Location{Lat: 28.19, Lon: 112.97, AccuracyM: 10}, models.Location{Lat: 28.21, Lon: 112.97, AccuracyM: 10}
	at := func(l models.Location) func(*models.CheckBody) { return func(b *models.CheckBody) { b.Location = &l } }
	came := func(hour, minute int) func(*world) {
		return func(w *world) { w.status(li, atBlue(0, 0), models.StopArrived, local(hour, minute)) }
	}
	left := func(hour, minute int) func(*world) {
		return func(w *world) { w.status(li, atBlue(0, 0), models.StopDelivered, local(hour, minute)) }
	}
	check := func(list string, hour, minute int, change ...func(*models.CheckBody)) func(*world) {
		return func(w *world) { w.hand(li, checkOf(list, atBlue(hour, minute), change...)) }
	}
	offBy := func(d time.Duration) func(*models.CheckBody) {
		return func(b *models.CheckBody) {
			b.StartedAt, b.CompletedAt = b.StartedAt.Add(d), b.CompletedAt.Add(d)
			b.SentAt = b.SentAt.Add(d)
		}
	}
	moved := func(b *models.CheckBody) { b.ElapsedMs = 60_000 }
	ordered := func(quantity int) func(*world) {
		return func(w *world) {
			w.putRun(runOne, today, crewOne, []string{"wang", "li"}, map[string]string{stopBlue: blueDoor, stopRed: lantern}, func(b *models.RunBody) {
				b.Stops[0].Lines = []models.Line{{ProductID: beer, Quantity: quantity}}
			})
		}
	}
	stock := func(n float64) func(*models.CheckBody) {
		return func(b *models.CheckBody) { answer(b, "fifo.stock-count").Value = &n }
	}
	recount := func(n int) func(*world) {
		return func(w *world) {
			_, _, err := w.PutRecount(w.Context(), sun, runOne, models.RecountBody{Counts: []models.BottleCounted{{Type: "500ml", Counted: n}}})
			w.ok(err)
		}
	}
	for name, c := range map[string]struct {
		do   []func(*world)
		want []string
	}{
		"nothing": {[]func(*world){came(10, 0), check("fifo-stocking", 10, 5, at(near)), left(10, 30)}, nil},
		"far":     {[]func(*world){check("fifo-stocking", 10, 0, at(far))}, []string{"far-from-venue"}},

		"done before the arrival":                         {[]func(*world){check("fifo-stocking", 10, 0), came(10, 25)}, []string{"before-arrival"}},
		"done a little before the arrival":                {[]func(*world){check("fifo-stocking", 10, 0), came(10, 19)}, nil},
		"done at the venue, the status came late":         {[]func(*world){check("fifo-stocking", 10, 0, at(near)), came(10, 40)}, nil},
		"done before by a clock that was off":             {[]func(*world){func(w *world) { w.clock.set(local(10, 10)) }, check("fifo-stocking", 10, 0, offBy(-30*time.Minute)), came(10, 25)}, nil},
		"done before by a clock that was moved meanwhile": {[]func(*world){check("fifo-stocking", 10, 0, moved), came(10, 25)}, nil},
		"begun in the evening":                            {[]func(*world){left(10, 30), check("fifo-stocking", 11, 45)}, []string{"after-leaving"}},
		"begun soon after":                                {[]func(*world){left(10, 30), check("fifo-stocking", 11, 35)}, nil},

		"ticked in time, came late":  {[]func(*world){check("conduct", 11, 50, at(near)), came(12, 20)}, []string{"arrival-time"}},
		"ticked late, came late":     {[]func(*world){check("conduct", 12, 15, at(near)), came(12, 20)}, nil},
		"ticked early, came in time": {[]func(*world){check("conduct", 10, 30, at(near)), came(11, 0)}, nil},
		"ticked while at another stop": {[]func(*world){
			func(w *world) {
				w.hand(li, checkOf("fifo-stocking", place{runOne, stopRed, local(10, 50)}, at(models.Location{Lat: 28.25, Lon: 112.97, AccuracyM: 10})))
			},
			check("conduct", 11, 10, func(b *models.CheckBody) { answer(b, "conduct.on-time").At = local(10, 45).Ptr() }),
		}, nil}, // begun after the ticked time
		"ticked in the middle of another stop": {[]func(*world){
			func(w *world) {
				w.hand(li, checkOf("fifo-stocking", place{runOne, stopRed, local(10, 50)}, at(models.Location{Lat: 28.25, Lon: 112.97, AccuracyM: 10}), func(b *models.CheckBody) {
					b.CompletedAt, b.SentAt, b.ElapsedMs = local(11, 20), local(11, 20), 30*60_000
				}))
			},
			check("conduct", 11, 25, func(b *models.CheckBody) { answer(b, "conduct.on-time").At = local(10, 55).Ptr() }),
		}, []string{"arrival-time"}},

		"more delivered than ordered":  {[]func(*world){ordered(10), check("fifo-stocking", 10, 0)}, []string{"lots-over-order"}},
		"one more than ordered":        {[]func(*world){ordered(23), check("fifo-stocking", 10, 0)}, nil},
		"delivered what was ordered":   {[]func(*world){ordered(24), check("fifo-stocking", 10, 0)}, nil},
		"fewer counted than listed":    {[]func(*world){check("fifo-stocking", 10, 0, stock(20))}, []string{"stock-count"}},
		"a few fewer than listed":      {[]func(*world){check("fifo-stocking", 10, 0, stock(22))}, nil},
		"more counted than listed":     {[]func(*world){check("fifo-stocking", 10, 0, stock(90))}, nil},
		"as many counted at the depot": {[]func(*world){check("return-bottles", 10, 0), recount(47)}, nil},
		"fewer counted at the depot":   {[]func(*world){check("return-bottles", 10, 0), recount(40)}, []string{"bottles-recounted"}},
		"fewer at the depot of two": {[]func(*world){
			check("return-bottles", 10, 0), func(w *world) { w.hand(li, checkOf("return-bottles", place{runOne, stopRed, local(10, 30)})) }, recount(40),
		}, nil},
		"fewer at the close": {[]func(*world){
			func(w *world) { w.hand(li, checkOf("day-close", place{runOne, "", local(17, 0)})) }, recount(40),
		}, []string{"bottles-recounted"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for _, do := range c.do {
				do(w)
			}
			w.workOut()
			all := w.samples(models.SampleOpen)
			equal(t, kindsOfSamples(all), slices.Clone(c.want))
			for _, x := range all {
				if x.Reason.ZhCN == "" || x.Reason.En == "" || len(x.Contradicts) == 0 || len(x.MemberIDs) == 0 {
					t.Errorf("%+v", x)
				}
			}
		})
	}
}

func TestMoreEmptiesThanTheBooksKnowOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _, err := w.PutProduct(t.Context(), ma, beer, models.Match{}, models.ProductBody{Name: models.Text{ZhCN: "啤酒", En: "Beer"}, Unit: "case", ShelfLifeDays: 180, BottleType: "500ml", BottlesPer: 12})
	w.ok(err)
	bring := func(date models.Date, taken int) {
		run, stop := "b-"+string(date), "bs-"+string(date)
		w.putRun(run, date, crewOne, []string{"wang", "li"}, map[string]string{stop: blueDoor}, func(b *models.RunBody) {
			b.Stops[0].Lines = []models.Line{{ProductID: beer, Quantity: 24}}
		})
		w.deliver(li, place{run, stop, on(date, 10, 0)}, func(b *models.CheckBody) {
			if a := answer(b, "bottles.taken"); a != nil {
				a.Bottles = []checklists.BottleCount{{Type: "500ml", Expected: 48, Taken: taken}}
			}
		})
		w.workOut()
	}
	bring(today, 500)              // nobody knows what stood there before
	bring(today.AddDays(40), 288)  // the books are young
	bring(today.AddDays(60), 288)  // … and still
	bring(today.AddDays(95), 288)  // 288 stood there two months ago, at least: they were taken
	bring(today.AddDays(100), 310) // of 288, and a crate passes: there were more than the books knew of
	if all := w.samples(""); len(all) != 0 {
		t.Fatalf("%+v", all)
	}
	bring(today.AddDays(105), 340) // of 310 − 22
	x := w.sample()
	if x.Kind != models.DoubtBalance || !strings.Contains(x.Reason.En, "340 taken and left, where the books know of 288") || x.Contradicts[0].ItemID != "bottles.taken" {
		t.Errorf("%+v", x)
	}
}

func TestOneCheckInAHundredIsDrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for d := range 20 {
		for _, p := range w.crewDay(today.AddDays(d), 12) {
			w.hand(li, checkOf("fifo-stocking", p, func(b *models.CheckBody) { b.SentAt = b.CompletedAt.Add(time.Duration(d) * time.Second) }))
		}
	}
	w.workOut()
	page, err := w.ListSamples(t.Context(), sun, models.ListQuery{Equal: map[string]string{"kind": models.DoubtNone}, Limit: 200})
	w.ok(err)
	if n := len(page.Items); n < 1 || n > 9 {
		t.Errorf("%d of 240 checks", n)
	}
}

// shot is a picture of boxes drawn by dice, as a phone sends it.
func shot(seed uint64, quality int) (sha string, data []byte) {
	d := rand.New(rand.NewPCG(seed, 1))
	img := image.NewGray(image.Rect(0, 0, 160, 120))
	for range 40 {
		x, y, c := d.IntN(160), d.IntN(120), color.Gray{uint8(d.IntN(256))}
		for dy := range 10 + d.IntN(40) {
			for dx := range 10 + d.IntN(40) {
				img.SetGray(x+dx, y+dy, c)
			}
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return shaOf(b.Bytes()), b.Bytes()
}

func (w *world) upload(data []byte) {
	w.Helper()
	_, _, err := w.PutPhoto(w.Context(), li, shaOf(data), data)
	w.ok(err)
}

// shows is a stocking check that failed one item with a picture.
func shows(p place, item, sha string) models.CheckBody {
	return checkOf("fifo-stocking", p, func(b *models.CheckBody) { answer(b, item).Photos = []string{sha} })
}

func TestACopyOfAnotherStopsPictureIsFoundInWhateverOrderItComes(t *testing.T) {
	t.Parallel()
	const item = "fifo.placed-as-asked"
	sha, data := shot(1, 90)
	again, copied := shot(1, 55)
	other, fresh := shot(2, 90)
	earlier := func(w *world) { w.hand(li, shows(atBlue(10, 0), item, sha)) }
	later := func(w *world) { w.hand(li, shows(place{runOne, stopRed, local(11, 0)}, item, again)) }
	third := func(w *world) {
		w.hand(li, checkOf("conduct", atBlue(11, 30), func(b *models.CheckBody) { answer(b, "conduct.parking").Photos = []string{other} }))
	}
	brings := func(data []byte) func(*world) { return func(w *world) { w.upload(data) } }
	settle := func(w *world) { w.clock.add(time.Minute); w.workOut(); w.workOut() }
	for name, steps := range map[string][]func(*world){
		"pictures first":               {brings(data), brings(copied), brings(fresh), earlier, later, third},
		"checks first":                 {earlier, later, third, brings(fresh), brings(data), brings(copied)},
		"the original last":            {earlier, later, third, brings(copied), settle, brings(fresh), brings(data)},
		"worked out between each":      {earlier, settle, brings(data), settle, later, settle, brings(copied), settle, brings(fresh), third},
		"pictures long before a check": {brings(data), brings(copied), settle, settle, earlier, settle, later, third, brings(fresh)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for _, step := range steps {
				step(w)
				w.Service = w.restart()
			}
			for range 3 {
				settle(w)
			}
			x := w.sample()
			if x.Kind != models.DoubtPhotoCopied || x.StopID != stopRed || len(x.Contradicts) != 1 || x.Contradicts[0].ItemID != item {
				t.Fatalf("%+v", x)
			}
			var photos []string
			for _, e := range x.Evidence {
				if e.Kind == "photo" {
					photos = append(photos, e.ID)
				}
			}
			equal(t, photos, []string{again, sha})
		})
	}
}

func TestPicturesOfOneStopAndOfPaperAreNoCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sha, data := shot(1, 90)
	again, copied := shot(1, 55)
	paper, slip := shot(3, 90)
	paper2, slip2 := shot(3, 55)
	w.hand(li, shows(atBlue(10, 0), "fifo.placed-as-asked", sha))
	w.hand(li, checkOf("conduct", atBlue(10, 20), func(b *models.CheckBody) { answer(b, "conduct.parking").Photos = []string{again} }))
	for i, sha := range []string{paper, paper2} {
		w.hand(li, checkOf("delivery-receipt", place{runOne, []string{stopBlue, stopRed}[i], local(11, 0)}, func(b *models.CheckBody) { answer(b, "receipt.photo").Photos = []string{sha} }))
	}
	for _, b := range [][]byte{data, copied, slip, slip2} {
		w.upload(b)
	}
	w.workOut()
	w.workOut()
	if all := w.samples(""); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestTheSamePictureAtTwoStopsIsAskedAbout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sha, data := shot(1, 90)
	first := w.hand(li, shows(atBlue(10, 0), "fifo.area-clean", sha))
	w.hand(li, shows(place{runOne, stopRed, local(11, 0)}, "fifo.placed-as-asked", sha))
	w.upload(data)
	w.workOut()
	x := w.sample()
	if x.Kind != models.DoubtPhotoReused || x.StopID != stopRed || len(x.Contradicts) != 1 || x.Contradicts[0].ItemID != "fifo.placed-as-asked" {
		t.Errorf("%+v", x)
	}
	want := []models.Evidence{{Kind: "photo", ID: sha}, {Kind: "check", ID: first.ID}}
	equal(t, x.Evidence, want)
}

func TestPicturesThatCannotBeReadHoldNothingUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, data := shot(1, 90)
	cut := data[:len(data)*2/3]
	good, whole := shot(2, 90)
	again, copied := shot(2, 60)
	w.hand(li, shows(atBlue(10, 0), "fifo.area-clean", shaOf(cut)))
	w.hand(li, checkOf("conduct", atBlue(10, 20), func(b *models.CheckBody) { answer(b, "conduct.parking").Photos = []string{good} }))
	w.hand(li, shows(place{runOne, stopRed, local(11, 0)}, "fifo.area-clean", again))
	w.upload(cut)
	w.upload(dot)
	w.upload(whole)
	w.upload(copied)
	w.workOut()
	w.workOut()
	if x := w.sample(); x.Kind != models.DoubtPhotoCopied || x.StopID != stopRed {
		t.Errorf("%+v", x)
	}
}
