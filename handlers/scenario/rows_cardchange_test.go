package scenario

import "testing"

// What stands in a path for the changes that cardChangeRows propose.
const (
	goodChange = "the-change-that-is-accepted"
	badChange  = "the-change-that-is-not"
	oldChange  = "the-change-that-is-stale"
)

func changeSaying(note string) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		for _, x := range w.get(t, "admin", "/api/v1/card-changes?venueId="+club).list("items") {
			if x.text("note") == note {
				return x.text("id")
			}
		}
		t.Fatalf("no change says %s", note)
		return ""
	}
}

func changeOf(venue, note, field string, to any) object {
	return object{"venueId": venue, "note": note, "fields": object{field: to}}
}

func cardChangeRows() []row {
	key := []string{"Idempotency-Key", "change-of-chen"}
	parking := changeOf(club, "门口修路", "parking", "侧门,上午")
	good, bad, old := "/card-changes/"+goodChange, "/card-changes/"+badChange, "/card-changes/"+oldChange
	yes, no := object{"verdict": "accepted"}, object{"verdict": "declined", "reason": "那里不让停"}
	return guests([]row{
		ask(right, "lists a venue its stops with the codes of their receipts", "chen", "GET /venues/"+club+"/stops?from="+today, 200).finds(`"receiptToken"`, `"id":"s-club"`, `"quantity":10`, `"zh-CN":"啤酒"`, `"crew":[{"role":"driver"},{"role":"porter"}]`, `"counted":[]`).hides("u-li", "r-one", crewOne),
		ask(right, "lists them to its salesman", "zhang", "GET /venues/"+club+"/stops", 200).finds("s-club").hides("s-bar"),
		ask(stranger, "lists no other venue's", "chen", "GET /venues/"+bar+"/stops", 404),
		ask(stranger, "lists none to the other depot", "far-supervisor", "GET /venues/"+club+"/stops", 404),
		ask(stranger, "lists none to crews", "li", "GET /venues/"+club+"/stops", 403),
		ask(badBody, "knows no such day", "chen", "GET /venues/"+club+"/stops?from=yesterday", 400).finds(`"from"`),
		ask(missing, "knows no such venue", "sun", "GET /venues/"+noSuch+"/stops", 404),

		ask(right, "takes a change", "chen", "POST /card-changes", 201).sends(parking).heads(key...).finds(`"state":"proposed"`, `"parking":"侧门,上午"`, `"was":{"parking":"`),
		ask(right, "takes it once", "chen", "POST /card-changes", 200).sends(parking).heads(key...),
		ask(right, "takes no other under its key", "chen", "POST /card-changes", 409).sends(changeOf(club, "别的", "dress", "正装")).heads(key...).finds("idempotency.reused"),
		ask(right, "takes a number and a window", "chen", "POST /card-changes", 201).sends(object{"venueId": club, "note": "换班", "fields": object{"maxStack": 3, "window": object{"from": "08:00", "to": "10:00"}}}),
		ask(right, "takes another", "chen", "POST /card-changes", 201).sends(changeOf(club, "新地方", "placement", "吧台后")),
		ask(stranger, "takes none for another venue", "chen", "POST /card-changes", 422).sends(changeOf(bar, "", "parking", "x")).finds(`"/venueId"`),
		ask(stranger, "takes none of a crew", "li", "POST /card-changes", 403).sends(parking),
		ask(badBody, "names every wrong field", "chen", "POST /card-changes", 422).sends(object{"venueId": club, "fields": object{"maxStack": 101, "window": object{"from": "8", "to": "10:00"}}}).finds(`"/fields/maxStack"`, `"/fields/window/from"`),
		ask(badBody, "takes no change of nothing", "chen", "POST /card-changes", 422).sends(object{"venueId": club, "fields": object{}}).finds(`"/fields"`, "field.required"),
		ask(badBody, "takes none that stands there", "chen", "POST /card-changes", 422).sends(changeOf(club, "", "storekeeper", "陈姐")).finds("field.unchanged"),
		ask(badBody, "takes no items of the card", "chen", "POST /card-changes", 422).sends(changeOf(club, "", "items", list(nil))).finds(`"/fields/items"`),

		ask(right, "lists the desk what waits", "sun", "GET /card-changes?state=proposed&depotId="+changsha, 200).finds("门口修路", "新地方"),
		ask(right, "lists a venue its own", "chen", "GET /card-changes", 200).finds("门口修路"),
		ask(stranger, "lists another venue none", "far-venue", "GET /card-changes", 200).hides("门口修路"),
		ask(stranger, "lists the other depot none", "far-supervisor", "GET /card-changes", 200).hides("门口修路"),
		ask(stranger, "lists crews none", "li", "GET /card-changes", 403),
		ask(badBody, "knows no such state", "sun", "GET /card-changes?state=lost", 400).finds(`"state"`),

		ask(right, "shows it to the venue", "chen", "GET "+good, 200).finds("门口修路"),
		ask(stranger, "hides it from another venue", "far-venue", "GET "+good, 404),
		ask(missing, "knows no such change", "sun", "GET /card-changes/"+noSuch, 404),

		ask(stranger, "is not decided by the venue", "chen", "POST "+good+"/decide", 403).sends(yes),
		ask(stranger, "is not decided by the other depot", "far-sales", "POST "+good+"/decide", 404).sends(yes),
		ask(missing, "is not there", "sun", "POST /card-changes/"+noSuch+"/decide", 404).sends(yes),
		ask(badBody, "is not declined without a reason", "sun", "POST "+bad+"/decide", 422).sends(object{"verdict": "declined"}).finds(`"/reason"`),
		ask(right, "is accepted", "zhang", "POST "+good+"/decide", 200).sends(yes).finds(`"state":"accepted"`, `"decidedBy":"u-zhang"`, `"became":`),
		ask(right, "is accepted once", "sun", "POST "+good+"/decide", 200).sends(yes).finds(`"decidedBy":"u-zhang"`),
		ask(right, "is on the card", "li", "GET /venues/"+club, 200).finds("侧门,上午"),
		ask(right, "is decided for ever", "sun", "POST "+good+"/decide", 409).sends(no).finds("card-change.decided"),
		ask(right, "is declined", "sun", "POST "+bad+"/decide", 200).sends(no).finds(`"state":"declined"`, "那里不让停"),
		ask(right, "changes by the desk meanwhile", "sun", "PUT /venues/"+club, 200).sends(with(venueBody(changsha, "夜色俱乐部", "vip"), "card", object{"storekeeper": "陈姐", "placement": "二楼"})),
		ask(right, "is stale then, and says what changed", "sun", "POST "+old+"/decide", 409).sends(yes).finds("card-change.stale", "placement", "二楼"),
	})
}

