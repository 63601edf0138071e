package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/thinker3d/thinker3d/topics/bag"
)

func newBagInfoCommand() *cobra.Command {
	var asJSON, check bool
	command := &cobra.Command{
		Use:   "info BAG",
		Short: "Print what a recording holds",
		Args:  oneArgument("the recording"),
		RunE: func(command *cobra.Command, args []string) error {
			info, err := bag.Inspect(command.Context(), args[0], check)
			if err != nil {
				return err
			}
			show := printBag
			if asJSON {
				show = func(out io.Writer, info *bag.Info) error { return printJSON(out, info) }
			}
			if err := show(command.OutOrStdout(), info); err != nil {
				return err
			}
			if info.Damage != "" {
				return fmt.Errorf("bag %s is damaged: %s", info.Path, info.Damage)
			}
			return nil
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	command.Flags().BoolVar(&check, "check", false, "read every message, to find damage that the outline does not show")
	return command
}

func printBag(out io.Writer, info *bag.Info) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(format string, values ...any) { _, _ = fmt.Fprintf(table, format+"\n", values...) }
	row("bag\t%s", info.Path)
	row("storage\t%s, compression %s, %d bytes", info.Storage, info.Compression, info.Bytes)
	if info.Messages > 0 {
		row("from\t%s", time.Unix(0, info.StartNanos).UTC().Format(time.RFC3339Nano))
		row("to\t%s (%.3f s)", time.Unix(0, info.EndNanos).UTC().Format(time.RFC3339Nano), info.Seconds)
	}
	row("messages\t%d", info.Messages)
	if info.Damage != "" {
		row("DAMAGE\t%s", info.Damage)
	}
	row("")
	row("TOPIC\tTYPE\tMESSAGES\tHZ")
	for _, topic := range info.Topics {
		row("%s\t%s\t%d\t%.1f", topic.Name, topic.Type, topic.Messages, topic.Rate)
	}
	return table.Flush()
}
