package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// side is the data of one depot as the walk names it: the walkers' own, or the other depot's.
type side struct {
	own                                                       bool
	depot, crew, venue, run, stop, porter, driver, supervisor string
	product, check, photo, complaint, appeal, code            string
}

// walkers are the callers of the columns: nobody, then one of each role, all of Changsha.
var walkers = []string{"", "wang", "li", "zhang", "chen", "sun", "ma", "admin"}

// farMarks stand in nothing that a caller below manager is answered.
var farMarks = []string{zhuzhou, farCrew, `"v-far"`, "r-far", "s-far", "u-far", `"p-far"`, "远主管", "远业务", "远店家", "远搬运", "远司机", "远方酒吧", "株洲"}

// spokeMarks are of who spoke for a venue: no answer to a crew holds them.
var spokeMarks = []string{"沈秘密", "13987654321", "139 8765 4321", "u-chen", "u-far-venue"}

var spoke = object{"name": "沈秘密", "phone": "139 8765 4321"}

// plantSides does the same work in both depots, so that there is something of everything to see and to touch.
func (w *world) plantSides(t *testing.T) []side {
	sides := []side{
		{own: true, depot: changsha, crew: crewOne, venue: club, run: "r-one", stop: "s-club", porter: "li", driver: "wang", supervisor: "sun", product: lager},
		{depot: zhuzhou, crew: farCrew, venue: farVenue, run: "r-far", stop: "s-far", porter: "far-porter", driver: "far-driver", supervisor: "far-supervisor", product: farBeer},
	}
	for i := range sides {
		s := &sides[i]
		w.deliver(t, s.run, s.stop, s.driver, s.porter, 0)
		s.check = uuid("fifo-stocking" + s.run + s.stop)
		for _, of := range []string{"delivery-receipt" + s.run + s.stop + "receipt.photo", "return-bottles" + s.run + s.stop + "bottles.slip"} {
			data, sha := picture("photo of " + of)
			w.want(t, 201, s.porter, "PUT", "/api/v1/photos/"+sha, data, "Content-Type", "image/png")
			s.photo = sha
		}
		w.want(t, 201, s.porter, "POST", "/api/v1/exemptions", s.exemption())
		w.want(t, 200, s.porter, "POST", "/api/v1/sync", object{"messages": []object{s.message("planted")}})
		s.complaint = w.want(t, 201, s.speaker(), "POST", "/api/v1/complaints", s.complain()).text("id")
		w.want(t, 201, s.speaker(), "POST", "/api/v1/venues/"+s.venue+"/bottles/disputes", with(claim, "type", "planted"))
		s.appeal = w.want(t, 201, s.porter, "POST", "/api/v1/appeals", object{"checkId": s.check, "itemId": "fifo.lots", "reason": "远远看不清"}).text("id")
		w.want(t, 201, s.supervisor, "PUT", "/api/v1/webhooks/h-"+s.run, hookBody(s.depot))
		s.code = w.get(t, "admin", "/api/v1/runs/"+s.run).text("stops/0/receiptToken")
	}
	return sides
}

func (s side) exemption() object {
	return object{"runId": s.run, "stopId": s.stop, "cause": "gate-blocked", "at": iso(0)}
}

func (s side) message(name string) object {
	return object{"id": uuid(name + s.run), "runId": s.run, "stopId": s.stop, "text": "带话", "recordedAt": iso(0)}
}

func (s side) complain() object {
	return object{"venueId": s.venue, "category": "rude", "stopId": s.stop, "description": "吵架", "contact": spoke}
}

// speaker is the account of the side's venue.
func (s side) speaker() string {
	if s.own {
		return "chen"
	}
	return "far-venue"
}

