package season

import (
	"fmt"
	"slices"

	"crewcheck/checklists"
	"crewcheck/models"
)

// depot is a depot of the season with what is hidden of it.
type depot struct {
	place  int
	id     string
	crews  []*crew
	venues []*venue
	people []models.Caller // salespeople
}

// crew is a crew of three: a driver and two porters.
type crew struct {
	depot  *depot
	place  int
	id     string
	name   string
	truth  truth
	driver person
	porter [2]person
}

// person is a member with a phone of their own.
type person struct {
	id   string
	role models.Role
	phone
}

// venue is a venue with its tastes.
type venue struct {
	place int
	id    string
	name  string
	class class
	at    models.Location
	// temper is how readily it complains, 1 in the middle; minds says how much more or less of each quality.
	temper float64
	minds  map[string]float64
	tells  float64        // share of deliveries that it rates
	holds  map[string]int // bottles that it has, by type
}

// callers of the season; what they may do is decided by the service.
var (
	asAdmin   = models.Caller{UserID: "season-admin", Roles: []models.Role{models.Admin}}
	asManager = models.Caller{UserID: "season-manager", Roles: []models.Role{models.Manager}}
)

func (d *depot) supervisor() models.Caller {
	return models.Caller{UserID: d.id + "-supervisor", Roles: []models.Role{models.Supervisor}, DepotIDs: []string{d.id}}
}

// venuesEach is how many venues a salesperson stands for.
const venuesEach = 40

// sales are the depot's salespeople.
func (d *depot) sales() []models.Caller {
	var out []models.Caller
	for part := range slices.Chunk(d.venues, venuesEach) {
		c := models.Caller{UserID: fmt.Sprintf("%s-sales-%d", d.id, len(out)+1), Roles: []models.Role{models.Sales}, DepotIDs: []string{d.id}}
		for _, v := range part {
			c.VenueIDs = append(c.VenueIDs, v.id)
		}
		out = append(out, c)
	}
	return out
}

func (v *venue) salesperson(d *depot) models.Caller { return d.people[v.place/venuesEach] }

func (c *crew) caller(p *person) models.Caller {
	return models.Caller{UserID: p.id, Roles: []models.Role{p.role}, DepotIDs: []string{c.depot.id}, CrewIDs: []string{c.id}}
}

// build makes up a depot, its crews and its venues.
func build(o *Options, place int) *depot {
	d := &depot{place: place, id: fmt.Sprintf("depot-%02d", place+1)}
	for i := range o.Crews {
		luck := luck(o.Seed, ofTruth, place, i, 0)
		c := &crew{depot: d, place: i, id: fmt.Sprintf("%s-crew-%03d", d.id, i+1), name: fmt.Sprintf("%d组", i+1)}
		c.truth = drawTruth(luck, o.Days, o.Apart)
		c.driver = person{c.id + "-driver", models.Driver, drawPhone(luck)}
		for k := range c.porter {
			c.porter[k] = person{fmt.Sprintf("%s-porter-%d", c.id, k+1), models.Porter, drawPhone(luck)}
		}
		d.crews = append(d.crews, c)
	}
	for i := range o.Venues {
		d.venues = append(d.venues, drawVenue(luck(o.Seed, ofVenues, place, i, 0), d.id, i))
	}
	d.people = d.sales()
	return d
}

// class is what the trade of a venue makes of it.
type class struct {
	tier, value string
	upTo        float64 // of a roll from 0 to 1
	temper      float64
}

var classes = []class{
	{"vip", "most-valuable", 0.1, 1.5},
	{"large", "most-growable", 0.35, 1.2},
	{"medium", "most-growable", 0.7, 1},
	{"small", "below-zero", 1, 0.7},
}

// drawVenue makes up a venue: some complain three times as readily as others, and each minds two of the five
// qualities of service far more than the rest.
func drawVenue(d dice, depotID string, place int) *venue {
	roll := d.Float64()
	of := classes[slices.IndexFunc(classes, func(c class) bool { return roll < c.upTo })]
	v := &venue{
		place: place, id: fmt.Sprintf("%s-venue-%04d", depotID, place+1), name: venueName(place), class: of,
		at:     models.Location{Lat: 28.05 + 0.25*d.Float64(), Lon: 112.85 + 0.25*d.Float64()},
		temper: of.temper * d.spread(0.4), minds: map[string]float64{}, holds: map[string]int{}, tells: min(0.5, 0.1*d.spread(0.5)),
	}
	for n, q := range d.Perm(5) {
		v.minds[Qualities[q]] = 0.6
		if n < 2 {
			v.minds[Qualities[q]] = 1.6
		}
	}
	return v
}

