package scenario

import (
	"strings"
	"testing"
	"time"
)

// What stands in a path for the warning that the club's goods are near their limit, the one that a vehicle was full
// twice at the bar, and the coaching card of that.
const (
	oldGoods    = "the-goods-that-age"
	fullVehicle = "the-vehicle-that-was-full"
	fullCard    = "the-card-of-the-full-vehicle"
)

// oldLots is a stocking check of the porter with goods near their limit, made now.
func (w *world) oldLots(t *testing.T, run, stop, porter, product string) {
	t.Helper()
	now := w.now().Sub(morning)
	old := lot("2026-06-01", 1, false)
	old["productId"] = product
	body := answering(check("fifo-stocking", run, stop, porter, now-5*time.Minute), "fifo.lots", "lots", []object{old})
	w.handIn(t, porter, "old lots"+run+stop+w.now().String(), body)
}

// workOutSettled works out what waits, once every mark has settled, and lets the clock warn.
func (w *world) workOutSettled(t *testing.T) {
	t.Helper()
	w.advance(40 * time.Second)
	w.workOut(t)
	if err := w.service.WatchClock(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// fullTwice sends a crew twice to a venue in one day, with a vehicle that is full.
func (w *world) fullTwice(t *testing.T, crew, venue string) {
	t.Helper()
	run, porter := "r-full-"+crew, crewsOf[crew].porter
	w.want(t, 201, "admin", "PUT", "/api/v1/runs/"+run, runBody(crew, stopBody("s-full-1-"+crew, venue), stopBody("s-full-2-"+crew, venue)))
	for _, stop := range []string{"s-full-1-" + crew, "s-full-2-" + crew} {
		w.advance(time.Minute)
		now := w.now().Sub(morning)
		left := []object{{"type": "brown-640", "expected": 24, "taken": 0, "left": 24, "reason": "vehicle-full"}}
		w.handIn(t, porter, "full"+stop, answering(check("return-bottles", run, stop, porter, now-5*time.Minute), "bottles.taken", "bottles", left))
	}
}

// warningOf is the newest warning of a kind about a venue in a state.
func (w *world) warningOf(t *testing.T, kind, venue, state string) string {
	t.Helper()
	return w.get(t, "admin", "/api/v1/warnings?kind="+kind+"&venueId="+venue+"&state="+state).text("items/0/id")
}

// plantedWarning finds the warning of the rows, and plants both when there is none yet.
func plantedWarning(kind, venue string) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		if w.get(t, "admin", "/api/v1/warnings?kind=vehicle-full-twice").text("items/0/id") == "" {
			w.advance(time.Minute)
			w.oldLots(t, "r-one", "s-club", "li", lager)
			w.fullTwice(t, crewOne, bar)
			w.workOutSettled(t)
		}
		for _, k := range w.get(t, "admin", "/api/v1/warnings?kind="+kind+"&venueId="+venue).list("items") {
			return k.text("id")
		}
		t.Fatalf("no warning %s at %s", kind, venue)
		return ""
	}
}

func cardOfRows(t *testing.T, w *world) string {
	return w.get(t, "admin", "/api/v1/coaching").text("items/0/id")
}

