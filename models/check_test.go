package models_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crewcheck/checklists"
	"crewcheck/models"
)

func TestPutCheck(t *testing.T) {
	t.Parallel()

	t.Run("the same check fifty times at once is one check with one answer", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.clock.set(local(11, 0))
		b := checkOf("delivery-receipt", atBlue(10, 30))
		var mu sync.Mutex
		var wg sync.WaitGroup
		answers, created := map[string]int{}, 0
		for range 50 {
			wg.Go(func() {
				k, fresh, err := w.PutCheck(t.Context(), li, uuidOf(1), b)
				if err != nil {
					t.Error(err)
					return
				}
				text, _ := json.Marshal(k)
				mu.Lock()
				defer mu.Unlock()
				answers[string(text)]++
				if fresh {
					created++
				}
			})
		}
		wg.Wait()
		if created != 1 || len(answers) != 1 {
			t.Fatalf("created %d times, %d answers", created, len(answers))
		}
		page, err := w.ListChecks(t.Context(), sun, models.ListQuery{})
		if w.ok(err); len(page.Items) != 1 {
			t.Fatalf("%d checks", len(page.Items))
		}
	})

	t.Run("other content under the id is a conflict, and claims nothing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.hand(li, checkOf("delivery-receipt", atBlue(10, 30)))
		other := checkOf("delivery-receipt", atBlue(10, 30))
		answer(&other, "receipt.signed").Receipt.Number = "R-77"
		_, _, err := w.PutCheck(t.Context(), li, uuidOf(1), other)
		wantCode(t, err, "check.conflict")
		red := w.hand(li, checkOf("delivery-receipt", place{runOne, stopRed, local(11, 0)}, func(b *models.CheckBody) {
			answer(b, "receipt.signed").Receipt.Number = "R-77"
		}))
		if len(red.Grade.Critical) != 0 {
			t.Fatalf("a refused check holds the number: %+v", red.Grade)
		}
	})

	t.Run("the time of sending is no content, and a year later the answer is the same", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		b := checkOf("fifo-stocking", atBlue(10, 30))
		first := w.hand(li, b)
		w.putRun(runOne, today, crewOne, []string{"wang"}, map[string]string{stopBlue: blueDoor, stopRed: lantern})
		w.publish("fifo-stocking")
		w.clock.add(365 * 24 * time.Hour)
		b.SentAt = models.At(w.clock.Now())
		// By then Li has left the crew, and the version is long out of date.
		again, created, err := w.PutCheck(t.Context(), models.Caller{UserID: "li", Roles: li.Roles, DepotIDs: li.DepotIDs}, uuidOf(1), b)
		w.ok(err)
		if x, y := mustJSON(first), mustJSON(again); created || x != y {
			t.Fatalf("%s\n%s", x, y)
		}
	})

	t.Run("a stranger with the id and the content learns nothing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		b := checkOf("fifo-stocking", atBlue(10, 30))
		w.hand(li, b)
		_, _, err := w.PutCheck(t.Context(), qian, uuidOf(1), b)
		wantCode(t, err, "body.invalid", "/runId", "field.reference")
	})

	t.Run("the phone's clock is corrected by the offset at sending", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.clock.set(local(12, 0))
		k := w.hand(li, checkOf("conduct", atBlue(9, 0), func(b *models.CheckBody) { b.SentAt = local(10, 30) })) // an hour and a half slow
		if !k.StartedAt.Equal(local(10, 30).Time) || !k.CompletedAt.Equal(local(10, 40).Time) || !k.ReportedAt.Equal(local(9, 10).Time) || k.ClockSkewMs != -5_400_000 {
			t.Fatalf("%+v", k)
		}
		if at := answerOf(k, "conduct.on-time").At; !at.Equal(local(10, 30).Time) || gradeOf(k, "conduct.on-time").Outcome != checklists.OutcomePass {
			t.Fatalf("arrived %v: %+v", at, gradeOf(k, "conduct.on-time"))
		}
		ahead := w.hand(li, checkOf("fifo-stocking", atBlue(23, 0), func(b *models.CheckBody) { b.SentAt = local(11, 0) }))
		if ahead.CompletedAt.After(ahead.ReceivedAt.Time) || ahead.StartedAt.After(ahead.ReceivedAt.Time) {
			t.Fatalf("a check of the future: %+v", ahead)
		}
	})

	t.Run("missing photos are listed until they are here", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		one, oneData := picture("one")
		two, twoData := picture("two")
		b := checkOf("delivery-receipt", atBlue(10, 30), func(b *models.CheckBody) {
			a := answer(b, "receipt.photo")
			a.Photos = []string{one, one, two} // two identical pictures are no conflict
			answer(b, "receipt.signed").Receipt.Signature = two
		})
		k := w.hand(li, b)
		equal(t, k.MissingPhotos, []string{two, one})
		for _, p := range []struct {
			sha  string
			data []byte
			left []string
		}{{one, oneData, []string{two}}, {two, twoData, []string{}}} {
			_, _, err := w.PutPhoto(t.Context(), li, p.sha, p.data)
			w.ok(err)
			k, _, err = w.PutCheck(t.Context(), li, uuidOf(1), b)
			w.ok(err)
			equal(t, k.MissingPhotos, p.left)
		}
		if _, _, err := w.Photo(t.Context(), sun, one); err != nil {
			t.Fatalf("the supervisor cannot see it: %v", err)
		}
		_, _, err := w.Photo(t.Context(), qian, one)
		wantCode(t, err, "record.missing")
	})
}

