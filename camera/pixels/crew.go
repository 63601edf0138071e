package pixels

import (
	"sync"
	"sync/atomic"
)

// crew does numbered tasks on several goroutines, which live only while do runs.
type crew struct {
	task    func(worker, task int)
	tasks   int64
	next    atomic.Int64
	wait    sync.WaitGroup
	workers []func()
}

func newCrew(workers int, task func(worker, task int)) *crew {
	c := &crew{task: task}
	for worker := range workers {
		c.workers = append(c.workers, func() {
			defer c.wait.Done()
			for i := c.next.Add(1) - 1; i < c.tasks; i = c.next.Add(1) - 1 {
				c.task(worker, int(i))
			}
		})
	}
	return c
}

// do runs the tasks 0…tasks-1, each once, and returns when all are done. It allocates nothing.
func (c *crew) do(tasks int) {
	c.tasks = int64(tasks)
	c.next.Store(0)
	busy := c.workers[:min(len(c.workers), tasks)]
	c.wait.Add(len(busy))
	for _, work := range busy[1:] {
		go work()
	}
	busy[0]()
	c.wait.Wait()
}
