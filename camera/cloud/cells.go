package cloud

import "math/bits"

const (
	cellBits  = 21
	cellHalf  = 1 << (cellBits - 1)
	cellMask  = 1<<cellBits - 1
	isTaken   = 1 << 63
	leastRoom = 1 << 12
)

// cells numbers the cubes of a grid in the order in which they are first seen. Cubes that are 2^21 edges apart count as one.
type cells struct {
	inverse float64
	taken   []cell
	count   int32
	// shift leaves of a hash the highest bits, as many as number the taken.
	shift int
}

// cell is a cube with its number and, of the points in it, the surest's confidence. A key of 0 is no cube.
type cell struct {
	key    uint64
	number int32
	surest float32
}

// reset begins a grid of cubes of an edge.
func (c *cells) reset(edge float64) {
	if len(c.taken) == 0 {
		c.make(leastRoom)
	}
	clear(c.taken)
	c.inverse, c.count = 1/edge, 0
}

func (c *cells) make(room int) {
	c.taken, c.shift = make([]cell, room), bits.LeadingZeros64(uint64(room))+1
}

// key is the cube of a place.
func (c *cells) key(x, y, z float64) uint64 {
	return c.along(x)<<(2*cellBits) | c.along(y)<<cellBits | c.along(z) | isTaken
}

func (c *cells) along(x float64) uint64 {
	return uint64(int64(x*c.inverse+cellHalf)) & cellMask // rounds down, for the sum is positive
}

// neighbour is the cube so many further along each axis.
func neighbour(key uint64, x, y, z int) uint64 {
	shifted := func(place int, by int) uint64 { return (key>>place + uint64(by)) & cellMask << place }
	return shifted(2*cellBits, x) | shifted(cellBits, y) | shifted(0, z) | isTaken
}

// add gives a cube, and whether it was seen before. It is the grid's until the next call.
func (c *cells) add(key uint64) (*cell, bool) {
	at := c.slot(key)
	if at.key != 0 {
		return at, true
	}
	if int(c.count) >= len(c.taken)/2 {
		c.grow()
		at = c.slot(key)
	}
	*at = cell{key: key, number: c.count}
	c.count++
	return at, false
}

// slot is where a cube is, or would be.
func (c *cells) slot(key uint64) *cell {
	mask := uint64(len(c.taken) - 1)
	for at := key * 0x9e3779b97f4a7c15 >> c.shift & mask; ; at = (at + 1) & mask { // Fibonacci hashing
		if one := &c.taken[at]; one.key == key || one.key == 0 {
			return one
		}
	}
}

func (c *cells) grow() {
	before := c.taken
	c.make(2 * len(before))
	for _, one := range before {
		if one.key != 0 {
			*c.slot(one.key) = one
		}
	}
}
