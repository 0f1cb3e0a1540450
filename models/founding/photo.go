package founding

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"math"
)

// Size of the drawn pictures, in pixels: enough to be told apart in a list.
const (
	photoWidth  = 168
	photoHeight = 224
	inkHeight   = 96
)

// picture draws a photo of a slip and notes it to be sent; it gives the SHA-256.
func (sh *sheet) picture() string {
	img := paper(photoWidth, photoHeight)
	d := sh.shift.dice
	bar(img, 20, 14, photoWidth-40, 8, 60)
	for y := 34; y < photoHeight-50; y += 12 {
		bar(img, 14, y, d.between(30, 70), 4, 110)
		bar(img, 104, y, d.between(10, 48), 4, 130)
	}
	// The code at the foot makes every slip another picture.
	code := d.Uint64()
	for i := range 64 {
		if code>>i&1 == 1 {
			bar(img, 20+2*i, photoHeight-36, 2, 24, 20)
		}
	}
	return sh.keep(img)
}

// ink draws a signature.
func (sh *sheet) ink() string {
	img := paper(photoWidth, inkHeight)
	d := sh.shift.dice
	a, b, c := 1+3*d.Float64(), 4+5*d.Float64(), 6*d.Float64()
	for i := range 900 {
		t := float64(i) / 900
		x := 18 + t*130 + 9*math.Sin(2*math.Pi*b*t)
		y := 48 + 20*math.Sin(2*math.Pi*a*t+c) + 9*math.Cos(2*math.Pi*b*t)
		bar(img, int(x), int(y), 2, 2, 30)
	}
	return sh.keep(img)
}

func paper(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 244
	}
	return img
}

func bar(img *image.Gray, x, y, w, h int, shade uint8) {
	for j := y; j < y+h; j++ {
		for i := x; i < x+w; i++ {
			img.SetGray(i, j, color.Gray{Y: shade})
		}
	}
}

func (sh *sheet) keep(img *image.Gray) string {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 45}); err != nil {
		panic(err) // the size is ours and small
	}
	sum := sha256.Sum256(out.Bytes())
	sha := hex.EncodeToString(sum[:])
	sh.pictures[sha] = out.Bytes()
	return sha
}