func TestCheckFlags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(local(12, 0))
	same := func(b *models.CheckBody) { b.SentAt = models.At(w.clock.Now()) }
	for _, c := range []struct {
		name   string
		change func(*models.CheckBody)
		want   []string
	}{
		{"an honest check carries none", func(b *models.CheckBody) {}, []string{}},
		{"handed in a day late", func(b *models.CheckBody) {
			b.StartedAt, b.CompletedAt = local(11, 50).Add(-24*time.Hour), local(11, 59).Add(-24*time.Hour)
		}, []string{models.FlagLateSync}},
		{"two minutes of clock pass", func(b *models.CheckBody) { b.SentAt = b.SentAt.Add(2 * time.Minute) }, []string{}},
		{"more do not, ahead", func(b *models.CheckBody) { b.SentAt = b.SentAt.Add(2*time.Minute + time.Second) }, []string{models.FlagClockSkew}},
		{"nor behind", func(b *models.CheckBody) { b.SentAt = b.SentAt.Add(-2*time.Minute - time.Second) }, []string{models.FlagClockSkew}},
		{"all items in five seconds", func(b *models.CheckBody) { b.ElapsedMs = 5_000 }, []string{models.FlagTooFast}},
		{"far from the venue", func(b *models.CheckBody) { b.Location = &models.Location{Lat: 28.20, Lon: 112.97, AccuracyM: 20} }, []string{models.FlagFar}},
		{"far, but the phone was not sure", func(b *models.CheckBody) {
			b.Location = &models.Location{Lat: 28.20, Lon: 112.97, AccuracyM: 2_000}
		}, []string{}},
		{"a correction, made in seconds and at the depot", func(b *models.CheckBody) {
			b.Supersedes, b.ElapsedMs = uuidOf(w.checks-1), 4_000
			b.Location = &models.Location{Lat: 28.20, Lon: 112.97, AccuracyM: 20}
		}, []string{}},
		{"all items in five seconds, once more", func(b *models.CheckBody) { b.ElapsedMs = 5_000 }, []string{models.FlagTooFast}},
		{"and corrected as fast", func(b *models.CheckBody) { b.Supersedes, b.ElapsedMs = uuidOf(w.checks-1), 5_000 }, []string{models.FlagTooFast}},
	} {
		w.checks++
		k, _, err := w.PutCheck(t.Context(), li, uuidOf(w.checks), checkOf("fifo-stocking", atBlue(11, 30), same, c.change))
		if w.ok(err); !slices.Equal(k.Flags, c.want) {
			t.Errorf("%s: %v, want %v", c.name, k.Flags, c.want)
		}
	}
	page, err := w.ListChecks(t.Context(), sun, models.ListQuery{Equal: map[string]string{"flagged": "true"}})
	if w.ok(err); len(page.Items) != 7 || slices.ContainsFunc(page.Items, func(k models.Check) bool { return len(k.Flags) == 0 }) {
		t.Errorf("%d of 7 checks that carry flags are listed", len(page.Items))
	}
	shown := func(b *models.CheckBody) {
		sha, _ := picture("shelf")
		answer(b, "fifo.area-clean").Photos = []string{sha}
	}
	for i, p := range []place{atBlue(11, 30), atBlue(11, 40), {runOne, stopRed, local(11, 50)}} {
		k := w.hand(li, checkOf("fifo-stocking", p, same, shown))
		if slices.Contains(k.Flags, models.FlagPhotoReused) != (i == 2) {
			t.Errorf("check %d with one photo: %v", i, k.Flags)
		}
	}
}

