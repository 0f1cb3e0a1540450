package models_test

import (
	"testing"
	"time"

	"crewcheck/models"
)

// enters is the caller that a login lets in.
func (w *world) enters(l *models.Login, err error) models.Caller {
	w.Helper()
	w.ok(err)
	c, err := w.Authenticate(w.Context(), l.AccessToken)
	w.ok(err)
	return c
}

func (w *world) pairs(by models.Caller, userID, address string) models.Caller {
	w.Helper()
	p, err := w.CreatePairing(w.Context(), by, userID)
	w.ok(err)
	return w.enters(w.Pair(w.Context(), p.Code, address))
}

func wantField(w *world, err error, field string) {
	w.Helper()
	wantCode(w, err, "body.invalid")
	if e := err.(*models.Error); len(e.Fields) != 1 || e.Fields[0].Field != field {
		w.Fatalf("%v names %v, want %s", err, e.Fields, field)
	}
}

func TestOwnSecret(t *testing.T) {
	t.Parallel()
	const first, second = "the first own", "the second own"

	t.Run("who comes by a code chooses one and logs in with it", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		c := w.pairs(ma, "zhang", "10.0.0.1")
		wantField(w, w.SetOwnSecret(t.Context(), c, models.SecretBody{Secret: "short"}, "10.0.0.1"), "/secret")
		w.ok(w.SetOwnSecret(t.Context(), c, models.SecretBody{Secret: first}, "10.0.0.1"))
		u, err := w.User(t.Context(), ma, "zhang")
		w.ok(err)
		w.enters(w.Login(t.Context(), u.Phone, first, "10.0.0.2"))
		w.ok(w.SetOwnSecret(t.Context(), c, models.SecretBody{Secret: second}, "10.0.0.1"))
		w.clock.add(models.PairingTTL)
		wantField(w, w.SetOwnSecret(t.Context(), c, models.SecretBody{Secret: first}, "10.0.0.1"), "/old")
	})

	t.Run("whoever logged in says the old one, is logged out everywhere else, and is audited", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		here := w.enters(w.Login(t.Context(), wangPhone, secret, "10.0.0.1"))
		other := w.login(wangPhone, "10.0.0.2")
		wantField(w, w.SetOwnSecret(t.Context(), here, models.SecretBody{Secret: first}, "10.0.0.1"), "/old")
		w.ok(w.SetOwnSecret(t.Context(), here, models.SecretBody{Old: secret, Secret: first}, "10.0.0.1"))
		wantCode(w, w.authentic(other.AccessToken), "auth.invalid")
		w.ok(w.SetOwnSecret(t.Context(), here, models.SecretBody{Old: first, Secret: second}, "10.0.0.1"))
		_, err := w.Login(t.Context(), wangPhone, first, "10.0.0.3")
		wantCode(w, err, "auth.wrong")
		w.enters(w.Login(t.Context(), wangPhone, second, "10.0.0.3"))
	})

	t.Run("wrong old ones lock as wrong logins do", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		here := w.enters(w.Login(t.Context(), wangPhone, secret, "10.0.0.1"))
		guess := models.SecretBody{Old: "a guess", Secret: first}
		for range 5 {
			wantField(w, w.SetOwnSecret(t.Context(), here, guess, "10.0.0.1"), "/old")
		}
		wantCode(w, w.SetOwnSecret(t.Context(), here, models.SecretBody{Old: secret, Secret: first}, "10.0.0.9"), "auth.locked")
		w.clock.add(time.Minute)
		w.ok(w.SetOwnSecret(t.Context(), here, models.SecretBody{Old: secret, Secret: first}, "10.0.0.9"))
	})
}
