package rosargs

import (
	"reflect"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	rest, ros := Split(strings.Fields("run --config a.yaml --ros-args -r a:=b -p c:=1 -- --device cpu --ros-args --log-level warn"))
	if want := strings.Fields("run --config a.yaml --device cpu"); !reflect.DeepEqual(rest, want) {
		t.Errorf("rest %q", rest)
	}
	if want := strings.Fields("-r a:=b -p c:=1 --log-level warn"); !reflect.DeepEqual(ros, want) {
		t.Errorf("ros %q", ros)
	}
}

func TestParse(t *testing.T) {
	got, err := Parse(strings.Fields("-r __node:=eye --remap __ns:=/robot1 -r image:=/cam/image -r eye:~/points:=cloud -r rosservice://ask:=question" +
		" -p questions.queue:=4 --param eye:log.level:=debug --params-file a.yaml --params-file b.yaml --log-level warn -e /enclave --disable-stdout-logs"))
	want := Arguments{
		NodeName: "eye", Namespace: "/robot1", LogLevel: "warn", Enclave: "/enclave", ParameterFiles: []string{"a.yaml", "b.yaml"},
		Remaps:     []Remap{{"", "image", "/cam/image"}, {"eye", "~/points", "cloud"}, {"", "rosservice://ask", "question"}},
		Parameters: []Parameter{{"", "questions.queue", "4"}, {"eye", "log.level", "debug"}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for arguments, want := range map[string]string{
		"-r":            "a value must follow",
		"-r image":      "must be from:=to",
		"-r :=image":    "must be from:=to",
		"-r image:=":    "must be from:=to",
		"-p queue":      "must be name:=value",
		"-p :=3":        "must be name:=value",
		"--colour blue": "unknown",
		"image:=/other": "unknown",
	} {
		if _, err := Parse(strings.Fields(arguments)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", arguments, err, want)
		}
	}
}
