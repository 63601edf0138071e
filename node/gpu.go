package node

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

// gpu watches the GPU that the model runs on, by the driver's own program, which takes too long to be waited for.
type gpu struct {
	device int
	period time.Duration
	seen   atomic.Pointer[gpuSight]
}

// gpuSight is what was seen of the GPU at a time, or why nothing was.
type gpuSight struct {
	at                            time.Time
	name                          string
	load, usedMemory, wholeMemory float64
	failure                       error
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
	sight := gpuSight{at: time.Now()}
	output, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=utilization.gpu,memory.used,memory.total,name",
		"--format=csv,noheader,nounits", "-i", strconv.Itoa(g.device)).Output()
	if err != nil {
		sight.failure = fmt.Errorf("nvidia-smi: %w", err)
		return sight
	}
	fields := strings.SplitN(strings.TrimSpace(string(output)), ", ", 4)
	if len(fields) != 4 {
		sight.failure = fmt.Errorf("nvidia-smi said %q", output)
		return sight
	}
	sight.name = fields[3]
	for i, into := range []*float64{&sight.load, &sight.usedMemory, &sight.wholeMemory} {
		if *into, err = strconv.ParseFloat(fields[i], 64); err != nil {
			sight.failure = fmt.Errorf("nvidia-smi said %q: %w", output, err)
		}
	}
	return sight
}

// gpu tells of the GPU.
func (d *diagnosis) gpu(sight *gpuSight, now time.Time) diagnostic.Status {
	switch {
	case sight == nil:
		return d.status("gpu", diagnostic.LevelStale, "nothing is known of it yet")
	case sight.failure != nil:
		return d.status("gpu", diagnostic.LevelStale, sight.failure.Error())
	}
	values := []diagnostic.KeyValue{
		value("name", "%s", sight.name), value("load (%)", "%.0f", sight.load),
		value("memory used (MiB)", "%.0f", sight.usedMemory), value("memory (MiB)", "%.0f", sight.wholeMemory),
	}
	switch age, most := now.Sub(sight.at), d.cfg.MaximumGPUMemory; {
	case age > gpuPatience*d.cfg.Period:
		return d.status("gpu", diagnostic.LevelStale, fmt.Sprintf("nvidia-smi said nothing for %s", age.Round(time.Millisecond)), values...)
	case most > 0 && sight.usedMemory > most*sight.wholeMemory:
		message := fmt.Sprintf("%.0f of %.0f MiB are used, more than the share %g (diagnostics.maximum_gpu_memory)", sight.usedMemory, sight.wholeMemory, most)
		return d.status("gpu", diagnostic.LevelWarn, message, values...)
	}
	return d.status("gpu", diagnostic.LevelOK, "", values...)
}

// gpuPatience is after how many periods what was seen last is stale.
const gpuPatience = 5
