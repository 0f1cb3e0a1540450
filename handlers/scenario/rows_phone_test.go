package scenario

import (
	"strings"
	"time"
)

// manyAnswers is a check with n answers, and manyPhotos one with n pictures.
func manyAnswers(n int) object {
	answers := make([]object, n)
	for i := range answers {
		answers[i] = object{"itemId": "fifo.area-clean", "memberId": "m", "result": "pass"}
	}
	return with(check("fifo-stocking", "r-one", "s-club", "li", 0), "answers", answers)
}

func manyPhotos(n int) object {
	photos := make([]string, n)
	for i := range photos {
		_, photos[i] = picture("many")
	}
	return answering(check("fifo-stocking", "r-one", "s-club", "li", 0), "fifo.area-clean", "photos", photos)
}

func phoneRows() []row {
	rows := []row{
		ask(right, "gives porter Li his day", "li", "GET /today", 200).finds("r-one", "s-club", "s-bar", "后门", "先进先出理货", lager, `"serverTime":"2026-11-18T00:30:02.000Z"`, `"effects":{"crewId":"c-one","from":"2026-10-22","to":"2026-11-18"`).hides("r-two", "13911112222", farBeer),
		ask(right, "gives a day off as a day off", "li", "GET /today?date=2026-12-24", 200).finds(`"run":null`, `"effects":null`),
		ask(stranger, "gives a stranger his own day", "far-porter", "GET /today", 200).finds("r-far").hides("r-one"),
		ask(stranger, "gives a salesman none", "zhang", "GET /today", 403),
		ask(badBody, "refuses a day that is none", "li", "GET /today?date=soon", 400).finds(`"date"`),
	}
	for _, part := range [][]row{checkRows(), previewRows(), syncRows(), stopRows(), exemptionRows(), keptRows()} {
		rows = append(rows, part...)
	}
	return guests(rows)
}

