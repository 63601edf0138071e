package reasoning

import "sync"

// together has things that wait done by one goroutine, which there is while any wait: the oldest first, and with it those that are like it.
type together[T any] struct {
	// asides counts the goroutine.
	asides *sync.WaitGroup
	// most is how many may be done at once.
	most int
	// isLike says whether two can be done at once, isGone that nobody waits for one any more.
	isLike func(a, b T) bool
	isGone func(T) bool
	do     func([]T)

	mutex sync.Mutex
	// waiting and running belong to the mutex.
	waiting []T
	running bool
}

func (t *together[T]) add(one T) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.waiting = append(t.waiting, one)
	if !t.running {
		t.running = true
		t.asides.Go(t.run)
	}
}

func (t *together[T]) run() {
	for some := t.next(); len(some) > 0; some = t.next() {
		t.do(some)
	}
}

// next takes the oldest that somebody still waits for, and those like it, oldest first.
func (t *together[T]) next() []T {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	var taken, left []T
	for _, one := range t.waiting {
		switch {
		case t.isGone(one):
		case len(taken) < t.most && (len(taken) == 0 || t.isLike(one, taken[0])):
			taken = append(taken, one)
		default:
			left = append(left, one)
		}
	}
	t.waiting, t.running = left, len(taken) > 0
	return taken
}
