package node

import (
	"fmt"
	"io"

	"go.uber.org/zap"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
	"github.com/thinker3d/thinker3d/topics"
)

// maximumCallers is how many callers of ~/ask there may be: those that wait, and those that are being told.
const maximumCallers = 1024

// caller waits for the response of ~/ask.
type caller struct {
	reply func(msgs.AskResponse)
	// present has an element for each caller.
	present <-chan struct{}
}

func (caller) begun() {}

func (caller) progress(msgs.ReasonFeedback) {}

func (caller) withdrawn() <-chan struct{} { return nil }

func (c caller) answered(answer *msgs.SpatialAnswer) {
	c.reply(msgs.AskResponse{Answer: *answer})
	<-c.present
}

// serveAsk offers ~/ask: its questions go to the loop through send.
func (l *Live) serveAsk(name string, send func(event) bool) (io.Closer, error) {
	present := make(chan struct{}, maximumCallers)
	handler := func(request msgs.AskRequest, reply func(msgs.AskResponse)) {
		asked, err := l.questionOf(request, clientAsk)
		if err == nil {
			select {
			case present <- struct{}{}:
				asked.asker = caller{reply: reply, present: present}
				l.ask(asked, send)
				return
			default:
				err = fmt.Errorf("dropped: %d callers are waiting", len(present))
			}
		}
		l.Log.Warn("a question was refused", zap.String("service", name), zap.Error(err))
		reply(msgs.AskResponse{Answer: l.refusal(question{text: request.Question}, err.Error())})
	}
	return topics.Serve(l.Bus, name, handler, func(err error) { send(event{camera: noCamera, failure: err}) })
}

func (l *Live) questionOf(request msgs.AskRequest, client string) (question, error) {
	text, err := prompt.WithChoices(request.Question, request.Choices)
	if err != nil {
		return question{}, fmt.Errorf("choices: %w", err)
	}
	cameras, err := camerasNamed(l.Config.Cameras, request.Cameras)
	if err != nil {
		return question{}, fmt.Errorf("cameras: %w", err)
	}
	if most := l.Reasoner.Bundle().Description.Views.Maximum; len(cameras) > most {
		return question{}, fmt.Errorf("cameras: %d are named, and the model takes %d views at most", len(cameras), most)
	}
	wanted, err := wishOf(request, client)
	if err == nil {
		err = wanted.check(text, l.Reasoner.Bundle())
	}
	if err != nil {
		return question{}, err
	}
	asked := question{text: text, wish: wanted, cameras: cameras}
	if age := request.MaximumAge.Length(); age < 0 {
		return question{}, fmt.Errorf("maximum_age: %s: must be 0s or more", age)
	} else if age > 0 {
		asked.maximumAge = &age
	}
	return asked, nil
}

// refusal is the answer to a question that is not put to the model.
func (l *Live) refusal(q question, reason string) msgs.SpatialAnswer {
	model := l.Reasoner.Bundle()
	return msgs.SpatialAnswer{
		Header: msgs.Header{Stamp: msgs.TimeFromNanos(l.Now().UnixNano())}, Question: q.text, Mode: modeNumber(q.wish.mode), Choices: offered(q.text),
		Status: msgs.StatusError, Reason: reason, Confidence: notANumber(),
		ModelID: model.ID(), ModelTrained: model.Description.Trained, Bearing: notANumber(), Distance: notANumber(),
	}
}
