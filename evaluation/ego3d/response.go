package ego3d

import (
	"math"
	"path/filepath"
	"strings"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/evaluation/reply"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// Response is one line of a file of responses.
type Response struct {
	ID, Category string
	// Processed is what is scored, Text the whole reply.
	Processed, Text string
	// Truth is the true letter, Metres the true distance.
	Truth  string
	Metres float64
	// Choices are what the question offers.
	Choices []prompt.Choice
	// Note is nil if another program wrote the line.
	Note *reply.Note
}

// ReadResponses reads files of responses, one after the other. A line that does not say its category is of the one that its
// file is named after, as the public runners name theirs.
func ReadResponses(paths ...string) ([]Response, error) {
	return jsonl.Parse("responses", readResponse, paths...)
}

func readResponse(line jsonl.Line) (r Response, err error) {
	if _, scored := line.Keys["Processed_Pred"]; !scored {
		return r, line.Errorf("key \"Processed_Pred\" is missing")
	}
	question := ""
	for key, into := range map[string]*string{"category": &r.Category, "Processed_Pred": &r.Processed, "Pred": &r.Text, "Question": &question} {
		if *into, _, err = line.Text(key); err != nil {
			return r, err
		}
	}
	if r.Category == "" {
		r.Category, _, _ = strings.Cut(filepath.Base(line.Path), ".")
	}
	if r.Truth, err = line.Needed("GT"); err != nil {
		return r, err
	}
	if isDistance(r.Category) {
		if r.Metres, err = metresOf(r.Truth); err != nil || math.IsNaN(r.Metres) || math.IsInf(r.Metres, 0) {
			return r, line.Errorf("GT %q of a distance is no number", r.Truth)
		}
	}
	if r.ID, err = idOf(line); err != nil {
		return r, err
	}
	r.Choices = prompt.Choices(question)
	r.Note, err = reply.NoteOf(line)
	return r, err
}

// IsDistance tells a response that is a number of metres.
func (r Response) IsDistance() bool { return isDistance(r.Category) }

// Official is whether the public scorer calls a choice right.
func (r Response) Official() bool { return OfficialChoice(r.Processed) == lower(r.Truth) }

// Strict is the letter that the answer block names, by itself or by the words of its option; "" if it names none.
func (r Response) Strict() string {
	parsed := prompt.Parse(r.whole())
	if parsed.Choice != "" {
		return parsed.Choice
	}
	for _, choice := range r.Choices {
		if words := strings.TrimRight(strip(parsed.Answer), "."); words != "" && strings.EqualFold(words, choice.Text) {
			return choice.Letter
		}
	}
	return ""
}

// strict is whether the letter that the answer block names is the true one.
func (r Response) strict() bool { return strings.EqualFold(r.Strict(), r.Truth) }

// whole is the reply, or as much of it as the line has.
func (r Response) whole() string {
	if r.Text == "" && r.Processed != "" {
		return openTag + r.Processed + closeTag
	}
	return r.Text
}
