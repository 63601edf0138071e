package camera

import "math"

// absent is the index of a camera that is not in a set.
const absent = -1

// choice looks for the set of least spread among those with a given frame, the pivot, in them.
type choice struct {
	candidates []candidate
	// stamps are those of the set looked at, best the indexes in the queues of the best so far.
	stamps []int64
	best   []int
}

// candidate holds one camera's two frames next to the pivot: the latest not after it, at index, and the one that follows.
type candidate struct {
	index         int
	before, after int64
}

func newChoice(cameras int) choice {
	return choice{candidates: make([]candidate, cameras), stamps: make([]int64, cameras), best: make([]int, cameras)}
}

// narrow begins with the frames before the pivot, and moves the earliest to the frame that follows as long as that
// can help. The best set on this way is the best of all, because a frame further from the pivot only widens a set.
func (c *choice) narrow(pivot int64) {
	for i, from := range c.candidates {
		c.stamps[i], c.best[i] = from.before, from.index
	}
	least := int64(math.MaxInt64)
	for moved := 0; ; moved++ {
		first, earliest, latest := c.ends()
		if latest-earliest < least {
			least = latest - earliest
			c.keep()
		}
		if moved == len(c.candidates) || earliest >= pivot || c.candidates[first].after == math.MaxInt64 {
			return
		}
		c.stamps[first] = c.candidates[first].after
	}
}

func (c *choice) ends() (first int, earliest, latest int64) {
	earliest = math.MaxInt64
	for i, stamp := range c.stamps {
		if c.candidates[i].index == absent {
			continue
		}
		if stamp < earliest {
			first, earliest = i, stamp
		}
		latest = max(latest, stamp)
	}
	return first, earliest, latest
}

func (c *choice) keep() {
	for i, from := range c.candidates {
		if from.index != absent && c.stamps[i] != from.before {
			c.best[i] = from.index + 1
		}
	}
}

// latest is the latest stamp of the best set.
func (c *choice) latest() int64 {
	var last int64
	for i, from := range c.candidates {
		switch {
		case from.index == absent:
		case c.best[i] == from.index:
			last = max(last, from.before)
		default:
			last = max(last, from.after)
		}
	}
	return last
}
