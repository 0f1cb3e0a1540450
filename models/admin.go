package models

import (
	"context"
	"fmt"
	"slices"
)

// UserPut is a user with the secret to set; an empty secret leaves the old one.
type UserPut struct {
	UserBody
	Secret string `json:"secret,omitempty"`
}

// mayHold are the roles each administering role may hand out.
func mayHold(c Caller) []Role {
	switch {
	case c.Is(Admin):
		return Roles
	case c.Is(Manager):
		return []Role{Driver, Porter, Sales, VenueRole, Supervisor}
	case c.Is(Supervisor):
		return []Role{Driver, Porter}
	}
	return nil
}

// PutUser creates or replaces a user: admins everybody, managers all but managers and admins,
// supervisors the drivers and porters of their depots. Who loses a depot leaves its crews. Errors: body.invalid, record.stale.
func (s *Service) PutUser(ctx context.Context, c Caller, id string, m Match, b UserPut) (*User, bool, error) {
	b.Phone = NormalPhone(b.Phone)
	for _, list := range []*[]string{&b.DepotIDs, &b.VenueIDs} {
		if *list == nil {
			*list = []string{}
		}
	}
	bad := b.validate(c)
	for i, depotID := range b.DepotIDs {
		_, err := s.depot(ctx, depotID)
		if err := bad.reference(err, fmt.Sprintf("/depotIds/%d", i), depotID); err != nil {
			return nil, false, err
		}
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	lost, err := s.lostCrews(ctx, id, b.DepotIDs)
	if err != nil {
		return nil, false, err
	}
	var before User
	u, created, err := put(ctx, s.store.Users, id, m, func(u *User) error {
		before = *u
		if u.Version > 0 && !administers(c, u) {
			return E("record.missing", "id")
		}
		u.CrewIDs = slices.DeleteFunc(slices.Clone(u.CrewIDs), func(x string) bool { return slices.Contains(lost, x) })
		if u.CrewIDs == nil {
			u.CrewIDs = []string{}
		}
		u.UserBody = b.UserBody
		return nil
	})
	if IsCode(err, "store.duplicate") {
		return nil, false, &Error{Code: "body.invalid", Fields: []FieldError{{"/phone", "field.duplicate", []any{"phone"}}}}
	}
	if err != nil {
		return nil, false, err
	}
	for _, crewID := range lost {
		if err := s.leaveCrew(ctx, crewID, id); err != nil {
			return nil, false, err
		}
	}
	if err := s.settleUser(ctx, u, b.Secret); err != nil {
		return nil, false, err
	}
	return u, created, s.auditUser(ctx, c, &before, u, b.Secret != "")
}

// lostCrews are the crews that list the user and are of none of the depots: of the crews of all other depots, since a crash may have
// left one behind. Who has no account yet is in no crew.
func (s *Service) lostCrews(ctx context.Context, userID string, depotIDs []string) ([]string, error) {
	if _, known, err := s.store.Users.Find(ctx, userID); err != nil || !known {
		return nil, err
	}
	var others []any
	if err := s.store.Depots.All(ctx, Filter{}, func(d *Depot) error {
		if !slices.Contains(depotIDs, d.ID) {
			others = append(others, d.ID)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var lost []string
	for some := range slices.Chunk(others, maxDepots) {
		err := s.store.Crews.All(ctx, Filter{In: map[string][]any{"depotId": some}}, func(x *Crew) error {
			if slices.Contains(x.MemberIDs, userID) {
				lost = append(lost, x.ID)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return lost, nil
}

func (s *Service) leaveCrew(ctx context.Context, crewID, userID string) error {
	_, err := s.store.Crews.Update(ctx, crewID, func(x *Crew) error {
		if !slices.Contains(x.MemberIDs, userID) {
			return errKeep
		}
		x.MemberIDs = slices.DeleteFunc(slices.Clone(x.MemberIDs), func(id string) bool { return id == userID })
		return nil
	})
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}

func (b *UserPut) validate(c Caller) invalid {
	var bad invalid
	bad.check(phonePattern.MatchString(b.Phone), "/phone", "field.format", "13900000000")
	bad.text("/name", b.Name, 1, maxName)
	bad.text("/firstName", b.FirstName, 0, maxName)
	if bad.check(len(b.Roles) > 0, "/roles", "field.required") {
		bad.check(len(b.Roles) <= len(Roles), "/roles", "field.too-many", len(Roles))
	}
	allowed := mayHold(c)
	for i, r := range b.Roles {
		at := fmt.Sprintf("/roles/%d", i)
		if bad.check(slices.Contains(Roles, r), at, "field.choice", joinRoles(Roles)) {
			bad.check(slices.Contains(allowed, r), at, "field.choice", joinRoles(allowed))
		}
	}
	bad.ids("/depotIds", b.DepotIDs, 100)
	bad.ids("/venueIds", b.VenueIDs, 1_000)
	if !c.Is(Admin, Manager) {
		bad.check(len(b.DepotIDs) > 0, "/depotIds", "field.required")
		for i, d := range b.DepotIDs {
			bad.check(c.Supervises(d), fmt.Sprintf("/depotIds/%d", i), "field.reference", d)
		}
	}
	if b.Language != "" {
		bad.choice("/language", b.Language, "zh-CN", "en")
	}
	if b.Secret != "" {
		checkSecret(&bad, b.Secret)
	}
	return bad
}

func joinRoles(roles []Role) string {
	text := ""
	for i, r := range roles {
		if i > 0 {
			text += ", "
		}
		text += string(r)
	}
	return text
}

// administers tells whether the caller may change the account: a supervisor one of whose depots each is theirs, since
// whoever holds the account reaches all of them.
func administers(c Caller, u *User) bool {
	allowed := mayHold(c)
	for _, r := range u.Roles {
		if !slices.Contains(allowed, r) {
			return false
		}
	}
	if c.Is(Manager, Admin) {
		return true
	}
	foreign := func(depotID string) bool { return !c.Supervises(depotID) }
	return len(u.DepotIDs) > 0 && !slices.ContainsFunc(u.DepotIDs, foreign)
}

func (s *Service) editableUser(ctx context.Context, c Caller, id string) (*User, error) {
	u, err := s.store.Users.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	if !administers(c, u) {
		return nil, E("record.missing", "id")
	}
	return u, nil
}

// settleUser stores a new secret and ends the sessions that a change makes void.
func (s *Service) settleUser(ctx context.Context, u *User, secret string) error {
	if secret != "" {
		if err := s.storeSecret(ctx, u.ID, secret); err != nil {
			return err
		}
	}
	if secret == "" && !u.Disabled {
		return nil
	}
	return s.store.sessions.All(ctx, Filter{Equal: map[string]any{"userId": u.ID}}, func(x *session) error {
		return s.endSession(ctx, x.ID, "account-changed")
	})
}

// User is an account: everybody their own, and those they administer or work beside.
// Errors: record.missing.
func (s *Service) User(ctx context.Context, c Caller, id string) (*User, error) {
	u, err := s.store.Users.Get(ctx, id)
	if err != nil {
		return nil, missing(err, "id")
	}
	sees := id == c.UserID || c.Is(Manager, Admin) || slices.ContainsFunc(u.DepotIDs, c.Supervises)
	if !sees {
		return nil, E("record.missing", "id")
	}
	return u, nil
}

// CreateUser is PutUser for the program's own command line, which answers to nobody.
func (s *Service) CreateUser(ctx context.Context, id string, b UserPut) (*User, error) {
	if id == "" {
		id = s.newID()
	}
	u, _, err := s.PutUser(ctx, Caller{Roles: []Role{Admin}}, id, Match{}, b)
	return u, err
}
