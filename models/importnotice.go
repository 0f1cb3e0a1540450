package models

import (
	"fmt"
	"strconv"
)

// What is told of an import. Webhooks hear of its beginning and of how far it is only when they name that.
const (
	importStarted  = "import.started"
	importProgress = "import.progress"
	importDone     = "import.done"
	importStopped  = "import.stopped"
)

// notices tell whoever sent the file, managers and admins: it has begun, each tenth of the way, it has ended. The note is
// noun, rows and refused rows: "venues 40 3".
func (imp *Import) notices() []Notice {
	n := Notice{
		Kind: importStarted, Subject: Subject{aboutImport, imp.ID}, DepotID: imp.DepotID, At: imp.At, By: imp.By,
		Data: NoticeData{Status: imp.State, Note: fmt.Sprintf("%s %d %d", imp.Noun, imp.Rows, imp.Refused)},
	}
	n.ID = namedID("notice", imp.ID, "started")
	out := []Notice{n}
	n.Kind, n.At = importProgress, imp.UpdatedAt
	for batch := 1; batch <= imp.Batch && batch < imp.Batches; batch++ {
		if batch*10/imp.Batches > (batch-1)*10/imp.Batches {
			n.ID = namedID("notice", imp.ID, "progress", strconv.Itoa(batch))
			out = append(out, n)
		}
	}
	if imp.FinishedAt != nil {
		n.ID, n.Kind, n.At = namedID("notice", imp.ID, "ended"), "import."+imp.State, *imp.FinishedAt
		out = append(out, n)
	}
	return out
}
