package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/evaluation/report"
	"github.com/thinker3d/thinker3d/evaluation/suite"
)

// testFlags is what the command line says of a suite beside the settings.
type testFlags struct {
	settings
	junit, page string
	update      bool
	workers     int
}

func newTestCommand() *cobra.Command {
	var f testFlags
	command := &cobra.Command{
		Use:   "test SUITE.yaml",
		Short: "Ask recordings the questions of a suite, and judge the answers; fails if an expectation does not hold",
		Args:  oneArgument("the suite"),
		RunE: func(command *cobra.Command, args []string) error {
			return f.run(command.Context(), args[0], command.OutOrStdout())
		},
	}
	flags := command.Flags()
	f.settings.addTo(flags)
	flags.StringVar(&f.junit, "junit", "", "JUnit XML `FILE` for viewers of continuous integration")
	flags.StringVar(&f.page, "html", "", "HTML `FILE`, one page with views, reasoning, scenes and changes")
	flags.BoolVar(&f.update, "update", false, "accept these results: write the file that later runs are compared with")
	flags.IntVar(&f.workers, "workers", runtime.NumCPU(), "how many recordings are read at once")
	return command
}

func (f *testFlags) run(ctx context.Context, path string, out io.Writer) (err error) {
	if err := f.check(path); err != nil {
		return err
	}
	s, err := suite.Load(path)
	if err != nil {
		return err
	}
	accepted, err := suite.ReadAccepted(s.AcceptedPath())
	if err != nil && !f.update {
		return err
	}
	if f.path == "" {
		f.path = s.ConfigPath()
	}
	f.over = s.Settings
	cfg, err := f.load()
	if err != nil {
		return err
	}
	log, err := newLogger(cfg.Log)
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()
	engine, err := openEngine(cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	runner := suite.Runner{Suite: s, Config: cfg, Model: engine, Workers: f.workers, Program: readVersions().String(), Log: log,
		Progress: func(bag string, o *suite.Outcome) {
			log.Info("judged", zap.String("bag", bag), zap.String("case", o.Case), zap.Bool("held", o.Held()))
		}}
	results, err := runner.Run(ctx)
	if err != nil {
		return err
	}
	results.Compare(accepted)
	if results.Resumed > 0 {
		log.Info("a run that was cut off was gone on with", zap.Int("answered before", results.Resumed))
	}
	return f.tell(s, results, out)
}

// check refuses what would otherwise fail only after the work was done, or would write over the suite.
func (f *testFlags) check(suite string) error {
	if f.workers < 1 {
		return fmt.Errorf("--workers: %d: must be 1 or more", f.workers)
	}
	if f.junit != "" && f.page != "" && filepath.Clean(f.junit) == filepath.Clean(f.page) {
		return fmt.Errorf("--junit and --html both name %s: give each a file of its own", f.junit)
	}
	for _, file := range []struct{ flag, path string }{{"--junit", f.junit}, {"--html", f.page}} {
		if file.path == "" {
			continue
		}
		if err := checkOutput(file.path, suite); err != nil {
			return fmt.Errorf("%s %s: %w", file.flag, file.path, err)
		}
	}
	return nil
}

// tell writes the reports; its error is that the suite failed.
func (f *testFlags) tell(s *suite.Suite, results *suite.Results, out io.Writer) error {
	if err := report.WriteText(out, results); err != nil {
		return err
	}
	mustMatch := s.Changes == suite.Fail && !f.update
	err := errors.Join(
		writeReport(f.junit, func(to io.Writer) error { return report.WriteJUnit(to, results, mustMatch) }),
		writeReport(f.page, func(to io.Writer) error { return report.WritePage(to, results) }),
	)
	if f.update {
		err = errors.Join(err, results.Accept(s.AcceptedPath()))
	}
	if err != nil {
		return err
	}
	switch counts := results.Counts(); {
	case counts.Failed > 0:
		return fmt.Errorf("suite %s: %d of %d failed", s.Path(), counts.Failed, counts.Asked)
	case mustMatch && counts.Changed > 0:
		return fmt.Errorf("suite %s: %d of %d are not as accepted; --update accepts them", s.Path(), counts.Changed, counts.Asked)
	}
	return nil
}

func writeReport(path string, write func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	return suite.WriteFile(path, text.Bytes())
}
