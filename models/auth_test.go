package models_test

import (
	"sync"
	"testing"
	"time"

	"crewcheck/models"
)

// withSecrets gives driver Wang and supervisor Sun a secret.
func withSecrets(t *testing.T) *world {
	w := newWorld(t)
	w.putUser(wang, wangPhone, secret)
	w.putUser(sun, sunPhone, secret)
	return w
}

func (w *world) login(phone, address string) *models.Login {
	w.Helper()
	l, err := w.Login(w.Context(), phone, secret, address)
	w.ok(err)
	return l
}

// authentic tells whether an access token is good now, on a server that remembers nothing.
func (w *world) authentic(token string) error {
	w.Helper()
	_, err := w.restart().Authenticate(w.Context(), token)
	return err
}

func TestLoginLocks(t *testing.T) {
	t.Parallel()
	wrong := func(w *world, phone, address string, times int) {
		w.Helper()
		for range times {
			_, err := w.Login(w.Context(), phone, "wrong", address)
			wantCode(w, err, "auth.wrong")
		}
	}
	lockedFor := func(w *world, phone, address string, d time.Duration) {
		w.Helper()
		_, err := w.Login(w.Context(), phone, secret, address)
		wantCode(w, err, "auth.locked")
		if e := err.(*models.Error); e.RetryAfter < int(d.Seconds()) || e.RetryAfter > int(d.Seconds())+1 {
			w.Fatalf("locked for %d s, want %v", e.RetryAfter, d)
		}
	}

	t.Run("five wrong secrets lock the account for 1, 2, 4 minutes, whatever the address", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		for i, lock := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
			for try := range 5 {
				wrong(w, wangPhone, "10.0."+string(rune('0'+i))+"."+string(rune('0'+try)), 1)
			}
			lockedFor(w, wangPhone, "10.9.9.9", lock)
			for who, want := range map[string]int{"sun": 1, "ma": 1, "wu": 0} {
				page, err := w.LockedUsers(w.Context(), map[string]models.Caller{"sun": sun, "ma": ma, "wu": wu}[who], models.ListQuery{Limit: 50})
				if w.ok(err); len(page.Items) != want || want == 1 && page.Items[0].ID != "wang" {
					w.Errorf("%s is shown %d locked accounts, want %d", who, len(page.Items), want)
				}
			}
			w.clock.add(lock - time.Second)
			lockedFor(w, wangPhone, "10.9.9.9", time.Second)
			w.clock.add(time.Second)
		}
		w.login(wangPhone, "10.9.9.9")
		wrong(w, wangPhone, "10.9.9.9", 4)
		w.login(wangPhone, "10.9.9.9")
	})

	t.Run("five wrong secrets lock the address, whoever they were for", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		for _, phone := range []string{"13911111111", wangPhone, "13922222222", "13933333333", wangPhone} {
			wrong(w, phone, "10.0.0.1", 1)
		}
		lockedFor(w, sunPhone, "10.0.0.1", time.Minute)
		w.login(wangPhone, "10.0.0.2")
	})

	t.Run("a burst of wrong secrets is one lock", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() { _, _ = w.Login(t.Context(), wangPhone, "wrong", "10.0.1."+string(rune('a'+i))) })
		}
		wg.Wait()
		lockedFor(w, wangPhone, "10.0.0.2", time.Minute)
	})

	t.Run("a disabled account and one without a secret are simply wrong", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		w.putUser(wang, wangPhone, secret, func(u *models.UserPut) { u.Disabled = true })
		_, err := w.Login(t.Context(), wangPhone, secret, "10.0.0.1")
		wantCode(t, err, "auth.wrong")
		_, err = w.Login(t.Context(), "13900000003", "", "10.0.0.1")
		wantCode(t, err, "auth.wrong")
	})

	t.Run("a phone number may be written with spaces and dashes", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		w.login("139-0000 0002", "10.0.0.1")
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()

	t.Run("a refresh token is swapped at each use, a spent one ends the family", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		other := w.login(wangPhone, "10.0.0.1")
		first := w.login(wangPhone, "10.0.0.1")
		second, err := w.Refresh(t.Context(), first.RefreshToken, "")
		w.ok(err)
		third, err := w.Refresh(t.Context(), second.RefreshToken, "")
		w.ok(err)
		w.ok(w.authentic(third.AccessToken))
		_, err = w.Refresh(t.Context(), first.RefreshToken, "")
		wantCode(t, err, "auth.spent")
		_, err = w.Refresh(t.Context(), third.RefreshToken, "")
		wantCode(t, err, "auth.invalid")
		for _, token := range []string{first.AccessToken, third.AccessToken} {
			_, err := w.Authenticate(t.Context(), token)
			wantCode(t, err, "auth.invalid")
		}
		w.ok(w.authentic(other.AccessToken)) // another login of the same driver goes on
	})

	t.Run("an answer that was lost is given again to whoever has the key, until it was used", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		first := w.login(wangPhone, "10.0.0.1")
		lost, err := w.Refresh(t.Context(), first.RefreshToken, "key")
		w.ok(err)
		again, err := w.Refresh(t.Context(), first.RefreshToken, "key")
		w.ok(err)
		equal(t, []string{again.RefreshToken}, []string{lost.RefreshToken})
		w.ok(w.authentic(again.AccessToken))
		_, err = w.Refresh(t.Context(), again.RefreshToken, "other key")
		w.ok(err)
		_, err = w.Refresh(t.Context(), first.RefreshToken, "key")
		wantCode(t, err, "auth.spent")
		wantCode(t, w.authentic(again.AccessToken), "auth.invalid")
	})

	t.Run("a spent refresh token with another key, or none, ends the family", func(t *testing.T) {
		t.Parallel()
		for _, key := range []string{"", "guessed"} {
			w := withSecrets(t)
			first := w.login(wangPhone, "10.0.0.1")
			second, err := w.Refresh(t.Context(), first.RefreshToken, "key")
			w.ok(err)
			_, err = w.Refresh(t.Context(), first.RefreshToken, key)
			wantCode(t, err, "auth.spent")
			_, err = w.Refresh(t.Context(), second.RefreshToken, "")
			wantCode(t, err, "auth.invalid")
		}
	})

	t.Run("of two refreshes at once with one token only one gets through", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		var wg sync.WaitGroup
		var mu sync.Mutex
		through := 0
		for range 8 {
			wg.Go(func() {
				if _, err := w.Refresh(t.Context(), l.RefreshToken, ""); err == nil {
					mu.Lock()
					defer mu.Unlock()
					through++
				}
			})
		}
		wg.Wait()
		if through > 1 {
			t.Fatalf("%d got through", through)
		}
	})

	t.Run("made-up and expired refresh tokens are refused", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		for _, token := range []string{"", "x", "a.b", l.RefreshToken + "x", l.RefreshToken[:40]} {
			_, err := w.Refresh(t.Context(), token, "")
			wantCode(t, err, "auth.invalid")
		}
		w.clock.add(models.RefreshTTL)
		_, err := w.Refresh(t.Context(), l.RefreshToken, "")
		wantCode(t, err, "auth.invalid")
	})

	t.Run("logging out ends the access token as well", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		c, err := w.Authenticate(t.Context(), l.AccessToken)
		w.ok(err)
		w.ok(w.Logout(t.Context(), c))
		_, err = w.Authenticate(t.Context(), l.AccessToken)
		wantCode(t, err, "auth.invalid")
		_, err = w.Refresh(t.Context(), l.RefreshToken, "")
		wantCode(t, err, "auth.invalid")
	})

	t.Run("disabling a user ends what is open", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		_, err := w.Authenticate(t.Context(), l.AccessToken)
		w.ok(err)
		w.putUser(wang, wangPhone, "", func(u *models.UserPut) { u.Disabled = true })
		_, err = w.Authenticate(t.Context(), l.AccessToken)
		wantCode(t, err, "auth.invalid")
		w.putUser(wang, wangPhone, "")
		_, err = w.Refresh(t.Context(), l.RefreshToken, "")
		wantCode(t, err, "auth.invalid")
	})

	t.Run("a changed secret ends what is open", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(wangPhone, "10.0.0.1")
		w.putUser(wang, wangPhone, "another-secret")
		_, err := w.Refresh(t.Context(), l.RefreshToken, "")
		wantCode(t, err, "auth.invalid")
	})

	t.Run("changed roles hold within a second, whatever the token says", func(t *testing.T) {
		t.Parallel()
		w := withSecrets(t)
		l := w.login(sunPhone, "10.0.0.1")
		c, err := w.Authenticate(t.Context(), l.AccessToken)
		if w.ok(err); !c.Supervises(changsha) {
			t.Fatalf("%+v", c)
		}
		w.putUser(sun, sunPhone, "", func(u *models.UserPut) { u.Roles, u.DepotIDs = []models.Role{models.Sales}, []string{wuhan} })
		w.clock.add(time.Second)
		c, err = w.Authenticate(t.Context(), l.AccessToken)
		if w.ok(err); c.Supervises(changsha) || c.Supervises(wuhan) || c.SessionID == "" {
			t.Fatalf("%+v", c)
		}
	})
}

