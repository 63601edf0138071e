package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// ros1Answer is a SpatialAnswer as ros1_peer.py prints it.
type ros1Answer struct {
	Question, Answer, Reasoning, Reason string
	Status                              uint8
	Views                               []string
	Stamp                               int64
	FrameID                             string  `json:"frame_id"`
	ViewStamps                          []int64 `json:"view_stamps"`
	ScenePoints                         int     `json:"scene_points"`
	ModelID                             string  `json:"model_id"`
}

// ros1Told is what ros1_peer.py prints of the robot.
type ros1Told struct {
	ByItself ros1Answer `json:"by_itself"`
	Answer   ros1Answer
	Service  ros1Answer
	Refused  ros1Answer
	Chosen   chosen
	Goal     struct {
		State  int
		Answer ros1Answer
		Stages []int
		Scenes []int
	}
	Cancelled struct {
		State  int
		Answer ros1Answer
	}
	Rejected struct {
		State int
		Text  string
	}
	Cloud struct {
		FrameID             string `json:"frame_id"`
		Points, Bytes, Step int
		Fields              []string
	}
	Poses       int
	Transforms  [][]string
	Diagnostics [][]any
	Log         []string
	Echo        string
	AnswerType  string `json:"answer_type"`
	ServiceType string `json:"service_type"`
	ServiceNode string `json:"service_node"`
	Info, Ping  string
	Stamps      []int64
}

const ros1Cameras = `
cameras:
  - {name: front, image_topic: /front/image_raw/compressed, info_topic: /front/camera_info}
  - {name: left, image_topic: left/image_raw/compressed}
  - {name: back, image_topic: /back/image_raw}
reasoning: {bundle: ../../model/bundles/reference}
`

// The states of a goal for its client, as actionlib numbers them.
const (
	goalSucceeded = 3
	goalAborted   = 4
	goalRejected  = 5
	goalRecalled  = 8
)

// TestROS1PeersAreAnswered has rospy publish pictures and ask by topic, service and action.
func TestROS1PeersAreAnswered(t *testing.T) {
	bag, _ := ros1Bag(t, "/camera/", "/tf")
	w := startROS1(t)
	w.run("rosparam", "set", "/robot/eye/questions/ask", "['What is in front?']")
	w.run("rosparam", "set", "/robot/eye/questions/queue", "5")
	node := runNode(t, ros1Cameras, w.environment, "--ros", "1", "__name:=eye", "__ns:=/robot", "/robot/left/image_raw/compressed:=/left/image_raw/compressed", "~points:=/cloud", "_questions/queue:=4", "__log:=/tmp/ignored")
	node.await(t, "listening")
	if out, err := w.command("rosparam", "get", "/robot/eye/questions/queue").CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "4" {
		t.Errorf("the node's own parameter is not on the server: %v, %s", err, out)
	}
	var got ros1Told
	w.startPeer("robot", bag, question).end(t, &got)
	node.stop(t)
	got.checkAnswers(t)
	if got.Refused.Status != 5 || !strings.Contains(got.Refused.Reason, "rear") {
		t.Errorf("refused: %+v", got.Refused)
	}
	if s := got.Goal.State; s != goalSucceeded && s != goalAborted || !slices.Equal(got.Goal.Stages, []int{1, 2, 3}) || len(got.Goal.Scenes) != 1 || got.Goal.Scenes[0] != got.Goal.Answer.ScenePoints {
		t.Errorf("goal: %+v", got.Goal)
	}
	if got.Cancelled.State != goalRecalled || got.Cancelled.Answer.Status != 4 || got.Rejected.State != goalRejected || !strings.Contains(got.Rejected.Text, "rear") {
		t.Errorf("cancelled %+v, rejected %+v", got.Cancelled, got.Rejected)
	}
	got.Chosen.check(t, "left", "right", "behind")
	got.checkGraph(t)
}

// checkAnswers wants each answer to be about the views of one moment.
func (got ros1Told) checkAnswers(t *testing.T) {
	t.Helper()
	all := []string{"front", "left", "back"}
	for name, c := range map[string]struct {
		answer ros1Answer
		views  []string
	}{"by itself": {got.ByItself, all}, "by topic": {got.Answer, all}, "by service": {got.Service, []string{"left", "front"}}, "by action": {got.Goal.Answer, all}} {
		if !slices.Equal(c.answer.Views, c.views) || !slices.Contains(got.Stamps, c.answer.Stamp) || c.answer.Reasoning == "" || c.answer.ModelID == "" || c.answer.ViewStamps[0] != c.answer.Stamp {
			t.Errorf("%s: %+v", name, c.answer)
		}
	}
}

