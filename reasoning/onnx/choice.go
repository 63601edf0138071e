package onnx

import (
	"errors"
	"fmt"

	"github.com/thinker3d/thinker3d/config"
)

// ErrNoDevice is returned when none of the devices works that were to be tried.
var ErrNoDevice = errors.New("no device works of those that reasoning.device and reasoning.fallback name")

// Choice is the first device of some that works; its owner closes the place.
type Choice struct {
	Device config.Device
	Place  *Place
	// Refusals are of the devices before it, in their order.
	Refusals []Refusal
}

// Refusal is why a device is not used.
type Refusal struct {
	Device config.Device
	Reason error
}

// Choose tries the devices in order, each by a copy into its memory and back; the options are those of its sessions.
func (e *Environment) Choose(order []config.Device, options Options) (Choice, error) {
	var choice Choice
	for _, device := range order {
		options.Device = device
		place, err := e.Place(options)
		if err == nil {
			choice.Device, choice.Place = device, place
			return choice, nil
		}
		choice.Refusals = append(choice.Refusals, Refusal{Device: device, Reason: err})
	}
	failures := make([]error, len(choice.Refusals))
	for i, refusal := range choice.Refusals {
		failures[i] = fmt.Errorf("%s: %w", refusal.Device, refusal.Reason)
	}
	return choice, fmt.Errorf("%w:\n%w", ErrNoDevice, errors.Join(failures...))
}
