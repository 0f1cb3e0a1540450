package scenario

import (
	"net/http"
	"strings"
	"testing"
)

// kind is what a row of a table shows; every route has at least the kinds that it can have.
type kind string

const (
	guest    kind = "guest"    // nobody is logged in
	stranger kind = "stranger" // a caller of the other depot, or of a role that has no part in it
	right    kind = "right"    // who may, and what they get
	badBody  kind = "bad body" // the body or the query is wrong, and the problem says where
	missing  kind = "missing"  // the record named does not exist
)

// row is one scenario: a request, and what comes back.
type row struct {
	kind   kind
	name   string
	who    string
	method string
	path   string
	body   any
	header []string // name, value, …
	status int
	has    []string // must stand in the answer
	hasNot []string // must not
}

// ask makes a row: what it shows, in words, who asks, for what, and the status.
func ask(k kind, name, who, request string, status int) row {
	method, path, _ := strings.Cut(request, " ")
	return row{kind: k, name: name, who: who, method: method, path: "/api/v1" + path, status: status}
}

// sends sets the body; a func(*testing.T, *world) any makes it when it is sent.
func (r row) sends(body any) row { r.body = body; return r }

// heads sets headers: name, value, …
func (r row) heads(header ...string) row { r.header = header; return r }

// finds are texts that must stand in the answer.
func (r row) finds(texts ...string) row { r.has = texts; return r }

// hides are texts that must not.
func (r row) hides(texts ...string) row { r.hasNot = texts; return r }

// rowsOf are the rows of every chapter, in the order in which they are sent.
func rowsOf() []row {
	var out []row
	for _, rows := range [][]row{
		authRows(), phoneRows(), photoRows(), receiptRows(), planRows(), runRows(), standardRows(), complaintRows(), stepRows(),
		eventRows(), appealRows(), scoreRows(), recoveryRows(), promiseRows(), exclusionRows(), custodyRows(), bottleRows(), warningRows(), ideaRows(), cardChangeRows(), sampleRows(), reportRows(), printRows(), solvedRows(), sheetRows(),
	} {
		out = append(out, rows...)
	}
	return out
}

func TestScenarios(t *testing.T) {
	eachStore(t, func(t *testing.T, store open) {
		t.Run("tables", func(t *testing.T) {
			t.Parallel()
			w := newCast(t, store)
			for _, r := range rowsOf() {
				t.Run(r.method+" "+r.path+"/"+r.name, func(t *testing.T) { w.try(t, r) })
			}
		})
		for _, s := range stories() {
			t.Run("stories/"+s.name, func(t *testing.T) {
				t.Parallel()
				s.tell(t, newCast(t, store))
			})
		}
	})
}

// try sends one row.
func (w *world) try(t *testing.T, r row) {
	header := map[string]string{"X-Forwarded-For": address(t.Name())}
	for i := 0; i+1 < len(r.header); i += 2 {
		header[r.header[i]] = r.header[i+1]
	}
	if made, ok := r.body.(func(*testing.T, *world) any); ok {
		r.body = made(t, w)
	}
	for _, p := range []struct {
		stands string
		find   func(*testing.T, *world) string
	}{{filed, filedID}, {clubCode, clubToken}, {checkAppeal, appealOf("li")}, {verdictAppeal, appealOf("wang")}, {hookDelivery, deliveryID}, {owedToClub, promiseToClub}, {toldAtClub, messageOfClub}, {claimOfClub, claimAtClub}, {caseOfRun, caseOfBottles}, {oldGoods, plantedWarning("near-expiry", club)}, {fullVehicle, plantedWarning("vehicle-full-twice", bar)}, {fullCard, cardOfRows}, {badIdea, ideaSaying("每站多带一个人")}, {goodIdea, ideaSaying(theIdea)}, {goodChange, changeSaying("门口修路")}, {badChange, changeSaying("换班")}, {oldChange, changeSaying("新地方")}, {hastySample, plantedSample()}, {sentVenues, importedBy("sun")}} {
		if strings.Contains(r.path, p.stands) && r.status != http.StatusUnauthorized {
			r.path = strings.Replace(r.path, p.stands, p.find(t, w), 1)
		}
	}
	c := call{who: r.who, method: r.method, path: r.path, body: r.body, header: header}
	a := w.do(t, c)
	if strings.HasSuffix(r.path, "/auth/logout") && a.status == http.StatusNoContent {
		w.forget(r.who)
	}
	if a.status != r.status {
		t.Fatalf("want %d, got %v", r.status, a)
	}
	for _, text := range r.has {
		if !strings.Contains(string(a.body), text) {
			t.Errorf("%q is not in %v", text, a)
		}
	}
	for _, text := range r.hasNot {
		if strings.Contains(string(a.body), text) {
			t.Errorf("%q is in %v", text, a)
		}
	}
}

// TestEveryRouteHasScenarios fails for a route without rows, or without one of the kinds it can have.
func TestEveryRouteHasScenarios(t *testing.T) {
	t.Parallel()
	have := map[string]map[kind]bool{}
	for _, r := range rowsOf() {
		rt := routeOf(r.method, r.path)
		if rt == nil {
			t.Errorf("%s %s: no such route", r.method, r.path)
			continue
		}
		if have[rt.Name] == nil {
			have[rt.Name] = map[kind]bool{}
		}
		have[rt.Name][r.kind] = true
	}
	for _, rt := range table {
		need := []kind{right}
		if !rt.Public {
			need = append(need, guest, stranger)
		}
		if rt.Body != nil || len(rt.RawBody) > 0 || rt.Query != nil {
			need = append(need, badBody)
		}
		if strings.Contains(rt.Path, ":") {
			need = append(need, missing)
		}
		for _, k := range need {
			if !have[rt.Name][k] {
				t.Errorf("%s (%s %s) has no row of the kind %q", rt.Name, rt.Method, rt.Path, k)
			}
		}
	}
}

// guests are the rows of a chapter sent once more by nobody, one of each route.
func guests(rows []row) []row {
	seen := map[string]bool{}
	for _, r := range rows {
		rt := routeOf(r.method, r.path)
		if rt == nil || rt.Public || seen[rt.Name] {
			continue
		}
		seen[rt.Name] = true
		r.kind, r.name, r.who, r.status, r.hasNot = guest, "asks a guest to log in", "", http.StatusUnauthorized, nil
		if _, made := r.body.(func(*testing.T, *world) any); made {
			r.body = nil
		}
		r.has = []string{`"auth.missing"`}
		rows = append(rows, r)
	}
	return rows
}

// story is a scenario of many steps in a world of its own.
type story struct {
	name string
	tell func(t *testing.T, w *world)
}
