// Command imports measures how long a depot's files take: rows of people, crews, products, venues and runs, each through a dry run,
// an import, and the same import again, by the API of the real program on the embedded store, in a folder of its own.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"time"

	"crewcheck/models"
	"crewcheck/models/sqlite"
	"crewcheck/scripts/bench/rig"
)

const (
	most  = time.Minute // for an import of the rows, by -check
	phone = "13900000000"
	// secret of the admin; the server listens on loopback and is gone at the end.
	secret = "a secret of the benchmark"
	depot  = "d-1"
)

type options struct {
	rig.Common
	rows int
}

func main() {
	var o options
	flag.IntVar(&o.rows, "rows", 10_000, "rows of each file")
	flag.StringVar(&o.Program, "program", "", "crewcheck to measure; built from this module when empty")
	flag.BoolVar(&o.Check, "check", false, fmt.Sprintf("exit 1 when an import of the rows takes more than %s", most))
	flag.Parse()
	rig.Main("imports", o.run)
}

func (o *options) run(ctx context.Context) error {
	clean, err := o.Prepare(ctx, "imports")
	defer clean()
	if err != nil {
		return err
	}
	if err := plant(ctx, o.Dir); err != nil {
		return err
	}
	server, err := rig.StartProgram(ctx, o.Program, o.Dir)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	client := rig.NewClient(server, 1)
	fmt.Println("| rows | dry run | import | the same again |\n|---|---|---|---|")
	var late error
	for _, noun := range models.ImportNouns {
		took, err := measure(ctx, client, noun, o.rows)
		if err != nil {
			return err
		}
		fmt.Printf("| %d %s | %.1f s | %.1f s | %.1f s |\n", o.rows, noun, took[0].Seconds(), took[1].Seconds(), took[2].Seconds())
		if took[1] > most {
			late = fmt.Errorf("an import of %d %s took more than %s", o.rows, noun, most)
		}
	}
	if o.Check {
		return late
	}
	return nil
}

// plant makes the admin and the depot, which a server does not make by itself.
func plant(ctx context.Context, dir string) error {
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return err
	}
	defer backend.Close()
	s, err := models.New(ctx, models.Config{Store: models.NewStore(backend, time.Now), Alone: true})
	if err != nil {
		return err
	}
	admin, err := s.CreateUser(ctx, "u-admin", models.UserPut{UserBody: models.UserBody{Phone: phone, Name: "Sun", Roles: []models.Role{models.Admin}}, Secret: secret})
	if err != nil {
		return err
	}
	_, _, err = s.PutDepot(ctx, models.Caller{UserID: admin.ID, Roles: admin.Roles}, depot, models.Match{}, models.DepotBody{Name: "长沙", Zone: "Asia/Shanghai"})
	return err
}

// measure gives how long the dry run, the import and the same import again took.
func measure(ctx context.Context, c *rig.Client, noun string, rows int) (took [3]time.Duration, err error) {
	token, err := c.Login(phone, secret, "")
	if err != nil {
		return took, err
	}
	file := []byte(rowsOf(noun, rows))
	at := "/imports/" + noun + "?" + url.Values{"depotId": {depot}}.Encode()
	begin := time.Now()
	var report struct{ models.ImportCounts }
	if err := c.CallFile(token, at+"&dryRun=true", "text/csv", file, &report); err != nil {
		return took, err
	}
	took[0] = time.Since(begin)
	if report.Created != rows {
		return took, fmt.Errorf("the dry run of %s: %+v", noun, report)
	}
	for i, all := range []func(models.ImportCounts) int{
		func(x models.ImportCounts) int { return x.Created }, func(x models.ImportCounts) int { return x.Unchanged },
	} {
		begin := time.Now()
		counts, err := imported(ctx, c, token, at, file)
		if err != nil {
			return took, err
		}
		if all(counts) != rows {
			return took, fmt.Errorf("%s: %+v", noun, counts)
		}
		took[i+1] = time.Since(begin)
	}
	return took, nil
}

// imported sends a file and waits until it is worked off.
func imported(ctx context.Context, c *rig.Client, token, at string, file []byte) (models.ImportCounts, error) {
	var imp models.Import
	if err := c.CallFile(token, at, "text/csv", file, &imp); err != nil {
		return imp.ImportCounts, err
	}
	for imp.State == models.ImportRunning {
		select {
		case <-ctx.Done():
			return imp.ImportCounts, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		if err := c.Call(token, "GET", "/imports/"+imp.ID, nil, &imp); err != nil {
			return imp.ImportCounts, err
		}
	}
	return imp.ImportCounts, nil
}
