package models

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
)

// Lifetimes and limits of logins.
const (
	AccessTTL    = 15 * time.Minute
	RefreshTTL   = 90 * 24 * time.Hour
	PairingTTL   = 10 * time.Minute
	wrongTries   = 5 // in a row, then a lock of 1, 2, 4 … minutes
	maxLock      = 24 * time.Hour
	spentKept    = 32 // spent refresh tokens remembered per session
	minSecretLen = 6
)

// argonParams follow the second choice of RFC 9106 §4 scaled to a server of one core: 19 MiB, two passes.
var argonParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// dummyHash is verified when an account does not exist, so that the answer takes as long.
var dummyHash = func() string {
	h, err := argon2id.CreateHash("nobody", argonParams)
	if err != nil {
		panic(err) // no randomness at start
	}
	return h
}()

// Login is the answer to a successful login, refresh or pairing.
type Login struct {
	AccessToken  string `json:"accessToken"`
	RefreshToken string `json:"refreshToken"`
	ExpiresIn    int    `json:"expiresIn"` // seconds
	User         User   `json:"user"`
}

// Login opens a session for phone and secret. address is the caller's network address.
// Errors: auth.wrong, auth.locked.
func (s *Service) Login(ctx context.Context, phone, secret, address string) (*Login, error) {
	addrID := digest("address:" + address)
	if err := s.addressLocked(ctx, addrID); err != nil {
		return nil, err
	}
	user, cred, err := s.userByPhone(ctx, NormalPhone(phone))
	if err != nil {
		return nil, err
	}
	hash := dummyHash
	if cred != nil {
		if err := s.lockedError(cred.lockout); err != nil {
			return nil, err
		}
		if cred.Hash != "" {
			hash = cred.Hash
		}
	}
	right, err := s.compareSecret(ctx, secret, hash)
	if err != nil {
		return nil, err
	}
	if !right || cred == nil || cred.Hash == "" || user.Disabled {
		return nil, s.wrongTry(ctx, cred, addrID)
	}
	if err := s.rightTry(ctx, cred, addrID); err != nil {
		return nil, err
	}
	return s.openSession(ctx, user, false)
}

