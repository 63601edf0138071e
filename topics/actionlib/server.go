package actionlib

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/actionlib"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/action"
)

const (
	// maximumGoals is how many goals a server knows, ended ones included.
	maximumGoals = 256
	// statusPeriod is how often the status is said again: clients take a server that is silent for gone.
	statusPeriod = 200 * time.Millisecond
)

// Handlers take the goals of an action; they should be short, and a goal is to be ended later, from anywhere.
type Handlers[G, F, R msgs.Message] struct {
	// Accept takes a goal, or says why not.
	Accept func(*Goal[G, F, R]) error
	// Cancelled hears that a client asked to cancel a goal, after its channel was closed.
	Cancelled func(*Goal[G, F, R])
}

// Server serves an action of goals G, feedback F and results R, whose names end in _Goal, _Feedback and _Result.
type Server[G, F, R msgs.Message] struct {
	options       action.Options
	handlers      Handlers[G, F, R]
	feedback      *topics.Sender[actionlib.ActionFeedback[F]]
	results       *topics.Sender[actionlib.ActionResult[R]]
	status        *topics.Sender[actionlib.GoalStatusArray]
	subscriptions []io.Closer
	stop          chan struct{}
	repeating     sync.WaitGroup

	// telling is held while the status is published, so that the latest comes last.
	telling sync.Mutex

	mutex sync.Mutex
	goals []*Goal[G, F, R]
	// cancelledUntil is the greatest stamp that a cancel request had: older goals come too late.
	cancelledUntil msgs.Time
	// unmet are the ids of cancel requests for goals that are not here yet, and made is how many ids the server made up.
	unmet []string
	made  int
}

// NewServer opens the topics of an action.
func NewServer[G, F, R msgs.Message](bus topics.Bus, options action.Options, handlers Handlers[G, F, R]) (*Server[G, F, R], error) {
	s := &Server[G, F, R]{options: options, handlers: handlers, stop: make(chan struct{})}
	if s.options.Now == nil {
		s.options.Now = time.Now
	}
	var statusErr, feedbackErr, resultErr error
	s.status, statusErr = topics.NewSender[actionlib.GoalStatusArray](bus, options.Name+"/status", topics.Latched())
	s.feedback, feedbackErr = topics.NewSender[actionlib.ActionFeedback[F]](bus, options.Name+"/feedback", queued())
	s.results, resultErr = topics.NewSender[actionlib.ActionResult[R]](bus, options.Name+"/result", queued())
	err := errors.Join(statusErr, feedbackErr, resultErr)
	if err == nil {
		err = errors.Join(listen(s, bus, "/goal", s.take), listen(s, bus, "/cancel", s.cancel))
	}
	s.repeating.Go(s.repeat)
	if err != nil {
		return nil, fmt.Errorf("serve action %s: %w", options.Name, errors.Join(err, s.Close()))
	}
	return s, nil
}

// queued holds as many messages as actionlib does.
func queued() topics.QoS {
	return topics.QoS{Reliability: topics.Reliable, Durability: topics.Volatile, Depth: 50}
}

// listen subscribes to one of the action's topics.
func listen[T msgs.Message, G, F, R msgs.Message](s *Server[G, F, R], bus topics.Bus, suffix string, handle func(T)) error {
	subscription, err := topics.Listen(bus, s.options.Name+suffix, queued(), handle, s.options.Failed)
	if err == nil {
		s.subscriptions = append(s.subscriptions, subscription)
	}
	return err
}

// take makes a goal of what a client sent.
func (s *Server[G, F, R]) take(message actionlib.ActionGoal[G]) {
	goal := &Goal[G, F, R]{Goal: message.Goal, server: s, cancelled: make(chan struct{}), status: actionlib.GoalStatus{GoalID: message.GoalID}}
	verdict := s.enter(goal)
	if verdict == known {
		return
	}
	var result R
	switch {
	case verdict == recalled:
		s.report(goal.finish(actionlib.StatusRecalled, "cancelled before it came", result))
		return
	case verdict == full:
		s.reject(goal, fmt.Errorf("%d goals are waiting", maximumGoals))
		return
	}
	if err := s.handlers.Accept(goal); err != nil {
		s.reject(goal, err)
	}
	s.report(s.tellStatus())
}

func (s *Server[G, F, R]) reject(goal *Goal[G, F, R], cause error) {
	var result R
	s.report(fmt.Errorf("action %s: a goal was rejected: %w", s.options.Name, cause))
	s.report(goal.finish(actionlib.StatusRejected, cause.Error(), result))
}

