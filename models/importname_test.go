package models_test

import (
	"strings"
	"testing"

	"crewcheck/models"
)

// TestAnImportKeepsTheNameOfItsFile: enough of it to tell it from others, and nothing that could do harm.
func TestAnImportKeepsTheNameOfItsFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for sent, kept := range map[string]string{
		"":                                 "",
		"门店 3月.xlsx":                       "门店 3月.xlsx",
		"../../etc/passwd":                 "passwd",
		`C:\Users\sun\venues.csv`:          "venues.csv",
		"venues.csv/":                      "",
		"ven\x00ues\x1b[31m\r\n\t2.csv":    "venues[31m 2.csv",
		"venues\u202excod.csv\u200f\ufeff": "venuesxcod.csv",
		"\xffvenues\xc3.csv":               "venues.csv",
		"<script>alert(1)</script>.csv":    "script>.csv",
		strings.Repeat("长", 10_000):        strings.Repeat("长", 99) + "…",
	} {
		imp, _, err := w.StartImport(t.Context(), sun, "key "+sent, models.ImportFile{Noun: "venues", Name: sent, Data: []byte("编号,店名\nv-9,新店\n")})
		w.ok(err)
		stored, err := w.Import(t.Context(), sun, imp.ID)
		w.ok(err)
		if stored.FileName != kept {
			t.Errorf("%.40q is kept as %q, want %q", sent, stored.FileName, kept)
		}
	}
	again, isNew, err := w.StartImport(t.Context(), sun, "key ", models.ImportFile{Noun: "venues", Name: "other.csv", Data: []byte("编号,店名\nv-9,新店\n")})
	if w.ok(err); isNew || again.FileName != "" {
		t.Errorf("the same file under another name is another import: %+v", again)
	}
}
