package reasoning

import (
	"time"

	"github.com/thinker3d/thinker3d/config"
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
	// Priority goes before lower ones; 0 is the ordinary one.
	Priority int
	// Deadline is by when the answer is of use, on the machine's clock; zero is never too late.
	Deadline time.Time
	// Client names who asks, so that none keeps the others waiting; requests of one client share its turns.
	Client string
	// Seed makes sampling repeatable; greedy decoding does not use it.
	Seed int64
	// Ablation changes how the reply is thought; its zero value changes nothing.
	Ablation Ablation
	// Thought is what ShuffleQuestions exchanges the latents for; else it is not used.
	Thought *Thought
	// WithoutScene leaves the scene out, which is no part of the answer.
	WithoutScene bool
}
