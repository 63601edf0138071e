package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os/exec"
	"testing"
)

// robot is testdata/robot.py: a robot over Cyclone DDS that does what a test tells it.
type robot struct {
	command *exec.Cmd
	orders  io.WriteCloser
	replies *bufio.Scanner
	errors  bytes.Buffer
}

// robotAnswer is what the robot tells of an answer of ~/ask.
type robotAnswer struct {
	Question, Reason string
	Status           uint8
	Stamp            int64
	Views            []string
}

func startRobot(t *testing.T, domain string) *robot {
	t.Helper()
	r := &robot{command: exec.Command(peerPython(t), "testdata/robot.py", domain, writePicture(t))}
	// Cyclone tells of every reply that is for a client of the other mapping, and of all garbage.
	r.command.Stderr = &r.errors
	var err error
	if r.orders, err = r.command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	replies, err := r.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.replies = bufio.NewScanner(replies)
	if err := r.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.kill)
	return r
}

// do gives an order and waits for its reply, which it decodes.
func (r *robot) do(t *testing.T, reply any, order ...any) {
	t.Helper()
	line, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.orders.Write(append(line, '\n')); err != nil {
		t.Fatalf("order %s: %v", line, err)
	}
	if !r.replies.Scan() {
		r.kill()
		t.Fatalf("order %s: the robot ended:\n%s", line, r.errors.String())
	}
	if reply == nil {
		return
	}
	if err := json.Unmarshal(r.replies.Bytes(), reply); err != nil {
		t.Fatalf("order %s: %v in %s", line, err, r.replies.Bytes())
	}
}

func (r *robot) ask(t *testing.T, service, question string) robotAnswer {
	t.Helper()
	var answer robotAnswer
	r.do(t, &answer, "ask", service, question)
	return answer
}

// kill ends the robot without a farewell, as when its power fails.
func (r *robot) kill() {
	if r.command.ProcessState == nil {
		_ = r.command.Process.Kill()
		_ = r.command.Wait()
	}
}
