package definition

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/thinker3d/thinker3d/msgs"
)

func TestOf(t *testing.T) {
	line := "\n" + strings.Repeat("=", 80) + "\nMSG: "
	for _, c := range []struct {
		define func() (string, error)
		want   string
	}{
		{Of[msgs.String], "string data\n"},
		{Of[msgs.Image], "std_msgs/Header header\nuint32 height\nuint32 width\nstring encoding\nuint8 is_bigendian\nuint32 step\nuint8[] data" +
			line + "std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id" +
			line + "builtin_interfaces/Time\nint32 sec\nuint32 nanosec\n"},
		{Of[msgs.PoseArray], "std_msgs/Header header\ngeometry_msgs/Pose[] poses" +
			line + "std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id" +
			line + "builtin_interfaces/Time\nint32 sec\nuint32 nanosec" +
			line + "geometry_msgs/Pose\ngeometry_msgs/Point position\ngeometry_msgs/Quaternion orientation" +
			line + "geometry_msgs/Point\nfloat64 x\nfloat64 y\nfloat64 z" +
			line + "geometry_msgs/Quaternion\nfloat64 x\nfloat64 y\nfloat64 z\nfloat64 w\n"},
		{Of[msgs.TwistWithCovariance], "geometry_msgs/Twist twist\nfloat64[36] covariance" +
			line + "geometry_msgs/Twist\ngeometry_msgs/Vector3 linear\ngeometry_msgs/Vector3 angular" +
			line + "geometry_msgs/Vector3\nfloat64 x\nfloat64 y\nfloat64 z\n"},
	} {
		got, err := c.define()
		if err != nil || got != c.want {
			t.Errorf("got\n%s\n%v, want\n%s", got, err, c.want)
		}
	}
}

type wrong struct{ Inner []map[string]int }

func (wrong) ROSType() string { return "x_msgs/msg/Wrong" }

type nameless struct{ Inner struct{ X int32 } }

func (nameless) ROSType() string { return "x_msgs/msg/Nameless" }

