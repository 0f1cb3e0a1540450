package scenario

import "testing"

// clubCode stands in a path for the code on the receipt of today's stop at the club.
const clubCode = "the-code-of-the-club"

func clubToken(t *testing.T, w *world) string {
	for _, st := range w.get(t, "admin", "/api/v1/runs/r-one").list("stops") {
		if st.text("id") == "s-club" {
			return st.text("receiptToken")
		}
	}
	t.Fatal("the club is not on the run")
	return ""
}

func receiptRows() []row {
	const unknown = "0123456789abcdef0123456789abcdef"
	data, sha := picture("the venue's")
	png := []string{"Content-Type", "image/png"}
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	shown := func(method, path string, status int) row {
		r := ask(right, "is a page in the venue's language", "", method+" ", status)
		r.path = path
		return r
	}
	rows := []row{
		ask(right, "opens by its code", "", "GET /receipts/"+clubCode, 200).finds("夜色俱乐部", `"crew"`).hides("13911112222", "13900000006", "u-li", "r-one"),
		ask(missing, "opens by no other code", "", "GET /receipts/"+unknown, 404).finds("receipt.missing"),
		ask(missing, "opens by no nonsense", "", "GET /receipts/1%00", 404),
		ask(right, "takes a rating", "", "POST /receipts/"+clubCode+"/feedback", 201).sends(object{"kind": "rating", "rating": 4}),
		ask(right, "takes it once", "", "POST /receipts/"+clubCode+"/feedback", 200).sends(object{"kind": "rating", "rating": 4}),
		ask(right, "takes no other one", "", "POST /receipts/"+clubCode+"/feedback", 409).sends(object{"kind": "rating", "rating": 1}).finds("receipt.voiced"),
		ask(badBody, "names every wrong field", "", "POST /receipts/"+clubCode+"/feedback", 422).sends(object{"kind": "rating", "rating": 6, "category": "rude", "photos": []string{sha}}).
			finds(`"/rating"`, `"/category"`, `"/photos"`),
		ask(badBody, "names a category that is none", "", "POST /receipts/"+clubCode+"/feedback", 422).sends(object{"kind": "complaint", "category": "weather", "photos": []string{"x"}}).finds(`"/category"`, `"/photos/0"`),
		ask(stranger, "takes no praise of the crew for itself", "li", "POST /receipts/"+clubCode+"/feedback", 403).sends(object{"kind": "praise"}).finds("auth.forbidden"),
		ask(stranger, "nor of another crew", "zhou", "POST /receipts/"+clubCode+"/feedback", 403).sends(object{"kind": "praise"}),
		ask(right, "takes it of whoever shows no crew's login", "", "POST /receipts/"+clubCode+"/feedback", 200).sends(object{"kind": "rating", "rating": 4}).heads("Authorization", "Bearer of-nobody"),
		ask(stranger, "takes no picture of the crew", "li", "PUT /receipts/"+clubCode+"/photos/"+sha, 403).sends(data).heads(png...),
		ask(missing, "takes nothing by another code", "", "POST /receipts/"+unknown+"/feedback", 404).sends(object{"kind": "praise"}),
		ask(right, "takes a picture", "", "PUT /receipts/"+clubCode+"/photos/"+sha, 201).sends(data).heads(png...).hides("code:"),
		ask(badBody, "refuses what is no picture", "", "PUT /receipts/"+clubCode+"/photos/"+hexSum([]byte("text")), 415).sends([]byte("text")).heads(png...).finds("photo.type"),
		ask(badBody, "refuses the beginning of a picture", "", "PUT /receipts/"+clubCode+"/photos/"+hexSum(dot[:12]), 422).sends(dot[:12]).heads(png...).finds("photo.unreadable", `"sha256"`),
		ask(missing, "takes no picture by another code", "", "PUT /receipts/"+unknown+"/photos/"+sha, 404).sends(data).heads(png...),
		shown("GET", "/r/"+clubCode, 200).finds("夜色俱乐部", "<form").hides("13911112222"),
		shown("POST", "/r/"+clubCode, 200).sends([]byte("kind=praise")).heads(form...),
	}
	gone := shown("GET", "/r/"+unknown, 404)
	gone.kind, gone.name = missing, "says in words that there is no such receipt"
	notForm := shown("POST", "/r/"+clubCode, 415).sends(object{"kind": "praise"})
	notForm.kind, notForm.name = badBody, "takes nothing but its own form"
	wrong := shown("POST", "/r/"+clubCode, 422).sends([]byte("kind=bribe")).heads(form...)
	wrong.kind, wrong.name = badBody, "says in words what is wrong with the form"
	noForm := shown("POST", "/r/"+unknown, 404).sends([]byte("kind=praise")).heads(form...)
	noForm.kind, noForm.name = missing, "takes nothing by another code"
	rows = append(rows, gone, notForm, wrong, noForm)
	for _, kindOf := range []string{"svg", "png"} {
		at := "GET /runs/r-one/stops/s-club/receipt." + kindOf
		rows = append(
			rows,
			ask(right, "draws the code for the crew", "li", at, 200),
			ask(stranger, "draws none for another crew", "he", at, 404),
			ask(stranger, "draws none for the other depot", "far-supervisor", at, 404),
			ask(stranger, "draws none for a venue", "chen", at, 403),
			ask(missing, "draws none of another run's stop", "li", "GET /runs/r-one/stops/s-two/receipt."+kindOf, 404),
			ask(missing, "draws none of no run", "li", "GET /runs/"+noSuch+"/stops/s-club/receipt."+kindOf, 404),
		)
	}
	return guests(rows)
}

