package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/evaluation/asking"
	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/reasoning"
)

// evalFlags is what the command line says of an evaluation beside the settings.
type evalFlags struct {
	settings
	benchmark   benchmark
	images, out string
	responses   []string
	limit       int
	votes       int
	seed        int64
	temperature float64
	topP        float64
	ablation    reasoning.Ablation
	mode        modeFlags
	asJSON      bool
	given       *pflag.FlagSet
}

func newEvalCommand() *cobra.Command {
	eval := &cobra.Command{Use: "eval", Short: "Ask a benchmark's questions of the model and score the replies"}
	for _, b := range benchmarks() {
		eval.AddCommand(newBenchmarkCommand(b))
	}
	return eval
}

func newBenchmarkCommand(b benchmark) *cobra.Command {
	f := evalFlags{benchmark: b}
	command := &cobra.Command{
		Use:   b.name + " QUESTIONS.jsonl --images DIR | --responses FILE.jsonl",
		Short: b.about + ", or score responses that are there",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			f.given = command.Flags()
			return f.run(command.Context(), args, command.OutOrStdout())
		},
	}
	flags := command.Flags()
	f.settings.addTo(flags)
	flags.StringVar(&f.images, "images", "", "`DIR` that the questions' images are paths below")
	flags.StringVar(&f.out, "out", "", "`FILE` for the responses, gone on with if it is there (default: named after questions and bundle)")
	flags.StringArrayVar(&f.responses, "responses", nil, "only score this `FILE` of responses; may be given several times")
	flags.IntVar(&f.limit, "limit", 0, "ask only so many of the first questions; 0 asks all")
	flags.IntVar(&f.votes, "votes", 1, "ask so many times with seeds that follow each other, and let the majority (of distances the middle) win")
	flags.Int64Var(&f.seed, "seed", 0, "seed of the sampling (default: reasoning.seed)")
	flags.Float64Var(&f.temperature, "temperature", 0, "spread of the sampling; 0 is greedy (default: reasoning.temperature, and greedy without)")
	flags.Float64Var(&f.topP, "top-p", 1, "share of the likeliest tokens that is sampled from (default: reasoning.top_p, and the bundle's without)")
	flags.BoolVar(&f.ablation.NoLatents, "no-latents", false, "let the model think no latents")
	flags.IntVar(&f.ablation.Latents, "latents", 0, "let it think exactly `N` latents; 0 leaves it to the bundle")
	flags.StringVar((*string)(&f.ablation.ShuffleLatents), "shuffle-latents", "", "give the text the latents in another order (order), or those of a question about other images (questions)")
	flags.BoolVar(&f.ablation.AnswerOnly, "answer-only", false, "begin the text with the answer, without reasoning")
	f.mode.addTo(flags)
	flags.BoolVar(&f.asJSON, "json", false, "print the scores as JSON")
	return command
}

func (f *evalFlags) run(ctx context.Context, args []string, out io.Writer) error {
	if err := f.check(args); err != nil {
		return err
	}
	if len(f.responses) == 0 {
		path, err := f.ask(ctx, args[0])
		if err != nil {
			return err
		}
		f.responses = []string{path}
	}
	scored, err := f.benchmark.score(f.responses)
	if err != nil {
		return err
	}
	if f.asJSON {
		err = printJSON(out, scored.report)
	} else {
		err = scored.print(out)
	}
	if failed := scored.degenerate[reply.Failed]; err == nil && failed == scored.lines {
		err = fmt.Errorf("none of %d questions could be put to the model: each line of %s says why", failed, f.responses[0])
	}
	return err
}

