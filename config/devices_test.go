package config

import (
	"slices"
	"strings"
	"testing"
)

func TestDevices(t *testing.T) {
	cases := []struct {
		device   Device
		fallback []string
		want     []Device
	}{
		{"", nil, []Device{DeviceCPU}},
		{DeviceCPU, nil, []Device{DeviceCPU}},
		{DeviceCUDA, nil, []Device{DeviceCUDA}},
		{DeviceAuto, nil, []Device{DeviceCUDA, DeviceWebGPU, DeviceCPU}},
		{DeviceTensorRT, []string{"cuda", "cpu"}, []Device{DeviceTensorRT, DeviceCUDA, DeviceCPU}},
		{DeviceAuto, []string{"tensorrt"}, []Device{DeviceCUDA, DeviceWebGPU, DeviceCPU, DeviceTensorRT}},
		{DeviceCUDA, []string{"cuda"}, nil},
		{DeviceAuto, []string{"cpu"}, nil},
		{DeviceCUDA, []string{"cpu", "cpu"}, nil},
		{DeviceCUDA, []string{"auto"}, nil},
		{DeviceCUDA, []string{"gpu"}, nil},
	}
	for _, c := range cases {
		got, err := Reasoning{Device: c.device, Fallback: c.fallback}.Devices()
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%s and %v: got %v, %v; want %v", c.device, c.fallback, got, err, c.want)
		}
	}
}

func TestCoreList(t *testing.T) {
	cases := []struct {
		text string
		want []int
	}{
		{"0", []int{0}},
		{"2-5", []int{2, 3, 4, 5}},
		{"8, 2-3", []int{8, 2, 3}},
		{"1023", []int{1023}},
		{"1024", nil}, {"3-2", nil}, {"-1", nil}, {"1,1", nil}, {"0-2,1", nil}, {"a", nil}, {"1-", nil}, {",", nil}, {"0-99999999999", nil},
	}
	for _, c := range cases {
		got, err := Reasoning{Cores: c.text}.CoreList()
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%q: got %v, %v; want %v", c.text, got, err, c.want)
		}
	}
	if got, err := (Reasoning{}).CoreList(); got != nil || err != nil {
		t.Errorf("no cores: got %v, %v", got, err)
	}
}

func TestRefusesDevices(t *testing.T) {
	for text, want := range map[string]string{
		"device: gpu":                       "gpu",
		"fallback: [gpu]":                   "reasoning.fallback",
		"device: auto, fallback: [cpu]":     "reasoning.fallback",
		"cores: 5-2":                        "reasoning.cores",
		"cores: 0-1, threads: 3":            "reasoning.threads",
		"device_memory: -1":                 "reasoning.device_memory",
		"device: cuda, fallback: [webgpu,]": "",
		"cores: '0-1,4', threads: 3":        "",
	} {
		cfg, err := Load(write(t, "reasoning: {bundle: b, "+text+"}"))
		if err == nil {
			err = cfg.Validate()
		}
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v does not name %q", text, err, want)
		}
	}
}
