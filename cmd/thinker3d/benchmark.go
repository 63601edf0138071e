package main

import (
	"io"

	"github.com/thinker3d/thinker3d/evaluation/asking"
	"github.com/thinker3d/thinker3d/evaluation/ego3d"
	"github.com/thinker3d/thinker3d/evaluation/mindcube"
	"github.com/thinker3d/thinker3d/evaluation/reply"
)

// benchmark is one that can be run: how its questions are read, and its responses scored.
type benchmark struct {
	name, about string
	questions   func(path, folder string) ([]asking.Item, error)
	score       func(paths []string) (score, error)
}

// score is a report that can be printed; degenerate counts its replies by kind.
type score struct {
	report     any
	lines      int
	degenerate map[reply.Kind]int
	print      func(out io.Writer) error
}

func benchmarks() []benchmark {
	return []benchmark{
		{name: "mindcube", about: "Ask and score the questions of MindCube", questions: mindcube.ReadQuestions, score: scoreMindCube},
		{name: "ego3d", about: "Ask and score the questions of Ego3D-Bench", questions: ego3d.ReadQuestions, score: scoreEgo3D},
	}
}

func scoreMindCube(paths []string) (score, error) {
	responses, err := mindcube.ReadResponses(paths...)
	if err != nil {
		return score{}, err
	}
	report := mindcube.Score(responses)
	return score{report: report, lines: report.Lines, degenerate: report.Degenerate,
		print: func(out io.Writer) error { return printMindCube(out, report) }}, nil
}

func scoreEgo3D(paths []string) (score, error) {
	responses, err := ego3d.ReadResponses(paths...)
	if err != nil {
		return score{}, err
	}
	report := ego3d.Score(responses)
	return score{report: report, lines: report.Lines, degenerate: report.Degenerate,
		print: func(out io.Writer) error { return printEgo3D(out, report) }}, nil
}
