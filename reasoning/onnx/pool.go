package onnx

// #include "native.h"
import "C"

import (
	"fmt"
	"strconv"
	"strings"
)

// Pool is the threads that all graphs share, however many run at a time: who calls works too, and Threads less one help.
type Pool struct {
	// Threads is 0 for one a physical core, or for one a core of Cores.
	Threads int
	// Spin keeps idle threads awake for a while after an operator: faster for many small steps.
	Spin bool
	// Cores are the processor's cores, counted from 0, that the threads and the callers are kept on; none leaves it to the system.
	Cores []int
}

// native gives the number of threads and where each is kept, which is the caller's to free, nil for anywhere.
func (p Pool) native() (threads int, affinities *C.char, err error) {
	if len(p.Cores) == 0 {
		return p.Threads, nil, nil
	}
	threads = p.Threads
	if threads == 0 {
		threads = len(p.Cores)
	}
	if threads > len(p.Cores) {
		return 0, nil, fmt.Errorf("reasoning.threads is %d, and reasoning.cores names %d cores", threads, len(p.Cores))
	}
	if threads == 1 {
		return 1, nil, nil
	}
	return threads, C.CString(affinitiesOf(p.Cores[1:threads])), nil
}

// affinitiesOf gives each helping thread a core, counted from 1; the first core is left to the caller.
func affinitiesOf(cores []int) string {
	list := make([]string, len(cores))
	for i, core := range cores {
		list[i] = strconv.Itoa(core + 1)
	}
	return strings.Join(list, ";")
}

// callers are the cores that a calling thread is kept on for as long as its call lasts, nil for anywhere.
func (p *Pool) callers() *C.cpu_set_t {
	if p == nil || len(p.Cores) == 0 {
		return nil
	}
	list := make([]C.int, len(p.Cores))
	for i, core := range p.Cores {
		list[i] = C.int(core)
	}
	return C.thinker3d_cores(&list[0], C.size_t(len(list)))
}
