// Package checklists owns the standards of service as data and the pure rules
// that load, lint and grade them: same inputs, same grade, for ever.
//
// It knows no storage, no HTTP, no clock and no randomness; whoever grades hands
// in everything the grade depends on (see Context). It is imported by models and
// imports nothing of crewcheck.
package checklists
