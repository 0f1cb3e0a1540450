package scenario

import (
	"strings"
	"testing"
)

const noSuch = "no-such-record"

func authRows() []row {
	newCode := func(t *testing.T, w *world) any {
		return object{"code": w.want(t, 201, "sun", "POST", "/api/v1/users/u-li/pairing", nil).text("code")}
	}
	newRefresh := func(t *testing.T, w *world) any {
		code := newCode(t, w)
		a := w.do(t, call{method: "POST", path: "/api/v1/auth/pair", body: code, header: map[string]string{"X-Forwarded-For": address("refresh")}})
		return object{"refreshToken": read(t, a.body).text("refreshToken")}
	}
	rows := []row{
		ask(right, "logs in by phone and secret", "", "POST /auth/login", 200).
			sends(object{"phone": "139-0000 0001", "secret": adminSecret}).finds(`"accessToken"`, `"refreshToken"`, `"expiresIn":900`, `"u-admin"`).hides("hash"),
		ask(guest, "does not say which of phone and secret is wrong", "", "POST /auth/login", 401).sends(object{"phone": "13800000000", "secret": "wrong"}).finds("auth.wrong"),
		ask(badBody, "names what is missing", "", "POST /auth/login", 422).sends(object{}).finds(`"/phone"`, `"/secret"`),
		ask(badBody, "takes no other fields", "", "POST /auth/login", 422).sends(object{"phone": "1", "secret": "2", "pin": "3"}).finds(`"/pin"`, "field.unknown"),
		ask(right, "swaps a refresh token", "", "POST /auth/refresh", 200).sends(newRefresh).finds(`"accessToken"`, `"u-li"`),
		ask(guest, "refuses a token it never gave", "", "POST /auth/refresh", 401).sends(object{"refreshToken": "x.y"}).finds("auth.invalid", `"/refreshToken"`),
		ask(badBody, "names what is missing", "", "POST /auth/refresh", 422).sends(object{}).finds(`"/refreshToken"`),
		ask(right, "logs a phone in by code", "", "POST /auth/pair", 200).sends(newCode).finds(`"accessToken"`, `"u-li"`),
		ask(guest, "refuses a code it never showed", "", "POST /auth/pair", 401).sends(object{"code": "nonsense"}).finds("auth.pair-invalid"),
		ask(badBody, "names what is missing", "", "POST /auth/pair", 422).sends(object{}).finds(`"/code"`),
		ask(right, "ends this login", "zhou", "POST /auth/logout", 204),
		ask(stranger, "ends a stranger's own login only", "far-porter", "POST /auth/logout", 204),
		ask(right, "shows porter Li himself", "li", "GET /me", 200).finds(`"u-li"`, `"c-one"`, "李哥").hides("secret", "hash"),
		ask(stranger, "shows a stranger himself", "far-porter", "GET /me", 200).finds(`"u-far-porter"`).hides(`"u-li"`),
		ask(right, "lets who came by a code choose a secret", "zhang", "POST /me/secret", 204).sends(object{"secret": "zhang's own"}),
		ask(stranger, "gives a stranger another secret only, their own", "far-sales", "POST /me/secret", 204).sends(object{"secret": "another one"}),
		ask(badBody, "refuses a secret that is too short", "zhang", "POST /me/secret", 422).sends(object{"secret": "short"}).finds(`"/secret"`, "field.range"),
		ask(badBody, "asks whoever logged in for the secret now", "admin", "POST /me/secret", 422).sends(object{"secret": "the next one"}).finds(`"/old"`, "field.secret"),
		ask(badBody, "refuses a wrong one", "admin", "POST /me/secret", 422).sends(object{"old": "not the one", "secret": "the next one"}).finds(`"/old"`, "field.secret"),
		ask(right, "takes the right one", "admin", "POST /me/secret", 204).sends(object{"old": adminSecret, "secret": adminSecret}),
	}
	keys := ask(right, "publishes the keys of access tokens", "", "GET /", 200).finds(`"kty":"OKP"`, `"kid"`).hides("seed")
	keys.path = "/.well-known/jwks.json"
	return guests(append(append(rows, keys), accountRows()...))
}