// complaintIn makes a new complaint of the side and takes it to a state.
func (w *world) complaintIn(t *testing.T, s side, state string) string {
	id := w.want(t, 201, s.speaker(), "POST", "/api/v1/complaints", s.complain()).text("id")
	at := "/api/v1/complaints/" + id
	if state == "open" {
		return at
	}
	w.want(t, 200, s.supervisor, "POST", at+"/decide", object{"verdict": "upheld", "shares": fairShares, "reason": "是"})
	if state == "resolved" {
		w.want(t, 200, s.supervisor, "POST", at+"/resolve", object{"note": "道歉"})
	}
	return at
}

// visit is one step of the walk.
type visit struct {
	side
	who string
	n   int // place of the walker in walkers
	// fresh is made for a route that uses its record up, and kept until somebody does.
	fresh *string
}

// kept is the path of a record that make makes, or that the walker before was refused.
func (v visit) kept(make func() string) string {
	if *v.fresh == "" {
		*v.fresh = make()
	}
	return *v.fresh
}

// top tells that the walker has every depot.
func (v visit) top() bool { return v.who == "ma" || v.who == "admin" }

// depotInBody is what a body calls the depot: whoever may not have the other depot tries to make its record their own.
func (v visit) depotInBody() string {
	if v.top() {
		return v.depot
	}
	return changsha
}

// TestAccess walks every route as everybody over own and foreign data and compares with the table in access_test.go.
func TestAccess(t *testing.T) {
	want := readAccess(t)
	eachStore(t, func(t *testing.T, store open) {
		for part := range walks {
			t.Run(fmt.Sprintf("walk %d of %d", part+1, walks), func(t *testing.T) {
				t.Parallel()
				walkRoutes(t, store, want, part)
			})
		}
	})
}

// walks is among how many worlds the routes are divided: the test MongoDB reads whole collections, which every call makes
// longer.
const walks = 6

// walkRoutes calls every route of one part as everybody, on both sides of the wall between two depots.
func walkRoutes(t *testing.T, store open, want expected, part int) {
	// The test MongoDB is spared what the role alone refuses, which no store decides.
	onMongo := strings.Contains(t.Name(), "/mongodb/")
	w := newCast(t, store)
	sides := w.plantSides(t)
	for n, rt := range table {
		if n%walks != part {
			continue
		}
		ask, ok := visits[rt.Name]
		if !ok {
			t.Errorf("%s: the walk does not know how to call it", rt.Name)
			continue
		}
		for _, s := range sides {
			got := make([]string, len(walkers))
			fresh := ""
			for i, who := range walkers {
				if refused := want.cell(rt.Name, s.own, i); onMongo && (refused == "401" || refused == "403") {
					got[i] = refused
					continue
				}
				if got[i] = w.visit(t, ask, visit{s, who, i, &fresh}); got[i] == "ok" {
					fresh = ""
				}
			}
			want.compare(t, rt.Name, s.own, got)
		}
	}
}

// visit makes one call and gives its outcome; what it shows of the other depot is an error.
func (w *world) visit(t *testing.T, ask func(*testing.T, *world, visit) call, v visit) string {
	t.Helper()
	c := ask(t, w, v)
	c.who, c.once = v.who, true
	if c.header == nil {
		c.header = map[string]string{}
	}
	c.header["X-Forwarded-For"] = address(fmt.Sprint(c.path, v.who, v.own))
	a := w.do(t, c)
	if strings.HasSuffix(c.path, "/auth/logout") {
		w.forget(v.who)
	}
	if a.status >= 300 {
		return fmt.Sprint(a.status)
	}
	if byCode := strings.HasSuffix(c.path, "/"+v.code); v.who != "" && !v.top() && !byCode { // a code shows its stop to whoever has it
		for _, mark := range farMarks {
			if strings.Contains(withoutTexts(a.body), mark) {
				t.Errorf("%s: %s %s shows %s: %v", v.who, c.method, c.path, mark, a)
			}
		}
	}
	if v.who == "wang" || v.who == "li" {
		w.hidesWhoSpoke(t, c, a)
	}
	return "ok"
}

