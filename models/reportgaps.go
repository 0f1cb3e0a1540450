package models

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Gaps are the five gaps between what venues expect and what they get, each 0–100: 0 is no gap.
type Gaps struct {
	ReportHead
	Gaps []Gap `json:"gaps"`
}

// Gap is one of the five. Its rows set two sides against each other, of which A and B say what they are.
type Gap struct {
	Gap  int      `json:"gap"` // 1–5
	Name Text     `json:"name"`
	A    Text     `json:"a"`
	B    Text     `json:"b"`
	Size Figure   `json:"size"` // 0–100, 0: no gap
	Rows []GapRow `json:"rows"`
}

// GapRow is one quality, kind or item with its two sides; a side that there is nothing of is null.
type GapRow struct {
	Key  string   `json:"key"`
	Name Text     `json:"name"`
	A    *float64 `json:"a"`
	B    *float64 `json:"b"`
	Unit string   `json:"unit"`
	Sample
	// Interval is that of B where it is a rate, 90 %.
	Interval *Span `json:"interval,omitempty"`
}

// maxGapRows bounds the rows of a gap: the widest are shown.
const maxGapRows = 60

// GapsReport measures the five gaps. Errors: record.missing, parameter.invalid.
func (s *Service) GapsReport(ctx context.Context, c Caller, q ReportQuery) (*Gaps, error) {
	x, err := s.readReport(ctx, c, q)
	if err != nil {
		return nil, err
	}
	matters, err := s.gapMatters(ctx, x)
	if err != nil {
		return nil, err
	}
	asked, err := s.gapAsked(ctx, x)
	if err != nil {
		return nil, err
	}
	got, err := s.gapGot(ctx, x)
	if err != nil {
		return nil, err
	}
	return &Gaps{ReportHead: x.ReportHead, Gaps: []Gap{*matters, *asked, x.gapDone(), x.gapRated(), *got}}, nil
}

var dimensionNames = map[string]Text{
	"TAN": {ZhCN: "有形性", En: "tangibles"}, "REL": {ZhCN: "可靠性", En: "reliability"}, "RES": {ZhCN: "响应性", En: "responsiveness"},
	"ASS": {ZhCN: "保证性", En: "assurance"}, "EMP": {ZhCN: "移情性", En: "empathy"},
}

// gapMatters: by quality, the share of what venues speak of against the share of the weights in the checklists in force
// on the last day. Its size is half the sum of the differences: 0 is the same shares, 100 nothing in common.
func (s *Service) gapMatters(ctx context.Context, x *reportReading) (*Gap, error) {
	g := &Gap{
		Gap:  1,
		Name: Text{ZhCN: "店家在意的和我们看重的", En: "What matters to venues, and what the depot weighs"},
		A:    Text{ZhCN: "店家说的话里占多少", En: "share of what venues speak of"},
		B:    Text{ZhCN: "标准的权重里占多少", En: "share of the weights of the standard"},
	}
	lists, err := s.checklistsAt(ctx, x.ends())
	if err != nil {
		return nil, err
	}
	weights, total := map[string]int{}, 0
	for i := range lists {
		for _, it := range lists[i].Definition.Items {
			weights[it.Dimension] += it.Weight
			total += it.Weight
		}
	}
	voices := 0
	for _, d := range x.sum.Dimensions {
		voices += d.Voices
	}
	apart := 0.0
	for _, code := range dimensionCodes {
		row := GapRow{Key: code, Name: dimensionNames[code], Unit: unitPercent, Sample: Sample{voices / wholeVoice, "voices"}}
		row.B = share(weights[code], total)
		if voices > 0 {
			row.A = share(x.dimension(code).Voices, voices)
			apart += math.Abs(*row.A-*row.B) / 2
		}
		g.Rows = append(g.Rows, row)
	}
	n := voices / wholeVoice
	g.Size = measured("gap-1", unitPercent, min(100, apart), Sample{n, "voices"})
	widest := slices.MaxFunc(g.Rows, func(a, b GapRow) int { return cmp.Compare(a.apart(), b.apart()) })
	g.Size = g.Size.says(Text{
		ZhCN: fmt.Sprintf("店家 %d 次开口,最不一样的是%s", n, widest.Name.ZhCN),
		En:   fmt.Sprintf("venues spoke %s; furthest apart is %s", counted(n, "time", "times"), widest.Name.En),
	}).showing(inTurn(x.cases(ofComplaints), x.cases(ofVoices)), n, "")
	return g, nil
}

