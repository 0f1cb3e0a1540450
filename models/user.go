package models

// User is a person with an account. The secret is kept apart (see credential).
type User struct {
	Meta
	UserBody
	// CrewIDs are the crews that list the user as a member.
	CrewIDs []string `json:"crewIds"`
}

// UserBody is what administration says of a user.
type UserBody struct {
	Phone string `json:"phone"` // digits with an optional leading +; unique
	// Name is how the crew calls the person; the venue sees the first name only.
	Name string `json:"name"`
	// FirstName is all of the name that a venue's receipt shows; empty shows the role alone.
	FirstName string   `json:"firstName,omitempty"`
	Roles     []Role   `json:"roles"`
	DepotIDs  []string `json:"depotIds"`
	VenueIDs  []string `json:"venueIds"`
	Language  string   `json:"language,omitempty"` // zh-CN or en
	Disabled  bool     `json:"disabled,omitempty"`
}

func (u *User) caller(sessionID string) Caller {
	return Caller{
		UserID: u.ID, SessionID: sessionID, Roles: u.Roles,
		DepotIDs: u.DepotIDs, VenueIDs: u.VenueIDs, CrewIDs: u.CrewIDs,
	}
}

// credential is the secret of a user and the count of wrong tries; id = user id.
type credential struct {
	Meta
	Hash string `json:"hash"` // argon2id, PHC string; "" = no secret, pairing only
	lockout
}

// lockout counts wrong tries in a row, of a user or of an address.
type lockout struct {
	Wrong       int   `json:"wrong"`
	Rounds      int   `json:"rounds"` // locks since the last right try; each doubles the next
	LockedUntil *Time `json:"lockedUntil,omitempty"`
}

// addressLock is the lockout of one network address; id = SHA-256 of the address.
type addressLock struct {
	Meta
	lockout
}

// session is one refresh family: one login on one device, however often rotated.
type session struct {
	Meta
	UserID    string   `json:"userId"`
	Paired    bool     `json:"paired,omitempty"` // opened by a pairing code
	Current   string   `json:"current"`          // SHA-256 of the one valid refresh token
	Spent     []string `json:"spent"`            // SHA-256 of the last spent ones
	ExpiresAt Time     `json:"expiresAt"`
	EndedAt   *Time    `json:"endedAt,omitempty"`
	EndReason string   `json:"endReason,omitempty"` // logout, reuse, disabled, secret-changed
}

// pairing is a one-time code by which a phone logs in; id = SHA-256 of the code.
type pairing struct {
	Meta
	UserID    string `json:"userId"`
	CreatedBy string `json:"createdBy"`
	ExpiresAt Time   `json:"expiresAt"`
	UsedAt    *Time  `json:"usedAt,omitempty"`
}

// SigningKey is one Ed25519 key that signs access tokens; id = kid.
type SigningKey struct {
	Meta
	Seed string `json:"seed"` // base64 of the 32-byte private seed
	// SignsFrom is when the key starts to sign; it is published before, so that every server knows it.
	SignsFrom Time `json:"signsFrom"`
	// VerifiesUntil is when its last token has expired and the key may go.
	VerifiesUntil Time `json:"verifiesUntil"`
}
