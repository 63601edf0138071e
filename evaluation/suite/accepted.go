package suite

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Accepted is an outcome as it is kept in the file of accepted results: what does not hang on the machine's speed.
type Accepted struct {
	Case       string `yaml:"case"`
	Bag        string `yaml:"bag"`
	Stamp      string `yaml:"stamp"`
	Verdict    string `yaml:"verdict"`
	Status     string `yaml:"status"`
	Answer     string `yaml:"answer"`
	Choice     string `yaml:"choice"`
	Confidence string `yaml:"confidence"`
	Reasoning  string `yaml:"reasoning"`
	Reason     string `yaml:"reason"`
	Scene      string `yaml:"scene"`
}

// AcceptedFile is the whole file.
type AcceptedFile struct {
	Model   string     `yaml:"model"`
	Results []Accepted `yaml:"results"`
}

const acceptedHeading = "# Results that were accepted; written by `thinker3d test %s --update`.\n"

// acceptable is an outcome in this form.
func acceptable(bag string, o *Outcome) Accepted {
	a := Accepted{Case: o.Case, Bag: bag, Stamp: o.Stamp(), Verdict: "holds", Status: "not asked", Reason: o.Trouble}
	if !o.Held() {
		a.Verdict = "fails"
	}
	if o.Report == nil {
		a.Stamp = o.Trigger
		return a
	}
	a.Status, a.Answer, a.Choice = o.Report.Status, o.Report.Answer, o.Report.Choice
	a.Reasoning, a.Reason = strings.Join(strings.Fields(o.Report.Reasoning), " "), o.Report.Reason
	if o.Report.Confidence != nil {
		a.Confidence = strconv.FormatFloat(*o.Report.Confidence, 'f', 2, 64)
	}
	if o.Scene != nil {
		a.Scene = o.Scene.String()
	}
	return a
}

// key tells which result of a later run is to be compared.
func (a *Accepted) key() [3]string { return [3]string{a.Bag, a.Case, a.Stamp} }

// ReadAccepted gives nil if nothing was accepted yet.
func ReadAccepted(path string) (*AcceptedFile, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read accepted results: %w", err)
	}
	var file AcceptedFile
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf("read accepted results (--update writes them anew): %w", withLines(path, err))
	}
	return &file, nil
}

// Accept writes the outcomes as the accepted ones.
func (r *Results) Accept(path string) error {
	file := AcceptedFile{Model: r.Model}
	for i := range r.Bags {
		for j := range r.Bags[i].Outcomes {
			file.Results = append(file.Results, acceptable(r.Bags[i].Name, &r.Bags[i].Outcomes[j]))
		}
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, acceptedHeading, r.File)
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(file), encoder.Close()); err != nil {
		return fmt.Errorf("write accepted results: %w", err)
	}
	return WriteFile(path, text.Bytes())
}