func TestTypesThatAreNoMessages(t *testing.T) {
	for want, define := range map[string]func() (string, error){
		"define x_msgs/msg/Wrong: field inner: map":       Of[wrong],
		"define x_msgs/msg/Nameless: field inner: struct": Of[nameless],
	} {
		if _, err := define(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestMsgFilesAgree proves that the .msg files and the Go structs have the same fields in the same order.
func TestMsgFilesAgree(t *testing.T) {
	defined := map[string]func() (string, error){
		"SpatialAnswer": Of[msgs.SpatialAnswer], "Timings": Of[msgs.Timings], "ViewUsed": Of[msgs.ViewUsed],
	}
	paths, err := filepath.Glob("../thinker3d_msgs/msg/*.msg")
	if err != nil || len(paths) != len(defined) {
		t.Fatalf("%d .msg files, %d Go types, %v", len(paths), len(defined), err)
	}
	build, err := os.ReadFile("../thinker3d_msgs/CMakeLists.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if !strings.Contains(string(build), `"msg/`+filepath.Base(path)+`"`) {
			t.Errorf("CMakeLists.txt does not build %s", path)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".msg")
		text, err := defined[name]()
		if err != nil {
			t.Fatal(err)
		}
		ours, _, _ := strings.Cut(text, "\n====")
		fields, _ := parse(t, path)
		if got, want := strings.TrimSpace(ours), strings.Join(fields, "\n"); got != want {
			t.Errorf("%s: the Go struct is\n%s\nthe file is\n%s", name, got, want)
		}
	}
}

// TestPartsAgree does so for the parts of services and actions.
func TestPartsAgree(t *testing.T) {
	build, err := os.ReadFile("../thinker3d_msgs/CMakeLists.txt")
	if err != nil {
		t.Fatal(err)
	}
	defined := map[string][]func() (string, error){
		"srv/Ask.srv":          {Of[msgs.AskRequest], Of[msgs.AskResponse]},
		"action/Reason.action": {Of[msgs.ReasonGoal], Of[msgs.ReasonResult], Of[msgs.ReasonFeedback]},
	}
	services, servicesErr := filepath.Glob("../thinker3d_msgs/srv/*")
	actions, actionsErr := filepath.Glob("../thinker3d_msgs/action/*")
	if err := errors.Join(servicesErr, actionsErr); err != nil || len(services)+len(actions) != len(defined) {
		t.Fatalf("%d services, %d actions, %v", len(services), len(actions), err)
	}
	for name, parts := range defined {
		if !strings.Contains(string(build), `"`+name+`"`) {
			t.Errorf("CMakeLists.txt does not build %s", name)
		}
		text, err := os.ReadFile(filepath.Join("../thinker3d_msgs", name))
		if err != nil {
			t.Fatal(err)
		}
		theirs := strings.Split(string(text), "---\n")
		if len(theirs) != len(parts) {
			t.Fatalf("%s has %d parts", name, len(theirs))
		}
		for i, define := range parts {
			part := filepath.Join(t.TempDir(), "part")
			if err := os.WriteFile(part, []byte(theirs[i]), 0o600); err != nil {
				t.Fatal(err)
			}
			text, err := define()
			if err != nil {
				t.Fatal(err)
			}
			ours, _, _ := strings.Cut(text, "\n====")
			if fields, _ := parse(t, part); strings.TrimSpace(ours) != strings.Join(fields, "\n") {
				t.Errorf("%s, part %d: the Go struct is\n%s\nthe file is\n%s", name, i+1, ours, strings.Join(fields, "\n"))
			}
		}
	}
}

// TestConstantsAgree proves the STATUS constants of the .msg file equal to Go's, in number and value.
func TestConstantsAgree(t *testing.T) {
	ours := map[string]uint8{
		"STATUS_OK": msgs.StatusOK, "STATUS_NO_ANSWER": msgs.StatusNoAnswer, "STATUS_TRUNCATED": msgs.StatusTruncated,
		"STATUS_DEGENERATE": msgs.StatusDegenerate, "STATUS_CANCELLED": msgs.StatusCancelled, "STATUS_ERROR": msgs.StatusError,
	}
	_, theirs := parse(t, "../thinker3d_msgs/msg/SpatialAnswer.msg")
	if !reflect.DeepEqual(ours, theirs) {
		t.Errorf("Go has %v, the file has %v", ours, theirs)
	}
	source, err := os.ReadFile("../spatial_answer.go")
	if err != nil {
		t.Fatal(err)
	}
	if count := len(regexp.MustCompile(`(?m)^\tStatus\w+( uint8 = iota)?$`).FindAll(source, -1)); count != len(ours) {
		t.Errorf("the Go source has %d constants, this test knows %d", count, len(ours))
	}
}

// TestModesAgree proves the MODE constants of service and action equal to Go's, in number and value.
func TestModesAgree(t *testing.T) {
	ours := map[string]uint8{
		"MODE_FULL": msgs.ModeFull, "MODE_ANSWER_ONLY": msgs.ModeAnswerOnly, "MODE_CHOICES": msgs.ModeChoices, "MODE_SCENE_ONLY": msgs.ModeSceneOnly,
	}
	for _, name := range []string{"srv/Ask.srv", "action/Reason.action"} {
		text, err := os.ReadFile(filepath.Join("../thinker3d_msgs", name))
		if err != nil {
			t.Fatal(err)
		}
		asked, _, _ := strings.Cut(string(text), "---\n")
		part := filepath.Join(t.TempDir(), "part")
		if err := os.WriteFile(part, []byte(asked), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, theirs := parse(t, part); !reflect.DeepEqual(ours, theirs) {
			t.Errorf("Go has %v, %s has %v", ours, name, theirs)
		}
	}
}

// parse gives a file's fields with full type names, and its constants. Every one of them must be explained.
func parse(t *testing.T, path string) (fields []string, constants map[string]uint8) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	constants = map[string]uint8{}
	explained := false
	for _, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			explained = line != ""
			continue
		}
		if !explained {
			t.Errorf("%s: %q has no comment above it", path, line)
		}
		explained = false
		kind, name, _ := strings.Cut(line, " ")
		if name, value, ok := strings.Cut(name, "="); ok {
			number, err := strconv.ParseUint(value, 10, 8)
			if err != nil || kind != "uint8" {
				t.Errorf("%s: constant %q: %v", path, line, err)
			}
			constants[name] = uint8(number)
			continue
		}
		if kind[0] >= 'A' && kind[0] <= 'Z' {
			kind = "thinker3d_msgs/" + strings.TrimPrefix(kind, "thinker3d_msgs/")
		}
		fields = append(fields, kind+" "+name)
	}
	return fields, constants
}
