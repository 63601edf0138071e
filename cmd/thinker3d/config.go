package main

import (
	"github.com/spf13/cobra"

	"github.com/thinker3d/thinker3d/config"
)

func newConfigCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Print every setting with its default, as a file to begin with",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_, err := command.OutOrStdout().Write(config.DefaultYAML())
			return err
		},
	}
}
