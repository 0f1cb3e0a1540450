package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// pendingWatch says that the control charts of a depot must be worked out again; id = the depot's.
type pendingWatch struct {
	Meta
	DepotID  string `json:"depotId"`
	MarkedAt Time   `json:"markedAt"`
	State    string `json:"state"` // pending, done
}

// watchSettles is how long the changes of a depot gather before its charts are worked out again.
const watchSettles = time.Minute

// watchDay works out what a crew's day says beside its figures: the counts behind the charts, how its stops went, what
// speaks against its ticks, and the warnings of their venues; then it marks the charts of the depot. It is repeated until the mark of the day is put
// away, so that a crash loses nothing.
func (s *Service) watchDay(ctx context.Context, d day, src *daySources) error {
	if err := s.recomputeItems(ctx, d, src); err != nil {
		return err
	}
	if err := s.recomputeService(ctx, d, src); err != nil {
		return err
	}
	venues, err := s.recomputeStops(ctx, d, src)
	if err != nil {
		return err
	}
	if err := s.settleSamples(ctx, src); err != nil {
		return err
	}
	for _, id := range venues {
		if err := s.watchVenue(ctx, d.DepotID, id); err != nil {
			return err
		}
	}
	return s.markWatch(ctx, d.DepotID)
}

// markWatch notes durably that the charts of a depot must be worked out again.
func (s *Service) markWatch(ctx context.Context, depotID string) error {
	_, err := s.store.watches.Upsert(ctx, depotID, func(p *pendingWatch) error {
		if p.State != "pending" {
			p.DepotID, p.MarkedAt, p.State = depotID, s.Now(), "pending"
		}
		return nil // the version moves with every change
	})
	return err
}

// WatchPending works out the charts of the depots whose mark has settled; of all marked ones when now is set. One that
// cannot be worked out keeps its mark and does not stop the others.
func (s *Service) WatchPending(ctx context.Context, now bool) error {
	f := Filter{Equal: map[string]any{"state": "pending"}, Ascending: true, Limit: 200}
	if !now {
		f.To = s.Now().Add(-watchSettles).String()
	}
	var failed []error
	for {
		page, err := s.store.watches.List(ctx, f)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		for i := range page.Items {
			if err := s.watchMarked(ctx, &page.Items[i]); err != nil {
				failed = append(failed, fmt.Errorf("charts of depot %s: %w", page.Items[i].ID, err))
			}
		}
		if !now || page.Next == nil || ctx.Err() != nil {
			return errors.Join(failed...)
		}
		f.After = *page.Next
	}
}

func (s *Service) watchMarked(ctx context.Context, p *pendingWatch) error {
	if err := s.watchDepot(ctx, p.DepotID); err != nil {
		return err
	}
	_, err := s.store.watches.Update(ctx, p.ID, func(x *pendingWatch) error {
		if x.Version != p.Version { // something changed meanwhile
			x.MarkedAt = s.Now()
			return nil
		}
		x.State = "done"
		return nil
	})
	return err
}

// rates are counts of all crews of a depot, by crew and item.
type rates map[string]map[string][2]int