func TestCorrections(t *testing.T) {
	t.Parallel()

	t.Run("a correction takes the place of the check it names", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.deliver(li, atBlue(10, 30), fails("fifo.area-clean"))
		if s := w.score(crewOne); s.Figures.Points == s.Figures.Max {
			t.Fatal("the fail costs nothing")
		}
		naming := func(id int) func(*models.CheckBody) {
			return func(b *models.CheckBody) { b.Supersedes = uuidOf(id) }
		}
		w.hand(li, checkOf("fifo-stocking", atBlue(10, 30), naming(1), fails("fifo.keeper-met")))
		w.hand(li, checkOf("fifo-stocking", atBlue(10, 30), naming(5)))
		if s := w.score(crewOne); s.Figures.Points != s.Figures.Max {
			t.Fatalf("a replaced check still counts: %+v", s.Figures)
		}
		w.clock.add(time.Minute)
		w.hand(wang, checkOf("fifo-stocking", atBlue(10, 30), naming(1), fails("fifo.area-clean")))
		s := w.score(crewOne)
		if s.Figures.Points != s.Figures.Max-2 {
			t.Fatalf("of two corrections the last received stands: %+v", s.Figures)
		}
	})

	t.Run("a check of other work cannot be named", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.hand(li, checkOf("fifo-stocking", atBlue(10, 30)))
		for name, b := range map[string]models.CheckBody{
			"another stop":      checkOf("fifo-stocking", place{runOne, stopRed, local(11, 0)}),
			"another checklist": checkOf("conduct", atBlue(10, 30)),
		} {
			b.Supersedes = uuidOf(1)
			_, _, err := w.PutCheck(t.Context(), li, uuidOf(50), b)
			wantCode(t, err, "body.invalid", "/supersedes", "field.reference")
			_ = name
		}
	})

	t.Run("a receipt number of another stop fails, until that stop corrects its slip", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		number := func(n string) func(*models.CheckBody) {
			return func(b *models.CheckBody) { answer(b, "receipt.signed").Receipt.Number = n }
		}
		red := place{runOne, stopRed, local(11, 0)}
		w.hand(li, checkOf("delivery-receipt", atBlue(10, 30), number("R-2")))
		taken := w.hand(li, checkOf("delivery-receipt", red, number(" r-2")))
		g := gradeOf(taken, "receipt.signed")
		if g.Outcome != checklists.OutcomeFail || g.Reasons[0].Code != "receipt-number-taken" || !strings.Contains(g.Reasons[0].Detail.En, stopBlue) || taken.Grade.Score != 59 {
			t.Fatalf("%+v", taken.Grade)
		}
		w.hand(li, checkOf("delivery-receipt", atBlue(10, 30), number("R-1"), func(b *models.CheckBody) { b.Supersedes = uuidOf(1) }))
		again := w.hand(li, checkOf("delivery-receipt", red, number("R-2"), func(b *models.CheckBody) { b.Supersedes = uuidOf(2) }))
		if len(again.Grade.Critical) != 0 {
			t.Fatalf("%+v", gradeOf(again, "receipt.signed"))
		}
	})
}

func TestCheckLimitsAndVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	put := func(b models.CheckBody) error {
		_, _, err := w.PutCheck(t.Context(), li, uuidOf(90), b)
		return err
	}

	many := checkOf("fifo-stocking", atBlue(8, 0))
	for len(many.Answers) < 201 {
		many.Answers = append(many.Answers, many.Answers[0])
	}
	wantCode(t, put(many), "body.invalid", "/answers", "field.too-many")
	if err := put(many).(*models.Error); err.Fields[0].Args[0] != 200 {
		t.Fatalf("the limit is not named: %+v", err.Fields)
	}

	photos := checkOf("fifo-stocking", atBlue(8, 0))
	for i := range 21 {
		sha, _ := picture(uuidOf(i))
		photos.Answers[0].Photos = append(photos.Answers[0].Photos, sha)
	}
	wantCode(t, put(photos), "body.invalid", "/answers/0/photos", "field.too-many")
	if err := put(photos).(*models.Error); err.Fields[0].Args[0] != 20 {
		t.Fatalf("the limit is not named: %+v", err.Fields)
	}

	wantCode(t, put(checkOf("fifo-stocking", atBlue(8, 0), func(b *models.CheckBody) { b.Checklist.Version = 9 })), "check.version-unknown", "/checklist/version")
	wantCode(t, put(checkOf("fifo-stocking", atBlue(8, 0), func(b *models.CheckBody) { b.Checklist.ID = "dancing" })), "body.invalid", "/checklist/id", "field.reference")
	wantCode(t, put(checkOf("fifo-stocking", place{run: runOne, start: local(8, 0)})), "body.invalid", "/stopId", "field.required")
	wantCode(t, put(checkOf("pre-trip", atBlue(8, 0))), "body.invalid", "/stopId", "field.not-here")
	wantCode(t, put(checkOf("fifo-stocking", place{runOne, "stop-two", local(8, 0)})), "body.invalid", "/stopId", "field.reference")
	wantCode(t, put(checkOf("fifo-stocking", atBlue(8, 0), func(b *models.CheckBody) { b.MemberID = "qian" })), "body.invalid", "/memberId", "field.reference")
	wantCode(t, put(checkOf("fifo-stocking", atBlue(8, 0), func(b *models.CheckBody) { b.CompletedAt = b.StartedAt.Add(-1) })), "body.invalid", "/completedAt", "field.order")

	w.publish("fifo-stocking") // version 2 takes the place of version 1, at this moment
	published := models.At(w.clock.Now())
	old := func(started models.Time) error {
		w.clock.set(started.Add(time.Hour))
		w.checks++
		_, _, err := w.PutCheck(t.Context(), li, uuidOf(w.checks), checkOf("fifo-stocking", place{runOne, stopBlue, started}, func(b *models.CheckBody) {
			b.SentAt = models.At(w.clock.Now())
			answer(b, "fifo.lots").Lots = answer(b, "fifo.lots").Lots[:1]
		}))
		return err
	}
	w.ok(old(published.Add(-time.Minute)))
	w.ok(old(published.Add(7 * 24 * time.Hour)))
	wantCode(t, old(published.Add(7*24*time.Hour+time.Minute)), "check.version-expired", "/checklist/version")
}

// publish makes a next version of a checklist the current one.
func (w *world) publish(id string) {
	w.Helper()
	draft, err := w.DraftChecklist(w.Context(), id)
	w.ok(err)
	d := draft.Definition
	d.Title.En = fmt.Sprintf("%s (%d)", strings.SplitN(d.Title.En, " (", 2)[0], d.Version)
	_, _, err = w.SaveChecklistDraft(w.Context(), sun, id, models.Match{}, d)
	w.ok(err)
	_, err = w.PublishChecklist(w.Context(), sun, id, models.Match{}, models.ChecklistPublish{Reason: "again"})
	w.ok(err)
}

func mustJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func answerOf(k *models.Check, itemID string) *checklists.Answer { return answer(&k.CheckBody, itemID) }

func gradeOf(k *models.Check, itemID string) checklists.ItemGrade {
	i := slices.IndexFunc(k.Grade.Items, func(g checklists.ItemGrade) bool { return g.ItemID == itemID })
	return k.Grade.Items[i]
}
