package ros2

/*
#include "library.h"
*/
import "C"

// LibraryVersion is the version of Fast DDS that this program was built with.
func LibraryVersion() string { return C.GoString(C.ros2_library_version()) }
