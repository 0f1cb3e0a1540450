package models

import "crewcheck/checklists"

// Time, Date, Text and Window are the same in the whole service; see checklists.
type (
	Time   = checklists.Time
	Date   = checklists.Date
	Text   = checklists.Text
	Window = checklists.Window
)

// At and DateOf make a Time and a Date; see checklists.
var (
	At     = checklists.At
	DateOf = checklists.DateOf
)
