package config

import (
	"fmt"
	"slices"
)

// Devices are where the model is tried, in order: the device, then the fallback; auto stands for what works without preparation.
func (r Reasoning) Devices() ([]Device, error) {
	order := []Device{r.Device}
	switch r.Device {
	case "":
		order[0] = DeviceCPU
	case DeviceAuto:
		order = []Device{DeviceCUDA, DeviceWebGPU, DeviceCPU}
	}
	for _, name := range r.Fallback {
		var device Device
		if err := OneOf(&device, []byte(name), DeviceCPU, DeviceCUDA, DeviceTensorRT, DeviceWebGPU); err != nil {
			return nil, fmt.Errorf("reasoning.fallback: %w", err)
		}
		if slices.Contains(order, device) {
			return nil, fmt.Errorf("reasoning.fallback: %s would be tried already", device)
		}
		order = append(order, device)
	}
	return order, nil
}
