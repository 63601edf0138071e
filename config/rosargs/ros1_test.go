package rosargs

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseROS1(t *testing.T) {
	got, err := ParseROS1(strings.Fields("__name:=eye __ns:=robot __master:=http://host:11311 __ip:=10.0.0.2 __log:=/tmp/eye.log image:=/cam/image ~points:=cloud ~/ask:=~question _questions/queue:=4 _scene/frame:="))
	want := Arguments{
		NodeName: "eye", Namespace: "/robot", Master: "http://host:11311", Host: "10.0.0.2",
		Remaps:     []Remap{{"", "image", "/cam/image"}, {"", "~/points", "cloud"}, {"", "~/ask", "~/question"}},
		Parameters: []Parameter{{"", "questions.queue", "4"}, {"", "scene.frame", ""}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	own, err := got.ForServer()
	if err != nil || !reflect.DeepEqual(own, map[string]any{"questions/queue": 4, "scene/frame": ""}) {
		t.Errorf("for the server: %v, %v", own, err)
	}
	got.Server = OfServer(map[string]any{"questions/queue": 9, "questions/ask": []any{"Where?"}})
	values, err := got.Values("/robot/eye")
	if err != nil || !reflect.DeepEqual(values["questions"], map[string]any{"queue": 4, "ask": []any{"Where?"}}) {
		t.Errorf("values %v, %v", values, err)
	}
}

func TestParseROS1Refuses(t *testing.T) {
	for argument, want := range map[string]string{
		"image":       "must be from:=to",
		"image:=":     "must be from:=to",
		":=image":     "must be from:=to",
		"__nam:=eye":  "no special name __nam",
		"--log-level": "must be from:=to",
	} {
		if _, err := ParseROS1([]string{argument}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", argument, err, want)
		}
	}
}
