package models

import (
	"context"

	"github.com/alexedwards/argon2id"
)

// SecretBody is the secret that somebody chooses for their own account.
type SecretBody struct {
	// Old is the one that it takes the place of; an account without one, and whoever came by a pairing code just now, need none.
	Old    string `json:"old,omitempty"`
	Secret string `json:"secret"` // 6–128 characters
}

// SetOwnSecret gives the caller's account another secret and ends its other sessions; the one that asks goes on. A wrong
// old one counts as a wrong try at login. Errors: body.invalid, auth.locked.
func (s *Service) SetOwnSecret(ctx context.Context, c Caller, b SecretBody, address string) error {
	var bad invalid
	checkSecret(&bad, b.Secret)
	if err := bad.err(); err != nil {
		return err
	}
	if err := s.mayReplaceSecret(ctx, c, b.Old, digest("address:"+address)); err != nil {
		return err
	}
	if err := s.storeSecret(ctx, c.UserID, b.Secret); err != nil {
		return err
	}
	err := s.openSessions(ctx, c.UserID, func(x *session) error {
		if x.ID == c.SessionID {
			return nil
		}
		return s.endSession(ctx, x.ID, "secret-changed")
	})
	if err != nil {
		return err
	}
	u, err := s.store.Users.Get(ctx, c.UserID)
	if err != nil {
		return err
	}
	return s.auditAccess(ctx, c, u, AuditSecret)
}

// mayReplaceSecret asks for the old secret, where there is one and the session was not opened by a pairing code just now.
func (s *Service) mayReplaceSecret(ctx context.Context, c Caller, old, addrID string) error {
	cred, found, err := s.store.credentials.Find(ctx, c.UserID)
	if err != nil || !found || cred.Hash == "" {
		return err
	}
	ses, err := s.store.sessions.Get(ctx, c.SessionID)
	if err != nil {
		return err
	}
	if ses.Paired && s.clock().Sub(ses.CreatedAt.Time) < PairingTTL {
		return nil
	}
	wrong := &Error{Code: "body.invalid", Fields: []FieldError{{"/old", "field.secret", nil}}}
	if old == "" {
		return wrong
	}
	if err := s.addressLocked(ctx, addrID); err != nil {
		return err
	}
	if err := s.lockedError(cred.lockout); err != nil {
		return err
	}
	right, err := s.compareSecret(ctx, old, cred.Hash)
	if err != nil {
		return err
	}
	if right {
		return s.rightTry(ctx, cred, addrID)
	}
	if err := s.wrongTry(ctx, cred, addrID); !IsCode(err, "auth.wrong") {
		return err
	}
	return wrong
}

// checkSecret holds a secret to the rule for all of them.
func checkSecret(bad *invalid, secret string) {
	n := len([]rune(secret))
	bad.check(n >= minSecretLen && n <= 128, "/secret", "field.range", minSecretLen, 128)
}

// storeSecret gives an account a secret and forgets the wrong tries at the old one.
func (s *Service) storeSecret(ctx context.Context, userID, secret string) error {
	if err := s.waitToHash(ctx); err != nil {
		return err
	}
	hash, err := argon2id.CreateHash(secret, argonParams)
	<-s.hashing
	if err != nil {
		return err
	}
	_, err = s.store.credentials.Upsert(ctx, userID, func(x *credential) error {
		x.Hash, x.lockout = hash, lockout{}
		return nil
	})
	return err
}
