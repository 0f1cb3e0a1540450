package scenario

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"crewcheck/models"
)

// sentVenues stands in paths for the import that the rows sent.
const sentVenues = "import-of-sun"

// importedBy is the newest import of somebody.
func importedBy(who string) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		if err := w.service.WorkImports(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.get(t, who, "/api/v1/imports").text("items/0/id")
	}
}

// sheetsOf are a small file of each noun that may be imported, right and wrong.
var sheetsOf = map[string]struct{ good, key, bad, wrong string }{
	"venues":   {"编号,店名,等级\nV-9,新店,大\n", "V-9", "Venue code,Venue name,Tier\nV 9,,huge\n", `"code":"field.format"`},
	"crews":    {"编号,班组名称,成员\nC-9,九组,u-zhou\n", "C-9", "编号,班组名称,成员\nC-9,九组,u-far-porter\n", `"code":"field.reference"`},
	"users":    {"手机号,姓名,角色\n13900009999,小九,搬运\n", "13900009999", "手机号,姓名,角色\n12,小九,老板\n", `"code":"field.choice"`},
	"products": {"编号,品名,单位,保质期(天)\nP-9,黑啤,箱,90\n", "P-9", "编号,品名,单位,保质期\nP-9,黑啤,箱,九十天\n", `"code":"cell.number"`},
	"runs":     {"日期,班组,门店,商品,数量\n2026-12-01,c-two,v-club,p-lager,5\n", "2026-12-01 c-two", "日期,班组,门店\n05.03.2026,c-two,v-club\n", `"code":"cell.date-ambiguous"`},
}

func csvFile(r row) row { return r.heads("Content-Type", "text/csv") }

