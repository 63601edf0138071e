package onnx

import "github.com/thinker3d/thinker3d/config"

// StandIn is a place in the host's memory that is reached by the calls that a device's needs: it shows on a machine without a device
// what holds on one. Without addresses it is as WebGPU's.
func (e *Environment) StandIn(addressed bool) (*Place, error) {
	place, err := openPlace(e.library, Options{Device: config.DeviceCPU, Threads: 1})
	if err == nil {
		place.addressed = addressed
	}
	return place, err
}
