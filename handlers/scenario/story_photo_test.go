package scenario

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// piece sends the bytes from–to of a picture.
func (w *world) piece(t *testing.T, who, sha string, data []byte, from, to int) answer {
	t.Helper()
	return w.do(t, call{
		who: who, method: "PUT", path: "/api/v1/photos/" + sha, body: data[from:to], once: true,
		header: map[string]string{"Content-Type": "image/png", "Content-Range": fmt.Sprintf("bytes %d-%d/%d", from, to-1, len(data))},
	})
}

// picturePieces: the cellar lets a few bytes through at a time.
func picturePieces(t *testing.T, w *world) {
	data, sha := picture("a picture that comes in three pieces")
	third := len(data) / 3
	a := w.piece(t, "li", sha, data, 0, third)
	equal(t, "first piece", a.status, 202)
	equal(t, "received", int(read(t, a.body).number("received")), third)
	gap := w.piece(t, "li", sha, data, 2*third, len(data))
	equal(t, "a piece too far", gap.status, 416)
	equal(t, "code", read(t, gap.body).text("code"), "photo.range")
	equal(t, "a piece again", w.piece(t, "li", sha, data, 0, third).status, 202)
	equal(t, "another's piece", w.piece(t, "zhou", sha, data, third, 2*third).status, 416)
	equal(t, "second piece", w.piece(t, "li", sha, data, third-2, 2*third).status, 202)
	equal(t, "last piece", w.piece(t, "li", sha, data, 2*third, len(data)).status, 201)
	got := w.do(t, call{who: "li", method: "GET", path: "/api/v1/photos/" + sha})
	equal(t, "the picture", string(got.body), string(data))
	equal(t, "its type", got.header.Get("Content-Type"), "image/png")
	other, _ := picture("another picture, of the same size ..")
	equal(t, "pieces of another picture", w.piece(t, "li", sha, other, 0, len(other)).status, 422)
}

// waitingPictures: the check is there before its pictures, and only its people see them.
func waitingPictures(t *testing.T, w *world) {
	one, shaOne := picture("one")
	two, shaTwo := picture("two")
	body := answering(check("fifo-stocking", "r-one", "s-club", "li", 0), "fifo.area-clean", "photos", []string{shaOne, shaTwo, shaOne})
	k := w.handIn(t, "li", "with pictures", body)
	at := "/api/v1/checks/" + k.text("id")
	equal(t, "missing at first", len(k.list("missingPhotos")), 2)
	png := []string{"Content-Type", "image/png"}
	w.want(t, 201, "li", "PUT", "/api/v1/photos/"+shaOne, one, png...)
	equal(t, "missing then", w.get(t, "li", at).at("missingPhotos").String(), `["`+shaTwo+`"]`)
	w.want(t, 201, "li", "PUT", "/api/v1/photos/"+shaTwo, two, png...)
	equal(t, "missing in the end", w.want(t, 200, "li", "PUT", at, body).at("missingPhotos").String(), "[]")
	for who, status := range map[string]int{
		"li": 200, "wang": 200, "sun": 200, "zhang": 200, "ma": 200, "zhou": 404, "chen": 404, "far-supervisor": 404, "far-sales": 404, "far-porter": 404,
	} {
		a := w.do(t, call{who: who, method: "GET", path: "/api/v1/photos/" + shaOne})
		equal(t, who, a.status, status)
	}
	again := answering(check("fifo-stocking", "r-one", "s-bar", "li", 0), "fifo.area-clean", "photos", []string{shaOne})
	equal(t, "the same picture at another stop", w.handIn(t, "li", "reused", again).text("flags/1"), "photo-reused")
}

// cardPictures: a venue's card shows its back door to whoever may read the card, also when the picture comes later.
func cardPictures(t *testing.T, w *world) {
	early, shaEarly := picture("the back door")
	late, shaLate := picture("the store room")
	png := []string{"Content-Type", "image/png"}
	w.want(t, 201, "zhang", "PUT", "/api/v1/photos/"+shaEarly, early, png...)
	photos := []object{{"sha256": shaEarly, "shows": "gate"}, {"sha256": shaLate, "shows": "storage"}}
	w.want(t, 200, "zhang", "PUT", "/api/v1/venues/"+club, with(venueBody(changsha, "夜色俱乐部", "vip"), "card", object{"parking": "后门", "photos": photos}))
	w.want(t, 201, "zhang", "PUT", "/api/v1/photos/"+shaLate, late, png...)
	for _, sha := range []string{shaEarly, shaLate} {
		for who, status := range map[string]int{
			"li": 200, "wang": 200, "zhou": 200, "sun": 200, "zhang": 200, "chen": 200, "ma": 200,
			"far-supervisor": 404, "far-sales": 404, "far-porter": 404, "far-driver": 404, "far-venue": 404,
		} {
			equal(t, who, w.do(t, call{who: who, method: "GET", path: "/api/v1/photos/" + sha}).status, status)
		}
	}
	if day := w.get(t, "li", "/api/v1/today").String(); !strings.Contains(day, `{"sha256":"`+shaLate+`","shows":"storage"}`) {
		t.Error("the phone does not get the card's pictures")
	}
}

// placedPictures: a depot asks for the place of pictures, and may stop asking; what carries one is taken as it is.
func placedPictures(t *testing.T, w *world) {
	day := func(who string) any { return w.get(t, who, "/api/v1/today").at("run/photoPlace").value }
	at := "/api/v1/depots/" + changsha
	equal(t, "unless it asks", day("li"), nil)
	w.want(t, 200, "ma", "PUT", at, with(depotBody("长沙"), "photoPlace", true))
	equal(t, "the setting", w.get(t, "sun", at).at("photoPlace").value, any(true))
	equal(t, "once it asks", day("li"), any(true))
	equal(t, "another depot", day("far-porter"), nil)

	plain, _ := corner(80)
	placed := slices.Concat(plain[:2], []byte("\xff\xe1\x00\x10Exif\x00\x00MM\x00*\x00\x00\x00\x08"), plain[2:])
	sha := hex.EncodeToString(sum(placed))
	w.want(t, 201, "li", "PUT", "/api/v1/photos/"+sha, placed, "Content-Type", "image/jpeg")
	got := w.do(t, call{who: "li", method: "GET", path: "/api/v1/photos/" + sha})
	equal(t, "the picture with a place", string(got.body), string(placed))

	w.want(t, 200, "ma", "PUT", at, depotBody("长沙"))
	equal(t, "when it no longer asks", day("li"), nil)
}
