package models_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crewcheck/models"
)

// numberedOn files a complaint on each of the days at the time of the depot's clock, and tells their numbers, the newest first.
func (w *world) numberedOn(days ...time.Time) []string {
	var out []string
	for _, day := range days {
		w.clock.set(models.At(day))
		k := w.complain("dress", models.At(day))
		out = append([]string{k.Number}, out...)
	}
	return out
}

func (w *world) numbersOf(c models.Caller, equal map[string]string) []string {
	page, err := w.ListComplaints(w.Context(), c, models.ListQuery{Equal: equal, Limit: 200})
	w.ok(err)
	out := []string{}
	for _, k := range page.Items {
		out = append(out, k.Number)
	}
	return out
}

func TestAComplaintIsFoundByItsNumberAndByHowThatBegins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	zone := time.FixedZone("", 8*3600)
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 30, 0, 0, zone)
	}
	// The first hours of a day in Changsha are the day before in UTC.
	all := w.numberedOn(at(11, 20, 23), at(11, 21, 0), at(11, 21, 23), at(12, 1, 1))
	for _, c := range []struct {
		number string
		want   []string
	}{
		{all[2], all[2:3]},
		{" c-20261121-0001 ", all[2:3]},
		{"20261121-0002", all[1:2]},
		{"C-20261121", all[1:3]},
		{"C-20261121-", all[1:3]},
		{"C-20261121-00", all[1:3]},
		{"C-2026112", all[1:4]},
		{"C-202611", all[1:4]},
		{"202612", all[:1]},
		{"C-20261", all},
		{"C-2", all},
		{"c", all},
		{"C-20261122", []string{}},
		{"C-20261121-1", []string{}},
		{"C-20261121-0003", []string{}},
		{"C-202613", []string{}},
		{"C-9", []string{}},
		{"R-7", []string{}},
		{"C-2026-11", []string{}},
	} {
		for who, caller := range map[string]models.Caller{"supervisor": sun, "manager": ma, "sales": zhang} {
			if got := w.numbersOf(caller, map[string]string{"number": c.number}); !slices.Equal(got, c.want) {
				t.Errorf("%q lists a %s %v, want %v", c.number, who, got, c.want)
			}
		}
		if got := w.numbersOf(sun, map[string]string{"number": c.number, "category": "late"}); len(got) > 0 {
			t.Errorf("%q lists %v of another category", c.number, got)
		}
	}
	if got := w.numbersOf(wu, map[string]string{"number": all[2]}); len(got) > 0 {
		t.Errorf("a number finds what the caller may not see: %v", got)
	}
	page, err := w.ListComplaints(t.Context(), sun, models.ListQuery{Equal: map[string]string{"number": "C-202611"}, Limit: 2})
	if w.ok(err); len(page.Items) != 2 || page.Next == nil {
		t.Fatalf("%d complaints, next %v", len(page.Items), page.Next)
	}
	page, err = w.ListComplaints(t.Context(), sun, models.ListQuery{Equal: map[string]string{"number": "C-202611"}, Limit: 2, After: *page.Next})
	if w.ok(err); len(page.Items) != 1 || page.Items[0].Number != all[3] || page.Next != nil {
		t.Fatalf("the second page: %+v", page.Items)
	}
}

// Any beginning of a number finds it, and whatever is found begins so.
func TestBeginningsOfNumbers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.clock.Now()
	var days []time.Time
	for i := range 12 {
		days = append(days, first.Add(time.Duration(i)*37*time.Hour))
	}
	all := w.numberedOn(days...)
	rapid.Check(t, func(rt *rapid.T) {
		whole := rapid.SampledFrom(all).Draw(rt, "number")
		part := whole[:rapid.IntRange(1, len(whole)).Draw(rt, "characters")]
		var want []string
		for _, n := range all {
			if len(n) >= len(part) && n[:len(part)] == part {
				want = append(want, n)
			}
		}
		if got := w.numbersOf(sun, map[string]string{"number": part}); !slices.Equal(got, want) {
			rt.Fatal(fmt.Sprintf("%q lists %v, want %v", part, got, want))
		}
	})
}
