// Command imports measures how long a depot's files take: rows of venues, products and users through a dry run, an import, and the
// same import again, on the embedded store, in a folder of its own that it deletes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

const most = time.Minute // for 10,000 rows, by -check

func main() {
	rows := flag.Int("rows", 10_000, "rows of each file")
	check := flag.Bool("check", false, "exit 1 when an import of the rows takes more than a minute")
	flag.Parse()
	if err := run(context.Background(), *rows, *check); err != nil {
		fmt.Fprintln(os.Stderr, "imports:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rows int, check bool) error {
	dir, err := os.MkdirTemp("", "crewcheck-imports-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return err
	}
	defer backend.Close()
	s, err := models.New(ctx, models.Config{Store: models.NewStore(backend, time.Now), Alone: true})
	if err != nil {
		return err
	}
	admin, err := s.CreateUser(ctx, "u-admin", models.UserPut{UserBody: models.UserBody{Phone: "13900000000", Name: "Sun", Roles: []models.Role{models.Admin}}})
	if err != nil {
		return err
	}
	c := models.Caller{UserID: admin.ID, Roles: admin.Roles}
	if _, _, err := s.PutDepot(ctx, c, "d-1", models.Match{}, models.DepotBody{Name: "长沙", Zone: "Asia/Shanghai"}); err != nil {
		return err
	}
	fmt.Println("| rows | dry run | import | the same again |\n|---|---|---|---|")
	for _, noun := range []string{"venues", "products", "users"} {
		if err := measure(ctx, s, c, noun, rows, check); err != nil {
			return err
		}
	}
	return nil
}

func measure(ctx context.Context, s *models.Service, c models.Caller, noun string, rows int, check bool) error {
	file := models.ImportFile{Noun: noun, DepotID: "d-1", Data: []byte(rowsOf(noun, rows))}
	begin := time.Now()
	report, err := s.DryRunImport(ctx, c, file)
	if err != nil {
		return err
	}
	if report.Created != rows {
		return fmt.Errorf("the dry run of %s would create %d of %d rows", noun, report.Created, rows)
	}
	took := []time.Duration{time.Since(begin)}
	for _, all := range []func(*models.Import) int{func(x *models.Import) int { return x.Created }, func(x *models.Import) int { return x.Unchanged }} {
		begin := time.Now()
		imp, _, err := s.StartImport(ctx, c, "", file)
		if err != nil {
			return err
		}
		if err := s.WorkImports(ctx); err != nil {
			return err
		}
		if imp, err = s.Import(ctx, c, imp.ID); err != nil {
			return err
		}
		if all(imp) != rows {
			return fmt.Errorf("%s: %+v", noun, imp.ImportCounts)
		}
		took = append(took, time.Since(begin))
	}
	fmt.Printf("| %d %s | %.1f s | %.1f s | %.1f s |\n", rows, noun, took[0].Seconds(), took[1].Seconds(), took[2].Seconds())
	if check && took[1] > most {
		return errors.New("an import took more than a minute")
	}
	return nil
}

// rowsOf is a file of a noun.
func rowsOf(noun string, rows int) string {
	var b strings.Builder
	b.WriteString(map[string]string{
		"venues":   "编号,店名,等级,送货开始,送货结束,保管,停车,联系人,电话\n",
		"products": "编号,品名,单位,保质期\n",
		"users":    "手机号,姓名,角色\n",
	}[noun])
	for i := range rows {
		switch noun {
		case "venues":
			fmt.Fprintf(&b, "V%06d,酒吧 %d,大,09:00,11:30,陈姐,后门卸货区,陈姐,139%08d\n", i, i, i)
		case "products":
			fmt.Fprintf(&b, "P%06d,鲜啤 %d,箱,180\n", i, i)
		default:
			fmt.Fprintf(&b, "138%08d,小李 %d,搬运\n", i, i)
		}
	}
	return b.String()
}
