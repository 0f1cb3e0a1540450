package models

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"crewcheck/models/sheet"
)

var (
	tierChoices = []choiceOf{
		{"vip", []string{"贵宾", "VIP", "A"}},
		{"large", []string{"大", "大店", "大型"}},
		{"medium", []string{"中", "中店", "中型"}},
		{"small", []string{"小", "小店", "小型"}},
	}
	valueChoices = []choiceOf{
		{"most-valuable", []string{"最有价值", "most valuable"}},
		{"most-growable", []string{"最有潜力", "最具成长性", "most growable"}},
		{"below-zero", []string{"负价值", "below zero"}},
	}
	roleChoices = []choiceOf{
		{"driver", []string{"司机", "驾驶员"}},
		{"porter", []string{"搬运", "搬运工", "装卸工"}},
		{"sales", []string{"业务员", "业务", "销售"}},
		{"venue", []string{"店家", "门店"}},
		{"supervisor", []string{"主管"}},
		{"manager", []string{"经理"}},
		{"admin", []string{"管理员"}},
	}
	languageChoices = []choiceOf{{"zh-CN", []string{"中文", "Chinese", "zh"}}, {"en", []string{"英文", "English"}}}
)

// fieldsOf maps pointers of a PUT to columns, by their beginning; the longest wins, the first column of the noun takes the rest.
func fieldsOf(pairs ...string) func(*form, string) (int, string) {
	return func(f *form, pointer string) (int, string) {
		best, field := "", f.in.noun.columns[0].field
		for i := 0; i < len(pairs); i += 2 {
			if p := pairs[i]; strings.HasPrefix(pointer, p) && len(p) > len(best) {
				best, field = p, pairs[i+1]
			}
		}
		return 0, field
	}
}

func byCode(cell func(string) sheet.Cell) string { return sheet.Plain(cell("code").Text) }

// code is the id of the record, as its column says it.
func (f *form) code() (id string) {
	l := f.line(0)
	l.plain("code", &id)
	if l.required("code", id); id == "" {
		return f.nobody()
	}
	return f.validCode(id)
}

func (f *form) validCode(id string) string {
	if ValidID(id) {
		return id
	}
	f.wrong(0, "code", "field.format", "[A-Za-z0-9._:-]{1,64}")
	return f.nobody()
}

// nobody is an id that no record has: that of a row whose own cannot be read, so that the rest of it can be checked.
func (f *form) nobody() string { return namedID("nobody", strconv.Itoa(f.unit.Rows[0].Number)) }

// over reads the record that is stored, to lay the row over it; an empty one when there is none. A row that repeats the key of another
// is checked as a record of its own, which it will be once it has its own key.
func over[T any, P interface {
	*T
	Document
}](f *form, from Collection[T, P], id string) (doc P, err error) {
	if f.unit.Rows[0].Repeats > 0 {
		return P(new(T)), nil
	}
	doc, found, err := from.Find(f.ctx, id)
	if err != nil || found {
		return doc, err
	}
	return P(new(T)), nil
}

func (f *form) fine() bool { return len(f.errs) == 0 && f.failed == nil }

// puts is the service that writes the record. One with wrong cells is only rehearsed: what the rules refuse of its other cells is
// told in the same breath, and nothing stays.
func (f *form) puts() *Service {
	if f.fine() {
		return f.in.s
	}
	play, _ := f.in.s.rehearse()
	return play
}

func putVenueRow(ctx context.Context, in *importer, f *form) (done putResult, err error) {
	id := f.code()
	old, err := over(f, in.s.store.Venues, id)
	if err != nil {
		return done, err
	}
	b, l := old.VenueBody, f.line(0)
	l.depot("depot", &b.DepotID)
	l.set("name", &b.Name)
	l.choice("tier", &b.Tier)
	l.choice("value", &b.Value)
	l.reference("sales", "users", "", &b.SalesID)
	l.location(&b.Location)
	l.plain("zone", &b.Zone)
	l.window(&b.Window)
	l.card(&b.Card)
	l.contact(&b.Contacts)
	l.yes("disabled", &b.Disabled)
	v, created, err := f.puts().PutVenue(ctx, in.c, id, Match{}, b)
	if err != nil {
		return done, err
	}
	return putResult{id, outcomeOf(created, old.Version, v.Version)}, nil
}

func (l line) location(to **Location) {
	var at Location
	if *to != nil {
		at = **to
	}
	lat, saysLat := l.number("lat")
	lon, saysLon := l.number("lon")
	if saysLat {
		at.Lat = lat
	}
	if saysLon {
		at.Lon = lon
	}
	if saysLat || saysLon {
		*to = &at
	}
}

func (l line) window(to **ClockRange) {
	var w ClockRange
	if *to != nil {
		w = **to
	}
	l.clock("windowFrom", &w.From)
	l.clock("windowTo", &w.To)
	if *to = &w; w == (ClockRange{}) {
		*to = nil
	}
}

func (l line) card(k *Card) {
	for field, to := range map[string]*string{
		"storekeeper": &k.Storekeeper, "guard": &k.Guard, "parking": &k.Parking, "dress": &k.Dress,
		"manners": &k.Language, "placement": &k.Placement, "notes": &k.Notes,
	} {
		l.set(field, to)
	}
	l.whole("reconciliationDay", &k.ReconciliationDay)
	l.whole("maxStack", &k.MaxStack)
}

