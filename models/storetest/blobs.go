package storetest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func (s *store) wantBlob(name, want string) {
	s.t.Helper()
	r, size, err := s.GetBlob(s.t.Context(), name)
	if err != nil {
		s.t.Fatalf("get blob %q: %v", name, err)
	}
	got, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil || size != int64(len(want)) || string(got) != want {
		s.t.Errorf("blob %q: got %d bytes of %d, %v, want %d", name, len(got), size, err, len(want))
	}
	if has, err := s.HasBlob(s.t.Context(), name); !has || err != nil {
		s.t.Errorf("has blob %q: %v, %v", name, has, err)
	}
}

func testBlobs(t *testing.T, s *store) {
	if has, err := s.HasBlob(t.Context(), "ab12"); has || err != nil {
		t.Errorf("has blob before: %v, %v", has, err)
	}
	blobs := map[string]string{
		"ab12": "photo", "ab": "short name", "x": "one letter", "empty": "", "thumbs/ab12.jpg": "in a folder", "thumbs": "like the folder",
		strings.Repeat("9", 200): strings.Repeat("photo", 200_000), // 1 MB: several pieces
	}
	for name, data := range blobs {
		if err := s.PutBlob(t.Context(), name, []byte(data)); err != nil {
			t.Fatalf("put blob %q: %v", name, err)
		}
	}
	if err := s.PutBlob(t.Context(), "ab12", []byte("changed")); err != nil {
		t.Errorf("put blob again: %v", err)
	}
	for name, data := range blobs {
		s.wantBlob(name, data)
	}
}

func testBlobRace(t *testing.T, s *store) {
	data := bytes.Repeat([]byte{0xff, 0xd8}, 300_000)
	errs := together(12, func(int) error { return s.PutBlob(t.Context(), "ab/photo", data) })
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	s.wantBlob("ab/photo", string(data))
}

func testBlobNames(t *testing.T, s *store) {
	for _, name := range []string{
		"", ".", "..", ".a", "a/.b", "-a", "../x", "a/../b", "/etc/passwd", "a/", "a//b", "A", "a_b", `a\b`, "a\x00", "店", "a b", strings.Repeat("a", 201),
	} {
		if err := s.PutBlob(t.Context(), name, []byte("x")); err == nil {
			t.Errorf("put: the name %q is accepted", name)
		}
		if _, _, err := s.GetBlob(t.Context(), name); err == nil {
			t.Errorf("get: the name %q is accepted", name)
		}
		if _, err := s.HasBlob(t.Context(), name); err == nil {
			t.Errorf("has: the name %q is accepted", name)
		}
	}
}
