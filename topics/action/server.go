package action

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
	"github.com/thinker3d/thinker3d/topics"
)

const (
	// maximumGoals is how many goals a server knows, ended ones included, and how many clients may wait for one result.
	maximumGoals = 256
	// maximumWaiting is how many clients may wait for one result.
	maximumWaiting = 64
)

// Bus is what actions are made of.
type Bus interface {
	topics.Server
	topics.Advertiser
}

// Options are an action's name and what it is served with.
type Options struct {
	// Name is the fully qualified ROS name, such as "/thinker3d/reason".
	Name string
	// ResultTimeout is how long the result of an ended goal is kept for clients that ask late.
	ResultTimeout time.Duration
	// Now is the clock; nil is the system's.
	Now func() time.Time
	// Failed hears of messages that could not be read or sent.
	Failed func(error)
}

// Server serves an action of goals G, feedback F and results R, whose names end in _Goal, _Feedback and _Result.
type Server[G, F, R msgs.Message] struct {
	name     string
	timeout  time.Duration
	now      func() time.Time
	handlers Handlers[G, F, R]
	feedback *topics.Sender[action.FeedbackMessage[F]]
	status   *topics.Sender[action.GoalStatusArray]
	services []io.Closer

	// telling is held while the status is published, so that the latest comes last.
	telling sync.Mutex

	mutex sync.Mutex
	goals []*Goal[G, F, R]
}

// Handlers take the goals of an action; they should be short, and a goal is to be ended later, from anywhere.
type Handlers[G, F, R msgs.Message] struct {
	// Accept takes a goal, or says why not.
	Accept func(*Goal[G, F, R]) error
	// Cancelled hears that a client asked to cancel a goal, after its channel was closed.
	Cancelled func(*Goal[G, F, R])
}

// NewServer opens the services and topics of an action.
func NewServer[G, F, R msgs.Message](bus Bus, options Options, handlers Handlers[G, F, R]) (*Server[G, F, R], error) {
	s := &Server[G, F, R]{name: options.Name, timeout: options.ResultTimeout, now: options.Now, handlers: handlers}
	if s.now == nil {
		s.now = time.Now
	}
	prefix := options.Name + "/_action/"
	var feedbackErr, statusErr error
	s.feedback, feedbackErr = topics.NewSender[action.FeedbackMessage[F]](bus, prefix+"feedback", topics.Default())
	s.status, statusErr = topics.NewSender[action.GoalStatusArray](bus, prefix+"status", topics.Latched())
	err := errors.Join(feedbackErr, statusErr)
	if err == nil {
		err = s.serve(bus, prefix, options.Failed)
	}
	if err != nil {
		return nil, fmt.Errorf("serve action %s: %w", options.Name, errors.Join(err, s.Close()))
	}
	return s, nil
}

func (s *Server[G, F, R]) serve(bus Bus, prefix string, failed func(error)) error {
	add := func(service io.Closer, err error) error {
		if err == nil {
			s.services = append(s.services, service)
		}
		return err
	}
	send := func(request action.SendGoalRequest[G], reply func(action.SendGoalResponse[G])) {
		response, err := s.take(request)
		if err != nil {
			failed(fmt.Errorf("action %s: a goal was rejected: %w", s.name, err))
		}
		reply(response)
		if err := s.tellStatus(); err != nil {
			failed(err)
		}
	}
	cancel := func(request action.CancelGoalRequest, reply func(action.CancelGoalResponse)) {
		response, cancelled := s.cancel(request.GoalInfo)
		for _, goal := range cancelled {
			s.handlers.Cancelled(goal)
		}
		reply(response)
		if err := s.tellStatus(); err != nil {
			failed(err)
		}
	}
	return errors.Join(
		add(topics.Serve(bus, prefix+"send_goal", send, failed)),
		add(topics.Serve(bus, prefix+"cancel_goal", cancel, failed)),
		add(topics.Serve(bus, prefix+"get_result", s.tellResult, failed)),
	)
}

