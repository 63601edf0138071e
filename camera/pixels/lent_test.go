package pixels

import (
	"fmt"
	"slices"
	"testing"
)

// lent is the same picture in other memory: with padding, blue first, or both.
func lent(p Picture, padding int, blueFirst bool) Picture {
	stride := p.Width*channels + padding
	data := make([]byte, p.Height*stride)
	for y := range p.Height {
		row := data[y*stride:][:p.Width*channels]
		if copy(row, p.row(y)); blueFirst {
			swapColours(row)
		}
	}
	var made Picture
	made.Lend(data, p.Width, p.Height, stride, blueFirst)
	return made
}

// TestLentPicturesGiveTheSame compares pictures in a bus's memory with packed ones, with and without a first resize.
func TestLentPicturesGiveTheSame(t *testing.T) {
	own := fullSpec()
	own.Resize = nil
	for _, spec := range []Spec{fullSpec(), own} {
		for _, size := range [][2]int{{61, 83}, {112, 112}, {200, 40}} {
			packed := noise(size[0], size[1], 5, true)
			want := process(t, spec, 1, []Picture{packed})
			for _, padding := range []int{0, 1, 3, 64} {
				for _, blueFirst := range []bool{false, true} {
					t.Run(fmt.Sprintf("%v padding %d blue first %t", size, padding, blueFirst), func(t *testing.T) {
						picture := lent(packed, padding, blueFirst)
						before := slices.Clone(picture.Pixels)
						got := process(t, spec, 2, []Picture{picture})
						if !slices.Equal(got.Rows, want.Rows) || !slices.Equal(got.Scenes[0].Pixels, want.Scenes[0].Pixels) || got.Mappings[0] != want.Mappings[0] {
							t.Error("a lent picture gives another batch")
						}
						var copied Picture
						if picture.CopyPacked(&copied); !slices.Equal(copied.Pixels, packed.Pixels) || !slices.Equal(picture.Pixels, before) {
							t.Error("the packed copy differs, or the lent memory was written")
						}
					})
				}
			}
		}
	}
}

// TestLentMemoryIsNotTakenOver resizes a picture that was lent.
func TestLentMemoryIsNotTakenOver(t *testing.T) {
	memory := []byte{1, 2, 3, 4, 5, 6}
	var p Picture
	p.Resize(2, 1)
	own := &p.Pixels[0]
	p.Lend(memory, 1, 2, 3, true)
	if p.Resize(1, 2); &p.Pixels[0] != own || p.BlueFirst || p.Stride != 0 {
		t.Errorf("after a loan: %+v", p)
	}
	for _, p := range []Picture{{Width: 2, Height: 2, Stride: 5, Pixels: make([]byte, 12)}, {Width: 2, Height: 2, Stride: 8, Pixels: make([]byte, 13)}} {
		if p.check() == nil {
			t.Errorf("%+v is taken", p)
		}
	}
}

func TestRowsAreWrittenWhereTheyAreWanted(t *testing.T) {
	views := []Picture{noise(90, 70, 2, false)}
	want := process(t, fullSpec(), 1, views)
	memory := make([]float32, len(want.Rows)+7)
	processor, err := NewProcessor(fullSpec(), 2)
	if err != nil {
		t.Fatal(err)
	}
	batch := Batch{Rows: memory[:0]}
	if err := processor.Process(views, &batch); err != nil {
		t.Fatal(err)
	}
	if &batch.Rows[0] != &memory[0] || !slices.Equal(memory[:len(want.Rows)], want.Rows) {
		t.Error("the rows are not in the memory that was given")
	}
}
