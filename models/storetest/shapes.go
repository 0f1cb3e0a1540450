package storetest

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crewcheck/models"
)

// throughJSON is what encoding/json makes of d: the stored shape, by definition.
func throughJSON(t *testing.T, d *sample) *sample {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var out sample
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

func (s *store) wantSame(d *sample) {
	s.t.Helper()
	want, got := throughJSON(s.t, d), s.get(samples, d.ID)
	if !reflect.DeepEqual(got, want) {
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		s.t.Errorf("stored and read:\n%s\nwant:\n%s", a, b)
	}
}

// testShapes holds a nil slice or map to be nil again, and an empty one to be empty again
// unless omitempty leaves it out: both as encoding/json has it.
func testShapes(t *testing.T, s *store) {
	ratio, bound, far, yes, no := 0.1, 0, int64(math.MinInt64), true, false
	at := noon.Add(1)
	full := base("full", 0)
	full.author = author{UserID: "Zhang", Plain: "embedded"}
	full.Approval = &Approval{ApprovedBy: "Chen"}
	full.Kind, full.Plain, full.Secret, full.hidden = "<b>&\u2028", "no tag", "stays here", "stays here"
	full.Count, full.Big, full.Small, full.Score = -7, math.MaxInt64, 65535, 1e300
	full.Share, full.Bound, full.Far, full.Open, full.Agreed = &ratio, &bound, &far, true, &no
	full.Nested = nested{ID: "inner", Name: "店", At: &at, Deep: &deep{Code: "c", Lots: []limit{{1, 2}, {0.5, 0}}, Ratio: &ratio}}
	full.Maybe = &full.Nested
	full.ClosedAt, full.SeenAt, full.SentAt = &at, &at, at
	full.Lines = []nested{{Name: "a"}, full.Nested}
	full.Tags, full.Notes, full.Times = []string{"", "x"}, []string{"n"}, []models.Time{at, noon}
	full.Totals = map[string]int{"driver": 0, "porter": -3}
	full.Shares = map[string]float64{"depot": 0.25, "sales": 3}
	full.Texts = map[string]string{"zh-CN": "瓶子", "": "empty key"}
	full.Days = map[models.Date]limit{"2026-03-29": {Low: 1}}
	full.Bytes, full.Pair = []byte{0, 255}, [2]float64{0.5, 3}

	empty := base("empty", 1)
	hollow := base("hollow", 2)
	hollow.Agreed, hollow.Lines, hollow.Tags, hollow.Notes = &yes, []nested{}, []string{}, []string{}
	hollow.Totals, hollow.Shares, hollow.Maybe = map[string]int{}, map[string]float64{}, &nested{Deep: &deep{}}
	for _, d := range []*sample{full, empty, hollow} {
		s.insert(samples, d)
		s.wantSame(d)
	}
	for i, d := range rapid.SliceOfN(anySample(), 40, 40).Example(1) {
		d.ID, d.Version, d.Phone = "any "+number(i), 1, number(i)
		s.insert(samples, d)
		s.wantSame(d)
		d.Version = 2
		if err := s.Replace(t.Context(), samples, 1, d); err != nil {
			t.Fatal(err)
		}
		s.wantSame(d)
	}
}

func anySample() *rapid.Generator[*sample] {
	text := rapid.Map(rapid.String(), func(s string) string { return strings.ToValidUTF8(s, "?") })
	key := rapid.StringMatching(`[a-z][a-zA-Z0-9_-]{0,8}`)
	nests := rapid.Custom(func(t *rapid.T) nested {
		n := nested{ID: text.Draw(t, "id"), Name: text.Draw(t, "name"), At: rapid.Ptr(anyTime(), true).Draw(t, "at")}
		if rapid.Bool().Draw(t, "deep") {
			n.Deep = &deep{Code: text.Draw(t, "code"), Ratio: rapid.Ptr(rapid.Float64Range(-1e9, 1e9), true).Draw(t, "ratio")}
		}
		return n
	})
	return rapid.Custom(func(t *rapid.T) *sample {
		d := base("", 0)
		d.At, d.CreatedAt = anyTime().Draw(t, "at"), anyTime().Draw(t, "created")
		d.Kind, d.Count, d.Big = text.Draw(t, "kind"), rapid.Int().Draw(t, "count"), rapid.Int64().Draw(t, "big")
		d.Score, d.Open = rapid.Float64Range(-1e300, 1e300).Draw(t, "score"), rapid.Bool().Draw(t, "open")
		d.Far, d.SeenAt = rapid.Ptr(rapid.Int64(), true).Draw(t, "far"), rapid.Ptr(anyTime(), true).Draw(t, "seen")
		d.Nested, d.Maybe = nests.Draw(t, "nested"), rapid.Ptr(nests, true).Draw(t, "maybe")
		d.Lines, d.Tags = rapid.SliceOfN(nests, 0, 3).Draw(t, "lines"), rapid.SliceOfN(text, 0, 3).Draw(t, "tags")
		d.Totals = rapid.MapOfN(key, rapid.Int(), 0, 4).Draw(t, "totals")
		d.Texts = rapid.MapOfN(key, text, 0, 4).Draw(t, "texts")
		d.Bytes = rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "bytes")
		return d
	})
}

func anyTime() *rapid.Generator[models.Time] {
	low := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	high := time.Date(2199, 12, 31, 23, 59, 59, 0, time.UTC).UnixMilli()
	return rapid.Map(rapid.Int64Range(low, high), func(ms int64) models.Time { return models.At(time.UnixMilli(ms)) })
}

func testTimes(t *testing.T, s *store) {
	raw := time.Date(2026, 3, 29, 23, 59, 59, 999_999_999, time.FixedZone("", 8*3600))
	at := models.At(raw)
	d := base("one", 0)
	d.At, d.ClosedAt, d.SeenAt, d.SentAt = at, &at, &at, at
	d.Nested.At, d.Lines, d.Times = &at, []nested{{At: &at}}, []models.Time{at}
	s.insert(samples, d)
	got := s.get(samples, "one")
	for _, v := range []models.Time{got.At, *got.ClosedAt, *got.SeenAt, got.SentAt, *got.Nested.At, *got.Lines[0].At, got.Times[0]} {
		if v.Nanosecond() != 999_000_000 || !v.Equal(raw.Truncate(time.Millisecond)) || v.Location() != time.UTC {
			t.Errorf("got %v, want %v", v.Time, at)
		}
	}
	s.insert(samples, base("two", 1))
	if got := s.get(samples, "two"); got.ClosedAt != nil || got.SeenAt != nil || !got.SentAt.IsZero() || got.Nested.At != nil {
		t.Errorf("times that were not set came back: %+v", got)
	}
}