// checkGraph looks at what is published beside the answers, and at what ROS's own tools say of the node.
func (got ros1Told) checkGraph(t *testing.T) {
	t.Helper()
	if c := got.Cloud; c.Points == 0 || c.Points != got.Answer.ScenePoints || c.Bytes != c.Points*c.Step || c.FrameID != "thinker3d_scene" || !slices.Equal(c.Fields[:4], []string{"x", "y", "z", "rgb"}) || !strings.Contains(got.Echo, c.FrameID) {
		t.Errorf("cloud %+v, rostopic echo %q", c, got.Echo)
	}
	if got.Poses != 3 || !slices.Equal(got.Transforms[0], []string{"front_optical_frame", "thinker3d_scene"}) || len(got.Diagnostics) == 0 || !slices.ContainsFunc(got.Log, func(line string) bool { return strings.HasPrefix(line, "listening") }) {
		t.Errorf("poses %d, tf %v, diagnostics %v, log %v", got.Poses, got.Transforms, got.Diagnostics, got.Log)
	}
	if strings.Contains(got.Info, "/robot/eye/get_") || strings.Contains(got.Info, "parameter") {
		t.Errorf("what is of ROS 2 is offered:\n%s", got.Info)
	}
	if got.AnswerType != "thinker3d_msgs/SpatialAnswer" || got.ServiceType != "thinker3d_msgs/Ask" || got.ServiceNode != "/robot/eye" || !strings.Contains(got.Info, "/robot/eye/ask") || !strings.Contains(got.Ping, "xmlrpc reply") {
		t.Errorf("types %s and %s of %s, info\n%s\nping %s", got.AnswerType, got.ServiceType, got.ServiceNode, got.Info, got.Ping)
	}
}

// ros1Recorded is what a bag holds that rosbag has recorded.
type ros1Recorded struct {
	Types     map[string][]any
	Questions []string
	Fields    [][]string
	Frames    []string
	Metric    []bool
}

// ros1Sample are the cameras of the sample's bag, and the model that always imagines.
func ros1Sample() string {
	return strings.NewReplacer("/front/", "/camera/front/", "left/image_raw/compressed}", "/camera/left/image_raw/compressed, info_topic: /camera/left/camera_info}",
		"/back/image_raw}", "/camera/back/image_raw/compressed, info_topic: /camera/back/camera_info}", "bundles/reference", "bundles/nano").Replace(ros1Cameras)
}

// recordPlaying has rosbag play a bag to a node and record what it says; finish ends node and recorder.
func (w *ros1World) recordPlaying(t *testing.T, node *liveNode, bag string) (recording string, finish func()) {
	t.Helper()
	node.await(t, "listening")
	recording = filepath.Join(t.TempDir(), "answers.bag")
	recorder := w.command("rosbag", "record", "-O", recording, "/thinker3d/answer", "/thinker3d/points", "__name:=recorder")
	if err := recorder.Start(); err != nil {
		t.Fatal(err)
	}
	// A paused player gives the time, without which nothing is recorded; it goes on once the recorder writes and is connected.
	player := w.command("rosbag", "play", "--clock", "--pause", "--quiet", bag, "__name:=player")
	if err := player.Start(); err != nil {
		t.Fatal(err)
	}
	w.await("rosbag record", func() bool {
		_, missing := os.Stat(recording + ".active")
		out, err := w.command("rosnode", "info", "/thinker3d").CombinedOutput()
		return missing == nil && err == nil && strings.Count(string(out), "/recorder") >= 2
	})
	w.run("rosservice", "call", "--wait", "/player/pause_playback", "data: false")
	if err := player.Wait(); err != nil {
		t.Errorf("rosbag play: %v", err)
	}
	return recording, func() {
		w.run("rosnode", "kill", "/thinker3d")
		<-node.read
		if err := node.command.Wait(); err != nil || !strings.Contains(node.text(), "asked to shut down") {
			t.Errorf("rosnode kill: %v\n%s", err, node.text())
		}
		w.run("rosnode", "kill", "/recorder")
		if err := recorder.Wait(); err != nil {
			t.Errorf("rosbag record: %v", err)
		}
	}
}

// TestROS1ScenesAreMetric has rosbag play the robot's frames too, rospy read what is published of the scenes, and rosbag record it.
func TestROS1ScenesAreMetric(t *testing.T) {
	bag, _ := ros1Bag(t, "/camera/", "/tf")
	w := startROS1(t)
	w.run("rosparam", "set", "/use_sim_time", "true")
	cameras := []string{"front", "left", "back"}
	viewer := w.startPeer(append([]string{"scenes", fmt.Sprint(wholeScenes)}, cameras...)...)
	// One camera's calibration is a parameter.
	const back = "/camera/back/camera_info"
	w.run("rosparam", "set", "/thinker3d/cameras/back/info_topic", back)
	sample := strings.Replace(ros1Sample(), ", info_topic: "+back, "", 1)
	node := runNode(t, sample+metricScenes+oneEachSecond, w.environment, "--ros", "1")
	recording, finish := w.recordPlaying(t, node, bag)
	var scenes []publishedScene
	viewer.end(t, &scenes)
	finish()
	checkScenes(t, scenes, cameras)
	var got ros1Recorded
	w.startPeer("read", recording).end(t, &got)
	if !slices.Equal(got.Frames, []string{"odom"}) || !slices.Contains(got.Metric, true) {
		t.Errorf("recorded %+v\n%s", got, node.text())
	}
}