func warningRows() []row {
	why := object{"why": "店家要留给厨房"}
	coach := object{"kind": "coach", "why": "出车前留好位置"}
	at, full, card := "/warnings/"+oldGoods, "/warnings/"+fullVehicle, "/coaching/"+fullCard
	return guests([]row{
		ask(right, "shows a warning with its reason, figures and what to do", "sun", "GET "+full, 200).
			finds(`"kind":"vehicle-full-twice"`, `"owner":"supervisor"`, `"unit":"stops"`, `"n":2`, "车满", "vehicle was full", `"act":"plan"`, `"crewId":"c-one"`, `"state":"open"`),
		ask(right, "shows sales what is about their venue", "zhang", "GET "+at, 200).finds(`"owner":"sales"`, "临期", `"unit":"lots"`),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET "+at, 404),
		ask(stranger, "hides it from a crew", "li", "GET "+full, 403),
		ask(stranger, "hides it from the venue", "chen", "GET "+at, 403),
		ask(missing, "knows no such warning", "sun", "GET /warnings/"+noSuch, 404),
		ask(right, "lists them", "sun", "GET /warnings?state=open&depotId="+changsha, 200).finds("vehicle-full-twice", "near-expiry"),
		ask(right, "lists them by crew", "sun", "GET /warnings?crewId="+crewOne, 200).finds("vehicle-full-twice").hides("near-expiry"),
		ask(stranger, "lists the other depot none of them", "far-supervisor", "GET /warnings", 200).hides(crewOne, `"v-club"`),
		ask(badBody, "knows no such kind", "sun", "GET /warnings?kind=weather", 400).finds(`"kind"`),

		ask(right, "shows what to watch at a venue", "chen", "GET /venues/"+club+"/watch-list", 200).finds(`"state":"near"`, `"producedOn":"2026-06-01"`, `"daysLeft":10`, `"seen":1`),
		ask(stranger, "hides it from another venue", "far-venue", "GET /venues/"+club+"/watch-list", 404),
		ask(missing, "knows no such venue", "sun", "GET /venues/"+noSuch+"/watch-list", 404),

		ask(right, "is taken up", "zhang", "POST "+at+"/acknowledge", 200).sends(object{"why": ""}).finds(`"state":"acknowledged"`, `"by":"u-zhang"`),
		ask(right, "is taken up once", "sun", "POST "+at+"/acknowledge", 200).sends(object{"why": ""}).hides(`"by":"u-sun"`),
		ask(stranger, "is not taken up by the other depot", "far-sales", "POST "+at+"/acknowledge", 404).sends(object{"why": ""}),
		ask(stranger, "is not taken up by sales where a supervisor is asked", "zhang", "POST "+full+"/acknowledge", 403).sends(object{"why": ""}),
		ask(badBody, "is taken up in words", "sun", "POST "+at+"/acknowledge", 422).sends(object{"why": 1}).finds(`"/why"`),
		ask(missing, "is not there", "sun", "POST /warnings/"+noSuch+"/acknowledge", 404).sends(object{"why": ""}),

		ask(badBody, "is not dismissed without a reason", "sun", "POST "+at+"/dismiss", 422).sends(object{"why": " "}).finds(`"/why"`),
		ask(stranger, "is not dismissed by the other depot", "far-supervisor", "POST "+at+"/dismiss", 404).sends(why),
		ask(missing, "is not there", "sun", "POST /warnings/"+noSuch+"/dismiss", 404).sends(why),
		ask(right, "is dismissed", "zhang", "POST "+at+"/dismiss", 200).sends(why).finds(`"state":"dismissed"`, "店家要留给厨房"),
		ask(right, "is dismissed once", "zhang", "POST "+at+"/dismiss", 200).sends(why),
		ask(right, "has ended", "sun", "POST "+at+"/dismiss", 409).sends(object{"why": "别的"}).finds("warning.state"),

		ask(badBody, "is not acted on by magic", "sun", "POST "+full+"/act", 422).sends(object{"kind": "magic", "why": ""}).finds(`"/kind"`, `"/why"`),
		ask(stranger, "is not acted on by the other depot", "far-supervisor", "POST "+full+"/act", 404).sends(coach),
		ask(stranger, "is not acted on by a crew", "li", "POST "+full+"/act", 403).sends(coach),
		ask(missing, "is not there", "sun", "POST /warnings/"+noSuch+"/act", 404).sends(coach),
		ask(right, "is coached", "sun", "POST "+full+"/act", 200).sends(coach).finds(`"state":"acted"`, `"coachingId"`, `"act":"coach"`),
		ask(right, "is coached once", "sun", "POST "+full+"/act", 200).sends(coach),
		ask(right, "has ended", "sun", "POST "+full+"/act", 409).sends(object{"kind": "plan", "why": "换车"}).finds("warning.state"),

		ask(right, "is shown to its crew in plain words", "li", "GET "+card, 200).finds("江边小馆", "车满", "出车前留好位置", `"state":"open"`).hides("u-sun"),
		ask(right, "is on the phone with the day", "wang", "GET /today", 200).finds(`"coaching":[{`, "车满"),
		ask(stranger, "is hidden from another crew", "he", "GET "+card, 404),
		ask(stranger, "is hidden from the other depot", "far-supervisor", "GET "+card, 404),
		ask(missing, "is not there", "li", "GET /coaching/"+noSuch, 404),
		ask(right, "is listed for the desk", "sun", "GET /coaching?state=open", 200).finds(`"openedBy":"u-sun"`),
		ask(stranger, "is not listed for another crew", "he", "GET /coaching", 200).hides(crewOne),
		ask(badBody, "knows no such state", "sun", "GET /coaching?state=lost", 400).finds(`"state"`),
		ask(right, "is confirmed by the porter", "li", "POST "+card+"/ack", 200).finds(`"memberId":"u-li"`, `"state":"open"`),
		ask(right, "is confirmed by the driver", "wang", "POST "+card+"/ack", 200).finds(`"memberId":"u-wang"`, `"state":"acknowledged"`),
		ask(stranger, "is not confirmed by another crew", "he", "POST "+card+"/ack", 404),
		ask(stranger, "is not confirmed by a supervisor", "sun", "POST "+card+"/ack", 403),
		ask(missing, "is not there", "li", "POST /coaching/"+noSuch+"/ack", 404),
	})
}

