package scenario

import (
	"testing"

	"crewcheck/handlers"
)

type route = handlers.Route

// makes is how the walk calls a route.
type makes = func(t *testing.T, w *world, v visit) call

// gets reads a path in which words in braces stand for the side's ids.
func gets(path func(v visit) string) makes {
	return func(_ *testing.T, _ *world, v visit) call { return call{method: "GET", path: "/api/v1" + path(v)} }
}

// puts and posts send a body.
func puts(path func(v visit) string, body func(v visit) any) makes { return sends("PUT", path, body) }

func posts(path func(v visit) string, body func(v visit) any) makes {
	return sends("POST", path, body)
}

func sends(method string, path func(v visit) string, body func(v visit) any) makes {
	return func(_ *testing.T, _ *world, v visit) call {
		return call{method: method, path: "/api/v1" + path(v), body: body(v)}
	}
}

// always is a path without ids.
func always(path string) func(visit) string { return func(visit) string { return path } }

func nothing(visit) any { return nil }

// lists asks for the side's depot where the list has such a filter.
func lists(path string) makes {
	return gets(func(v visit) string { return path + "?depotId=" + v.depot })
}

// steps takes a complaint of the side, new and in a state, one step further.
func steps(state, name string, body func(v visit) any) makes {
	return func(t *testing.T, w *world, v visit) call {
		at := v.kept(func() string { return w.complaintIn(t, v.side, state) })
		return call{method: "POST", path: at + "/" + name, body: body(v)}
	}
}

func note(visit) any { return object{"note": "好"} }

func runPath(v visit) string  { return "/runs/" + v.run }
func stopPath(v visit) string { return "/runs/" + v.run + "/stops/" + v.stop }

