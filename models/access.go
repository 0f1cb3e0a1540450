package models

import (
	"context"
	"slices"
)

// Access is how an account gets in just now, for who administers it.
type Access struct {
	UserID    string `json:"userId"`
	HasSecret bool   `json:"hasSecret"` // false: by pairing codes only
	// WrongTries are the wrong secrets in a row since the last lock or right one; the fifth locks.
	WrongTries  int   `json:"wrongTries"`
	LockedUntil *Time `json:"lockedUntil,omitempty"` // absent unless it is locked now
	// Sessions are the logins that are open, the latest used first; at most 100.
	Sessions []OpenSession `json:"sessions"`
}

// OpenSession is one login on one device.
type OpenSession struct {
	OpenedAt Time `json:"openedAt"`
	// UsedAt is when it last renewed its tokens, which a device in use does every 15 minutes.
	UsedAt Time `json:"usedAt"`
}

// maxSessionsShown bounds the sessions of an Access.
const maxSessionsShown = 100

// AccessOf tells how an account that the caller administers gets in. Errors: record.missing.
func (s *Service) AccessOf(ctx context.Context, c Caller, userID string) (*Access, error) {
	u, err := s.editableUser(ctx, c, userID)
	if err != nil {
		return nil, err
	}
	out := &Access{UserID: u.ID, Sessions: []OpenSession{}}
	cred, found, err := s.store.credentials.Find(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	if found {
		out.HasSecret, out.WrongTries = cred.Hash != "", cred.Wrong
		if cred.LockedUntil != nil && cred.LockedUntil.After(s.clock()) {
			out.LockedUntil = cred.LockedUntil
		}
	}
	err = s.openSessions(ctx, u.ID, func(x *session) error {
		out.Sessions = append(out.Sessions, OpenSession{OpenedAt: x.CreatedAt, UsedAt: x.UpdatedAt})
		return nil
	})
	slices.SortFunc(out.Sessions, func(a, b OpenSession) int { return b.UsedAt.Compare(a.UsedAt.Time) })
	out.Sessions = out.Sessions[:min(len(out.Sessions), maxSessionsShown)]
	return out, err
}

// openSessions goes through the sessions of a user that have neither ended nor run out.
func (s *Service) openSessions(ctx context.Context, userID string, each func(*session) error) error {
	return s.store.sessions.All(ctx, Filter{Equal: map[string]any{"userId": userID}}, func(x *session) error {
		if x.EndedAt != nil || !x.ExpiresAt.After(s.clock()) {
			return nil
		}
		return each(x)
	})
}

// UnlockUser lets an account that was locked by wrong secrets try again at once; the lock of a network address stays.
// Errors: record.missing.
func (s *Service) UnlockUser(ctx context.Context, c Caller, userID string) (*Access, error) {
	u, err := s.editableUser(ctx, c, userID)
	if err != nil {
		return nil, err
	}
	cleared := false
	_, err = s.store.credentials.Update(ctx, u.ID, func(x *credential) error {
		if cleared = x.lockout != (lockout{}); !cleared {
			return errKeep
		}
		x.lockout = lockout{}
		return nil
	})
	if err != nil && !IsCode(err, "store.missing") {
		return nil, err
	}
	if cleared {
		if err := s.auditAccess(ctx, c, u, AuditUnlocked); err != nil {
			return nil, err
		}
	}
	return s.AccessOf(ctx, c, userID)
}

// EndSessions logs an account out on every device, as when a phone was lost. Errors: record.missing.
func (s *Service) EndSessions(ctx context.Context, c Caller, userID string) error {
	u, err := s.editableUser(ctx, c, userID)
	if err != nil {
		return err
	}
	ended := false
	err = s.openSessions(ctx, u.ID, func(x *session) error {
		ended = true
		return s.endSession(ctx, x.ID, "administration")
	})
	if err != nil || !ended {
		return err
	}
	return s.auditAccess(ctx, c, u, AuditSessions)
}

// auditAccess writes an act on how an account gets in, in the first of its depots.
func (s *Service) auditAccess(ctx context.Context, c Caller, u *User, action string) error {
	r := AuditRecord{Action: action, SubjectKind: "user", SubjectID: u.ID}
	if len(u.DepotIDs) > 0 {
		r.DepotID = u.DepotIDs[0]
	}
	return s.audit(ctx, c, r)
}
