package main

import (
	"bytes"
	"encoding/json"
	"log/slog"

	"github.com/spf13/cobra"

	"crewcheck/handlers"
)

func (p *program) openAPICommand() *cobra.Command {
	return &cobra.Command{
		Use: "openapi", Short: "Print the OpenAPI document that the server answers at /openapi.json", Args: cobra.NoArgs,
		Long: `Prints the OpenAPI 3.1 document of this program's API, indented, to make clients from. It is the document of
/openapi.json, without a server.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			server := handlers.New(handlers.Config{Routes: handlers.Table(), Log: slog.New(slog.DiscardHandler), Version: version()})
			var out bytes.Buffer
			if err := json.Indent(&out, server.Document(), "", "  "); err != nil {
				return err
			}
			out.WriteByte('\n')
			_, err := out.WriteTo(p.out)
			return err
		},
	}
}
