package main

import (
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"crewcheck/checklists"
)

func (p *program) lintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint [folder]", Short: "Check the standards: checklists, categories, clocks and score", Args: cobra.MaximumNArgs(1),
		Long: `Checks standards written as YAML and names file, line and rule of everything that is wrong. Without a
folder it checks the standards built into the program.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var files fs.FS = checklists.Embedded()
			if len(args) == 1 {
				files = os.DirFS(args[0])
			}
			found := checklists.Lint(files)
			for _, f := range found {
				fmt.Fprintln(p.out, f)
			}
			if len(found) > 0 {
				return fmt.Errorf("%d things to mend", len(found))
			}
			fmt.Fprintln(p.err, "the standards are in order")
			return nil
		},
	}
}
