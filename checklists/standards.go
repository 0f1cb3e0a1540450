package checklists

// Standards is everything the service holds crews to: what is checked, what can
// go wrong, how fast it is answered and how it is scored.
type Standards struct {
	Checklists []Definition `json:"checklists"` // in the order of the working day
	Categories []Category   `json:"categories"`
	Clocks     Clocks       `json:"clocks"`
	Score      Formula      `json:"score"`
}

// Checklist returns the checklist with that id, or nil.
func (s *Standards) Checklist(id string) *Definition {
	for i := range s.Checklists {
		if s.Checklists[i].ID == id {
			return &s.Checklists[i]
		}
	}
	return nil
}

// Category returns the complaint category with that code, or nil.
func (s *Standards) Category(code string) *Category {
	for i := range s.Categories {
		if s.Categories[i].Code == code {
			return &s.Categories[i]
		}
	}
	return nil
}

// Severities of a complaint, from light to grave.
const (
	SeverityMinor    = "minor"
	SeverityMajor    = "major"
	SeverityCritical = "critical"
)

// Category is one kind of complaint.
type Category struct {
	Code     string   `json:"code" yaml:"code"`
	Severity string   `json:"severity" yaml:"severity"` // unless the venue says otherwise
	Owner    []string `json:"owner" yaml:"owner"`       // who answers: crew, sales, supervisor, quality
	// Dimension is the quality dimension that the complaint speaks of.
	Dimension string `json:"dimension" yaml:"dimension"`
	// Contradicts names the items whose pass tick an upheld complaint proves wrong.
	Contradicts []string  `json:"contradicts" yaml:"contradicts"`
	Text        Text      `json:"text" yaml:"text"`
	Playbook    []Step    `json:"playbook" yaml:"playbook"` // 3–5 steps, done in this order
	FrontLine   FrontLine `json:"frontLine" yaml:"frontLine"`
}

// Step is one step of a playbook: who does what.
type Step struct {
	Owner string `json:"owner" yaml:"owner"` // driver, porter, crew, sales, supervisor, manager, quality
	Text  Text   `json:"text" yaml:"text"`
}

// FrontLine is what a driver or porter may give at once without asking anybody.
// A number of zero means none of it.
type FrontLine struct {
	Text         Text `json:"text" yaml:"text"`
	SwapBottles  int  `json:"swapBottles,omitempty" yaml:"swapBottles,omitempty"`
	SwapCartons  int  `json:"swapCartons,omitempty" yaml:"swapCartons,omitempty"`
	ExtraCrates  int  `json:"extraCrates,omitempty" yaml:"extraCrates,omitempty"`   // empty crates taken beyond the plan
	ExtraMinutes int  `json:"extraMinutes,omitempty" yaml:"extraMinutes,omitempty"` // spent at the stop to put it right
}

// Clocks says how soon a complaint is acknowledged and resolved.
type Clocks struct {
	// Table is severity → tier → hours; see Hours.
	Table map[string]map[string]ClockHours `json:"hours" yaml:"hours"`
	// Escalation is percent of the time allowed: owner, depot manager, head of the company.
	Escalation []int `json:"escalation" yaml:"escalation"`
	// CriticalAroundTheClock lets critical complaints run outside working hours too.
	CriticalAroundTheClock bool `json:"criticalAroundTheClock" yaml:"criticalAroundTheClock"`
	// RecurrenceDays after a complaint was closed, the same one again is a recurrence.
	RecurrenceDays int `json:"recurrenceDays" yaml:"recurrenceDays"`
	// FollowUpDays are the working days within which a resolved complaint gets its call.
	FollowUpDays int `json:"followUpDays" yaml:"followUpDays"`
}

// ClockHours are working hours of the depot's calendar.
type ClockHours struct {
	Ack     float64 `json:"ack" yaml:"ack"`
	Resolve float64 `json:"resolve" yaml:"resolve"`
}

// Hours returns the hours to acknowledge and to resolve; both are zero when the
// severity or the tier is unknown.
func (c Clocks) Hours(severity, tier string) (ack, resolve float64) {
	h := c.Table[severity][tier]
	return h.Ack, h.Resolve
}

// Formula is one published version of the crew score.
type Formula struct {
	Version int `json:"version" yaml:"version"`
	// Weights of the six parts; they sum to 100.
	Weights    map[string]float64 `json:"weights" yaml:"weights"`
	WindowDays int                `json:"windowDays" yaml:"windowDays"`
	// PseudoStops draw a small number of stops towards the depot's mean.
	PseudoStops int `json:"pseudoStops" yaml:"pseudoStops"`
	// ProvisionalUnder is the number of stops below which a score has no level.
	ProvisionalUnder int `json:"provisionalUnder" yaml:"provisionalUnder"`
	RankedFrom       int `json:"rankedFrom" yaml:"rankedFrom"`
	// Penalty is points per upheld complaint per 100 stops, by severity.
	Penalty      map[string]float64 `json:"penalty" yaml:"penalty"`
	PraisePoints float64            `json:"praisePoints" yaml:"praisePoints"`
	PraiseMax    float64            `json:"praiseMax" yaml:"praiseMax"`
	// CriticalCap is the highest score of a check in which a critical item failed.
	CriticalCap float64 `json:"criticalCap" yaml:"criticalCap"`
	Levels      Levels  `json:"levels" yaml:"levels"`
}

// Levels are the lowest scores of the three levels.
type Levels struct {
	Comfortable float64 `json:"comfortable" yaml:"comfortable"`
	Satisfied   float64 `json:"satisfied" yaml:"satisfied"`
	Delighted   float64 `json:"delighted" yaml:"delighted"`
	// DelightedPraises is how many praises in the window the top level asks for.
	DelightedPraises int `json:"delightedPraises" yaml:"delightedPraises"`
}
