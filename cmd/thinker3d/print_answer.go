package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/thinker3d/thinker3d/node"
)

// printAnswer writes an answer for a person.
func printAnswer(out io.Writer, r node.Report) error {
	var text strings.Builder
	row := func(name, format string, values ...any) {
		fmt.Fprintf(&text, "%-10s %s\n", name, fmt.Sprintf(format, values...))
	}
	cameras := make([]string, len(r.Views))
	for i, view := range r.Views {
		cameras[i] = view.Camera
	}
	text.WriteString("\n")
	row("question", "%s", r.Question)
	row("views", "%s at %s", strings.Join(cameras, ", "), time.Unix(0, r.StampNanos).UTC().Format("2006-01-02 15:04:05.000"))
	if r.Answer != "" {
		row("answer", "%s%s", r.Answer, confidenceText(r))
	} else {
		row("answer", "none")
	}
	if len(r.Choices) > 0 && r.Choices[0].Probability != nil {
		row("choices", "%s", choicesText(r))
	}
	if r.Status != "ok" {
		row("status", "%s: %s", r.Status, r.Reason)
	} else if r.Reason != "" {
		row("note", "%s", r.Reason)
	}
	if r.Reasoning != "" {
		row("reasoning", "%s", strings.Join(strings.Fields(r.Reasoning), " "))
	}
	if r.Bearing != nil {
		row("place", "%s", placeText(r))
	}
	row("scene", "%d points from %d latents, %s", r.ScenePoints, r.LatentCount, scaleText(r.ScaleKnown))
	s := r.Seconds
	row("seconds", "vision %.3f, prefill %.3f, text %.3f, scene %.3f (beside the text)", s.Vision, s.Prefill, s.Text, s.Scene)
	if !r.ModelTrained {
		row("model", "%s, UNTRAINED: the answer and the scene are noise", r.ModelID)
	} else {
		row("model", "%s", r.ModelID)
	}
	_, err := io.WriteString(out, text.String())
	return err
}

func confidenceText(r node.Report) string {
	if r.Confidence == nil {
		return ""
	}
	return fmt.Sprintf("  (choice %s, confidence %.2f)", r.Choice, *r.Confidence)
}

// choicesText is each choice with its probability.
func choicesText(r node.Report) string {
	texts := make([]string, len(r.Choices))
	for i, choice := range r.Choices {
		texts[i] = fmt.Sprintf("%c. %s %.2f", 'A'+i, choice.Text, *choice.Probability)
	}
	return strings.Join(texts, "  ")
}

func placeText(r node.Report) string {
	text := fmt.Sprintf("%.0f degrees to the left of the x axis of %s", *r.Bearing*180/math.Pi, r.BearingFrame)
	if r.Distance != nil {
		text += fmt.Sprintf(", %.1f m from it", *r.Distance)
	}
	return text
}

func scaleText(known bool) string {
	if known {
		return "in metres"
	}
	return "in a unit of its own"
}