// watchDepot works out the charts of every crew and item of a depot from the counts of its crew days: the chartDays days
// that end with the latest of them. It reads nothing else and asks no clock, so that its findings depend on nothing else.
func (s *Service) watchDepot(ctx context.Context, depotID string) error {
	last, err := s.store.crewDayItems.List(ctx, Filter{Equal: map[string]any{"depotId": depotID}, Limit: 1})
	if err != nil || len(last.Items) == 0 {
		return err
	}
	window := DateRange{last.Items[0].Date.AddDays(1 - chartDays), last.Items[0].Date}
	byCrew, total := rates{}, map[string][2]int{}
	if err := s.store.crewDayItems.All(ctx, window.filter(map[string]any{"depotId": depotID}), func(x *crewDayItems) error {
		if byCrew[x.CrewID] == nil {
			byCrew[x.CrewID] = map[string][2]int{}
		}
		for _, c := range x.Items {
			for _, m := range []map[string][2]int{byCrew[x.CrewID], total} {
				m[c.ItemID] = [2]int{m[c.ItemID][0] + c.N, m[c.ItemID][1] + c.Fails}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	have, err := s.warned(ctx, map[string]any{"depotId": depotID, "kind": WarnItemDrift}, decidedOfDepot, func(w *Warning) string {
		return slotOf(w.Kind, w.DepotID, w.CrewID, w.ItemID)
	})
	if err != nil {
		return err
	}
	texts, err := s.itemTexts(ctx)
	if err != nil {
		return err
	}
	var found []finding
	for crewID, own := range byCrew {
		x := crewCharts{depotID: depotID, crewID: crewID, window: window, own: own, total: total, have: have, texts: texts}
		more, err := s.crewFindings(ctx, &x)
		if err != nil {
			return err
		}
		found = append(found, more...)
	}
	return s.settleAll(ctx, have, found)
}

// crewCharts is what the charts of one crew are worked out from, beside its days.
type crewCharts struct {
	depotID, crewID string
	window          DateRange
	own, total      map[string][2]int
	have            *warnedOf
	texts           map[string]Text
}

// crewFindings are the charts of one crew that are at their limit.
func (s *Service) crewFindings(ctx context.Context, x *crewCharts) ([]finding, error) {
	series := map[string][]chartDay{}
	err := s.store.crewDayItems.All(ctx, x.window.filter(map[string]any{"depotId": x.depotID, "crewId": x.crewID}), func(d *crewDayItems) error {
		for _, c := range d.Items {
			if At(d.Date.Time()).After(x.have.after(slotOf(WarnItemDrift, x.depotID, x.crewID, c.ItemID)).Time) {
				series[c.ItemID] = append(series[c.ItemID], chartDay{d.Date, c.N, c.Fails, c.Cases})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []finding
	for itemID, days := range series {
		n, fails := x.total[itemID][0]-x.own[itemID][0], x.total[itemID][1]-x.own[itemID][1]
		base := baseRate(n, fails)
		if c := chartOf(days, base); c.on {
			out = append(out, x.finding(itemID, c, base, n))
		}
	}
	return out, nil
}

// finding is the drift of an item in words and numbers.
func (x *crewCharts) finding(itemID string, c chart, base float64, baseN int) finding {
	last := c.days[len(c.days)-1].date
	expected := round4(base * float64(c.n))
	f := finding{
		slot: slotOf(WarnItemDrift, x.depotID, x.crewID, itemID), anchor: string(c.crossed), kind: WarnItemDrift,
		depotID: x.depotID, crewID: x.crewID, itemID: itemID, owner: Supervisor, through: At(last.Time()),
		figures: WarningFigures{
			N: c.n, Unit: "answers", From: c.since, To: last, Observed: float64(c.fails), Expected: &expected,
			Chart: &ChartFigures{Value: round4(c.value), Limit: chartLimit, Back: chartBack, Base: round4(base), BaseN: baseN},
		},
	}
	for _, d := range c.days {
		for _, id := range d.cases {
			f.evidence = append(f.evidence, Evidence{"check", id, d.date})
		}
	}
	name, ok := x.texts[itemID]
	if !ok {
		name = Text{ZhCN: itemID, En: itemID}
	}
	days := daysOf(c.since, last)
	f.reason = Text{
		ZhCN: fmt.Sprintf("「%s」%d 天里 %d 次有 %d 次没做到;按别的班组,该是 %.1f 次", name.ZhCN, days, c.n, c.fails, expected),
		En:   fmt.Sprintf("“%s”: not done %d times of %d in %d days; as at the other crews it would be %.1f", name.En, c.fails, c.n, days, expected),
	}
	if isFlag(itemID) {
		f.figures.Unit, f.reason = flagReason(itemID, c, days, name, expected)
	}
	f.suggest = Suggestion{ActCoach, Text{
		ZhCN: "先看下面几份检查,和班组聊聊原因,再开辅导卡,14 天后再量一次", En: "Look at these checks, ask the crew why, then open a coaching card; it is measured again after 14 days",
	}}
	return f
}

// flagReason is the unit and the words of a flag's drift.
func flagReason(itemID string, c chart, days int, name Text, expected float64) (unit string, why Text) {
	if slices.Contains(phoneFlags, strings.TrimPrefix(itemID, flagItem)) {
		return "phone-days", Text{
			ZhCN: fmt.Sprintf("%d 天里手机共用了 %d 天次,有 %d 天次被标记「%s」;按别的班组,该是 %.1f 天次", days, c.n, c.fails, name.ZhCN, expected),
			En:   fmt.Sprintf("%d of %d phone days in %d days are flagged “%s”; as at the other crews it would be %.1f", c.fails, c.n, days, name.En, expected),
		}
	}
	return "checks", Text{
		ZhCN: fmt.Sprintf("%d 天里 %d 份检查有 %d 份被标记「%s」;按别的班组,该是 %.1f 份", days, c.n, c.fails, name.ZhCN, expected),
		En:   fmt.Sprintf("%d checks of %d in %d days are flagged “%s”; as at the other crews it would be %.1f", c.fails, c.n, days, name.En, expected),
	}
}

func isFlag(itemID string) bool { return strings.HasPrefix(itemID, flagItem) }

// flagTexts name the flags that are counted like items.
var flagTexts = map[string]Text{
	FlagClockSkew: {ZhCN: "手机时钟不准", En: "the phone's clock is off"}, FlagFar: {ZhCN: "离店太远", En: "far from the venue"},
	FlagLateSync: {ZhCN: "一天以后才上传", En: "sent more than a day later"}, FlagPhotoReused: {ZhCN: "照片用过", En: "a photo used before"},
	FlagTooFast: {ZhCN: "勾得太快", En: "ticked too fast to be true"},
}

// itemTexts name the items of the current checklists, and the flags.
func (s *Service) itemTexts(ctx context.Context) (map[string]Text, error) {
	versions, err := s.Checklists(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]Text{}
	for _, v := range versions {
		for _, it := range v.Definition.Items {
			out[it.ID] = it.Text
		}
	}
	for flag, text := range flagTexts {
		out[flagItem+flag] = text
	}
	return out, nil
}