// contact lays the row over the first contact; further ones stay.
func (l line) contact(to *[]Contact) {
	var p Contact
	all := slices.Clone(*to)
	if len(all) > 0 {
		p = all[0]
	}
	was := p
	l.set("contactName", &p.Name)
	l.set("contactRole", &p.Role)
	l.phone("contactPhone", &p.Phone)
	l.yes("contactForCrews", &p.ForCrews)
	switch {
	case p == was:
		return
	case p == (Contact{}):
		all = all[1:]
	case len(all) > 0:
		all[0] = p
	default:
		all = []Contact{p}
	}
	*to = all
}

func putCrewRow(ctx context.Context, in *importer, f *form) (done putResult, err error) {
	id := f.code()
	old, err := over(f, in.s.store.Crews, id)
	if err != nil {
		return done, err
	}
	b, l := old.CrewBody, f.line(0)
	l.depot("depot", &b.DepotID)
	l.set("name", &b.Name)
	l.references("members", "users", b.DepotID, &b.MemberIDs)
	l.yes("disabled", &b.Disabled)
	x, created, err := f.puts().PutCrew(ctx, in.c, id, Match{}, b)
	if err != nil {
		return done, err
	}
	return putResult{id, outcomeOf(created, old.Version, x.Version)}, nil
}

func putProductRow(ctx context.Context, in *importer, f *form) (done putResult, err error) {
	id := f.code()
	old, err := over(f, in.s.store.Products, id)
	if err != nil {
		return done, err
	}
	b, l := old.ProductBody, f.line(0)
	if cell, _, said := l.said("depot"); said || old.Version == 0 {
		l.depot("depot", &b.DepotID)
		if sheet.Plain(cell.Text) == clears { // of the whole company
			b.DepotID = ""
		}
	}
	l.set("name", &b.Name.ZhCN)
	l.set("nameEn", &b.Name.En)
	if b.Name.En == "" {
		b.Name.En = b.Name.ZhCN
	}
	l.set("unit", &b.Unit)
	l.whole("shelfLifeDays", &b.ShelfLifeDays)
	l.plain("bottleType", &b.BottleType)
	l.whole("bottlesPer", &b.BottlesPer)
	l.yes("disabled", &b.Disabled)
	p, created, err := f.puts().PutProduct(ctx, in.c, id, Match{}, b)
	if err != nil {
		return done, err
	}
	return putResult{id, outcomeOf(created, old.Version, p.Version)}, nil
}

// putUserRow writes an account, known by its phone. It gets no secret: the phone is paired by a code that a supervisor
// shows, and a sheet with secrets would lie about for ever.
func putUserRow(ctx context.Context, in *importer, f *form) (done putResult, err error) {
	l := f.line(0)
	var phone, id string
	l.phone("phone", &phone)
	l.plain("code", &id)
	if id != "" {
		id = f.validCode(id)
	}
	l.required("phone", phone)
	if id, err = f.userOf(id, phone); err != nil {
		return done, err
	}
	old, err := over(f, in.s.store.Users, id)
	if err != nil {
		return done, err
	}
	b := UserPut{UserBody: old.UserBody}
	b.Phone = phone
	l.set("name", &b.Name)
	l.set("firstName", &b.FirstName)
	l.roles(&b.Roles)
	l.references("depots", "depots", "", &b.DepotIDs)
	if old.Version == 0 && len(b.DepotIDs) == 0 && in.depotID != "" {
		b.DepotIDs = []string{in.depotID}
	}
	l.references("venues", "venues", firstDepot(b.DepotIDs), &b.VenueIDs)
	l.choice("language", &b.Language)
	l.yes("disabled", &b.Disabled)
	u, created, err := f.puts().PutUser(ctx, in.c, id, Match{}, b)
	if err != nil {
		return done, err
	}
	return putResult{id, outcomeOf(created, old.Version, u.Version)}, nil
}

// userOf is the account that a row means: the one of its code, else the one of its phone, which no other may have.
func (f *form) userOf(id, phone string) (string, error) {
	if phone == "" {
		return cmp.Or(id, f.nobody()), nil
	}
	known, _, err := f.in.s.userByPhone(f.ctx, phone)
	switch {
	case err != nil:
		return id, err
	case id == "" && known == nil:
		return namedID("user", "phone", phone), nil
	case id == "":
		return known.ID, nil
	case known != nil && known.ID != id:
		f.wrong(0, "phone", "field.duplicate", "phone")
	}
	return id, nil
}

func firstDepot(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

func (l line) roles(to *[]Role) {
	words, clear, said := l.words("roles")
	if !said && !clear {
		return
	}
	*to = []Role{}
	for _, w := range words {
		r := Role(l.in.noun.column("roles").value(w))
		if !slices.Contains(*to, r) {
			*to = append(*to, r)
		}
	}
}

// userKey is the phone: it is the same person however it is written.
func userKey(cell func(string) sheet.Cell) string {
	return NormalPhone(sheet.Plain(cell("phone").Text))
}
