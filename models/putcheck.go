package models

import (
	"context"
	"math"
	"slices"
	"time"

	"crewcheck/checklists"
)

// Limits of a check.
const (
	MaxAnswers     = 200
	MaxCheckPhotos = 20
)

// Thresholds of the flags.
const (
	lateSync      = 24 * time.Hour               // between completion and arrival at the server
	clockSkew     = 2 * time.Minute              // of the phone's clock
	tooFast       = TooFastSeconds * time.Second // for a whole check …
	tooFastItems  = 4                            // … of at least so many answers
	earlyMinutes  = 15                           // before the window that still pass
	lateMinutes   = 5                            // after the window that still pass
	maxCheckHours = 72 * time.Hour               // from start to completion
	earthRadius   = 6_371_000.0                  // metres
)

// PutCheck stores a completed check under the id its phone gave it, grades it and answers with
// the stored check. The same content again, however often and however late, gives the same
// answer with created false. Errors: record.missing for a run that is not the caller's,
// check.conflict for other content under the id, body.invalid, check.version-unknown,
// check.version-expired.
func (s *Service) PutCheck(ctx context.Context, c Caller, id string, b CheckBody) (check *Check, created bool, err error) {
	if !uuidPattern.MatchString(id) {
		return nil, false, &Error{Code: "body.invalid", Fields: []FieldError{{"id", "field.format", []any{"UUID"}}}}
	}
	hash := checkHash(b)
	run, runErr := s.workableRun(ctx, c, b.RunID)
	if runErr != nil && !IsCode(runErr, "record.missing") {
		return nil, false, runErr
	}
	// What was accepted once stays accepted, whatever has changed since; and a check that will be refused
	// must not claim receipt numbers and photos. Against twins stands the insert, not this look; one that
	// claims nothing is looked up only when something is wrong with it.
	if runErr != nil || b.claims() {
		if known, err := s.knownCheck(ctx, c, id, hash, run); err != nil || known != nil {
			return known, false, err
		}
	}
	if runErr != nil {
		return nil, false, checkRunError(b.RunID, runErr)
	}
	check, err = s.makeCheck(ctx, c, id, b, run)
	if err != nil {
		if known, knownErr := s.knownCheck(ctx, c, id, hash, run); knownErr != nil || known != nil {
			return known, false, knownErr
		}
		return nil, false, err
	}
	check.ContentHash = hash
	poke, err := s.markDay(ctx, dayOf(run))
	if err != nil {
		return nil, false, err
	}
	defer poke()
	if err := s.bringBack(ctx, run, check); err != nil {
		return nil, false, err
	}
	err = s.store.Checks.Insert(ctx, check)
	if IsCode(err, "store.duplicate") {
		known, err := s.knownCheck(ctx, c, id, hash, run)
		if err == nil && known == nil {
			err = E("store.duplicate", "id")
		}
		return known, false, err
	}
	if err != nil {
		return nil, false, err
	}
	return check, true, s.afterCheck(ctx, check)
}

// claims tells whether the check reserves something for its stop: a receipt number or a picture.
func (b *CheckBody) claims() bool {
	return slices.ContainsFunc(b.Answers, func(a checklists.Answer) bool {
		return len(a.Photos) > 0 || a.Signature != "" || a.Receipt != nil
	})
}

// checkRunError tells a check without a run of the caller's apart from one whose run is gone.
func checkRunError(runID string, err error) error {
	if !IsCode(err, "record.missing") {
		return err
	}
	var bad invalid
	if bad.id("/runId", runID) {
		bad.add("/runId", "field.reference", runID)
	}
	return bad.err()
}

func checkHash(b CheckBody) string {
	b.SentAt = Time{}
	return contentHash(b)
}

// knownCheck is the stored check of that id if it has this content; nil when there is none. Without a run
// of the caller's only what the caller sent before is known. Errors: check.conflict.
func (s *Service) knownCheck(ctx context.Context, c Caller, id, hash string, run *Run) (*Check, error) {
	check, found, err := s.store.Checks.Find(ctx, id)
	if err != nil || !found || run == nil && check.SentBy != c.UserID {
		return nil, err
	}
	if check.ContentHash != hash {
		return nil, E("check.conflict", "id")
	}
	if err := s.afterCheck(ctx, check); err != nil {
		return nil, err
	}
	return check, s.refreshMissing(ctx, check)
}

// makeCheck validates, corrects, grades and flags a check; nothing is stored yet but claims.
func (s *Service) makeCheck(ctx context.Context, c Caller, id string, b CheckBody, run *Run) (*Check, error) {
	check, by, err := s.readCheck(ctx, c, id, b, run)
	if err != nil {
		return nil, err
	}
	if err := s.gradeCheck(ctx, check, by); err != nil {
		return nil, err
	}
	return check, s.refreshMissing(ctx, check)
}

// gradedBy is what a check is graded by.
type gradedBy struct {
	def     *checklists.Definition
	overlay []checklists.Item
	run     *Run
	stop    *Stop  // nil: a check of the run
	venue   *Venue // nil with it
	// corrects is the check that this one corrects; nil: none.
	corrects *Check
}

