package mindcube

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"

	"github.com/thinker3d/thinker3d/evaluation/asking"
	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// maximumImages is the most images of a question; MindCube's have up to four.
const maximumImages = 64

// Question is one line of a file of questions.
type Question struct {
	ID, Text string
	// Images are files in the folder of the data set.
	Images []string
	line   jsonl.Line
}

// ReadQuestions reads a file of questions; their images are paths below a folder.
func ReadQuestions(path, folder string) ([]asking.Item, error) {
	return jsonl.Parse("questions", func(line jsonl.Line) (asking.Item, error) { return readQuestion(line, folder) }, path)
}

func readQuestion(line jsonl.Line, folder string) (q Question, err error) {
	q.line = line
	if q.ID, err = line.Needed("id"); err != nil {
		return q, err
	}
	if q.Text, err = line.Needed("question"); err != nil {
		return q, err
	}
	if len(q.Text) > prompt.MaximumQuestion {
		return q, line.Errorf("question has %d bytes, more than %d", len(q.Text), prompt.MaximumQuestion)
	}
	var images []string
	if err := line.Into("images", &images); err != nil {
		return q, err
	}
	if len(images) < 1 || len(images) > maximumImages {
		return q, line.Errorf("question has %d images, not 1 to %d", len(images), maximumImages)
	}
	for _, image := range images {
		if !filepath.IsLocal(image) {
			return q, line.Errorf("image %q is no path below the folder of images", image)
		}
		q.Images = append(q.Images, filepath.Join(folder, image))
	}
	_, err = truthOf(line)
	return q, err
}

// Question is how it is asked: MindCube's views have no names, the question numbers them.
func (q Question) Question() asking.Question {
	labels := make([]string, len(q.Images))
	for i := range labels {
		labels[i] = fmt.Sprintf("image %d", i+1)
	}
	return asking.Question{ID: q.ID, Text: q.Text, Images: q.Images, Labels: labels}
}

// Vote is the letter by the official rule.
func (q Question) Vote(text string) string { return Official(text) }

// Elect takes the letter that has most votes, of equals the one that was said first; no letter wins only where none was said.
func (q Question) Elect(votes []string) int { return asking.Majority(votes) }

// Response is the question's line with the fields of MindCube's response files.
func (q Question) Response(text, reasoning string) (map[string]json.RawMessage, error) {
	fields := maps.Clone(q.line.Keys)
	delete(fields, generatedKey)
	for key, value := range map[string]string{"answer": text, "reasoning_chain": reasoning} {
		raw, err := jsonl.Value(value)
		if err != nil {
			return nil, err
		}
		fields[key] = raw
	}
	return fields, nil
}