// TestROS1BagIsAnswered has rosbag play the sample in real time, by its clock, and record the answers.
func TestROS1BagIsAnswered(t *testing.T) {
	bag, stamps := ros1Bag(t, "/camera/")
	w := startROS1(t)
	w.run("rosparam", "set", "/use_sim_time", "true")
	listener := w.startPeer("listen", "3")
	node := runNode(t, ros1Sample()+oneEachSecond, w.environment, "--ros", "1")
	recording, finish := w.recordPlaying(t, node, bag)
	var got struct {
		Answers []ros1Answer
		Sim     bool
	}
	listener.end(t, &got)
	finish()
	w.checkRecording(t, recording)
	if !got.Sim || len(got.Answers) < 3 {
		t.Fatalf("%+v\n%s", got, node.text())
	}
	for i, answer := range got.Answers {
		if len(answer.Views) != 3 || !slices.Contains(stamps, answer.ViewStamps[0]) {
			t.Errorf("answer %d: %+v", i, answer)
		}
		if i > 0 && answer.Stamp-got.Answers[i-1].Stamp < 500e6 {
			t.Errorf("answer %d is of %d, the one before it of %d: asked too early", i, answer.Stamp, got.Answers[i-1].Stamp)
		}
	}
}

// checkRecording reads what rosbag, which subscribes to any type, has recorded.
func (w *ros1World) checkRecording(t *testing.T, path string) {
	t.Helper()
	var got ros1Recorded
	w.startPeer("read", path).end(t, &got)
	if len(got.Types) != 2 || got.Types["/thinker3d/answer"][0] != "thinker3d_msgs/SpatialAnswer" || got.Types["/thinker3d/points"][0] != "sensor_msgs/PointCloud2" ||
		len(got.Questions) < 3 || got.Questions[0] != askedEachSecond || len(got.Fields) == 0 || got.Fields[0][3] != "rgb" || !slices.Equal(got.Frames, []string{"thinker3d_scene"}) || slices.Contains(got.Metric, true) {
		t.Errorf("recorded %+v", got)
	}
}

// TestROS1Refusals wants errors that say what to do.
func TestROS1Refusals(t *testing.T) {
	w := startROS1(t)
	w.run("rosparam", "set", "/thinker3d/questions/quue", "4")
	for want, c := range map[string]struct {
		environment []string
		args        []string
	}{
		"quue":                                {w.environment, nil},
		"is roscore running":                  {[]string{"ROS_MASTER_URI=http://127.0.0.1:1"}, nil},
		"must be http://HOST:PORT":            {[]string{"ROS_MASTER_URI=nowhere"}, nil},
		"--ros-args is for ROS 2":             {w.environment, []string{"--ros-args", "-r", "a:=b"}},
		`argument "image"`:                    {w.environment, []string{"image"}},
		"node.autostart: false: must be true": {w.environment, []string{"__name:=other", "_node/autostart:=false"}},
	} {
		node := runNode(t, ros1Cameras, c.environment, append([]string{"--ros", "1"}, c.args...)...)
		<-node.read
		if err := node.command.Wait(); err == nil || !strings.Contains(node.text(), want) {
			t.Errorf("want %q, got %v:\n%s", want, err, node.text())
		}
	}
}

// TestROS1LaunchStartsTheNode has roslaunch find the node in a package and start it.
func TestROS1LaunchStartsTheNode(t *testing.T) {
	needRuntime(t)
	w := startROS1(t)
	workspace := t.TempDir()
	for _, link := range [][2]string{{"../launch/package.xml", "package.xml"}, {"../launch/thinker3d.launch", "launch/thinker3d.launch"}, {program, "thinker3d"}} {
		from, err := filepath.Abs(link[0])
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(workspace, "thinker3d", link[1])
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.Symlink(from, to)); err != nil {
			t.Fatal(err)
		}
	}
	config, err := filepath.Abs(sampleConfig)
	if err != nil {
		t.Fatal(err)
	}
	w.environment = append(w.environment, "ROS_PACKAGE_PATH="+workspace)
	launch := w.uncancelled("roslaunch", "--wait", "thinker3d", "thinker3d.launch", "config:="+config, "namespace:=/robot", "name:=eye", "log_level:=debug")
	var out bytes.Buffer
	launch.Stdout, launch.Stderr = &out, &out
	if err := launch.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if launch.ProcessState == nil { // the test has failed
			_ = launch.Process.Signal(syscall.SIGINT)
			_ = launch.Wait()
		}
	})
	w.await("the service of the launched node", func() bool {
		return w.command("rosservice", "info", "/robot/eye/ask").Run() == nil
	})
	if err := launch.Process.Signal(syscall.SIGINT); err != nil {
		t.Error(err)
	}
	if err := launch.Wait(); err != nil || !strings.Contains(out.String(), "shutting down processing monitor complete") {
		t.Errorf("roslaunch: %v\n%s", err, out.String())
	}
}