func accountRows() []row {
	newPorter := object{"phone": "13700000001", "name": "小高", "roles": []string{"porter"}, "depotIds": []string{changsha}, "venueIds": []string{}}
	return []row{
		ask(right, "lists the supervisor's people", "sun", "GET /users?limit=200", 200).finds(`"u-li"`, `"u-zhang"`).hides("u-far-porter"),
		ask(right, "lists everybody to a manager", "ma", "GET /users?limit=200", 200).finds(`"u-li"`, `"u-far-porter"`),
		ask(right, "finds people by their ids, the own ones", "sun", "GET /users?ids=u-li,u-far-porter", 200).finds(`"u-li"`).hides("u-far-porter", `"u-zhang"`),
		ask(right, "finds people by name or phone", "ma", "GET /users?search=13900000003", 200).finds(`"u-sun"`).hides(`"u-li"`),
		ask(right, "finds nobody else's locked accounts", "sun", "GET /users?locked=true&search=nobody", 200).finds(`"items":[]`),
		ask(stranger, "finds a stranger only his own people", "far-supervisor", "GET /users?search=u-&limit=200", 200).finds("u-far-porter").hides(`"u-li"`),
		ask(badBody, "looks for nobody by nothing", "sun", "GET /users?search=", 400).finds(`"search"`),
		ask(right, "lists the accounts that are locked", "sun", "GET /users?locked=true", 200).finds(`"items":[]`),
		ask(stranger, "shows no crew the accounts", "li", "GET /users", 403).finds("auth.forbidden"),
		ask(stranger, "shows a stranger only his own people", "far-supervisor", "GET /users?limit=200", 200).finds("u-far-porter").hides(`"u-li"`),
		ask(badBody, "refuses a limit of nought", "sun", "GET /users?limit=0", 400).finds(`"limit"`),
		ask(badBody, "refuses a parameter it does not know", "sun", "GET /users?role=porter", 400).finds("parameter.unknown", `"role"`),

		ask(right, "names who acts in a supervisor's depot, the manager and the storekeeper", "sun", "GET /names?ids=u-li,u-ma,u-chen,u-zhang", 200).finds("李哥", "马经理", "陈姐", "张强").hides("1390000", "roles"),
		ask(right, "names them to a salesman", "zhang", "GET /names?ids=u-li,u-ma,u-chen,u-sun", 200).finds("李哥", "马经理", "陈姐", "孙主管").hides("1390000"),
		ask(stranger, "names nobody of another depot or of another's venue", "far-supervisor", "GET /names?ids=u-li,u-chen,u-sun,u-ma", 200).finds("马经理").hides("李哥", "陈姐", "孙主管"),
		ask(stranger, "names nobody of another depot to a salesman", "far-sales", "GET /names?ids=u-li,u-chen", 200).finds(`"items":[]`),
		ask(stranger, "names a crew nobody", "li", "GET /names?ids=u-sun", 403),
		ask(stranger, "names a venue nobody", "chen", "GET /names?ids=u-li", 403),
		ask(missing, "leaves out whom it does not know", "sun", "GET /names?ids="+noSuch, 200).finds(`"items":[]`),
		ask(badBody, "names no more than 100 at once", "sun", "GET /names?ids="+strings.Repeat("u,", 100)+"u", 400).finds(`"ids"`),

		ask(right, "shows a supervisor his porter", "sun", "GET /users/u-li", 200).finds("李哥"),
		ask(right, "shows everybody themselves", "chen", "GET /users/u-chen", 200).finds("陈姐"),
		ask(stranger, "hides a porter from the other depot", "far-supervisor", "GET /users/u-li", 404),
		ask(stranger, "hides the crew from its venue", "chen", "GET /users/u-li", 404),
		ask(missing, "knows no such account", "sun", "GET /users/"+noSuch, 404),
		ask(missing, "takes no nonsense for an id", "sun", "GET /users/%20%25", 404),

		ask(right, "lets a supervisor add a porter", "sun", "PUT /users/u-new", 201).sends(newPorter).finds(`"u-new"`, `"version":1`),
		ask(right, "changes nothing when nothing changed", "sun", "PUT /users/u-new", 200).sends(newPorter).finds(`"version":1`),
		ask(right, "replaces what changed", "sun", "PUT /users/u-new", 200).sends(with(newPorter, "name", "高哥")).finds("高哥", `"version":2`),
		ask(stranger, "lets no porter add accounts", "li", "PUT /users/u-new", 403).sends(newPorter),
		ask(stranger, "hides an account from the other depot's supervisor", "far-supervisor", "PUT /users/u-new", 404).
			sends(with(newPorter, "depotIds", []string{zhuzhou})),
		ask(stranger, "lets no supervisor place people elsewhere", "sun", "PUT /users/u-new", 422).
			sends(with(newPorter, "depotIds", []string{changsha, zhuzhou})).finds(`"/depotIds/1"`),
		ask(stranger, "lets no supervisor make managers", "sun", "PUT /users/u-new2", 422).sends(with(newPorter, "roles", []string{"manager"})).finds(`"/roles/0"`),
		ask(stranger, "lets no manager make admins", "ma", "PUT /users/u-new2", 422).sends(with(newPorter, "roles", []string{"admin"})).finds(`"/roles/0"`),
		ask(stranger, "lets no supervisor take over a manager", "sun", "PUT /users/u-ma", 404).sends(with(newPorter, "phone", "13700000002")),
		ask(badBody, "names every wrong field", "sun", "PUT /users/u-new2", 422).
			sends(object{"phone": "nobody", "name": "", "roles": []string{}, "depotIds": []string{"no such"}, "venueIds": []string{}, "secret": "x"}).
			finds(`"/phone"`, `"/name"`, `"/roles"`, `"/depotIds/0"`, `"/secret"`),
		ask(badBody, "refuses a phone that another has", "sun", "PUT /users/u-new2", 422).sends(with(newPorter, "phone", "13900000006")).finds(`"/phone"`, "field.duplicate"),
		ask(missing, "refuses If-Match where nothing is", "sun", "PUT /users/u-new3", 412).sends(with(newPorter, "phone", "13700000003")).heads("If-Match", "*").finds("record.stale", `"If-Match"`),
		ask(missing, "makes no account under an id that nobody could name", "sun", "PUT /users/-x", 404).sends(with(newPorter, "phone", "13700000004")),

		ask(right, "gives a supervisor a code for his porter", "sun", "POST /users/u-li/pairing", 201).finds(`"code"`, `"expiresAt"`),
		ask(stranger, "gives the other depot no code", "far-supervisor", "POST /users/u-li/pairing", 404),
		ask(stranger, "gives a supervisor no code for a manager", "sun", "POST /users/u-ma/pairing", 404),
		ask(stranger, "gives a porter no code", "zhou", "POST /users/u-li/pairing", 403),
		ask(missing, "knows no such account", "sun", "POST /users/"+noSuch+"/pairing", 404),
		ask(right, "draws the code for the phone's camera", "sun", "POST /users/u-li/pairing", 201).finds(`/pair#`, `"at":"phone"`, `"qr":"\u003csvg`).hides("/desk/pair"),
		ask(right, "draws it for the desk, of a salesman", "ma", "POST /users/u-zhang/pairing", 201).finds(`/desk/pair#`, `"at":"desk"`),

		ask(right, "says how a porter gets in", "sun", "GET /users/u-li/access", 200).finds(`"wrongTries":0`, `"openedAt"`).hides("lockedUntil", "hash"),
		ask(stranger, "says nothing to the other depot", "far-supervisor", "GET /users/u-li/access", 404),
		ask(stranger, "says nothing of a manager to a supervisor", "sun", "GET /users/u-ma/access", 404),
		ask(missing, "knows no such account", "sun", "GET /users/"+noSuch+"/access", 404),
		ask(right, "unlocks a porter, locked or not", "sun", "POST /users/u-li/unlock", 200).finds(`"wrongTries":0`),
		ask(stranger, "unlocks nobody for the other depot", "far-supervisor", "POST /users/u-li/unlock", 404),
		ask(stranger, "unlocks nobody for a porter", "zhou", "POST /users/u-li/unlock", 403),
		ask(missing, "knows no such account", "sun", "POST /users/"+noSuch+"/unlock", 404),
		ask(right, "logs a porter out everywhere, twice as well", "sun", "DELETE /users/u-new/sessions", 204),
		ask(stranger, "logs nobody out for the other depot", "far-supervisor", "DELETE /users/u-li/sessions", 404),
		ask(stranger, "logs nobody out for a driver", "he", "DELETE /users/u-li/sessions", 403),
		ask(missing, "knows no such account", "sun", "DELETE /users/"+noSuch+"/sessions", 404),
	}
}
