package checklists

import (
	"maps"
	"slices"
)

// rules checks an item's rules against its kind.
func (c *collector) rules(it *Item, at string) {
	r := &it.Rules
	seen := map[string]bool{}
	for i, e := range r.Evidence {
		c.choice(e, evidences, at+pointer("evidence", i), "evidence-unknown")
		if seen[e] {
			c.add(at+pointer("evidence", i), "evidence-unknown", e+" is there twice", "field.duplicate", e)
		}
		seen[e] = true
	}
	c.graded(it, at)
	c.bounds(it, at)
	c.options(it, at)
	if r.MustOpen != "" {
		c.choice(r.MustOpen, mustOpens, at+"/mustOpen", "must-open-unknown")
		c.onlyFor(it, at+"/mustOpen", KindTick)
	}
	if r.Becomes != "" {
		c.choice(r.Becomes, becomes, at+"/becomes", "becomes-unknown")
		c.onlyFor(it, at+"/becomes", KindText)
	}
	if r.Unit != "" {
		c.onlyFor(it, at+"/unit", KindCount, KindMeasure, KindSwap)
		if len(r.Unit) > maxUnit {
			c.add(at+"/unit", "text-too-long", "the unit is too long", "field.too-long", maxUnit)
		} else if !clean(r.Unit, false) {
			c.add(at+"/unit", "text-missing", "the unit holds control characters", "field.control")
		}
	}
}

func (c *collector) graded(it *Item, at string) {
	r := &it.Rules
	if r.Graded != "" {
		known := slices.Sorted(maps.Keys(gradedKinds))
		c.choice(r.Graded, known, at+"/graded", "graded-unknown")
		if kind, ok := gradedKinds[r.Graded]; ok {
			c.onlyFor(it, at+"/graded", kind)
		}
	}
	switch {
	case r.Graded == GradedMinPerStop && (r.PerStop < 1 || r.PerStop > 1000):
		c.add(at+"/perStop", "per-stop-range", "min-per-stop asks for 1 to 1000 a stop", "field.range", 1, 1000)
	case r.Graded != GradedMinPerStop && r.PerStop != 0:
		c.add(at+"/perStop", "rule-kind", "perStop belongs to min-per-stop", "field.not-here")
	}
}

func (c *collector) bounds(it *Item, at string) {
	r := &it.Rules
	for _, b := range []struct {
		name string
		v    *float64
	}{{"min", r.Min}, {"max", r.Max}} {
		if b.v == nil {
			continue
		}
		c.onlyFor(it, at+"/"+b.name, KindCount, KindMeasure)
		if !finite(*b.v) {
			c.add(at+"/"+b.name, "bounds-order", "is out of all bounds", "field.range", -int(maxBound), int(maxBound))
		}
	}
	if r.Min != nil && r.Max != nil && *r.Min > *r.Max {
		c.add(at+"/max", "bounds-order", "max is below min", "field.range", *r.Min, int(maxBound))
	}
}

func (c *collector) options(it *Item, at string) {
	r := &it.Rules
	if it.Kind == KindChoice && len(r.Options) < 2 {
		c.add(at+"/options", "options-missing", "a choice has two options or more", "field.required")
	}
	if len(r.Options) == 0 {
		return
	}
	c.onlyFor(it, at+"/options", KindChoice)
	if len(r.Options) > maxOptions {
		c.add(at+"/options", "options-missing", "a choice has too many options", "field.too-many", maxOptions)
		return
	}
	seen := map[string]bool{}
	for i, o := range r.Options {
		here := at + pointer("options", i)
		c.slug(o.ID, here+"/id", "option-id")
		if o.ID != "" && seen[o.ID] {
			c.add(here+"/id", "option-id", o.ID+" is there twice", "field.duplicate", o.ID)
		}
		seen[o.ID] = true
		c.text(o.Text, here+"/text")
	}
}

// onlyFor reports a rule on an item of another kind.
func (c *collector) onlyFor(it *Item, at string, allowed ...string) {
	if !slices.Contains(allowed, it.Kind) {
		c.add(at, "rule-kind", "an item of kind "+it.Kind+" cannot have this rule", "field.not-here")
	}
}
