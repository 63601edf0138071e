package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// results are the files that a replay writes; a failed replay leaves none of them.
type results struct {
	writer   *bag.Writer
	recorder *bag.Recorder
	lines    *os.File
	path     string
}

func createResults(out, report string) (*results, error) {
	r := &results{path: report}
	var err error
	if out != "" {
		if r.writer, err = bag.Create(out); err != nil {
			return nil, err
		}
		r.recorder = bag.NewRecorder(r.writer)
	}
	if report != "" {
		if r.lines, err = os.CreateTemp(filepath.Dir(report), "."+filepath.Base(report)+".*.partial"); err != nil {
			return nil, errors.Join(fmt.Errorf("create report: %w", err), r.finish(err))
		}
	}
	return r, nil
}

func (r *results) report(report node.Report) error {
	if r.lines == nil {
		return nil
	}
	if err := json.NewEncoder(r.lines).Encode(report); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// finish gives the files their names, or removes them after a failure.
func (r *results) finish(failure error) error {
	var problems []error
	if r.writer != nil {
		if failure != nil {
			r.writer.Abort()
		} else {
			problems = append(problems, r.writer.Close())
		}
	}
	if r.lines != nil {
		if failure != nil {
			problems = append(problems, r.lines.Close(), os.Remove(r.lines.Name()))
		} else {
			problems = append(problems, r.complete())
		}
	}
	return errors.Join(problems...)
}

// complete gives the report its name; if that fails there is none.
func (r *results) complete() error {
	err := errors.Join(r.lines.Chmod(0o644), r.lines.Close())
	if err == nil {
		err = os.Rename(r.lines.Name(), r.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("complete report %s: %w", r.path, err), os.Remove(r.lines.Name()))
	}
	return nil
}
