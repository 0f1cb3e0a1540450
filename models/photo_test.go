package models_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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

func shaOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
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
	_, jpeg := picture("too big")
	wantCode(t, put(append(jpeg, bytes.Repeat([]byte{'x'}, models.MaxPhoto)...)), "body.too-large")
	for i := range 5 {
		_, data := picture(fmt.Sprint("by code ", i))
		w.ok(put(data))
		w.ok(put(data)) // the same again takes no room
	}
	_, sixth := picture("by code 6")
	wantCode(t, put(sixth), "body.invalid", "sha256", "field.too-many")
}
