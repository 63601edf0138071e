package e2e

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// liveDomain is a DDS domain of this test alone, on loopback.
const liveDomain = "87"

// liveNode is `thinker3d run` in the background.
type liveNode struct {
	command *exec.Cmd
	mutex   sync.Mutex
	grown   *sync.Cond
	log     strings.Builder
	ended   bool
	read    chan struct{}
}

// startNode runs the node of the sample configuration, with more settings and arguments, until it listens.
func startNode(t *testing.T, extra string, args ...string) *liveNode {
	t.Helper()
	n := launchNode(t, liveDomain, extra, args...)
	n.await(t, "listening")
	return n
}

// launchNode runs the node in a domain, and kills it at the end of the test if it still runs then.
func launchNode(t *testing.T, domain, extra string, args ...string) *liveNode {
	t.Helper()
	sample, err := os.ReadFile(sampleConfig)
	if err != nil {
		t.Fatal(err)
	}
	return runNode(t, string(sample)+extra, []string{"ROS_DOMAIN_ID=" + domain, "ROS_LOCALHOST_ONLY=1"}, args...)
}

// runNode starts the node with a configuration that stands in the sample's folder.
func runNode(t *testing.T, config string, environment []string, args ...string) *liveNode {
	t.Helper()
	needRuntime(t)
	bundles, err := filepath.Abs("../model/bundles")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "thinker3d.yaml")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(config, "../../model/bundles", bundles)), 0o600); err != nil {
		t.Fatal(err)
	}
	n := &liveNode{command: exec.Command(program, append([]string{"run", "--config", path}, args...)...), read: make(chan struct{})}
	n.grown = sync.NewCond(&n.mutex)
	n.command.Env = append(os.Environ(), environment...)
	stderr, err := n.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := n.command.Start(); err != nil {
		t.Fatal(err)
	}
	go n.readLog(stderr)
	t.Cleanup(func() {
		if n.command.ProcessState == nil { // the test has failed before it stopped the node
			_ = n.command.Process.Kill()
			<-n.read
			_ = n.command.Wait()
		}
	})
	return n
}

func (n *liveNode) readLog(from io.Reader) {
	defer close(n.read)
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		n.mutex.Lock()
		n.log.WriteString(lines.Text() + "\n")
		n.mutex.Unlock()
		n.grown.Broadcast()
	}
	n.mutex.Lock()
	n.ended = true
	n.mutex.Unlock()
	n.grown.Broadcast()
}

// await waits until each of the texts is in the log.
func (n *liveNode) await(t *testing.T, texts ...string) {
	t.Helper()
	n.mutex.Lock()
	defer n.mutex.Unlock()
	for _, text := range texts {
		for !strings.Contains(n.log.String(), text) {
			if n.ended {
				t.Fatalf("the node ended without saying %q:\n%s", text, n.log.String())
			}
			n.grown.Wait()
		}
	}
}

func (n *liveNode) text() string {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return n.log.String()
}

// stop interrupts the node as a user would and expects it to end well.
func (n *liveNode) stop(t *testing.T) {
	t.Helper()
	if err := n.command.Process.Signal(syscall.SIGINT); err != nil {
		t.Error(err)
	}
	<-n.read
	if err := n.command.Wait(); err != nil {
		t.Errorf("the node ended with %v:\n%s", err, n.text())
	}
}

// TestCycloneCamerasAreAnswered has Cyclone DDS publish four cameras and a question, and read the answer and the cloud.
func TestCycloneCamerasAreAnswered(t *testing.T) {
	peerPython(t)
	live := startNode(t, "")
	var got struct {
		Answer *struct {
			Question, Answer, Reason string
			Status                   uint8
			Stamp                    int64
			Views                    []string
			LatentCount              int    `json:"latent_count"`
			ScenePoints              int    `json:"scene_points"`
			ModelID                  string `json:"model_id"`
			ModelTrained             bool   `json:"model_trained"`
		}
		Cloud *struct {
			FrameID   string `json:"frame_id"`
			Stamp     int64
			Points    int
			PointStep int `json:"point_step"`
			Bytes     int
			Fields    []string
		}
		Sent  []int64
		Nodes [][]any
	}
	python(t, &got, "peer.py", sampleBag, liveDomain, question)
	live.stop(t)
	if got.Answer == nil || got.Cloud == nil {
		t.Fatalf("answer %v, cloud %v\n%s", got.Answer, got.Cloud, live.text())
	}
	if got.Answer.Question != question || !slices.Equal(got.Answer.Views, []string{"front", "left", "back", "right"}) || !got.Answer.ModelTrained {
		t.Errorf("answer %+v", got.Answer)
	}
	if got.Cloud.Points == 0 || got.Cloud.Points != got.Answer.ScenePoints || got.Cloud.Bytes != got.Cloud.Points*got.Cloud.PointStep || got.Cloud.Stamp != got.Answer.Stamp {
		t.Errorf("cloud %+v, answer %+v", got.Cloud, got.Answer)
	}
	if !slices.Contains(got.Sent, got.Answer.Stamp) {
		t.Errorf("answer stamped %d, which no view was", got.Answer.Stamp)
	}
	if !slices.ContainsFunc(got.Nodes, func(node []any) bool { return node[0] == "/" && node[1] == "thinker3d" }) {
		text, _ := json.Marshal(got.Nodes)
		t.Errorf("nodes in the graph: %s", text)
	}
}

// TestTroubleIsSaid starts the node where no camera is and expects it to name each topic.
func TestTroubleIsSaid(t *testing.T) {
	live := startNode(t, "\nnode: {warning_period: 200ms}\n")
	live.await(t, "no frames come", "/camera/front/image_raw/compressed", "/camera/right/image_raw/compressed", "topic /camera/left/camera_info: no publisher")
	live.stop(t)
	if strings.Contains(live.text(), "/thinker3d/question: ") {
		t.Errorf("nobody asks, and that is taken for trouble:\n%s", live.text())
	}
}
