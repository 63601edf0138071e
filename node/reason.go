package node

import (
	"io"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/topics/action"
	"github.com/thinker3d/thinker3d/topics/actionlib"
)

// reasonGoal is a goal of ~/reason, of either ROS.
type reasonGoal interface {
	Cancelled() <-chan struct{}
	Execute() error
	Feedback(msgs.ReasonFeedback) error
	Succeed(msgs.ReasonResult) error
	Abort(msgs.ReasonResult) error
	Cancel(msgs.ReasonResult) error
}

type (
	goalROS2 = action.Goal[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]
	goalROS1 = actionlib.Goal[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]
)

// reasoner is the client of ~/reason that sent a goal.
type reasoner struct {
	goal reasonGoal
	log  *zap.Logger
}

func (r reasoner) withdrawn() <-chan struct{} { return r.goal.Cancelled() }

func (r reasoner) begun() {
	r.say(r.goal.Execute())
	r.progress(msgs.ReasonFeedback{Stage: msgs.StageReading})
}

func (r reasoner) progress(feedback msgs.ReasonFeedback) { r.say(r.goal.Feedback(feedback)) }

func (r reasoner) answered(answer *msgs.SpatialAnswer) {
	result := msgs.ReasonResult{Answer: *answer}
	switch answer.Status {
	case msgs.StatusOK:
		r.say(r.goal.Succeed(result))
	case msgs.StatusCancelled:
		r.say(r.goal.Cancel(result))
	default:
		r.say(r.goal.Abort(result))
	}
}

// say logs what kept a client from being told.
func (r reasoner) say(err error) {
	if err != nil {
		r.log.Warn("a client of ~/reason was not told", zap.Error(err))
	}
}

// serveReason offers ~/reason: its goals go to the loop through send.
func (l *Live) serveReason(name string, send func(event) bool) (io.Closer, error) {
	options := action.Options{
		Name: name, ResultTimeout: l.Config.Questions.ResultTimeout, Now: l.Now,
		Failed: func(err error) { send(event{camera: noCamera, failure: err}) },
	}
	accept := func(goal reasonGoal, wanted msgs.ReasonGoal) error {
		asked, err := l.questionOf(msgs.AskRequest(wanted), clientReason)
		if err != nil {
			return err
		}
		asked.asker = reasoner{goal: goal, log: l.Log}
		l.ask(asked, send)
		return nil
	}
	cancelled := func(goal reasonGoal) {
		send(event{camera: noCamera, withdrawn: reasoner{goal: goal, log: l.Log}})
	}
	if l.Config.Topics.ROS == config.ROS1 {
		return actionlib.NewServer(l.Bus, options, actionlib.Handlers[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]{
			Accept:    func(goal *goalROS1) error { return accept(goal, goal.Goal) },
			Cancelled: func(goal *goalROS1) { cancelled(goal) },
		})
	}
	return action.NewServer(l.Bus, options, action.Handlers[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]{
		Accept:    func(goal *goalROS2) error { return accept(goal, goal.Goal) },
		Cancelled: func(goal *goalROS2) { cancelled(goal) },
	})
}
