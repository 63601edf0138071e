// Package reply is what a file of responses says about each reply beside its text, and what is wrong with replies.
package reply

import "github.com/thinker3d/thinker3d/evaluation/jsonl"

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

// NoteOf is the note of a line; nil if another program wrote the line.
func NoteOf(line jsonl.Line) (*Note, error) {
	if _, ours := line.Keys[Key]; !ours {
		return nil, nil
	}
	var note Note
	return &note, line.Into(Key, &note)
}
