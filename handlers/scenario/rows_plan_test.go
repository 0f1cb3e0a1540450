package scenario

import (
	"strings"
	"time"
)

func planRows() []row {
	var rows []row
	for _, part := range [][]row{depotRows(), crewRows(), venueRows(), productRows()} {
		rows = append(rows, part...)
	}
	return guests(rows)
}

func depotRows() []row {
	body := depotBody("湘潭")
	return []row{
		ask(right, "lists the caller's depots", "li", "GET /depots", 200).finds(changsha).hides(zhuzhou),
		ask(right, "lists all depots to a manager", "ma", "GET /depots", 200).finds(changsha, zhuzhou),
		ask(right, "finds a depot by its id", "ma", "GET /depots?ids="+zhuzhou, 200).finds(zhuzhou).hides(changsha),
		ask(stranger, "finds no foreign depot by its id", "far-porter", "GET /depots?ids="+changsha, 200).hides(changsha),
		ask(stranger, "lists no foreign depot", "far-porter", "GET /depots", 200).finds(zhuzhou).hides(changsha),
		ask(badBody, "refuses a cursor that is none", "ma", "GET /depots?cursor=nonsense", 400).finds("cursor.invalid"),
		ask(right, "shows the own depot", "wang", "GET /depots/"+changsha, 200).finds("Asia/Shanghai"),
		ask(stranger, "hides a foreign depot", "far-driver", "GET /depots/"+changsha, 404),
		ask(missing, "knows no such depot", "ma", "GET /depots/"+noSuch, 404),
		ask(right, "shows how far the day's runs have come", "sun", "GET /depots/"+changsha+"/now", 200).finds(`"r-one"`, `"next":{`, `"openChecks":`).hides("r-far", "receiptToken"),
		ask(right, "shows it of any day", "ma", "GET /depots/"+changsha+"/now?date=2026-01-01", 200).finds(`"runs":[]`),
		ask(right, "shows it once", "sun", "GET /depots/"+changsha+"/now", 304).heads("If-None-Match", "*"),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET /depots/"+changsha+"/now", 404).hides("r-one"),
		ask(stranger, "is not for crews", "wang", "GET /depots/"+changsha+"/now", 403),
		ask(missing, "knows no such depot", "ma", "GET /depots/"+noSuch+"/now", 404),
		ask(badBody, "refuses a day that is none", "sun", "GET /depots/"+changsha+"/now?date=2026-02-30", 400).finds(`"date"`),
		ask(right, "lets a manager add a depot", "ma", "PUT /depots/d-new", 201).sends(body).finds("d-new", `"version":1`),
		ask(right, "lets a manager change it", "ma", "PUT /depots/d-new", 200).sends(with(body, "closesAt", "19:30")).heads("If-Match", `"1"`).finds("19:30"),
		ask(stranger, "lets no supervisor change depots", "sun", "PUT /depots/"+changsha, 403).sends(body),
		ask(badBody, "names zone and closing time", "ma", "PUT /depots/d-new", 422).sends(object{"name": "x", "zone": "Mars/Olympus", "closesAt": "25:00"}).finds(`"/zone"`, `"/closesAt"`),
		ask(right, "lets a manager set its limits", "ma", "PUT /depots/d-new", 200).sends(with(body, "limits", object{"farMetres": 200, "silentMinutes": 60})).finds(`"farMetres":200`),
		ask(badBody, "names a limit that is out of bounds, and the bounds", "ma", "PUT /depots/d-new", 422).sends(with(body, "limits", object{"farMetres": 99, "silentMinutes": 721, "receiptGraceHours": -1})).finds(`"/limits/farMetres"`, "100", `"/limits/silentMinutes"`, "720", `"/limits/receiptGraceHours"`),
		ask(right, "tells what is limited and who sets it", "sun", "GET /limits", 200).finds(`"farMetres"`, `"setBy":"depot"`, `"--rate-limit"`, `"setBy":"standard"`),
		ask(stranger, "tells crews no limits", "li", "GET /limits", 403),
		ask(right, "tells limits once", "sun", "GET /limits", 304).heads("If-None-Match", "*"),
		ask(badBody, "refuses a weak If-Match", "ma", "PUT /depots/d-new", 400).sends(body).heads("If-Match", `W/"1"`).finds("header.invalid", `"If-Match"`),
		ask(missing, "refuses to change what is not there", "ma", "PUT /depots/"+noSuch, 412).sends(body).heads("If-Match", `"3"`).finds("record.stale"),
	}
}