// share is n of total in percent; nil of nothing.
func share(n, total int) *float64 {
	if total == 0 {
		return nil
	}
	v := round4(100 * float64(n) / float64(total))
	return &v
}

// partRow sets a part against the whole of a sample, of which it may be nothing.
func partRow(key string, name Text, part float64, of Sample) GapRow {
	row := GapRow{Key: key, Name: name, Unit: unitPercent, Sample: of}
	if of.N > 0 {
		full, b := 100.0, rate("", part, float64(of.N), of.Of)
		row.A, row.B, row.Interval = &full, b.Value, b.Interval
	}
	return row
}

// apart is how far the two sides of a row are from each other.
func (r *GapRow) apart() float64 {
	if r.A == nil || r.B == nil {
		return 0
	}
	return math.Abs(*r.A - *r.B)
}

// complained counts the complaints that are tied to the days.
func (x *reportReading) complained() int {
	n := 0
	for _, c := range x.sum.Categories {
		n += c.N
	}
	return n
}

// gapAsked: of what venues ask for, the part that no item of the standard answers for: complaints of categories that
// contradict no item, messages without an answer, and what venues have as items of their own.
func (s *Service) gapAsked(ctx context.Context, x *reportReading) (*Gap, error) {
	g := &Gap{
		Gap:  2,
		Name: Text{ZhCN: "店家要的和标准里有的", En: "What venues ask for, and what the standard covers"},
		A:    Text{ZhCN: "店家要了多少", En: "asked for"},
		B:    Text{ZhCN: "标准管到的", En: "covered by the standard"},
	}
	bare := 0
	for _, c := range x.sum.Categories {
		if s.uncovered(c.ItemID) {
			bare += c.N
		}
	}
	messages, capped, err := s.reportMessages(ctx, x)
	if err != nil {
		return nil, err
	}
	own, venues, err := s.ownItems(ctx, x)
	if err != nil {
		return nil, err
	}
	cases := inTurn(x.cases(ofUncovered), messages.open, venues)
	rows := []struct {
		key       string
		name      Text
		n, misses int
	}{
		{"complaints", Text{ZhCN: "投诉", En: "complaints"}, x.complained(), bare},
		{"messages", Text{ZhCN: "要转达的话", En: "messages to pass on"}, messages.n, len(messages.open)},
		{"own-items", Text{ZhCN: "店家自己的要求", En: "items of a venue's own"}, own, own},
	}
	n, misses := 0, 0
	for _, r := range rows {
		g.Rows = append(g.Rows, partRow(r.key, r.name, float64(r.n-r.misses), Sample{r.n, "requests"}))
		n, misses = n+r.n, misses+r.misses
	}
	g.Size = rate("gap-2", float64(misses), float64(n), "requests").says(Text{
		ZhCN: fmt.Sprintf("店家提了 %d 个要求,%d 个标准里没有", n, misses),
		En:   fmt.Sprintf("of %s venues made, the standard does not cover %d", counted(n, "request", "requests"), misses),
	}).showing(cases, misses, "")
	g.Size.Capped = capped
	return g, nil
}

// uncovered tells whether no item of the standard answers for complaints of a category.
func (s *Service) uncovered(category string) bool {
	c := s.standards.Category(category)
	return c == nil || len(c.Contradicts) == 0
}

// told are the messages of a window.
type told struct {
	n    int
	open []ReportCase // without an answer
}