// report tells of a failure, if it is one.
func (s *Server[G, F, R]) report(err error) {
	if err != nil {
		s.options.Failed(err)
	}
}

// verdict is what becomes of a goal that comes.
type verdict int

const (
	entered verdict = iota
	// known goals are here already, recalled ones were cancelled before they came, and full is the server.
	known
	recalled
	full
)

// enter lists a goal; one without an id or a stamp gets them.
func (s *Server[G, F, R]) enter(goal *Goal[G, F, R]) verdict {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.forget()
	id, now := &goal.status.GoalID, msgs.TimeFromNanos(s.options.Now().UnixNano())
	stamped := id.Stamp != (msgs.Time{})
	if !stamped {
		id.Stamp = now
	}
	if id.ID == "" {
		s.made++
		id.ID = fmt.Sprintf("%s-%d-%d.%09d", s.options.Name, s.made, now.Sec, now.Nanosec)
	}
	if slices.ContainsFunc(s.goals, func(other *Goal[G, F, R]) bool { return other.status.GoalID.ID == id.ID }) {
		return known
	}
	if len(s.goals) >= maximumGoals {
		return full
	}
	s.goals = append(s.goals, goal)
	place := slices.Index(s.unmet, id.ID)
	if place >= 0 {
		s.unmet = slices.Delete(s.unmet, place, place+1)
	}
	if place >= 0 || stamped && id.Stamp.Nanos() <= s.cancelledUntil.Nanos() {
		return recalled
	}
	return entered
}

// cancel marks the goals that a request means.
func (s *Server[G, F, R]) cancel(wanted actionlib.GoalID) {
	for _, goal := range s.mark(wanted) {
		s.handlers.Cancelled(goal)
	}
	s.report(s.tellStatus())
}

// mark gives the goals that were not marked before. A request means the goal of its id, and with a stamp all that are not
// younger; without either, all.
func (s *Server[G, F, R]) mark(wanted actionlib.GoalID) (cancelled []*Goal[G, F, R]) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.forget()
	met := wanted.ID == ""
	for _, goal := range s.goals {
		id := goal.status.GoalID
		met = met || id.ID == wanted.ID
		before := wanted.Stamp != (msgs.Time{}) && id.Stamp.Nanos() <= wanted.Stamp.Nanos()
		if wanted != (actionlib.GoalID{}) && id.ID != wanted.ID && !before {
			continue
		}
		switch goal.status.Status {
		case actionlib.StatusPending:
			goal.status.Status = actionlib.StatusRecalling
		case actionlib.StatusActive:
			goal.status.Status = actionlib.StatusPreempting
		default:
			continue
		}
		close(goal.cancelled)
		cancelled = append(cancelled, goal)
	}
	if !met && len(s.unmet) < maximumGoals {
		s.unmet = append(s.unmet, wanted.ID)
	}
	if wanted.Stamp.Nanos() > s.cancelledUntil.Nanos() {
		s.cancelledUntil = wanted.Stamp
	}
	return cancelled
}

// forget drops the goals that have ended long enough ago. It must be called with the mutex held.
func (s *Server[G, F, R]) forget() {
	now := s.options.Now()
	s.goals = slices.DeleteFunc(s.goals, func(g *Goal[G, F, R]) bool {
		return isTerminal(g.status.Status) && now.Sub(g.endedAt) > s.options.ResultTimeout
	})
}

// repeat says the status again and again.
func (s *Server[G, F, R]) repeat() {
	again := time.NewTicker(statusPeriod)
	defer again.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-again.C:
			s.report(s.tellStatus())
		}
	}
}

func (s *Server[G, F, R]) tellStatus() error {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.mutex.Lock()
	s.forget()
	message := actionlib.GoalStatusArray{Header: s.header()}
	for _, goal := range s.goals {
		message.StatusList = append(message.StatusList, goal.status)
	}
	s.mutex.Unlock()
	if s.status == nil {
		return nil
	}
	if err := s.status.Send(&message); err != nil {
		return fmt.Errorf("status of %s: %w", s.options.Name, err)
	}
	return nil
}

func (s *Server[G, F, R]) header() msgs.Header {
	return msgs.Header{Stamp: msgs.TimeFromNanos(s.options.Now().UnixNano())}
}

// Close withdraws the action and waits for a running handler. Goals that have not ended are left so.
func (s *Server[G, F, R]) Close() error {
	var failures []error
	for _, subscription := range s.subscriptions {
		failures = append(failures, subscription.Close())
	}
	close(s.stop)
	s.repeating.Wait()
	return errors.Join(append(failures, s.feedback.Close(), s.results.Close(), s.status.Close())...)
}