func crewRows() []row {
	body := crewBody(changsha, "三组", "zhou")
	return []row{
		ask(right, "lists the depot's crews", "sun", "GET /crews", 200).finds(crewOne, crewTwo).hides(farCrew),
		ask(right, "lists a porter his own crew", "li", "GET /crews", 200).finds(crewOne).hides(crewTwo, farCrew),
		ask(right, "answers a filter by another's depot with nothing", "sun", "GET /crews?depotId="+zhuzhou, 200).hides(farCrew),
		ask(right, "finds crews by their ids, the own ones", "sun", "GET /crews?ids="+crewTwo+","+farCrew+",nobody", 200).finds(crewTwo).hides(crewOne, farCrew),
		ask(right, "finds a crew by a piece of its name", "sun", "GET /crews?search=%E4%BA%8C", 200).finds(crewTwo).hides(crewOne),
		ask(stranger, "finds a porter no other crew by its id", "li", "GET /crews?ids="+crewTwo, 200).hides(crewTwo),
		ask(badBody, "finds no more than 100 crews at once", "sun", "GET /crews?ids="+strings.Repeat("c,", 100)+"c", 400).finds(`"ids"`),
		ask(stranger, "lists no foreign crew", "far-porter", "GET /crews", 200).finds(farCrew).hides(crewOne),
		ask(right, "lists a salesman what the depot's crews are called, and nobody in them", "zhang", "GET /crews", 200).finds("一组", "二组").hides(farCrew, "u-li", "u-he"),
		ask(right, "shows a salesman what a crew is called, and nobody in it", "zhang", "GET /crews/"+crewOne, 200).finds("一组", `"memberIds":[]`).hides("u-li"),
		ask(stranger, "hides a crew from another depot's salesman", "far-sales", "GET /crews/"+crewOne, 404),
		ask(stranger, "lists a venue no crews", "chen", "GET /crews", 403),
		ask(badBody, "refuses an id that is none", "sun", "GET /crews?depotId=%2e%2e%2f", 400).finds(`"depotId"`),
		ask(right, "shows the own crew", "li", "GET /crews/"+crewOne, 200).finds("一组"),
		ask(stranger, "hides another crew of the depot from a porter", "li", "GET /crews/"+crewTwo, 404),
		ask(stranger, "hides a crew from the other depot", "far-supervisor", "GET /crews/"+crewOne, 404),
		ask(missing, "knows no such crew", "ma", "GET /crews/"+noSuch, 404),
		ask(right, "lets a supervisor add a crew", "sun", "PUT /crews/c-new", 201).sends(body).finds("c-new", "u-zhou"),
		ask(right, "lets him empty it", "sun", "PUT /crews/c-new", 200).sends(crewBody(changsha, "三组")).finds(`"memberIds":[]`),
		ask(stranger, "lets no driver change crews", "wang", "PUT /crews/"+crewOne, 403).sends(body),
		ask(stranger, "hides a crew from the other depot's supervisor", "far-supervisor", "PUT /crews/"+crewOne, 404).sends(crewBody(zhuzhou, "偷来的", "far-porter")),
		ask(stranger, "knows no foreign depot in a body", "sun", "PUT /crews/c-new", 422).sends(crewBody(zhuzhou, "三组")).finds(`"/depotId"`),
		ask(badBody, "names a member of another depot", "sun", "PUT /crews/c-new", 422).sends(crewBody(changsha, "三组", "li", "far-porter")).finds(`"/memberIds/1"`, "field.reference"),
		ask(badBody, "refuses the same member twice", "sun", "PUT /crews/c-new", 422).sends(crewBody(changsha, "三组", "li", "li")).finds(`"/memberIds/1"`, "field.duplicate"),
		ask(missing, "refuses to change what is not there", "sun", "PUT /crews/"+noSuch, 412).sends(body).heads("If-Match", `"1"`),
	}
}

