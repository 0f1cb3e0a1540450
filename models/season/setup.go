package season

import (
	"context"
	"fmt"
	"time"

	"crewcheck/models"
)

// zoneName is the zone of every depot.
const zoneName = "Asia/Shanghai"

// Login is an account of the season that can log in.
type Login struct {
	Role   string `json:"role"`
	Phone  string `json:"phone"`
	Secret string `json:"secret"`
	Name   string `json:"name"`
}

// account is somebody to create; an empty secret cannot log in, but for pairing.
type account struct {
	caller models.Caller
	name   string
	secret string
}

// accounts are everybody of the season. Only some get a secret: each costs tens of milliseconds.
func (w *world) accounts() []account {
	out := []account{{asAdmin, "系统管理员", "admin-1234"}, {asManager, "贺经理", "manager-1234"}}
	for _, d := range w.depots {
		out = append(out, account{d.supervisor(), "林主管", "super-1234"})
		for i, c := range d.people {
			out = append(out, account{c, fmt.Sprintf("业务员%d", i+1), ""})
		}
		for _, c := range d.crews {
			secret := ""
			if c.place == 0 {
				secret = "crew-1234"
			}
			for i, p := range []*person{&c.driver, &c.porter[0], &c.porter[1]} {
				name := []string{"司机", "装卸工甲", "装卸工乙"}[i]
				out = append(out, account{c.caller(p), fmt.Sprintf("%s%s", c.name, name), secret})
			}
		}
	}
	return out
}

// plan puts the depots, people, crews, products and venues, as of a week before the first day.
func (w *world) plan(ctx context.Context) error {
	l, err := w.lane(ctx, w.clock(w.date(-setUpDays), 10, 0))
	if err != nil {
		return err
	}
	for _, d := range w.depots {
		body := models.DepotBody{Name: fmt.Sprintf("配送站 %d", d.place+1), Zone: zoneName, ClosesAt: "18:00", Location: &models.Location{Lat: 28.1205, Lon: 113.0122}, Calendar: w.opts.calendar()}
		if _, _, err := l.svc.PutDepot(ctx, asAdmin, d.id, models.Match{}, body); err != nil {
			return err
		}
	}
	if err := w.planPeople(ctx, l); err != nil {
		return err
	}
	for i := range products {
		if _, _, err := l.svc.PutProduct(ctx, asManager, products[i].id, models.Match{}, products[i].body()); err != nil {
			return err
		}
	}
	return w.planDepots(ctx, l)
}

func (w *world) planPeople(ctx context.Context, l *lane) error {
	for i, a := range w.accounts() {
		u := models.UserPut{Secret: a.secret}
		// No phone number of China begins with 100, so nobody is ever called.
		u.Phone, u.Name, u.Roles, u.VenueIDs, u.Language = fmt.Sprintf("100%08d", i+1), a.name, a.caller.Roles, a.caller.VenueIDs, "zh-CN"
		u.DepotIDs = a.caller.DepotIDs
		if _, err := l.svc.CreateUser(ctx, a.caller.UserID, u); err != nil {
			return err
		}
		if a.secret != "" {
			w.logins = append(w.logins, Login{string(a.caller.Roles[0]), u.Phone, a.secret, a.name})
		}
	}
	return nil
}

func (w *world) planDepots(ctx context.Context, l *lane) error {
	for _, d := range w.depots {
		for _, c := range d.crews {
			body := models.CrewBody{DepotID: d.id, Name: c.name, MemberIDs: []string{c.driver.id, c.porter[0].id, c.porter[1].id}}
			if _, _, err := l.svc.PutCrew(ctx, asManager, c.id, models.Match{}, body); err != nil {
				return err
			}
		}
		for _, v := range d.venues {
			if _, _, err := l.svc.PutVenue(ctx, asManager, v.id, models.Match{}, v.body(d)); err != nil {
				return err
			}
		}
	}
	return nil
}

// clock is an instant of a day, hh:mm in the depots' zone.
func (w *world) clock(date models.Date, hour, minute int) time.Time {
	d := date.Time()
	return time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, w.zone)
}

func (w *world) date(day int) models.Date { return w.opts.date(day) }
