package node

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"

	"github.com/thinker3d/thinker3d/msgs/cdr"
	"github.com/thinker3d/thinker3d/msgs/lifecycle"
	"github.com/thinker3d/thinker3d/topics"
)

// Transitions that nobody asks for, by lifecycle_msgs/msg/Transition.
const (
	onConfigureSuccess, onConfigureFailure   uint8 = 10, 11
	onCleanupSuccess, onCleanupFailure       uint8 = 20, 21
	onActivateSuccess, onActivateFailure     uint8 = 30, 31
	onDeactivateSuccess, onDeactivateFailure uint8 = 40, 41
	onShutdownSuccess, onShutdownFailure     uint8 = 50, 51
	onErrorSuccess                           uint8 = 60
	onActiveError                            uint8 = 62
)

// step is a transition that can be asked for, the state that is passed on the way, and how its end is called.
type step struct {
	lifecycle.TransitionDescription
	passing, success, failure uint8
}

// stateLabel is the name of a state, empty if there is none of that number.
func stateLabel(id uint8) string {
	switch id {
	case lifecycle.StateUnknown:
		return "unknown"
	case lifecycle.StateUnconfigured:
		return "unconfigured"
	case lifecycle.StateInactive:
		return "inactive"
	case lifecycle.StateActive:
		return "active"
	case lifecycle.StateFinalized:
		return "finalized"
	case lifecycle.StateConfiguring:
		return "configuring"
	case lifecycle.StateCleaningUp:
		return "cleaningup"
	case lifecycle.StateShuttingDown:
		return "shuttingdown"
	case lifecycle.StateActivating:
		return "activating"
	case lifecycle.StateDeactivating:
		return "deactivating"
	case lifecycle.StateErrorProcessing:
		return "errorprocessing"
	}
	return ""
}

func stateOf(id uint8) lifecycle.State { return lifecycle.State{ID: id, Label: stateLabel(id)} }

// steps are the transitions that can be asked for.
func steps() []step {
	made := func(id uint8, label string, start, passing, goal, success, failure uint8) step {
		return step{lifecycle.TransitionDescription{Transition: lifecycle.Transition{ID: id, Label: label}, StartState: stateOf(start), GoalState: stateOf(goal)}, passing, success, failure}
	}
	shutdown := func(id, start uint8) step {
		return made(id, "shutdown", start, lifecycle.StateShuttingDown, lifecycle.StateFinalized, onShutdownSuccess, onShutdownFailure)
	}
	return []step{
		made(lifecycle.TransitionConfigure, "configure", lifecycle.StateUnconfigured, lifecycle.StateConfiguring, lifecycle.StateInactive, onConfigureSuccess, onConfigureFailure),
		made(lifecycle.TransitionCleanup, "cleanup", lifecycle.StateInactive, lifecycle.StateCleaningUp, lifecycle.StateUnconfigured, onCleanupSuccess, onCleanupFailure),
		made(lifecycle.TransitionActivate, "activate", lifecycle.StateInactive, lifecycle.StateActivating, lifecycle.StateActive, onActivateSuccess, onActivateFailure),
		made(lifecycle.TransitionDeactivate, "deactivate", lifecycle.StateActive, lifecycle.StateDeactivating, lifecycle.StateInactive, onDeactivateSuccess, onDeactivateFailure),
		shutdown(lifecycle.TransitionUnconfiguredShutdown, lifecycle.StateUnconfigured),
		shutdown(lifecycle.TransitionInactiveShutdown, lifecycle.StateInactive),
		shutdown(lifecycle.TransitionActiveShutdown, lifecycle.StateActive),
	}
}

// transitionFrom finds a transition by its number; a shutdown is meant whatever state it is named for.
func transitionFrom(state, id uint8) (step, bool) {
	all := steps()
	for _, s := range all {
		if s.StartState.ID == state && (s.Transition.ID == id || s.Transition.Label == labelOf(id)) {
			return s, true
		}
	}
	return step{}, false
}

func labelOf(id uint8) string {
	all := steps()
	place := slices.IndexFunc(all, func(s step) bool { return s.Transition.ID == id })
	if place < 0 {
		return fmt.Sprintf("transition %d", id)
	}
	return all[place].Transition.Label
}

// transitionRequest asks for a transition and hears whether it was made.
type transitionRequest struct {
	transition uint8
	reply      func(bool)
}

// lifecycleServices offers the five services of a managed node and tells of its transitions.
type lifecycleServices struct {
	state  atomic.Uint32
	now    func() int64
	events output[lifecycle.TransitionEvent]
	failed func(error)
	open   []io.Closer
}

