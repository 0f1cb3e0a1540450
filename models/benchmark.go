package models

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// Benchmark sets a crew beside the best ranked crew and the median of the ranked crews of its depot.
type Benchmark struct {
	DepotID string `json:"depotId"`
	CrewID  string `json:"crewId"`
	Name    string `json:"name"`
	From    Date   `json:"from"`
	To      Date   `json:"to"` // inclusive
	Formula int    `json:"formula"`
	Ranked  int    `json:"ranked"` // crews of 30 stops and more, which the median is of
	// Best is null when no crew is ranked. Crews are not told who it is.
	Best  *BenchmarkCrew  `json:"best"`
	Rows  []BenchmarkRow  `json:"rows"`
	Items []BenchmarkItem `json:"items"` // where the best crew is clearly better, the widest first
	Text  Text            `json:"text"`
}

// BenchmarkCrew is the best ranked crew.
type BenchmarkCrew struct {
	CrewID string `json:"crewId,omitempty"`
	Name   string `json:"name,omitempty"`
	Own    bool   `json:"own"` // it is the crew itself
	Stops  int    `json:"stops"`
}

// BenchmarkRow is one number three times; what there is nothing of is null.
type BenchmarkRow struct {
	Key    string   `json:"key"`
	Name   Text     `json:"name"`
	Unit   string   `json:"unit"`
	Own    *float64 `json:"own"`
	Best   *float64 `json:"best"`
	Median *float64 `json:"median"`
	Sample          // of the crew's own
	// BestN is the sample of the best crew, Crews how many the median is of; Interval is that of the own where it is a rate.
	BestN    int   `json:"bestN"`
	Crews    int   `json:"crews"`
	Interval *Span `json:"interval,omitempty"`
	Text     Text  `json:"text"`
}

// BenchmarkItem is an item that the best crew does more often, in percent of the answers that applied.
type BenchmarkItem struct {
	ItemID   string  `json:"itemId"`
	Name     Text    `json:"name"`
	Own      Figure  `json:"own"` // its cases are the checks that failed it
	Best     float64 `json:"best"`
	BestN    int     `json:"bestN"`
	BestSpan Span    `json:"bestInterval"`
}

const (
	// benchmarkLeast is the sample, of each crew, under which an item is not compared.
	benchmarkLeast = 20
	// benchmarkItems bounds the items shown.
	benchmarkItems = 10
)

// benchmarkFact is one number of a crew with its sample.
type benchmarkFact struct {
	value *float64
	n     int
}

// BenchmarkReport compares a crew. Crews see their own, supervisors those of their depots. Errors: record.missing,
// parameter.invalid.
func (s *Service) BenchmarkReport(ctx context.Context, c Caller, crewID string, r DateRange) (*Benchmark, error) {
	if crewID == "" && len(c.CrewIDs) == 1 {
		crewID = c.CrewIDs[0]
	}
	if crewID == "" {
		return nil, E("parameter.invalid", "crewId", needed)
	}
	crew, err := s.ownCrew(ctx, c, crewID)
	if IsCode(err, "record.missing") {
		err = E("record.missing", "crewId")
	}
	if err != nil {
		return nil, err
	}
	x := &reading{depotID: crew.DepotID}
	if x.window, x.formula, err = s.window(ctx, crew.DepotID, r); err != nil {
		return nil, err
	}
	scores, figures, err := s.benchmarkScores(ctx, x)
	if err != nil {
		return nil, err
	}
	out := &Benchmark{DepotID: crew.DepotID, CrewID: crew.ID, Name: crew.Name, From: x.window.From, To: x.window.To, Formula: x.formula.Version, Items: []BenchmarkItem{}}
	own, best := Score{}, (*Score)(nil)
	for i := range scores {
		if scores[i].CrewID == crewID {
			own = scores[i]
		}
		if scores[i].Ranked {
			out.Ranked++
		}
	}
	if out.Ranked > 0 {
		best = &scores[0]
		out.Best = &BenchmarkCrew{CrewID: best.CrewID, Name: best.Name, Own: best.CrewID == crewID, Stops: best.Stops}
	}
	out.rows(own, best, scores[:out.Ranked], figures)
	if best != nil && best.CrewID != crewID {
		if out.Items, err = s.benchmarkItems(ctx, x, crewID, best.CrewID); err != nil {
			return nil, err
		}
	}
	out.speak(own)
	return out.forCaller(c), nil
}

