package models

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Temperature is how warm the service is.
type Temperature struct {
	ReportHead
	Speed       []Figure `json:"speed"`       // working hours to acknowledge and to resolve: median and 90th percentile
	Attitude    []Figure `json:"attitude"`    // conduct items, empathy ratings
	Flexibility []Figure `json:"flexibility"` // swapped on the spot within the limit
	Invention   []Figure `json:"invention"`   // ideas handed in and adopted
}

// TemperatureReport tells how warm the service is. Errors: record.missing, parameter.invalid.
func (s *Service) TemperatureReport(ctx context.Context, c Caller, q ReportQuery) (*Temperature, error) {
	x, err := s.readReport(ctx, c, q)
	if err != nil {
		return nil, err
	}
	out := &Temperature{ReportHead: x.ReportHead, Attitude: x.attitude(), Flexibility: x.flexibility()}
	if out.Speed, err = s.speed(ctx, x); err != nil {
		return nil, err
	}
	out.Invention, err = s.invention(ctx, x)
	return out, err
}

// timed is how long one complaint took.
type timed struct {
	hours float64
	k     *Complaint
}

// speed measures the first opening of each complaint filed in the window.
func (s *Service) speed(ctx context.Context, x *reportReading) ([]Figure, error) {
	complaints, capped, err := firstOf(ctx, s.store.Complaints, x.records("link.crewId"))
	if err != nil {
		return nil, err
	}
	var out []Figure
	for _, clock := range []struct {
		key, zh, en string
		of          func(*Clock) *Outcome
	}{
		{"acknowledge", "受理", "acknowledged", func(c *Clock) *Outcome { return c.Ack }},
		{"resolve", "处理完", "resolved", func(c *Clock) *Outcome { return c.Resolve }},
	} {
		var done []timed
		open := 0
		for i := range complaints {
			k := &complaints[i]
			if len(k.Cycles) == 0 {
				continue
			}
			if o := clock.of(&k.Cycles[0].Clock); o != nil {
				done = append(done, timed{o.UsedSeconds / 3600, k})
			} else {
				open++
			}
		}
		slices.SortStableFunc(done, func(a, b timed) int {
			switch {
			case a.hours != b.hours && a.hours > b.hours:
				return -1
			case a.hours != b.hours:
				return 1
			}
			return compareText(a.k.ID, b.k.ID)
		})
		for _, p := range []struct {
			name   string
			at     float64
			zh, en string
		}{{"median", 0.5, "一半", "half"}, {"p90", 0.9, "九成", "nine of ten"}} {
			v := quantile(done, p.at)
			f := measured(clock.key+"."+p.name, unitHours, v, Sample{len(done), "complaints"})
			f.Capped = capped
			f = f.says(Text{
				ZhCN: fmt.Sprintf("%s的投诉在 %.1f 个工作小时内%s(共 %d 个,还有 %d 个没%s)", p.zh, v, clock.zh, len(done), open, clock.zh),
				En:   fmt.Sprintf("%s of the complaints were %s within %.1f working hours (%s, %d not yet)", p.en, clock.en, v, counted(len(done), "complaint", "complaints"), open),
			})
			out = append(out, f.showing(slowest(done), len(done), ""))
		}
	}
	return out, nil
}

// quantile is the nearest-rank quantile of what is sorted the slowest first; 0 of nothing.
func quantile(done []timed, p float64) float64 {
	if len(done) == 0 {
		return 0
	}
	rank := int(math.Ceil(p * float64(len(done))))
	return done[len(done)-rank].hours
}

func slowest(done []timed) []ReportCase {
	out := []ReportCase{}
	for _, d := range done[:min(len(done), showCases)] {
		out = append(out, ReportCase{
			Kind: "complaint", ID: d.k.ID, Category: d.k.Category, CrewID: d.k.Link.CrewID, StopID: d.k.Link.StopID, VenueID: d.k.VenueID,
			Date: d.k.Link.Date, Note: fmt.Sprintf("%.1f h", d.hours),
		})
	}
	return out
}

