package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// States of a coaching card.
const (
	CoachingOpen         = "open"         // somebody of the crew has not confirmed it
	CoachingAcknowledged = "acknowledged" // all have
	CoachingMeasured     = "measured"
)

const (
	// coachingDays is after how many days the figure is measured again, and how many days it is measured over.
	coachingDays = 14
	// coachingGrace is how long after those days phones that come late are waited for.
	coachingGrace = 24 * time.Hour
	// carriedCards bounds the cards that a phone carries.
	carriedCards = 20
)

// Coaching is what a crew reads and confirms after a warning; two weeks later the same figure is measured again, once.
// id follows from the warning.
type Coaching struct {
	Meta
	DepotID   string `json:"depotId"`
	CrewID    string `json:"crewId"`
	WarningID string `json:"warningId"`
	Kind      string `json:"kind"` // of the warning
	ItemID    string `json:"itemId,omitempty"`
	VenueID   string `json:"venueId,omitempty"`
	// Text says to the crew in plain words what it is about; Why is what the supervisor adds, which it reads too.
	Text     Text   `json:"text"`
	Why      string `json:"why"`
	OpenedAt Time   `json:"openedAt"`
	OpenedBy string `json:"openedBy,omitempty"` // crews are not told
	OpenedOn Date   `json:"openedOn"`           // in the depot's zone; the days before it end with it
	// MemberIDs are the crew when it was opened; each of them confirms.
	MemberIDs []string      `json:"memberIds"`
	Acks      []CoachingAck `json:"acks"`
	State     string        `json:"state"` // open, acknowledged, measured
	// Figures are those of the warning when it was opened.
	Figures WarningFigures `json:"figures"`
	// DueAt is when it is measured.
	DueAt   Time             `json:"dueAt"`
	Verdict *CoachingVerdict `json:"verdict,omitempty"`
}

// CoachingAck is one member's confirmation.
type CoachingAck struct {
	MemberID string `json:"memberId"`
	At       Time   `json:"at"`
}

// coachable tells whether the figure of a warning is one of a crew that can be measured again.
func coachable(w *Warning) bool {
	return w.CrewID != "" && slices.Contains([]string{WarnItemDrift, WarnLateTwice, WarnVehicleFull, WarnBottles, WarnReceipts}, w.Kind)
}

// coach opens the card of a warning and ends the warning by it. The card comes first: a crash in between leaves the
// warning to be acted on again, which finds the card.
func (s *Service) coach(ctx context.Context, c Caller, w *Warning, e WarningEvent) (*Warning, error) {
	card, err := s.newCard(ctx, c, w, e.Why)
	if err != nil {
		return nil, err
	}
	poke, err := s.tellOf(ctx, Subject{aboutCoaching, card.ID})
	if err != nil {
		return nil, err
	}
	defer poke()
	inserted := false
	if w.live() {
		switch err := s.store.Coaching.Insert(ctx, card); {
		case err == nil:
			inserted = true
		case !IsCode(err, "store.duplicate"):
			return nil, err
		}
	}
	out, err := s.stepWarning(ctx, c, w.ID, invalid{}, e, func(w *Warning, e WarningEvent) error {
		w.CoachingID = card.ID
		w.end(WarningActed, e)
		return nil
	})
	if inserted && IsCode(err, "warning.state") { // somebody else has ended it meanwhile, without coaching
		if now, findErr := s.store.Warnings.Get(ctx, w.ID); findErr == nil && now.CoachingID == "" {
			_ = s.store.Coaching.Delete(ctx, card.ID)
		}
	}
	return out, err
}

func (s *Service) newCard(ctx context.Context, c Caller, w *Warning, why string) (*Coaching, error) {
	depot, err := s.depot(ctx, w.DepotID)
	if err != nil {
		return nil, err
	}
	crew, err := s.store.Crews.Get(ctx, w.CrewID)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	today := DateOf(now.In(depot.zone()))
	card := &Coaching{
		DepotID: w.DepotID, CrewID: w.CrewID, WarningID: w.ID, Kind: w.Kind, ItemID: w.ItemID, VenueID: w.VenueID, Why: why,
		OpenedAt: now, OpenedBy: c.UserID, OpenedOn: today, MemberIDs: slices.Clone(crew.MemberIDs), Acks: []CoachingAck{}, State: CoachingOpen,
		Figures: w.Figures, DueAt: depot.breaksAt(today.AddDays(coachingDays)).Add(coachingGrace),
	}
	card.ID = namedID("coaching", w.ID)
	card.Text, err = s.cardText(ctx, w)
	return card, err
}

