package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// newRootCommand is the whole command line but what follows --ros-args, which is given apart.
func newRootCommand(ros []string) *cobra.Command {
	root := &cobra.Command{
		Use:           "thinker3d",
		Short:         "Let a robot think in 3D: cameras in, a spatial answer and an imagined scene out",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newEvalCommand(), newCompareCommand())
	bag := &cobra.Command{Use: "bag", Short: "Look into recordings"}
	bag.AddCommand(newBagInfoCommand())
	bundle := &cobra.Command{Use: "bundle", Short: "Look into model bundles"}
	bundle.AddCommand(newBundleInspectCommand())
	root.AddCommand(newRunCommand(ros), newReplayCommand(), newTestCommand(), bag, bundle, newConfigCommand(), newDoctorCommand(), newVersionCommand())
	return root
}

// oneArgument expects one word beside the flags, and says what it is.
func oneArgument(what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%d arguments are given, wanted is one: %s: %s", len(args), what, command.UseLine())
		}
		return nil
	}
}

// printJSON writes value for a script, indented for a person who looks on.
func printJSON(out io.Writer, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("write json: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s\n", text)
	return err
}
