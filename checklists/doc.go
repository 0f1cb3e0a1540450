// Package checklists owns the standards of service as data and the pure rules
// that load, lint and grade them: same inputs, same grade, for ever.
//
// The data are the files in data/: one file for each checklist, the complaint
// categories with their playbooks, the clocks and the formula of the score.
// A changed checklist or formula gets a new version; a published one never changes.
//
// Load and Lint read a folder of data files, ValidateDefinition and ValidateOverlay
// judge drafts, ValidateAnswers the structure of what phones send, and GradeCheck
// what the answers are worth.
//
// It knows no storage, no HTTP, no clock and no randomness; whoever grades hands
// in everything the grade depends on (see Context). It is imported by models and
// imports nothing of crewcheck.
package checklists
