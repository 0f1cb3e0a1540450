package checklists

// Text is a text in the two languages of the service.
type Text struct {
	ZhCN string `json:"zh-CN" yaml:"zh-CN"`
	En   string `json:"en" yaml:"en"`
}

// In returns the text in lang ("zh-CN" or "en"); unknown languages get English.
func (t Text) In(lang string) string {
	if lang == "zh-CN" {
		return t.ZhCN
	}
	return t.En
}

// Roles of an item.
const (
	RoleDriver = "driver"
	RolePorter = "porter"
	RoleBoth   = "both"
)

// Scopes of a checklist: how often it is due.
const (
	PerRun  = "run"
	PerStop = "stop"
)

// Definition is one published, immutable version of a checklist.
type Definition struct {
	ID      string `json:"id" yaml:"id"`
	Version int    `json:"version" yaml:"version"`
	Title   Text   `json:"title" yaml:"title"`
	Scope   string `json:"scope" yaml:"scope"` // run or stop
	Items   []Item `json:"items" yaml:"items"`
}

// Item returns the item with that id, or nil.
func (d *Definition) Item(id string) *Item {
	for i := range d.Items {
		if d.Items[i].ID == id {
			return &d.Items[i]
		}
	}
	return nil
}

// Item is one line of a checklist.
type Item struct {
	ID        string `json:"id" yaml:"id"`
	Role      string `json:"role" yaml:"role"`           // driver, porter, both
	Phase     string `json:"phase" yaml:"phase"`         // before, during, after
	Dimension string `json:"dimension" yaml:"dimension"` // TAN, REL, RES, ASS, EMP
	Weight    int    `json:"weight" yaml:"weight"`       // 1–5
	// Critical caps the whole check at 59 when the item fails.
	Critical bool   `json:"critical" yaml:"critical"`
	Kind     string `json:"kind" yaml:"kind"` // tick, count, measure, time, choice, text, lots, bottles, swap, receipt, photo, signature
	Rules    Rules  `json:"rules" yaml:"rules"`
	Text     Text   `json:"text" yaml:"text"`
}

// Rules is what an item's answer is held to beside its kind.
type Rules struct {
	// Evidence holds photo-on-fail, photo-always, note-on-fail, note-on-na, signature-always.
	Evidence []string `json:"evidence,omitempty" yaml:"evidence,omitempty"`
	// Optional items may stay unanswered and then do not count.
	Optional bool `json:"optional,omitempty" yaml:"optional,omitempty"`
	// ExtraMile items never lower a score; a pass is shown as a gift.
	ExtraMile bool     `json:"extraMile,omitempty" yaml:"extraMile,omitempty"`
	Unit      string   `json:"unit,omitempty" yaml:"unit,omitempty"` // bottles, cases, crates, °C …
	Min       *float64 `json:"min,omitempty" yaml:"min,omitempty"`   // bounds of a believable answer
	Max       *float64 `json:"max,omitempty" yaml:"max,omitempty"`
	Options   []Option `json:"options,omitempty" yaml:"options,omitempty"` // of a choice
	// MustOpen items show a list on the phone that has to be opened first: venue-notes, past-complaints.
	MustOpen string `json:"mustOpen,omitempty" yaml:"mustOpen,omitempty"`
	// Graded names the rule that the server applies beyond the kind's own:
	// min-per-stop, over-age-found, later-stage, equals-day-swaps, receipts-handed-over,
	// bottles-against-pickups, messages-sent, stops-explained, over-age-load.
	Graded string `json:"graded,omitempty" yaml:"graded,omitempty"`
	// Becomes turns the text of an answer into a record of its own: message, idea.
	Becomes string `json:"becomes,omitempty" yaml:"becomes,omitempty"`
	// PerStop is the number asked for each stop by min-per-stop, in Unit.
	PerStop int `json:"perStop,omitempty" yaml:"perStop,omitempty"`
}

// Option is one choice of a choice item.
type Option struct {
	ID   string `json:"id" yaml:"id"`
	Text Text   `json:"text" yaml:"text"`
	Fail bool   `json:"fail,omitempty" yaml:"fail,omitempty"`
}

