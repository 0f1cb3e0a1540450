package models

import (
	"cmp"
	"slices"

	"crewcheck/checklists"
)

// Figures are the counts that a score is made of, of a crew or of one member; figures of several days add up.
// They hold no point of any formula, so that each window is scored by its own.
type Figures struct {
	Stops    int     `json:"stops"`    // delivered; of a member: those they were at
	Items    int     `json:"items"`    // graded items that count
	Points   float64 `json:"points"`   // won, after the cap of failed critical items
	Max      float64 `json:"max"`      // to be won
	Required int     `json:"required"` // checks that delivered stops ask for
	HandedIn int     `json:"handedIn"`
	Windows  int     `json:"windows"` // delivered stops with an agreed window
	OnTime   int     `json:"onTime"`
	// Ticks counts the pass ticks of every item that complaints or evidence can speak against, by item; Contradicted is
	// what upheld complaints say against them, by category, and samples that were found false, by item.
	Ticks        []ItemCount     `json:"ticks,omitempty"`
	Contradicted []Contradiction `json:"contradicted,omitempty"`
	// Minor, Major and Critical count the upheld complaints of each severity, by the share (0–1 each).
	Minor     float64 `json:"minor"`
	Major     float64 `json:"major"`
	Critical  float64 `json:"critical"`
	Praises   int     `json:"praises"`
	Ratings   int     `json:"ratings"`
	RatingSum float64 `json:"ratingSum"` // each 0–100
	Upheld    int     `json:"upheld"`    // complaints with a share
	Recovered int     `json:"recovered"` // of these: resolved in time and confirmed by the venue
	ExtraMile int     `json:"extraMile"`
	Confirmed int     `json:"confirmed"` // praises of stops with an extra-mile tick
	// OpenCritical counts upheld critical complaints that are not resolved.
	OpenCritical int `json:"openCritical"`
}

// ItemCount is a number for one item.
type ItemCount struct {
	ItemID string `json:"itemId"`
	N      int    `json:"n"`
}

// tick counts n more pass ticks of an item; the items stay in order.
func (f *Figures) tick(itemID string, n int) {
	i, found := slices.BinarySearchFunc(f.Ticks, itemID, func(c ItemCount, id string) int { return cmp.Compare(c.ItemID, id) })
	if !found {
		f.Ticks = slices.Insert(slices.Clone(f.Ticks), i, ItemCount{ItemID: itemID})
	}
	f.Ticks[i].N += n
}

// ticked is all pass ticks that complaints could speak against.
func (f *Figures) ticked() int {
	n := 0
	for _, c := range f.Ticks {
		n += c.N
	}
	return n
}

// Contradiction is what the upheld complaints of one category say against ticks.
type Contradiction struct {
	Category string   `json:"category"`
	Items    []string `json:"items"` // that such complaints speak against
	Ticks    float64  `json:"ticks"` // contradicted, each by the share (0–1) of who gave it
}

// contradict notes that upheld complaints of a category could touch some items, and spoke against so many ticks of them.
func (f *Figures) contradict(category string, items []string, ticks float64) {
	i, found := slices.BinarySearchFunc(f.Contradicted, category, func(c Contradiction, code string) int { return cmp.Compare(c.Category, code) })
	all := slices.Clone(f.Contradicted)
	if !found {
		all = slices.Insert(all, i, Contradiction{Category: category})
	}
	c := &all[i]
	c.Items = slices.Concat(c.Items, items)
	slices.Sort(c.Items)
	c.Items = slices.Compact(c.Items)
	c.Ticks += ticks
	f.Contradicted = all
}

// ticksOf are the pass ticks of some items.
func (f *Figures) ticksOf(items []string) int {
	n := 0
	for _, c := range f.Ticks {
		if slices.Contains(items, c.ItemID) {
			n += c.N
		}
	}
	return n
}

// touchable are the pass ticks that the upheld complaints could touch.
func (f *Figures) touchable() int {
	var items []string
	for _, c := range f.Contradicted {
		items = append(items, c.Items...)
	}
	return f.ticksOf(items)
}

// dishonest is the part of ticks that are contradicted, of each category among those it could touch, added up. Each
// category stands for itself: if all were one, a complaint about items with many ticks would make little of the others.
func (f *Figures) dishonest() float64 {
	sum := 0.0
	for _, c := range f.Contradicted {
		if n := f.ticksOf(c.Items); n > 0 {
			sum += c.Ticks / float64(n)
		}
	}
	return sum
}

// uphold counts an upheld complaint by a share.
func (f *Figures) uphold(severity string, share float64) {
	switch severity {
	case checklists.SeverityMinor:
		f.Minor += share
	case checklists.SeverityMajor:
		f.Major += share
	case checklists.SeverityCritical:
		f.Critical += share
	}
}

// severities lists the severities in the order in which they are added up.
var severities = []string{checklists.SeverityMinor, checklists.SeverityMajor, checklists.SeverityCritical}

// upheldOf counts the upheld complaints of a severity, by the share.
func (f *Figures) upheldOf(severity string) float64 {
	switch severity {
	case checklists.SeverityMinor:
		return f.Minor
	case checklists.SeverityMajor:
		return f.Major
	}
	return f.Critical
}

// penalty is what the upheld complaints cost by a formula, not yet per 100 stops.
func (f *Figures) penalty(formula checklists.Formula) float64 {
	sum := 0.0
	for _, severity := range severities {
		sum += f.upheldOf(severity) * formula.Penalty[severity]
	}
	return sum
}

// add adds o; the order of additions is the caller's, so that sums come out the same to the last digit.
func (f *Figures) add(o Figures) {
	f.Stops += o.Stops
	f.Items += o.Items
	f.Points += o.Points
	f.Max += o.Max
	f.Required += o.Required
	f.HandedIn += o.HandedIn
	f.Windows += o.Windows
	f.OnTime += o.OnTime
	for _, c := range o.Ticks {
		f.tick(c.ItemID, c.N)
	}
	for _, c := range o.Contradicted {
		f.contradict(c.Category, c.Items, c.Ticks)
	}
	f.Minor += o.Minor
	f.Major += o.Major
	f.Critical += o.Critical
	f.Praises += o.Praises
	f.Ratings += o.Ratings
	f.RatingSum += o.RatingSum
	f.Upheld += o.Upheld
	f.Recovered += o.Recovered
	f.ExtraMile += o.ExtraMile
	f.Confirmed += o.Confirmed
	f.OpenCritical += o.OpenCritical
}