func venueRows() []row {
	body := venueBody(changsha, "新店", "small")
	return []row{
		ask(right, "lists the depot's venues", "sun", "GET /venues", 200).finds(club, bar).hides(farVenue),
		ask(right, "lists a salesman his venues", "zhang", "GET /venues?tier=vip", 200).finds(club).hides(`"v-bar"`, farVenue),
		ask(right, "lists a storekeeper her venue", "chen", "GET /venues", 200).finds(club).hides(`"v-bar"`, farVenue),
		ask(right, "finds venues by their ids, the own ones", "sun", "GET /venues?ids="+bar+","+farVenue, 200).finds(bar).hides(club, farVenue),
		ask(right, "finds venues by ids and filters together", "sun", "GET /venues?tier=vip&ids="+bar+","+club, 200).finds(club).hides(`"v-bar"`),
		ask(right, "finds a venue by a piece of its name", "sun", "GET /venues?search=%E6%B1%9F%E8%BE%B9", 200).finds(bar).hides(club, farVenue),
		ask(right, "finds a venue by its id in any case", "ma", "GET /venues?search=V-BAR", 200).finds(bar).hides(club),
		ask(stranger, "finds a storekeeper only her venue", "chen", "GET /venues?search=v-&ids="+bar+","+club, 200).finds(club).hides(`"v-bar"`),
		ask(badBody, "looks for no novel", "sun", "GET /venues?search="+strings.Repeat("x", 101), 400).finds(`"search"`),
		ask(stranger, "lists no foreign venue", "far-sales", "GET /venues", 200).finds(farVenue).hides(club),
		ask(stranger, "lists a crew no venues", "li", "GET /venues", 403),
		ask(badBody, "refuses a tier that is none", "sun", "GET /venues?tier=huge", 400).finds(`"tier"`),
		ask(right, "shows a crew the card but no phone number", "li", "GET /venues/"+club, 200).finds("后门", "陈姐").hides("13911112222"),
		ask(right, "shows a storekeeper her venue", "chen", "GET /venues/"+club, 200).finds("13911112222"),
		ask(stranger, "hides a venue from the other depot", "far-porter", "GET /venues/"+club, 404),
		ask(stranger, "hides a venue from another venue's account", "far-venue", "GET /venues/"+club, 404),
		ask(missing, "knows no such venue", "ma", "GET /venues/"+noSuch, 404),
		ask(right, "lets a supervisor add a venue", "sun", "PUT /venues/v-new", 201).sends(body).finds("v-new", `"cardVersion":1`),
		ask(right, "lets its salesman change the card", "zhang", "PUT /venues/"+club, 200).
			sends(with(venueBody(changsha, "夜色俱乐部", "vip"), "card", object{"storekeeper": "陈姐", "parking": "正门"})).finds("正门", `"cardVersion":2`),
		ask(stranger, "lets no salesman move a venue away", "zhang", "PUT /venues/"+club, 422).sends(venueBody(zhuzhou, "夜色俱乐部", "vip")).finds(`"/depotId"`),
		ask(stranger, "hides a venue from the other depot's salesman", "far-sales", "PUT /venues/"+club, 422).sends(body).finds(`"/depotId"`),
		ask(stranger, "hides a venue from the other depot's supervisor", "far-supervisor", "PUT /venues/"+club, 404).sends(venueBody(zhuzhou, "抢来的", "small")),
		ask(stranger, "lets no storekeeper change her venue", "chen", "PUT /venues/"+club, 403).sends(body),
		ask(badBody, "names every wrong field", "sun", "PUT /venues/v-new", 422).sends(with(body,
			"name", "", "tier", "huge", "location", object{"lat": 91, "lon": 0}, "window", object{"from": "9", "to": "12:00"}, "contacts", []object{{"name": "", "role": "", "phone": "x"}})).
			finds(`"/name"`, `"/tier"`, `"/location/lat"`, `"/window/from"`, `"/contacts/0/name"`, `"/contacts/0/phone"`),
		ask(badBody, "names a card's picture that is none, and what it cannot show", "sun", "PUT /venues/v-new", 422).
			sends(with(body, "card", object{"photos": []object{{"sha256": "cat", "shows": "cats"}}})).finds(`"/card/photos/0/sha256"`, `"/card/photos/0/shows"`),
		ask(badBody, "refuses a card of seven pictures", "sun", "PUT /venues/v-new", 422).
			sends(with(body, "card", object{"photos": make([]object, 7)})).finds(`"/card/photos"`, "field.too-many", "6"),
		ask(badBody, "names a salesman that is none", "sun", "PUT /venues/v-new", 422).sends(with(body, "salesId", "nobody")).finds(`"/salesId"`),
		ask(badBody, "refuses a salesman who is none from a salesman too", "zhang", "PUT /venues/"+club, 422).
			sends(with(venueBody(changsha, "夜色俱乐部", "vip"), "salesId", "nobody")).finds(`"/salesId"`),
		ask(missing, "refuses to change what is not there", "sun", "PUT /venues/"+noSuch, 412).sends(body).heads("If-Match", `"1"`),
		ask(right, "lists the versions of the card, the newest first", "li", "GET /venues/"+club+"/cards", 200).finds(`"cardVersion":2`, `"cardVersion":1`, "正门", "后门"),
		ask(stranger, "hides the cards from the other depot", "far-porter", "GET /venues/"+club+"/cards", 404),
		ask(badBody, "refuses a limit beyond 200", "sun", "GET /venues/"+club+"/cards?limit=201", 400).finds(`"limit"`),
		ask(missing, "knows no such venue", "sun", "GET /venues/"+noSuch+"/cards", 404),
	}
}

