package reasoning

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

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

// Engine runs one bundle. Its methods may be called from any goroutine; replies are generated together, as many as
// reasoning.sequences says, and the others wait.
type Engine struct {
	settings    config.Reasoning
	bundle      *bundle.Bundle
	environment *onnx.Environment
	choice      onnx.Choice
	graphs      *graphs
	lanes       *lanes
	scheduler   *scheduler
	tokenizer   *token.Tokenizer
	prompt      *prompt.Prompt
	special     specialTokens
	real        onnx.Element
	geometer    *geometer
	imaginer    *imaginer
	// looking holds a value while nobody runs the vision graph.
	looking chan struct{}
	// staged belongs to looking: the pixels in the vision graph's type, if that is not theirs.
	staged *onnx.Tensor
	// aside is what the asides work under, which no method waits for; Close ends it once the methods have returned.
	aside    context.Context
	endAside context.CancelFunc
	asides   sync.WaitGroup

	mutex sync.Mutex
	// closed belongs to the mutex; users are those within a method.
	closed bool
	users  sync.WaitGroup
}

// Open verifies the bundle, loads ONNX Runtime and the graphs; one engine at a time may be open in a process.
func Open(settings config.Reasoning) (*Engine, error) {
	model, err := bundle.Open(settings.Bundle)
	if err != nil {
		return nil, err
	}
	e := &Engine{settings: settings, bundle: model, real: element(model.Description.NumberType), looking: make(chan struct{}, 1)}
	e.geometer, e.imaginer = newGeometer(e), newImaginer(e)
	e.aside, e.endAside = context.WithCancel(context.Background())
	if err := e.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("bundle %s: %w", model.Folder(), err), e.free())
	}
	e.looking <- struct{}{}
	return e, nil
}

func (e *Engine) load() (err error) {
	description := &e.bundle.Description
	if min(e.settings.Sequences, e.settings.Waiting, e.settings.CacheMemory, e.settings.Scenes) < 1 {
		return fmt.Errorf("reasoning.sequences, waiting, cache_memory and scenes are %d, %d, %d and %d: each must be at least 1, as in config.Default",
			e.settings.Sequences, e.settings.Waiting, e.settings.CacheMemory, e.settings.Scenes)
	}
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
	if e.environment, e.choice, err = openDevice(library, e.settings); err != nil {
		return err
	}
	if e.graphs, err = loadGraphs(e.environment, e.bundle, deviceOptions(e.settings, e.choice.Device)); err != nil {
		return err
	}
	if e.lanes, err = newLanes(e.graphs, e.choice.Place, description.Decoder, e.real, e.settings.Sequences); err != nil {
		return err
	}
	e.scheduler = newScheduler(e.lanes, e.settings)
	return nil
}

// Bundle is what the engine runs.
func (e *Engine) Bundle() *bundle.Bundle { return e.bundle }

// RuntimeVersion is the version of ONNX Runtime.
func (e *Engine) RuntimeVersion() string { return e.environment.Version() }

// Device is where the model runs.
func (e *Engine) Device() config.Device { return e.choice.Device }

// Refusals are of the devices that were tried before it.
func (e *Engine) Refusals() []onnx.Refusal { return e.choice.Refusals }

// See runs the vision tower, so that several questions can share it; a question may also bring its views itself.
func (e *Engine) See(ctx context.Context, views Views) (*Seen, error) {
	if err := e.enter(); err != nil {
		return nil, err
	}
	defer e.exit()
	return e.see(ctx, views)
}

// Close refuses the questions that wait, waits for those that are being answered, and frees everything; a second Close does nothing.
func (e *Engine) Close() error {
	e.mutex.Lock()
	closed := e.closed
	e.closed = true
	e.mutex.Unlock()
	if closed {
		return nil
	}
	e.scheduler.close()
	e.users.Wait()
	e.endAside()
	e.asides.Wait()
	return e.free()
}

// enter keeps what is loaded until exit.
func (e *Engine) enter() error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.closed {
		return ErrClosed
	}
	e.users.Add(1)
	return nil
}

func (e *Engine) exit() { e.users.Done() }

// take waits for the one value of looking, which is to be put back.
func take(ctx context.Context, turn <-chan struct{}) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// free takes down what was loaded, in the opposite order.
func (e *Engine) free() error {
	e.endAside()
	var failures []error
	if e.lanes != nil {
		failures = append(failures, e.lanes.close())
	}
	if e.graphs != nil {
		failures = append(failures, e.graphs.close())
	}
	if e.environment != nil {
		failures = append(failures, e.staged.Close(), e.choice.Place.Close(), e.environment.Close())
	}
	return errors.Join(failures...)
}
