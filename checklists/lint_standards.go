package checklists

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Limits of complaint texts, which are read at a desk as well.
const (
	maxStepZh    = 40
	maxStepEn    = 100
	maxFrontLine = 1000 // bottles, cartons, crates or minutes given without asking
)

func categoryProblems(list []Category) []problem {
	c := collector{}
	seen := map[string]bool{}
	for i := range list {
		cat, at := &list[i], pointer("categories", i)
		c.slug(cat.Code, at+"/code", "code-form")
		if seen[cat.Code] {
			c.add(at+"/code", "code-duplicate", cat.Code+" is there twice", "field.duplicate", cat.Code)
		}
		seen[cat.Code] = true
		c.category(cat, at)
	}
	if len(list) == 0 {
		c.add("/categories", "items-missing", "there are no categories", "field.required")
	}
	return c.problems
}

func (c *collector) category(cat *Category, at string) {
	c.choice(cat.Severity, severities, at+"/severity", "severity-unknown")
	c.choice(cat.Dimension, dimensions, at+"/dimension", "dimension-unknown")
	c.text(cat.Text, at+"/text")
	if len(cat.Owner) == 0 {
		c.add(at+"/owner", "owner-unknown", "somebody answers every complaint", "field.required")
	}
	for n, o := range cat.Owner {
		c.choice(o, owners, at+pointer("owner", n), "owner-unknown")
	}
	if n := len(cat.Playbook); n < 3 || n > 5 {
		c.add(at+"/playbook", "playbook-steps", "a playbook has 3 to 5 steps", "field.range", 3, 5)
	}
	for n, s := range cat.Playbook {
		here := at + pointer("playbook", n)
		c.choice(s.Owner, stepOwners, here+"/owner", "owner-unknown")
		c.textWithin(s.Text, here+"/text", maxStepZh, maxStepEn)
	}
	f := cat.FrontLine
	c.textWithin(f.Text, at+"/frontLine/text", maxStepZh, maxStepEn)
	for _, v := range []int{f.SwapBottles, f.SwapCartons, f.ExtraCrates, f.ExtraMinutes} {
		if v < 0 || v > maxFrontLine {
			c.add(at+"/frontLine", "frontline-range", "a limit is 0 to 1000", "field.range", 0, maxFrontLine)
		}
	}
}

func clockProblems(k Clocks) []problem {
	c := collector{}
	c.keys(k.Table, severities, "/hours", "hours-missing")
	for _, sev := range severities {
		c.keys(k.Table[sev], tiers, pointer("hours", sev), "hours-missing")
		for _, tier := range tiers {
			h, ok := k.Table[sev][tier]
			if ok && !(h.Ack > 0 && h.Ack <= h.Resolve && h.Resolve <= 1000) {
				c.add(pointer("hours", sev, tier), "hours-range", "0 < ack ≤ resolve ≤ 1000 hours", "field.range", 0, 1000)
			}
		}
	}
	if len(k.Escalation) != 3 || k.Escalation[0] < 1 || !slices.IsSorted(k.Escalation) {
		c.add("/escalation", "escalation-order", "three rising percents", "field.format", "[50, 100, 200]")
	}
	c.between(k.RecurrenceDays, 1, 366, "/recurrenceDays", "days-range")
	c.between(k.FollowUpDays, 1, 30, "/followUpDays", "days-range")
	return c.problems
}

func formulaProblems(f Formula) []problem {
	c := collector{}
	c.between(f.Version, 1, maxVersion, "/version", "version-range")
	c.keys(f.Weights, parts, "/weights", "weights-unknown")
	sum := 0.0
	for _, part := range parts {
		w := f.Weights[part]
		if w < 0 || math.IsNaN(w) {
			c.add(pointer("weights", part), "weights-sum", "a weight is not below 0", "field.range", 0, 100)
		}
		sum += w
	}
	if math.Abs(sum-100) > 1e-9 || math.IsNaN(sum) {
		c.add("/weights", "weights-sum", fmt.Sprintf("the weights sum to %v, not 100", sum), "field.sum", 100)
	}
	c.keys(f.Penalty, severities, "/penalty", "penalty-unknown")
	if p := f.Penalty; !(0 <= p[SeverityMinor] && p[SeverityMinor] <= p[SeverityMajor] && p[SeverityMajor] <= p[SeverityCritical] && p[SeverityCritical] <= 100) {
		c.add("/penalty", "penalty-order", "0 ≤ minor ≤ major ≤ critical ≤ 100", "field.range", 0, 100)
	}
	c.between(f.WindowDays, 1, 366, "/windowDays", "score-range")
	c.between(f.PseudoStops, 0, 10_000, "/pseudoStops", "score-range")
	c.between(f.ProvisionalUnder, 0, 10_000, "/provisionalUnder", "score-range")
	c.between(f.RankedFrom, f.ProvisionalUnder, 10_000, "/rankedFrom", "score-range")
	if !(0 <= f.PraisePoints && f.PraisePoints <= f.PraiseMax && f.PraiseMax <= 100) {
		c.add("/praiseMax", "score-range", "0 ≤ praisePoints ≤ praiseMax ≤ 100", "field.range", 0, 100)
	}
	if f.CriticalCap != CriticalCap {
		c.add("/criticalCap", "score-range", "grading caps a check at 59", "field.range", CriticalCap, CriticalCap)
	}
	l := f.Levels
	if !(0 < l.Comfortable && l.Comfortable < l.Satisfied && l.Satisfied < l.Delighted && l.Delighted <= 100) {
		c.add("/levels", "levels-order", "0 < comfortable < satisfied < delighted ≤ 100", "field.range", 0, 100)
	}
	c.between(l.DelightedPraises, 0, 100, "/levels/delightedPraises", "score-range")
	return c.problems
}

func (c *collector) between(v, low, high int, at, rule string) {
	if v < low || v > high {
		c.add(at, rule, fmt.Sprintf("must be %d to %d", low, high), "field.range", low, high)
	}
}

// keys asks for exactly the keys of want in m, a map from texts.
func (c *collector) keys(m any, want []string, at, rule string) {
	var have []string
	switch m := m.(type) {
	case map[string]float64:
		have = slices.Sorted(maps.Keys(m))
	case map[string]ClockHours:
		have = slices.Sorted(maps.Keys(m))
	case map[string]map[string]ClockHours:
		have = slices.Sorted(maps.Keys(m))
	}
	for _, k := range have {
		c.choice(k, want, at+"/"+k, rule)
	}
	for _, k := range want {
		if !slices.Contains(have, k) {
			c.add(at, rule, k+" is missing", "field.required")
		}
	}
}
