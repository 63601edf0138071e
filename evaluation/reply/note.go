// Package reply is what a file of responses says about each reply beside its text, and what is wrong with replies.
package reply

import (
	"encoding/json"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/reasoning"
)

// Key is where a line of responses keeps its note; scorers of others pass over it.
const Key = "thinker3d"

// Note is how a reply came about. It holds nothing that differs from run to run, so that the same questions give the same bytes.
type Note struct {
	Settings Settings `json:"settings"`
	// Status and Reason are the engine's.
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
	// NotFinite says that the model's logits were no numbers.
	NotFinite bool `json:"not_finite,omitempty"`
	Latents   int  `json:"latents"`
	Tokens    int  `json:"tokens"`
	// Choice and Confidence are the engine's own reading of the reply.
	Choice     string   `json:"choice,omitempty"`
	Confidence *float64 `json:"confidence,omitempty"`
	// Votes are what several replies to the question said, in their order; the line's text is that of the reply elected.
	Votes []string `json:"votes,omitempty"`
}

// Settings is all that a reply hangs on beside the question.
type Settings struct {
	Model string `json:"model"`
	// Temperature and TopP win over the bundle's own if they are given.
	Temperature      *float64           `json:"temperature,omitempty"`
	TopP             *float64           `json:"top_p,omitempty"`
	MaximumNewTokens *int               `json:"maximum_new_tokens,omitempty"`
	Seed             int64              `json:"seed"`
	Votes            int                `json:"votes"`
	Ablation         reasoning.Ablation `json:"ablation"`
}

// Equal compares by value.
func (s Settings) Equal(other Settings) bool { return s.String() == other.String() }

// String is the settings as JSON.
func (s Settings) String() string {
	text, err := json.Marshal(s)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// NoteOf is the note of a line; nil if another program wrote the line.
func NoteOf(line jsonl.Line) (*Note, error) {
	if _, ours := line.Keys[Key]; !ours {
		return nil, nil
	}
	var note Note
	return &note, line.Into(Key, &note)
}
