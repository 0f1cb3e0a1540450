package models

import "crewcheck/checklists"

// Depot is a warehouse with its crews, venues and calendar.
type Depot struct {
	Meta
	DepotBody
}

// DepotBody is what planning says of a depot.
type DepotBody struct {
	Name string `json:"name"`
	Zone string `json:"zone"` // IANA, e.g. Asia/Shanghai; dates of the depot are in it
	// ClosesAt is the depot's close, HH:MM in its zone: receipts are due by then.
	ClosesAt string    `json:"closesAt"`
	Location *Location `json:"location,omitempty"`
	// Calendar is when the depot works; nil is Monday to Friday, 09:00–17:00.
	Calendar *Calendar `json:"calendar,omitempty"`
	// Limits are when something is far, silent or overdue here; nil is the usual ones.
	Limits *DepotLimits `json:"limits,omitempty"`
	// PhotoPlace asks phones to write into the pictures of a stop where they were taken, with their member's leave.
	// Otherwise none of theirs carries a place.
	PhotoPlace bool `json:"photoPlace,omitempty"`
}

// Location is a point on earth.
type Location struct {
	Lat float64 `json:"lat"` // degrees, −90–90
	Lon float64 `json:"lon"` // degrees, −180–180
	// AccuracyM is the radius in metres the phone was sure of.
	AccuracyM float64 `json:"accuracyM,omitempty"`
}

// Crew is a standing team of a depot.
type Crew struct {
	Meta
	CrewBody
	// Leaving are those who were taken off and whose accounts do not know yet; a moment, unless the server was killed.
	Leaving []string `json:"leaving,omitempty"`
}

// CrewBody is what planning says of a crew.
type CrewBody struct {
	DepotID   string   `json:"depotId"`
	Name      string   `json:"name"`
	MemberIDs []string `json:"memberIds"`
	Disabled  bool     `json:"disabled,omitempty"`
}

// Product is something delivered.
type Product struct {
	Meta
	ProductBody
}

// ProductBody is what planning says of a product.
type ProductBody struct {
	DepotID string `json:"depotId,omitempty"` // "" = every depot
	Name    Text   `json:"name"`
	Unit    string `json:"unit"` // case, bottle, keg …
	// ShelfLifeDays is how long a lot may stand after production; 0 = it does not age.
	ShelfLifeDays int    `json:"shelfLifeDays"`
	BottleType    string `json:"bottleType,omitempty"` // returnable bottle it comes in; "" = none
	BottlesPer    int    `json:"bottlesPer,omitempty"` // returnable bottles per unit
	Disabled      bool   `json:"disabled,omitempty"`
}

// Venue is a bar, club, restaurant or hotel.
type Venue struct {
	Meta
	VenueBody
	// CardVersion counts the changes of the card; older ones stay readable.
	CardVersion int `json:"cardVersion"`
}

// VenueBody is what planning says of a venue.
type VenueBody struct {
	DepotID string `json:"depotId"`
	Name    string `json:"name"`
	Tier    string `json:"tier"` // vip, large, medium, small
	// Value is most-valuable, most-growable or below-zero; it is not told to the venue's own account, nor to crews.
	Value    string      `json:"value"`
	SalesID  string      `json:"salesId,omitempty"`
	Location *Location   `json:"location,omitempty"`
	Zone     string      `json:"zone,omitempty"` // IANA; "" = the depot's
	Window   *ClockRange `json:"window,omitempty"`
	Card     Card        `json:"card"`
	Contacts []Contact   `json:"contacts"`
	// Calendar is when the venue can be reached about a complaint; nil is the depot's.
	Calendar *Calendar `json:"calendar,omitempty"`
	Disabled bool      `json:"disabled,omitempty"`
}

// ClockRange is a daily span HH:MM–HH:MM in the venue's zone; To before From runs past midnight.
type ClockRange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Contact is a person at the venue; crews see name and role, and the phone only of a
// contact marked for them.
type Contact struct {
	Name  string `json:"name"`
	Role  string `json:"role"`
	Phone string `json:"phone,omitempty"`
	// ForCrews shows the phone number to crews on their way.
	ForCrews bool `json:"forCrews,omitempty"`
}

// Card is what a crew must know of a venue, and the venue's own items.
type Card struct {
	Storekeeper       string `json:"storekeeper,omitempty"`
	Guard             string `json:"guard,omitempty"`
	Parking           string `json:"parking,omitempty"`
	Dress             string `json:"dress,omitempty"`
	Language          string `json:"language,omitempty"`
	Placement         string `json:"placement,omitempty"`         // where each product stands
	ReconciliationDay int    `json:"reconciliationDay,omitempty"` // day of the month, 1–31
	MaxStack          int    `json:"maxStack,omitempty"`          // cases on top of each other
	Notes             string `json:"notes,omitempty"`
	// Items are the venue's own items, each in the checklist it belongs to.
	Items []CardItem `json:"items,omitempty"`
	// Photos show what words do not, at most six.
	Photos []CardPhoto `json:"photos,omitempty"`
}

