package queue

import (
	"slices"
	"time"
)

// Queue holds what waits. Among the highest priority the client is next that was served least there since it began to wait, and of
// its items the oldest. One goroutine uses it at a time.
type Queue[T comparable] struct {
	entries []entry[T]
	// turns counts how often each client that waits at a priority was served there; one that comes anew begins where the others are.
	turns map[share]int
}

// share is a client's at a priority.
type share struct {
	priority int
	client   string
}

type entry[T comparable] struct {
	item  T
	order Order
}

// Len is how many items wait.
func (q *Queue[T]) Len() int { return len(q.entries) }

// Add puts an item behind those of its client and priority.
func (q *Queue[T]) Add(item T, order Order) {
	if q.turns == nil {
		q.turns = map[share]int{}
	}
	if _, waits := q.turns[order.share()]; !waits {
		q.turns[order.share()] = q.fewest(order.Priority)
	}
	q.entries = append(q.entries, entry[T]{item, order})
}

// Next gives the item whose turn it is, without taking it out.
func (q *Queue[T]) Next() (item T, ok bool) {
	if len(q.entries) == 0 {
		return item, false
	}
	first := 0
	for i := range q.entries {
		if q.before(&q.entries[i].order, &q.entries[first].order) {
			first = i
		}
	}
	return q.entries[first].item, true
}

// Serve takes an item out and counts it as its client's turn.
func (q *Queue[T]) Serve(item T) {
	if at := q.find(item); at >= 0 {
		q.turns[q.entries[at].order.share()]++
		q.remove(at)
	}
}

// Drop takes out what is late and what the caller does not want, in the order in which it came.
func (q *Queue[T]) Drop(now time.Time, unwanted func(T) bool, dropped func(item T, late bool)) {
	for i := 0; i < len(q.entries); {
		e := q.entries[i]
		late := e.order.Late(now)
		if !late && !unwanted(e.item) {
			i++
			continue
		}
		q.remove(i)
		dropped(e.item, late)
	}
}

// before says whether one item comes before an older one.
func (q *Queue[T]) before(one, older *Order) bool {
	if one.Priority != older.Priority {
		return one.Priority > older.Priority
	}
	return q.turns[one.share()] < q.turns[older.share()]
}

func (q *Queue[T]) find(item T) int {
	return slices.IndexFunc(q.entries, func(e entry[T]) bool { return e.item == item })
}

func (q *Queue[T]) remove(at int) {
	left := q.entries[at].order.share()
	q.entries = slices.Delete(q.entries, at, at+1)
	if !slices.ContainsFunc(q.entries, func(e entry[T]) bool { return e.order.share() == left }) {
		delete(q.turns, left)
	}
}

// fewest is how often the client was served that was served least at a priority.
func (q *Queue[T]) fewest(priority int) int {
	fewest, found := 0, false
	for of, turns := range q.turns {
		if of.priority == priority && (!found || turns < fewest) {
			fewest, found = turns, true
		}
	}
	return fewest
}
