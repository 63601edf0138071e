package pixels

import (
	"math"
	"slices"
	"testing"
)

// upper cuts a number to its upper half, which is as good as any rounding here.
func upper(number float32) uint16 { return uint16(math.Float32bits(number) >> 16) }

// TestWordsAreTheRowsRounded compares rows of 16 bits with those of 32, in memory that was given.
func TestWordsAreTheRowsRounded(t *testing.T) {
	for _, temporal := range []int{1, 2, 3} {
		spec := fullSpec()
		spec.Temporal = temporal
		views := []Picture{noise(90, 70, 2, false), lent(noise(70, 90, 3, true), 5, true)}
		want := process(t, spec, 1, views)
		spec.Word = upper
		processor, err := NewProcessor(spec, 2)
		if err != nil {
			t.Fatal(err)
		}
		memory := make([]uint16, len(want.Rows))
		batch := Batch{Words: memory[:0]}
		if err := processor.Process(views, &batch); err != nil {
			t.Fatal(err)
		}
		if len(batch.Rows) != 0 || len(batch.Words) != len(want.Rows) || &batch.Words[0] != &memory[0] {
			t.Fatalf("%d numbers and %d words, not 0 and %d in their place", len(batch.Rows), len(batch.Words), len(want.Rows))
		}
		for i, number := range want.Rows {
			if batch.Words[i] != upper(number) {
				t.Fatalf("repeated %d times: word %d is %04x of %g", temporal, i, batch.Words[i], number)
			}
		}
	}
}

func TestPlanesAreTheScenes(t *testing.T) {
	spec := fullSpec()
	spec.ScenePlanes = true
	views := []Picture{noise(90, 70, 2, false), lent(noise(70, 90, 3, true), 5, true)}
	batch := process(t, spec, 2, views)
	var want []float32
	for _, scene := range batch.Scenes {
		for c := range channels {
			for i := range scene.Width * scene.Height {
				want = append(want, float32(scene.Pixels[i*channels+c])/255)
			}
		}
	}
	if !slices.Equal(batch.Planes, want) {
		t.Error("the planes are not the pictures")
	}
}

// TestVectorsWriteWhatTablesDo makes the same patches by both ways.
func TestVectorsWriteWhatTablesDo(t *testing.T) {
	if !hasFused() {
		t.Skip("this processor has no AVX2 or no FMA")
	}
	for _, patch := range []int{8, 9, 14, 16} {
		for temporal := 1; temporal <= 3; temporal++ {
			spec := fullSpec()
			spec.Patch, spec.Temporal, spec.Scene = patch, temporal, nil
			views := []Picture{noise(90, 70, 2, false), lent(noise(70, 90, 3, true), 5, true)}
			got := process(t, spec, 1, views)
			processor, err := NewProcessor(spec, 1)
			if err != nil {
				t.Fatal(err)
			}
			if processor.redFirst == nil || processor.blueFirst == nil {
				t.Fatal("the vector code does not serve")
			}
			processor.redFirst, processor.blueFirst = nil, nil
			var want Batch
			if err := processor.Process(views, &want); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Rows, want.Rows) {
				t.Errorf("patches of %d, %d times: the rows differ", patch, temporal)
			}
		}
	}
}
