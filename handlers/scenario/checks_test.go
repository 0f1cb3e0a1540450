package scenario

import (
	"testing"
	"time"

	"crewcheck/checklists"
)

// check is a perfect check of one checklist by one member: every item of the member's role is answered as it should
// be. begun is when work began, counted from morning; it took five minutes and is sent at once.
func check(list, run, stop, who string, begun time.Duration) object {
	role := cast[who].role
	var def *checklists.Definition
	for i := range checklists.Default().Checklists {
		if d := &checklists.Default().Checklists[i]; d.ID == list {
			def = d
		}
	}
	answers := []object{}
	for _, it := range def.Items {
		if it.Role == role || it.Role == checklists.RoleBoth {
			answers = append(answers, perfect(&it, list+run+stop, begun))
		}
	}
	body := object{
		"checklist": object{"id": list, "version": 1}, "runId": run, "memberId": userID(who),
		"startedAt": iso(begun), "completedAt": iso(begun + 5*time.Minute), "sentAt": iso(begun + 5*time.Minute),
		"elapsedMs": 300000, "device": object{"id": "phone-" + who, "appVersion": "1.0"}, "answers": answers,
	}
	if stop != "" {
		body["stopId"] = stop
	}
	return body
}

// perfect is the answer that the item hopes for. where keeps pictures and receipt numbers of different work apart.
func perfect(it *checklists.Item, where string, at time.Duration) object {
	a := object{"itemId": it.ID}
	_, ink := picture("ink of " + where)
	_, photo := picture("photo of " + where + it.ID)
	switch it.Kind {
	case checklists.KindTick, checklists.KindPhoto:
		a["result"] = "pass"
	case checklists.KindCount:
		a["value"] = 0
		if it.Rules.Graded == "min-per-stop" {
			a["value"] = 100
		}
	case checklists.KindTime:
		a["at"] = iso(at)
	case checklists.KindLots:
		a["lots"] = []object{lot("2026-10-01", 1, false), lot("2026-11-01", 2, true)}
	case checklists.KindBottles:
		a["bottles"] = []object{{"type": "brown-640", "expected": 24, "taken": 24, "left": 0}}
	case checklists.KindSwap:
		a["swap"] = object{"reported": 0, "swapped": 0}
	case checklists.KindReceipt:
		a["receipt"] = object{"number": "R-" + where, "signedBy": "陈姐", "signerRole": "storekeeper", "signature": ink}
	case checklists.KindText:
		a["text"] = ""
	}
	for _, e := range it.Rules.Evidence {
		if e == checklists.PhotoAlways {
			a["photos"] = []string{photo}
		}
	}
	return a
}

// lot is one lot of lager on the shelf; position 1 is the front.
func lot(produced string, position int, delivered bool) object {
	return object{"productId": lager, "producedOn": produced, "quantity": 12, "position": position, "delivered": delivered}
}

// answering is a copy of a check with the answer to an item changed; nil takes the answer away.
func answering(body object, item string, fields ...any) object {
	answers := []object{}
	for _, a := range body["answers"].([]object) {
		if a["itemId"] == item {
			if fields == nil {
				continue
			}
			a = with(a, fields...)
		}
		answers = append(answers, a)
	}
	return with(body, "answers", answers)
}

// handIn sends a new check and reads it as stored.
func (w *world) handIn(t testing.TB, who, name string, body object) doc {
	t.Helper()
	return w.want(t, 201, who, "PUT", "/api/v1/checks/"+uuid(name), body)
}

// deliver takes a stop from arrival to delivery with perfect checks of its porter and driver.
func (w *world) deliver(t testing.TB, run, stop, driver, porter string, begun time.Duration) {
	t.Helper()
	w.moveTo(begun)
	w.status(t, porter, run, stop, "arrived", begun)
	w.moveTo(begun + 5*time.Minute)
	for _, list := range []string{"fifo-stocking", "return-bottles", "delivery-receipt", "conduct"} {
		w.handIn(t, porter, list+run+stop, check(list, run, stop, porter, begun))
	}
	w.handIn(t, driver, "driving"+run+stop, check("conduct", run, stop, driver, begun))
	w.moveTo(begun + 10*time.Minute)
	w.status(t, porter, run, stop, "delivered", begun+10*time.Minute)
}

// status says how a stop is.
func (w *world) status(t testing.TB, who, run, stop, status string, at time.Duration) doc {
	t.Helper()
	return w.want(t, 200, who, "PUT", "/api/v1/runs/"+run+"/stops/"+stop+"/status", object{"status": status, "at": iso(at)})
}

// moveTo moves the clock to d after morning, and never back.
func (w *world) moveTo(d time.Duration) { w.advance(max(0, morning.Add(d).Sub(w.now()))) }
