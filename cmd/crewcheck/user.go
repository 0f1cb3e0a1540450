package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"crewcheck/models"
)

func (p *program) userCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "Look after accounts"}
	cmd.AddCommand(p.userAddCommand())
	return cmd
}

func (p *program) userAddCommand() *cobra.Command {
	var id string
	var roles []string
	var b models.UserPut
	cmd := &cobra.Command{
		Use: "add", Short: "Add an account, or change one", Args: cobra.NoArgs,
		Long: `Adds an account, or changes the one with --id. The secret is read from the first line of standard input,
so that it stands in no history of commands:

  echo 'a good secret' | crewcheck user add --name Sun --phone 13900000000 --role admin`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			line, err := bufio.NewReader(p.in).ReadString('\n')
			if b.Secret = strings.TrimRight(line, "\r\n"); b.Secret == "" {
				return fmt.Errorf("no secret on standard input (%w)", err)
			}
			for _, r := range roles {
				b.Roles = append(b.Roles, models.Role(r))
			}
			return p.withStore(cmd.Context(), func(ctx context.Context, store *models.Store) error {
				service, err := models.New(ctx, models.Config{Store: store, Log: p.log})
				if err != nil {
					return err
				}
				u, err := service.CreateUser(ctx, id, b)
				if err != nil {
					return inWords(err)
				}
				fmt.Fprintf(p.out, "%s %s %v\n", u.ID, u.Name, u.Roles)
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&id, "id", "", "id of the account; a new one when empty")
	f.StringVar(&b.Name, "name", "", "how the person is called")
	f.StringVar(&b.Phone, "phone", "", "phone number to log in with")
	f.StringSliceVar(&roles, "role", nil, "driver, porter, sales, venue, supervisor, manager, admin; several by comma")
	f.StringSliceVar(&b.DepotIDs, "depot", nil, "ids of the person's depots")
	f.StringSliceVar(&b.VenueIDs, "venue", nil, "ids of the venues the person stands for")
	p.storeFlags(cmd)
	return cmd
}

// inWords is an error with every field that is wrong, for people at a terminal.
func inWords(err error) error {
	e, ok := err.(*models.Error)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	var lines []string
	for _, f := range e.Fields {
		lines = append(lines, strings.TrimPrefix(f.Field, "/")+" "+models.CodeText(f.Code, "en", f.Args...))
	}
	return fmt.Errorf("%s", strings.Join(lines, "; "))
}
