package ros2

import (
	"slices"
	"sync"
)

const (
	// maximumIdle is how many buffers a pool keeps for the next messages. More than this many pictures of a camera are hardly
	// held at once, so that a buffer is seldom made anew, which would grow the heap until its next collection.
	maximumIdle = 16
	// poolWindow is how many messages long a buffer is kept that none of them needed: two seconds of a camera.
	poolWindow = 60
)

// pool is a bounded stack of buffers, each as long as the longest message of late. What a window of messages did not need,
// buffers or length, is left to the garbage collector.
type pool struct {
	mutex sync.Mutex
	size  int
	idle  [][]byte
	// gets counts the messages of this window, spare is the least that was idle in it, and longest is the longest message.
	gets, spare, longest int
}

func newPool() *pool {
	return &pool{size: firstBuffer}
}

// get gives a buffer of the present size, the one that was put back last if there is any.
func (p *pool) get() []byte {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	defer p.shrink()
	last := len(p.idle) - 1
	if last < 0 {
		return make([]byte, p.size)
	}
	buffer := p.idle[last]
	p.idle[last], p.idle = nil, p.idle[:last]
	return buffer
}

// shrink notes how many buffers were not needed, and lets go of them at the end of a window. They are the stack's lowest.
func (p *pool) shrink() {
	p.spare = min(p.spare, len(p.idle))
	if p.gets++; p.gets < poolWindow {
		return
	}
	p.idle = slices.Delete(p.idle, 0, p.spare)
	if enough := wholePages(p.longest); enough <= p.size/2 {
		p.size, p.idle = enough, nil
	}
	p.gets, p.spare, p.longest = 0, len(p.idle), 0
}

// put takes a buffer back, also one that was cut to its message; it is dropped if its length is another now or the pool is full.
func (p *pool) put(buffer []byte) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.longest = max(p.longest, len(buffer))
	buffer = buffer[:cap(buffer)]
	if len(buffer) == p.size && len(p.idle) < maximumIdle {
		p.idle = append(p.idle, buffer)
	}
}

// grow makes the buffers from now on hold a message of this size.
func (p *pool) grow(size int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.size = wholePages(size)
	p.idle, p.spare = nil, 0
}

// wholePages is the least length of buffers that holds a message of this size.
func wholePages(size int) int {
	return max(firstBuffer, (size+firstBuffer-1)/firstBuffer*firstBuffer)
}
