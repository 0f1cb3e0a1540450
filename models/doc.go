// Package models owns what crewcheck knows and decides: its types, their
// validation, who may see and do what, the use cases, and the Store they stand on.
//
// It knows no HTTP and no database driver, and takes its clock, its randomness
// and its ids from outside. handlers calls it; it calls checklists.
package models
