package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/config/rosargs"
	"github.com/thinker3d/thinker3d/reasoning"
)

// settings are the flags that say what to run with, whatever is done.
type settings struct {
	path   string
	bundle string
	device string
	// ros wins over topics.ros; 0 leaves that.
	ros int
	// over are laid over the file, and lie under what ROS was told and the flags.
	over map[string]any
}

func (s *settings) addTo(flags *pflag.FlagSet) {
	flags.StringVar(&s.path, "config", "", "configuration `FILE` (thinker3d config prints one)")
	flags.StringVar(&s.bundle, "bundle", "", "model bundle `DIR`, instead of reasoning.bundle")
	flags.StringVar(&s.device, "device", "", "cpu, cuda, tensorrt, webgpu or auto, instead of reasoning.device")
}

// load reads the file and lets the flags win.
func (s *settings) load() (config.Config, error) { return s.loadFor(rosargs.Arguments{}) }

// loadFor reads the file, then what ROS was told, and lets the flags win.
func (s *settings) loadFor(arguments rosargs.Arguments) (config.Config, error) {
	cfg, err := config.Load(s.path, s.over)
	if err != nil {
		return cfg, err
	}
	node := cfg.Node
	node.Name, node.Namespace = cmp.Or(arguments.NodeName, node.Name), cmp.Or(arguments.Namespace, node.Namespace)
	values, err := arguments.Values(strings.TrimSuffix(node.Namespace, "/") + "/" + node.Name)
	if err != nil {
		return cfg, err
	}
	if cfg, err = config.Load(s.path, s.over, values); err != nil {
		return cfg, err
	}
	cfg.Node.Name, cfg.Node.Namespace = node.Name, node.Namespace
	cfg.Topics.ROS = cmp.Or(s.ros, cfg.Topics.ROS)
	cfg.Log.Level = cmp.Or(arguments.LogLevel, cfg.Log.Level)
	if s.bundle != "" {
		cfg.Reasoning.Bundle = s.bundle
	}
	if s.device != "" {
		if err := cfg.Reasoning.Device.UnmarshalText([]byte(s.device)); err != nil {
			return cfg, fmt.Errorf("--device: %w", err)
		}
	}
	if cfg.Reasoning.Library == "" {
		cfg.Reasoning.Library = findLibrary()
	}
	if err := cfg.Validate(); err != nil {
		return cfg, fmt.Errorf("configuration%s:\n%w", s.named(), err)
	}
	return cfg, nil
}

func (s *settings) named() string {
	if s.path == "" {
		return " (the defaults, for no --config is given)"
	}
	return " " + s.path
}

// findLibrary is the ONNX Runtime that the environment names, or the one that was fetched beside this program.
func findLibrary() string {
	if named := os.Getenv(reasoning.LibraryVariable); named != "" {
		return named
	}
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	beside := filepath.Join(filepath.Dir(program), "onnxruntime", "libonnxruntime.so")
	if _, err := os.Stat(beside); err != nil {
		return ""
	}
	return beside
}

// openEngine loads the model and says so, loudly if it is untrained.
func openEngine(cfg config.Config, log *zap.Logger) (*reasoning.Engine, error) {
	began := time.Now()
	engine, err := reasoning.Open(cfg.Reasoning)
	if err != nil {
		return nil, err
	}
	model := engine.Bundle()
	for _, refusal := range engine.Refusals() {
		log.Warn("a device does not work and another is tried", zap.String("device", string(refusal.Device)), zap.Error(refusal.Reason))
	}
	log.Info("model loaded", zap.String("bundle", model.ID()), zap.String("device", string(engine.Device())),
		zap.String("onnx_runtime", engine.RuntimeVersion()), zap.Duration("took", time.Since(began).Round(time.Millisecond)))
	if !model.Description.Trained {
		log.Warn("the model is UNTRAINED: its answers and scenes are noise", zap.String("bundle", model.ID()))
	}
	return engine, nil
}
