// Command pixels measures views → pixel rows and prints one JSON object; bench/pixels.py does the same in Python.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/camera/pixels"
)

// result is what one measurement prints; the seconds are for one view set.
type result struct {
	Processor     string  `json:"processor"`
	Kind          string  `json:"kind"`
	Threads       int     `json:"threads"`
	Views         int     `json:"views"`
	Width         int     `json:"width"`
	Height        int     `json:"height"`
	Runs          int     `json:"runs"`
	MedianSeconds float64 `json:"median_seconds"`
	LeastSeconds  float64 `json:"least_seconds"`
	AllocsPerRun  float64 `json:"allocs_per_run"`
	BytesPerRun   float64 `json:"bytes_per_run"`
	// FloorSeconds is how long the same threads take to read the messages and to write the rows, without anything between.
	FloorSeconds float64 `json:"floor_seconds"`
	SHA256       string  `json:"sha256"`
}

func main() {
	r := result{Processor: "go", Kind: "raw"}
	flag.IntVar(&r.Threads, "threads", runtime.NumCPU(), "workers")
	flag.IntVar(&r.Views, "views", 4, "views in a set")
	flag.IntVar(&r.Width, "width", 640, "width of a camera's picture")
	flag.IntVar(&r.Height, "height", 480, "height of a camera's picture")
	flag.IntVar(&r.Runs, "runs", 50, "how often to measure, after some runs that do not count")
	flag.Parse()
	err := measure(&r, flag.Args())
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(r)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pixels:", err)
		os.Exit(1)
	}
}

// spec is what the published checkpoint's views are made with.
func spec() pixels.Spec {
	return pixels.Spec{
		Resize:     &pixels.SizeSpec{Width: 480, Height: 640, Resampling: pixels.Lanczos},
		Resampling: pixels.Bicubic, Patch: 14, Merge: 2, Temporal: 2, MinPixels: 3136, MaxPixels: 12845056,
		Mean: [3]float64{0.48145466, 0.4578275, 0.40821073}, Std: [3]float64{0.26862954, 0.26130258, 0.27577711},
	}
}

// measure takes raw messages of noise, or JPEG files if some are named.
func measure(r *result, files []string) error {
	if err := pixels.CheckSize(r.Width, r.Height); err != nil {
		return err
	}
	look, err := newLook(r, files)
	if err != nil {
		return err
	}
	const warmUps = 3
	var times, floors []time.Duration
	var before, after runtime.MemStats
	for run := range warmUps + r.Runs {
		if run == warmUps {
			runtime.ReadMemStats(&before)
			times = make([]time.Duration, 0, r.Runs)
		}
		start := time.Now()
		if err := look.make(); err != nil {
			return err
		}
		times = append(times, time.Since(start))
	}
	runtime.ReadMemStats(&after)
	r.AllocsPerRun = float64(after.Mallocs-before.Mallocs) / float64(r.Runs)
	r.BytesPerRun = float64(after.TotalAlloc-before.TotalAlloc) / float64(r.Runs)
	r.SHA256 = digest(look.batch.Rows)
	for range r.Runs {
		start := time.Now()
		look.touch()
		floors = append(floors, time.Since(start))
	}
	slices.Sort(times)
	slices.Sort(floors)
	r.MedianSeconds, r.LeastSeconds, r.FloorSeconds = times[len(times)/2].Seconds(), times[0].Seconds(), floors[len(floors)/2].Seconds()
	return nil
}

// picture is noise by a formula that bench/pixels.py knows too.
func picture(width, height, seed int) []byte {
	made := make([]byte, 3*width*height)
	for i := range made {
		h := (uint64(i)*2654435761 + uint64(seed)*97) & math.MaxUint32
		h ^= h >> 15
		made[i] = byte(h * 2246822519 & math.MaxUint32 >> 24)
	}
	return made
}

func digest(rows []float32) string {
	hash := sha256.New()
	var bytes []byte
	for _, v := range rows {
		bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
	}
	hash.Write(bytes)
	return hex.EncodeToString(hash.Sum(nil))
}
