package decode

import (
	"fmt"
	"slices"
)

// Grid is the shape of one image in tokens, after merging.
type Grid struct{ Time, Height, Width int }

// Positions is where the tokens of a prompt stand on the three axes of the rotary embedding.
type Positions struct {
	// Values holds all time positions, then all heights, then all widths.
	Values []int64
	// Delta is added to the number of tokens in the cache to get the position of a generated token, the same on each axis.
	Delta int64
}

// Between are the positions of the tokens from one number up to, not including, another, axis after axis.
func (p Positions) Between(from, to int) []int64 {
	length := len(p.Values) / 3
	if from == 0 && to == length {
		return p.Values
	}
	return slices.Concat(p.Values[from:to], p.Values[length+from:length+to], p.Values[2*length+from:2*length+to])
}

// PromptPositions places text tokens along all axes together and the tokens of each image by their place in its grid.
func PromptPositions(tokens []int64, imagePad int64, images []Grid) (Positions, error) {
	p := Positions{Values: make([]int64, 3*len(tokens))}
	next := int64(0)
	image := 0
	for i := 0; i < len(tokens); {
		if tokens[i] != imagePad {
			p.set(i, next, next, next)
			next++
			i++
			continue
		}
		if image == len(images) {
			return Positions{}, fmt.Errorf("the prompt has image tokens for more than %d views", len(images))
		}
		grid := images[image]
		if err := grid.check(tokens[i:], imagePad); err != nil {
			return Positions{}, fmt.Errorf("view %d: %w", image, err)
		}
		p.setImage(i, next, grid)
		next += int64(max(grid.Time, grid.Height, grid.Width))
		i += grid.count()
		image++
	}
	if image != len(images) {
		return Positions{}, fmt.Errorf("the prompt has image tokens for %d of %d views", image, len(images))
	}
	p.Delta = next - int64(len(tokens))
	return p, nil
}

func (g Grid) count() int { return g.Time * g.Height * g.Width }

// check says whether the tokens begin with this image.
func (g Grid) check(tokens []int64, imagePad int64) error {
	if g.count() <= 0 || g.count() > len(tokens) {
		return fmt.Errorf("a grid of %v does not fit the %d tokens that are left of the prompt", g, len(tokens))
	}
	for i := range g.count() {
		if tokens[i] != imagePad {
			return fmt.Errorf("the prompt has %d image tokens where the grid %v has %d", i, g, g.count())
		}
	}
	return nil
}

func (p *Positions) setImage(at int, next int64, grid Grid) {
	for t := range int64(grid.Time) {
		for h := range int64(grid.Height) {
			for w := range int64(grid.Width) {
				p.set(at, next+t, next+h, next+w)
				at++
			}
		}
	}
}

func (p *Positions) set(i int, time, height, width int64) {
	length := len(p.Values) / 3
	p.Values[i], p.Values[length+i], p.Values[2*length+i] = time, height, width
}
