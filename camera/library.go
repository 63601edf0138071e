package camera

// #cgo CXXFLAGS: -std=c++11
// #cgo pkg-config: opencv4
// #include "threads.h"
import "C"

import "gocv.io/x/gocv"

// LibraryVersion is the version of OpenCV that pictures are decoded with.
func LibraryVersion() string { return gocv.OpenCVVersion() }

// KeepToOneThread has OpenCV do each call on its caller's thread alone, in the whole process: for pictures that are decoded side by
// side, whose threads it would double.
func KeepToOneThread() { C.opencv_threads(1) }