// hidesWhoSpoke fails when an answer to a crew tells who spoke for a venue.
func (w *world) hidesWhoSpoke(t *testing.T, c call, a answer) {
	t.Helper()
	for _, mark := range spokeMarks {
		if strings.Contains(string(a.body), mark) {
			t.Errorf("%s: %s %s tells who spoke, %s: %v", c.who, c.method, c.path, mark, a)
		}
	}
}

// withoutTexts is a JSON answer without the texts of problems, which repeat what the caller said.
func withoutTexts(body []byte) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return string(body)
	}
	var strip func(any)
	strip = func(v any) {
		switch x := v.(type) {
		case map[string]any:
			if _, is := x["detail"]; is {
				delete(x, "detail")
				delete(x, "texts")
			}
			for _, y := range x {
				strip(y)
			}
		case []any:
			for _, y := range x {
				strip(y)
			}
		}
	}
	strip(v)
	out, _ := json.Marshal(v)
	return string(out)
}

// expected is the table of access by route and data.
type expected map[string][]string

func accessKey(route string, own bool) string {
	if own {
		return route + " own"
	}
	return route + " foreign"
}

func readAccess(t *testing.T) expected {
	t.Helper()
	out := expected{}
	for line := range strings.Lines(accessTable + recoveryAccess + custodyAccess + warningAccess + ideaAccess + cardChangeAccess + printAccess + sampleAccess + reportAccess + sheetAccess) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "route" {
			continue
		}
		if len(words) != 2+len(walkers) {
			t.Fatalf("the row %q has not %d cells", line, len(walkers))
		}
		keys := []string{words[0] + " " + words[1]}
		if words[1] == "any" {
			keys = []string{accessKey(words[0], true), accessKey(words[0], false)}
		}
		for _, key := range keys {
			if out[key] != nil {
				t.Errorf("%s has two rows", key)
			}
			out[key] = words[2:]
		}
		if !slices.ContainsFunc(slices.Clone(table), func(rt route) bool { return rt.Name == words[0] }) {
			t.Errorf("the row %s is of no route", words[0])
		}
	}
	return out
}

// cell is what the table says of one walker; "" when the route has no row.
func (e expected) cell(route string, own bool, walker int) string {
	if row := e[accessKey(route, own)]; row != nil {
		return row[walker]
	}
	return ""
}

func (e expected) compare(t *testing.T, route string, own bool, got []string) {
	t.Helper()
	key := accessKey(route, own)
	if !slices.Equal(e[key], got) {
		t.Errorf("%s:\n want %v\n got  %v\n row  %s", key, e[key], got, tableRow(key, got))
	}
}

func tableRow(key string, cells []string) string {
	route, data, _ := strings.Cut(key, " ")
	line := fmt.Sprintf("%-20s %-8s", route, data)
	for _, c := range cells {
		line += fmt.Sprintf("%-7s", c)
	}
	return strings.TrimSpace(line)
}

// TestAccessTableLeaksNothing holds of the table itself: whoever may not see foreign data is told that it is not
// there (404, or 422 where a body names it), and 403 only where the role alone forbids the route, own data or not.
func TestAccessTableLeaksNothing(t *testing.T) {
	t.Parallel()
	want := readAccess(t)
	for _, rt := range table {
		own, foreign := want[accessKey(rt.Name, true)], want[accessKey(rt.Name, false)]
		if own == nil || foreign == nil {
			t.Errorf("%s has no rows for own and foreign data", rt.Name)
			continue
		}
		for i, who := range walkers {
			if foreign[i] == "403" && own[i] != "403" {
				t.Errorf("%s tells %s that a foreign record exists", rt.Name, who)
			}
			if who == "" && !rt.Public && (own[i] != "401" || foreign[i] != "401") {
				t.Errorf("%s lets guests in", rt.Name)
			}
		}
	}
}