// visits say how the walk calls each route.
var visits = map[string]makes{
	"login":         posts(always("/auth/login"), func(visit) any { return object{"phone": adminPhone, "secret": adminSecret} }),
	"refresh":       refreshVisit,
	"logout":        posts(always("/auth/logout"), nothing),
	"pair":          pairVisit,
	"me":            gets(always("/me")),
	"jwks":          func(*testing.T, *world, visit) call { return call{method: "GET", path: "/.well-known/jwks.json"} },
	"setSecret":     posts(always("/me/secret"), func(visit) any { return object{"old": adminSecret, "secret": adminSecret} }),
	"listUsers":     gets(always("/users?limit=200")),
	"listNames":     gets(always("/names?ids=u-li,u-ma,u-far-porter,u-far-venue")),
	"getUser":       gets(func(v visit) string { return "/users/" + userID(v.porter) }),
	"putUser":       puts(func(v visit) string { return "/users/" + userID(v.porter) }, func(v visit) any { return with(userBody(v.porter), "depotIds", []string{v.depotInBody()}) }),
	"createPairing": posts(func(v visit) string { return "/users/" + userID(v.porter) + "/pairing" }, nothing),
	"userAccess":    gets(func(v visit) string { return "/users/" + userID(v.porter) + "/access" }),
	"unlockUser":    posts(func(v visit) string { return "/users/" + userID(v.porter) + "/unlock" }, nothing),
	"endSessions":   endSessionsVisit,

	"today":           gets(always("/today")),
	"putCheck":        puts(func(v visit) string { return "/checks/" + uuid("walk"+v.run) }, func(v visit) any { return check("pre-trip", v.run, "", v.porter, 0) }),
	"previewCheck":    posts(always("/checks/preview"), func(v visit) any { return check("pre-trip", v.run, "", v.porter, 0) }),
	"listChecks":      lists("/checks"),
	"getCheck":        gets(func(v visit) string { return "/checks/" + v.check }),
	"sync":            posts(always("/sync"), func(v visit) any { return object{"messages": []object{v.message("walk" + v.who)}} }),
	"putPhoto":        photoVisit,
	"getPhoto":        gets(func(v visit) string { return "/photos/" + v.photo }),
	"putStopStatus":   puts(func(v visit) string { return stopPath(v) + "/status" }, func(visit) any { return object{"status": "delivered", "at": iso(0)} }),
	"createExemption": posts(always("/exemptions"), func(v visit) any { return v.exemption() }),
	"listExemptions":  lists("/exemptions"),
	"listMessages":    lists("/messages"),
	"listReceipts":    lists("/receipts"),

	"listDepots":     gets(always("/depots")),
	"getDepot":       gets(func(v visit) string { return "/depots/" + v.depot }),
	"listLimits":     gets(always("/limits")),
	"depotNow":       gets(func(v visit) string { return "/depots/" + v.depot + "/now" }),
	"putDepot":       puts(func(v visit) string { return "/depots/" + v.depot }, func(visit) any { return depotBody("仓") }),
	"listCrews":      lists("/crews"),
	"getCrew":        gets(func(v visit) string { return "/crews/" + v.crew }),
	"putCrew":        puts(func(v visit) string { return "/crews/" + v.crew }, crewOfVisit),
	"listVenues":     lists("/venues"),
	"getVenue":       gets(func(v visit) string { return "/venues/" + v.venue }),
	"putVenue":       puts(func(v visit) string { return "/venues/" + v.venue }, func(v visit) any { return venueBody(v.depotInBody(), "店", "vip") }),
	"listVenueCards": gets(func(v visit) string { return "/venues/" + v.venue + "/cards" }),
	"listProducts":   lists("/products"),
	"getProduct":     gets(func(v visit) string { return "/products/" + v.product }),
	"putProduct":     puts(func(v visit) string { return "/products/" + v.product }, func(v visit) any { return productBody(v.depotInBody(), "Beer") }),
	"listRuns":       lists("/runs"),
	"getRun":         gets(runPath),
	"putRun":         puts(runPath, runOfVisit),

	"listChecklists":        gets(always("/checklists")),
	"getChecklist":          gets(always("/checklists/conduct")),
	"listChecklistVersions": gets(always("/checklists/conduct/versions")),
	"getChecklistVersion":   gets(always("/checklists/conduct/versions/1")),
	"getChecklistDraft":     gets(always("/checklists/conduct/draft")),
	"putChecklistDraft":     puts(always("/checklists/conduct/draft"), func(visit) any { return draftOf("conduct", "新") }),
	"dropChecklistDraft": func(*testing.T, *world, visit) call {
		return call{method: "DELETE", path: "/api/v1/checklists/pre-trip/draft"}
	},
	"publishChecklist": publishVisit,
	"listCategories":   gets(always("/categories")),

	"createComplaint":      posts(always("/complaints"), func(v visit) any { return v.complain() }),
	"listComplaints":       lists("/complaints"),
	"getComplaint":         gets(func(v visit) string { return "/complaints/" + v.complaint }),
	"acknowledgeComplaint": steps("open", "acknowledge", nothing),
	"linkComplaint":        steps("open", "link", func(v visit) any { return object{"stopId": v.stop, "reason": "问过"} }),
	"respondComplaint":     steps("open", "respond", func(visit) any { return object{"text": "没有吵"} }),
	"decideComplaint":      steps("open", "decide", func(visit) any { return object{"verdict": "upheld", "shares": fairShares, "reason": "是"} }),
	"pauseComplaint":       steps("open", "pause", func(visit) any { return object{"reason": "waiting-for-venue"} }),
	"resumeComplaint":      steps("open", "resume", nothing),
	"complaintClock":       gets(func(v visit) string { return "/complaints/" + v.complaint + "/clock" }),
	"resolveComplaint":     steps("decided", "resolve", note),
	"confirmComplaint":     steps("resolved", "confirm", note),
	"reopenComplaint":      steps("resolved", "reopen", note),
	"createAppeal":         posts(always("/appeals"), func(v visit) any { return appealVisit(v, 0) }),
	"listAppeals":          lists("/appeals"),
	"getAppeal":            gets(func(v visit) string { return "/appeals/" + v.appeal }),
	"decideAppeal":         decideVisit,

	"getPublicReceipt": gets(func(v visit) string { return "/receipts/" + v.code }),
	"giveFeedback":     posts(func(v visit) string { return "/receipts/" + v.code + "/feedback" }, func(visit) any { return object{"kind": "praise"} }),
	"saySolved": func(t *testing.T, w *world, v visit) call {
		return call{method: "POST", path: "/api/v1/receipts/" + v.code + "/solved", body: object{"number": w.dressResolved(t, v.code, v.supervisor), "solved": true}}
	},
	"putCodePhoto":   codePhotoVisit,
	"getReceiptSVG":  gets(func(v visit) string { return stopPath(v) + "/receipt.svg" }),
	"getReceiptPNG":  gets(func(v visit) string { return stopPath(v) + "/receipt.png" }),
	"getReceiptPage": func(_ *testing.T, _ *world, v visit) call { return call{method: "GET", path: "/r/" + v.code} },
	"postReceiptPage": func(_ *testing.T, _ *world, v visit) call {
		return call{method: "POST", path: "/r/" + v.code, body: []byte("kind=praise"), header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}
	},

	"events":         gets(always("/events?follow=false")),
	"listWebhooks":   lists("/webhooks"),
	"getWebhook":     gets(hookPath),
	"putWebhook":     puts(hookPath, func(v visit) any { return hookBody(v.depotInBody()) }),
	"deleteWebhook":  hookVisit("DELETE", ""),
	"testWebhook":    hookVisit("POST", "/test"),
	"listDeliveries": gets(func(v visit) string { return hookPath(v) + "/deliveries" }),
	"redeliver":      redeliverVisit,

	"crewScore":   gets(func(v visit) string { return "/crews/" + v.crew + "/score" }),
	"memberScore": gets(func(v visit) string { return "/members/" + userID(v.porter) + "/score" }),
	"scores":      lists("/scores"),
}