// attitude is of the items of conduct towards people, and of what venues rated as empathy.
func (x *reportReading) attitude() []Figure {
	n, fails := 0, 0
	for _, it := range x.sum.Items {
		if isConduct(it.ItemID) {
			n, fails = n+it.N, fails+it.Fails
		}
	}
	items := rate("conduct", float64(n-fails), float64(n), "items").says(Text{
		ZhCN: fmt.Sprintf("%d 项待人的要求里做到 %d 项", n, n-fails),
		En:   fmt.Sprintf("%d of %s of conduct towards people were done", n-fails, counted(n, "item", "items")),
	}).showing(x.cases(ofConduct), fails, "")
	d := x.dimension("EMP")
	mean := 0.0
	if d.Marks > 0 {
		mean = float64(d.Sum) / float64(d.Marks)
	}
	empathy := measured("empathy", scoreUnit, mean, Sample{d.Marks, "ratings"}).says(Text{
		ZhCN: fmt.Sprintf("店家给贴心打了 %d 次分,平均 %.0f(满分 100)", d.Marks, mean),
		En:   fmt.Sprintf("venues rated empathy %s: %.0f of 100 on average", counted(d.Marks, "time", "times"), mean),
	}).showing(x.cases(ofEmpathy), d.Marks, "")
	return []Figure{items, empathy}
}

// isConduct tells whether an item is about manners: those of the checklist conduct but the clock and the extra mile.
func isConduct(itemID string) bool {
	return strings.HasPrefix(itemID, "conduct.") && !slices.Contains([]string{"conduct.on-time", "conduct.helped", "conduct.relay"}, itemID)
}

// dimension are the counts of one quality.
func (x *reportReading) dimension(code string) dimensionTally {
	for _, d := range x.sum.Dimensions {
		if d.Dimension == code {
			return d
		}
	}
	return dimensionTally{Dimension: code}
}

func (x *reportReading) flexibility() []Figure {
	asked, given := x.sum.SwapsAsked, x.sum.SwapsGiven
	return []Figure{rate("swaps", float64(given), float64(asked), "bottles and cartons").says(Text{
		ZhCN: fmt.Sprintf("要换的 %d 件里当场换了 %d 件(在当场可换的上限内)", asked, given),
		En:   fmt.Sprintf("%d of %d bottles and cartons asked for were swapped on the spot, within the front line's limit", given, asked),
	}).showing(x.cases(ofSwaps), x.sum.SwapsShort, "")}
}

// invention counts ideas had in the window. Ideas are of crews: a report on a venue has none.
func (s *Service) invention(ctx context.Context, x *reportReading) ([]Figure, error) {
	var ideas []Idea
	capped := false
	if x.VenueID == "" {
		var err error
		if ideas, capped, err = firstOf(ctx, s.store.Ideas, x.records("crewId")); err != nil {
			return nil, err
		}
	}
	adopted, all := []ReportCase{}, []ReportCase{}
	for i := range ideas {
		c := ReportCase{Kind: "idea", ID: ideas[i].ID, CrewID: ideas[i].CrewID, Date: DateOf(ideas[i].At.In(x.depot.zone())), Note: ideas[i].Text}
		all = append(all, c)
		if ideas[i].State == IdeaAdopted {
			adopted = append(adopted, c)
		}
	}
	in := measured("handed-in", "ideas", float64(len(all)), Sample{x.Stops, "stops"}).says(Text{
		ZhCN: fmt.Sprintf("送 %d 站,交了 %d 个点子", x.Stops, len(all)),
		En:   fmt.Sprintf("%s handed in over %s", counted(len(all), "idea", "ideas"), counted(x.Stops, "stop", "stops")),
	}).showing(all, 0, x.list("ideas"))
	up := rate("adopted", float64(len(adopted)), float64(len(all)), "ideas").says(Text{
		ZhCN: fmt.Sprintf("%d 个点子采纳了 %d 个", len(all), len(adopted)),
		En:   fmt.Sprintf("%d of %s adopted", len(adopted), counted(len(all), "idea", "ideas")),
	}).showing(adopted, 0, x.list("ideas", "state", IdeaAdopted))
	in.Capped, up.Capped = capped, capped
	return []Figure{in, up}, nil
}
