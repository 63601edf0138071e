// Package asking puts the questions of a benchmark to the model, one after another, and keeps what it replies.
package asking

import "encoding/json"

// Question is what the model is asked about some images.
type Question struct {
	ID, Text string
	// Images are files, and Labels the names of their views.
	Images, Labels []string
}

// Item is a question of a benchmark, whose package says what is kept of a reply.
type Item interface {
	Question() Question
	// Vote is what a reply's text says, and Elect the index of the vote that wins.
	Vote(text string) string
	Elect(votes []string) int
	// Response is a line of the benchmark's own files: the question's and what was replied.
	Response(text, reasoning string) (map[string]json.RawMessage, error)
}
