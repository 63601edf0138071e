package node

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap/zaptest"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
	"github.com/thinker3d/thinker3d/msgs/lifecycle"
	"github.com/thinker3d/thinker3d/msgs/parameter"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/memory"
)

// opener loads the test's model, or fails, and counts.
type opener struct {
	model          *model
	failure        error
	opened, closed int
	// logLevel is what it was set to last, if it was.
	logLevel atomic.Value
}

func (o *opener) open(context.Context) (Model, error) {
	if o.failure != nil {
		return nil, o.failure
	}
	o.opened++
	return counted{o.model, o}, nil
}

type counted struct {
	Reasoner
	opener *opener
}

func (c counted) Close() error {
	c.opener.closed++
	return nil
}

// startManaged runs a node that waits to be told.
func startManaged(t *testing.T, o *opener) *robot {
	t.Helper()
	cfg := liveConfig(t)
	cfg.Node.Autostart, cfg.Reasoning.Bundle = false, "bundle"
	r := &robot{t: t, bus: memory.New(), answers: make(chan msgs.SpatialAnswer, 16), ended: make(chan error, 1), now: time.Now()}
	receive(t, r.bus, "/thinker3d/answer", r.answers)
	for _, cam := range cfg.Cameras {
		r.cameras = append(r.cameras, advertiseTo(t, r.bus, cam.ImageTopic, "sensor_msgs/msg/Image"))
	}
	r.questions = advertiseTo(t, r.bus, "/thinker3d/question", msgs.String{}.ROSType())
	ctx, stop := context.WithCancel(t.Context())
	r.stop = stop
	managed := Managed{Live: Live{Config: cfg, Bus: r.bus, Log: zaptest.NewLogger(t), SetLogLevel: func(level string) { o.logLevel.Store(level) }}, Open: o.open}
	go func() { r.ended <- managed.Run(ctx) }()
	return r
}

func (r *robot) change(id uint8, label string) bool {
	request := lifecycle.ChangeStateRequest{Transition: lifecycle.Transition{ID: id, Label: label}}
	return callService[lifecycle.ChangeStateRequest, lifecycle.ChangeStateResponse](r, "change_state", request).Success
}

func (r *robot) state() string {
	return callService[lifecycle.GetStateRequest, lifecycle.GetStateResponse](r, "get_state", lifecycle.GetStateRequest{}).CurrentState.Label
}

func (r *robot) possible() []string {
	response := callService[lifecycle.GetAvailableTransitionsRequest, lifecycle.GetAvailableTransitionsResponse](r, "get_available_transitions", lifecycle.GetAvailableTransitionsRequest{})
	var labels []string
	for _, one := range response.AvailableTransitions {
		labels = append(labels, one.Transition.Label+" to "+one.GoalState.Label)
	}
	return labels
}

func TestLifeCycle(t *testing.T) {
	o := &opener{model: newModel(t)}
	r := startManaged(t, o)
	events := make(chan lifecycle.TransitionEvent, 64)
	receive(t, r.bus, "/thinker3d/transition_event", events)
	if got := r.possible(); r.state() != "unconfigured" || len(got) != 2 || got[0] != "configure to inactive" || got[1] != "shutdown to finalized" {
		t.Errorf("state %s, possible %q", r.state(), got)
	}
	if r.change(lifecycle.TransitionActivate, "") || r.change(99, "") || r.change(0, "fly") {
		t.Error("a transition was made that is none of this state")
	}
	o.failure = errors.New("no bundle")
	if r.change(lifecycle.TransitionConfigure, "") || r.state() != "unconfigured" {
		t.Error("it was configured without a model")
	}
	o.failure = nil
	if !r.change(lifecycle.TransitionConfigure, "") || r.state() != "inactive" || o.opened != 1 {
		t.Errorf("state %s, opened %d", r.state(), o.opened)
	}
	if !r.change(0, "activate") || r.state() != "active" {
		t.Errorf("state %s", r.state())
	}
	r.look(r.now)
	r.ask("What is left?")
	if answer := <-r.answers; answer.Question != "What is left?" {
		t.Errorf("answer %+v", answer)
	}
	if !r.change(lifecycle.TransitionDeactivate, "") || r.state() != "inactive" || o.closed != 0 {
		t.Errorf("state %s, closed %d", r.state(), o.closed)
	}
	if !r.change(lifecycle.TransitionActivate, "") || !r.change(lifecycle.TransitionActiveShutdown, "") || r.state() != "finalized" || o.closed != 1 {
		t.Errorf("state %s, closed %d", r.state(), o.closed)
	}
	if got := r.possible(); len(got) != 0 {
		t.Errorf("possible %q", got)
	}
	for _, want := range []string{"configuring", "unconfigured", "configuring", "inactive", "activating", "active", "deactivating", "inactive", "activating", "active", "shuttingdown", "finalized"} {
		if event := <-events; event.GoalState.Label != want {
			t.Errorf("went to %+v, want %s", event, want)
		}
	}
	r.end()
}

