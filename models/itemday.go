package models

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"crewcheck/checklists"
)

// ItemCounts is how an item came out at one crew on one day. What was outside the crew's hands, and what is under
// appeal, is in none of the numbers.
type ItemCounts struct {
	ItemID string `json:"itemId"`
	N      int    `json:"n"` // answers that applied, not-answered ones among them
	Fails  int    `json:"fails,omitempty"`
	Warns  int    `json:"warns,omitempty"`
	// Cases are checks that failed it, the first maxCases.
	Cases []string `json:"cases,omitempty"`
}

// maxCases bounds the checks that are named behind a number of one day.
const maxCases = 5

// flagItem begins the ids under which the flags of checks are counted beside the items: of all checks, those flagged.
const flagItem = "flag."

// countedFlags are the flags that are counted so. phoneFlags are of a phone's day and not of each check: a phone that lay in
// the cab makes every check of its day late at once, which is one case and no run of fails.
var (
	countedFlags = []string{FlagFar, FlagPhotoReused, FlagTooFast}
	phoneFlags   = []string{FlagClockSkew, FlagLateSync}
)

// crewDayItems are the counts of every item behind a crew day, worked out with it; id = that of the crew day.
type crewDayItems struct {
	Meta
	DepotID string       `json:"depotId"`
	CrewID  string       `json:"crewId"`
	Date    Date         `json:"date"`
	Items   []ItemCounts `json:"items"` // by item
}

// itemSum adds counts up by item.
type itemSum map[string]ItemCounts

func (m itemSum) add(itemID, checkID string, failed, warned bool) {
	c := m[itemID]
	c.ItemID = itemID
	c.N++
	if failed {
		c.Fails++
		if len(c.Cases) < maxCases && !slices.Contains(c.Cases, checkID) {
			c.Cases = append(c.Cases, checkID)
		}
	}
	if warned {
		c.Warns++
	}
	m[itemID] = c
}

// itemCounts counts the items of the day; it is pure.
func (w *dayWork) itemCounts() []ItemCounts {
	sum := itemSum{}
	for i := range w.runs {
		r := &w.runs[i]
		for j := range r.Stops {
			w.countItems(sum, r.ID, r.Stops[j].ID)
		}
		w.countItems(sum, r.ID, "")
	}
	w.countFlags(sum)
	out := make([]ItemCounts, 0, len(sum))
	for _, c := range sum {
		out = append(out, c)
	}
	slices.SortFunc(out, func(x, y ItemCounts) int { return cmp.Compare(x.ItemID, y.ItemID) })
	return out
}

// countFlags counts the flags of checks, and of each phone's day.
func (w *dayWork) countFlags(sum itemSum) {
	phones, first := []string{}, map[string]map[string]string{} // phone → flag → the first check that carries it
	for i := range w.checks {
		k := &w.checks[i]
		for _, flag := range countedFlags {
			sum.add(flagItem+flag, k.ID, slices.Contains(k.Flags, flag), false)
		}
		if first[k.Device.ID] == nil {
			phones, first[k.Device.ID] = append(phones, k.Device.ID), map[string]string{}
		}
		for _, flag := range phoneFlags {
			if first[k.Device.ID][flag] == "" && slices.Contains(k.Flags, flag) {
				first[k.Device.ID][flag] = k.ID
			}
		}
	}
	for _, phone := range phones {
		for _, flag := range phoneFlags {
			id := first[phone][flag]
			sum.add(flagItem+flag, id, id != "", false)
		}
	}
}

// countItems counts the answers of one stop (or of the run, with no stop) by the rules of compliance.
func (w *dayWork) countItems(sum itemSum, runID, stopID string) {
	for _, it := range w.counted(runID, stopID) {
		sum.add(it.grade.ItemID, it.check.ID, it.grade.Outcome == checklists.OutcomeFail, it.grade.Outcome == checklists.OutcomeWarn)
	}
}

// counted are the answers of one stop (or of the run, with no stop) that applied, were in the crew's hands and are not
// under appeal.
func (w *dayWork) counted(runID, stopID string) []graded {
	byList := map[string][]*Check{}
	for _, k := range w.made[workPlace{runID, stopID}] {
		byList[k.Checklist.ID] = append(byList[k.Checklist.ID], k)
	}
	var out []graded
	for _, id := range slices.Sorted(maps.Keys(byList)) {
		for _, it := range w.merged(byList[id]) {
			g := it.grade
			lost := g.Points < g.Max
			if g.Outcome == checklists.OutcomeNA || g.Max == 0 || lost && (w.exemption(runID, stopID, g.ItemID) != nil || w.appealOf(it.check.ID, g.ItemID) != nil) {
				continue
			}
			out = append(out, it)
		}
	}
	return out
}

// recomputeItems stores the counts of a day if they came out different.
func (s *Service) recomputeItems(ctx context.Context, d day, src *daySources) error {
	items := newDayWork(src).itemCounts()
	_, err := s.store.crewDayItems.Upsert(ctx, d.id(), func(x *crewDayItems) error {
		if x.Version > 0 && contentHash(x.Items) == contentHash(items) {
			return errKeep
		}
		x.DepotID, x.CrewID, x.Date, x.Items = d.DepotID, d.CrewID, d.Date, items
		return nil
	})
	return err
}
