package main

import (
	"context"
	"encoding/binary"
	"os"
	"strings"
	"testing"
	"time"
)

func TestRunGivesTheCommandADatabase(t *testing.T) {
	t.Setenv(variable, "")
	t.Setenv("TMPDIR", t.TempDir())
	code, err := run(t.Context(), []string{"--", "sh", "-c", `case "$MONGODB_TEST_URI" in mongodb://127.0.0.1:*) exit 7;; esac`})
	if code != 7 || err != nil {
		t.Errorf("got %d, %v, want 7", code, err)
	}
	if left, err := os.ReadDir(os.TempDir()); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRunTakesTheDatabaseThatIsThere(t *testing.T) {
	t.Setenv(variable, "mongodb://elsewhere/")
	code, err := run(t.Context(), []string{"--", "sh", "-c", `[ "$MONGODB_TEST_URI" = mongodb://elsewhere/ ] && exit 7`})
	if code != 7 || err != nil {
		t.Errorf("got %d, %v, want 7", code, err)
	}
}

func TestRunEndsTheCommandWithItself(t *testing.T) {
	t.Setenv(variable, "mongodb://elsewhere/")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if code, err := run(ctx, []string{"--", "sleep", "60"}); code == 0 || err == nil {
		t.Errorf("got %d, %v", code, err)
	}
	if code, err := run(t.Context(), []string{"sleep"}); code != 2 || err == nil {
		t.Errorf("a command without --: %d, %v", code, err)
	}
}

func TestRepair(t *testing.T) {
	message := func(code byte, text string) string { return "\x10code\x00" + string([]byte{code, 0, 0, 0}) + text }
	for from, want := range map[string]uint32{
		message(1, "UNIQUE constraint failed"):  11000,
		message(1, "something else"):            1,
		message(26, "UNIQUE constraint failed"): 26,
	} {
		got := repair([]byte(from))
		if n := binary.LittleEndian.Uint32(got[6:]); n != want || !strings.HasSuffix(string(got), from[10:]) {
			t.Errorf("%q became %q", from, got)
		}
	}
}

func TestACommandNamesItsDatabase(t *testing.T) {
	for message, want := range map[string]string{
		"\x02find\x00\x06\x00\x00\x00stops\x00\x02$db\x00\x05\x00\x00\x00crew\x00\x00": "crew",
		"\x02find\x00\x06\x00\x00\x00stops\x00\x00":                                    "",
		"\x02$db\x00\x05": "",
	} {
		if got := databaseOf([]byte(message)); got != want {
			t.Errorf("%q names %q, want %q", message, got, want)
		}
	}
}

func FuzzReadMessage(f *testing.F) {
	f.Add("\x10\x00\x00\x00" + strings.Repeat("x", 12))
	f.Fuzz(func(t *testing.T, s string) {
		m, err := readMessage(strings.NewReader(s))
		if err == nil && (string(m) != s[:len(m)] || len(m) < headerBytes) {
			t.Errorf("%q became %q", s, m)
		}
		if err == nil {
			_, _ = wantsAnswer(m), databaseOf(m)
		}
	})
}
