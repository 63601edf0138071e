package onnx

import (
	"errors"
	"fmt"
	"os"

	ort "github.com/yalue/onnxruntime_go"
)

const telemetryVariable = "ORT_DISABLE_TELEMETRY"

// ErrOpen is returned when ONNX Runtime is already open in this process: it has one owner at a time.
var ErrOpen = errors.New("onnx runtime is already open in this process; close its owner first")

// Environment is ONNX Runtime loaded into this process; its owner closes it after every session, place and tensor.
type Environment struct {
	path    string
	library *library
}

// Open loads the ONNX Runtime shared library at the path; each session has threads of its own. It is not safe for concurrent use.
func Open(library string) (*Environment, error) { return open(library, nil) }

// OpenPool does the same, and all sessions share the pool's threads, whatever their options say of threads.
func OpenPool(library string, pool Pool) (*Environment, error) { return open(library, &pool) }

func open(library string, pool *Pool) (*Environment, error) {
	if library == "" {
		return nil, errors.New("no onnx runtime library named: set reasoning.library or THINKER3D_ONNXRUNTIME to the path of libonnxruntime.so")
	}
	if ort.IsInitialized() {
		return nil, ErrOpen
	}
	// A robot reports to nobody: published builds would send their makers what runs, from the moment they are loaded.
	if err := os.Setenv(telemetryVariable, "1"); err != nil {
		return nil, fmt.Errorf("open onnx runtime: %w", err)
	}
	ours, err := openLibrary(library, pool)
	if err != nil {
		return nil, fmt.Errorf("open onnx runtime %s: %w", library, err)
	}
	ort.SetSharedLibraryPath(library)
	if err := ort.InitializeEnvironment(ort.WithLogLevelFatal()); err != nil {
		return nil, errors.Join(fmt.Errorf("open onnx runtime %s (version 1.29 or newer is needed): %w", library, err), ours.close())
	}
	environment := &Environment{path: library, library: ours}
	if err := ort.DisableTelemetry(); err != nil {
		return nil, errors.Join(fmt.Errorf("open onnx runtime %s: %w", library, err), environment.Close())
	}
	return environment, nil
}

// Version is the version of the loaded library.
func (e *Environment) Version() string { return ort.GetVersion() }

// Library is the path of the loaded library.
func (e *Environment) Library() string { return e.path }

// Close unloads the library; a second Close does nothing.
func (e *Environment) Close() error {
	if e.library == nil {
		return nil
	}
	err := errors.Join(e.library.close(), ort.DestroyEnvironment())
	e.library = nil
	if err != nil {
		return fmt.Errorf("close onnx runtime: %w", err)
	}
	return nil
}
