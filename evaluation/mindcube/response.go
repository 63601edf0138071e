package mindcube

import (
	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// generatedKey is the text that is scored where it is there, before "answer".
const generatedKey = "cogmap_gen_answer"

// Response is one line of a file of responses.
type Response struct {
	ID      string
	Setting Setting
	// Truth is "" for a line that is not scored.
	Truth string
	Text  string
	// Choices is how many the question offers, 0 if it spells out none.
	Choices int
	// Note is nil if another program wrote the line.
	Note *reply.Note
}

// ReadResponses reads files of responses, one after the other.
func ReadResponses(paths ...string) ([]Response, error) {
	return jsonl.Parse("responses", readResponse, paths...)
}

func readResponse(line jsonl.Line) (r Response, err error) {
	if r.ID, _, err = line.Text("id"); err != nil {
		return r, err
	}
	r.Setting = SettingOf(r.ID)
	if r.Truth, err = truthOf(line); err != nil {
		return r, err
	}
	text, generated, err := line.Text(generatedKey)
	if err == nil && !generated {
		text, _, err = line.Text("answer")
	}
	if err != nil {
		return r, err
	}
	question, _, err := line.Text("question")
	if err != nil {
		return r, err
	}
	r.Text, r.Choices = text, len(prompt.Choices(question))
	r.Note, err = reply.NoteOf(line)
	return r, err
}

// truthOf is the true letter, "" if the line has none.
func truthOf(line jsonl.Line) (string, error) {
	truth, _, err := line.Text("gt_answer")
	return truth, err
}
