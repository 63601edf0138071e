package ros2

import "sync/atomic"

// pool is a bounded stack of buffers, each as long as the longest message so far.
type pool struct {
	free chan []byte
	size atomic.Int64
}

func newPool(capacity int) *pool {
	p := &pool{free: make(chan []byte, min(capacity+1, 16))}
	p.size.Store(firstBuffer)
	return p
}

// get gives a buffer of the present size.
func (p *pool) get() []byte {
	size := int(p.size.Load())
	for {
		select {
		case buffer := <-p.free:
			if len(buffer) >= size {
				return buffer
			}
		default:
			return make([]byte, size)
		}
	}
}

// put takes a buffer back, also one that was cut to its message; it is dropped if the pool is full.
func (p *pool) put(buffer []byte) {
	buffer = buffer[:cap(buffer)]
	if len(buffer) < int(p.size.Load()) {
		return
	}
	select {
	case p.free <- buffer:
	default:
	}
}

// grow makes the buffers from now on hold a message of this size.
func (p *pool) grow(size int) {
	const page = 4096
	p.size.Store(int64((size + page - 1) / page * page))
}
