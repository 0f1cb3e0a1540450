package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"crewcheck/checklists"
)

// PutDepot creates or replaces a depot; managers and admins may.
func (s *Service) PutDepot(ctx context.Context, c Caller, id string, m Match, b DepotBody) (*Depot, bool, error) {
	var bad invalid
	bad.text("/name", b.Name, 1, maxName)
	bad.zone("/zone", b.Zone)
	if b.ClosesAt == "" {
		b.ClosesAt = "18:00"
	}
	bad.check(clockPattern.MatchString(b.ClosesAt), "/closesAt", "field.format", "18:00")
	bad.location("/location", b.Location)
	if b.Calendar != nil {
		b.Calendar.validate(&bad, "/calendar")
	}
	if b.Limits != nil {
		b.Limits.validate(&bad, "/limits")
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	defer s.depots.drop(id)
	return put(ctx, s.store.Depots, id, m, func(d *Depot) error { d.DepotBody = b; return nil })
}

// Depot is one of the caller's depots. Errors: record.missing.
func (s *Service) Depot(ctx context.Context, c Caller, id string) (*Depot, error) {
	if !c.InDepot(id) {
		return nil, E("record.missing", "id")
	}
	return s.depot(ctx, id)
}

func (s *Service) depot(ctx context.Context, id string) (*Depot, error) {
	d, err := s.depots.get(ctx, id, func(ctx context.Context) (*Depot, error) { return s.store.Depots.Get(ctx, id) })
	return d, missing(err, "id")
}

// Zone is the depot's time zone.
func (d *Depot) zone() *time.Location {
	loc, err := time.LoadLocation(d.Zone)
	if err != nil {
		return time.UTC // validated when it was stored; the zone data is older than the depot
	}
	return loc
}

// knownDepot checks that a body names a depot the caller supervises; another's reads as unknown.
func (s *Service) knownDepot(ctx context.Context, c Caller, bad *invalid, id string) error {
	if !bad.id("/depotId", id) {
		return nil
	}
	if !c.Supervises(id) {
		bad.add("/depotId", "field.reference", id)
		return nil
	}
	_, err := s.depot(ctx, id)
	return bad.reference(err, "/depotId", id)
}

// reference notes a reference that leads nowhere; other errors are returned.
func (v *invalid) reference(err error, field, id string) error {
	if IsCode(err, "store.missing") || IsCode(err, "record.missing") {
		v.add(field, "field.reference", id)
		return nil
	}
	return err
}

// sameDepot refuses to touch a record of a depot the caller does not supervise: to them it is not there.
func sameDepot(c Caller, version int64, depotID string) error {
	if version > 0 && !c.Supervises(depotID) {
		return E("record.missing", "id")
	}
	return nil
}

// PutCrew creates or replaces a crew; its members then see its runs and score.
func (s *Service) PutCrew(ctx context.Context, c Caller, id string, m Match, b CrewBody) (*Crew, bool, error) {
	var bad invalid
	bad.text("/name", b.Name, 1, maxName)
	bad.ids("/memberIds", b.MemberIDs, 20)
	if b.MemberIDs == nil {
		b.MemberIDs = []string{}
	}
	if err := s.knownDepot(ctx, c, &bad, b.DepotID); err != nil {
		return nil, false, err
	}
	if err := s.knownMembers(ctx, &bad, b.DepotID, b.MemberIDs); err != nil {
		return nil, false, err
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	crew, created, err := put(ctx, s.store.Crews, id, m, func(x *Crew) error {
		if err := sameDepot(c, x.Version, x.DepotID); err != nil {
			return err
		}
		var leaving []string
		for _, userID := range slices.Concat(x.Leaving, x.MemberIDs) {
			if !slices.Contains(b.MemberIDs, userID) {
				leaving = append(leaving, userID)
			}
		}
		x.Leaving, x.CrewBody = leaving, b
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	for _, userID := range slices.Concat(crew.Leaving, b.MemberIDs) {
		if err := s.setCrew(ctx, userID, id, slices.Contains(b.MemberIDs, userID)); err != nil {
			return nil, false, err
		}
	}
	if left := crew.Leaving; len(left) > 0 {
		crew, err = s.store.Crews.Update(ctx, id, func(x *Crew) error {
			x.Leaving = slices.DeleteFunc(x.Leaving, func(userID string) bool { return slices.Contains(left, userID) })
			return nil
		})
	}
	return crew, created, err
}

func (s *Service) knownMembers(ctx context.Context, bad *invalid, depotID string, ids []string) error {
	for i, id := range ids {
		u, err := s.store.Users.Get(ctx, id)
		at := fmt.Sprintf("/memberIds/%d", i)
		if err != nil {
			if err := bad.reference(err, at, id); err != nil {
				return err
			}
			continue
		}
		bad.check(slices.Contains(u.DepotIDs, depotID), at, "field.reference", id)
	}
	return nil
}

func (s *Service) setCrew(ctx context.Context, userID, crewID string, in bool) error {
	_, err := s.store.Users.Update(ctx, userID, func(u *User) error {
		if slices.Contains(u.CrewIDs, crewID) == in {
			return errKeep
		}
		if in {
			u.CrewIDs = append(u.CrewIDs, crewID)
		} else {
			u.CrewIDs = slices.DeleteFunc(u.CrewIDs, func(x string) bool { return x == crewID })
		}
		return nil
	})
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}

// Crew is one crew: of a depot of the caller's, or for crews their own; salespeople see what those of their depots are
// called. Errors: record.missing.
func (s *Service) Crew(ctx context.Context, c Caller, id string) (*Crew, error) {
	crew, err := s.store.Crews.Get(ctx, id)
	if err == nil && !c.seesCrew(crew.DepotID, crew.ID) && !c.callsCrew(crew.DepotID) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	return crew.forCaller(c), nil
}

// ownCrew is a crew whose work the caller may read. Errors: record.missing.
func (s *Service) ownCrew(ctx context.Context, c Caller, id string) (*Crew, error) {
	crew, err := s.store.Crews.Get(ctx, id)
	if err == nil && !c.seesCrew(crew.DepotID, crew.ID) {
		err = E("record.missing", "id")
	}
	if err != nil {
		return nil, missing(err, "id")
	}
	return crew, nil
}

// callsCrew tells whether the caller may know what a crew of the depot is called: salespeople, to whose venues any of
// them may come.
func (c Caller) callsCrew(depotID string) bool { return c.Is(Sales) && c.InDepot(depotID) }

// forCaller is what the caller reads of a crew: who may not read its work does not read who is in it.
func (x *Crew) forCaller(c Caller) *Crew {
	if c.seesCrew(x.DepotID, x.ID) {
		return x
	}
	return &Crew{Meta: x.Meta, CrewBody: CrewBody{DepotID: x.DepotID, Name: x.Name, MemberIDs: []string{}, Disabled: x.Disabled}}
}

// seesCrew tells whether the caller may read a crew's work: its supervisors, and its own members.
func (c Caller) seesCrew(depotID, crewID string) bool {
	return c.Supervises(depotID) || slices.Contains(c.CrewIDs, crewID)
}

// PutProduct creates or replaces a product of a depot; without a depot it belongs to all, and managers
// and admins alone may change it.
func (s *Service) PutProduct(ctx context.Context, c Caller, id string, m Match, b ProductBody) (*Product, bool, error) {
	var bad invalid
	bad.text("/name/zh-CN", b.Name.ZhCN, 1, maxName)
	bad.text("/name/en", b.Name.En, 1, maxName)
	bad.text("/unit", b.Unit, 1, 20)
	bad.number("/shelfLifeDays", b.ShelfLifeDays, 0, 36_500)
	bad.text("/bottleType", b.BottleType, 0, 40)
	bad.number("/bottlesPer", b.BottlesPer, 0, 1_000)
	if b.DepotID == "" && !c.Is(Manager, Admin) && len(c.DepotIDs) == 1 {
		b.DepotID = c.DepotIDs[0]
	}
	if b.DepotID != "" || !c.Is(Manager, Admin) {
		if err := s.knownDepot(ctx, c, &bad, b.DepotID); err != nil {
			return nil, false, err
		}
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	defer s.products.drop(b.DepotID)
	return put(ctx, s.store.Products, id, m, func(p *Product) error {
		if err := sameDepot(c, p.Version, p.DepotID); err != nil {
			return err
		}
		p.ProductBody = b
		return nil
	})
}

// Product is one product the caller's depots carry. Errors: record.missing.
func (s *Service) Product(ctx context.Context, c Caller, id string) (*Product, error) {
	p, err := s.store.Products.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if p.DepotID != "" && !c.InDepot(p.DepotID) {
		return nil, E("record.missing", "id")
	}
	return p, nil
}

// productsOf are the products of a depot and of the company, as grading needs them.
func (s *Service) productsOf(ctx context.Context, depotID string) (map[string]checklists.Product, error) {
	return s.products.get(ctx, depotID, func(ctx context.Context) (map[string]checklists.Product, error) {
		out := map[string]checklists.Product{}
		err := s.store.Products.All(ctx, Filter{In: map[string][]any{"depotId": {depotID, ""}}}, func(p *Product) error {
			out[p.ID] = checklists.Product{ID: p.ID, Name: p.Name, ShelfLifeDays: p.ShelfLifeDays}
			return nil
		})
		return out, err
	})
}

// PutVenue creates or replaces a venue; a changed card becomes a new version of the card.
// Salespeople may change the venues they stand for, but not move them. Errors: body.invalid, record.missing, record.stale.
func (s *Service) PutVenue(ctx context.Context, c Caller, id string, m Match, b VenueBody) (*Venue, bool, error) {
	bad := b.validate()
	if err := s.venueReferences(ctx, c, id, &b, &bad); err != nil {
		return nil, false, err
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	defer s.venues.drop(id)
	v, created, err := put(ctx, s.store.Venues, id, m, func(v *Venue) error {
		if v.Version > 0 && !c.Supervises(v.DepotID) && !(c.Is(Sales) && c.AnswersFor(id) && v.DepotID == b.DepotID) {
			return E("record.missing", "id")
		}
		if v.Version == 0 && !c.Supervises(b.DepotID) {
			return E("record.missing", "id")
		}
		if v.CardVersion == 0 || contentHash(v.Card) != contentHash(b.Card) {
			v.CardVersion++
		}
		v.VenueBody = b
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	card := &VenueCard{DepotID: v.DepotID, VenueID: v.ID, CardVersion: v.CardVersion, Card: v.Card, ChangedBy: c.UserID}
	card.ID = versionID(v.ID, v.CardVersion)
	if err := s.store.VenueCards.Insert(ctx, card); err != nil && !IsCode(err, "store.duplicate") {
		return nil, false, err
	}
	return v, created, s.grantPhotos(ctx, v.Card.shas(), "depot:"+v.DepotID, "crews:"+v.DepotID, "venue:"+v.ID)
}

// shas are the pictures of the card, by the SHA-256 of their bytes.
func (k *Card) shas() []string {
	out := make([]string, 0, len(k.Photos))
	for _, p := range k.Photos {
		out = append(out, p.SHA256)
	}
	return out
}

func (s *Service) venueReferences(ctx context.Context, c Caller, id string, b *VenueBody, bad *invalid) error {
	stays := false // a venue that is not moved needs no say over its depot
	if c.Is(Sales) && c.AnswersFor(id) {
		old, found, err := s.store.Venues.Find(ctx, id)
		if err != nil {
			return err
		}
		stays = found && old.DepotID == b.DepotID
	}
	if !stays {
		if err := s.knownDepot(ctx, c, bad, b.DepotID); err != nil {
			return err
		}
	}
	if b.SalesID == "" {
		return nil
	}
	_, err := s.store.Users.Get(ctx, b.SalesID)
	return bad.reference(err, "/salesId", b.SalesID)
}

func (b *VenueBody) validate() invalid {
	var bad invalid
	bad.text("/name", b.Name, 1, maxName)
	if b.Tier == "" {
		b.Tier = "medium"
	}
	if b.Value == "" {
		b.Value = "most-growable"
	}
	bad.choice("/tier", b.Tier, tiers...)
	bad.choice("/value", b.Value, values...)
	bad.location("/location", b.Location)
	if b.Zone != "" {
		bad.zone("/zone", b.Zone)
	}
	if b.Window != nil {
		bad.check(clockPattern.MatchString(b.Window.From), "/window/from", "field.format", "09:00")
		bad.check(clockPattern.MatchString(b.Window.To), "/window/to", "field.format", "17:00")
	}
	if b.Contacts == nil {
		b.Contacts = []Contact{}
	}
	bad.check(len(b.Contacts) <= 20, "/contacts", "field.too-many", 20)
	for i, p := range b.Contacts {
		at := fmt.Sprintf("/contacts/%d", i)
		bad.text(at+"/name", p.Name, 1, maxName)
		bad.text(at+"/role", p.Role, 0, maxName)
		bad.check(p.Phone == "" || phonePattern.MatchString(NormalPhone(p.Phone)), at+"/phone", "field.format", "13900000000")
	}
	if b.Calendar != nil {
		b.Calendar.validate(&bad, "/calendar")
	}
	b.Card.validate(&bad)
	return bad
}

// maxCardPhotos bounds what every phone of a run downloads of one venue.
const maxCardPhotos = 6

// cardShows are the things that a picture of a card may show.
var cardShows = []string{"parking", "gate", "keeper", "storage", "receipt", "other"}

func (k *Card) validate(bad *invalid) {
	for field, text := range map[string]string{
		"storekeeper": k.Storekeeper, "guard": k.Guard, "parking": k.Parking, "dress": k.Dress,
		"language": k.Language, "placement": k.Placement, "notes": k.Notes,
	} {
		bad.text("/card/"+field, text, 0, maxText)
	}
	bad.number("/card/reconciliationDay", k.ReconciliationDay, 0, 31)
	bad.number("/card/maxStack", k.MaxStack, 0, 100)
	bad.check(len(k.Items) <= 20, "/card/items", "field.too-many", 20)
	for i := range k.Items {
		at := fmt.Sprintf("/card/items/%d", i)
		bad.id(at+"/checklistId", k.Items[i].ChecklistID)
		for _, f := range checklists.ValidateOverlay([]checklists.Item{k.Items[i].Item}) {
			bad.add(at+"/item"+strings.TrimPrefix(f.Pointer, "/0"), f.Code, f.Args...)
		}
	}
	bad.check(len(k.Photos) <= maxCardPhotos, "/card/photos", "field.too-many", maxCardPhotos)
	for i, p := range k.Photos {
		at := fmt.Sprintf("/card/photos/%d", i)
		bad.check(shaPattern.MatchString(p.SHA256), at+"/sha256", "field.format", "SHA-256, 64 × [0-9a-f]")
		bad.choice(at+"/shows", p.Shows, cardShows...)
	}
}

// Venue is one venue as the caller may see it: venues and salespeople theirs, all others those of their depots. Errors: record.missing.
func (s *Service) Venue(ctx context.Context, c Caller, id string) (*Venue, error) {
	v, err := s.store.Venues.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if !c.Supervises(v.DepotID) && !c.AnswersFor(id) && !(c.IsCrew() && c.InDepot(v.DepotID)) {
		return nil, E("record.missing", "id")
	}
	return v.forCaller(c), nil
}

// forCaller is a venue without what the caller has no use for; what it is worth to the depot is for those who sell and plan.
func (v *Venue) forCaller(c Caller) *Venue {
	out := *v
	out.Contacts = contactsFor(c, v)
	if !c.Supervises(v.DepotID) && !(c.Is(Sales) && c.AnswersFor(v.ID)) {
		out.Value = ""
	}
	return &out
}

// contactsFor hides the phone numbers that crews have no use for.
func contactsFor(c Caller, v *Venue) []Contact {
	if c.Supervises(v.DepotID) || c.AnswersFor(v.ID) {
		return v.Contacts
	}
	out := slices.Clone(v.Contacts)
	for i := range out {
		if !out[i].ForCrews {
			out[i].Phone = ""
		}
	}
	return out
}

func (s *Service) venue(ctx context.Context, id string) (*Venue, error) {
	return s.venues.get(ctx, id, func(ctx context.Context) (*Venue, error) { return s.store.Venues.Get(ctx, id) })
}

// VenueCards lists the versions of a venue's card, the newest first.
func (s *Service) VenueCards(ctx context.Context, c Caller, id string, f Filter) (Page[VenueCard], error) {
	if _, err := s.Venue(ctx, c, id); err != nil {
		return Page[VenueCard]{}, err
	}
	f.Equal = map[string]any{"venueId": id}
	return s.store.VenueCards.List(ctx, f)
}
