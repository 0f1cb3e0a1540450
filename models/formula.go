package models

import (
	"context"
	"fmt"

	"crewcheck/checklists"
)

// scoreFormula is one published version of the score's formula, as this store first met it; it never changes.
// id = "score:" + version.
type scoreFormula struct {
	Meta
	Formula checklists.Formula `json:"formula"`
	// ValidFrom is the first date that windows may end on to be scored by it; "" for the first formula of a store.
	ValidFrom Date `json:"validFrom"`
}

// formulaLead is how many days after it was first met a new formula comes into force, by the date in UTC: on no
// date line is that day over yet, so no window that has ended is scored anew.
const formulaLead = 2

// seedFormula stores the formula that the program carries, if the store does not hold it yet. What was stored under
// its version stays: a formula changes by a new version only.
func (s *Service) seedFormula(ctx context.Context) error {
	f := s.standards.Score
	next := &scoreFormula{Formula: f}
	next.ID = fmt.Sprintf("score:%d", f.Version)
	old, found, err := s.store.formulas.Find(ctx, next.ID)
	if err != nil {
		return err
	}
	if found {
		if contentHash(old.Formula) != contentHash(f) {
			s.log.Error("the program's formula differs from the published one of that version, which stays in force", "version", f.Version)
		}
		return nil
	}
	others, err := s.store.formulas.Count(ctx, Filter{}, 1)
	if err != nil {
		return err
	}
	if others > 0 {
		next.ValidFrom = DateOf(s.Now().Time).AddDays(formulaLead)
	}
	if err := s.store.formulas.Insert(ctx, next); err != nil && !IsCode(err, "store.duplicate") {
		return err
	}
	return nil
}

// formulas are all published versions.
func (s *Service) formulas(ctx context.Context) ([]scoreFormula, error) {
	return s.published.get(ctx, "", func(ctx context.Context) ([]scoreFormula, error) {
		var out []scoreFormula
		err := s.store.formulas.All(ctx, Filter{}, func(f *scoreFormula) error { out = append(out, *f); return nil })
		return out, err
	})
}

// formulaOf picks the formula by which a window that ends on a date is scored: the latest version in force on
// that date. A window that begins under an older one is scored wholly by this one.
func formulaOf(all []scoreFormula, end Date) checklists.Formula {
	var out checklists.Formula
	for i := range all {
		if f := &all[i]; f.ValidFrom <= end && f.Formula.Version > out.Version {
			out = f.Formula
		}
	}
	return out
}
