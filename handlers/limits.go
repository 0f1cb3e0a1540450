package handlers

import (
	"net/http"

	"crewcheck/checklists"
	"crewcheck/models"
)

// Who sets a limit.
const (
	setByDepot    = "depot"    // a depot's settings
	setByServer   = "server"   // a flag of the program
	setByStandard = "standard" // the standards of service
	setByProgram  = "program"  // nobody: it is built in
)

// Limit is a number that bounds what the service takes, or from which on it speaks up.
type Limit struct {
	Name  string `json:"name"`
	Value int    `json:"value"` // the usual one of a depot's limit; -1: there is none
	Unit  string `json:"unit"`  // m, min, h, s, days, bytes, pictures, rows, stops, calls a minute
	SetBy string `json:"setBy"` // depot, server, standard, program
	// Flag is the program's flag of a limit that the server sets.
	Flag string `json:"flag,omitempty"`
	// Least and Most bound what a depot may set.
	Least int `json:"least,omitempty"`
	Most  int `json:"most,omitempty"`
}

func limitRoute() Route {
	return Route{Method: "GET", Path: "/api/v1/limits", Name: "listLimits", Summary: "What is limited, by how much, and who sets it", Tag: "Planning", Who: deskRoles, Answers: map[int]any{http.StatusOK: List[Limit]{}}, Handle: listLimits}
}

func listLimits(r *Request) error {
	all := []Limit{}
	for _, b := range models.DepotBounds {
		all = append(all, Limit{Name: b.Name, Value: b.Usual, Unit: b.Unit, SetBy: setByDepot, Least: b.Least, Most: b.Most})
	}
	all = append(
		all,
		Limit{Name: "rateLimit", Value: max(-1, r.API.cfg.RateLimit), Unit: "calls a minute", SetBy: setByServer, Flag: "--rate-limit"},
		Limit{Name: "tooFastSeconds", Value: models.TooFastSeconds, Unit: "s", SetBy: setByStandard},
		Limit{Name: "appealDays", Value: models.AppealDays, Unit: "days", SetBy: setByStandard},
		Limit{Name: "photoBytes", Value: models.MaxPhoto, Unit: "bytes", SetBy: setByProgram},
		Limit{Name: "photosOfCheck", Value: checklists.MaxPhotos, Unit: "pictures", SetBy: setByProgram},
		Limit{Name: "importBytes", Value: models.MaxImport, Unit: "bytes", SetBy: setByProgram},
		Limit{Name: "importRows", Value: models.MaxImportRows, Unit: "rows", SetBy: setByProgram},
		Limit{Name: "stopsOfRun", Value: models.MaxStops, Unit: "stops", SetBy: setByProgram},
	)
	return r.SendETag(List[Limit]{Items: all}, "")
}
