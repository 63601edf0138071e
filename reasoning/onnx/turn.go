package onnx

import (
	"sync"

	"github.com/thinker3d/thinker3d/config"
)

// turn is held during each native call that reaches a device whose provider cannot stand calls side by side.
type turn struct{ mutex *sync.Mutex }

// turnOf has calls to WebGPU wait for each other: all sessions there share one device context, and two in it at a time end the process.
func (l *library) turnOf(device config.Device) turn {
	if device == config.DeviceWebGPU {
		return turn{&l.webgpu}
	}
	return turn{}
}

func (t turn) take() {
	if t.mutex != nil {
		t.mutex.Lock()
	}
}

func (t turn) give() {
	if t.mutex != nil {
		t.mutex.Unlock()
	}
}
