package main

import (
	"embed"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/thinker3d/thinker3d/reasoning/onnx"
)

//go:embed matmul_*.onnx
var graphs embed.FS

// floor is what a device does at most: bytes and operations a second.
type floor struct {
	environment *onnx.Environment
	place       *onnx.Place
	options     onnx.Options
	rounds      int
}

// copies gives the bytes a second that a copy within the device reads and writes.
func (f floor) copies(bytes int64) (rate float64, err error) {
	from, err := f.place.New(onnx.Float32, bytes/4)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := f.place.New(onnx.Float32, bytes/4)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	seconds, err := f.time(func() error { return to.Copy(from) })
	return 2 * float64(bytes) / seconds, err
}

// uploads gives the bytes a second from the host, out of staging memory or plain memory.
func (f floor) uploads(bytes int64, from func(onnx.Element, ...int64) (*onnx.Tensor, error)) (rate float64, err error) {
	source, err := from(onnx.Float32, bytes/4)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	to, err := f.place.New(onnx.Float32, bytes/4)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	seconds, err := f.time(func() error { return to.Copy(source) })
	return float64(bytes) / seconds, err
}

// products gives the operations a second of a product of two square matrices.
func (f floor) products(element onnx.Element, side int64) (rate float64, err error) {
	session, err := f.load(element)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	var list []*onnx.Tensor
	defer func() {
		for _, tensor := range list {
			err = errors.Join(err, tensor.Close())
		}
	}()
	for range 3 {
		tensor, err := f.place.New(element, side, side)
		if err != nil {
			return 0, err
		}
		list = append(list, tensor)
	}
	binding, err := session.Bind(list[:2], list[2:])
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, binding.Close()) }()
	seconds, err := f.time(binding.Run)
	n := float64(side)
	return 2 * n * n * n / seconds, err
}

// load writes the graph to a file, because sessions are made from files.
func (f floor) load(element onnx.Element) (session *onnx.Session, err error) {
	name := "matmul_" + element.String() + ".onnx"
	content, err := graphs.ReadFile(name)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "thinker3d-gpu-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return nil, err
	}
	square := []int64{onnx.Free, onnx.Free}
	want := onnx.Signature{Inputs: []onnx.Port{{Name: "a", Element: element, Shape: square}, {Name: "b", Element: element, Shape: square}},
		Outputs: []onnx.Port{{Name: "c", Element: element, Shape: square}}}
	return f.environment.Load(path, want, f.options)
}

// time is the seconds of one call, the mean of the rounds after two that do not count.
func (f floor) time(do func() error) (seconds float64, err error) {
	// What a device was told it may do later; it has done all when it answers.
	last, err := f.place.New(onnx.Float32, 1)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, last.Close()) }()
	answer := make([]byte, last.Size())
	for range 2 {
		if err := do(); err != nil {
			return 0, err
		}
	}
	if err := last.Download(answer); err != nil {
		return 0, err
	}
	began := time.Now()
	for range f.rounds {
		if err := do(); err != nil {
			return 0, err
		}
	}
	err = last.Download(answer)
	return time.Since(began).Seconds() / float64(f.rounds), err
}