func sheetRows() []row {
	var out []row
	for _, noun := range models.ImportNouns {
		at, s := "POST /imports/"+noun, sheetsOf[noun]
		out = append(out,
			csvFile(ask(right, "says what would become of it", "sun", at+"?dryRun=true", 200).sends(s.good)).finds(`"dryRun":true`, `"outcome":"created"`, s.key, `"created":1`, `"refused":0`),
			csvFile(ask(right, "says cell by cell what is wrong", "sun", at+"?dryRun=true", 200).sends(s.bad)).finds(`"outcome":"refused"`, `"column":`, `"allowed":`, s.wrong),
			csvFile(ask(right, "takes it", "sun", at, 202).sends(s.good)).finds(`"state":"running"`, `"rows":1`),
			csvFile(ask(right, "keeps the name of its file", "sun", at+"?fileName=..%2Fmy%E2%80%AE+%3Cfile%3E.csv", 202).sends(s.good)).finds(`"fileName":"my \u003cfile\u003e.csv"`),
			csvFile(ask(badBody, "takes no name that goes on and on", "sun", at+"?fileName="+strings.Repeat("x", 10_000), 400).sends(s.good)).finds(`"fileName"`),
			csvFile(ask(stranger, "knows no foreign depot", "sun", at+"?dryRun=true&depotId="+zhuzhou, 404).sends(s.good)),
			csvFile(ask(stranger, "is not for crews", "li", at, 403).sends(s.good)),
			ask(badBody, "refuses what is no spreadsheet by its media type", "sun", at, 415).sends(s.good).finds("body.type"),
			csvFile(ask(badBody, "names the columns that are missing", "sun", at, 422).sends("编号,日期,手机号,备注\n1,2,3,4\n")).finds(`import.`),
			csvFile(ask(badBody, "refuses a page under another name", "sun", at, 415).sends("<html><table><tr><td>1</td></tr></table></html>")).finds("import.html", ".xlsx"),
			ask(right, "gives a file to fill in", "sun", "GET /imports/"+noun+"/template?format=csv&language=zh-CN", 200).finds(" *", "\xEF\xBB\xBF"),
			ask(right, "gives a workbook to fill in", "ma", "GET /imports/"+noun+"/template", 200).finds("PK"),
			ask(stranger, "gives none to crews", "li", "GET /imports/"+noun+"/template", 403),
			ask(badBody, "knows no such format", "sun", "GET /imports/"+noun+"/template?format=ods", 400).finds(`"format"`),
		)
	}
	at := "/imports/" + sentVenues
	out = append(out,
		ask(right, "lists the own imports", "sun", "GET /imports", 200).finds(`"noun":"runs"`),
		ask(stranger, "lists nobody else's", "far-supervisor", "GET /imports", 200).hides(`"noun"`),
		ask(stranger, "lists crews none", "li", "GET /imports", 403),
		ask(badBody, "knows no such state", "sun", "GET /imports?state=lost", 400).finds(`"state"`),
		ask(right, "shows how far it is", "sun", "GET "+at, 200).finds(`"state":"done"`, `"done":1`),
		ask(stranger, "hides it from others", "far-supervisor", "GET "+at, 404),
		ask(missing, "knows no such import", "sun", "GET /imports/"+noSuch, 404),
		ask(right, "lists what became of the rows", "sun", "GET "+at+"/rows", 200).finds(`"outcome":`),
		ask(right, "lists those refused", "sun", "GET "+at+"/rows?outcome=refused", 200).finds(`"items":[]`),
		ask(stranger, "hides the rows from others", "far-supervisor", "GET "+at+"/rows", 404),
		ask(badBody, "knows no such outcome", "sun", "GET "+at+"/rows?outcome=lost", 400).finds(`"outcome"`),
		ask(missing, "knows no rows of no import", "sun", "GET /imports/"+noSuch+"/rows", 404),
		ask(right, "gives the refused rows as a file", "sun", "GET "+at+"/refused", 200).finds("Why refused"),
		ask(stranger, "gives them to nobody else", "far-supervisor", "GET "+at+"/refused", 404),
		ask(missing, "has no refused rows of no import", "sun", "GET /imports/"+noSuch+"/refused", 404),
	)
	for _, noun := range []string{"checks", "complaints", "scores"} {
		at := "GET /exports/" + noun
		out = append(out,
			ask(right, "gives a CSV", "sun", at+"?depotId="+changsha, 200).finds("\xEF\xBB\xBF"),
			ask(right, "gives a workbook", "sun", at+"?format=xlsx&depotId="+changsha, 200).finds("PK"),
			ask(right, "gives lines of JSON", "sun", at+"?format=ndjson&depotId="+changsha, 200),
			ask(badBody, "knows no such format", "sun", at+"?format=pdf", 400).finds(`"format"`),
		)
	}
	return guests(append(out,
		ask(right, "exports to a porter his own work", "li", "GET /exports/checks", 200).hides(farCrew),
		ask(right, "gives a ticket for a download", "chen", "POST /exports/tickets", 201).sends(object{"path": "/api/v1/exports/complaints?format=csv"}).finds(`"url":"/api/v1/exports/complaints?format=csv`, "expiresAt"),
		ask(stranger, "gives a ticket of the same to whoever sees nothing there", "far-supervisor", "POST /exports/tickets", 201).sends(object{"path": "/api/v1/exports/checks?format=csv"}).hides(changsha),
		ask(badBody, "gives none for what is no export", "sun", "POST /exports/tickets", 422).sends(object{"path": "/api/v1/me?format=csv"}).finds(`"/path"`),
		ask(badBody, "gives none for another host", "sun", "POST /exports/tickets", 422).sends(object{"path": "//evil.example/api/v1/exports/checks?format=csv"}).finds(`"/path"`),
		ask(badBody, "gives none for a ticket", "sun", "POST /exports/tickets", 422).sends(object{"path": "/api/v1/exports/checks?format=csv&ticket=x"}).finds(`"/path"`),
		ask(stranger, "takes no made-up ticket", "", "GET /exports/checks?format=csv&ticket=x", 401).finds("auth.invalid"),
		ask(stranger, "exports no checks to venues", "chen", "GET /exports/checks", 403),
		ask(stranger, "exports nothing of the other depot", "far-supervisor", "GET /exports/complaints", 200).hides(changsha),
		ask(stranger, "exports no ranking to crews", "li", "GET /exports/scores", 403),
		ask(stranger, "hides the ranking of the other depot", "far-supervisor", "GET /exports/scores?depotId="+changsha, 404),
	))
}

