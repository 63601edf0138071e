package token

// queuedMerge is a merge that was possible at one place when it was queued.
type queuedMerge struct {
	merge
	at   int32
	pair uint64
}

// mergeQueue is a heap of merges: the lowest rank first, then the leftmost.
type mergeQueue []queuedMerge

// Len is for container/heap.
func (q mergeQueue) Len() int { return len(q) }

// Less is for container/heap.
func (q mergeQueue) Less(i, j int) bool {
	if q[i].rank != q[j].rank {
		return q[i].rank < q[j].rank
	}
	return q[i].at < q[j].at
}

// Swap is for container/heap.
func (q mergeQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push is for container/heap.
func (q *mergeQueue) Push(item any) { *q = append(*q, item.(queuedMerge)) }

// Pop is for container/heap.
func (q *mergeQueue) Pop() any {
	last := len(*q) - 1
	item := (*q)[last]
	*q = (*q)[:last]
	return item
}
