package ros1

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/bluenviron/goroslib/v2/pkg/msgproc"
	"github.com/bluenviron/goroslib/v2/pkg/msgs/nav_msgs"

	wire "github.com/thinker3d/thinker3d/msgs/ros1"
)

// TestChecksumsAreDebians compares the checksums with those of Debian's Python messages. Those of thinker3d_msgs are proved
// in e2e, where catkin makes the messages.
func TestChecksumsAreDebians(t *testing.T) {
	kinds, err := knownKinds()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, kind := range kinds {
		if !strings.HasPrefix(kind.ros1, "thinker3d_msgs/") {
			names = append(names, kind.ros1)
		}
	}
	script := "import sys, json, genpy.message\nprint(json.dumps({name: genpy.message.get_message_class(name)._md5sum for name in sys.argv[1:]}))"
	out, err := exec.Command("/usr/bin/python3", append([]string{"-c", script}, names...)...).Output()
	if err != nil {
		t.Fatalf("python3-genpy and the messages of Debian, which `make test` installs: %v", err)
	}
	var sums map[string]string
	if err := json.Unmarshal(out, &sums); err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		if sum, known := sums[kind.ros1]; known && sum != kind.md5 {
			t.Errorf("%s: %s, Debian's is %s", kind.ros1, kind.md5, sum)
		}
	}
	if len(sums) < 11 {
		t.Errorf("only %d types were compared", len(sums))
	}
}

// TestChecksumsOfRecordings compares those by which recordings are read with goroslib's.
func TestChecksumsOfRecordings(t *testing.T) {
	kinds, kindsErr := knownKinds()
	recorded, recordedErr := wire.Known()
	odometry, odometryErr := msgproc.MD5(nav_msgs.Odometry{})
	if err := errors.Join(kindsErr, recordedErr, odometryErr); err != nil {
		t.Fatal(err)
	}
	kinds["nav_msgs/msg/Odometry"] = kind{md5: odometry}
	for name, transcoder := range recorded {
		if want := kinds[name].md5; transcoder.MD5 != want {
			t.Errorf("%s: %s, goroslib's is %q", name, transcoder.MD5, want)
		}
	}
}
