package models

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// The page for those who run the service lists the collections that are swept, and no other.
func TestWhatIsSweptIsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-zA-Z]+)` \\|").FindAllSubmatch(text, -1) {
		told = append(told, string(m[1]))
	}
	var have []string
	for _, c := range swept {
		have = append(have, c.spec.Name)
	}
	slices.Sort(told)
	slices.Sort(have)
	if !slices.Equal(told, have) {
		t.Errorf("docs/data.md tells of %v, swept are %v", told, have)
	}
}
