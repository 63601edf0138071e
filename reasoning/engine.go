package reasoning

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
	"github.com/thinker3d/thinker3d/reasoning/onnx"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/reasoning/token"
)

// LibraryVariable names the environment variable that gives the ONNX Runtime library where the configuration does not.
const LibraryVariable = "THINKER3D_ONNXRUNTIME"

// ErrClosed is returned by an engine after Close.
var ErrClosed = errors.New("the engine is closed")

// Engine runs one bundle. Its methods may be called from any goroutine; they take turns, one question at a time.
type Engine struct {
	settings    config.Reasoning
	bundle      *bundle.Bundle
	environment *onnx.Environment
	graphs      *graphs
	sequence    *sequence
	tokenizer   *token.Tokenizer
	prompt      *prompt.Prompt
	special     specialTokens
	real        onnx.Element
	// turn holds one value while nobody uses the native side; Close keeps it.
	turn   chan struct{}
	closed chan struct{}
}

// Open verifies the bundle, loads ONNX Runtime and the graphs; one engine at a time may be open in a process.
func Open(settings config.Reasoning) (*Engine, error) {
	model, err := bundle.Open(settings.Bundle)
	if err != nil {
		return nil, err
	}
	e := &Engine{settings: settings, bundle: model, turn: make(chan struct{}, 1), closed: make(chan struct{}),
		real: element(model.Description.NumberType)}
	if err := e.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("bundle %s: %w", model.Folder(), err), e.free())
	}
	e.turn <- struct{}{}
	return e, nil
}

func (e *Engine) load() (err error) {
	description := &e.bundle.Description
	if e.tokenizer, err = token.Open(e.bundle.Tokenizer()); err != nil {
		return err
	}
	if e.special, err = findSpecial(e.tokenizer, description); err != nil {
		return err
	}
	text := description.Prompt
	if e.prompt, err = prompt.New(prompt.Spec{Template: text.Template, View: text.View, System: text.System, Instruction: text.Instruction}); err != nil {
		return err
	}
	library := e.settings.Library
	if library == "" {
		library = os.Getenv(LibraryVariable)
	}
	if e.environment, err = onnx.Open(library); err != nil {
		return err
	}
	if e.graphs, err = loadGraphs(e.environment, e.bundle, e.settings); err != nil {
		return err
	}
	e.sequence, err = newSequence(e.graphs, description.Decoder, e.real)
	return err
}

// Bundle is what the engine runs.
func (e *Engine) Bundle() *bundle.Bundle { return e.bundle }

// RuntimeVersion is the version of ONNX Runtime.
func (e *Engine) RuntimeVersion() string { return e.environment.Version() }

// See runs the vision tower, so that several questions can share it; a question may also bring its views itself.
func (e *Engine) See(ctx context.Context, views Views) (*Seen, error) {
	if err := e.take(ctx); err != nil {
		return nil, err
	}
	defer e.give()
	return e.see(ctx, views)
}

// Close waits for the question in progress and frees everything; a second Close does nothing.
func (e *Engine) Close() error {
	select {
	case <-e.turn:
		close(e.closed)
		return e.free()
	case <-e.closed:
		return nil
	}
}

// take waits for the native side.
func (e *Engine) take(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case <-e.turn:
		return nil
	case <-e.closed:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (e *Engine) give() { e.turn <- struct{}{} }

// free takes down what was loaded, in the opposite order.
func (e *Engine) free() error {
	var failures []error
	if e.sequence != nil {
		failures = append(failures, e.sequence.close())
	}
	if e.graphs != nil {
		failures = append(failures, e.graphs.close())
	}
	if e.environment != nil {
		failures = append(failures, e.environment.Close())
	}
	return errors.Join(failures...)
}
