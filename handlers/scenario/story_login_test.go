package scenario

import (
	"strconv"
	"testing"
	"time"
)

// from calls a public route from an address of its own.
func (w *world) from(t *testing.T, place, path string, body any) answer {
	t.Helper()
	return w.do(t, call{method: "POST", path: "/api/v1/auth/" + path, body: body, once: true, header: map[string]string{"X-Forwarded-For": address(place)}})
}

// bearer calls GET /me with a token.
func (w *world) bearer(t *testing.T, token string) answer {
	t.Helper()
	return w.do(t, call{method: "GET", path: "/api/v1/me", header: map[string]string{"Authorization": "Bearer " + token}})
}

// withSecret gives a person a secret.
func (w *world) withSecret(t *testing.T, who, secret string) object {
	t.Helper()
	w.want(t, 200, "admin", "PUT", "/api/v1/users/"+userID(who), with(userBody(who), "secret", secret))
	return object{"phone": cast[who].phone, "secret": secret}
}

func lockOut(t *testing.T, w *world) {
	right := w.withSecret(t, "li", "right-secret")
	wrong := with(right, "secret", "wrong-secret")
	for i := range 5 {
		a := w.from(t, "thief", "login", wrong)
		equal(t, "wrong try "+strconv.Itoa(i+1), a.status, 401)
		equal(t, "code", read(t, a.body).text("code"), "auth.wrong")
	}
	locked := func(what, place string, body object, seconds int) {
		t.Helper()
		a := w.from(t, place, "login", body)
		equal(t, what, a.status, 429)
		equal(t, what+": code", read(t, a.body).text("code"), "auth.locked")
		if wait, _ := strconv.Atoi(a.header.Get("Retry-After")); wait < seconds-1 || wait > seconds+1 {
			t.Errorf("%s: Retry-After %d, want %d", what, wait, seconds)
		}
	}
	locked("the right secret", "thief", right, 60)
	locked("the right secret from elsewhere", "home", right, 60)
	locked("another account from the thief's address", "thief", object{"phone": adminPhone, "secret": adminSecret}, 60)
	equal(t, "another account from elsewhere", w.from(t, "office", "login", object{"phone": adminPhone, "secret": adminSecret}).status, 200)
	w.advance(62 * time.Second)
	for range 5 {
		equal(t, "wrong again", w.from(t, "thief", "login", wrong).status, 401)
	}
	locked("the second lock", "home", right, 120)
	w.advance(122 * time.Second)
	equal(t, "after the lock", w.from(t, "home", "login", right).status, 200)
	for range 4 {
		equal(t, "four wrong tries", w.from(t, "home", "login", wrong).status, 401)
	}
	equal(t, "do not lock", w.from(t, "home", "login", right).status, 200)
}

func letIn(t *testing.T, w *world) {
	right := w.withSecret(t, "li", "right-secret")
	access := func() doc { return w.get(t, "sun", "/api/v1/users/u-li/access") }
	for i := range 5 {
		w.from(t, "thief"+strconv.Itoa(i), "login", with(right, "secret", "wrong-secret"))
	}
	equal(t, "the right secret", w.from(t, "home", "login", right).status, 429)
	if until := access().text("lockedUntil"); until == "" {
		t.Error("the supervisor does not see the lock")
	}
	w.want(t, 200, "sun", "POST", "/api/v1/users/u-li/unlock", nil)
	phone := read(t, w.from(t, "home", "login", right).body)
	equal(t, "let in again", w.bearer(t, phone.text("accessToken")).status, 200)
	if len(access().list("sessions")) == 0 {
		t.Error("the supervisor does not see the open login")
	}
	w.want(t, 204, "sun", "DELETE", "/api/v1/users/u-li/sessions", nil)
	w.advance(2 * time.Second)
	equal(t, "the lost phone's access token", w.bearer(t, phone.text("accessToken")).status, 401)
	equal(t, "its refresh token", w.from(t, "home", "refresh", object{"refreshToken": phone.text("refreshToken")}).status, 401)
	equal(t, "its owner", w.from(t, "home", "login", right).status, 200)
}

