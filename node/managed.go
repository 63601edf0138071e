package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs/lifecycle"
)

// Model is a reasoner that is opened and closed.
type Model interface {
	Reasoner
	io.Closer
}

// located is a model that knows where it runs, where the configuration leaves that to it.
type located interface{ Device() config.Device }

// Managed is the live node with a life cycle: it loads the model when it is configured, and listens while it is active.
type Managed struct {
	// Live is what runs while active; its Reasoner is left empty.
	Live Live
	// Open loads the model and makes it ready.
	Open func(ctx context.Context) (Model, error)
}

// managed is the state of one Run; its goroutine owns it.
type managed struct {
	*Managed
	names    Names
	outside  *lifecycleServices
	state    uint8
	model    Model
	requests chan transitionRequest
	// latest is the configuration as parameters have changed it, and changed says that it is new.
	latest  atomic.Pointer[config.Config]
	changed chan struct{}
	// stop ends the active node, and ended gives its error then.
	stop   context.CancelFunc
	ended  chan error
	inside chan<- config.Config
}

// Run serves the life cycle until ctx ends. With node.autostart it configures and activates itself, and it is an error
// if that fails; else it waits to be told.
func (m *Managed) Run(ctx context.Context) (err error) {
	r := &managed{Managed: m, state: lifecycle.StateUnconfigured, requests: make(chan transitionRequest), changed: make(chan struct{}, 1)}
	if r.names, err = r.Live.prepare(); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer func() { err = errors.Join(err, r.close()) }()
	defer stop()
	if r.Live.Config.Topics.ROS != config.ROS1 {
		offered, offerErr := r.offer(ctx)
		defer func() { err = errors.Join(err, closeAll(offered)) }()
		if offerErr != nil {
			return offerErr
		}
	}
	defer stop()
	if r.Live.Config.Node.Autostart {
		if err := errors.Join(r.make(ctx, lifecycle.TransitionConfigure), r.make(ctx, lifecycle.TransitionActivate)); err != nil {
			return err
		}
	} else {
		r.Live.Log.Info("waiting for a life cycle manager", zap.String("service", r.names.Node+"/change_state"))
	}
	return r.serve(ctx)
}

// offer opens what a node of ROS 2 has and one of ROS 1 has not: parameters, descriptions of types and the life cycle. They
// are to be closed in the order of the list, whether or not there is an error.
func (r *managed) offer(ctx context.Context) (open []io.Closer, err error) {
	failed := func(err error) { r.Live.Log.Warn("a message was dropped", zap.Error(err)) }
	offered, err := newParameters(&r.Live, r.names, r.setLatest, failed)
	if err != nil {
		return nil, err
	}
	open = []io.Closer{offered}
	known, err := newKnownTypes()
	if err != nil {
		return open, err
	}
	described, err := known.serve(r.Live.Bus, r.names.Node, failed)
	if err != nil {
		return open, err
	}
	open = slices.Insert(open, 0, described)
	ask := func(request transitionRequest) { hand(ctx, r.requests, request) }
	if r.outside, err = newLifecycleServices(&r.Live, r.names, ask, failed); err != nil {
		return open, err
	}
	return slices.Insert(open, 0, io.Closer(r.outside)), nil
}

// hand passes a value on unless ctx ends first.
func hand[T any](ctx context.Context, to chan<- T, value T) {
	select {
	case to <- value:
	case <-ctx.Done():
	}
}

func (r *managed) serve(ctx context.Context) error {
	// A nil channel takes nothing: there is no change, or nobody to take it.
	var inside chan<- config.Config
	for {
		select {
		case <-ctx.Done():
			return nil
		case request := <-r.requests:
			err := r.make(ctx, request.transition)
			if err != nil {
				r.Live.Log.Error("a transition failed", zap.String("transition", labelOf(request.transition)), zap.Error(err))
			}
			request.reply(err == nil)
		case <-r.changed:
			r.takeLatest()
			inside = r.inside
		case inside <- r.Live.Config:
			inside = nil
		case err := <-r.ended:
			if r.fail(err); r.Live.Config.Node.Autostart {
				return err
			}
		}
	}
}