// cardChangeAccess goes on where ideaAccess ends.
const cardChangeAccess = `
listVenueStops       own     401     403     403     ok      ok      ok      ok      ok
listVenueStops       foreign 401     403     403     404     404     404     ok      ok
proposeCardChange    own     401     403     403     403     ok      403     403     403
proposeCardChange    foreign 401     403     403     403     422     403     403     403
listCardChanges      any     401     403     403     ok      ok      ok      ok      ok
getCardChange        own     401     403     403     ok      ok      ok      ok      ok
getCardChange        foreign 401     403     403     404     404     404     ok      ok
decideCardChange     own     401     403     403     ok      403     ok      ok      ok
decideCardChange     foreign 401     403     403     404     403     404     ok      ok
`

func init() {
	for name, how := range map[string]makes{
		"listVenueStops":    gets(func(v visit) string { return "/venues/" + v.venue + "/stops" }),
		"proposeCardChange": posts(always("/card-changes"), func(v visit) any { return changeOf(v.venue, "", "notes", uuid(v.who)) }),
		"listCardChanges":   lists("/card-changes"),
		"getCardChange":     cardChangeVisit("GET", "", nil),
		"decideCardChange":  cardChangeVisit("POST", "/decide", object{"verdict": "declined", "reason": "不行"}),
	} {
		visits[name] = how
	}
}

// cardChangeVisit calls a change of the side's venue, a new one where the one before was decided.
func cardChangeVisit(method, after string, body any) makes {
	return func(t *testing.T, w *world, v visit) call {
		at := v.kept(func() string {
			b := changeOf(v.venue, "", "guard", uuid(v.who+v.venue+method))
			return "/api/v1/card-changes/" + w.want(t, 201, v.speaker(), "POST", "/api/v1/card-changes", b).text("id")
		})
		return call{method: method, path: at + after, body: body}
	}
}
