package onnx

import (
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/config"
)

// TestChoose tries devices that a library built for the CPU has not.
func TestChoose(t *testing.T) {
	environment := openEnvironment(t)
	choice, err := environment.Choose([]config.Device{config.DeviceTensorRT, config.DeviceCUDA, config.DeviceWebGPU, config.DeviceCPU}, Options{DeviceID: 4096})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, choice.Place)
	if choice.Device != config.DeviceCPU || len(choice.Refusals) != 3 {
		t.Fatalf("chose %s after %d refusals", choice.Device, len(choice.Refusals))
	}
	for i, want := range []string{"tensorrt", "cuda", "webgpu"} {
		refusal := choice.Refusals[i]
		if string(refusal.Device) != want || !strings.Contains(refusal.Reason.Error(), want) {
			t.Errorf("refusal %d is of %s: %v", i, refusal.Device, refusal.Reason)
		}
	}
	_, err = environment.Choose([]config.Device{config.DeviceCUDA, config.DeviceWebGPU}, Options{})
	for _, say := range []string{"reasoning.device", "cuda: ", "webgpu: ", "CPUExecutionProvider"} {
		if err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("error %v does not say %q", err, say)
		}
	}
}

func TestChooseWebGPU(t *testing.T) {
	environment := openWebGPU(t)
	order := []config.Device{config.DeviceCUDA, config.DeviceWebGPU, config.DeviceCPU}
	for _, c := range []struct {
		options  Options
		want     config.Device
		refusals int
		say      string
	}{
		{Options{}, config.DeviceWebGPU, 1, "reasoning.device"},
		{Options{DeviceID: 1}, config.DeviceCPU, 2, "reasoning.device_id"},
		{Options{MemoryLimit: 1 << 30}, config.DeviceCPU, 2, "reasoning.device_memory"},
	} {
		choice, err := environment.Choose(order, c.options)
		if err != nil {
			t.Fatal(err)
		}
		if choice.Device != c.want || len(choice.Refusals) != c.refusals || !strings.Contains(choice.Refusals[c.refusals-1].Reason.Error(), c.say) {
			t.Errorf("%+v: chose %s after %v", c.options, choice.Device, choice.Refusals)
		}
		closed(t, choice.Place)
	}
}
