package config

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-viper/mapstructure/v2"
)

// namedCameras takes out of overriding values what they say about cameras by name, as ROS parameters do: cameras.front.extrinsics.frame.
func namedCameras(values map[string]any) (rest, cameras map[string]any) {
	cameras, named := values["cameras"].(map[string]any)
	if !named {
		return values, nil
	}
	rest = maps.Clone(values)
	delete(rest, "cameras")
	return rest, cameras
}

// nameCameras sets keys of cameras that are listed.
func (c *Config) nameCameras(cameras map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(cameras)) {
		index := slices.IndexFunc(c.Cameras, func(cam Camera) bool { return cam.Name == name })
		if index < 0 {
			return fmt.Errorf("cameras.%s: no camera of that name is listed under `cameras`", name)
		}
		decoder, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{Result: &c.Cameras[index], ErrorUnused: true, WeaklyTypedInput: true, DecodeHook: hooks()})
		if err != nil {
			return fmt.Errorf("cameras.%s: %w", name, err)
		}
		if err := decoder.Decode(cameras[name]); err != nil {
			return fmt.Errorf("cameras.%s: %w", name, err)
		}
	}
	return nil
}
