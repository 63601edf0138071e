package node

import (
	"fmt"
	"runtime"
	"strings"

	"go.uber.org/zap/zapcore"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/rosgraph"
	"github.com/thinker3d/thinker3d/topics"
)

// Rosout is a zapcore.Core that publishes the log on /rosout. Fields follow the message as JSON. What cannot be published
// is left out: it is in the log of the process.
type Rosout struct {
	zapcore.LevelEnabler
	node    string
	encoder zapcore.Encoder
	publish func(line *msgs.Log) error
	fields  []zapcore.Field
}

// NewRosout advertises /rosout for a node of this fully qualified name on ROS 1 or 2. Close the bus to end it.
func NewRosout(bus topics.Bus, ros int, node string, level zapcore.LevelEnabler) (*Rosout, error) {
	r := &Rosout{LevelEnabler: level, node: strings.ReplaceAll(node[1:], "/", ".")}
	open := (*Rosout).openROS2
	if ros == config.ROS1 {
		r.node, open = node, (*Rosout).openROS1
	}
	if err := open(r, bus); err != nil {
		return nil, err
	}
	r.encoder = zapcore.NewJSONEncoder(zapcore.EncoderConfig{EncodeDuration: zapcore.StringDurationEncoder, LineEnding: " "})
	return r, nil
}

func (r *Rosout) openROS2(bus topics.Bus) error {
	sender, err := topics.NewSender[msgs.Log](bus, "/rosout", topics.Rosout())
	r.publish = sender.Send
	return err
}

func (r *Rosout) openROS1(bus topics.Bus) error {
	sender, err := topics.NewSender[rosgraph.Log](bus, "/rosout", topics.QoS{Reliability: topics.Reliable, Durability: topics.TransientLocal, Depth: 100})
	levels := map[uint8]uint8{
		msgs.LogDebug: rosgraph.LogDebug, msgs.LogInfo: rosgraph.LogInfo, msgs.LogWarn: rosgraph.LogWarn,
		msgs.LogError: rosgraph.LogError, msgs.LogFatal: rosgraph.LogFatal,
	}
	r.publish = func(line *msgs.Log) error {
		return sender.Send(&rosgraph.Log{
			Header: msgs.Header{Stamp: line.Stamp}, Level: levels[line.Level], Name: line.Name, Msg: line.Msg,
			File: line.File, Function: line.Function, Line: line.Line,
		})
	}
	return err
}

// With adds fields to every line.
func (r *Rosout) With(fields []zapcore.Field) zapcore.Core {
	clone := *r
	clone.fields = append(append([]zapcore.Field(nil), r.fields...), fields...)
	return &clone
}

// Check takes the lines of the level.
func (r *Rosout) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if r.Enabled(entry.Level) {
		return checked.AddCore(entry, r)
	}
	return checked
}

// Write publishes one line.
func (r *Rosout) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	line := msgs.Log{Stamp: msgs.TimeFromNanos(entry.Time.UnixNano()), Level: rosLevel(entry.Level), Name: r.node, Msg: entry.Message}
	if all := append(append([]zapcore.Field(nil), r.fields...), fields...); len(all) > 0 {
		text, err := r.encoder.EncodeEntry(zapcore.Entry{}, all)
		if err != nil {
			return fmt.Errorf("write to /rosout: %w", err)
		}
		line.Msg += " " + text.String()
		text.Free()
	}
	if entry.Caller.Defined {
		line.File, line.Line = entry.Caller.File, uint32(entry.Caller.Line)
		if function := runtime.FuncForPC(entry.Caller.PC); function != nil {
			line.Function = function.Name()
		}
	}
	return r.publish(&line)
}

// Sync has nothing to wait for.
func (r *Rosout) Sync() error { return nil }

func rosLevel(level zapcore.Level) uint8 {
	switch {
	case level <= zapcore.DebugLevel:
		return msgs.LogDebug
	case level == zapcore.InfoLevel:
		return msgs.LogInfo
	case level == zapcore.WarnLevel:
		return msgs.LogWarn
	case level == zapcore.ErrorLevel:
		return msgs.LogError
	}
	return msgs.LogFatal
}
