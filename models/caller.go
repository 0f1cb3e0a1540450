package models

import "slices"

// Role is what a user may be; a user may hold several.
type Role string

// The seven roles.
const (
	Driver     Role = "driver"
	Porter     Role = "porter"
	Sales      Role = "sales"
	VenueRole  Role = "venue"
	Supervisor Role = "supervisor"
	Manager    Role = "manager"
	Admin      Role = "admin"
)

// Roles lists all roles in order of reach.
var Roles = []Role{Driver, Porter, Sales, VenueRole, Supervisor, Manager, Admin}

// Caller is who stands behind a request: the account that the access token names, as it is now.
type Caller struct {
	UserID    string
	SessionID string
	Roles     []Role
	DepotIDs  []string // crews, sales and supervisors: their depots; supervisors see all of one
	VenueIDs  []string // venue accounts and sales: their venues
	CrewIDs   []string // drivers and porters: their standing crews
}

// Is tells whether the caller holds one of the roles.
func (c Caller) Is(roles ...Role) bool {
	return slices.ContainsFunc(c.Roles, func(r Role) bool { return slices.Contains(roles, r) })
}

// IsCrew tells whether the caller works on runs.
func (c Caller) IsCrew() bool { return c.Is(Driver, Porter) }

// InDepot tells whether the depot is one of the caller's; managers and admins have all.
func (c Caller) InDepot(depotID string) bool {
	return c.Is(Manager, Admin) || slices.Contains(c.DepotIDs, depotID)
}

// Supervises tells whether the caller plans and decides in the depot.
func (c Caller) Supervises(depotID string) bool {
	return c.Is(Manager, Admin) || c.Is(Supervisor) && slices.Contains(c.DepotIDs, depotID)
}

// AnswersFor tells whether the venue is one that a salesperson or venue account stands for.
func (c Caller) AnswersFor(venueID string) bool {
	return c.Is(Sales, VenueRole) && slices.Contains(c.VenueIDs, venueID)
}
