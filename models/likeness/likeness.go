// Package likeness tells pictures that show the same from others: also when one was made smaller, compressed again,
// cropped a little, brightened or written on. It knows nothing of checks and stops; models imports it.
//
// A likeness is a difference hash (dHash): the picture in grey, shrunk to 17 × 16 cells, one bit for every cell that is
// brighter than its neighbour to the left. A cell is the mean of its part of the picture, so that what changes between
// copies, noise and small writing, hardly moves it. What a picture that was turned or mirrored shows is not recognised.
package likeness

import (
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"math/bits"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

const (
	columns = 16
	rows    = 16
	// Bits is the length of a likeness.
	Bits = columns * rows
	// MaxPixels is the largest picture that is unpacked, by width × height: at most 15 bytes each, a progressive JPEG.
	MaxPixels = 16 << 20
	// Bands is into how many parts of 16 bits a likeness is split. Two that differ in fewer bits than there are bands
	// share one at least.
	Bands = Bits / 16
	// Near is the distance up to which two pictures are taken for copies; docs/evidence.md says how often that is wrong.
	Near = 28
	// plainSteps and minSteps leave out pictures that show next to nothing, a wall, paper, the lens covered: fewer than
	// minSteps of the Bits neighbours differ by plainSteps of 255.
	plainSteps = 4
	minSteps   = Bits / 4
)

// Why a picture has no likeness.
var (
	ErrUnreadable = errors.New("the picture cannot be read")
	ErrTooLarge   = errors.New("the picture has too many pixels")
	ErrPlain      = errors.New("the picture shows next to nothing")
)

// Likeness is what a picture shows, in few words.
type Likeness [Bits / 8]byte

// String is the likeness in hex.
func (l Likeness) String() string { return hex.EncodeToString(l[:]) }

// Parse reads a likeness from hex.
func Parse(text string) (l Likeness, err error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(l) {
		return l, fmt.Errorf("no likeness: %q", text)
	}
	return Likeness(b), nil
}

// Distance is in how many bits two likenesses differ, 0–Bits.
func (l Likeness) Distance(o Likeness) int {
	n := 0
	for i := range l {
		n += bits.OnesCount8(l[i] ^ o[i])
	}
	return n
}

// Bands are the parts of the likeness with their places, for an index.
func (l Likeness) Bands() []string {
	out := make([]string, Bands)
	for i := range out {
		out[i] = fmt.Sprintf("%x%x", i, l[2*i:2*i+2])
	}
	return out
}

// decoders read a picture's size and content, by its type.
var decoders = map[string]struct {
	head func(io.Reader) (image.Config, error)
	all  func(io.Reader) (image.Image, error)
}{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode}, "image/png": {png.DecodeConfig, png.Decode}, "image/webp": {webp.DecodeConfig, webp.Decode},
}

// Of is the likeness of a picture of a type, image/jpeg, image/png or image/webp. Errors: ErrUnreadable, ErrTooLarge,
// ErrPlain, and those of r.
func Of(kind string, r io.ReadSeeker) (l Likeness, err error) {
	defer func() {
		if p := recover(); p != nil { // a decoder that a hostile picture has broken
			err = fmt.Errorf("%w: %v", ErrUnreadable, p)
		}
	}()
	d, known := decoders[kind]
	if !known {
		return l, ErrUnreadable
	}
	head, err := d.head(r)
	if err != nil || head.Width < 1 || head.Height < 1 {
		return l, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if head.Width > MaxPixels/head.Height {
		return l, ErrTooLarge
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return l, err
	}
	img, err := d.all(r)
	if err != nil {
		return l, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return OfImage(img)
}

// OfImage is the likeness of an unpacked picture. Errors: ErrPlain.
func OfImage(img image.Image) (l Likeness, err error) {
	small := image.NewRGBA(image.Rect(0, 0, columns+1, rows))
	draw.BiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	steps := 0
	for y := range rows {
		for x := range columns {
			step := grey(small, x+1, y) - grey(small, x, y)
			if step >= plainSteps*1000 || step <= -plainSteps*1000 {
				steps++
			}
			if step > 0 {
				i := y*columns + x
				l[i/8] |= 1 << (i % 8)
			}
		}
	}
	if steps < minSteps {
		return l, ErrPlain
	}
	return l, nil
}

// grey is the brightness of a cell, 0–255,000 (ITU-R BT.601).
func grey(img *image.RGBA, x, y int) int {
	p := img.Pix[img.PixOffset(x, y):]
	return 299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])
}
