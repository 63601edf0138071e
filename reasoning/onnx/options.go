package onnx

import (
	"errors"
	"fmt"
	"strconv"

	ort "github.com/yalue/onnxruntime_go"

	"github.com/thinker3d/thinker3d/config"
)

// Options says where and how a session runs.
type Options struct {
	Device   config.Device
	DeviceID int
	// Threads is how many threads share one operator, 0 for one a physical core.
	Threads int
	// Spin keeps idle threads awake between operators: faster for many small steps, wasteful beside other work.
	Spin bool
}

func (o Options) native() (*ort.SessionOptions, error) {
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("make session options: %w", err)
	}
	if err := o.apply(options); err != nil {
		return nil, errors.Join(err, options.Destroy())
	}
	return options, nil
}

func (o Options) apply(options *ort.SessionOptions) error {
	spin := "0"
	if o.Spin {
		spin = "1"
	}
	if err := options.AddSessionConfigEntry("session.intra_op.allow_spinning", spin); err != nil {
		return fmt.Errorf("set spinning: %w", err)
	}
	if err := options.SetIntraOpNumThreads(o.Threads); err != nil {
		return fmt.Errorf("set reasoning.threads to %d: %w", o.Threads, err)
	}
	if o.Device != config.DeviceCUDA {
		return nil
	}
	return o.appendCUDA(options)
}

func (o Options) appendCUDA(options *ort.SessionOptions) (err error) {
	cuda, err := ort.NewCUDAProviderOptions()
	if err != nil {
		return fmt.Errorf("reasoning.device is cuda, and this onnx runtime has no CUDA provider (use the GPU build, or cpu): %w", err)
	}
	defer func() { err = errors.Join(err, cuda.Destroy()) }()
	if err := cuda.Update(map[string]string{"device_id": strconv.Itoa(o.DeviceID)}); err != nil {
		return fmt.Errorf("set reasoning.device_id to %d: %w", o.DeviceID, err)
	}
	if err := options.AppendExecutionProviderCUDA(cuda); err != nil {
		return fmt.Errorf("use CUDA device %d (reasoning.device): %w", o.DeviceID, err)
	}
	return nil
}
