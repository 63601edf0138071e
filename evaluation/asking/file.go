package asking

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/thinker3d/thinker3d/evaluation/jsonl"
	"github.com/thinker3d/thinker3d/evaluation/reply"
)

// File is the file of responses that a run writes; one that is there is gone on with.
type File struct {
	*os.File
	// Lines is how many it has.
	Lines int
}

// OpenFile opens or creates a file. What it holds must be the responses to the first of the items with the same settings;
// a last line that was cut off is taken out and asked again.
func OpenFile(path string, items []Item, settings reply.Settings) (*File, error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	if whole == 0 && len(text) > 0 {
		return nil, fmt.Errorf("%s has no whole line of responses: name another file, or remove it", path)
	}
	lines, err := jsonl.Decode(path, bytes.NewReader(text[:whole]))
	if err != nil {
		return nil, err
	}
	if err := check(lines, items, settings); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := file.Truncate(int64(whole)); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if _, err := file.Seek(0, io.SeekEnd); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &File{File: file, Lines: len(lines)}, nil
}

func check(lines []jsonl.Line, items []Item, settings reply.Settings) error {
	for i, line := range lines {
		note, err := reply.NoteOf(line)
		if err != nil {
			return err
		}
		if i >= len(items) {
			return line.Errorf("there are only %d questions: name another file", len(items))
		}
		id, _, err := line.Text("id")
		if err != nil {
			return err
		}
		if want := items[i].Question().ID; id != want {
			return line.Errorf("answers question %q, and the questions' number %d is %q: name another file", id, i+1, want)
		}
		if note == nil {
			return line.Errorf("was written by another program: name another file")
		}
		if !note.Settings.Equal(settings) {
			return fmt.Errorf("%w\n  there: %s\n  now:   %s", line.Errorf("was asked with other settings: name another file, or the same settings"), note.Settings, settings)
		}
	}
	return nil
}