func (s *Service) reportMessages(ctx context.Context, x *reportReading) (told, bool, error) {
	messages, capped, err := firstOf(ctx, s.store.Messages, x.records("crewId"))
	out := told{n: len(messages)}
	for i := range messages {
		if m := &messages[i]; m.AnsweredAt == nil {
			out.open = append(out.open, ReportCase{Kind: "message", ID: m.ID, StopID: m.StopID, CrewID: m.CrewID, VenueID: m.VenueID, Date: DateOf(m.RecordedAt.In(x.depot.zone())), Note: m.Text})
		}
	}
	return out, capped, err
}

// ownItems counts the items that venues have of their own now. They are of no crew.
func (s *Service) ownItems(ctx context.Context, x *reportReading) (int, []ReportCase, error) {
	n, cases := 0, []ReportCase(nil)
	count := func(v *Venue) {
		n += len(v.Card.Items)
		for _, it := range v.Card.Items {
			if len(cases) < showCases {
				cases = append(cases, ReportCase{Kind: "venue", ID: v.ID, VenueID: v.ID, ItemID: it.Item.ID, Note: it.Item.Text.ZhCN})
			}
		}
	}
	if x.VenueID != "" {
		v, err := s.store.Venues.Get(ctx, x.VenueID)
		if err != nil {
			return 0, nil, err
		}
		count(v)
		return n, cases, nil
	}
	if x.CrewID != "" {
		return 0, nil, nil
	}
	venues, _, err := firstOf(ctx, s.store.Venues, Filter{Equal: map[string]any{"depotId": x.DepotID}, Ascending: true})
	for i := range venues {
		count(&venues[i])
	}
	return n, cases, err
}

// gapDone: of the answers that applied, the part that was not done, by item.
func (x *reportReading) gapDone() Gap {
	g := Gap{
		Gap:  3,
		Name: Text{ZhCN: "标准要求的和班组做到的", En: "The standard, and what crews did"},
		A:    Text{ZhCN: "标准", En: "the standard"},
		B:    Text{ZhCN: "做到的", En: "done"},
		Rows: []GapRow{},
	}
	n, fails := 0, 0
	for _, it := range x.sum.Items {
		n, fails = n+it.N, fails+it.Fails
		g.Rows = append(g.Rows, partRow(it.ItemID, x.itemName(it.ItemID), float64(it.N-it.Fails), Sample{it.N, "items"}))
	}
	slices.SortStableFunc(g.Rows, func(a, b GapRow) int { return cmp.Compare(b.apart(), a.apart()) })
	g.Rows = g.Rows[:min(len(g.Rows), maxGapRows)]
	g.Size = rate("gap-3", float64(fails), float64(n), "items").says(Text{
		ZhCN: fmt.Sprintf("%d 项要求里 %d 项没做到", n, fails),
		En:   fmt.Sprintf("%d of %s were not done", fails, counted(n, "item", "items")),
	}).showing(x.cases(ofFaults), fails, "")
	return g
}

func (x *reportReading) itemName(id string) Text {
	if t, ok := x.texts[id]; ok {
		return t
	}
	return itemWhat(nil)
}

