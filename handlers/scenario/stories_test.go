package scenario

import (
	"testing"

	"crewcheck/checklists"
)

func stories() []story { return []story{} }

var _ = testing.Short

// draftOf is the next version of a checklist with another title.
func draftOf(id, title string) checklists.Definition {
	for _, d := range checklists.Default().Checklists {
		if d.ID == id {
			d.Title.ZhCN = title
			d.Version++
			return d
		}
	}
	return checklists.Definition{}
}