// sheetAccess goes on where reportAccess ends.
var sheetAccess = func() string {
	text := `
listImports          any     401     403     403     403     403     ok      ok      ok
getImport            own     401     403     403     403     403     ok      ok      ok
getImport            foreign 401     403     403     403     403     404     ok      ok
listImportRows       own     401     403     403     403     403     ok      ok      ok
listImportRows       foreign 401     403     403     403     403     404     ok      ok
refusedRows          own     401     403     403     403     403     ok      ok      ok
refusedRows          foreign 401     403     403     403     403     404     ok      ok
createExportTicket   any     401     ok      ok      ok      ok      ok      ok      ok
exportChecks         any     401     ok      ok      ok      403     ok      ok      ok
exportComplaints     any     401     ok      ok      ok      ok      ok      ok      ok
exportScores         own     401     403     403     403     403     ok      ok      ok
exportScores         foreign 401     403     403     403     403     404     ok      ok
`
	for _, noun := range models.ImportNouns {
		name := strings.ToUpper(noun[:1]) + noun[1:]
		text += fmt.Sprintf("%-20s any     401     403     403     403     403     ok      ok      ok\n", "template"+name)
		text += fmt.Sprintf("%-20s own     401     403     403     403     403     ok      ok      ok\n", "import"+name)
		text += fmt.Sprintf("%-20s foreign 401     403     403     403     403     404     ok      ok\n", "import"+name)
	}
	return text
}()

func init() {
	for _, noun := range models.ImportNouns {
		name := strings.ToUpper(noun[:1]) + noun[1:]
		visits["template"+name] = gets(always("/imports/" + noun + "/template?format=csv"))
		visits["import"+name] = func(_ *testing.T, _ *world, v visit) call {
			return call{method: "POST", path: "/api/v1/imports/" + noun + "?dryRun=true&depotId=" + v.depot, body: sheetsOf[noun].good, header: map[string]string{"Content-Type": "text/csv"}}
		}
	}
	ofImport := func(after string) makes {
		return func(t *testing.T, w *world, v visit) call {
			at := v.kept(func() string {
				res := w.do(t, call{who: v.supervisor, method: "POST", path: "/api/v1/imports/venues", body: sheetsOf["venues"].bad, header: map[string]string{"Content-Type": "text/csv"}})
				return "/api/v1/imports/" + read(t, res.body).text("id")
			})
			return call{method: "GET", path: at + after}
		}
	}
	for name, how := range map[string]makes{
		"listImports": gets(always("/imports")), "getImport": ofImport(""), "listImportRows": ofImport("/rows"), "refusedRows": ofImport("/refused"),
		"exportChecks": gets(always("/exports/checks")), "exportComplaints": gets(always("/exports/complaints?format=ndjson")),
		"exportScores": lists("/exports/scores"),
		"createExportTicket": func(*testing.T, *world, visit) call {
			return call{method: "POST", path: "/api/v1/exports/tickets", body: object{"path": "/api/v1/exports/checks?format=csv"}}
		},
	} {
		visits[name] = how
	}
}

