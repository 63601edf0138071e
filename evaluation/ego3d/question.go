package ego3d

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/thinker3d/thinker3d/evaluation/asking"
	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/reasoning/prompt"
)

// maximumViews is the most views of a question; the sources have five to seven.
const maximumViews = 64

// Question is one line of a file of questions: one row of the public data set.
type Question struct {
	ID, Text, Category, Truth string
	views                     []view
	line                      jsonl.Line
}

// ReadQuestions reads a file of questions; their images are paths below a folder.
func ReadQuestions(path, folder string) ([]asking.Item, error) {
	return jsonl.Parse("questions", func(line jsonl.Line) (asking.Item, error) { return readQuestion(line, folder) }, path)
}

func readQuestion(line jsonl.Line, folder string) (q Question, err error) {
	q.line = line
	if q.ID, err = idOf(line); err != nil {
		return q, err
	}
	if q.Category, err = line.Needed("category"); err != nil {
		return q, err
	}
	if q.Truth, err = line.Needed("answer"); err != nil {
		return q, err
	}
	if _, err := metresOf(q.Truth); err != nil && isDistance(q.Category) {
		return q, line.Errorf("answer %q of a distance is no number", q.Truth)
	}
	source, _, err := line.Text("source")
	if err != nil {
		return q, err
	}
	if q.views, err = readViews(line.Keys["images"], source); err != nil {
		return q, line.Errorf("%w", err)
	}
	if len(q.views) < 1 || len(q.views) > maximumViews {
		return q, line.Errorf("question has %d views, not 1 to %d", len(q.views), maximumViews)
	}
	for i, v := range q.views {
		if !filepath.IsLocal(v.path) {
			return q, line.Errorf("image %q is no path below the folder of images", v.path)
		}
		q.views[i].path = filepath.Join(folder, v.path)
	}
	q.Text, err = textOf(line, isDistance(q.Category))
	return q, err
}

// idOf is a line's id; the public data set has none, so the number of the line stands for it.
func idOf(line jsonl.Line) (string, error) {
	id, _, err := line.Text("id")
	if id == "" {
		id = strconv.Itoa(line.Number)
	}
	return id, err
}

// textOf is the question with its options. The model is shown all images before it, so each place of an image names its
// number.
func textOf(line jsonl.Line, distance bool) (string, error) {
	text, err := line.Needed("question")
	if err != nil {
		return "", err
	}
	for number := 1; strings.Contains(text, "<image>"); number++ {
		text = strings.Replace(text, "<image>", fmt.Sprintf("image %d", number), 1)
	}
	var options []string
	if err := line.Into("options", &options); err != nil {
		return "", err
	}
	text = strings.Join(append([]string{text}, options...), "\n")
	if distance {
		text += "\nAnswer with the number of metres alone."
	}
	if len(text) > prompt.MaximumQuestion {
		return "", line.Errorf("question has %d bytes, more than %d", len(text), prompt.MaximumQuestion)
	}
	return text, nil
}

// Question is how it is asked, each view by its name.
func (q Question) Question() asking.Question {
	asked := asking.Question{ID: q.ID, Text: q.Text}
	for _, v := range q.views {
		asked.Images = append(asked.Images, v.path)
		asked.Labels = append(asked.Labels, strings.ReplaceAll(v.name, "_", "-"))
	}
	return asked
}

// Vote is what the public scorer takes of a reply.
func (q Question) Vote(text string) string {
	processed := Processed(text)
	if !isDistance(q.Category) {
		return OfficialChoice(processed)
	}
	metres, used := OfficialNumber(processed)
	if !used {
		return ""
	}
	return strconv.FormatFloat(metres, 'g', -1, 64)
}

// Elect takes the choice that has most votes; of distances the middle one, of an even number the lower of the two.
func (q Question) Elect(votes []string) int {
	if !isDistance(q.Category) {
		return asking.Majority(votes)
	}
	var numbers []float64
	for _, vote := range votes {
		if metres, err := metresOf(vote); err == nil {
			numbers = append(numbers, metres)
		}
	}
	if len(numbers) == 0 {
		return 0
	}
	slices.Sort(numbers)
	return slices.Index(votes, strconv.FormatFloat(numbers[(len(numbers)-1)/2], 'g', -1, 64))
}

// Response is the question's line with the fields of the public runners' files.
func (q Question) Response(text, _ string) (map[string]json.RawMessage, error) {
	kind := "multi_choice"
	if isDistance(q.Category) {
		kind = "exact_number"
	}
	fields := maps.Clone(q.line.Keys)
	for key, value := range map[string]string{"id": q.ID, "Question": q.Text, "Question_Type": kind, "Pred": text, "Processed_Pred": Processed(text), "GT": q.Truth} {
		raw, err := jsonl.Value(value)
		if err != nil {
			return nil, err
		}
		fields[key] = raw
	}
	return fields, nil
}

func metresOf(text string) (float64, error) { return strconv.ParseFloat(strip(text), 64) }
