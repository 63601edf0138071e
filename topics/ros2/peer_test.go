package ros2

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// deadline is how long a test waits for what another process does; it is long since machines are slow.
const deadline = 60 * time.Second

// event is one line that the peer prints.
type event struct {
	Event string
	Count int
	// UserData is the USER_DATA of an endpoint or a participant that the peer discovered.
	UserData string `json:"user_data"`
	Policy   int
	Text     string
	Frame    string
	Stamp    []int64
	Bytes    int
	SHA256   string
	Gid      string
	Fields   map[string]any
	Nodes    []struct {
		Namespace, Name  string
		Readers, Writers []string
	}
}

// peer is a Cyclone DDS process.
type peer struct {
	events  chan event
	waiting []event
	stdin   io.WriteCloser
}

// startPeer runs the peer until the test ends. It waits until its endpoint is there.
func startPeer(t *testing.T, domain int, arguments ...string) *peer {
	t.Helper()
	python := os.Getenv("THINKER3D_TEST_PYTHON")
	if python == "" {
		t.Skip("THINKER3D_TEST_PYTHON names no Python with the package cyclonedds, the independent DDS peer")
	}
	script := filepath.Join("testdata", "peer.py")
	command := exec.Command(python, append([]string{script, strconv.Itoa(domain)}, arguments...)...)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	p := &peer{events: make(chan event, 4096), stdin: stdin}
	go p.read(stdout)
	t.Cleanup(func() {
		stdin.Close()
		kill := time.AfterFunc(deadline, func() { command.Process.Kill() })
		for range p.events {
		}
		command.Wait()
		kill.Stop()
	})
	p.await(t, "ready")
	return p
}

func (p *peer) read(stdout io.Reader) {
	defer close(p.events)
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) == nil {
			p.events <- e
		}
	}
}

// await gives the first event of a kind that was not given yet; those of other kinds wait for their turn.
func (p *peer) await(t *testing.T, kind string) event {
	t.Helper()
	isKind := func(e event) bool { return e.Event == kind }
	timeout := time.After(deadline)
	for {
		if i := slices.IndexFunc(p.waiting, isKind); i >= 0 {
			found := p.waiting[i]
			p.waiting = slices.Delete(p.waiting, i, i+1)
			return found
		}
		select {
		case e, open := <-p.events:
			if !open {
				t.Fatalf("the peer ended before its event %q", kind)
			}
			p.waiting = append(p.waiting, e)
		case <-timeout:
			t.Fatalf("the peer said no %q, but %v", kind, p.waiting)
		}
	}
}

func (p *peer) send(t *testing.T) {
	t.Helper()
	if _, err := io.WriteString(p.stdin, "send\n"); err != nil {
		t.Fatal(err)
	}
}

// testDomain keeps the tests of several runs apart; beyond 101 the ports of a domain are given to others by Linux.
func testDomain() int { return 1 + os.Getpid()%101 }
