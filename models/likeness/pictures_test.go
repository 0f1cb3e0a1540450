package likeness_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// Pictures as phones take them, drawn by dice: a scene is a wall and a floor in uneven light with boxes, bottles and
// barrels before them; a form is the same printed receipt each time, filled in, laid down and lit otherwise.

const wide, high = 320, 240

type dice struct{ *rand.Rand }

func dicer(seed int) dice { return dice{rand.New(rand.NewPCG(uint64(seed), 7))} }

func (d dice) between(a, b float64) float64 { return a + (b-a)*d.Float64() }

func (d dice) colour() color.RGBA {
	v := d.between(20, 235)
	near := func() uint8 { return uint8(max(0, min(255, v+d.NormFloat64()*40))) }
	return color.RGBA{near(), near(), near(), 255}
}

func scene(seed int) *image.RGBA {
	d := dicer(seed)
	img := image.NewRGBA(image.Rect(0, 0, wide, high))
	floor := high * d.between(0.4, 0.7)
	wall, ground := d.colour(), d.colour()
	for y := range high {
		c := wall
		if float64(y) > floor {
			c = ground
		}
		for x := range wide {
			img.SetRGBA(x, y, c)
		}
	}
	for range 6 + d.IntN(14) {
		w, h := d.between(20, 110), d.between(20, 130)
		x, y := d.between(-20, 300), floor-h+d.between(-10, 80)
		thing(img, d, image.Rect(int(x), int(y), int(x+w), int(y+h)))
	}
	light(img, d, 0.5)
	return img
}

func thing(img *image.RGBA, d dice, r image.Rectangle) {
	c, round := d.colour(), d.IntN(2) == 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			u := (float64(x-r.Min.X)/float64(r.Dx()) - 0.5) * 2
			v := (float64(y-r.Min.Y)/float64(r.Dy()) - 0.5) * 2
			if round && u*u+v*v > 1 || !image.Pt(x, y).In(img.Rect) {
				continue
			}
			s := 1.0
			if round {
				s = 1 - 0.5*u*u
			}
			img.SetRGBA(x, y, scaled(c, s))
		}
	}
}

func scaled(c color.RGBA, s float64) color.RGBA {
	f := func(v uint8) uint8 { return uint8(max(0, min(255, float64(v)*s))) }
	return color.RGBA{f(c.R), f(c.G), f(c.B), 255}
}

// light lights a picture unevenly and adds the noise of a sensor.
func light(img *image.RGBA, d dice, depth float64) {
	cx, cy := d.between(0, wide), d.between(0, high)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			far := math.Hypot(float64(x)-cx, float64(y)-cy) / 400
			img.SetRGBA(x, y, scaled(img.RGBAAt(x, y), 1.1-depth*far+d.NormFloat64()*0.03))
		}
	}
}

// form is one sheet of the same print, filled in by hand.
func form(seed int) *image.RGBA {
	d := dicer(seed)
	sheet := image.NewRGBA(image.Rect(0, 0, 400, 560))
	draw.Draw(sheet, sheet.Rect, image.NewUniform(color.RGBA{245, 243, 235, 255}), image.Point{}, draw.Src)
	write(sheet, 120, 40, "DELIVERY RECEIPT", color.Black)
	for y := 80; y < 500; y += 30 {
		for x := 20; x < 380; x++ {
			sheet.SetRGBA(x, y, color.RGBA{60, 60, 60, 255})
		}
		if d.IntN(3) > 0 {
			write(sheet, 30, y+20, fmt.Sprintf("%06d  %03d x", d.IntN(1e6), d.IntN(300)), color.RGBA{30, 30, 120, 255})
		}
	}
	x, y := 200.0, 520.0
	for range 300 {
		x, y = x+d.NormFloat64()*3+0.3, y+d.NormFloat64()*3
		sheet.SetRGBA(int(x), int(y), color.RGBA{20, 20, 90, 255})
	}
	img := image.NewRGBA(image.Rect(0, 0, wide, high))
	draw.Draw(img, img.Rect, image.NewUniform(d.colour()), image.Point{}, draw.Src)
	turn, size := d.NormFloat64()*0.12, d.between(0.35, 0.48)
	sin, cos := math.Sincos(turn)
	m := [6]float64{size * cos, -size * sin, d.between(30, 130), size * sin, size * cos, d.between(-10, 20)}
	draw.BiLinear.Transform(img, m, sheet, sheet.Rect, draw.Over, nil)
	light(img, d, 0.6)
	return img
}

func write(img draw.Image, x, y int, text string, c color.Color) {
	f := font.Drawer{Dst: img, Src: image.NewUniform(c), Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	f.DrawString(text)
}

// Copies of a picture, as somebody makes them who wants to use it again.

func recompressed(quality int) func(image.Image) image.Image {
	return func(img image.Image) image.Image {
		var b bytes.Buffer
		_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
		out, _ := jpeg.Decode(&b)
		return out
	}
}

func resized(by float64) func(image.Image) image.Image {
	return func(img image.Image) image.Image {
		r := img.Bounds()
		out := image.NewRGBA(image.Rect(0, 0, int(float64(r.Dx())*by), int(float64(r.Dy())*by)))
		draw.ApproxBiLinear.Scale(out, out.Rect, img, r, draw.Src, nil)
		return out
	}
}

// cropped cuts a part (0–1) off each side.
func cropped(by float64) func(image.Image) image.Image {
	return func(img image.Image) image.Image {
		r := img.Bounds()
		dx, dy := int(float64(r.Dx())*by), int(float64(r.Dy())*by)
		cut := image.Rect(r.Min.X+dx, r.Min.Y+dy, r.Max.X-dx, r.Max.Y-dy)
		out := image.NewRGBA(image.Rect(0, 0, cut.Dx(), cut.Dy()))
		draw.Draw(out, out.Rect, img, cut.Min, draw.Src)
		return out
	}
}

func brightened(by float64) func(image.Image) image.Image {
	return func(img image.Image) image.Image {
		out := image.NewRGBA(img.Bounds())
		draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
		for y := range out.Rect.Dy() {
			for x := range out.Rect.Dx() {
				out.SetRGBA(x, y, scaled(out.RGBAAt(x, y), by))
			}
		}
		return out
	}
}

// dated writes the day into a corner, on a ground of its own.
func dated(img image.Image) image.Image {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
	r := image.Rect(out.Rect.Max.X-152, out.Rect.Max.Y-22, out.Rect.Max.X-4, out.Rect.Max.Y-4)
	draw.Draw(out, r, image.Black, image.Point{}, draw.Src)
	write(out, r.Min.X+8, r.Max.Y-6, "2026-11-18 09:41:07", color.White)
	return out
}

func both(fs ...func(image.Image) image.Image) func(image.Image) image.Image {
	return func(img image.Image) image.Image {
		for _, f := range fs {
			img = f(img)
		}
		return img
	}
}
