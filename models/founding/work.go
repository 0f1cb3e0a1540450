package founding

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"crewcheck/checklists"
	"crewcheck/models"
)

// shift is one run being worked, and afterwards what happened on it.
type shift struct {
	p    *planter
	plan *runPlan
	dice dice
	lane *lane
	// tokens open the receipts, by stop.
	tokens map[string]string
	// done are the delivered stops.
	done    []*deed
	picked  map[string]int // bottles taken today, by type
	swapped int            // damaged bottles exchanged today
}

// deed is what a crew did at one stop.
type deed struct {
	shift        *shift
	stop         *stopPlan
	porter       string
	arrived      time.Time
	left         time.Time
	inverted     bool
	fails        map[string]string // items the crew itself failed, with its note
	pickup       []checklists.BottleCount
	damaged      checklists.Swap
	exempted     string // cause of an exemption recorded here
	notDelivered bool
}

func (s *shift) caller(userID string, role models.Role) models.Caller {
	c := models.Caller{UserID: userID, Roles: []models.Role{role}, DepotIDs: []string{depotID}}
	if userID != spareID {
		c.CrewIDs = []string{s.plan.crew.id}
	}
	return c
}

func (s *shift) asDriver() models.Caller { return s.caller(s.plan.crew.driver, models.Driver) }

// at moves the service's clock.
func (s *shift) at(t time.Time) { s.lane.now = t }

// work plans the run and, unless it is today's, takes it from the morning to the close.
func (s *shift) work(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.at(s.p.clock(s.plan.date.AddDays(-1), 19, 0).Add(time.Duration(s.plan.place) * 7 * time.Minute))
	view, _, err := s.lane.svc.PutRun(ctx, asSupervisor, s.plan.id, models.Match{}, s.plan.body())
	if err != nil || s.plan.ago == 0 {
		return err
	}
	s.tokens = map[string]string{}
	for _, st := range view.Stops {
		s.tokens[st.ID] = st.ReceiptToken
	}
	if err := s.beforeTrip(ctx); err != nil {
		return err
	}
	free := s.p.clock(s.plan.date, 8, 0)
	for i := range s.plan.stops {
		d := s.happen(i, free)
		if err := s.atStop(ctx, d); err != nil {
			return err
		}
		free = d.left
	}
	if err := s.closeDay(ctx, free.Add(s.dice.minutes(25, 45))); err != nil {
		return err
	}
	return s.hearVenues(ctx)
}

// travel is the shortest way between two stops.
const travel = 8 * time.Minute

// happen rolls what happens at a stop; free is when the crew left the one before.
func (s *shift) happen(i int, free time.Time) *deed {
	st, d, h := &s.plan.stops[i], s.dice, &s.plan.crew.habits
	x := &deed{shift: s, stop: st, fails: map[string]string{}, exempted: s.exemption(i)}
	arrive := st.due.Add(d.minutes(-10, 25))
	if d.chance(h.late) {
		arrive = st.to.Add(d.minutes(8, 40))
	}
	if x.exempted == "gate-blocked" || x.exempted == "road-closed" {
		arrive = st.to.Add(d.minutes(10, 30))
	}
	x.arrived = latest(arrive, free.Add(travel))
	x.left = x.arrived.Add(d.minutes(17, 26))
	x.porter = s.plan.porterAt(i, x.arrived)
	if x.exempted == "venue-closed" {
		x.notDelivered, x.left = true, x.arrived.Add(6*time.Minute)
		return x
	}
	x.inverted = d.chance(h.inverted)
	if d.chance(h.misplaced) {
		x.fails["fifo.placed-as-asked"] = "库房满了,先放在过道"
	}
	if d.chance(h.messy) {
		x.fails["fifo.area-clean"] = "赶时间,没扫"
	}
	if d.chance(h.quarrels) {
		x.fails["conduct.no-dispute"] = "和保管说了几句重话"
	}
	x.pickup = s.pickUp(st)
	if d.chance(0.25) {
		n := d.between(1, 4)
		x.damaged = checklists.Swap{Reported: n, Swapped: n}
	}
	return x
}

