package camera

// frameQueue holds one camera's waiting frames, oldest first, in a ring of fixed size.
type frameQueue[T any] struct {
	ring        []Frame[T]
	first, held int
	// bytes is what the waiting frames hold.
	bytes  int
	counts Counts
	// lastNanos is the stamp of the last frame taken in, 0 before the first.
	lastNanos int64
	// astray counts frames in a row whose stamps say that a clock was set back.
	astray int
}

func (q *frameQueue[T]) at(i int) *Frame[T] { return &q.ring[(q.first+i)%len(q.ring)] }

func (q *frameQueue[T]) push(f Frame[T]) {
	q.held++
	*q.at(q.held - 1) = f
	q.bytes += f.Bytes
	q.lastNanos = f.StampNanos
}

func (q *frameQueue[T]) pop() Frame[T] {
	f := *q.at(0)
	*q.at(0) = Frame[T]{}
	q.first = (q.first + 1) % len(q.ring)
	q.held--
	q.bytes -= f.Bytes
	return f
}

// latest is the index of the latest frame that is not after a stamp; -1 if there is none.
func (q *frameQueue[T]) latest(stampNanos int64) int {
	for i := q.held - 1; i >= 0; i-- {
		if q.at(i).StampNanos <= stampNanos {
			return i
		}
	}
	return -1
}