// take makes a goal of a request, unless it is rejected.
func (s *Server[G, F, R]) take(request action.SendGoalRequest[G]) (action.SendGoalResponse[G], error) {
	rejected := action.SendGoalResponse[G]{}
	goal := &Goal[G, F, R]{
		Goal: request.Goal, server: s, status: action.StatusAccepted, cancelled: make(chan struct{}),
		info: action.GoalInfo{GoalID: request.GoalID, Stamp: msgs.TimeFromNanos(s.now().UnixNano())},
	}
	s.mutex.Lock()
	s.forget()
	known, full := s.find(request.GoalID) != nil, len(s.goals) >= maximumGoals
	if !known && !full {
		s.goals = append(s.goals, goal)
	}
	s.mutex.Unlock()
	switch {
	case known:
		return rejected, fmt.Errorf("goal %x is known already", request.GoalID.UUID)
	case full:
		return rejected, fmt.Errorf("%d goals are waiting", maximumGoals)
	}
	if err := s.handlers.Accept(goal); err != nil {
		s.mutex.Lock()
		s.goals = slices.DeleteFunc(s.goals, func(g *Goal[G, F, R]) bool { return g == goal })
		s.mutex.Unlock()
		return rejected, err
	}
	return action.SendGoalResponse[G]{Accepted: true, Stamp: goal.info.Stamp}, nil
}

// cancel marks the goals that a request means, and gives those that were not marked before.
func (s *Server[G, F, R]) cancel(wanted action.GoalInfo) (response action.CancelGoalResponse, cancelled []*Goal[G, F, R]) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.forget()
	if one := s.find(wanted.GoalID); wanted.GoalID != (action.UUID{}) && wanted.Stamp == (msgs.Time{}) {
		switch {
		case one == nil:
			return action.CancelGoalResponse{ReturnCode: action.CancelUnknownGoal}, nil
		case isTerminal(one.status):
			return action.CancelGoalResponse{ReturnCode: action.CancelGoalTerminated}, nil
		}
	}
	response.ReturnCode = action.CancelRejected
	for _, goal := range s.goals {
		if !means(wanted, goal.info) || isTerminal(goal.status) {
			continue
		}
		if goal.status != action.StatusCanceling {
			goal.status = action.StatusCanceling
			close(goal.cancelled)
			cancelled = append(cancelled, goal)
		}
		response.ReturnCode = action.CancelAccepted
		response.GoalsCanceling = append(response.GoalsCanceling, goal.info)
	}
	return response, cancelled
}

// means says whether a cancel request is about a goal: the one with its id, and with a stamp all that were accepted by
// then; without either, all.
func means(wanted, goal action.GoalInfo) bool {
	if wanted == (action.GoalInfo{}) || wanted.GoalID == goal.GoalID {
		return true
	}
	return wanted.Stamp != (msgs.Time{}) && goal.Stamp.Nanos() <= wanted.Stamp.Nanos()
}

// tellResult replies now if the goal has ended or is unknown, else when it ends.
func (s *Server[G, F, R]) tellResult(request action.GetResultRequest[R], reply func(action.GetResultResponse[R])) {
	s.mutex.Lock()
	s.forget()
	response := action.GetResultResponse[R]{Status: action.StatusUnknown}
	if goal := s.find(request.GoalID); goal != nil {
		if !isTerminal(goal.status) && len(goal.waiting) < maximumWaiting {
			goal.waiting = append(goal.waiting, reply)
			s.mutex.Unlock()
			return
		}
		response.Status, response.Result = goal.status, goal.result
	}
	s.mutex.Unlock()
	reply(response)
}

// find must be called with the mutex held.
func (s *Server[G, F, R]) find(id action.UUID) *Goal[G, F, R] {
	place := slices.IndexFunc(s.goals, func(g *Goal[G, F, R]) bool { return bytes.Equal(g.info.GoalID.UUID[:], id.UUID[:]) })
	if place < 0 {
		return nil
	}
	return s.goals[place]
}

// forget drops the goals whose results were kept long enough. It must be called with the mutex held.
func (s *Server[G, F, R]) forget() {
	now := s.now()
	s.goals = slices.DeleteFunc(s.goals, func(g *Goal[G, F, R]) bool { return isTerminal(g.status) && now.Sub(g.endedAt) > s.timeout })
}

func (s *Server[G, F, R]) tellStatus() error {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.mutex.Lock()
	var statuses action.GoalStatusArray
	for _, goal := range s.goals {
		statuses.StatusList = append(statuses.StatusList, action.GoalStatus{GoalInfo: goal.info, Status: goal.status})
	}
	s.mutex.Unlock()
	if err := s.status.Send(&statuses); err != nil {
		return fmt.Errorf("status of %s: %w", s.name, err)
	}
	return nil
}

// Close withdraws the action and waits for a running handler. Goals that have not ended are left so.
func (s *Server[G, F, R]) Close() error {
	var failures []error
	for _, service := range s.services {
		failures = append(failures, service.Close())
	}
	return errors.Join(append(failures, s.feedback.Close(), s.status.Close())...)
}