// exemption is the outside cause that meets one crew at one stop now and then; "" on most days.
func (s *shift) exemption(stop int) string {
	n := s.plan.ago / 4
	if stop != 3 || s.plan.ago%4 != 2 || s.plan.place != n%len(crews) {
		return ""
	}
	return []string{"gate-blocked", "venue-closed", "road-closed"}[n%3]
}

// pickUp counts the empties; some crews leave them behind and say why, or do not.
func (s *shift) pickUp(st *stopPlan) []checklists.BottleCount {
	d := s.dice
	out := []checklists.BottleCount{}
	for _, b := range st.bottles {
		row := checklists.BottleCount{Type: b.Type, Expected: b.Expected, Taken: b.Expected}
		switch {
		case d.chance(s.plan.crew.habits.bottles):
			row.Left = d.between(1, b.Expected)
			row.Reason = pick(d, []string{checklists.RefusedByCrew, checklists.RefusedByCrew, checklists.VehicleFull, ""})
		case d.chance(0.03):
			row.Left, row.Reason = d.between(1, b.Expected), checklists.VenueKeeps
		}
		row.Taken -= row.Left
		out = append(out, row)
	}
	return out
}

// atStop reports the stop as the phones would: arrival, the checks, departure.
func (s *shift) atStop(ctx context.Context, x *deed) error {
	s.at(x.arrived)
	if err := s.status(ctx, x, models.StopArrived, ""); err != nil {
		return err
	}
	if x.exempted != "" {
		s.at(x.arrived.Add(time.Minute))
		if err := s.exempt(ctx, x); err != nil {
			return err
		}
	}
	if x.notDelivered {
		s.at(x.left)
		return s.status(ctx, x, models.StopFailed, "店家关门,电话没人接")
	}
	if err := s.checksAt(ctx, x); err != nil {
		return err
	}
	for _, b := range x.pickup {
		s.picked[b.Type] += b.Taken
	}
	s.swapped += x.damaged.Swapped
	s.done = append(s.done, x)
	s.at(x.left)
	return s.status(ctx, x, models.StopDelivered, "")
}

func (s *shift) status(ctx context.Context, x *deed, status, reason string) error {
	now := models.At(s.lane.now)
	body := models.StopStatus{Status: status, Reason: reason, At: now, SentAt: &now}
	_, err := s.lane.svc.SetStopStatus(ctx, s.asDriver(), s.plan.id, x.stop.id, body)
	return err
}

func (s *shift) exempt(ctx context.Context, x *deed) error {
	notes := map[string]string{"gate-blocked": "门口堵了辆垃圾车,等了很久", "venue-closed": "卷闸门关着,敲门没人", "road-closed": "湘江路封路,绕行"}
	now := models.At(s.lane.now)
	body := models.ExemptionBody{RunID: s.plan.id, StopID: x.stop.id, Cause: x.exempted, Note: notes[x.exempted], At: now, SentAt: &now}
	_, _, err := s.lane.svc.CreateExemption(ctx, s.asDriver(), "founding-"+x.stop.id, body)
	return err
}

// checkID is a UUIDv7 of the instant, its random part from the dice.
func (s *shift) checkID(at time.Time) string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|s.dice.Uint64()>>48)
	binary.BigEndian.PutUint64(id[8:], s.dice.Uint64())
	id[6] = id[6]&0x0F | 0x70
	id[8] = id[8]&0x3F | 0x80
	return id.String()
}

// hearVenues gives the ratings and the praise that venues leave in the hours after a delivery.
func (s *shift) hearVenues(ctx context.Context) error {
	d, h := s.dice, &s.plan.crew.habits
	for _, x := range s.done {
		if d.chance(h.rated) {
			stars := d.between(h.stars[0], h.stars[1])
			if err := s.feedback(ctx, x, models.FeedbackBody{Kind: "rating", Rating: stars, Text: pick(d, ratingTexts[stars])}); err != nil {
				return err
			}
		}
		if d.chance(h.praised) {
			if err := s.feedback(ctx, x, models.FeedbackBody{Kind: "praise", Text: pick(d, praiseTexts)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shift) feedback(ctx context.Context, x *deed, b models.FeedbackBody) error {
	s.at(x.left.Add(s.dice.minutes(3, 90)))
	_, _, err := s.lane.svc.GiveFeedback(ctx, s.tokens[x.stop.id], b)
	return err
}