func productRows() []row {
	body := productBody(changsha, "Ale")
	return []row{
		ask(right, "lists the depot's products", "li", "GET /products", 200).finds(lager, stout).hides(farBeer),
		ask(right, "finds products by their ids, the own ones", "li", "GET /products?ids="+stout+","+farBeer, 200).finds(stout).hides(lager, farBeer),
		ask(right, "finds a product by its name", "li", "GET /products?search=lag", 200).finds(lager).hides(stout),
		ask(stranger, "lists no foreign product", "far-porter", "GET /products", 200).finds(farBeer).hides(lager),
		ask(stranger, "lists a venue no products", "chen", "GET /products", 403),
		ask(badBody, "refuses a limit that is no number", "li", "GET /products?limit=many", 400).finds(`"limit"`),
		ask(right, "shows a product", "zhang", "GET /products/"+lager, 200).finds("Lager"),
		ask(stranger, "hides a product from the other depot", "far-driver", "GET /products/"+lager, 404),
		ask(missing, "knows no such product", "li", "GET /products/"+noSuch, 404),
		ask(right, "lets a supervisor add a product", "sun", "PUT /products/p-new", 201).sends(body).finds("p-new"),
		ask(right, "lets a manager add one for every depot", "ma", "PUT /products/p-all", 201).sends(with(body, "depotId", nil)).finds("p-all"),
		ask(right, "shows it to all", "far-porter", "GET /products/p-all", 200),
		ask(stranger, "lets no supervisor change what all depots share", "sun", "PUT /products/p-all", 404).sends(body),
		ask(stranger, "hides a product from the other depot's supervisor", "far-supervisor", "PUT /products/"+lager, 404).sends(productBody(zhuzhou, "Stolen")),
		ask(stranger, "lets no porter change products", "li", "PUT /products/"+lager, 403).sends(body),
		ask(badBody, "names every wrong field", "sun", "PUT /products/p-new", 422).
			sends(object{"depotId": changsha, "name": object{"zh-CN": "", "en": ""}, "unit": "", "shelfLifeDays": -1}).finds(`"/name/zh-CN"`, `"/name/en"`, `"/unit"`, `"/shelfLifeDays"`),
		ask(missing, "refuses to change what is not there", "sun", "PUT /products/"+noSuch, 412).sends(body).heads("If-Match", "*"),
	}
}

