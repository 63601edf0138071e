package onnx

// #include "native.h"
import "C"

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/thinker3d/thinker3d/config"
)

// setting is a provider's option by its name.
type setting struct{ name, value string }

// providerName is the execution provider of a device as ONNX Runtime calls it.
func providerName(device config.Device) string {
	switch device {
	case config.DeviceCUDA:
		return "CUDAExecutionProvider"
	case config.DeviceTensorRT:
		return "TensorrtExecutionProvider"
	case config.DeviceWebGPU:
		return "WebGpuExecutionProvider"
	}
	return "CPUExecutionProvider"
}

// arena names the provider and the memory that a limit is kept in, empty where there is none.
func (o Options) arena() (provider, memory string) {
	if o.Device.IsNVIDIA() {
		return providerName(config.DeviceCUDA), "Cuda"
	}
	return "", ""
}

// applyProvider puts the device's provider before the CPU's, which is always there for what the device cannot do.
func (o Options) applyProvider(l *library, options *C.OrtSessionOptions) error {
	if o.Device == config.DeviceCPU || o.Device == "" {
		return nil
	}
	have, err := l.providers()
	if err != nil {
		return fmt.Errorf("list the providers: %w", err)
	}
	if name := providerName(o.Device); !slices.Contains(have, name) {
		return fmt.Errorf("reasoning.device is %s, and this onnx runtime was built without %s: it has %s", o.Device, name, strings.Join(have, ", "))
	}
	switch o.Device {
	case config.DeviceWebGPU:
		err = o.appendWebGPU(l, options)
	case config.DeviceTensorRT:
		// What TensorRT leaves over is CUDA's.
		err = errors.Join(o.appendTensorRT(l, options), o.appendCUDA(l, options))
	case config.DeviceCUDA:
		err = o.appendCUDA(l, options)
	default:
		err = errors.New("no such device")
	}
	if err != nil {
		return fmt.Errorf("use %s %d (reasoning.device, reasoning.device_id): %w", o.Device, o.DeviceID, err)
	}
	return nil
}

func (o Options) appendCUDA(l *library, options *C.OrtSessionOptions) error {
	settings := []setting{{"device_id", strconv.Itoa(o.DeviceID)}}
	if o.MemoryLimit > 0 {
		settings = append(settings, setting{"gpu_mem_limit", strconv.FormatInt(o.MemoryLimit, 10)}, setting{"arena_extend_strategy", "kSameAsRequested"})
	}
	if o.Capture && o.Device == config.DeviceCUDA {
		settings = append(settings, setting{"enable_cuda_graph", "1"})
	}
	keys, values := split(settings)
	defer keys.free()
	defer values.free()
	return l.check(C.thinker3d_use_cuda(l.api, options, keys.pointer(), values.pointer(), C.size_t(len(keys))))
}

func (o Options) appendTensorRT(l *library, options *C.OrtSessionOptions) error {
	settings := []setting{{"device_id", strconv.Itoa(o.DeviceID)}}
	if o.EngineCache != "" {
		settings = append(settings, setting{"trt_engine_cache_enable", "1"}, setting{"trt_engine_cache_path", o.EngineCache})
	}
	if o.Capture {
		settings = append(settings, setting{"trt_cuda_graph_enable", "1"})
	}
	keys, values := split(settings)
	defer keys.free()
	defer values.free()
	return l.check(C.thinker3d_use_tensorrt(l.api, options, keys.pointer(), values.pointer(), C.size_t(len(keys))))
}

func (o Options) appendWebGPU(l *library, options *C.OrtSessionOptions) error {
	if o.DeviceID != 0 {
		return errors.New("webgpu takes the system's first GPU and knows no numbers: set reasoning.device_id to 0")
	}
	if o.MemoryLimit > 0 {
		return errors.New("webgpu keeps to no limit of memory: set reasoning.device_memory to 0")
	}
	// Without 64-bit integers the operators on token ids would run on the CPU.
	settings := []setting{{"enableInt64", "1"}}
	if o.Capture {
		settings = append(settings, setting{"enableGraphCapture", "1"})
	}
	keys, values := split(settings)
	defer keys.free()
	defer values.free()
	name := newTexts("WebGPU")
	defer name.free()
	return l.check(C.thinker3d_use_provider(l.api, options, name[0], keys.pointer(), values.pointer(), C.size_t(len(keys))))
}

func split(settings []setting) (keys, values texts) {
	for _, s := range settings {
		keys, values = append(keys, newTexts(s.name)...), append(values, newTexts(s.value)...)
	}
	return keys, values
}
