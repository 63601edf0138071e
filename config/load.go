package config

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/go-viper/mapstructure/v2"
	"github.com/spf13/viper"
)

//go:embed default.yaml
var defaultYAML []byte

const maximumFileBytes = 1 << 20

// DefaultYAML is the commented file of every setting with its default.
func DefaultYAML() []byte { return bytes.Clone(defaultYAML) }

// Default is the configuration that DefaultYAML describes.
func Default() (Config, error) { return Load("") }

// Load reads the file at path over the defaults; an empty path gives the defaults alone. Then come the overrides, such as
// ROS parameters, with the same keys. The result is not yet validated: a command line may still override it.
func Load(path string, overrides ...map[string]any) (Config, error) {
	settings := viper.New()
	settings.SetConfigType("yaml")
	if err := settings.ReadConfig(bytes.NewReader(defaultYAML)); err != nil {
		return Config{}, fmt.Errorf("read default settings: %w", err)
	}
	if path != "" {
		data, err := readLimited(path)
		if err != nil {
			return Config{}, err
		}
		if err := settings.MergeConfig(bytes.NewReader(data)); err != nil {
			return Config{}, fmt.Errorf("read config %s: %w", path, err)
		}
	}
	var named []map[string]any
	for _, values := range overrides {
		rest, cameras := namedCameras(values)
		if err := settings.MergeConfigMap(rest); err != nil {
			return Config{}, fmt.Errorf("read overriding settings: %w", err)
		}
		named = append(named, cameras)
	}
	var cfg Config
	if err := settings.UnmarshalExact(&cfg, viper.DecodeHook(hooks())); err != nil {
		return Config{}, fmt.Errorf("read config %s (`thinker3d config` prints every key and what it takes): %w", path, err)
	}
	for _, cameras := range named {
		if err := cfg.nameCameras(cameras); err != nil {
			return Config{}, fmt.Errorf("read overriding settings: %w", err)
		}
	}
	cfg.resolvePaths(filepath.Dir(path))
	return cfg, nil
}

// With is the configuration with other values of some settings, by their names; it is valid if c was.
func (c Config) With(values map[string]any) (Config, error) {
	sections := map[string]any{}
	for name, value := range values {
		section, key, nested := strings.Cut(name, ".")
		if !nested {
			sections[section] = value
			continue
		}
		if sections[section] == nil {
			sections[section] = map[string]any{}
		}
		sections[section].(map[string]any)[key] = value
	}
	decoder, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{Result: &c, ErrorUnused: true, ZeroFields: true, DecodeHook: hooks()})
	if err != nil {
		return Config{}, fmt.Errorf("change settings: %w", err)
	}
	if err := decoder.Decode(sections); err != nil {
		return Config{}, err
	}
	return c, c.Validate()
}

func hooks() mapstructure.DecodeHookFunc {
	return mapstructure.ComposeDecodeHookFunc(mapstructure.StringToTimeDurationHookFunc(), refuseUnitless, mapstructure.TextUnmarshallerHookFunc())
}

// refuseUnitless keeps a number without a unit from being taken for nanoseconds.
func refuseUnitless(from, to reflect.Type, value any) (any, error) {
	isNumber := from.Kind() >= reflect.Int && from.Kind() <= reflect.Float64
	if to == reflect.TypeFor[time.Duration]() && from != to && isNumber && !reflect.ValueOf(value).IsZero() {
		return nil, fmt.Errorf("%v has no unit: write a time as 20ms, 1.5s or 2m", value)
	}
	return value, nil
}

func readLimited(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read config: no file %s; `thinker3d config` prints one to begin with: %w", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("read config: %w", err)
	}
	if info.Size() > maximumFileBytes {
		return nil, fmt.Errorf("read config %s: %d bytes, more than the %d that a config may have", path, info.Size(), maximumFileBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read config: %w", err)
	}
	return data, nil
}

func (c *Config) resolvePaths(folder string) {
	for _, path := range []*string{&c.Reasoning.Bundle, &c.Reasoning.Library, &c.Reasoning.EngineCache} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
	for i := range c.Questions.Standing {
		if c.Questions.Standing[i].Mode == "" {
			c.Questions.Standing[i].Mode = ModeFull
		}
	}
	for i := range c.Cameras {
		if c.Cameras[i].Transport == "" {
			c.Cameras[i].Transport = TransportAuto
		}
		if c.Cameras[i].Picture == "" {
			c.Cameras[i].Picture = PictureAuto
		}
	}
}