func TestPairing(t *testing.T) {
	t.Parallel()
	w := withSecrets(t)
	_, err := w.CreatePairing(t.Context(), wu, "li")
	wantCode(t, err, "record.missing")
	_, err = w.CreatePairing(t.Context(), sun, "ma")
	wantCode(t, err, "record.missing")

	p, err := w.CreatePairing(t.Context(), sun, "li")
	w.ok(err)
	var wg sync.WaitGroup
	var mu sync.Mutex
	paired := 0
	for i := range 4 {
		wg.Go(func() {
			if _, err := w.Pair(t.Context(), p.Code, "10.0.2."+string(rune('0'+i))); err == nil {
				mu.Lock()
				defer mu.Unlock()
				paired++
			}
		})
	}
	wg.Wait()
	if paired != 1 {
		t.Fatalf("one code paired %d phones", paired)
	}

	late, err := w.CreatePairing(t.Context(), sun, "li")
	w.ok(err)
	w.clock.add(models.PairingTTL)
	_, err = w.Pair(t.Context(), late.Code, "10.0.0.9")
	wantCode(t, err, "auth.pair-invalid")

	for range 4 {
		_, err = w.Pair(t.Context(), "guess", "10.0.0.9")
		wantCode(t, err, "auth.pair-invalid")
	}
	_, err = w.Pair(t.Context(), "guess", "10.0.0.9")
	wantCode(t, err, "auth.locked")

	gone, err := w.CreatePairing(t.Context(), sun, "li")
	w.ok(err)
	w.putUser(li, "13900000003", "", func(u *models.UserPut) { u.Disabled = true })
	_, err = w.Pair(t.Context(), gone.Code, "10.0.0.8")
	wantCode(t, err, "auth.pair-invalid")
}
