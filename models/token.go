package models

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Issuer and Audience of access tokens.
const (
	Issuer   = "crewcheck"
	Audience = "crewcheck-api"
)

// Life of signing keys: a new one is published a day before it signs, signs for 30 days, and
// verifies until the last token it signed has expired.
const (
	keySigns = 30 * 24 * time.Hour
	keyAhead = 24 * time.Hour
)

// claims are what an access token says.
type claims struct {
	jwt.RegisteredClaims
	SessionID string   `json:"sid"`
	Roles     []Role   `json:"roles"`
	DepotIDs  []string `json:"depots,omitempty"`
	VenueIDs  []string `json:"venues,omitempty"`
	CrewIDs   []string `json:"crews,omitempty"`
	// Address is the only one that a ticket is good for; "" in an access token.
	Address string `json:"adr,omitempty"`
}

func (c *claims) caller() Caller {
	return Caller{UserID: c.Subject, SessionID: c.SessionID, Roles: c.Roles, DepotIDs: c.DepotIDs, VenueIDs: c.VenueIDs, CrewIDs: c.CrewIDs}
}

// ensureKeys publishes the next signing key in time and forgets dead ones.
func (s *Service) ensureKeys(ctx context.Context) error {
	now := s.Now()
	keys, err := s.store.keys.List(ctx, Filter{Limit: 100})
	if err != nil {
		return err
	}
	newest := Time{}
	for _, k := range keys.Items {
		if k.SignsFrom.After(newest.Time) {
			newest = k.SignsFrom
		}
		if k.VerifiesUntil.Before(now.Time) {
			if err := s.store.keys.Delete(ctx, k.ID); err != nil {
				return err
			}
		}
	}
	if now.Before(newest.Time.Add(keySigns - keyAhead)) {
		return nil
	}
	from := now
	if ends := newest.Add(keySigns); ends.After(now.Time) {
		from = ends
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(s.random, seed); err != nil {
		return err
	}
	k := &SigningKey{Seed: base64.StdEncoding.EncodeToString(seed), SignsFrom: from, VerifiesUntil: from.Add(keySigns + keyAhead + AccessTTL)}
	// The id follows from the turn, so two servers that start at once agree on one key.
	k.ID = "k" + from.UTC().Format("20060102")
	err = s.store.keys.Insert(ctx, k)
	s.signing.drop("")
	if IsCode(err, "store.duplicate") {
		return nil
	}
	return err
}

func (s *Service) signingKeys(ctx context.Context) ([]SigningKey, error) {
	return s.signing.get(ctx, "", func(ctx context.Context) ([]SigningKey, error) {
		page, err := s.store.keys.List(ctx, Filter{Limit: 100})
		return page.Items, err
	})
}

func (k *SigningKey) private() (ed25519.PrivateKey, error) {
	seed, err := base64.StdEncoding.DecodeString(k.Seed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, errors.New("a stored signing key is damaged: " + k.ID)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// sign makes an access token for the caller.
func (s *Service) sign(ctx context.Context, c Caller) (string, error) {
	return s.signClaims(ctx, AccessTTL, &claims{
		RegisteredClaims: jwt.RegisteredClaims{Audience: jwt.ClaimStrings{Audience}, Subject: c.UserID},
		SessionID:        c.SessionID, Roles: c.Roles, DepotIDs: c.DepotIDs, VenueIDs: c.VenueIDs, CrewIDs: c.CrewIDs,
	})
}

// signClaims makes a token that says c, from now on for a time.
func (s *Service) signClaims(ctx context.Context, ttl time.Duration, c *claims) (string, error) {
	keys, err := s.signingKeys(ctx)
	if err != nil {
		return "", err
	}
	now := s.clock()
	for i := range keys { // newest first
		if keys[i].SignsFrom.After(now) {
			continue
		}
		private, err := keys[i].private()
		if err != nil {
			return "", err
		}
		c.Issuer, c.ID = Issuer, s.newID()
		c.IssuedAt, c.ExpiresAt = jwt.NewNumericDate(now), jwt.NewNumericDate(now.Add(ttl))
		token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c)
		token.Header["kid"] = keys[i].ID
		return token.SignedString(private)
	}
	return "", errors.New("no signing key is valid now")
}

// JWK is one public key of the service (RFC 7517, RFC 8037).
type JWK struct {
	KeyType   string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	KeyID     string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

// JWKSet is the set of keys that verify access tokens, the coming one included.
type JWKSet struct {
	Keys []JWK `json:"keys"`
}

// JWKS lists the keys that verify access tokens.
func (s *Service) JWKS(ctx context.Context) (*JWKSet, error) {
	keys, err := s.signingKeys(ctx)
	if err != nil {
		return nil, err
	}
	set := &JWKSet{Keys: []JWK{}}
	for i := range keys {
		private, err := keys[i].private()
		if err != nil {
			return nil, err
		}
		x := base64.RawURLEncoding.EncodeToString(private.Public().(ed25519.PublicKey))
		set.Keys = append(set.Keys, JWK{"OKP", "Ed25519", x, keys[i].ID, "sig", "EdDSA"})
	}
	return set, nil
}

// tokenCache remembers verified tokens until they expire: a signature check costs more than the rest of a request.
type tokenCache struct {
	mu      sync.Mutex
	entries map[[32]byte]tokenEntry
}

type tokenEntry struct {
	caller Caller
	until  time.Time
}

// sessionState is what makes a token good beyond its signature; read again after cacheTTL.
type sessionState struct {
	ended bool
	user  User
}

// Authenticate finds the caller behind an access token. The roles and scopes are the user's of
// this moment, not those of the token: a change takes effect within cacheTTL on every server.
// Errors: auth.invalid, auth.expired.
func (s *Service) Authenticate(ctx context.Context, token string) (Caller, error) {
	key := sha256.Sum256([]byte(token))
	s.tokens.mu.Lock()
	entry, ok := s.tokens.entries[key]
	s.tokens.mu.Unlock()
	if !ok {
		c, err := s.verify(ctx, token, Audience)
		if err != nil {
			return Caller{}, err
		}
		entry = tokenEntry{c.caller(), c.ExpiresAt.Time}
		s.tokens.mu.Lock()
		if len(s.tokens.entries) >= cacheSize {
			clear(s.tokens.entries)
		}
		s.tokens.entries[key] = entry
		s.tokens.mu.Unlock()
	}
	if !s.clock().Before(entry.until) {
		return Caller{}, E("auth.expired", "Authorization")
	}
	return s.stillIn(ctx, entry.caller)
}

// stillIn is the caller as the account is now. Errors: auth.invalid when the login has ended.
func (s *Service) stillIn(ctx context.Context, c Caller) (Caller, error) {
	state, err := s.sessionsSeen.get(ctx, c.SessionID, func(ctx context.Context) (*sessionState, error) {
		return s.loadSession(ctx, c)
	})
	if err != nil {
		return Caller{}, err
	}
	if state.ended || state.user.Disabled {
		return Caller{}, E("auth.invalid", "Authorization")
	}
	return state.user.caller(c.SessionID), nil
}

func (s *Service) loadSession(ctx context.Context, c Caller) (*sessionState, error) {
	ses, found, err := s.store.sessions.Find(ctx, c.SessionID)
	if err != nil {
		return nil, err
	}
	if !found || ses.EndedAt != nil {
		return &sessionState{ended: true}, nil
	}
	u, found, err := s.store.Users.Find(ctx, c.UserID)
	if err != nil {
		return nil, err
	}
	if !found {
		return &sessionState{ended: true}, nil
	}
	return &sessionState{user: *u}, nil
}

func (s *Service) verify(ctx context.Context, token, audience string) (*claims, error) {
	keys, err := s.signingKeys(ctx)
	if err != nil {
		return nil, err
	}
	c := &claims{}
	_, err = jwt.ParseWithClaims(token, c, func(t *jwt.Token) (any, error) {
		for i := range keys {
			if keys[i].ID == t.Header["kid"] {
				private, err := keys[i].private()
				if err != nil {
					return nil, err
				}
				return private.Public(), nil
			}
		}
		return nil, errors.New("unknown key")
	}, jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}), jwt.WithExpirationRequired(),
		jwt.WithAudience(audience), jwt.WithIssuer(Issuer), jwt.WithTimeFunc(s.clock))
	if errors.Is(err, jwt.ErrTokenExpired) {
		return nil, E("auth.expired", "Authorization")
	}
	if err != nil {
		return nil, E("auth.invalid", "Authorization").Because(err)
	}
	return c, nil
}
