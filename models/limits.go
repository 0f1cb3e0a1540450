package models

// Limits that no depot sets.
const (
	// TooFastSeconds is how long a whole check takes at least to be believed (STANDARDS, early warnings).
	TooFastSeconds = 5
	// MaxStops is the most stops of a run, which a phone carries.
	MaxStops = 60
)

// DepotLimits are what a depot sets for itself; 0 is the usual one.
type DepotLimits struct {
	// FarMetres is how far from the venue, beyond the phone's own accuracy, a check is flagged far-from-venue. Checks that
	// are handed in already keep their flags.
	FarMetres int `json:"farMetres,omitempty"`
	// SilentMinutes is how long a phone may say nothing while a stop's time is over.
	SilentMinutes int `json:"silentMinutes,omitempty"`
	// ReceiptGraceHours is how long after the depot's close a receipt may still come before it is warned of.
	ReceiptGraceHours int `json:"receiptGraceHours,omitempty"`
}

// Bound is what a number of DepotLimits may be, and what it is unless the depot says otherwise.
type Bound struct {
	Name               string // of the field
	Unit               string // m, min, h
	Usual, Least, Most int
}

// DepotBounds are the bounds of DepotLimits. Nobody is silent for less than the time between two looks at the clock.
var DepotBounds = []Bound{
	{"farMetres", "m", 500, 100, 5_000},
	{"silentMinutes", "min", 120, 30, 720},
	{"receiptGraceHours", "h", 12, 1, 72},
}

// fields are the numbers in the order of DepotBounds.
func (l *DepotLimits) fields() []*int {
	return []*int{&l.FarMetres, &l.SilentMinutes, &l.ReceiptGraceHours}
}

func (l *DepotLimits) validate(bad *invalid, at string) {
	for i, n := range l.fields() {
		if b := DepotBounds[i]; *n != 0 {
			bad.number(at+"/"+b.Name, *n, b.Least, b.Most)
		}
	}
}

// limits are those of the depot, with the usual ones filled in.
func (d *Depot) limits() DepotLimits {
	var out DepotLimits
	if d.Limits != nil {
		out = *d.Limits
	}
	for i, n := range out.fields() {
		if *n == 0 {
			*n = DepotBounds[i].Usual
		}
	}
	return out
}
