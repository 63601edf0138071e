package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/node"
	"github.com/thinker3d/thinker3d/topics/ros2"
)

func newRunCommand() *cobra.Command {
	var s settings
	command := &cobra.Command{
		Use:   "run --config FILE",
		Short: "Run as a ROS 2 node until interrupted",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			cfg, err := s.load()
			if err != nil {
				return err
			}
			if len(cfg.Cameras) == 0 {
				return node.ErrNoCameras
			}
			return runLive(command.Context(), cfg)
		},
	}
	s.addTo(command.Flags())
	return command
}

func runLive(ctx context.Context, cfg config.Config) (err error) {
	log, err := newLogger(cfg.Log)
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()
	bus, err := ros2.Open(ros2.Options{Topics: cfg.Topics, Name: cfg.Node.Name, Namespace: cfg.Node.Namespace})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bus.Close()) }()
	engine, err := openEngine(cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	if err := engine.Warm(ctx); err != nil {
		return err
	}
	live := node.Live{Config: cfg, Reasoner: engine, Bus: bus, Warnings: bus.Warnings, Losses: bus.Losses, Log: log}
	return live.Run(ctx)
}
