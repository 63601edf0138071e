package ros2

/*
#cgo CXXFLAGS: -std=c++17
#cgo LDFLAGS: -lfastrtps
#include <stdlib.h>
#include "native.h"
*/
import "C"

import (
	"errors"
	"unsafe"

	"github.com/thinker3d/thinker3d/topics"
)

// guid is the identity of a participant or endpoint in DDS.
type guid [C.ROS2_GUID_SIZE]byte

// identity names a sample: its writer and its number; the zero value names none.
type identity struct {
	guid     guid
	sequence int64
}

// origin is where a sample came from: which it is, and which it answers or, of a request, whom the reply shall go to.
type origin struct{ sample, related identity }

func originOf(sample *C.ros2_sample) origin {
	return origin{sample: identityOf(&sample.identity), related: identityOf(&sample.related)}
}

func identityOf(native *C.ros2_identity) identity {
	return identity{guid: *(*guid)(unsafe.Pointer(&native.guid)), sequence: int64(native.sequence)}
}

func (i identity) native() C.ros2_identity {
	native := C.ros2_identity{sequence: C.int64_t(i.sequence)}
	*(*guid)(unsafe.Pointer(&native.guid)) = i.guid
	return native
}

// nativeError is where the C side puts the text of an error.
type nativeError [C.ROS2_ERROR_SIZE]C.char

func (e *nativeError) pointer() *C.char { return &e[0] }

func (e *nativeError) error() error { return errors.New(C.GoString(&e[0])) }

// nativeOptions are the options of one endpoint in C; free must be called.
func nativeOptions(names wireNames, qos topics.QoS, limit int) *C.ros2_endpoint_options {
	options := (*C.ros2_endpoint_options)(C.calloc(1, C.sizeof_ros2_endpoint_options))
	options.topic = C.CString(names.topic)
	options._type = C.CString(names.typeName)
	options.user_data = C.CString(names.userData)
	options.reliable = flag(qos.Reliability == topics.Reliable)
	options.transient_local = flag(qos.Durability == topics.TransientLocal)
	options.depth = C.int32_t(qos.Depth)
	options.lifespan_nanos = C.int64_t(qos.Lifespan)
	options.size_limit = C.uint32_t(limit)
	return options
}

func freeOptions(options *C.ros2_endpoint_options) {
	C.free(unsafe.Pointer(options.topic))
	C.free(unsafe.Pointer(options._type))
	C.free(unsafe.Pointer(options.user_data))
	C.free(unsafe.Pointer(options))
}

func flag(on bool) C.int32_t {
	if on {
		return 1
	}
	return 0
}
