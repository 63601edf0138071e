package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

type versions struct {
	Thinker3D string `json:"thinker3d"`
	Commit    string `json:"commit"`
	Go        string `json:"go"`
}

func readVersions() versions {
	v := versions{Thinker3D: "unknown", Commit: "unknown"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	v.Thinker3D, v.Go = info.Main.Version, info.GoVersion
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			v.Commit = setting.Value
		}
	}
	return v
}

// String is the version in a line.
func (v versions) String() string {
	return fmt.Sprintf("thinker3d %s (commit %s, %s)", v.Thinker3D, v.Commit, v.Go)
}

func newVersionCommand() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			v := readVersions()
			if asJSON {
				return printJSON(command.OutOrStdout(), v)
			}
			_, err := fmt.Fprintln(command.OutOrStdout(), v)
			return err
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}
