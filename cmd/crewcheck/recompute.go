package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"crewcheck/models"
)

func (p *program) recomputeCommand() *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use: "recompute", Short: "Work out all figures anew from the records they follow from", Args: cobra.NoArgs,
		Long: `Works out crew days, scores' figures, bottle accounts, watch lists and live warnings anew from runs, checks, complaints
and what else was handed in, and names every document that came out different. Nothing different is the rule: the
server keeps them up to date. It may be stopped and repeated. On the embedded store the server must be stopped.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			date := models.Date(from)
			if from != "" && !date.Valid() {
				return fmt.Errorf("--from is a date like 2026-06-28, not %q", from)
			}
			return p.withStore(cmd.Context(), func(ctx context.Context, store *models.Store) error {
				s, err := models.New(ctx, models.Config{Store: store, Log: p.log})
				if err != nil {
					return err
				}
				return p.recompute(ctx, s, date)
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "first date to work out; the beginning when empty")
	p.storeFlags(cmd)
	return cmd
}

// recompute lays what was derived before beside what is derived now.
func (p *program) recompute(ctx context.Context, s *models.Service, from models.Date) error {
	before, err := digests(ctx, s)
	if err != nil {
		return err
	}
	days, err := s.Recompute(ctx, from)
	if err != nil {
		return err
	}
	after, err := digests(ctx, s)
	if err != nil {
		return err
	}
	changed := 0
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if was, known := before[key]; !known || was != after[key] {
			fmt.Fprintln(p.out, "different:", key)
			changed++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if _, known := after[key]; !known {
			fmt.Fprintln(p.out, "gone:", key)
			changed++
		}
	}
	_, err = fmt.Fprintf(p.err, "%d crew days worked out, %d documents, %d of them different\n", days, len(after), changed)
	return err
}

// digests are what every derived document says, by collection and id.
func digests(ctx context.Context, s *models.Service) (map[string][sha256.Size]byte, error) {
	out := map[string][sha256.Size]byte{}
	err := s.Derived(ctx, func(collection, id string, content []byte) error {
		key := collection + "/" + id
		if _, known := out[key]; known {
			return errors.New("there are two of " + key)
		}
		out[key] = sha256.Sum256(content)
		return nil
	})
	return out, err
}
