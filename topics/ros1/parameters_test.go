package ros1

import (
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/bluenviron/goroslib/v2/pkg/apiparam"
)

// TestParameters has Debian's rosparam set what a node then reads.
func TestParameters(t *testing.T) {
	uri := startMaster(t)
	set := func(name, value string) {
		t.Helper()
		command := exec.Command("rosparam", "set", name, value)
		command.Env = append(command.Environ(), "ROS_MASTER_URI="+uri, "ROS_HOME="+t.TempDir(), "ROS_LOG_DIR="+t.TempDir())
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("rosparam: %v\n%s", err, out)
		}
	}
	set("/use_sim_time", "true")
	set("/robot/eye", "{questions: {queue: 4, every: 1.5s, ask: ['Where is <the> door & why?', b]}, scene: {confidence_quantile: 0.5}, node: {autostart: true}, empty: []}")
	set("/robot/eyes/questions/queue", "7")
	options := Options{Name: "eye", Namespace: "/robot", Master: uri}
	got, err := Parameters(options)
	want := map[string]any{
		"use_sim_time": true, "questions/queue": 4, "questions/every": "1.5s", "questions/ask": []any{"Where is <the> door & why?", "b"},
		"scene/confidence_quantile": 0.5, "node/autostart": true, "empty": []any(nil),
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	set("/robot/eye/use_sim_time", "false")
	if got, err := Parameters(options); err != nil || got["use_sim_time"] != false {
		t.Errorf("the node's own use_sim_time is %v, %v", got["use_sim_time"], err)
	}
	set("/robot/eye/cameras", "[{name: front}]")
	if _, err := Parameters(options); err == nil || !strings.Contains(err.Error(), "/robot/eye/cameras: neither a plain value nor a list") {
		t.Errorf("a list of maps gave %v", err)
	}
	set("/robot/eye/cameras", "{front: {extrinsics: {frame: base_link, xyz: [0.5, 0, 1]}}}")
	values := map[string]any{"text": "<a> & b", "count": 3, "list": []any{"a", "b < c"}, "share": 0.25, "on": true, "none": []any{}, "cameras/front/extrinsics/rpy": []any{0, 1.5, -2}}
	if err := SetParameters(options, values); err != nil {
		t.Fatal(err)
	}
	got, err = Parameters(options)
	for name, want := range map[string]any{"cameras/front/extrinsics/xyz": []any{0.5, 0, 1}, "cameras/front/extrinsics/rpy": []any{0.0, 1.5, -2.0}, "list": []any{"a", "b < c"}, "none": []any(nil)} {
		if err != nil || !reflect.DeepEqual(got[name], want) {
			t.Errorf("%s: %#v, %v", name, got[name], err)
		}
	}
	if err := SetParameters(options, map[string]any{"mixed": []any{"a", 1}}); err == nil || !strings.Contains(err.Error(), "neither a list of texts nor one of numbers") {
		t.Errorf("a list of both gave %v", err)
	}
	back, err := apiparam.NewClient(strings.TrimPrefix(uri, "http://"), "/user", newCaller()).GetParamString("/robot/eye/text")
	if err != nil || back != "<a> & b" {
		t.Errorf("%q, %v", back, err)
	}
}

func TestNoMaster(t *testing.T) {
	options := Options{Name: "eye", Master: "http://127.0.0.1:1"}
	if _, err := Parameters(options); err == nil || !strings.Contains(err.Error(), "is roscore running?") {
		t.Errorf("%v", err)
	}
	if _, err := Open(options); err == nil || !strings.Contains(err.Error(), "is roscore running?") {
		t.Errorf("%v", err)
	}
	for _, uri := range []string{"nowhere", "https://host:1", "http://host"} {
		if _, err := Open(Options{Name: "eye", Master: uri}); err == nil || !strings.Contains(err.Error(), "must be http://HOST:PORT") {
			t.Errorf("%s: %v", uri, err)
		}
	}
}