// gapRated: by quality, what crews ticked at stops that were rated against how venues rated them, both 0–100. Its size is
// the mean difference, each quality as often as it was rated.
func (x *reportReading) gapRated() Gap {
	g := Gap{
		Gap:  4,
		Name: Text{ZhCN: "班组自己打的勾和店家打的分", En: "What crews ticked, and how venues rated it"},
		A:    Text{ZhCN: "自己打勾做到的", En: "done by the crew's own ticks"},
		B:    Text{ZhCN: "店家打分(5 星 = 100)", En: "rated by the venue (5 stars = 100)"},
	}
	tallies := []dimensionTally{{Dimension: "all", Marks: x.sum.Ratings, Sum: x.sum.RatingSum, Items: x.sum.RatedItems, Fails: x.sum.RatedFails}}
	for _, code := range dimensionCodes {
		tallies = append(tallies, x.dimension(code))
	}
	marks, apart := 0, 0.0
	for _, d := range tallies {
		row := GapRow{Key: d.Dimension, Name: dimensionNames[d.Dimension], Unit: unitPercent, Sample: Sample{d.Marks, "ratings"}}
		if d.Dimension == "all" {
			row.Name = Text{ZhCN: "整站", En: "the stop as a whole"}
		}
		row.A, row.B = share(d.Items-d.Fails, d.Items), share(d.Sum, 100*d.Marks)
		if row.A != nil && row.B != nil {
			marks += d.Marks
			apart += float64(d.Marks) * row.apart()
		}
		g.Rows = append(g.Rows, row)
	}
	g.Size = measured("gap-4", unitPercent, apart/max(1, float64(marks)), Sample{marks, "ratings"}).says(Text{
		ZhCN: fmt.Sprintf("店家打的 %d 个分和班组自己打的勾平均差 %.0f", marks, apart/max(1, float64(marks))),
		En:   fmt.Sprintf("%s of venues and the crews' own ticks are %.0f points apart on average", counted(marks, "rating", "ratings"), apart/max(1, float64(marks))),
	}).showing(x.cases(ofRatings), x.sum.RatedBy, "")
	return g
}

// gapGot: of what venues could expect, the part they did not get: windows not held, promises broken, stars missing.
func (s *Service) gapGot(ctx context.Context, x *reportReading) (*Gap, error) {
	g := &Gap{
		Gap:  5,
		Name: Text{ZhCN: "店家指望的和得到的", En: "What venues expected, and what they got"},
		A:    Text{ZhCN: "指望的", En: "expected"},
		B:    Text{ZhCN: "得到的", En: "got"},
	}
	p, capped, err := s.reportPromises(ctx, x)
	if err != nil {
		return nil, err
	}
	rows := []struct {
		key  string
		name Text
		of   string
		n    int
		got  float64
	}{
		{"windows", Text{ZhCN: "按约定时间到", En: "windows held"}, "stops", x.sum.Windows, float64(x.sum.OnTime)},
		{"promises", Text{ZhCN: "承诺按期做到", En: "promises kept in time"}, "promises", p.n, float64(p.n - len(p.broken))},
		{"ratings", Text{ZhCN: "打分(5 星 = 满意)", En: "ratings (5 stars: content)"}, "ratings", x.sum.Ratings, float64(x.sum.RatingSum) / 100},
	}
	n, got := 0, 0.0
	for _, r := range rows {
		g.Rows = append(g.Rows, partRow(r.key, r.name, r.got, Sample{r.n, r.of}))
		n, got = n+r.n, got+r.got
	}
	g.Size = rate("gap-5", float64(n)-got, float64(n), "expectations").says(Text{
		ZhCN: fmt.Sprintf("店家指望的 %d 件里有 %.1f 件落空", n, float64(n)-got),
		En:   fmt.Sprintf("of %s %.1f were not met", counted(n, "expectation", "expectations"), float64(n)-got),
	}).showing(inTurn(p.broken, x.cases(ofLate), x.cases(ofBelow)), len(p.broken)+x.sum.Windows-x.sum.OnTime+x.sum.Below, "")
	g.Size.Capped = capped
	return g, nil
}

// due are the promises whose day fell into a window.
type due struct {
	n      int
	broken []ReportCase // or kept late
}

func (s *Service) reportPromises(ctx context.Context, x *reportReading) (due, bool, error) {
	promises, capped, err := firstOf(ctx, s.store.Promises, x.records("owner"))
	now, out := s.Now(), due{}
	for i := range promises {
		p := promises[i].at(now)
		if p.Status == PromiseOpen || p.Status == PromiseCancelled {
			continue
		}
		out.n++
		if p.Status == PromiseBroken || p.Late {
			out.broken = append(out.broken, ReportCase{Kind: "promise", ID: p.ID, ItemID: p.ItemID, StopID: p.StopID, VenueID: p.VenueID, Date: p.DueOn, Note: p.Text})
		}
	}
	return out, capped, err
}