// readCheck validates a check and corrects its times; it is not graded yet, and nothing is stored or claimed.
func (s *Service) readCheck(ctx context.Context, c Caller, id string, b CheckBody, run *Run) (*Check, *gradedBy, error) {
	if err := b.validate(run); err != nil {
		return nil, nil, err
	}
	received := s.Now()
	offset := received.Sub(b.SentAt.Time)
	if err := b.validateSpan(received, offset); err != nil {
		return nil, nil, err
	}
	def, err := s.usableVersion(ctx, b.Checklist, b.StartedAt.Add(offset))
	if err != nil {
		return nil, nil, err
	}
	stop, venue, err := s.checkPlace(ctx, def, &b, run)
	if err != nil {
		return nil, nil, err
	}
	cards, err := s.cardsShown(ctx, venue, run)
	if err != nil {
		return nil, nil, err
	}
	overlay := overlayOf(cards, &b, b.StartedAt.Add(offset))
	var bad invalid
	bad.answers("/answers", checklists.ValidateAnswers(def, overlay, b.Answers))
	for i, a := range b.Answers {
		bad.check(a.MemberID == "" || run.known(a.MemberID) != nil, pointer("/answers", i, "memberId"), "field.reference", a.MemberID)
	}
	if err := bad.err(); err != nil {
		return nil, nil, err
	}
	check := &Check{CheckBody: b, DepotID: run.DepotID, CrewID: run.CrewID, Date: run.Date, ReceivedAt: received, SentBy: c.UserID}
	check.ID = id
	if venue != nil {
		check.VenueID = venue.ID
	}
	check.correct(offset)
	corrects, err := s.supersededBy(ctx, check)
	return check, &gradedBy{def, overlay, run, stop, venue, corrects}, err
}

// correct moves the phone's times by the offset of its clock, and never past the arrival.
func (k *Check) correct(offset time.Duration) {
	k.ReportedAt = k.CompletedAt
	k.ClockSkewMs = -offset.Milliseconds()
	clamp := func(t Time) Time { return notOutside(t.Add(offset), k.ReceivedAt) }
	k.StartedAt, k.CompletedAt = clamp(k.StartedAt), clamp(k.CompletedAt)
	k.Answers = slices.Clone(k.Answers)
	for i := range k.Answers {
		if at := k.Answers[i].At; at != nil {
			k.Answers[i].At = clamp(*at).Ptr()
		}
	}
}

func (b *CheckBody) validate(run *Run) error {
	var bad invalid
	bad.id("/checklist/id", b.Checklist.ID)
	bad.number("/checklist/version", b.Checklist.Version, 1, 1_000_000)
	bad.number("/cardVersion", b.CardVersion, 0, 1_000_000)
	if bad.id("/memberId", b.MemberID) {
		bad.check(run.known(b.MemberID) != nil, "/memberId", "field.reference", b.MemberID)
	}
	ok := bad.instant("/startedAt", b.StartedAt)
	ok = bad.instant("/completedAt", b.CompletedAt) && ok
	bad.instant("/sentAt", b.SentAt)
	if ok {
		bad.check(!b.CompletedAt.Before(b.StartedAt.Time), "/completedAt", "field.order", b.StartedAt.String())
	}
	bad.check(b.ElapsedMs >= 0 && b.ElapsedMs <= maxCheckHours.Milliseconds(), "/elapsedMs", "field.range", 0, maxCheckHours.Milliseconds())
	bad.location("/location", b.Location)
	bad.text("/device/id", b.Device.ID, 1, 100)
	bad.text("/device/appVersion", b.Device.AppVersion, 0, 40)
	bad.check(len(b.Answers) <= MaxAnswers, "/answers", "field.too-many", MaxAnswers)
	if b.StopID != "" {
		bad.id("/stopId", b.StopID)
	}
	bad.check(b.Supersedes == "" || uuidPattern.MatchString(b.Supersedes), "/supersedes", "field.format", "UUID")
	return bad.err()
}

// validateSpan refuses times that cannot be: work of more than three days, or from before oldestWork.
func (b *CheckBody) validateSpan(received Time, offset time.Duration) error {
	var bad invalid
	first := received.Add(-oldestWork)
	bad.check(!b.StartedAt.Add(offset).Before(first.Time), "/startedAt", "field.range", first, received)
	bad.check(b.CompletedAt.Sub(b.StartedAt.Time) <= maxCheckHours, "/completedAt", "field.range", b.StartedAt, b.StartedAt.Add(maxCheckHours))
	return bad.err()
}

// checkPlace finds the stop and venue of a check of a stop, and refuses a stop for a check of the run.
func (s *Service) checkPlace(ctx context.Context, def *checklists.Definition, b *CheckBody, run *Run) (*Stop, *Venue, error) {
	var bad invalid
	if def.Scope == checklists.PerRun {
		bad.check(b.StopID == "", "/stopId", "field.not-here")
		return nil, nil, bad.err()
	}
	if !bad.check(b.StopID != "", "/stopId", "field.required") {
		return nil, nil, bad.err()
	}
	stop, err := s.stop(ctx, b.StopID)
	if err == nil && stop.RunID != run.ID {
		err = E("store.missing", "")
	}
	if err != nil {
		if err := bad.reference(err, "/stopId", b.StopID); err != nil {
			return nil, nil, err
		}
		return nil, nil, bad.err()
	}
	venue, err := s.venue(ctx, stop.VenueID)
	return stop, venue, err
}

