package models

import "time"

// Specs declares every collection; adapters build them at start.
var (
	userSpec       = &Spec{Name: "users", Fields: []string{"phone"}, Unique: [][]string{{"phone"}}}
	credentialSpec = &Spec{Name: "credentials", Time: "lockedUntil"} // what was never locked is in no list of it
	addressSpec    = &Spec{Name: "addressLocks", Time: "updatedAt"}
	sessionSpec    = &Spec{Name: "sessions", Fields: []string{"userId"}, Time: "expiresAt", Indexes: [][]string{{"userId"}}}
	pairingSpec    = &Spec{Name: "pairings", Time: "expiresAt"}
	keySpec        = &Spec{Name: "signingKeys", Time: "signsFrom"}

	depotSpec      = &Spec{Name: "depots"}
	crewSpec       = &Spec{Name: "crews", Fields: []string{"depotId"}, Indexes: [][]string{{"depotId"}}}
	productSpec    = &Spec{Name: "products", Fields: []string{"depotId"}, Indexes: [][]string{{"depotId"}}}
	venueSpec      = &Spec{Name: "venues", Fields: []string{"depotId", "tier", "value", "salesId"}, Indexes: [][]string{{"depotId"}, {"depotId", "tier"}, {"depotId", "value"}, {"salesId"}}}
	venueCardSpec  = &Spec{Name: "venueCards", Fields: []string{"venueId"}, Time: "createdAt", Indexes: [][]string{{"venueId"}}}
	runSpec        = &Spec{Name: "runs", Fields: []string{"depotId", "crewId"}, Time: "date", Indexes: [][]string{{"depotId"}, {"depotId", "crewId"}}}
	assignmentSpec = &Spec{Name: "assignments", Fields: []string{"userId"}, Time: "date", Indexes: [][]string{{"userId"}}}
	stopSpec       = &Spec{Name: "stops", Fields: []string{"depotId", "runId", "crewId", "venueId", "status"}, Time: "date", Indexes: [][]string{{"runId"}, {"depotId", "venueId"}, {"depotId", "crewId"}, {"depotId"}}}

	versionSpec = &Spec{Name: "checklistVersions", Fields: []string{"checklistId"}, Time: "publishedAt", Indexes: [][]string{{"checklistId"}}}
	draftSpec   = &Spec{Name: "checklistDrafts"}

	checkSpec = &Spec{
		Name:   "checks",
		Fields: []string{"depotId", "crewId", "venueId", "runId", "stopId", "memberId", "checklist.id", "flagged"},
		Time:   "completedAt",
		Indexes: [][]string{
			{"depotId"}, {"depotId", "crewId"}, {"depotId", "venueId"}, {"depotId", "memberId"}, {"depotId", "checklist.id"}, {"depotId", "flagged"}, {"runId"},
		},
	}
	claimSpec      = &Spec{Name: "claims"}
	receiptSpec    = &Spec{Name: "receipts", Fields: []string{"depotId", "number", "crewId", "venueId", "state"}, Time: "signedAt", Indexes: [][]string{{"depotId"}, {"depotId", "state"}, {"state"}, {"depotId", "number"}, {"depotId", "venueId"}, {"depotId", "crewId"}}}
	exemptionSpec  = &Spec{Name: "exemptions", Fields: []string{"depotId", "crewId", "venueId", "runId"}, Time: "at", Indexes: [][]string{{"depotId"}, {"depotId", "crewId"}, {"depotId", "venueId"}, {"runId"}}}
	messageSpec    = &Spec{Name: "messages", Fields: []string{"depotId", "venueId", "crewId", "runId", "state"}, Time: "recordedAt", Indexes: [][]string{{"depotId"}, {"depotId", "state"}, {"depotId", "venueId"}, {"depotId", "crewId"}, {"runId"}}}
	ideaSpec       = &Spec{Name: "ideas", Fields: []string{"depotId", "crewId", "memberId", "state"}, Time: "at", Indexes: [][]string{{"depotId"}, {"depotId", "state"}, {"depotId", "crewId"}, {"depotId", "memberId"}}}
	cardChangeSpec = &Spec{Name: "cardChanges", Fields: []string{"depotId", "venueId", "state"}, Time: "proposedAt", Indexes: [][]string{{"depotId"}, {"depotId", "state"}, {"depotId", "venueId"}, {"depotId", "venueId", "state"}}}
	photoSpec      = &Spec{Name: "photos"}
	waitingSpec    = &Spec{Name: "photoGrants", Time: "updatedAt"}
	tokenSpec      = &Spec{Name: "receiptTokens", Time: "expiresAt"}

	complaintSpec = &Spec{
		Name:   "complaints",
		Fields: []string{"depotId", "number", "venueId", "category", "status", "severity", "recurring", "callOwed", "link.state", "link.crewId", "link.runId", "link.date"},
		Time:   "filedAt",
		Indexes: [][]string{
			{"depotId"},
			{"depotId", "number"},
			{"depotId", "status"},
			{"depotId", "venueId"},
			{"depotId", "category"},
			{"depotId", "severity"},
			{"depotId", "link.crewId"},
			{"depotId", "link.state"},
			{"depotId", "recurring"},
			{"depotId", "callOwed"},
			{"link.runId"},
			{"venueId", "category"},
		},
	}
	feedbackSpec     = &Spec{Name: "feedback", Fields: []string{"depotId", "venueId", "crewId", "runId"}, Time: "at", Indexes: [][]string{{"depotId"}, {"depotId", "venueId"}, {"depotId", "crewId"}, {"runId"}}}
	appealSpec       = &Spec{Name: "appeals", Fields: []string{"depotId", "crewId", "memberId", "runId", "status"}, Time: "filedAt", Indexes: [][]string{{"depotId"}, {"depotId", "crewId"}, {"depotId", "memberId"}, {"runId"}}}
	promiseSpec      = &Spec{Name: "promises", Fields: []string{"depotId", "venueId", "owner", "stopId", "status", "kind", "keptAtStop"}, Time: "breaksAt", Indexes: [][]string{{"depotId"}, {"depotId", "status"}, {"depotId", "venueId", "status"}, {"venueId", "status"}, {"owner", "status"}, {"stopId"}, {"keptAtStop"}}}
	exclusionSpec    = &Spec{Name: "exclusions", Fields: []string{"depotId", "venueId", "active"}, Time: "createdAt", Indexes: [][]string{{"venueId"}, {"venueId", "active"}}}
	bottleStopSpec   = &Spec{Name: "bottleStops", Fields: []string{"depotId", "venueId", "runId"}, Time: "date", Indexes: [][]string{{"depotId", "venueId"}, {"runId"}}}
	bottleLedgerSpec = &Spec{Name: "bottleLedgers"}
	disputeSpec      = &Spec{Name: "bottleDisputes", Fields: []string{"depotId", "venueId", "status"}, Time: "date", Indexes: [][]string{{"depotId"}, {"depotId", "venueId"}, {"depotId", "status"}}}
	recountSpec      = &Spec{Name: "recounts", Fields: []string{"depotId"}, Time: "date", Indexes: [][]string{{"depotId"}}}
	bottleCaseSpec   = &Spec{Name: "bottleCases", Fields: []string{"depotId", "crewId", "runId", "status"}, Time: "date", Indexes: [][]string{{"depotId"}, {"depotId", "status"}, {"depotId", "crewId"}, {"runId"}}}
	auditSpec        = &Spec{Name: "audit", Fields: []string{"depotId", "action", "by", "subjectKind", "subjectId"}, Time: "at", Indexes: [][]string{{"depotId"}, {"subjectId"}}}
	alarmSpec        = &Spec{Name: "alarms", Time: "at"}
	counterSpec      = &Spec{Name: "counters"}

	pendingSpec  = &Spec{Name: "pendingDays", Fields: []string{"state"}, Time: "markedAt", Indexes: [][]string{{"state"}}}
	crewDaySpec  = &Spec{Name: "crewDays", Fields: []string{"depotId", "crewId", "open"}, Time: "date", Indexes: [][]string{{"depotId"}, {"depotId", "crewId"}, {"depotId", "open"}}}
	memberSpec   = &Spec{Name: "memberDays", Fields: []string{"depotId", "crewId", "userId", "open"}, Time: "date", Indexes: [][]string{{"depotId"}, {"depotId", "crewId"}, {"depotId", "userId"}, {"depotId", "open"}}}
	lossSpec     = &Spec{Name: "crewDayLosses", Fields: []string{"depotId", "crewId"}, Time: "date", Indexes: [][]string{{"depotId", "crewId"}}}
	depotDaySpec = &Spec{Name: "depotDays", Fields: []string{"depotId"}, Time: "date", Indexes: [][]string{{"depotId"}}}
	leaseSpec    = &Spec{Name: "leases"}
	formulaSpec  = &Spec{Name: "scoreFormulas"}

	crewDayItemSpec = &Spec{Name: "crewDayItems", Fields: []string{"depotId", "crewId"}, Time: "date", Indexes: [][]string{{"depotId"}, {"depotId", "crewId"}}}
	stopFigureSpec  = &Spec{Name: "stopFigures", Fields: []string{"depotId", "venueId", "runId"}, Time: "at", Indexes: [][]string{{"depotId", "venueId"}, {"runId"}}}
	serviceDaySpec  = &Spec{Name: "serviceDays", Fields: []string{"depotId", "scope", "crewId", "venueId"}, Time: "date", Indexes: [][]string{{"depotId", "scope"}, {"depotId", "scope", "crewId"}, {"depotId", "scope", "venueId"}}}
	watchListSpec   = &Spec{Name: "watchLists", Fields: []string{"depotId"}, Time: "nearFrom", Indexes: [][]string{{"depotId"}}}
	watchSpec       = &Spec{Name: "pendingWatches", Fields: []string{"state"}, Time: "markedAt", Indexes: [][]string{{"state"}}}
	syncSpec        = &Spec{Name: "syncs", Fields: []string{"userId"}, Indexes: [][]string{{"userId"}}}
	warningSpec     = &Spec{
		Name: "warnings", Fields: []string{"depotId", "crewId", "venueId", "kind", "state", "slot"}, Time: "raisedAt",
		Indexes: [][]string{
			{"depotId"},
			{"depotId", "state"},
			{"depotId", "kind"},
			{"depotId", "kind", "state"},
			{"depotId", "crewId"},
			{"depotId", "crewId", "state"},
			{"depotId", "venueId"},
			{"depotId", "venueId", "state"},
		},
		Unique: [][]string{{"depotId", "slot"}},
	}
	coachingSpec = &Spec{Name: "coaching", Fields: []string{"depotId", "crewId", "state"}, Time: "dueAt", Indexes: [][]string{{"state"}, {"depotId"}, {"depotId", "state"}, {"depotId", "crewId"}, {"depotId", "crewId", "state"}}}

	sampleSpec = &Spec{
		Name: "samples", Fields: []string{"depotId", "crewId", "runId", "checkId", "kind", "state"}, Time: "raisedAt",
		Indexes: [][]string{
			{"depotId"},
			{"depotId", "state"},
			{"depotId", "kind"},
			{"depotId", "kind", "state"},
			{"depotId", "crewId"},
			{"depotId", "crewId", "state"},
			{"runId"},
			{"checkId"},
		},
	}
	printMarkSpec = &Spec{Name: "pendingPrints", Fields: []string{"state"}, Time: "markedAt", Indexes: [][]string{{"state"}}}
	printSpec     = &Spec{Name: "photoPrints", Fields: []string{"runId"}, Time: "at", Indexes: [][]string{{"runId"}}}
	bandSpec      = &Spec{Name: "photoBands", Fields: []string{"depotId", "band"}, Time: "at", Indexes: [][]string{{"depotId", "band"}}}
	copySpec      = &Spec{Name: "photoCopies", Fields: []string{"runId"}, Time: "at", Indexes: [][]string{{"runId"}}}

	lookSpec     = &Spec{Name: "looks", Fields: []string{"state"}, Time: "markedAt", Indexes: [][]string{{"state"}}}
	noticeSpec   = &Spec{Name: "notices", Fields: []string{"subject.id"}, Time: "storedAt", Indexes: [][]string{{"subject.id"}}}
	webhookSpec  = &Spec{Name: "webhooks", Fields: []string{"depotId"}}
	importSpec   = &Spec{Name: "imports", Fields: []string{"by", "state"}, Time: "at", Indexes: [][]string{{"by"}, {"state"}}}
	importedSpec = &Spec{Name: "importRows", Fields: []string{"importId"}, Time: "at", Indexes: [][]string{{"importId"}}}
	deliverySpec = &Spec{Name: "deliveries", Fields: []string{"webhookId", "stream", "state"}, Time: "dueAt", Indexes: [][]string{{"webhookId"}, {"webhookId", "state"}, {"webhookId", "stream", "state"}}}
)

