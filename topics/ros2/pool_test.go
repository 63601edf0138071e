package ros2

import (
	"runtime"
	"testing"
)

const mebibyte = 1 << 20

// play has a pool's user hold some buffers at once, for so many messages of a size.
func play(p *pool, messages, held, size int) {
	var waiting [][]byte
	for range messages {
		waiting = append(waiting, p.get()[:size])
		if len(waiting) >= held {
			p.put(waiting[0])
			waiting = waiting[1:]
		}
	}
	for _, buffer := range waiting {
		p.put(buffer)
	}
}

// TestPoolShrinksAfterABurst holds many buffers for a moment, then two, as does a machine that once stood still.
func TestPoolShrinksAfterABurst(t *testing.T) {
	p := newPool()
	p.grow(mebibyte)
	before := heapBytes()
	play(p, maximumIdle, maximumIdle, mebibyte)
	burst := heapBytes() - before
	if len(p.idle) != maximumIdle || burst < (maximumIdle-1)*mebibyte {
		t.Fatalf("%d buffers, %d bytes after the burst", len(p.idle), burst)
	}
	play(p, 2*poolWindow, 2, mebibyte)
	left := heapBytes() - before
	if len(p.idle) > 2 || left > burst/4 {
		t.Errorf("%d buffers, %d bytes of %d are left", len(p.idle), left, burst)
	}
	runtime.KeepAlive(p)
}

// TestPoolKeepsWhatIsNeeded makes no buffer anew while as many are held as before.
func TestPoolKeepsWhatIsNeeded(t *testing.T) {
	const held = 5
	p := newPool()
	p.grow(mebibyte)
	play(p, held, held, mebibyte)
	made := map[*byte]bool{}
	for _, buffer := range p.idle {
		made[&buffer[0]] = true
	}
	for range 4 * poolWindow {
		play(p, held, held, mebibyte)
	}
	for _, buffer := range p.idle {
		if !made[&buffer[0]] {
			t.Error("a buffer was made anew")
		}
	}
	if len(p.idle) != held {
		t.Errorf("%d buffers of %d", len(p.idle), held)
	}
}

// TestPoolForgetsALongMessage shortens its buffers again, also those that were out meanwhile.
func TestPoolForgetsALongMessage(t *testing.T) {
	p := newPool()
	p.grow(64 * mebibyte)
	long := p.get()
	play(p, 1, 1, 64*mebibyte)
	play(p, 2*poolWindow, 2, 3000)
	p.put(long[:0])
	if p.size != firstBuffer || len(p.idle) == 0 {
		t.Errorf("%d buffers of %d bytes", len(p.idle), p.size)
	}
	for _, buffer := range p.idle {
		if cap(buffer) != firstBuffer {
			t.Errorf("a buffer of %d bytes", cap(buffer))
		}
	}
}

func heapBytes() int {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	return int(memory.HeapAlloc)
}