func refreshOnce(t *testing.T, w *world) {
	right := w.withSecret(t, "li", "right-secret")
	first := read(t, w.from(t, "home", "login", right).body)
	rotate := func(token string) (answer, doc) {
		a := w.from(t, "home", "refresh", object{"refreshToken": token})
		return a, read(t, a.body)
	}
	a, second := rotate(first.text("refreshToken"))
	equal(t, "first rotation", a.status, 200)
	equal(t, "the new access token", w.bearer(t, second.text("accessToken")).status, 200)
	a, spent := rotate(first.text("refreshToken"))
	equal(t, "a spent token", a.status, 401)
	equal(t, "code", spent.text("code"), "auth.spent")
	a, _ = rotate(second.text("refreshToken"))
	equal(t, "the family's last token", a.status, 401)
	equal(t, "the family's access token", w.bearer(t, second.text("accessToken")).status, 401)

	lost := read(t, w.from(t, "home", "login", right).body)
	keyed := func() answer {
		body := object{"refreshToken": lost.text("refreshToken")}
		return w.do(t, call{method: "POST", path: "/api/v1/auth/refresh", body: body, header: map[string]string{"Idempotency-Key": "k", "X-Forwarded-For": address("lost")}})
	}
	a, b := keyed(), keyed()
	equal(t, "the same request again", b.status, 200)
	equal(t, "its refresh token", read(t, b.body).text("refreshToken"), read(t, a.body).text("refreshToken"))

	third := read(t, w.from(t, "home", "login", right).body)
	w.advance(15*time.Minute + time.Second)
	old := w.bearer(t, third.text("accessToken"))
	equal(t, "an access token after 15 minutes", read(t, old.body).text("code"), "auth.expired")
	w.advance(89 * 24 * time.Hour)
	a, fourth := rotate(third.text("refreshToken"))
	equal(t, "a refresh token after 89 days", a.status, 200)
	w.advance(91 * 24 * time.Hour)
	a, _ = rotate(fourth.text("refreshToken"))
	equal(t, "a refresh token after 91 days", a.status, 401)
}

func loggedOut(t *testing.T, w *world) {
	right := w.withSecret(t, "li", "right-secret")
	phone, tablet := read(t, w.from(t, "home", "login", right).body), read(t, w.from(t, "home", "login", right).body)
	out := w.do(t, call{method: "POST", path: "/api/v1/auth/logout", header: map[string]string{"Authorization": "Bearer " + phone.text("accessToken")}})
	equal(t, "logout", out.status, 204)
	equal(t, "the access token", w.bearer(t, phone.text("accessToken")).status, 401)
	equal(t, "the refresh token", w.from(t, "home", "refresh", object{"refreshToken": phone.text("refreshToken")}).status, 401)
	equal(t, "the other device", w.bearer(t, tablet.text("accessToken")).status, 200)
	w.want(t, 200, "sun", "PUT", "/api/v1/users/u-li", with(userBody("li"), "disabled", true))
	w.advance(2 * time.Second)
	equal(t, "a disabled account's token", w.bearer(t, tablet.text("accessToken")).status, 401)
	equal(t, "a disabled account's login", w.from(t, "home", "login", right).status, 401)
	equal(t, "no token at all", w.bearer(t, "x.y.z").status, 401)
}

func pairedOnce(t *testing.T, w *world) {
	code := func() object {
		return object{"code": w.want(t, 201, "sun", "POST", "/api/v1/users/u-li/pairing", nil).text("code")}
	}
	first := code()
	a := w.from(t, "home", "pair", first)
	equal(t, "a new code", a.status, 200)
	equal(t, "whose phone it is", read(t, a.body).text("user/id"), "u-li")
	equal(t, "a used code", w.from(t, "home", "pair", first).status, 401)
	late := code()
	w.advance(11 * time.Minute)
	equal(t, "a code after 11 minutes", w.from(t, "home", "pair", late).status, 401)
	for range 3 {
		equal(t, "a guess", w.from(t, "home", "pair", object{"code": "guess"}).status, 401)
	}
	equal(t, "the guesser's address", w.from(t, "home", "pair", code()).status, 429)
}