// TestInactiveNodeTakesNoPictures has nobody listen to the cameras.
func TestInactiveNodeTakesNoPictures(t *testing.T) {
	o := &opener{model: newModel(t)}
	r := startManaged(t, o)
	r.change(lifecycle.TransitionConfigure, "")
	r.ask("What is left?")
	r.look(r.now)
	r.change(lifecycle.TransitionActivate, "")
	r.change(lifecycle.TransitionDeactivate, "")
	r.change(lifecycle.TransitionCleanup, "")
	r.end()
	if len(r.answers) != 0 || o.opened != 1 || o.closed != 1 {
		t.Errorf("%d answers, opened %d, closed %d", len(r.answers), o.opened, o.closed)
	}
}

func TestAnActiveNodeThatFailsCanBeConfiguredAgain(t *testing.T) {
	defer goleak.VerifyNone(t)
	o := &opener{model: newModel(t)}
	broken := &brokenBus{Bus: memory.New()}
	cfg := liveConfig(t)
	cfg.Node.Autostart = false
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	managed := Managed{Live: Live{Config: cfg, Bus: broken, Log: zaptest.NewLogger(t)}, Open: o.open}
	go func() { ended <- managed.Run(ctx) }()
	r := &robot{t: t, bus: broken.Bus}
	r.change(lifecycle.TransitionConfigure, "")
	broken.failure = errors.New("no more topics")
	if r.change(lifecycle.TransitionActivate, "") || r.state() != "inactive" {
		t.Errorf("it was activated on a bus that fails, state %s", r.state())
	}
	broken.failure = nil
	if !r.change(lifecycle.TransitionActivate, "") || r.state() != "active" {
		t.Errorf("state %s", r.state())
	}
	stop()
	if err := errors.Join(<-ended, broken.Close()); err != nil {
		t.Error(err)
	}
}

func TestALogLevelSetWhileInactiveTakesEffect(t *testing.T) {
	o := &opener{model: newModel(t)}
	r := startManaged(t, o)
	r.change(lifecycle.TransitionConfigure, "")
	results := r.set(parameter.Parameter{Name: "log.level", Value: parameter.Value{Type: parameter.TypeString, StringValue: "debug"}})
	r.change(lifecycle.TransitionActivate, "")
	r.end()
	if level := o.logLevel.Load(); !results[0].Successful || level != "debug" {
		t.Errorf("the level is %v after %+v", level, results)
	}
}

// TestAChangeIsNotForcedOnANodeThatEnds has one that takes no changes any more and still stops.
func TestAChangeIsNotForcedOnANodeThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, failure := liveConfig(t), errors.New("no more topics")
		ended, served := make(chan error, 1), make(chan error)
		r := &managed{Managed: &Managed{Live: Live{Config: cfg, Log: zaptest.NewLogger(t)}}, changed: make(chan struct{}, 1),
			stop: func() {}, ended: ended, inside: make(chan config.Config)}
		go func() { served <- r.serve(t.Context()) }()
		r.setLatest(cfg)
		synctest.Wait()
		ended <- failure
		if err := <-served; !errors.Is(err, failure) {
			t.Errorf("the node ended by %v, want %v", err, failure)
		}
	})
}

// brokenBus refuses to advertise while it has a failure.
type brokenBus struct {
	*memory.Bus
	failure error
}

func (b *brokenBus) Advertise(endpoint topics.Endpoint) (topics.Publisher, error) {
	if b.failure != nil {
		return nil, b.failure
	}
	return b.Bus.Advertise(endpoint)
}

// TestWhoWaitsIsToldWhenTheNodeIsDeactivated has a goal that waits for views that never come.
func TestWhoWaitsIsToldWhenTheNodeIsDeactivated(t *testing.T) {
	r := startManaged(t, &opener{model: newModel(t)})
	statuses := make(chan action.GoalStatusArray, 16)
	receive(t, r.bus, "/thinker3d/reason/_action/status", statuses)
	r.change(lifecycle.TransitionConfigure, "")
	r.change(lifecycle.TransitionActivate, "")
	r.reason(1, msgs.ReasonGoal{Question: "What is right?"})
	r.change(lifecycle.TransitionDeactivate, "")
	for message := range statuses {
		if len(message.StatusList) > 0 && message.StatusList[0].Status == action.StatusCanceled {
			break
		}
	}
	r.end()
}