func checkRows() []row {
	body := check("fifo-stocking", "r-one", "s-club", "li", 0)
	put := "PUT /checks/" + uuid("table")
	return []row{
		ask(right, "takes a check", "li", put, 201).sends(body).finds(`"score":100`, `"crewId":"c-one"`, `"missingPhotos":[]`).heads(),
		ask(right, "takes it again", "li", put, 200).sends(with(body, "sentAt", iso(time.Hour))).finds(`"score":100`),
		ask(right, "refuses other content under its id", "li", put, 409).sends(with(body, "elapsedMs", 1)).finds("check.conflict", `"id"`),
		ask(stranger, "knows no run of the other depot", "far-porter", "PUT /checks/"+uuid("stolen"), 422).sends(body).finds(`"/runId"`, "field.reference").hides("c-one"),
		ask(stranger, "knows no run of another crew", "zhou", "PUT /checks/"+uuid("stolen"), 422).sends(body).finds(`"/runId"`),
		ask(stranger, "takes no checks of a salesman", "zhang", "PUT /checks/"+uuid("stolen"), 403).sends(body),
		ask(badBody, "names every wrong field", "li", "PUT /checks/"+uuid("bad"), 422).
			sends(with(body, "memberId", "u-zhou", "completedAt", iso(-time.Hour), "elapsedMs", -1, "device", object{"id": "", "appVersion": ""})).
			finds(`"/memberId"`, `"/completedAt"`, `"/elapsedMs"`, `"/device/id"`),
		ask(badBody, "names the answer that is wrong", "li", "PUT /checks/"+uuid("bad"), 422).
			sends(answering(answering(body, "fifo.area-clean", "result", "perhaps"), "fifo.lots", "lots", []object{{"productId": lager, "producedOn": "yesterday", "quantity": 1, "position": 0, "delivered": false}})).
			finds(`"/answers/2/lots/0/producedOn"`, `"/answers/2/lots/0/position"`, `"/answers/7/result"`),
		ask(badBody, "names a field it does not know", "li", "PUT /checks/"+uuid("bad"), 422).sends(with(body, "mood", "good")).finds(`"/mood"`, "field.unknown"),
		ask(badBody, "names a stop of another run", "li", "PUT /checks/"+uuid("bad"), 422).sends(with(body, "stopId", "s-two")).finds(`"/stopId"`),
		ask(badBody, "names a checklist that is none", "li", "PUT /checks/"+uuid("bad"), 422).sends(with(body, "checklist", object{"id": "magic", "version": 1})).finds(`"/checklist/id"`),
		ask(badBody, "names a version that is none", "li", "PUT /checks/"+uuid("bad"), 422).sends(with(body, "checklist", object{"id": "fifo-stocking", "version": 7})).finds("check.version-unknown", `"/checklist/version"`),
		ask(badBody, "names a corrected check that is none", "li", "PUT /checks/"+uuid("bad"), 422).sends(with(body, "supersedes", uuid("nowhere"))).finds(`"/supersedes"`),
		ask(badBody, "refuses 201 answers", "li", "PUT /checks/"+uuid("bad"), 422).sends(manyAnswers(201)).finds(`"/answers"`, "field.too-many", "200"),
		ask(badBody, "refuses 21 photos", "li", "PUT /checks/"+uuid("bad"), 422).sends(manyPhotos(21)).finds("/photos", "field.too-many", "20"),
		ask(badBody, "refuses 257 KiB", "li", "PUT /checks/"+uuid("bad"), 413).sends(`{"x":"`+strings.Repeat("a", 257<<10)+`"}`).finds("body.too-large", "262144"),
		ask(badBody, "refuses what is no JSON", "li", "PUT /checks/"+uuid("bad"), 400).sends(`{"checklist":`).finds("body.syntax"),
		ask(badBody, "refuses nothing at all", "li", "PUT /checks/"+uuid("bad"), 400).sends("").finds("body.missing"),
		ask(badBody, "refuses another content type", "li", "PUT /checks/"+uuid("bad"), 415).sends(body).heads("Content-Type", "text/plain").finds("body.type", "Content-Type"),
		ask(badBody, "refuses a packed body", "li", "PUT /checks/"+uuid("bad"), 415).sends(body).heads("Content-Encoding", "gzip").finds("body.encoding"),
		ask(missing, "takes no id that phones do not make", "li", "PUT /checks/one", 422).sends(body).finds(`"id"`, "field.format"),
		ask(missing, "knows no such run", "li", "PUT /checks/"+uuid("bad"), 422).sends(with(body, "runId", noSuch)).finds(`"/runId"`),

		ask(right, "lists the crew's checks", "li", "GET /checks?stopId=s-club", 200).finds(uuid("table")),
		ask(right, "lists them to sales", "zhang", "GET /checks?checklistId=fifo-stocking", 200).finds(uuid("table")),
		ask(stranger, "lists no foreign check", "far-supervisor", "GET /checks", 200).hides(uuid("table")),
		ask(stranger, "answers a filter by another's run with nothing", "zhou", "GET /checks?runId=r-one", 200).hides(uuid("table")),
		ask(stranger, "lists a venue no checks", "chen", "GET /checks", 403),
		ask(right, "lists of flagged checks only those", "sun", "GET /checks?flagged=true", 200).hides(`"flags":[]`),
		ask(stranger, "lists no foreign flagged check", "far-supervisor", "GET /checks?flagged=true", 200).hides(uuid("table")),
		ask(badBody, "refuses a flag that is neither true nor false", "li", "GET /checks?flagged=maybe", 400).finds(`"flagged"`),
		ask(badBody, "refuses a time that is none", "li", "GET /checks?from=noon", 400).finds(`"from"`),
		ask(badBody, "refuses the cursor of another list", "li", "GET /checks?cursor=AAAA", 400).finds("cursor.invalid"),
		ask(right, "shows a check", "sun", "GET /checks/"+uuid("table"), 200).finds(`"sentBy":"u-li"`),
		ask(stranger, "hides a check from another crew", "he", "GET /checks/"+uuid("table"), 404),
		ask(stranger, "hides a check from the other depot", "far-sales", "GET /checks/"+uuid("table"), 404),
		ask(missing, "knows no such check", "li", "GET /checks/"+uuid("nowhere"), 404),
	}
}

func previewRows() []row {
	const preview = "POST /checks/preview"
	body := check("fifo-stocking", "r-one", "s-bar", "li", 0)
	half := with(body, "answers", []object{{"itemId": "fifo.area-clean", "result": "fail"}})
	return []row{
		ask(right, "says what choices cost", "li", preview, 200).sends(body).
			finds(`"crewId":"c-one"`, `"unit":"points"`, `"stops":`, `"to":"2026-11-18"`, `"itemId":"fifo.lots"`, `"capped":true`, `"needs":["photo","note"]`, `"category":"stock-not-rotated"`),
		ask(right, "keeps nothing of it", "li", "GET /checks?stopId=s-bar", 200).finds(`"items":[]`),
		ask(right, "says it of a check that is half filled in", "sun", preview, 200).sends(half).finds(`"not-answered"`, `"answered":false`, `"itemId":"fifo.area-clean","answered":true,"outcome":"fail"`),
		ask(stranger, "knows no run of the other depot", "far-porter", preview, 422).sends(body).finds(`"/runId"`, "field.reference").hides("c-one"),
		ask(stranger, "knows no run of another crew", "zhou", preview, 422).sends(body).finds(`"/runId"`),
		ask(stranger, "says nothing to a salesman", "zhang", preview, 403).sends(body),
		ask(badBody, "names the answer that is wrong", "li", preview, 422).sends(answering(body, "fifo.area-clean", "result", "perhaps")).finds(`"/answers/7/result"`),
		ask(badBody, "names a version that is none", "li", preview, 422).sends(with(body, "checklist", object{"id": "fifo-stocking", "version": 7})).finds("check.version-unknown"),
		ask(missing, "knows no such run", "li", preview, 422).sends(with(body, "runId", noSuch)).finds(`"/runId"`),
	}
}

