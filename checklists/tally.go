package checklists

import "math"

// Stake is what an item puts at stake in a check: little enough for a phone to work out by itself what an outcome
// would cost.
type Stake struct {
	Weight   int  `json:"weight"`
	Critical bool `json:"critical"`
	// Free items, optional or extra mile, count only when they pass: leaving them costs nothing.
	Free    bool    `json:"free"`
	Outcome Outcome `json:"outcome"`
}

// Tally is what a check comes to, as it counts for a crew.
type Tally struct {
	Points float64 `json:"points"` // won, after the cap
	Max    float64 `json:"max"`    // to be won
	Score  float64 `json:"score"`  // 0–100, as Grade.Score
	Capped bool    `json:"capped"` // a critical item failed: at most limit % of Max are won
}

// TallyOf adds a check up. A pass and a warning win the weight, a fail wins nothing of it, and na does not count. A
// failed critical item leaves at most limit percent of all; free items do not count then, or what somebody did beyond
// the standard would add to what the cap takes. Score agrees with GradeCheck. It is pure.
func TallyOf(items []Stake, limit float64) Tally {
	var t Tally
	free := 0.0
	for _, s := range items {
		w, done := float64(s.Weight), s.Outcome == OutcomePass || s.Outcome == OutcomeWarn
		switch {
		case done && s.Free:
			free += w
		case done:
			t.Points, t.Max = t.Points+w, t.Max+w
		case s.Outcome == OutcomeFail && !s.Free:
			t.Max += w
			t.Capped = t.Capped || s.Critical
		}
	}
	t.Score = 100
	if most := t.Max + free; most > 0 {
		t.Score = math.Round((t.Points+free)/most*10_000) / 100
	}
	if t.Capped {
		t.Score, t.Points = min(t.Score, limit), min(t.Points, t.Max*limit/100)
		return t
	}
	t.Points, t.Max = t.Points+free, t.Max+free
	return t
}

// Choice is one thing that can be said of an item.
type Choice struct {
	Result Result `json:"result"` // pass, fail, na
	// Counted is false for na, and for a fail of a free item: the item is left out of points and maximum.
	Counted bool `json:"counted"`
	// Needs is what must come with it: photo, note, signature. Without, it is graded as a fail.
	Needs []string `json:"needs"`
}

// Evidence that a choice needs.
const (
	NeedsPhoto     = "photo"
	NeedsNote      = "note"
	NeedsSignature = "signature"
)

// ChoicesOf are the choices that people have with an item: none where somebody else decides later, and no na where the
// server judges by the day.
func ChoicesOf(it *Item) []Choice {
	switch it.Rules.Graded {
	case GradedLaterStage:
		return []Choice{}
	case GradedReceiptsHanded, GradedStopsExplained, GradedMessagesSent, GradedDaySwaps, GradedPickups:
		return []Choice{it.choice(Pass), it.choice(Fail)}
	}
	return []Choice{it.choice(Pass), it.choice(Fail), it.choice(NA)}
}

func (it *Item) choice(r Result) Choice {
	c := Choice{Result: r, Counted: r == Pass || r == Fail && !it.Free(), Needs: []string{}}
	x := grader{it: it}
	if r == NA {
		if x.needs(NoteOnNA) {
			c.Needs = append(c.Needs, NeedsNote)
		}
		return c
	}
	if x.needs(PhotoAlways) || r == Fail && x.needs(PhotoOnFail) {
		c.Needs = append(c.Needs, NeedsPhoto)
	}
	if r == Fail && x.needs(NoteOnFail) {
		c.Needs = append(c.Needs, NeedsNote)
	}
	if x.needs(SignatureAlways) {
		c.Needs = append(c.Needs, NeedsSignature)
	}
	return c
}

// Free tells whether the item counts only when it passes.
func (it *Item) Free() bool { return it.Rules.Optional || it.Rules.ExtraMile }

// Stake is what the item puts at stake with an outcome.
func (it *Item) Stake(o Outcome) Stake {
	return Stake{Weight: it.Weight, Critical: it.Critical, Free: it.Free(), Outcome: o}
}
