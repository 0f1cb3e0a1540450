package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"crewcheck/models"
	"crewcheck/models/founding"
	"crewcheck/web"
)

// demoFile remembers the logins of a demo beside its data.
const demoFile = "demo.json"

// demoReady is the one line of `demo --json`.
type demoReady struct {
	URL string `json:"url"`
	founding.Case
}

func (p *program) demoCommand() *cobra.Command {
	asJSON, data := false, ""
	cmd := &cobra.Command{
		Use: "demo", Short: "Start with the founding case: a depot in Changsha with four weeks behind it", Args: cobra.NoArgs,
		Long: `Starts a server on the embedded store with one depot, six crews, forty venues and twenty-eight days of runs,
checks, complaints and praise, and today's runs ready to work. It prints where to look and how to log in.
Without --data everything is forgotten when it ends.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cleanup, err := p.demoFolder(data)
			if err != nil {
				return err
			}
			defer cleanup()
			return p.withStore(cmd.Context(), func(ctx context.Context, store *models.Store) error {
				c, err := p.plantOnce(ctx, store)
				if err != nil {
					return err
				}
				return p.serve(ctx, store, func(url string) { p.announce(demoReady{url, *c}, asJSON) })
			})
		},
	}
	p.serverFlags(cmd)
	// A variable of its own: a flag's default would overwrite the setting of the other commands.
	cmd.Flags().StringVar(&data, "data", "", "folder to keep the demo in; a temporary one when empty")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one line of JSON when ready, and nothing else")
	return cmd
}

// demoFolder makes the folder of the demo, a temporary one without a name; cleanup removes that.
func (p *program) demoFolder(data string) (cleanup func(), err error) {
	p.cfg.MongoURI = "" // the demo never touches a real database
	if p.cfg.Data = data; data != "" {
		return func() {}, os.MkdirAll(data, 0o700)
	}
	if p.cfg.Data, err = os.MkdirTemp("", "crewcheck-demo-"); err != nil {
		return nil, err
	}
	return func() { _ = os.RemoveAll(p.cfg.Data) }, nil
}

// plantOnce fills the store, or reads the logins of a demo that is there already.
func (p *program) plantOnce(ctx context.Context, store *models.Store) (*founding.Case, error) {
	file := filepath.Join(p.cfg.Data, demoFile)
	c := &founding.Case{}
	text, err := os.ReadFile(file)
	if err == nil {
		return c, json.Unmarshal(text, c)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if c, err = p.plant(ctx, store); err != nil {
		return nil, err
	}
	if text, err = json.MarshalIndent(c, "", "  "); err != nil {
		return nil, err
	}
	return c, os.WriteFile(file, text, 0o600)
}

// plant fills an empty store with the founding case.
func (p *program) plant(ctx context.Context, store *models.Store) (*founding.Case, error) {
	page, err := store.Depots.List(ctx, models.Filter{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(page.Items) > 0 {
		return nil, errors.New("the store holds a depot already; the founding case wants an empty one")
	}
	fmt.Fprintln(p.err, "writing four weeks of a depot's work …")
	return founding.Plant(ctx, store, founding.Options{Now: time.Now(), Seed: 1, Log: p.log})
}

func (p *program) seedCommand() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use: "seed", Short: "Fill an empty store with the founding case", Args: cobra.NoArgs,
		Long: `Fills an empty store, embedded or MongoDB, with the founding case of the demo and prints its logins. The
accounts have well-known secrets: never do this to a store that the world can reach.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withStore(cmd.Context(), func(ctx context.Context, store *models.Store) error {
				c, err := p.plant(ctx, store)
				if err == nil {
					p.announce(demoReady{Case: *c}, asJSON)
				}
				return err
			})
		},
	}
	p.storeFlags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one line of JSON")
	return cmd
}

// announce says where to look and how to log in.
func (p *program) announce(d demoReady, asJSON bool) {
	if asJSON {
		line, err := json.Marshal(d)
		if err != nil {
			p.log.Error("the demo cannot be described", "error", err)
			return
		}
		fmt.Fprintf(p.out, "%s\n", line)
		return
	}
	if d.URL != "" {
		look := "Look at   "
		if _, err := fs.Stat(web.Dist, "dist/index.html"); err == nil {
			look = "Phone app "
		}
		fmt.Fprintf(p.out, "\ncrewcheck is ready.\n\n  %s  %s/\n  The API     %s/docs\n", look, d.URL, d.URL)
	}
	fmt.Fprintf(p.out, "\nLog in by phone and secret, in the phone app as a driver or porter (API: POST /api/v1/auth/login); depot %s:\n\n", d.DepotID)
	for _, u := range d.Users {
		fmt.Fprintf(p.out, "  %-10s  %-14s  %-12s  %s\n", u.Role, u.Phone, u.Secret, u.Name)
	}
	if d.URL != "" {
		fmt.Fprintf(p.out, "\nCtrl-C ends it.\n")
	}
}
