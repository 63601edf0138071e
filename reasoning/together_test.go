package reasoning

import (
	"runtime"
	"slices"
	"sync"
	"testing"
)

// hold has all wait until the function that it gives is called.
func (t *together[T]) hold() (release func()) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.running = true
	return func() { t.asides.Go(t.run) }
}

// waits returns when so many wait.
func (t *together[T]) waits(count int) {
	for {
		t.mutex.Lock()
		there := len(t.waiting)
		t.mutex.Unlock()
		if there == count {
			return
		}
		runtime.Gosched()
	}
}

// TestTogether has even and odd numbers wait: the oldest is done first, with those like it as far as there is room, and what is gone is left out.
func TestTogether(t *testing.T) {
	var asides sync.WaitGroup
	var done [][]int
	q := &together[int]{asides: &asides, most: 2, do: func(some []int) { done = append(done, some) },
		isLike: func(a, b int) bool { return a%2 == b%2 }, isGone: func(number int) bool { return number == 4 }}
	release := q.hold()
	for _, number := range []int{1, 2, 4, 3, 5, 6} {
		q.add(number)
	}
	release()
	asides.Wait()
	q.add(8)
	asides.Wait()
	want := [][]int{{1, 3}, {2, 6}, {5}, {8}}
	if !slices.EqualFunc(done, want, slices.Equal[[]int]) {
		t.Errorf("done %v, want %v", done, want)
	}
}
