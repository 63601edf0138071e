package onnx

// #cgo CFLAGS: -I${SRCDIR}/include
// #cgo LDFLAGS: -ldl
// #include "native.h"
import "C"

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"unsafe"

	"github.com/thinker3d/thinker3d/config"
)

// library is ONNX Runtime's table of functions and its environment, which the calls of this package go to.
type library struct {
	path        string
	handle      unsafe.Pointer
	api         *C.OrtApi
	environment *C.OrtEnv
	host        *C.OrtMemoryInfo
	pool        *Pool
	arenas      []*arena
	webgpu      sync.Mutex
	// registered says that the CUDA provider was made known to the environment, so that the library copies to and from its memory.
	registered bool

	lock sync.Mutex
	// direct belongs to the lock: it says of each device that is known whether the library copies by itself.
	direct map[config.Device]bool
}

// openLibrary loads the library at the path and makes its environment, with a pool for all sessions or, for nil, a pool for each.
func openLibrary(path string, pool *Pool) (*library, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	l := &library{path: path, handle: C.dlopen(name, C.RTLD_LAZY), pool: pool, direct: map[config.Device]bool{}}
	if l.handle == nil {
		return nil, errors.New(C.GoString(C.dlerror()))
	}
	status, err := l.open()
	if err == nil && l.api == nil {
		err = fmt.Errorf("it has not version %d of the interface: version 1.%d or newer is needed", C.ORT_API_VERSION, C.ORT_API_VERSION)
	}
	if err == nil {
		err = l.check(status)
	}
	if err == nil {
		err = l.check(C.thinker3d_cpu_memory(l.api, &l.host))
	}
	if err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *library) open() (*C.OrtStatus, error) {
	if l.pool == nil {
		return C.thinker3d_open(l.handle, &l.api, &l.environment), nil
	}
	threads, affinities, err := l.pool.native()
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(affinities))
	spin := 0
	if l.pool.Spin {
		spin = 1
	}
	return C.thinker3d_open_pool(l.handle, C.int(threads), C.int(spin), affinities, &l.api, &l.environment), nil
}

// check takes a status and gives its message as an error.
func (l *library) check(status *C.OrtStatus) error {
	if status == nil {
		return nil
	}
	defer C.thinker3d_release_status(l.api, status)
	return errors.New(C.GoString(C.thinker3d_message(l.api, status)))
}

// providers lists the execution providers that the library was built with.
func (l *library) providers() ([]string, error) {
	var list **C.char
	var count C.int
	if err := l.check(C.thinker3d_providers(l.api, &list, &count)); err != nil {
		return nil, err
	}
	names := make([]string, 0, count)
	for _, name := range unsafe.Slice(list, count) {
		names = append(names, C.GoString(name))
	}
	slices.Sort(names)
	return names, l.check(C.thinker3d_release_providers(l.api, list, count))
}

func (l *library) close() error {
	var failures []error
	for _, arena := range l.arenas {
		failures = append(failures, arena.close())
	}
	l.arenas = nil
	if l.registered {
		failures = append(failures, l.unregister())
	}
	if l.host != nil {
		C.thinker3d_release_memory(l.api, l.host)
	}
	if l.environment != nil {
		C.thinker3d_release_env(l.api, l.environment)
	}
	if C.dlclose(l.handle) != 0 {
		failures = append(failures, errors.New("the library could not be left: "+C.GoString(C.dlerror())))
	}
	return errors.Join(failures...)
}

// texts is a list of C strings with its own memory.
type texts []*C.char

func newTexts(list ...string) texts {
	made := make(texts, len(list))
	for i, text := range list {
		made[i] = C.CString(text)
	}
	return made
}

// pointer is nil for an empty list.
func (t texts) pointer() **C.char { return unsafe.SliceData(t) }

func (t texts) free() {
	for _, text := range t {
		C.free(unsafe.Pointer(text))
	}
}
