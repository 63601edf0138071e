package actionlib

import (
	"errors"
	"fmt"
	"time"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/actionlib"
)

// Goal is one that a client sent. Its methods may be called from any goroutine.
type Goal[G, F, R msgs.Message] struct {
	// Goal is what is wanted.
	Goal G

	server    *Server[G, F, R]
	cancelled chan struct{}

	// What follows belongs to the server's mutex.
	status  actionlib.GoalStatus
	endedAt time.Time
}

// Cancelled is closed when a client asks to cancel the goal.
func (g *Goal[G, F, R]) Cancelled() <-chan struct{} { return g.cancelled }

// Execute says that work on the goal has begun.
func (g *Goal[G, F, R]) Execute() error {
	g.server.mutex.Lock()
	switch g.status.Status {
	case actionlib.StatusPending:
		g.status.Status = actionlib.StatusActive
	case actionlib.StatusRecalling:
		g.status.Status = actionlib.StatusPreempting
	}
	g.server.mutex.Unlock()
	return g.server.tellStatus()
}

// Feedback tells the clients how it goes.
func (g *Goal[G, F, R]) Feedback(feedback F) error {
	message := actionlib.ActionFeedback[F]{Header: g.server.header(), Status: g.now(), Feedback: feedback}
	if err := g.server.feedback.Send(&message); err != nil {
		return fmt.Errorf("feedback of %s: %w", g.server.options.Name, err)
	}
	return nil
}

func (g *Goal[G, F, R]) now() actionlib.GoalStatus {
	g.server.mutex.Lock()
	defer g.server.mutex.Unlock()
	return g.status
}

// Succeed ends the goal with its result.
func (g *Goal[G, F, R]) Succeed(result R) error {
	return g.finish(actionlib.StatusSucceeded, "", result)
}

// Abort ends the goal with a result that says why it failed.
func (g *Goal[G, F, R]) Abort(result R) error { return g.finish(actionlib.StatusAborted, "", result) }

// Cancel ends the goal because a client wished it.
func (g *Goal[G, F, R]) Cancel(result R) error {
	if status := g.now().Status; status == actionlib.StatusPending || status == actionlib.StatusRecalling {
		return g.finish(actionlib.StatusRecalled, "", result)
	}
	return g.finish(actionlib.StatusPreempted, "", result)
}

// finish ends the goal and tells its result.
func (g *Goal[G, F, R]) finish(status uint8, text string, result R) error {
	g.server.mutex.Lock()
	if isTerminal(g.status.Status) {
		g.server.mutex.Unlock()
		return fmt.Errorf("goal of %s: it has ended before", g.server.options.Name)
	}
	g.status.Status, g.status.Text, g.endedAt = status, text, g.server.options.Now()
	message := actionlib.ActionResult[R]{Header: g.server.header(), Status: g.status, Result: result}
	g.server.mutex.Unlock()
	err := g.server.results.Send(&message)
	if err != nil {
		err = fmt.Errorf("result of %s: %w", g.server.options.Name, err)
	}
	return errors.Join(err, g.server.tellStatus())
}

func isTerminal(status uint8) bool {
	switch status {
	case actionlib.StatusPending, actionlib.StatusActive, actionlib.StatusPreempting, actionlib.StatusRecalling:
		return false
	}
	return true
}
