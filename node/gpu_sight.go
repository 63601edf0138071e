package node

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/thinker3d/thinker3d/msgs/diagnostic"
)

// gpuSight is what was seen of the GPU at a time, or why nothing was. A figure that the driver does not know is NaN.
type gpuSight struct {
	at                            time.Time
	name                          string
	load, usedMemory, wholeMemory float64
	failure                       error
}

// readSight reads the one line of four fields that was asked for.
func readSight(said string) (gpuSight, error) {
	if lines := strings.Count(said, "\n") + 1; lines > 1 {
		return gpuSight{}, fmt.Errorf("it must speak of one GPU, not in %d lines", lines)
	}
	fields := strings.SplitN(said, ", ", 4)
	if len(fields) != 4 {
		return gpuSight{}, errors.New("it must be load, memory used, memory and name")
	}
	sight := gpuSight{name: fields[3]}
	for i, into := range []*float64{&sight.load, &sight.usedMemory, &sight.wholeMemory} {
		var err error
		if *into, err = readFigure(fields[i]); err != nil {
			return gpuSight{}, err
		}
	}
	return sight, nil
}

// readFigure reads a number, or words in brackets for one that the driver does not know, such as [N/A].
func readFigure(text string) (float64, error) {
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		return math.NaN(), nil
	}
	number, err := strconv.ParseUint(text, 10, 32)
	return float64(number), err
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
		value("name", "%s", sight.name), figure("load (%)", sight.load),
		figure("memory used (MiB)", sight.usedMemory), figure("memory (MiB)", sight.wholeMemory),
	}
	switch age, most := now.Sub(sight.at), d.cfg.MaximumGPUMemory; {
	case age > gpuPatience*d.cfg.Period:
		return d.status("gpu", diagnostic.LevelStale, fmt.Sprintf("nvidia-smi said nothing for %s", age.Round(time.Millisecond)), values...)
	case most > 0 && math.IsNaN(sight.usedMemory+sight.wholeMemory):
		return d.status("gpu", diagnostic.LevelStale, "its driver does not tell how much memory is used, so diagnostics.maximum_gpu_memory (0 to leave it out) is not checked", values...)
	case most > 0 && sight.usedMemory > most*sight.wholeMemory:
		message := fmt.Sprintf("%.0f of %.0f MiB are used, more than the share %g (diagnostics.maximum_gpu_memory)", sight.usedMemory, sight.wholeMemory, most)
		return d.status("gpu", diagnostic.LevelWarn, message, values...)
	}
	return d.status("gpu", diagnostic.LevelOK, "", values...)
}

func figure(key string, number float64) diagnostic.KeyValue {
	if math.IsNaN(number) {
		return value(key, "unknown")
	}
	return value(key, "%.0f", number)
}
