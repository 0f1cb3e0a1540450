package likeness_test

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"testing"

	"crewcheck/models/likeness"
)

var pictures = flag.Int("pictures", 120, "different pictures of each kind")

// copies are what is done to a picture to use it again, and of how many in 100 that is found at least.
var copies = []struct {
	name string
	make func(image.Image) image.Image
	want int // percent
}{
	{"compressed again, quality 70", recompressed(70), 90},
	{"compressed again, quality 40", recompressed(40), 85},
	{"half the size", resized(0.5), 95},
	{"a quarter of the size", resized(0.25), 90},
	{"cropped by 1 % on each side", cropped(0.01), 95},
	{"cropped by 2 % on each side", cropped(0.02), 85},
	{"cropped by 3 % on each side", cropped(0.03), 60},
	{"30 % brighter", brightened(1.3), 85},
	{"30 % darker", brightened(0.7), 85},
	{"dated in a corner", dated, 95},
	{"all of it: 1 % cropped, brighter, dated, smaller, compressed", both(cropped(0.01), brightened(1.2), dated, resized(0.6), recompressed(60)), 70},
}

// found tells whether one likeness leads to the other: by a band they share, and near enough.
func found(a, b likeness.Likeness) bool {
	if a.Distance(b) > likeness.Near {
		return false
	}
	other := b.Bands()
	for i, band := range a.Bands() {
		if other[i] == band {
			return true
		}
	}
	return false
}

func likenesses(draw func(int) *image.RGBA, n int) (all []likeness.Likeness, drawn []image.Image) {
	for seed := range n {
		img := draw(seed)
		if l, err := likeness.OfImage(img); err == nil {
			all, drawn = append(all, l), append(drawn, img)
		}
	}
	return all, drawn
}

func TestCopiesAreFoundAndOthersAreNot(t *testing.T) {
	t.Parallel()
	all, drawn := likenesses(scene, *pictures)
	pairs, wrong := 0, 0
	for i := range all {
		for j := range i {
			pairs++
			if found(all[i], all[j]) {
				wrong++
			}
		}
	}
	t.Logf("%d different pictures, %d with a likeness: %d of %d pairs are taken for copies", *pictures, len(all), wrong, pairs)
	if wrong*10_000 > pairs {
		t.Errorf("%d of %d pairs", wrong, pairs)
	}
	for _, c := range copies {
		n, of := 0, min(100, len(drawn))
		for i, img := range drawn[:of] {
			if l, err := likeness.OfImage(c.make(img)); err == nil && found(all[i], l) {
				n++
			}
		}
		t.Logf("%s: %d of %d found", c.name, n, of)
		if 100*n < c.want*of {
			t.Errorf("%s: %d of %d found, want %d %%", c.name, n, of, c.want)
		}
	}
}

// TestFormsCannotBeToldApart is why pictures of receipts and slips are not compared: the same print looks alike.
func TestFormsCannotBeToldApart(t *testing.T) {
	t.Parallel()
	all, _ := likenesses(form, *pictures)
	alike := 0
	for i := range all {
		for j := range all {
			if i != j && found(all[i], all[j]) {
				alike++
				break
			}
		}
	}
	t.Logf("%d of %d different forms of one print look like another one", alike, len(all))
	if alike*10 < len(all) {
		t.Error("they can be told apart: compare them, and say so in docs/evidence.md")
	}
}

func TestPlainPicturesHaveNoLikeness(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]color.Color{"black": color.Black, "white": color.White, "grey": color.Gray{120}} {
		img := image.NewRGBA(image.Rect(0, 0, 200, 100))
		for y := range 100 {
			for x := range 200 {
				img.Set(x, y, c)
			}
		}
		light(img, dicer(1), 0)
		if _, err := likeness.OfImage(img); !errors.Is(err, likeness.ErrPlain) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func encoded(t *testing.T, img image.Image) (jpg, pngs []byte) {
	t.Helper()
	var a, b bytes.Buffer
	if err := errors.Join(jpeg.Encode(&a, img, nil), png.Encode(&b, img)); err != nil {
		t.Fatal(err)
	}
	return a.Bytes(), b.Bytes()
}

func TestAPictureInTwoFormatsIsOne(t *testing.T) {
	t.Parallel()
	a, b := encoded(t, scene(3))
	x, err := likeness.Of("image/jpeg", bytes.NewReader(a))
	y, err2 := likeness.Of("image/png", bytes.NewReader(b))
	if err != nil || err2 != nil || !found(x, y) {
		t.Errorf("%v %v, %d apart", err, err2, x.Distance(y))
	}
	back, err := likeness.Parse(x.String())
	if err != nil || back != x {
		t.Errorf("%v %v", back, err)
	}
	for _, text := range []string{"", "00", x.String() + "00", "zz" + x.String()[2:]} {
		if _, err := likeness.Parse(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

// A place that the phone wrote into a picture, an APP1 segment of 170 bytes, tells copies no worse.
func TestAPlaceInAPictureChangesNoLikeness(t *testing.T) {
	t.Parallel()
	plain, _ := encoded(t, scene(4))
	segment := append([]byte("\xff\xe1\x00\xa8Exif\x00\x00MM\x00*\x00\x00\x00\x08"), make([]byte, 152)...)
	placed := slices.Concat(plain[:2], segment, plain[2:])
	x, err := likeness.Of("image/jpeg", bytes.NewReader(plain))
	y, err2 := likeness.Of("image/jpeg", bytes.NewReader(placed))
	if err != nil || err2 != nil || x != y {
		t.Errorf("%v %v, %d apart", err, err2, x.Distance(y))
	}
}

// bomb is a picture that says it is large.
func bomb(t *testing.T) []byte {
	_, b := encoded(t, image.NewGray(image.Rect(0, 0, 5000, 4000)))
	return b
}

func TestWhatCannotBeReadIsNoCrash(t *testing.T) {
	t.Parallel()
	a, b := encoded(t, scene(3))
	for name, c := range map[string]struct {
		kind string
		data []byte
		want error
	}{
		"cut short": {"image/jpeg", a[:len(a)/2], likeness.ErrUnreadable}, "cut in the head": {"image/png", b[:20], likeness.ErrUnreadable},
		"of another type": {"image/webp", a, likeness.ErrUnreadable}, "of no type": {"text/html", a, likeness.ErrUnreadable},
		"nothing": {"image/jpeg", nil, likeness.ErrUnreadable}, "too large": {"image/png", bomb(t), likeness.ErrTooLarge},
	} {
		if _, err := likeness.Of(c.kind, bytes.NewReader(c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	broken := errors.New("the disk is gone")
	if _, err := likeness.Of("image/png", failing{bytes.NewReader(b), broken}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// failing cannot go back to the beginning.
type failing struct {
	io.Reader
	err error
}

func (f failing) Seek(int64, int) (int64, error) { return 0, f.err }

func FuzzOf(f *testing.F) {
	var a, b bytes.Buffer
	small := image.NewRGBA(image.Rect(0, 0, 20, 20))
	if err := errors.Join(jpeg.Encode(&a, small, nil), png.Encode(&b, small)); err != nil {
		f.Fatal(err)
	}
	for _, data := range [][]byte{a.Bytes(), b.Bytes(), []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00"), nil} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, kind := range []string{"image/jpeg", "image/png", "image/webp"} {
			l, err := likeness.Of(kind, bytes.NewReader(data))
			if err == nil && len(l.Bands()) != likeness.Bands {
				t.Fatal(l)
			}
		}
	})
}