// setLatest never waits: a transition may take long.
func (r *managed) setLatest(cfg config.Config) {
	r.latest.Store(&cfg)
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

func (r *managed) takeLatest() {
	if cfg := r.latest.Load(); cfg != nil {
		// The names of the cameras' topics are resolved here and not there.
		cameras := r.Live.Config.Cameras
		r.Live.Config, r.Live.Config.Cameras = *cfg, cameras
		if r.Live.SetLogLevel != nil {
			r.Live.SetLogLevel(cfg.Log.Level)
		}
	}
}

// make makes a transition, and goes back to where it began if that fails.
func (r *managed) make(ctx context.Context, id uint8) error {
	transition, known := transitionFrom(r.state, id)
	if !known {
		return fmt.Errorf("%s cannot be made from the state %s", labelOf(id), stateLabel(r.state))
	}
	began := r.state
	r.enter(transition.passing, transition.Transition)
	if err := r.act(ctx, transition.passing); err != nil {
		r.enter(began, lifecycle.Transition{ID: transition.failure, Label: "transition_failure"})
		return err
	}
	r.enter(transition.GoalState.ID, lifecycle.Transition{ID: transition.success, Label: "transition_success"})
	return nil
}

func (r *managed) act(ctx context.Context, passing uint8) error {
	switch passing {
	case lifecycle.StateConfiguring:
		model, err := r.Open(ctx)
		r.model = model
		return err
	case lifecycle.StateActivating:
		return r.activate(ctx)
	case lifecycle.StateDeactivating:
		return r.deactivate()
	}
	return r.close()
}

// activate starts the live node; it is active when it listens.
func (r *managed) activate(ctx context.Context) error {
	r.takeLatest()
	live := r.Live
	changes, listening := make(chan config.Config), make(chan struct{})
	live.Reasoner, live.changes = r.model, changes
	chosen := live.Config.Reasoning.Device == config.DeviceAuto || len(live.Config.Reasoning.Fallback) > 0
	if model, ok := r.model.(located); ok && chosen {
		live.Config.Reasoning.Device = model.Device()
	}
	live.listening = func() { close(listening) }
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- live.run(ctx, r.names) }()
	select {
	case <-listening:
		r.stop, r.ended, r.inside = stop, ended, changes
		return nil
	case err := <-ended:
		stop()
		return err
	}
}

func (r *managed) deactivate() error {
	if r.stop == nil {
		return nil
	}
	r.stop()
	err := <-r.ended
	r.stop, r.ended, r.inside = nil, nil, nil
	return err
}

// close ends what runs and gives the model back.
func (r *managed) close() error {
	err := r.deactivate()
	if r.model != nil {
		err = errors.Join(err, r.model.Close())
		r.model = nil
	}
	return err
}

// fail is what becomes of an active node that ended by itself: it is cleaned up and can be configured again.
func (r *managed) fail(cause error) {
	r.Live.Log.Error("the active node failed", zap.Error(cause))
	r.stop()
	r.stop, r.ended, r.inside = nil, nil, nil
	r.enter(lifecycle.StateErrorProcessing, lifecycle.Transition{ID: onActiveError, Label: "transition_error"})
	if err := r.close(); err != nil {
		r.Live.Log.Error("clean up", zap.Error(err))
	}
	r.enter(lifecycle.StateUnconfigured, lifecycle.Transition{ID: onErrorSuccess, Label: "transition_success"})
}

// enter takes a state and tells of it.
func (r *managed) enter(state uint8, by lifecycle.Transition) {
	before := r.state
	r.state = state
	if r.outside != nil {
		r.outside.entered(before, state, by)
	}
}
