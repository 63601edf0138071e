package suite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"

	"go.yaml.in/yaml/v3"
)

const (
	maximumFileBytes = 1 << 20
	maximumCases     = 10000
)

var (
	typeProblem = regexp.MustCompile(`^line (\d+): (.*)$`)
	unknownKey  = regexp.MustCompile(`^field (.+) not found in type \S+$`)
)

// Load reads a suite and finds its recordings. What is wrong is said with its line, all at once.
func Load(path string) (*Suite, error) {
	text, err := readLimited(path)
	if err != nil {
		return nil, err
	}
	s, root, err := parse(path, text)
	if err != nil {
		return nil, err
	}
	var problems []error
	s.check(place{file: path, node: root, line: 1, problems: &problems})
	return s, errors.Join(problems...)
}

func readLimited(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read suite: %w", err)
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maximumFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read suite %s: %w", path, err)
	}
	if len(text) > maximumFileBytes {
		return nil, fmt.Errorf("read suite %s: more than the %d bytes that a suite may have", path, maximumFileBytes)
	}
	return text, nil
}

// parse reads the text twice: strictly into the suite, and as a tree that knows the lines.
func parse(path string, text []byte) (*Suite, *yaml.Node, error) {
	s := &Suite{path: path, text: text}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(s); errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("suite %s: is empty", path)
	} else if err != nil {
		return nil, nil, withLines(path, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("suite %s: has more than one document", path)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, nil, withLines(path, err)
	}
	if len(document.Content) == 0 {
		return nil, nil, fmt.Errorf("suite %s: is empty", path)
	}
	return s, document.Content[0], nil
}

// withLines puts the file before each line of what the decoder says.
func withLines(path string, err error) error {
	var wrong *yaml.TypeError
	if !errors.As(err, &wrong) {
		return fmt.Errorf("suite %s: %w", path, err)
	}
	var problems []error
	for _, one := range wrong.Errors {
		line, what := "1", one
		if found := typeProblem.FindStringSubmatch(one); found != nil {
			line, what = found[1], found[2]
		}
		if found := unknownKey.FindStringSubmatch(what); found != nil {
			what = fmt.Sprintf("unknown key %q", found[1])
		}
		problems = append(problems, fmt.Errorf("%s:%s: %s", path, line, what))
	}
	return errors.Join(problems...)
}

func (s *Suite) check(where place) {
	if err := s.Changes.check(); err != nil {
		where.at("changes").refuse(err)
	}
	if s.Start < 0 || s.Duration < 0 {
		where.at("start").refuse(errors.New("start and duration: must not be negative"))
	}
	if !(s.Rate >= 0) {
		where.at("rate").refuse(fmt.Errorf("rate: %v: must be 0 or more", s.Rate))
	}
	if len(s.Cases) == 0 || len(s.Cases) > maximumCases {
		where.at("cases").refuse(fmt.Errorf("cases: there are %d, must be 1 to %d", len(s.Cases), maximumCases))
		return
	}
	names := map[string]bool{}
	for i := range s.Cases {
		c := &s.Cases[i]
		at := where.at("cases").at(i).named("case %q", c.Name)
		if names[c.Name] {
			at.at("name").refuse(errors.New("the name is taken by a case before"))
		}
		names[c.Name] = true
		if len(c.Cameras) == 0 {
			c.Cameras = s.Cameras
		}
		c.check(at)
	}
	s.findBags(where)
}
