package node

import (
	"fmt"
	"runtime"
	"strings"

	"go.uber.org/zap/zapcore"

	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/topics"
)

// Rosout is a zapcore.Core that publishes the log on /rosout. Fields follow the message as JSON. What cannot be published
// is left out: it is in the log of the process.
type Rosout struct {
	zapcore.LevelEnabler
	node    string
	encoder zapcore.Encoder
	output  *output[msgs.Log]
	fields  []zapcore.Field
}

// NewRosout advertises /rosout for a node of this fully qualified name. Close the bus to end it.
func NewRosout(bus topics.Bus, node string, level zapcore.LevelEnabler) (*Rosout, error) {
	o := &outputs{}
	r := &Rosout{LevelEnabler: level, node: node, output: &output[msgs.Log]{}}
	if err := openWith(o, bus, "/rosout", topics.Rosout(), r.output); err != nil {
		return nil, err
	}
	r.encoder = zapcore.NewJSONEncoder(zapcore.EncoderConfig{EncodeDuration: zapcore.StringDurationEncoder, LineEnding: " "})
	return r, nil
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
	line := msgs.Log{Stamp: msgs.TimeFromNanos(entry.Time.UnixNano()), Level: rosLevel(entry.Level), Name: strings.ReplaceAll(r.node[1:], "/", "."), Msg: entry.Message}
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
	return r.output.publish(&line)
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
