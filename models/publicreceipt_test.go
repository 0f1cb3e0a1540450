package models_test

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"testing"

	"crewcheck/models"
)

// BenchmarkCodesThatAreNone: what a guesser could learn from the time a refusal takes. The three must not differ by
// more than the noise; that they do the same work is a test of handlers/scenario.
func BenchmarkCodesThatAreNone(b *testing.B) {
	w := newWorld(b)
	random := func() string {
		var raw [16]byte
		_, _ = rand.Read(raw[:])
		return hex.EncodeToString(raw[:])
	}
	for name, code := range map[string]func() string{
		"random": random, "malformed": func() string { return "x" }, "long": func() string { return strings.Repeat("a", 1_000) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.PublicReceiptOf(b.Context(), code()); !models.IsCode(err, "receipt.missing") {
					b.Fatal(err)
				}
			}
		})
	}
}
