package e2e

import (
	"slices"
	"strings"
	"testing"
)

// Each test has a DDS domain of its own.
const (
	lateDomain, clockDomain, twoDomain, qualityDomain = "81", "82", "83", "84"

	askService    = "/thinker3d/ask"
	plainQuestion = "Where is the lamp?"
)

// TestCameraStartsLateStopsAndComesBack kills a driver process and starts another.
func TestCameraStartsLateStopsAndComesBack(t *testing.T) {
	live := launchNode(t, lateDomain, "\nnode: {warning_period: 1s}\nquestions: {patience: 2s, maximum_age: 1s}\n")
	live.await(t, "listening", "no frames come")
	asker, driver := startRobot(t, lateDomain), startRobot(t, lateDomain)
	var seconds float64
	driver.do(t, &seconds, "cameras", "front", "left", "back")
	driver.do(t, nil, "play")
	t.Logf("three cameras were discovered %.2f s after they opened", seconds)
	if early := asker.ask(t, askService, plainQuestion); early.Reason == "" || len(early.Views) > 0 {
		t.Errorf("one camera is not there yet: %+v", early)
	}
	driver.do(t, &seconds, "cameras", "right")
	if answer := asker.ask(t, askService, plainQuestion); len(answer.Views) != 4 {
		t.Errorf("all cameras are there: %+v", answer)
	}
	driver.kill()
	for gone := asker.ask(t, askService, plainQuestion); gone.Reason == ""; gone = asker.ask(t, askService, plainQuestion) {
		t.Logf("the last views are still new: %+v", gone)
	}
	again := startRobot(t, lateDomain)
	again.do(t, nil, "cameras", "front", "left", "back", "right")
	again.do(t, nil, "play")
	if answer := asker.ask(t, askService, plainQuestion); len(answer.Views) != 4 {
		t.Errorf("the driver came back: %+v", answer)
	}
	live.stop(t)
}

// TestClockJumpsBack plays a recording of years ago twice.
func TestClockJumpsBack(t *testing.T) {
	live := launchNode(t, clockDomain, "\nuse_sim_time: true\n")
	live.await(t, "listening")
	robot := startRobot(t, clockDomain)
	robot.do(t, nil, "cameras", "front", "left", "back", "right")
	said := []string{"simulated time has begun", "the clock jumped back"}
	for i, begin := range []int64{2000, 1000} {
		robot.do(t, nil, "play", begin)
		live.await(t, said[i])
		if answer := robot.ask(t, askService, plainQuestion); answer.Stamp < begin || answer.Stamp >= begin+1000 || len(answer.Views) != 4 {
			t.Errorf("from %d s on: %+v", begin, answer)
		}
	}
	live.stop(t)
}

// TestTwoNodesInTwoNamespaces has two robots' nodes on one machine and in one domain share the cameras.
func TestTwoNodesInTwoNamespaces(t *testing.T) {
	var nodes []*liveNode
	for _, namespace := range []string{"/red", "/blue"} {
		node := launchNode(t, twoDomain, "", "--ros-args", "-r", "__ns:="+namespace)
		node.await(t, "listening")
		nodes = append(nodes, node)
	}
	robot := startRobot(t, twoDomain)
	robot.do(t, nil, "cameras", "front", "left", "back", "right")
	robot.do(t, nil, "play")
	var names []string
	robot.do(t, &names, "nodes", 2)
	if !slices.Equal(names, []string{"/blue/thinker3d", "/red/thinker3d"}) {
		t.Errorf("nodes %q", names)
	}
	for i, color := range []string{"red", "blue"} {
		question := "What is " + color + "?"
		if answer := robot.ask(t, "/"+color+askService, question); answer.Question != question || len(answer.Views) != 4 {
			t.Errorf("%s: %+v", color, answer)
		}
		nodes[i].await(t, question)
	}
	for i, other := range []string{"What is blue?", "What is red?"} {
		if strings.Contains(nodes[i].text(), other) {
			t.Errorf("a node was asked what was for the other: %q", other)
		}
		nodes[i].stop(t)
	}
}

// TestIncompatibleQualityIsReported wants reliable pictures of a best-effort driver; with the default the driver is heard.
func TestIncompatibleQualityIsReported(t *testing.T) {
	const topic = "/camera/left/image_raw/compressed"
	live := launchNode(t, qualityDomain, "\nqos_overrides: {"+topic+": {subscription: {reliability: reliable}}}\nquestions: {patience: 2s}\n")
	live.await(t, "listening")
	driver, user := startRobot(t, qualityDomain), startRobot(t, qualityDomain)
	driver.do(t, nil, "cameras", "front", "back", "right")
	driver.do(t, nil, "drive", "left")
	driver.do(t, nil, "play")
	// Cyclone's vendor is 01.10.
	const begins, ends = "topic " + topic + ": reliability: publisher 01.10.", " offers best_effort, we ask reliable"
	live.await(t, begins)
	var heard map[string]string
	user.do(t, &heard, "hear", begins)
	for by, line := range heard {
		if !strings.Contains(line, ends) {
			t.Errorf("%s says %q", by, line)
		}
	}
	if answer := user.ask(t, askService, plainQuestion); answer.Reason == "" {
		t.Errorf("answered without a camera: %+v", answer)
	}
	live.stop(t)
	relaxed := launchNode(t, qualityDomain, "")
	relaxed.await(t, "listening")
	if answer := user.ask(t, askService, plainQuestion); len(answer.Views) != 4 {
		t.Errorf("with the default quality of service: %+v", answer)
	}
	relaxed.stop(t)
}
