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

	// metricScenes puts scenes into odom; oneEachSecond asks for one each second.
	metricScenes  = "scene: {target_frame: odom, ground_height: 0.0, camera_frames: true}\nrig: {geometry: known}\n"
	oneEachSecond = "questions: {ask: ['" + askedEachSecond + "'], every: 1s}\n"
	// askedEachSecond has options, as all questions have that nano has learnt: to others it may reply without having imagined.
	askedEachSecond = "Where is the door? A. left B. right C. behind"
)

// TestROS2ScenesAreMetric has Cyclone DDS play the robot's pictures, calibrations and frames, and read what is published of the scenes.
func TestROS2ScenesAreMetric(t *testing.T) {
	peerPython(t)
	live := launchNode(t, sceneDomain, "\nuse_sim_time: true\n"+metricScenes+oneEachSecond)
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