func newLifecycleServices(l *Live, names Names, ask func(transitionRequest), failed func(error)) (*lifecycleServices, error) {
	s := &lifecycleServices{now: func() int64 { return l.Now().UnixNano() }, failed: failed}
	s.state.Store(uint32(lifecycle.StateUnconfigured))
	if err := errors.Join(s.advertise(l.Bus, names.Node), s.serve(l.Bus, names.Node, ask)); err != nil {
		return nil, errors.Join(fmt.Errorf("offer the life cycle: %w", err), s.Close())
	}
	return s, nil
}

func (s *lifecycleServices) advertise(bus topics.Bus, node string) error {
	endpoint, err := topics.EndpointOf[lifecycle.TransitionEvent](node+"/transition_event", topics.Default())
	if err != nil {
		return err
	}
	if s.events.publisher, err = bus.Advertise(endpoint); err != nil {
		return err
	}
	s.events.codec = cdr.For[lifecycle.TransitionEvent]()
	s.open = append(s.open, s.events.publisher)
	return nil
}

func (s *lifecycleServices) serve(bus topics.Server, node string, ask func(transitionRequest)) error {
	add := func(service io.Closer, err error) error {
		if err == nil {
			s.open = append(s.open, service)
		}
		return err
	}
	change := func(request lifecycle.ChangeStateRequest, reply func(lifecycle.ChangeStateResponse)) {
		id := request.Transition.ID
		if id == 0 {
			id = s.named(request.Transition.Label)
		}
		ask(transitionRequest{transition: id, reply: func(made bool) { reply(lifecycle.ChangeStateResponse{Success: made}) }})
	}
	all := func(_ lifecycle.GetAvailableTransitionsRequest, reply func(lifecycle.GetAvailableTransitionsResponse)) {
		reply(lifecycle.GetAvailableTransitionsResponse{AvailableTransitions: descriptions(steps())})
	}
	return errors.Join(
		add(topics.Serve(bus, node+"/change_state", change, s.failed)),
		add(topics.Serve(bus, node+"/get_state", s.tellState, s.failed)),
		add(topics.Serve(bus, node+"/get_available_states", s.tellStates, s.failed)),
		add(topics.Serve(bus, node+"/get_available_transitions", s.tellTransitions, s.failed)),
		add(topics.Serve(bus, node+"/get_transition_graph", all, s.failed)),
	)
}

// named is the number of a transition by its label, of those that can be made now.
func (s *lifecycleServices) named(label string) uint8 {
	for _, one := range s.possible() {
		if one.Transition.Label == label {
			return one.Transition.ID
		}
	}
	return 0
}

func (s *lifecycleServices) possible() []step {
	state := uint8(s.state.Load())
	return slices.DeleteFunc(steps(), func(one step) bool { return one.StartState.ID != state })
}

func descriptions(of []step) []lifecycle.TransitionDescription {
	described := make([]lifecycle.TransitionDescription, len(of))
	for i, one := range of {
		described[i] = one.TransitionDescription
	}
	return described
}

func (s *lifecycleServices) tellState(_ lifecycle.GetStateRequest, reply func(lifecycle.GetStateResponse)) {
	reply(lifecycle.GetStateResponse{CurrentState: stateOf(uint8(s.state.Load()))})
}

func (s *lifecycleServices) tellStates(_ lifecycle.GetAvailableStatesRequest, reply func(lifecycle.GetAvailableStatesResponse)) {
	var response lifecycle.GetAvailableStatesResponse
	for id := range uint8(lifecycle.StateErrorProcessing + 1) {
		if stateLabel(id) != "" {
			response.AvailableStates = append(response.AvailableStates, stateOf(id))
		}
	}
	reply(response)
}

func (s *lifecycleServices) tellTransitions(_ lifecycle.GetAvailableTransitionsRequest, reply func(lifecycle.GetAvailableTransitionsResponse)) {
	reply(lifecycle.GetAvailableTransitionsResponse{AvailableTransitions: descriptions(s.possible())})
}

// entered tells of a state that was entered.
func (s *lifecycleServices) entered(before, state uint8, by lifecycle.Transition) {
	s.state.Store(uint32(state))
	event := lifecycle.TransitionEvent{Timestamp: uint64(s.now()), Transition: by, StartState: stateOf(before), GoalState: stateOf(state)}
	if err := s.events.publish(&event); err != nil {
		s.failed(err)
	}
}

// Close withdraws the services.
func (s *lifecycleServices) Close() error { return closeAll(s.open) }
