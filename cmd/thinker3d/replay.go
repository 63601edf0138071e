package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/topics/bag"
)

// replayFlags is what the command line says of a replay beside the settings.
type replayFlags struct {
	settings
	mode         modeFlags
	ask, cameras []string
	at, every    time.Duration
	// everyIsGiven says that every is, be it 0.
	everyIsGiven bool
	out, report  string
	start, until time.Duration
	rate         float64
	asJSON       bool
}

func newReplayCommand() *cobra.Command {
	var f replayFlags
	command := &cobra.Command{
		Use:   "replay BAG --ask QUESTION",
		Short: "Ask questions of a recording (MCAP, rosbag2, ROS 1): same bytes in, same answers out",
		Args:  oneArgument("the recording (and quotes around a question)"),
		RunE: func(command *cobra.Command, args []string) error {
			f.everyIsGiven = command.Flags().Changed("every")
			return f.run(command.Context(), args[0], command.OutOrStdout())
		},
	}
	flags := command.Flags()
	f.settings.addTo(flags)
	flags.StringArrayVar(&f.ask, "ask", nil, "`QUESTION` to ask; may be given several times (default: questions.ask)")
	flags.StringSliceVar(&f.cameras, "cameras", nil, "`NAMES` of the cameras to ask about, in this order, separated by commas (default: views.cameras)")
	flags.DurationVar(&f.at, "at", 0, "ask at the first moment so long after the first picture that is read")
	flags.DurationVar(&f.every, "every", 0, "ask again each time this has passed (default: questions.every; 0s asks once)")
	flags.DurationVar(&f.start, "start", 0, "leave out so much of the recording's beginning")
	flags.DurationVar(&f.until, "duration", 0, "read only so much of it; 0s is all")
	flags.Float64Var(&f.rate, "rate", 0, "read it so many times as fast as it was recorded at most; 0 is as fast as can be")
	flags.StringVar(&f.out, "out", "", "MCAP `FILE` for answers, clouds and camera poses")
	flags.StringVar(&f.report, "report", "", "`FILE` for one JSON line an answer")
	f.mode.addTo(flags)
	flags.BoolVar(&f.asJSON, "json", false, "print the answers as JSON lines")
	return command
}

func (f *replayFlags) run(ctx context.Context, path string, out io.Writer) (err error) {
	if err := f.check(path); err != nil {
		return err
	}
	cfg, err := f.load()
	if err != nil {
		return err
	}
	standing := cfg.Questions.Standing
	if len(f.ask) > 0 {
		standing = nil
	} else {
		f.ask = cfg.Questions.Ask
	}
	if !f.everyIsGiven {
		f.every = cfg.Questions.Every
	}
	if len(f.cameras) > 0 {
		cfg.Views.Cameras = f.cameras
	}
	if len(f.ask)+len(standing) == 0 {
		return errors.New("no question: give one by --ask, or list some under questions.ask")
	}
	log, err := newLogger(cfg.Log)
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()
	reader, err := bag.Open(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	if damage := reader.Damage(); damage != nil {
		log.Warn("the bag is damaged: it is read as far as it goes", zap.Error(damage))
	}
	if len(cfg.Cameras) == 0 {
		if cfg.Cameras, err = reader.Cameras(); err != nil {
			return err
		}
		log.Info("no cameras are configured: taking the bag's image topics", zap.Any("cameras", cfg.Cameras))
	}
	cfg.Questions.Standing = standing
	return f.replay(ctx, cfg, log, reader, out)
}

func (f *replayFlags) replay(ctx context.Context, cfg config.Config, log *zap.Logger, reader *bag.Reader, out io.Writer) (err error) {
	engine, err := openEngine(cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	results, err := createResults(f.out, f.report)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, results.finish(err)) }()
	progress := newReplayProgress(reader)
	defer progress.finish()
	replay := node.Replay{
		Config: cfg, Reasoner: engine, Source: reader, Types: reader.Types(), Queries: f.queries(cfg.Questions.Standing), Rate: f.rate,
		Progress: progress.at, Log: log,
		Answered: func(answered node.Answered) error {
			progress.clear()
			report := node.NewReport(answered.Answer)
			return errors.Join(results.report(report), f.print(out, report))
		},
	}
	if err := reader.Select(bag.Selection{Topics: replay.Topics(), Latched: replay.Latched(), Start: f.start, Duration: f.until}); err != nil {
		return err
	}
	if results.recorder != nil {
		replay.Recorder = results.recorder
	}
	summary, err := replay.Run(ctx)
	progress.finish()
	logSummary(log, summary)
	return err
}

func (f *replayFlags) print(out io.Writer, report node.Report) error {
	if f.asJSON {
		return json.NewEncoder(out).Encode(report)
	}
	return printAnswer(out, report)
}

func logSummary(log *zap.Logger, summary node.Summary) {
	for _, counts := range summary.Cameras {
		log.Info("camera", zap.String("name", counts.Camera), zap.Uint64("frames", counts.Received), zap.Uint64("used", counts.Used), zap.Any("dropped", counts.Dropped))
	}
	if kept := summary.KeyFrames; kept != nil {
		log.Info("key frames", zap.Any("taken", kept.Taken), zap.Any("dropped", kept.Dropped))
	}
	log.Info("replayed", zap.Uint64("messages", summary.Messages), zap.Uint64("moments", summary.Moments), zap.Uint64("answers", summary.Answers), zap.Uint64("failures", summary.Failures))
}

// queries are the questions, all at the same times, and those of the configuration that say themselves how they are to be answered.
func (f *replayFlags) queries(standing []config.Standing) []node.Query {
	var queries []node.Query
	trigger := node.Trigger{After: f.at, Every: f.every}
	for _, question := range f.ask {
		queries = append(queries, node.Query{Question: question, Trigger: trigger, Mode: f.mode.mode(), MaximumThinking: f.mode.thinking})
	}
	for _, s := range standing {
		queries = append(queries, node.Query{Question: s.Ask, Trigger: trigger, Mode: s.Mode, MaximumThinking: s.MaximumThinkingTokens})
	}
	return queries
}
