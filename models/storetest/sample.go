package storetest

import "crewcheck/models"

// sample holds every shape that stored types use.
type sample struct {
	models.Meta
	author
	*Approval
	DepotID string      `json:"depotId"`
	Kind    string      `json:"kind,omitempty"`
	Phone   string      `json:"phone"`
	At      models.Time `json:"at"`
	Day     models.Date `json:"day"`

	Count  int      `json:"count"`
	Big    int64    `json:"big"`
	Small  uint16   `json:"small"`
	Score  float64  `json:"score"`
	Share  *float64 `json:"share,omitempty"`
	Bound  *int     `json:"bound"`
	Far    *int64   `json:"far,omitempty"`
	Open   bool     `json:"open"`
	Weight int      `json:"weight,omitempty"`
	Late   bool     `json:"late,omitempty"`
	Agreed *bool    `json:"agreed,omitempty"`

	Nested nested  `json:"nested"`
	Maybe  *nested `json:"maybe,omitempty"`
	None   *nested `json:"none"`

	ClosedAt *models.Time `json:"closedAt,omitempty"`
	SeenAt   *models.Time `json:"seenAt"`
	SentAt   models.Time  `json:"sentAt,omitzero"`

	Lines  []nested              `json:"lines"`
	Tags   []string              `json:"tags"`
	Notes  []string              `json:"notes,omitempty"`
	Times  []models.Time         `json:"times,omitempty"`
	Totals map[string]int        `json:"totals"`
	Shares map[string]float64    `json:"shares,omitempty"`
	Texts  map[string]string     `json:"texts,omitempty"`
	Days   map[models.Date]limit `json:"days,omitempty"`
	Bytes  []byte                `json:"bytes,omitempty"`
	Pair   [2]float64            `json:"pair"`

	Plain  string
	Secret string `json:"-"`
	hidden string
}

// nested has an id of its own, which is a field like any other.
type nested struct {
	ID   string       `json:"id,omitempty"`
	Name string       `json:"name"`
	At   *models.Time `json:"at,omitempty"`
	Deep *deep        `json:"deep,omitempty"`
}

type deep struct {
	Code  string   `json:"code"`
	Lots  []limit  `json:"lots,omitempty"`
	Ratio *float64 `json:"ratio,omitempty"`
}

type limit struct {
	Low  float64 `json:"low"`
	High float64 `json:"high,omitempty"`
}

// author is embedded: its fields are fields of the document.
type author struct {
	UserID string `json:"userId,omitempty"`
	Plain  string `json:"hides-nothing,omitempty"`
}

// Approval is embedded by a pointer: when it is nil its fields are missing.
type Approval struct {
	ApprovedBy string `json:"approvedBy"`
}

var (
	samples = &models.Spec{
		Name: "samples",
		Fields: []string{
			"depotId", "kind", "phone", "count", "big", "score", "share", "open", "weight", "late", "agreed", "nested.name", "nested.deep.code",
			"maybe.name", "none.name", "userId", "approvedBy", "day",
		},
		Time:    "at",
		Indexes: [][]string{{"depotId"}, {"depotId", "kind"}, {"nested.name"}},
		Unique:  [][]string{{"phone"}},
	}
	byDay = &models.Spec{Name: "by-day", Fields: []string{"depotId", "phone"}, Time: "day", Indexes: [][]string{{"depotId"}}}
	byID  = &models.Spec{Name: "by-id", Fields: []string{"depotId"}, Indexes: [][]string{{"depotId"}}, Unique: [][]string{{"depotId", "id"}}}
	deepT = &models.Spec{Name: "by-nested-time", Fields: []string{"kind"}, Time: "nested.at"}
)

func specs() []*models.Spec { return []*models.Spec{samples, byDay, byID, deepT} }