func refreshVisit(t *testing.T, w *world, v visit) call {
	code := w.want(t, 201, "admin", "POST", "/api/v1/users/u-zhou/pairing", nil).text("code")
	in := w.want(t, 200, "", "POST", "/api/v1/auth/pair", object{"code": code}, "X-Forwarded-For", address("pairing"+v.who+v.depot))
	return call{method: "POST", path: "/api/v1/auth/refresh", body: object{"refreshToken": in.text("refreshToken")}}
}

func pairVisit(t *testing.T, w *world, _ visit) call {
	code := w.want(t, 201, "admin", "POST", "/api/v1/users/u-zhou/pairing", nil).text("code")
	return call{method: "POST", path: "/api/v1/auth/pair", body: object{"code": code}}
}

// endSessionsVisit ends those of an account that nobody walks with.
func endSessionsVisit(t *testing.T, w *world, v visit) call {
	at := v.kept(func() string {
		id := "u-lost-" + v.depot
		n := map[string]string{changsha: "1", zhuzhou: "2"}[v.depot]
		w.do(t, call{who: "admin", method: "PUT", path: "/api/v1/users/" + id, body: object{
			"phone": "1360000000" + n, "name": "小丢", "roles": []string{"porter"}, "depotIds": []string{v.depot}, "venueIds": []string{},
		}})
		return "/api/v1/users/" + id + "/sessions"
	})
	return call{method: "DELETE", path: at}
}

// photoVisit stores a picture that the other side has too: the answer must not tell.
func photoVisit(_ *testing.T, _ *world, v visit) call {
	data, sha := picture("photo of delivery-receiptr-fars-farreceipt.photo")
	if v.own {
		data, sha = picture("everybody's")
	}
	return call{method: "PUT", path: "/api/v1/photos/" + sha, body: data, header: map[string]string{"Content-Type": "image/png"}}
}

func codePhotoVisit(_ *testing.T, _ *world, v visit) call {
	data, sha := picture("by code")
	return call{method: "PUT", path: "/api/v1/receipts/" + v.code + "/photos/" + sha, body: data, header: map[string]string{"Content-Type": "image/png"}}
}

func crewOfVisit(v visit) any {
	if v.own || v.top() {
		return crewBody(v.depot, "组", v.driver, v.porter)
	}
	return crewBody(changsha, "组")
}

func runOfVisit(v visit) any {
	if v.own {
		return runBody(v.crew, stopBody("s-club", club), stopBody("s-bar", bar))
	}
	if v.top() {
		return runBody(v.crew, stopBody(v.stop, v.venue))
	}
	return runBody(crewTwo, stopBody("s-walk", bar))
}

func publishVisit(t *testing.T, w *world, _ visit) call {
	w.want(t, 200, "admin", "PUT", "/api/v1/checklists/day-close/draft", draftOf("day-close", "收"))
	return call{method: "POST", path: "/api/v1/checklists/day-close/publish", body: object{"reason": "收工"}}
}

// appealVisit appeals against another item for each walker, for a point is appealed once.
func appealVisit(v visit, from int) object {
	items := []string{"bottles.counted-together", "bottles.taken", "bottles.crates", "bottles.slip"}
	return object{"checkId": uuid("return-bottles" + v.run + v.stop), "itemId": items[(v.n+from)%len(items)], "reason": "不对"}
}

// decideVisit decides a new appeal of the side's porter.
func decideVisit(t *testing.T, w *world, v visit) call {
	items := []string{"conduct.dress", "conduct.language", "conduct.no-dispute", "conduct.helped", "conduct.thanked"}
	body := object{"checkId": uuid("conduct" + v.run + v.stop), "itemId": items[v.n%len(items)], "reason": "不对"}
	if v.n >= len(items) {
		body["checkId"], body["itemId"] = uuid("fifo-stocking"+v.run+v.stop), []string{"fifo.keeper-met", "fifo.stock-count", "fifo.area-clean"}[v.n-len(items)]
	}
	at := v.kept(func() string {
		return "/api/v1/appeals/" + w.want(t, 201, v.porter, "POST", "/api/v1/appeals", body).text("id")
	})
	return call{method: "POST", path: at + "/decide", body: object{"outcome": "rejected", "reason": "照片清楚"}}
}

func hookPath(v visit) string { return "/webhooks/h-" + v.run }

// hookVisit makes the side's endpoint before it is called.
func hookVisit(method, after string) makes {
	return func(t *testing.T, w *world, v visit) call {
		at := v.kept(func() string {
			a := w.do(t, call{who: v.supervisor, method: "PUT", path: "/api/v1" + hookPath(v), body: hookBody(v.depot)})
			if a.status > 201 {
				t.Fatalf("no endpoint: %v", a)
			}
			return "/api/v1" + hookPath(v)
		})
		return call{method: method, path: at + after}
	}
}

func redeliverVisit(t *testing.T, w *world, v visit) call {
	at := v.kept(func() string {
		return "/api/v1/webhooks/deliveries/" + w.want(t, 202, v.supervisor, "POST", "/api/v1"+hookPath(v)+"/test", nil).text("id")
	})
	return call{method: "POST", path: at + "/redeliver"}
}
