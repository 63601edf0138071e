package ros1

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/bluenviron/goroslib/v2/pkg/apimaster"
)

// patience is how long anything may take before a test fails rather than hangs.
const patience = 30 * time.Second

// TestMain keeps the environment of whoever runs the tests out of them.
func TestMain(m *testing.M) {
	for _, name := range []string{"ROS_MASTER_URI", "ROS_HOSTNAME", "ROS_IP", "ROS_NAMESPACE"} {
		_ = os.Unsetenv(name)
	}
	os.Exit(m.Run())
}

// startMaster runs Debian's rosmaster on a free port of loopback until the test ends.
func startMaster(t *testing.T) (uri string) {
	t.Helper()
	program, err := exec.LookPath("rosmaster")
	if err != nil {
		t.Fatalf("%v: install Debian's python3-rosmaster, as `make test` does", err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	uri = fmt.Sprintf("http://127.0.0.1:%d", port)
	command := exec.Command(program, "--core", "-p", fmt.Sprint(port))
	command.Env = append(os.Environ(), "ROS_MASTER_URI="+uri, "ROS_IP=127.0.0.1", "ROS_LOG_DIR="+t.TempDir(), "ROS_HOME="+t.TempDir())
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	client := apimaster.NewClient(fmt.Sprintf("127.0.0.1:%d", port), "/test", newCaller())
	eventually(t, "rosmaster answers", func() bool {
		_, err := client.GetURI()
		return err == nil
	})
	return uri
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	for again := time.NewTicker(10 * time.Millisecond); !holds(); {
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

func openBus(t *testing.T, uri, name string) *Bus {
	t.Helper()
	bus, err := Open(Options{Name: name, Master: uri, Host: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bus.Close() })
	return bus
}
