package scenario

import "testing"

// hookBody is an endpoint that a depot tells what happens. Nothing is sent in these tests.
func hookBody(depot string) object {
	return object{"depotId": depot, "name": "群机器人", "url": "https://example.com/hook", "format": "json", "events": []string{"complaint.*"}}
}

// hookDelivery stands in a path for the delivery that the test message made.
const hookDelivery = "the-test-message"

func deliveryID(t *testing.T, w *world) string {
	return w.get(t, "admin", "/api/v1/webhooks/h-table/deliveries").text("items/0/id")
}

func eventRows() []row {
	body := hookBody(changsha)
	const at = "/webhooks/h-table"
	return guests([]row{
		ask(right, "tells a crew what happened", "li", "GET /events?follow=false", 200).finds("retry:").hides(farCrew, zhuzhou),
		ask(stranger, "tells a stranger nothing of here", "far-supervisor", "GET /events?follow=false", 200).hides(crewOne, changsha),
		ask(badBody, "refuses a flag that is none", "li", "GET /events?follow=perhaps", 400).finds(`"follow"`),
		ask(badBody, "refuses a last event that is no id", "li", "GET /events?follow=false", 400).heads("Last-Event-ID", "a b").finds("header.invalid"),

		ask(right, "makes an endpoint and shows its secret", "sun", "PUT "+at, 201).sends(body).finds("whsec_", "h-table"),
		ask(right, "shows the secret once", "sun", "PUT "+at, 200).sends(with(body, "name", "群")).hides("whsec_"),
		ask(stranger, "lets no salesman listen in", "zhang", "PUT "+at, 403).sends(body),
		ask(stranger, "hides an endpoint from the other depot's supervisor", "far-supervisor", "PUT "+at, 404).sends(hookBody(zhuzhou)),
		ask(stranger, "knows no foreign depot in a body", "sun", "PUT /webhooks/h-far", 422).sends(hookBody(zhuzhou)).finds(`"/depotId"`),
		ask(stranger, "gives a supervisor not all depots", "sun", "PUT /webhooks/h-all", 422).sends(with(body, "depotId", nil)).finds(`"/depotId"`),
		ask(badBody, "names every wrong field", "sun", "PUT /webhooks/h-bad", 422).
			sends(with(body, "url", "http://127.0.0.1/", "format", "fax", "events", []string{"weather.*"}, "robotSecret", "x\u0001")).finds(`"/url"`, `"/format"`, `"/events/0"`, `"/robotSecret"`),
		ask(missing, "refuses to change what is not there", "sun", "PUT /webhooks/"+noSuch, 412).sends(body).heads("If-Match", `"1"`),
		ask(right, "lists the depot's endpoints without their secrets", "sun", "GET /webhooks", 200).finds("h-table").hides("whsec_"),
		ask(stranger, "lists no foreign endpoint", "far-supervisor", "GET /webhooks", 200).hides("h-table"),
		ask(stranger, "lists a crew none", "li", "GET /webhooks", 403),
		ask(badBody, "refuses a limit of nought", "sun", "GET /webhooks?limit=0", 400).finds(`"limit"`),
		ask(right, "shows an endpoint without its secret", "sun", "GET "+at, 200).finds("example.com").hides("whsec_"),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET "+at, 404),
		ask(missing, "knows no such endpoint", "sun", "GET /webhooks/"+noSuch, 404),

		ask(right, "sends a test message", "sun", "POST "+at+"/test", 202).finds("h-table"),
		ask(stranger, "sends none for the other depot", "far-supervisor", "POST "+at+"/test", 404),
		ask(missing, "sends none to nobody", "ma", "POST /webhooks/"+noSuch+"/test", 404),
		ask(right, "lists what it was told", "sun", "GET "+at+"/deliveries", 200).finds(`"items":[{`),
		ask(stranger, "hides it from the other depot", "far-supervisor", "GET "+at+"/deliveries", 404),
		ask(badBody, "refuses a cursor that is none", "sun", "GET "+at+"/deliveries?cursor=x", 400).finds("cursor.invalid"),
		ask(missing, "knows no such endpoint", "sun", "GET /webhooks/"+noSuch+"/deliveries", 404),
		ask(right, "sends it again", "sun", "POST /webhooks/deliveries/"+hookDelivery+"/redeliver", 202),
		ask(stranger, "hides it from the other depot", "far-supervisor", "POST /webhooks/deliveries/"+hookDelivery+"/redeliver", 404),
		ask(missing, "knows no such delivery", "sun", "POST /webhooks/deliveries/"+noSuch+"/redeliver", 404),

		ask(stranger, "is not taken away by the other depot", "far-supervisor", "DELETE "+at, 404),
		ask(stranger, "is not taken away by a porter", "li", "DELETE "+at, 403),
		ask(right, "is taken away", "sun", "DELETE "+at, 204),
		ask(missing, "is taken away once", "sun", "DELETE "+at, 404),
	})
}
