package reasoning

import (
	"time"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/reasoning/queue"
)

// Request is one question about one moment.
type Request struct {
	// Seen is what See gave for the views; nil sees Views first.
	Seen  *Seen
	Views Views
	// Question is data: names of special tokens in it are only text.
	Question string
	// Mode is what of a reply is wanted; "" is ModeFull.
	Mode config.Mode
	// MaximumThinking is after how many tokens of text the thinking is ended: 0 sets no limit, NoThinking leaves none.
	MaximumThinking int
	// Seed makes sampling repeatable; greedy decoding does not use it.
	Seed int64
	// Ablation changes how the reply is thought; its zero value changes nothing.
	Ablation Ablation
	// Thought is what ShuffleQuestions exchanges the latents for; else it is not used.
	Thought *Thought
	// WithoutScene leaves the scene out, which is no part of the answer.
	WithoutScene bool
	// Priority is answered highest first among the questions that wait.
	Priority int
	// Deadline is when the question is dropped with ErrLate if the model has not taken it up; zero is never.
	Deadline time.Time
	// Client shares its turns with the other clients of the same priority.
	Client string
}

func (r Request) order() queue.Order {
	return queue.Order{Priority: r.Priority, Deadline: r.Deadline, Client: r.Client}
}