func (f *evalFlags) check(args []string) error {
	switch {
	case len(args) == 0 && len(f.responses) == 0:
		return errors.New("name a file of questions, or responses to score by --responses")
	case len(args) > 0 && len(f.responses) > 0:
		return errors.New("a file of questions is asked, one of --responses only scored: name one of them")
	case len(args) > 0 && f.images == "":
		return errors.New("--images: name the folder that the questions' images are in")
	case f.votes < 1 || f.votes > 1000:
		return fmt.Errorf("--votes: %d: must be 1 to 1000", f.votes)
	case f.limit < 0:
		return fmt.Errorf("--limit: %d is negative", f.limit)
	case !(f.temperature >= 0 && f.temperature <= 100):
		return fmt.Errorf("--temperature: %v: must be 0 to 100", f.temperature)
	case !(f.topP > 0 && f.topP <= 1):
		return fmt.Errorf("--top-p: %v: must be above 0 and at most 1", f.topP)
	case f.given.Changed("latents") && f.ablation.Latents < 1:
		return fmt.Errorf("--latents: %d: must be at least 1 (--no-latents is for none)", f.ablation.Latents)
	}
	return nil
}

// ask gives the path of the responses.
func (f *evalFlags) ask(ctx context.Context, questions string) (path string, err error) {
	cfg, err := f.load()
	if err != nil {
		return "", err
	}
	if err := f.sample(&cfg.Reasoning); err != nil {
		return "", err
	}
	items, err := f.benchmark.questions(questions, f.images)
	if err != nil {
		return "", err
	}
	if f.limit > 0 {
		items = items[:min(f.limit, len(items))]
	}
	if err := asking.CheckImages(items); err != nil {
		return "", err
	}
	log, err := newLogger(cfg.Log)
	if err != nil {
		return "", err
	}
	defer func() { _ = log.Sync() }()
	engine, err := openEngine(cfg, log)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	if err := f.ablation.Check(engine.Bundle()); err != nil {
		return "", err
	}
	settings, err := f.settingsOf(cfg, engine)
	if err != nil {
		return "", err
	}
	path = cmp.Or(f.out, responsesName(questions, engine.Bundle().ID()))
	return path, f.write(ctx, path, log, &asking.Run{Items: items, Settings: settings}, engine)
}

// sample lets the flags win over the configuration; without either it is greedy.
func (f *evalFlags) sample(cfg *config.Reasoning) error {
	if f.given.Changed("temperature") || cfg.Temperature == nil {
		cfg.Temperature = &f.temperature
	}
	if f.given.Changed("top-p") {
		cfg.TopP = &f.topP
	}
	if f.given.Changed("seed") {
		cfg.Seed = f.seed
	}
	if f.votes > 1 && *cfg.Temperature == 0 {
		return fmt.Errorf("--votes %d: without a --temperature above 0 all replies are the same", f.votes)
	}
	return nil
}

// write asks what the file does not hold yet.
func (f *evalFlags) write(ctx context.Context, path string, log *zap.Logger, run *asking.Run, engine *reasoning.Engine) (err error) {
	if run.Asker, err = asking.NewAsker(engine); err != nil {
		return err
	}
	file, err := asking.OpenFile(path, run.Items, run.Settings)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	run.Done = file.Lines
	log.Info("asking", zap.Int("questions", len(run.Items)), zap.Int("done_before", run.Done), zap.String("responses", path))
	progress := newCountProgress("asking", len(run.Items)-run.Done)
	defer progress.finish()
	run.Progress = func(done int) { progress.at(done - file.Lines) }
	if err := run.Write(ctx, file); err != nil {
		return fmt.Errorf("%w (%s keeps what was answered: the same command goes on)", err, path)
	}
	log.Info("asked", zap.Int("sets_of_images_looked_at", run.Asker.Looked))
	return nil
}

func (f *evalFlags) settingsOf(cfg config.Config, engine *reasoning.Engine) (reply.Settings, error) {
	settings := reply.Settings{Temperature: cfg.Reasoning.Temperature, TopP: cfg.Reasoning.TopP, MaximumNewTokens: cfg.Reasoning.MaximumNewTokens,
		Seed: cfg.Reasoning.Seed, Votes: f.votes, Ablation: f.ablation,
		Mode: f.mode.mode(), MaximumThinking: f.mode.thinking}
	return settings, settings.NameModel(engine.Bundle())
}

// responsesName is a file in the current folder.
func responsesName(questions, model string) string {
	base := strings.TrimSuffix(filepath.Base(questions), filepath.Ext(questions))
	return fmt.Sprintf("%s-%s.responses.jsonl", base, strings.ReplaceAll(model, "/", "-"))
}
