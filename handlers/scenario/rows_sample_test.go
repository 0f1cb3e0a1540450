package scenario

import (
	"testing"
	"time"
)

// hastySample stands in a path for the sample of a check at the club whose ticks took three seconds.
const hastySample = "what-was-ticked-too-fast"

// hasty hands in a check that took three seconds, made now, and gives its id.
func (w *world) hasty(t *testing.T, run, stop, porter string) string {
	t.Helper()
	w.advance(time.Minute)
	body := with(check("fifo-stocking", run, stop, porter, w.now().Sub(morning)-5*time.Minute), "elapsedMs", 3000)
	name := "hasty" + run + stop + w.now().String()
	w.handIn(t, porter, name, body)
	w.workOutSettled(t)
	return uuid(name)
}

// sampleOf is the sample of a kind of a check.
func (w *world) sampleOf(t *testing.T, kind, checkID string) string {
	t.Helper()
	for _, x := range w.get(t, "admin", "/api/v1/samples?limit=200&kind="+kind).list("items") {
		if x.text("checkId") == checkID {
			return x.text("id")
		}
	}
	t.Fatalf("no sample %s of %s", kind, checkID)
	return ""
}

// plantedSample is that of the rows, planted at the first asking.
func plantedSample() func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		if id := w.get(t, "admin", "/api/v1/samples?kind=too-fast&crewId="+crewOne).text("items/0/id"); id != "" {
			return id
		}
		return w.sampleOf(t, "too-fast", w.hasty(t, "r-one", "s-club", "li"))
	}
}

func sampleRows() []row {
	at := "/samples/" + hastySample
	no := object{"verdict": false, "why": "照片是昨天的"}
	return guests([]row{
		ask(right, "shows what speaks against which ticks, in two languages", "sun", "GET "+at, 200).
			finds(`"kind":"too-fast"`, `"state":"open"`, "3.0 秒", "3.0 seconds", `"itemId":"fifo.lots"`, `"memberIds":["u-li"]`).hides(`"verdict"`),
		ask(right, "shows it to managers", "ma", "GET "+at, 200).finds(`"kind":"too-fast"`),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET "+at, 404),
		ask(stranger, "hides it from the crew it is about", "li", "GET "+at, 403),
		ask(stranger, "hides it from sales", "zhang", "GET "+at, 403),
		ask(missing, "knows no such sample", "sun", "GET /samples/"+noSuch, 404),

		ask(right, "lists them by state and kind", "sun", "GET /samples?state=open&kind=too-fast&depotId="+changsha, 200).finds(`"too-fast"`),
		ask(right, "lists them by crew and time", "sun", "GET /samples?from=2026-11-01T00:00:00Z&crewId="+crewOne, 200).finds(`"too-fast"`),
		ask(right, "lists none of before", "sun", "GET /samples?to=2026-11-01T00:00:00Z", 200).hides(`"too-fast"`),
		ask(stranger, "lists the other depot none of them", "far-supervisor", "GET /samples", 200).hides(crewOne),
		ask(stranger, "lists crews none", "li", "GET /samples", 403),
		ask(badBody, "knows no such kind", "sun", "GET /samples?kind=hunch", 400).finds(`"kind"`),

		ask(badBody, "is not decided without verdict and reason", "sun", "POST "+at+"/decide", 422).sends(object{"why": " "}).finds(`"/verdict"`, `"/why"`),
		ask(badBody, "is not decided by a word", "sun", "POST "+at+"/decide", 422).sends(object{"verdict": "false", "why": "x"}).finds(`"/verdict"`),
		ask(stranger, "is not decided by the other depot", "far-supervisor", "POST "+at+"/decide", 404).sends(no),
		ask(stranger, "is not decided by its crew", "li", "POST "+at+"/decide", 403).sends(no),
		ask(missing, "is not there", "sun", "POST /samples/"+noSuch+"/decide", 404).sends(no),
		ask(right, "is decided", "sun", "POST "+at+"/decide", 200).sends(no).finds(`"state":"decided"`, `"verdict":false`, `"decidedBy":"u-sun"`, "照片是昨天的"),
		ask(right, "is decided once", "sun", "POST "+at+"/decide", 200).sends(no),
		ask(right, "is decided for ever", "ma", "POST "+at+"/decide", 409).sends(object{"verdict": true, "why": "看过了"}).finds("sample.state"),
		ask(right, "stands in the audit", "sun", "GET /audit?action=sample.decided", 200).finds(`"by":"u-sun"`, "too-fast"),
	})
}

// sampleAccess goes on where warningAccess ends.
const sampleAccess = `
listSamples          any     401     403     403     403     403     ok      ok      ok
getSample            own     401     403     403     403     403     ok      ok      ok
getSample            foreign 401     403     403     403     403     404     ok      ok
decideSample         own     401     403     403     403     403     ok      ok      ok
decideSample         foreign 401     403     403     403     403     404     ok      ok
`

func init() {
	for name, how := range map[string]makes{
		"listSamples":  lists("/samples"),
		"getSample":    sampleVisit("GET", "", nil),
		"decideSample": sampleVisit("POST", "/decide", object{"verdict": true, "why": "看过了"}),
	} {
		visits[name] = how
	}
}

// sampleVisit calls a new sample of the side.
func sampleVisit(method, after string, body any) makes {
	return func(t *testing.T, w *world, v visit) call {
		at := v.kept(func() string {
			return "/api/v1/samples/" + w.sampleOf(t, "too-fast", w.hasty(t, v.run, v.stop, v.porter))
		})
		return call{method: method, path: at + after, body: body}
	}
}
