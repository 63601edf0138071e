package actionlib

import (
	"errors"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/actionlib"
	"github.com/thinker3d/thinker3d/topics"
	"github.com/thinker3d/thinker3d/topics/action"
	"github.com/thinker3d/thinker3d/topics/memory"
)

type (
	goal     = Goal[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]
	sentGoal = actionlib.ActionGoal[msgs.ReasonGoal]
	result   = actionlib.ActionResult[msgs.ReasonResult]
	feedback = actionlib.ActionFeedback[msgs.ReasonFeedback]
)

// stage is an action, served, and a client of it.
type stage struct {
	t         *testing.T
	goals     chan *goal
	cancelled chan *goal
	failures  chan error
	statuses  chan actionlib.GoalStatusArray
	feedback  chan feedback
	results   chan result
	send      func(*sentGoal)
	cancel    func(actionlib.GoalID)
}

// bad is a question that is rejected.
const bad = "bad"

func newStage(t *testing.T) *stage {
	t.Helper()
	bus := memory.New()
	s := &stage{t: t, goals: make(chan *goal, 8), cancelled: make(chan *goal, 8), failures: make(chan error, 8), statuses: make(chan actionlib.GoalStatusArray, 4096), feedback: make(chan feedback, 8), results: make(chan result, 8)}
	listenTo(t, bus, "/reason/status", s.statuses)
	listenTo(t, bus, "/reason/feedback", s.feedback)
	listenTo(t, bus, "/reason/result", s.results)
	options := action.Options{Name: "/reason", ResultTimeout: time.Minute, Failed: func(err error) { s.failures <- err }}
	server, err := NewServer(bus, options, Handlers[msgs.ReasonGoal, msgs.ReasonFeedback, msgs.ReasonResult]{
		Accept: func(g *goal) error {
			if g.Goal.Question == bad {
				return errors.New("no camera rear")
			}
			s.goals <- g
			return nil
		},
		Cancelled: func(g *goal) { s.cancelled <- g },
	})
	if err != nil {
		t.Fatal(err)
	}
	goals, goalsErr := topics.NewSender[sentGoal](bus, "/reason/goal", topics.Default())
	cancels, cancelsErr := topics.NewSender[actionlib.GoalID](bus, "/reason/cancel", topics.Default())
	if err := errors.Join(goalsErr, cancelsErr); err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	s.send = func(g *sentGoal) { must(goals.Send(g)) }
	s.cancel = func(id actionlib.GoalID) { must(cancels.Send(&id)) }
	t.Cleanup(func() {
		must(errors.Join(server.Close(), bus.Close()))
		goleak.VerifyNone(t)
	})
	return s
}

func listenTo[T msgs.Message](t *testing.T, bus *memory.Bus, topic string, into chan<- T) {
	t.Helper()
	if _, err := topics.Listen(bus, topic, topics.Default(), func(message T) { into <- message }, func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
}

func at(second int32) msgs.Time { return msgs.Time{Sec: second} }

func (s *stage) ask(id string, second int32) *goal {
	s.t.Helper()
	s.send(&sentGoal{GoalID: actionlib.GoalID{ID: id, Stamp: at(second)}, Goal: msgs.ReasonGoal{Question: id}})
	return <-s.goals
}

// awaitStatus reads the status until it says this of a goal.
func (s *stage) awaitStatus(id string, want uint8) {
	s.t.Helper()
	for message := range s.statuses {
		for _, one := range message.StatusList {
			if one.GoalID.ID == id && one.Status == want {
				return
			}
		}
	}
}

func (s *stage) expect(id string, status uint8, answer string) {
	s.t.Helper()
	if got := <-s.results; got.Status.GoalID.ID != id || got.Status.Status != status || got.Result.Answer.Answer != answer {
		s.t.Errorf("result %+v, want of %s %d %q", got, id, status, answer)
	}
}

func answered(text string) msgs.ReasonResult {
	return msgs.ReasonResult{Answer: msgs.SpatialAnswer{Answer: text}}
}

func (s *stage) do(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Error(err)
	}
}

