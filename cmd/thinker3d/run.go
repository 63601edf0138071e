package main

import (
	"context"
	"errors"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/config/rosargs"
	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/ros1"
	"github.com/thinker3d/thinker3d/topics/ros2"
)

func newRunCommand(ros []string) *cobra.Command {
	var s settings
	command := &cobra.Command{
		Use:   "run --config FILE [--ros-args … | --ros 1 name:=value …]",
		Short: "Run as a ROS 2 or ROS 1 node until interrupted",
		Long: "Run as a ROS 2 node until interrupted, or as one of ROS 1 (--ros 1 or topics.ros: 1).\n\n" +
			"After --ros-args, ROS 2's arguments: -r from:=to, -r __node:=name, -r __ns:=/namespace, -p name:=value with the names of\n" +
			"the configuration file (-p questions.queue:=4), --params-file FILE, --log-level LEVEL.\n\n" +
			"ROS 1's arguments: from:=to, __name:=name, __ns:=/namespace, __master:=URI, __hostname:=HOST, _questions/queue:=4. The\n" +
			"parameters ~questions/queue and so on are read from the parameter server when the node starts.",
		RunE: func(command *cobra.Command, rest []string) error {
			cfg, arguments, err := s.loadRun(ros, rest)
			if err != nil {
				return err
			}
			if len(cfg.Cameras) == 0 {
				return node.ErrNoCameras
			}
			return runLive(command.Context(), cfg, arguments)
		},
	}
	s.addTo(command.Flags())
	command.Flags().IntVar(&s.ros, "ros", 0, "1 or 2, instead of topics.ros")
	return command
}

// remapsOf are the rules that are for a node of this name.
func remapsOf(arguments rosargs.Arguments, node string) []topics.Remap {
	var remaps []topics.Remap
	for _, rule := range arguments.Remaps {
		if rule.Node == "" || rule.Node == node {
			remaps = append(remaps, topics.Remap{From: rule.From, To: rule.To})
		}
	}
	return remaps
}

// liveBus is a bus that says how it does.
type liveBus interface {
	node.Bus
	Warnings() []string
	Losses() map[string]uint64
}

func openBus(cfg config.Config, arguments rosargs.Arguments, shutdown func(reason string)) (liveBus, error) {
	if cfg.Topics.ROS == config.ROS1 {
		return ros1.Open(ros1.Options{Name: cfg.Node.Name, Namespace: cfg.Node.Namespace, Master: arguments.Master, Host: arguments.Host, Shutdown: shutdown})
	}
	return ros2.Open(ros2.Options{Topics: cfg.Topics, Name: cfg.Node.Name, Namespace: cfg.Node.Namespace, Enclave: arguments.Enclave})
}

// garbagePercent is how much of what is in use the garbage beside it may be. Go's own 100 would let the heap creep for minutes; collecting it more often is
// cheap, for most of it are buffers of pictures, which are not searched.
const garbagePercent = 25

// keepHeapSmall leaves it to GOGC if that is set.
func keepHeapSmall() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
}

func runLive(ctx context.Context, cfg config.Config, arguments rosargs.Arguments) (err error) {
	log, level, err := newLevelLogger(cfg.Log)
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()
	keepHeapSmall()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	bus, err := openBus(cfg, arguments, func(reason string) {
		log.Info("asked to shut down", zap.String("reason", reason))
		stop()
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bus.Close()) }()
	rosout, err := node.NewRosout(bus, cfg.Topics.ROS, strings.TrimSuffix(cfg.Node.Namespace, "/")+"/"+cfg.Node.Name, level)
	if err != nil {
		return err
	}
	log = log.WithOptions(zap.WrapCore(func(core zapcore.Core) zapcore.Core { return zapcore.NewTee(core, rosout) }))
	live := node.Live{
		Config: cfg, Bus: bus, Remaps: remapsOf(arguments, cfg.Node.Name), Warnings: bus.Warnings, Losses: bus.Losses, Log: log,
		// Configurations are validated, so the level is one.
		SetLogLevel: func(name string) { _ = level.UnmarshalText([]byte(name)) },
	}
	open := func(ctx context.Context) (node.Model, error) {
		engine, err := openEngine(cfg, log)
		if err != nil {
			return nil, err
		}
		if err := engine.Warm(ctx); err != nil {
			return nil, errors.Join(err, engine.Close())
		}
		return engine, nil
	}
	managed := node.Managed{Live: live, Open: open}
	return managed.Run(ctx)
}
