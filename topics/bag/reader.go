// Package bag reads and writes recordings: MCAP and rosbag2's SQLite, as a file or as a folder with metadata.yaml.
package bag

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"

	"github.com/klauspost/compress/zstd"

	"github.com/thinker3d/thinker3d/topics"
)

// Reader gives a bag's messages in the order of their log time; messages of one time keep the order of the file.
// It is for one goroutine, but its messages may be released by any.
type Reader struct {
	path   string
	about  location
	files  []storage
	heads  []head
	first  int64
	last   int64
	filled bool

	selection Selection
	started   bool
	// latched is how many latched messages the files may still give of the time before the selection's start.
	latched uint64
	count   uint64
	failure error
	zstd    *zstd.Decoder
}

// head is the next message of one file.
type head struct {
	message message
	ready   bool
	// due is the time of the message, or the first time that the file may give.
	due int64
	err error
}

// Open opens a file (.mcap, .db3, or either with .zstd after it) or a folder, unless ctx ends before. The caller closes
// the reader.
//
// A damaged tail is no error here, nor is an unreadable file among others: it comes from Next after the last good message, and
// from Damage.
func Open(ctx context.Context, path string) (*Reader, error) {
	about, err := locate(path)
	if err != nil {
		return nil, err
	}
	r := &Reader{path: path, about: about, first: math.MaxInt64, last: math.MinInt64}
	var failures []error
	for _, file := range about.files {
		opened, err := openStorage(ctx, file)
		var ours *fs.PathError // of this machine: no room to unpack, no right to read, too many open files
		if errors.As(err, &ours) {
			return nil, errors.Join(err, r.Close())
		}
		if err != nil {
			opened, failures = unreadable{path: file, err: err}, append(failures, err)
		}
		r.files = append(r.files, opened)
		if ctx.Err() != nil {
			return nil, errors.Join(fmt.Errorf("open bag %s: %w", path, context.Cause(ctx)), r.Close())
		}
		if first, last, ok := opened.span(); ok {
			r.first, r.last, r.filled = min(r.first, first), max(r.last, last), true
		}
	}
	if len(failures) == len(about.files) {
		_ = r.Close()
		return nil, failures[0]
	}
	return r, nil
}

// Topics are the bag's topics with their counts, which are short by what is damaged.
func (r *Reader) Topics() []Topic {
	var all []Topic
	for _, file := range r.files {
		all = merge(all, file.topics())
	}
	return all
}

// Types are the interface names of the bag's topics.
func (r *Reader) Types() map[string]string {
	types := map[string]string{}
	for _, topic := range r.Topics() {
		types[topic.Name] = topic.Type
	}
	return types
}

// TimeRange is the log time of the first and the last message in Unix nanoseconds; ok is false if there is none.
func (r *Reader) TimeRange() (firstNanos, lastNanos int64, ok bool) {
	if !r.filled {
		return 0, 0, false
	}
	return r.first, r.last, true
}

// Damage is what opening the bag found broken, nil if nothing; Next may find more.
func (r *Reader) Damage() *DamageError {
	for _, file := range r.files {
		if damage := file.damage(); damage != nil {
			return damage
		}
	}
	return nil
}

// Select restricts what Next gives; it must come before the first Next.
func (r *Reader) Select(selection Selection) error {
	if r.started {
		return fmt.Errorf("bag %s: select after the first message was read", r.path)
	}
	if selection.Start > 0 && !r.BeginningKnown() {
		return fmt.Errorf("bag %s: its first file cannot be read, so there is nothing that %s after its beginning could be counted from: %w", r.path, selection.Start, r.Damage())
	}
	r.selection = selection
	return nil
}

// BeginningKnown says that TimeRange begins where the bag did, whose first file can be read.
func (r *Reader) BeginningKnown() bool {
	_, lost := r.files[0].(unreadable)
	return !lost
}

