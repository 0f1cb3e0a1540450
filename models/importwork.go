package models

import (
	"context"
	"errors"
	"sync"
	"time"
)

// importAlways works imports off until ctx ends; one server at a time.
func (s *Service) importAlways(ctx context.Context) {
	tick := time.NewTicker(importEvery)
	defer tick.Stop()
	for {
		if err := s.WorkImports(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("importing failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.imports:
		case <-tick.C:
		}
	}
}

// WorkImports works off what waits, the oldest first.
func (s *Service) WorkImports(ctx context.Context) error {
	for ctx.Err() == nil {
		page, err := s.store.Imports.List(ctx, Filter{Equal: map[string]any{"state": ImportRunning}, Ascending: true, Limit: 1})
		if err != nil || len(page.Items) == 0 {
			return err
		}
		if mine, err := s.workImport(ctx, &page.Items[0]); err != nil || !mine {
			return err
		}
	}
	return ctx.Err()
}

// workImport works an import off as whoever sent it, with the rights they have now.
func (s *Service) workImport(ctx context.Context, imp *Import) (mine bool, err error) {
	u, found, err := s.store.Users.Find(ctx, imp.By)
	if err != nil {
		return false, err
	}
	if !found || u.Disabled || !u.caller("").Is(Supervisor, Manager, Admin) {
		return true, s.endImport(ctx, imp.ID, ImportStopped)
	}
	in := newImporter(s, u.caller(""), imp)
	for imp.Batch < imp.Batches {
		if mine, err := s.hold(ctx, "imports"); err != nil || !mine {
			return false, err
		}
		if imp, err = s.workBatch(ctx, in, imp); err != nil {
			return true, err
		}
	}
	return true, s.endImport(ctx, imp.ID, ImportDone)
}

func (s *Service) endImport(ctx context.Context, id, state string) error {
	poke, err := s.tellOf(ctx, Subject{aboutImport, id})
	if err != nil {
		return err
	}
	defer poke()
	now := s.Now()
	_, err = s.store.Imports.Update(ctx, id, func(x *Import) error {
		if x.State != ImportRunning {
			return errKeep
		}
		x.State, x.FinishedAt = state, &now
		return nil
	})
	return err
}

// workBatch writes the records of the next batch, then what became of them, then counts them; each step is found done when it is
// repeated.
func (s *Service) workBatch(ctx context.Context, in *importer, imp *Import) (*Import, error) {
	id := batchID(imp.ID, imp.Batch)
	b, err := s.store.imported.Get(ctx, id)
	if err != nil {
		return imp, err
	}
	if !b.Done {
		rows, err := in.putAll(ctx, b.Units)
		if err != nil {
			return imp, err
		}
		if b, err = s.store.imported.Update(ctx, id, func(x *importBatch) error {
			if x.Done {
				return errKeep
			}
			x.Rows, x.Done = rows, true
			return nil
		}); err != nil {
			return imp, err
		}
	}
	poke, err := s.tellOf(ctx, Subject{aboutImport, imp.ID})
	if err != nil {
		return imp, err
	}
	defer poke()
	return s.store.Imports.Update(ctx, imp.ID, func(x *Import) error {
		if x.Batch != imp.Batch {
			return errKeep
		}
		x.Batch++
		x.count(b.Rows)
		return nil
	})
}

// putAll writes records, some at the same time; what became of them comes in their order.
func (in *importer) putAll(ctx context.Context, units []importUnit) ([]ImportRow, error) {
	results, failed := make([][]ImportRow, len(units)), make([]error, len(units))
	turn := make(chan struct{}, importersAtOnce)
	var all sync.WaitGroup
	for i := range units {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			results[i], failed[i] = in.put(ctx, &units[i])
		})
	}
	all.Wait()
	out := []ImportRow{}
	for _, rows := range results {
		out = append(out, rows...)
	}
	return out, errors.Join(failed...)
}
