package action

import (
	"fmt"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/action"
)

// Goal is one that a client sent and the server has accepted. Its methods may be called from any goroutine.
type Goal[G, F, R msgs.Message] struct {
	// Goal is what is wanted.
	Goal G

	server    *Server[G, F, R]
	info      action.GoalInfo
	cancelled chan struct{}

	// What follows belongs to the server's mutex.
	status  int8
	result  R
	endedAt time.Time
	waiting []func(action.GetResultResponse[R])
}

// Cancelled is closed when a client asks to cancel the goal.
func (g *Goal[G, F, R]) Cancelled() <-chan struct{} { return g.cancelled }

// Feedback tells the clients how it goes.
func (g *Goal[G, F, R]) Feedback(feedback F) error {
	message := action.FeedbackMessage[F]{GoalID: g.info.GoalID, Feedback: feedback}
	if err := g.server.feedback.Send(&message); err != nil {
		return fmt.Errorf("feedback of %s: %w", g.server.name, err)
	}
	return nil
}

// Succeed ends the goal with its result.
func (g *Goal[G, F, R]) Succeed(result R) error { return g.end(action.StatusSucceeded, result) }

// Abort ends the goal with a result that says why it failed.
func (g *Goal[G, F, R]) Abort(result R) error { return g.end(action.StatusAborted, result) }

// Cancel ends the goal because a client wished it.
func (g *Goal[G, F, R]) Cancel(result R) error { return g.end(action.StatusCanceled, result) }

// Execute says that work on the goal has begun.
func (g *Goal[G, F, R]) Execute() error {
	g.server.mutex.Lock()
	if g.status == action.StatusAccepted {
		g.status = action.StatusExecuting
	}
	g.server.mutex.Unlock()
	return g.server.tellStatus()
}

func (g *Goal[G, F, R]) end(status int8, result R) error {
	g.server.mutex.Lock()
	if isTerminal(g.status) {
		g.server.mutex.Unlock()
		return fmt.Errorf("goal of %s: it has ended before", g.server.name)
	}
	g.status, g.result, g.endedAt = status, result, g.server.now()
	waiting := g.waiting
	g.waiting = nil
	g.server.mutex.Unlock()
	err := g.server.tellStatus()
	for _, reply := range waiting {
		reply(action.GetResultResponse[R]{Status: status, Result: result})
	}
	return err
}

func isTerminal(status int8) bool { return status >= action.StatusSucceeded }
