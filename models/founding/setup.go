package founding

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"crewcheck/models"
)

// callers of the case; what they may do is decided by the service.
var (
	asAdmin      = models.Caller{UserID: adminID, Roles: []models.Role{models.Admin}}
	asManager    = models.Caller{UserID: managerID, Roles: []models.Role{models.Manager}}
	asSupervisor = models.Caller{UserID: supervisorID, Roles: []models.Role{models.Supervisor}, DepotIDs: []string{depotID}}
)

func venueID(i int) string { return fmt.Sprintf("venue-%02d", i+1) }

// venueIDsOf are the venues that an account speaks for.
func venueIDsOf(who *person) []string {
	var out []string
	for i := range venues {
		if at, ok := venueAccounts[who.id]; ok && at == i || who.role == models.Sales && salesOf(i) == who.id {
			out = append(out, venueID(i))
		}
	}
	return out
}

func crewOf(userID string) string {
	for i := range crews {
		if slices.Contains(crews[i].memberIDs(), userID) {
			return crews[i].id
		}
	}
	return ""
}

func logins() []Login {
	out := make([]Login, len(people))
	for i := range people {
		who := &people[i]
		out[i] = Login{Role: string(who.role), Phone: who.phone, Secret: secrets[who.role], Name: who.name, UserID: who.id, CrewID: crewOf(who.id)}
		if who.role == models.VenueRole {
			out[i].VenueID = venueIDsOf(who)[0]
		}
	}
	return out
}

// plantPlanning puts the depot, its people, crews, products and venues, all as of a week before the first run.
func (p *planter) plantPlanning(ctx context.Context) error {
	l, err := p.openLane(ctx, p.clock(p.today.AddDays(-p.opts.Days-7), 10, 0))
	if err != nil {
		return err
	}
	depot := models.DepotBody{Name: "长沙配送站", Zone: zoneName, ClosesAt: "18:00", Location: &models.Location{Lat: 28.1205, Lon: 113.0122}}
	if _, _, err := l.svc.PutDepot(ctx, asAdmin, depotID, models.Match{}, depot); err != nil {
		return err
	}
	for i := range people {
		if err := plantUser(ctx, l, &people[i]); err != nil {
			return err
		}
	}
	for i := range crews {
		c := &crews[i]
		body := models.CrewBody{DepotID: depotID, Name: c.name, MemberIDs: c.memberIDs()}
		if _, _, err := l.svc.PutCrew(ctx, asManager, c.id, models.Match{}, body); err != nil {
			return err
		}
	}
	for i := range products {
		if _, _, err := l.svc.PutProduct(ctx, asManager, products[i].id, models.Match{}, products[i].body()); err != nil {
			return err
		}
	}
	for i := range venues {
		l.now = l.now.Add(time.Minute)
		if _, _, err := l.svc.PutVenue(ctx, asManager, venueID(i), models.Match{}, venueBody(i)); err != nil {
			return err
		}
	}
	return nil
}

func plantUser(ctx context.Context, l *lane, who *person) error {
	body := models.UserBody{Phone: who.phone, Name: who.name, FirstName: who.given, Roles: []models.Role{who.role}, VenueIDs: venueIDsOf(who), Language: "zh-CN"}
	if who.role != models.VenueRole && who.role != models.Admin && who.role != models.Manager {
		body.DepotIDs = []string{depotID}
	}
	_, err := l.svc.CreateUser(ctx, who.id, models.UserPut{UserBody: body, Secret: secrets[who.role]})
	return err
}

// venueBody deals the card of the venue out of the tables.
func venueBody(i int) models.VenueBody {
	v := &venues[i]
	from, to, _ := strings.Cut(v.hours, "-")
	at := venueLocation(i)
	return models.VenueBody{
		DepotID: depotID, Name: v.name, Tier: v.tier, Value: v.value, SalesID: salesOf(i), Location: &at,
		Window: &models.ClockRange{From: from, To: to},
		Card: models.Card{
			Storekeeper: v.keeper + ",先打招呼再进库", Guard: guards[i%len(guards)], Parking: parkings[i%len(parkings)],
			Dress: dresses[(i*3)%len(dresses)], Language: speeches[(i*5)%len(speeches)], Placement: places[(i*5+1)%len(places)],
			ReconciliationDay: 1 + (i*7)%28, MaxStack: 4 + i%4, Notes: notes[(i*7+2)%len(notes)], Items: cardItems(i),
		},
		Contacts: []models.Contact{
			{Name: v.keeper, Role: "保管", Phone: fmt.Sprintf("1000000%04d", 1000+i), ForCrews: true},
			{Name: "值班经理", Role: "经理", Phone: fmt.Sprintf("1000000%04d", 2000+i)},
		},
	}
}

// venueLocation spreads the venues over the town, neighbours in the table close to each other.
func venueLocation(i int) models.Location {
	return models.Location{
		Lat: 28.1400 + 0.0180*float64(i/6) + 0.0021*float64(i*5%7),
		Lon: 112.9300 + 0.0150*float64(i%6) + 0.0017*float64(i*3%5),
	}
}

func cardItems(venue int) []models.CardItem {
	var out []models.CardItem
	for _, own := range ownItems {
		if own.venue == venue {
			out = append(out, models.CardItem{ChecklistID: own.checklist, Item: own.item})
		}
	}
	return out
}
