package node

import (
	"fmt"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/reasoning"
	"github.com/thinker3d/thinker3d/reasoning/bundle"
)

// wish is how an answer is wanted.
type wish struct {
	mode            config.Mode
	maximumThinking int
	priority        int
	// deadline is how long it is wanted from when the question came; 0 is for ever.
	deadline time.Duration
	// client names who asks.
	client string
}

// The clients that are told apart: each way to ask is one.
const (
	clientStanding = "standing"
	clientTopic    = "question"
	clientAsk      = "ask"
	clientReason   = "reason"
)

// modes are the modes in the order of the messages' constants.
func modes() []config.Mode {
	return []config.Mode{msgs.ModeFull: config.ModeFull, msgs.ModeAnswerOnly: config.ModeAnswerOnly, msgs.ModeChoices: config.ModeChoices, msgs.ModeSceneOnly: config.ModeSceneOnly}
}

// modeNumber is the constant of a mode; of none that of the full reply.
func modeNumber(mode config.Mode) uint8 { return uint8(max(0, slices.Index(modes(), mode))) }

func wishOf(request msgs.AskRequest, client string) (wish, error) {
	known := modes()
	if int(request.Mode) >= len(known) {
		return wish{}, fmt.Errorf("mode: %d: must be 0 to %d", request.Mode, len(known)-1)
	}
	deadline := request.Deadline.Length()
	if deadline < 0 {
		return wish{}, fmt.Errorf("deadline: %s: must be 0s or more", deadline)
	}
	return wish{mode: known[request.Mode], maximumThinking: int(request.MaximumThinkingTokens), priority: int(request.Priority), deadline: deadline, client: client}, nil
}

func wishOfStanding(standing config.Standing) wish {
	return wish{mode: standing.Mode, maximumThinking: standing.MaximumThinkingTokens, priority: standing.Priority, deadline: standing.Deadline, client: clientStanding}
}

// put makes a request of the wish. The deadline is told on the machine's clock, which need not be the one that says how much of it is left.
func (w wish) put(request *reasoning.Request, waited time.Duration) {
	request.Mode, request.MaximumThinking, request.Priority, request.Client = w.mode, w.maximumThinking, w.priority, w.client
	if w.deadline > 0 {
		request.Deadline = time.Now().Add(w.deadline - waited)
	}
}

// isLate says that nobody wants the answer any more.
func (q question) isLate(now time.Time) bool {
	return q.wish.deadline > 0 && now.Sub(q.at) >= q.wish.deadline
}

// lateness says so to who asked.
func (q question) lateness() string {
	return fmt.Sprintf("its deadline of %s passed before the model took it up", q.wish.deadline)
}

// check says what of a wish about a question cannot be met.
func (w wish) check(text string, model *bundle.Bundle) error {
	switch {
	case w.maximumThinking > 0 && (w.mode == config.ModeAnswerOnly || w.mode == config.ModeSceneOnly):
		return fmt.Errorf("maximum_thinking_tokens: %d: mode %s has no thinking", w.maximumThinking, w.mode)
	case w.mode == config.ModeChoices && len(offered(text)) == 0:
		return fmt.Errorf("mode: %s: question %q offers no choices", w.mode, text)
	case w.mode == config.ModeSceneOnly && model.Description.Scene == nil:
		return fmt.Errorf("mode: %s: bundle %s makes no scene", w.mode, model.ID())
	}
	return nil
}