func (s *Service) userByPhone(ctx context.Context, phone string) (*User, *credential, error) {
	page, err := s.store.Users.List(ctx, Filter{Equal: map[string]any{"phone": phone}, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return nil, nil, err
	}
	cred, _, err := s.store.credentials.Find(ctx, page.Items[0].ID)
	return &page.Items[0], cred, err
}

// compareSecret runs at most two hashes at once: each takes 19 MiB.
func (s *Service) compareSecret(ctx context.Context, secret, hash string) (bool, error) {
	if err := s.waitToHash(ctx); err != nil {
		return false, err
	}
	defer func() { <-s.hashing }()
	return argon2id.ComparePasswordAndHash(secret, hash)
}

// waitToHash waits for one of the two places at hashing; whoever got it gives it back.
func (s *Service) waitToHash(ctx context.Context) error {
	select {
	case s.hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Service) addressLocked(ctx context.Context, id string) error {
	a, found, err := s.store.addresses.Find(ctx, id)
	if err != nil || !found {
		return err
	}
	return s.lockedError(a.lockout)
}

func (s *Service) lockedError(l lockout) error {
	if l.LockedUntil == nil || !l.LockedUntil.After(s.clock()) {
		return nil
	}
	wait := int(l.LockedUntil.Sub(s.clock()).Seconds()) + 1
	e := E("auth.locked", "", wait)
	e.RetryAfter = wait
	return e
}

// count notes one more wrong try; the fifth in a row locks. Tries that were on their way when the lock
// fell count no further: one burst is one lock.
func (l *lockout) count(now Time) {
	if l.LockedUntil != nil && l.LockedUntil.After(now.Time) {
		return
	}
	l.Wrong++
	if l.Wrong < wrongTries {
		return
	}
	lock := maxLock
	if l.Rounds < 11 {
		lock = time.Minute << l.Rounds
	}
	l.Wrong, l.Rounds = 0, l.Rounds+1
	l.LockedUntil = now.Add(min(lock, maxLock)).Ptr()
}

func (s *Service) wrongTry(ctx context.Context, cred *credential, addrID string) error {
	now := s.Now()
	if _, err := s.store.addresses.Upsert(ctx, addrID, func(a *addressLock) error {
		a.count(now)
		return nil
	}); err != nil {
		return err
	}
	if cred != nil {
		if _, err := s.store.credentials.Update(ctx, cred.ID, func(c *credential) error {
			c.count(now)
			return nil
		}); err != nil {
			return err
		}
	}
	return E("auth.wrong", "/secret")
}

// rightTry forgets the wrong tries before it — unless they have locked the account or the address meanwhile: a right
// guess among many at once is a guess all the same. Errors: auth.locked.
func (s *Service) rightTry(ctx context.Context, cred *credential, addrID string) error {
	if err := s.addressLocked(ctx, addrID); err != nil {
		return err
	}
	_, err := s.store.credentials.Update(ctx, cred.ID, func(c *credential) error {
		if err := s.lockedError(c.lockout); err != nil {
			return err
		}
		if c.Wrong+c.Rounds == 0 {
			return errKeep
		}
		c.lockout = lockout{}
		return nil
	})
	if err != nil {
		return err
	}
	return s.store.addresses.Delete(ctx, addrID)
}

func (s *Service) openSession(ctx context.Context, u *User, paired bool) (*Login, error) {
	refresh, hash, id, err := s.newRefresh("")
	if err != nil {
		return nil, err
	}
	ses := &session{UserID: u.ID, Paired: paired, Current: hash, Spent: []string{}, ExpiresAt: s.Now().Add(RefreshTTL)}
	ses.ID = id
	if err := s.store.sessions.Insert(ctx, ses); err != nil {
		return nil, err
	}
	return s.loginAnswer(ctx, u, ses.ID, refresh)
}

// newRefresh makes a refresh token of a session (a new one when id is empty): "session.secret".
func (s *Service) newRefresh(id string) (token, hash, sessionID string, err error) {
	if id == "" {
		id = s.newID()
	}
	secret, err := s.secretText(32)
	return id + "." + secret, digest(secret), id, err
}

func (s *Service) loginAnswer(ctx context.Context, u *User, sessionID, refresh string) (*Login, error) {
	access, err := s.sign(ctx, u.caller(sessionID))
	if err != nil {
		return nil, err
	}
	return &Login{AccessToken: access, RefreshToken: refresh, ExpiresIn: int(AccessTTL.Seconds()), User: *u}, nil
}

// refreshAfter is the token that follows one: the key decides it, so that the same request has the same answer.
func refreshAfter(id, secret, key string) (token, hash string) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("refresh " + key))
	next := base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	return id + "." + next, digest(next)
}

// Refresh swaps a refresh token for new tokens. A token that was used before ends its session
// on every device, unless it comes with the key it was used with and what it was swapped for was not used yet: then
// the answer was lost on its way, and is given again. Errors: auth.invalid, auth.spent.
func (s *Service) Refresh(ctx context.Context, token, key string) (*Login, error) {
	id, secret, ok := strings.Cut(token, ".")
	if !ok || len(token) > 200 {
		return nil, E("auth.invalid", "/refreshToken")
	}
	next, nextHash, _, err := s.newRefresh(id)
	if err != nil {
		return nil, err
	}
	if key != "" {
		next, nextHash = refreshAfter(id, secret, key)
	}
	spent := false
	ses, err := s.store.sessions.Update(ctx, id, func(x *session) error {
		spent = false
		hash := digest(secret)
		switch {
		case x.EndedAt != nil || !x.ExpiresAt.After(s.clock()):
			return E("auth.invalid", "/refreshToken")
		case x.Current == nextHash:
			return errKeep
		case slices.Contains(x.Spent, hash):
			spent = true
			x.EndedAt, x.EndReason = s.Now().Ptr(), "reuse"
		case hash != x.Current:
			return E("auth.invalid", "/refreshToken")
		default:
			x.Spent = append(x.Spent, x.Current)
			if n := len(x.Spent) - spentKept; n > 0 {
				x.Spent = x.Spent[n:]
			}
			x.Current, x.ExpiresAt = nextHash, s.Now().Add(RefreshTTL)
		}
		return nil
	})
	if IsCode(err, "store.missing") {
		return nil, E("auth.invalid", "/refreshToken")
	}
	if err != nil {
		return nil, err
	}
	if spent {
		s.sessionsSeen.drop(id)
		return nil, E("auth.spent", "/refreshToken")
	}
	u, err := s.store.Users.Get(ctx, ses.UserID)
	if err != nil {
		return nil, err
	}
	if u.Disabled {
		return nil, E("auth.invalid", "/refreshToken")
	}
	return s.loginAnswer(ctx, u, id, next)
}