// cardText says in plain words what a card is about and what to do.
func (s *Service) cardText(ctx context.Context, w *Warning) (Text, error) {
	n, bad := w.Figures.N, int(w.Figures.Observed)
	venue := ""
	if w.VenueID != "" {
		v, found, err := s.store.Venues.Find(ctx, w.VenueID)
		if err != nil {
			return Text{}, err
		}
		if found {
			venue = v.Name
		}
	}
	switch w.Kind {
	case WarnLateTwice:
		return Text{
			ZhCN: fmt.Sprintf("去「%s」连着 %d 次晚到。出不来、路上堵,早点打电话。两周后再看一次。", venue, n),
			En:   fmt.Sprintf("Late at %s %d times in a row. If you are held up, call early. We look again in two weeks.", venue, n),
		}, nil
	case WarnVehicleFull:
		return Text{
			ZhCN: fmt.Sprintf("「%s」的空瓶连着 %d 次说车满没带走。出车前留好位置,装不下先打电话。两周后再看一次。", venue, n),
			En:   fmt.Sprintf("Empties left at %s %d times in a row because the vehicle was full. Keep room before you leave; call if there is none. We look again in two weeks.", venue, n),
		}, nil
	case WarnBottles:
		return Text{
			ZhCN: fmt.Sprintf("「%s」的空瓶越积越多,多了 %d 个。每次都把空瓶带走,和保管一起点数。两周后再看一次。", venue, bad),
			En:   fmt.Sprintf("Empties pile up at %s: %d more than before. Take them all each time and count together. We look again in two weeks.", venue, bad),
		}, nil
	case WarnReceipts:
		return Text{
			ZhCN: fmt.Sprintf("有 %d 张回单没有按时交。当天的回单当天交。两周后再看一次。", n),
			En:   fmt.Sprintf("%d receipts were not handed over in time. Hand over each day's receipts the same day. We look again in two weeks.", n),
		}, nil
	}
	if text, ok := flagCards[strings.TrimPrefix(w.ItemID, flagItem)]; ok && isFlag(w.ItemID) {
		return Text{ZhCN: fmt.Sprintf(text.ZhCN, n, bad), En: fmt.Sprintf(text.En, n, bad)}, nil
	}
	texts, err := s.itemTexts(ctx)
	if err != nil {
		return Text{}, err
	}
	name, ok := texts[w.ItemID]
	if !ok {
		name = Text{ZhCN: w.ItemID, En: w.ItemID}
	}
	return Text{
		ZhCN: fmt.Sprintf("「%s」:最近 %d 次里有 %d 次不行。每一站都做好,做不到就写原因。两周后再看一次。", name.ZhCN, n, bad),
		En:   fmt.Sprintf("“%s”: wrong %d times of %d lately. Do it at every stop; where you cannot, say why. We look again in two weeks.", name.En, bad, n),
	}, nil
}

// flagCards are what a card says of a flag: of how many (1) it stood at how many (2), and what to do. Flags of a phone count days.
var flagCards = map[string]Text{
	FlagTooFast: {
		ZhCN: "%[1]d 份检查里有 %[2]d 份几秒就勾完了。做一项,勾一项。两周后再看一次。",
		En:   "%[2]d of %[1]d checks were ticked through within seconds. Do one thing, tick it, then the next. We look again in two weeks.",
	},
	FlagPhotoReused: {
		ZhCN: "%[1]d 份检查里有 %[2]d 份用了以前的照片。每一站都现拍。两周后再看一次。",
		En:   "%[2]d of %[1]d checks show a photo that was used before. Take a new one at every stop. We look again in two weeks.",
	},
	FlagFar: {
		ZhCN: "%[1]d 份检查里有 %[2]d 份离店很远才勾。在店里勾完再走。两周后再看一次。",
		En:   "%[2]d of %[1]d checks were ticked far from the venue. Tick while you are there. We look again in two weeks.",
	},
	FlagClockSkew: {
		ZhCN: "%[1]d 天次里有 %[2]d 天次手机时间不准。在手机设置里打开自动时间。两周后再看一次。",
		En:   "On %[2]d of %[1]d phone days the clock was off. Set the phone to network time. We look again in two weeks.",
	},
	FlagLateSync: {
		ZhCN: "%[1]d 天次里有 %[2]d 天次的检查一天以后才传上来。收车后连上网,等手机显示都传完了。两周后再看一次。",
		En:   "On %[2]d of %[1]d phone days the checks came more than a day later. Connect after the trip and wait until the phone says that all is sent. We look again in two weeks.",
	},
}

// seesCoaching: the crew its own, supervisors those of their depots.
func (c Caller) seesCoaching(x *Coaching) bool {
	return c.Supervises(x.DepotID) || c.coached(x)
}