// CardPhoto is a picture of a venue's card, and what it shows.
type CardPhoto struct {
	SHA256 string `json:"sha256"`
	Shows  string `json:"shows"` // parking, gate, keeper, storage, receipt, other
}

// CardItem is an item of the venue's own, asked within a checklist at its stops.
type CardItem struct {
	ChecklistID string          `json:"checklistId"`
	Item        checklists.Item `json:"item"`
}

// VenueCard is one past or present version of a venue's card; id = venue id + ":" + version.
type VenueCard struct {
	Meta
	DepotID     string `json:"depotId"`
	VenueID     string `json:"venueId"`
	CardVersion int    `json:"cardVersion"`
	Card        Card   `json:"card"`
	ChangedBy   string `json:"changedBy"`
}

// Run is a crew's day.
type Run struct {
	Meta
	DepotID string   `json:"depotId"`
	Date    Date     `json:"date"` // in the depot's zone
	CrewID  string   `json:"crewId"`
	Vehicle string   `json:"vehicle,omitempty"`
	Members []Member `json:"members"`
	// StopIDs are the stops of the run in their order.
	StopIDs []string `json:"stopIds"`
	// PlanHash is the SHA-256 of the planned stops: the run's version moves with each of them.
	PlanHash string `json:"planHash"`
	// Left are people whom planning took off the run when phones may have had it; To is when. Work that they did before
	// and that arrives later puts them among the members again.
	Left []Member `json:"left,omitempty"`
}

// Member is a person on a run; the same person may come and go, once per entry.
type Member struct {
	UserID string `json:"userId"`
	Name   string `json:"name,omitempty"`
	// FirstName is how the venue sees the member; both names are filled in from the account.
	FirstName string `json:"firstName,omitempty"`
	Role      Role   `json:"role"`           // driver or porter
	From      *Time  `json:"from,omitempty"` // nil: from the start of the run
	To        *Time  `json:"to,omitempty"`   // nil: to its end; half-open
}

// PresentAt tells whether the member was on the run at t.
func (m Member) PresentAt(t Time) bool {
	return (m.From == nil || !t.Before(m.From.Time)) && (m.To == nil || t.Before(m.To.Time))
}

// Assignment says that a user is on a run; it makes "my runs" a plain look-up.
// id follows from run, user and date. The run itself has the last word.
type Assignment struct {
	Meta
	UserID  string `json:"userId"`
	RunID   string `json:"runId"`
	DepotID string `json:"depotId"`
	Date    Date   `json:"date"`
}

// Line is a planned quantity of a product.
type Line struct {
	ProductID string `json:"productId"`
	Quantity  int    `json:"quantity"` // in the product's unit
}

// BottlePlan is a planned pickup.
type BottlePlan struct {
	Type     string `json:"type"`
	Expected int    `json:"expected"`
}

// Stop states.
const (
	StopPlanned   = "planned"
	StopArrived   = "arrived"
	StopDelivered = "delivered"
	StopFailed    = "failed"
	StopSkipped   = "skipped"
	StopRemoved   = "removed" // taken off the run by planning
)

// Stop is a venue on a run: the plan, and what the phones said of it.
type Stop struct {
	Meta
	DepotID  string `json:"depotId"`
	RunID    string `json:"runId"`
	CrewID   string `json:"crewId"`
	VenueID  string `json:"venueId"`
	Date     Date   `json:"date"`
	Sequence int    `json:"sequence"`
	// PlanVersion is the version of the run that this plan of the stop came with.
	PlanVersion int64        `json:"planVersion"`
	Window      *Window      `json:"window,omitempty"`
	Lines       []Line       `json:"lines"`
	Bottles     []BottlePlan `json:"bottles"`
	Status      string       `json:"status"`
	Cause       string       `json:"cause,omitempty"`  // of failed and skipped, one of Causes()
	Reason      string       `json:"reason,omitempty"` // the same in the crew's words
	// ArrivedAt and LeftAt bound the real presence at the venue, on the server's clock.
	ArrivedAt *Time `json:"arrivedAt,omitempty"`
	LeftAt    *Time `json:"leftAt,omitempty"`
	// BackAt is when the crew came back to the stop after it had failed or was skipped.
	BackAt *Time `json:"backAt,omitempty"`
	// ReceiptToken opens the public receipt of this stop.
	ReceiptToken string `json:"receiptToken,omitempty"`
}

// Tiers and values of venues.
var (
	tiers  = []string{"vip", "large", "medium", "small"}
	values = []string{"most-valuable", "most-growable", "below-zero"}
)