// Logout ends the caller's session, its access tokens included.
func (s *Service) Logout(ctx context.Context, c Caller) error {
	return s.endSession(ctx, c.SessionID, "logout")
}

func (s *Service) endSession(ctx context.Context, id, reason string) error {
	_, err := s.store.sessions.Update(ctx, id, func(x *session) error {
		if x.EndedAt != nil {
			return errKeep
		}
		x.EndedAt, x.EndReason = s.Now().Ptr(), reason
		return nil
	})
	s.sessionsSeen.drop(id)
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}

// Pairing is a one-time code that somebody is shown, to come in by.
type Pairing struct {
	Code      string `json:"code"`
	ExpiresAt Time   `json:"expiresAt"`
	// At is where it opens: "phone", the app of drivers and porters, or "desk" for all others.
	At string `json:"at"`
}

// CreatePairing makes a code for a user the caller administers. Errors: record.missing.
func (s *Service) CreatePairing(ctx context.Context, c Caller, userID string) (*Pairing, error) {
	u, err := s.editableUser(ctx, c, userID)
	if err != nil {
		return nil, err
	}
	code, err := s.secretText(12)
	if err != nil {
		return nil, err
	}
	p := &pairing{UserID: u.ID, CreatedBy: c.UserID, ExpiresAt: s.Now().Add(PairingTTL)}
	p.ID = digest(code)
	if err := s.store.pairings.Insert(ctx, p); err != nil {
		return nil, err
	}
	at := "desk"
	if u.caller("").IsCrew() {
		at = "phone"
	}
	return &Pairing{Code: code, ExpiresAt: p.ExpiresAt, At: at}, s.auditAccess(ctx, c, u, AuditPairing)
}

// Pair opens a session by a pairing code, once. Errors: auth.pair-invalid, auth.locked.
func (s *Service) Pair(ctx context.Context, code, address string) (*Login, error) {
	addrID := digest("address:" + address)
	if err := s.addressLocked(ctx, addrID); err != nil {
		return nil, err
	}
	now := s.Now()
	p, err := s.store.pairings.Update(ctx, digest(code), func(p *pairing) error {
		if p.UsedAt != nil || !p.ExpiresAt.After(now.Time) {
			return E("auth.pair-invalid", "/code")
		}
		p.UsedAt = now.Ptr()
		return nil
	})
	if IsCode(err, "store.missing") || IsCode(err, "auth.pair-invalid") {
		if err := s.wrongTry(ctx, nil, addrID); !IsCode(err, "auth.wrong") {
			return nil, err
		}
		return nil, E("auth.pair-invalid", "/code")
	}
	if err != nil {
		return nil, err
	}
	u, err := s.store.Users.Get(ctx, p.UserID)
	if err != nil {
		return nil, err
	}
	if u.Disabled {
		return nil, E("auth.pair-invalid", "/code")
	}
	return s.openSession(ctx, u, true)
}

// NormalPhone is a phone number without spaces, dashes and brackets.
func NormalPhone(phone string) string {
	return strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(phone)
}