func TestGoalWithFeedbackAndResult(t *testing.T) {
	s := newStage(t)
	g := s.ask("one", 5)
	s.awaitStatus("one", actionlib.StatusPending)
	s.do(g.Execute())
	s.awaitStatus("one", actionlib.StatusActive)
	s.do(g.Feedback(msgs.ReasonFeedback{Text: "so far"}))
	if heard := <-s.feedback; heard.Status.GoalID != (actionlib.GoalID{ID: "one", Stamp: at(5)}) || heard.Status.Status != actionlib.StatusActive || heard.Feedback.Text != "so far" || g.Goal.Question != "one" {
		t.Errorf("feedback %+v", heard)
	}
	s.do(g.Succeed(answered("a sofa")))
	s.expect("one", actionlib.StatusSucceeded, "a sofa")
	s.awaitStatus("one", actionlib.StatusSucceeded)
	if g.Abort(answered("")) == nil {
		t.Error("a goal ended twice")
	}
	other := s.ask("two", 6)
	s.do(other.Abort(answered("no views")))
	s.expect("two", actionlib.StatusAborted, "no views")
}

func TestCancelByID(t *testing.T) {
	s := newStage(t)
	waiting, working := s.ask("waiting", 5), s.ask("working", 5)
	s.do(working.Execute())
	s.cancel(actionlib.GoalID{ID: "waiting"})
	if <-s.cancelled != waiting {
		t.Error("another goal was cancelled")
	}
	<-waiting.Cancelled()
	s.awaitStatus("waiting", actionlib.StatusRecalling)
	s.do(waiting.Cancel(answered("")))
	s.expect("waiting", actionlib.StatusRecalled, "")
	s.cancel(actionlib.GoalID{ID: "working"})
	if <-s.cancelled != working {
		t.Error("another goal was cancelled")
	}
	s.awaitStatus("working", actionlib.StatusPreempting)
	s.do(working.Cancel(answered("half")))
	s.expect("working", actionlib.StatusPreempted, "half")
}

func TestCancelByStampAndAll(t *testing.T) {
	s := newStage(t)
	old, young := s.ask("old", 5), s.ask("young", 9)
	s.cancel(actionlib.GoalID{Stamp: at(7)})
	if <-s.cancelled != old {
		t.Error("another goal was cancelled")
	}
	s.do(old.Cancel(answered("")))
	s.expect("old", actionlib.StatusRecalled, "")
	s.send(&sentGoal{GoalID: actionlib.GoalID{ID: "too late", Stamp: at(6)}})
	s.expect("too late", actionlib.StatusRecalled, "")
	s.cancel(actionlib.GoalID{})
	if <-s.cancelled != young {
		t.Error("another goal was cancelled")
	}
}

func TestCancelBeforeItsGoal(t *testing.T) {
	s := newStage(t)
	s.ask("here", 5)
	s.cancel(actionlib.GoalID{ID: "coming"})
	s.cancel(actionlib.GoalID{ID: "here"}) // taken after the one before it
	<-s.cancelled
	s.send(&sentGoal{GoalID: actionlib.GoalID{ID: "coming", Stamp: at(5)}})
	s.expect("coming", actionlib.StatusRecalled, "")
}

func TestRejectedAndRepeatedGoals(t *testing.T) {
	s := newStage(t)
	s.ask("one", 5)
	s.send(&sentGoal{GoalID: actionlib.GoalID{ID: "one", Stamp: at(5)}})
	s.send(&sentGoal{})
	unnamed := <-s.goals
	if id := unnamed.now().GoalID; !strings.HasPrefix(id.ID, "/reason-1-") || id.Stamp == (msgs.Time{}) || len(s.goals) > 0 {
		t.Errorf("a goal without an id got %+v; %d goals more", id, len(s.goals))
	}
	s.send(&sentGoal{GoalID: actionlib.GoalID{ID: "bad", Stamp: at(5)}, Goal: msgs.ReasonGoal{Question: bad}})
	if got := <-s.results; got.Status.Status != actionlib.StatusRejected || got.Status.Text != "no camera rear" {
		t.Errorf("%+v", got)
	}
	if err := <-s.failures; !strings.Contains(err.Error(), "no camera rear") {
		t.Error(err)
	}
	for i := range maximumGoals {
		s.send(&sentGoal{GoalID: actionlib.GoalID{ID: strings.Repeat("x", i+1), Stamp: at(5)}})
		select {
		case <-s.goals:
		case full := <-s.results:
			if i < maximumGoals-3 || full.Status.Status != actionlib.StatusRejected || !strings.Contains(full.Status.Text, "256 goals") {
				t.Errorf("goal %d: %+v", i, full)
			}
			<-s.failures
		}
	}
}

// TestStatusIsRepeated wants the status again though nothing happens: clients take a silent server for gone.
func TestStatusIsRepeated(t *testing.T) {
	s := newStage(t)
	for range 3 {
		<-s.statuses
	}
}
