package models_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"crewcheck/models"
)

func TestTokens(t *testing.T) {
	t.Parallel()

	t.Run("keys turn every 30 days, are published a day before, and verify to the last token", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		kids := func() int {
			set, err := w.restart().JWKS(t.Context())
			w.ok(err)
			return len(set.Keys)
		}
		l := w.login(wangPhone, "10.0.0.1")
		first := kidOf(t, l.AccessToken)
		if n := kids(); n != 1 {
			t.Fatalf("%d keys", n)
		}
		w.clock.add(29 * 24 * time.Hour)
		if n := kids(); n != 2 {
			t.Fatalf("%d keys a day before the turn", n)
		}
		again := w.restart()
		next, err := again.Refresh(t.Context(), l.RefreshToken, "")
		if w.ok(err); kidOf(t, next.AccessToken) != first {
			t.Fatal("the next key signs before its turn")
		}
		w.clock.add(24*time.Hour - 5*time.Minute)
		old, err := again.Refresh(t.Context(), next.RefreshToken, "")
		w.ok(err)
		w.clock.add(10 * time.Minute)
		w.ok(w.authentic(old.AccessToken))
		fresh, err := w.restart().Refresh(t.Context(), old.RefreshToken, "")
		if w.ok(err); kidOf(t, fresh.AccessToken) == first || kidOf(t, old.AccessToken) != first {
			t.Fatal("the key did not turn")
		}
		w.clock.add(6 * time.Minute)
		wantCode(t, w.authentic(old.AccessToken), "auth.expired")
		w.ok(w.authentic(fresh.AccessToken))
		w.clock.add(25 * time.Hour)
		if n := kids(); n != 1 {
			t.Fatalf("%d keys when the first is done", n)
		}
	})

	t.Run("after 31 days of standstill there is a new key at once", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		w.clock.add(31 * 24 * time.Hour)
		s := w.restart()
		next, err := s.Refresh(t.Context(), l.RefreshToken, "")
		if w.ok(err); kidOf(t, next.AccessToken) == kidOf(t, l.AccessToken) {
			t.Fatal("the key did not turn")
		}
		_, err = s.Authenticate(t.Context(), next.AccessToken)
		w.ok(err)
	})

	t.Run("an access token is good for 15 minutes, also one that is remembered", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		_, err := w.Authenticate(t.Context(), l.AccessToken)
		w.ok(err)
		w.clock.add(models.AccessTTL)
		_, err = w.Authenticate(t.Context(), l.AccessToken)
		wantCode(t, err, "auth.expired")
		wantCode(t, w.authentic(l.AccessToken), "auth.expired")
	})

	t.Run("forged tokens are refused", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		private, kid := w.signingKey()
		good := func(c jwt.MapClaims) jwt.MapClaims { return c }
		for _, f := range []struct {
			name   string
			method jwt.SigningMethod
			key    any
			kid    any
			change func(jwt.MapClaims) jwt.MapClaims
			code   string
		}{
			{"as the server makes it", jwt.SigningMethodEdDSA, private, kid, good, ""},
			{"alg none", jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, kid, good, "auth.invalid"},
			{"alg HS256 with the public key", jwt.SigningMethodHS256, []byte(private.Public().(ed25519.PublicKey)), kid, good, "auth.invalid"},
			{"an unknown kid", jwt.SigningMethodEdDSA, private, "k20200101", good, "auth.invalid"},
			{"a kid that is no text", jwt.SigningMethodEdDSA, private, 7, good, "auth.invalid"},
			{"another's key", jwt.SigningMethodEdDSA, ed25519.NewKeyFromSeed(make([]byte, 32)), kid, good, "auth.invalid"},
			{"another audience", jwt.SigningMethodEdDSA, private, kid, set("aud", "another"), "auth.invalid"},
			{"another issuer", jwt.SigningMethodEdDSA, private, kid, set("iss", "another"), "auth.invalid"},
			{"no expiry", jwt.SigningMethodEdDSA, private, kid, set("exp", nil), "auth.invalid"},
			{"an unknown session", jwt.SigningMethodEdDSA, private, kid, set("sid", "gone"), "auth.invalid"},
		} {
			token := jwt.NewWithClaims(f.method, f.change(claimsOf(t, l.AccessToken)))
			token.Header["kid"] = f.kid
			text, err := token.SignedString(f.key)
			w.ok(err)
			_, err = w.Authenticate(t.Context(), text)
			if f.code == "" && err != nil || f.code != "" && !models.IsCode(err, f.code) {
				t.Errorf("%s: %v", f.name, err)
			}
		}
		for _, text := range []string{"", "x", "a.b.c", l.AccessToken + "x", l.AccessToken[:len(l.AccessToken)-4]} {
			_, err := w.Authenticate(t.Context(), text)
			wantCode(t, err, "auth.invalid")
		}
	})
}

func set(name string, value any) func(jwt.MapClaims) jwt.MapClaims {
	return func(c jwt.MapClaims) jwt.MapClaims {
		if c[name] = value; value == nil {
			delete(c, name)
		}
		return c
	}
}

func claimsOf(t testing.TB, token string) jwt.MapClaims {
	t.Helper()
	c := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(token, c); err != nil {
		t.Fatal(err)
	}
	return c
}

func kidOf(t testing.TB, token string) string {
	t.Helper()
	parsed, _, err := jwt.NewParser().ParseUnverified(token, jwt.MapClaims{})
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Header["kid"].(string)
}

// signingKey reads the private key of the service from its store.
func (w *world) signingKey() (ed25519.PrivateKey, string) {
	w.Helper()
	var k models.SigningKey
	for _, spec := range models.Specs() {
		if spec.Name == "signingKeys" {
			w.ok(w.backend.List(w.Context(), spec, models.Filter{Limit: 1}, func(decode func(models.Document) error) error { return decode(&k) }))
		}
	}
	seed, err := base64.StdEncoding.DecodeString(k.Seed)
	w.ok(err)
	return ed25519.NewKeyFromSeed(seed), k.ID
}