// supersededBy finds the check that a correction corrects, which must be one of the same work; nil when it corrects none.
func (s *Service) supersededBy(ctx context.Context, check *Check) (*Check, error) {
	if check.Supersedes == "" {
		return nil, nil
	}
	var bad invalid
	old, err := s.store.Checks.Get(ctx, check.Supersedes)
	if err == nil && (old.RunID != check.RunID || old.StopID != check.StopID || old.Checklist.ID != check.Checklist.ID || old.ID == check.ID) {
		err = E("store.missing", "")
	}
	if err := bad.reference(err, "/supersedes", check.Supersedes); err != nil {
		return nil, err
	}
	return old, bad.err()
}

func (s *Service) gradeCheck(ctx context.Context, check *Check, by *gradedBy) error {
	takenBy, err := s.claimReceipt(ctx, check)
	if err != nil {
		return err
	}
	if err := s.grade(ctx, check, by, takenBy); err != nil {
		return err
	}
	reused, err := s.claimPhotos(ctx, check)
	if err != nil {
		return err
	}
	depot, err := s.depot(ctx, check.DepotID)
	if err != nil {
		return err
	}
	check.Flags = flagsOf(check, by, reused, depot.limits())
	if by.run.workedOff(check) {
		check.Flags = append(check.Flags, FlagOffRun)
	}
	check.Flagged = len(check.Flags) > 0
	return nil
}

// grade grades a check; takenBy is the other stop that holds its receipt number, or "".
func (s *Service) grade(ctx context.Context, check *Check, by *gradedBy, takenBy string) error {
	products, err := s.productsOf(ctx, by.run.DepotID)
	if err != nil {
		return err
	}
	gc := checklists.Context{
		Date: by.run.Date, Overlay: by.overlay, Products: products, Stops: len(by.run.StopIDs), ReceiptTakenBy: takenBy,
		EarlyTolerance: earlyMinutes, LateTolerance: lateMinutes,
	}
	by.run.rolesOfRun(&gc)
	gc.Roles = rolesOf(check, gc.MemberRoles)
	if by.stop != nil {
		gc.Window, gc.Expected = by.stop.Window, map[string]int{}
		for _, b := range by.stop.Bottles {
			gc.Expected[b.Type] = b.Expected
		}
	}
	if check.Checklist.ID == dayClose {
		if gc.Day, err = s.dayFacts(ctx, by.run, check.CompletedAt); err != nil {
			return err
		}
	}
	check.Grade = checklists.GradeCheck(by.def, check.Answers, gc)
	return nil
}

// rolesOf are the roles a check speaks for: those of its member and of everybody who answered.
func rolesOf(check *Check, roles map[string]string) []string {
	out := []string{roles[check.MemberID]}
	for _, a := range check.Answers {
		if r := roles[a.MemberID]; r != "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// flagsOf are the flags of a check. A correction copies what was ticked at the venue, and may be made in seconds and elsewhere:
// how and where speaks against it only where it spoke against the check it corrects.
func flagsOf(check *Check, by *gradedBy, photoReused bool, limits DepotLimits) []string {
	flags, venue := []string{}, by.venue
	doubtable := func(flag string) bool { return by.corrects == nil || slices.Contains(by.corrects.Flags, flag) }
	if check.ReceivedAt.Sub(check.CompletedAt.Time) > lateSync {
		flags = append(flags, FlagLateSync)
	}
	if skew := time.Duration(check.ClockSkewMs) * time.Millisecond; skew.Abs() > clockSkew {
		flags = append(flags, FlagClockSkew)
	}
	if doubtable(FlagTooFast) && len(check.Answers) >= tooFastItems && check.ElapsedMs <= tooFast.Milliseconds() {
		flags = append(flags, FlagTooFast)
	}
	if photoReused {
		flags = append(flags, FlagPhotoReused)
	}
	if doubtable(FlagFar) && venue != nil && venue.Location != nil && check.Location != nil &&
		metres(*venue.Location, *check.Location)-check.Location.AccuracyM > float64(limits.FarMetres) {
		flags = append(flags, FlagFar)
	}
	return flags
}

// metres is the great-circle distance of two points.
func metres(a, b Location) float64 {
	rad := math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

// refreshMissing lists the pictures of the check that the server does not have yet.
func (s *Service) refreshMissing(ctx context.Context, check *Check) error {
	check.MissingPhotos = []string{}
	for _, sha := range photosOf(check) {
		_, found, err := s.store.Photos.Find(ctx, sha)
		if err != nil {
			return err
		}
		if !found {
			check.MissingPhotos = append(check.MissingPhotos, sha)
		}
	}
	return nil
}
