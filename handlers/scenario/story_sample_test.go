package scenario

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// corner is a picture of boxes, as a phone compresses it.
func corner(quality int) (data []byte, sha string) {
	d := rand.New(rand.NewPCG(7, 7))
	img := image.NewGray(image.Rect(0, 0, 160, 120))
	for range 40 {
		x, y, c := d.IntN(160), d.IntN(120), color.Gray{uint8(d.IntN(256))}
		for dy := range 10 + d.IntN(40) {
			for dx := range 10 + d.IntN(40) {
				img.SetGray(x+dx, y+dy, c)
			}
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(sum[:])
}

// copiedPicture: yesterday's corner, compressed once more, is shown at the next stop.
func copiedPicture(t *testing.T, w *world) {
	const item = "fifo.placed-as-asked"
	jpg := []string{"Content-Type", "image/jpeg"}
	one, shaOne := corner(90)
	two, shaTwo := corner(55)
	w.moveTo(10 * time.Minute)
	w.handIn(t, "li", "at the club", answering(check("fifo-stocking", "r-one", "s-club", "li", 0), item, "photos", []string{shaOne}))
	w.moveTo(30 * time.Minute)
	k := w.handIn(t, "li", "at the bar", answering(check("fifo-stocking", "r-one", "s-bar", "li", 20*time.Minute), item, "photos", []string{shaTwo}))
	w.status(t, "li", "r-one", "s-bar", "delivered", 30*time.Minute)
	w.want(t, 201, "li", "PUT", "/api/v1/photos/"+shaTwo, two, jpg...)
	w.want(t, 201, "li", "PUT", "/api/v1/photos/"+shaOne, one, jpg...)
	for range 2 {
		w.workOutSettled(t)
	}
	at := "/api/v1/samples/" + w.sampleOf(t, "photo-copied", k.text("id"))
	x := w.get(t, "sun", at)
	equal(t, "the tick", x.text("contradicts/0/itemId"), item)
	equal(t, "the picture", x.text("evidence/0/id"), shaTwo)
	equal(t, "the one it looks like", x.text("evidence/1/id"), shaOne)
	explained := func() string { return w.get(t, "li", "/api/v1/crews/"+crewOne+"/score").at("explain").String() }
	w.workOut(t)
	equal(t, "before the verdict the crew reads nothing of it", strings.Contains(explained(), "sampleId"), false)
	w.want(t, 200, "sun", "POST", at+"/decide", object{"verdict": false, "why": "同一张照片"})
	w.workOut(t)
	lines := explained()
	equal(t, "the crew reads what was found", strings.Contains(lines, x.text("id")) && strings.Contains(lines, "同一张照片"), true)
	equal(t, "and not by whom", strings.Contains(lines, "u-sun"), false)
}