func syncRows() []row {
	message := object{"id": uuid("message"), "runId": "r-one", "stopId": "s-club", "text": "周五多带两箱", "recordedAt": iso(0)}
	return []row{
		ask(right, "takes what waited", "li", "POST /sync", 200).sends(object{"messages": []object{message}, "clientNow": iso(0)}).
			finds(`"status":201`, "周五多带两箱", `"checks":[]`, `"clockSkewMs":-2000`),
		ask(right, "takes it again", "li", "POST /sync", 200).sends(object{"messages": []object{message}}).finds(`"status":200`),
		ask(stranger, "refuses each entry of another depot's", "far-porter", "POST /sync", 200).sends(object{"messages": []object{message}}).finds(`"status":422`, `"/runId"`).hides("周五多带两箱"),
		ask(stranger, "takes nothing of a venue", "chen", "POST /sync", 403).sends(object{}),
		ask(badBody, "refuses lists that are none", "li", "POST /sync", 422).sends(object{"checks": "all"}).finds(`"/checks"`, "field.type"),
		ask(badBody, "refuses more than 200 entries", "li", "POST /sync", 422).sends(object{"checks": make([]int, 201)}).finds("field.too-many"),
	}
}

func stopRows() []row {
	put := "PUT /runs/r-one/stops/s-club/status"
	body := object{"status": "arrived", "at": iso(0)}
	return []row{
		ask(right, "notes the arrival", "wang", put, 200).sends(body).finds(`"status":"arrived"`, `"arrivedAt"`),
		ask(right, "notes the delivery", "sun", put, 200).sends(object{"status": "delivered", "at": iso(0)}).finds(`"status":"delivered"`),
		ask(stranger, "hides the run from the other depot", "far-driver", put, 404).sends(body),
		ask(stranger, "hides the run from another crew", "he", put, 404).sends(body),
		ask(stranger, "takes no word of sales", "zhang", put, 403).sends(body),
		ask(badBody, "wants a reason for a failed stop", "li", put, 422).sends(object{"status": "failed", "at": iso(0)}).finds(`"/reason"`),
		ask(badBody, "knows the causes, and of stops that failed alone", "li", put, 422).sends(object{"status": "arrived", "cause": "lost", "at": iso(0)}).finds(`"/cause"`, `gate-blocked`, `field.not-here`),
		ask(badBody, "wants a status and a time", "li", put, 422).sends(object{"status": "lost"}).finds(`"/status"`, `"/at"`),
		ask(missing, "knows no such run", "li", "PUT /runs/"+noSuch+"/stops/s-club/status", 404).sends(body),
		ask(missing, "knows no such stop", "li", "PUT /runs/r-one/stops/"+noSuch+"/status", 404).sends(body),
		ask(missing, "knows no stop of another run here", "li", "PUT /runs/r-one/stops/s-two/status", 404).sends(body),
	}
}

func exemptionRows() []row {
	body := object{"runId": "r-one", "stopId": "s-bar", "cause": "gate-blocked", "note": "大门封了", "at": iso(0)}
	return []row{
		ask(right, "records a blocked gate", "wang", "POST /exemptions", 201).sends(body).heads("Idempotency-Key", "gate").finds("大门封了", `"crewId":"c-one"`),
		ask(right, "records it once", "wang", "POST /exemptions", 200).sends(body).heads("Idempotency-Key", "gate"),
		ask(right, "refuses the key for other content", "wang", "POST /exemptions", 409).sends(with(body, "note", "x")).heads("Idempotency-Key", "gate").finds("idempotency.reused", `"Idempotency-Key"`),
		ask(stranger, "knows no run of the other depot", "far-driver", "POST /exemptions", 422).sends(body).finds(`"/runId"`),
		ask(stranger, "takes none of a venue", "chen", "POST /exemptions", 403).sends(body),
		ask(badBody, "names a cause that is none, and a picture", "li", "POST /exemptions", 422).sends(with(body, "cause", "tired", "photos", []string{"x"}, "at", nil)).finds(`"/cause"`, `"/photos/0"`, `"/at"`),
		ask(badBody, "names a stop of another run", "li", "POST /exemptions", 422).sends(with(body, "stopId", "s-two")).finds(`"/stopId"`),
		ask(badBody, "refuses a closed venue of no stop", "li", "POST /exemptions", 422).sends(with(body, "cause", "venue-closed", "stopId", nil)).finds(`"/stopId"`, "field.required"),
		ask(badBody, "refuses a closed venue where the crew has delivered", "li", "POST /exemptions", 409).sends(with(body, "cause", "venue-closed", "stopId", "s-club")).finds("exemption.delivered", `"/cause"`),
		ask(badBody, "refuses a key that is too long", "li", "POST /exemptions", 400).sends(body).heads("Idempotency-Key", strings.Repeat("k", 201)).finds("header.invalid"),
		ask(right, "lists them to the crew, and which complaints each spares it", "li", "GET /exemptions", 200).finds("大门封了", `"spares":["late"`),
		ask(stranger, "lists no foreign ones", "far-supervisor", "GET /exemptions", 200).hides("大门封了"),
		ask(stranger, "lists a venue none", "chen", "GET /exemptions", 403),
		ask(badBody, "refuses a limit of −1", "li", "GET /exemptions?limit=-1", 400).finds(`"limit"`),
	}
}

