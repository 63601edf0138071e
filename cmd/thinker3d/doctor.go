package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// verdict is how bad a finding is.
type verdict string

const (
	good    verdict = "ok"
	warning verdict = "warning"
	bad     verdict = "error"
)

// finding is one thing that the doctor looked at. Mend says what to do about it, if it is not good.
type finding struct {
	Check   string  `json:"check"`
	Verdict verdict `json:"verdict"`
	Found   string  `json:"found"`
	Mend    string  `json:"mend,omitempty"`
}

func newDoctorCommand() *cobra.Command {
	var s settings
	var asJSON bool
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Look at libraries, devices, settings and the bundle; say what is wrong and how to mend it",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			findings := examine(command.Context(), s)
			if asJSON {
				if err := printJSON(command.OutOrStdout(), findings); err != nil {
					return err
				}
			} else if err := printFindings(command.OutOrStdout(), findings); err != nil {
				return err
			}
			return worst(findings)
		},
	}
	s.addTo(command.Flags())
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}

func examine(ctx context.Context, s settings) []finding {
	findings := []finding{examineVersion(), examineMachine(), examineOpenCV(), examineGPU()}
	findings = append(findings, examineROS()...)
	return append(findings, examineModel(ctx, s)...)
}

func printFindings(out io.Writer, findings []finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintf(out, "%-8s %-14s %s\n", f.Verdict, f.Check, f.Found); err != nil {
			return err
		}
		if f.Mend != "" {
			if _, err := fmt.Fprintf(out, "%-23s → %s\n", "", f.Mend); err != nil {
				return err
			}
		}
	}
	return nil
}

func worst(findings []finding) error {
	count := 0
	for _, f := range findings {
		if f.Verdict == bad {
			count++
		}
	}
	if count > 0 {
		return errors.New("the doctor found errors; see what to do after each →")
	}
	return nil
}
