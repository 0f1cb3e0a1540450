package scenario

import "testing"

// What stands in a path for the ideas that ideaRows hand in.
const (
	goodIdea = "the-idea-that-is-taken-up"
	badIdea  = "the-idea-that-is-not"
	theIdea  = "空筐先叠好再装车"
)

func ideaSaying(text string) func(*testing.T, *world) string {
	return func(t *testing.T, w *world) string {
		for _, x := range w.get(t, "admin", "/api/v1/ideas?crewId="+crewOne).list("items") {
			if x.text("text") == text {
				return x.text("id")
			}
		}
		t.Fatalf("no idea says %s", text)
		return ""
	}
}

func ideaRows() []row {
	idea, key := object{"text": theIdea}, []string{"Idempotency-Key", "idea-of-li"}
	good, bad := "/ideas/"+goodIdea, "/ideas/"+badIdea
	yes, no := object{"answer": "下周起都这样"}, object{"answer": "车坐不下"}
	return guests([]row{
		ask(right, "takes an idea", "li", "POST /ideas", 201).sends(idea).heads(key...).finds(`"state":"new"`, `"crewId":"c-one"`, `"memberId":"u-li"`, `"depotId":"d-changsha"`),
		ask(right, "takes it once", "li", "POST /ideas", 200).sends(idea).heads(key...),
		ask(right, "takes no other under its key", "li", "POST /ideas", 409).sends(object{"text": "别的"}).heads(key...).finds("idempotency.reused"),
		ask(right, "takes another", "wang", "POST /ideas", 201).sends(object{"text": "每站多带一个人", "at": "2026-11-18T00:20:00.000Z"}).finds(`"at":"2026-11-18T00:20:00.000Z"`),
		ask(stranger, "takes none of a salesman", "zhang", "POST /ideas", 403).sends(idea),
		ask(stranger, "takes none for another crew", "he", "POST /ideas", 422).sends(object{"text": theIdea, "crewId": crewOne}).finds(`"/crewId"`),
		ask(badBody, "takes no silence", "li", "POST /ideas", 422).sends(object{"text": "  ", "depotId": zhuzhou}).finds(`"/depotId"`),
		ask(badBody, "takes no empty words", "li", "POST /ideas", 422).sends(object{"text": "  "}).finds(`"/text"`),

		ask(right, "lists a crew its ideas", "wang", "GET /ideas", 200).finds(theIdea),
		ask(right, "lists the desk what is new", "sun", "GET /ideas?state=new&depotId="+changsha, 200).finds(theIdea),
		ask(right, "lists them by member", "sun", "GET /ideas?memberId=u-wang", 200).hides(theIdea),
		ask(stranger, "lists another crew none", "he", "GET /ideas", 200).hides(theIdea),
		ask(stranger, "lists the other depot none", "far-supervisor", "GET /ideas", 200).hides(theIdea),
		ask(stranger, "lists sales none", "zhang", "GET /ideas", 403),
		ask(badBody, "knows no such state", "sun", "GET /ideas?state=lost", 400).finds(`"state"`),

		ask(right, "shows it to its author", "li", "GET "+good, 200).finds(theIdea),
		ask(stranger, "hides it from another crew", "he", "GET "+good, 404),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET "+good, 404),
		ask(missing, "knows no such idea", "sun", "GET /ideas/"+noSuch, 404),

		ask(stranger, "is not adopted by the crew", "li", "POST "+good+"/adopt", 403).sends(yes),
		ask(stranger, "is not adopted by the other depot", "far-supervisor", "POST "+good+"/adopt", 404).sends(yes),
		ask(missing, "is not there", "sun", "POST /ideas/"+noSuch+"/adopt", 404).sends(yes),
		ask(badBody, "is not adopted without an answer", "sun", "POST "+good+"/adopt", 422).sends(object{}).finds(`"/answer"`),
		ask(right, "is adopted", "sun", "POST "+good+"/adopt", 200).sends(yes).finds(`"state":"adopted"`, `"decidedBy":"u-sun"`),
		ask(right, "is adopted once", "ma", "POST "+good+"/adopt", 200).sends(yes).finds(`"decidedBy":"u-sun"`),
		ask(right, "tells the crew the answer, and not whose", "wang", "GET "+good, 200).finds("下周起都这样", `"state":"adopted"`).hides("u-sun"),

		ask(stranger, "is not declined by the crew", "li", "POST "+bad+"/decline", 403).sends(no),
		ask(stranger, "is not declined by the other depot", "far-supervisor", "POST "+bad+"/decline", 404).sends(no),
		ask(missing, "is not there", "sun", "POST /ideas/"+noSuch+"/decline", 404).sends(no),
		ask(badBody, "is not declined without an answer", "sun", "POST "+bad+"/decline", 422).sends(object{"answer": " "}).finds(`"/answer"`),
		ask(right, "is declined", "sun", "POST "+bad+"/decline", 200).sends(no).finds(`"state":"declined"`),
		ask(right, "is decided for ever", "ma", "POST "+bad+"/adopt", 409).sends(yes).finds("idea.decided"),
	})
}

// ideaAccess goes on where warningAccess ends.
const ideaAccess = `
createIdea           any     401     ok      ok      403     403     403     403     403
listIdeas            any     401     ok      ok      403     403     ok      ok      ok
getIdea              own     401     ok      ok      403     403     ok      ok      ok
getIdea              foreign 401     404     404     403     403     404     ok      ok
adoptIdea            own     401     403     403     403     403     ok      ok      ok
adoptIdea            foreign 401     403     403     403     403     404     ok      ok
declineIdea          own     401     403     403     403     403     ok      ok      ok
declineIdea          foreign 401     403     403     403     403     404     ok      ok
`

func init() {
	for name, how := range map[string]makes{
		"createIdea":  posts(always("/ideas"), func(visit) any { return object{"text": theIdea} }),
		"listIdeas":   lists("/ideas"),
		"getIdea":     ideaVisit("GET", "", nil),
		"adoptIdea":   ideaVisit("POST", "/adopt", object{"answer": "好"}),
		"declineIdea": ideaVisit("POST", "/decline", object{"answer": "不行"}),
	} {
		visits[name] = how
	}
}

// ideaVisit calls a new idea of the side's porter.
func ideaVisit(method, after string, body any) makes {
	return func(t *testing.T, w *world, v visit) call {
		id := w.want(t, 201, v.porter, "POST", "/api/v1/ideas", object{"text": theIdea}).text("id")
		return call{method: method, path: "/api/v1/ideas/" + id + after, body: body}
	}
}