var (
	streets = []string{"五一路", "解放西路", "坡子街", "太平街", "书院路", "南门口", "东塘", "侯家塘", "星沙", "四方坪", "伍家岭", "北辰", "月湖", "大学城", "望月湖", "梅溪湖", "洋湖", "桐梓坡", "雨花亭", "马王堆"}
	trades  = []string{"酒吧", "湘菜馆", "大排档", "酒店", "茶酒铺", "音乐餐吧", "鱼馆", "家宴", "火锅城", "会所", "啤酒花园", "农家乐"}
)

func venueName(place int) string {
	name := streets[place%len(streets)] + trades[place/len(streets)%len(trades)]
	if n := place / (len(streets) * len(trades)); n > 0 {
		name += fmt.Sprintf("(%d)", n+1)
	}
	return name
}

type product struct {
	id, zh, en, bottle string
	life, perUnit      int
}

var products = []product{
	{"season-lager", "清爽 500ml", "Lager 500 ml", "500ml", 240, 12},
	{"season-pure", "纯生 500ml", "Pure draft 500 ml", "500ml", 180, 12},
	{"season-wheat", "白啤 330ml", "Wheat 330 ml", "330ml", 180, 24},
	{"season-ipa", "淡色 330ml", "Pale ale 330 ml", "330ml", 120, 24},
	{"season-can", "罐装 500ml", "Can 500 ml", "", 365, 0},
	{"season-tonic", "汤力水 200ml", "Tonic water 200 ml", "", 365, 0},
}

// holiday is a day on which nobody delivers.
type holiday struct {
	from models.Date
	days int
	name string
}

// holidays are those of mainland China, as published for 2025 and 2026; other years have none.
var holidays = []holiday{
	{"2025-01-01", 1, "元旦"},
	{"2025-01-28", 8, "春节"},
	{"2025-04-04", 3, "清明"},
	{"2025-05-01", 5, "劳动节"},
	{"2025-05-31", 3, "端午"},
	{"2025-10-01", 8, "国庆中秋"},
	{"2026-01-01", 3, "元旦"},
	{"2026-02-15", 9, "春节"},
	{"2026-04-04", 3, "清明"},
	{"2026-05-01", 5, "劳动节"},
	{"2026-06-19", 3, "端午"},
	{"2026-09-25", 3, "中秋"},
	{"2026-10-01", 7, "国庆"},
}

// closed tells whether a date is a holiday, and before how many days to the next one.
func closed(date models.Date) (now bool, ahead int) {
	ahead = -1
	for _, h := range holidays {
		if date >= h.from && date < h.from.AddDays(h.days) {
			return true, 0
		}
		if n := int(h.from.Time().Sub(date.Time()).Hours() / 24); n > 0 && (ahead < 0 || n < ahead) {
			ahead = n
		}
	}
	return false, ahead
}

// calendar is the depot's: every day but holidays, from morning to evening.
func (o *Options) calendar() *models.Calendar {
	c := &models.Calendar{}
	for day := range 7 {
		c.Days = append(c.Days, models.CalendarDay{Weekday: day, Open: []models.ClockRange{{From: "08:00", To: "18:00"}}})
	}
	for day := -setUpDays; day < o.Days+14; day++ {
		date := o.date(day)
		if off, _ := closed(date); off {
			c.Holidays = append(c.Holidays, models.Holiday{Date: date})
		}
	}
	return c
}

func (p *product) body() models.ProductBody {
	return models.ProductBody{Name: checklists.Text{ZhCN: p.zh, En: p.en}, Unit: "case", ShelfLifeDays: p.life, BottleType: p.bottle, BottlesPer: p.perUnit}
}

func (v *venue) body(d *depot) models.VenueBody {
	return models.VenueBody{
		DepotID: d.id, Name: v.name, Tier: v.class.tier, Value: v.class.value, SalesID: v.salesperson(d).UserID, Location: &v.at,
		Card: models.Card{Storekeeper: keeper, ReconciliationDay: 25, MaxStack: 5},
	}
}

// keeper signs the receipts.
const keeper = "保管"
