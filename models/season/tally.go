package season

import (
	"slices"
	"sync"

	"crewcheck/models"
)

// Counts are what a season came to.
type Counts struct {
	Runs       int `json:"runs"`
	Stops      int `json:"stops"`
	Checks     int `json:"checks"`     // stored
	Repeated   int `json:"repeated"`   // sent again and known
	LateSync   int `json:"lateSync"`   // more than a day late
	WrongClock int `json:"wrongClock"` // by a phone more than two minutes off
	TooFast    int `json:"tooFast"`
	Ratings    int `json:"ratings"`
	Praises    int `json:"praises"`
	Complaints int `json:"complaints"`
	TiedByHand int `json:"tiedByHand"` // complaints that the service left to a person
}

// tally counts while many shifts are worked at once.
type tally struct {
	mu sync.Mutex
	by map[*depot]*Counts
}

func (t *tally) add(d *depot, count func(*Counts)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.by == nil {
		t.by = map[*depot]*Counts{}
	}
	if t.by[d] == nil {
		t.by[d] = &Counts{}
	}
	count(t.by[d])
}

func (t *tally) check(d *depot, k *models.Check, created bool) {
	t.add(d, func(c *Counts) {
		if !created {
			c.Repeated++
			return
		}
		c.Checks++
		for flag, n := range map[string]*int{models.FlagLateSync: &c.LateSync, models.FlagClockSkew: &c.WrongClock, models.FlagTooFast: &c.TooFast} {
			if slices.Contains(k.Flags, flag) {
				*n++
			}
		}
	})
}