func runRows() []row {
	body := runBody(crewTwo, stopBody("s-new", bar))
	far := runBody(farCrew, stopBody("s-stolen", farVenue))
	member := func(who, role string) []object { return []object{{"userId": userID(who), "role": role}} }
	return guests([]row{
		ask(right, "lists the depot's runs", "sun", "GET /runs?from="+today+"&to="+today, 200).finds("r-one", "r-two").hides("r-far"),
		ask(right, "lists a porter his crew's runs", "li", "GET /runs", 200).finds("r-one").hides("r-two", "r-far"),
		ask(stranger, "lists no foreign run", "far-driver", "GET /runs", 200).finds("r-far").hides("r-one"),
		ask(stranger, "answers a filter by another's crew with nothing", "far-porter", "GET /runs?crewId="+crewOne, 200).hides("r-one"),
		ask(badBody, "refuses a date that is none", "sun", "GET /runs?from=2026-02-30", 400).finds(`"from"`),
		ask(right, "shows a run with its stops", "wang", "GET /runs/r-one", 200).finds("s-club", "s-bar", "湘A·00001"),
		ask(right, "shows a salesman who came to his venues", "zhang", "GET /runs/r-one", 200).finds("s-club", "s-bar", "李哥"),
		ask(stranger, "hides a run that did not come to his venues from a salesman", "far-sales", "GET /runs/r-one", 404),
		ask(stranger, "lists a salesman no runs", "zhang", "GET /runs", 403),
		ask(stranger, "hides another crew's run", "wang", "GET /runs/r-two", 404),
		ask(stranger, "hides a run from the other depot", "far-supervisor", "GET /runs/r-one", 404),
		ask(missing, "knows no such run", "sun", "GET /runs/"+noSuch, 404),
		ask(right, "lets a supervisor plan a run", "sun", "PUT /runs/r-new", 201).sends(body).finds("r-new", "s-new", `"status":"planned"`, `"receiptToken"`, "2026-11-18T01:00:00.000Z"),
		ask(right, "changes a run", "sun", "PUT /runs/r-new", 200).sends(with(body, "vehicle", "湘A·00009")).finds("湘A·00009"),
		ask(stranger, "lets no salesman plan runs", "zhang", "PUT /runs/r-new", 403).sends(body),
		ask(stranger, "hides a run from the other depot's supervisor", "far-supervisor", "PUT /runs/r-one", 404).sends(far),
		ask(stranger, "knows no foreign depot in a body", "sun", "PUT /runs/r-stolen", 422).sends(far).finds(`"/depotId"`),
		ask(badBody, "names crew, member, venue and product that are not the depot's", "sun", "PUT /runs/r-new2", 422).sends(object{
			"depotId": changsha, "date": today, "crewId": farCrew, "members": member("far-porter", "porter"),
			"stops": []object{{"id": "s-x", "venueId": farVenue, "lines": []object{{"productId": farBeer, "quantity": 1}}, "bottles": []object{}}, {"id": "s-y", "venueId": bar, "lines": []object{{"productId": farBeer, "quantity": 1}}, "bottles": []object{}}},
		}).finds(`"/crewId"`, `"/members/0/userId"`, `"/stops/0/venueId"`, `"/stops/1/lines/0/productId"`),
		ask(badBody, "names every wrong field", "sun", "PUT /runs/r-new2", 422).sends(object{
			"depotId": changsha, "date": "tomorrow", "crewId": crewTwo, "members": member("zhou", "sales"),
			"stops": []object{{"id": "", "venueId": bar, "lines": []object{}, "bottles": []object{{"type": "", "expected": -1}}}},
		}).finds(`"/members/0/role"`, `"/stops/0/id"`, `"/stops/0/bottles/0/type"`, `"/stops/0/bottles/0/expected"`, `"/date"`),
		ask(badBody, "refuses a stop of another run", "sun", "PUT /runs/r-new2", 422).sends(runBody(crewTwo, stopBody("s-club", club))).finds(`"/stops/0/id"`, "field.duplicate"),
		ask(badBody, "refuses a stop id of the other depot's", "sun", "PUT /runs/r-new2", 422).sends(runBody(crewTwo, stopBody("s-far", bar))).finds(`"/stops/0/id"`),
		ask(missing, "refuses to change what is not there", "sun", "PUT /runs/"+noSuch, 412).sends(runBody(crewTwo)).heads("If-Match", `"1"`),
	})
}

