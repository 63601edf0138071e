package node

import (
	"crypto/sha256"
	"encoding/binary"
	"syscall"
	"testing"

	"gonum.org/v1/gonum/spatial/r3"

	"github.com/thinker3d/thinker3d/camera/cloud"
	"github.com/thinker3d/thinker3d/msgs"
)

// wave is a number that rises from 0 to 1 and falls again.
func wave(at, period int) float64 {
	return float64(min(at%period, period-at%period)) / float64(period/2)
}

// benchViews are six cameras in a room with panels and niches, out of whole numbers and simple fractions: bench/cloud.py makes the same to the bit.
func benchViews() []cloud.View {
	const side = 518
	turns := [][2]float64{{1, 0}, {0.6, 0.8}, {0, 1}, {-0.6, 0.8}, {-1, 0}, {0, -1}} // cosine and sine
	views := make([]cloud.View, len(turns))
	for i, turn := range turns {
		v := cloud.View{Width: side, Height: side, FocalX: side / 2, FocalY: side / 2, CentreX: side / 2, CentreY: side / 2, Origin: r3.Vec{Z: 1.1}}
		v.Axes = [3]r3.Vec{{X: turn[1], Y: -turn[0]}, {Z: -1}, {X: turn[0], Y: turn[1]}}
		v.Depth, v.Confidence, v.Picture = make([]float32, side*side), make([]float32, side*side), make([]byte, 3*side*side)
		for at := range v.Depth {
			x, y := at%side, at/side
			depth := 3 - float64((x/74+y/103)%2)
			if fall := (float64(y) - v.CentreY) / v.FocalY * depth; fall > 1.1 {
				depth = depth * 1.1 / fall
			}
			random := (uint32(x)*73856093 ^ uint32(y)*19349663 ^ uint32(i)*83492791) * 2654435761 >> 8
			v.Depth[at] = float32(depth * (1 + 0.02*wave(x, 60)*wave(y, 70) + float64(random&1023)/1023*0.004))
			v.Confidence[at] = float32(1 + float64(random)/(1<<20))
			v.Picture[3*at], v.Picture[3*at+1], v.Picture[3*at+2] = byte(x), byte(y), byte(i)
		}
		views[i] = v
	}
	return views
}

func benchFilters() cloud.Filters {
	low, high := -0.5, 2.5
	return cloud.Filters{Quantile: 0.2, EdgeDegrees: 85, MinimumRange: 0.2, MaximumRange: 10, MinimumHeight: &low, MaximumHeight: &high, Voxel: 0.05, MaximumPoints: 100_000}
}

// BenchmarkSceneToCloud reports processor time too, and the first digits of the message's digest.
func BenchmarkSceneToCloud(b *testing.B) { benchmarkCloud(b, benchFilters()) }

func BenchmarkSceneToCloudWithoutOutliers(b *testing.B) {
	filters := benchFilters()
	filters.Deviations, filters.Neighbours = 2, 8
	benchmarkCloud(b, filters)
}

func BenchmarkSceneToCloudOrganised(b *testing.B) {
	filters := benchFilters()
	filters.Organised = true
	benchmarkCloud(b, filters)
}

func benchmarkCloud(b *testing.B, filters cloud.Filters) {
	views, builder := benchViews(), cloud.Builder{Filters: filters}
	var message msgs.PointCloud2
	made := placedScene{metric: true}
	convert := func() {
		points, _, err := builder.Build(views, cloud.Frame{Metric: true})
		if err != nil {
			b.Fatal(err)
		}
		made.points = points
		fillCloud(&message, &made)
	}
	convert()
	b.ReportAllocs()
	began := processorNanos(b)
	for b.Loop() {
		convert()
	}
	b.ReportMetric(float64(processorNanos(b)-began)/float64(b.N), "processor-ns/op")
	digest := sha256.Sum256(message.Data)
	b.ReportMetric(float64(binary.BigEndian.Uint32(digest[:])>>8), "digest")
	b.ReportMetric(float64(message.Width), "points")
}

func processorNanos(b *testing.B) int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}
