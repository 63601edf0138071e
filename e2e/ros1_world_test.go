package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// systemPython is that of Debian's ROS packages.
const systemPython = "/usr/bin/python3"

// ros1World is a running roscore, and the environment of all that take part.
type ros1World struct {
	t           *testing.T
	environment []string
}

// startROS1 runs roscore on a free port of loopback, and has catkin make Python messages of msgs/thinker3d_msgs.
func startROS1(t *testing.T) *ros1World {
	t.Helper()
	for _, needed := range []string{"roscore", "rosbag", "rostopic", "cmake"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Fatalf("%v: `make test` installs Debian's ROS packages", err)
		}
	}
	port := freePort(t)
	folder := t.TempDir()
	w := &ros1World{t: t, environment: []string{
		fmt.Sprintf("ROS_MASTER_URI=http://127.0.0.1:%d", port), "ROS_HOSTNAME=127.0.0.1", "ROS_NAMESPACE=", "ROS_HOME=" + folder, "ROS_LOG_DIR=" + filepath.Join(folder, "log"),
		"PYTHONPATH=" + buildROS1Messages(t), "PYTHONUNBUFFERED=1",
	}}
	core := w.uncancelled("roscore", "-p", fmt.Sprint(port))
	if err := core.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(core.Process.Signal(syscall.SIGINT), core.Wait()); err != nil {
			t.Errorf("roscore: %v", err)
		}
	})
	w.await("roscore", func() bool { return w.command("rosservice", "info", "/rosout/get_loggers").Run() == nil })
	return w
}

// ros1Bag has the cameras of the sample as a bag of ROS 1; stamps are those of the first camera's pictures.
func ros1Bag(t *testing.T, prefixes ...string) (path string, stamps []int64) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "room.bag")
	var written struct{ Stamps []int64 }
	python(t, &written, "ros1_bag.py", append([]string{sampleBag, path}, prefixes...)...)
	return path, written.Stamps
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

// buildROS1Messages gives the folder of the Python package thinker3d_msgs.
func buildROS1Messages(t *testing.T) string {
	t.Helper()
	build := filepath.Join(t.TempDir(), "messages")
	for _, step := range [][]string{
		{"cmake", "-S", "../msgs/thinker3d_msgs", "-B", build, "-DPYTHON_EXECUTABLE=" + systemPython},
		{"cmake", "--build", build, "--target", "thinker3d_msgs_generate_messages_py"},
	} {
		command := exec.Command(step[0], step[1:]...)
		command.Env = append(os.Environ(), "ROS_VERSION=1")
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(step, " "), err, out)
		}
	}
	return filepath.Join(build, "devel", "lib", "python3", "dist-packages")
}

func (w *ros1World) command(name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(w.t.Context(), name, args...)
	command.Env = append(os.Environ(), w.environment...)
	return command
}

// uncancelled is for programs that stop their children when they are interrupted, and leave them when they are killed, as at
// the end of a test's context.
func (w *ros1World) uncancelled(name string, args ...string) *exec.Cmd {
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), w.environment...)
	return command
}

func (w *ros1World) await(what string, holds func() bool) {
	w.t.Helper()
	deadline := time.After(time.Minute)
	for again := time.NewTicker(50 * time.Millisecond); !holds(); {
		select {
		case <-again.C:
		case <-deadline:
			w.t.Fatalf("not within a minute: %s", what)
		}
	}
}

func (w *ros1World) run(name string, args ...string) {
	w.t.Helper()
	if out, err := w.command(name, args...).CombinedOutput(); err != nil {
		w.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// peer is ros1_peer.py while it runs.
type peer struct {
	command        *exec.Cmd
	stdout, stderr bytes.Buffer
}

func (w *ros1World) startPeer(args ...string) *peer {
	w.t.Helper()
	p := &peer{command: w.command(systemPython, append([]string{filepath.Join("testdata", "ros1_peer.py")}, args...)...)}
	p.command.Stdout, p.command.Stderr = &p.stdout, &p.stderr
	if err := p.command.Start(); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// end waits for the peer and reads what it prints.
func (p *peer) end(t *testing.T, into any) {
	t.Helper()
	if err := p.command.Wait(); err != nil {
		t.Fatalf("ros1_peer.py: %v\n%s", err, p.stderr.String())
	}
	if err := json.Unmarshal(p.stdout.Bytes(), into); err != nil {
		t.Fatalf("ros1_peer.py printed no JSON: %v\n%s", err, p.stdout.String())
	}
}
