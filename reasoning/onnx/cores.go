package onnx

// #include "native.h"
import "C"

// nativeCores is the set of cores as the system takes it, nil for none.
func nativeCores(cores []int) *C.cpu_set_t {
	if len(cores) == 0 {
		return nil
	}
	list := make([]C.int, len(cores))
	for i, core := range cores {
		list[i] = C.int(core)
	}
	return C.thinker3d_cores(&list[0], C.size_t(len(list)))
}