// warningAccess goes on where custodyAccess ends.
const warningAccess = `
listWarnings         any     401     403     403     ok      403     ok      ok      ok
getWarning           own     401     403     403     ok      403     ok      ok      ok
getWarning           foreign 401     403     403     404     403     404     ok      ok
acknowledgeWarning   own     401     403     403     ok      403     ok      ok      ok
acknowledgeWarning   foreign 401     403     403     404     403     404     ok      ok
actOnWarning         own     401     403     403     ok      403     ok      ok      ok
actOnWarning         foreign 401     403     403     404     403     404     ok      ok
dismissWarning       own     401     403     403     ok      403     ok      ok      ok
dismissWarning       foreign 401     403     403     404     403     404     ok      ok
venueWatchList       own     401     ok      ok      ok      ok      ok      ok      ok
venueWatchList       foreign 401     404     404     404     404     404     ok      ok
listCoaching         any     401     ok      ok      403     403     ok      ok      ok
getCoaching          own     401     ok      ok      403     403     ok      ok      ok
getCoaching          foreign 401     404     404     403     403     404     ok      ok
ackCoaching          own     401     ok      ok      403     403     403     403     403
ackCoaching          foreign 401     404     404     403     403     403     403     403
`

func init() {
	for name, how := range map[string]makes{
		"listWarnings":       lists("/warnings"),
		"getWarning":         warningVisit("", nil),
		"acknowledgeWarning": warningVisit("/acknowledge", object{"why": "看看"}),
		"actOnWarning":       warningVisit("/act", object{"kind": "call", "why": "打了电话"}),
		"dismissWarning":     warningVisit("/dismiss", object{"why": "不是"}),
		"venueWatchList":     gets(func(v visit) string { return "/venues/" + v.venue + "/watch-list" }),
		"listCoaching":       lists("/coaching"),
		"getCoaching":        cardVisit("GET", ""),
		"ackCoaching":        cardVisit("POST", "/ack"),
	} {
		visits[name] = how
	}
}

// warningVisit calls a new warning of the side's venue.
func warningVisit(after string, body any) makes {
	return func(t *testing.T, w *world, v visit) call {
		at := v.kept(func() string {
			w.advance(time.Minute)
			w.oldLots(t, v.run, v.stop, v.porter, v.product)
			w.workOutSettled(t)
			if id := w.warningOf(t, "near-expiry", v.venue, "open"); id != "" {
				return "/api/v1/warnings/" + id
			}
			return "/api/v1/warnings/" + w.warningOf(t, "near-expiry", v.venue, "acknowledged")
		})
		c := call{method: "POST", path: at + after, body: body}
		if body == nil {
			c.method = "GET"
		}
		return c
	}
}

// cardVisit calls the coaching card of the side's crew, which is there after the first call.
func cardVisit(method, after string) makes {
	return func(t *testing.T, w *world, v visit) call {
		all := "/api/v1/coaching?crewId=" + v.crew
		if w.get(t, "admin", all).text("items/0/id") == "" {
			w.fullTwice(t, v.crew, v.venue)
			w.workOutSettled(t)
			id := w.warningOf(t, "vehicle-full-twice", v.venue, "open")
			w.want(t, 200, v.supervisor, "POST", "/api/v1/warnings/"+id+"/act", object{"kind": "coach", "why": strings.Repeat("好", 3)})
		}
		return call{method: method, path: "/api/v1/coaching/" + w.get(t, "admin", all).text("items/0/id") + after}
	}
}