// Specs lists every collection of the service.
func Specs() []*Spec {
	return []*Spec{
		userSpec, credentialSpec, addressSpec, sessionSpec, pairingSpec, keySpec,
		depotSpec, crewSpec, productSpec, venueSpec, venueCardSpec, runSpec, assignmentSpec, stopSpec,
		versionSpec, draftSpec, checkSpec, claimSpec, receiptSpec, exemptionSpec, messageSpec, ideaSpec, cardChangeSpec, photoSpec, waitingSpec, tokenSpec,
		complaintSpec, feedbackSpec, appealSpec, promiseSpec, exclusionSpec, auditSpec, bottleStopSpec, bottleLedgerSpec, disputeSpec, recountSpec, bottleCaseSpec, alarmSpec, counterSpec,
		pendingSpec, crewDaySpec, memberSpec, lossSpec, depotDaySpec, formulaSpec, leaseSpec,
		crewDayItemSpec, stopFigureSpec, serviceDaySpec, watchListSpec, watchSpec, syncSpec, warningSpec, coachingSpec,
		sampleSpec, printMarkSpec, printSpec, bandSpec, copySpec,
		lookSpec, noticeSpec, webhookSpec, deliverySpec, importSpec, importedSpec,
	}
}

// Store is a Backend with every collection typed.
type Store struct {
	Backend

	Users       Collection[User, *User]
	credentials Collection[credential, *credential]
	addresses   Collection[addressLock, *addressLock]
	sessions    Collection[session, *session]
	pairings    Collection[pairing, *pairing]
	keys        Collection[SigningKey, *SigningKey]

	Depots      Collection[Depot, *Depot]
	Crews       Collection[Crew, *Crew]
	Products    Collection[Product, *Product]
	Venues      Collection[Venue, *Venue]
	VenueCards  Collection[VenueCard, *VenueCard]
	Runs        Collection[Run, *Run]
	Assignments Collection[Assignment, *Assignment]
	Stops       Collection[Stop, *Stop]

	versions Collection[ChecklistVersion, *ChecklistVersion]
	drafts   Collection[ChecklistDraft, *ChecklistDraft]

	Checks      Collection[Check, *Check]
	claims      Collection[Claim, *Claim]
	Receipts    Collection[Receipt, *Receipt]
	Exemptions  Collection[Exemption, *Exemption]
	Messages    Collection[Message, *Message]
	Ideas       Collection[Idea, *Idea]
	CardChanges Collection[CardChange, *CardChange]
	Photos      Collection[Photo, *Photo]
	waiting     Collection[Photo, *Photo] // grants of pictures still on their way
	tokens      Collection[ReceiptToken, *ReceiptToken]

	Complaints    Collection[Complaint, *Complaint]
	Feedback      Collection[Feedback, *Feedback]
	Appeals       Collection[Appeal, *Appeal]
	Promises      Collection[Promise, *Promise]
	Exclusions    Collection[Exclusion, *Exclusion]
	Audit         Collection[AuditRecord, *AuditRecord]
	bottleStops   Collection[bottleStop, *bottleStop]
	bottleLedgers Collection[bottleLedger, *bottleLedger]
	Disputes      Collection[BottleDispute, *BottleDispute]
	Recounts      Collection[Recount, *Recount]
	BottleCases   Collection[BottleCase, *BottleCase]
	alarms        Collection[alarm, *alarm]
	counters      Collection[counter, *counter]

	pending    Collection[pendingDay, *pendingDay]
	CrewDays   Collection[CrewDay, *CrewDay]
	MemberDays Collection[MemberDay, *MemberDay]
	losses     Collection[crewDayLosses, *crewDayLosses]
	depotDays  Collection[depotDay, *depotDay]
	leases     Collection[lease, *lease]
	formulas   Collection[scoreFormula, *scoreFormula]

	crewDayItems Collection[crewDayItems, *crewDayItems]
	stopFigures  Collection[stopFigures, *stopFigures]
	serviceDays  Collection[serviceDay, *serviceDay]
	watchLists   Collection[watchList, *watchList]
	watches      Collection[pendingWatch, *pendingWatch]
	syncs        Collection[syncSeen, *syncSeen]
	Warnings     Collection[Warning, *Warning]
	Coaching     Collection[Coaching, *Coaching]

	Samples    Collection[EvidenceSample, *EvidenceSample]
	printMarks Collection[printMark, *printMark]
	prints     Collection[photoPrint, *photoPrint]
	bands      Collection[photoBand, *photoBand]
	copies     Collection[photoCopy, *photoCopy]

	looks      Collection[look, *look]
	Notices    Collection[Notice, *Notice]
	Webhooks   Collection[Webhook, *Webhook]
	deliveries Collection[Delivery, *Delivery]

	Imports  Collection[Import, *Import]
	imported Collection[importBatch, *importBatch]
}

