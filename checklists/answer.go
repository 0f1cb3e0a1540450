package checklists

// Result is what a person ticked.
type Result string

// The three results of a tick.
const (
	Pass Result = "pass"
	Fail Result = "fail"
	NA   Result = "na"
)

// Answer is what one person gave for one item of a checklist. Which fields an
// answer needs follows from the item's kind.
type Answer struct {
	ItemID string `json:"itemId"`
	// MemberID is who gave the answer; empty means the member of the whole check.
	MemberID  string         `json:"memberId,omitempty"`
	Result    Result         `json:"result,omitempty"`
	Value     *float64       `json:"value,omitempty"` // count, measure
	At        *Time          `json:"at,omitempty"`    // time
	Text      string         `json:"text,omitempty"`  // text, and the option of a choice
	Note      string         `json:"note,omitempty"`
	Photos    []string       `json:"photos,omitempty"` // SHA-256, lower-case hex
	Lots      []Lot          `json:"lots,omitempty"`
	Bottles   []BottleCount  `json:"bottles,omitempty"`
	Swap      *Swap          `json:"swap,omitempty"`
	Receipt   *ReceiptAnswer `json:"receipt,omitempty"`
	Signature string         `json:"signature,omitempty"` // SHA-256 of the picture of the ink
}

// Lot is one production lot as it stands on the venue's shelf.
type Lot struct {
	ProductID  string `json:"productId"`
	ProducedOn Date   `json:"producedOn"`
	Quantity   int    `json:"quantity"` // in the product's unit
	Position   int    `json:"position"` // from the front, 1 is picked first
	Delivered  bool   `json:"delivered"`
}

// Bottle reasons: why returnable bottles stayed at the venue.
const (
	VenueKeeps    = "venue-keeps"
	NotSorted     = "not-sorted"
	VehicleFull   = "vehicle-full"
	RefusedByCrew = "refused-by-crew"
)

// BottleCount is the pickup of one bottle type.
type BottleCount struct {
	Type     string `json:"type"`
	Expected int    `json:"expected"`
	Taken    int    `json:"taken"`
	Left     int    `json:"left"`
	Reason   string `json:"reason,omitempty"`
}

// Swap is how many damaged pieces were reported and how many exchanged on the spot.
type Swap struct {
	Reported int    `json:"reported"`
	Swapped  int    `json:"swapped"`
	Reason   string `json:"reason,omitempty"`
}

// ReceiptAnswer is the signed delivery receipt.
type ReceiptAnswer struct {
	Number        string        `json:"number"`
	SignedBy      string        `json:"signedBy"`
	SignerRole    string        `json:"signerRole"`
	Signature     string        `json:"signature,omitempty"` // SHA-256 of the picture of the ink
	Discrepancies []Discrepancy `json:"discrepancies,omitempty"`
}

// Discrepancy is a difference between order and delivery written on the receipt.
type Discrepancy struct {
	ProductID string `json:"productId"`
	Quantity  int    `json:"quantity"` // delivered − ordered, in the product's unit
	Reason    string `json:"reason"`
}
