package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

func newBundleInspectCommand() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "inspect DIR",
		Short: "Verify a model bundle and print what it says of itself",
		Args:  oneArgument("the bundle's folder"),
		RunE: func(command *cobra.Command, args []string) error {
			b, err := bundle.Open(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(command.OutOrStdout(), b.Description)
			}
			return printBundle(command.OutOrStdout(), b)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print bundle.json as it was understood")
	return command
}

func printBundle(out io.Writer, b *bundle.Bundle) error {
	d := b.Description
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(name, format string, values ...any) {
		_, _ = fmt.Fprintf(table, "%s\t%s\n", name, fmt.Sprintf(format, values...))
	}
	row("bundle", "%s (%s)", b.ID(), d.Schema)
	row("description", "%s", d.Summary)
	if d.Trained {
		row("trained", "yes")
	} else {
		row("trained", "NO: its answers are noise")
	}
	row("base", "%s", d.Provenance.Base)
	row("decoder", "%d layers, width %d, %d rows of vocabulary, %d tokens at most", d.Decoder.Layers, d.Decoder.Hidden, d.Decoder.Vocabulary, d.Decoder.MaximumTokens)
	row("numbers", "%s", d.NumberType)
	row("precision", "%s", precision(d.Weights()))
	row("confidence", "of the letters' logits divided by %g%s", d.ConfidenceTemperature(), calibration(d))
	row("views", "%s, at most %d", viewSize(d), d.Views.Maximum)
	row("latents", "%d, at most %d, feed %s", d.Latents.Count, d.Latents.Maximum, d.Latents.Feed)
	if d.Projector != nil && d.Scene != nil {
		row("scene", "%d × %d features a view, pictures %d pixels wide", d.Projector.Features, d.Projector.Channels, d.Scene.Width)
	} else {
		row("scene", "none: the bundle answers without one")
	}
	for _, licence := range d.Licences {
		row("licence", "%s: %s %s", licence.Part, licence.SPDX, licence.Note)
	}
	for _, file := range d.Files {
		row("file", "%s, %d bytes, sha256 %.12s… verified", file.Path, file.Bytes, file.SHA256)
	}
	return table.Flush()
}

func calibration(d bundle.Description) string {
	if d.Confidence == nil {
		return ", not calibrated"
	}
	return ""
}

func precision(weights bundle.Precision) string {
	list := []string{"vision " + string(weights.Vision), "embedding " + string(weights.Embedding), "decoder " + string(weights.Decoder)}
	if weights.Projector != "" {
		list = append(list, "projector "+string(weights.Projector))
	}
	if weights.Scene != "" {
		list = append(list, "geometry "+string(weights.Geometry), "scene "+string(weights.Scene))
	}
	return strings.Join(list, ", ")
}

func viewSize(d bundle.Description) string {
	if d.Views.Resize == nil {
		return "each in its camera's size"
	}
	return fmt.Sprintf("%d × %d pixels", d.Views.Resize.Width, d.Views.Resize.Height)
}
