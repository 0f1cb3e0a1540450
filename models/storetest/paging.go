package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crewcheck/models"
)

// testPaging holds every list, read page by page, against the documents in memory.
func testPaging(t *testing.T, s *store) {
	all := rapid.SliceOfN(crowded(), 90, 90).Example(7)
	for i, d := range all {
		d.ID = number((i*37)%90) + strings.Repeat("x", i%3) // not in the order of the times
		d.Phone = d.ID
		s.insert(samples, d)
	}
	rapid.Check(t, func(t *rapid.T) {
		f := anyFilter().Draw(t, "filter")
		want := selected(all, f)
		got := []string{}
		for pages := 0; ; pages++ {
			if pages > len(all) {
				t.Fatalf("the list does not end: %q", got)
			}
			page, next := s.page(t, f)
			got = append(got, page...)
			if len(page) < f.Limit {
				break
			}
			f.After = next
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%+v: got %q, want %q", f, got, want)
		}
	})
}

// page lists one page and gives the key of its last document.
func (s *store) page(t *rapid.T, f models.Filter) (ids []string, last models.Key) {
	ctx, cancel := background()
	defer cancel()
	err := s.List(ctx, samples, f, func(decode func(models.Document) error) error {
		var d sample
		if err := decode(&d); err != nil {
			return err
		}
		ids, last = append(ids, d.ID), models.Key{Time: d.At.String(), ID: d.ID}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, last
}

var depots = []string{"changsha", "hengyang", "yueyang"}

// crowded makes documents of which many share a time.
func crowded() *rapid.Generator[*sample] {
	return rapid.Custom(func(t *rapid.T) *sample {
		d := base("", 0)
		d.At = noon.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "ms")) * time.Millisecond)
		d.DepotID = rapid.SampledFrom(depots).Draw(t, "depot")
		d.Kind = rapid.SampledFrom([]string{"", "praise", "rating"}).Draw(t, "kind")
		d.Count = rapid.IntRange(0, 2).Draw(t, "count")
		return d
	})
}

func anyFilter() *rapid.Generator[models.Filter] {
	return rapid.Custom(func(t *rapid.T) models.Filter {
		f := models.Filter{Equal: map[string]any{}, In: map[string][]any{}}
		f.Limit, f.Ascending = rapid.IntRange(1, 40).Draw(t, "limit"), rapid.Bool().Draw(t, "ascending")
		switch rapid.IntRange(0, 2).Draw(t, "by depot") {
		case 1:
			f.Equal["depotId"] = rapid.SampledFrom(depots).Draw(t, "depot")
		case 2:
			for _, d := range rapid.SliceOfN(rapid.SampledFrom(depots), 0, 3).Draw(t, "depots") {
				f.In["depotId"] = append(f.In["depotId"], d)
			}
		}
		if rapid.Bool().Draw(t, "by kind") {
			f.Equal["kind"] = rapid.SampledFrom([]string{"", "praise"}).Draw(t, "kind")
		}
		if rapid.Bool().Draw(t, "by count") {
			f.In["count"] = []any{rapid.IntRange(0, 3).Draw(t, "count"), 2}
		}
		if rapid.Bool().Draw(t, "from") {
			f.From = noon.Add(time.Duration(rapid.IntRange(-1, 9).Draw(t, "first")) * time.Millisecond).String()
		}
		if rapid.Bool().Draw(t, "to") {
			f.To = noon.Add(time.Duration(rapid.IntRange(-1, 9).Draw(t, "end")) * time.Millisecond).String()
		}
		return f
	})
}

// selected is what f means, said in Go.
func selected(all []*sample, f models.Filter) []string {
	var in []*sample
	for _, d := range all {
		values := map[string]any{"depotId": d.DepotID, "kind": d.Kind, "count": d.Count}
		ok := (f.From == "" || d.At.String() >= f.From) && (f.To == "" || d.At.String() < f.To)
		for name, v := range f.Equal {
			ok = ok && values[name] == v
		}
		for name, list := range f.In {
			ok = ok && slices.Contains(list, values[name])
		}
		if ok {
			in = append(in, d)
		}
	}
	slices.SortFunc(in, func(a, b *sample) int {
		if c := a.At.Compare(b.At.Time); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	if !f.Ascending {
		slices.Reverse(in)
	}
	ids := []string{}
	for _, d := range in {
		ids = append(ids, d.ID)
	}
	return ids
}
