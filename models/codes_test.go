package models_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"crewcheck/models"
)

var placeless = regexp.MustCompile(`\bE\("([a-z.-]+)", ""`)

// What is wrong with what somebody sent is said of a place in it; only what the body as a whole is may be said of none.
func TestEveryRefusalNamesItsPlace(t *testing.T) {
	t.Parallel()
	placed := []models.Kind{models.Invalid, models.Unprocessable, models.Conflict, models.Stale, models.Unsupported, models.RangeWrong, models.Required}
	kinds := map[string]models.Kind{}
	for _, c := range models.Codes() {
		kinds[c.Code] = c.Kind
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range placeless.FindAllStringSubmatch(string(text), -1) {
			if slices.Contains(placed, kinds[m[1]]) && !strings.HasPrefix(m[1], "store.") {
				t.Errorf("%s: %s names no place", file, m[1])
			}
		}
	}
}
