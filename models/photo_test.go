package models_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"slices"
	"testing"

	"crewcheck/models"
)

// codeOf is the code on the receipt of a stop.
func (w *world) codeOf(run, stop string) string {
	w.Helper()
	link, err := w.ReceiptLinkOf(w.Context(), sun, run, stop)
	w.ok(err)
	return link.Token
}

func TestPicturesThatAreRefusedLeaveRoomForFive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	code := w.codeOf(runOne, stopBlue)
	put := func(data []byte) error {
		_, _, err := w.PutCodePhoto(t.Context(), code, shaOf(data), data)
		return err
	}
	for i := range 6 {
		wantCode(t, put(fmt.Append(nil, "no picture ", i)), "photo.type")
	}
	wantCode(t, put(append(slices.Clone(dot), bytes.Repeat([]byte{'x'}, models.MaxPhoto)...)), "body.too-large")
	for i := range 5 {
		_, data := picture(fmt.Sprint("by code ", i))
		w.ok(put(data))
		w.ok(put(data)) // the same again takes no room
	}
	_, sixth := picture("by code 6")
	wantCode(t, put(sixth), "body.invalid", "sha256", "field.too-many")
}

// pngOf is a PNG of one pixel whose head claims another size.
func pngOf(width, height uint32) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
	data := b.Bytes()
	head := data[12:29] // IHDR and what it says; its checksum follows
	binary.BigEndian.PutUint32(head[4:], width)
	binary.BigEndian.PutUint32(head[8:], height)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(head))
	return data
}

// webpDot is a WebP of one pixel.
var webpDot, _ = base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")

func TestAPictureHasASizeThatCanBeShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"a JPEG": {dot, ""}, "a PNG": {pngOf(8192, 8192), ""}, "a WebP": {webpDot, ""},
		"the beginning of a JPEG": {dot[:20], "photo.unreadable"},
		"the beginning of a PNG":  {pngOf(1, 1)[:20], "photo.unreadable"},
		"the beginning of a WebP": {webpDot[:14], "photo.unreadable"},
		"no width":                {pngOf(0, 1), "photo.unreadable"},
		"a row too many":          {pngOf(8192, 8193), "photo.pixels"},
		"a pixel too wide":        {pngOf(64<<20+1, 1), "photo.pixels"},
		"more than can be":        {pngOf(1<<31-1, 1<<31-1), "photo.unreadable"},
	} {
		_, _, err := w.PutPhoto(t.Context(), li, shaOf(c.data), c.data)
		if c.code == "" && err != nil || c.code != "" && !models.IsCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
		if c.code != "" {
			wantCode(t, err, c.code, "sha256")
		}
	}
}

// Whatever bytes come, they are stored or refused with a reason.
func FuzzPhoto(f *testing.F) {
	for _, seed := range [][]byte{dot, pngOf(1, 1), webpDot} {
		f.Add(seed)
		f.Add(seed[:len(seed)/2])
	}
	w := newWorld(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var e *models.Error
		if _, _, err := w.PutPhoto(t.Context(), li, shaOf(data), data); err != nil && (!errors.As(err, &e) || e.Kind() >= models.Internal) {
			t.Error(err)
		}
	})
}