// solvedRows come last: complaints that others count are filed before.
func solvedRows() []row {
	const unknown = "0123456789abcdef0123456789abcdef"
	return guests([]row{
		ask(missing, "is solved by no other code", "", "POST /receipts/"+unknown+"/solved", 404).sends(object{"number": "C-1", "solved": true}),
		ask(badBody, "is not unsolved without why", "", "POST /receipts/"+clubCode+"/solved", 422).sends(object{"number": "C-1", "solved": false}).finds(`"/number"`, `"/text"`),
		ask(stranger, "is not solved by the crew", "li", "POST /receipts/"+clubCode+"/solved", 403).sends(object{"number": "C-1", "solved": true}),
		ask(right, "is solved once the venue says so", "", "POST /receipts/"+clubCode+"/solved", 200).sends(resolvedByCode).finds(`"status":"closed"`),
	})
}

// resolvedByCode files a complaint by the code of the club, takes it to its resolution and says that it is solved.
func resolvedByCode(t *testing.T, w *world) any {
	t.Helper()
	return object{"number": w.dressResolved(t, clubToken(t, w), "sun"), "solved": true}
}

// dressResolved is the number of a complaint by a code that a supervisor has resolved, or that is closed since.
func (w *world) dressResolved(t *testing.T, code, supervisor string) string {
	t.Helper()
	for _, k := range w.get(t, "admin", "/api/v1/receipts/"+code).list("complaints") {
		if k.text("category") == "dress" {
			return k.text("number")
		}
	}
	said := object{"kind": "complaint", "category": "dress", "text": "拖鞋"}
	number := w.want(t, 201, "admin", "POST", "/api/v1/receipts/"+code+"/feedback", said).text("complaint/number")
	for _, k := range w.get(t, supervisor, "/api/v1/complaints?category=dress").list("items") {
		if at := "/api/v1/complaints/" + k.text("id"); k.text("number") == number {
			w.want(t, 200, supervisor, "POST", at+"/decide", object{"verdict": "upheld", "shares": fairShares, "reason": "是"})
			w.want(t, 200, supervisor, "POST", at+"/resolve", object{"note": "换了工装"})
		}
	}
	return number
}
