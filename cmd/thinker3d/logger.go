package main

import (
	"fmt"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/thinker3d/thinker3d/config"
)

// newLogger writes to standard error, so that standard output stays free for answers.
func newLogger(cfg config.Log) (*zap.Logger, error) {
	log, _, err := newLevelLogger(cfg)
	return log, err
}

// newLevelLogger is a logger whose level can be changed.
func newLevelLogger(cfg config.Log) (*zap.Logger, zap.AtomicLevel, error) {
	level, err := zapcore.ParseLevel(cfg.Level)
	if err != nil {
		return nil, zap.AtomicLevel{}, fmt.Errorf("log.level: %w", err)
	}
	settings := zap.NewProductionConfig()
	if cfg.Format == config.LogConsole {
		settings = zap.NewDevelopmentConfig()
		settings.DisableCaller = true
		settings.DisableStacktrace = true
		settings.EncoderConfig.EncodeTime = zapcore.TimeEncoderOfLayout("15:04:05.000")
	}
	settings.Level = zap.NewAtomicLevelAt(level)
	settings.Sampling = nil
	log, err := settings.Build()
	if err != nil {
		return nil, zap.AtomicLevel{}, fmt.Errorf("open log: %w", err)
	}
	return log, settings.Level, nil
}
