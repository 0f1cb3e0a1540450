package scenario

import (
	"testing"

	"crewcheck/checklists"
)

// stories are told on both stores, each in a world of its own.
func stories() []story {
	return []story{
		{"the founding case", foundingCase},
		{"a porter swapped at noon is not blamed for the evening", swappedAtNoon},
		{"a stand-in sees the work of the run he shared", standIn},
		{"two crews at one venue on a day need a person to tell", twoCrews},
		{"a complaint without a stop scores nobody", noStop},
		{"a cause recorded before the complaint frees the crew", exempted},
		{"fifty sendings of a check are one check", fiftyAtOnce},
		{"a poisoned entry does not hold up the rest", poisonedSync},
		{"a picture comes in pieces", picturePieces},
		{"a check waits for its pictures", waitingPictures},
		{"a venue's card shows pictures", cardPictures},
		{"a depot asks where pictures were taken", placedPictures},
		{"two phones at one stop know of each other", twoPhones},
		{"a picture of another stop is shown again, a little changed", copiedPicture},
		{"five wrong secrets lock, and each lock doubles", lockOut},
		{"a supervisor lets a locked porter in again, and a lost phone out", letIn},
		{"a refresh token works once", refreshOnce},
		{"who logs out is out", loggedOut},
		{"a pairing code works once and soon", pairedOnce},
		{"an edit names the version it read", ifMatch},
		{"a day that did not change is not sent again", unchangedDay},
		{"pages show everything once", pages},
		{"work begun on the old version is taken", oldVersion},
		{"a phone two hours off is put right", wrongClock},
		{"the feed tells those whom it concerns", feedStory},
		{"the feed goes on at any server", feedOfServers},
		{"a venue's page shows what became of its words", venuesPage},
		{"a depot is set up from five spreadsheets, twice", setUpFromSheets},
		{"a refused row is mended and sent again", mendRefused},
		{"an export shows what the list shows", exportsAsLists},
		{"a code is used, foreign, expired", codes},
		{"codes on paper lead to their stops", printed},
		{"a month to hang on the wall", aMonth},
		{"a crew reads what is said of it, and not who said it", whoSpoke},
	}
}

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

// workOut works out every day that waits, as the server does behind the requests.
func (w *world) workOut(t *testing.T) {
	t.Helper()
	if _, err := w.service.WorkOutPending(t.Context(), true); err != nil {
		t.Fatal(err)
	}
}

// score is the crew's score, worked out now.
func (w *world) score(t *testing.T, crew string) doc {
	t.Helper()
	w.workOut(t)
	return w.get(t, "ma", "/api/v1/crews/"+crew+"/score")
}

// equal fails when what came is not what was wanted.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