// coached tells whether the card is for the caller to confirm.
func (c Caller) coached(x *Coaching) bool {
	return c.IsCrew() && (slices.Contains(c.CrewIDs, x.CrewID) || slices.Contains(x.MemberIDs, c.UserID))
}

func (x *Coaching) forCaller(c Caller) *Coaching {
	out := *x
	if !c.Supervises(x.DepotID) {
		out.OpenedBy = ""
	}
	return &out
}

// CoachingCard is one card. Errors: record.missing.
func (s *Service) CoachingCard(ctx context.Context, c Caller, id string) (*Coaching, error) {
	x, err := s.store.Coaching.Get(ctx, id)
	if err == nil && !c.seesCoaching(x) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	return x.forCaller(c), nil
}

// ListCoaching lists cards, the latest to be measured first.
func (s *Service) ListCoaching(ctx context.Context, c Caller, q ListQuery) (Page[Coaching], error) {
	f := q.filter()
	if !c.crewScope(&f) {
		return none[Coaching]()
	}
	page, err := listByDepot(ctx, s, s.store.Coaching, f, "crewId", "state")
	for i := range page.Items {
		page.Items[i] = *page.Items[i].forCaller(c)
	}
	return page, err
}

// AckCoaching notes that a member of the crew has read the card; again it changes nothing. Errors: record.missing,
// auth.forbidden for whom it is not meant.
func (s *Service) AckCoaching(ctx context.Context, c Caller, id string) (*Coaching, error) {
	x, err := s.CoachingCard(ctx, c, id)
	if err == nil && !c.coached(x) {
		err = E("auth.forbidden", "")
	}
	if err != nil {
		return nil, err
	}
	poke, err := s.tellOf(ctx, Subject{aboutCoaching, id})
	if err != nil {
		return nil, err
	}
	defer poke()
	x, err = s.store.Coaching.Update(ctx, id, func(x *Coaching) error {
		if x.acked(c.UserID) {
			return errKeep
		}
		x.Acks = append(x.Acks, CoachingAck{c.UserID, s.Now()})
		missing := slices.ContainsFunc(x.MemberIDs, func(id string) bool { return !x.acked(id) })
		if x.State == CoachingOpen && !missing {
			x.State = CoachingAcknowledged
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return x.forCaller(c), nil
}

func (x *Coaching) acked(userID string) bool {
	return slices.ContainsFunc(x.Acks, func(a CoachingAck) bool { return a.MemberID == userID })
}

// notices tell the desk and the crew of a card: opened, confirmed by each, measured.
func (x *Coaching) notices() []Notice {
	n := Notice{
		Kind: "coaching.opened", Subject: Subject{aboutCoaching, x.ID}, DepotID: x.DepotID, CrewID: x.CrewID, MemberIDs: x.MemberIDs,
		At: x.OpenedAt, By: x.OpenedBy, Data: NoticeData{Category: x.Kind, Status: x.State, Note: x.Text.ZhCN + " · " + x.Text.En},
	}
	n.ID = namedID("notice", x.ID, "opened")
	out := []Notice{n}
	for _, a := range x.Acks {
		n.ID, n.Kind, n.At, n.By, n.Data.Note = namedID("notice", x.ID, "acknowledged", a.MemberID), "coaching.acknowledged", a.At, a.MemberID, ""
		out = append(out, n)
	}
	if v := x.Verdict; v != nil {
		n.ID, n.Kind, n.At, n.By, n.Data.Note = namedID("notice", x.ID, "measured"), "coaching.measured", v.At, "", v.Text.ZhCN+" · "+v.Text.En
		out = append(out, n)
	}
	return out
}

// TodayCoaching is a card as the crew's phone carries it.
type TodayCoaching struct {
	ID       string `json:"id"`
	CrewID   string `json:"crewId"`
	Text     Text   `json:"text"`
	Why      string `json:"why"`
	OpenedAt Time   `json:"openedAt"`
	Acked    bool   `json:"acked"` // by the caller
}

// todayCoaching are the cards of the caller's crews that are not measured yet.
func (s *Service) todayCoaching(ctx context.Context, c Caller) ([]TodayCoaching, error) {
	out := []TodayCoaching{}
	f := Filter{Equal: map[string]any{}, In: map[string][]any{"state": {CoachingOpen, CoachingAcknowledged}}, Limit: carriedCards}
	if !c.ownCrews(&f, "crewId") {
		return out, nil
	}
	page, err := s.store.Coaching.List(ctx, f)
	for _, x := range page.Items {
		out = append(out, TodayCoaching{x.ID, x.CrewID, x.Text, x.Why, x.OpenedAt, x.acked(c.UserID)})
	}
	return out, err
}
