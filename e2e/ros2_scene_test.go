package e2e

import (
	"fmt"
	"testing"
)

const (
	// sceneDomain is a DDS domain of this test alone.
	sceneDomain = "89"
	// wholeScenes is how many scenes a peer waits for.
	wholeScenes = 2

	// metricScenes puts scenes into odom; metricQuestions asks for one each second.
	metricScenes    = "scene: {target_frame: odom, ground_height: 0.0, camera_frames: true}\nrig: {geometry: known}\n"
	metricQuestions = "questions: {ask: ['Where is the door?'], every: 1s}\n"
)

// TestROS2ScenesAreMetric has Cyclone DDS play the robot's pictures, calibrations and frames, and read what is published of the scenes.
func TestROS2ScenesAreMetric(t *testing.T) {
	peerPython(t)
	live := launchNode(t, sceneDomain, "\nuse_sim_time: true\n"+metricScenes+metricQuestions)
	live.await(t, "listening")
	cameras := []string{"front", "left", "back", "right"}
	var scenes []publishedScene
	python(t, &scenes, "scene_robot.py", append([]string{sampleBag, sceneDomain, fmt.Sprint(wholeScenes)}, cameras...)...)
	live.stop(t)
	checkScenes(t, scenes, cameras)
}

// checkScenes wants so many scenes, and each to be right.
func checkScenes(t *testing.T, scenes []publishedScene, cameras []string) {
	t.Helper()
	if len(scenes) != wholeScenes {
		t.Fatalf("%d whole scenes", len(scenes))
	}
	room := readTrueRoom(t)
	for i := range scenes {
		scenes[i].check(t, &room, cameras)
	}
}
