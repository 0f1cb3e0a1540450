package checklists

// Kinds of an item: how it is answered.
const (
	KindTick      = "tick"
	KindCount     = "count"
	KindMeasure   = "measure"
	KindTime      = "time"
	KindChoice    = "choice"
	KindText      = "text"
	KindLots      = "lots"
	KindBottles   = "bottles"
	KindSwap      = "swap"
	KindReceipt   = "receipt"
	KindPhoto     = "photo"
	KindSignature = "signature"
)

// Phases of an item: when at the stop, or in the day, it is due.
const (
	PhaseBefore = "before"
	PhaseDuring = "during"
	PhaseAfter  = "after"
)

// Evidence rules of an item.
const (
	PhotoOnFail     = "photo-on-fail"
	PhotoAlways     = "photo-always"
	NoteOnFail      = "note-on-fail"
	NoteOnNA        = "note-on-na"
	SignatureAlways = "signature-always"
)

// Graded rules: what the server holds an answer to beyond its kind.
const (
	GradedMinPerStop      = "min-per-stop"
	GradedOverAgeFound    = "over-age-found"
	GradedLaterStage      = "later-stage"
	GradedDaySwaps        = "equals-day-swaps"
	GradedReceiptsHanded  = "receipts-handed-over"
	GradedPickups         = "bottles-against-pickups"
	GradedMessagesSent    = "messages-sent"
	GradedStopsExplained  = "stops-explained"
	GradedOverAgeLoad     = "over-age-load"
	BecomesMessage        = "message"
	BecomesIdea           = "idea"
	MustOpenVenueNotes    = "venue-notes"
	MustOpenPastComplaint = "past-complaints"
)

// The closed lists that data files and drafts are held to.
var (
	roles      = []string{RoleDriver, RolePorter, RoleBoth}
	scopes     = []string{PerRun, PerStop}
	phases     = []string{PhaseBefore, PhaseDuring, PhaseAfter}
	dimensions = []string{"TAN", "REL", "RES", "ASS", "EMP"}
	kinds      = []string{
		KindTick, KindCount, KindMeasure, KindTime, KindChoice, KindText, KindLots, KindBottles,
		KindSwap, KindReceipt, KindPhoto, KindSignature,
	}
	evidences = []string{PhotoOnFail, PhotoAlways, NoteOnFail, NoteOnNA, SignatureAlways}
	becomes   = []string{BecomesMessage, BecomesIdea}
	mustOpens = []string{MustOpenVenueNotes, MustOpenPastComplaint}

	results       = []string{string(Pass), string(Fail), string(NA)}
	bottleReasons = []string{VenueKeeps, NotSorted, VehicleFull, RefusedByCrew}

	severities = []string{SeverityMinor, SeverityMajor, SeverityCritical}
	tiers      = []string{"vip", "large", "medium", "small"}
	owners     = []string{"crew", "sales", "supervisor", "quality"}
	stepOwners = []string{"driver", "porter", "crew", "sales", "supervisor", "manager", "quality"}
	parts      = []string{"compliance", "completeness", "punctuality", "honesty", "voice", "recovery"}
)

// gradedKinds names each graded rule with the kind of item it can hold.
var gradedKinds = map[string]string{
	GradedMinPerStop:     KindCount,
	GradedOverAgeFound:   KindCount,
	GradedLaterStage:     KindTick,
	GradedDaySwaps:       KindCount,
	GradedReceiptsHanded: KindTick,
	GradedPickups:        KindBottles,
	GradedMessagesSent:   KindTick,
	GradedStopsExplained: KindTick,
	GradedOverAgeLoad:    KindLots,
}