// Outcome is what grading makes of an answer.
type Outcome string

// The four outcomes.
const (
	OutcomePass Outcome = "pass"
	OutcomeWarn Outcome = "warn"
	OutcomeFail Outcome = "fail"
	OutcomeNA   Outcome = "na"
)

// Grade is the outcome of a whole check.
type Grade struct {
	// Score is 0–100, rounded to two decimals: points ÷ max, at most 59 when a critical item failed.
	Score    float64     `json:"score"`
	Critical []string    `json:"critical"` // the critical items that failed
	Items    []ItemGrade `json:"items"`    // in the order of the checklist
}

// ItemGrade is the outcome of one item by one member.
type ItemGrade struct {
	ItemID   string   `json:"itemId"`
	MemberID string   `json:"memberId,omitempty"`
	Outcome  Outcome  `json:"outcome"`
	Points   float64  `json:"points"` // won, 0–Max
	Max      float64  `json:"max"`    // the item's weight; 0 when it does not count
	Reasons  []Reason `json:"reasons,omitempty"`
}

// Reason explains an outcome in both languages.
type Reason struct {
	Code   string `json:"code"`
	Detail Text   `json:"detail"`
}

// Product is what grading must know of a product.
type Product struct {
	ID            string `json:"id"`
	Name          Text   `json:"name"`
	ShelfLifeDays int    `json:"shelfLifeDays"` // 0: does not age
}

// Context is everything beside the answers that a grade depends on. Its JSON is that of the vectors in
// testdata/vectors.json, by which the phone app's own grading is held to this one.
type Context struct {
	// Date is the day the work was done, in the depot's zone.
	Date Date `json:"date"`
	// Roles are the roles of the members this check speaks for; items of another
	// role count only when answered.
	Roles []string `json:"roles,omitempty"`
	// MemberRoles gives the role of each member an answer may name.
	MemberRoles map[string]string `json:"memberRoles,omitempty"`
	// Overlay holds the venue's own items, graded after the checklist's.
	Overlay  []Item             `json:"overlay,omitempty"`
	Products map[string]Product `json:"products,omitempty"`
	// Window is the stop's agreed window; nil when none was agreed.
	Window *Window `json:"window,omitempty"`
	// EarlyTolerance and LateTolerance are minutes outside the window that still pass.
	EarlyTolerance int `json:"earlyTolerance"`
	LateTolerance  int `json:"lateTolerance"`
	// Expected are the bottles planned for pickup at this stop, by type.
	Expected map[string]int `json:"expected,omitempty"`
	// Stops is the number of stops of the run.
	Stops int `json:"stops"`
	// ReceiptTakenBy names the stop that already holds this check's receipt number, or "".
	ReceiptTakenBy string `json:"receiptTakenBy,omitempty"`
	// Crew holds the names of the members, none of whom may sign a receipt for the venue.
	Crew []string `json:"crew,omitempty"`
	// Day is what the server knows of the day at its close; nil for checks of a stop.
	Day *DayFacts `json:"day,omitempty"`
}

// Window is a half-open span of time.
type Window struct {
	From Time `json:"from"`
	To   Time `json:"to"`
}

// DayFacts is the day as the server knows it when it is closed.
type DayFacts struct {
	ReceiptsMissing []string       `json:"receiptsMissing,omitempty"` // stops (by venue name) whose signed receipt is not handed over
	PickedUp        map[string]int `json:"pickedUp,omitempty"`        // bottles taken today by type
	Swapped         int            `json:"swapped,omitempty"`         // damaged bottles swapped today
	MessagesPending int            `json:"messagesPending,omitempty"` // relayed messages not yet delivered to sales
	OpenStops       []string       `json:"openStops,omitempty"`       // stops (by venue name) neither delivered nor explained
}

// FieldError is one thing wrong with one field of an answer; Code is a
// field.* code of the error list and Args fill its text.
type FieldError struct {
	Pointer string // JSON pointer below the answers, e.g. /3/lots/0/producedOn
	Code    string
	Args    []any
}
