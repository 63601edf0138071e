package ros2

import "sync"

// maximumIdle is how many buffers a pool keeps for the next messages. More than this many pictures of a camera are hardly
// held at once, so that a buffer is seldom made anew, which would grow the heap until its next collection.
const maximumIdle = 16

// pool is a bounded stack of buffers, each as long as the longest message so far.
type pool struct {
	mutex sync.Mutex
	size  int
	idle  [][]byte
}

func newPool() *pool {
	return &pool{size: firstBuffer}
}

// get gives a buffer of the present size, the one that was put back last if there is any.
func (p *pool) get() []byte {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return make([]byte, p.size)
	}
	buffer := p.idle[last]
	p.idle[last], p.idle = nil, p.idle[:last]
	return buffer
}

// put takes a buffer back, also one that was cut to its message; it is dropped if it is too short or the pool is full.
func (p *pool) put(buffer []byte) {
	buffer = buffer[:cap(buffer)]
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(buffer) >= p.size && len(p.idle) < maximumIdle {
		p.idle = append(p.idle, buffer)
	}
}

// grow makes the buffers from now on hold a message of this size.
func (p *pool) grow(size int) {
	const page = 4096
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.size = (size + page - 1) / page * page
	p.idle = nil
}