// benchmarkScores ranks the depot's crews, the ranked first, with the figures of each.
func (s *Service) benchmarkScores(ctx context.Context, x *reading) ([]Score, sums, error) {
	days, err := s.depotDaysOf(ctx, x)
	if err != nil {
		return nil, nil, err
	}
	of, err := s.sumsOf(ctx, x, ByCrew, days)
	if err != nil {
		return nil, nil, err
	}
	scores, err := s.rankCrews(ctx, x, of, crewFigures(days))
	rank(scores)
	return scores, of, err
}

func (b *Benchmark) rows(own Score, best *Score, ranked []Score, of sums) {
	mine := factsOf(own, of.figures(own.CrewID))
	var theirs map[string]benchmarkFact
	if best != nil {
		theirs = factsOf(*best, of.figures(best.CrewID))
	}
	all := map[string][]float64{}
	for i := range ranked {
		for key, f := range factsOf(ranked[i], of.figures(ranked[i].CrewID)) {
			if f.value != nil {
				all[key] = append(all[key], *f.value)
			}
		}
	}
	for _, k := range benchmarkKeys {
		row := BenchmarkRow{Key: k.key, Name: k.name, Unit: k.unit, Own: mine[k.key].value, Best: theirs[k.key].value, BestN: theirs[k.key].n, Sample: Sample{mine[k.key].n, k.of}}
		row.Median, row.Crews = median(all[k.key]), len(all[k.key])
		if k.rate && row.Own != nil && row.N > 0 {
			// What one stop says is not independent of itself: stops count, as in the score.
			w := wilsonShare(min(1, max(0, *row.Own/100)), float64(min(row.N, own.Stops)))
			row.Interval = &Span{round4(100 * w.Low), round4(100 * w.High)}
		}
		row.Text = row.sentence()
		b.Rows = append(b.Rows, row)
	}
}

func (r *BenchmarkRow) sentence() Text {
	if r.Own == nil {
		return nothing
	}
	t := Text{ZhCN: fmt.Sprintf("%s:自己 %.1f", r.Name.ZhCN, *r.Own), En: fmt.Sprintf("%s: own %.1f", r.Name.En, *r.Own)}
	if r.Best != nil && r.Median != nil {
		t.ZhCN += fmt.Sprintf(",最好的班组 %.1f,中位 %.1f", *r.Best, *r.Median)
		t.En += fmt.Sprintf(", the best crew %.1f, the median %.1f", *r.Best, *r.Median)
	}
	return t
}

const unitPer100 = "per 100 stops"

// benchmarkKeys are the rows: the score, its parts, and a few rates.
var benchmarkKeys = []struct {
	key, unit, of string
	rate          bool
	name          Text
}{
	{"score", scoreUnit, "stops", false, Text{ZhCN: "得分", En: "score"}},
	{Compliance, scoreUnit, "items", true, partNames[Compliance]},
	{Completeness, scoreUnit, "checks", true, partNames[Completeness]},
	{Punctuality, scoreUnit, "stops", true, partNames[Punctuality]},
	{Honesty, scoreUnit, "ticks", true, partNames[Honesty]},
	{Voice, scoreUnit, "stops", false, partNames[Voice]},
	{Recovery, scoreUnit, "complaints", true, partNames[Recovery]},
	{"complaints", unitPer100, "stops", false, Text{ZhCN: "成立的投诉", En: "upheld complaints"}},
	{"praises", unitPer100, "stops", false, Text{ZhCN: "表扬", En: "praises"}},
	{"ratings", scoreUnit, "ratings", false, Text{ZhCN: "店家打分(5 星 = 100)", En: "ratings (5 stars = 100)"}},
	{"extra-mile", unitPer100, "stops", false, Text{ZhCN: "顺手帮忙", En: "small helps"}},
}

// factsOf are the numbers of a crew by key.
func factsOf(s Score, f Figures) map[string]benchmarkFact {
	out := map[string]benchmarkFact{}
	if s.Score == nil {
		return out
	}
	out["score"] = benchmarkFact{s.Score, s.Stops}
	for i := range s.Parts {
		v := round4(s.Parts[i].Raw)
		out[s.Parts[i].Part] = benchmarkFact{&v, s.Parts[i].N}
	}
	if f.Upheld == 0 { // recovery is 100 where there was nothing to recover: that compares nothing
		delete(out, Recovery)
	}
	for key, n := range map[string]float64{"complaints": f.Minor + f.Major + f.Critical, "praises": float64(f.Praises), "extra-mile": float64(f.ExtraMile)} {
		v := round4(100 * n / float64(f.Stops))
		out[key] = benchmarkFact{&v, f.Stops}
	}
	if f.Ratings > 0 {
		v := round4(f.RatingSum / float64(f.Ratings))
		out["ratings"] = benchmarkFact{&v, f.Ratings}
	}
	return out
}

