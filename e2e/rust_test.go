package e2e

import (
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The test with RustDDS has a DDS domain of its own.
const (
	rustDomain = "86"
	// rustQuestion has no choices of its own; the peer gives some.
	rustQuestion = "Which object is nearest to the robot?"
)

// rustAnswer is what the peer prints of an answer.
type rustAnswer struct {
	Question, Answer, Model string
	Status                  uint8
	Views                   []string
	Points                  uint32
	Chosen                  chosen
}

// rustSaw is what the peer prints at its end.
type rustSaw struct {
	Discovery   float64
	States      []string
	Transitions []bool
	Parameters  struct {
		Listed, Description, Reasons []string
		Ranges, Types                []int
		Set                          []bool
		Atomically                   bool
		Got                          []int64
	}
	Topic, Service    rustAnswer
	Action, Cancelled struct {
		Accepted, Cancelling bool
		Code, Status         int8
		Stages               []uint8
		Statuses             []int8
		Points               uint32
		Answer               rustAnswer
	}
	Node string
}

// TestRustPeer has a node over RustDDS take ours through its life cycle, its parameters, its action, its topics and its service.
func TestRustPeer(t *testing.T) {
	peer := os.Getenv("THINKER3D_RUST_PEER")
	if peer == "" {
		t.Skip("THINKER3D_RUST_PEER is not set: it must name the program that is built from e2e/testdata/rust (make test sets it)")
	}
	live := launchNode(t, rustDomain, "\nnode: {autostart: false}\n", "--bundle", untrained)
	live.await(t, "waiting for a life cycle manager")
	result := execute(t.Context(), exec.Command(peer, rustDomain, writePicture(t), rustQuestion))
	if result.err != nil {
		t.Fatalf("%v\n%s\n%s", result.err, result.stderr, live.text())
	}
	live.stop(t)
	var saw rustSaw
	if err := json.Unmarshal([]byte(result.stdout), &saw); err != nil {
		t.Fatalf("%v\n%s", err, result.stdout)
	}
	t.Logf("discovered in %.2f s", saw.Discovery)
	if saw.Node != "/thinker3d" {
		t.Errorf("the graph has %q", saw.Node)
	}
	if !slices.Equal(saw.States, []string{"unconfigured", "active"}) || !slices.Equal(saw.Transitions, []bool{true, false, true}) {
		t.Errorf("states %q, transitions %v", saw.States, saw.Transitions)
	}
	checkRustParameters(t, saw)
	checkRustAnswers(t, saw)
}

func checkRustParameters(t *testing.T, saw rustSaw) {
	t.Helper()
	p := saw.Parameters
	if !slices.Contains(p.Listed, "questions.queue") || slices.Contains(p.Listed, "node.name") {
		t.Errorf("listed %q", p.Listed)
	}
	if len(p.Description) != 1 || p.Description[0] == "" || !slices.Equal(p.Ranges, []int{1}) || !slices.Equal(p.Types, []int{2}) {
		t.Errorf("described %q, ranges %v, types %v", p.Description, p.Ranges, p.Types)
	}
	if !slices.Equal(p.Set, []bool{true, false, false}) || !p.Atomically || !slices.Equal(p.Got, []int64{6}) {
		t.Errorf("set %v (%q), atomically %v, then got %d", p.Set, p.Reasons, p.Atomically, p.Got)
	}
}

func checkRustAnswers(t *testing.T, saw rustSaw) {
	t.Helper()
	all := []string{"front", "left", "back", "right"}
	if saw.Topic.Question != rustQuestion || !slices.Equal(saw.Topic.Views, all) || saw.Topic.Model == "" {
		t.Errorf("by topic: %+v", saw.Topic)
	}
	for by, answer := range map[string]rustAnswer{"service": saw.Service, "action": saw.Action.Answer} {
		answer.Chosen.check(t, "Sofa", "Straße")
		if !strings.HasPrefix(answer.Question, rustQuestion) || !slices.Equal(answer.Views, []string{"front", "right"}) || answer.Points == 0 {
			t.Errorf("by %s: %+v", by, answer)
		}
	}
	ended := map[uint8]int8{0: 4}[saw.Action.Answer.Status]
	if ended == 0 {
		ended = 6 // aborted: the reply is no answer
	}
	action := saw.Action
	if !action.Accepted || action.Status != ended || !slices.Contains(action.Statuses, ended) || action.Points != action.Answer.Points || !slices.Contains(action.Stages, 1) {
		t.Errorf("action %+v", action)
	}
	if c := saw.Cancelled; !c.Accepted || !c.Cancelling || c.Code != 0 || c.Status != 5 || c.Answer.Status != 4 {
		t.Errorf("cancelled %+v", c)
	}
}

// writePicture makes a picture that no decoder of ours made.
func writePicture(t *testing.T) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			picture.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x ^ y), 255})
		}
	}
	path := filepath.Join(t.TempDir(), "picture.jpg")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(file, picture, nil); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
