package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestColconInstallsTheNode builds both packages as a workspace does and runs what was installed. Code of the messages needs ROS 2's
// generators, which Debian does not have: they are installed as files, and that is said.
func TestColconInstallsTheNode(t *testing.T) {
	if _, err := exec.LookPath("colcon"); err != nil {
		t.Skip("colcon is not installed (make test installs it)")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	workspace := t.TempDir()
	build := exec.Command("colcon", "--log-base", filepath.Join(workspace, "log"), "build", "--base-paths", root, "--event-handlers", "console_direct+",
		"--build-base", filepath.Join(workspace, "build"), "--install-base", filepath.Join(workspace, "install"),
		// Debian's, which has ament's modules, and not another Python that comes first in PATH.
		"--cmake-args", "-DPython3_EXECUTABLE=/usr/bin/python3")
	built := execute(t.Context(), build)
	if built.err != nil {
		t.Fatalf("colcon build: %v\n%s\n%s", built.err, built.stdout, built.stderr)
	}
	if said := built.stdout + built.stderr; os.Getenv("ROS_DISTRO") == "" && !strings.Contains(said, "rosidl_default_generators is not found") {
		t.Errorf("it is not said that no code is made of the messages:\n%s", said)
	}
	prefix := filepath.Join(workspace, "install", "thinker3d")
	for _, name := range []string{
		"../thinker3d_msgs/share/thinker3d_msgs/package.xml", "../thinker3d_msgs/share/thinker3d_msgs/msg/SpatialAnswer.msg",
		"../thinker3d_msgs/share/thinker3d_msgs/srv/Ask.srv", "../thinker3d_msgs/share/thinker3d_msgs/action/Reason.action",
		"share/ament_index/resource_index/packages/thinker3d", "share/thinker3d/package.xml", "share/thinker3d/config/default.yaml",
		"share/thinker3d/launch/thinker3d.launch.py", "share/thinker3d/view/thinker3d.rviz",
	} {
		if _, err := os.Stat(filepath.Join(prefix, name)); err != nil {
			t.Errorf("not installed: %v", err)
		}
	}
	// It has to find the ONNX Runtime library that lies beside it.
	doctor := exec.Command(filepath.Join(prefix, "lib/thinker3d/thinker3d"), "doctor", "--bundle", filepath.Join(root, "model/bundles/reference"))
	doctor.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "THINKER3D_ONNXRUNTIME=") })
	if said := execute(t.Context(), doctor); said.err != nil || !strings.Contains(said.stdout, prefix) {
		t.Errorf("doctor: %v\n%s", said.err, said.stdout)
	}
}