// median is the middle value, of an even number the mean of the two; nil of none.
func median(values []float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	m := (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	return &m
}

// benchmarkItems are the items that the best crew does clearly more often: both have enough answers, and chance does not
// explain it (two proportions, one-sided 5 %).
func (s *Service) benchmarkItems(ctx context.Context, x *reading, own, best string) ([]BenchmarkItem, error) {
	texts, err := s.itemTexts(ctx)
	if err != nil {
		return nil, err
	}
	mine, faults, err := s.serviceOf(ctx, x, own)
	if err != nil {
		return nil, err
	}
	theirs, _, err := s.serviceOf(ctx, x, best)
	if err != nil {
		return nil, err
	}
	r := &reportReading{ReportHead: ReportHead{DepotID: x.depotID, CrewID: own}, sum: mine, texts: texts}
	out := []BenchmarkItem{}
	for _, a := range mine.Items {
		i, found := slices.BinarySearchFunc(theirs.Items, a.ItemID, func(c ItemCounts, id string) int { return cmp.Compare(c.ItemID, id) })
		if !found || !clearlyBetter(a, theirs.Items[i]) {
			continue
		}
		b := rate("", float64(theirs.Items[i].N-theirs.Items[i].Fails), float64(theirs.Items[i].N), "items")
		it := BenchmarkItem{ItemID: a.ItemID, Name: r.itemName(a.ItemID), Best: *b.Value, BestN: b.N, BestSpan: *b.Interval}
		it.Own = rate(a.ItemID, float64(a.N-a.Fails), float64(a.N), "items")
		it.Own = it.Own.says(Text{
			ZhCN: fmt.Sprintf("「%s」做到 %.0f %%,最好的班组 %.0f %%", it.Name.ZhCN, *it.Own.Value, it.Best),
			En:   fmt.Sprintf("“%s”: done %.0f %%, by the best crew %.0f %%", it.Name.En, *it.Own.Value, it.Best),
		})
		it.Own = it.Own.showing(reportCases(faults, func(c *serviceCase) bool { return c.ItemID == a.ItemID }), a.Fails, "")
		out = append(out, it)
	}
	slices.SortStableFunc(out, func(a, b BenchmarkItem) int { return cmp.Compare(b.Best-*b.Own.Value, a.Best-*a.Own.Value) })
	return out[:min(len(out), benchmarkItems)], nil
}

// clearlyBetter tells whether b fails less often than a by more than chance.
func clearlyBetter(a, b ItemCounts) bool {
	if a.N < benchmarkLeast || b.N < benchmarkLeast {
		return false
	}
	pa, pb := float64(a.Fails)/float64(a.N), float64(b.Fails)/float64(b.N)
	p := float64(a.Fails+b.Fails) / float64(a.N+b.N)
	spread := math.Sqrt(p * (1 - p) * (1/float64(a.N) + 1/float64(b.N)))
	return spread > 0 && (pa-pb)/spread >= z90
}

// serviceOf adds up what the days of a window say of a crew. faults are those that the days keep, of every item the gravest first.
func (s *Service) serviceOf(ctx context.Context, x *reading, crewID string) (sum *serviceFigures, faults []serviceCase, err error) {
	sum = newServiceFigures()
	of := x.window.filter(map[string]any{"depotId": x.depotID, "scope": scopeCrew, "crewId": crewID})
	err = s.store.serviceDays.All(ctx, of, func(d *serviceDay) error {
		sum.add(&d.Figures)
		for i := range d.Figures.Cases {
			if c := &d.Figures.Cases[i]; c.Kind == caseFault {
				faults = append(faults, *c)
			}
		}
		return nil
	})
	slices.SortFunc(faults, worseCase)
	return sum, faults, err
}

// speak sums the benchmark up in a sentence.
func (b *Benchmark) speak(own Score) {
	switch {
	case own.Score == nil:
		b.Text = nothing
	case b.Best == nil:
		b.Text = Text{ZhCN: "还没有班组送满 30 站,没有可比的", En: "no crew has 30 stops yet; there is nothing to compare with"}
	case b.Best.Own:
		b.Text = Text{ZhCN: "这就是最好的班组", En: "this is the best crew"}
	case len(b.Items) == 0:
		b.Text = Text{ZhCN: "和最好的班组比,没有哪一项明显差", En: "no item is clearly done less often than by the best crew"}
	default:
		b.Text = b.Items[0].Own.Text
	}
}

// forCaller leaves out who the best crew is, for crews.
func (b *Benchmark) forCaller(c Caller) *Benchmark {
	if b.Best != nil && !b.Best.Own && !c.Supervises(b.DepotID) {
		b.Best.CrewID, b.Best.Name = "", ""
	}
	return b
}