// NewStore types a Backend that was opened with Specs.
func NewStore(b Backend, clock func() time.Time) *Store {
	s := &Store{Backend: b}
	now := func() Time { return At(clock()) }
	bind(&s.Users, b, userSpec, now)
	bind(&s.credentials, b, credentialSpec, now)
	bind(&s.addresses, b, addressSpec, now)
	bind(&s.sessions, b, sessionSpec, now)
	bind(&s.pairings, b, pairingSpec, now)
	bind(&s.keys, b, keySpec, now)
	bind(&s.Depots, b, depotSpec, now)
	bind(&s.Crews, b, crewSpec, now)
	bind(&s.Products, b, productSpec, now)
	bind(&s.Venues, b, venueSpec, now)
	bind(&s.VenueCards, b, venueCardSpec, now)
	bind(&s.Runs, b, runSpec, now)
	bind(&s.Assignments, b, assignmentSpec, now)
	bind(&s.Stops, b, stopSpec, now)
	bind(&s.versions, b, versionSpec, now)
	bind(&s.drafts, b, draftSpec, now)
	bind(&s.Checks, b, checkSpec, now)
	bind(&s.claims, b, claimSpec, now)
	bind(&s.Receipts, b, receiptSpec, now)
	bind(&s.Exemptions, b, exemptionSpec, now)
	bind(&s.Messages, b, messageSpec, now)
	bind(&s.Ideas, b, ideaSpec, now)
	bind(&s.CardChanges, b, cardChangeSpec, now)
	bind(&s.Photos, b, photoSpec, now)
	bind(&s.waiting, b, waitingSpec, now)
	bind(&s.tokens, b, tokenSpec, now)
	bind(&s.Complaints, b, complaintSpec, now)
	bind(&s.Feedback, b, feedbackSpec, now)
	bind(&s.Appeals, b, appealSpec, now)
	bind(&s.Promises, b, promiseSpec, now)
	bind(&s.Exclusions, b, exclusionSpec, now)
	bind(&s.Audit, b, auditSpec, now)
	bind(&s.bottleStops, b, bottleStopSpec, now)
	bind(&s.bottleLedgers, b, bottleLedgerSpec, now)
	bind(&s.Disputes, b, disputeSpec, now)
	bind(&s.Recounts, b, recountSpec, now)
	bind(&s.BottleCases, b, bottleCaseSpec, now)
	bind(&s.alarms, b, alarmSpec, now)
	bind(&s.counters, b, counterSpec, now)
	bind(&s.pending, b, pendingSpec, now)
	bind(&s.CrewDays, b, crewDaySpec, now)
	bind(&s.MemberDays, b, memberSpec, now)
	bind(&s.losses, b, lossSpec, now)
	bind(&s.depotDays, b, depotDaySpec, now)
	bind(&s.leases, b, leaseSpec, now)
	bind(&s.formulas, b, formulaSpec, now)
	bind(&s.crewDayItems, b, crewDayItemSpec, now)
	bind(&s.stopFigures, b, stopFigureSpec, now)
	bind(&s.serviceDays, b, serviceDaySpec, now)
	bind(&s.watchLists, b, watchListSpec, now)
	bind(&s.watches, b, watchSpec, now)
	bind(&s.syncs, b, syncSpec, now)
	bind(&s.Warnings, b, warningSpec, now)
	bind(&s.Coaching, b, coachingSpec, now)
	bind(&s.Samples, b, sampleSpec, now)
	bind(&s.printMarks, b, printMarkSpec, now)
	bind(&s.prints, b, printSpec, now)
	bind(&s.bands, b, bandSpec, now)
	bind(&s.copies, b, copySpec, now)
	bind(&s.looks, b, lookSpec, now)
	bind(&s.Notices, b, noticeSpec, now)
	bind(&s.Webhooks, b, webhookSpec, now)
	bind(&s.deliveries, b, deliverySpec, now)
	bind(&s.Imports, b, importSpec, now)
	bind(&s.imported, b, importedSpec, now)
	return s
}

func bind[T any, P interface {
	*T
	Document
}](c *Collection[T, P], b Backend, spec *Spec, now func() Time) {
	*c = Collection[T, P]{b: b, spec: spec, now: now}
}
