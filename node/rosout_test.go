package node

import (
	"errors"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/thinker3d/thinker3d/config"
	"github.com/thinker3d/thinker3d/msgs"
	"github.com/thinker3d/thinker3d/msgs/rosgraph"
	"github.com/thinker3d/thinker3d/topics/memory"
)

func TestRosout(t *testing.T) {
	bus := memory.New()
	lines := make(chan msgs.Log, 8)
	rosout, err := NewRosout(bus, config.ROS2, "/robot/eye", zapcore.InfoLevel)
	if err != nil {
		t.Fatal(err)
	}
	receive(t, bus, "/rosout", lines)
	log := zap.New(rosout, zap.AddCaller()).With(zap.String("camera", "left"))
	log.Debug("unheard")
	log.Warn("no frames come", zap.Duration("for", 2*time.Second), zap.Error(errors.New("gone")))
	zap.New(rosout).Info("listening")
	first, second := <-lines, <-lines
	if err := bus.Close(); err != nil {
		t.Fatal(err)
	}
	if first.Level != msgs.LogWarn || first.Name != "robot.eye" || strings.TrimSpace(first.Msg) != `no frames come {"camera":"left","for":"2s","error":"gone"}` ||
		!strings.HasSuffix(first.File, "node/rosout_test.go") || first.Line == 0 || !strings.HasSuffix(first.Function, "TestRosout") || first.Stamp.Sec == 0 {
		t.Errorf("%+v", first)
	}
	if second.Level != msgs.LogInfo || second.Msg != "listening" || second.File != "" {
		t.Errorf("%+v", second)
	}
}

func TestRosoutOfROS1(t *testing.T) {
	bus := memory.New()
	lines := make(chan rosgraph.Log, 8)
	receive(t, bus, "/rosout", lines)
	rosout, err := NewRosout(bus, config.ROS1, "/robot/eye", zapcore.InfoLevel)
	if err != nil {
		t.Fatal(err)
	}
	zap.New(rosout, zap.AddCaller()).Error("no frames come")
	line := <-lines
	if err := bus.Close(); err != nil {
		t.Fatal(err)
	}
	if line.Level != rosgraph.LogError || line.Name != "/robot/eye" || line.Msg != "no frames come" || line.Header.Stamp.Sec == 0 || line.Line == 0 {
		t.Errorf("%+v", line)
	}
}
