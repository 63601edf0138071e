package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// gpuPatience is after how many periods what was seen last is stale, and the driver's program is no longer waited for.
	gpuPatience = 5
	// gpuText is the most bytes that are read of what it says.
	gpuText = 4096
)

// gpu watches the GPU that the model runs on, by the driver's own program, which takes too long to be waited for.
type gpu struct {
	device int
	period time.Duration
	seen   atomic.Pointer[gpuSight]
}

// run looks each period until ctx ends.
func (g *gpu) run(ctx context.Context) error {
	ticks := time.NewTicker(g.period)
	defer ticks.Stop()
	for {
		sight := g.look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		g.seen.Store(&sight)
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
		}
	}
}

func (g *gpu) look(ctx context.Context) gpuSight {
	said, err := g.ask(ctx)
	if err != nil {
		return gpuSight{at: time.Now(), failure: fmt.Errorf("nvidia-smi: %w", err)}
	}
	sight, err := readSight(said)
	if err != nil {
		sight.failure = fmt.Errorf("nvidia-smi said %.200q: %w", said, err)
	}
	sight.at = time.Now()
	return sight
}

// ask runs the driver's program, which is killed if it hangs or talks without end.
func (g *gpu) ask(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, gpuPatience*g.period)
	defer cancel()
	command := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=utilization.gpu,memory.used,memory.total,name",
		"--format=csv,noheader,nounits", "-i", visibleDevice(os.Getenv("CUDA_VISIBLE_DEVICES"), g.device))
	// It is killed with what it started itself, which would hold the pipe open.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	output, err := command.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := command.Start(); err != nil {
		return "", err
	}
	text, readErr := io.ReadAll(io.LimitReader(output, gpuText))
	if len(text) == gpuText {
		cancel()
	}
	err, said := command.Wait(), strings.TrimSpace(string(text))
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("it did not end within %s", gpuPatience*g.period)
	case len(text) == gpuText:
		return "", fmt.Errorf("it said more than %d bytes, which begin %.200q", gpuText, said)
	case err != nil:
		return "", fmt.Errorf("%w: %.200q", err, said)
	}
	return said, readErr
}

// visibleDevice is what the driver's program calls the device of a number, which is a place in CUDA_VISIBLE_DEVICES if that is set.
func visibleDevice(visible string, device int) string {
	names := strings.Split(visible, ",")
	if visible == "" || device >= len(names) {
		return strconv.Itoa(device)
	}
	return strings.TrimSpace(names[device])
}
