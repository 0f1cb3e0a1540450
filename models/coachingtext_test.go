package models

import (
	"strings"
	"testing"
)

// A flag is no item that could be "done at every stop": its card says what was seen, of how many, and what to do.
func TestACardAboutAFlagSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, flag := range append(append([]string{}, countedFlags...), phoneFlags...) {
		w := &Warning{Kind: WarnItemDrift, ItemID: flagItem + flag, Figures: WarningFigures{N: 933, Observed: 41}}
		text, err := (&Service{}).cardText(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{text.ZhCN, text.En} {
			if strings.Contains(said, "%!") || !strings.Contains(said, "933") || !strings.Contains(said, "41") {
				t.Errorf("%s: %q", flag, said)
			}
		}
		if strings.Contains(text.En, "Do it at every stop") || strings.Contains(text.ZhCN, "每一站都做好") {
			t.Errorf("%s is told as an item: %q", flag, text.En)
		}
	}
}
