package mindcube

import (
	"errors"

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
	var responses []Response
	for _, path := range paths {
		lines, err := jsonl.Read(path)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			response, err := readResponse(line)
			if err != nil {
				return nil, err
			}
			responses = append(responses, response)
		}
	}
	if len(responses) == 0 {
		return nil, errors.New("there are no responses")
	}
	return responses, nil
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
