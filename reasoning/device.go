package reasoning

import (
	"errors"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

// openDevice loads ONNX Runtime and finds the first device that works. All graphs share the threads of one pool, so that those that
// run beside one another do not take the cores several times over.
func openDevice(library string, settings config.Reasoning) (*onnx.Environment, onnx.Choice, error) {
	order, err := settings.Devices()
	if err != nil {
		return nil, onnx.Choice{}, err
	}
	cores, err := settings.CoreList()
	if err != nil {
		return nil, onnx.Choice{}, err
	}
	environment, err := onnx.OpenPool(library, onnx.Pool{Threads: settings.Threads, Cores: cores, Spin: true})
	if err != nil {
		return nil, onnx.Choice{}, err
	}
	choice, err := environment.Choose(order, deviceOptions(settings, ""))
	if err != nil {
		return nil, choice, errors.Join(err, environment.Close())
	}
	return environment, choice, nil
}

func deviceOptions(settings config.Reasoning, device config.Device) onnx.Options {
	return onnx.Options{Device: device, DeviceID: settings.DeviceID, MemoryLimit: int64(settings.DeviceMemory) << 20, EngineCache: settings.EngineCache,
		Mapped: settings.Weights == config.WeightsMapped}
}
