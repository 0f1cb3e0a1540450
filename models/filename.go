package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fileName is what is kept of the name that a file was sent under, to tell it from others: without folders, without what nobody
// sees or what turns the direction of reading, on one line, at most maxName characters. It names nothing on a disk.
func fileName(sent string) string {
	sent = sent[strings.LastIndexAny(sent, `/\`)+1:]
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, sent)
	name := strings.Join(strings.Fields(seen), " ")
	if utf8.RuneCountInString(name) > maxName {
		name = firstRunes(name, maxName-1) + "…"
	}
	return name
}
