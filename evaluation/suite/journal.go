package suite

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
)

// journal keeps each outcome as soon as it is known, so that a run that was cut off can go on. Several goroutines may use it.
type journal struct {
	path string

	mutex sync.Mutex
	file  *os.File
	known map[journalKey]Outcome
}

// journalKey tells one outcome from all others.
type journalKey struct {
	Bag        string `json:"bag"`
	Case       string `json:"case"`
	StampNanos int64  `json:"stamp_nanos"`
}

// journalLine is one line: the first one says whose outcomes they are.
type journalLine struct {
	Identity string      `json:"identity,omitempty"`
	Key      *journalKey `json:"key,omitempty"`
	Outcome  *Outcome    `json:"outcome,omitempty"`
}

// openJournal reads what an earlier run of the same identity left, up to a line that was cut off; another's is begun anew.
func openJournal(path, identity string) (*journal, error) {
	j := &journal{path: path, known: map[journalKey]Outcome{}}
	good, err := j.load(identity)
	if err != nil {
		return nil, err
	}
	if j.file, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o644); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	err = j.file.Truncate(good)
	if err == nil {
		_, err = j.file.Seek(good, io.SeekStart)
	}
	if err == nil && good == 0 {
		err = j.write(journalLine{Identity: identity})
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open journal %s: %w", path, err), j.file.Close())
	}
	return j, nil
}

// load gives how many bytes are good.
func (j *journal) load(identity string) (good int64, err error) {
	file, err := os.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("open journal: %w", err)
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewReader(file); ; {
		text, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, fmt.Errorf("read journal %s: %w", j.path, err)
		}
		var line journalLine
		switch wrong := json.Unmarshal(bytes.TrimSpace(text), &line); {
		case err != nil || wrong != nil:
			return good, nil
		case good == 0 && line.Identity != identity:
			return 0, nil
		case line.Key != nil && line.Outcome != nil:
			j.known[*line.Key] = *line.Outcome
		}
		good += int64(len(text))
	}
}

func (j *journal) write(line journalLine) error {
	text, err := json.Marshal(line)
	if err == nil {
		_, err = j.file.Write(append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write journal %s: %w", j.path, err)
	}
	return nil
}

func (j *journal) find(key journalKey) (Outcome, bool) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	o, known := j.known[key]
	return o, known
}

func (j *journal) add(key journalKey, o Outcome) error {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.write(journalLine{Key: &key, Outcome: &o})
}

// finish closes the journal and, after a run that came to its end, removes it.
func (j *journal) finish(ended bool) error {
	err := j.file.Close()
	if ended {
		err = errors.Join(err, os.Remove(j.path))
	}
	return err
}
