package bag

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// Info is what there is to say about a bag.
type Info struct {
	Path        string      `json:"path"`
	Files       []string    `json:"files"`
	Storage     string      `json:"storage"`
	Compression string      `json:"compression"`
	Bytes       int64       `json:"bytes"`
	StartNanos  int64       `json:"start_nanos"`
	EndNanos    int64       `json:"end_nanos"`
	Seconds     float64     `json:"duration_seconds"`
	Messages    uint64      `json:"messages"`
	Topics      []TopicInfo `json:"topics"`
	// Checked says whether every message was read.
	Checked bool `json:"checked"`
	// Damage is empty if none was found.
	Damage string `json:"damage,omitempty"`
}

// TopicInfo is one topic of an Info, by name.
type TopicInfo struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Encoding string `json:"encoding"`
	Messages uint64 `json:"messages"`
	// Rate is in messages a second over the bag's duration; 0 for fewer than two messages.
	Rate float64 `json:"rate_hz"`
}

// Inspect says what is in a bag. With check it reads every message, which finds damage that the outline does not show.
func Inspect(ctx context.Context, path string, check bool) (*Info, error) {
	reader, err := Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	info := &Info{Path: path, Files: reader.about.files, Checked: check}
	if err := info.measure(); err != nil {
		return nil, err
	}
	info.describe(reader)
	if damage := reader.Damage(); damage != nil {
		info.Damage = damage.Err.Error()
	}
	if check {
		if err := info.check(ctx, reader); err != nil {
			return nil, err
		}
	}
	return info, nil
}

func (i *Info) measure() error {
	for _, file := range i.Files {
		about, err := os.Stat(file)
		if err != nil {
			return fmt.Errorf("bag %s: %w", i.Path, err)
		}
		i.Bytes += about.Size()
	}
	return nil
}

func (i *Info) describe(reader *Reader) {
	var kinds, compressions []string
	for _, file := range reader.files {
		kinds, compressions = append(kinds, file.kind()), append(compressions, file.compressions()...)
	}
	if reader.about.messagesPacked {
		compressions = append(compressions, "zstd (message)")
	}
	i.Storage, i.Compression = list(kinds), list(compressions)
	if i.Compression == "" {
		i.Compression = "none"
	}
	if first, last, ok := reader.TimeRange(); ok {
		i.StartNanos, i.EndNanos = first, last
		i.Seconds = time.Duration(last - first).Seconds()
	}
	i.Topics = []TopicInfo{}
	for _, topic := range reader.Topics() {
		about := TopicInfo{Name: topic.Name, Type: topic.Type, Encoding: topic.Encoding, Messages: topic.Count}
		if topic.Count > 1 && i.Seconds > 0 {
			about.Rate = float64(topic.Count-1) / i.Seconds
		}
		i.Topics = append(i.Topics, about)
		i.Messages += topic.Count
	}
	slices.SortFunc(i.Topics, func(a, b TopicInfo) int { return strings.Compare(a.Name, b.Name) })
}

// list joins the distinct names, sorted.
func list(names []string) string {
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

func (i *Info) check(ctx context.Context, reader *Reader) error {
	inCDR, foreign := map[string]bool{}, map[string]int{}
	for _, topic := range reader.Topics() {
		inCDR[topic.Name] = topic.Encoding == "cdr"
	}
	for ctx.Err() == nil {
		message, err := reader.Next()
		var damage *DamageError
		switch {
		case err == nil:
			if len(message.Data) == 0 && inCDR[message.Topic] {
				foreign[message.Topic]++
			}
			message.Release()
		case err == io.EOF: // a damage may wrap it
			i.tellForeign(foreign)
			return nil
		case errors.As(err, &damage):
			i.Damage = fmt.Sprintf("after %d messages: %v", damage.Messages, damage.Err)
			i.tellForeign(foreign)
			return nil
		default:
			return err
		}
	}
	return fmt.Errorf("check bag %s: %w", i.Path, context.Cause(ctx))
}

// tellForeign adds the messages, counted by topic, that are empty or not what their type says.
func (i *Info) tellForeign(messages map[string]int) {
	for _, topic := range slices.Sorted(maps.Keys(messages)) {
		said := fmt.Sprintf("%d messages of %s are empty or not what their type says", messages[topic], topic)
		i.Damage = strings.TrimPrefix(i.Damage+"; "+said, "; ")
	}
}
