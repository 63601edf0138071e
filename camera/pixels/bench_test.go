package pixels

import "testing"

// qwenSpec is what the published checkpoint's views are made with.
func qwenSpec() Spec {
	return Spec{
		Resize: &SizeSpec{480, 640, Lanczos}, Resampling: Bicubic, Patch: 14, Merge: 2, Temporal: 2,
		MinPixels: 3136, MaxPixels: 12845056,
		Mean: [3]float64{0.48145466, 0.4578275, 0.40821073}, Std: [3]float64{0.26862954, 0.26130258, 0.27577711},
	}
}

// BenchmarkRows makes the pixel rows of four views of 640×480.
func BenchmarkRows(b *testing.B) { benchmarkProcess(b, qwenSpec()) }

// BenchmarkRowsAndScenes makes the scene pictures as well.
func BenchmarkRowsAndScenes(b *testing.B) {
	spec := qwenSpec()
	spec.Scene = &SceneSpec{518, 518, 14, Bicubic}
	benchmarkProcess(b, spec)
}

func benchmarkProcess(b *testing.B, spec Spec) {
	processor, err := NewProcessor(spec, 0)
	if err != nil {
		b.Fatal(err)
	}
	var views []Picture
	for i := range 4 {
		views = append(views, noise(640, 480, uint64(i), false))
	}
	var batch Batch
	b.ReportAllocs()
	for b.Loop() {
		if err := processor.Process(views, &batch); err != nil {
			b.Fatal(err)
		}
	}
}