func standardRows() []row {
	why := object{"reason": "门店要求"}
	return guests([]row{
		ask(right, "lists the current checklists", "li", "GET /checklists", 200).finds("fifo-stocking", "先进先出理货", "return-bottles", "day-close"),
		ask(stranger, "lists a stranger the same standards", "far-venue", "GET /checklists", 200).finds("fifo-stocking"),
		ask(right, "shows one checklist", "chen", "GET /checklists/conduct", 200).finds("conduct.language"),
		ask(stranger, "shows it to all depots", "far-porter", "GET /checklists/conduct", 200),
		ask(missing, "knows no such checklist", "li", "GET /checklists/"+noSuch, 404),
		ask(right, "shows a version", "li", "GET /checklists/conduct/versions/1", 200).finds("conduct.language"),
		ask(stranger, "shows it to all depots", "far-porter", "GET /checklists/conduct/versions/1", 200),
		ask(missing, "knows no version 99", "li", "GET /checklists/conduct/versions/99", 404),
		ask(missing, "knows no version nought", "li", "GET /checklists/conduct/versions/0", 404),
		ask(missing, "knows no version in words", "li", "GET /checklists/conduct/versions/one", 404),
		ask(right, "begins a draft with the current version", "sun", "GET /checklists/conduct/draft", 200).finds(`"version":2`),
		ask(stranger, "shows a crew no drafts", "li", "GET /checklists/conduct/draft", 403),
		ask(missing, "knows no such checklist", "sun", "GET /checklists/"+noSuch+"/draft", 404),
		ask(stranger, "lets no crew change standards", "wang", "PUT /checklists/conduct/draft", 403).sends(draftOf("conduct", "新的")),
		ask(badBody, "names every wrong field", "sun", "PUT /checklists/conduct/draft", 422).
			sends(object{"id": "conduct", "version": 2, "title": object{"zh-CN": "", "en": ""}, "scope": "stop", "items": []object{{"id": "other.item", "role": "boss", "phase": "during", "dimension": "EMP", "weight": 9, "kind": "tick", "critical": false, "rules": object{}, "text": object{"zh-CN": "x", "en": "x"}}}}).
			finds(`"/items/0/role"`, `"/items/0/weight"`, `"/items/0/id"`),
		ask(missing, "knows no such checklist", "sun", "PUT /checklists/"+noSuch+"/draft", 404).sends(draftOf("conduct", "新的")),
		ask(right, "publishes nothing without a draft", "sun", "POST /checklists/conduct/publish", 409).sends(why).finds("checklist.unchanged"),
		ask(right, "takes a draft", "sun", "PUT /checklists/conduct/draft", 200).sends(draftOf("conduct", "言行")).finds("言行", `"changedBy":"u-sun"`),
		ask(right, "changes it as it was read", "sun", "PUT /checklists/conduct/draft", 200).sends(draftOf("conduct", "言行")).heads("If-Match", `"1"`),
		ask(missing, "refuses to change what was changed meanwhile", "sun", "PUT /checklists/conduct/draft", 412).sends(draftOf("conduct", "新的")).heads("If-Match", `"99"`).finds("record.stale"),
		ask(stranger, "lets no salesman publish", "zhang", "POST /checklists/conduct/publish", 403).sends(why),
		ask(badBody, "publishes nothing without a reason", "sun", "POST /checklists/conduct/publish", 422).sends(object{"reason": " "}).finds(`"/reason"`, "field.required"),
		ask(badBody, "publishes nothing for next year", "sun", "POST /checklists/conduct/publish", 422).sends(object{"reason": "新的", "validFrom": iso(365 * 24 * time.Hour)}).finds(`"/validFrom"`, "field.range"),
		ask(missing, "publishes no draft that was changed meanwhile", "sun", "POST /checklists/conduct/publish", 412).sends(why).heads("If-Match", `"99"`).finds("record.stale"),
		ask(right, "publishes the draft", "sun", "POST /checklists/conduct/publish", 201).sends(why).finds(`"version":2`, "言行", `"reason":"门店要求"`),
		ask(right, "lists the versions, the newest first", "li", "GET /checklists/conduct/versions?limit=1", 200).finds(`"version":2`, "言行", `"next"`),
		ask(stranger, "lists them to all depots", "far-porter", "GET /checklists/conduct/versions", 200).finds(`"version":1`),
		ask(missing, "knows no such checklist", "li", "GET /checklists/"+noSuch+"/versions", 404),
		ask(badBody, "takes no limit of a thousand", "li", "GET /checklists/conduct/versions?limit=1000", 400).finds(`"limit"`),
		ask(right, "takes another draft", "sun", "PUT /checklists/conduct/draft", 200).sends(draftOf("conduct", "不要的")),
		ask(stranger, "lets no salesman drop it", "zhang", "DELETE /checklists/conduct/draft", 403),
		ask(right, "drops it", "sun", "DELETE /checklists/conduct/draft", 204),
		ask(right, "drops it twice", "sun", "DELETE /checklists/conduct/draft", 204),
		ask(missing, "knows no such checklist", "sun", "DELETE /checklists/"+noSuch+"/draft", 404),
		ask(right, "begins anew then", "sun", "GET /checklists/conduct/draft", 200).finds(`"version":3`).hides("不要的"),
		ask(missing, "knows no such checklist", "sun", "POST /checklists/"+noSuch+"/publish", 404).sends(why),
		ask(right, "lists categories with their playbooks", "chen", "GET /categories", 200).finds("bottles-refused", "stock-not-rotated"),
		ask(stranger, "lists them to all depots", "far-porter", "GET /categories", 200).finds("rude"),
	})
}