// Next is the next message: SourceNanos is its publish time and ReceiveNanos its log time.
//
// At the end the error is io.EOF, or a *DamageError if the bag goes on but cannot be read.
func (r *Reader) Next() (topics.Received, error) {
	if r.failure != nil {
		return topics.Received{}, r.failure
	}
	found, err := r.next()
	if err == nil {
		found, err = r.unpack(found)
	}
	if err != nil {
		r.failure = r.judge(err)
		return topics.Received{}, r.failure
	}
	r.count++
	return topics.NewReceived(found.topic, found.data, found.publishNanos, found.logNanos, found.release), nil
}

// judge fills in how much was read before a damage.
func (r *Reader) judge(err error) error {
	var damage *DamageError
	if errors.As(err, &damage) {
		damage.Messages = r.count
	}
	return err
}

func (r *Reader) start() error {
	r.started = true
	chosen := r.selection.filter(r.first)
	before, ok := r.selection.earlier(chosen)
	for _, topic := range r.Topics() {
		if ok && before.wants(topic.Name) {
			r.latched += topic.Count
		}
	}
	if r.latched == 0 {
		return r.begin(chosen)
	}
	return r.begin(before)
}

// begin reads the files from their beginning by another filter.
func (r *Reader) begin(chosen filter) error {
	r.heads = make([]head, len(r.files))
	for i, file := range r.files {
		if err := file.start(chosen); err != nil {
			return err
		}
		first, _, ok := file.span()
		if !ok {
			first = math.MinInt64
		}
		r.heads[i].due = first
	}
	return nil
}

// next gives latched messages of the time before the start, then those from there on.
func (r *Reader) next() (message, error) {
	if !r.started {
		if err := r.start(); err != nil {
			return message{}, err
		}
	}
	if r.latched == 0 {
		return r.merge()
	}
	found, err := r.merge()
	if r.latched--; err != nil { // no more of them, or a damage, which comes again
		r.latched = 0
	}
	if r.latched == 0 {
		if err := r.begin(r.selection.filter(r.first)); err != nil {
			return message{}, err
		}
	}
	if err != nil {
		return r.merge()
	}
	return found, nil
}

// merge merges the files by time; a file is not read before its first message may be due.
func (r *Reader) merge() (message, error) {
	for {
		best := -1
		for i := range r.heads {
			if r.heads[i].err == nil && (best < 0 || r.heads[i].due < r.heads[best].due) {
				best = i
			}
		}
		if best < 0 {
			return message{}, r.end()
		}
		chosen := &r.heads[best]
		if chosen.ready {
			chosen.ready = false
			return chosen.message, nil
		}
		chosen.message, chosen.err = r.files[best].next()
		chosen.ready, chosen.due = true, chosen.message.logNanos
	}
}

// end is the first damage among the files, or io.EOF.
func (r *Reader) end() error {
	for _, head := range r.heads {
		if head.err != io.EOF { // a damage may wrap it
			return head.err
		}
	}
	return io.EOF
}

// unpack undoes rosbag2's compression of single messages, which shows in their first bytes: CDR begins with 0.
func (r *Reader) unpack(found message) (message, error) {
	if !isZstd(found.data) {
		return found, nil
	}
	if r.zstd == nil {
		decoder, err := newZstd(maximumRecord)
		if err != nil {
			return found, err
		}
		r.zstd = decoder
	}
	data, err := r.zstd.DecodeAll(found.data, nil)
	if found.release != nil {
		found.release(found.data)
	}
	if err != nil {
		return message{}, &DamageError{Path: r.path, Offset: -1, Err: fmt.Errorf("unpack a message of %s: %w", found.topic, err)}
	}
	found.data, found.release = data, nil
	return found, nil
}

// Close closes the bag's files. Messages that were not released stay valid.
func (r *Reader) Close() error {
	if r.zstd != nil {
		r.zstd.Close()
		r.zstd = nil
	}
	var all []error
	for _, file := range r.files {
		all = append(all, file.close())
	}
	r.files = nil
	if r.failure == nil {
		r.failure = fmt.Errorf("bag %s: reader is closed", r.path)
	}
	return errors.Join(all...)
}