func (w *world) importFile(t *testing.T, who, noun, file string) doc {
	t.Helper()
	a := w.do(t, call{who: who, method: "POST", path: "/api/v1/imports/" + noun, body: file, header: map[string]string{"Content-Type": "text/csv"}})
	if a.status != http.StatusAccepted {
		t.Fatalf("%s: %v", noun, a)
	}
	if err := w.service.WorkImports(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w.get(t, who, "/api/v1/imports/"+read(t, a.body).text("id"))
}

func setUpFromSheets(t *testing.T, w *world) {
	files := []struct{ noun, file string }{
		{"users", "手机号*,姓名,角色,所属仓\n139 0000 8001,小张,司机,长沙仓\n１３９００００８００２,小李,搬运,d-changsha\n"},
		{"crews", "班组编号,班组名称,成员,所属仓\nC-8,八组,13900008001、小李,d-changsha\n"},
		{"products", "货号,品名,单位,保质期(天),瓶型,每箱瓶数,仓\nP-8,鲜啤,箱,180,500ml,12,d-changsha\n"},
		{"venues", "编号;店名;等级;送货开始;送货结束;保管;联系人;电话;仓;红酒\nV-8;八号;大;9:00;11:30;陈姐;陈姐;13900008003;d-changsha;x\n"},
		{"runs", "日期,班组,门店,顺序,商品,数量,瓶型,应回瓶数,车牌,仓\n2026/12/1,C-8,V-8,1,鲜啤,5,500ml,60,湘A1,d-changsha\n2026年12月1日,C-8,v-club,2,P-8,3,,,,d-changsha\n2026-12-01,C-8,V-8,1,p-lager,2,,,,d-changsha\n"},
	}
	depot := w.get(t, "sun", "/api/v1/depots/"+changsha).text("name")
	for _, outcome := range []string{"created", "unchanged"} {
		for _, f := range files {
			done := w.importFile(t, "sun", f.noun, strings.ReplaceAll(f.file, "长沙仓", depot))
			rows := w.get(t, "sun", "/api/v1/imports/"+done.text("id")+"/rows")
			if done.text("state") != "done" || done.number(outcome) != done.number("rows") {
				t.Errorf("%s: not all %s: %v %v", f.noun, outcome, done, rows)
			}
		}
	}
	page := w.get(t, "sun", "/api/v1/runs?crewId=C-8")
	run := w.get(t, "sun", "/api/v1/runs/"+page.text("items/0/id"))
	if len(run.list("stops")) != 2 || len(run.list("stops/0/lines")) != 2 || run.number("stops/0/bottles/0/expected") != 60 || len(run.list("members")) != 2 ||
		run.text("stops/0/window/from") != "2026-12-01T01:00:00.000Z" || run.text("vehicle") != "湘A1" {
		t.Errorf("the run: %v", run)
	}
	if v := w.get(t, "sun", "/api/v1/venues/V-8"); v.text("tier") != "large" || v.text("window/from") != "09:00" || v.text("contacts/0/phone") != "13900008003" {
		t.Errorf("the venue: %v", v)
	}
	mixed := w.importFile(t, "sun", "runs", "日期,班组,门店\n2026-12-02,C-8,V-8\n2026-12-02,八组,v-club\n")
	if mixed.number("created") != 1 || mixed.number("refused") != 1 {
		t.Errorf("a run under two names of its crew: %v", mixed)
	}
	changed := w.importFile(t, "sun", "venues", "编号,店名,保管\nV-8,八号酒吧,\nV-8,又来,\n")
	if changed.number("updated") != 1 || changed.number("refused") != 1 {
		t.Errorf("a changed row: %v", changed)
	}
	if v := w.get(t, "sun", "/api/v1/venues/V-8"); v.text("name") != "八号酒吧" || v.text("card/storekeeper") != "陈姐" || v.text("tier") != "large" {
		t.Errorf("an empty cell or a missing column took something away: %v", v)
	}
}

func mendRefused(t *testing.T, w *world) {
	done := w.importFile(t, "sun", "venues", "编号,店名,等级\nV-1,=好店,巨大\nV-2,\"'=店\",大\nV-3,好店,大\n")
	if done.number("refused") != 1 || done.number("created") != 2 {
		t.Fatalf("%v", done)
	}
	a := w.do(t, call{who: "sun", method: "GET", path: "/api/v1/imports/" + done.text("id") + "/refused"})
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.body, []byte("\xEF\xBB\xBF")))).ReadAll()
	if err != nil || len(lines) != 2 {
		t.Fatalf("%v %v", lines, err)
	}
	if lines[1][0] != "2" || !strings.Contains(lines[1][1], "formula") || lines[1][3] != "'=好店" {
		t.Errorf("%q", lines)
	}
}

func exportsAsLists(t *testing.T, w *world) {
	w.deliver(t, "r-one", "s-club", "wang", "li", 0)
	id := w.want(t, 201, "chen", "POST", "/api/v1/complaints", object{"venueId": club, "category": "rude", "stopId": "s-club", "description": "=HYPERLINK(1)", "contact": spoke}).text("id")
	read := func(who, path string) string {
		a := w.do(t, call{who: who, method: "GET", path: "/api/v1/exports/" + path})
		if a.status != 200 {
			t.Fatalf("%s: %v", path, a)
		}
		return string(a.body)
	}
	if text := read("sun", "complaints"); !strings.Contains(text, id) || !strings.Contains(text, "'=HYPERLINK(1)") || !strings.Contains(text, "13987654321") && !strings.Contains(text, "139 8765 4321") {
		t.Errorf("the supervisor's complaints: %s", text)
	}
	if text := read("li", "complaints"); !strings.Contains(text, id) || strings.Contains(text, "8765") || strings.Contains(text, "沈秘密") {
		t.Errorf("the porter's complaints: %s", text)
	}
	list := w.get(t, "sun", "/api/v1/checks?limit=200")
	lines := strings.Count(read("sun", "checks?format=ndjson"), "\n")
	if len(list.list("items")) == 0 || lines != len(list.list("items")) {
		t.Errorf("%d lines for %d checks", lines, len(list.list("items")))
	}
	if text := read("sun", "checks?crewId="+crewTwo); strings.Count(text, "\n") != 1 {
		t.Errorf("another crew's checks: %s", text)
	}
}