// keptRows are the lists of what follows from checks.
func keptRows() []row {
	return []row{
		ask(right, "keeps the signed receipt", "li", "PUT /checks/"+uuid("signed"), 201).sends(check("delivery-receipt", "r-one", "s-club", "li", 0)).finds(`"score":100`),
		ask(right, "lists receipts to their venue", "chen", "GET /receipts", 200).finds("R-DELIVERY-RECEIPTR-ONES-CLUB", `"signedBy":"陈姐"`),
		ask(right, "finds a receipt by its number", "zhang", "GET /receipts?number=R-DELIVERY-RECEIPTR-ONES-CLUB", 200).finds(`"stopId":"s-club"`),
		ask(stranger, "lists no foreign receipt", "far-venue", "GET /receipts", 200).hides("R-DELIVERY"),
		ask(stranger, "lists another crew no receipt", "zhou", "GET /receipts", 200).hides("R-DELIVERY"),
		ask(badBody, "refuses a number that is too long", "sun", "GET /receipts?number="+strings.Repeat("9", 65), 400).finds(`"number"`),
		ask(right, "lists a venue its messages", "chen", "GET /messages", 200).finds("周五多带两箱"),
		ask(stranger, "lists no foreign message", "far-sales", "GET /messages", 200).hides("周五多带两箱"),
		ask(badBody, "refuses a parameter given twice", "chen", "GET /messages?venueId=a&venueId=b", 400).finds(`"venueId"`),
	}
}

func photoRows() []row {
	data, sha := picture("the table's own")
	text, stub := []byte("no picture at all"), dot[:12]
	png := []string{"Content-Type", "image/png"}
	put := "PUT /photos/" + sha
	return guests([]row{
		ask(right, "stores a picture", "li", put, 201).sends(data).heads(png...).finds(sha, `"type":"image/png"`),
		ask(right, "stores it once", "li", put, 200).sends(data).heads(png...),
		ask(badBody, "refuses bytes that are not those named", "li", put, 422).sends([]byte("\x89PNG\r\n\x1a\nother")).heads(png...).finds("photo.digest", `"sha256"`),
		ask(badBody, "refuses what is no picture", "li", "PUT /photos/"+hexSum(text), 415).sends(text).heads(png...).finds("photo.type", `"Content-Type"`),
		ask(badBody, "refuses the beginning of a picture", "li", "PUT /photos/"+hexSum(stub), 422).sends(stub).heads(png...).finds("photo.unreadable", `"sha256"`),
		ask(badBody, "refuses a content type that is no picture's", "li", put, 415).sends(data).heads("Content-Type", "image/gif").finds("body.type"),
		ask(badBody, "refuses an empty picture", "li", put, 400).sends([]byte{}).heads(png...).finds("body.missing"),
		ask(badBody, "refuses a range that is none", "li", put, 400).sends(data).heads("Content-Type", "image/png", "Content-Range", "bytes 0-1/two").finds("header.invalid", `"Content-Range"`),
		ask(missing, "takes no address that is no digest", "li", "PUT /photos/cat", 422).sends(data).heads(png...).finds(`"sha256"`),
		ask(right, "shows the picture to who took it", "li", "GET /photos/"+sha, 200).finds("PNG"),
		ask(right, "tells without sending", "li", "HEAD /photos/"+sha, 200),
		ask(right, "shows it to a manager", "ma", "GET /photos/"+sha, 200),
		ask(right, "sends nothing twice", "li", "GET /photos/"+sha, 304).heads("If-None-Match", `"`+sha+`"`),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET /photos/"+sha, 404),
		ask(stranger, "hides it from a colleague as long as no check shows it", "zhou", "GET /photos/"+sha, 404),
		ask(stranger, "tells nobody who else may see it", "far-porter", put, 200).sends(data).heads(png...).hides("u-li"),
		ask(missing, "knows no such picture", "li", "GET /photos/"+hexSum([]byte("none")), 404),
	})
}
